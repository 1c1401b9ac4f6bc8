/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include <stdlib.h>
#include <string.h>

#include "../rules/contract.h"

struct findings *findings_new(void)
{
	struct arena *a = arena_new();
	struct findings *f = arena_alloc(a, sizeof(*f));

	f->arena = a;
	return f;
}

void findings_free(struct findings *f)
{
	if (f)
		arena_free(f->arena);
}

void findings_add(struct findings *f, const struct finding *one)
{
	struct finding *bigger;

	if (f->count == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 16;
		bigger = arena_new_array(f->arena, struct finding, f->cap);
		if (f->count)
			memcpy(bigger, f->list, f->count * sizeof(*bigger));
		f->list = bigger;
	}
	f->list[f->count++] = *one;
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_places(const struct ir_place *a, const struct ir_place *b,
			  const struct strings *strings)
{
	int d = 0;

	if (a->file != b->file)
		d = strcmp(str_text(strings, a->file), str_text(strings, b->file));
	if (!d)
		d = compare_numbers(a->line, b->line);
	return d ? d : compare_numbers(a->col, b->col);
}

static int compare_notes(const struct finding *a, const struct finding *b,
			 const struct strings *strings)
{
	int d = compare_numbers(a->nnotes, b->nnotes);

	for (uint32_t i = 0; !d && i < a->nnotes; i++) {
		d = compare_places(&a->notes[i].place, &b->notes[i].place, strings);
		if (!d)
			d = strcmp(a->notes[i].text, b->notes[i].text);
	}
	return d;
}

static bool same_place(const struct ir_place *a, const struct ir_place *b)
{
	return a->file == b->file && a->line == b->line && a->col == b->col;
}

static bool is_told(const struct finding *f, uint32_t before, const struct finding_note *note)
{
	for (uint32_t i = 0; i < before; i++) {
		if (same_place(&f->notes[i].place, &note->place) &&
		    !strcmp(f->notes[i].text, note->text))
			return true;
	}
	return false;
}

void finding_drop_repeated_notes(struct finding *f)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < f->nnotes; i++)
		if (!is_told(f, kept, &f->notes[i]))
			f->notes[kept++] = f->notes[i];
	f->nnotes = kept;
}

/* Whether both say that one thing is left: at two returns, or in the words of two rules at one. */
static bool same_origin(const struct finding *a, const struct finding *b)
{
	if (!a->origin.line || a->strict || !same_place(&a->origin, &b->origin) ||
	    strcmp(a->function, b->function))
		return false;
	if (a->rule == b->rule)
		return !strcmp(a->message, b->message);
	return same_place(&a->place, &b->place) && a->protocol == b->protocol;
}

static void add_note(struct findings *f, struct finding *one, const struct finding_note *note)
{
	struct finding_note *notes =
		arena_new_array(f->arena, struct finding_note, one->nnotes + 1);

	if (one->nnotes)
		memcpy(notes, one->notes, one->nnotes * sizeof(*notes));
	notes[one->nnotes++] = *note;
	one->notes = notes;
}

void findings_join_returns(struct findings *f)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < f->count; i++) {
		const struct finding *one = &f->list[i];
		uint32_t k = 0;

		while (k < kept && !same_origin(&f->list[k], one))
			k++;
		if (k == kept)
			f->list[kept++] = *one;
		else if (!same_place(&f->list[k].place, &one->place))
			add_note(f, &f->list[k],
				 &(struct finding_note){one->place, "the same at this return",
							STEP_ALSO, one->function});
	}
	f->count = kept;
}

/* 0: one finding is enough for the reader. */
static int compare_subjects(const struct finding *a, const struct finding *b,
			    const struct strings *strings)
{
	int d = compare_places(&a->place, &b->place, strings);

	return d ? d : strcmp(a->rule->name, b->rule->name);
}

/* Of one subject, the shortest path comes first: it is the one that stays. */
static int compare_findings(const void *x, const void *y, void *strings)
{
	const struct finding *a = x, *b = y;
	int d = compare_subjects(a, b, strings);

	if (!d)
		d = compare_notes(a, b, strings);
	return d ? d : strcmp(a->message, b->message);
}

void findings_sort(struct findings *f, const struct strings *strings)
{
	uint32_t kept = 0;

	if (!f->count)
		return;
	qsort_r(f->list, f->count, sizeof(*f->list), compare_findings, (void *)strings);
	for (uint32_t i = 1; i < f->count; i++)
		if (compare_subjects(&f->list[kept], &f->list[i], strings))
			f->list[++kept] = f->list[i];
	f->count = kept + 1;
}
