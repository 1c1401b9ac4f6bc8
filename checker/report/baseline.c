/* SPDX-License-Identifier: MIT */
#include "baseline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../ir/save.h"
#include "input.h"
#include "result.h"
#include "utf8.h"

#include <uthash.h>

/* The first line; a file that starts otherwise is something else. */
#define HEAD "{\"custody\":\"baseline\",\"version\":1}\n"

struct entry {
	const char *rule, *file, *function, *message;
	uint64_t identity, way;
	bool used;
	struct entry *next; /* with the same identity */
	UT_hash_handle hh; /* of the first with this identity */
};

struct baseline {
	struct arena *arena;
	struct entry *by_identity;
	struct entry **list; /* in the file's order */
	size_t count, room;
};

/* --- Reading ------------------------------------------------------------------------------ */

static bool get_hash(const char *text, uint64_t *hash)
{
	*hash = strtoull(text, NULL, 16);
	return strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16;
}

static void add(struct baseline *b, const struct entry *entry)
{
	struct entry *e = arena_copy(b->arena, entry, sizeof(*e)), *first, **bigger;

	if (b->count == b->room) {
		b->room = b->room ? 2 * b->room : 64;
		bigger = arena_new_array(b->arena, struct entry *, b->room);
		if (b->count)
			memcpy(bigger, b->list, b->count * sizeof(*bigger));
		b->list = bigger;
	}
	b->list[b->count++] = e;
	HASH_FIND(hh, b->by_identity, &e->identity, sizeof(e->identity), first);
	if (first) {
		e->next = first->next;
		first->next = e;
	} else {
		HASH_ADD(hh, b->by_identity, identity, sizeof(e->identity), e);
	}
}

/* Returns NULL, or what is wrong with this line. */
static const char *add_line(struct baseline *b, const char *text, size_t length)
{
	struct arena *a = b->arena;
	const char *rule, *file, *function, *message, *identity, *way, *wrong = NULL;
	struct entry e = {0};
	json_error_t error;
	json_t *o = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);

	if (!o)
		return arena_format(a, "this is no line of a baseline: %s", error.text);
	if (json_unpack_ex(o, &error, 0, "{s:s, s:s, s:s, s:s, s:s, s:s}", "rule", &rule, "file",
			   &file, "function", &function, "message", &message, "fingerprint",
			   &identity, "way", &way)) {
		wrong = arena_format(a, "this is no line of a baseline: %s", error.text);
	} else if (!get_hash(identity, &e.identity) || !get_hash(way, &e.way)) {
		wrong = "a fingerprint has 16 hexadecimal digits";
	} else {
		e.rule = arena_format(a, "%s", rule);
		e.file = arena_format(a, "%s", file);
		e.function = arena_format(a, "%s", function);
		e.message = arena_format(a, "%s", message);
		add(b, &e);
	}
	json_decref(o);
	return wrong;
}

struct baseline *baseline_read_memory(const char *text, size_t size, const char *name,
				      struct arena *a, const char **error)
{
	struct baseline *b = arena_alloc(a, sizeof(*b));
	const char *at = text + strlen(HEAD), *end = text + size, *stop, *wrong = NULL;
	size_t line = 2;

	b->arena = a;
	if (size < strlen(HEAD) || memcmp(text, HEAD, strlen(HEAD))) {
		*error = arena_format(a, "%s:1: this is no baseline; --write-baseline makes one",
				      name);
		return NULL;
	}
	for (; at < end && !wrong; at = stop + 1, line++) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			stop = end;
		wrong = add_line(b, at, (size_t)(stop - at));
		if (wrong)
			*error = arena_format(a, "%s:%zu: %s", name, line, wrong);
	}
	if (!wrong)
		return b;
	baseline_free(b);
	return NULL;
}

struct baseline *baseline_read(const char *path, struct arena *a, const char **error)
{
	struct baseline *b = NULL;
	size_t size;
	char *text = input_read(path, &size);

