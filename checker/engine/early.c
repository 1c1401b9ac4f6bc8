/* SPDX-License-Identifier: MIT */
/*
 * Members that mean something only once a call has filled them in: read while nothing is known of
 * the object, and the call comes only after that.
 */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

/* The member of the record that the protocol speaks of is one that some state has a rule for. */
static bool is_watched(struct analysis *x, const struct protocol *p, node_id member)
{
	const struct node *nd = node_at(x->n, member);

	if (nd->kind != REGION_FIELD || !p->record ||
	    strcmp(str_text(x->m->strings, x->m->records[nd->b].name), p->record) != 0)
		return false;
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].early && use_is_member(x, member, &p->states[i]))
			return true;
	return false;
}

static uint32_t noted(struct analysis *x, node_id member, uint32_t insn)
{
	uint32_t i = 0;

	while (i < x->nearly && (x->early[i].insn != insn || x->early[i].member != member))
		i++;
	if (i == x->nearly && i < MAX_EARLY)
		x->early[x->nearly++] = (struct early_read){node_at(x->n, member)->a, member, insn};
	return i;
}

static void note(struct analysis *x, struct world *w, node_id member, uint32_t insn)
{
	uint32_t at;

	if (use_writes_member(x, member) ||
	    world_state(w, node_at(x->n, member)->a, x->p->early->id))
		return;
	at = noted(x, member, insn);
	if (at < MAX_EARLY)
		w->early |= 1u << at;
}

void early_read(struct analysis *x, struct world *w, node_id region, uint32_t insn)
{
	if (x->p->early && is_watched(x, x->p->early, region))
		note(x, w, region, insn);
}

void early_below(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	if (node_at(x->n, region)->kind == REGION_FIELD)
		note(x, w, region, c->insn);
}

/* The path has asked for what it read there: it says whether the call was made before. */
static bool was_asked(const struct analysis *x, const struct world *w, node_id member)
{
	for (uint32_t i = 0; i < w->facts.count; i++)
		if (node_loaded_from(x->n, w->facts.list[i].value, member))
			return true;
	return false;
}

uint32_t early_unasked(const struct analysis *x, const struct world *w)
{
	uint32_t unasked = 0;

	for (uint32_t i = 0; i < x->nearly; i++)
		if ((w->early >> i & 1) && summary_from_outside(x, x->early[i].member) &&
		    !was_asked(x, w, x->early[i].member))
			unasked |= 1u << i;
	return unasked;
}

static void tell(struct analysis *x, const struct early_read *r, const struct rule *rule,
		 const struct call *c)
{
	struct arena *a = x->p->out->arena;
	struct report report = {
		.rule = rule, .object = describe_region(x->p, r->member, a), .callee = c->callee};
	struct finding_note then = {.place = ir_locate(x->m, x->f->insns[c->insn].loc),
				    .text = arena_format(a, "%s() called here", c->callee),
				    .kind = STEP_STATE,
				    .function = str_text(x->m->strings, x->f->name)};

	evidence_static(x->p, &report, x->fn, ir_locate(x->m, x->f->insns[r->insn].loc), &then);
}

void early_moved(struct analysis *x, struct world *w, const struct state *now, const struct call *c)
{
	const struct rule *rule = x->p->protocols[now->protocol]->states[now->state].early;

	for (uint32_t i = 0; rule && i < x->nearly; i++) {
		const struct early_read *r = &x->early[i];

		if (!(w->early >> i & 1) || r->object != now->region || was_asked(x, w, r->member))
			continue;
		tell(x, r, rule, c);
		w->early &= ~(1u << i);
	}
}
