/* SPDX-License-Identifier: MIT */
#include "result.h"

#include <stdlib.h>
#include <string.h>

#include "fingerprint.h"
#include "source.h"

static const char *const kind_names[] = {
	[STEP_STATE] = "state", [STEP_ASSUMED] = "assumed", [STEP_CALL] = "call",
	[STEP_ENTRY] = "entry", [STEP_ALSO] = "also",
};
#define NKINDS (sizeof(kind_names) / sizeof(kind_names[0]))

const char *step_kind_name(enum step_kind kind)
{
	return kind_names[kind];
}

bool step_kind_named(const char *name, enum step_kind *kind)
{
	for (size_t i = 0; i < NKINDS; i++) {
		if (strcmp(kind_names[i], name))
			continue;
		*kind = (enum step_kind)i;
		return true;
	}
	return false;
}

/* --- The list ----------------------------------------------------------------------------- */

struct results *results_new(void)
{
	struct arena *a = arena_new();
	struct results *r = arena_alloc(a, sizeof(*r));

	r->arena = a;
	return r;
}

void results_free(struct results *r)
{
	if (r)
		arena_free(r->arena);
}

void results_add(struct results *r, const struct result *one)
{
	r->list = arena_grow(r->arena, r->list, r->nlist, &r->cap_list, sizeof(*r->list));
	r->list[r->nlist++] = *one;
}

void results_add_fixed(struct results *r, const struct result *one)
{
	r->fixed = arena_grow(r->arena, r->fixed, r->nfixed, &r->cap_fixed, sizeof(*r->fixed));
	r->fixed[r->nfixed++] = *one;
}

void results_add_unit(struct results *r, const struct unit *one)
{
	r->units = arena_grow(r->arena, r->units, r->nunits, &r->cap_units, sizeof(*r->units));
	r->units[r->nunits++] = *one;
}

/* --- From a finding ----------------------------------------------------------------------- */

struct taking {
	struct arena *a;
	const struct strings *strings;
	struct sources *sources;
};

static const char *keep(struct arena *a, const char *text)
{
	return text ? arena_format(a, "%s", text) : NULL;
}

static const char *trimmed(struct arena *a, const char *line)
{
	size_t length;

	if (!line)
		return NULL;
	line += strspn(line, " \t");
	length = strlen(line);
	while (length && strchr(" \t", line[length - 1]))
		length--;
	return arena_format(a, "%.*s", (int)length, line);
}

static struct spot take_place(const struct taking *t, const struct ir_place *p)
{
	const char *file = str_text(t->strings, p->file);

	return (struct spot){
		.file = keep(t->a, file),
		.line = p->line,
		.col = p->col,
		.text = trimmed(t->a, source_line(t->sources, file, p->line)),
	};
}

static struct result_step *take_steps(const struct taking *t, const struct finding *f)
{
	struct result_step *steps = arena_new_array(t->a, struct result_step, f->nnotes);

	for (uint32_t i = 0; i < f->nnotes; i++) {
		const struct finding_note *note = &f->notes[i];

		steps[i] = (struct result_step){
			.kind = note->kind,
			.spot = take_place(t, &note->place),
			.function = keep(t->a, note->function ? note->function : ""),
			.message = keep(t->a, note->text),
		};
	}
	return steps;
}

void results_add_finding(struct results *r, const struct finding *f, const struct strings *strings,
			 struct sources *sources)
{
	const struct taking t = {r->arena, strings, sources};
	struct result one = {
		.rule = keep(r->arena, f->rule->name),
		.summary = keep(r->arena, f->rule->summary ? f->rule->summary : ""),
		.trust = f->rule->trust,
		.is_error = f->is_error,
		.message = keep(r->arena, f->message),
		.spot = take_place(&t, &f->place),
		.function = keep(r->arena, f->function ? f->function : ""),
		.protocol = keep(r->arena, f->protocol),
		.allowed = keep(r->arena, f->allowed),
		.steps = take_steps(&t, f),
		.nsteps = f->nnotes,
	};

