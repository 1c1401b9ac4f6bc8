/* SPDX-License-Identifier: MIT */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

struct audit *audit_new(void)
{
	struct arena *arena = arena_new();
	struct audit *a = arena_alloc(arena, sizeof(*a));

	a->arena = arena;
	return a;
}

void audit_free(struct audit *a)
{
	if (a)
		arena_free(a->arena);
}

void audit_add(struct audit *a, const struct waiver *w)
{
	struct waiver *bigger;

	if (a->nlist == a->cap_list) {
		a->cap_list = a->cap_list ? 2 * a->cap_list : 16;
		bigger = arena_new_array(a->arena, struct waiver, a->cap_list);
		if (a->nlist)
			memcpy(bigger, a->list, a->nlist * sizeof(*bigger));
		a->list = bigger;
	}
	a->list[a->nlist++] = *w;
}

/* --- Modules ------------------------------------------------------------------------------ */

static const char *keep(struct audit *a, const struct ir_module *m, str_id text)
{
	return arena_format(a->arena, "%s", str_text(m->strings, text));
}

static void add_at(struct audit *a, const struct ir_module *m, struct ir_place place,
		   enum waiver_kind kind, str_id rule, str_id reason)
{
	audit_add(a, &(struct waiver){
			     .kind = kind,
			     .file = keep(a, m, place.file),
			     .line = place.line,
			     .col = place.col,
			     .rule = keep(a, m, rule),
			     .reason = keep(a, m, reason),
		     });
}

static void add_attributes(struct audit *a, struct ir_module *m, const struct ir_attrs *attrs)
{
	for (uint32_t i = 0; i < attrs->count; i++) {
		const struct ir_attr *attr = &attrs->list[i];
		const char *name = str_text(m->strings, attr->name);
		struct ir_place place = ir_locate(m, attr->loc);

		if (!strcmp(name, "allow"))
			add_at(a, m, place, WAIVER_ALLOW, attr->args[0], attr->args[1]);
		else if (!strcmp(name, "trusted"))
			add_at(a, m, place, WAIVER_TRUSTED, STR_EMPTY, attr->args[0]);
	}
}

void audit_module(struct audit *a, struct ir_module *m)
{
	for (uint32_t i = 0; i < m->nsuppressions; i++) {
		const struct ir_suppression *s = &m->suppressions[i];

		add_at(a, m, (struct ir_place){.file = s->file, .line = s->line, .col = s->col},
		       WAIVER_ALLOW, s->rule, s->reason);
	}
	for (uint32_t i = 0; i < m->ntrusted; i++)
		add_at(a, m, ir_locate(m, m->trusted[i].loc), WAIVER_TRUSTED, STR_EMPTY,
		       m->trusted[i].reason);
	for (uint32_t i = 0; i < m->nfunctions; i++)
		add_attributes(a, m, &m->functions[i].attrs);
	for (uint32_t i = 0; i < m->nglobals; i++)
		add_attributes(a, m, &m->globals[i].attrs);
}

/* --- The list ----------------------------------------------------------------------------- */

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_waivers(const void *x, const void *y)
{
	const struct waiver *a = x, *b = y;
	int d = strcmp(a->file, b->file);

	if (!d)
		d = compare_numbers(a->line, b->line);
	if (!d)
		d = compare_numbers(a->col, b->col);
	if (!d)
		d = strcmp(a->rule, b->rule);
	return d ? d : strcmp(a->reason, b->reason);
}

void audit_sort(struct audit *a)
{
	uint32_t kept = 0;

	if (!a->nlist)
		return;
	qsort(a->list, a->nlist, sizeof(*a->list), compare_waivers);
	for (uint32_t i = 1; i < a->nlist; i++)
		if (compare_waivers(&a->list[kept], &a->list[i]))
			a->list[++kept] = a->list[i];
	a->nlist = kept + 1;
}

void audit_print(const struct audit *a, FILE *out)
{
	for (uint32_t i = 0; i < a->nlist; i++) {
		const struct waiver *w = &a->list[i];

		fprintf(out, "%s:%u:%u: ", w->file, w->line, w->col);
		if (w->kind == WAIVER_TRUSTED)
			fprintf(out, "trusted");
		else
			fprintf(out, "allow %s", *w->rule ? w->rule : "(no rule)");
		fprintf(out, ": %s\n", *w->reason ? w->reason : "(no reason)");
	}
}
