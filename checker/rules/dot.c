/* SPDX-License-Identifier: MIT */
/*
 * Protocols as pictures for dot(1): a node a state, an arrow a transition with the calls that make
 * it, and in red what is reported. A point stands for "any state".
 */
#include "internal.h"

#include <string.h>

#define ANY_STATE PROTOCOL_MAX_STATES
#define LABEL_NAMES 8 /* more functions on one arrow are only counted */

/* The functions on one arrow, or that report one mistake in one state. */
struct edge {
	struct edge *next;
	uint8_t from, to;
	const struct rule *rule; /* a mistake */
	const char *names;
	const char *last; /* the name added last: a function may do the same for several results */
	uint32_t count;
};

struct picture {
	struct arena *arena;
	const struct protocol *protocol;
	struct edge *edges, **end;
};

static struct edge *edge_for(struct picture *p, uint8_t from, uint8_t to, const struct rule *rule)
{
	struct edge *e;

	for (e = p->edges; e; e = e->next) {
		if (e->from == from && e->to == to && e->rule == rule)
			return e;
	}
	e = arena_alloc(p->arena, sizeof(*e));
	*e = (struct edge){.from = from, .to = to, .rule = rule, .names = "", .last = ""};
	*p->end = e;
	p->end = &e->next;
	return e;
}

static void add_name(struct picture *p, struct edge *e, const char *name)
{
	if (strcmp(e->last, name) == 0)
		return;
	e->last = name;
	if (e->count++ < LABEL_NAMES)
		e->names = arena_format(p->arena, "%s%s%s", e->names, *e->names ? "\\n" : "", name);
}

static void add_arrow(struct picture *p, const struct arrow *arrow, const char *name)
{
	state_set all = protocol_all_states(p->protocol);
	uint8_t from;

	if (arrow->stay)
		return;
	if (arrow->from == all) {
		add_name(p, edge_for(p, ANY_STATE, arrow->to, NULL), name);
		return;
	}
	for (from = 0; from < p->protocol->nstates; from++) {
		if (arrow->from & (1u << from))
			add_name(p, edge_for(p, from, arrow->to, NULL), name);
	}
}

/* After a mistake the object goes where the first arrow leads. */
static void add_misfits(struct picture *p, const struct effect *e, const char *name)
{
	uint8_t i, from;

	for (i = 0; i < e->nmisfits; i++) {
		for (from = 0; from < p->protocol->nstates; from++) {
			if (e->misfits[i].in & (1u << from))
				add_name(p,
					 edge_for(p, from,
						  e->arrows[0].stay ? from : e->arrows[0].to,
						  e->misfits[i].rule),
					 name);
		}
	}
}

/* "pot_fill()", "pot_fill() zero or positive": the call, and for which results. */
static const char *call_name(struct picture *p, const struct function_contract *f,
			     value_classes when)
{
	static const char *const words[CLASS_ANY + 1] = {
		[CLASS_ZERO] = " zero",
		[CLASS_NEGATIVE] = " negative",
		[CLASS_POSITIVE] = " positive",
		[CLASS_NONZERO] = " nonzero",
		[CLASS_ZERO | CLASS_NEGATIVE] = " zero or negative",
		[CLASS_ZERO | CLASS_POSITIVE] = " zero or positive",
	};
	const char *result = words[when] ? words[when] : "";

	if (f->name)
		return arena_format(p->arena, "%s()%s", f->name, result);
	return arena_format(p->arena, "%s.%s()%s", f->record, f->member, result);
}

static void add_outcome(struct picture *p, const struct outcome *o, const char *name)
{
	uint32_t i;
	uint8_t k;

	for (i = 0; i < o->neffects; i++) {
		const struct effect *e = &o->effects[i];

		if (e->kind != EFFECT_STATE || e->protocol != p->protocol)
			continue;
		for (k = 0; k < e->narrows; k++)
			add_arrow(p, &e->arrows[k], name);
		add_misfits(p, e, name);
	}
}

static void add_function(struct picture *p, const struct function_contract *f)
{
	uint32_t i;

	for (i = 0; i < f->noutcomes; i++)
		add_outcome(p, &f->outcomes[i], call_name(p, f, f->outcomes[i].when));
}

