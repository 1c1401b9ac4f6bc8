/* SPDX-License-Identifier: MIT */
/* What summaries say, as annotations: only what holds on every way through the function, and all
 * that it does. */
#include "infer.h"

#include <string.h>

#include "engine/call.h"
#include "engine/program.h"

struct guess {
	struct proposals *to;
	struct program *p;
	uint32_t fn;
	const struct summary *s;
};

static const struct node *node(const struct guess *g, node_id n)
{
	return node_at(&g->p->nodes, n);
}

/* Whether region is what parameter `param` points to; IR_NONE: what the outcome's result points to.
 */
static bool is_object(const struct guess *g, const struct outcome_world *o, node_id region,
		      uint32_t param)
{
	const struct node *r = node(g, region), *v;

	if (r->kind != REGION_DEREF)
		return false;
	if (param == IR_NONE)
		return r->a == o->result;
	v = node(g, r->a);
	return v->kind == NODE_PARAM && v->a == g->fn && v->b == param;
}

static const struct state *state_in(const struct guess *g, const struct outcome_world *o,
				    uint32_t param, uint16_t protocol)
{
	for (uint32_t i = 0; i < o->nstates; i++)
		if (o->states[i].protocol == protocol &&
		    is_object(g, o, o->states[i].region, param))
			return &o->states[i];
	return NULL;
}

/* A way on which there is no object: the argument, or the result, is NULL. */
static bool has_none(const struct guess *g, const struct outcome_world *o, uint32_t param)
{
	if (param == IR_NONE && node(g, o->result)->kind == NODE_INT)
		return true;
	for (uint32_t i = 0; i < o->nfacts; i++) {
		const struct fact *f = &o->facts[i];
		const struct node *v = node(g, f->value);
		bool its = param == IR_NONE
				   ? f->value == o->result
				   : v->kind == NODE_PARAM && v->a == g->fn && v->b == param;

		if (its && f->lo == 0 && f->hi == 0)
			return true;
	}
	return false;
}

/* Whether v is the object that param points to, or was reached by way of it. */
static bool leads_from(const struct guess *g, const struct outcome_world *o, node_id v,
		       uint32_t param)
{
	for (int depth = 0; v && depth < 16; depth++) {
		const struct node *n = node(g, v);

		if (n->kind == NODE_PARAM)
			return param != IR_NONE && n->a == g->fn && n->b == param;
		if (param == IR_NONE && v == o->result)
			return true;
		if (n->kind != NODE_INIT && n->kind != NODE_ADDR && n->kind < REGION_DEREF)
			return false;
		v = n->a;
	}
	return false;
}

/* The object is gone afterwards on this way, or was not there before: what it leads to went or came
 * with it. */
static bool is_whole(const struct guess *g, const struct outcome_world *o, uint32_t param)
{
	if (param == IR_NONE)
		return node(g, o->result)->kind == NODE_FRESH;
	for (uint32_t i = 0; i < o->nstates; i++)
		if (is_object(g, o, o->states[i].region, param) &&
		    g->p->protocols[o->states[i].protocol]->states[o->states[i].state].dead)
			return true;
	return false;
}

/* An annotation stands for the whole of what callers learn; so there may be nothing else. */
static bool is_simple(const struct guess *g, uint32_t param)
{
	for (uint32_t i = 0; i < g->s->noutcomes; i++) {
		const struct outcome_world *o = &g->s->outcomes[i];
		bool whole = is_whole(g, o, param);

		if (o->nescaped || o->each[0].effect)
			return false;
		for (uint32_t k = 0; k < o->nstates; k++)
			if (!is_object(g, o, o->states[k].region, param) &&
			    !(whole && leads_from(g, o, o->states[k].region, param)))
				return false;
		for (uint32_t k = 0; k < o->nstores; k++)
			if (!whole || !leads_from(g, o, o->stores[k].region, param))
				return false;
		for (uint32_t k = 0; k < o->ncounters; k++)
			if (!whole || !leads_from(g, o, o->counters[k].region, param))
				return false;
	}
	return true;
}

