/* SPDX-License-Identifier: MIT */
/*
 * What a failing function leaves behind. Whether a caller cleans up can't be known in general; but
 * where the function itself undoes on one failing path what it did, it has to undo it on the
 * others, too (Engler et al., Bugs as Deviant Behavior, SOSP 2001: one path is the specification of
 * the other). And where a function gives up because the second of two things failed, the first is
 * lost if no caller has a way to undo it.
 */
#include <errno.h>

#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"

/* include/linux/errno.h of Linux: the work goes on, and is told to be over later. */
#define EIOCBQUEUED 529

bool left_goes_on(int64_t code)
{
	return code == -EINPROGRESS || code == -EIOCBQUEUED;
}

static bool goes_on(struct interval i)
{
	return i.lo == i.hi && left_goes_on(i.lo);
}

/* Whether f compares what the variable holds with that error code; for 0: with one that says that
 * all goes well. */
static bool compares(const struct ir_function *f, uint32_t local, int64_t code)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *c = &f->insns[i], *with;

		if (c->op != IR_BINARY || (c->sub != IR_EQ && c->sub != IR_NE) ||
		    program_reads_local(f, program_uncast(f, c->a)) != local)
			continue;
		with = &f->insns[program_uncast(f, c->b)];
		if (with->op == IR_CONST && (code ? with->imm == code : left_goes_on(with->imm)))
			return true;
	}
	return false;
}

/* The function asks for just that error code, of a variable of which it asks, too, whether it says
 * that all goes well: the one is taken like the other. */
static bool taken_like_progress(const struct ir_function *f, struct interval i)
{
	for (uint32_t local = 0; i.lo == i.hi && local < f->nlocals; local++)
		if (compares(f, local, 0) && compares(f, local, i.lo))
			return true;
	return false;
}

static bool worked_out(const struct node *v)
{
	return v->kind == NODE_JOIN || v->kind == NODE_BINARY || v->kind == NODE_UNARY;
}

bool left_failed(struct analysis *x, const struct exit_world *e)
{
	uint32_t type = x->f->result;
	value_classes c;

	if (!e->result || type == IR_NONE)
		return false;
	c = fact_classes(x->n, e->w, e->result);
	/* NULL that was found somewhere is an answer, and not always a failure. */
	if (x->m->types[type].kind == IR_TYPE_POINTER)
		return !(c & CLASS_POSITIVE) &&
		       (c == CLASS_NEGATIVE || node_at(x->n, e->result)->kind == NODE_INT);
	/* What some callee returned in place of 0 is an error; a number that was worked out may be
	 * none. */
	if ((c & CLASS_POSITIVE) && worked_out(node_at(x->n, e->result)))
		return false;
	return !(c & CLASS_ZERO) && (c & CLASS_NEGATIVE) &&
	       !goes_on(fact_interval(x->n, e->w, e->result)) &&
	       !taken_like_progress(x->f, fact_interval(x->n, e->w, e->result));
}

/* The address of a variable of the function's own, or of a part of one. */
static bool is_own_variable(const struct ir_function *f, uint32_t insn)
{
	while (insn != IR_NONE && (f->insns[insn].op == IR_FIELD || f->insns[insn].op == IR_INDEX))
		insn = program_uncast(f, f->insns[insn].a);
	return insn != IR_NONE && f->insns[insn].op == IR_LOCAL;
}

/* What this call gave is in that variable, and has to be ended. */
static bool owns(const struct analysis *x, const struct state *s, uint32_t local)
{
	return s->event && s->event->fn == x->fn &&
	       x->p->protocols[s->protocol]->states[s->state].leak &&
	       program_result_local(x->f, s->event->insn) == local;
}

/* The call is given what this function has made and would have to end, or a variable that may hold
 * it: all of that may be the callee's from then on. */
