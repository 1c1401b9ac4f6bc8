/* SPDX-License-Identifier: MIT */
/* What shows without following any path: where structures lie, who owns whom, flags that guard
 * calls. */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

static void report_place(struct program *p, const struct rule *rule, ir_loc loc, const char *name,
			 const char *object)
{
	const char *open = strstr(rule->message, "{object}");
	struct arena *a = p->out->arena;
	struct finding f = {.rule = rule,
			    .place = ir_locate(p->m, loc),
			    .function = arena_format(a, "%s", name)};

	f.start_of_function = f.end_of_function = f.place;
	f.message = open ? arena_format(a, "%.*s%s%s", (int)(open - rule->message), rule->message,
					object, open + strlen("{object}"))
			 : rule->message;
	findings_add(p->out, &f);
}

/* --- Owners in a circle ------------------------------------------------------------------- */

#define MAX_CIRCLE 8
struct circle {
	uint32_t records[MAX_CIRCLE], fields[MAX_CIRCLE];
	uint32_t n;
};

/* The record that this member owns one of, or IR_NONE. */
static uint32_t owned_by_member(const struct program *p, uint32_t record, uint32_t field)
{
	const struct ir_record *r = &p->m->records[record];
	const struct field_contract *f =
		contracts_field(p->contracts, str_text(p->m->strings, r->name),
				str_text(p->m->strings, r->fields[field].name));
	const struct ir_type *t =
		r->fields[field].type == IR_NONE ? NULL : &p->m->types[r->fields[field].type];

	if (!f || f->kind != FIELD_OWNED || !t || t->kind != IR_TYPE_POINTER || t->ref == IR_NONE ||
	    p->m->types[t->ref].kind != IR_TYPE_RECORD)
		return IR_NONE;
	return p->m->types[t->ref].ref;
}

static const char *circle_text(const struct program *p, const struct circle *c)
{
	const char *text = "";

	for (uint32_t i = 0; i < c->n; i++) {
		const struct ir_record *r = &p->m->records[c->records[i]];

		text = arena_format(p->out->arena, "%s%s'struct %s' (its '%s')", text,
				    i ? ", " : "", str_text(p->m->strings, r->name),
				    str_text(p->m->strings, r->fields[c->fields[i]].name));
	}
	return text;
}

/*
 * Follows what the last record of the circle owns. Each circle is told once: from its first record.
 * One that owns another of its own kind is a list or a tree.
 */
static void follow_owners(struct program *p, struct circle *c, const struct rule *rule)
{
	uint32_t record = c->records[c->n - 1];

	ir_need_fields(p->m, record);
	for (uint32_t i = 0; i < p->m->records[record].nfields; i++) {
		uint32_t to = owned_by_member(p, record, i);

		c->fields[c->n - 1] = i;
		if (to == c->records[0] && c->n > 1)
			report_place(p, rule, p->m->records[record].fields[i].loc,
				     str_text(p->m->strings, p->m->records[record].name),
				     circle_text(p, c));
		if (to == IR_NONE || to <= c->records[0] || c->n == MAX_CIRCLE)
			continue;
		c->records[c->n++] = to;
		follow_owners(p, c, rule);
		c->n--;
	}
}

static void check_circles(struct program *p)
{
	const struct rule *rule = contracts_rule(p->contracts, "ownership-cycle");
	uint32_t n = p->m->nrecords;

	for (uint32_t i = 0; rule && i < n; i++)
		if (p->m->records[i].attrs.count || p->m->records[i].in_main_file)
			follow_owners(p, &(struct circle){.records = {i}, .n = 1}, rule);
}

void structure_check(struct program *p)
{
	if (p->says_members)
		check_circles(p);
}

/* --- Structures that are there from the start --------------------------------------------- */

void structure_static(struct analysis *x, struct world *w, const struct effect *e,
		      const struct call *c)
{
	node_id v = path_value(x, w, &e->object, c);
	const struct node *root;

	if (!v)
		return;
	root = node_at(x->n, region_root(x->n, region_deref(x->n, v)));
	if (root->kind != REGION_LOCAL &&
	    (root->kind != REGION_DEREF || node_at(x->n, root->a)->kind != NODE_FRESH))
		return;
	evidence_report(x, w,
			&(struct report){.rule = e->otherwise,
					 .insn = c->insn,
					 .object = describe_node(x->p, v, x->p->out->arena),
					 .callee = c->callee,
					 .inside = c->inside});
}

/* --- Calls that depend on a flag ---------------------------------------------------------- */

struct entrance {
	uint32_t to, from; /* block, and the one it is entered from */
	uint32_t at, count;
};

static void count_entrance(void *ctx, uint32_t block)
{
	struct entrance *e = ctx;

	if (block != e->to)
		return;
	e->from = e->at;
	e->count++;
}

