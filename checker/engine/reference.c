/* SPDX-License-Identifier: MIT */
#include "call.h"
#include "program.h"
#include "reference.h"

#define MAX_DEPTH 3 /* functions of the module between a call and the contract behind it */

const struct effect *reference_given(const struct function_contract *fc)
{
	bool returns = false;

	for_each_effect (e, fc)
		returns |= e->kind == EFFECT_RETURN;
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && !e->object.nsteps &&
		    (e->object.root == PATH_RETURN || returns) && !e->arrows[0].stay &&
		    e->protocol->states[e->arrows[0].to].kept)
			return e;
	return NULL;
}

bool reference_taken(const struct effect *e)
{
	return effect_ends(e) && e->object.root == PATH_PARAM && !e->object.nsteps;
}

/* --- Values ------------------------------------------------------------------------------- */

#define MAX_VARIABLES 4 /* one of which has its value from the other */

static uint32_t maker(const struct ir_function *f, uint32_t insn, int depth);

/* The call whose result the variable holds, if nothing else that is not constant was ever put
 * there; or IR_NONE. */
static uint32_t only_call_in(const struct ir_function *f, uint32_t local, int depth)
{
	uint32_t call = IR_NONE;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t value;

		if (program_stores_local(f, i) != local)
			continue;
		value = program_uncast(f, f->insns[i].b);
		if (value == IR_NONE || f->insns[value].op == IR_CONST)
			continue;
		value = maker(f, value, depth + 1);
		if (value == IR_NONE || f->insns[value].op != IR_CALL || call != IR_NONE)
			return IR_NONE;
		call = value;
	}
	return call;
}

static uint32_t maker(const struct ir_function *f, uint32_t insn, int depth)
{
	uint32_t local = program_reads_local(f, insn);

	if (local == IR_NONE || local < f->nparams)
		return insn;
	return depth < MAX_VARIABLES ? only_call_in(f, local, depth) : IR_NONE;
}

uint32_t reference_maker(const struct ir_function *f, uint32_t insn)
{
	return maker(f, insn, 0);
}

uint32_t reference_param(const struct ir_function *f, uint32_t value)
{
	uint32_t local;

	value = program_uncast(f, value);
	while (value != IR_NONE && f->insns[value].op == IR_FIELD)
		value = program_uncast(f, f->insns[value].a);
	local = program_reads_local(f, value);
	return local < f->nparams ? local : IR_NONE;
}

#define MAX_NESTED 4 /* records within each other */

/* Whether the record is, or has inside, `part`; one that is not known may. */
static bool holds(struct ir_module *m, uint32_t record, uint32_t part, int depth)
{
	ir_need_fields(m, record);
	if (record == part || (!depth && !m->records[record].complete))
		return true;
	for (uint32_t i = 0; depth < MAX_NESTED && i < m->records[record].nfields; i++) {
		uint32_t type = m->records[record].fields[i].type;

		if (type != IR_NONE && m->types[type].kind == IR_TYPE_RECORD &&
		    holds(m, m->types[type].ref, part, depth + 1))
			return true;
	}
	return false;
}

bool reference_may_be(struct ir_module *m, uint32_t record, uint32_t other)
{
	return record == IR_NONE || other == IR_NONE || holds(m, record, other, 0) ||
	       holds(m, other, record, 0);
}

uint32_t reference_put_in(const struct program *p, const struct ir_insn *member)
{
	uint32_t record = IR_NONE;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		for (uint32_t i = 0; program_is_own(p, fn) && i < p->m->functions[fn].ninsns; i++) {
			const struct ir_function *f = &p->m->functions[fn];
			const struct ir_insn *to = &f->insns[f->insns[i].a];
			uint32_t of;

			if (f->insns[i].op != IR_STORE || to->op != IR_FIELD ||
			    to->b != member->b || to->c != member->c)
				continue;
			of = program_pointee_record(p->m, f, f->insns[i].b);
			if (record != IR_NONE && of != IR_NONE && of != record)
				return IR_NONE;
			record = of == IR_NONE ? record : of;
		}
	return record;
}

