/* SPDX-License-Identifier: MIT */
/* .cir files: a module on disk; and the text form that `custody ir` prints. */
#ifndef CUSTODY_CIR_H
#define CUSTODY_CIR_H

#include <stdio.h>

#include "ir.h"

/*
 * Writes m to path, atomically (a temporary file renamed): every function of the main file and,
 * transitively, what these call or refer to; bodies are lowered and records completed as needed,
 * positions are resolved to places. What only the headers know is left out. A file that would not
 * change is not touched, for the sake of build systems. Returns NULL, or a
 * sentence saying why not, valid until this thread's next call; then no file is left behind.
 */
const char *cir_write(struct ir_module *m, const char *path);

/*
 * Reads path. Returns the module, or NULL and in *error a sentence with what is wrong and where,
 * valid until this thread's next call. Every index is checked and every body verified: a damaged
 * file is refused, never believed.
 */
struct ir_module *cir_read(const char *path, const char **error);
/* The same for bytes in memory, which may go after the call; name is what *error calls them. */
struct ir_module *cir_read_memory(const void *bytes, size_t size, const char *name,
				  const char **error);

/* What a file offers to others, and wants of them. */
enum cir_link_kind {
	CIR_LINK_DEFINES, /* a function that others can call */
	CIR_LINK_NEEDS, /* a function of another file, called or named */
	CIR_LINK_PLACES, /* one that a table here has as its record.member */
	CIR_LINK_KINDS,
};

struct cir_link {
	uint32_t kind; /* enum cir_link_kind */
	const char *name;
	const char *record, *member; /* CIR_LINK_PLACES, else NULL */
};

struct cir_links {
	struct cir_link *list; /* in the arena of cir_read_links() */
	uint32_t count;
};

/*
 * Only the links of path, much faster than the whole, in a. False: *error says what is wrong, as
 * above. The checksum is not looked at.
 */
bool cir_read_links(const char *path, struct arena *a, struct cir_links *links, const char **error);

/* Prints m as text, one line an instruction. Functions without a body get one line. */
void ir_print(struct ir_module *m, FILE *out);
void ir_print_function(struct ir_module *m, uint32_t fn, FILE *out);

#endif
