/* SPDX-License-Identifier: MIT */
/*
 * What counters are for. A count that is made and given back, and that nobody ever raises, is one
 * reference: who made the object could just as well free it. And an object with two counts, of
 * references and of openings, has each given back as what it was taken for.
 */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_COUNTS 16
struct count {
	uint32_t record, field;
	uint32_t fn, insn; /* the call that gives back the last reference */
	bool raised; /* or it may be */
};

struct counts {
	struct program *p;
	struct count list[MAX_COUNTS];
	uint32_t n;
};

/* --- Counts that nobody raises ------------------------------------------------------------ */

/* The type is a number, or a record of nothing but one: a count, and no object that has one. */
static bool is_plain(struct program *p, uint32_t type)
{
	while (type != IR_NONE && p->m->types[type].kind == IR_TYPE_RECORD) {
		uint32_t record = p->m->types[type].ref;

		ir_need_fields(p->m, record);
		if (p->m->records[record].nfields != 1)
			return false;
		type = p->m->records[record].fields[0].type;
	}
	return type != IR_NONE && p->m->types[type].kind == IR_TYPE_INT;
}

/* The entry of that member of a record of this file, or NULL; made if asked for. */
static struct count *count_of(struct counts *c, const struct ir_insn *member, bool make)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->list[i].record == member->b && c->list[i].field == member->c)
			return &c->list[i];
	ir_need_fields(c->p->m, member->b);
	if (!make || c->n == MAX_COUNTS || !c->p->m->records[member->b].in_main_file ||
	    !is_plain(c->p, c->p->m->records[member->b].fields[member->c].type))
		return NULL;
	c->list[c->n] = (struct count){.record = member->b, .field = member->c, .fn = IR_NONE};
	return &c->list[c->n++];
}

/* The member of a record that the argument is the address of, or NULL. */
static const struct ir_insn *member_given(const struct ir_function *f, const struct ir_insn *call,
					  uint32_t arg)
{
	uint32_t operand = program_uncast(f, f->pool[call->args + arg]);

	return operand != IR_NONE && f->insns[operand].op == IR_FIELD ? &f->insns[operand] : NULL;
}

/* The last reference is given back there. */
static void note_last(void *ctx, uint32_t fn, uint32_t insn)
{
	struct counts *c = ctx;
	const struct ir_function *f = &c->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(c->p, f, insn);

	for_each_effect (e, fc) {
		const struct ir_insn *member;
		struct count *count;

		if (e->kind != EFFECT_COUNT_LAST || e->object.root != PATH_PARAM ||
		    e->object.index >= f->insns[insn].nargs)
			continue;
		member = member_given(f, &f->insns[insn], e->object.index);
		count = member ? count_of(c, member, true) : NULL;
		if (count && count->fn == IR_NONE) {
			count->fn = fn;
			count->insn = insn;
		}
	}
}

/* All that the module gives the last reference of back. Such calls are worth looking at, so their
 * functions were lowered before any was explored. */
static const struct counts *last_counts(struct program *p)
{
	if (!p->last_counts) {
		p->last_counts = arena_alloc(p->arena, sizeof(*p->last_counts));
		p->last_counts->p = p;
		program_each_insn(p, IR_CALL, note_last, p->last_counts);
	}
	return p->last_counts;
}

/* The call sets a count to one. */
static bool sets_one(const struct ir_function *f, const struct ir_insn *call,
		     const struct effect *e)
{
	uint32_t number = e->other.index < call->nargs
				  ? program_uncast(f, f->pool[call->args + e->other.index])
				  : IR_NONE;

	return number != IR_NONE && f->insns[number].op == IR_CONST && f->insns[number].imm == 1;
}

/* What has no contract that speaks of counts, and no body, may do anything to one. */
static bool leaves_alone(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind >= EFFECT_COUNT_DOWN && e->kind <= EFFECT_COUNT_SET)
			return true;
	return false;
}

/* Whether call insn of fn, or what it calls, raises some count. */
static bool raises(struct program *p, uint32_t fn, uint32_t insn, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t callee = program_callee(f, insn);
	const struct function_contract *fc = callee == IR_NONE ? NULL : program_contract(p, callee);

	for_each_effect (e, fc)
		if (e->kind == EFFECT_COUNT_UP ||
		    (e->kind == EFFECT_COUNT_SET && !sets_one(f, &f->insns[insn], e)))
			return true;
	if (fc)
		return !leaves_alone(fc);
	if (callee == IR_NONE || depth > 3 || !ir_need_body(p->m, callee))
		return true;
	for (uint32_t i = 0; i < p->m->functions[callee].ninsns; i++)
		if (p->m->functions[callee].insns[i].op == IR_CALL &&
		    raises(p, callee, i, depth + 1))
			return true;
	return false;
}

/* A call that is given the count may raise it. */
static void note_raised(void *ctx, uint32_t fn, uint32_t insn)
{
	struct counts *c = ctx;

	for (uint32_t i = 0; i < c->p->m->functions[fn].insns[insn].nargs; i++) {
		const struct ir_function *f = &c->p->m->functions[fn];
		const struct ir_insn *member = member_given(f, &f->insns[insn], i);
		struct count *count = member ? count_of(c, member, false) : NULL;

		if (count && !count->raised)
			count->raised = raises(c->p, fn, insn, 0);
	}
}

/* The address of the count goes elsewhere, or that of what contains it does so under a name of its
 * own: as `&object->kobj.kref` and in a table of such counts. */