static bool takes_over(const struct analysis *x, const struct world *w, uint32_t call)
{
	const struct ir_insn *i = &x->f->insns[call];

	for (uint32_t k = 0; k < i->nargs; k++) {
		uint32_t arg = program_uncast(x->f, x->f->pool[i->args + k]);
		uint32_t local = program_reads_local(x->f, arg);

		if (is_own_variable(x->f, arg))
			return true;
		for (uint32_t n = 0; local != IR_NONE && n < w->states.count; n++)
			if (owns(x, &w->states.list[n], local))
				return true;
	}
	return false;
}

bool left_passes_on(const struct analysis *x, const struct exit_world *e)
{
	const struct node *r = node_at(x->n, e->result);

	return !x->strict && e->result && x->f->result != IR_NONE &&
	       x->m->types[x->f->result].kind == IR_TYPE_INT && r->kind == NODE_FRESH &&
	       r->a == x->fn && !r->imm && x->f->insns[r->b].op == IR_CALL &&
	       !takes_over(x, e->w, r->b) && (fact_classes(x->n, e->w, e->result) & CLASS_NEGATIVE);
}

/*
 * Whether the world got that object in the same place, and then undid it. Unknown code that s's
 * world gave the object to since may do so on its own: then only worlds that went through the same
 * one are alike.
 */
static bool undone(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct state *other = world_state(w, s->region, s->protocol);

	return other && other->got && other->got->fn == s->got->fn &&
	       other->got->insn == s->got->insn && (!s->doubt || other->doubt == s->doubt) &&
	       !x->p->protocols[s->protocol]->states[other->state].left;
}

static bool undone_elsewhere(struct analysis *x, const struct exit_world *e, const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		if (&x->exits[i] != e && undone(x, x->exits[i].w, s) &&
		    left_failed(x, &x->exits[i]))
			return true;
	return false;
}

/* --- Nor does a caller -------------------------------------------------------------------- */

#define MAX_UNDO_DEPTH 6
#define MAX_UNDO_CALLS 400 /* looked at before it is taken that one of them undoes it */

static bool contract_undoes(const struct function_contract *fc, const struct protocol *protocol)
{
	for (uint32_t o = 0; o < fc->noutcomes; o++)
		for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++) {
			const struct effect *e = &fc->outcomes[o].effects[i];

			/* Making a new one is no undoing, nor is a failure to make one. */
			if (e->kind != EFFECT_STATE || e->protocol != protocol ||
			    e->object.root == PATH_RETURN || fc->outcomes[o].when != CLASS_ANY)
				continue;
			for (uint8_t k = 0; k < e->narrows; k++)
				if (!e->arrows[k].stay && !protocol->states[e->arrows[k].to].left)
					return true;
		}
	return false;
}

/* Whether f calls fn, and does not only hand out its address. */
static bool calls_by_name(const struct ir_function *f, uint32_t fn)
{
	bool named = false;

	for (uint32_t i = 0; i < f->ncallees && !named; i++)
		named = f->callees[i] == fn;
	if (!named || !(f->flags & IR_FN_LOWERED))
		return named;
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_CALL && f->insns[f->insns[i].a].op == IR_FUNC &&
		    f->insns[f->insns[i].a].a == fn)
			return true;
	return false;
}

/* Whether fn, or what it calls by name, undoes what protocol is about. */
static bool may_undo(struct program *p, uint32_t fn, const struct protocol *protocol, int depth,
		     int *calls)
{
	const struct function_contract *fc = program_contract(p, fn);

	if (fc)
		return contract_undoes(fc, protocol);
	if (!(p->m->functions[fn].flags & IR_FN_DEFINED))
		return false;
	if (depth > MAX_UNDO_DEPTH || ++*calls > MAX_UNDO_CALLS)
		return true;
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++) {
		uint32_t callee = p->m->functions[fn].callees[i];

		if (calls_by_name(&p->m->functions[fn], callee) &&
		    may_undo(p, callee, protocol, depth + 1, calls))
			return true;
	}
	return false;
}

