/* SPDX-License-Identifier: MIT */
/* What the files of checker/rules/ share with each other and with nobody else. */
#ifndef CUSTODY_RULES_INTERNAL_H
#define CUSTODY_RULES_INTERNAL_H

#include "builtin.h"
#include "rules.h"

/* --- contract.c --------------------------------------------------------------------------- */

/* A set that stands on top of base but lives in its arena: what is in it can be moved down later.
 */
struct contracts *contracts_stage(struct contracts *base);
/* Moves all of stage into the set below it and ends stage. A function that base has already is
 * replaced. */
void contracts_commit(struct contracts *stage, struct contracts *base);
/* Ends stage; base stays as it was. */
void contracts_drop(struct contracts *stage);
/* The names of c: equal text, equal pointer; live as long as c. */
struct strings *contracts_names(struct contracts *c);
const struct view *contracts_view(const struct contracts *c, const char *name);
/* A contract of this very set, not of its base, for changing it; NULL if there is none. */
struct function_contract *contracts_own_function(struct contracts *c, const char *name);
struct field_contract *contracts_own_field(struct contracts *c, const char *record,
					   const char *member);

/*
 * Adds n effects, copied, to the outcome of f for these classes; CLASS_ANY stands first. What f had
 * is never written to: functions named in one item share it.
 */
void contract_append(struct arena *a, struct function_contract *f, value_classes when,
		     const struct effect *effects, uint32_t n);

/* --- rules.c ------------------------------------------------------------------------------ */

/* Parses n files as one set: what one of them names may be declared in any of them. All or nothing.
 */
bool rules_parse_set(struct contracts *c, const struct builtin_file *files, size_t n,
		     rules_error_fn *error, void *ctx);

/* --- words.c ------------------------------------------------------------------------------ */

/* The best of some candidates for a word that is none of them. */
struct nearest {
	const char *word;
	const char *best; /* NULL while none is close enough */
	unsigned distance;
};

void nearest_try(struct nearest *n, const char *candidate);
/* "; did you mean 'x'?" in a, or otherwise if nothing came close. Neither starts with the
 * semicolon. */
const char *nearest_fix(const struct nearest *n, struct arena *a, const char *otherwise);

/*
 * What the word of a condition stands for: zero, null, negative, error, ...; 0: no such word.
 * `success` and `failure` depend on the function and are not among them.
 */
value_classes condition_classes(const char *word);
void condition_suggest(struct nearest *n);

#endif
