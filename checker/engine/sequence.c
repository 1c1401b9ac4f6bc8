/* SPDX-License-Identifier: MIT */
/*
 * Functions of one table in the order in which they run: remove() begins where probe() succeeded,
 * with the same device. So what the earlier one made is known in the later one. In strict files it
 * has to take it back: see docs/strict.md.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

/* Ways to succeed; a function with more of them is not followed any further. */
#define MAX_SUCCESSES 4

/* --- Entry -------------------------------------------------------------------------------- */

/* One name for the results of several ways: which of them succeed has been forgotten. */
static bool stands_for_several(const struct analysis *x, const struct node *result)
{
	return result->kind == NODE_FRESH && result->imm &&
	       node_at(x->n, (node_id)result->imm)->kind == NODE_INT;
}

/* The result can be one that says success. A bus may take a positive number for either. */
static bool may_succeed(const struct analysis *x, const struct outcome_world *o)
{
	const struct node *r = node_at(x->n, o->result);

	if (!o->result)
		return true;
	if (r->kind == NODE_INT)
		return x->strict ? r->imm >= 0 : !r->imm;
	for (uint32_t i = 0; i < o->nfacts; i++)
		if (o->facts[i].value == o->result)
			return o->facts[i].lo <= 0 && o->facts[i].hi >= 0 &&
			       (x->strict || !o->facts[i].nonzero);
	return x->strict || !stands_for_several(x, r);
}

void sequence_enter(struct analysis *x, struct world *w)
{
	uint32_t operands[16], n = x->f->nparams < 16 ? x->f->nparams : 16;
	struct summary s = *x->sequel->summary;
	struct call_outcomes out = {.count = 0};
	struct call c = {
		.fn = IR_NONE, .callee = x->sequel->name, .nargs = n, .operands = operands};
	node_id args[16];

	for (uint32_t i = 0; i < n; i++) {
		args[i] = node_param(x->n, x->fn, i, 0);
		operands[i] = IR_NONE;
	}
	c.args = args;
	s.outcomes = arena_new_array(x->arena, struct outcome_world, s.noutcomes + 1);
	s.noutcomes = 0;
	for (uint32_t i = 0; i < x->sequel->summary->noutcomes; i++)
		if (may_succeed(x, &x->sequel->summary->outcomes[i]))
			s.outcomes[s.noutcomes++] = x->sequel->summary->outcomes[i];
	if (s.noutcomes > MAX_SUCCESSES * strict_factor(x))
		return;
	summary_apply(x, w, &s, &c, &out);
	for (uint32_t i = 0; i < out.count; i++)
		explore_push(x, 0, out.list[i].w);
}

/* --- Exit --------------------------------------------------------------------------------- */

/* What the earlier function took references to, this one gives back as often. */
static void check_references(struct analysis *x, const struct exit_world *e)
{
	const struct rule *rule = contracts_rule(x->p->contracts, "strict-references");

	for (uint32_t i = 0; rule && i < e->w->counters.count; i++) {
		const struct counter *c = &e->w->counters.list[i];
		struct finding f;

		if (c->exact || c->made || !c->count)
			continue;
		f = evidence_finding(x, e->w,
				     &(struct report){.rule = rule,
						      .insn = e->insn,
						      .object = describe_region(x->p, c->region,
										x->p->out->arena),
						      .callee = x->sequel->name,
						      .region = c->region});
		findings_add(x->p->out, &f);
	}
}

void sequence_exit(struct analysis *x, const struct exit_world *e)
{
	if (x->sequel && x->strict && !x->slot->teardown)
		check_references(x, e);
	for (uint32_t i = 0; x->sequel && x->strict && i < e->w->states.count; i++) {
		struct state s = e->w->states.list[i];
		const struct protocol *p = x->p->protocols[s.protocol];
		const struct rule *rule = contracts_rule(x->p->contracts, "strict-left-behind");
		struct finding f;

		if (!s.event || s.event->callee != x->sequel->name || (s.flags & STATE_UNSURE) ||
		    !strict_owes(&p->states[s.state]) || strict_others(x, e->w, s.region))
			continue;
		f = evidence_finding(x, e->w,
				     &(struct report){.rule = rule,
						      .insn = e->insn,
						      .object = describe_region(x->p, s.region,
										x->p->out->arena),
						      .callee = x->sequel->name,
						      .state = &s,
						      .region = s.region});
		findings_add(x->p->out, &f);
	}
}

/* --- The tables --------------------------------------------------------------------------- */

/* There is something that the later function could do wrong. */
static bool leaves_objects(const struct summary *s)
{
	for (uint32_t i = 0; i < s->noutcomes; i++)
		if (s->outcomes[i].nstates || s->outcomes[i].ncounters)
			return true;
	return false;
}

/* What analysing the function as placed there gave, or NULL. */
static const struct summary *summary_placed(struct program *p, uint32_t fn, const struct slot *slot)
{
	const struct fn_info *info = program_fn(p, fn);

	for (uint32_t i = 0; i < info->nplaced; i++)
		if (info->slots[i] == slot)
			return info->placed[i];
	return NULL;
}

static void run_after(struct program *p, uint32_t fn, const struct slot *slot, uint32_t before,
		      const struct slot *first)
{
	struct sequel sequel = {.name = str_text(p->m->strings, p->m->functions[before].name)};

	/* Of a slot that says only who runs before whom, it is not known what the device comes with
	 * and what its bus keeps of it. */
	if (!p->strict && !first->nentries)
		return;
	sequel.summary = summary_placed(p, before, first);
	if (!sequel.summary || (!p->strict && !leaves_objects(sequel.summary)) ||
	    !ir_need_body(p->m, fn))
		return;
	p->sequel = &sequel;
	explore_function(p, fn, slot, NULL, true);
}

static bool is_placed(struct program *p, uint32_t fn, const struct slot *slot)
{
	const struct fn_info *info = program_fn(p, fn);

	for (uint32_t i = 0; i < info->nslots; i++)
		if (info->slots[i] == slot)
			return true;
	return false;
}

/* The function of the table that is placed there, or IR_NONE. */
static uint32_t find_placed(struct program *p, const struct ir_global *g, const struct slot *slot)
{
	for (uint32_t i = 0; slot && i < g->ninits; i++)
		if (g->inits[i].kind == IR_INIT_FUNC && is_placed(p, g->inits[i].ref, slot))
			return g->inits[i].ref;
	return IR_NONE;
}

/* The slot by which the initialiser says what runs before, or NULL. */
static const struct slot *sequel_slot(struct program *p, const struct ir_init *in)
{
	const struct fn_info *info;

	if (in->kind != IR_INIT_FUNC || in->record == IR_NONE)
		return NULL;
	info = program_fn(p, in->ref);
	for (uint32_t i = 0; i < info->nslots; i++)
		if (info->slots[i]->after && (info->slots[i]->teardown || p->strict))
			return info->slots[i];
	return NULL;
}

void sequence_check(struct program *p)
{
	for (uint32_t g = 0; g < p->m->nglobals; g++)
		for (uint32_t i = 0; i < p->m->globals[g].ninits; i++) {
			const struct ir_init in = p->m->globals[g].inits[i];
			const struct slot *slot = sequel_slot(p, &in);
			const struct slot *first =
				slot ? contracts_slot(p->contracts, slot->record, slot->after)
				     : NULL;
			uint32_t before = find_placed(p, &p->m->globals[g], first);

			if (before != IR_NONE)
				run_after(p, in.ref, slot, before, first);
		}
}