/* The condition on which alone the block runs, or IR_NONE. */
static uint32_t guard_of(const struct ir_function *f, uint32_t block)
{
	struct entrance e = {.to = block};
	const struct ir_insn *end;

	for (e.at = 0; e.at < f->nblocks; e.at++)
		cfg_successors(f, &f->insns[f->blocks[e.at].first + f->blocks[e.at].count - 1],
			       count_entrance, &e);
	if (e.count != 1)
		return IR_NONE;
	end = &f->insns[f->blocks[e.from].first + f->blocks[e.from].count - 1];
	return end->op == IR_BRANCH ? end->a : IR_NONE;
}

/* The address that the condition's flag is read from, or IR_NONE. */
static uint32_t flag_of(const struct ir_function *f, uint32_t condition)
{
	while (condition != IR_NONE) {
		const struct ir_insn *i = &f->insns[condition];

		if (i->op == IR_LOAD)
			return i->a;
		if (i->op != IR_CAST && !(i->op == IR_UNARY && i->sub == IR_LNOT) &&
		    !(i->op == IR_BINARY && (i->sub == IR_EQ || i->sub == IR_NE) &&
		      f->insns[i->b].op == IR_CONST))
			return IR_NONE;
		condition = i->a;
	}
	return IR_NONE;
}

static bool same_flag(const struct ir_insn *a, const struct ir_insn *b)
{
	if (a->op != b->op)
		return false;
	return a->op == IR_GLOBAL ? a->a == b->a
				  : a->op == IR_FIELD && a->b == b->b && a->c == b->c;
}

/* Whether a call failed, or did not: `!ret`, `ret == 0`. */
static bool is_outcome(const struct ir_function *f, uint32_t v)
{
	const struct ir_insn *i = &f->insns[v];

	if ((i->op != IR_UNARY || i->sub != IR_LNOT) &&
	    (i->op != IR_BINARY || !node_is_comparison(i->sub) || f->insns[i->b].op != IR_CONST))
		return false;
	v = program_uncast(f, i->a);
	return f->insns[v].op == IR_CALL || program_reads_local(f, v) != IR_NONE;
}

/* The function reads the flag. */
static bool reads_flag(const struct ir_function *f, const struct ir_insn *flag)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_LOAD && same_flag(&f->insns[f->insns[i].a], flag))
			return true;
	return false;
}

/* Whether one function of the module sets the flag to a constant, or to whether a call succeeded:
 * it is one, and the driver's own. If several do, it says what is so at the time, and is needed. So
 * is one that the function asks for itself, as of one of two buses, either of which will do. */
static bool is_set(const struct program *p, const struct ir_insn *flag)
{
	uint32_t by = IR_NONE;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		const struct ir_function *f = &p->m->functions[fn];

		for (uint32_t i = 0; (f->flags & IR_FN_MAIN_FILE) && i < f->ninsns; i++) {
			uint32_t v = f->insns[i].op == IR_STORE ? program_uncast(f, f->insns[i].b)
								: IR_NONE;

			if (v != IR_NONE &&
			    ((f->insns[v].op == IR_CONST && f->insns[v].imm) || is_outcome(f, v)) &&
			    same_flag(&f->insns[f->insns[i].a], flag)) {
				if (by != IR_NONE && by != fn)
					return false;
				by = fn;
			}
		}
	}
	return by != IR_NONE && !reads_flag(&p->m->functions[by], flag);
}

/* The flag that guards the instruction, or IR_NONE. */
static uint32_t flag_before(const struct program *p, const struct ir_function *f, uint32_t insn)
{
	uint32_t condition = guard_of(f, cfg_block_of(f, insn));
	uint32_t flag = condition == IR_NONE ? IR_NONE : flag_of(f, condition);

	return flag == IR_NONE || !is_set(p, &f->insns[flag]) ? IR_NONE : flag;
}

/* The one call of a function that is the file's alone depends on a flag. */
static void unguarded_above(struct program *p, uint32_t fn, const struct effect *e,
			    const struct call *c)
{
	struct calling at = {0};
	struct report r;
	uint32_t flag;

	if (!(p->m->functions[fn].flags & IR_FN_STATIC) || program_fn(p, fn)->nslots ||
	    program_fn(p, fn)->ncalls != 1 || !program_next_call(p, fn, &at))
		return;
	flag = flag_before(p, &p->m->functions[at.fn], at.insn);
	if (flag == IR_NONE)
		return;
	r = (struct report){.rule = e->otherwise,
			    .object = describe_address(p->m, at.fn, flag, p->out->arena),
			    .callee = c->callee};
	evidence_static(p, &r, at.fn, ir_locate(p->m, p->m->functions[at.fn].insns[at.insn].loc),
			NULL);
}

void structure_unguarded(struct analysis *x, struct world *w, const struct effect *e,
			 const struct call *c)
{
	uint32_t flag = flag_before(x->p, x->f, c->insn);

	if (flag == IR_NONE) {
		unguarded_above(x->p, x->fn, e, c);
		return;
	}
	evidence_report(
		x, w,
		&(struct report){.rule = e->otherwise,
				 .insn = c->insn,
				 .object = describe_address(x->m, x->fn, flag, x->p->out->arena),
				 .callee = c->callee,
				 .inside = c->inside});
}
