/* SPDX-License-Identifier: MIT */
/* Contract effects: what they name, and what is done to it. */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"
#include "transition.h"

const char *effect_object_text(struct analysis *x, uint32_t operand, node_id region)
{
	struct arena *a = x->p->out->arena;

	if (operand != IR_NONE)
		return describe_operand(x->m, x->fn, operand, a);
	return describe_region(x->p, region, a);
}

void effect_report(struct analysis *x, struct world *w, const struct rule *rule,
		   const struct state *s, const struct call *c, uint32_t operand)
{
	evidence_report(x, w,
			&(struct report){.rule = rule,
					 .insn = c->insn,
					 .object = effect_object_text(x, operand, s->region),
					 .callee = c->callee,
					 .field = c->field,
					 .state = s,
					 .region = s->region,
					 .inside = c->inside});
}

/* The argument itself, or what shares its lifetime: a view of it, or what it is the view of. */
static bool names_argument(const struct path *path)
{
	for (uint16_t i = 0; i < path->nsteps; i++)
		if (path->steps[i].kind != STEP_VIEW && path->steps[i].kind != STEP_BASE &&
		    path->steps[i].kind != STEP_WHOLE)
			return false;
	return true;
}

/* An address worked out from an object's, as of a mapping that starts inside a page: whose release
 * it is can't be told. */
static void pass_by_derived(struct analysis *x, struct world *w, const struct effect *e, node_id v)
{
	node_id region = region_deref(x->n, v);
	const struct state *known;
	struct state s;

	if (node_at(x->n, region)->kind != REGION_ELEM)
		return;
	known = world_state(w, node_at(x->n, region)->a, e->protocol->id);
	if (!known)
		return;
	s = *known;
	state_hand_on(&s);
	world_set_state(x->arena, w, s);
}

/* What was found by way of the data that it holds has come to its end: so have they. */
static void end_data(struct analysis *x, struct world *w, const struct protocol *p, node_id region)
{
	const struct state *known = world_state(w, region, p->id);
	node_id whole =
		known && p->states[known->state].dead ? backlink_whole(x, region) : NODE_NONE;
	struct state s;

	if (!whole)
		return;
	s = *known;
	s.region = whole;
	/* The object itself is what a caller judges. */
	s.first = NULL;
	s.flags &= ~STATE_FROM_CALLER;
	world_set_state(x->arena, w, s);
}

static void apply_state(struct analysis *x, struct world *w, const struct effect *e,
			const struct call *c)
{
	uint32_t operand = IR_NONE;
	node_id v;

	if (!strict_follows(x, e->protocol))
		return;
	if (lock_direction(e) > 0)
		/* What it guards may have been changed by others since it was held last. */
		memory_change_links(x, w, node_havoc(x->n, x->fn, c->insn, c->gen));
	else if (lock_direction(e) < 0)
		publish_unlock(x, w, c);
	if (e->protocol->scoped && !section_open(w, e->protocol))
		return;
	v = e->protocol->stray && !x->locks ? NODE_NONE : path_value(x, w, &e->object, c);
	if (!v || !(fact_classes(x->n, w, v) & CLASS_POSITIVE))
		return;
	pass_by_derived(x, w, e, v);
	if (e->object.root == PATH_PARAM && names_argument(&e->object) &&
	    e->object.index < c->nargs)
		operand = c->operands[e->object.index];
	if (effect_takes(e))
		publish_get(x, w, region_deref(x->n, v), c);
	transition_apply(x, w, e, region_deref(x->n, v), c, operand);
	strict_reference(x, w, e, region_deref(x->n, v));
	end_data(x, w, e->protocol, region_deref(x->n, v));
}

/* What the object lies in has come to its end. */
static bool has_ended(const struct analysis *x, const struct world *w, const struct state *s)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *t = &w->states.list[i];

		if (x->p->protocols[t->protocol]->states[t->state].dead &&
		    region_within(x->n, s->region, t->region))
			return true;
	}
	return false;
}

