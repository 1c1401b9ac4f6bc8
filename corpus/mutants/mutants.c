// SPDX-License-Identifier: MIT
/* Mutants: kept, put in order, compared, compiled, printed. */
#include "mutate.h"

#include <ctype.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct mutant *mutant_add(struct mutants *m, const char *operator, const struct function * in,
			  const char *area, unsigned place)
{
	struct mutant *mutant = APPEND(m->list, m->count);

	mutant->operator= operator;
	mutant->function = in ? in->name : NULL;
	mutant->area = area;
	mutant->place = place;
	mutant->base = in ? in->body.start : place;
	return mutant;
}

void mutant_edit(struct mutant *mutant, struct span at, const char *format, ...)
{
	struct edit *edit = &mutant->edits[mutant->nedits++];
	va_list args;

	edit->at = at;
	va_start(args, format);
	if (vasprintf(&edit->text, format, args) < 0)
		abort();
	va_end(args);
}

static int compare_edits(const void *x, const void *y)
{
	const struct edit *a = x, *b = y;

	if (a->at.start != b->at.start)
		return a->at.start < b->at.start ? -1 : 1;
	return (a->at.end > b->at.end) - (a->at.end < b->at.end);
}

static int compare_mutants(const void *x, const void *y)
{
	const struct mutant *a = x, *b = y;
	int order;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	order = strcmp(a->operator, b->operator);
	for (int i = 0; !order && i < a->nedits && i < b->nedits; i++) {
		order = compare_edits(&a->edits[i], &b->edits[i]);
		if (!order)
			order = strcmp(a->edits[i].text, b->edits[i].text);
	}
	return order;
}

/* The driver with the edits; NULL if they overlap. */
static char *apply(const struct driver *d, struct mutant *mutant)
{
	size_t room = d->size + 1, used = 0;
	unsigned at = 0;
	char *text;

	qsort(mutant->edits, mutant->nedits, sizeof(*mutant->edits), compare_edits);
	for (int i = 0; i < mutant->nedits; i++)
		room += strlen(mutant->edits[i].text);
	text = malloc(room);
	if (!text)
		abort();
	for (int i = 0; i < mutant->nedits; i++) {
		const struct edit *e = &mutant->edits[i];

		if (e->at.start < at || e->at.end < e->at.start || e->at.end > d->size) {
			free(text);
			return NULL;
		}
		memcpy(text + used, d->text + at, e->at.start - at);
		used += e->at.start - at;
		strcpy(text + used, e->text);
		used += strlen(e->text);
		at = e->at.end;
	}
	strcpy(text + used, d->text + at);
	return text;
}

/* Two texts that differ in white space and empty statements only are one mutant. */
static char *squeezed(const char *text)
{
	char *copy = strdup(text), *to = copy;

	for (; *text; text++) {
		if (isspace((unsigned char)*text)) {
			if (to > copy && is_word(to[-1]) && is_word(text[strspn(text, " \t\n")]))
				*to++ = ' ';
		} else if (*text != ';' || to == copy || !strchr(";{}", to[-1])) {
			*to++ = *text;
		}
	}
	*to = 0;
	return copy;
}

struct seen {
	char *text;
	UT_hash_handle hh;
};

static bool add_seen(struct seen **all, const char *text)
{
	char *key = squeezed(text);
	struct seen *found;

	HASH_FIND_STR(*all, key, found);
	if (found) {
		free(key);
		return false;
	}
	found = calloc(1, sizeof(*found));
	found->text = key;
	HASH_ADD_KEYPTR(hh, *all, found->text, strlen(found->text), found);
	return true;
}

static bool compiles(const struct driver *d, const char *text)
{
	struct CXUnsavedFile file = {d->path, text, strlen(text)};
	bool good;

	if (clang_reparseTranslationUnit(d->unit, 1, &file, CXReparse_None))
		return false;
	good = true;
	for (unsigned i = clang_getNumDiagnostics(d->unit); good && i--;) {
		CXDiagnostic diagnostic = clang_getDiagnostic(d->unit, i);

		good = clang_getDiagnosticSeverity(diagnostic) < CXDiagnostic_Error;
		clang_disposeDiagnostic(diagnostic);
	}
	return good;
}

static const char *stem(const char *path, int *length)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	*length = (int)strcspn(base, ".");
	return base;
}

/* FNV-1a. */
static unsigned hash(unsigned state, const char *text, size_t length)
{
	while (length--)
		state = (state ^ (unsigned char)*text++) * 16777619u;
	return state;
}

/*
 * DRIVER-FUNCTION-OPERATOR-HASH of what is replaced by what, and where in the function: neither
 * edits of other functions nor new operators and contracts change it.
 */
static void name(const struct mutants *m, struct mutant *mutant)
{
	const struct driver *d = m->driver;
	unsigned state = 2166136261u;
	int length;
	const char *driver = stem(d->path, &length);

	for (int i = 0; i < mutant->nedits; i++) {
		const struct edit *e = &mutant->edits[i];
		unsigned offset = e->at.start - mutant->base;

		state = hash(state, (const char *)&offset, sizeof(offset));
		state = hash(state, d->text + e->at.start, e->at.end - e->at.start);
		state = hash(state, e->text, strlen(e->text) + 1);
	}
	if (asprintf(&mutant->id, "%.*s-%s-%s-%06x", length, driver, mutant->function,
		     mutant->operator,(state ^ state >> 24) & 0xffffff) < 0)
		abort();
}

static void print(const struct driver *d, const struct mutant *mutant, FILE *out)
{
	json_t *edits = json_array(), *object;
	unsigned line = 1, column = 1;

	for (unsigned at = 0; at < mutant->place; at++) {
		column = d->text[at] == '\n' ? 1 : column + 1;
		line += d->text[at] == '\n';
	}
	for (int i = 0; i < mutant->nedits; i++) {
		const struct edit *e = &mutant->edits[i];

		json_array_append_new(edits,
				      json_pack("[i, i, s]", e->at.start, e->at.end, e->text));
	}
	object = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:o}", "id", mutant->id, "operator",
			   mutant->operator, "function", mutant->function, "area", mutant->area,
			   "line", line, "column", column, "edits", edits);
	if (!object)
		abort();
	json_dumpf(object, out, JSON_COMPACT);
	putc('\n', out);
	json_decref(object);
}

static bool is_wanted(const struct mutant *mutant, char **wanted)
{
	for (; *wanted; wanted++) {
		if (!strcmp(mutant->id, *wanted))
			return true;
	}
	return false;
}

/* Drops those whose text another one has, and names the others. */
static void tell_apart(struct mutants *m)
{
	struct seen *seen = NULL;

	add_seen(&seen, m->driver->text);
	for (int i = 0; i < m->count; i++) {
		struct mutant *mutant = &m->list[i];

		mutant->text = apply(m->driver, mutant);
		if (mutant->text && add_seen(&seen, mutant->text))
			name(m, mutant);
	}
}

int mutants_print(struct mutants *m, char **wanted, FILE *out)
{
	int printed = 0;

	qsort(m->list, m->count, sizeof(*m->list), compare_mutants);
	tell_apart(m);
	for (int i = 0; i < m->count; i++) {
		struct mutant *mutant = &m->list[i];

		if (!mutant->id || (*wanted && !is_wanted(mutant, wanted)) ||
		    !compiles(m->driver, mutant->text))
			continue;
		print(m->driver, mutant, out);
		printed++;
	}
	return printed;
}
