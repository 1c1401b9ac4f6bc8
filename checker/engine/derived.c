/* SPDX-License-Identifier: MIT */
/*
 * Memory is released by the address that it was got at. A member that the module only ever sets to
 * an address computed from another member of the same record, as one rounded up to an alignment is,
 * names memory that nobody gave out under that address.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_DERIVED 16
#define MAX_TERMS 8 /* of a computed address */

struct derived {
	uint32_t record, field; /* the member */
	uint32_t from; /* the member of the same record that it is computed from */
	bool other; /* something else is stored there, too */
	uint32_t fn, store;
};

struct derivation {
	struct program *p;
	struct derived list[MAX_DERIVED];
	uint32_t count;
	bool released; /* one of them, by some call */
};

/* The member of record that value is computed from, by arithmetic; IR_NONE if it is not. */
static uint32_t computed_from(const struct ir_function *f, uint32_t value, uint32_t record)
{
	bool computed = false;

	for (int i = 0; i < MAX_TERMS && value != IR_NONE; i++) {
		const struct ir_insn *in, *member = program_reads_member(f, value);
		uint32_t local = program_reads_local(f, value), only;

		if (member)
			return computed && member->b == record ? member->c : IR_NONE;
		in = &f->insns[value];
		if (local != IR_NONE && program_one_value(f, local, &only))
			value = only;
		else if (in->op == IR_CAST)
			value = in->a;
		else if (in->op == IR_INDEX ||
			 (in->op == IR_BINARY &&
			  (in->sub == IR_ADD || in->sub == IR_SUB || in->sub == IR_AND)))
			value = in->a, computed = true;
		else
			return IR_NONE;
	}
	return IR_NONE;
}

static struct derived *find(struct derivation *d, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (d->list[i].record == member->b && d->list[i].field == member->c)
			return &d->list[i];
	return NULL;
}

static void note_store(void *ctx, uint32_t fn, uint32_t insn)
{
	struct derivation *d = ctx;
	const struct ir_function *f = &d->p->m->functions[fn];
	const struct ir_insn *member = &f->insns[f->insns[insn].a];
	uint32_t from;

	if (member->op != IR_FIELD || d->count == MAX_DERIVED || find(d, member))
		return;
	from = computed_from(f, f->insns[insn].b, member->b);
	if (from != IR_NONE && from != member->c)
		d->list[d->count++] = (struct derived){.record = member->b,
						       .field = member->c,
						       .from = from,
						       .fn = fn,
						       .store = insn};
}

/* NULL is no address. */
static void note_other(void *ctx, uint32_t fn, uint32_t insn)
{
	struct derivation *d = ctx;
	const struct ir_function *f = &d->p->m->functions[fn];
	const struct ir_insn *member = &f->insns[f->insns[insn].a];
	struct derived *k = member->op == IR_FIELD ? find(d, member) : NULL;
	uint32_t value = program_uncast(f, f->insns[insn].b);

	if (!k || (value != IR_NONE && f->insns[value].op == IR_CONST && !f->insns[value].imm))
		return;
	k->other |= computed_from(f, f->insns[insn].b, member->b) != k->from;
}

/* Code that is given the member's address may set it. */
static void note_given(void *ctx, uint32_t fn, uint32_t call)
{
	struct derivation *d = ctx;
	const struct ir_function *f = &d->p->m->functions[fn];

	for (uint32_t i = 0; i < f->insns[call].nargs; i++) {
		uint32_t arg = program_uncast(f, f->pool[f->insns[call].args + i]);
		struct derived *k = arg != IR_NONE && f->insns[arg].op == IR_FIELD
					    ? find(d, &f->insns[arg])
					    : NULL;

		if (k)
			k->other = true;
	}
}

/* The effect ends the memory that argument `object.index` points to. */
static bool ends(const struct effect *e, const struct ir_insn *call)
{
	return effect_ends(e) && e->object.root == PATH_PARAM && !e->object.nsteps &&
	       e->object.index < call->nargs;
}

static struct derived *released_by(struct derivation *d, uint32_t fn, uint32_t call,
				   uint32_t *operand)
{
	const struct ir_function *f = &d->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(d->p, f, call);

	for_each_effect (e, fc) {
		const struct ir_insn *member;
		struct derived *k;

		if (!ends(e, &f->insns[call]))
			continue;
		*operand = f->pool[f->insns[call].args + e->object.index];
		member = program_reads_member(f, program_uncast(f, *operand));
		k = member ? find(d, member) : NULL;
		if (k && !k->other)
			return k;
	}
	return NULL;
}

static void note_released(void *ctx, uint32_t fn, uint32_t call)
{
	struct derivation *d = ctx;
	uint32_t operand;

	d->released |= released_by(d, fn, call, &operand) != NULL;
}

static void tell(void *ctx, uint32_t fn, uint32_t call)
{
	struct derivation *d = ctx;
	struct ir_module *m = d->p->m;
	struct arena *out = d->p->out->arena;
	uint32_t operand;
	const struct derived *k = released_by(d, fn, call, &operand);
	const struct ir_function *f = &m->functions[fn];
	struct report r = {.rule = contracts_rule(d->p->contracts, "freed-by-computed-address")};
	struct finding_note stored;

	if (!k || !r.rule)
		return;
	r.object = describe_operand(m, fn, operand, out);
	r.callee = str_text(m->strings, m->functions[f->insns[f->insns[call].a].a].name);
	ir_need_fields(m, k->record);
	r.captured = str_text(m->strings, m->records[k->record].fields[k->from].name);
	stored = (struct finding_note){
		.place = ir_locate(m, m->functions[k->fn].insns[k->store].loc),
		.text = arena_format(out, "'%s' is computed from '%s' here", r.object, r.captured),
		.kind = STEP_STATE,
		.function = str_text(m->strings, m->functions[k->fn].name)};
	evidence_static(d->p, &r, fn, ir_locate(m, f->insns[call].loc), &stored);
}

void derived_check(struct program *p)
{
	struct derivation d = {.p = p};

	program_each_insn(p, IR_STORE, note_store, &d);
	if (!d.count)
		return;
	program_each_insn(p, IR_CALL, note_released, &d);
	if (!d.released)
		return;
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn))
			ir_need_body(p->m, fn);
	program_each_insn(p, IR_STORE, note_other, &d);
	program_each_insn(p, IR_CALL, note_given, &d);
	program_each_insn(p, IR_CALL, tell, &d);
}
