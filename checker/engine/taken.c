/* SPDX-License-Identifier: MIT */
/*
 * References that a function took to what it was given, and then failed. A caller that is told of a
 * failure does not know of them; where nothing was done with the object since that could have kept
 * one, each is lost. What is found in a record may have the reference taken for that record.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "reference.h"

/* On some way to the exit the parameter is stored where others may find it, or may let go of it. */
static bool is_kept(const struct ir_function *f, uint32_t param, uint32_t exit)
{
	const uint32_t at = cfg_block_of(f, exit);

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t block;

		if (f->insns[i].op != IR_STORE || f->insns[f->insns[i].a].op == IR_LOCAL ||
		    reference_param(f, f->insns[i].b) != param)
			continue;
		block = cfg_block_of(f, i);
		if (block == at || cfg_reaches(f, block, at, IR_NONE))
			return true;
	}
	return false;
}

static bool is_given(const struct analysis *x, node_id object)
{
	const struct node *nd = node_at(x->n, object), *v = node_at(x->n, nd->a);

	return nd->kind == REGION_DEREF && v->kind == NODE_PARAM && v->a == x->fn;
}

/* An error, and not only that there is nothing. */
static bool is_error(const struct analysis *x, const struct exit_world *e)
{
	return e->result && fact_classes(x->n, e->w, e->result) == CLASS_NEGATIVE;
}

/* The rule that says that a reference is lost, or NULL: none was taken here, or something may have
 * become of it. */
static const struct rule *lost(const struct analysis *x, const struct state *s, uint32_t exit)
{
	const struct protocol *p = x->p->protocols[s->protocol];
	const uint16_t unclear = STATE_HANDED_ON | STATE_UNSURE | STATE_OTHERS | STATE_GIVEN |
				 STATE_PUBLISHED | STATE_PASSED;

	if (!p->counted || !is_given(x, s->region) || p->states[s->state].dead ||
	    p->states[s->state].leak || s->count <= 0)
		return NULL;
	if ((s->flags & unclear) || !s->event || !s->event->effect ||
	    !effect_takes(s->event->effect) || s->event->fn != x->fn || s->event->inside ||
	    program_event_in_loop(x->p, s->event) ||
	    is_kept(x->f, node_at(x->n, node_at(x->n, s->region)->a)->b, exit))
		return NULL;
	return p->states[0].leak;
}

void taken_check(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];

		if (!is_error(x, e) || !left_failed(x, e))
			continue;
		for (uint32_t k = 0; k < e->w->states.count; k++) {
			const struct state *s = &e->w->states.list[k];
			const struct rule *rule = lost(x, s, e->insn);

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