bool left_may_undo(struct program *p, uint32_t fn, const struct protocol *protocol)
{
	int calls = 0;

	return may_undo(p, fn, protocol, 0, &calls);
}

/* The callers are all known, and none of them has a way to undo it, nor has this function. */
static bool callers_keep(struct analysis *x, const struct protocol *protocol)
{
	const uint32_t own = IR_FN_STATIC | IR_FN_DEFINED;
	uint32_t callers = 0;
	int own_calls = 0;

	if ((x->f->flags & own) != own || x->p->fns[x->fn].nslots ||
	    may_undo(x->p, x->fn, protocol, 0, &own_calls))
		return false;
	for (uint32_t fn = 0; fn < x->m->nfunctions; fn++) {
		int calls = 0;

		if (!program_is_own(x->p, fn) || !calls_by_name(&x->m->functions[fn], x->fn))
			continue;
		if (may_undo(x->p, fn, protocol, 0, &calls))
			return false;
		callers++;
	}
	return callers;
}

/* --- A caller does ------------------------------------------------------------------------ */

/* Where control goes if the condition that ends block b says that the call gave an error, by itself
 * or in the local that has its result; IR_NONE: it asks for something else. */
static uint32_t failing_side(const struct ir_function *f, const struct ir_block *b, uint32_t call,
			     uint32_t local)
{
	const struct ir_insn *last = &f->insns[b->first + b->count - 1], *i;
	uint32_t asked = last->op == IR_BRANCH ? program_uncast(f, last->a) : IR_NONE;
	bool truth = true;

	while (asked != IR_NONE && f->insns[asked].op == IR_UNARY &&
	       f->insns[asked].sub == IR_LNOT) {
		truth = !truth;
		asked = program_uncast(f, f->insns[asked].a);
	}
	if (asked == IR_NONE)
		return IR_NONE;
	i = &f->insns[asked];
	if (i->op == IR_BINARY) {
		uint32_t with = program_uncast(f, i->b);

		if (with == IR_NONE || f->insns[with].op != IR_CONST || f->insns[with].imm ||
		    (i->sub != IR_EQ && i->sub != IR_NE && i->sub != IR_LT))
			return IR_NONE;
		truth ^= i->sub == IR_EQ;
		asked = i->a;
	}
	asked = asked == IR_NONE ? IR_NONE : program_uncast(f, asked);
	if (asked == IR_NONE ||
	    (asked != call && (local == IR_NONE || program_reads_local(f, asked) != local)))
		return IR_NONE;
	return truth ? last->b : last->c;
}

/* Every return that can be reached from block `from` lies behind block `by`. */
static bool always_passes(const struct ir_function *f, uint32_t from, uint32_t by)
{
	for (uint32_t b = 0; from != by && b < f->nblocks; b++)
		if (f->insns[f->blocks[b].first + f->blocks[b].count - 1].op == IR_RETURN &&
		    b != by && (b == from || cfg_reaches(f, from, b, by)))
			return false;
	return true;
}

static bool is_given(const struct ir_function *f, const struct ir_insn *call, uint32_t local)
{
	for (uint32_t k = 0; k < call->nargs; k++)
		if (program_reads_local(f, program_uncast(f, f->pool[call->args + k])) == local)
			return true;
	return false;
}

/* Whether fn, where control comes to block `from`, always gives what the local holds to a function
 * that may undo it. */
static bool undoes_from(struct program *p, uint32_t fn, uint32_t from, uint32_t local,
			const struct protocol *protocol)
{
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		uint32_t callee = program_callee(f, i);

		if (callee != IR_NONE && is_given(f, &f->insns[i], local) &&
		    always_passes(f, from, cfg_block_of(f, i)) &&
		    left_may_undo(p, callee, protocol))
			return true;
	}
	return false;
}