/* The state in which a slot's argument arrives. */
static void add_slot(struct picture *p, const struct slot *slot)
{
	uint32_t i;

	for (i = 0; i < slot->nentries; i++) {
		if (slot->entries[i].protocol == p->protocol)
			add_name(p, edge_for(p, ANY_STATE, slot->entries[i].state, NULL),
				 arena_format(p->arena, "given to %s", slot->name));
	}
}

/* What happens to an object in the state without any call. */
static void print_state(const struct protocol_state *state, FILE *out)
{
	fprintf(out, "\t\"%s\" [label=\"%s", state->name, state->name);
	if (strcmp(state->phrase, state->name) != 0)
		fprintf(out, "\\n\\\"%s\\\"", state->phrase);
	if (state->use)
		fprintf(out, "\\nuse: %s", state->use->name);
	if (state->leak)
		fprintf(out, "\\nleak: %s", state->leak->name);
	if (state->early)
		fprintf(out, "\\nread before: %s", state->early->name);
	if (state->death)
		fprintf(out, "\\ndeath: %s", state->death->name);
	fprintf(out, "\"%s];\n", state->dead ? ", style=dashed" : "");
}

static void print_edge(const struct picture *p, const struct edge *e, FILE *out)
{
	const struct protocol_state *states = p->protocol->states;
	const char *from = e->from == ANY_STATE ? "any" : states[e->from].name;
	const char *more = "";

	if (e->count > LABEL_NAMES)
		more = arena_format(p->arena, "\\nand %u more", e->count - LABEL_NAMES);
	fprintf(out, "\t\"%s\" -> \"%s\" [label=\"%s%s", from, states[e->to].name, e->names, more);
	if (e->rule)
		fprintf(out, "\\n%s\", color=red, fontcolor=red, style=dashed];\n", e->rule->name);
	else
		fprintf(out, "\"];\n");
}

static void print_protocol(const struct contracts *all, const struct protocol *protocol, FILE *out)
{
	struct picture p = {.arena = arena_new(), .protocol = protocol};
	const struct contracts *c;
	const struct edge *e;
	bool any = false;
	uint32_t i;

	p.end = &p.edges;
	for (c = all; c; c = c->base) {
		for (i = 0; i < c->nfunctions; i++)
			add_function(&p, c->functions[i]);
		for (i = 0; i < c->nslots; i++)
			add_slot(&p, c->slots[i]);
	}
	fprintf(out, "digraph \"%s\" {\n\tnode [shape=box];\n", protocol->name);
	for (i = 0; i < protocol->nstates; i++)
		print_state(&protocol->states[i], out);
	for (e = p.edges; e; e = e->next)
		any = any || e->from == ANY_STATE;
	if (any)
		fprintf(out, "\t\"any\" [shape=point];\n");
	for (i = 0; i < protocol->nstates; i++) {
		if (protocol->states[i].tested)
			fprintf(out, "\t\"%s\" -> \"%s\" [label=\"tested\", style=dotted];\n",
				protocol->states[i].name,
				protocol->states[protocol->states[i].test_to].name);
		if (protocol->states[i].given)
			fprintf(out, "\t\"%s\" -> \"%s\" [label=\"constant %s\", style=dotted];\n",
				protocol->states[i].name,
				protocol->states[protocol->states[i].given_to].name,
				protocol->captures[protocol->states[i].given_by]);
	}
	if (protocol->scoped || protocol->lapses)
		fprintf(out, "\t\"%s\" -> \"%s\" [label=\"%s ends\", style=dotted];\n",
			protocol->states[protocol->lent].name,
			protocol->states[protocol->over].name,
			protocol->scoped ? "section" : protocol->captures[protocol->lender]);
	for (e = p.edges; e; e = e->next)
		print_edge(&p, e, out);
	fprintf(out, "}\n");
	arena_free(p.arena);
}

void rules_print_dot(const struct contracts *c, const char *protocol, FILE *out)
{
	const struct contracts *below;
	uint32_t i;

	for (below = c; below; below = below->base) {
		for (i = 0; i < below->nprotocols; i++) {
			if (!protocol || strcmp(protocol, below->protocols[i]->name) == 0)
				print_protocol(c, below->protocols[i], out);
		}
	}
}
