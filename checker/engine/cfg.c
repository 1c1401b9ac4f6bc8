/* SPDX-License-Identifier: MIT */
/* Block order and liveness of one function. Needs a lowered body. */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "program.h"

void cfg_successors(const struct ir_function *f, const struct ir_insn *t,
		    void (*visit)(void *, uint32_t), void *ctx)
{
	switch (t->op) {
	case IR_JUMP:
		visit(ctx, t->b);
		break;
	case IR_BRANCH:
		visit(ctx, t->b);
		visit(ctx, t->c);
		break;
	case IR_SWITCH:
		for (uint32_t i = 0; i + 2 < t->nargs; i += 3)
			visit(ctx, f->pool[t->args + i + 2]);
		visit(ctx, t->b);
		break;
	case IR_CHOOSE:
		for (uint32_t i = 0; i < t->nargs; i++)
			visit(ctx, f->pool[t->args + i]);
		break;
	default:
		break;
	}
}

uint32_t cfg_block_of(const struct ir_function *f, uint32_t insn)
{
	uint32_t b = 0;

	while (insn < f->blocks[b].first || insn >= f->blocks[b].first + f->blocks[b].count)
		b++;
	return b;
}

struct search {
	const struct ir_function *f;
	bool *seen;
	uint32_t avoid;
};

static void visit(void *ctx, uint32_t block)
{
	struct search *s = ctx;
	const struct ir_block *b = &s->f->blocks[block];

	if (block == s->avoid || s->seen[block])
		return;
	s->seen[block] = true;
	cfg_successors(s->f, &s->f->insns[b->first + b->count - 1], visit, s);
}

bool cfg_reaches(const struct ir_function *f, uint32_t from, uint32_t to, uint32_t avoid)
{
	struct search s = {.f = f, .avoid = avoid};
	bool found;

	s.seen = calloc(f->nblocks, sizeof(*s.seen));
	if (!s.seen)
		abort();
	visit(&s, from);
	found = s.seen[to];
	free(s.seen);
	return found;
}

bool cfg_returns(const struct ir_function *f, uint32_t from, const bool *avoid)
{
	struct search s = {.f = f, .avoid = IR_NONE};
	bool found = false;

	s.seen = malloc(f->nblocks * sizeof(*s.seen));
	if (!s.seen)
		abort();
	memcpy(s.seen, avoid, f->nblocks * sizeof(*s.seen));
	visit(&s, from);
	for (uint32_t b = 0; b < f->nblocks; b++)
		found |= s.seen[b] && !avoid[b] &&
			 f->insns[f->blocks[b].first + f->blocks[b].count - 1].op == IR_RETURN;
	free(s.seen);
	return found;
}

bool cfg_in_one_loop(const struct ir_function *f, uint32_t a, uint32_t b)
{
	return cfg_reaches(f, a, b, IR_NONE) && cfg_reaches(f, b, a, IR_NONE);
}

bool cfg_comes_before(const struct ir_function *f, uint32_t a, uint32_t b)
{
	uint32_t from = cfg_block_of(f, a), to = cfg_block_of(f, b);

	return from == to ? a <= b : cfg_reaches(f, from, to, IR_NONE);
}

static const struct ir_insn *terminator(const struct ir_function *f, uint32_t block)
{
	const struct ir_block *b = &f->blocks[block];

	return &f->insns[b->first + b->count - 1];
}

struct succ_list {
	uint32_t *list;
	uint32_t count, cap;
	struct arena *arena;
};

static void collect(void *ctx, uint32_t block)
{
	struct succ_list *s = ctx;

	if (s->count == s->cap) {
		uint32_t *bigger = arena_new_array(s->arena, uint32_t, s->cap * 2 + 8);

		if (s->count)
			memcpy(bigger, s->list, s->count * sizeof(*bigger));
		s->list = bigger;
		s->cap = s->cap * 2 + 8;
	}
	s->list[s->count++] = block;
}