/* The caller undoes it where that call has failed. */
static bool call_undone(struct program *p, uint32_t fn, uint32_t call, uint32_t param,
			const struct protocol *protocol)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t given = param < f->insns[call].nargs
				 ? program_uncast(f, f->pool[f->insns[call].args + param])
				 : IR_NONE;
	uint32_t object = given == IR_NONE ? IR_NONE : program_reads_local(f, given),
		 result = program_result_local(f, call);

	for (uint32_t b = 0; object != IR_NONE && b < f->nblocks; b++) {
		uint32_t side = failing_side(f, &f->blocks[b], call, result),
			 from = cfg_block_of(f, call);

		if (side != IR_NONE && (b == from || cfg_reaches(f, from, b, IR_NONE)))
			return undoes_from(p, fn, side, object, protocol);
	}
	return false;
}

/* The parameter by which the object is found, or IR_NONE. */
static uint32_t found_by_param(const struct analysis *x, node_id v)
{
	while (v && node_at(x->n, v)->kind != NODE_PARAM) {
		const struct node *nd = node_at(x->n, v);

		if (nd->kind < REGION_DEREF && nd->kind != NODE_INIT && nd->kind != NODE_VIEW &&
		    nd->kind != NODE_BASE && nd->kind != NODE_ADDR)
			return IR_NONE;
		v = nd->a;
	}
	return v && node_at(x->n, v)->a == x->fn ? node_at(x->n, v)->b : IR_NONE;
}

/* The parameter by which a caller finds the object: it is a part of what that leads to, or kept
 * there. */
static uint32_t kept_by_param(const struct analysis *x, const struct world *w, node_id region)
{
	uint32_t param = found_by_param(x, region);

	for (uint32_t i = 0; param == IR_NONE && i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];

		if (region_deref_known(x->n, b->value) == region)
			param = found_by_param(x, b->region);
	}
	return param;
}

static bool names_member(const struct ir_function *f, const struct ir_insn *member)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_FIELD && f->insns[i].b == member->b &&
		    f->insns[i].c == member->c)
			return true;
	return false;
}

/* The call is given nothing but where to find what is to be done: nothing to choose it by. */
static bool given_pointers(const struct analysis *x, const struct ir_insn *call)
{
	for (uint32_t k = 0; k < call->nargs; k++) {
		uint32_t type = x->f->insns[x->f->pool[call->args + k]].type;

		if (type == IR_NONE || x->m->types[type].kind != IR_TYPE_POINTER)
			return false;
	}
	return true;
}

/* On the way to the exit the function has called one of this file that may undo what the object is
 * named by, and that gave up before it came to it. */
static bool undoer_gave_up(struct analysis *x, const struct exit_world *e, const struct state *s)
{
	const struct ir_insn *member = evidence_member(x, s->got);
	bool called = false;

	for (uint32_t i = 0; member && !called && i < x->f->ninsns; i++) {
		uint32_t callee = program_callee(x->f, i);

		called = callee != IR_NONE && program_is_own(x->p, callee) &&
			 !program_contract(x->p, callee) && given_pointers(x, &x->f->insns[i]) &&
			 names_member(&x->m->functions[callee], member) &&
			 cfg_leads_over(x->f, s->got->insn, e->insn, i) &&
			 left_may_undo(x->p, callee, x->p->protocols[s->protocol]);
		x->f = &x->m->functions[x->fn];
	}
	return called;
}

/* All calls of callee are known, and each is undone by its caller where it fails. */
static bool calls_undone(struct program *p, uint32_t callee, uint32_t param,
			 const struct protocol *protocol)
{
	uint32_t calls = 0;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if (!calls_by_name(&p->m->functions[fn], callee) || !ir_need_body(p->m, fn))
			continue;
		for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
			if (program_callee(&p->m->functions[fn], i) != callee)
				continue;
			if (!call_undone(p, fn, i, param, protocol))
				return false;
			calls++;
		}
	}
	return calls;
}