/* --- Functions that pass a reference on --------------------------------------------------- */

static const struct effect *given_by(struct program *p, uint32_t fn, uint32_t call, int depth);

/* The function takes a reference to what it was given as parameter `param`. */
static const struct effect *gets_param(struct program *p, uint32_t fn, uint32_t param)
{
	const struct ir_function *f = &p->m->functions[fn];

	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct effect *e = f->insns[i].op == IR_CALL
						 ? reference_given(program_call_contract(p, f, i))
						 : NULL;

		if (e && e->object.root == PATH_PARAM && e->object.index < f->insns[i].nargs &&
		    reference_param(f, f->pool[f->insns[i].args + e->object.index]) == param)
			return e;
	}
	return NULL;
}

/* Whether fn, a function of the module, can be looked into. */
static bool is_open(struct program *p, uint32_t fn, int depth)
{
	return fn != IR_NONE && depth < MAX_DEPTH && program_is_own(p, fn) &&
	       ir_need_body(p->m, fn);
}

/* All that the function returns, but for constants, are references of one kind. */
static const struct effect *given_by_body(struct program *p, uint32_t fn, int depth)
{
	const struct effect *given = NULL;

	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		const struct effect *e = NULL;
		uint32_t value, param;

		if (f->insns[i].op != IR_RETURN || f->insns[i].a == IR_NONE)
			continue;
		value = reference_maker(f, program_uncast(f, f->insns[i].a));
		if (value == IR_NONE)
			return NULL;
		if (f->insns[value].op == IR_CONST)
			continue;
		param = reference_param(f, value);
		if (param != IR_NONE)
			e = gets_param(p, fn, param);
		else if (f->insns[value].op == IR_CALL)
			e = given_by(p, fn, value, depth);
		if (!e || (given && given->protocol != e->protocol))
			return NULL;
		given = e;
	}
	return given;
}

static const struct effect *given_by(struct program *p, uint32_t fn, uint32_t call, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(p, f, call);
	uint32_t callee = program_callee(f, call);

	if (fc)
		return reference_given(fc);
	return is_open(p, callee, depth) ? given_by_body(p, callee, depth + 1) : NULL;
}

const struct effect *reference_by_call(struct program *p, uint32_t fn, uint32_t call)
{
	return p->m->functions[fn].insns[call].op == IR_CALL ? given_by(p, fn, call, 0) : NULL;
}

/* --- Objects of a function's own ---------------------------------------------------------- */

static bool is_own(struct program *p, uint32_t fn, uint32_t value, int depth);

/* All that the function returns, but for constants, is its own to give. */
static bool returns_own(struct program *p, uint32_t fn, int depth)
{
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		uint32_t value;

		if (f->insns[i].op != IR_RETURN || f->insns[i].a == IR_NONE)
			continue;
		value = reference_maker(f, program_uncast(f, f->insns[i].a));
		if (value == IR_NONE)
			return false;
		if (f->insns[value].op != IR_CONST && !is_own(p, fn, value, depth))
			return false;
	}
	return true;
}

static bool is_own(struct program *p, uint32_t fn, uint32_t value, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t callee = f->insns[value].op == IR_CALL ? program_callee(f, value) : IR_NONE;

	if (f->insns[value].op != IR_CALL)
		return false;
	if (callee == IR_NONE || program_contract(p, callee) ||
	    !(p->m->functions[callee].flags & IR_FN_DEFINED))
		return true;
	return is_open(p, callee, depth) &&
	       (given_by_body(p, callee, depth + 1) || returns_own(p, callee, depth + 1));
}

bool reference_is_own(struct program *p, uint32_t fn, uint32_t value)
{
	return is_own(p, fn, value, 0);
}
