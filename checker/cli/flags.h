/* SPDX-License-Identifier: MIT */
/* From the command that compiles a file, be it gcc's, to that of the clang that checks it. */
#ifndef CUSTODY_FLAGS_H
#define CUSTODY_FLAGS_H

#include "compdb.h"

/* How clang is to see a file: the command without what makes output. */
struct flags {
	const char *
		launcher; /* ccache, distcc, ... and its arguments as the shell reads them, or "" */
	const char *target; /* --target=TRIPLE, when the compiler's name tells it, or NULL */
	struct args list; /* without compiler and file */
};

/* A clang, and what it said about flags: those that only gcc knows it would take for errors. */
struct clang {
	struct arena *arena; /* owns all but the table */
	const char *program;
	const char *folder; /* where it runs; NULL: here */
	struct flag *flags; /* table of those to ask about, and asked about */
	struct args unknown; /* each once */
};

/* Takes a compile command apart, and notes the flags that clang must be asked about. */
struct flags flags_of_command(struct clang *c, const struct compile *one);
/* The same for a checker's arguments, which name no compiler. */
struct flags flags_of_checker(struct clang *c, const struct compile *one);
/* Asks clang about the flags noted since the last time. Returns NULL, or why clang cannot be run.
 */
const char *flags_ask(struct clang *c);
/* Drops those that clang does not know. To be called after flags_ask(). */
void flags_drop_unknown(const struct clang *c, struct flags *f);
void flags_free(struct clang *c);

#endif
