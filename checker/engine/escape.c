/* SPDX-License-Identifier: MIT */
/* What code that is not seen gets hold of, and what it may do to it. */
#include <string.h>

#include "call.h"
#include "memory.h"
#include "object.h"
#include "program.h"

/*
 * Code that is not seen may have moved the object on. What gives a result that this function looks
 * at did its own work at most; other code may be there to clean up.
 */
static void doubt(const struct analysis *x, struct state *s)
{
	if (!(s->flags & STATE_UNSURE))
		s->flags |= STATE_UNSURE | STATE_DOUBTED;
	if (x->doubting != IR_NONE)
		s->doubt = x->doubting;
}

/* It was passed or stored: by one call of unknown code alone, as far as can be told? */
static void hand_on(const struct analysis *x, struct state *s)
{
	bool before = s->flags & STATE_HANDED_ON;

	if (x->giving != IR_NONE && (before ? s->handed == x->giving + 1 : !s->handed))
		s->handed = x->giving + 1;
	else
		s->handed = HANDED_OTHERWISE;
	s->flags |= STATE_HANDED_ON;
}

/* Who has a part of a record can get at the object that the record was found by: another part. */
static void escape_beside(struct analysis *x, struct world *w, node_id record, node_id from)
{
	node_id object = record;

	while (node_at(x->n, object)->kind == REGION_CONTAINER)
		object = node_at(x->n, object)->a;
	for (uint32_t i = 0; object != record && i < w->states.count; i++) {
		struct state s;

		if (w->states.list[i].region != object || region_within(x->n, from, object))
			continue;
		s = w->states.list[i];
		hand_on(x, &s);
		world_set_state(x->arena, w, s);
	}
}

/* What others bring out of its state again they may come to by way of region: the object lies in
 * it, or what the state remembers does. Locks are released by those who took them. */
static void escape_near(struct analysis *x, struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct protocol *p = x->p->protocols[s.protocol];
		bool within;

		if (!p->states[s.state].near || p->stray || (s.flags & STATE_UNSURE))
			continue;
		within = region_within(x->n, s.region, region);
		for (uint32_t k = 0; s.captures && k < PROTOCOL_MAX_CAPTURES && !within; k++)
			within = s.captures[k] && node_at(x->n, s.captures[k])->kind == NODE_ADDR &&
				 region_within(x->n, node_at(x->n, s.captures[k])->a, region);
		if (!within)
			continue;
		doubt(x, &s);
		world_set_state(x->arena, w, s);
	}
}

/* The member is a counted object itself, as the device in what a bus makes of it: a reference to it
 * is one to the whole. */
static bool counts_for_whole(const struct analysis *x, node_id member)
{
	const struct node *nd = node_at(x->n, member);
	const struct ir_type *t;

	if (nd->kind != REGION_FIELD || nd->c >= x->m->records[nd->b].nfields)
		return false;
	t = &x->m->types[x->m->records[nd->b].fields[nd->c].type];
	for (uint32_t i = 0; t->kind == IR_TYPE_RECORD && i < contracts_nprotocols(x->p->contracts);
	     i++) {
		const struct protocol *p = x->p->protocols[i];

		if (p->counted && p->record &&
		    !strcmp(p->record, str_text(x->m->strings, x->m->records[t->ref].name)))
			return true;
	}
	return false;
}

static void escape_states(struct analysis *x, struct world *w, node_id region, bool may_change)
{
	count_escape(x, w, region);
	if (may_change)
		escape_near(x, w, region);
	for (node_id r = region; r; r = node_at(x->n, r)->parent) {
		for (uint32_t i = world_states_at(w, r);
		     i < w->states.count && w->states.list[i].region == r; i++) {
			struct state s = w->states.list[i];
			const struct protocol *p = x->p->protocols[s.protocol];

			hand_on(x, &s);
			/* Code that gets a member rarely ends the whole; code that gets the whole
			 * may. */
			if (may_change && r == region && !p->states[s.state].dead && !p->constant) {
				if (p->counted && s.count > 0)
					s.flags |= STATE_OTHERS;
				else
					doubt(x, &s);
			} else if (may_change && p->counted && s.count > 0 &&
				   counts_for_whole(x, region)) {
				s.flags |= STATE_OTHERS;
			}
			if (s.flags != w->states.list[i].flags ||
			    s.doubt != w->states.list[i].doubt ||
			    s.handed != w->states.list[i].handed)
				world_set_state(x->arena, w, s);
		}
		escape_beside(x, w, r, region);
	}
}

