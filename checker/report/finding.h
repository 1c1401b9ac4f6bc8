/* SPDX-License-Identifier: MIT */
/* What the engine says: a finding, and the steps that lead to it. */
#ifndef CUSTODY_FINDING_H
#define CUSTODY_FINDING_H

#include "../ir/ir.h"

struct rule;

enum step_kind {
	STEP_STATE, /* something happened to the object */
	STEP_ASSUMED, /* a branch, or a result, that the path takes for given */
	STEP_CALL, /* the next steps are inside the callee */
	STEP_ENTRY, /* the state in which the caller hands the object over */
	STEP_ALSO, /* no step: another return at which the same is to be said */
};

/* One step of the path, in the order it runs. */
struct finding_note {
	struct ir_place place;
	const char *text; /* one sentence without a full stop */
	enum step_kind kind;
	const char *function; /* that holds `place`; NULL: not known */
};

struct finding {
	const struct rule *rule;
	struct ir_place place; /* the line the reader must look at first */
	struct ir_place end_of_function; /* closing brace of `function`, for diff filters */
	struct ir_place start_of_function;
	const char *function; /* the function that holds `place` */
	const char *message; /* one sentence without a full stop */
	const char *protocol; /* whose states the path is about, or NULL */
	struct ir_place origin; /* told at a return: where the object got there; else no line */
	struct finding_note *notes;
	uint32_t nnotes;
	bool said; /* what it is about is what an annotation speaks of: engine/said.h */
	bool strict; /* in code that is checked in strict mode: an error */
	bool is_error; /* set by the gate: promoted to an error */
	const char *
		allowed; /* set by the gate: the reason of the suppression that hides it, or NULL */
};

/* A growing list; its arena owns the texts of its findings. */
struct findings {
	struct arena *arena;
	struct finding *list;
	uint32_t count, cap;
};

struct findings *findings_new(void);
void findings_free(struct findings *f);
/* Appends a copy of *one; the strings and notes it points to must be in f->arena. */
void findings_add(struct findings *f, const struct finding *one);
/* Of notes that say the same of the same place (a loop's second round, steps in one macro) keeps
 * the first. */
void finding_drop_repeated_notes(struct finding *f);
/*
 * What a function leaves of one origin is told once, at the first return that does and by one rule,
 * and the other returns are notes there. In strict code each return is an error of its own. The
 * list is sorted.
 */
void findings_join_returns(struct findings *f);
/* Orders by file, line, column, rule, message, and drops duplicates of a rule at one place. */
void findings_sort(struct findings *f, const struct strings *strings);

#endif
