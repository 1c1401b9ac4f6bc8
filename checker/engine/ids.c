/* SPDX-License-Identifier: MIT */
/*
 * Numbers that user space names objects by. A table that gives them out belongs to the open file,
 * not to the device; and what a number stands for is looked up where user space names it, not later
 * by a number that the driver has kept. No path is followed.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_KEPT_IDS 64
#define MAX_NESTING 4 /* records inside of each other */

/* A member of a record. */
struct member {
	uint32_t record, field;
};

struct survey {
	struct program *p;
	bool *user; /* by function: user space may have it called, as far as can be told */
	bool *asked; /* ... surely has */
	bool *unasked; /* it runs on its own */
	struct kept_number {
		struct member in;
		bool passed_on; /* from another member that keeps it: it may be a message */
	} kept[MAX_KEPT_IDS]; /* members that keep a number */
	uint32_t nkept;
};

/* --- Who calls whom ----------------------------------------------------------------------- */

static void mark(struct program *p, bool *marks, uint32_t fn)
{
	if (marks[fn])
		return;
	marks[fn] = true;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		uint32_t callee = p->m->functions[fn].insns[i].op == IR_CALL
					  ? program_callee(&p->m->functions[fn], i)
					  : IR_NONE;

		if (callee != IR_NONE && (p->m->functions[callee].flags & IR_FN_LOWERED))
			mark(p, marks, callee);
	}
}

static bool runs_later(const struct slot *s)
{
	for (uint32_t i = 0; i < s->nentries; i++)
		if (program_runs_later(s->entries[i].protocol))
			return true;
	return s->unasked;
}

/* A function that is no slot's may be called by anybody who can name it. */
static void mark_callers(struct survey *s)
{
	struct program *p = s->p;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		const struct fn_info *info = program_fn(p, fn);
		bool later = false;

		if (!program_is_own(p, fn))
			continue;
		for (uint32_t i = 0; i < info->nslots; i++) {
			later |= runs_later(info->slots[i]);
			if (info->slots[i]->user)
				mark(p, s->asked, fn);
		}
		if (later)
			mark(p, s->unasked, fn);
		else if (info->nslots || !(p->m->functions[fn].flags & IR_FN_STATIC) ||
			 (p->m->functions[fn].flags & IR_FN_ADDRESS_TAKEN))
			mark(p, s->user, fn);
	}
}

/* --- Effects of calls --------------------------------------------------------------------- */

/* The argument that the path names, casts looked through; or IR_NONE. */
static uint32_t argument(const struct ir_function *f, const struct ir_insn *call,
			 const struct path *path)
{
	if (path->root != PATH_PARAM || path->nsteps || path->index >= call->nargs)
		return IR_NONE;
	return program_uncast(f, f->pool[call->args + path->index]);
}

/* Calls visit for each effect of that kind in the functions of the file that are lowered. */
static void each_effect(struct survey *s, enum effect_kind kind,
			void (*visit)(struct survey *s, uint32_t fn, uint32_t insn,
				      const struct effect *e))
{
	struct program *p = s->p;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		for (uint32_t i = 0; program_is_own(p, fn) && i < p->m->functions[fn].ninsns; i++) {
			const struct function_contract *fc =
				p->m->functions[fn].insns[i].op == IR_CALL
					? program_call_contract(p, &p->m->functions[fn], i)
					: NULL;

			for_each_effect (e, fc)
				if (e->kind == kind)
					visit(s, fn, i, e);
		}
}

/* The innermost member that the table is, or of a variable, that it is one: its index. */
static bool table_named(const struct ir_function *f, uint32_t insn, struct member *table)
{
	if (insn == IR_NONE || (f->insns[insn].op != IR_FIELD && f->insns[insn].op != IR_GLOBAL))
		return false;
	*table = f->insns[insn].op == IR_FIELD ? (struct member){f->insns[insn].b, f->insns[insn].c}
					       : (struct member){IR_NONE, f->insns[insn].a};
	return true;
}

/* --- Tables of the device ----------------------------------------------------------------- */

