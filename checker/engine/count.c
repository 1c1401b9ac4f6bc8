/* SPDX-License-Identifier: MIT */
/*
 * Reference counters. What matters of them is which of the two results of "was that the last one?"
 * is possible here: code that took a reference before and gives it back now does not free the
 * object.
 */
#include "call.h"
#include "fact.h"
#include "object.h"
#include "program.h"

/* What a call or a callee told about a counter. */
struct told {
	int by;
	bool took;
	bool kept; /* references are left */
	bool last; /* none is */
};

static bool possible(const struct counter *c, const struct told *t)
{
	if (t->last)
		return c->exact ? c->count == 0 : !c->took && (c->count < 0 || !t->by);
	return !t->kept || !c->exact || c->count > 0;
}

static bool change(struct analysis *x, struct world *w, node_id region, const struct told *t)
{
	struct counter c = world_counter(w, region);

	/* Another one goes after what was taken to be the last: there were more, as far as the code
	 * is believed. */
	if (t->by < 0 && c.last && !x->strict)
		return false;
	c.count = (int16_t)(c.count + t->by);
	c.took |= t->by > 0 || t->took;
	if (!possible(&c, t))
		return false;
	c.last = t->last;
	world_set_counter(x->arena, w, c);
	return true;
}

/* Somebody else took the last one away: not while this path holds one. */
static bool change_none(struct analysis *x, struct world *w, node_id region)
{
	struct counter c = world_counter(w, region);

	if (c.count > 0)
		return false;
	c.last = true;
	world_set_counter(x->arena, w, c);
	return true;
}

static bool count_set(struct analysis *x, struct world *w, node_id region, node_id number)
{
	struct counter c = {.region = region, .exact = true};
	const struct node *n = node_at(x->n, number);

	if (n->kind != NODE_INT || n->imm < 0 || n->imm > INT16_MAX)
		return true;
	c.count = (int16_t)n->imm;
	c.made = n->imm > 0;
	world_set_counter(x->arena, w, c);
	return true;
}

/* What is counted is an object, or none: the pointer that leads to it is no error. */
static bool is_no_error(struct analysis *x, struct world *w, node_id region)
{
	const struct node *root = node_at(x->n, region_root(x->n, region));

	return root->kind != REGION_DEREF ||
	       fact_assume_classes(x->arena, x->n, w, root->a, CLASS_POSITIVE | CLASS_ZERO);
}

bool count_effect(struct analysis *x, struct world *w, const struct effect *e, const struct call *c)
{
	node_id v = path_value(x, w, &e->object, c), number;

	if (!v)
		return true;
	switch (e->kind) {
	case EFFECT_COUNT_UP:
		if (!is_no_error(x, w, region_deref(x->n, v)))
			return false;
		publish_get(x, w, region_deref(x->n, v), c);
		return change(x, w, region_deref(x->n, v), &(struct told){.by = 1});
	case EFFECT_COUNT_DOWN:
		return change(x, w, region_deref(x->n, v), &(struct told){.by = -1});
	case EFFECT_COUNT_KEPT:
		return change(x, w, region_deref(x->n, v), &(struct told){.by = -1, .kept = true});
	case EFFECT_COUNT_LAST:
		return change(x, w, region_deref(x->n, v), &(struct told){.by = -1, .last = true});
	case EFFECT_COUNT_NONE:
		return change_none(x, w, region_deref(x->n, v));
	default:
		number = path_value(x, w, &e->other, c);
		return !number || count_set(x, w, region_deref(x->n, v), number);
	}
}

bool count_replay(struct analysis *x, struct world *w, const struct counter *callee)
{
	if (callee->exact) {
		world_set_counter(x->arena, w, *callee);
		return true;
	}
	if (!change(x, w, callee->region,
		    &(struct told){.by = callee->count,
				   .took = callee->took,
				   .kept = callee->count < 0,
				   .last = callee->last}))
		return false;
	if (callee->made) {
		struct counter c = world_counter(w, callee->region);

		c.made = true;
		world_set_counter(x->arena, w, c);
	}
	return true;
}

bool count_contradicts(struct analysis *x, struct world *w, const struct function_contract *fc,
		       const struct call *c)
{
	if (!w->counters.count || x->strict)
		return false;
	for_each_effect (e, fc) {
		node_id v;

		if (e->kind != EFFECT_COUNT_DOWN && e->kind != EFFECT_COUNT_KEPT &&
		    e->kind != EFFECT_COUNT_LAST)
			continue;
		v = path_value(x, w, &e->object, c);
		if (v && world_counter(w, region_deref(x->n, v)).last)
			return true;
	}
	return false;
}

bool count_assumes_last(const struct world *w)
{
	for (uint32_t i = 0; i < w->counters.count; i++)
		if (w->counters.list[i].last)
			return true;
	return false;
}

void count_escape(struct analysis *x, struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->counters.count; i++) {
		struct counter c = w->counters.list[i];

		if (!c.exact || !region_within(x->n, c.region, region))
			continue;
		/* One of them stands for what is left to others. */
		c.exact = false;
		c.took = true;
		world_set_counter(x->arena, w, c);
	}
}

bool count_of_references(const struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region);

	return nd->kind == REGION_FIELD && node_at(x->n, nd->a)->kind == REGION_FIELD &&
	       x->m->records[nd->b].nfields == 1;
}

/* Some way that came to the loop's head before had counted as far. */
static bool counted_before(const struct world_list *seen, const struct counter *c)
{
	for (uint32_t i = 0; i < seen->count; i++)
		if (world_counter(seen->list[i], c->region).count == c->count)
			return true;
	return false;
}

#define MAX_HANDED_ON 3
void count_rounds(struct analysis *x, uint32_t block, struct world *w)
{
	for (uint32_t i = 0; i < w->counters.count;) {
		const struct counter *c = &w->counters.list[i];

		if (!count_of_references(x, c->region) && !counted_before(&x->seen[block], c))
			world_drop_counter(x->arena, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (!x->p->protocols[s.protocol]->counted || !(s.flags & STATE_HANDED_ON) ||
		    s.count <= MAX_HANDED_ON)
			continue;
		s.count = MAX_HANDED_ON;
		world_set_state(x->arena, w, s);
	}
}
