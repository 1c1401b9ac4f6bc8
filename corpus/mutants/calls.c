// SPDX-License-Identifier: MIT
/* Operators on calls: left out, done twice, with other arguments, of another function. */
#include "mutate.h"

#include <string.h>

#define MAX_CHOICES 3 /* other values for one argument */
#define MAX_FUNCTIONS 2 /* other functions for one call */

static bool has_type(CXType type)
{
	return type.kind != CXType_Invalid;
}

static bool same_type(CXType a, CXType b)
{
	return has_type(a) && has_type(b) && clang_equalTypes(plain(a), plain(b));
}

bool call_is_statement(const struct driver *d, const struct function *f, const struct call *call)
{
	const struct statement *s =
		call->statement == NONE ? NULL : &f->statements[call->statement];

	return s && s->at.start == call->at.start &&
	       text_skip_space(d, call->at.end) + 1 == s->at.end;
}

bool call_is_assigned(const struct driver *d, const struct function *f, const struct call *call)
{
	const struct statement *s =
		call->statement == NONE ? NULL : &f->statements[call->statement];

	return s && s->kind == CXCursor_BinaryOperator && s->at.start < call->at.start &&
	       text_skip_space(d, call->at.end) + 1 == s->at.end;
}

static const char *lock_name(const struct call *call, const char *lock, const char *unlock,
			     const char *other)
{
	if (!call->contract->lock)
		return other;
	return call->contract->lock == '+' ? lock : unlock;
}

static void leave_out(struct mutants *m, const struct function *f, const struct call *call)
{
	struct span at = f->statements[call->statement].at;
	struct mutant *mutant;

	mutant = mutant_add(m, lock_name(call, "lock-drop", "unlock-drop", "delete"), f,
			    call->contract->area, at.start);
	mutant_edit(mutant, at, ";");
}

static void do_twice(struct mutants *m, const struct function *f, const struct call *call)
{
	struct span at = f->statements[call->statement].at;
	struct mutant *mutant;

	mutant = mutant_add(m, "duplicate", f, call->contract->area, at.start);
	mutant_edit(mutant, at, "{ %.*s %.*s }", TEXT(m->driver, at), TEXT(m->driver, at));
}

static void ignore_result(struct mutants *m, const struct function *f, const struct call *call)
{
	struct span target = {f->statements[call->statement].at.start, call->at.start};
	struct mutant *mutant;

	mutant = mutant_add(m, "ignore-result", f, call->contract->area, target.start);
	mutant_edit(mutant, target, "%s", "");
}

/* A lock and all that release it: what it guards is done without it. */
static void unlocked(struct mutants *m, const struct function *f, const struct call *taken)
{
	const struct driver *d = m->driver;
	struct mutant *mutant;

	if (taken->contract->lock != '+' || !call_is_statement(d, f, taken) || !taken->narguments)
		return;
	mutant = mutant_add(m, "lock-drop-pair", f, taken->contract->area, taken->at.start);
	mutant_edit(mutant, f->statements[taken->statement].at, ";");
	for (int i = 0; i < f->ncalls; i++) {
		const struct call *call = &f->calls[i];
		struct span a = taken->arguments[0].at, b = call->arguments[0].at;

		if (call->contract->lock == '-' && call_is_statement(d, f, call) &&
		    a.end - a.start == b.end - b.start &&
		    !strncmp(d->text + a.start, d->text + b.start, a.end - a.start) &&
		    mutant->nedits < MAX_EDITS)
			mutant_edit(mutant, f->statements[call->statement].at, ";");
	}
}

/* --- arguments ---------------------------------------------------------------------------- */

static void replace(struct mutants *m, const struct function *f, const struct call *call,
		    const char *operator, struct span at, const char *text)
{
	struct mutant *mutant = mutant_add(m, operator, f, call->contract->area, at.start);

	mutant_edit(mutant, at, "%s", text);
}

static void swap_arguments(struct mutants *m, const struct function *f, const struct call *call)
{
	for (unsigned i = 0; i < call->narguments; i++) {
		for (unsigned j = i + 1; j < call->narguments; j++) {
			const struct argument *a = &call->arguments[i], *b = &call->arguments[j];
			struct mutant *mutant;

			if (!same_type(a->type, b->type) && !same_type(a->wanted, b->wanted))
				continue;
			mutant = mutant_add(m, "swap-arguments", f, call->contract->area,
					    a->at.start);
			mutant_edit(mutant, a->at, "%.*s", TEXT(m->driver, b->at));
			mutant_edit(mutant, b->at, "%.*s", TEXT(m->driver, a->at));
		}
	}
}

static void other_variables(struct mutants *m, const struct function *f, const struct call *call,
			    const struct argument *a)
{
	int n = 0;

	for (int i = 0; i < f->nvariables && n < MAX_CHOICES; i++) {
		const struct variable *v = &f->variables[i];

		if (!span_has(v->visible, a->at) || !same_type(v->type, a->type) ||
		    text_has_word(m->driver, a->at, v->name))
			continue;
		replace(m, f, call, "other-argument", a->at, v->name);
		n++;
	}
}