/* The object is the callers', and they undo it where this function fails. */
static bool callers_undo(struct analysis *x, const struct world *w, const struct state *s)
{
	uint32_t param = kept_by_param(x, w, s->region);
	bool undone = param != IR_NONE && (x->f->flags & IR_FN_STATIC) &&
		      !x->p->fns[x->fn].nslots &&
		      calls_undone(x->p, x->fn, param, x->p->protocols[s->protocol]);

	x->f = &x->m->functions[x->fn];
	return undone;
}

/*
 * Another object of the kind could not be brought to that state, so the function gave up; the first
 * one is forgotten, here and in all callers.
 */
static bool forgotten(struct analysis *x, const struct exit_world *e, const struct state *s)
{
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		const struct state *other = &e->w->states.list[i];

		if (other->protocol == s->protocol && other->region != s->region && !other->got &&
		    other->event && other->event->fn == x->fn &&
		    other->event->depth > s->got->depth)
			return callers_keep(x, x->p->protocols[s->protocol]);
	}
	return false;
}

/*
 * The function got the object itself, or was handed it by a wrapper, be it as a member of what
 * that gives. What a callee got and stored on its own is often a part of something that is
 * undone as a whole.
 */
static bool got_here(const struct analysis *x, const struct state *s)
{
	const struct node *r = node_at(x->n, region_root(x->n, s->region)), *v;
	uint32_t type;

	if (!s->got->inside)
		return true;
	if (r->kind != REGION_DEREF)
		return false;
	v = node_at(x->n, r->a);
	if (v->kind != NODE_FRESH || v->a != x->fn || x->f->insns[v->b].op != IR_CALL ||
	    (node_at(x->n, s->region)->kind != REGION_DEREF && s->got->insn != v->b))
		return false;
	type = x->f->insns[v->b].type;
	return type != IR_NONE &&
	       (x->m->types[type].kind == IR_TYPE_POINTER ||
		(x->m->types[type].kind == IR_TYPE_INT && x->m->types[type].bits == 64));
}

/* What can be lost as a whole can be taken over, too, by code that was given it. */
static bool taken_over(const struct analysis *x, const struct state *s)
{
	return (s->flags & STATE_GIVEN) && x->p->protocols[s->protocol]->states[s->state].leak;
}

/* A reference to what holds the member was taken here, and nothing leads from it to the object: to
 * put it again is not what undoes that. */
static bool apart_from(const struct analysis *x, const struct world *w, node_id member,
		       node_id object)
{
	const node_id holder = region_root(x->n, member);
	bool counted = false;

	for (uint32_t i = 0; i < w->states.count; i++)
		counted |= w->states.list[i].region == holder &&
			   x->p->protocols[w->states.list[i].protocol]->counted;
	if (!counted || holder == region_root(x->n, object))
		return false;
	for (uint32_t i = 0; i < w->store.count; i++)
		if (region_root(x->n, w->store.list[i].region) == holder &&
		    region_deref_known(x->n, w->store.list[i].value) == object)
			return false;
	return true;
}

/* What v points to holds the object, or keeps a pointer to it, or the number that it is told by. */
static bool leads_to(const struct analysis *x, const struct world *w, node_id v, node_id object)
{
	node_id whole = region_deref_known(x->n, v);

	if (!whole || region_within(x->n, object, whole))
		return whole;
	for (uint32_t i = 0; i < w->store.count; i++)
		if (region_within(x->n, w->store.list[i].region, whole) &&
		    w->store.list[i].value == node_at(x->n, object)->a)
			return true;
	return false;
}

/* The only reference to what keeps a pointer that leads to the object was put: its release, which
 * the pointer is there for, cleans up. */
static bool released_by_keeper(const struct analysis *x, const struct world *w, node_id object)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if (!p->counted || !p->states[s->state].dead)
			continue;
		for (uint32_t k = 0; k < w->store.count; k++)
			if (region_within(x->n, w->store.list[k].region, s->region) &&
			    leads_to(x, w, w->store.list[k].value, object))
				return true;
	}
	return false;
}