/* What the effect names lies in the object. */
static bool holds(struct analysis *x, struct world *w, const struct effect *e,
		  const struct state *s, const struct call *c)
{
	node_id v = path_value(x, w, &e->object, c);

	return v && region_within(x->n, region_deref(x->n, v), s->region);
}

/* Whether the object is there at all, and saved the very values that the call is given. */
static bool selected(struct analysis *x, struct world *w, const struct each_effect *each,
		     const struct state *s, const struct call *c)
{
	const struct effect *e = each->effect;
	const struct node *nd = node_at(x->n, s->region);

	if (e->nmisfits && nd->kind == REGION_DEREF &&
	    !(fact_classes(x->n, w, nd->a) & CLASS_POSITIVE))
		return false;
	if ((e->holding && !holds(x, w, e, s, c)) || (e->protocol->strict && has_ended(x, w, s)))
		return false;
	for (uint8_t i = 0; i < e->nmatches; i++)
		if (!each->given[i] || !s->captures ||
		    s->captures[e->matches[i].index] != each->given[i])
			return false;
	return true;
}

static bool same_each(const struct each_effect *a, const struct each_effect *b)
{
	return a->effect == b->effect && !memcmp(a->given, b->given, sizeof(a->given));
}

/* Callers do it again, to what they know of. What is selected by values that no caller can name
 * means nothing to them; what only asks about those that are selected has its answer here. */
static void remember_each(struct analysis *x, struct world *w, const struct each_effect *each)
{
	if (each->effect->holding || (each->effect->nmatches && each->effect->arrows[0].stay))
		return;
	for (uint8_t i = 0; i < each->effect->nmatches; i++)
		if (!each->given[i] || !summary_from_outside(x, each->given[i]))
			return;
	for (uint32_t i = 0; i < MAX_EACH && !same_each(&w->each[i], each); i++)
		if (!w->each[i].effect) {
			w->each[i] = *each;
			w->each[i].at = w->trail ? w->trail->depth : 0;
			break;
		}
}

void effect_each(struct analysis *x, struct world *w, const struct each_effect *each,
		 const struct call *c)
{
	const struct effect *e = each->effect;

	if (!strict_follows(x, e->protocol))
		return;
	remember_each(x, w, each);
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct rule *rule;

		if (s.protocol != e->protocol->id || (s.flags & STATE_UNSURE) ||
		    !selected(x, w, each, &s, c))
			continue;
		if (transition_fitting(e, s.state)) {
			transition_apply(x, w, e, s.region, c, IR_NONE);
			continue;
		}
		rule = transition_misfit(e, s.state);
		/* What others can find they may have taken care of. */
		if (!rule || (s.flags & STATE_HANDED_ON) ||
		    (!x->strict && doubt_undoing_loop(x, w, &s)))
			continue;
		effect_report(x, w, rule, &s, c, IR_NONE);
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

static void report_forbidden(struct analysis *x, struct world *w, const struct effect *e,
			     const struct call *c)
{
	evidence_report(x, w,
			&(struct report){.rule = e->otherwise,
					 .insn = c->insn,
					 .callee = c->callee,
					 .inside = c->inside});
}

/* The kind of record that the effect's object is, if that is an argument; or IR_NONE. */
static uint32_t pointee_record(const struct analysis *x, const struct effect *e,
			       const struct call *c)
{
	if (e->object.root != PATH_PARAM || e->object.nsteps || e->object.index >= c->nargs)
		return IR_NONE;
	return program_pointee_record(x->m, x->f, c->operands[e->object.index]);
}

/* The head or the links of a list: what is found from its other elements changes too. */
static void clobber(struct analysis *x, struct world *w, const struct effect *e, node_id v,
		    const struct call *c)
{
	uint32_t record = pointee_record(x, e, c);
	node_id since = node_havoc(x->n, x->fn, c->insn, c->gen);

	memory_havoc(x, w, region_deref(x->n, v), since);
	if (record != IR_NONE && memory_has_links(x, record))
		memory_change_links(x, w, since);
}

/* Where this path has stored 0 others say how it went: a status, an error. What else it stored they
 * mostly read. */
static void await(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	const node_id since = node_havoc(x->n, x->fn, c->insn, c->gen), zero = node_int(x->n, 0);

	while (node_at(x->n, region)->kind == REGION_FIELD ||
	       node_at(x->n, region)->kind == REGION_ELEM)
		region = node_at(x->n, region)->a;
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];

		if (b->value == zero && region_within(x->n, b->region, region))
			world_set(x->arena, w, b->region, since);
	}
}

