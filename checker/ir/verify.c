/* SPDX-License-Identifier: MIT */
/* ir_verify(): does a function keep what the head of ir.h promises? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir.h"
#include "shape.h"

struct verifier {
	const struct ir_module *m;
	const struct ir_function *f;
	uint32_t *block_of; /* by instruction */
	/* Filled by find_dominators(), on the first operand that comes from another block. */
	uint32_t *order; /* by block: its place in postorder, IR_NONE if never reached */
	uint32_t *idom; /* by block: its immediate dominator; the entry's is the entry */
	uint32_t *memory; /* what all of these are cut from */
};

/* The i-th successor of the block that t ends, IR_NONE behind the last. */
static uint32_t successor(const struct ir_function *f, const struct ir_insn *t, uint32_t i)
{
	switch (t->op) {
	case IR_JUMP:
		return i == 0 ? t->b : IR_NONE;
	case IR_BRANCH:
		return i == 0 ? t->b : i == 1 ? t->c : IR_NONE;
	case IR_SWITCH:
		if (i == 0)
			return t->b;
		return i <= t->nargs / 3 ? f->pool[t->args + 3 * (i - 1) + 2] : IR_NONE;
	case IR_CHOOSE:
		return i < t->nargs ? f->pool[t->args + i] : IR_NONE;
	default:
		return IR_NONE;
	}
}

static const struct ir_insn *terminator(const struct ir_function *f, uint32_t block)
{
	return &f->insns[f->blocks[block].first + f->blocks[block].count - 1];
}

/* Depth first from the entry; list[] takes the blocks in postorder. Returns how many there are. */
static uint32_t postorder(struct verifier *v, uint32_t *list, uint32_t *stack, uint32_t *next)
{
	uint32_t depth = 1, n = 0;

	memset(v->order, 0xff, v->f->nblocks * sizeof(*v->order));
	memset(next, 0, v->f->nblocks * sizeof(*next));
	stack[0] = 0;
	next[0] = 1; /* next successor + 1; 0: not seen */
	while (depth) {
		uint32_t block = stack[depth - 1];
		uint32_t to = successor(v->f, terminator(v->f, block), next[block]++ - 1);

		if (to == IR_NONE) {
			v->order[block] = n;
			list[n++] = block;
			depth--;
		} else if (!next[to]) {
			next[to] = 1;
			stack[depth++] = to;
		}
	}
	return n;
}

static uint32_t common_dominator(const struct verifier *v, uint32_t x, uint32_t y)
{
	while (x != y) {
		while (v->order[x] < v->order[y])
			x = v->idom[x];
		while (v->order[y] < v->order[x])
			y = v->idom[y];
	}
	return x;
}

/* Cooper, Harvey, Kennedy, pushing along successors so that no predecessor lists are needed. */
static void find_dominators(struct verifier *v)
{
	uint32_t nblocks = v->f->nblocks;
	uint32_t *list = v->idom + nblocks, *stack = list + nblocks, *next = stack + nblocks;
	uint32_t n = postorder(v, list, stack, next);
	bool changed = true;
	uint32_t i, s, to;

	memset(v->idom, 0xff, nblocks * sizeof(*v->idom));
	v->idom[0] = 0;
	while (changed) {
		changed = false;
		for (i = n; i-- > 0;) {
			const struct ir_insn *t = terminator(v->f, list[i]);

			for (s = 0; (to = successor(v->f, t, s)) != IR_NONE; s++) {
				uint32_t old = v->idom[to];
				uint32_t dom = old == IR_NONE ? list[i]
							      : common_dominator(v, old, list[i]);

				changed |= dom != old;
				v->idom[to] = dom;
			}
		}
	}
}

static bool dominates(struct verifier *v, uint32_t def, uint32_t use)
{
	if (def == use)
		return true;
	if (!v->order) {
		v->order = v->memory + v->f->ninsns;
		v->idom = v->order + v->f->nblocks;
		find_dominators(v);
	}
	if (v->order[use] == IR_NONE) /* never runs, so anything goes */
		return true;
	if (v->order[def] == IR_NONE)
		return false;
	while (v->order[use] < v->order[def])
		use = v->idom[use];
	return use == def;
}

static const char *check_value(struct verifier *v, uint32_t user, uint32_t value)
{
	if (value >= user)
		return "an operand is not defined before its use";
	if (!ir_shapes[v->f->insns[value].op].value)
		return "an operand names an instruction without a result";
	if (!dominates(v, v->block_of[value], v->block_of[user]))
		return "an operand is defined in a block that does not dominate its use";
	return NULL;
}

/* An incomplete record passes only while there is a producer that may still complete it. */
static const char *check_field(const struct ir_module *m, uint32_t record, uint32_t field)
{
	const struct ir_record *r = &m->records[record];

	if (!r->complete)
		return m->ops ? NULL : "a field of an incomplete record";
	return field < r->nfields ? NULL : "a field index is outside its record";
}

static const char *check_operand(struct verifier *v, uint32_t user, enum ir_role role, uint32_t x)
{
	switch (role) {
	case ROLE_VALUE:
		return check_value(v, user, x);
	case ROLE_OPT_VALUE:
		return x == IR_NONE ? NULL : check_value(v, user, x);
	case ROLE_STRING:
		return x < strings_count(v->m->strings) ? NULL : "a string is outside its table";
	case ROLE_FUNCTION:
		return x < v->m->nfunctions ? NULL : "a function is outside its table";
	case ROLE_LOCAL:
		return x < v->f->nlocals ? NULL : "a local is outside its table";
	case ROLE_GLOBAL:
		return x < v->m->nglobals ? NULL : "a global is outside its table";
	case ROLE_RECORD:
		return x < v->m->nrecords ? NULL : "a record is outside its table";
	case ROLE_FIELD: /* b was checked just before */
		return check_field(v->m, v->f->insns[user].b, x);
	case ROLE_BLOCK: /* checked by check_targets() */
	case ROLE_NONE:
	case ROLE_IMM:
	case ROLE_CASES:
		return NULL;
	}
	return NULL;
}

