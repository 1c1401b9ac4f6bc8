/* SPDX-License-Identifier: MIT */
/* Whether what a call gave, as its result or in a local variable, stays with the function that
 * called. */
#include "doubt.h"
#include "program.h"

/* Which locals hold a pointer to the object, or into it, and which instructions compute one. */
struct holders {
	struct analysis *x;
	bool *local;
	bool *insn;
	bool grew;
};

static void add(struct holders *h, bool *flag)
{
	h->grew |= !*flag;
	*flag = true;
}

/* A small helper that finds one part of an object from another. */
static bool only_computes(const struct summary *s)
{
	for (uint32_t i = 0; s && i < s->noutcomes; i++)
		if (s->outcomes[i].nescaped || s->outcomes[i].nstores || s->outcomes[i].nstates)
			return false;
	return s;
}

static bool hands_on(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc) {
		bool keeps = e->kind == EFFECT_HAND_ON || e->kind == EFFECT_STORE;

		if (keeps && (e->object.index == arg || e->other.index == arg))
			return true;
	}
	return false;
}

/* False: somebody else may have the object after this call. */
static bool call_keeps_quiet(struct holders *h, const struct ir_insn *call, uint32_t at)
{
	const struct ir_insn *callee = &h->x->f->insns[call->a];
	const struct function_contract *fc = program_call_contract(h->x->p, h->x->f, at);

	for (uint32_t k = 0; k < call->nargs; k++) {
		uint32_t operand = h->x->f->pool[call->args + k];

		if (operand == IR_NONE || !h->insn[operand])
			continue;
		if (fc && !hands_on(fc, k))
			continue;
		if (fc || callee->op != IR_FUNC || !only_computes(program_summary(h->x, callee->a)))
			return false;
		add(h, &h->insn[at]);
	}
	return true;
}

/* False: the object gets out here. */
static bool look_at(struct holders *h, uint32_t at)
{
	const struct ir_function *f = h->x->f;
	const struct ir_insn *i = &f->insns[at];

	switch (i->op) {
	case IR_LOAD:
		if (f->insns[i->a].op == IR_LOCAL && h->local[f->insns[i->a].a])
			add(h, &h->insn[at]);
		return true;
	case IR_FIELD:
	case IR_INDEX:
	case IR_CONTAINER:
	case IR_CAST:
		if (h->insn[i->a])
			add(h, &h->insn[at]);
		return true;
	case IR_STORE:
		if (!h->insn[i->b])
			return true;
		if (f->insns[i->a].op != IR_LOCAL || f->locals[f->insns[i->a].a].address_taken)
			return false;
		add(h, &h->local[f->insns[i->a].a]);
		return true;
	case IR_CALL:
		return call_keeps_quiet(h, i, at);
	case IR_ASM:
		for (uint32_t k = 0; k < i->nargs; k++)
			if (h->insn[f->pool[i->args + k]])
				return false;
		return true;
	default:
		return true;
	}
}

/* The local whose value operand is, or points into; IR_NONE if it is none. */
static uint32_t local_of(const struct ir_function *f, uint32_t operand)
{
	while (f->insns[operand].op == IR_CAST || f->insns[operand].op == IR_FIELD)
		operand = f->insns[operand].a;
	if (f->insns[operand].op != IR_LOAD || f->insns[f->insns[operand].a].op != IR_LOCAL)
		return IR_NONE;
	return f->insns[f->insns[operand].a].a;
}

/* The address of the local goes to call `filler`, and nowhere else. */
static bool only_filled(const struct ir_function *f, uint32_t local, uint32_t filler)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *in = &f->insns[i];
		uint32_t stored = in->op == IR_STORE ? program_uncast(f, in->b) : IR_NONE;

		if (stored != IR_NONE && f->insns[stored].op == IR_LOCAL &&
		    f->insns[stored].a == local)
			return false;
		for (uint32_t k = 0;
		     (in->op == IR_CALL || in->op == IR_ASM) && i != filler && k < in->nargs; k++) {
			uint32_t arg = program_uncast(f, f->pool[in->args + k]);

			if (arg != IR_NONE && f->insns[arg].op == IR_LOCAL &&
			    f->insns[arg].a == local)
				return false;
		}
	}
	return true;
}

/* Whether value v came from a call of this function: as its result, or in the local that it was
 * given the address of. */
static bool from_call(const struct analysis *x, node_id v, uint32_t local)
{
	const struct node *made = node_at(x->n, v), *since;

	if (made->kind == NODE_FRESH)
		return made->a == x->fn && x->f->insns[made->b].op == IR_CALL &&
		       !x->f->locals[local].address_taken;
	if (made->kind != NODE_INIT || !made->b || made->a != region_local(x->n, x->fn, local))
		return false;
	since = node_at(x->n, made->b);
	return since->kind == NODE_HAVOC && since->a == x->fn &&
	       x->f->insns[since->b].op == IR_CALL && only_filled(x->f, local, since->b);
}

#define MAX_PASSES 4
bool own_result(struct analysis *x, node_id region, uint32_t operand)
{
	struct holders h = {.x = x, .grew = true};
	const struct node *root = node_at(x->n, region_root(x->n, region));
	uint32_t local = local_of(x->f, operand);

	if (local == IR_NONE || root->kind != REGION_DEREF || !from_call(x, root->a, local))
		return false;
	h.local = arena_new_array(x->arena, bool, x->f->nlocals);
	h.insn = arena_new_array(x->arena, bool, x->f->ninsns);
	h.local[local] = true;
	for (int pass = 0; pass < MAX_PASSES && h.grew; pass++) {
		h.grew = false;
		for (uint32_t i = 0; i < x->f->ninsns; i++)
			if (!look_at(&h, i))
				return false;
	}
	return !h.grew;
}