/* Contracts go after the run. */
static const char *keep(struct proposals *p, const char *text)
{
	return arena_format(p->arena, "%s", text);
}

static const char *names_of(struct arena *a, const struct protocol *p, state_set set)
{
	const char *text = "";

	for (uint8_t i = 0; i < p->nstates; i++)
		if (set & (1u << i))
			text = arena_format(a, "%s%s%s", text, *text ? " | " : "",
					    p->states[i].name);
	return set == protocol_all_states(p) ? "any" : text;
}

static const char *place_text(const struct guess *g, const struct event *e)
{
	const struct ir_function *f = &g->p->m->functions[e->fn];
	struct ir_place place = ir_locate(g->p->m, f->insns[e->insn].loc);

	return arena_format(g->to->arena, "%s:%u%s%s%s", str_text(g->p->m->strings, place.file),
			    place.line, e->callee ? ", by " : "", e->callee ? e->callee : "",
			    e->callee ? "()" : "");
}

static const char *object_text(const struct guess *g, uint32_t param)
{
	const struct ir_function *f = &g->p->m->functions[g->fn];

	return param == IR_NONE ? "its result"
				: arena_format(g->to->arena, "'%s'",
					       str_text(g->p->m->strings, f->locals[param].name));
}

static void add(struct proposals *p, struct proposal one)
{
	p->list = arena_grow(p->arena, p->list, p->count, &p->cap, sizeof(*p->list));
	p->list[p->count++] = one;
}

static void propose(struct guess *g, uint32_t param, const struct state *s, uint32_t ways)
{
	const struct protocol *protocol = g->p->protocols[s->protocol];
	struct proposals *p = g->to;
	struct proposal one = {.fn = g->fn, .param = param, .protocol = keep(p, protocol->name)};

	one.from =
		param == IR_NONE ? "any" : names_of(p->arena, protocol, s->first->arrows[0].from);
	one.to = keep(p, protocol->states[s->state].name);
	one.evidence = arena_format(
		p->arena,
		"%s(): on every way through it with an object (%u), %s is %s %s at the end (%s)",
		str_text(p->m->strings, p->m->functions[g->fn].name), ways, object_text(g, param),
		protocol->name, one.to, place_text(g, s->event));
	add(p, one);
}

/* Plain memory that the caller gets, or that is gone: whoever wrote it would say that it is owned.
 */
static bool is_plain(const struct guess *g, const struct state *s, uint32_t param)
{
	const struct protocol *p = g->p->protocols[s->protocol];

	return !p->record && !p->counted && (param == IR_NONE || p->states[s->state].dead);
}

static void propose_owned(struct guess *g, uint32_t param, const struct state *s, uint32_t ways)
{
	struct proposals *p = g->to;
	struct proposal one = {.fn = g->fn, .param = param};

	one.evidence =
		arena_format(p->arena,
			     param == IR_NONE ? "%s(): on every way through it with an object "
						"(%u), %s is new and the caller's (%s)"
					      : "%s(): on every way through it with an object "
						"(%u), %s is taken and gone at the end (%s)",
			     str_text(p->m->strings, p->m->functions[g->fn].name), ways,
			     object_text(g, param), place_text(g, s->event));
	add(p, one);
}

/* What one annotation can say: one arrow, nothing saved, taken on this function's own doing. */
static bool can_be_said(const struct state *s, uint32_t param)
{
	if (s->flags & (STATE_UNSURE | STATE_HANDED_ON) || !s->event ||
	    s->event->kind != EVENT_STATE || s->captures)
		return false;
	if (param == IR_NONE)
		return true;
	return s->flags & STATE_FROM_CALLER && s->first && s->first->kind == EFFECT_STATE &&
	       s->first->narrows == 1 && !s->first->arrows[0].stay && s->steps == 1 &&
	       !s->first->nmatches;
}

