/* SPDX-License-Identifier: MIT */
/* The text of source files, for reports: lines as they stand, statements as they are compared. */
#ifndef CUSTODY_SOURCE_H
#define CUSTODY_SOURCE_H

#include <stdint.h>

struct arena;
struct sources;

/* Files are read when first asked for, relative to folder (NULL: the current one). */
struct sources *sources_new(const char *folder);
/* The file that path, absolute, names has the text of the file at `instead`. */
void sources_replace(struct sources *s, const char *path, const char *instead);
/* Frees the texts too. NULL is allowed. */
void sources_free(struct sources *s);

/* Number of lines of file; 0: it can't be read. */
uint32_t source_nlines(struct sources *s, const char *file);
/* Line `line` (from 1) without its end, valid as long as s; NULL: there is none. */
const char *source_line(struct sources *s, const char *file, uint32_t line);
/*
 * What stands from line `line` to the end of the statement that this line is in, in a: without
 * comments and white space, so that neither moving nor indenting nor commenting it changes the
 * text. "": unknown.
 */
const char *source_statement(struct sources *s, const char *file, uint32_t line, struct arena *a);

#endif
