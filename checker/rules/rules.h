/* SPDX-License-Identifier: MIT */
/* Rules files and annotations, turned into contracts. */
#ifndef CUSTODY_RULES_H
#define CUSTODY_RULES_H

#include <stdio.h>

#include "contract.h"

/* One mistake in a rules file: "file:line:col: error: CAUSE; FIX". */
typedef void rules_error_fn(void *ctx, struct rule_place place, const char *message);

/*
 * Parses the text of one rules file into c. All mistakes are reported, in order; with one or more
 * of them c is left as it was. name stands in messages and must live as long as c. Returns whether
 * it was taken in.
 */
bool rules_parse(struct contracts *c, const char *name, const char *text, size_t size,
		 rules_error_fn *error, void *ctx);
/* The same for a file on disk, and for all *.rules below a folder (sorted by name; nothing of it on
 * error). */
bool rules_load_file(struct contracts *c, const char *path, rules_error_fn *error, void *ctx);
bool rules_load_dir(struct contracts *c, const char *dir, rules_error_fn *error, void *ctx);
/* Calls each for every file that rules_load_dir() reads there, in its order. False: not all can be
 * read. */
bool rules_each_file(const char *dir,
		     void (*each)(void *ctx, const char *path, const char *text, size_t size),
		     void *ctx);
/* The rules compiled into this binary. Never fails in a build that passed its tests; aborts
 * otherwise. */
struct contracts *rules_builtin(void);

/*
 * Draws that protocol, or every one if it is NULL, for dot(1): states, the functions that move an
 * object on, and in red what is reported.
 */
void rules_print_dot(const struct contracts *c, const char *protocol, FILE *out);
/* Lists the functions that have a contract, and what each does; list.c has the format. */
void rules_print_functions(const struct contracts *c, FILE *out);

/* One mistake in an annotation, at its place in the source. */
typedef void annotation_error_fn(void *ctx, ir_loc loc, const char *message);

/*
 * Turns the custody attributes of m's functions, parameters, fields and records into contracts on
 * top of base. Each misspelt, misplaced or contradictory one is reported and left out. Returns the
 * new set (owns nothing of base, which must outlive it); its errors, if any, were all reported.
 */
struct contracts *annotations_compile(struct ir_module *m, const struct contracts *base,
				      annotation_error_fn *error, void *ctx);

#endif