	if (text)
		b = baseline_read_memory(text, size, input_name(path), a, error);
	else
		*error = arena_format(a, "%s: cannot read: %s", input_name(path), strerror(errno));
	free(text);
	return b;
}

void baseline_free(struct baseline *b)
{
	if (b)
		HASH_CLEAR(hh, b->by_identity);
}

/* --- Comparing ---------------------------------------------------------------------------- */

enum closeness { SAME_WAY_AND_FILE, SAME_FILE, SAME_WAY, SAME_STATEMENT, NCLOSENESS };

static bool fits(const struct entry *e, const struct result *r, enum closeness c)
{
	if (e->used)
		return false;
	if ((c == SAME_WAY_AND_FILE || c == SAME_WAY) && e->way != r->way)
		return false;
	return c > SAME_FILE || !strcmp(e->file, r->spot.file);
}

static bool find(struct baseline *b, struct result *r, enum closeness c)
{
	struct entry *e;

	HASH_FIND(hh, b->by_identity, &r->identity, sizeof(r->identity), e);
	while (e && !fits(e, r, c))
		e = e->next;
	if (e)
		e->used = true;
	return e != NULL;
}

static bool was_looked_at(const struct results *r, const char *file)
{
	for (uint32_t i = 0; i < r->nunits; i++)
		if (!r->units[i].skipped && !strcmp(r->units[i].file, file))
			return true;
	return false;
}

static void add_fixed(struct results *r, const struct entry *e)
{
	results_add_fixed(r, &(struct result){
				     .rule = arena_format(r->arena, "%s", e->rule),
				     .summary = "",
				     .trust = TRUST_LIKELY,
				     .message = arena_format(r->arena, "%s", e->message),
				     .spot = {.file = arena_format(r->arena, "%s", e->file)},
				     .function = arena_format(r->arena, "%s", e->function),
				     .identity = e->identity,
				     .way = e->way,
			     });
}

void baseline_compare(struct baseline *b, struct results *r)
{
	for (uint32_t i = 0; i < r->nlist; i++)
		if (!r->list[i].allowed)
			r->list[i].age = RESULT_NEW;
	for (int c = 0; c < NCLOSENESS; c++)
		for (uint32_t i = 0; i < r->nlist; i++)
			if (r->list[i].age == RESULT_NEW && find(b, &r->list[i], (enum closeness)c))
				r->list[i].age = RESULT_OLD;
	for (size_t i = 0; i < b->count; i++)
		if (!b->list[i]->used && was_looked_at(r, b->list[i]->file))
			add_fixed(r, b->list[i]);
}

/* --- Writing ------------------------------------------------------------------------------ */

static int compare_lines(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

static char *make_line(const struct result *r, struct arena *a)
{
	json_t *o =
		json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "file", utf8_valid(r->spot.file, a),
			  "rule", utf8_valid(r->rule, a), "function", utf8_valid(r->function, a),
			  "message", utf8_valid(r->message, a), "fingerprint",
			  json_sprintf("%016llx", (unsigned long long)r->identity), "way",
			  json_sprintf("%016llx", (unsigned long long)r->way));
	char *line = json_dumps(o, JSON_COMPACT);

	json_decref(o);
	return line;
}

const char *baseline_write(const struct results *r, const char *path)
{
	struct arena *a = arena_new();
	char **lines = arena_new_array(a, char *, r->nlist), *text = NULL;
	size_t size = 0;
	uint32_t n = 0;
	FILE *out = open_memstream(&text, &size);
	const char *wrong;

	if (!out)
		abort();
	for (uint32_t i = 0; i < r->nlist; i++)
		if (!r->list[i].allowed)
			lines[n++] = make_line(&r->list[i], a);
	if (n)
		qsort(lines, n, sizeof(*lines), compare_lines);
	fputs(HEAD, out);
	for (uint32_t i = 0; i < n; i++) {
		fprintf(out, "%s\n", lines[i]);
		free(lines[i]);
	}
	fclose(out);
	wrong = save_file(path, text, size);
	free(text);
	arena_free(a);
	return wrong;
}
