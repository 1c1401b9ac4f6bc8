/* SPDX-License-Identifier: MIT */
/*
 * Where a lock lies: a member of a member of what a variable points to. Two such places are one
 * lock if they read alike and the variable has but one value while the function runs.
 */
#include <string.h>

#include "lock_place.h"
#include "program.h"

/* Guards are made of their lock; some functions give back the lock that they are given. */
static uint32_t passed_on(const struct ir_function *f, uint32_t insn)
{
	const struct ir_insn *i = &f->insns[insn];
	uint32_t value;

	if (i->op == IR_CALL)
		return i->nargs ? f->pool[i->args] : IR_NONE;
	if (i->op == IR_CAST)
		return i->a;
	if (program_reads_local(f, insn) != IR_NONE &&
	    program_one_value(f, program_reads_local(f, insn), &value))
		return value;
	if (i->op != IR_LOCAL)
		return IR_NONE;
	for (value = 0; value < f->ninsns; value++)
		if (f->insns[value].op == IR_STORE && f->insns[f->insns[value].a].op == IR_LOCAL &&
		    f->insns[f->insns[value].a].a == i->a)
			return f->insns[f->insns[value].b].op == IR_CALL ? f->insns[value].b
									 : IR_NONE;
	return IR_NONE;
}

struct again {
	const struct ir_function *f;
	uint32_t block;
	bool found;
};

static void look_back(void *ctx, uint32_t block)
{
	struct again *g = ctx;

	g->found |= block == g->block || cfg_reaches(g->f, block, g->block, IR_NONE);
}

static bool runs_again(const struct ir_function *f, uint32_t insn)
{
	struct again g = {.f = f, .block = cfg_block_of(f, insn)};
	const struct ir_block *b = &f->blocks[g.block];

	cfg_successors(f, &f->insns[b->first + b->count - 1], look_back, &g);
	return g.found;
}

void lock_place_root(const struct ir_function *f, uint32_t insn, struct place *to)
{
	uint32_t local, value;

	insn = program_uncast(f, insn);
	if (f->insns[insn].op == IR_GLOBAL)
		to->global = f->insns[insn].a;
	local = program_reads_local(f, insn);
	if (local != IR_NONE && program_one_value(f, local, &value) &&
	    (value == IR_NONE || !runs_again(f, value)))
		to->local = local;
}

struct place lock_place(const struct ir_function *f, uint32_t insn)
{
	struct place to = {.global = IR_NONE, .local = IR_NONE, .kind = IR_NONE};

	while (insn != IR_NONE && f->insns[insn].op != IR_FIELD && f->insns[insn].op != IR_GLOBAL)
		insn = passed_on(f, insn);
	if (insn == IR_NONE)
		return to;
	while (f->insns[insn].op == IR_FIELD && to.nsteps < MAX_STEPS) {
		to.steps[to.nsteps++] = (uint64_t)f->insns[insn].b << 32 | f->insns[insn].c;
		insn = program_uncast(f, f->insns[insn].a);
	}
	if (f->insns[insn].op != IR_FIELD)
		lock_place_root(f, insn, &to);
	return to;
}

bool lock_place_same(const struct place *a, const struct place *b)
{
	return a->global == b->global && a->local == b->local && a->nsteps == b->nsteps &&
	       !memcmp(a->steps, b->steps, a->nsteps * sizeof(a->steps[0]));
}

bool lock_is_nameless(struct ir_module *m, uint32_t record, uint32_t field)
{
	const struct ir_record *r;

	ir_need_fields(m, record);
	r = &m->records[record];
	return field < r->nfields && r->fields[field].name == STR_EMPTY;
}

bool lock_always_reached(struct ir_module *m, const struct ir_function *f, uint32_t insn)
{
	const str_id macro = ir_locate(m, f->insns[insn].loc).macro;

	for (uint32_t i = 0; i < insn; i++)
		if ((f->insns[i].op == IR_BRANCH || f->insns[i].op == IR_SWITCH) &&
		    (macro == STR_EMPTY || ir_locate(m, f->insns[i].loc).macro != macro))
			return false;
	return true;
}
