/* SPDX-License-Identifier: MIT */
/*
 * Results that may be no good, and of which nothing in the file asks whether they are. No path is
 * followed: it is enough that the value, by whatever variable or member, comes to some question.
 */
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MAX_PLACES 64
struct place_of {
	uint32_t record, field;
	uint32_t fn; /* where it is asked of; if that function fills it, too, it asks for itself */
	bool filled;
};

struct unasked {
	struct program *p;
	struct place_of asked[MAX_PLACES]; /* members of which some code asks */
	uint32_t nasked;
	bool full; /* ... or of any */
};

/* What is known of one result in the function that got it. */
struct result {
	struct unasked *u;
	const struct ir_function *f;
	const struct effect *made;
	bool *insns, *locals; /* what holds it */
	bool grew;
	bool asked; /* or out of sight */
	struct place_of members[4];
	uint32_t nmembers;
};

/* The array, variable or member that an element's address lies in; or the address itself. */
static uint32_t base_of(const struct ir_function *f, uint32_t address)
{
	while (f->insns[address].op == IR_INDEX || f->insns[address].op == IR_CAST)
		address = f->insns[address].a;
	return address;
}

/* The effect by which the contract's result comes into a state that has to be asked about, or NULL.
 */
static const struct effect *gives_doubtful(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps &&
		    !e->arrows[0].stay && e->protocol->states[e->arrows[0].to].unasked)
			return e;
	return NULL;
}

/* The contract tells more of an object that argument arg may be. */
static bool asks(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc) {
		if (e->kind != EFFECT_STATE || !path_from_param(&e->object, arg) ||
		    e->object.nsteps)
			continue;
		for (uint8_t i = 0; i < e->narrows; i++)
			for (uint8_t s = 0; s < e->protocol->nstates && !e->arrows[i].stay; s++)
				if ((e->arrows[i].from >> s & 1) && e->protocol->states[s].unasked)
					return true;
	}
	return false;
}

/* The contract reports an object at that argument of which nobody has asked. */
static bool reports(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc) {
		if (e->kind != EFFECT_STATE || !path_from_param(&e->object, arg))
			continue;
		for (uint8_t i = 0; i < e->nmisfits; i++)
			for (uint8_t s = 0; s < e->protocol->nstates; s++)
				if ((e->misfits[i].in >> s & 1) && e->protocol->states[s].unasked)
					return true;
	}
	return false;
}

/* The member that insn reads, or one of the arrays in it; or NULL. */
static const struct ir_insn *member_read(const struct ir_function *f, uint32_t insn)
{
	insn = program_uncast(f, insn);
	if (insn == IR_NONE || f->insns[insn].op != IR_LOAD)
		return NULL;
	insn = base_of(f, f->insns[insn].a);
	return f->insns[insn].op == IR_FIELD ? &f->insns[insn] : NULL;
}

/* The function stores such a result in that member itself. */
static bool fills(struct program *p, const struct ir_function *f, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct function_contract *fc;
		uint32_t at = f->insns[i].a, value;

		if (f->insns[i].op != IR_STORE)
			continue;
		at = base_of(f, at);
		value = program_uncast(f, f->insns[i].b);
		fc = f->insns[value].op == IR_CALL ? program_call_contract(p, f, value) : NULL;
		if (fc && f->insns[at].op == IR_FIELD && f->insns[at].b == member->b &&
		    f->insns[at].c == member->c && gives_doubtful(fc))
			return true;
	}
	return false;
}

static void note_asked(void *ctx, uint32_t fn, uint32_t insn)
{
	struct unasked *u = ctx;
	const struct ir_function *f = &u->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(u->p, f, insn);

	for (uint32_t i = 0; fc && i < f->insns[insn].nargs; i++) {
		const struct ir_insn *member =
			asks(fc, i) ? member_read(f, f->pool[f->insns[insn].args + i]) : NULL;

		if (!member)
			continue;
		u->full |= u->nasked == MAX_PLACES;
		if (!u->full)
			u->asked[u->nasked++] =
				(struct place_of){member->b, member->c, fn, fills(u->p, f, member)};
	}
}

/* --- One result ----------------------------------------------------------------------------- */

static void hold(struct result *r, bool *flag)
{
	r->grew |= !*flag;
	*flag = true;
}

/* Stored at that address: in a variable or a member that can be followed, or out of sight. */
static void keep(struct result *r, uint32_t address)
{
	const struct ir_function *f = r->f;
	const struct ir_insn *at;

	at = &f->insns[base_of(f, address)];
	if (at->op == IR_LOCAL && !f->locals[at->a].address_taken) {
		hold(r, &r->locals[at->a]);
		return;
	}
	if (at->op != IR_FIELD || !r->u->p->m->records[at->b].in_main_file || r->nmembers == 4) {
		r->asked = true;
		return;
	}
	r->members[r->nmembers++] = (struct place_of){.record = at->b, .field = at->c};
}