struct choice {
	struct mutants *mutants;
	const struct function *function;
	const struct call *call;
	struct span at; /* what is replaced */
	CXCursor not; /* what stands there */
	CXType type;
	int n;
};

static enum CXVisitorResult other_member(CXCursor field, CXClientData data)
{
	struct choice *c = data;
	CXString name = clang_getCursorSpelling(field);

	if (c->n < MAX_CHOICES && !clang_equalCursors(field, c->not) &&
	    same_type(clang_getCursorType(field), c->type)) {
		replace(c->mutants, c->function, c->call, "other-member", c->at,
			clang_getCString(name));
		c->n++;
	}
	clang_disposeString(name);
	return CXVisit_Continue;
}

/* nents for orig_nents, one lock for another: the other members of that type. */
static void other_members(struct mutants *m, const struct function *f, const struct call *call,
			  const struct argument *a)
{
	for (int i = 0; i < f->nmembers; i++) {
		const struct member_read *read = &f->members[i];
		struct choice c = {m, f, call, read->name, read->field, {0}, 0};

		if (!span_has(a->at, read->at) || read->at.end != a->at.end)
			continue;
		c.type = clang_getCursorType(read->field);
		clang_Type_visitFields(
			clang_getCursorType(clang_getCursorSemanticParent(read->field)),
			other_member, &c);
	}
}

static enum CXChildVisitResult other_constant(CXCursor constant, CXCursor parent, CXClientData data)
{
	struct choice *c = data;
	CXString name = clang_getCursorSpelling(constant);
	const char *text = clang_getCString(name);

	(void)parent;
	if (c->n < MAX_CHOICES && clang_getCursorKind(constant) == CXCursor_EnumConstantDecl &&
	    !text_has_word(c->mutants->driver, c->at, text)) {
		replace(c->mutants, c->function, c->call, "other-constant", c->at, text);
		c->n++;
	}
	clang_disposeString(name);
	return CXChildVisit_Continue;
}

/* Another direction of DMA: the other values of the parameter's enumeration. */
static void other_constants(struct mutants *m, const struct function *f, const struct call *call,
			    const struct argument *a)
{
	struct choice c = {m, f, call, a->at, clang_getNullCursor(), a->wanted, 0};

	if (plain(a->wanted).kind == CXType_Enum)
		clang_visitChildren(clang_getTypeDeclaration(plain(a->wanted)), other_constant, &c);
}

/* --- functions ---------------------------------------------------------------------------- */

struct functions {
	struct choice choice;
	bool same_area;
};

static enum CXChildVisitResult other_function(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct functions *all = data;
	struct choice *c = &all->choice;
	CXString name = clang_getCursorSpelling(cursor);
	const char *text = clang_getCString(name);
	const struct contract *contract = contract_find(c->mutants->driver->contracts, text);

	(void)parent;
	if (c->n < MAX_FUNCTIONS && contract &&
	    clang_getCursorKind(cursor) == CXCursor_FunctionDecl &&
	    clang_equalCursors(cursor, clang_getCanonicalCursor(cursor)) &&
	    strcmp(text, c->call->contract->name) &&
	    !strcmp(contract->area, c->call->contract->area) == all->same_area &&
	    same_type(clang_getCursorType(cursor), c->type)) {
		replace(c->mutants, c->function, c->call, "other-function", c->at, text);
		c->n++;
	}
	clang_disposeString(name);
	return CXChildVisit_Continue;
}

/* Freed by another allocator, put instead of got: functions of the same type, of the same area
 * first. */
static void other_functions(struct mutants *m, const struct function *f, const struct call *call)
{
	CXCursor all = clang_getTranslationUnitCursor(m->driver->unit);
	struct functions functions = {
		{m, f, call, call->name, clang_getNullCursor(), {0}, 0},
		true,
	};

	if (strlen(call->contract->name) != call->name.end - call->name.start)
		return;
	functions.choice.type = clang_getCursorType(call->callee);
	clang_visitChildren(all, other_function, &functions);
	functions.same_area = false;
	clang_visitChildren(all, other_function, &functions);
}

void mutate_calls(struct mutants *m, const struct function *f)
{
	for (int i = 0; i < f->ncalls; i++) {
		const struct call *call = &f->calls[i];

		if (call_is_statement(m->driver, f, call))
			leave_out(m, f, call);
		if (call_is_statement(m->driver, f, call) || call_is_assigned(m->driver, f, call))
			do_twice(m, f, call);
		if (call_is_assigned(m->driver, f, call))
			ignore_result(m, f, call);
		unlocked(m, f, call);
		swap_arguments(m, f, call);
		other_functions(m, f, call);
		for (unsigned j = 0; j < call->narguments; j++) {
			other_variables(m, f, call, &call->arguments[j]);
			other_members(m, f, call, &call->arguments[j]);
			other_constants(m, f, call, &call->arguments[j]);
		}
	}
}
