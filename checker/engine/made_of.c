/* SPDX-License-Identifier: MIT */
/*
 * Objects that were made of what lies beside them in a record, as a table is of pages. A function
 * that takes down both lets go of the object first. Which of the members was made of which one is
 * what all of the module's code says; a function that makes the object itself is followed path by
 * path instead. No path is followed here.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "transition.h"

#define MAX_PAIRS 16
#define MAX_BELOW 2 /* calls between a function and where it lets go */

/* Member `whole` of the record was made of what member `part` held. */
struct made_of {
	uint32_t record, whole, part;
	const struct protocol *protocol; /* of the whole */
	uint8_t capture; /* what it saved of the part */
};

struct pairs {
	struct program *p;
	struct made_of list[MAX_PAIRS];
	uint32_t n;
};

/* --- Members of one object ---------------------------------------------------------------- */

/* The argument that the path begins with, casts looked through; or IR_NONE. */
static uint32_t argument(const struct ir_function *f, uint32_t call, const struct path *path)
{
	if (path->root != PATH_PARAM || path->index >= f->insns[call].nargs)
		return IR_NONE;
	return program_uncast(f, f->pool[f->insns[call].args + path->index]);
}

/* The member of such a record that value is the address of, or what it holds, or lies within: that
 * instruction; or IR_NONE. */
static uint32_t member_in(const struct ir_function *f, uint32_t value, uint32_t record)
{
	if (value != IR_NONE && f->insns[value].op == IR_LOAD)
		value = f->insns[value].a;
	while (value != IR_NONE && f->insns[value].op == IR_FIELD) {
		if (record == IR_NONE || f->insns[value].b == record)
			return value;
		value = program_uncast(f, f->insns[value].a);
	}
	return IR_NONE;
}

/* Both lead to the same object: read from one variable, or members of such. */
static bool same_object(const struct ir_function *f, uint32_t a, uint32_t b)
{
	uint32_t local;

	if (a == IR_NONE || b == IR_NONE)
		return false;
	local = program_reads_local(f, a);
	if (a == b || (local != IR_NONE && local == program_reads_local(f, b)))
		return true;
	return f->insns[a].op == IR_FIELD && f->insns[b].op == IR_FIELD &&
	       f->insns[a].b == f->insns[b].b && f->insns[a].c == f->insns[b].c &&
	       same_object(f, program_uncast(f, f->insns[a].a), program_uncast(f, f->insns[b].a));
}

static uint32_t object_of(const struct ir_function *f, uint32_t member)
{
	return program_uncast(f, f->insns[member].a);
}

/* --- What was made of what ---------------------------------------------------------------- */

static void note_pair(struct pairs *s, const struct ir_function *f, const struct effect *e,
		      uint32_t whole, const struct capture *c, uint32_t part)
{
	const struct made_of made = {f->insns[part].b, f->insns[whole].c, f->insns[part].c,
				     e->protocol, c->index};

	if (s->n == MAX_PAIRS || made.whole == made.part ||
	    !s->p->m->records[made.record].in_main_file ||
	    !same_object(f, object_of(f, whole), object_of(f, part)))
		return;
	s->list[s->n++] = made;
}

static void note_made(void *ctx, uint32_t fn, uint32_t insn)
{
	struct pairs *s = ctx;
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(s->p, f, insn);

	for_each_effect (e, fc)
		for (uint8_t i = 0; e->kind == EFFECT_STATE && i < e->ncaptures; i++) {
			const struct path *from = &e->captures[i].value;
			uint32_t part = member_in(f, argument(f, insn, from), IR_NONE);
			uint32_t whole = part == IR_NONE
						 ? IR_NONE
						 : member_in(f, argument(f, insn, &e->object),
							     f->insns[part].b);

			if (whole != IR_NONE && !from->nsteps && e->object.index != from->index)
				note_pair(s, f, e, whole, &e->captures[i], part);
		}
}

/* --- Which of the two goes first ---------------------------------------------------------- */

/* What a call does to one object's pair of members. */
struct step {
	bool whole; /* it lets go of the whole; else of the part */
	uint32_t object; /* instruction: what has the members */
	uint32_t given; /* instruction: what the call is given for it */
	const struct effect *effect;
};

