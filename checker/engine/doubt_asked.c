/* SPDX-License-Identifier: MIT */
/*
 * What the path has asked: conditions by which what looks like a mistake is none, since the answer
 * says what has become of the object, or contradicts an earlier one.
 */
#include "call.h"
#include "doubt.h"
#include "program.h"

#define MAX_STEPS 16 /* steps by which the value of a condition is computed */

/* --- Choices ------------------------------------------------------------------------------- */

/* The last few conditions that led to an event. */
#define MAX_CONDITIONS 4
#define MAX_LEVELS 3 /* of calls */
struct conditions {
	const struct event *list[MAX_CONDITIONS * MAX_LEVELS];
	uint32_t count;
};

/* Those of the function that ev is of; whether results that were assumed count, too. */
static void add_conditions(struct conditions *c, const struct event *ev, bool results)
{
	uint32_t n = 0;

	for (; ev && n < MAX_CONDITIONS; ev = ev->parent)
		if (ev->kind == EVENT_BRANCH || ev->kind == EVENT_CASE ||
		    (results && ev->kind == EVENT_RESULT)) {
			c->list[c->count++] = ev;
			n++;
		}
}

static struct conditions conditions_before(const struct event *ev)
{
	struct conditions c = {.count = 0};

	add_conditions(&c, event_innermost(ev), false);
	return c;
}

/* The member in which the condition asks for a flag, and that flag; or NULL. */
static const struct ir_insn *flag_asked(const struct analysis *x, const struct event *ev,
					int64_t *flag)
{
	const struct ir_function *f = &x->m->functions[ev->fn];
	uint32_t cond = ev->operand == IR_NONE || ev->kind != EVENT_BRANCH
				? IR_NONE
				: program_uncast(f, ev->operand),
		 by;

	if (cond == IR_NONE || f->insns[cond].op != IR_BINARY || f->insns[cond].sub != IR_AND)
		return NULL;
	by = program_uncast(f, f->insns[cond].b);
	if (by == IR_NONE || f->insns[by].op != IR_CONST)
		return NULL;
	*flag = f->insns[by].imm;
	return program_reads_member(f, f->insns[cond].a);
}

/*
 * What led to the object's state asked for one flag of a word, and what is done now for another
 * one, and neither was set, or both: they may be the two sides of one choice, of which one is.
 */
bool doubt_choice(const struct analysis *x, const struct world *w, const struct state *s,
		  const struct call *c)
{
	struct conditions then = conditions_before(s->event);
	struct conditions now = conditions_before(c->inside ? c->inside : w->trail);

	for (uint32_t i = 0; i < then.count; i++)
		for (uint32_t k = 0; k < now.count; k++) {
			int64_t one, other;
			const struct ir_insn *a = flag_asked(x, then.list[i], &one);
			const struct ir_insn *b = a ? flag_asked(x, now.list[k], &other) : NULL;

			if (b && a->b == b->b && a->c == b->c && one != other &&
			    then.list[i]->truth == now.list[k]->truth)
				return true;
		}
	return false;
}

/* --- Told that it is over ------------------------------------------------------------------- */

static bool is_given(const struct ir_function *f, const struct ir_insn *call, uint32_t local)
{
	for (uint32_t k = 0; k < call->nargs; k++)
		if (program_reads_local(f, f->pool[call->args + k]) == local)
			return true;
	return false;
}

/* Whether the condition reads a member of what the variable points to, and compares it with a
 * constant at most. */
static bool asks_member(const struct ir_function *f, uint32_t condition, uint32_t local)
{
	const struct ir_insn *i = &f->insns[condition], *member;

	if (i->op == IR_BINARY && i->sub == IR_EQ &&
	    f->insns[program_uncast(f, i->b)].op == IR_CONST)
		condition = i->a;
	member = program_reads_member(f, condition);
	return member && program_reads_local(f, member->a) == local;
}