	if (f->start_of_function.file == f->place.file) {
		one.first = f->start_of_function.line;
		one.last = f->end_of_function.line;
	}
	fingerprint(&one, sources, r->arena);
	results_add(r, &one);
}

/* --- File names --------------------------------------------------------------------------- */

/* Drops "." and "x/.." from an absolute path, by its text alone. */
static char *tidied(struct arena *a, const char *path)
{
	char *out = arena_alloc(a, strlen(path) + 2);
	size_t n = 0, length;

	for (; *path; path += length) {
		path += strspn(path, "/");
		length = strcspn(path, "/");
		if (!length || (length == 1 && *path == '.'))
			continue;
		if (length == 2 && !memcmp(path, "..", 2)) {
			while (n && out[--n] != '/')
				;
			continue;
		}
		out[n++] = '/';
		memcpy(out + n, path, length);
		n += length;
	}
	if (!n)
		out[n++] = '/';
	out[n] = '\0';
	return out;
}

static const char *relative(struct arena *a, const char *folder, const char *file, const char *root)
{
	size_t length = strlen(root);
	const char *path;

	if (!*file || (*file != '/' && !folder))
		return file;
	path = tidied(a, *file == '/' ? file : arena_format(a, "%s/%s", folder, file));
	return !strncmp(path, root, length) && path[length] == '/' ? path + length + 1 : path;
}

void results_make_relative(struct results *r, const char *root)
{
	struct arena *a = r->arena;

	for (uint32_t i = 0; i < r->nlist; i++) {
		struct result *one = &r->list[i];

		one->spot.file = relative(a, one->folder, one->spot.file, root);
		for (uint32_t k = 0; k < one->nsteps; k++)
			one->steps[k].spot.file =
				relative(a, one->folder, one->steps[k].spot.file, root);
	}
	for (uint32_t i = 0; i < r->nunits; i++)
		r->units[i].file = relative(a, r->units[i].folder, r->units[i].file, root);
}

/* --- Order -------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_spots(const struct spot *a, const struct spot *b)
{
	int d = strcmp(a->file, b->file);

	if (!d)
		d = compare_numbers(a->line, b->line);
	return d ? d : compare_numbers(a->col, b->col);
}

/* 0: the same finding. */
static int compare_subjects(const struct result *a, const struct result *b)
{
	int d = compare_spots(&a->spot, &b->spot);

	return d ? d : strcmp(a->rule, b->rule);
}

static int compare_steps(const struct result *a, const struct result *b)
{
	int d = compare_numbers(a->nsteps, b->nsteps);

	for (uint32_t i = 0; !d && i < a->nsteps; i++) {
		d = compare_spots(&a->steps[i].spot, &b->steps[i].spot);
		if (!d)
			d = strcmp(a->steps[i].message, b->steps[i].message);
	}
	return d;
}

static int compare_results(const void *x, const void *y)
{
	const struct result *a = x, *b = y;
	int d = compare_subjects(a, b);

	/* A finding in an inline function may be hidden in one unit only: what is shown comes
	 * first. */
	if (!d)
		d = !!a->allowed - !!b->allowed;
	if (!d)
		d = compare_steps(a, b);
	return d ? d : strcmp(a->message, b->message);
}

static int compare_units(const void *x, const void *y)
{
	const struct unit *a = x, *b = y;

	return strcmp(a->file, b->file);
}

void results_sort(struct results *r)
{
	uint32_t kept = 0;

	if (r->nunits)
		qsort(r->units, r->nunits, sizeof(*r->units), compare_units);
	if (!r->nlist)
		return;
	qsort(r->list, r->nlist, sizeof(*r->list), compare_results);
	for (uint32_t i = 1; i < r->nlist; i++)
		if (compare_subjects(&r->list[kept], &r->list[i]))
			r->list[++kept] = r->list[i];
	r->nlist = kept + 1;
}
