/* SPDX-License-Identifier: MIT */
#include "patch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of a text, without their ends. */
struct lines {
	const char **list;
	uint32_t count, cap;
};

static struct lines split(const char *text, struct arena *a)
{
	struct lines l = {0};
	size_t n;

	while (*text) {
		n = strcspn(text, "\n");
		l.list = arena_grow(a, l.list, l.count, &l.cap, sizeof(*l.list));
		l.list[l.count++] = arena_format(a, "%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
	return l;
}

/* --- Reading -----------------------------------------------------------------------------------
 */

static const char *name_in(const char *line, struct arena *a)
{
	return arena_format(a, "%.*s", (int)strcspn(line + 4, "\t\r"), line + 4);
}

static void start_file(struct patch *p, const char *before, const char *after, struct arena *a)
{
	const char *old = name_in(before, a), *new = name_in(after, a);
	struct patched *f;

	p->files = arena_grow(a, p->files, p->nfiles, &p->cap, sizeof(*p->files));
	f = &p->files[p->nfiles++];
	*f = (struct patched){.is_new = !strcmp(old, "/dev/null"),
			      .is_gone = !strcmp(new, "/dev/null")};
	f->name = f->is_gone ? old : new;
}

/* Lines of the hunk that starts at `at`. */
static uint32_t hunk_length(const struct lines *l, uint32_t at, uint32_t old, uint32_t new)
{
	uint32_t i = at;

	for (; i < l->count && (old || new); i++) {
		char kind = *l->list[i];

		if (kind == '\\')
			continue;
		old -= kind != '+' && old;
		new -= kind != '-' && new;
	}
	while (i < l->count && *l->list[i] == '\\')
		i++;
	return i - at;
}

/* Returns how many lines it took. */
static uint32_t take_hunk(struct patch *p, const struct lines *l, uint32_t at, struct arena *a)
{
	struct patched *f = &p->files[p->nfiles - 1];
	unsigned old = 1, new = 1, first = 0;
	const char *head = l->list[at];
	struct hunk *h;

	head = strchr(head, '-') + 1 + strcspn(strchr(head, '-') + 1, ", ");
	if (*head == ',')
		old = (unsigned)strtoul(head + 1, NULL, 10);
	head = strchr(head, '+') + 1;
	first = (unsigned)strtoul(head, NULL, 10);
	head += strcspn(head, ", ");
	if (*head == ',')
		new = (unsigned)strtoul(head + 1, NULL, 10);
	f->hunks = arena_grow(a, f->hunks, f->nhunks, &f->cap, sizeof(*f->hunks));
	h = &f->hunks[f->nhunks++];
	h->first = new ? first : first + 1;
	h->lines = l->list + at + 1;
	h->nlines = hunk_length(l, at + 1, old, new);
	return h->nlines + 1;
}

struct patch *patch_read(const char *text, struct arena *a)
{
	struct patch *p = arena_alloc(a, sizeof(*p));
	struct lines l = split(text, a);

	for (uint32_t i = 0; i < l.count;) {
		if (i + 1 < l.count && !strncmp(l.list[i], "--- ", 4) &&
		    !strncmp(l.list[i + 1], "+++ ", 4)) {
			start_file(p, l.list[i], l.list[i + 1], a);
			i += 2;
		} else if (p->nfiles && !strncmp(l.list[i], "@@ -", 4)) {
			i += take_hunk(p, &l, i, a);
		} else {
			i++;
		}
	}
	return p;
}

/* --- Undoing -----------------------------------------------------------------------------------
 */

struct undo {
	struct lines now;
	uint32_t at; /* next line of now, from 0 */
	FILE *out;
};

static bool undo_hunk(struct undo *u, const struct hunk *h)
{
	if (!h->first || h->first - 1 < u->at || h->first - 1 > u->now.count)
		return false;
	while (u->at < h->first - 1)
		fprintf(u->out, "%s\n", u->now.list[u->at++]);
	for (uint32_t i = 0; i < h->nlines; i++) {
		const char *line = h->lines[i];

		if (*line == '\\')
			continue;
		if (*line != '-') {
			if (u->at == u->now.count ||
			    strcmp(u->now.list[u->at], *line ? line + 1 : line) != 0)
				return false;
			u->at++;
		}
		if (*line != '+')
			fprintf(u->out, "%s\n", *line ? line + 1 : line);
	}
	return true;
}

const char *patch_undo(const struct patched *p, const char *now, struct arena *a, uint32_t *line)
{
	struct undo u = {.now = split(now, a)};
	const char *result = NULL;
	bool fits = true;
	char *text = NULL;
	size_t size = 0;

	u.out = open_memstream(&text, &size);
	if (!u.out)
		abort();
	for (uint32_t i = 0; i < p->nhunks && fits; i++)
		fits = undo_hunk(&u, &p->hunks[i]);
	*line = u.at + 1;
	while (fits && u.at < u.now.count)
		fprintf(u.out, "%s\n", u.now.list[u.at++]);
	fclose(u.out);
	if (fits)
		result = arena_copy(a, text, size + 1);
	free(text);
	return result;
}