/* The contract by which the record is the device's, or one inside it is; or NULL. */
static const struct record_contract *wide_record(struct program *p, uint32_t record, int depth)
{
	const struct record_contract *r =
		contracts_record(p->contracts, str_text(p->m->strings, p->m->records[record].name));

	for (; r; r = r->next)
		if (r->kind == RECORD_WIDE)
			return r;
	ir_need_fields(p->m, record);
	for (uint32_t i = 0; depth < MAX_NESTING && i < p->m->records[record].nfields; i++) {
		uint32_t type = p->m->records[record].fields[i].type;

		if (type == IR_NONE || p->m->types[type].kind != IR_TYPE_RECORD)
			continue;
		r = wide_record(p, p->m->types[type].ref, depth + 1);
		if (r)
			return r;
	}
	return NULL;
}

static const struct record_contract *wide_table(struct program *p, const struct ir_function *f,
						uint32_t insn)
{
	while (insn != IR_NONE && f->insns[insn].op == IR_FIELD) {
		const struct record_contract *r = wide_record(p, f->insns[insn].b, 0);

		if (r)
			return r;
		insn = program_uncast(f, f->insns[insn].a);
	}
	return NULL;
}

static bool same_member(const struct member *a, const struct member *b)
{
	return a->record == b->record && a->field == b->field;
}

/* User space names objects in the table: a function that it has called looks its number up, or
 * takes out what it finds there. */
static bool user_asks(struct survey *s, const struct member *table)
{
	struct program *p = s->p;

	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *u = &p->table_uses[i];

		if (s->asked[u->fn] &&
		    (u->kind == EFFECT_LOOK || (u->kind == EFFECT_TAKE && u->result_used)) &&
		    same_member(&(struct member){u->record, u->field}, table))
			return true;
	}
	return false;
}

static void check_numbers(struct survey *s, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &s->p->m->functions[fn];
	uint32_t operand = argument(f, &f->insns[insn], &e->other);
	const struct record_contract *wide;
	const struct rule *rule;
	struct member table;
	struct report r;

	if (!s->asked[fn] || !table_named(f, operand, &table))
		return;
	wide = wide_table(s->p, f, operand);
	/* A variable is there once, for all devices. */
	rule = wide			 ? wide->otherwise
	       : table.record == IR_NONE ? contracts_rule(s->p->contracts, "ids-of-device")
					 : NULL;
	if (!rule || !user_asks(s, &table))
		return;
	r = (struct report){.rule = rule,
			    .object = describe_address(s->p->m, fn, operand, s->p->out->arena)};
	evidence_static(s->p, &r, fn, ir_locate(s->p->m, s->p->m->functions[fn].insns[insn].loc),
			NULL);
}

/* --- Numbers that are kept ---------------------------------------------------------------- */

/* How the member keeps a number, or NULL: it keeps none. */
static const struct kept_number *kept_in(const struct survey *s, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < s->nkept; i++)
		if (s->kept[i].in.record == member->b && s->kept[i].in.field == member->c)
			return &s->kept[i];
	return NULL;
}

static void keep(struct survey *s, const struct ir_insn *member, bool passed_on)
{
	if (!kept_in(s, member) && s->nkept < MAX_KEPT_IDS)
		s->kept[s->nkept++] = (struct kept_number){{member->b, member->c}, passed_on};
}

/* The value, or what a variable holds that it was put into, is stored in members. */
static void keep_stored(struct survey *s, const struct ir_function *f, uint32_t value,
			uint32_t local)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t stored =
			f->insns[i].op == IR_STORE ? program_uncast(f, f->insns[i].b) : IR_NONE;

		if (stored == IR_NONE || f->insns[f->insns[i].a].op != IR_FIELD)
			continue;
		if (stored == value ||
		    (local != IR_NONE && program_reads_local(f, stored) == local))
			keep(s, &f->insns[f->insns[i].a], false);
	}
}

static void note_number(struct survey *s, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &s->p->m->functions[fn];
	uint32_t operand = argument(f, &f->insns[insn], &e->object);

	if (operand != IR_NONE && f->insns[operand].op == IR_FIELD)
		keep(s, &f->insns[operand], false);
	else if (operand != IR_NONE && f->insns[operand].op == IR_LOCAL)
		keep_stored(s, f, IR_NONE, f->insns[operand].a);
	if (e->object.root != PATH_RETURN)
		return;
	keep_stored(s, f, insn, IR_NONE);
	for (uint32_t i = insn; i < f->ninsns; i++)
		if (program_stores_local(f, i) != IR_NONE &&
		    program_uncast(f, f->insns[i].b) == insn)
			keep_stored(s, f, insn, program_stores_local(f, i));
}