/* The effect is on the whole: it is a mistake once the part is gone. On the part: it lets it go. */
static uint32_t member_of_effect(const struct ir_function *f, uint32_t insn, const struct effect *e,
				 const struct made_of *m, bool whole)
{
	const struct path *path = whole ? &e->object : NULL;
	uint32_t member;

	if (e->protocol != m->protocol || e->kind != (whole ? EFFECT_STATE : EFFECT_EACH) ||
	    (!whole && e->arrows[0].stay))
		return IR_NONE;
	for (uint8_t i = 0; !whole && i < e->nmatches; i++)
		if (e->matches[i].index == m->capture && !e->matches[i].value.nsteps)
			path = &e->matches[i].value;
	member = path ? member_in(f, argument(f, insn, path), m->record) : IR_NONE;
	return member != IR_NONE && f->insns[member].c == (whole ? m->whole : m->part) ? member
										       : IR_NONE;
}

static bool find_step(struct program *p, uint32_t fn, uint32_t insn, const struct made_of *m,
		      bool whole, int below, struct step *step);

/* The function that is called does it to what it is given. */
static bool step_below(struct program *p, uint32_t fn, uint32_t insn, const struct made_of *m,
		       int below, struct step *step)
{
	uint32_t callee = program_callee(&p->m->functions[fn], insn), local;

	if (callee == IR_NONE || below == MAX_BELOW || !program_is_own(p, callee))
		return false;
	for (uint32_t i = 0; i < p->m->functions[callee].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (!find_step(p, callee, i, m, step->whole, below + 1, step) ||
		    step->object == IR_NONE)
			continue;
		local = program_reads_local(&p->m->functions[callee], step->object);
		if (local == IR_NONE || local >= p->m->functions[callee].nparams ||
		    local >= f->insns[insn].nargs)
			continue;
		step->object = program_uncast(f, f->pool[f->insns[insn].args + local]);
		step->given = step->object;
		return true;
	}
	return false;
}

static bool find_step(struct program *p, uint32_t fn, uint32_t insn, const struct made_of *m,
		      bool whole, int below, struct step *step)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct function_contract *fc;

	if (f->insns[insn].op != IR_CALL)
		return false;
	fc = program_call_contract(p, f, insn);
	for_each_effect (e, fc) {
		uint32_t member = member_of_effect(f, insn, e, m, whole);

		if (member == IR_NONE)
			continue;
		*step = (struct step){whole, object_of(f, member), member, e};
		return true;
	}
	step->whole = whole;
	return !fc && step_below(p, fn, insn, m, below, step);
}

/* Something is done to the whole on a way to the instruction. */
static bool done_before(struct program *p, uint32_t fn, uint32_t insn, const struct made_of *m)
{
	struct step step;

	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++)
		if (find_step(p, fn, i, m, true, 0, &step) &&
		    cfg_comes_before(&p->m->functions[fn], i, insn))
			return true;
	return false;
}

/* The mistake that the step on the whole is once the part is gone, if it was right before; or NULL.
 */
static const struct rule *too_late(const struct step *whole, const struct step *part)
{
	const struct arrow *gone = &part->effect->arrows[0];

	for (uint8_t i = 0; i < whole->effect->narrows; i++)
		if (whole->effect->arrows[i].from & gone->from)
			return transition_misfit(whole->effect, gone->to);
	return NULL;
}

/* The part is let go at insn: what is done afterwards to the whole comes too late. */
static void check_after(struct program *p, uint32_t fn, uint32_t insn, const struct made_of *m,
			const struct step *part)
{
	for (uint32_t i = insn + 1; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		const struct rule *rule;
		struct step step;
		struct report r;

		if (!find_step(p, fn, i, m, true, 0, &step) ||
		    !same_object(&p->m->functions[fn], part->object, step.object) ||
		    !cfg_comes_before(&p->m->functions[fn], insn, i))
			continue;
		rule = too_late(&step, part);
		if (!rule)
			return;
		f = &p->m->functions[fn];
		r = (struct report){.rule = rule,
				    .object = describe_operand(p->m, fn, step.given, p->out->arena),
				    .callee = str_text(p->m->strings,
						       p->m->functions[program_callee(f, i)].name)};
		evidence_static(p, &r, fn, ir_locate(p->m, f->insns[i].loc), NULL);
		return;
	}
}

static void check_function(struct program *p, uint32_t fn, const struct made_of *m)
{
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		struct step part;

		if (find_step(p, fn, i, m, false, 0, &part) && !done_before(p, fn, i, m))
			check_after(p, fn, i, m, &part);
	}
}

void made_of_check(struct program *p)
{
	struct pairs s = {.p = p};

	program_each_insn(p, IR_CALL, note_made, &s);
	for (uint32_t k = 0; k < s.n; k++)
		for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
			if (program_is_own(p, fn))
				check_function(p, fn, &s.list[k]);
}
