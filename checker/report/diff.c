/* SPDX-License-Identifier: MIT */
#include "diff.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ir/arena.h"
#include "input.h"

/* Lines first to last were added; first > last: some were taken out between the two. */
struct change {
	uint32_t first, last;
	struct change *next;
};

struct changed_file {
	const char *name; /* as the diff says it, "b/" included */
	struct change *changes;
	struct changed_file *next;
};

struct diff {
	struct changed_file *files;
};

struct reader {
	struct arena *a;
	struct diff *d;
	const char *at, *end;
	size_t line;
	uint32_t removed, added; /* lines that the hunk still has */
	uint32_t next_line; /* of the new file */
	bool any; /* something said that this is a diff */
	const char *wrong;
};

/* --- Names -------------------------------------------------------------------------------- */

/* One character of a name that git put in quotes, with its escapes. */
static char unescape(const char **at)
{
	static const char letters[] = "abtnvfr", means[] = "\a\b\t\n\v\f\r";
	const char *letter;
	unsigned value = 0;
	char c = *(*at)++;

	if (c != '\\' || !**at)
		return c;
	c = *(*at)++;
	letter = strchr(letters, c);
	if (letter)
		return means[letter - letters];
	if (c < '0' || c > '7')
		return c;
	value = (unsigned)(c - '0');
	for (int i = 0; i < 2 && **at >= '0' && **at <= '7'; i++)
		value = value * 8 + (unsigned)(*(*at)++ - '0');
	return (char)value;
}

/* What stands behind "+++ ": quoted, or up to a tab (a date follows it). */
static const char *take_name(struct arena *a, const char *text)
{
	char *name = arena_alloc(a, strlen(text) + 1);
	size_t n = 0;

	if (*text != '"')
		return arena_format(a, "%.*s", (int)strcspn(text, "\t"), text);
	for (text++; *text && *text != '"';)
		name[n++] = unescape(&text);
	return name;
}

static void start_file(struct reader *r, const char *name)
{
	struct changed_file *f = arena_alloc(r->a, sizeof(*f));

	f->name = take_name(r->a, name);
	f->next = r->d->files;
	r->d->files = f;
	r->any = true;
}

/* --- Hunks -------------------------------------------------------------------------------- */

static void add_change(struct reader *r, uint32_t first, uint32_t last)
{
	struct changed_file *f = r->d->files;
	struct change *c = f->changes;

	if (c && c->first == first && c->last == last)
		return;
	if (c && first <= last && c->first <= c->last && c->last + 1 == first) {
		c->last = last;
		return;
	}
	c = arena_alloc(r->a, sizeof(*c));
	*c = (struct change){first, last, f->changes};
	f->changes = c;
}

/* N or N,N; the second is 1 if left out. */
static bool take_range(const char **at, uint32_t *first, uint32_t *count)
{
	unsigned long a, b = 1;
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	a = strtoul(*at, &end, 10);
	if (*end == ',' && end[1] >= '0' && end[1] <= '9')
		b = strtoul(end + 1, &end, 10);
	*at = end;
	*first = (uint32_t)a;
	*count = (uint32_t)b;
	return a < INT32_MAX && b < INT32_MAX;
}

static bool take_hunk_head(struct reader *r, const char *text)
{
	uint32_t old;

	if (strncmp(text, "@@ -", 4))
		return false;
	text += 4;
	if (!take_range(&text, &old, &r->removed) || strncmp(text, " +", 2))
		return false;
	text += 2;
	if (!take_range(&text, &r->next_line, &r->added) || strncmp(text, " @@", 3))
		return false;
	if (!r->added)
		r->next_line++; /* of nothing, the line before it is told */
	return true;
}

static void take_hunk_line(struct reader *r, char kind)
{
	bool old = kind != '+', new = kind != '-';

	if (kind == '\\') /* No newline at end of file */
		return;
	if ((old && !r->removed) || (new && !r->added) || (kind && !strchr(" +-", kind))) {
		r->wrong = "this hunk has not the lines that its head says";
		return;
	}
	if (kind == '+')
		add_change(r, r->next_line, r->next_line);
	if (kind == '-')
		add_change(r, r->next_line, r->next_line - 1);
	r->removed -= old;
	r->added -= new;
	r->next_line += new;
}

/* --- Lines -------------------------------------------------------------------------------- */

/* Cuts it off, with its end; NULL at the end. */
static const char *next_line(struct reader *r)
{
	const char *stop, *line;
	size_t length;

	if (r->at >= r->end)
		return NULL;
	stop = memchr(r->at, '\n', (size_t)(r->end - r->at));
	if (!stop)
		stop = r->end;
	length = strnlen(r->at, (size_t)(stop - r->at));
	if (length && r->at[length - 1] == '\r')
		length--;
	line = arena_format(r->a, "%.*s", (int)length, r->at);
	r->at = stop + 1;
	r->line++;
	return line;
}

static void take_line(struct reader *r, const char *line)
{
	if (r->removed || r->added)
		take_hunk_line(r, *line); /* an empty line: one of context, its blank lost */
	else if (!strncmp(line, "+++ ", 4))
		start_file(r, line + 4);
	else if (!strncmp(line, "diff ", 5))
		r->any = true;
	else if (!strncmp(line, "@@", 2) && !r->d->files)
		r->wrong = "a hunk stands before any '+++ FILE'";
	else if (!strncmp(line, "@@", 2) && !take_hunk_head(r, line))
		r->wrong = "a hunk's head is '@@ -LINE,COUNT +LINE,COUNT @@'";
}

struct diff *diff_read_memory(const char *text, size_t size, const char *name, struct arena *a,
			      const char **error)
{
	struct reader r = {.a = a, .at = text, .end = text + size};
	const char *line;

	r.d = arena_alloc(a, sizeof(*r.d));
	while (!r.wrong && (line = next_line(&r)))
		take_line(&r, line);
	if (!r.wrong && (r.removed || r.added))
		r.wrong = "the diff ends inside of a hunk";
	if (!r.wrong && size && !r.any)
		r.wrong = "this is no unified diff; `git diff` or `diff -u` makes one";
	if (!r.wrong)
		return r.d;
	*error = arena_format(a, "%s:%zu: %s", name, r.line, r.wrong);
	return NULL;
}

struct diff *diff_read(const char *path, struct arena *a, const char **error)
{
	struct diff *d = NULL;
	size_t size;
	char *text = input_read(path, &size);

	if (text)
		d = diff_read_memory(text, size, input_name(path), a, error);
	else
		*error = arena_format(a, "%s: cannot read: %s", input_name(path), strerror(errno));
	free(text);
	return d;
}

/* --- Asking ------------------------------------------------------------------------------- */

/* Diffs name files with one folder before them ("b/"), or plainly. */
static bool is_file(const struct changed_file *f, const char *name)
{
	const char *slash = strchr(f->name, '/');

	return !strcmp(f->name, name) || (slash && !strcmp(slash + 1, name));
}

static bool overlaps(const struct change *c, uint32_t first, uint32_t last)
{
	if (c->first > c->last)
		return first < c->first && c->first <= last;
	return c->first <= last && first <= c->last;
}

bool diff_touches(const struct diff *d, const char *file, uint32_t first, uint32_t last)
{
	for (const struct changed_file *f = d->files; f; f = f->next) {
		if (!is_file(f, file))
			continue;
		for (const struct change *c = f->changes; c; c = c->next)
			if (overlaps(c, first, last))
				return true;
	}
	return false;
}
