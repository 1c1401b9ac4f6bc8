/* SPDX-License-Identifier: MIT */
/*
 * From the findings of a run to what is told of them: names, gate, writers, exit status. `custody
 * report` is this and nothing else; other commands end in it.
 */
#ifndef CUSTODY_REPORT_H
#define CUSTODY_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "../rules/builtin.h"
#include "../rules/contract.h"

struct results;
struct selection_counts;

enum report_format { REPORT_TEXT, REPORT_JSONL, REPORT_SARIF, REPORT_HTML, REPORT_NFORMATS };

/* All zero: findings as text on standard output, any of them gives status 1. */
struct report_options {
	const char *root; /* files are named relative to this folder; NULL: the current one */
	const char *baseline; /* a file, or NULL */
	const char *write_baseline;
	const char *diff; /* a file, "-", or NULL */
	const char *only; /* RULE[,RULE], or NULL */
	bool show_allowed; /* also what a suppression hides, marked */
	bool any_fail_on; /* fail_on is set */
	bool never_fail;
	enum trust fail_on; /* findings of this level and of better ones give status 1 */
	bool quiet; /* no text on standard output */
	const char *
		files[REPORT_NFORMATS]; /* where to write, "-": standard output; NULL: not wanted */
	const char
		*graphs; /* a folder with .cir files whose graphs an HTML report shows, or NULL */
	const char *docs_url; /* rules' pages are URL/RULE.md; NULL: not on the web */
	const struct builtin_file *pages; /* of the rules, in the order of their names */
	size_t npages;
};

/* For reports that explain their rules; NULL: there is none. */
const struct builtin_file *report_page(const struct report_options *o, const char *rule);

/*
 * Tells r, which it changes, as o says: findings on standard output and in files, what was checked
 * and what is wrong on standard error. Returns the command's exit status: 0 nothing is shown that
 * counts, 1 something is, 2 a file could not be read or written.
 */
int report_run(struct results *r, const struct report_options *o);

#endif
