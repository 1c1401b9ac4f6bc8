/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: references by number. Those that a function takes go back, or each has a place where
 * it stays; and what it gives back it has taken, or found. Counted protocols keep a counter for
 * this in strict functions, beside their states, since unknown code makes a state unsure and leaves
 * the function's own references as they were.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "strict.h"

#define MAX_OWN 2 /* more than that are not told apart, or no loop would end */

static void tell(struct analysis *x, struct world *w, node_id region, uint32_t insn,
		 const char *callee)
{
	struct report r = {.rule = contracts_rule(x->p->contracts, "reference-number"),
			   .insn = insn,
			   .object = describe_region(x->p, region, x->p->out->arena),
			   .callee = callee,
			   .region = region};
	struct finding f;

	if (!r.rule)
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

/* A protocol that only says that there are references has no state in which to touch the object is
 * a mistake. */
static bool ends_objects(const struct protocol *p)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].dead && p->states[i].use)
			return true;
	return false;
}

/* What the object was found in is there no more. */
static bool holder_gone(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *root = node_at(x->n, region_root(x->n, region)),
			  *v = node_at(x->n, root->a);

	return root->kind == REGION_DEREF && v->kind == NODE_INIT &&
	       death_has_come(x, w, region_root(x->n, v->a));
}

/* The last of its own references has gone, after what led to the object: nothing keeps it. */
static void let_go(struct analysis *x, struct world *w, const struct protocol *p, node_id region)
{
	const struct state *known = world_state(w, region, p->id);
	struct state s;

	if (!known || !holder_gone(x, w, region))
		return;
	s = *known;
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].dead)
			s.state = i;
	s.flags &= ~(STATE_UNSURE | STATE_OTHERS);
	world_set_state(x->arena, w, s);
}

void strict_reference(struct analysis *x, struct world *w, const struct effect *e, node_id region)
{
	const struct protocol *p = e->protocol;
	struct counter n;

	if (!x->strict || !p->counted || p->stray || !ends_objects(p))
		return;
	n = world_counter(w, region);
	if (n.exact)
		return;
	if (effect_drops(e)) {
		if (!n.took)
			return;
		if (n.count > -MAX_OWN)
			n.count--;
		world_set_counter(x->arena, w, n);
		if (!n.count)
			let_go(x, w, p, region);
	} else if (e->narrows && !e->arrows[0].stay) {
		if (n.count < MAX_OWN)
			n.count++;
		n.took |= effect_takes(e);
		n.made |= !effect_takes(e);
		world_set_counter(x->arena, w, n);
	}
}

/* How many places, of those that are there when the function has returned, lead to the object. */
static int places_of(const struct analysis *x, const struct exit_world *e, node_id region)
{
	node_id result = e->result ? region_deref_known(x->n, e->result) : NODE_NONE;
	int n = result && region_within(x->n, region, result);

	for (uint32_t i = 0; i < e->w->store.count; i++) {
		const struct binding *b = &e->w->store.list[i];
		node_id to = region_deref_known(x->n, b->value);
		node_id whole = region_root(x->n, b->region);
		uint8_t root = node_at(x->n, whole)->kind;

		if (to && region_within(x->n, region, to) && root != REGION_LOCAL &&
		    root != REGION_TEMP && !death_has_come(x, e->w, whole))
			n++;
	}
	return n;
}

/* Somebody else has been given one of the references. */
static bool handed_on(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (x->p->protocols[s->protocol]->counted && (s->flags & STATE_HANDED_ON) &&
		    (region_within(x->n, region, s->region) ||
		     region_within(x->n, s->region, region)))
			return true;
	}
	return false;
}

/* What counts is a part of an object: a number by itself may count anything, and of what a pointer
 * leads to the pointer's own reference may be the one that goes back. */
static bool is_part(const struct analysis *x, node_id region)
{
	return node_at(x->n, region)->kind == REGION_FIELD &&
	       node_at(x->n, region_root(x->n, region))->kind == REGION_DEREF;
}

/* It counts references, and not what somebody waits for. */
static bool counts_references(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++)
		if (w->states.list[i].region == region &&
		    ends_objects(x->p->protocols[w->states.list[i].protocol]))
			return true;
	return count_of_references(x, region);
}

/* More go back than were taken, or more are taken than there are places for. The place where the
 * object was found is one, if it is still there. */
static bool is_uneven(const struct analysis *x, const struct exit_world *e, const struct counter *n)
{
	bool gone = holder_gone(x, e->w, n->region);

	if (n->exact || !n->took || (!is_part(x, n->region) && !gone) ||
	    !counts_references(x, e->w, n->region))
		return false;
	if (n->count < 0)
		return is_part(x, n->region);
	return n->count > !gone && !n->made && !handed_on(x, e->w, n->region) &&
	       places_of(x, e, n->region) < n->count;
}

void strict_references(struct analysis *x, const struct exit_world *e)
{
	if (!x->strict || !(x->f->flags & IR_FN_MAIN_FILE))
		return;
	for (uint32_t i = 0; i < e->w->counters.count; i++) {
		const struct counter n = e->w->counters.list[i];

		if (is_uneven(x, e, &n))
			tell(x, e->w, n.region, e->insn, str_text(x->m->strings, x->f->name));
	}
}
