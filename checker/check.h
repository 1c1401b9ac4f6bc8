/* SPDX-License-Identifier: MIT */
/*
 * The whole pipeline for one module, from IR to findings that passed the gate:
 * rules → annotations → engine → gate. The plugin runs it on what clang just
 * parsed, the command on a .cir file; nothing else knows the order of the parts.
 */
#ifndef CUSTODY_CHECK_H
#define CUSTODY_CHECK_H

#include "report/finding.h"

struct options; /* KEY=VALUE settings, same keys in the plugin and the command */

/* An empty set: built-in rules, default level, lint. Never fails. */
struct options *options_new(void);
void options_free(struct options *o);
/*
 * Takes one setting. Keys: rules=DIR (repeatable), only=RULE[,RULE], enable=RULE[,…],
 * disable=RULE[,…], level=certain|likely|possible, error[=RULE,…], stats, ir=FILE, collect,
 * findings=FILE, mode=lint. Returns NULL, or a sentence (valid until the next call or options_free)
 * that says what is wrong with it.
 */
const char *options_set(struct options *o, const char *key, const char *value);
/* The FILE of ir=FILE, or NULL. */
const char *options_ir_file(const struct options *o);
/* Whether collect was set: ir=FILE is all that is wanted, nothing is to be checked. */
bool options_collect(const struct options *o);
/* Whether stats was set. */
bool options_stats(const struct options *o);

/* An annotation or a rules file that is wrong: always an error. */
typedef void check_error_fn(void *ctx, struct ir_place place, const char *message);
typedef void check_finding_fn(void *ctx, const struct finding *f);
typedef void check_line_fn(void *ctx, const char *line);
/* r, which may be changed, lives until it returns. */
struct results;
struct sources;
struct engine_watch;
typedef void check_results_fn(void *ctx, struct results *r);

struct check_sink {
	check_error_fn *annotation_error; /* placed in the analysed source */
	check_line_fn *fatal; /* rules=DIR unusable, …: nothing was checked */
	check_finding_fn *finding; /* in order of place */
	check_line_fn *stats; /* one line each, only with the option stats */
	check_results_fn *results; /* all at once, what suppressions hide too; NULL: not wanted */
	/* Both may be NULL. */
	struct sources *sources; /* where the text of source files comes from, if not from where it
				    was compiled */
	const struct engine_watch *watch;
	void *ctx;
};

/*
 * Checks m and reports to sink. Returns 0 when it ran (with or without findings), 2 when it could
 * not: sink->fatal was called. Findings that the option `error` promotes have is_error set. The
 * option findings=FILE writes them, and those that a suppression hides, to FILE (report/jsonl.h).
 */
int check_module(struct ir_module *m, const struct options *o, const struct check_sink *sink);

/*
 * Says in findings=FILE, if it is set, that file was not checked, and why: "has errors". Returns
 * NULL, or why it could not be written.
 */
const char *check_skipped(const struct options *o, const char *file, const char *why);

#endif
