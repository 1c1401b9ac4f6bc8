/* SPDX-License-Identifier: MIT */
/*
 * What a member of a record got when it was filled, against what is given when it is released
 * elsewhere, in two functions no path of which is ever followed together, as in probe and remove:
 * constants that differ, and a result that is given back where the call's own argument was meant,
 * as the count of mapped entries is. What is said of the member more than one way is no evidence.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_FILLED 64
struct filled {
	uint32_t record, field;
	const struct protocol *protocol;
	uint8_t capture; /* of the protocol */
	bool several; /* different values, or one that is no constant */
	int64_t value;
	uint32_t fn, call;
};

/* A member that nothing but the result of this call is ever stored in, which brought its argument
 * into the protocol. */
#define MAX_ANSWERS 16
struct answer {
	uint32_t record, field;
	const struct effect *by; /* what the call did to that argument */
	bool other; /* something else is stored there too */
	uint32_t fn, call;
};

struct agreement {
	struct program *p;
	struct filled list[MAX_FILLED];
	uint32_t count;
	bool saves; /* some call saves its arguments, so that its result may be kept in their place
		     */
	struct answer answers[MAX_ANSWERS];
	uint32_t nanswers;
};

static bool constant_argument(const struct ir_function *f, const struct ir_insn *call,
			      const struct path *path, int64_t *value)
{
	uint32_t arg;

	if (path->root != PATH_PARAM || path->nsteps || path->index >= call->nargs)
		return false;
	arg = program_uncast(f, f->pool[call->args + path->index]);
	if (arg == IR_NONE || f->insns[arg].op != IR_CONST)
		return false;
	*value = f->insns[arg].imm;
	return true;
}

/* --- Filled ------------------------------------------------------------------------------- */

static void note_value(struct agreement *a, const struct filled *new)
{
	for (uint32_t i = 0; i < a->count; i++) {
		struct filled *k = &a->list[i];

		if (k->record != new->record || k->field != new->field ||
		    k->protocol != new->protocol || k->capture != new->capture)
			continue;
		k->several |= new->several || k->value != new->value;
		return;
	}
	if (a->count < MAX_FILLED)
		a->list[a->count++] = *new;
}

static void note_member(struct agreement *a, uint32_t fn, uint32_t call, const struct effect *e,
			const struct ir_insn *member)
{
	const struct ir_function *f = &a->p->m->functions[fn];
	struct filled k = {.record = member->b,
			   .field = member->c,
			   .protocol = e->protocol,
			   .fn = fn,
			   .call = call};

	if (!a->p->m->records[member->b].in_main_file)
		return;
	for (uint8_t i = 0; i < e->ncaptures; i++) {
		k.capture = e->captures[i].index;
		k.value = 0;
		k.several = !constant_argument(f, &f->insns[call], &e->captures[i].value, &k.value);
		note_value(a, &k);
	}
}

/* Where the value goes: a member, or a variable that is stored in one. */
static void note_stores(struct agreement *a, uint32_t fn, uint32_t call, const struct effect *e)
{
	const struct ir_function *f = &a->p->m->functions[fn];
	uint32_t local = IR_NONE;

	for (uint32_t i = call + 1; i < f->ninsns; i++) {
		const struct ir_insn *st = &f->insns[i], *to;
		uint32_t v = st->op == IR_STORE ? program_uncast(f, st->b) : IR_NONE;

		if (v == IR_NONE)
			continue;
		to = &f->insns[st->a];
		if (v == call && to->op == IR_LOCAL)
			local = to->a;
		if (to->op != IR_FIELD)
			continue;
		if (v == call || (local != IR_NONE && program_reads_local(f, v) == local))
			note_member(a, fn, call, e, to);
	}
}

/* What brings an argument of the call into a protocol, saving others of its arguments; NULL:
 * nothing does. */
static const struct effect *saves_argument(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_PARAM && e->ncaptures &&
		    !e->arrows[0].stay)
			return e;
	return NULL;
}

