/* SPDX-License-Identifier: MIT */
/*
 * Members that tell the state of another member (__tells). Whoever reads such a member knows the
 * state on each branch; at each exit, and where the memory ends, the two agree. So a state that one
 * callback leaves is known in the next one. Lint, too, follows what the source says here.
 */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

/* A member of one record that tells of another one. */
struct told {
	const struct field_contract *by;
	node_id member, object;
};

static uint32_t field_named(struct program *p, uint32_t record, const char *name)
{
	ir_need_fields(p->m, record);
	for (uint32_t i = 0; i < p->m->records[record].nfields; i++)
		if (!strcmp(str_text(p->m->strings, p->m->records[record].fields[i].name), name))
			return i;
	return IR_NONE;
}

/* The member `field` of the record at base. */
static bool find_told(struct analysis *x, node_id base, uint32_t record, uint32_t field,
		      struct told *t)
{
	uint32_t other;

	t->by = member_contract(x->p, record, field);
	if (!t->by || !t->by->tells)
		return false;
	other = field_named(x->p, record, t->by->tells);
	if (other == IR_NONE)
		return false;
	t->member = region_field(x->n, base, record, field);
	t->object = region_field(x->n, base, record, other);
	return true;
}

/* What tells of the object at region, an array's first element standing for all of it. */
static bool find_teller(struct analysis *x, node_id region, const struct protocol *p,
			struct told *t)
{
	struct node nd = *node_at(x->n, region);

	while (nd.kind == REGION_ELEM)
		nd = *node_at(x->n, nd.a);
	if (nd.kind != REGION_FIELD)
		return false;
	for (uint32_t i = 0; i < x->m->records[nd.b].nfields; i++)
		if (find_told(x, nd.a, nd.b, i, t) && t->by->protocol == p &&
		    t->object == region_field(x->n, nd.a, nd.b, nd.c))
			return true;
	return false;
}

/* The object's state as its protocol has it, by whichever name it was given. */
static const struct state *state_of(struct analysis *x, const struct world *w, const struct told *t)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		node_id region = s->region;

		while (node_at(x->n, region)->kind == REGION_ELEM)
			region = node_at(x->n, region)->a;
		if (region == t->object && s->protocol == t->by->protocol->id)
			return s;
	}
	return NULL;
}

static void enter_told(struct analysis *x, struct world *w, const struct told *t, uint8_t state,
		       node_id value)
{
	const struct protocol *p = t->by->protocol;
	struct event *ev = evidence_add(x, w, EVENT_ENTRY, 0);
	node_id *captures = arena_new_array(x->p->arena, node_id, PROTOCOL_MAX_CAPTURES);

	for (uint8_t i = 0; i < p->ncaptures; i++)
		if (state == t->by->set && !strcmp(p->captures[i], t->by->member))
			captures[i] = value;
	ev->region = t->object;
	ev->protocol = p;
	ev->state = state;
	world_set_state(x->arena, w,
			(struct state){.region = t->object,
				       .protocol = p->id,
				       .state = state,
				       .count = 1,
				       .captures = captures,
				       .event = ev});
}

struct world *told_read(struct analysis *x, struct world *w, node_id region, node_id v)
{
	const struct node nd = *node_at(x->n, region);
	struct world *other = NULL;
	value_classes c;
	struct told t;

	if (!x->p->says_members || nd.kind != REGION_FIELD || !find_told(x, nd.a, nd.b, nd.c, &t) ||
	    t.by->protocol->constant || state_of(x, w, &t))
		return NULL;
	c = fact_classes(x->n, w, v);
	if ((c & CLASS_ZERO) && (c & CLASS_NONZERO)) {
		other = world_fork(x->arena, w);
		fact_assume(x->arena, x->n, other, v, false);
		enter_told(x, other, &t, t.by->unset, v);
		fact_assume(x->arena, x->n, w, v, true);
	}
	enter_told(x, w, &t, c & CLASS_NONZERO ? t.by->set : t.by->unset, v);
	return other;
}

