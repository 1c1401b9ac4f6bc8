/* SPDX-License-Identifier: MIT */
/* The end of an object's memory: what it means for the objects that lie in it, and for those that
 * only it led to. */
#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

/* All that is known of its end is that the last own reference was put: what others found by theirs
 * may still be there. */
static bool put_only(const struct analysis *x, const struct world *w, node_id region)
{
	bool put = false;

	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if (s->region != region || !p->states[s->state].dead)
			continue;
		if (!p->counted)
			return false;
		put = true;
	}
	return put;
}

/* Whether a function of another folder brought the object into its state. */
static bool set_up_elsewhere(const struct analysis *x, const struct state *s)
{
	for (const struct event *ev = s->event; ev; ev = ev->inside)
		if (x->m->functions[ev->fn].flags & IR_FN_IMPORTED)
			return true;
	return false;
}

/* What ends here is a record of somebody's own, and not only memory: who ends such records knows
 * the parts that its own code set up. */
static bool has_keeper(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if (s->region == region && p->record && p->states[s->state].dead)
			return true;
	}
	return false;
}

/* Of an array's elements, some may have been given back by a loop. */
static bool in_element(const struct analysis *x, node_id place, node_id region)
{
	for (; place && place != region; place = node_at(x->n, place)->a)
		if (node_at(x->n, place)->kind == REGION_ELEM)
			return true;
	return false;
}

/* The same of an object that lies in the region, be it by a view. */
static bool is_part_of_element(const struct nodes *n, node_id object, node_id region)
{
	for (; object && object != region; object = node_at(n, object)->parent)
		if (node_at(n, object)->kind == REGION_ELEM)
			return true;
	return false;
}

/* The objects are code that is to run: timers, work items. */
static bool runs_later(const struct protocol *p)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].ambient)
			return true;
	return false;
}

/* What holds the object is a variable of this function, and dies with what dies here. */
static bool dies_with_holder(const struct analysis *x, const struct state *s, node_id region)
{
	return doubt_held_in(x, s, NODE_NONE) && node_at(x->n, region)->kind == REGION_LOCAL;
}

/* Some function on the way to the event asks something. */
static bool asks_on_the_way(const struct analysis *x, const struct event *ev)
{
	for (; ev; ev = ev->inside)
		if (x->m->functions[ev->fn].nblocks > 1)
			return true;
	return false;
}

/*
 * Others bring such objects out of the state. One in a variable of this function's own is out by
 * the time that they let the function go on; and nobody looks into what is such a variable, or
 * dies as well. Where a callee ends the object, conditions may decide that are not known here.
 */
static bool may_be_out(struct analysis *x, const struct state *s, node_id region,
		       const struct call *c)
{
	if (!x->p->protocols[s->protocol]->states[s->state].near)
		return false;
	return doubt_found(x, s) || doubt_held_in(x, s, region) || asks_on_the_way(x, c->inside) ||
	       doubt_searched(x, s, c->insn);
}

/* Objects inside the dying memory whose state says that somebody may still come for them. */
static void known_deaths(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct rule *rule = x->p->protocols[s.protocol]->states[s.state].death;

		if (!rule || (s.flags & STATE_UNSURE) || !region_within(x->n, s.region, region) ||
		    dies_with_holder(x, &s, region) || (!x->strict && may_be_out(x, &s, region, c)))
			continue;
		if (s.region == region &&
		    (x->p->protocols[s.protocol]->states[s.state].dead || put_only(x, w, region)))
			continue;
		/* What is armed holds a reference of its own, or who has the last one stops it. */
		if (runs_later(x->p->protocols[s.protocol]) && count_assumes_last(w))
			continue;
		if (s.region != region && set_up_elsewhere(x, &s) && has_keeper(x, w, region))
			continue;
		if ((is_part_of_element(x->n, s.region, region) ||
		     doubt_found_by_index(x, s.event)) &&
		    program_event_in_loop(x->p, s.event))
			/* One of many, and what they are kept in has been gone through by code
			 * whose rounds were not told apart. */
			continue;
		/* It has waited for what others set there when they have run, say. */
		if (doubt_taken_out(x, w, &s, c->insn) ||
		    (runs_later(x->p->protocols[s.protocol]) && doubt_waited(x, w, &s, c->insn)))
			continue;
		if (doubt_number(x, w, &s) || skipped_in_sequel(x, w, &s))
			continue;
		effect_report(x, w, rule, &s, c, IR_NONE);
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

/* On the way to insn, a loop gives that member to a call: where the record is one of many, it may
 * have come by before, though on this path the loop has had no round. */
static bool seen_to_in_loop(const struct analysis *x, const struct ambient *am, uint32_t insn)
{
	const struct ir_function *f = x->f;

	for (uint32_t b = 0; b < f->nblocks; b++) {
		if (!cfg_in_loop(x->cfg, b) || !cfg_reaches(f, b, cfg_block_of(f, insn), IR_NONE))
			continue;
		for (uint32_t i = f->blocks[b].first; i < f->blocks[b].first + f->blocks[b].count;
		     i++)
			for (uint32_t k = 0; f->insns[i].op == IR_CALL && k < f->insns[i].nargs;
			     k++) {
				uint32_t arg = program_uncast(f, f->pool[f->insns[i].args + k]);

				if (arg != IR_NONE && f->insns[arg].op == IR_FIELD &&
				    f->insns[arg].b == am->record && f->insns[arg].c == am->field)
					return true;
			}
	}
	return false;
}

static bool has_effect_on_each(const struct function_contract *fc, const struct ambient *am)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_EACH && e->protocol == am->protocol &&
		    (e->arrows[0].from >> am->state & 1))
			return true;
	return false;
}

