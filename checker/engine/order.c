/* SPDX-License-Identifier: MIT */
/*
 * The order in which a slot's function takes down what a record holds: what uses another goes
 * first. Who uses whom is read from the records of what the members hold, or what the tables in
 * them lead to. No path is followed.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_PARTS 16
#define MAX_HELD 4
#define MAX_NESTING 3

/* A member of the record that is taken down, and what kinds of objects it holds. */
struct part {
	uint32_t field;
	uint32_t first, last; /* calls that are given it */
	bool table; /* its objects are walked through: gone with the first of these */
	uint32_t held[MAX_HELD];
	uint32_t nheld;
};

struct takedown {
	struct program *p;
	uint32_t fn, record;
	struct part parts[MAX_PARTS];
	uint32_t nparts;
};

/* --- What a member holds ------------------------------------------------------------------ */

static void add_held(struct part *part, uint32_t record)
{
	for (uint32_t i = 0; i < part->nheld; i++)
		if (part->held[i] == record)
			return;
	if (record != IR_NONE && part->nheld < MAX_HELD)
		part->held[part->nheld++] = record;
}

/* The kind of record that is behind the value, or behind the variable that it is put into. */
static uint32_t kind_of(const struct ir_module *m, const struct ir_function *f, uint32_t value)
{
	uint32_t record = program_pointee_record(m, f, value);

	for (uint32_t i = value + 1; record == IR_NONE && i < f->ninsns; i++) {
		if (f->insns[i].op == IR_CAST && f->insns[i].a == value)
			record = program_pointee_record(m, f, i);
		else if (f->insns[i].op == IR_STORE && f->insns[i].b == value &&
			 f->insns[f->insns[i].a].op == IR_LOCAL)
			record = program_pointee_record(m, f, f->insns[i].a);
	}
	return record;
}

/* What any code of the file enters in the table that this member is, or finds there. */
static void find_held(struct program *p, uint32_t record, struct part *part)
{
	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *u = &p->table_uses[i];
		const struct ir_function *f = &p->m->functions[u->fn];

		if (u->record != record || u->field != part->field)
			continue;
		part->table = true;
		if (u->kind == EFFECT_LOOK || u->kind == EFFECT_TAKE)
			add_held(part, kind_of(p->m, f, u->insn));
		for (uint32_t k = 0; u->kind == EFFECT_PUBLISH && k < f->insns[u->insn].nargs; k++)
			if (k)
				add_held(part,
					 program_pointee_record(
						 p->m, f,
						 program_uncast(
							 f, f->pool[f->insns[u->insn].args + k])));
	}
}

/* --- Who uses whom ------------------------------------------------------------------------ */

/* The record has a pointer to one of the other kind. */
static bool points_to(struct program *p, uint32_t record, uint32_t other, int depth)
{
	ir_need_fields(p->m, record);
	for (uint32_t i = 0; i < p->m->records[record].nfields; i++) {
		uint32_t type = p->m->records[record].fields[i].type;
		const struct ir_type *t = type == IR_NONE ? NULL : &p->m->types[type];

		if (!t || t->ref == IR_NONE)
			continue;
		if (t->kind == IR_TYPE_POINTER && p->m->types[t->ref].kind == IR_TYPE_RECORD &&
		    p->m->types[t->ref].ref == other)
			return true;
		if (t->kind == IR_TYPE_RECORD && depth < MAX_NESTING &&
		    points_to(p, t->ref, other, depth + 1))
			return true;
	}
	return false;
}

/* Objects in `user` use those in `used`, and not the other way round. */
static bool uses(struct program *p, const struct part *user, const struct part *used)
{
	for (uint32_t i = 0; i < user->nheld; i++)
		for (uint32_t k = 0; k < used->nheld; k++)
			if (user->held[i] != used->held[k] &&
			    points_to(p, user->held[i], used->held[k], 0) &&
			    !points_to(p, used->held[k], user->held[i], 0))
				return true;
	return false;
}

/* --- The order ---------------------------------------------------------------------------- */

static struct part *part_of(struct takedown *t, uint32_t field)
{
	for (uint32_t i = 0; i < t->nparts; i++)
		if (t->parts[i].field == field)
			return &t->parts[i];
	if (t->nparts == MAX_PARTS)
		return NULL;
	t->parts[t->nparts] = (struct part){.field = field, .first = IR_NONE};
	return &t->parts[t->nparts++];
}

/* Call `at` of the slot's function is given the member itself, or what it points to: by fn, which
 * it calls, or is. */