static void note_filled(void *ctx, uint32_t fn, uint32_t call)
{
	struct agreement *a = ctx;
	const struct function_contract *fc =
		program_call_contract(a->p, &a->p->m->functions[fn], call);

	a->saves |= saves_argument(fc) != NULL;
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps &&
		    e->ncaptures)
			note_stores(a, fn, call, e);
}

/* --- Released ----------------------------------------------------------------------------- */

static void report(struct agreement *a, uint32_t fn, uint32_t call, uint32_t operand,
		   const struct capture *m, const struct filled *k, int64_t given)
{
	struct arena *out = a->p->out->arena;
	struct ir_module *ir = a->p->m;
	const struct ir_function *f = &ir->functions[fn], *g = &ir->functions[k->fn];
	struct report r = {
		.rule = m->mismatch,
		.object = describe_operand(ir, fn, operand, out),
		.callee = str_text(ir->strings, ir->functions[f->insns[f->insns[call].a].a].name),
		.given = arena_format(out, "%lld", (long long)given),
		.captured = arena_format(out, "%lld", (long long)k->value)};
	const char *maker =
		str_text(ir->strings, ir->functions[g->insns[g->insns[k->call].a].a].name);
	struct finding_note got = {
		.place = ir_locate(a->p->m, g->insns[k->call].loc),
		.text = arena_format(out, "'%s' comes from %s() here", r.object, maker),
		.kind = STEP_STATE,
		.function = arena_format(out, "%s", str_text(ir->strings, g->name))};

	evidence_static(a->p, &r, fn, ir_locate(a->p->m, f->insns[call].loc), &got);
}

static void compare(struct agreement *a, uint32_t fn, uint32_t call, const struct effect *e)
{
	const struct ir_function *f = &a->p->m->functions[fn];
	const struct ir_insn *in = &f->insns[call], *member;
	uint32_t operand;

	if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM || e->object.nsteps ||
	    e->object.index >= in->nargs)
		return;
	operand = program_uncast(f, f->pool[in->args + e->object.index]);
	member = program_reads_member(f, operand);
	if (!member)
		return;
	for (uint8_t m = 0; m < e->nmatches; m++)
		for (uint32_t i = 0; i < a->count; i++) {
			const struct filled *k = &a->list[i];
			int64_t given;

			if (k->record != member->b || k->field != member->c ||
			    k->protocol != e->protocol || k->capture != e->matches[m].index ||
			    k->several || k->fn == fn || !e->matches[m].mismatch)
				continue;
			if (constant_argument(f, in, &e->matches[m].value, &given) &&
			    given != k->value)
				report(a, fn, call, operand, &e->matches[m], k, given);
			f = &a->p->m->functions[fn];
			in = &f->insns[call];
			member = &f->insns[f->insns[operand].a];
		}
}

static void note_released(void *ctx, uint32_t fn, uint32_t call)
{
	struct agreement *a = ctx;
	const struct function_contract *fc =
		program_call_contract(a->p, &a->p->m->functions[fn], call);

	for_each_effect (e, fc)
		compare(a, fn, call, e);
}

/* --- Results ------------------------------------------------------------------------------ */

/* The call whose result value is, by way of a variable too; IR_NONE if it is none. */
static uint32_t call_behind(const struct ir_function *f, uint32_t value, uint32_t before)
{
	uint32_t local = program_reads_local(f, value), call = IR_NONE;

	if (local == IR_NONE)
		return f->insns[value].op == IR_CALL ? value : IR_NONE;
	for (uint32_t i = 0; i < before; i++)
		if (program_stores_local(f, i) == local)
			call = program_uncast(f, f->insns[i].b);
	return call != IR_NONE && f->insns[call].op == IR_CALL ? call : IR_NONE;
}

static struct answer *find_answer(struct agreement *a, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < a->nanswers; i++)
		if (a->answers[i].record == member->b && a->answers[i].field == member->c)
			return &a->answers[i];
	return NULL;
}

