/* SPDX-License-Identifier: MIT */
/* Emission, folding and control flow of a body, and its final form. */
#include "build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "shape.h"

struct target {
	uint32_t block; /* IR_NONE: not placed */
	uint32_t refs;
};

/* Grown once and used for every function. Until build_finish(), terminators hold labels for blocks.
 */
struct build {
	struct ir_module *m;
	bool open;
	uint32_t kept; /* constants below it stay */
	uint32_t unknowns;
	IR_TABLE(struct ir_insn, insns);
	IR_TABLE(struct ir_block, blocks);
	IR_TABLE(uint32_t, pool);
	IR_TABLE(struct ir_local, locals);
	IR_TABLE(struct target, targets);
	IR_TABLE(uint32_t, moved); /* by old instruction: its new index */
	IR_TABLE(uint32_t, reached); /* by old block: 1 + its new index, 0: unreachable */
	IR_TABLE(uint32_t, work);
};

static void *grown(void *table, uint32_t n, uint32_t *cap, size_t size)
{
	if (n <= *cap)
		return table;
	while (*cap < n)
		*cap = *cap ? *cap * 2 : 64;
	table = realloc(table, *cap * size);
	if (!table) {
		fprintf(stderr, "custody: out of memory for a function of %u instructions\n", n);
		abort();
	}
	return table;
}