/*
 * A member has ended, with what it is in, or a reference was put that is counted in a member
 * and was not the last: the release of what holds it cleans up, now or later. A count itself is
 * nothing that it holds.
 */
static bool released_by_member(const struct analysis *x, const struct world *w, node_id object)
{
	for (uint32_t i = 0; i < w->counters.count; i++) {
		const struct counter *c = &w->counters.list[i];

		if (node_at(x->n, c->region)->kind == REGION_FIELD && !c->last &&
		    (c->took || c->count < 0) && !region_within(x->n, c->region, object) &&
		    !apart_from(x, w, c->region, object))
			return true;
	}
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (node_at(x->n, s->region)->kind == REGION_FIELD &&
		    x->p->protocols[s->protocol]->states[s->state].dead &&
		    !apart_from(x, w, s->region, object))
			return true;
	}
	return false;
}

/* Some contract of a function that fn calls has it run another one when the driver goes, which no
 * callback of the rules describes: a managed action. */
#define MAX_DEPTH 3
static bool leaves_action(struct program *p, uint32_t fn, int depth)
{
	const struct function_contract *fc = program_contract(p, fn);

	for_each_effect (e, fc)
		if (e->kind == EFFECT_CALL_LATER && !e->callback)
			return true;
	if (fc || depth == MAX_DEPTH || !(p->m->functions[fn].flags & IR_FN_DEFINED))
		return false;
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++)
		if (leaves_action(p, p->m->functions[fn].callees[i], depth + 1))
			return true;
	return false;
}

/* What is set up, other than what a call has given, is found by way of the driver's record, which
 * an action is given. */
static bool undone_by_action(const struct analysis *x, const struct state *s)
{
	const struct node *r = node_at(x->n, s->region);

	return (r->kind != REGION_DEREF || node_at(x->n, r->a)->kind != NODE_FRESH) &&
	       leaves_action(x->p, x->fn, 0);
}

#define MAX_OWNERS 8 /* steps by which an object is found */
/* The object is found by way of another one that a call gave, and that is left as a whole, where
 * others find it: whoever undoes that one undoes this. */
static bool left_with_owner(const struct analysis *x, const struct world *w, const struct state *s)
{
	node_id at = node_found_by(x->n, s->region), owner = NODE_NONE;

	for (int depth = 0; at && depth < MAX_OWNERS; depth++, at = node_found_by(x->n, at)) {
		const struct node *nd = node_at(x->n, at);

		if (nd->kind == REGION_DEREF && node_at(x->n, nd->a)->kind == NODE_FRESH)
			owner = nd->a;
	}
	for (uint32_t i = 0; owner && i < w->store.count; i++)
		if (w->store.list[i].value == owner &&
		    !memory_is_private(x, w->store.list[i].region) &&
		    node_at(x->n, region_root(x->n, w->store.list[i].region))->kind != REGION_LOCAL)
			return !death_has_come(x, w, region_deref_known(x->n, owner));
	return false;
}

/* Whether the value is kept somewhere yet. */
static bool is_kept(const struct world *w, node_id value)
{
	for (uint32_t i = 0; i < w->store.count; i++)
		if (w->store.list[i].value == value)
			return true;
	return false;
}

/* What a call gave, and can't be lost as a whole, is kept by a member only, and code that is not
 * seen may have stored another there: it may have been undone by the name that it has now. */
static bool name_lost(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct node *r = node_at(x->n, s->region), *made = node_at(x->n, r->a);
	const struct ir_insn *kept;

	if (r->kind != REGION_DEREF || made->kind != NODE_FRESH || made->a != x->fn ||
	    x->p->protocols[s->protocol]->states[s->state].leak)
		return false;
	kept = program_result_place(x->f, made->b);
	return kept && kept->op == IR_FIELD && !is_kept(w, r->a);
}

