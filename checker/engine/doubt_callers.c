/* SPDX-License-Identifier: MIT */
/* Where a reference was put and the object used afterwards: whether who calls has one, too. */
#include "checks.h"
#include "doubt.h"
#include "program.h"

/* Whether the path may come to `later` after it has been at insn. */
static bool lies_behind(const struct ir_function *f, uint32_t later, uint32_t insn)
{
	uint32_t block = cfg_block_of(f, later), from = cfg_block_of(f, insn);

	return block == from ? later > insn : cfg_reaches(f, from, block, IR_NONE);
}

/* Whether fn calls callee, behind insn, with what the variable holds. */
static bool gives_later(const struct ir_function *f, uint32_t callee, uint32_t local, uint32_t insn)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *call = &f->insns[i];

		if (program_callee(f, i) != callee || !lies_behind(f, i, insn))
			continue;
		for (uint32_t k = 0; k < call->nargs; k++)
			if (program_reads_local(f, program_uncast(f, f->pool[call->args + k])) ==
			    local)
				return true;
	}
	return false;
}

/* The counted member that the call drops the last reference of, or NULL. */
static const struct ir_insn *dropped_count(const struct analysis *x, const struct ir_function *f,
					   uint32_t call)
{
	const struct function_contract *fc = program_call_contract(x->p, f, call);

	for_each_effect (e, fc) {
		uint32_t operand;

		if (e->kind != EFFECT_COUNT_LAST || e->object.root != PATH_PARAM ||
		    e->object.index >= f->insns[call].nargs)
			continue;
		operand = program_uncast(f, f->pool[f->insns[call].args + e->object.index]);
		if (operand != IR_NONE && f->insns[operand].op == IR_FIELD)
			return &f->insns[operand];
	}
	return NULL;
}

/* Whether the member is the count, or what the count is all of. */
static bool names_count(const struct nodes *n, const struct ir_insn *member, node_id count)
{
	for (int step = 0; step < 2 && count; step++, count = node_at(n, count)->parent) {
		const struct node *nd = node_at(n, count);

		if (nd->kind == REGION_FIELD && nd->b == member->b && nd->c == member->c)
			return true;
	}
	return false;
}

/* Whether fn drops the count, a member of what the variable points to, behind insn. */
static bool drops_later(const struct analysis *x, const struct ir_function *f, node_id count,
			uint32_t local, uint32_t insn)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *member =
			f->insns[i].op == IR_CALL ? dropped_count(x, f, i) : NULL;

		if (!member || !names_count(x->n, member, count) || !lies_behind(f, i, insn))
			continue;
		while (member->op == IR_FIELD)
			member = &f->insns[program_uncast(f, member->a)];
		if (program_reads_local(f, (uint32_t)(member - f->insns)) == local)
			return true;
	}
	return false;
}

/* Whether the call at insn of fn is followed by one that does to the argument what the callee does
 * to that parameter, or drops the count that lies in it. count: NODE_NONE if there is none. */
static bool followed_by_same(const struct analysis *x, uint32_t fn, uint32_t insn, uint32_t callee,
			     uint32_t param, node_id count)
{
	const struct ir_function *f = &x->m->functions[fn], *own = &x->m->functions[callee];
	uint32_t local =
		param < f->insns[insn].nargs
			? program_reads_local(
				  f, program_uncast(f, f->pool[f->insns[insn].args + param]))
			: IR_NONE;

	if (local != IR_NONE && count && drops_later(x, f, count, local, insn))
		return true;
	for (uint32_t i = 0; local != IR_NONE && i < own->ncallees; i++)
		if (own->callees[i] != callee && gives_later(own, own->callees[i], param, 0) &&
		    gives_later(f, own->callees[i], local, insn))
			return true;
	return false;
}

/* Each call of the function in the file is followed by one that puts that argument once more. */
static bool callers_put(struct analysis *x, uint32_t callee, uint32_t param, node_id count)
{
	bool called = false, all = true;

	for (uint32_t fn = 0; all && fn < x->m->nfunctions; fn++) {
		if (fn == callee || !program_is_own(x->p, fn) || !ir_need_body(x->m, fn))
			continue;
		for (uint32_t i = 0; all && i < x->m->functions[fn].ninsns; i++) {
			if (program_callee(&x->m->functions[fn], i) != callee)
				continue;
			all = followed_by_same(x, fn, i, callee, param, count);
			called = true;
		}
	}
	x->f = &x->m->functions[x->fn];
	return called && all;
}

bool doubt_another_put(struct analysis *x, const struct state *s)
{
	const struct event *ev = s->event;
	uint32_t callee =
		ev && ev->fn == x->fn && ev->inside ? program_callee(x->f, ev->insn) : IR_NONE;

	if (callee == IR_NONE || !x->p->protocols[s->protocol]->counted ||
	    !program_is_own(x->p, callee) || !ir_need_body(x->m, callee))
		return false;
	x->f = &x->m->functions[x->fn];
	for (uint32_t k = 0; k < x->f->insns[ev->insn].nargs; k++)
		if (callers_put(x, callee, k, NODE_NONE))
			return true;
	return false;
}

bool doubt_callers_put(struct analysis *x, const struct world *w)
{
	for (uint32_t i = 0; i < w->counters.count; i++) {
		const struct counter *c = &w->counters.list[i];
		const struct node *root = node_at(x->n, region_root(x->n, c->region)), *v;

		if (!c->last || root->kind != REGION_DEREF)
			continue;
		v = node_at(x->n, root->a);
		if (v->kind == NODE_PARAM && v->a == x->fn &&
		    callers_put(x, x->fn, v->b, c->region))
			return true;
	}
	return false;
}
