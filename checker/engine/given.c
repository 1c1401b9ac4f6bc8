/* SPDX-License-Identifier: MIT */
/*
 * Summaries for what one call gives: objects in states that a slot of the driver gave to the
 * caller, and constants for parameters that tell outcomes apart which the general summary had to
 * merge.
 */
#include <string.h>

#include "call.h"
#include "program.h"

#define MAX_GIVEN_SUMMARIES 32
#define MAX_GIVEN 4

/* The arguments whose state a slot gave, as the entries of a slot of the callee. */
static void given_arguments(struct analysis *x, const struct world *w, const struct call *c,
			    struct slot *entry)
{
	entry->entries = arena_new_array(x->arena, struct slot_entry, MAX_GIVEN);
	for (uint32_t k = 0; k < c->nargs; k++) {
		node_id region = region_deref(x->n, c->args[k]);

		for (uint32_t i = 0; i < w->states.count && entry->nentries < MAX_GIVEN; i++) {
			const struct state *s = &w->states.list[i];

			if (s->region != region || !s->event || s->event->kind != EVENT_ENTRY ||
			    (s->flags & STATE_UNSURE))
				continue;
			entry->entries[entry->nentries++] = (struct slot_entry){
				.object = {.root = PATH_PARAM, .index = (uint16_t)k},
				.protocol = x->p->protocols[s->protocol],
				.state = s->state};
		}
	}
}

/* The constants among the arguments that the general summary mixed up; NULL: none. By parameter,
 * NODE_NONE: not given. */
static const node_id *given_constants(struct analysis *x, const struct call *c,
				      const struct summary *general)
{
	node_id *constants = NULL;

	for (uint32_t k = 0; general->blurred && k < c->nargs && k < x->m->functions[c->fn].nparams;
	     k++) {
		if (!(general->blurred >> k & 1) || node_at(x->n, c->args[k])->kind != NODE_INT)
			continue;
		if (!constants)
			constants =
				arena_new_array(x->arena, node_id, x->m->functions[c->fn].nparams);
		constants[k] = c->args[k];
	}
	return constants;
}

static bool same_constants(const node_id *a, const node_id *b, uint32_t nparams)
{
	return (!a && !b) || (a && b && !memcmp(a, b, nparams * sizeof(*a)));
}

static bool same_entries(const struct slot *a, const struct slot *b)
{
	if (a->nentries != b->nentries)
		return false;
	for (uint32_t i = 0; i < a->nentries; i++)
		if (a->entries[i].object.index != b->entries[i].object.index ||
		    a->entries[i].protocol != b->entries[i].protocol ||
		    a->entries[i].state != b->entries[i].state)
			return false;
	return true;
}

static const struct summary *summary_for(struct analysis *x, uint32_t fn, const struct slot *entry,
					 const node_id *constants)
{
	struct program *p = x->p;
	struct fn_info *info = program_fn(p, fn);
	struct given_summary *g;

	for (g = info->given; g; g = g->next)
		if (same_entries(&g->entry, entry) &&
		    same_constants(g->constants, constants, p->m->functions[fn].nparams))
			return g->summary;
	if (info->progress == FN_BUSY || info->ngiven == MAX_GIVEN_SUMMARIES ||
	    !ir_need_body(p->m, fn))
		return NULL;
	g = arena_alloc(p->arena, sizeof(*g));
	g->entry = *entry;
	g->entry.entries =
		arena_copy(p->arena, entry->entries, entry->nentries * sizeof(*entry->entries));
	g->constants = constants ? arena_copy(p->arena, constants,
					      p->m->functions[fn].nparams * sizeof(*constants))
				 : NULL;
	g->next = info->given;
	info->given = g;
	info->ngiven++;
	g->summary =
		explore_function(p, fn, entry->nentries ? &g->entry : NULL, g->constants, true);
	x->f = &p->m->functions[x->fn];
	return g->summary;
}

const struct summary *given_general(struct analysis *x, const struct call *c)
{
	const struct summary *general = program_summary(x, c->fn), *special = NULL;
	const node_id *constants = given_constants(x, c, general);
	struct slot none = {.name = c->callee};

	if (constants)
		special = summary_for(x, c->fn, &none, constants);
	return special ? special : general;
}

const struct summary *given_special(struct analysis *x, const struct world *w, const struct call *c)
{
	struct slot entry = {.name = c->callee};

	if (!w->states.count || !(x->m->functions[c->fn].flags & IR_FN_MAIN_FILE) ||
	    !program_interesting(x->p, c->fn))
		return NULL;
	given_arguments(x, w, c, &entry);
	if (!entry.nentries)
		return NULL;
	return summary_for(x, c->fn, &entry, given_constants(x, c, program_summary(x, c->fn)));
}