static bool is_contained(const struct nodes *n, node_id region, node_id in)
{
	while (in != region && node_at(n, in)->kind == REGION_CONTAINER)
		in = node_at(n, in)->a;
	return in == region;
}

/* Code that is given the record which contains the object of a counted state may take a reference
 * to it, as may code that is given the object. */
static void escape_contained(struct analysis *x, struct world *w, node_id region)
{
	if (node_at(x->n, region)->kind != REGION_CONTAINER)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (!x->p->protocols[s.protocol]->counted || s.count <= 0 || s.region == region ||
		    (s.flags & STATE_OTHERS) || !is_contained(x->n, s.region, region))
			continue;
		s.flags |= STATE_OTHERS;
		world_set_state(x->arena, w, s);
	}
}

void call_doubt_contents(struct analysis *x, struct world *w, node_id region, uint32_t unless)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *at = &w->states.list[i];
		struct state s;

		if (((at->flags & STATE_UNSURE) && !at->got) ||
		    !node_loaded_from(x->n, at->region, region))
			continue;
		s = *at;
		if (s.event && s.event->fn == x->fn && s.event->insn == unless)
			continue;
		doubt(x, &s);
		if (s.flags != w->states.list[i].flags || s.doubt != w->states.list[i].doubt)
			world_set_state(x->arena, w, s);
	}
}

#define MAX_DERIVED 8 /* steps from a number to what was worked out from it */

/* What a number was worked out from can be worked out from it. */
static void escape_parts(struct analysis *x, struct world *w, node_id v, int depth)
{
	const struct node *nd = node_at(x->n, v);

	if (nd->kind == NODE_FRESH)
		escape_states(x, w, region_deref(x->n, v), false);
	if (depth > MAX_DERIVED || (nd->kind != NODE_BINARY && nd->kind != NODE_UNARY))
		return;
	if (nd->kind == NODE_BINARY)
		escape_parts(x, w, nd->b, depth + 1);
	escape_parts(x, w, node_at(x->n, v)->a, depth + 1);
}

#define MAX_ESCAPE 2 /* pointers followed from what escapes */

static void escape_contents(struct analysis *x, struct world *w, node_id value, bool may_change,
			    int depth);

/* The outermost regions of all that the world has bound, in its order: what is found on the way is
 * looked for among them again and again. */
static const node_id *outermost(struct analysis *x, const struct world *w)
{
	if (x->outermost_made)
		return x->outermost;
	x->outermost_made = true;
	if (x->cap_outermost < w->store.count) {
		x->cap_outermost = w->store.count * 2;
		x->outermost = arena_new_array(x->arena, node_id, x->cap_outermost);
	}
	for (uint32_t i = 0; i < w->store.count; i++)
		x->outermost[i] = region_root(x->n, w->store.list[i].region);
	return x->outermost;
}

static void escape(struct analysis *x, struct world *w, node_id value, bool may_change, int depth)
{
	uint8_t kind = node_at(x->n, value)->kind;
	const node_id *outer;
	node_id region, root;

	if (kind == NODE_INT || kind == NODE_FUNC || kind == NODE_STRING || kind == NODE_HAVOC ||
	    kind == NODE_COPY)
		return;
	region = region_deref_known(x->n, value);
	if (!region)
		return;
	escape_states(x, w, region, may_change);
	if (may_change) {
		escape_contained(x, w, region);
		call_doubt_contents(x, w, region, IR_NONE);
	}
	if (depth == MAX_ESCAPE)
		return;
	if (!region_has_parts(x->n, region)) {
		escape_contents(x, w, world_get(w, region), may_change, depth);
		return;
	}
	outer = outermost(x, w);
	root = region_root(x->n, region);
	for (uint32_t i = 0; i < w->store.count; i++)
		if (outer[i] == root && region_within(x->n, w->store.list[i].region, region))
			escape_contents(x, w, w->store.list[i].value, may_change, depth);
}