/* Whether it does so, or has a function look at the member and at nothing else. */
static bool looks_at_member(const struct ir_function *f, uint32_t condition, uint32_t local)
{
	const struct ir_insn *call = &f->insns[condition];
	uint32_t arg;

	if (call->op != IR_CALL)
		return asks_member(f, condition, local);
	arg = call->nargs == 1 ? program_uncast(f, f->pool[call->args]) : IR_NONE;
	return arg != IR_NONE && f->insns[arg].op == IR_FIELD &&
	       program_reads_local(f, f->insns[arg].a) == local;
}

/* Whether it does so, or has a function do it. */
static bool asks_of(const struct ir_function *f, uint32_t condition, uint32_t local)
{
	if (f->insns[condition].op == IR_CALL)
		return is_given(f, &f->insns[condition], local);
	return asks_member(f, condition, local);
}

/* The condition whose truth the branch is about, without its negations. */
static uint32_t without_negation(const struct ir_function *f, uint32_t condition, bool *truth)
{
	const struct ir_insn *i;

	for (;; condition = i->a) {
		condition = program_uncast(f, condition);
		if (condition == IR_NONE)
			return IR_NONE;
		i = &f->insns[condition];
		if (i->op != IR_UNARY || i->sub != IR_LNOT)
			return condition;
		*truth = !*truth;
	}
}

/* Since the object got where it is, the path has asked what the call at insn is given, and got the
 * answer yes. */
static bool asked_since(const struct analysis *x, const struct world *w, const struct state *s,
			uint32_t insn, bool (*asks)(const struct ir_function *, uint32_t, uint32_t))
{
	const struct ir_insn *call = &x->f->insns[insn];

	if (call->op != IR_CALL || !s->event)
		return false;
	for (const struct event *ev = w->trail; ev && ev->depth > s->event->depth;
	     ev = ev->parent) {
		bool truth = ev->truth;
		uint32_t asked;

		if (ev->kind != EVENT_BRANCH || ev->fn != x->fn)
			continue;
		asked = without_negation(x->f, ev->operand, &truth);
		for (uint32_t k = 0; asked != IR_NONE && truth && k < call->nargs; k++) {
			uint32_t local = program_reads_local(
				x->f, program_uncast(x->f, x->f->pool[call->args + k]));

			if (local != IR_NONE && asks(x->f, asked, local))
				return true;
		}
	}
	return false;
}

/*
 * The call is given a record of which the path has asked, since the object behind it was sent off,
 * whether something is set that others set: that may say that the object is back.
 */
bool doubt_back(const struct analysis *x, const struct world *w, const struct state *s,
		uint32_t insn)
{
	return asked_since(x, w, s, insn, asks_of);
}

/* The call ends a record of which the path has read, since something in it was to run, that
 * something is set: by what runs, say, when it is over. */
bool doubt_waited(const struct analysis *x, const struct world *w, const struct state *s,
		  uint32_t insn)
{
	return asked_since(x, w, s, insn, asks_member);
}

/* The call ends a record of which the path has asked, since it was put somewhere, whether others
 * are done with it. */
bool doubt_taken_out(const struct analysis *x, const struct world *w, const struct state *s,
		     uint32_t insn)
{
	return x->p->protocols[s->protocol]->states[s->state].near &&
	       asked_since(x, w, s, insn, looks_at_member);
}

/* The call is given the address of the variable. */
static bool fills(const struct ir_function *f, const struct ir_insn *call, uint32_t local)
{
	for (uint32_t k = 0; k < call->nargs; k++) {
		uint32_t arg = program_uncast(f, f->pool[call->args + k]);

		if (arg != IR_NONE && f->insns[arg].op == IR_LOCAL && f->insns[arg].a == local)
			return true;
	}
	return false;
}

/*
 * The call that brought the object where it is also gave a number, and since then the path has
 * compared that with another one: the number says whether the object is there.
 */
