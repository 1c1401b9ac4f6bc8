/* SPDX-License-Identifier: MIT */
/* Declarations of C text with the kernel-doc comments above them, as far as `custody doc-lint`
 * needs them. */
#ifndef CUSTODY_KERNELDOC_H
#define CUSTODY_KERNELDOC_H

#include <stdbool.h>
#include <stddef.h>

#include "ir/arena.h"

#define DOC_MAX_NAMES 32

struct doc_names {
	const char *list[DOC_MAX_NAMES];
	unsigned count;
};

/* One declaration at file scope that carries annotations. */
struct doc_decl {
	struct doc_decl *next;
	const char *file;
	unsigned line;
	const char *name; /* of the function, or the struct's tag */
	bool is_struct;
	bool gives_result; /* a function that is not void */
	bool moves; /* an annotation says that something changes hands: it has a counterpart */
	struct doc_names params; /* or members that carry annotations */
	bool has_comment;
	bool has_intro; /* "name - what it is" */
	bool explains_result;
	bool says_internal;
	struct doc_names explained; /* @names */
	struct doc_names mentioned; /* other functions: name() */
};

/* Appends the annotated declarations of text to *list, in the order they stand. */
void kerneldoc_scan(struct arena *a, const char *file, const char *text, struct doc_decl **list);

bool doc_has(const struct doc_names *names, const char *name);

#endif
