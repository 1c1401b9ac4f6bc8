/* SPDX-License-Identifier: MIT */
#include "source.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../ir/arena.h"

#include <uthash.h>

/* Larger ones are generated tables; no reader follows a path in them. */
#define MAX_FILE (16u << 20)

struct source {
	char *name;
	char **lines; /* as they stand */
	char **code; /* comments blanked, same columns; made when a statement is asked for */
	uint32_t nlines;
	UT_hash_handle hh;
};

struct replacement {
	const char *path, *instead;
	struct replacement *next;
};

struct sources {
	struct arena *arena;
	struct replacement *replacements;
	const char *folder;
	struct source *files;
};

struct sources *sources_new(const char *folder)
{
	struct arena *a = arena_new();
	struct sources *s = arena_alloc(a, sizeof(*s));

	s->arena = a;
	s->folder = folder ? arena_format(a, "%s", folder) : NULL;
	return s;
}

void sources_replace(struct sources *s, const char *path, const char *instead)
{
	struct replacement *r = arena_alloc(s->arena, sizeof(*r));

	r->path = arena_format(s->arena, "%s", path);
	r->instead = arena_format(s->arena, "%s", instead);
	r->next = s->replacements;
	s->replacements = r;
}

void sources_free(struct sources *s)
{
	if (!s)
		return;
	HASH_CLEAR(hh, s->files);
	arena_free(s->arena);
}

/* --- Reading ------------------------------------------------------------------------------ */

static char *read_text(struct arena *a, int fd, size_t size, size_t *length)
{
	char *text = arena_alloc(a, size + 1);
	ssize_t got;

	*length = 0;
	while (*length < size && (got = read(fd, text + *length, size - *length)) > 0)
		*length += (size_t)got;
	return text;
}

/* Where the text of the file stands that the compiler called name. */
static const char *place_of(const struct sources *s, const char *name)
{
	char *here = *name == '/' || s->folder ? NULL : getcwd(NULL, 0);
	const char *folder = s->folder ? s->folder : here, *path = name;

	if (*name != '/' && folder)
		path = arena_format(s->arena, "%s/%s", folder, name);
	free(here);
	for (const struct replacement *r = s->replacements; r; r = r->next)
		if (!strcmp(r->path, path))
			return r->instead;
	return path;
}

/* The file's text with a NUL behind it, or NULL. */
static char *load(const struct sources *s, const char *name, size_t *length)
{
	const char *path = place_of(s, name);
	char *text = NULL;
	struct stat st;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= MAX_FILE)
		text = read_text(s->arena, fd, (size_t)st.st_size, length);
	close(fd);
	return text;
}

static uint32_t count_lines(const char *text, size_t length)
{
	uint32_t n = length && text[length - 1] != '\n';

	for (size_t i = 0; i < length; i++)
		n += text[i] == '\n';
	return n;
}

/* Cuts text in place. */
static char **cut_lines(struct arena *a, char *text, size_t length, uint32_t nlines)
{
	char **lines = arena_new_array(a, char *, nlines + 1);
	char *at = text, *end;

	for (uint32_t i = 0; i < nlines; i++) {
		lines[i] = at;
		end = memchr(at, '\n', length - (size_t)(at - text));
		if (!end)
			end = text + length;
		*end = '\0';
		if (end > at && end[-1] == '\r')
			end[-1] = '\0';
		at = end + 1;
	}
	return lines;
}

static struct source *find(struct sources *s, const char *name)
{
	struct source *f;
	size_t length;
	char *text;

	HASH_FIND_STR(s->files, name, f);
	if (f)
		return f;
	f = arena_alloc(s->arena, sizeof(*f));
	f->name = arena_format(s->arena, "%s", name);
	text = load(s, name, &length);
	if (text) {
		f->nlines = count_lines(text, length);
		f->lines = cut_lines(s->arena, text, length, f->nlines);
	}
	HASH_ADD_KEYPTR(hh, s->files, f->name, strlen(f->name), f);
	return f;
}

uint32_t source_nlines(struct sources *s, const char *file)
{
	return find(s, file)->nlines;
}

const char *source_line(struct sources *s, const char *file, uint32_t line)
{
	const struct source *f = find(s, file);

	return line && line <= f->nlines ? f->lines[line - 1] : NULL;
}

/* --- Statements --------------------------------------------------------------------------- */

/* What a line starts inside of. */
enum inside { CODE, COMMENT };

/* The end of the literal that starts at `at` with its quote. */
static char *skip_literal(char *at)
{
	char quote = *at++;

	for (; *at && *at != quote; at++)
		if (*at == '\\' && at[1])
			at++;
	return *at ? at + 1 : at;
}

static void blank(char *from, const char *to)
{
	while (from < to)
		*from++ = ' ';
}

static enum inside blank_comments(char *at, enum inside inside)
{
	char *end;

	while (*at) {
		if (inside == COMMENT) {
			end = strstr(at, "*/");
			blank(at, end ? end + 2 : at + strlen(at));
			if (!end)
				return COMMENT;
			at = end + 2;
			inside = CODE;
		} else if (*at == '"' || *at == '\'') {
			at = skip_literal(at);
		} else if (at[0] == '/' && at[1] == '/') {
			blank(at, at + strlen(at));
		} else if (at[0] == '/' && at[1] == '*') {
			at[0] = at[1] = ' ';
			at += 2;
			inside = COMMENT;
		} else {
			at++;
		}
	}
	return inside;
}

static void make_code(struct sources *s, struct source *f)
{
	enum inside inside = CODE;

	f->code = arena_new_array(s->arena, char *, f->nlines + 1);
	for (uint32_t i = 0; i < f->nlines; i++) {
		f->code[i] = arena_format(s->arena, "%s", f->lines[i]);
		inside = blank_comments(f->code[i], inside);
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

struct statement {
	char *text;
	size_t length, size;
	int depth; /* of parentheses */
	bool gap; /* white space was left out here */
};

/* Appends c; a gap counts only between two words. False: there is no room. */
static bool put(struct statement *st, char c)
{
	if (st->length + 3 > st->size)
		return false;
	if (st->gap && st->length && is_word(st->text[st->length - 1]) && is_word(c))
		st->text[st->length++] = ' ';
	st->gap = false;
	st->text[st->length++] = c;
	return true;
}

/* Takes one line. False: the statement ends in it. */
static bool take_line(struct statement *st, char *at)
{
	for (; *at; at++) {
		if (is_space(*at)) {
			st->gap = true;
			continue;
		}
		if (*at == '"' || *at == '\'') {
			for (char *end = skip_literal(at); at + 1 < end; at++)
				if (!put(st, *at))
					return false;
		}
		st->depth += (*at == '(') - (*at == ')');
		if (!put(st, *at))
			return false;
		if (st->depth <= 0 && (*at == ';' || *at == '{' || *at == '}' || *at == ':'))
			return false;
	}
	st->gap = true;
	return true;
}

/* A statement of more lines is a table. */
#define MAX_LINES 40

const char *source_statement(struct sources *s, const char *file, uint32_t line, struct arena *a)
{
	struct source *f = find(s, file);
	char text[512];
	struct statement st = {.text = text, .size = sizeof(text)};

	if (!line || line > f->nlines)
		return "";
	if (!f->code)
		make_code(s, f);
	for (uint32_t i = line - 1; i < f->nlines && i < line - 1 + MAX_LINES; i++)
		if (!take_line(&st, f->code[i]))
			break;
	text[st.length] = '\0';
	return arena_format(a, "%s", text);
}
