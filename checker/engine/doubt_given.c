/* SPDX-License-Identifier: MIT */
/*
 * Numbers that stand for an object, as the address of a mapping does: what a function of the module
 * was given and stores is kept by it, be it in a form in which nobody would know it again.
 */
#include "doubt.h"
#include "program.h"

#define MAX_GIVEN 3 /* calls from the one that is given it to the one that stores it */

static bool stores_param(struct program *p, uint32_t fn, uint32_t param, int depth);

/* What the call is given in that place is what a parameter of f holds; and it stores that. */
static bool gives_on(struct program *p, uint32_t fn, uint32_t insn, uint32_t param, int depth)
{
	uint32_t callee = program_callee(&p->m->functions[fn], insn);

	for (uint32_t k = 0; callee != IR_NONE && k < p->m->functions[fn].insns[insn].nargs; k++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (program_computed_from(f, f->pool[f->insns[insn].args + k], param) &&
		    stores_param(p, callee, k, depth + 1))
			return true;
	}
	return false;
}

static bool stores_param(struct program *p, uint32_t fn, uint32_t param, int depth)
{
	if (depth > MAX_GIVEN || param >= p->m->functions[fn].nparams || program_contract(p, fn) ||
	    !(p->m->functions[fn].flags & IR_FN_DEFINED) || !ir_need_body(p->m, fn))
		return false;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (f->insns[i].op == IR_STORE && program_stores_local(f, i) == IR_NONE &&
		    program_computed_from(f, f->insns[i].b, param))
			return true;
		if (f->insns[i].op == IR_CALL && gives_on(p, fn, i, param, depth))
			return true;
	}
	return false;
}

/* The call gives what the variable holds to a function of the file that stores it. */
static bool stored_by(struct program *p, uint32_t fn, uint32_t insn, uint32_t local)
{
	uint32_t callee = program_callee(&p->m->functions[fn], insn);

	for (uint32_t k = 0; callee != IR_NONE && program_is_own(p, callee) &&
			     k < p->m->functions[fn].insns[insn].nargs;
	     k++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (program_reads_local(f, program_uncast(f, f->pool[f->insns[insn].args + k])) ==
			    local &&
		    stores_param(p, callee, k, 0))
			return true;
	}
	return false;
}

bool doubt_given(struct analysis *x, const struct state *s, uint32_t exit)
{
	const struct node *r = node_at(x->n, s->region), *made = node_at(x->n, r->a);
	uint32_t local;
	bool given = false;

	if (r->kind != REGION_DEREF || made->kind != NODE_FRESH || made->a != x->fn ||
	    x->f->insns[made->b].op != IR_CALL || x->f->insns[made->b].type == IR_NONE ||
	    x->m->types[x->f->insns[made->b].type].kind != IR_TYPE_INT)
		return false;
	local = program_result_local(x->f, made->b);
	for (uint32_t i = 0; local != IR_NONE && !given && i < x->f->ninsns; i++) {
		given = x->f->insns[i].op == IR_CALL && cfg_leads_over(x->f, made->b, exit, i) &&
			stored_by(x->p, x->fn, i, local);
		x->f = &x->m->functions[x->fn];
	}
	return given;
}