static void tell(struct analysis *x, struct world *w, const char *rule, const struct told *t,
		 const struct state *s, uint32_t insn, const char *callee)
{
	struct report r = {.rule = contracts_rule(x->p->contracts, rule),
			   .insn = insn,
			   .object = describe_region(x->p, t->object, x->p->out->arena),
			   .field = describe_region(x->p, t->member, x->p->out->arena),
			   .callee = callee,
			   .state = s,
			   .region = t->object,
			   .said = true};
	struct finding f;

	if (!r.rule)
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

/* v is what a call gave that was asked for the member by its address, and for nothing else. */
static bool asked_of(const struct analysis *x, node_id v, const struct node *member)
{
	const struct node *nd = node_at(x->n, v);
	const struct ir_insn *call, *arg;

	if (nd->kind != NODE_FRESH || nd->a != x->fn || nd->imm)
		return false;
	call = &x->f->insns[nd->b];
	if (call->op != IR_CALL || call->nargs != 1)
		return false;
	arg = &x->f->insns[program_uncast(x->f, x->f->pool[call->args])];
	return arg->op == IR_FIELD && arg->b == member->b && arg->c == member->c;
}

/* The member is 0 on this path: as its memory says, or the last call that was asked for it. */
static bool shown_zero(struct analysis *x, struct world *w, node_id member)
{
	const struct node nd = *node_at(x->n, member);

	if (fact_classes(x->n, w, memory_load(x, w, member, 0)) == CLASS_ZERO)
		return true;
	for (uint32_t i = 0; i < w->facts.count; i++)
		if (asked_of(x, w->facts.list[i].value, &nd) &&
		    fact_classes(x->n, w, w->facts.list[i].value) == CLASS_ZERO)
			return true;
	return false;
}

void told_assume(struct analysis *x, struct world *w, const struct state *now, const struct call *c)
{
	const struct effect *e = now->first;
	state_set from = e->arrows[0].from;
	value_classes classes;
	struct told t;
	node_id v;

	if (!x->p->says_members || !find_teller(x, now->region, e->protocol, &t) ||
	    state_of(x, w, &t) || !(from >> t.by->unset & 1) || (from >> t.by->set & 1))
		return;
	if (e->protocol->constant) {
		if (x->strict && !shown_zero(x, w, t.member))
			tell(x, w, "in-use", &t, NULL, c->insn, c->callee);
		return;
	}
	v = memory_load(x, w, t.member, 0);
	classes = fact_classes(x->n, w, v);
	/* Where it may be either, a caller that knows judges: assumed here, its path would end. */
	if ((classes & CLASS_ZERO) && (classes & CLASS_NONZERO))
		return;
	enter_told(x, w, &t, classes & CLASS_ZERO ? t.by->unset : t.by->set, v);
}

/* The value says what the state is. */
static bool agree(const struct analysis *x, const struct world *w, const struct told *t,
		  const struct state *s, node_id v)
{
	value_classes c = fact_classes(x->n, w, v);

	if (s->state == t->by->unset)
		return !(c & CLASS_NONZERO);
	if (s->state != t->by->set)
		return true;
	for (uint8_t i = 0; s->captures && i < t->by->protocol->ncaptures; i++)
		if (!strcmp(t->by->protocol->captures[i], t->by->member) && s->captures[i] &&
		    s->captures[i] != v)
			return false;
	return !(c & CLASS_ZERO);
}

/* The slot says what has to be for 0, and what for all other results: who called the function goes
 * on with the object then. */
static bool refused(const struct analysis *x, const struct exit_world *e)
{
	bool taken = false, left = false;

	for (uint32_t i = 0; x->slot && i < x->slot->nexits; i++) {
		taken |= x->slot->exits[i].when == CLASS_ZERO;
		left |= x->slot->exits[i].when == CLASS_NONZERO;
	}
	return taken && left && e->result && !(fact_classes(x->n, e->w, e->result) & CLASS_ZERO);
}

void told_exit(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; x->p->says_members && i < e->w->states.count; i++) {
		struct state s = e->w->states.list[i];
		struct told t;

		if ((s.flags & STATE_UNSURE) || x->p->protocols[s.protocol]->constant ||
		    !find_teller(x, s.region, x->p->protocols[s.protocol], &t))
			continue;
		if (!agree(x, e->w, &t, &s, memory_load(x, e->w, t.member, 0)))
			tell(x, e->w, "member-not-told", &t, &s, e->insn, NULL);
		else if (s.state == t.by->set && refused(x, e))
			tell(x, e->w, x->strict ? "strict-left-on-failure" : "left-by-failed-start",
			     &t, &s, e->insn, s.event ? s.event->callee : NULL);
	}
}

/* One that ends with its memory in the state that somebody has to bring it out of; in strict code,
 * one that may be. */
static void check_end(struct analysis *x, struct world *w, const struct told *t,
		      const struct call *c)
{
	const struct state *known = state_of(x, w, t);
	struct state s = {
		.region = t->object, .protocol = t->by->protocol->id, .state = t->by->set};

	/* Others' memory ends where its last user says so. */
	if (t->by->protocol->constant &&
	    node_at(x->n, region_root(x->n, t->object))->kind != REGION_LOCAL)
		return;
	if (known ? known->state == t->by->set && !(known->flags & STATE_UNSURE)
		  : x->strict && (fact_classes(x->n, w, memory_load(x, w, t->member, 0)) &
				  CLASS_NONZERO) != 0)
		tell(x, w, "member-not-told", t, &s, c->insn, c->callee);
}

void told_death(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	uint32_t count = x->n->count;
	node_id last = NODE_NONE;

	for (node_id i = 1; x->p->says_members && i < count; i++) {
		const struct node nd = *node_at(x->n, i);
		struct told t;

		if (nd.kind != REGION_FIELD || nd.a == last || !region_within(x->n, nd.a, region))
			continue;
		last = nd.a;
		for (uint32_t k = 0; k < x->m->records[nd.b].nfields; k++)
			if (find_told(x, nd.a, nd.b, k, &t))
				check_end(x, w, &t, c);
	}
}

bool strict_differs(const struct analysis *x, const struct state *s, node_id saved, node_id given)
{
	if (!x->strict || saved == given)
		return false;
	return (s->event && s->event->kind == EVENT_ENTRY) ||
	       (node_at(x->n, saved)->kind == NODE_INT && node_at(x->n, given)->kind == NODE_INIT);
}
