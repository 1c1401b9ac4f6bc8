/* SPDX-License-Identifier: MIT */
/*
 * What a member of a record got when it was filled, against what is given when it is released elsewhere: constants that
 * differ in two functions no path of which is ever followed together, as in probe and remove. What is said of the member
 * more than one way, or not by a constant, is no evidence.
 */
#include "analysis.h"

#define MAX_FILLED 64
struct filled {
	uint32_t record, field;
	const struct protocol *protocol;
	uint8_t capture; /* of the protocol */
	bool several; /* different values, or one that is no constant */
	int64_t value;
	uint32_t fn, call;
};

struct agreement {
	struct program *p;
	struct filled list[MAX_FILLED];
	uint32_t count;
};

static bool constant_argument(const struct ir_function *f, const struct ir_insn *call, const struct path *path, int64_t *value)
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

/* --- Filled -------------------------------------------------------------------------------------------------- */

static void note_value(struct agreement *a, const struct filled *new)
{
	for (uint32_t i = 0; i < a->count; i++) {
		struct filled *k = &a->list[i];

		if (k->record != new->record || k->field != new->field || k->protocol != new->protocol || k->capture != new->capture)
			continue;
		k->several |= new->several || k->value != new->value;
		return;
	}
	if (a->count < MAX_FILLED)
		a->list[a->count++] = *new;
}

static void note_member(struct agreement *a, uint32_t fn, uint32_t call, const struct effect *e, const struct ir_insn *member)
{
	const struct ir_function *f = &a->p->m->functions[fn];
	struct filled k = { .record = member->b, .field = member->c, .protocol = e->protocol, .fn = fn, .call = call };

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

static void note_filled(void *ctx, uint32_t fn, uint32_t call)
{
	struct agreement *a = ctx;
	const struct function_contract *fc = program_call_contract(a->p, &a->p->m->functions[fn], call);

	for_each_effect(e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps && e->ncaptures)
			note_stores(a, fn, call, e);
}

/* --- Released ------------------------------------------------------------------------------------------------ */

static void report(struct agreement *a, uint32_t fn, uint32_t call, uint32_t operand, const struct capture *m,
		   const struct filled *k, int64_t given)
{
	struct arena *out = a->p->out->arena;
	struct ir_module *ir = a->p->m;
	const struct ir_function *f = &ir->functions[fn], *g = &ir->functions[k->fn];
	struct report r = { .rule = m->mismatch,
			    .object = describe_operand(ir, fn, operand, out),
			    .callee = str_text(ir->strings, ir->functions[f->insns[f->insns[call].a].a].name),
			    .given = arena_format(out, "%lld", (long long)given),
			    .captured = arena_format(out, "%lld", (long long)k->value) };
	const char *maker = str_text(ir->strings, ir->functions[g->insns[g->insns[k->call].a].a].name);
	struct finding_note got = { .place = ir_locate(a->p->m, g->insns[k->call].loc),
				    .text = arena_format(out, "'%s' comes from %s() here", r.object, maker),
				    .kind = STEP_STATE,
				    .function = arena_format(out, "%s", str_text(ir->strings, g->name)) };

	evidence_static(a->p, &r, fn, ir_locate(a->p->m, f->insns[call].loc), &got);
}

static void compare(struct agreement *a, uint32_t fn, uint32_t call, const struct effect *e)
{
	const struct ir_function *f = &a->p->m->functions[fn];
	const struct ir_insn *in = &f->insns[call], *member;
	uint32_t operand;

	if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM || e->object.nsteps || e->object.index >= in->nargs)
		return;
	operand = program_uncast(f, f->pool[in->args + e->object.index]);
	if (operand == IR_NONE || f->insns[operand].op != IR_LOAD || f->insns[f->insns[operand].a].op != IR_FIELD)
		return;
	member = &f->insns[f->insns[operand].a];
	for (uint8_t m = 0; m < e->nmatches; m++)
		for (uint32_t i = 0; i < a->count; i++) {
			const struct filled *k = &a->list[i];
			int64_t given;

			if (k->record != member->b || k->field != member->c || k->protocol != e->protocol ||
			    k->capture != e->matches[m].index || k->several || k->fn == fn || !e->matches[m].mismatch)
				continue;
			if (constant_argument(f, in, &e->matches[m].value, &given) && given != k->value)
				report(a, fn, call, operand, &e->matches[m], k, given);
			f = &a->p->m->functions[fn];
			in = &f->insns[call];
			member = &f->insns[f->insns[operand].a];
		}
}

static void note_released(void *ctx, uint32_t fn, uint32_t call)
{
	struct agreement *a = ctx;
	const struct function_contract *fc = program_call_contract(a->p, &a->p->m->functions[fn], call);

	for_each_effect(e, fc)
		compare(a, fn, call, e);
}

void agree_check(struct program *p)
{
	struct agreement a = { .p = p };

	program_each_insn(p, IR_CALL, note_filled, &a);
	if (a.count)
		program_each_insn(p, IR_CALL, note_released, &a);
}
