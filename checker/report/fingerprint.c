/* SPDX-License-Identifier: MIT */
#include "fingerprint.h"

#include <string.h>

#include <xxhash.h>

#include "result.h"
#include "source.h"

/* With its NUL, so that "ab","c" is not "a","bc". */
static uint64_t add(uint64_t hash, const char *text)
{
	return XXH3_64bits_withSeed(text, strlen(text) + 1, hash);
}

static uint64_t add_statement(uint64_t hash, const struct spot *spot, struct sources *sources,
			      struct arena *a)
{
	return add(hash, source_statement(sources, spot->file, spot->line, a));
}

void fingerprint(struct result *r, struct sources *sources, struct arena *a)
{
	r->identity = add_statement(add(add(0, r->rule), r->function), &r->spot, sources, a);
	r->way = r->identity;
	for (uint32_t i = 0; i < r->nsteps; i++) {
		const struct result_step *step = &r->steps[i];

		if (step->kind == STEP_ASSUMED || step->kind == STEP_ALSO)
			continue;
		r->way = add(r->way, step->function);
		r->way = add_statement(r->way, &step->spot, sources, a);
	}
}
