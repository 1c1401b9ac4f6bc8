/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: what a call puts into a member for a device, such as the address that the device
 * knows memory by, is read by some code of the file, and not only by what gives the memory back. No
 * path is followed: one function gets the memory, and another one starts the device.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"
#include "transition.h"

struct reads {
	struct program *p;
	uint32_t record, field;
	bool found;
};

/* The call gives back what the argument belongs to. */
static bool takes_back(struct program *p, const struct ir_function *f, uint32_t call)
{
	const struct function_contract *fc = program_call_contract(p, f, call);

	for_each_effect (e, fc)
		if (effect_ends(e))
			return true;
	return false;
}

static bool is_used(struct program *p, const struct ir_function *f, uint32_t value)
{
	for (uint32_t i = value + 1; i < f->ninsns; i++) {
		if (!ir_insn_reads(f, i, value))
			continue;
		if (f->insns[i].op == IR_CAST ? is_used(p, f, i)
					      : f->insns[i].op != IR_CALL || !takes_back(p, f, i))
			return true;
	}
	return false;
}

static void note_read(void *ctx, uint32_t fn, uint32_t insn)
{
	struct reads *r = ctx;
	const struct ir_function *f = &r->p->m->functions[fn];
	const struct ir_insn *member = program_reads_member(f, insn);

	if (member && member->b == r->record && member->c == r->field)
		r->found |= is_used(r->p, f, insn);
}

static void judge(void *ctx, uint32_t fn, uint32_t insn)
{
	struct program *p = ctx;
	const struct ir_function *f = &p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(p, f, insn);

	for_each_effect (e, fc) {
		struct reads r = {.p = p};
		uint32_t operand;

		if (e->kind != EFFECT_NEED || !strict_in(p, fn) ||
		    e->object.index >= f->insns[insn].nargs)
			continue;
		operand = program_uncast(f, f->pool[f->insns[insn].args + e->object.index]);
		if (operand == IR_NONE || f->insns[operand].op != IR_FIELD ||
		    !p->m->records[f->insns[operand].b].in_main_file)
			continue;
		r.record = f->insns[operand].b;
		r.field = f->insns[operand].c;
		program_each_insn(p, IR_LOAD, note_read, &r);
		if (r.found)
			continue;
		evidence_static(
			p,
			&(struct report){
				.rule = e->otherwise,
				.callee = str_text(p->m->strings,
						   p->m->functions[program_callee(f, insn)].name),
				.object = describe_operand(p->m, fn, operand, p->out->arena)},
			fn, ir_locate(p->m, f->insns[insn].loc), NULL);
	}
}

void strict_unread_check(struct program *p)
{
	program_each_insn(p, IR_CALL, judge, p);
}
