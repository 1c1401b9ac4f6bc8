/* SPDX-License-Identifier: MIT */
/*
 * Several members of one record may run later: timers, work items. A function that gives back what
 * the record holds, and for that stops one of them for good, has to stop the others too. Reported
 * where the file sets one up and arms it, and does nothing else with it.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

#define MAX_DEPTH 2 /* of the calls that a handler is followed through */

/* The argument that the call brings into another state, or IR_NONE. */
static uint32_t changed(const struct ir_function *f, uint32_t call, const struct effect *e)
{
	if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM || e->object.nsteps ||
	    e->object.index >= f->insns[call].nargs || !e->narrows || e->arrows[0].stay)
		return IR_NONE;
	return program_uncast(f, f->pool[f->insns[call].args + e->object.index]);
}

/* The member that the call's effect is on, or NULL. */
static const struct ir_insn *member_of(const struct ir_function *f, uint32_t call,
				       const struct effect *e)
{
	uint32_t operand = changed(f, call, e);

	return operand != IR_NONE && f->insns[operand].op == IR_FIELD ? &f->insns[operand] : NULL;
}

/* --- The handler --------------------------------------------------------------------------- */

/* The function that is stored in a part of that member, or given with it to run later; or IR_NONE.
 */
static uint32_t handler_in(struct program *p, const struct ir_function *f, uint32_t insn,
			   const struct ambient *am)
{
	const struct ir_insn *i = &f->insns[insn];
	const struct function_contract *fc;
	uint32_t to = i->op == IR_STORE ? i->a : IR_NONE, value;

	while (to != IR_NONE && f->insns[to].op == IR_FIELD &&
	       (f->insns[to].b != am->record || f->insns[to].c != am->field))
		to = program_uncast(f, f->insns[to].a);
	value = i->op == IR_STORE ? program_uncast(f, i->b) : IR_NONE;
	if (to != IR_NONE && f->insns[to].op == IR_FIELD && value != IR_NONE &&
	    f->insns[value].op == IR_FUNC)
		return f->insns[value].a;
	fc = i->op == IR_CALL ? program_call_contract(p, f, insn) : NULL;
	for_each_effect (e, fc) {
		const struct ir_insn *member = member_of(f, insn, e);

		for (uint32_t k = 0;
		     member && member->b == am->record && member->c == am->field && k < i->nargs;
		     k++) {
			value = program_uncast(f, f->pool[i->args + k]);
			if (value != IR_NONE && f->insns[value].op == IR_FUNC)
				return f->insns[value].a;
		}
	}
	return IR_NONE;
}

static uint32_t handler_of(struct program *p, const struct ambient *am)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		for (uint32_t i = 0; program_is_own(p, fn) && i < p->m->functions[fn].ninsns; i++) {
			uint32_t handler = handler_in(p, &p->m->functions[fn], i, am);

			if (handler != IR_NONE)
				return handler;
		}
	return IR_NONE;
}

/* It, or what it calls, ends such a record, or gives back a reference: it runs when all is over. */
static bool ends_record(struct program *p, uint32_t fn, uint32_t record, int depth)
{
	const struct ir_function *f;

	if (!ir_need_body(p->m, fn))
		return true;
	f = &p->m->functions[fn];
	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t callee = f->insns[i].op == IR_CALL ? program_callee(f, i) : IR_NONE;
		const struct function_contract *fc =
			callee == IR_NONE ? NULL : program_contract(p, callee);

		for_each_effect (e, fc)
			if (e->kind == EFFECT_COUNT_DOWN || e->kind == EFFECT_COUNT_LAST ||
			    effect_ends(e) ||
			    (e->kind == EFFECT_STATE && e->narrows && !e->arrows[0].stay &&
			     effect_drops(e)))
				return true;
		if (callee != IR_NONE && !fc && depth < MAX_DEPTH && program_is_own(p, callee)) {
			if (ends_record(p, callee, record, depth + 1))
				return true;
			f = &p->m->functions[fn];
		}
	}
	return false;
}

bool sibling_frees_record(struct program *p, const struct ir_function *f, uint32_t call,
			  uint32_t record)
{
	const struct function_contract *fc = program_call_contract(p, f, call);

	for_each_effect (e, fc) {
		uint32_t operand = effect_ends(e) ? changed(f, call, e) : IR_NONE;

		if (operand != IR_NONE && program_pointee_record(p->m, f, operand) == record)
			return true;
	}
	return false;
}

/* fn, what it calls, or what it gives to a call to be called at the end, frees such a record. */
static bool frees(struct program *p, uint32_t fn, uint32_t record, int depth)
{
	if (depth > MAX_DEPTH || !program_is_own(p, fn) || !ir_need_body(p->m, fn))
		return false;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (f->insns[i].op == IR_FUNC && frees(p, f->insns[i].a, record, depth + 1))
			return true;
		f = &p->m->functions[fn];
		if (f->insns[i].op == IR_CALL && sibling_frees_record(p, f, i, record))
			return true;
	}
	return false;
}

bool sibling_ends_itself(struct program *p, const struct ambient *am)
{
	uint32_t handler = handler_of(p, am);

	return handler != IR_NONE && frees(p, handler, am->record, 0);
}

