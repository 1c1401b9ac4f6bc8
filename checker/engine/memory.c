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

/*
 * A member that points to its own record type links a structure: lists, trees. A store to it through one element
 * changes what is found from any other, by an alias that regions don't show.
 */
static bool is_link(struct analysis *x, const struct node *nd)
{
	const struct ir_record *r;
	const struct ir_type *t;

	if (nd->kind != REGION_FIELD)
		return false;
	ir_need_fields(x->m, nd->b);
	r = &x->m->records[nd->b];
	if (nd->c >= r->nfields || r->fields[nd->c].type == IR_NONE)
		return false;
	t = &x->m->types[r->fields[nd->c].type];
	if (t->kind != IR_TYPE_POINTER || t->ref == IR_NONE)
		return false;
	t = &x->m->types[t->ref];
	return t->kind == IR_TYPE_RECORD && t->ref == nd->b;
}

/* Stands for "every link of this kind": bound to the store that last changed one. */
static node_id all_links(struct analysis *x, const struct node *nd)
{
	return region_field(x->n, region_global(x->n, IR_NONE), nd->b, nd->c);
}

/* An object reached through links read after the last store here is another one than in the round before. */
static void forget_reached(struct analysis *x, struct world *w, uint32_t since)
{
	for (uint32_t i = 0; i < w->states.count;) {
		bool reached = false;

		for (node_id v = w->states.list[i].region; v && !reached;) {
			const struct node *nd = node_at(x->n, v);

			reached = nd->kind == NODE_INIT && nd->b == since && nd->c == x->fn;
			if (nd->kind < REGION_DEREF && nd->kind != NODE_INIT && nd->kind != NODE_ADDR &&
			    nd->kind != NODE_VIEW && nd->kind != NODE_BASE)
				break;
			v = nd->a;
		}
		if (reached)
			world_drop_state(x->arena, w, i);
		else
			i++;
	}
}

static void change_links(struct analysis *x, struct world *w, node_id region, uint32_t insn)
{
	struct node nd = *node_at(x->n, region);

	for (uint32_t i = 0; i < w->store.count;) {
		const struct node *o = node_at(x->n, w->store.list[i].region);

		if (o->kind == REGION_FIELD && o->b == nd.b && o->c == nd.c)
			world_drop_binding(x->arena, w, i);
		else
			i++;
	}
	world_set(x->arena, w, all_links(x, &nd), node_havoc(x->n, x->fn, insn));
	forget_reached(x, w, insn + 1);
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
	if (is_link(x, node_at(x->n, region))) {
		v = world_get(w, all_links(x, node_at(x->n, region)));
		if (v)
			return node_init(x->n, region, node_at(x->n, v)->a, node_at(x->n, v)->b + 1, flags);
	}
	v = constant_member(x, region);
	return v ? v : node_init(x->n, region, 0, 0, flags);
}

void memory_store(struct analysis *x, struct world *w, node_id region, node_id value, uint32_t insn)
{
	if (is_link(x, node_at(x->n, region)))
		change_links(x, w, region, insn);
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