/* The parameter that the operand is, or IR_NONE. */
static uint32_t parameter(const struct ir_function *f, uint32_t operand)
{
	uint32_t local = program_reads_local(f, operand), value;

	return local != IR_NONE && local < f->nparams && program_one_value(f, local, &value) &&
			       value == IR_NONE
		       ? local
		       : IR_NONE;
}

/* The number `value` of fn is put into the member. */
static void note_copy(struct survey *s, uint32_t fn, uint32_t value, const struct ir_insn *to)
{
	const struct ir_insn *from = program_reads_member(&s->p->m->functions[fn], value);

	if (from && from->b != to->b && (s->asked[fn] || kept_in(s, from)))
		keep(s, to, !s->asked[fn]);
}

/* What user space named is moved on: from one record to another, in a function that it has called,
 * or in one that this gives it to. */
static void note_copies(struct survey *s)
{
	struct program *p = s->p;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		const struct ir_function *f = &p->m->functions[fn];

		for (uint32_t i = 0; program_is_own(p, fn) && i < f->ninsns; i++) {
			struct calling at = {0};
			const struct ir_insn *to;
			uint32_t value, param;

			if (f->insns[i].op != IR_STORE || f->insns[f->insns[i].a].op != IR_FIELD)
				continue;
			to = &f->insns[f->insns[i].a];
			value = program_uncast(f, f->insns[i].b);
			note_copy(s, fn, value, to);
			param = parameter(f, value);
			while (param != IR_NONE && program_next_call(p, fn, &at))
				note_copy(s, at.fn, program_given(p, &at, param), to);
		}
	}
}

/* The member that the number is read from, looking through a variable that is set once; or NULL. */
static const struct ir_insn *number_from(const struct ir_function *f, uint32_t operand)
{
	uint32_t local = program_reads_local(f, operand), value;

	if (local != IR_NONE && program_one_value(f, local, &value) && value != IR_NONE)
		operand = program_uncast(f, value);
	return program_reads_member(f, operand);
}

#define MAX_BELOW 2 /* functions that a number is handed through */
/* The call looks the number up, or has a function do so. */
static void check_number(struct survey *s, const struct calling *at, uint32_t operand,
			 const struct rule *rule, int below)
{
	struct program *p = s->p;
	const struct ir_function *f = &p->m->functions[at->fn];
	const struct ir_insn *from = operand == IR_NONE ? NULL : number_from(f, operand);
	uint32_t param = operand == IR_NONE ? IR_NONE : parameter(f, operand);
	const struct kept_number *kept = from ? kept_in(s, from) : NULL;
	struct calling outer = {0};
	struct report r;

	while (!from && param != IR_NONE && below < MAX_BELOW &&
	       program_next_call(p, at->fn, &outer))
		check_number(s, &outer, program_given(p, &outer, param), rule, below + 1);
	/* What goes through functions by a message's member the other side may have named. */
	if (!kept || s->user[at->fn] || s->asked[at->fn] || !s->unasked[at->fn] ||
	    (below && kept->passed_on))
		return;
	r = (struct report){.rule = rule,
			    .object = describe_operand(p->m, at->fn, operand, p->out->arena),
			    .callee = str_text(p->m->strings,
					       p->m->functions[program_callee(f, at->insn)].name)};
	evidence_static(p, &r, at->fn, ir_locate(p->m, f->insns[at->insn].loc), NULL);
}

static void check_asked(struct survey *s, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct calling at = {.fn = fn, .insn = insn};

	check_number(s, &at, argument(f, &f->insns[insn], &e->object), e->otherwise, 0);
}

void ids_check(struct program *p)
{
	uint32_t n = p->m->nfunctions + 1;
	struct survey s = {.p = p,
			   .user = arena_new_array(p->arena, bool, n),
			   .asked = arena_new_array(p->arena, bool, n),
			   .unasked = arena_new_array(p->arena, bool, n)};

	mark_callers(&s);
	each_effect(&s, EFFECT_NUMBER, check_numbers);
	each_effect(&s, EFFECT_NUMBER, note_number);
	note_copies(&s);
	each_effect(&s, EFFECT_ASK, check_asked);
}
