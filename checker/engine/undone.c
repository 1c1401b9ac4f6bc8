/* SPDX-License-Identifier: MIT */
/*
 * Whether what one function of the module did is undone by another for good, or only on the ways on
 * which the first did not succeed. A function that both does and undoes it is the one that builds
 * something up: what it undoes is what failed, unless every way to success passes there too. No
 * path is followed.
 */
#include "checks.h"
#include "program.h"

#define MAX_DEPTH 5 /* calls between the function that builds up and what it does in all */

/* A return that may say success. */
static bool succeeds(const struct ir_function *f, const struct ir_block *b)
{
	const struct ir_insn *last = &f->insns[b->first + b->count - 1];

	if (last->op != IR_RETURN)
		return false;
	return last->a == IR_NONE || f->insns[last->a].op != IR_CONST || f->insns[last->a].imm == 0;
}

/* Each way from one instruction to success passes the other. */
static bool always_follows(const struct ir_function *f, uint32_t from, uint32_t insn)
{
	for (uint32_t b = 0; b < f->nblocks; b++)
		if (succeeds(f, &f->blocks[b]) &&
		    cfg_reaches(f, cfg_block_of(f, from), b, cfg_block_of(f, insn)))
			return false;
	return true;
}

/* The member that a condition of its own asks for just before the instruction, or NULL. */
static const struct ir_insn *asked_member(const struct ir_function *f, uint32_t insn)
{
	uint32_t block = cfg_block_of(f, insn);

	for (uint32_t b = 0; b < f->nblocks; b++) {
		const struct ir_insn *last = &f->insns[f->blocks[b].first + f->blocks[b].count - 1];

		if (last->op == IR_BRANCH && last->b == block)
			return program_reads_member(f, program_uncast(f, last->a));
	}
	return NULL;
}

/* Both are done if the same member says so. */
static bool asked_alike(const struct ir_function *f, uint32_t a, uint32_t b)
{
	const struct ir_insn *one = asked_member(f, a), *other = asked_member(f, b);

	return one && other && one->b == other->b && one->c == other->c;
}

/* One call of f, or what it calls, is of maker. */
static bool calls(struct program *p, uint32_t fn, uint32_t maker, int depth)
{
	if (fn == maker)
		return true;
	if (depth == MAX_DEPTH || !(p->m->functions[fn].flags & IR_FN_LOWERED))
		return false;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (program_callee(f, i) != IR_NONE &&
		    calls(p, program_callee(f, i), maker, depth + 1))
			return true;
	}
	return false;
}

/* The first instruction of fn that does it, itself or by a call; or IR_NONE. */
static uint32_t place_in(struct program *p, uint32_t fn, uint32_t maker, uint32_t insn)
{
	if (fn == maker)
		return insn;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (program_callee(f, i) != IR_NONE && calls(p, program_callee(f, i), maker, 0))
			return i;
	}
	return IR_NONE;
}

/* Code that is not seen may call it. */
static bool is_entrance(struct program *p, uint32_t fn)
{
	const uint32_t flags = p->m->functions[fn].flags;

	return !(flags & IR_FN_STATIC) || (flags & IR_FN_ADDRESS_TAKEN) ||
	       program_fn(p, fn)->nslots;
}

/* No way leads from one instruction to the other: what it undoes was done in another run. */
static bool is_apart(const struct ir_function *f, uint32_t from, uint32_t insn)
{
	uint32_t start = cfg_block_of(f, from), end = cfg_block_of(f, insn);

	return start != end && !cfg_reaches(f, start, end, IR_NONE);
}

static bool undone(struct program *p, uint32_t maker, uint32_t made, uint32_t fn, uint32_t insn,
		   int depth)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t place, ncallers = 0;

	if (!cfg_reaches(f, 0, cfg_block_of(f, insn), IR_NONE))
		return false;
	place = place_in(p, fn, maker, made);
	if (place != IR_NONE)
		return cfg_comes_before(f, insn, place) || is_apart(f, place, insn) ||
		       always_follows(f, place, insn) || asked_alike(f, place, insn);
	if (depth == MAX_DEPTH || is_entrance(p, fn))
		return true;
	for (uint32_t by = 0; by < p->m->nfunctions; by++) {
		if (by == fn || !(p->m->functions[by].flags & IR_FN_LOWERED))
			continue;
		for (uint32_t i = 0; i < p->m->functions[by].ninsns; i++) {
			if (program_callee(&p->m->functions[by], i) != fn)
				continue;
			ncallers++;
			if (undone(p, maker, made, by, i, depth + 1))
				return true;
		}
	}
	return !ncallers;
}

bool undone_for_good(struct program *p, uint32_t maker, uint32_t made, uint32_t fn, uint32_t insn)
{
	return undone(p, maker, made, fn, insn, 0);
}
