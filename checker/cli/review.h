/* SPDX-License-Identifier: MIT */
/* The parts of `custody review`: what a change means for who owns what. */
#ifndef CUSTODY_REVIEW_H
#define CUSTODY_REVIEW_H

#include <stdio.h>

#include "args.h"
#include "ir/ir.h"
#include "report/diff.h"

struct options;
struct sources;

/* Something said of a line. */
struct remark {
	const char *file; /* relative to the root */
	uint32_t line;
	const char *text;
};

struct remarks {
	struct remark *list;
	uint32_t count, cap;
};

/* A function that the change touches. */
struct reviewed {
	const char *name, *file;
	uint32_t first, last;
	bool is_new;
	struct remarks contract; /* what it must hold and return */
	struct remarks calls; /* contracts of the calls in changed lines */
	struct remarks held; /* what is known at changed lines */
};

struct review {
	struct arena *arena; /* owns all */
	struct reviewed *functions;
	uint32_t nfunctions, cap_functions;
	struct remarks added, removed; /* contracts */
	struct remarks uncovered; /* new pointer members and exported functions without one */
	struct remarks trusted; /* new trusted lines and suppressions */
	struct remarks introduced, fixed; /* findings */
	struct remarks notes; /* what could not be looked at */
};

/* What one file is compared with and by. */
struct review_input {
	const char *root; /* absolute: names in the diff start there */
	const struct diff *diff;
	const struct options *options;
	const char *scratch; /* a file that may be written */
	struct sources *sources; /* the text of files as it was before */
};

/* Adds it unless it is there already: headers are seen by several files. */
void remark(struct review *r, struct remarks *list, const char *file, uint32_t line,
	    const char *text);

/* Adds what now has and before (NULL: the file is new) has not, and the reverse. Returns NULL, or
 * why it could not be analysed. */
const char *review_file(struct review *r, const struct review_input *in, struct ir_module *before,
			struct ir_module *now);

/* Facts that only the analysis of the module knows, of lines that the diff changes. */
struct engine_watch;
struct review_facts;
struct review_facts *review_facts_new(struct review *r, const struct review_input *in,
				      struct ir_module *m);
const struct engine_watch *review_facts_watch(const struct review_facts *f);

/* file as from the root, if it is below it. */
const char *review_name(const struct review *r, const struct review_input *in,
			const struct ir_module *m, str_id file);

enum review_format { REVIEW_TEXT, REVIEW_MARKDOWN, REVIEW_JSON };
void review_print(const struct review *r, enum review_format format, FILE *out);

#endif