/* The path took such a member, read again or of what has another name, to hold nothing: it may well
 * be the one that keeps the object, and what undoes it was left out because of that. */
static bool keeper_asked(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct node *r = node_at(x->n, s->region), *made = node_at(x->n, r->a);
	const struct ir_insn *kept;
	bool yet;

	if (x->strict || r->kind != REGION_DEREF || made->kind != NODE_FRESH || made->a != x->fn)
		return false;
	kept = program_result_place(x->f, made->b);
	yet = is_kept(w, r->a);
	for (uint32_t i = 0; kept && kept->op == IR_FIELD && i < w->facts.count; i++) {
		const node_id value = w->facts.list[i].value;
		const struct node *v = node_at(x->n, value), *place;

		/* What it held before is another matter. */
		if (v->kind != NODE_INIT || world_get(w, v->a) == r->a || (!yet && !v->b))
			continue;
		place = node_at(x->n, v->a);
		if (place->kind == REGION_FIELD && place->b == kept->b && place->c == kept->c &&
		    !(fact_classes(x->n, w, value) & CLASS_POSITIVE))
			return true;
	}
	return false;
}

/* No path has come to that return: what it would give is not known. */
static bool is_unreached(const struct analysis *x, uint32_t insn)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		if (x->exits[i].insn == insn)
			return false;
	return true;
}

bool left_can_succeed(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		if (!left_failed(x, &x->exits[i]))
			return true;
	for (uint32_t i = 0; i < x->f->ninsns; i++)
		if (x->f->insns[i].op == IR_RETURN && is_unreached(x, i))
			return true;
	return false;
}

/* The pointer that the object is found by turned out to be NULL or an error: there is none. */
static bool is_none(const struct analysis *x, const struct world *w, node_id object)
{
	const struct node *root = node_at(x->n, region_root(x->n, object));

	return root->kind == REGION_DEREF && !(fact_classes(x->n, w, root->a) & CLASS_POSITIVE);
}

static void check_state(struct analysis *x, const struct exit_world *e, struct state s)
{
	const struct rule *rule = x->p->protocols[s.protocol]->states[s.state].left;

	if (!rule || !s.got || is_none(x, e->w, s.region) || taken_over(x, &s) ||
	    name_lost(x, e->w, &s) || keeper_asked(x, e->w, &s) ||
	    ((s.flags & STATE_UNSURE) && !(s.flags & STATE_DOUBTED)) || !got_here(x, &s))
		return;
	if (!x->strict && !x->cut && !left_can_succeed(x))
		return;
	if ((!undone_elsewhere(x, e, &s) && !forgotten(x, e, &s)) ||
	    /* One name stands for several objects: which of them are undone can't be told. */
	    program_event_in_loop(x->p, s.got) || released_by_member(x, e->w, s.region) ||
	    released_by_keeper(x, e->w, s.region) || doubt_marked(x, e->w, s.got) ||
	    doubt_asked_twice(x, e->w, &s) || callers_undo(x, e->w, &s) ||
	    undone_by_action(x, &s) || left_with_owner(x, e->w, &s) || undoer_gave_up(x, e, &s) ||
	    skipped_without_handle(x, e->w, &s))
		return;
	evidence_report(
		x, e->w,
		&(struct report){.rule = rule,
				 .insn = e->insn,
				 .object = describe_region(x->p, s.region, x->p->out->arena),
				 .callee = s.got->callee,
				 .state = &s,
				 .region = s.region});
	/* It is lost, too: that is said now. */
	state_hand_on(&s);
	world_set_state(x->arena, e->w, s);
}

void left_check(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];

		if (!e->w->states.count || (!left_failed(x, e) && !left_passes_on(x, e)))
			continue;
		for (uint32_t k = 0; k < e->w->states.count; k++)
			check_state(x, e, e->w->states.list[k]);
	}
}
