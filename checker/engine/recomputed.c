/* SPDX-License-Identifier: MIT */
/*
 * Objects that are known by a number, as a DMA mapping is by its address: code need not keep it. It
 * can work it out again from the memory that was mapped, or read it back from the device, and give
 * the object back by that. No path leads from the one number to the other.
 */
#include "doubt.h"
#include "program.h"

static bool speaks_of(const struct function_contract *fc, const struct protocol *protocol)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->protocol == protocol)
			return true;
	return false;
}

/* The function has a contract that is about the protocol, or calls one that has. */
static bool is_about(struct program *p, uint32_t fn, const struct protocol *protocol)
{
	const struct function_contract *fc = program_contract(p, fn);

	if (fc || !(p->m->functions[fn].flags & IR_FN_LOWERED))
		return speaks_of(fc, protocol);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++)
		if (speaks_of(program_contract(p, p->m->functions[fn].callees[i]), protocol))
			return true;
	return false;
}

/* The operand is a number that a call gave which has nothing to do with the protocol. */
static bool is_new_number(struct program *p, const struct ir_function *f, uint32_t operand,
			  const struct protocol *protocol)
{
	uint32_t value = program_uncast(f, operand), local, callee;

	local = value == IR_NONE ? IR_NONE : program_reads_local(f, value);
	if (local != IR_NONE && (local < f->nparams || !program_one_value(f, local, &value)))
		return false;
	value = value == IR_NONE ? IR_NONE : program_uncast(f, value);
	if (value == IR_NONE || f->insns[value].op != IR_CALL || f->insns[value].type == IR_NONE ||
	    p->m->types[f->insns[value].type].kind != IR_TYPE_INT)
		return false;
	callee = program_callee(f, value);
	return callee != IR_NONE && !is_about(p, callee, protocol);
}

static bool releases_new_number(struct program *p, uint32_t fn, const struct protocol *protocol)
{
	const struct ir_function *f = &p->m->functions[fn];

	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *call = &f->insns[i];
		const struct function_contract *fc =
			call->op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc)
			if (e->kind == EFFECT_STATE && e->protocol == protocol &&
			    !e->arrows[0].stay && !protocol->states[e->arrows[0].to].leak &&
			    e->object.root == PATH_PARAM && e->object.index < call->nargs &&
			    is_new_number(p, f, f->pool[call->args + e->object.index], protocol))
				return true;
	}
	return false;
}

bool recomputed_releases(struct program *p, const struct protocol *protocol)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn) && (p->m->functions[fn].flags & IR_FN_LOWERED) &&
		    releases_new_number(p, fn, protocol))
			return true;
	return false;
}
