/* SPDX-License-Identifier: MIT */
/* The engine's data flow, one pass a line. */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "said.h"

static void index_protocols(struct program *p)
{
	const struct contracts *c = p->contracts;

	p->protocols =
		arena_new_array(p->arena, const struct protocol *, contracts_nprotocols(c) + 1);
	p->given = arena_new_array(p->arena, bool, contracts_nprotocols(c) + 1);
	p->taken = arena_new_array(p->arena, bool, contracts_nprotocols(c) + 1);
	for (; c; c = c->base)
		for (uint32_t i = 0; i < c->nprotocols; i++) {
			p->protocols[c->protocols[i]->id] = c->protocols[i];
			if (c->protocols[i]->early)
				p->early = c->protocols[i];
			if (!strcmp(c->protocols[i]->name, "ownership"))
				p->ownership = c->protocols[i];
		}
	for (c = p->contracts; c; c = c->base)
		for (uint32_t i = 0; i < c->nfunctions; i++)
			for_each_effect (e, c->functions[i])
				if (e->kind == EFFECT_STATE && effect_takes(e))
					p->taken[e->protocol->id] = true;
}

static bool in_main_file(const struct program *p, uint32_t fn)
{
	uint32_t flags = p->m->functions[fn].flags;

	return (flags & IR_FN_MAIN_FILE) && (flags & IR_FN_DEFINED);
}

/* Bodies worth looking at are lowered before the survey, so that it sees all of the module's code
 * that matters. */
static void lower_interesting(struct program *p)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if (!in_main_file(p, fn))
			continue;
		p->stats->functions++;
		if (!program_fn(p, fn)->nslots && !program_interesting(p, fn))
			p->stats->trivial++;
		else if (!ir_need_body(p->m, fn))
			p->stats->not_lowered++;
	}
}

/* fn may be trusted by its annotation, have no body, or have been explored for a caller already. */
static void analyse(struct program *p, uint32_t fn)
{
	const struct function_contract *fc = program_contract(p, fn);
	struct analysis from = {.p = p, .m = p->m, .fn = fn, .interesting = true};
	uint32_t nslots = program_fn(p, fn)->nslots;
	struct summary **placed;

	if ((fc && fc->trusted) || !ir_need_body(p->m, fn))
		return;
	if (!nslots)
		program_summary(&from, fn);
	placed = arena_new_array(p->arena, struct summary *, nslots + 1);
	for (uint32_t i = 0; i < nslots; i++)
		placed[i] = explore_function(p, fn, program_fn(p, fn)->slots[i], NULL, true);
	program_fn(p, fn)->placed = placed;
	program_fn(p, fn)->nplaced = nslots;
}

static void analyse_all(struct program *p)
{
	uint32_t n = p->m->nfunctions;

	for (uint32_t fn = 0; fn < n; fn++)
		if (in_main_file(p, fn) &&
		    (program_fn(p, fn)->nslots || program_interesting(p, fn)))
			analyse(p, fn);
}

/* Explores the code that matters: what all that looks at the module begins with. */
static void start(struct program *p)
{
	p->arena = arena_new();
	nodes_init(&p->nodes);
	index_protocols(p);
	program_find_slots(p);
	member_find(p);
	lower_interesting(p);
	program_survey(p);
	analyse_all(p);
	sequence_check(p);
	evidence_beliefs(p);
}

static void finish(struct program *p)
{
	while (p->nspare)
		arena_free(p->spare[--p->nspare]);
	nodes_free(&p->nodes);
	free(p->fns);
	free(p->ambients);
	free(p->origins);
	free(p->records);
	free(p->table_uses);
	arena_free(p->arena);
}

/* Lint's second look, at code that is annotated: out gets what strict mode shows of what its
 * annotations speak of. */
static void hold_to_annotations(struct ir_module *m, const struct contracts *c,
				struct findings *out)
{
	struct engine_stats stats = {0};
	struct findings shown = {.arena = out->arena};
	struct program p = {.m = m,
			    .contracts = c,
			    .strict = true,
			    .again = true,
			    .out = &shown,
			    .stats = &stats};

	start(&p);
	strict_made_check(&p);
	finish(&p);
	said_tell(out, &shown);
}

void engine_run(struct ir_module *m, const struct contracts *c, bool strict, struct findings *out,
		struct engine_stats *stats, const struct engine_watch *watch)
{
	struct program p = {.m = m,
			    .contracts = c,
			    .strict = strict,
			    .out = out,
			    .stats = stats,
			    .watch = watch};

	start(&p);
	null_report(&p);
	structure_check(&p);
	tables_check(&p);
	borrowed_check(&p);
	kept_check(&p);
	made_of_check(&p);
	agree_check(&p);
	source_check(&p);
	ids_check(&p);
	order_check(&p);
	counted_check(&p);
	sibling_check(&p);
	derived_check(&p);
	balance_check(&p);
	unrun_check(&p);
	unset_check(&p);
	unasked_check(&p);
	strict_made_check(&p);
	strict_unread_check(&p);
	cleanup_check(&p);
	pair_check(&p);
	twin_check(&p);
	atomic_check(&p);
	if (watch && watch->done)
		watch->done(watch->ctx, &p);
	finish(&p);
	if (!strict && said_anything(c))
		hold_to_annotations(m, c, out);
}
