/* SPDX-License-Identifier: MIT */
/* Static data: tables that are walked until an empty element, and members that a table must have
 * set. */
#include <string.h>

#include "checks.h"
#include "evidence.h"
#include "program.h"

/* A compound literal has no name; it is called by its type then. */
static const char *what(struct program *p, const struct ir_global *g)
{
	const struct ir_type *t = &p->m->types[g->type];
	const bool array = t->kind == IR_TYPE_ARRAY;

	if (g->name != STR_EMPTY)
		return arena_format(p->out->arena, "%s", str_text(p->m->strings, g->name));
	while ((t->kind == IR_TYPE_ARRAY || t->kind == IR_TYPE_POINTER) && t->ref != IR_NONE)
		t = &p->m->types[t->ref];
	if (t->kind != IR_TYPE_RECORD)
		return "the table";
	return arena_format(p->out->arena, "struct %s%s",
			    str_text(p->m->strings, p->m->records[t->ref].name), array ? "[]" : "");
}

static void report(struct program *p, struct report *r, uint32_t global)
{
	const struct ir_global *g = &p->m->globals[global];

	r->object = what(p, g);
	evidence_static(p, r, IR_NONE, ir_locate(p->m, g->loc), NULL);
}

static const char *field_name(struct program *p, uint32_t record, uint32_t field)
{
	ir_need_fields(p->m, record);
	if (field >= p->m->records[record].nfields)
		return "";
	return str_text(p->m->strings, p->m->records[record].fields[field].name);
}

/* --- The last element --------------------------------------------------------------------- */

static const struct table_contract *table_contract(const struct program *p,
						   const struct ir_global *g)
{
	const struct ir_type *t = &p->m->types[g->type], *element;
	bool pointers;

	if (t->kind != IR_TYPE_ARRAY || !t->count || t->ref == IR_NONE)
		return NULL;
	element = &p->m->types[t->ref];
	pointers = element->kind == IR_TYPE_POINTER && element->ref != IR_NONE;
	if (pointers)
		element = &p->m->types[element->ref];
	if (element->kind != IR_TYPE_RECORD)
		return NULL;
	return contracts_table(p->contracts,
			       str_text(p->m->strings, p->m->records[element->ref].name), pointers);
}

static bool decides(struct program *p, const struct table_contract *t, const struct ir_init *in)
{
	const char *name;

	if (!t->nmembers || in->record == IR_NONE)
		return true;
	name = field_name(p, in->record, in->field);
	for (uint8_t i = 0; i < t->nmembers; i++)
		if (!strcmp(name, t->members[i]))
			return true;
	return false;
}

static bool ends_empty(struct program *p, const struct ir_global *g, const struct table_contract *t)
{
	uint64_t last = p->m->types[g->type].count - 1;

	for (uint32_t i = 0; i < g->ninits; i++)
		if (g->inits[i].elem == last && decides(p, t, &g->inits[i]))
			return false;
	return true;
}

static void check_end(struct program *p, uint32_t global)
{
	const struct ir_global *g = &p->m->globals[global];
	const struct table_contract *t = table_contract(p, g);

	if (!t || ends_empty(p, g, t) || ir_is_sized(p->m, global))
		return;
	report(p, &(struct report){.rule = t->otherwise}, global);
}

/* --- What a table must say ---------------------------------------------------------------- */

static bool says(struct program *p, uint32_t global, const char *member)
{
	const struct ir_global *g = &p->m->globals[global];

	for (uint32_t i = 0; i < g->ninits; i++)
		if (g->inits[i].record != IR_NONE &&
		    !strcmp(field_name(p, g->inits[i].record, g->inits[i].field), member))
			return true;
	return false;
}

struct beside {
	const struct needs_contract *needs;
	struct program *p;
	bool given;
};

static void note_beside(void *ctx, uint32_t fn, uint32_t insn)
{
	struct beside *o = ctx;
	const struct ir_function *f = &o->p->m->functions[fn];
	const struct ir_insn *to = &f->insns[f->insns[insn].a];

	if (to->op == IR_FIELD &&
	    !strcmp(str_text(o->p->m->strings, o->p->m->records[to->b].name), o->needs->record))
		o->given |= !strcmp(field_name(o->p, to->b, to->c), o->needs->needs);
}

/* The file gives what the table needs to the record that leads to the table. */
static bool given_beside(struct program *p, const struct needs_contract *n)
{
	struct beside o = {n, p, false};

	program_each_insn(p, IR_STORE, note_beside, &o);
	return o.given;
}

void tables_note_place(struct program *p, uint32_t global, const struct needs_contract *n)
{
	const uint32_t here = IR_GLOBAL_CONST | IR_GLOBAL_DEFINED | IR_GLOBAL_MAIN_FILE;

	if (!n || (p->m->globals[global].flags & here) != here || says(p, global, n->needs))
		return;
	if (n->unless_missing && ir_find_global(p->m, n->unless_missing, global) == IR_NONE)
		return;
	if (given_beside(p, n))
		return;
	report(p, &(struct report){.rule = n->otherwise, .field = n->needs}, global);
}

static void check_members(struct program *p, uint32_t global)
{
	for (uint32_t i = 0; i < p->m->globals[global].ninits; i++) {
		const struct ir_init in = p->m->globals[global].inits[i];

		if (in.kind == IR_INIT_GLOBAL && in.record != IR_NONE)
			tables_note_place(p, in.ref, program_needs(p, in.record, in.field));
	}
}

void tables_check(struct program *p)
{
	for (uint32_t i = 0; i < p->m->nglobals; i++) {
		const uint32_t here = IR_GLOBAL_DEFINED | IR_GLOBAL_MAIN_FILE;

		if ((p->m->globals[i].flags & here) != here)
			continue;
		check_end(p, i);
		check_members(p, i);
	}
}