bool doubt_number(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct ir_function *f = x->f;

	if (!s->event || s->event->fn != x->fn || f->insns[s->event->insn].op != IR_CALL)
		return false;
	for (const struct event *ev = w->trail; ev && ev->depth > s->event->depth;
	     ev = ev->parent) {
		bool truth;
		uint32_t asked, local, with;

		if (ev->kind != EVENT_BRANCH || ev->fn != x->fn || ev->operand == IR_NONE)
			continue;
		asked = without_negation(f, ev->operand, &truth);
		if (asked == IR_NONE || f->insns[asked].op != IR_BINARY ||
		    (f->insns[asked].sub != IR_EQ && f->insns[asked].sub != IR_NE))
			continue;
		local = program_reads_local(f, program_uncast(f, f->insns[asked].a));
		with = program_uncast(f, f->insns[asked].b);
		if (local != IR_NONE && with != IR_NONE && f->insns[with].op != IR_CONST &&
		    fills(f, &f->insns[s->event->insn], local))
			return true;
	}
	return false;
}

/* --- Marks -------------------------------------------------------------------------------- */

/* Whether both addresses name one global variable, or one member of a record, whatever the record
 * is found by. */
static bool same_place(const struct ir_insn *a, const struct ir_insn *b)
{
	if (a->op != b->op)
		return false;
	if (a->op == IR_GLOBAL)
		return a->a == b->a;
	return a->op == IR_FIELD && a->b == b->b && a->c == b->c;
}

/* The address of what a condition reads and compares with a constant at most; or NULL. */
static const struct ir_insn *place_tested(const struct ir_function *f, uint32_t insn)
{
	for (int steps = 0; steps < MAX_STEPS; steps++) {
		const struct ir_insn *i;

		insn = program_uncast(f, insn);
		if (insn == IR_NONE)
			return NULL;
		i = &f->insns[insn];
		if (i->op == IR_LOAD)
			return &f->insns[i->a];
		if (i->op != IR_UNARY &&
		    (i->op != IR_BINARY || f->insns[program_uncast(f, i->b)].op != IR_CONST))
			return NULL;
		insn = i->a;
	}
	return NULL;
}

/* Whether what is stored at place is a mark: a constant, or what was there with a flag set or
 * cleared. */
static bool is_mark(const struct ir_function *f, uint32_t value, const struct ir_insn *place)
{
	const struct ir_insn *i = &f->insns[program_uncast(f, value)], *was;

	if (i->op == IR_CONST)
		return true;
	if (i->op != IR_BINARY || (i->sub != IR_OR && i->sub != IR_AND) ||
	    f->insns[program_uncast(f, i->b)].op != IR_CONST)
		return false;
	was = &f->insns[program_uncast(f, i->a)];
	return was->op == IR_LOAD && same_place(place, &f->insns[was->a]);
}

/* What a call gave is stored there, too: it is kept there, and no mark. */
static bool keeps_result(const struct ir_function *f, const struct ir_insn *place)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && same_place(place, &f->insns[f->insns[i].a]) &&
		    f->insns[program_uncast(f, f->insns[i].b)].op == IR_CALL)
			return true;
	return false;
}

/* Whether f marks the place after the call. */
static bool marks_after(const struct ir_function *f, const struct ir_insn *place, uint32_t call)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && same_place(place, &f->insns[f->insns[i].a]) &&
		    is_mark(f, f->insns[i].b, place) &&
		    cfg_reaches(f, cfg_block_of(f, call), cfg_block_of(f, i), IR_NONE))
			return true;
	return false;
}

/* Both calls are given the same numbers and places, as functions are that set and test a bit. */
static bool same_bit(const struct ir_function *f, const struct ir_insn *a, const struct ir_insn *b)
{
	bool place = false;

	for (uint32_t k = 0; k < a->nargs && a->nargs == b->nargs; k++) {
		uint32_t one = program_uncast(f, f->pool[a->args + k]),
			 other = program_uncast(f, f->pool[b->args + k]);
		const struct ir_insn *i = &f->insns[one], *j = &f->insns[other];

		if (one == IR_NONE || other == IR_NONE ||
		    (i->op == IR_CONST ? j->op != IR_CONST || i->imm != j->imm : !same_place(i, j)))
			return false;
		place |= i->op != IR_CONST;
	}
	return place && a->nargs > 1 && a->nargs == b->nargs;
}