/* --- What else is done to it --------------------------------------------------------------- */

/* The call is given the member, and neither arms it nor sets it up. */
static bool deals_with(struct program *p, const struct ir_function *f, uint32_t call,
		       const struct ambient *am)
{
	const struct function_contract *fc = program_call_contract(p, f, call);
	bool given = false;

	for (uint32_t i = 0; i < f->insns[call].nargs; i++) {
		uint32_t arg = program_uncast(f, f->pool[f->insns[call].args + i]);

		given |= arg != IR_NONE && f->insns[arg].op == IR_FIELD &&
			 f->insns[arg].b == am->record && f->insns[arg].c == am->field;
	}
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->narrows && program_runs_later(e->protocol) &&
		    (!e->arrows[0].to || e->protocol->states[e->arrows[0].to].ambient))
			return false;
	return given;
}

/* Some code of the file may see to it that it does not run, if not for good. */
static bool is_dealt_with(struct program *p, const struct ambient *am)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		for (uint32_t i = 0; program_is_own(p, fn) && i < p->m->functions[fn].ninsns; i++)
			if (p->m->functions[fn].insns[i].op == IR_CALL &&
			    deals_with(p, &p->m->functions[fn], i, am))
				return true;
	return false;
}

/* --- The function that stops one ----------------------------------------------------------- */

/* The member that the effect is on, or on what it points to; or NULL. */
static const struct ir_insn *held_in(const struct ir_function *f, uint32_t call,
				     const struct effect *e)
{
	const struct ir_insn *member = member_of(f, call, e);
	uint32_t operand = changed(f, call, e);

	return member || operand == IR_NONE ? member : program_reads_member(f, operand);
}

/* What the record holds is given back there, and nothing in it is started. */
static bool takes_down(struct program *p, uint32_t fn, uint32_t record)
{
	const struct ir_function *f = &p->m->functions[fn];
	bool gives_back = false;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct function_contract *fc =
			f->insns[i].op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc) {
			const struct ir_insn *member = held_in(f, i, e);
			uint8_t to = e->narrows ? e->arrows[0].to : 0;

			if (!member || member->b != record)
				continue;
			if (program_runs_later(e->protocol) ? e->protocol->states[to].ambient
							    : strict_owes(&e->protocol->states[to]))
				return false;
			/* A lock is released where all goes on, too. */
			gives_back |= !program_runs_later(e->protocol) && !e->protocol->stray;
		}
	}
	return gives_back;
}

static const struct ir_field *fields_of(struct ir_module *m, uint32_t record)
{
	ir_need_fields(m, record);
	return m->records[record].fields;
}

static void tell(struct program *p, uint32_t fn, uint32_t call, const struct ir_insn *stopped,
		 struct ambient *am)
{
	struct ir_module *m = p->m;
	struct arena *out = p->out->arena;
	const struct ir_function *f = &m->functions[fn], *g = &m->functions[am->fn];
	const struct ir_field *fields = fields_of(m, am->record);
	struct report r = {
		.rule = contracts_rule(p->contracts, "left-armed"),
		.object = str_text(m->strings, fields[am->field].name),
		.callee = str_text(m->strings, m->functions[f->insns[f->insns[call].a].a].name),
		.captured = str_text(m->strings, fields[stopped->c].name)};
	struct finding_note armed = {
		.place = ir_locate(m, g->insns[am->insn].loc),
		.text = arena_format(out, "'%s' is %s here, and nothing in %s stops it", r.object,
				     am->protocol->states[am->state].phrase, describe_files(m)),
		.kind = STEP_STATE,
		.function = str_text(m->strings, g->name)};

	if (!r.rule)
		return;
	am->told = true;
	evidence_static(p, &r, fn, ir_locate(m, f->insns[call].loc), &armed);
}

static void note_stop(void *ctx, uint32_t fn, uint32_t call)
{
	struct program *p = ctx;
	const struct function_contract *fc = program_call_contract(p, &p->m->functions[fn], call);

	for_each_effect (e, fc) {
		const struct ir_insn *member = member_of(&p->m->functions[fn], call, e);

		if (!member || !program_runs_later(e->protocol) || !e->arrows[0].to ||
		    e->protocol->states[e->arrows[0].to].ambient)
			continue;
		for (uint32_t i = 0; i < p->nambients; i++) {
			struct ambient *am = &p->ambients[i];
			const struct ir_insn stopped = *member;
			uint32_t handler;

			if (am->undone || am->told || am->record != stopped.b ||
			    am->field == stopped.c || !takes_down(p, fn, am->record))
				continue;
			handler = is_dealt_with(p, am) ? IR_NONE : handler_of(p, am);
			if (handler != IR_NONE && program_is_own(p, handler) &&
			    !ends_record(p, handler, am->record, 0))
				tell(p, fn, call, &stopped, am);
			member = member_of(&p->m->functions[fn], call, e);
		}
	}
}

void sibling_check(struct program *p)
{
	if (p->nambients)
		program_each_insn(p, IR_CALL, note_stop, p);
}
