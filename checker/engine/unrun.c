/* SPDX-License-Identifier: MIT */
/*
 * Code that never runs, though it gives something back or sets something up: calls behind a return,
 * and functions that nothing refers to, though a table has a place for them. The frontend says
 * where they are.
 */
#include <string.h>

#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

#define MAX_NESTING 3 /* records without a name, inside of each other */

/* The effect is one on an object, which somebody counts on. */
static bool counts_for(const struct effect *e)
{
	switch (e->kind) {
	case EFFECT_STATE:
	case EFFECT_EACH:
	case EFFECT_OPEN:
	case EFFECT_CLOSE:
	case EFFECT_PUBLISH:
	case EFFECT_COUNT_UP:
	case EFFECT_COUNT_DOWN:
	case EFFECT_COUNT_KEPT:
	case EFFECT_COUNT_LAST:
	case EFFECT_CALL_LATER:
		return true;
	default:
		return false;
	}
}

static bool matters(struct program *p, uint32_t fn)
{
	const struct function_contract *fc = program_contract(p, fn);

	for_each_effect (e, fc)
		if (counts_for(e))
			return true;
	return !fc && (p->m->functions[fn].flags & IR_FN_DEFINED) && program_interesting(p, fn);
}

/* Nobody leaves some of it out on purpose without saying so. */
static bool held_to_all(struct program *p, uint32_t fn)
{
	return strict_in(p, fn) || program_is_annotated(p, fn);
}

static uint32_t function_named(const struct ir_module *m, str_id name)
{
	for (uint32_t fn = 0; fn < m->nfunctions; fn++)
		if (m->functions[fn].name == name)
			return fn;
	return IR_NONE;
}

/* Told once for a function: the rest of what stands behind the return does not run either. */
static void check_calls(struct program *p, uint32_t fn, const struct rule *rule)
{
	for (uint32_t i = 0; i < p->m->functions[fn].attrs.count; i++) {
		const struct ir_attr attr = p->m->functions[fn].attrs.list[i];
		uint32_t callee;

		if (strcmp(str_text(p->m->strings, attr.name), IR_SAID_UNRUN))
			continue;
		callee = function_named(p->m, attr.args[0]);
		if (!held_to_all(p, fn) &&
		    (attr.nargs > 1 || callee == IR_NONE || !matters(p, callee)))
			continue;
		evidence_static(p,
				&(struct report){.rule = rule,
						 .callee = str_text(p->m->strings, attr.args[0])},
				fn, ir_locate(p->m, attr.loc), NULL);
		return;
	}
}

/* The name ends with that of the member, as functions do that are written for it. */
static bool is_named_for(const struct ir_module *m, uint32_t fn, str_id member)
{
	const char *name = str_text(m->strings, m->functions[fn].name),
		   *end = str_text(m->strings, member);
	size_t n = strlen(name), k = strlen(end);

	return k && n > k + 1 && name[n - k - 1] == '_' && !strcmp(name + n - k, end);
}

/* Of a union, any member. */
static bool is_set(const struct ir_global *g, uint32_t record, uint32_t field)
{
	for (uint32_t i = 0; i < g->ninits; i++)
		if (g->inits[i].record == record && g->inits[i].field == field)
			return true;
	return false;
}

/* The member of the record, or of a nameless one in it, that fn was written for and the table
 * leaves empty; or NULL. */
static const struct ir_field *empty_member(struct program *p, const struct ir_global *g,
					   uint32_t record, uint32_t fn, int depth)
{
	ir_need_fields(p->m, record);
	for (uint32_t i = 0; i < p->m->records[record].nfields; i++) {
		const struct ir_field *f = &p->m->records[record].fields[i];
		const struct ir_type *t = f->type == IR_NONE ? NULL : &p->m->types[f->type];

		if (f->name == STR_EMPTY && t && t->kind == IR_TYPE_RECORD && depth < MAX_NESTING) {
			f = empty_member(p, g, t->ref, fn, depth + 1);
			if (f)
				return f;
		} else if (is_named_for(p->m, fn, f->name) && !is_set(g, record, i)) {
			return f;
		}
	}
	return NULL;
}

/* A member that the table leaves empty, in a record that it fills with functions, and that fn was
 * written for by its name; or NULL. */
static const struct ir_field *missing_in(struct program *p, const struct ir_global *g, uint32_t fn)
{
	for (uint32_t i = 0; i < g->ninits; i++) {
		const struct ir_field *f;

		if (g->inits[i].kind != IR_INIT_FUNC || g->inits[i].record == IR_NONE)
			continue;
		f = empty_member(p, g, g->inits[i].record, fn, 0);
		if (f)
			return f;
	}
	return NULL;
}

/* g NULL: whatever the file's tables have. */
static void report_unused(struct program *p, uint32_t fn, const struct ir_global *g,
			  const struct ir_field *f, const struct rule *rule)
{
	struct report r = {.rule = rule,
			   .object = g ? str_text(p->m->strings, g->name) : NULL,
			   .callee = str_text(p->m->strings, p->m->functions[fn].name),
			   .field = f ? str_text(p->m->strings, f->name) : NULL};

	if (!rule)
		return;
	evidence_static(p, &r, fn, ir_locate(p->m, p->m->functions[fn].loc), NULL);
}

static void check_function(struct program *p, uint32_t fn, const struct rule *rule)
{
	bool unused = false;

	for (uint32_t i = 0; i < p->m->functions[fn].attrs.count && !unused; i++)
		unused = !strcmp(str_text(p->m->strings, p->m->functions[fn].attrs.list[i].name),
				 IR_SAID_UNUSED);
	if (!unused || !matters(p, fn))
		return;
	if (held_to_all(p, fn)) {
		report_unused(p, fn, NULL, NULL, contracts_rule(p->contracts, "never-used"));
		return;
	}
	for (uint32_t g = 0; g < p->m->nglobals; g++) {
		const struct ir_field *f = missing_in(p, &p->m->globals[g], fn);

		if (f) {
			report_unused(p, fn, &p->m->globals[g], f, rule);
			return;
		}
	}
}

void unrun_check(struct program *p)
{
	const struct rule *call = contracts_rule(p->contracts, "call-never-runs"),
			  *function = contracts_rule(p->contracts, "function-never-used");

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if (!(p->m->functions[fn].flags & IR_FN_MAIN_FILE))
			continue;
		if (call)
			check_calls(p, fn, call);
		if (function)
			check_function(p, fn, function);
	}
}
