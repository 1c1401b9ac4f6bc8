/* SPDX-License-Identifier: MIT */
/* What no value of a world leads to any more. */
#include "call.h"
#include "out_of_reach.h"
#include "program.h"
#include "strict.h"

/* The newest symbol that v was found through, or NODE_NONE: then it can be named at any time, from
 * a parameter. */
static node_id symbol_of(const struct nodes *n, node_id v)
{
	for (; v; v = node_found_by(n, v)) {
		const struct node *nd = node_at(n, v);

		if (nd->kind == NODE_FRESH || nd->kind == NODE_JOIN)
			return v;
		if (nd->kind == NODE_INIT && nd->b)
			return nd->b;
	}
	return NODE_NONE;
}

static void mark_parts(struct nodes *n, node_id v)
{
	const struct node *nd;

	for (;;) {
		if (!v || !node_mark(n, v))
			return;
		nd = node_at(n, v);
		if (nd->kind == NODE_BINARY || nd->kind == REGION_ELEM || nd->kind == NODE_INIT)
			mark_parts(n, nd->b);
		else if (!node_found_by(n, v) && nd->kind != NODE_UNARY && nd->kind != NODE_COPY)
			return;
		v = nd->a;
	}
}

static bool out_of_reach(const struct nodes *n, node_id region)
{
	node_id symbol = symbol_of(n, region);

	return symbol && !node_marked(n, symbol);
}

/* Marks what is bound to places that something marked leads to, and what those hold, and so on. */
static void mark_led_to(struct analysis *x, const struct world *w)
{
	bool *marked = arena_new_array(x->arena, bool, w->store.count + 1);
	bool more = true;

	while (more) {
		more = false;
		for (uint32_t i = 0; i < w->store.count; i++) {
			if (marked[i] || out_of_reach(x->n, w->store.list[i].region))
				continue;
			mark_parts(x->n, w->store.list[i].value);
			mark_parts(x->n, w->store.list[i].region);
			marked[i] = more = true;
		}
	}
}

/* Marks all that the world's values and the places that hold them are made of. */
static void mark_mentioned(struct analysis *x, const struct world *w)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		mark_parts(x->n, w->store.list[i].value);
		mark_parts(x->n, w->store.list[i].region);
	}
}

/* Something has to be done with it yet, by whoever still finds it. */
static bool is_owed(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	if (x->strict && p->strict)
		return strict_taken(x, w->states.list, w->states.count, s);
	return p->states[s->state].leak && !(x->strict && p->counted && s->count <= 0);
}

static void forget_objects(struct analysis *x, struct world *w)
{
	const struct world before = *w;

	w->states.shared = true; /* those of before stay as they are */
	for (uint32_t i = 0, k = 0; k < before.states.count; k++) {
		const struct state *s = &before.states.list[k];

		if (out_of_reach(x->n, s->region) && !is_owed(x, &before, s))
			join_forget_state(x, w, i);
		else
			i++;
	}
	/* What was done with an element shows in other states of it, which may be gone now. */
	for (uint32_t i = 0; x->strict && i < w->states.count;) {
		const struct state *s = &w->states.list[i];

		if (is_owed(x, w, s) && !is_owed(x, &before, s))
			join_forget_state(x, w, i);
		else
			i++;
	}
}

void forget_unreachable(struct analysis *x, struct world *w)
{
	if (!w->states.count && !w->counters.count)
		return;
	nodes_clear_marks(x->n);
	if (x->strict)
		mark_led_to(x, w);
	else
		mark_mentioned(x, w);
	forget_objects(x, w);
	for (uint32_t i = 0; i < w->counters.count;) {
		if (out_of_reach(x->n, w->counters.list[i].region))
			world_drop_counter(x->arena, w, i);
		else
			i++;
	}
}

/* A value that v is made of has no name any more. */
static bool made_of_lost(const struct nodes *n, node_id v, int depth)
{
	const struct node *nd = node_at(n, v);

	if (!v || depth > 12)
		return false;
	if (nd->kind == NODE_BINARY)
		return made_of_lost(n, nd->a, depth + 1) || made_of_lost(n, nd->b, depth + 1);
	if (nd->kind == NODE_UNARY)
		return made_of_lost(n, nd->a, depth + 1);
	return out_of_reach(n, v);
}

void forget_lost(struct analysis *x, struct world *w)
{
	nodes_clear_marks(x->n);
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		mark_parts(x->n, s->region);
		for (uint32_t k = 0; s->captures && k < PROTOCOL_MAX_CAPTURES; k++)
			mark_parts(x->n, s->captures[k]);
	}
	mark_led_to(x, w);
	for (uint32_t i = 0; i < w->store.count;) {
		if (out_of_reach(x->n, w->store.list[i].region))
			world_drop_binding(x->arena, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->facts.count;) {
		if (made_of_lost(x->n, w->facts.list[i].value, 0))
			world_drop_fact(x->arena, w, i);
		else
			i++;
	}
}
