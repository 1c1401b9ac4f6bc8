/* SPDX-License-Identifier: MIT */
/* Command lines: lists of words, split and quoted as the shell, ninja and response files want them,
 * and run. */
#ifndef CUSTODY_ARGS_H
#define CUSTODY_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "ir/arena.h"

struct args {
	struct arena *arena; /* owns the list and what args_split() adds */
	const char **list; /* ends with NULL, for execvp(); NULL while empty */
	uint32_t count, cap;
};

/* The word is not copied. */
void args_add(struct args *a, const char *word);
/* Adds the words of a shell command that holds no expansions. False: a quote is not closed. */
bool args_split(struct args *a, const char *command);

/* Each returns text itself if it needs no quotes, else a copy in the arena. */
const char *quote_shell(struct arena *arena, const char *word);
/* For a file of arguments that clang reads: @FILE. */
const char *quote_response(struct arena *arena, const char *word);
/* The value of a variable in a ninja file; a path in one. */
const char *quote_ninja(struct arena *arena, const char *text);
const char *quote_ninja_path(struct arena *arena, const char *path);

/* What of a program's output is for its caller; the rest goes to our standard error: our standard
 * output is for findings. */
enum output { OUTPUT_NOTHING, OUTPUT_ERRORS, OUTPUT_ALL };

/*
 * Runs argv in folder (NULL: here) and waits. What it captures becomes *text, in the arena. Returns
 * its exit status, 128 + the signal that ended it, or -1 with errno set when it could not be
 * started.
 */
int run_program(const struct args *argv, const char *folder, enum output caught,
		struct arena *arena, char **text);

/* folder/path without "." and ".." and double slashes; path alone if it is absolute. In the arena.
 */
const char *plain_path(struct arena *arena, const char *folder, const char *path);
/* What follows "folder/" in path, or NULL if path is not below folder. */
const char *path_below(const char *path, const char *folder);

#endif