/* The condition is the result of a call that is given a bit; and f gives the same one to another
 * function after the call. */
static bool bit_set_after(const struct ir_function *f, uint32_t condition, uint32_t call)
{
	bool truth;
	uint32_t asked = without_negation(f, condition, &truth),
		 by = asked == IR_NONE ? IR_NONE : program_callee(f, asked);

	for (uint32_t i = 0; by != IR_NONE && i < f->ninsns; i++)
		if (program_callee(f, i) != IR_NONE && program_callee(f, i) != by &&
		    same_bit(f, &f->insns[asked], &f->insns[i]) &&
		    cfg_reaches(f, cfg_block_of(f, call), cfg_block_of(f, i), IR_NONE))
			return true;
	return false;
}

/*
 * Since then the path asked for a mark that the function sets itself, after the same call, on other
 * ways: the mark says what the call did, and so whether there is anything to undo.
 */
bool doubt_marked(const struct analysis *x, const struct world *w, const struct event *since)
{
	for (const struct event *ev = w->trail; ev && ev->depth > since->depth; ev = ev->parent) {
		const struct ir_insn *place;

		if (ev->kind != EVENT_BRANCH || ev->fn != x->fn || ev->operand == IR_NONE)
			continue;
		place = place_tested(x->f, ev->operand);
		if (place ? marks_after(x->f, place, since->insn) && !keeps_result(x->f, place)
			  : bit_set_after(x->f, ev->operand, since->insn))
			return true;
	}
	return false;
}

/* Whether f marks the place where it goes on from the call. */
static bool marks_behind(const struct ir_function *f, const struct ir_insn *place, uint32_t call)
{
	uint32_t block = cfg_block_of(f, call);

	for (uint32_t i = call + 1; i < f->ninsns && cfg_block_of(f, i) == block; i++)
		if (f->insns[i].op == IR_STORE && same_place(place, &f->insns[f->insns[i].a]) &&
		    is_mark(f, f->insns[i].b, place))
			return true;
	return marks_after(f, place, call);
}

/* Some condition of f asks for a member that g marks behind its call at done. */
static bool asks_mark_of(const struct ir_function *f, const struct ir_function *g, uint32_t done)
{
	for (uint32_t b = 0; b < f->nblocks; b++) {
		const struct ir_insn *last = &f->insns[f->blocks[b].first + f->blocks[b].count - 1],
				     *place;

		if (last->op != IR_BRANCH)
			continue;
		place = place_tested(f, last->a);
		if (place && place->op == IR_FIELD && marks_behind(g, place, done))
			return true;
	}
	return false;
}

/* The same, of fn or what it calls in this file. */
static bool asks_mark_inside(const struct analysis *x, uint32_t fn, const struct event *then)
{
	const struct ir_function *f = &x->m->functions[fn], *g = &x->m->functions[then->fn];

	if (asks_mark_of(f, g, then->insn))
		return true;
	for (uint32_t i = 0; i < f->ncallees; i++)
		if ((x->m->functions[f->callees[i]].flags & IR_FN_LOWERED) &&
		    program_is_own(x->p, f->callees[i]) &&
		    asks_mark_of(&x->m->functions[f->callees[i]], g, then->insn))
			return true;
	return false;
}

/*
 * Where the object was let go, a member was marked at once; and the callee that lets it go again
 * and goes on with it asks for that member: the mark says that it is gone.
 */
bool doubt_marked_gone(const struct analysis *x, const struct state *now, const struct state *known,
		       const struct call *c)
{
	if (!c->maybe || now->steps == 1)
		return false;
	for (const struct event *in = c->inside; in; in = in->inside)
		for (const struct event *then = known->event; then; then = then->inside)
			if (then->fn != in->fn && asks_mark_inside(x, in->fn, then))
				return true;
	return false;
}

