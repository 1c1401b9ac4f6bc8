/* SPDX-License-Identifier: MIT */
/* Compile databases: compile_commands.json. */
#ifndef CUSTODY_COMPDB_H
#define CUSTODY_COMPDB_H

#include "args.h"

/* One C file and how it is compiled. */
struct compile {
	const char *folder; /* absolute; where the command runs */
	const char *file; /* as the command has it */
	struct args words; /* the whole command, launcher and compiler first */
	uint32_t number; /* in the order of adding */
};

struct compdb {
	struct arena *arena; /* owns all */
	struct compile *list; /* C files, in the order of the database; each file once */
	uint32_t count, cap;
};

void compdb_add(struct compdb *db, struct compile one);
/*
 * Appends what the compile database at path holds. Returns NULL, or a sentence in the arena that
 * says what is wrong and where; then nothing was appended.
 */
const char *compdb_read(struct compdb *db, const char *path);
/* Writes path ("-": standard output) as a whole or not at all. Returns NULL, or what went wrong. */
const char *compdb_write(const struct compdb *db, const char *path);

#endif
