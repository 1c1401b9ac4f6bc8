// SPDX-License-Identifier: MIT
/* Operators on the order of statements: neighbours swapped, calls moved, uses moved behind a
 * release. */
#include "mutate.h"

#include <string.h>

#define MAX_DISTANCE 4 /* of two statements that are exchanged */

bool is_jump(const struct statement *statement)
{
	switch (statement->kind) {
	case CXCursor_ReturnStmt:
	case CXCursor_GotoStmt:
	case CXCursor_BreakStmt:
	case CXCursor_ContinueStmt:
		return true;
	default:
		return false;
	}
}

static bool stays(const struct statement *s)
{
	return is_jump(s) || s->kind == CXCursor_DeclStmt || s->at.end <= s->at.start;
}

static const struct call *first_call(const struct function *f, struct span in)
{
	for (int i = 0; i < f->ncalls; i++) {
		if (span_has(in, f->calls[i].at))
			return &f->calls[i];
	}
	return NULL;
}

const char *area_of(const struct function *f, struct span in)
{
	const struct call *call = first_call(f, in);

	return call ? call->contract->area : NULL;
}

/* A statement that is a lock or an unlock as a whole. */
static const struct call *lock_in(const struct driver *d, const struct function *f,
				  const struct statement *s)
{
	const struct call *call = first_call(f, s->at);

	return call && call->contract->lock && call_is_statement(d, f, call) ? call : NULL;
}

static const char *move_name(const struct driver *d, const struct function *f,
			     const struct statement *a, const struct statement *b,
			     const char *other)
{
	const struct call *call = lock_in(d, f, a);

	if (!call)
		call = lock_in(d, f, b);
	if (!call)
		return other;
	return call->contract->lock == '+' ? "lock-move" : "unlock-move";
}

/* a and b change places. */
static void exchange(struct mutants *m, const struct function *f, const struct statement *a,
		     const struct statement *b, const char *operator)
{
	const char *area = area_of(f, a->at), *second = area_of(f, b->at);
	const struct driver *d = m->driver;
	struct mutant *mutant;

	if ((!area || !second) && a->position + 1 < b->position)
		return; /* over a distance only two calls */
	if (lock_in(d, f, b) || !area)
		area = second;
	if (!area || stays(a) || stays(b))
		return;
	mutant = mutant_add(m, move_name(d, f, a, b, operator), f, area, a->at.start);
	mutant_edit(mutant, a->at, "%.*s", TEXT(d, b->at));
	mutant_edit(mutant, b->at, "%.*s", TEXT(d, a->at));
}

/* s goes to that place, which is outside of it. */
static void move(struct mutants *m, const struct function *f, const struct statement *s,
		 unsigned place, const char *operator)
{
	const struct driver *d = m->driver;
	const char *area = area_of(f, s->at);
	struct mutant *mutant;

	mutant =
		mutant_add(m, move_name(d, f, s, s, operator), f, area ? area : "own", s->at.start);
	mutant_edit(mutant, s->at, ";");
	mutant_edit(mutant, (struct span){place, place}, " %.*s ", TEXT(d, s->at));
}

static void move_far(struct mutants *m, const struct function *f, const struct block *b,
		     const struct statement *s)
{
	const struct statement *first = NULL, *last = NULL;

	for (int i = 0; i < b->nstatements; i++) {
		const struct statement *other = &f->statements[b->statements[i]];

		if (stays(other))
			continue;
		if (!first)
			first = other;
		last = other;
	}
	if (first && s->at.start > first->at.start)
		move(m, f, s, first->at.start, "move-first");
	if (last && s->at.end < last->at.end)
		move(m, f, s, last->at.end, "move-last");
}

static bool is_plain_use(const struct statement *s)
{
	return !stays(s) && s->kind != CXCursor_IfStmt && s->kind != CXCursor_ForStmt &&
	       s->kind != CXCursor_WhileStmt && s->kind != CXCursor_SwitchStmt;
}

/* What is used before it is released is used afterwards instead. */
static void use_below(struct mutants *m, const struct function *f, const struct block *b,
		      const struct statement *release)
{
	const struct driver *d = m->driver;
	const struct call *call = first_call(f, release->at);
	const struct argument *ended;
	char word[64];

	if (!call || call->contract->ended == NONE || !call_is_statement(d, f, call) ||
	    call->contract->ended >= (int)call->narguments)
		return;
	ended = &call->arguments[call->contract->ended];
	snprintf(word, sizeof(word), "%.*s", TEXT(d, ended->at));
	for (char *c = word; *c; c++) { /* the variable it begins with */
		if (!is_word(*c)) {
			*c = 0;
			break;
		}
	}
	for (unsigned i = 0; *word && i < release->position; i++) {
		const struct statement *s = &f->statements[b->statements[i]];

		if (is_plain_use(s) && text_has_word(d, s->at, word))
			move(m, f, s, release->at.end, "use-after-release");
	}
}

/* The released object itself is read. */
static void touch(struct mutants *m, const struct function *f, const struct call *call)
{
	const struct driver *d = m->driver;
	const struct argument *a;
	struct mutant *mutant;
	struct span at;

	if (call->contract->ended == NONE || !call_is_statement(d, f, call) ||
	    call->contract->ended >= (int)call->narguments)
		return;
	a = &call->arguments[call->contract->ended];
	if (plain(a->type).kind != CXType_Pointer)
		return;
	at = f->statements[call->statement].at;
	mutant = mutant_add(m, "touch-released", f, call->contract->area, at.start);
	mutant_edit(mutant, at, "{ %.*s (void)*(volatile const char *)(%.*s); }", TEXT(d, at),
		    TEXT(d, a->at));
}

/* A store is left out, in functions that call something with a contract. */
static void drop_store(struct mutants *m, const struct function *f, const struct statement *s)
{
	const char *area = area_of(f, f->body);
	struct mutant *mutant;

	if (s->kind != CXCursor_BinaryOperator && s->kind != CXCursor_CompoundAssignOperator &&
	    s->kind != CXCursor_UnaryOperator)
		return;
	if (!area || area_of(f, s->at))
		return;
	mutant = mutant_add(m, "drop-store", f, area, s->at.start);
	mutant_edit(mutant, s->at, ";");
}

static void mutate_block(struct mutants *m, const struct function *f, const struct block *b)
{
	for (int i = 0; i < b->nstatements; i++) {
		const struct statement *s = &f->statements[b->statements[i]];

		for (int j = i + 1; j < b->nstatements && j <= i + MAX_DISTANCE; j++)
			exchange(m, f, s, &f->statements[b->statements[j]],
				 j == i + 1 ? "swap" : "exchange");
		if (is_plain_use(s) && area_of(f, s->at))
			move_far(m, f, b, s);
		use_below(m, f, b, s);
	}
}

void mutate_blocks(struct mutants *m, const struct function *f)
{
	for (int i = 0; i < f->nblocks; i++)
		mutate_block(m, f, &f->blocks[i]);
	for (int i = 0; i < f->ncalls; i++)
		touch(m, f, &f->calls[i]);
	for (int i = 0; i < f->nstatements; i++)
		drop_store(m, f, &f->statements[i]);
}
