/* SPDX-License-Identifier: MIT */
/*
 * Members that only borrow what they point to, as rules say of some of the kernel's: nobody puts
 * that but who has taken a reference for it. No path is followed.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "reference.h"

static const struct field_contract *borrowed(const struct program *p, const struct ir_insn *member)
{
	const struct ir_record *r = &p->m->records[member->b];
	const struct field_contract *fc;

	if (member->c >= r->nfields)
		return NULL;
	fc = contracts_field(p->contracts, str_text(p->m->strings, r->name),
			     str_text(p->m->strings, r->fields[member->c].name));
	return fc && fc->kind == FIELD_BORROWED && fc->released ? fc : NULL;
}

/* Whether any code of the file puts something into the member, or takes a reference to what it
 * finds there. */
static bool ever_taken(struct program *p, uint32_t record, uint32_t field)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if (!program_is_own(p, fn) || !ir_need_body(p->m, fn))
			continue;
		for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
			const struct ir_function *f = &p->m->functions[fn];
			const struct ir_insn *in = &f->insns[i], *to;
			const struct function_contract *fc;

			if (in->op == IR_STORE) {
				to = &f->insns[in->a];
				if (to->op == IR_FIELD && to->b == record && to->c == field)
					return true;
			}
			fc = program_call_contract(p, f, i);
			if (!fc || !in->nargs || !reference_given(fc))
				continue;
			to = program_reads_member(f, f->pool[in->args]);
			if (to && to->b == record && to->c == field)
				return true;
		}
	}
	return false;
}

static void check_borrowed(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn], *member;
	const struct field_contract *fc;
	uint32_t operand;
	struct report r;

	if (!reference_taken(e) || e->object.index >= call->nargs)
		return;
	operand = program_uncast(f, f->pool[call->args + e->object.index]);
	member = program_reads_member(f, operand);
	if (!member)
		return;
	fc = borrowed(p, member);
	if (!fc || ever_taken(p, member->b, member->c))
		return;
	f = &p->m->functions[fn];
	r = (struct report){.rule = fc->released,
			    .object = describe_operand(p->m, fn, operand, p->out->arena),
			    .callee = str_text(p->m->strings,
					       p->m->functions[f->insns[f->insns[insn].a].a].name)};
	evidence_static(p, &r, fn, ir_locate(p->m, f->insns[insn].loc), NULL);
}

static void visit(void *ctx, uint32_t fn, uint32_t insn)
{
	struct program *p = ctx;
	const struct function_contract *fc = program_call_contract(p, &p->m->functions[fn], insn);

	for_each_effect (e, fc)
		check_borrowed(p, fn, insn, e);
}

void borrowed_check(struct program *p)
{
	program_each_insn(p, IR_CALL, visit, p);
}