static void note_argument(struct takedown *t, uint32_t fn, uint32_t operand, uint32_t at)
{
	const struct ir_function *f = &t->p->m->functions[fn];
	const struct ir_insn *member = program_reads_member(f, operand);
	bool itself = !member && operand != IR_NONE && f->insns[operand].op == IR_FIELD;
	struct part *part;

	if (itself)
		member = &f->insns[operand];
	if (!member || member->b != t->record)
		return;
	part = part_of(t, member->c);
	if (!part)
		return;
	if (part->first == IR_NONE) {
		part->first = at;
		find_held(t->p, t->record, part);
		f = &t->p->m->functions[fn];
		if (!part->table)
			add_held(part, program_pointee_record(t->p->m, f, operand));
	}
	part->last = at;
}

/* What calls in fn are given of the record; at: the call of the slot's function that leads there,
 * IR_NONE in itself. */
static void note_calls(struct takedown *t, uint32_t fn, uint32_t at, int depth)
{
	for (uint32_t i = 0; i < t->p->m->functions[fn].ninsns; i++) {
		uint32_t nargs = t->p->m->functions[fn].insns[i].nargs, callee;
		bool passed = false;

		if (t->p->m->functions[fn].insns[i].op != IR_CALL)
			continue;
		for (uint32_t k = 0; k < nargs; k++) {
			const struct ir_function *f = &t->p->m->functions[fn];
			uint32_t operand = f->pool[f->insns[i].args + k];

			passed |= program_pointee_record(t->p->m, f, operand) == t->record;
			note_argument(t, fn, program_uncast(f, operand), at == IR_NONE ? i : at);
		}
		callee = program_callee(&t->p->m->functions[fn], i);
		if (passed && depth < MAX_NESTING && callee != IR_NONE &&
		    program_is_own(t->p, callee) && ir_need_body(t->p->m, callee))
			note_calls(t, callee, at == IR_NONE ? i : at, depth + 1);
	}
}

static uint32_t gone_at(const struct part *part)
{
	return part->table ? part->first : part->last;
}

static void compare(struct takedown *t, const struct part *user, const struct part *used,
		    const struct rule *rule)
{
	const struct ir_function *f = &t->p->m->functions[t->fn];
	const struct ir_record *r = &t->p->m->records[t->record];
	struct report report;

	if (!uses(t->p, user, used))
		return;
	ir_need_fields(t->p->m, t->record);
	f = &t->p->m->functions[t->fn];
	r = &t->p->m->records[t->record];
	if (!cfg_comes_before(f, gone_at(used), user->first) ||
	    cfg_comes_before(f, user->first, gone_at(used)))
		return;
	report = (struct report){
		.rule = rule,
		.object = arena_format(t->p->out->arena, "%s",
				       str_text(t->p->m->strings, r->fields[used->field].name)),
		.field = arena_format(t->p->out->arena, "%s",
				      str_text(t->p->m->strings, r->fields[user->field].name))};
	evidence_static(t->p, &report, t->fn, ir_locate(t->p->m, f->insns[gone_at(used)].loc),
			NULL);
}

static void check_record(struct program *p, uint32_t fn, uint32_t record, const struct rule *rule)
{
	struct takedown t = {.p = p, .fn = fn, .record = record};

	note_calls(&t, fn, IR_NONE, 0);
	for (uint32_t i = 0; i < t.nparts; i++)
		for (uint32_t k = 0; k < t.nparts; k++)
			if (i != k)
				compare(&t, &t.parts[i], &t.parts[k], rule);
}

#define MAX_RECORDS 8
/* Each kind of record that the function reaches into, or gives to others whole. */
static void check_function(struct program *p, uint32_t fn, const struct rule *rule)
{
	uint32_t seen[MAX_RECORDS], n = 0;

	for (uint32_t i = 0; i < p->m->functions[fn].ninsns && n < MAX_RECORDS; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		uint32_t record = f->insns[i].op == IR_FIELD  ? f->insns[i].b
				  : f->insns[i].op == IR_LOAD ? program_pointee_record(p->m, f, i)
							      : IR_NONE;
		bool known = record == IR_NONE;

		for (uint32_t k = 0; k < n; k++)
			known |= seen[k] == record;
		if (known)
			continue;
		seen[n++] = record;
		check_record(p, fn, record, rule);
	}
}

void order_check(struct program *p)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if (!program_is_own(p, fn) || !ir_need_body(p->m, fn))
			continue;
		for (uint32_t i = 0; i < program_fn(p, fn)->nslots; i++)
			if (program_fn(p, fn)->slots[i]->ordered)
				check_function(p, fn, program_fn(p, fn)->slots[i]->ordered);
	}
}
