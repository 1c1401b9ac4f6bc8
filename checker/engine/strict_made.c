/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: what a member of the driver's records is brought out of was entered before: a timer
 * is armed that some code of the file has initialised. No path is followed, since one callback
 * makes what another one uses; where the member's maker is called with an address that is not
 * written as a member, it may be any.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

#define MAX_MADE 64
struct made {
	const struct protocol *protocol;
	uint32_t record, field; /* IR_NONE: any */
};

struct makers {
	struct program *p;
	bool *allocated; /* by record: the file has objects of it made */
	struct made list[MAX_MADE];
	uint32_t n;
	bool full;
};

/* The state that its objects are made in, by a rule; or NULL. */
static const struct rule *made_rule(const struct protocol *p)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].made)
			return p->states[i].made;
	return NULL;
}

/* What the effect is done to: the member's place, or IR_NONE if it is written otherwise. */
static uint32_t member_of(const struct ir_function *f, uint32_t insn, const struct effect *e)
{
	uint32_t operand;

	if (e->object.root != PATH_PARAM || e->object.nsteps ||
	    e->object.index >= f->insns[insn].nargs)
		return IR_NONE;
	operand = program_uncast(f, f->pool[f->insns[insn].args + e->object.index]);
	return operand != IR_NONE && f->insns[operand].op == IR_FIELD ? operand : IR_NONE;
}

static bool makes(const struct effect *e)
{
	return e->kind == EFFECT_STATE && !e->arrows[0].stay &&
	       e->protocol->states[e->arrows[0].to].made;
}

static bool gives_memory(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps &&
		    e->protocol->yields)
			return true;
	return false;
}

static void note_made(void *ctx, uint32_t fn, uint32_t insn)
{
	struct makers *ms = ctx;
	const struct ir_function *f = &ms->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(ms->p, f, insn);

	for_each_effect (e, fc) {
		uint32_t member = makes(e) ? member_of(f, insn, e) : IR_NONE;
		struct made *made = &ms->list[ms->n];

		if (!makes(e))
			continue;
		if (ms->n == MAX_MADE) {
			ms->full = true;
			return;
		}
		*made = (struct made){e->protocol, IR_NONE, IR_NONE};
		if (member != IR_NONE) {
			made->record = f->insns[member].b;
			made->field = f->insns[member].c;
		}
		ms->n++;
	}
}

static bool is_made(const struct makers *ms, const struct protocol *p, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < ms->n; i++) {
		const struct made *made = &ms->list[i];

		if (made->protocol == p && (made->record == IR_NONE || (made->record == member->b &&
									made->field == member->c)))
			return true;
	}
	return ms->full;
}

/* Memory that a call gave becomes a pointer to a record. */
static void note_allocated(void *ctx, uint32_t fn, uint32_t insn)
{
	struct makers *ms = ctx;
	const struct ir_function *f = &ms->p->m->functions[fn];
	uint32_t from = f->insns[insn].a, type = f->insns[insn].type, record;

	if (from == IR_NONE || f->insns[from].op != IR_CALL || type == IR_NONE)
		return;
	record = program_pointee_record(ms->p->m, f, insn);
	if (record != IR_NONE && gives_memory(program_call_contract(ms->p, f, from)))
		ms->allocated[record] = true;
}

/* The record is the file's own, or the file makes its objects, be it declared elsewhere. Of a whole
 * program, the first. */
static bool makes_record(const struct makers *ms, uint32_t record)
{
	return ms->p->m->records[record].in_main_file ||
	       (!ms->p->m->nmains && ms->allocated[record]);
}

static void judge(void *ctx, uint32_t fn, uint32_t insn)
{
	struct makers *ms = ctx;
	struct program *p = ms->p;
	const struct ir_function *f = &p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(p, f, insn);

	if (!strict_in(p, fn) || ir_is_trusted(p->m, ir_locate(p->m, f->insns[insn].loc)))
		return;
	for_each_effect (e, fc) {
		uint32_t member;

		if (e->kind != EFFECT_STATE || !made_rule(e->protocol) || e->arrows[0].stay ||
		    makes(e))
			continue;
		member = member_of(f, insn, e);
		if (member == IR_NONE || !makes_record(ms, f->insns[member].b) ||
		    is_made(ms, e->protocol, &f->insns[member]))
			continue;
		evidence_static(
			p,
			&(struct report){
				.rule = made_rule(e->protocol),
				.callee = str_text(p->m->strings,
						   p->m->functions[program_callee(f, insn)].name),
				.object = describe_operand(p->m, fn, member, p->out->arena)},
			fn, ir_locate(p->m, f->insns[insn].loc), NULL);
		return;
	}
}

void strict_made_check(struct program *p)
{
	struct makers ms = {.p = p, .allocated = arena_new_array(p->arena, bool, p->m->nrecords)};

	program_each_insn(p, IR_CAST, note_allocated, &ms);
	program_each_insn(p, IR_CALL, note_made, &ms);
	program_each_insn(p, IR_CALL, judge, &ms);
}
