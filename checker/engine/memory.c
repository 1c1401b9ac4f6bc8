/* SPDX-License-Identifier: MIT */
/* A world's memory: what a region holds, whole records included. */
#include "analysis.h"

/* The same part of another region: r, which lies inside from, as it lies inside to. */
static node_id rebase(struct nodes *n, node_id r, node_id from, node_id to)
{
	struct node nd = *node_at(n, r);

	if (r == from)
		return to;
	if (nd.kind == REGION_FIELD)
		return region_field(n, rebase(n, nd.a, from, to), nd.b, nd.c);
	return region_elem(n, rebase(n, nd.a, from, to), nd.b);
}

static node_id structural_parent(const struct nodes *n, node_id r)
{
	const struct node *nd = node_at(n, r);

	return nd->kind == REGION_FIELD || nd->kind == REGION_ELEM ? nd->a : NODE_NONE;
}

/* A member of a constant table, such as the function in a slot of an ops table. */
static node_id constant_member(struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region), *up;
	const struct ir_global *g;

	if (nd->kind != REGION_FIELD)
		return NODE_NONE;
	up = node_at(x->n, nd->a);
	if (up->kind != REGION_GLOBAL)
		return NODE_NONE;
	g = &x->m->globals[up->a];
	if (!(g->flags & IR_GLOBAL_CONST) || !(g->flags & IR_GLOBAL_DEFINED))
		return NODE_NONE;
	for (uint32_t i = 0; i < g->ninits; i++) {
		const struct ir_init *in = &g->inits[i];

		if (in->record == nd->b && in->field == nd->c && in->kind == IR_INIT_FUNC)
			return node_func(x->n, in->ref);
	}
	return NODE_NONE;
}

node_id memory_load(struct analysis *x, struct world *w, node_id region, uint16_t flags)
{
	node_id v;

	for (node_id r = region; r; r = structural_parent(x->n, r)) {
		struct node nd;

		v = world_get(w, r);
		if (!v)
			continue;
		nd = *node_at(x->n, v);
		if (nd.kind == NODE_COPY)
			return memory_load(x, w, rebase(x->n, region, r, nd.a), flags);
		if (nd.kind == NODE_HAVOC)
			return node_init(x->n, region, nd.a, nd.b + 1, flags);
		if (r == region || (nd.kind == NODE_INT && !nd.imm))
			return v;
		break;
	}
	v = constant_member(x, region);
	return v ? v : node_init(x->n, region, 0, 0, flags);
}

void memory_store(struct analysis *x, struct world *w, node_id region, node_id value)
{
	world_set(x->arena, w, region, value);
}

void memory_copy(struct analysis *x, struct world *w, node_id to, node_id from)
{
	if (to == from)
		return;
	world_forget(x->arena, w, x->n, to);
	/* What is known of the parts now moves along; the rest is read through the copy when asked for. */
	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];

		if (b.region != from && region_within(x->n, b.region, from) &&
		    structural_parent(x->n, b.region))
			world_set(x->arena, w, rebase(x->n, b.region, from, to), b.value);
	}
	world_set(x->arena, w, to, node_copy(x->n, from));
}

void memory_havoc(struct analysis *x, struct world *w, node_id region, uint32_t insn)
{
	world_forget(x->arena, w, x->n, region);
	world_set(x->arena, w, region, node_havoc(x->n, x->fn, insn));
}

bool memory_is_private(const struct analysis *x, node_id region)
{
	uint8_t kind = node_at(x->n, region_root(x->n, region))->kind;

	return kind == REGION_LOCAL || kind == REGION_TEMP;
}
