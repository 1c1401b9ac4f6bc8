/* SPDX-License-Identifier: MIT */
/* Generations: what tells the value that an instruction makes in one round of a loop from that of
 * another. */
#include "call.h"
#include "program.h"

#define GENERATIONS 6
/* Names for values whose own name is taken again; imm tells apart what they are the value of. */
#define OLD_GENERATIONS 240
#define MAX_OLD_GENERATIONS 255
#define OLD_BIT 16

/* One bit for each generation: the old ones stand from OLD_BIT on. */
static uint32_t generation_bit(uint32_t gen)
{
	return 1u << (gen < OLD_GENERATIONS ? gen : gen - OLD_GENERATIONS + OLD_BIT);
}

/* The generations of what insn makes that v is made of. */
static uint32_t made_by(const struct nodes *n, node_id v, uint32_t fn, uint32_t insn, int depth)
{
	const struct node *nd = node_at(n, v);

	if (!v || depth > 12 || !(nd->flags & NODE_MADE))
		return 0;
	switch (nd->kind) {
	case NODE_FRESH:
	case NODE_HAVOC:
		return nd->a == fn && nd->b == insn ? generation_bit(nd->c) : 0;
	case NODE_BINARY:
	case NODE_INIT:
	case REGION_ELEM:
		return made_by(n, nd->a, fn, insn, depth + 1) |
		       made_by(n, nd->b, fn, insn, depth + 1);
	case NODE_UNARY:
	case NODE_VIEW:
	case NODE_BASE:
	case NODE_ADDR:
	case NODE_COPY:
	case REGION_DEREF:
	case REGION_FIELD:
	case REGION_CONTAINER:
		return made_by(n, nd->a, fn, insn, depth + 1);
	default:
		return 0;
	}
}

/* The generations of what insn makes that the world still knows of. */
static uint32_t generations_in(struct analysis *x, const struct world *w, uint32_t insn)
{
	uint32_t in = 0;

	for (uint32_t i = 0; i < w->states.count; i++)
		in |= made_by(x->n, w->states.list[i].region, x->fn, insn, 0);
	for (uint32_t i = 0; i < w->counters.count; i++)
		in |= made_by(x->n, w->counters.list[i].region, x->fn, insn, 0);
	for (uint32_t i = 0; i < w->store.count; i++)
		in |= made_by(x->n, w->store.list[i].value, x->fn, insn, 0);
	return in;
}

static node_id old_name(struct analysis *x, struct world *w, uint32_t insn, node_id of)
{
	uint32_t gen = OLD_GENERATIONS, in = generations_in(x, w, insn);

	while (gen < MAX_OLD_GENERATIONS && (in & generation_bit(gen)))
		gen++;
	return node_fresh(x->n, x->fn, insn, gen, of, 0);
}

/* Takes generation gen of what insn makes out of the world: objects are forgotten, values get a
 * name of their own. */
static void purge(struct analysis *x, struct world *w, uint32_t insn, uint32_t gen)
{
	uint32_t bit = generation_bit(gen);

	for (uint32_t i = 0; i < w->counters.count;) {
		if (made_by(x->n, w->counters.list[i].region, x->fn, insn, 0) & bit)
			world_drop_counter(x->arena, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->states.count;) {
		if (made_by(x->n, w->states.list[i].region, x->fn, insn, 0) & bit)
			join_forget_state(x, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->facts.count;) {
		if (made_by(x->n, w->facts.list[i].value, x->fn, insn, 0) & bit)
			world_drop_fact(x->arena, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];

		if (made_by(x->n, b.value, x->fn, insn, 0) & bit)
			world_set(x->arena, w, b.region, old_name(x, w, insn, b.region));
	}
}

uint32_t generation_of(struct analysis *x, struct world *w, uint32_t insn)
{
	uint32_t gen = 0, in;

	if (!cfg_in_loop(x->cfg, x->block))
		return 0;
	in = generations_in(x, w, insn);
	while (gen < GENERATIONS && (in & generation_bit(gen)))
		gen++;
	if (gen == GENERATIONS)
		purge(x, w, insn, --gen);
	return gen;
}

void generation_rename_arguments(struct analysis *x, struct world *w, const struct call *c,
				 node_id *args)
{
	if (c->gen + 1 < GENERATIONS)
		return;
	for (uint32_t k = 0; k < c->nargs; k++)
		if (made_by(x->n, args[k], x->fn, c->insn, 0) & generation_bit(c->gen))
			args[k] = old_name(x, w, c->insn, node_int(x->n, k));
}
