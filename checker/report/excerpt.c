/* SPDX-License-Identifier: MIT */
#include "excerpt.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "../ir/arena.h"
#include "source.h"

#define AROUND 6
#define MAX_BODY 600 /* lines from a function's brace to a step */
#define MAX_HEAD 12

static struct excerpt_file *find(struct excerpt *e, const char *name)
{
	struct excerpt_file **at = &e->files;

	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	if (*at)
		return *at;
	*at = arena_alloc(e->arena, sizeof(**at));
	(*at)->name = name;
	(*at)->nlines = source_nlines(e->sources, name);
	(*at)->wanted = arena_alloc(e->arena, (*at)->nlines + 2);
	return *at;
}

static void want(struct excerpt_file *f, uint32_t first, uint32_t last)
{
	for (uint32_t i = first ? first : 1; i <= last && i <= f->nlines; i++)
		f->wanted[i] = 1;
}

/* A declaration's text: neither blank, nor a comment, nor the end of what stands before it. */
static bool is_head(const char *line)
{
	size_t length = strlen(line);

	while (length && isspace((unsigned char)line[length - 1]))
		length--;
	if (!length || strchr("};/", line[length - 1]))
		return false;
	return !strchr("#*/", *line) && (*line != ' ' || line[1] != '*');
}

/* Kernel style puts a body's braces in the first column; so this is the line of the one that opens
 * it, or 0. */
static uint32_t find_brace(struct excerpt *e, const char *file, uint32_t line)
{
	for (uint32_t i = line; i && line - i < MAX_BODY; i--) {
		const char *text = source_line(e->sources, file, i);

		if (*text == '{')
			return i;
		if (*text == '}' && i != line)
			return 0;
	}
	return 0;
}

/* The first line of the function that line is in, or whose head it is in; 0: none. */
static uint32_t find_head(struct excerpt *e, const char *file, uint32_t line)
{
	uint32_t brace = find_brace(e, file, line), head = brace ? brace : line;

	while (head > 1 && head + MAX_HEAD > (brace ? brace : line) &&
	       is_head(source_line(e->sources, file, head - 1)))
		head--;
	return head;
}

uint32_t excerpt_add(struct excerpt *e, const char *file, uint32_t line)
{
	struct excerpt_file *f = find(e, file);
	uint32_t head;

	if (!line || line > f->nlines)
		return 0;
	head = find_head(e, file, line);
	want(f, head, line + AROUND);
	return head;
}
