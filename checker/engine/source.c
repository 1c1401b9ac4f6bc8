/* SPDX-License-Identifier: MIT */
/*
 * Where a member of a record gets its memory, against the function that gives it back elsewhere: in
 * two functions no path of which is ever followed together. What comes from more than one source is
 * no evidence.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_SOURCES 64
/* A member that nothing but what this kind of call gives is ever stored in. */
struct source {
	uint32_t record, field;
	const struct protocol *protocol; /* one that says where an object came from */
	uint8_t state;
	bool several;
	uint32_t fn, call;
};

struct sources {
	struct program *p;
	struct source list[MAX_SOURCES];
	uint32_t count;
};

/* The effect says where the result came from: a state for good. */
static const struct effect *says_source(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps &&
		    e->protocol->constant && !e->arrows[0].stay)
			return e;
	return NULL;
}

/* The call whose result value is, by way of a variable that nothing else is stored in. */
static uint32_t call_behind(const struct ir_function *f, uint32_t value)
{
	uint32_t local = program_reads_local(f, value), call = IR_NONE;

	if (local == IR_NONE)
		return f->insns[value].op == IR_CALL ? value : IR_NONE;
	for (uint32_t i = 0; i < f->ninsns; i++) {
		if (program_stores_local(f, i) != local)
			continue;
		if (call != IR_NONE)
			return IR_NONE;
		call = program_uncast(f, f->insns[i].b);
	}
	return call != IR_NONE && f->insns[call].op == IR_CALL ? call : IR_NONE;
}

static struct source *find_source(struct sources *s, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (s->list[i].record == member->b && s->list[i].field == member->c)
			return &s->list[i];
	return NULL;
}

static void note_store(void *ctx, uint32_t fn, uint32_t insn)
{
	struct sources *s = ctx;
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct ir_insn *member = &f->insns[f->insns[insn].a];
	uint32_t value = program_uncast(f, f->insns[insn].b), call;
	const struct effect *e;
	struct source *known;

	if (member->op != IR_FIELD || !s->p->m->records[member->b].in_main_file ||
	    value == IR_NONE || (f->insns[value].op == IR_CONST && !f->insns[value].imm))
		return;
	known = find_source(s, member);
	call = call_behind(f, value);
	e = call == IR_NONE ? NULL : says_source(program_call_contract(s->p, f, call));
	if (known)
		known->several |=
			!e || known->protocol != e->protocol || known->state != e->arrows[0].to;
	else if (s->count < MAX_SOURCES)
		s->list[s->count++] = (struct source){.record = member->b,
						      .field = member->c,
						      .protocol = e ? e->protocol : NULL,
						      .state = e ? e->arrows[0].to : 0,
						      .several = !e,
						      .fn = fn,
						      .call = call};
}

static void report(struct sources *s, uint32_t fn, uint32_t call, uint32_t operand,
		   const struct rule *rule, const struct source *from)
{
	struct arena *out = s->p->out->arena;
	struct ir_module *ir = s->p->m;
	const struct ir_function *f = &ir->functions[fn], *g = &ir->functions[from->fn];
	struct state state = {.protocol = from->protocol->id, .state = from->state};
	struct report r = {
		.rule = rule,
		.object = describe_operand(ir, fn, operand, out),
		.callee = str_text(ir->strings, ir->functions[f->insns[f->insns[call].a].a].name),
		.state = &state};
	const char *maker =
		str_text(ir->strings, ir->functions[g->insns[g->insns[from->call].a].a].name);
	struct finding_note got = {
		.place = ir_locate(ir, g->insns[from->call].loc),
		.text = arena_format(out, "'%s' comes from %s() here", r.object, maker),
		.kind = STEP_STATE,
		.function = arena_format(out, "%s", str_text(ir->strings, g->name))};

	evidence_static(s->p, &r, fn, ir_locate(ir, f->insns[call].loc), &got);
}

/* The effect is wrong for what came from there; NULL: it is right, or speaks of something else. */
static const struct rule *wrong_for(const struct effect *e, const struct source *from)
{
	if (e->protocol != from->protocol)
		return NULL;
	for (uint8_t i = 0; i < e->narrows; i++)
		if (e->arrows[i].from >> from->state & 1)
			return NULL;
	for (uint8_t i = 0; i < e->nmisfits; i++)
		if (e->misfits[i].in >> from->state & 1)
			return e->misfits[i].rule;
	return NULL;
}

static void check_call(void *ctx, uint32_t fn, uint32_t call)
{
	struct sources *s = ctx;
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(s->p, f, call);

	for_each_effect (e, fc) {
		const struct ir_insn *in = &f->insns[call], *member;
		const struct source *from;
		const struct rule *rule;
		uint32_t operand;

		if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM || e->object.nsteps ||
		    e->object.index >= in->nargs)
			continue;
		operand = program_uncast(f, f->pool[in->args + e->object.index]);
		member = program_reads_member(f, operand);
		from = member ? find_source(s, member) : NULL;
		rule = from && !from->several && from->fn != fn ? wrong_for(e, from) : NULL;
		if (rule)
			report(s, fn, call, operand, rule, from);
		f = &s->p->m->functions[fn];
	}
}

void source_check(struct program *p)
{
	struct sources s = {.p = p};

	program_each_insn(p, IR_STORE, note_store, &s);
	if (s.count)
		program_each_insn(p, IR_CALL, check_call, &s);
}
