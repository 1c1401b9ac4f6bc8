// SPDX-License-Identifier: MIT
/* Operators on the way through a function: tests of results, labels of jumps, returns. */
#include "mutate.h"

#include <string.h>

static void replace(struct mutants *m, const struct function *f, const char *operator,
		    const char * area, struct span at, const char *text)
{
	mutant_edit(mutant_add(m, operator, f, area, at.start), at, "%s", text);
}

/* The condition is still evaluated. */
static void mutate_test(struct mutants *m, const struct function *f, const struct test *test,
			const char *area)
{
	static const struct {
		const char *operator, * before, *after;
	} forms[] = {
		{"test-false", "(", ") && 0"},
		{"test-true", "(", ") || 1"},
		{"test-negate", "!(", ")"},
	};
	struct span at = test->condition;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct mutant *mutant = mutant_add(m, forms[i].operator, f, area, at.start);

		mutant_edit(mutant, at, "%s%.*s%s", forms[i].before, TEXT(m->driver, at),
			    forms[i].after);
	}
}

static const char *success_of(CXType result)
{
	switch (plain(result).kind) {
	case CXType_Void:
		return "return;";
	case CXType_Pointer:
		return "return ((void *)0);";
	case CXType_Record:
		return NULL;
	default:
		return "return 0;";
	}
}

static void mutate_jump(struct mutants *m, const struct function *f, const struct jump *jump,
			const char *area)
{
	const struct driver *d = m->driver;
	const char *success = success_of(f->result);
	char *name;

	for (int i = 0; i < f->nlabels; i++) {
		struct mutant *mutant = mutant_add(m, "goto-label", f, area, jump->at.start);

		mutant_edit(mutant, jump->label, "%.*s", TEXT(d, f->labels[i]));
	}
	if (!success || !f->nreturns)
		return;
	/* as the function's last return does: without the cleanup */
	name = "goto-return";
	mutant_edit(mutant_add(m, name, f, area, jump->at.start),
		    (struct span){jump->at.start, jump->label.end}, "%.*s",
		    TEXT(d, ((struct span){f->returns[f->nreturns - 1].start,
					   f->returns[f->nreturns - 1].end})));
}

/* Before the statement, if something with a contract was called by then. */
static void return_early(struct mutants *m, const struct function *f, const struct statement *s)
{
	struct span before = {f->body.start, s->at.start}, at = {s->at.start, s->at.start};
	const char *area = area_of(f, before), *success = success_of(f->result);

	if (!area || !success || is_jump(s) || s->kind == CXCursor_DeclStmt || s->block == NONE)
		return;
	mutant_edit(mutant_add(m, "early-return", f, area, s->at.start), at, "%s ", success);
}

void mutate_flow(struct mutants *m, const struct function *f)
{
	const char *area = area_of(f, f->body), *success = success_of(f->result);

	if (!area)
		return;
	for (int i = 0; i < f->ntests; i++) {
		const char *own = area_of(f, f->tests[i].at);

		mutate_test(m, f, &f->tests[i], own ? own : area);
	}
	for (int i = 0; i < f->njumps; i++)
		mutate_jump(m, f, &f->jumps[i], area);
	for (int i = 0; i < f->nreturns; i++) {
		if (success && f->returns[i].end - f->returns[i].start > strlen("return"))
			replace(m, f, "return-success", area, f->returns[i], "return 0");
	}
	for (int i = 0; i < f->nstatements; i++)
		return_early(m, f, &f->statements[i]);
}