static bool fills_with_zero(struct analysis *x, struct world *w, const struct effect *e,
			    const struct call *c)
{
	if (e->kind != EFFECT_FILL)
		return e->kind == EFFECT_ZERO;
	/* What is filled may be a part of an array: only of a record we know that it is all of it.
	 */
	return pointee_record(x, e, c) != IR_NONE &&
	       path_value(x, w, &e->other, c) == node_int(x->n, 0);
}

static void release_duty(struct analysis *x, struct world *w, node_id region)
{
	for (uint32_t i = 0; region && i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.region != region || !s.got)
			continue;
		s.got = NULL;
		world_set_state(x->arena, w, s);
	}
}

/* Nothing is owed for it any more, nor for what it holds, not even where the function fails. */
static void hand_on(struct analysis *x, struct world *w, node_id value)
{
	node_id region = region_deref_known(x->n, value);

	call_escape(x, w, value, false);
	world_escaped(w, value);
	release_duty(x, w, region);
	for (uint32_t i = 0; region && i < w->store.count; i++)
		if (region_within(x->n, w->store.list[i].region, region))
			release_duty(x, w, region_deref_known(x->n, w->store.list[i].value));
}

static bool made_here(const struct analysis *x, node_id region)
{
	const struct node *root = node_at(x->n, region_root(x->n, region));

	return root->kind == REGION_LOCAL ||
	       (root->kind == REGION_DEREF && node_at(x->n, root->a)->kind == NODE_FRESH);
}

/* What the function will be given leads to the object, or to a part of it, or to what it is part
 * of. */
static bool will_get(struct analysis *x, struct world *w, const struct effect *e,
		     const struct call *c, node_id region)
{
	for (uint8_t i = 0; i < e->nargs; i++) {
		node_id given = region_deref_known(x->n, path_value(x, w, &e->args[i], c));

		if (given && region_root(x->n, given) == region_root(x->n, region))
			return true;
	}
	return false;
}

/*
 * A function is left that will undo things when the driver ends: what this path did to objects of
 * the kinds that it undoes is seen to. It finds them by its own argument, under other names.
 */
static void promise(struct analysis *x, struct world *w, const struct effect *e,
		    const struct call *c)
{
	node_id f = path_value(x, w, &e->object, c);

	if (!f || node_at(x->n, f)->kind != NODE_FUNC)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if ((made_here(x, s.region) && !will_get(x, w, e, c, s.region)) ||
		    !left_may_undo(x->p, node_at(x->n, f)->a, x->p->protocols[s.protocol]))
			continue;
		state_hand_on(&s);
		s.flags |= STATE_UNSURE;
		s.got = NULL;
		world_set_state(x->arena, w, s);
	}
	x->f = &x->m->functions[x->fn];
}

static void store(struct analysis *x, struct world *w, node_id region, node_id v,
		  const struct call *c)
{
	memory_store(x, w, region, v, node_havoc(x->n, x->fn, c->insn, c->gen));
	/* A caller finds it there, even if this function knows the place by no argument. */
	if (!memory_is_private(x, region))
		world_escaped(w, v);
}

