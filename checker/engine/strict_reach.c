/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: code that no path leads to. What is asked before it has one answer only, so either
 * the question is the wrong one or what it asks about was never done; and nothing is shown of the
 * code itself.
 */
#include <string.h>

#include "complaint.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

/* What it does first, or IR_NONE: it only joins ways, or is part of a macro. */
static uint32_t first_deed(const struct analysis *x, uint32_t block)
{
	const struct ir_function *f = x->f;
	const struct ir_block *b = &f->blocks[block];

	for (uint32_t i = b->first; i < b->first + b->count; i++) {
		if (ir_locate(x->m, f->insns[i].loc).macro != STR_EMPTY)
			continue;
		switch (f->insns[i].op) {
		case IR_CALL:
		case IR_STORE:
		case IR_COPY:
		case IR_ASM:
			return i;
		case IR_RETURN:
			if (f->insns[i].a != IR_NONE)
				return i;
			break;
		}
	}
	return IR_NONE;
}

/* For any arguments: a caller's own may well leave out some of it. */
static bool for_anybody(const struct analysis *x)
{
	const struct given_summary *g = x->p->fns[x->fn].given;

	return !x->constants && !x->sequel && !(g && x->slot == &g->entry);
}

/* An if that the frontend has settled: only one side of it is code here. */
static bool tell_constant(struct analysis *x, const struct rule *rule)
{
	const struct ir_attrs *attrs = &x->f->attrs;

	for (uint32_t i = 0; i < attrs->count; i++) {
		if (strcmp(str_text(x->m->strings, attrs->list[i].name), IR_SAID_CONSTANT))
			continue;
		evidence_static(x->p, &(struct report){.rule = rule}, x->fn,
				ir_locate(x->m, attrs->list[i].loc), NULL);
		return true;
	}
	return false;
}

struct led_to {
	bool *blocks;
	bool more;
};

static void lead_to(void *ctx, uint32_t block)
{
	struct led_to *l = ctx;

	l->more |= !l->blocks[block];
	l->blocks[block] = true;
}

/* The blocks that are led to otherwise than by what WARN_ON() and its like complain about: that is
 * taken not to be, so that nobody comes to the others. */
static const bool *led_to(struct analysis *x)
{
	struct led_to l = {.blocks = arena_new_array(x->arena, bool, x->f->nblocks), .more = true};

	l.blocks[0] = true;
	while (l.more) {
		l.more = false;
		for (uint32_t pos = 0; pos < x->cfg->nreached; pos++) {
			const struct ir_block *b = &x->f->blocks[x->cfg->order[pos]];
			uint32_t last = b->first + b->count - 1;

			if (!l.blocks[x->cfg->order[pos]])
				continue;
			if (x->f->insns[last].op == IR_BRANCH && complaint_branch(x, last))
				lead_to(&l, x->f->insns[last].c);
			else
				cfg_successors(x->f, &x->f->insns[last], lead_to, &l);
		}
	}
	return l.blocks;
}

/* Told once for a function: what comes behind it is not reached either. */
void strict_reached(struct analysis *x)
{
	struct report r = {.rule = contracts_rule(x->p->contracts, "never-reached")};
	const bool *led;
	struct finding f;

	if (!r.rule || !holds_to_word(x) || !(x->f->flags & IR_FN_MAIN_FILE) || !for_anybody(x) ||
	    tell_constant(x, r.rule) || x->cut)
		return;
	led = led_to(x);
	for (uint32_t pos = 0; pos < x->cfg->nreached; pos++) {
		uint32_t block = x->cfg->order[pos];

		if (x->seen[block].count || !led[block])
			continue;
		r.insn = first_deed(x, block);
		if (r.insn == IR_NONE)
			continue;
		f = evidence_finding(x, world_new(x->arena), &r);
		findings_add(x->p->out, &f);
		return;
	}
}
