/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: a slot's function that gives what it was given more time has something run later
 * that ends it (`calls later`), and asks for that last: what ends such objects behind it may end
 * this one, to which time is given then.
 */
#include "call.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

#define MAX_DEPTH 4

/* The event by which something was brought, here or in a callee, to where it runs later; or NULL.
 */
static const struct event *calls_later(const struct event *ev)
{
	for (; ev; ev = ev->parent)
		if ((ev->kind == EVENT_STATE && ev->protocol->states[ev->state].ambient) ||
		    (ev->inside && ev->kind == EVENT_CALL && calls_later(ev->inside)))
			return ev;
	return NULL;
}

/* The contract ends objects of a kind that the slot gives. */
static bool ends_given(const struct slot *slot, const struct function_contract *fc)
{
	for_each_effect (e, fc)
		for (uint32_t i = 0; e->kind == EFFECT_STATE && i < slot->nentries; i++)
			if (e->protocol == slot->entries[i].protocol && !e->arrows[0].stay &&
			    e->protocol->states[e->arrows[0].to].use)
				return true;
	return false;
}

static bool may_end(struct program *p, const struct slot *slot, uint32_t fn, int depth)
{
	const struct function_contract *fc = program_contract(p, fn);

	if ((fc && !call_asserts_only(p, fn, fc)) || depth == MAX_DEPTH ||
	    !(p->m->functions[fn].flags & IR_FN_DEFINED))
		return ends_given(slot, fc);
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++)
		if (may_end(p, slot, p->m->functions[fn].callees[i], depth + 1))
			return true;
	return false;
}

/* The first call on the way from instruction `from` to the exit that may end such an object. */
static uint32_t ended_between(struct analysis *x, uint32_t from, uint32_t exit)
{
	for (uint32_t i = from + 1; i < x->f->ninsns; i++) {
		uint32_t fn = x->f->insns[i].op == IR_CALL ? program_callee(x->f, i) : IR_NONE;

		if (fn != IR_NONE && may_end(x->p, x->slot, fn, 0) &&
		    cfg_comes_before(x->f, from, i) && cfg_comes_before(x->f, i, exit))
			return i;
	}
	return IR_NONE;
}

void strict_later(struct analysis *x, const struct exit_world *e, const struct slot_exit *se)
{
	const struct event *asked = calls_later(e->w->trail);
	struct report r = {.rule = se->otherwise,
			   .insn = e->insn,
			   .callee = str_text(x->m->strings, x->f->name)};
	uint32_t between;

	if (!x->strict)
		return;
	if (asked) {
		between = ended_between(x, asked->insn, e->insn);
		if (between == IR_NONE)
			return;
		r.insn = between;
	}
	evidence_report(x, e->w, &r);
}
