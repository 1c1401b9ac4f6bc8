/* SPDX-License-Identifier: MIT */
/*
 * Findings files: JSON lines. A line with "unit" says which translation unit was looked at and how
 * much of it; one with "rule" is a finding; names of files start at the folder of the last unit
 * before it. docs/findings-format.md describes the members.
 */
#ifndef CUSTODY_JSONL_H
#define CUSTODY_JSONL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct results;

/* The units, then the findings. Of several units r's names must be made relative first. */
void jsonl_print(const struct results *r, FILE *out);
/*
 * Writes path as a whole or not at all. Returns NULL, or what went wrong, as one sentence that
 * names path (static, valid until the next call).
 */
const char *jsonl_write(const struct results *r, const char *path);

/*
 * Appends what path ("-": standard input) holds to r. False: nothing was appended, and *error, in
 * r->arena, says with file and line what is wrong.
 */
bool jsonl_read(struct results *r, const char *path, const char **error);
/* The same from memory; name stands for it in messages. */
bool jsonl_read_memory(struct results *r, const char *text, size_t size, const char *name,
		       const char **error);

#endif