static void apply_to_memory(struct analysis *x, struct world *w, const struct effect *e,
			    const struct call *c)
{
	node_id v = path_value(x, w, e->kind == EFFECT_STORE ? &e->other : &e->object, c), at;

	if (!v)
		return;
	if (e->kind == EFFECT_STORE) {
		at = path_value(x, w, &e->object, c);
		if (at)
			store(x, w, region_deref(x->n, at), v, c);
	} else if (e->kind == EFFECT_AWAIT) {
		await(x, w, region_deref(x->n, v), c);
	} else if (fills_with_zero(x, w, e, c)) {
		memory_havoc(x, w, region_deref(x->n, v), node_int(x->n, 0));
	} else {
		clobber(x, w, e, v, c);
	}
}

/* To all objects that saved what this call is given. */
static void apply_each(struct analysis *x, struct world *w, const struct effect *e,
		       const struct call *c)
{
	struct each_effect each = {.effect = e};

	for (uint8_t i = 0; i < e->nmatches; i++)
		each.given[i] = path_value(x, w, &e->matches[i].value, c);
	effect_each(x, w, &each, c);
}

bool effect_apply(struct analysis *x, struct world *w, const struct effect *e, const struct call *c)
{
	node_id v;

	switch (e->kind) {
	case EFFECT_STATE:
		apply_state(x, w, e, c);
		return true;
	case EFFECT_EACH:
		apply_each(x, w, e, c);
		return true;
	case EFFECT_OPEN:
	case EFFECT_CLOSE:
		section_move(x, w, e->protocol->id, e->kind == EFFECT_OPEN ? 1 : -1, c);
		return true;
	case EFFECT_PUBLISH:
		publish(x, w, e, c);
		return true;
	case EFFECT_LOOK:
		publish_look(x, w, e, c);
		return true;
	case EFFECT_HAND_ON:
		v = path_value(x, w, &e->object, c);
		if (v) {
			strict_owned_given(x, w, v, c);
			hand_on(x, w, v);
		}
		return true;
	case EFFECT_FACT:
		v = path_value(x, w, &e->object, c);
		return !v || (e->encoded && null_other_form(x, v)) ||
		       fact_assume_classes(x->arena, x->n, w, v, e->classes);
	case EFFECT_STORE:
	case EFFECT_CLOBBER:
	case EFFECT_ZERO:
	case EFFECT_FILL:
	case EFFECT_AWAIT:
		apply_to_memory(x, w, e, c);
		return true;
	case EFFECT_COPY:
		if (e->object.index < c->nargs)
			member_copied(x, w, c->operands[e->object.index], c->insn);
		return true;
	case EFFECT_COUNT_UP:
	case EFFECT_COUNT_DOWN:
	case EFFECT_COUNT_KEPT:
	case EFFECT_COUNT_LAST:
	case EFFECT_COUNT_NONE:
	case EFFECT_COUNT_SET:
		return count_effect(x, w, e, c);
	case EFFECT_STATIC:
		structure_static(x, w, e, c);
		return true;
	case EFFECT_UNGUARDED:
		structure_unguarded(x, w, e, c);
		return true;
	case EFFECT_FORBIDDEN:
		report_forbidden(x, w, e, c);
		return true;
	case EFFECT_NORETURN:
		return false;
	case EFFECT_CALL_LATER: /* where it is in a slot, program.c's */
		if (!e->callback && !x->strict)
			promise(x, w, e, c);
		return true;
	case EFFECT_TAKE: /* these are publish.c's: what the whole file does */
	case EFFECT_MARK:
	case EFFECT_NUMBER: /* these are ids.c's */
	case EFFECT_ASK:
	case EFFECT_FIND: /* these are call.c's */
	case EFFECT_RETURN:
	case EFFECT_CALL:
	case EFFECT_PLACE: /* this one is table.c's */
	case EFFECT_LOCKED: /* this one is guard.c's */
	case EFFECT_NEED: /* this one is strict_unread.c's */
	case EFFECT_IGNORE:
		return true;
	}
	return true;
}