#define RESERVE(b, table, n)                                                                       \
	((b)->table = grown((b)->table, (n), &(b)->cap_##table, sizeof(*(b)->table)))
#define APPEND(b, table, entry)                                                                    \
	(RESERVE(b, table, (b)->n##table + 1), (b)->table[(b)->n##table] = (entry), (b)->n##table++)

struct build *build_new(struct ir_module *m)
{
	struct build *b = calloc(1, sizeof(*b));

	if (!b)
		abort();
	b->m = m;
	return b;
}

void build_free(struct build *b)
{
	if (!b)
		return;
	free(b->insns);
	free(b->blocks);
	free(b->pool);
	free(b->locals);
	free(b->targets);
	free(b->moved);
	free(b->reached);
	free(b->work);
	free(b);
}

static void open_block(struct build *b)
{
	APPEND(b, blocks, ((struct ir_block){.first = b->ninsns}));
	b->open = true;
}

void build_start(struct build *b)
{
	b->ninsns = b->nblocks = b->npool = b->nlocals = b->ntargets = 0;
	b->kept = b->unknowns = 0;
	open_block(b);
}

bool build_live(const struct build *b)
{
	return b->open;
}

const struct ir_insn *build_insn(const struct build *b, uint32_t value)
{
	return &b->insns[value];
}

void build_keep(struct build *b)
{
	b->kept = b->ninsns;
}

uint32_t build_add_local(struct build *b, struct ir_local local)
{
	return APPEND(b, locals, local);
}

struct ir_local *build_local(struct build *b, uint32_t local)
{
	return &b->locals[local];
}

/* --- Values
 * --------------------------------------------------------------------------------------------- */

uint32_t build_emit(struct build *b, struct ir_insn insn)
{
	if (!b->open)
		return IR_NONE;
	if (insn.a == IR_NONE && ir_shapes[insn.op].a == ROLE_VALUE)
		insn.a = build_unknown(b, IR_NONE, insn.loc, "no value");
	return APPEND(b, insns, insn);
}

uint32_t build_unknown(struct build *b, uint32_t type, ir_loc loc, const char *reason)
{
	b->unknowns += b->open;
	return build_emit(b, (struct ir_insn){.op = IR_UNKNOWN,
					      .type = type,
					      .loc = loc,
					      .a = str_intern(b->m->strings, reason)});
}

static uint32_t add_args(struct build *b, const uint32_t *args, uint32_t n)
{
	uint32_t first = b->npool;

	RESERVE(b, pool, first + n);
	if (n)
		memcpy(b->pool + first, args, n * sizeof(*args));
	b->npool += n;
	return first;
}

uint32_t build_with_args(struct build *b, struct ir_insn insn, const uint32_t *args, uint32_t nargs)
{
	if (!b->open)
		return IR_NONE;
	insn.nargs = nargs;
	insn.args = add_args(b, args, nargs);
	return build_emit(b, insn);
}

static bool foldable(const struct build *b, uint32_t type)
{
	return type != IR_NONE && fold_type(&b->m->types[type]);
}

static bool is_number(const struct build *b, uint32_t value)
{
	return b->insns[value].op == IR_CONST && foldable(b, b->insns[value].type);
}

/* A folded operand is nearly always the last thing emitted: take it back. */
static void drop(struct build *b, uint32_t value)
{
	if (value + 1 == b->ninsns && value >= b->kept && value >= b->blocks[b->nblocks - 1].first)
		b->ninsns--;
}

uint32_t build_const(struct build *b, uint32_t type, ir_loc loc, int64_t value)
{
	int64_t imm = foldable(b, type) ? fold_wrap(&b->m->types[type], value) : value;

	return build_emit(b,
			  (struct ir_insn){.op = IR_CONST, .type = type, .loc = loc, .imm = imm});
}

uint32_t build_cast(struct build *b, uint32_t type, ir_loc loc, uint32_t value, uint8_t flags)
{
	if (!b->open || value == IR_NONE || (b->insns[value].type == type && !flags))
		return value;
	if (is_number(b, value) && foldable(b, type)) {
		int64_t imm = b->insns[value].imm;

		drop(b, value);
		return build_const(b, type, loc, imm);
	}
	return build_emit(
		b, (struct ir_insn){
			   .op = IR_CAST, .flags = flags, .type = type, .loc = loc, .a = value});
}

uint32_t build_unary(struct build *b, enum ir_unary op, uint32_t type, ir_loc loc, uint32_t value)
{
	if (!b->open)
		return IR_NONE;
	if (is_number(b, value) && foldable(b, type)) {
		int64_t imm = b->insns[value].imm;

		drop(b, value);
		return build_const(b, type, loc, fold_unary(op, imm));
	}
	return build_emit(
		b,
		(struct ir_insn){.op = IR_UNARY, .sub = op, .type = type, .loc = loc, .a = value});
}

uint32_t build_binary(struct build *b, enum ir_binary op, uint32_t type, ir_loc loc, uint32_t left,
		      uint32_t right, bool is_unsigned)
{
	int64_t result;

	if (!b->open)
		return IR_NONE;
	if (is_number(b, left) && is_number(b, right) && foldable(b, type) &&
	    fold_binary(op, b->insns[left].imm, b->insns[right].imm, is_unsigned, &result)) {
		drop(b, right);
		drop(b, left);
		return build_const(b, type, loc, result);
	}
	return build_emit(b, (struct ir_insn){.op = IR_BINARY,
					      .sub = op,
					      .flags = is_unsigned ? IR_UNSIGNED : 0,
					      .type = type,
					      .loc = loc,
					      .a = left,
					      .b = right});
}

/* --- Control flow
 * --------------------------------------------------------------------------------------- */

ir_label build_label(struct build *b)
{
	return APPEND(b, targets, ((struct target){.block = IR_NONE}));
}

uint32_t build_refs(const struct build *b, ir_label label)
{
	return b->targets[label].refs;
}

static void close_block(struct build *b, struct ir_insn insn)
{
	struct ir_block *block = &b->blocks[b->nblocks - 1];

	build_emit(b, insn);
	block->count = b->ninsns - block->first;
	b->open = false;
}

/* A lone jump to the place that follows it is no jump. */
static bool reopen(struct build *b, ir_label label)
{
	const struct ir_insn *last;

	if (b->open || b->targets[label].refs != 1)
		return false;
	last = &b->insns[b->ninsns - 1];
	if (last->op != IR_JUMP || last->b != label)
		return false;
	b->ninsns--;
	b->open = true;
	return true;
}

/* The entry block stays free of jumps back to it. */
void build_place_target(struct build *b, ir_label label)
{
	bool fresh = b->open && b->nblocks > 1 && b->blocks[b->nblocks - 1].first == b->ninsns;

	if (!fresh) {
		build_jump(b, label, b->ninsns ? b->insns[b->ninsns - 1].loc : 0);
		open_block(b);
	}
	b->targets[label].block = b->nblocks - 1;
}

void build_place(struct build *b, ir_label label)
{
	if (b->targets[label].refs && !reopen(b, label))
		build_place_target(b, label);
}

void build_jump(struct build *b, ir_label to, ir_loc loc)
{
	if (!b->open)
		return;
	b->targets[to].refs++;
	close_block(b, (struct ir_insn){.op = IR_JUMP, .type = IR_NONE, .loc = loc, .b = to});
}

void build_branch(struct build *b, uint32_t value, ir_label yes, ir_label no, ir_loc loc)
{
	if (!b->open)
		return;
	if (b->insns[value].op == IR_CONST) {
		bool taken = b->insns[value].imm != 0;

		drop(b, value);
		build_jump(b, taken ? yes : no, loc);
		return;
	}
	if (yes == no) {
		build_jump(b, yes, loc);
		return;
	}
	b->targets[yes].refs++;
	b->targets[no].refs++;
	close_block(b, (struct ir_insn){.op = IR_BRANCH,
					.type = IR_NONE,
					.loc = loc,
					.a = value,
					.b = yes,
					.c = no});
}

void build_switch(struct build *b, uint32_t value, ir_label otherwise, const uint32_t *cases,
		  uint32_t n, ir_loc loc)
{
	uint32_t i;

	if (!b->open)
		return;
	b->targets[otherwise].refs++;
	for (i = 2; i < n; i += 3)
		b->targets[cases[i]].refs++;
	close_block(b, (struct ir_insn){.op = IR_SWITCH,
					.type = IR_NONE,
					.loc = loc,
					.a = value,
					.b = otherwise,
					.nargs = n,
					.args = add_args(b, cases, n)});
}

void build_choose(struct build *b, const ir_label *targets, uint32_t n, ir_loc loc)
{
	uint32_t i;

	if (!b->open)
		return;
	for (i = 0; i < n; i++)
		b->targets[targets[i]].refs++;
	close_block(b, (struct ir_insn){.op = IR_CHOOSE,
					.type = IR_NONE,
					.loc = loc,
					.nargs = n,
					.args = add_args(b, targets, n)});
}

void build_return(struct build *b, uint32_t value, ir_loc loc)
{
	if (b->open)
		close_block(b, (struct ir_insn){
				       .op = IR_RETURN, .type = IR_NONE, .loc = loc, .a = value});
}

void build_unreachable(struct build *b, ir_loc loc)
{
	if (b->open)
		close_block(b, (struct ir_insn){.op = IR_UNREACHABLE, .type = IR_NONE, .loc = loc});
}

/* --- The final form
 * ------------------------------------------------------------------------------------- */

/* The i-th field of a terminator that holds a label or block, NULL behind the last. */
static uint32_t *successor(struct build *b, struct ir_insn *t, uint32_t i)
{
	switch (t->op) {
	case IR_JUMP:
		return i == 0 ? &t->b : NULL;
	case IR_BRANCH:
		return i == 0 ? &t->b : i == 1 ? &t->c : NULL;
	case IR_SWITCH:
		if (i == 0)
			return &t->b;
		return i <= t->nargs / 3 ? &b->pool[t->args + 3 * (i - 1) + 2] : NULL;
	case IR_CHOOSE:
		return i < t->nargs ? &b->pool[t->args + i] : NULL;
	default:
		return NULL;
	}
}

static struct ir_insn *terminator(struct build *b, uint32_t block)
{
	return &b->insns[b->blocks[block].first + b->blocks[block].count - 1];
}

/* Should a producer forget to place a label, the path to it ends there instead of the compiler. */
static void place_missing(struct build *b)
{
	for (ir_label label = 0; label < b->ntargets; label++) {
		if (!b->targets[label].refs || b->targets[label].block != IR_NONE)
			continue;
		build_place(b, label);
		build_unreachable(b, 0);
	}
}

static void resolve_labels(struct build *b)
{
	uint32_t i, s, *to;

	for (i = 0; i < b->nblocks; i++)
		for (s = 0; (to = successor(b, terminator(b, i), s)); s++)
			*to = b->targets[*to].block;
}

/* Marks what the entry reaches; returns whether that is everything. */
static bool mark_reached(struct build *b)
{
	uint32_t count = 0, s, *to;

	RESERVE(b, reached, b->nblocks);
	memset(b->reached, 0, b->nblocks * sizeof(*b->reached));
	b->reached[0] = 1;
	b->nwork = 0;
	APPEND(b, work, 0);
	while (b->nwork) {
		uint32_t block = b->work[--b->nwork];

		count++;
		for (s = 0; (to = successor(b, terminator(b, block), s)); s++) {
			if (b->reached[*to])
				continue;
			b->reached[*to] = 1;
			APPEND(b, work, *to);
		}
	}
	return count == b->nblocks;
}

static void renumber(struct build *b, struct ir_insn *insn)
{
	const struct ir_shape *shape = &ir_shapes[insn->op];
	uint32_t i;

	if (shape->a == ROLE_VALUE || (shape->a == ROLE_OPT_VALUE && insn->a != IR_NONE))
		insn->a = b->moved[insn->a];
	if (shape->b == ROLE_VALUE)
		insn->b = b->moved[insn->b];
	for (i = 0; i < insn->nargs; i++)
		if (ir_arg_role(shape, i) == ROLE_VALUE)
			b->pool[insn->args + i] = b->moved[b->pool[insn->args + i]];
}

static void compact(struct build *b)
{
	uint32_t nblocks = 0, ninsns = 0, i, s, *to;

	RESERVE(b, moved, b->ninsns);
	for (i = 0; i < b->nblocks; i++) {
		struct ir_block old = b->blocks[i];

		if (!b->reached[i])
			continue;
		b->blocks[nblocks++] = (struct ir_block){ninsns, old.count};
		b->reached[i] = nblocks;
		for (s = old.first; s < old.first + old.count; s++) {
			b->moved[s] = ninsns;
			b->insns[ninsns] = b->insns[s];
			renumber(b, &b->insns[ninsns++]);
		}
	}
	b->nblocks = nblocks;
	b->ninsns = ninsns;
	for (i = 0; i < nblocks; i++)
		for (s = 0; (to = successor(b, terminator(b, i), s)); s++)
			*to = b->reached[*to] - 1;
}

void build_finish(struct build *b, struct ir_function *f)
{
	struct arena *arena = b->m->arena;

	place_missing(b);
	resolve_labels(b);
	if (!mark_reached(b))
		compact(b);
	f->insns = arena_copy(arena, b->insns, b->ninsns * sizeof(*b->insns));
	f->ninsns = b->ninsns;
	f->blocks = arena_copy(arena, b->blocks, b->nblocks * sizeof(*b->blocks));
	f->nblocks = b->nblocks;
	f->pool = arena_copy(arena, b->pool, b->npool * sizeof(*b->pool));
	f->npool = b->npool;
	f->locals = arena_copy(arena, b->locals, b->nlocals * sizeof(*b->locals));
	f->nlocals = b->nlocals;
	f->unknowns = b->unknowns;
}