#define MAX_WAIT_DEPTH 3
/* Whether fn, or what it calls, calls something that sees to all of that kind. */
static bool waits(struct program *p, uint32_t fn, const struct ambient *am, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];

	if (has_effect_on_each(program_contract(p, fn), am))
		return true;
	if (depth == MAX_WAIT_DEPTH || !program_is_own(p, fn))
		return false;
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < f->ncallees; i++)
		if (waits(p, f->callees[i], am, depth + 1))
			return true;
	return false;
}

bool death_has_waited(struct analysis *x, const struct ambient *am, uint32_t insn)
{
	const struct ir_function *f = x->f;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t callee = program_callee(f, i);

		if (callee != IR_NONE && i != insn && waits(x->p, callee, am, 0) &&
		    cfg_comes_before(f, i, insn))
			return true;
	}
	return false;
}

/* The member is armed somewhere in this module, and nothing on this path says that it is not now.
 */
static void ambient_death(struct analysis *x, struct world *w, node_id member, struct ambient *am,
			  const struct call *c)
{
	struct event *ev;
	struct state s = {.region = member, .protocol = am->protocol->id, .state = am->state};

	if (am->undone || am->told || world_state(w, member, am->protocol->id))
		return;
	am->undone = seen_to_in_loop(x, am, c->insn) || death_has_waited(x, am, c->insn);
	/* What frees its record when it runs has been given it: who frees it elsewhere has not
	 * armed it. */
	if (am->undone || (!(x->slot && x->slot->teardown) && sibling_ends_itself(x->p, am)))
		return;
	/* It happened elsewhere: not a step of this path. */
	ev = evidence_add(x, w, EVENT_STATE, am->insn);
	w->trail = ev->parent;
	ev->fn = am->fn;
	ev->region = member;
	ev->protocol = am->protocol;
	ev->state = am->state;
	ev->operand = am->operand;
	s.event = ev;
	am->told = true;
	effect_report(x, w, am->protocol->states[am->state].death, &s, c, IR_NONE);
	s.flags = STATE_UNSURE;
	world_set_state(x->arena, w, s);
}

#define MAX_NESTING 3
static void ambient_deaths(struct analysis *x, struct world *w, node_id region, uint32_t record,
			   const struct call *c, int depth)
{
	const struct ir_record *r;

	ir_need_fields(x->m, record);
	for (uint32_t i = 0; i < x->p->nambients; i++) {
		struct ambient *am = &x->p->ambients[i];

		if (am->record == record && program_owns_record(x->p, x->fn, record))
			ambient_death(x, w, region_field(x->n, region, record, am->field), am, c);
	}
	for (uint32_t i = 0; depth < MAX_NESTING && i < x->m->records[record].nfields; i++) {
		r = &x->m->records[record];
		if (r->fields[i].type == IR_NONE ||
		    x->m->types[r->fields[i].type].kind != IR_TYPE_RECORD)
			continue;
		ambient_deaths(x, w, region_field(x->n, region, record, i),
			       x->m->types[r->fields[i].type].ref, c, depth + 1);
	}
}

/* Whether the object was there before this function began; what it just made itself can't be armed
 * yet. */
static bool came_from_outside(const struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region_root(x->n, region));

	while (nd->kind >= REGION_LOCAL || nd->kind == NODE_INIT || nd->kind == NODE_VIEW ||
	       nd->kind == NODE_BASE || nd->kind == NODE_ADDR) {
		if (nd->kind == REGION_LOCAL || nd->kind == REGION_TEMP)
			return false;
		if (nd->kind == REGION_GLOBAL)
			return true;
		nd = node_at(x->n, nd->a);
	}
	return nd->kind == NODE_PARAM;
}

/* Where v is stored: 0 nowhere, 1 only inside region, 2 elsewhere too. */
static int stored_where(const struct analysis *x, const struct world *w, node_id v, node_id region)
{
	int where = 0;

	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];

		if (b->value != v)
			continue;
		if (memory_is_private(x, b->region) || !region_within(x->n, b->region, region) ||
		    b->region == region || in_element(x, b->region, region))
			return 2;
		where = 1;
	}
	return where;
}

/* The rule for losing a reference in this state, or one that was taken besides those that led to
 * it. */
static const struct rule *lost_reference(const struct protocol *p, const struct state *s)
{
	if (p->states[s->state].leak)
		return p->states[s->state].leak;
	return s->first && effect_takes(s->first) ? p->states[0].leak : NULL;
}