static const char *check_case(struct verifier *v, const struct ir_insn *insn)
{
	uint32_t i;

	for (i = 0; i < insn->nargs; i++) {
		uint32_t x = v->f->pool[insn->args + i];

		if (i % 3 != 2 && v->f->insns[x].op != IR_CONST)
			return "a case value is not a constant";
	}
	return NULL;
}

static const char *check_insn(struct verifier *v, uint32_t i)
{
	const struct ir_insn *insn = &v->f->insns[i];
	const struct ir_shape *shape = &ir_shapes[insn->op];
	const char *wrong;
	uint32_t arg;

	if (insn->type != IR_NONE ? insn->type >= v->m->ntypes : shape->typed)
		return "an instruction's type is missing or outside its table";
	if (shape->nsubs && insn->sub >= shape->nsubs)
		return "no such operator";
	if ((wrong = check_operand(v, i, (enum ir_role)shape->a, insn->a)))
		return wrong;
	if ((wrong = check_operand(v, i, (enum ir_role)shape->b, insn->b)))
		return wrong;
	if ((wrong = check_operand(v, i, (enum ir_role)shape->c, insn->c)))
		return wrong;
	for (arg = 0; arg < insn->nargs; arg++) {
		wrong = check_operand(v, i, ir_arg_role(shape, arg), v->f->pool[insn->args + arg]);
		if (wrong)
			return wrong;
	}
	return insn->op == IR_SWITCH ? check_case(v, insn) : NULL;
}

/* Fills block_of; after it, terminator() and the operation of every instruction can be trusted. */
static const char *check_blocks(struct verifier *v)
{
	const struct ir_function *f = v->f;
	uint32_t covered = 0;
	uint32_t i, b;

	memset(v->block_of, 0xff, f->ninsns * sizeof(*v->block_of));
	for (b = 0; b < f->nblocks; b++) {
		const struct ir_block *block = &f->blocks[b];

		if (!block->count)
			return "a block is empty";
		if (block->first >= f->ninsns || block->count > f->ninsns - block->first)
			return "a block lies outside the body";
		for (i = block->first; i < block->first + block->count; i++) {
			if (v->block_of[i] != IR_NONE)
				return "two blocks share an instruction";
			v->block_of[i] = b;
			if (f->insns[i].op >= IR_NUM_OPS)
				return "no such instruction";
			if (ir_shapes[f->insns[i].op].terminator !=
			    (i == block->first + block->count - 1))
				return "a block's only terminator must be its last instruction";
		}
		covered += block->count;
	}
	return covered == f->ninsns ? NULL : "an instruction belongs to no block";
}

/* After it, successor() can be trusted. */
static const char *check_targets(const struct ir_function *f)
{
	uint32_t i, arg;

	for (i = 0; i < f->ninsns; i++) {
		const struct ir_insn *insn = &f->insns[i];
		const struct ir_shape *shape = &ir_shapes[insn->op];

		if (insn->nargs && shape->args == ROLE_NONE)
			return "arguments where there can be none";
		if (insn->nargs && (insn->args > f->npool || insn->nargs > f->npool - insn->args))
			return "arguments lie outside the pool";
		if (shape->args == ROLE_CASES && insn->nargs % 3)
			return "a switch's cases are no triples";
		if (shape->b == ROLE_BLOCK && insn->b >= f->nblocks)
			return "a block is outside its table";
		if (shape->c == ROLE_BLOCK && insn->c >= f->nblocks)
			return "a block is outside its table";
		for (arg = 0; arg < insn->nargs; arg++) {
			if (ir_arg_role(shape, arg) == ROLE_BLOCK &&
			    f->pool[insn->args + arg] >= f->nblocks)
				return "a block is outside its table";
		}
	}
	return NULL;
}

static const char *check_body(const struct ir_module *m, const struct ir_function *f)
{
	struct verifier v = {.m = m, .f = f};
	const char *wrong;
	uint32_t i;

	if (!f->nblocks)
		return "a body without blocks";
	if (f->nblocks > f->ninsns)
		return "a block is empty";
	v.memory = malloc((f->ninsns + 5 * (size_t)f->nblocks) * sizeof(*v.memory));
	if (!v.memory) {
		fprintf(stderr, "custody: out of memory\n");
		abort();
	}
	v.block_of = v.memory;
	wrong = check_blocks(&v);
	if (!wrong)
		wrong = check_targets(f);
	for (i = 0; !wrong && i < f->ninsns; i++)
		wrong = check_insn(&v, i);
	free(v.memory);
	return wrong;
}

const char *ir_verify(const struct ir_module *m, uint32_t fn)
{
	const struct ir_function *f = &m->functions[fn];
	uint32_t i;

	if (f->result >= m->ntypes)
		return "the result type is outside its table";
	if (f->nparams > f->nlocals)
		return "more parameters than locals";
	for (i = 0; i < f->nlocals; i++) {
		if (f->locals[i].type >= m->ntypes)
			return "a local's type is outside its table";
		if (f->locals[i].name >= strings_count(m->strings))
			return "a local's name is outside its table";
	}
	for (i = 0; i < f->ncallees; i++) {
		if (f->callees[i] >= m->nfunctions)
			return "a callee is outside its table";
	}
	return f->flags & IR_FN_LOWERED ? check_body(m, f) : NULL;
}