/* Depth first, without recursion: kernel functions have thousands of blocks. */
static void post_order(struct arena *a, const struct ir_function *f, struct cfg *c)
{
	uint32_t n = f->nblocks, post = n, depth = 0;
	uint32_t *stack = arena_new_array(a, uint32_t, n + 1);
	struct succ_list *succs = arena_new_array(a, struct succ_list, n);
	uint32_t *at = arena_new_array(a, uint32_t, n);
	bool *seen = arena_new_array(a, bool, n);

	stack[depth++] = 0;
	seen[0] = true;
	while (depth) {
		uint32_t b = stack[depth - 1], next = IR_NONE;

		if (!succs[b].arena) {
			succs[b].arena = a;
			cfg_successors(f, terminator(f, b), collect, &succs[b]);
		}
		/* The last successor first, so that the first one comes first in reverse post
		 * order. */
		while (at[b] < succs[b].count && next == IR_NONE) {
			uint32_t s = succs[b].list[succs[b].count - 1 - at[b]++];

			if (!seen[s])
				next = s;
		}
		if (next == IR_NONE) {
			c->order[--post] = b;
			depth--;
			continue;
		}
		seen[next] = true;
		stack[depth++] = next;
	}
	c->nreached = n - post;
	memmove(c->order, c->order + post, c->nreached * sizeof(*c->order));
	for (uint32_t i = 0; i < n; i++)
		c->rpo[i] = IR_NONE;
	for (uint32_t i = 0; i < c->nreached; i++)
		c->rpo[c->order[i]] = i;
}

/* The ways back from the block at position `from`. */
struct back_edges {
	const struct cfg *c;
	uint32_t from;
	uint32_t *until; /* position → the last one that leads back to it, or 0 */
};

static void note_back_edge(void *ctx, uint32_t to)
{
	struct back_edges *b = ctx;
	uint32_t at = b->c->rpo[to];

	if (at <= b->from)
		b->until[at] = b->from + 1;
}

static void find_loops(struct arena *a, const struct ir_function *f, struct cfg *c)
{
	struct back_edges b = {.c = c, .until = arena_new_array(a, uint32_t, f->nblocks)};
	uint32_t until = 0;

	c->in_loop = arena_new_array(a, bool, f->nblocks);
	for (; b.from < c->nreached; b.from++)
		cfg_successors(f, terminator(f, c->order[b.from]), note_back_edge, &b);
	for (uint32_t at = 0; at < c->nreached; at++) {
		until = b.until[at] > until ? b.until[at] : until;
		c->in_loop[c->order[at]] = at < until;
	}
}

bool cfg_in_loop(const struct cfg *c, uint32_t block)
{
	return c->in_loop[block];
}

static void set_bit(uint64_t *set, uint32_t bit)
{
	set[bit / 64] |= 1ull << (bit % 64);
}

static void clear_bit(uint64_t *set, uint32_t bit)
{
	set[bit / 64] &= ~(1ull << (bit % 64));
}

static void mark_operand(struct cfg *c, const struct ir_block *b, uint32_t operand,
			 uint32_t *nslots)
{
	if (operand == IR_NONE || operand >= b->first)
		return;
	if (c->temp_slot[operand] == IR_NONE)
		c->temp_slot[operand] = (*nslots)++;
}

typedef void operand_fn(void *ctx, uint32_t operand);

/* Every instruction that insn reads. */
static void each_operand(const struct ir_function *f, const struct ir_insn *i, operand_fn *fn,
			 void *ctx)
{
	bool pool_holds_operands = i->op == IR_CALL || i->op == IR_ASM;

	switch (i->op) {
	case IR_LOAD:
	case IR_FIELD:
	case IR_CONTAINER:
	case IR_CAST:
	case IR_UNARY:
	case IR_CALL:
	case IR_BRANCH:
	case IR_SWITCH:
	case IR_RETURN:
		fn(ctx, i->a);
		break;
	case IR_INDEX:
	case IR_BINARY:
	case IR_STORE:
	case IR_COPY:
		fn(ctx, i->a);
		fn(ctx, i->b);
		break;
	default:
		break;
	}
	for (uint32_t k = 0; pool_holds_operands && k < i->nargs; k++)
		fn(ctx, f->pool[i->args + k]);
}

struct mark {
	struct cfg *c;
	const struct ir_block *b;
	uint32_t nslots;
};

static void mark_cross(void *ctx, uint32_t operand)
{
	struct mark *m = ctx;

	if (operand != IR_NONE)
		set_bit(m->c->used, operand);
	mark_operand(m->c, m->b, operand, &m->nslots);
}

struct flow {
	const struct ir_function *f;
	const struct cfg *c;
	const struct ir_block *b;
	uint64_t *live;
};

static void read_operand(void *ctx, uint32_t operand)
{
	struct flow *fl = ctx;
	const struct ir_insn *d;

	if (operand == IR_NONE)
		return;
	d = &fl->f->insns[operand];
	/* Any use of a local's address counts as a read of it, but for the plain store below. */
	if (d->op == IR_LOCAL)
		set_bit(fl->live, d->a);
	else if (operand < fl->b->first && fl->c->temp_slot[operand] != IR_NONE)
		set_bit(fl->live, fl->f->nlocals + fl->c->temp_slot[operand]);
}