/* Before the call f asks for a member that it sets behind it. */
static bool asks_own_mark(const struct ir_function *f, uint32_t call)
{
	const uint32_t at = cfg_block_of(f, call);

	for (uint32_t b = 0; b < f->nblocks; b++) {
		const struct ir_insn *last = &f->insns[f->blocks[b].first + f->blocks[b].count - 1],
				     *place;

		if (last->op != IR_BRANCH || !cfg_reaches(f, b, at, IR_NONE))
			continue;
		place = place_tested(f, last->a);
		for (uint32_t i = 0; place && place->op == IR_FIELD && i < f->ninsns; i++)
			if (f->insns[i].op == IR_STORE &&
			    same_place(place, &f->insns[f->insns[i].a]) &&
			    cfg_reaches(f, at, cfg_block_of(f, i), IR_NONE))
				return true;
	}
	return false;
}

bool doubt_marked_done(const struct analysis *x, const struct state *known, const struct call *c)
{
	const struct event *in = event_innermost(c->inside), *then = event_innermost(known->event);

	if (!x->p->protocols[known->protocol]->states[known->state].left)
		return false;
	return in && then && in->fn == then->fn && in->insn == then->insn &&
	       asks_own_mark(&x->m->functions[in->fn], in->insn);
}

/* --- Asked twice ----------------------------------------------------------------------------- */

/* Whether f stores to that member of whatever record. */
static bool stores_member(const struct ir_function *f, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && same_place(member, &f->insns[f->insns[i].a]))
			return true;
	return false;
}

/* What is read again is what was read before, as far as this function can tell. */
static bool same_read(const struct ir_function *f, const struct ir_insn *a, const struct ir_insn *b,
		      int depth);

/* Both compute the same, from the same questions to the same functions and records. */
static bool same_question(const struct ir_function *f, uint32_t a, uint32_t b, int depth)
{
	const struct ir_insn *i, *k;

	a = program_uncast(f, a);
	b = program_uncast(f, b);
	if (a == IR_NONE || b == IR_NONE || depth > MAX_STEPS)
		return false;
	i = &f->insns[a];
	k = &f->insns[b];
	if (i->op != k->op)
		return false;
	switch (i->op) {
	case IR_CONST:
		return i->imm == k->imm;
	case IR_FUNC:
	case IR_GLOBAL:
		return i->a == k->a;
	case IR_LOAD:
		return same_read(f, &f->insns[i->a], &f->insns[k->a], depth);
	case IR_FIELD:
		return i->b == k->b && i->c == k->c && same_question(f, i->a, k->a, depth + 1);
	case IR_UNARY:
		return i->sub == k->sub && same_question(f, i->a, k->a, depth + 1);
	case IR_BINARY:
		return i->sub == k->sub && same_question(f, i->a, k->a, depth + 1) &&
		       same_question(f, i->b, k->b, depth + 1);
	case IR_CALL:
		for (uint32_t n = 0; n < i->nargs; n++)
			if (i->nargs != k->nargs || !same_question(f, f->pool[i->args + n],
								   f->pool[k->args + n], depth + 1))
				return false;
		return i->nargs == k->nargs && same_question(f, i->a, k->a, depth + 1);
	default:
		return false;
	}
}

static bool same_read(const struct ir_function *f, const struct ir_insn *a, const struct ir_insn *b,
		      int depth)
{
	uint32_t stored;

	if (a->op != b->op)
		return false;
	if (a->op == IR_LOCAL)
		return a->a == b->a && program_one_value(f, a->a, &stored);
	if (a->op == IR_GLOBAL)
		return a->a == b->a && !stores_member(f, a);
	return a->op == IR_FIELD && a->b == b->b && a->c == b->c && !stores_member(f, a) &&
	       same_question(f, a->a, b->a, depth + 1);
}

/* Whether the condition calls a function, or reads a record: what only depends on variables is
 * known. */
static bool asks(const struct ir_function *f, uint32_t insn, int depth)
{
	const struct ir_insn *i;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE || depth > MAX_STEPS)
		return false;
	i = &f->insns[insn];
	if (i->op == IR_LOAD)
		return f->insns[i->a].op != IR_LOCAL;
	if (i->op == IR_UNARY)
		return asks(f, i->a, depth + 1);
	return i->op == IR_CALL ||
	       (i->op == IR_BINARY && (asks(f, i->a, depth + 1) || asks(f, i->b, depth + 1)));
}

