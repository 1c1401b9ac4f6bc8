/* SPDX-License-Identifier: MIT */
/* The gate's second part: which findings of a whole run are shown. */
#include <string.h>

#include "baseline.h"
#include "diff.h"
#include "gate.h"
#include "result.h"

/* Whether name is one of list, RULE[,RULE]. */
static bool is_named(const char *list, const char *name)
{
	size_t length = strlen(name), n;

	for (const char *at = list;; at += n + 1) {
		n = strcspn(at, ",");
		if (n == length && !memcmp(at, name, n))
			return true;
		if (!at[n])
			return false;
	}
}

static bool is_found(const struct results *r, const char *rule)
{
	for (uint32_t i = 0; i < r->nlist; i++)
		if (!strcmp(r->list[i].rule, rule))
			return true;
	return false;
}

const char *gate_check_selection(const char *only, const struct results *r,
				 const struct contracts *c)
{
	size_t n;

	for (const char *at = only;; at += n + 1) {
		const char *name;

		n = strcspn(at, ",");
		name = arena_format(r->arena, "%.*s", (int)n, at);
		if (!is_found(r, name) && !gate_find_rule(c, name))
			return arena_format(r->arena, "unknown rule '%s'; %s", name,
					    gate_rule_hint(c, name, r->arena));
		if (!at[n])
			return NULL;
	}
}

/* A path is as good as its weakest step: what touches one of them, or the function, may have made
 * the finding. */
static bool is_touched(const struct diff *d, const struct result *r)
{
	uint32_t first = r->first ? r->first : r->spot.line;
	uint32_t last = r->first ? r->last : r->spot.line;

	if (diff_touches(d, r->spot.file, first, last) ||
	    diff_touches(d, r->spot.file, r->spot.line, r->spot.line))
		return true;
	for (uint32_t i = 0; i < r->nsteps; i++) {
		const struct spot *spot = &r->steps[i].spot;

		if (diff_touches(d, spot->file, spot->line, spot->line))
			return true;
	}
	return false;
}

/* Where r is counted; what is not shown is counted once, for the first reason in this order. */
static uint32_t *place_of(const struct result *r, const struct selection *s,
			  struct selection_counts *counts)
{
	if (r->allowed)
		return &counts->allowed;
	if (r->age == RESULT_OLD)
		return &counts->old;
	if (s->diff && !is_touched(s->diff, r))
		return &counts->untouched;
	return &counts->shown;
}

void gate_select(struct results *r, const struct selection *s, struct selection_counts *counts)
{
	uint32_t kept = 0, *count;

	results_sort(r);
	if (s->baseline)
		baseline_compare(s->baseline, r);
	counts->fixed = r->nfixed;
	for (uint32_t i = 0; i < r->nlist; i++) {
		const struct result *one = &r->list[i];

		if (s->only && !is_named(s->only, one->rule))
			continue;
		count = place_of(one, s, counts);
		++*count;
		if (count == &counts->shown || (count == &counts->allowed && s->show_allowed))
			r->list[kept++] = *one;
	}
	r->nlist = kept;
}