/* A function that is not seen may ask, and say so by its result; one of the file may ask. */
static void pass(struct result *r, uint32_t insn, uint32_t arg)
{
	struct program *p = r->u->p;
	const struct function_contract *fc = program_call_contract(p, r->f, insn);
	uint32_t callee = program_callee(r->f, insn);

	if (fc)
		r->asked |= asks(fc, arg) || reports(fc, arg);
	else if (callee == IR_NONE || (p->m->functions[callee].flags & IR_FN_DEFINED))
		r->asked = true;
	else
		for (uint32_t i = insn + 1; i < r->f->ninsns; i++)
			r->asked |= ir_insn_reads(r->f, i, insn);
}

static bool reads_holder(const struct result *r, const struct ir_insn *in)
{
	uint32_t at = base_of(r->f, in->a);

	return r->f->insns[at].op == IR_LOCAL && r->locals[r->f->insns[at].a];
}

static bool compares(uint8_t op)
{
	return op == IR_EQ || op == IR_NE || op == IR_LT || op == IR_LE || op == IR_GT ||
	       op == IR_GE;
}

static void follow(struct result *r, uint32_t insn)
{
	const struct ir_insn *in = &r->f->insns[insn];

	switch (in->op) {
	case IR_LOAD:
		if (reads_holder(r, in))
			hold(r, &r->insns[insn]);
		break;
	case IR_CAST:
		if (r->insns[in->a])
			hold(r, &r->insns[insn]);
		break;
	case IR_BINARY:
		if (!r->insns[in->a] && !r->insns[in->b])
			break;
		r->asked |= compares(in->sub);
		hold(r, &r->insns[insn]);
		break;
	case IR_STORE:
		if (r->insns[in->b] && !r->insns[insn]) {
			hold(r, &r->insns[insn]);
			keep(r, in->a);
		}
		break;
	case IR_CALL:
		for (uint32_t i = 0; i < in->nargs; i++)
			if (r->insns[r->f->pool[in->args + i]])
				pass(r, insn, i);
		break;
	case IR_UNARY:
	case IR_RETURN:
	case IR_BRANCH:
	case IR_SWITCH:
		r->asked |= in->a != IR_NONE && r->insns[in->a];
		break;
	default:
		break;
	}
}

static bool is_asked(const struct result *r, uint32_t fn)
{
	if (r->asked || (r->nmembers && r->u->full))
		return true;
	for (uint32_t i = 0; i < r->nmembers; i++)
		for (uint32_t k = 0; k < r->u->nasked; k++)
			if (r->members[i].record == r->u->asked[k].record &&
			    r->members[i].field == r->u->asked[k].field &&
			    (r->u->asked[k].fn == fn || !r->u->asked[k].filled))
				return true;
	return false;
}

static void judge(void *ctx, uint32_t fn, uint32_t insn)
{
	struct unasked *u = ctx;
	struct program *p = u->p;
	const struct ir_function *f = &p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(p, f, insn);
	struct result r = {.u = u, .f = f, .made = fc ? gives_doubtful(fc) : NULL, .grew = true};
	struct arena *a;

	/* Who casts it to void does without it on purpose. */
	if (!r.made || (f->insns[insn].flags & IR_IGNORED) ||
	    ir_is_trusted(p->m, ir_locate(p->m, f->insns[insn].loc)))
		return;
	a = arena_new();
	r.insns = arena_new_array(a, bool, f->ninsns);
	r.locals = arena_new_array(a, bool, f->nlocals);
	r.insns[insn] = true;
	while (r.grew && !r.asked) {
		r.grew = false;
		for (uint32_t i = 0; i < f->ninsns && !r.asked; i++)
			follow(&r, i);
	}
	if (!is_asked(&r, fn))
		evidence_static(
			p,
			&(struct report){
				.rule = r.made->protocol->states[r.made->arrows[0].to].unasked,
				.callee = str_text(p->m->strings,
						   p->m->functions[program_callee(f, insn)].name)},
			fn, ir_locate(p->m, f->insns[insn].loc), NULL);
	arena_free(a);
}

static bool is_wanted(const struct program *p)
{
	for (uint32_t i = 0; i < contracts_nprotocols(p->contracts); i++)
		for (uint8_t s = 0; s < p->protocols[i]->nstates; s++)
			if (p->protocols[i]->states[s].unasked)
				return true;
	return false;
}

void unasked_check(struct program *p)
{
	struct unasked u = {.p = p};

	if (!is_wanted(p))
		return;
	program_each_insn(p, IR_CALL, note_asked, &u);
	program_each_insn(p, IR_CALL, judge, &u);
}