static void note_stored(void *ctx, uint32_t fn, uint32_t insn)
{
	struct counts *c = ctx;
	const struct ir_function *f = &c->p->m->functions[fn];
	uint32_t value = program_uncast(f, f->insns[insn].b);
	struct count *count = value != IR_NONE && f->insns[value].op == IR_FIELD
				      ? count_of(c, &f->insns[value], false)
				      : NULL;

	if (count)
		count->raised = true;
}

static void report_never(struct program *p, const struct count *c, const struct rule *rule)
{
	struct arena *a = p->out->arena;
	const struct ir_record *r = &p->m->records[c->record];
	struct report report = {
		.rule = rule,
		.object = arena_format(a, "struct %s", str_text(p->m->strings, r->name)),
		.field = arena_format(a, "%s", str_text(p->m->strings, r->fields[c->field].name))};

	evidence_static(p, &report, c->fn,
			ir_locate(p->m, p->m->functions[c->fn].insns[c->insn].loc), NULL);
}

void counted_check(struct program *p)
{
	const struct rule *rule = contracts_rule(p->contracts, "count-never-raised");
	struct counts c;

	if (!rule)
		return;
	c = *last_counts(p);
	if (!c.n)
		return;
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn))
			ir_need_body(p->m, fn);
	program_each_insn(p, IR_CALL, note_raised, &c);
	program_each_insn(p, IR_STORE, note_stored, &c);
	for (uint32_t i = 0; i < c.n; i++)
		if (!c.list[i].raised && program_owns_record(p, c.list[i].fn, c.list[i].record))
			report_never(p, &c.list[i], rule);
}

/* --- Two counts of one object ------------------------------------------------------------- */

/* The member that the counter is, not what it is made of: of a record with one member, the record.
 */
static node_id counter_member(struct program *p, node_id region)
{
	const struct node *nd = node_at(&p->nodes, region);

	while (nd->kind == REGION_FIELD) {
		ir_need_fields(p->m, nd->b);
		if (p->m->records[nd->b].nfields != 1)
			break;
		region = nd->a;
		nd = node_at(&p->nodes, region);
	}
	return nd->kind == REGION_FIELD ? region : NODE_NONE;
}

/* The source says which functions take or give back this one. */
static bool is_stated(const struct program *p, const struct ir_field *f)
{
	const char *name = str_text(p->m->strings, f->name);

	for (uint32_t i = 0; i < p->contracts->nfunctions; i++)
		for_each_effect (e, p->contracts->functions[i]) {
			const struct path *path = &e->object;

			if ((e->kind == EFFECT_COUNT_UP || e->kind == EFFECT_COUNT_DOWN) &&
			    path->nsteps && path->steps[path->nsteps - 1].kind == STEP_FIELD &&
			    !strcmp(path->steps[path->nsteps - 1].name, name))
				return true;
		}
	return false;
}

/* Some code of the module gives back the last one of that member. */
static bool has_last(struct program *p, uint32_t record, uint32_t field)
{
	const struct counts *c = last_counts(p);

	for (uint32_t i = 0; i < c->n; i++)
		if (c->list[i].record == record && c->list[i].field == field)
			return true;
	return false;
}

/* One count of an object was taken, and another one of the same object given back instead. */
static bool mixed(struct program *p, const struct counter *list, uint32_t n, node_id *up,
		  node_id *down)
{
	for (uint32_t i = 0; i < n; i++) {
		*up = counter_member(p, list[i].region);
		if (list[i].exact || list[i].count < 1 || !*up)
			continue;
		for (uint32_t k = 0; k < n; k++) {
			*down = counter_member(p, list[k].region);
			if (!list[k].exact && list[k].count < 0 && *down && *down != *up &&
			    node_at(&p->nodes, *up)->a == node_at(&p->nodes, *down)->a)
				return true;
		}
	}
	return false;
}

/* Numbers go up and down for many reasons: a count is what has a last one, or is said to be one. */
static const struct rule *mixed_rule(struct program *p, node_id up, node_id down)
{
	const struct node *a = node_at(&p->nodes, up), *b = node_at(&p->nodes, down);

	if (a->b != b->b)
		return NULL;
	ir_need_fields(p->m, a->b);
	if (is_stated(p, &p->m->records[a->b].fields[a->c]) &&
	    is_stated(p, &p->m->records[a->b].fields[b->c]))
		return contracts_rule(p->contracts, "counts-mixed");
	return has_last(p, a->b, a->c) && has_last(p, a->b, b->c)
		       ? contracts_rule(p->contracts, "counts-may-be-mixed")
		       : NULL;
}

/* A function that this one calls does: it is told there. */
static bool mixed_below(struct analysis *x)
{
	for (uint32_t i = 0; i < x->f->ninsns; i++) {
		uint32_t callee = x->f->insns[i].op == IR_CALL ? program_callee(x->f, i) : IR_NONE;
		const struct summary *s =
			callee == IR_NONE ? NULL : program_fn(x->p, callee)->summary;
		node_id up, down;

		for (uint32_t o = 0; s && o < s->noutcomes; o++)
			if (mixed(x->p, s->outcomes[o].counters, s->outcomes[o].ncounters, &up,
				  &down))
				return true;
	}
	return false;
}

void counted_exit(struct analysis *x, const struct exit_world *e)
{
	const struct rule *rule;
	node_id up, down, object;

	if (e->w->counters.count < 2 ||
	    !mixed(x->p, e->w->counters.list, e->w->counters.count, &up, &down))
		return;
	rule = mixed_rule(x->p, up, down);
	if (!rule || mixed_below(x))
		return;
	object = node_at(x->n, up)->a;
	evidence_report(
		x, e->w,
		&(struct report){.rule = rule,
				 .insn = e->insn,
				 .region = object,
				 .object = describe_region(x->p, object, x->p->out->arena)});
}