/* Whether all ways end with the object in this state; how many do. */
static bool is_common(const struct guess *g, uint32_t param, const struct state *s, uint32_t *ways)
{
	*ways = 0;
	for (uint32_t i = 0; i < g->s->noutcomes; i++) {
		const struct outcome_world *o = &g->s->outcomes[i];
		const struct state *other;

		if (has_none(g, o, param))
			continue;
		other = state_in(g, o, param, s->protocol);
		if (!other || other->state != s->state || !can_be_said(other, param))
			return false;
		++*ways;
	}
	return *ways;
}

/* Of an argument only what changed, and that in the protocol that accounts for it; of a result,
 * which is new to the caller, all. */
static bool is_told(const struct guess *g, const struct state *s, uint32_t param)
{
	return param == IR_NONE ||
	       (s->steps && !effect_is_deferred(s) && !g->p->protocols[s->protocol]->yields);
}

/* __owned goes before what it says more shortly than they do. */
static void propose_all(struct guess *g, const struct outcome_world *first, uint32_t param)
{
	uint32_t ways, plain = 0, told = 0, at = 0;

	for (uint32_t i = 0; first && i < first->nstates; i++)
		if (is_told(g, &first->states[i], param) &&
		    is_common(g, param, &first->states[i], &ways)) {
			told++;
			plain += is_plain(g, &first->states[i], param);
			at = i;
		}
	if (told && plain == told) {
		is_common(g, param, &first->states[at], &ways);
		propose_owned(g, param, &first->states[at], ways);
	}
	for (uint32_t i = 0; first && i < first->nstates; i++)
		if (is_told(g, &first->states[i], param) &&
		    is_common(g, param, &first->states[i], &ways))
			propose(g, param, &first->states[i], ways);
}

/* What happens to the object is said as a whole or not at all: callers learn no more than the
 * annotation says. */
static void look_at_object(struct guess *g, uint32_t param)
{
	const struct outcome_world *first = NULL;
	uint32_t ways;

	for (uint32_t i = 0; i < g->s->noutcomes && !first; i++)
		if (!has_none(g, &g->s->outcomes[i], param))
			first = &g->s->outcomes[i];
	for (uint32_t i = 0; first && i < first->nstates; i++)
		if (is_told(g, &first->states[i], param) &&
		    !is_common(g, param, &first->states[i], &ways))
			return;
	propose_all(g, first, param);
}

static bool is_annotated(const struct ir_function *f)
{
	for (uint32_t i = 0; i < f->nparams; i++)
		if (f->locals[i].attrs.count)
			return true;
	return f->attrs.count;
}

static bool is_pointer(const struct ir_module *m, uint32_t type)
{
	return type != IR_NONE && m->types[type].kind == IR_TYPE_POINTER;
}

static void look_at_function(struct guess *g)
{
	const struct ir_module *m = g->p->m;
	const struct ir_function *f = &m->functions[g->fn];

	if (is_pointer(m, f->result) && is_simple(g, IR_NONE))
		look_at_object(g, IR_NONE);
	for (uint32_t i = 0; i < f->nparams; i++)
		if (is_pointer(m, f->locals[i].type) && is_simple(g, i))
			look_at_object(g, i);
}

static void done(void *ctx, struct program *p)
{
	const uint32_t wanted = IR_FN_DEFINED | IR_FN_MAIN_FILE | IR_FN_LOWERED;
	struct guess g = {.to = ctx, .p = p};

	for (g.fn = 0; g.fn < p->m->nfunctions; g.fn++) {
		const struct ir_function *f = &p->m->functions[g.fn];

		g.s = program_fn(p, g.fn)->summary;
		if ((f->flags & wanted) == wanted && g.s && g.s->noutcomes && !g.s->never_returns &&
		    !program_contract(p, g.fn) && !is_annotated(f) && !program_fn(p, g.fn)->nslots)
			look_at_function(&g);
	}
}

struct engine_watch infer_watch(struct proposals *p)
{
	return (struct engine_watch){.done = done, .ctx = p};
}