/* Both read the same member: of one record in one function, of any in two. */
static bool same_value(const struct ir_module *m, uint32_t f, uint32_t a, uint32_t g, uint32_t b)
{
	const struct ir_insn *one, *other;

	if (f == g)
		return same_question(&m->functions[f], a, b, 0);
	one = program_reads_member(&m->functions[f], a);
	other = program_reads_member(&m->functions[g], b);
	return one && other && one->b == other->b && one->c == other->c;
}

/* What a condition compares for equality with a constant, or with 0; IR_NONE: nothing. truth: it is
 * that constant. */
static uint32_t compared(const struct ir_function *f, uint32_t condition, int64_t *with,
			 bool *truth)
{
	uint32_t asked = without_negation(f, condition, truth);
	const struct ir_insn *i = asked == IR_NONE ? NULL : &f->insns[asked];

	*with = 0;
	if (i && i->op == IR_BINARY && (i->sub == IR_EQ || i->sub == IR_NE) &&
	    f->insns[program_uncast(f, i->b)].op == IR_CONST) {
		*with = f->insns[program_uncast(f, i->b)].imm;
		if (i->sub == IR_NE)
			*truth = !*truth;
		return i->a;
	}
	*truth = !*truth;
	return asked;
}

/* The call gives nothing to hold, nor does it do what the protocol is about: it asks. */
static bool only_asks(struct program *p, const struct event *ev, uint16_t protocol)
{
	for_each_effect (e, program_call_contract(p, &p->m->functions[ev->fn], ev->insn))
		if (e->kind == EFFECT_STATE &&
		    (e->object.root == PATH_RETURN || e->protocol->id == protocol))
			return false;
	return true;
}

/* One function was asked the same twice, and another answer was assumed. */
static bool result_otherwise(struct program *p, const struct event *then, const struct event *now,
			     uint16_t protocol)
{
	return then->kind == EVENT_RESULT && now->kind == EVENT_RESULT && then->fn == now->fn &&
	       then->insn != now->insn && !(then->classes & now->classes) &&
	       !((then->classes | now->classes) & CLASS_NEGATIVE) && only_asks(p, then, protocol) &&
	       same_question(&p->m->functions[then->fn], then->insn, now->insn, 0);
}

/* What led to the object's state was done where `then` was, and it is assumed not to be now. */
static bool answered_otherwise(const struct ir_module *m, const struct event *then,
			       const struct event *now)
{
	bool was = then->kind == EVENT_CASE || then->truth, is = now->truth;
	int64_t with = then->number, against;
	uint32_t a = then->operand, b;

	if (then->kind == EVENT_RESULT || now->kind != EVENT_BRANCH || then->operand == IR_NONE ||
	    (then->fn == now->fn && then->insn == now->insn))
		return false;
	if (then->kind == EVENT_BRANCH)
		a = compared(&m->functions[then->fn], a, &with, &was);
	b = compared(&m->functions[now->fn], now->operand, &against, &is);
	return a != IR_NONE && b != IR_NONE && with == against && was != is &&
	       same_value(m, then->fn, a, now->fn, b);
}

/* Since the object got where it is, the path has assumed the opposite of one of those conditions,
 * asking the same function or record the same. */
static bool denied_since(const struct analysis *x, const struct world *w, const struct state *s,
			 const struct conditions *then)
{
	for (const struct event *ev = w->trail; ev && ev->depth > s->event->depth;
	     ev = ev->parent) {
		if (ev->kind != EVENT_RESULT &&
		    (ev->kind != EVENT_BRANCH || ev->operand == IR_NONE ||
		     !asks(&x->m->functions[ev->fn], ev->operand, 0)))
			continue;
		for (uint32_t i = 0; i < then->count; i++)
			if (result_otherwise(x->p, then->list[i], ev, s->protocol) ||
			    answered_otherwise(x->m, then->list[i], ev))
				return true;
	}
	return false;
}

