/* SPDX-License-Identifier: MIT */
/*
 * References that a function took to what was there before it, and then failed. A caller that is
 * told of a failure does not know of them; where nothing was done with the object since that could
 * have kept one, each is lost.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"

/* Some memory that others reach has had the pointer stored in it on this path. */
static bool is_kept(const struct analysis *x, const struct world *w, node_id object)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];
		const struct node *root = node_at(x->n, region_root(x->n, b->region));

		if (region_deref_known(x->n, b->value) != object ||
		    memory_is_private(x, b->region) || root->kind == REGION_LOCAL)
			continue;
		/* What was read there is no news. */
		if (root->kind != REGION_DEREF || node_at(x->n, root->a)->kind != NODE_FRESH)
			return true;
	}
	return false;
}

/* The rule that says that a reference is lost, or NULL: none was taken here, or something may have
 * become of it. */
static const struct rule *lost(const struct analysis *x, const struct world *w,
			       const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];
	const uint16_t unclear = STATE_HANDED_ON | STATE_UNSURE | STATE_OTHERS | STATE_GIVEN |
				 STATE_PUBLISHED | STATE_PASSED;

	if (!p->counted || p->states[s->state].dead || p->states[s->state].leak || s->count <= 0)
		return NULL;
	if ((s->flags & unclear) || !s->event || !s->event->effect ||
	    !effect_takes(s->event->effect) || s->event->fn != x->fn || s->event->inside ||
	    program_event_in_loop(x->p, s->event) || is_kept(x, w, s->region))
		return NULL;
	return p->states[0].leak;
}

void taken_check(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];

		if (!left_failed(x, e))
			continue;
		for (uint32_t k = 0; k < e->w->states.count; k++) {
			const struct state *s = &e->w->states.list[k];
			const struct rule *rule = lost(x, e->w, s);

			if (rule)
				evidence_report(
					x, e->w,
					&(struct report){.rule = rule,
							 .insn = e->insn,
							 .object = describe_region(
								 x->p, s->region, x->p->out->arena),
							 .state = s,
							 .region = s->region});
		}
	}
}
