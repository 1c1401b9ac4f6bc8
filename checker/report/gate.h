/* SPDX-License-Identifier: MIT */
/*
 * The gate between the engine and every writer: what it lets through is what all
 * of them show. Rule switches and level, in-source suppression, trusted regions,
 * promotion to errors, order and duplicates.
 */
#ifndef CUSTODY_GATE_H
#define CUSTODY_GATE_H

#include "finding.h"
#include "options.h"

/* Rules of the gate itself; all others come from rules files. */
#define GATE_NRULES 2
extern const struct rule gate_rules[GATE_NRULES];

/* The rule called name, of c or of the gate; NULL if there is none. */
const struct rule *gate_find_rule(const struct contracts *c, const char *name);
/* What to do about a name that gate_find_rule() does not know: "did you mean 'RULE'?", or where to
 * look. */
const char *gate_rule_hint(const struct contracts *c, const char *name, struct arena *a);

/* Checks the rule names in o. Returns NULL, or a sentence in a about the first unknown one. */
const char *gate_check_names(const struct options *o, const struct contracts *c, struct arena *a);

/* What became of the findings; of those held back, the first reason in this order. */
struct gate_counts {
	uint32_t shown;
	uint32_t off; /* their rule is switched off, or below the level */
	uint32_t suppressed;
	uint32_t trusted;
	uint32_t elsewhere; /* in a file that is only imported, and checked with its own folder */
};

/*
 * Leaves in f what is to be shown, sorted, and adds what the gate itself has to say about m's
 * suppressions. Findings that a suppression hides go to `hidden`, sorted, if it is not NULL; their
 * texts stay in f. c: the contracts that f's rules come from. Adds to *counts.
 */
void gate_apply(struct findings *f, struct findings *hidden, struct ir_module *m,
		const struct options *o, const struct contracts *c, struct gate_counts *counts);

/* --- Over all translation units ----------------------------------------------------------- */

struct results;
struct baseline;
struct diff;

/* What of a run's findings is wanted. All zero: what no suppression hides. */
struct selection {
	const char *only; /* RULE[,RULE], NULL: all */
	struct baseline *baseline; /* leave out what it holds; NULL: nothing */
	const struct diff
		*diff; /* only where its lines are on the path, or in the function; NULL: all */
	bool show_allowed; /* keep what a suppression hides; it is marked */
};

struct selection_counts {
	uint32_t shown; /* allowed ones not among them */
	uint32_t allowed; /* hidden by suppressions */
	uint32_t old; /* in the baseline */
	uint32_t untouched; /* not touched by the diff */
	uint32_t fixed; /* in the baseline, and no more found */
};

/* Checks the names in only. Returns NULL, or a sentence in r->arena about one that neither r nor c
 * knows. */
const char *gate_check_selection(const char *only, const struct results *r,
				 const struct contracts *c);

/*
 * The gate's second part: leaves in r->list what is to be shown, sorted, once each. Names of files
 * in r must be relative to the same root as those in the baseline and the diff.
 */
void gate_select(struct results *r, const struct selection *s, struct selection_counts *counts);

#endif