/* What led to the object's state was done on a condition, asked in this function or in a callee:
 * what is done on a condition is undone on it. */
bool doubt_asked_twice(const struct analysis *x, const struct world *w, const struct state *s)
{
	struct conditions then = {.count = 0};
	int level = 0;

	for (const struct event *in = s->event; in && level < MAX_LEVELS; in = in->inside, level++)
		add_conditions(&then, in, true);
	return s->event && denied_since(x, w, s, &then);
}

/* The value is the call's result, itself or in a variable. */
static bool is_result(const struct ir_function *f, uint32_t value, uint32_t call)
{
	uint32_t local;

	value = program_uncast(f, value);
	if (value == IR_NONE || value == call)
		return value == call;
	local = program_reads_local(f, value);
	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++)
		if (program_stores_local(f, i) == local && program_uncast(f, f->insns[i].b) == call)
			return true;
	return false;
}

/* The parameter by whose truth the callee did it, or IR_NONE. */
static uint32_t decided_by(const struct ir_module *m, const struct event *ev)
{
	const struct ir_function *f = &m->functions[ev->fn];
	bool truth = ev->truth;
	uint32_t asked = ev->kind == EVENT_BRANCH && ev->operand != IR_NONE
				 ? without_negation(f, ev->operand, &truth)
				 : IR_NONE,
		 param = asked == IR_NONE ? IR_NONE : program_reads_local(f, asked);

	return param != IR_NONE && param < f->nparams ? param : IR_NONE;
}

/*
 * The callee ended the object because an argument was true that the caller worked out by a
 * comparison of its own: it knows when that is so.
 */
bool doubt_told_callee(const struct analysis *x, const struct state *s)
{
	const struct event *call = s->event;
	const struct ir_insn *i;

	if (!call || call->fn != x->fn || !call->inside || x->f->insns[call->insn].op != IR_CALL ||
	    !x->p->protocols[s->protocol]->states[s->state].dead)
		return false;
	i = &x->f->insns[call->insn];
	for (const struct event *ev = call->inside->parent; ev; ev = ev->parent) {
		uint32_t param = ev->fn == program_callee(x->f, call->insn) ? decided_by(x->m, ev)
									    : IR_NONE,
			 given = param < i->nargs
					 ? program_uncast(x->f, x->f->pool[i->args + param])
					 : IR_NONE;

		if (given != IR_NONE && x->f->insns[given].op == IR_BINARY &&
		    x->f->insns[given].sub >= IR_EQ)
			return true;
	}
	return false;
}

bool doubt_code_asked(const struct analysis *x, const struct world *w, uint32_t call)
{
	for (const struct event *ev = w->trail; ev; ev = ev->parent) {
		bool is = ev->truth;
		int64_t with;
		uint32_t value;

		if (ev->kind != EVENT_BRANCH || ev->fn != x->fn || ev->operand == IR_NONE)
			continue;
		value = compared(x->f, ev->operand, &with, &is);
		if (value != IR_NONE && is && with < 0 && is_result(x->f, value, call))
			return true;
	}
	return false;
}

/* Since then the path has come to the case of one code, not 0, that the call gave. */
static bool case_of_result(const struct analysis *x, const struct world *w,
			   const struct event *call)
{
	for (const struct event *ev = w->trail; ev && ev->depth > call->depth; ev = ev->parent)
		if (ev->kind == EVENT_CASE && ev->fn == x->fn && ev->operand != IR_NONE &&
		    ev->number && is_result(x->f, ev->operand, call->insn))
			return true;
	return false;
}

/*
 * The path goes on because the call that brought the object where it is gave one particular error
 * code: the function knows what that one means for the object.
 */
bool doubt_particular_error(const struct analysis *x, const struct world *w, const struct state *s)
{
	return s->event && s->event->fn == x->fn &&
	       (doubt_code_asked(x, w, s->event->insn) || case_of_result(x, w, s->event));
}
