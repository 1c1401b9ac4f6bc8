/* SPDX-License-Identifier: MIT */
/*
 * Findings after the gate, on their own: no module, no string table. This is what a findings file
 * holds and what all writers of reports take, over any number of translation units.
 */
#ifndef CUSTODY_RESULT_H
#define CUSTODY_RESULT_H

#include "../ir/arena.h"
#include "../rules/contract.h"
#include "finding.h"

struct sources;

/* A place in a report. */
struct spot {
	const char *file;
	uint32_t line, col; /* from 1; line 0: nowhere */
	const char *text; /* that line, without white space around it; NULL: not known */
};

struct result_step {
	enum step_kind kind;
	struct spot spot;
	const char *function; /* that holds it, "" if none does */
	const char *message;
};

/* Against a baseline. */
enum result_age { RESULT_UNKNOWN, RESULT_NEW, RESULT_OLD };

struct result {
	const char *rule; /* without custody- */
	const char *summary; /* of the rule, one line */
	enum trust trust;
	bool is_error;
	const char *message;
	const char *folder; /* where the compiler ran: relative names start there; NULL: here */
	struct spot spot;
	const char *function;
	uint32_t first, last; /* lines of the function, in spot.file; 0: not known */
	const char *protocol; /* whose states the path is about, or NULL */
	const char *allowed; /* the reason of the suppression that hides it, or NULL */
	/* fingerprint.h: of the statement, and of the way to it. */
	uint64_t identity, way;
	struct result_step *steps;
	uint32_t nsteps;
	enum result_age age;
};

/* A translation unit that was looked at: what was checked, and what was not. */
struct unit {
	const char *file;
	const char *folder; /* where the compiler ran: relative names start there */
	const char *skipped; /* why nothing was checked, or NULL */
	uint32_t functions; /* with a body in the main file */
	uint32_t checked; /* of them, those that touch a contract */
	uint32_t not_understood;
	uint32_t trusted;
	uint32_t cut; /* limits that were reached */
	uint32_t errors; /* wrong annotations */
	uint32_t off; /* findings of rules that are switched off */
	uint32_t in_trusted; /* findings in trusted lines */
};

struct results {
	struct arena *arena; /* owns all texts */
	IR_TABLE(struct result, list);
	IR_TABLE(struct result, fixed); /* in the baseline only */
	IR_TABLE(struct unit, units);
};

struct results *results_new(void);
/* NULL is allowed. */
void results_free(struct results *r);
/* Append a copy; what it points to must be in r->arena, or outlive r. */
void results_add(struct results *r, const struct result *one);
void results_add_fixed(struct results *r, const struct result *one);
void results_add_unit(struct results *r, const struct unit *one);

/* Appends f, with texts from sources. */
void results_add_finding(struct results *r, const struct finding *f, const struct strings *strings,
			 struct sources *sources);
/* Names files relative to root where they are below it; root: absolute, without a slash at its end.
 */
void results_make_relative(struct results *r, const char *root);
/* Orders by file, line, column, rule; of the same finding from two translation units, keeps the
 * first. */
void results_sort(struct results *r);

/* The word of a kind of step, and back; step_kind_named() returns false for an unknown one. */
const char *step_kind_name(enum step_kind kind);
bool step_kind_named(const char *name, enum step_kind *kind);

#endif