static void note_answer(void *ctx, uint32_t fn, uint32_t insn)
{
	struct agreement *a = ctx;
	const struct ir_function *f = &a->p->m->functions[fn];
	const struct ir_insn *member = &f->insns[f->insns[insn].a];
	uint32_t value = program_uncast(f, f->insns[insn].b), call;
	const struct effect *e;
	struct answer *known;

	if (member->op != IR_FIELD || value == IR_NONE ||
	    (f->insns[value].op == IR_CONST && !f->insns[value].imm))
		return;
	known = find_answer(a, member);
	call = call_behind(f, value, insn);
	e = call == IR_NONE ? NULL : saves_argument(program_call_contract(a->p, f, call));
	if (known)
		known->other |= !e || known->by->protocol != e->protocol;
	else if (e && a->nanswers < MAX_ANSWERS)
		a->answers[a->nanswers++] = (struct answer){
			.record = member->b, .field = member->c, .by = e, .fn = fn, .call = call};
}

/* The argument that the call saved for that capture, or IR_NONE. */
static uint32_t saved_argument(const struct ir_function *f, const struct answer *k, uint8_t capture)
{
	for (uint8_t i = 0; i < k->by->ncaptures; i++) {
		const struct path *path = &k->by->captures[i].value;

		if (k->by->captures[i].index == capture && path->root == PATH_PARAM &&
		    !path->nsteps && path->index < f->insns[k->call].nargs)
			return f->pool[f->insns[k->call].args + path->index];
	}
	return IR_NONE;
}

static void report_answer(struct agreement *a, uint32_t fn, uint32_t call, const struct effect *e,
			  const struct capture *m, const struct answer *k)
{
	struct arena *out = a->p->out->arena;
	struct ir_module *ir = a->p->m;
	const struct ir_function *f = &ir->functions[fn], *g = &ir->functions[k->fn];
	const char *maker =
		str_text(ir->strings, ir->functions[g->insns[g->insns[k->call].a].a].name);
	const uint32_t *args = f->pool + f->insns[call].args;
	struct report r = {
		.rule = m->mismatch,
		.object = describe_operand(ir, fn, args[e->object.index], out),
		.callee = str_text(ir->strings, ir->functions[f->insns[f->insns[call].a].a].name),
		.given = describe_operand(ir, fn, args[m->value.index], out),
		.captured = describe_operand(ir, k->fn, saved_argument(g, k, m->index), out)};
	struct finding_note got = {
		.place = ir_locate(ir, g->insns[k->call].loc),
		.text = arena_format(out, "'%s' is the result of %s() here", r.given, maker),
		.kind = STEP_STATE,
		.function = arena_format(out, "%s", str_text(ir->strings, g->name))};

	evidence_static(a->p, &r, fn, ir_locate(ir, f->insns[call].loc), &got);
}

static void compare_answer(void *ctx, uint32_t fn, uint32_t call)
{
	struct agreement *a = ctx;
	const struct ir_function *f = &a->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(a->p, f, call);

	for_each_effect (e, fc) {
		if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM || e->object.nsteps)
			continue;
		for (uint8_t i = 0; i < e->nmatches; i++) {
			const struct capture *m = &e->matches[i];
			const struct ir_insn *member;
			const struct answer *k;

			if (m->value.root != PATH_PARAM || m->value.nsteps ||
			    m->value.index >= f->insns[call].nargs || !m->mismatch)
				continue;
			member = program_reads_member(
				f, f->pool[f->insns[call].args + m->value.index]);
			k = member ? find_answer(a, member) : NULL;
			if (k && !k->other && k->by->protocol == e->protocol && k->fn != fn &&
			    saved_argument(&a->p->m->functions[k->fn], k, m->index) != IR_NONE)
				report_answer(a, fn, call, e, m, k);
		}
	}
}

void agree_check(struct program *p)
{
	struct agreement a = {.p = p};

	program_each_insn(p, IR_CALL, note_filled, &a);
	if (a.count)
		program_each_insn(p, IR_CALL, note_released, &a);
	if (a.saves)
		program_each_insn(p, IR_STORE, note_answer, &a);
	if (!a.nanswers)
		return;
	/* Once more: what else is stored there may stand before. */
	program_each_insn(p, IR_STORE, note_answer, &a);
	program_each_insn(p, IR_CALL, compare_answer, &a);
}
