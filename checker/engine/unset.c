/* SPDX-License-Identifier: MIT */
/*
 * Variables that are read before anything is stored in them. Where no way to the read passes a
 * store, that is so whatever the conditions say. In a strict function one way is enough on which
 * the engine sees none.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"

/* `int x = x;`: a way to tell the compiler that x is seen to. */
static bool stored_in_itself(const struct ir_function *f, uint32_t load, uint32_t local)
{
	for (uint32_t i = load + 1; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && f->insns[i].b == load)
			return program_stores_local(f, i) == local;
	return false;
}

/* Some store in the variable comes before the read, on some way. */
static bool set_before(const struct ir_function *f, uint32_t load, uint32_t local)
{
	uint32_t to = cfg_block_of(f, load);

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t from;

		if (f->insns[i].op != IR_STORE || program_stores_local(f, i) != local)
			continue;
		from = cfg_block_of(f, i);
		if (from == to ? i < load || program_in_loop(f, load)
			       : cfg_reaches(f, from, to, IR_NONE))
			return true;
	}
	return false;
}

/* A variable of the function's own, by name, that is one value and of which no address is taken. */
static bool is_plain(const struct ir_module *m, const struct ir_function *f, uint32_t local)
{
	uint32_t type = f->locals[local].type;
	uint8_t kind = type == IR_NONE ? IR_TYPE_UNKNOWN : m->types[type].kind;

	return local >= f->nparams && f->locals[local].name != STR_EMPTY &&
	       !f->locals[local].address_taken &&
	       (kind == IR_TYPE_INT || kind == IR_TYPE_BOOL || kind == IR_TYPE_POINTER);
}

static uint32_t reads(const struct ir_function *f, uint32_t insn)
{
	return f->insns[insn].op == IR_LOAD && f->insns[f->insns[insn].a].op == IR_LOCAL
		       ? f->insns[f->insns[insn].a].a
		       : IR_NONE;
}

/* `(void)x;`: the value is read, and nothing is done with it. */
static bool is_dropped(const struct ir_function *f, uint32_t load)
{
	for (uint32_t i = load + 1; i < f->ninsns; i++)
		if (ir_insn_reads(f, i, load))
			return false;
	return true;
}

/* Nothing but reads and stores of the whole variable. */
static bool is_whole(const struct ir_function *f, uint32_t local)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *in = &f->insns[i];
		bool other = in->op == IR_FIELD || in->op == IR_INDEX || in->op == IR_CAST ||
			     in->op == IR_COPY || in->op == IR_CONTAINER;

		if (other && f->insns[in->a].op == IR_LOCAL && f->insns[in->a].a == local)
			return false;
		for (uint32_t k = 0; (in->op == IR_CALL || in->op == IR_ASM) && k < in->nargs;
		     k++) {
			const struct ir_insn *arg = &f->insns[f->pool[in->args + k]];

			if (arg->op == IR_LOCAL && arg->a == local)
				return false;
		}
	}
	return true;
}

/* The first instruction that reads the variable, unless something is stored in it at the start. */
static uint32_t first_read(const struct ir_function *f, uint32_t local)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		if (f->insns[i].op == IR_STORE && i < f->blocks[0].first + f->blocks[0].count &&
		    program_stores_local(f, i) == local)
			return IR_NONE;
		if (reads(f, i) == local && !is_dropped(f, i))
			return i;
	}
	return IR_NONE;
}

static void check_local(struct program *p, uint32_t fn, uint32_t local, const struct rule *rule)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t read = first_read(f, local);

	if (read == IR_NONE || set_before(f, read, local) || stored_in_itself(f, read, local) ||
	    !is_whole(f, local))
		return;
	evidence_static(p,
			&(struct report){.rule = rule,
					 .object = str_text(p->m->strings, f->locals[local].name)},
			fn, ir_locate(p->m, f->insns[read].loc), NULL);
}

void unset_check(struct program *p)
{
	const struct rule *rule = contracts_rule(p->contracts, "variable-never-set");

	for (uint32_t fn = 0; rule && fn < p->m->nfunctions; fn++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (!program_is_own(p, fn) || !(f->flags & IR_FN_LOWERED))
			continue;
		for (uint32_t i = f->nparams; i < f->nlocals; i++)
			if (is_plain(p->m, f, i))
				check_local(p, fn, i, rule);
	}
}

bool unset_value(const struct analysis *x, uint32_t address, node_id v)
{
	const struct node *nd = node_at(x->n, v);
	uint32_t local = x->f->insns[address].a;

	return nd->kind == NODE_INIT && !nd->b && is_plain(x->m, x->f, local) &&
	       nd->a == region_local(x->n, x->fn, local);
}