static void step_back(struct flow *fl, uint32_t insn)
{
	const struct ir_insn *i = &fl->f->insns[insn], *d;

	if (i->op == IR_STORE) {
		d = &fl->f->insns[i->a];
		if (d->op == IR_LOCAL) {
			clear_bit(fl->live, d->a);
			read_operand(fl, i->b);
			return;
		}
	}
	if (fl->c->temp_slot[insn] != IR_NONE)
		clear_bit(fl->live, fl->f->nlocals + fl->c->temp_slot[insn]);
	each_operand(fl->f, i, read_operand, fl);
}

struct join {
	uint64_t *into;
	const struct cfg *c;
};

static void join_successor(void *ctx, uint32_t block)
{
	struct join *j = ctx;

	for (uint32_t k = 0; k < j->c->words; k++)
		j->into[k] |= j->c->live[block * j->c->words + k];
}

static void liveness(struct arena *a, const struct ir_function *f, struct cfg *c)
{
	uint64_t *now = arena_new_array(a, uint64_t, c->words);
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t k = c->nreached; k-- > 0;) {
			uint32_t b = c->order[k];
			const struct ir_block *blk = &f->blocks[b];
			uint64_t *at = c->live + (size_t)b * c->words;
			struct flow fl = {f, c, blk, now};
			struct join j = {now, c};

			memset(now, 0, c->words * sizeof(*now));
			cfg_successors(f, terminator(f, b), join_successor, &j);
			for (uint32_t i = blk->first + blk->count; i-- > blk->first;)
				step_back(&fl, i);
			if (memcmp(now, at, c->words * sizeof(*now))) {
				memcpy(at, now, c->words * sizeof(*now));
				changed = true;
			}
		}
	}
}

struct cfg *cfg_build(struct arena *a, const struct ir_function *f)
{
	struct cfg *c = arena_alloc(a, sizeof(*c));
	struct mark m = {.c = c};

	c->rpo = arena_new_array(a, uint32_t, f->nblocks);
	c->order = arena_new_array(a, uint32_t, f->nblocks);
	c->used = arena_new_array(a, uint64_t, f->ninsns / 64 + 1);
	c->temp_slot = arena_new_array(a, uint32_t, f->ninsns);
	memset(c->temp_slot, 0xff, f->ninsns * sizeof(*c->temp_slot));
	post_order(a, f, c);
	find_loops(a, f, c);
	for (uint32_t b = 0; b < f->nblocks; b++) {
		m.b = &f->blocks[b];
		for (uint32_t i = m.b->first; i < m.b->first + m.b->count; i++)
			each_operand(f, &f->insns[i], mark_cross, &m);
	}
	c->nlocals = f->nlocals;
	c->words = (f->nlocals + m.nslots + 63) / 64 + 1;
	c->live = arena_new_array(a, uint64_t, (size_t)c->words * f->nblocks);
	liveness(a, f, c);
	return c;
}

bool cfg_local_live(const struct cfg *c, const struct ir_function *f, uint32_t block,
		    uint32_t local)
{
	if (local >= f->nlocals || f->locals[local].address_taken)
		return true;
	return c->live[(size_t)block * c->words + local / 64] >> (local % 64) & 1;
}

bool cfg_store_read(struct arena *a, const struct cfg *c, const struct ir_function *f,
		    uint32_t insn)
{
	uint64_t *now = arena_new_array(a, uint64_t, c->words);
	uint32_t block = cfg_block_of(f, insn), local = f->insns[f->insns[insn].a].a;
	const struct ir_block *b = &f->blocks[block];
	struct flow fl = {f, c, b, now};
	struct join j = {now, c};

	if (f->locals[local].address_taken)
		return true;
	cfg_successors(f, terminator(f, block), join_successor, &j);
	for (uint32_t i = b->first + b->count; i-- > insn + 1;)
		step_back(&fl, i);
	return now[local / 64] >> (local % 64) & 1;
}

bool cfg_used(const struct cfg *c, uint32_t insn)
{
	return c->used[insn / 64] >> (insn % 64) & 1;
}

bool cfg_temp_live(const struct cfg *c, uint32_t block, uint32_t insn)
{
	uint32_t bit = c->temp_slot[insn];

	if (bit == IR_NONE)
		return false;
	return c->live[(size_t)block * c->words + (c->nlocals + bit) / 64] >>
		       ((c->nlocals + bit) % 64) &
	       1;
}

bool cfg_leads_over(const struct ir_function *f, uint32_t from, uint32_t to, uint32_t between)
{
	uint32_t start = cfg_block_of(f, from), end = cfg_block_of(f, to),
		 block = cfg_block_of(f, between);

	return (block != start || from < between) &&
	       (block == start || block == end || !cfg_reaches(f, start, end, block));
}
