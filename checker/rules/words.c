/* SPDX-License-Identifier: MIT */
/* Words: near misses for messages, and the vocabulary of conditions. */
#include "internal.h"

#include <string.h>

#define LONGEST 64 /* words longer than this get no suggestion */

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* Levenshtein distance, a swap of neighbours counting as one. */
static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2], *spare;
	size_t i, j;

	for (j = 0; j <= nb; j++)
		last[j] = (unsigned)j;
	for (i = 1; i <= na; i++) {
		now[0] = (unsigned)i;
		for (j = 1; j <= nb; j++) {
			now[j] = min3(last[j] + 1, now[j - 1] + 1,
				      last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[nb];
}

void nearest_try(struct nearest *n, const char *candidate)
{
	size_t na = strlen(n->word), nb = strlen(candidate);
	unsigned d, limit = na < 6 ? 1 : (unsigned)na / 3;

	if (na > LONGEST || nb > LONGEST || nb == 0)
		return;
	d = distance(n->word, na, candidate, nb);
	/* Of short words nearly all letters would have to change: no likeness. */
	if (d > limit || d >= na || (n->best && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}

const char *nearest_fix(const struct nearest *n, struct arena *a, const char *otherwise)
{
	return n->best ? arena_format(a, "did you mean '%s'?", n->best) : otherwise;
}

static const struct condition {
	const char *word;
	value_classes classes;
} conditions[] = {
	{"zero", CLASS_ZERO},
	{"null", CLASS_ZERO},
	{"false", CLASS_ZERO},
	{"nonzero", CLASS_NONZERO},
	{"nonnull", CLASS_NONZERO},
	{"true", CLASS_NONZERO},
	{"negative", CLASS_NEGATIVE},
	{"error", CLASS_NEGATIVE},
	{"positive", CLASS_POSITIVE},
	{"valid", CLASS_POSITIVE},
	{"nonnegative", CLASS_ZERO | CLASS_POSITIVE},
	{"nonpositive", CLASS_ZERO | CLASS_NEGATIVE},
	{"always", CLASS_ANY},
};

#define NCONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

value_classes condition_classes(const char *word)
{
	size_t i;

	for (i = 0; i < NCONDITIONS; i++) {
		if (strcmp(conditions[i].word, word) == 0)
			return conditions[i].classes;
	}
	return 0;
}

void condition_suggest(struct nearest *n)
{
	size_t i;

	for (i = 0; i < NCONDITIONS; i++)
		nearest_try(n, conditions[i].word);
}