static void escape_contents(struct analysis *x, struct world *w, node_id value, bool may_change,
			    int depth)
{
	if (!value)
		return;
	escape(x, w, value, may_change, depth + 1);
	escape_parts(x, w, value, 0);
}

void call_note_passed(struct analysis *x, struct world *w, node_id value)
{
	const struct node *nd = node_at(x->n, region_root(x->n, region_deref(x->n, value)));

	if (nd->kind != REGION_DEREF)
		return;
	nd = node_at(x->n, nd->a);
	if (nd->kind == NODE_PARAM && nd->a == x->fn && nd->b < 32)
		w->passed |= 1u << nd->b;
}

static void note_passed_parameter(struct analysis *x, struct world *w, node_id value)
{
	if (value && node_at(x->n, value)->kind == NODE_PARAM)
		call_note_passed(x, w, value);
}

/* What lies where value points to is passed with it: an argument of this function's, perhaps. */
static void note_passed_contents(struct analysis *x, struct world *w, node_id value)
{
	node_id region = region_deref_known(x->n, value);

	if (!region || !memory_is_private(x, region))
		return;
	if (!region_has_parts(x->n, region))
		note_passed_parameter(x, w, world_get(w, region));
	for (uint32_t i = 0; region_has_parts(x->n, region) && i < w->store.count; i++)
		if (region_within(x->n, w->store.list[i].region, region))
			note_passed_parameter(x, w, w->store.list[i].value);
}

void call_escape(struct analysis *x, struct world *w, node_id value, bool may_change)
{
	call_note_passed(x, w, value);
	note_passed_contents(x, w, value);
	if (!w->states.count && !w->counters.count)
		return;
	x->outermost_made = false;
	escape(x, w, value, may_change, 0);
}

void call_escape_stored(struct analysis *x, struct world *w, node_id value)
{
	node_id r = region_deref(x->n, value);

	call_escape(x, w, value, false);
	/* Linked in a list or a tree, by a member. */
	if (node_at(x->n, r)->kind == REGION_FIELD)
		call_note_given(x, w, value);
	for (; node_at(x->n, r)->kind == REGION_CONTAINER; r = node_at(x->n, r)->a)
		call_escape(x, w, node_addr(x->n, node_at(x->n, r)->a), false);
}

/* A parameter of this function that is declared as a pointer: its bits were made a number. */
static bool is_own_pointer(const struct analysis *x, const struct node *param)
{
	uint32_t type = param->a == x->fn ? x->f->locals[param->b].type : IR_NONE;

	return type != IR_NONE && x->m->types[type].kind == IR_TYPE_POINTER;
}

static void escape_number(struct analysis *x, struct world *w, node_id v, int depth)
{
	const struct node *nd = node_at(x->n, v);

	if (depth > MAX_DERIVED)
		return;
	switch (nd->kind) {
	case NODE_PARAM:
		if (is_own_pointer(x, nd))
			call_escape(x, w, v, false);
		else
			call_note_passed(x, w, v);
		return;
	case NODE_FRESH:
		call_escape(x, w, v, false);
		return;
	case NODE_BINARY:
		escape_number(x, w, nd->b, depth + 1);
		escape_number(x, w, nd->a, depth + 1);
		return;
	case NODE_UNARY:
		escape_number(x, w, nd->a, depth + 1);
		return;
	default:
		return;
	}
}

void call_escape_number(struct analysis *x, struct world *w, node_id value)
{
	escape_number(x, w, value, 0);
}

static void note_given(struct analysis *x, struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s;

		if (w->states.list[i].region != region || (w->states.list[i].flags & STATE_GIVEN))
			continue;
		s = w->states.list[i];
		s.flags |= STATE_GIVEN;
		world_set_state(x->arena, w, s);
	}
}

void call_note_given(struct analysis *x, struct world *w, node_id value)
{
	for (node_id r = region_deref_known(x->n, value); r; r = node_at(x->n, r)->parent)
		note_given(x, w, r);
}