/* A member that says so owns it. */
static bool owned_in(struct analysis *x, const struct world *w, node_id v)
{
	for (uint32_t i = 0; i < w->store.count; i++)
		if (w->store.list[i].value == v && member_owns(x, w->store.list[i].region))
			return true;
	return false;
}

/* The dying memory was made in the same loop of this function: there is one of each in a round. */
static bool made_in_round(const struct analysis *x, const struct event *ev, node_id dying)
{
	const struct node *d = node_at(x->n, dying), *made;

	if (ev->fn != x->fn || ev->inside || d->kind != REGION_DEREF)
		return false;
	made = node_at(x->n, d->a);
	return made->kind == NODE_FRESH && made->a == x->fn &&
	       cfg_in_one_loop(x->f, cfg_block_of(x->f, made->b), cfg_block_of(x->f, ev->insn));
}

/*
 * What to report if this path's own is lost in the dying memory: of a counted object, references
 * that it took; of another one, the object that it made. NULL: it is not its own.
 */
static const struct rule *own_leak(struct analysis *x, const struct world *w, const struct state *s,
				   node_id dying, const struct call *c)
{
	const struct protocol *p = x->p->protocols[s->protocol];
	const struct node *r = node_at(x->n, s->region), *d = node_at(x->n, dying);

	if ((s->flags & (STATE_UNSURE | STATE_OTHERS)) || p->states[s->state].dead ||
	    r->kind != REGION_DEREF)
		return NULL;
	if (!x->strict && program_event_in_loop(x->p, s->event) &&
	    !made_in_round(x, s->event, dying))
		return NULL;
	if (p->counted)
		return s->count > 0 ? lost_reference(p, s) : NULL;
	/* Of what callees made or ended, their own conditions may have been merged; but a member
	 * that owns what is in it has nothing in it where its record ends. */
	if (!s->event || ((c->inside || s->event->inside) && !x->strict && !owned_in(x, w, r->a)))
		return NULL;
	if (s->first && s->first->arrows[0].from != protocol_all_states(p))
		return NULL;
	/* What holds it was made here too, and nobody else has it: else what it holds may be known
	 * there. */
	if (node_at(x->n, r->a)->kind != NODE_FRESH || d->kind != REGION_DEREF ||
	    node_at(x->n, d->a)->kind != NODE_FRESH ||
	    (!x->strict && !owned_in(x, w, r->a) && memory_is_shared(x, w, d->a)))
		return NULL;
	return p->states[s->state].leak;
}

bool death_has_come(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (s->region == region && x->p->protocols[s->protocol]->states[s->state].dead)
			return true;
	}
	return false;
}

/*
 * A count in the dying memory was raised and lowered on this path and taken not to be the last: but
 * if others had it, it would not die. What the last one releases has been released.
 */
static bool counted_down(const struct analysis *x, const struct world *w, node_id dying)
{
	for (uint32_t i = 0; i < w->counters.count; i++) {
		const struct counter *c = &w->counters.list[i];

		if (region_within(x->n, c->region, dying) && c->took && !c->count && !c->last)
			return true;
	}
	return false;
}

/* What is this path's own and stored in the dying memory only: nothing can give it back any more.
 */
static void lost_references(struct analysis *x, struct world *w, node_id region,
			    const struct call *c)
{
	if (!x->strict && counted_down(x, w, region))
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct rule *leak = own_leak(x, w, &s, region, c);

		if (!leak || death_has_come(x, w, s.region) ||
		    exit_is_no_address(x, w, &s, node_at(x->n, s.region)->a) ||
		    stored_where(x, w, node_at(x->n, s.region)->a, region) != 1)
			continue;
		effect_report(x, w, leak, &s, c, IR_NONE);
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

void death_of(struct analysis *x, struct world *w, node_id region, uint32_t record,
	      const struct call *c)
{
	const struct node nd = *node_at(x->n, region); /* what follows makes new nodes */
	uint32_t data, field;

	strict_death(x, w, region, c);
	told_death(x, w, region, c);
	strict_owned_death(x, w, region, c);
	known_deaths(x, w, region, c);
	if (!put_only(x, w, region))
		lost_references(x, w, region, c);
	if (!x->p->nambients || !came_from_outside(x, region))
		return;
	/* What is armed holds a reference of its own, where there are references. */
	if (count_assumes_last(w) || x->p->fns[x->fn].releases)
		return;
	/* Called from several places: what it is given may be new in one of them, and stopped
	 * before in another. */
	if (x->p->fns[x->fn].ncalls > 1)
		return;
	if (record != IR_NONE)
		ambient_deaths(x, w, region, record, c, 0);
	data = record == IR_NONE ? IR_NONE : backlink_data(x->p, record, &field);
	if (data != IR_NONE)
		ambient_deaths(x, w, region_field(x->n, region, record, field), data, c, 0);
	/* Giving up what lies in a record takes the record down, if all of it is done in this file.
	 */
	if (nd.kind == REGION_FIELD)
		ambient_deaths(x, w, nd.a, nd.b, c, MAX_NESTING);
}
