/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: members that own what they point to (__owned). At a return none of them points to
 * what somebody else has taken over; whoever is given the record finds none that points to what was
 * freed; and a local record ends with nothing in them.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

static void tell(struct analysis *x, struct world *w, const char *rule, node_id member,
		 const struct state *s, uint32_t insn, const char *callee)
{
	struct report r = {.rule = contracts_rule(x->p->contracts, rule),
			   .insn = insn,
			   .object = describe_region(x->p, member, x->p->out->arena),
			   .callee = callee,
			   .state = s,
			   .said = true,
			   .region = s ? s->region : member};
	struct finding f;

	if (!r.rule)
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

/* The owned member that leads to the object, in which it was found or stored; or NODE_NONE. */
static node_id owner_of(struct analysis *x, struct world *w, node_id object)
{
	const struct node nd = *node_at(x->n, object), v = *node_at(x->n, nd.a);

	if (nd.kind != REGION_DEREF)
		return NODE_NONE;
	for (uint32_t i = 0; i < w->store.count; i++)
		if (w->store.list[i].value == nd.a && member_owns(x, w->store.list[i].region))
			return w->store.list[i].region;
	if (v.kind == NODE_INIT && member_owns(x, v.a) && memory_load(x, w, v.a, 0) == nd.a)
		return v.a;
	return NODE_NONE;
}

static const struct protocol_state *in(const struct analysis *x, const struct state *s)
{
	return &x->p->protocols[s->protocol]->states[s->state];
}

void strict_owned_exit(struct analysis *x, const struct exit_world *e)
{
	if (!x->strict || !x->p->says_members || !(x->f->flags & IR_FN_MAIN_FILE))
		return;
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		const struct state s = e->w->states.list[i];
		node_id member;

		if (!in(x, &s)->use || in(x, &s)->dead || (s.flags & STATE_UNSURE))
			continue;
		member = owner_of(x, e->w, s.region);
		if (member && !death_has_come(x, e->w, region_root(x->n, member)))
			tell(x, e->w, "owned-given", member, &s, e->insn,
			     s.event ? s.event->callee : NULL);
	}
}

void strict_owned_given(struct analysis *x, struct world *w, node_id record, const struct call *c)
{
	node_id given = region_deref_known(x->n, record);

	if (!x->strict || !x->p->says_members || !given)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state s = w->states.list[i];
		node_id member;

		if (!in(x, &s)->dead || (s.flags & STATE_UNSURE))
			continue;
		member = owner_of(x, w, s.region);
		if (member && region_within(x->n, member, given))
			tell(x, w, "owned-freed", member, &s, c->insn, c->callee);
	}
}

/* The function says that it takes the record over: that what it holds has been ended before is not
 * for its callers to see to. */
static bool takes_over(const struct analysis *x, node_id record)
{
	const struct node *v = node_at(x->n, node_at(x->n, record)->a);

	if (node_at(x->n, record)->kind != REGION_DEREF || v->kind != NODE_PARAM)
		return false;
	for_each_effect (e, program_contract(x->p, x->fn))
		if (e->kind == EFFECT_STATE && e->protocol == x->p->ownership &&
		    !e->object.nsteps && path_from_param(&e->object, v->b) && e->narrows &&
		    !e->arrows[0].stay)
			return true;
	return false;
}

/* Something is there that nobody has ended or taken over: what this path has put there, or what it
 * has found there. What code that is not seen may have put there is its own to see to. */
static bool holds_something(struct analysis *x, struct world *w, node_id member)
{
	node_id v = memory_load(x, w, member, 0), object = region_deref(x->n, v);
	const struct node *found = node_at(x->n, v);
	bool known = found->kind == NODE_INIT && found->a == member && !found->b;

	if (!(fact_classes(x->n, w, v) & CLASS_POSITIVE))
		return false;
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (s->region == object && (in(x, s)->dead || in(x, s)->use))
			return false;
		known |= s->region == object;
	}
	return known;
}

void strict_owned_death(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	const enum node_kind kind = node_at(x->n, region)->kind;
	uint32_t count = x->n->count;
	node_id last = NODE_NONE;

	if (!x->strict || !x->p->says_members || (kind != REGION_LOCAL && !takes_over(x, region)))
		return;
	for (node_id i = 1; i < count; i++) {
		const struct node nd = *node_at(x->n, i);

		if (nd.kind != REGION_FIELD || nd.a == last || !region_within(x->n, nd.a, region))
			continue;
		last = nd.a;
		for (uint32_t k = 0; k < x->m->records[nd.b].nfields; k++) {
			node_id member = region_field(x->n, nd.a, nd.b, k);

			if (member_owns(x, member) && holds_something(x, w, member))
				tell(x, w, "owned-left", member, NULL, c->insn, c->callee);
		}
	}
}
