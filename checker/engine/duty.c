/* SPDX-License-Identifier: MIT */
/*
 * What a function leaves behind of objects that are not its own to lose. What it ought to do is
 * taken from what it does on its other paths, or from what its callers in the file do.
 */
#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "strict.h"

#define MAX_ASKED 8 /* steps by which a condition is worked out */

/* --- Leaving a state that this path did not enter ----------------------------------------- */

/* The rule for leaving the state where it was not entered. A strict function has to know of all
 * that it undoes. */
static const struct rule *stray_rule(const struct analysis *x, const struct protocol *p,
				     uint8_t state)
{
	if (p->states[state].stray || !x->strict || p->counted || p->yields || p->strict ||
	    !strict_owes(&p->states[state]))
		return p->states[state].stray;
	return contracts_rule(x->p->contracts, "strict-not-set-up");
}

static bool leaves(const struct analysis *x, const struct state *now, uint8_t state)
{
	const struct arrow *arrow = &now->first->arrows[0];

	return !arrow->stay && arrow->to != state && (arrow->from >> state & 1) &&
	       arrow->from != protocol_all_states(now->first->protocol) &&
	       stray_rule(x, now->first->protocol, state);
}

/* The object came to its state by this function: at entry it was not there. */
static bool brought(const struct state *s)
{
	return s->first ? !s->first->arrows[0].stay && s->first->arrows[0].to == s->state
			: s->steps > 0;
}

static struct stray *need_stray(struct analysis *x, uint32_t insn)
{
	for (uint32_t i = 0; i < x->nstrays; i++)
		if (x->strays[i].insn == insn)
			return &x->strays[i];
	if (x->nstrays == MAX_STRAYS)
		return NULL;
	x->strays[x->nstrays].insn = insn;
	return &x->strays[x->nstrays++];
}

/* Another object of its kind is in that state: it may be this one by another name. */
static bool maybe_other_name(struct analysis *x, struct world *w, const struct state *now,
			     uint8_t state)
{
	bool found = false;

	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.protocol != now->protocol || s.state != state ||
		    !lock_same_class(x->n, s.region, now->region))
			continue;
		found = true;
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
	return found;
}

static void note_stray(struct analysis *x, struct world *w, const struct state *now, uint8_t state,
		       const struct call *c, uint32_t operand)
{
	struct stray *s = need_stray(x, c->insn);
	struct arena *a = x->p->out->arena;

	if (!s || s->w)
		return;
	s->w = world_fork(x->arena, w);
	s->region = now->region;
	s->protocol = now->protocol;
	s->state = state;
	s->report = arena_alloc(x->arena, sizeof(*s->report));
	*s->report = (struct report){.rule = stray_rule(x, now->first->protocol, state),
				     .insn = c->insn,
				     .object = operand != IR_NONE
						       ? describe_operand(x->m, x->fn, operand, a)
						       : describe_region(x->p, now->region, a),
				     .callee = c->callee};
}

void duty_leaves(struct analysis *x, struct world *w, const struct state *now,
		 const struct state *known, const struct call *c, uint32_t operand)
{
	struct stray *s;

	for (uint8_t state = 0; state < now->first->protocol->nstates; state++) {
		if (!leaves(x, now, state))
			continue;
		if (known) {
			s = known->state == state && !(known->flags & STATE_UNSURE) &&
					    brought(known)
				    ? need_stray(x, c->insn)
				    : NULL;
			if (s && !s->own)
				s->own = w->trail;
		} else if (!now->first->protocol->stray ||
			   (!w->lost_lock && !maybe_other_name(x, w, now, state))) {
			note_stray(x, w, now, state, c, operand);
		}
	}
}

static const struct event *last_condition(const struct event *ev)
{
	while (ev && ev->kind != EVENT_BRANCH && ev->kind != EVENT_CASE && ev->kind != EVENT_RESULT)
		ev = ev->parent;
	return ev;
}

/*
 * Both ways came through the same condition, the same way, after they had parted: what it tests may
 * well tell them apart, so that only one of them gets here.
 */
static bool told_apart_again(const struct stray *s)
{
	const struct event *last = last_condition(s->w->trail);

	for (const struct event *ev = s->own; ev && last; ev = ev->parent)
		if (ev->kind == last->kind && ev->insn == last->insn && ev->truth == last->truth &&
		    ev->number == last->number && ev->classes == last->classes)
			return true;
	return false;
}

struct entries {
	uint32_t block, count;
};

static void count_entry(void *ctx, uint32_t block)
{
	struct entries *e = ctx;

	e->count += block == e->block;
}

/* Nothing but a condition of its own leads to the block: it may well be the one under which the
 * state was entered. */
static bool guarded(const struct analysis *x, uint32_t insn)
{
	struct entries e = {.block = 0};
	const struct ir_block *b = x->f->blocks;
	bool branch = false;

	while (e.block + 1 < x->f->nblocks && insn >= b[e.block].first + b[e.block].count)
		e.block++;
	for (uint32_t i = 0; i < x->f->nblocks; i++) {
		const struct ir_insn *last = &x->f->insns[b[i].first + b[i].count - 1];
		uint32_t before = e.count;

		cfg_successors(x->f, last, count_entry, &e);
		branch |= e.count > before && last->op != IR_JUMP;
	}
	return e.count == 1 && branch;
}

/* The function also returns with the object brought there: it keeps it so from one call to the
 * next, and a call that finds it so may bring it out again. */
static bool kept_over_calls(const struct analysis *x, const struct stray *s)
{
	for (uint32_t i = 0; i < x->nexits && !x->strict; i++) {
		const struct state *t = world_state(x->exits[i].w, s->region, s->protocol);

		if (t && t->state == s->state && !(t->flags & STATE_UNSURE) && brought(t))
			return true;
	}
	return false;
}

static void check_strays(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nstrays; i++)
		if (x->strays[i].own && x->strays[i].w && !guarded(x, x->strays[i].insn) &&
		    !told_apart_again(&x->strays[i]) && !kept_over_calls(x, &x->strays[i]))
			evidence_report(x, x->strays[i].w, x->strays[i].report);
}

/* --- Left in a state that other paths bring it out of ------------------------------------- */

static value_classes classes(const struct analysis *x, const struct exit_world *e)
{
	return fact_classes(x->n, e->w, e->result);
}

static bool gives_pointer(const struct analysis *x)
{
	return x->f->result != IR_NONE && x->m->types[x->f->result].kind == IR_TYPE_POINTER;
}

static bool failed(const struct analysis *x, const struct exit_world *e)
{
	value_classes c = classes(x, e);

	return c == CLASS_NEGATIVE || (gives_pointer(x) && !(c & CLASS_POSITIVE));
}

static bool left_on_success(const struct analysis *x, const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct state *t = world_state(x->exits[i].w, s->region, s->protocol);

		if (t && t->state == s->state && !failed(x, &x->exits[i]))
			return true;
	}
	return false;
}

/* The variable holds what a call returned. */
static bool holds_result(const struct ir_function *f, uint32_t local)
{
	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++)
		if (program_stores_local(f, i) == local &&
		    f->insns[program_uncast(f, f->insns[i].b)].op == IR_CALL)
			return true;
	return false;
}

/* Since the step that brought the object of s where it is, a call has returned what is not 0, and
 * the path has asked. */
static bool met_failure(const struct analysis *x, const struct world *w, const struct state *s)
{
	for (const struct event *ev = w->trail; ev; ev = ev->parent) {
		if (ev->fn != s->event->fn)
			continue;
		if (ev->kind == EVENT_STATE && ev->insn == s->event->insn)
			return false;
		if (ev->kind == EVENT_RESULT && ev->classes == CLASS_NEGATIVE)
			return true;
		if (ev->kind == EVENT_BRANCH && ev->truth &&
		    holds_result(x->f, program_reads_local(x->f, ev->operand)))
			return true;
	}
	return false;
}

/* Callers can't tell the two ways to return apart, or the failing one is the one that keeps it. */
static bool alike(const struct analysis *x, const struct exit_world *left,
		  const struct exit_world *even, const struct state *s)
{
	/* A function without a result fails as well: what it set up, it keeps where it does not. */
	if (!left->result)
		return x->p->protocols[s->protocol]->stray || met_failure(x, left->w, s) ||
		       !met_failure(x, even->w, s);
	if (left->result == even->result && node_at(x->n, left->result)->kind == NODE_INT)
		return true;
	if (!failed(x, left))
		return false;
	return failed(x, even) || !left_on_success(x, s);
}

/* The world came by the step that brought the object of s where it is. */
static bool shares_step(const struct world *w, const struct state *s)
{
	for (const struct event *ev = w->trail; ev; ev = ev->parent)
		if (ev->kind == EVENT_STATE && ev->fn == s->event->fn &&
		    ev->insn == s->event->insn && ev->protocol->id == s->protocol)
			return true;
	return false;
}

/*
 * On the way to this exit, and on none that brings the object out again, a constant is stored in a
 * member: a mark of what is kept, by which other code will know that it has to undo it.
 */
static bool marked_as_kept(const struct analysis *x, const struct exit_world *e,
			   const struct state *s, const struct state *undone)
{
	uint32_t from = cfg_block_of(x->f, s->event->insn), to = cfg_block_of(x->f, e->insn);
	uint32_t undo;

	if (e->result || undone->event->fn != x->fn)
		return false;
	undo = cfg_block_of(x->f, undone->event->insn);
	for (uint32_t i = 0; i < x->f->ninsns; i++) {
		const struct ir_insn *store = &x->f->insns[i];
		uint32_t value = store->op == IR_STORE ? program_uncast(x->f, store->b) : IR_NONE;
		uint32_t at = value == IR_NONE ? IR_NONE : cfg_block_of(x->f, i);

		if (value != IR_NONE && x->f->insns[value].op == IR_CONST &&
		    x->f->insns[value].imm && x->f->insns[store->a].op == IR_FIELD && at != undo &&
		    cfg_reaches(x->f, from, at, undo) && !cfg_reaches(x->f, at, undo, IR_NONE) &&
		    (at == to || cfg_reaches(x->f, at, to, undo)))
			return true;
	}
	return false;
}

/* What insn computes is worked out from constants and from what the callers gave. */
static bool of_arguments(const struct ir_function *f, uint32_t insn, int depth)
{
	const struct ir_insn *i;
	uint32_t local, value;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE || depth > MAX_ASKED)
		return false;
	i = &f->insns[insn];
	local = program_reads_local(f, insn);
	if (local != IR_NONE)
		return local < f->nparams && program_one_value(f, local, &value);
	return i->op == IR_CONST || (i->op == IR_UNARY && of_arguments(f, i->a, depth + 1)) ||
	       (i->op == IR_BINARY && of_arguments(f, i->a, depth + 1) &&
		of_arguments(f, i->b, depth + 1));
}

/* A condition of its own leads to the instruction, and asks for nothing but what callers gave. */
static bool by_request(const struct analysis *x, uint32_t insn)
{
	const struct ir_function *f = x->f;
	uint32_t block = cfg_block_of(f, insn);

	for (uint32_t b = 0; b < f->nblocks && guarded(x, insn); b++) {
		const struct ir_insn *last = &f->insns[f->blocks[b].first + f->blocks[b].count - 1];

		if (last->op == IR_BRANCH && (last->b == block || last->c == block))
			return of_arguments(f, last->a, 0);
	}
	return false;
}

/* Elsewhere a callee of the file brings the object out; on the way to this exit code that is not
 * seen is given the same thing, and may do likewise. */
static bool may_do_likewise(const struct analysis *x, const struct exit_world *e,
			    const struct state *s, const struct state *other)
{
	const struct ir_function *f = x->f;
	uint32_t from = cfg_block_of(f, s->event->insn), to = cfg_block_of(f, e->insn);

	for (uint32_t i = 0; other->event->inside && !x->strict && i < f->ninsns; i++) {
		uint32_t callee = program_callee(f, i);

		if (callee == IR_NONE || program_contract(x->p, callee) ||
		    (x->m->functions[callee].flags & IR_FN_DEFINED) ||
		    !cfg_reaches(f, from, cfg_block_of(f, i), IR_NONE) ||
		    !cfg_reaches(f, cfg_block_of(f, i), to, IR_NONE))
			continue;
		for (uint32_t k = 0; k < f->insns[i].nargs; k++) {
			uint32_t local = program_reads_local(
				f, program_uncast(f, f->pool[f->insns[i].args + k]));

			if (local != IR_NONE && s->event->operand != IR_NONE &&
			    program_computed_from(f, s->event->operand, local))
				return true;
		}
	}
	return false;
}

static bool brought_out_elsewhere(const struct analysis *x, const struct exit_world *e,
				  const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct state *t = world_state(x->exits[i].w, s->region, s->protocol);

		if (t && t->state != s->state && t->steps > 1 && !(t->flags & STATE_UNSURE) &&
		    t->first == s->first && alike(x, e, &x->exits[i], s) &&
		    /* A callee may have undone no more than what it did itself. */
		    (!t->event->inside || shares_step(x->exits[i].w, s)) &&
		    !marked_as_kept(x, e, s, t) && !may_do_likewise(x, e, s, t) &&
		    /* Callers say both whether to do it and whether to undo it. */
		    !(x->exits[i].insn == e->insn && t->event->fn == x->fn &&
		      by_request(x, s->event->insn) && by_request(x, t->event->insn)))
			return true;
	}
	return false;
}

static void report_left_as(struct analysis *x, const struct exit_world *e, const struct state *s,
			   const struct rule *rule, node_id named)
{
	evidence_report(x, e->w,
			&(struct report){.rule = rule,
					 .insn = e->insn,
					 .object = describe_region(x->p, named, x->p->out->arena),
					 .callee = s->event->callee,
					 .state = s,
					 .region = s->region});
}

static void report_left(struct analysis *x, const struct exit_world *e, const struct state *s,
			const struct rule *rule)
{
	report_left_as(x, e, s, rule, s->region);
}

static bool own_step(const struct analysis *x, const struct state *s)
{
	return s->event && !s->event->inside && s->event->fn == x->fn && !(s->flags & STATE_UNSURE);
}

/* Some path to this return does not enter the state: a condition may tell it apart that is not
 * understood here. */
static bool conditional(const struct analysis *x, const struct exit_world *e, const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		if (x->exits[i].insn == e->insn &&
		    !world_state(x->exits[i].w, s->region, s->protocol))
			return true;
	return false;
}

static bool slot_says(const struct analysis *x, uint16_t protocol)
{
	for (uint32_t i = 0; x->slot && i < x->slot->nexits; i++)
		if (x->slot->exits[i].protocol && x->slot->exits[i].protocol->id == protocol)
			return true;
	return false;
}

static void check_paired(struct analysis *x, const struct exit_world *e, const struct state *s,
			 const struct rule *rule)
{
	if (slot_says(x, s->protocol) || !own_step(x, s) || conditional(x, e, s) ||
	    (s->flags & STATE_HANDED_ON) || !brought(s) || !brought_out_elsewhere(x, e, s) ||
	    (!x->strict && doubt_particular_error(x, e->w, s)))
		return;
	/* Asked last: it looks at all functions. */
	if (!x->p->protocols[s->protocol]->stray || !lock_released_later(x, s->region))
		report_left(x, e, s, rule);
}

/* --- Owed whoever made it ----------------------------------------------------------------- */

enum whose { OWN_MEMORY, STATIC_MEMORY, CALLERS_MEMORY };

static enum whose whose(const struct analysis *x, node_id region)
{
	const struct node *root = node_at(x->n, region_root(x->n, region));

	if (root->kind == REGION_GLOBAL)
		return STATIC_MEMORY;
	if (root->kind == REGION_LOCAL || root->kind == REGION_TEMP ||
	    (root->kind == REGION_DEREF && node_at(x->n, root->a)->kind == NODE_FRESH))
		return OWN_MEMORY;
	return CALLERS_MEMORY;
}

/* Callers may yet do it: told if one of them does not. */
static void keep_for_callers(struct analysis *x, const struct exit_world *e, const struct state *s,
			     const struct rule *rule)
{
	struct program *p = x->p;
	struct owed *o = &p->owed[p->nowed];

	if (p->nowed == MAX_OWED || !(x->f->flags & IR_FN_STATIC))
		return;
	o->event = evidence_keep(p->arena, s->event);
	o->finding = evidence_finding(
		x, e->w,
		&(struct report){.rule = rule,
				 .insn = e->insn,
				 .object = describe_region(p, s->region, p->out->arena),
				 .callee = s->event->callee,
				 .state = s,
				 .region = s->region});
	p->nowed++;
}

static void tell_owed(struct analysis *x, const struct state *s)
{
	const struct event *ev = event_innermost(s->event);

	for (uint32_t i = 0; i < x->p->nowed; i++) {
		struct owed *o = &x->p->owed[i];

		if (o->told || o->event->fn != ev->fn || o->event->insn != ev->insn)
			continue;
		o->told = true;
		findings_add(x->p->out, &o->finding);
	}
}

static bool in_array(const struct nodes *n, node_id region)
{
	while (node_at(n, region)->kind == REGION_FIELD)
		region = node_at(n, region)->a;
	return node_at(n, region)->kind != REGION_DEREF;
}

/* Another object of its kind in the same piece of memory is owed for no more: its release is that
 * of them all. */
static bool goes_with_another(const struct analysis *x, const struct world *w,
			      const struct state *s)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *t = &w->states.list[i];
		const struct protocol_state *in = &x->p->protocols[t->protocol]->states[t->state];

		if (t->protocol == s->protocol && t->region != s->region && !in->owed &&
		    !in->death && !in_array(x->n, s->region) &&
		    region_root(x->n, t->region) == region_root(x->n, s->region))
			return true;
	}
	return false;
}

/* What goes by a release of its own is a variable that is filled in without a single function:
 * there is none to run, and its memory stays. */
static bool is_inert(const struct analysis *x, const struct state *s)
{
	const struct node *root = node_at(x->n, region_root(x->n, s->region));
	const struct ir_global *g;

	if (!x->p->protocols[s->protocol]->states[s->state].death || root->kind != REGION_GLOBAL ||
	    root->a >= x->m->nglobals)
		return false;
	g = &x->m->globals[root->a];
	for (uint32_t i = 0; i < g->ninits; i++)
		if (g->inits[i].kind == IR_INIT_FUNC)
			return false;
	return g->ninits;
}

/* One of several that rounds of a loop have made, of which another loop that the path has left
 * undoes those of the rounds before. */
static bool undone_in_rounds(struct analysis *x, const struct world *w, const struct state *s)
{
	return s->event->fn == x->fn && program_in_loop(x->f, s->event->insn) &&
	       doubt_undoing_loop(x, w, s);
}

static void check_owed(struct analysis *x, const struct exit_world *e, const struct state *s,
		       const struct rule *rule)
{
	enum whose owner = whose(x, s->region);

	if (!s->event || (s->flags & (STATE_UNSURE | STATE_HANDED_ON)) || !e->result ||
	    !failed(x, e) || goes_with_another(x, e->w, s) ||
	    (!x->strict && (is_inert(x, s) || undone_in_rounds(x, e->w, s))))
		return;
	if (!s->event->inside && owner == CALLERS_MEMORY)
		keep_for_callers(x, e, s, rule);
	else if (!s->event->inside)
		report_left(x, e, s, rule);
	else if (owner != CALLERS_MEMORY)
		tell_owed(x, s);
}

/* --- The file's start failed -------------------------------------------------------------- */

/* The static variable that the object is, lies in, or is found by; or NONE. */
static node_id static_place(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *nd = node_at(x->n, region);

	if (whose(x, region) == STATIC_MEMORY)
		return region;
	for (uint32_t i = 0; i < w->store.count && nd->kind == REGION_DEREF; i++)
		if (w->store.list[i].value == nd->a &&
		    whose(x, w->store.list[i].region) == STATIC_MEMORY)
			return w->store.list[i].region;
	return NODE_NONE;
}

static bool is_own_variable(const struct analysis *x, node_id place)
{
	const struct node *root = node_at(x->n, region_root(x->n, place));

	return root->kind != REGION_GLOBAL || root->a >= x->m->nglobals ||
	       (x->m->globals[root->a].flags & (IR_GLOBAL_DEFINED | IR_GLOBAL_STATIC));
}

static void check_abandoned(struct analysis *x, const struct exit_world *e, const struct state *s,
			    const struct rule *rule)
{
	node_id place;

	if (!(x->f->flags & IR_FN_INIT) || program_fn(x->p, x->fn)->ncalls || !e->result ||
	    (s->flags & STATE_UNSURE))
		return;
	place = static_place(x, e->w, s->region);
	/* What another file has is registered here on its behalf. */
	if (place && !is_own_variable(x, place))
		return;
	if (s->event && classes(x, e) == CLASS_NEGATIVE && place &&
	    !doubt_unwound(x, e->w, s, place))
		report_left_as(x, e, s, rule, place);
}

/* --- References counted by hand ----------------------------------------------------------- */

static void check_counters(struct analysis *x, const struct exit_world *e,
			   const struct slot_exit *se)
{
	if (!e->result || (classes(x, e) & ~se->when))
		return;
	for (uint32_t i = 0; i < e->w->counters.count; i++) {
		const struct counter *c = &e->w->counters.list[i];

		if (c->exact || c->count <= 0 || !count_of_references(x, c->region) ||
		    whose(x, c->region) == OWN_MEMORY)
			continue;
		evidence_report(x, e->w,
				&(struct report){.rule = se->otherwise,
						 .insn = e->insn,
						 .object = describe_region(x->p, c->region,
									   x->p->out->arena),
						 .region = c->region});
	}
}

static void check_exit(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		const struct state s = e->w->states.list[i];
		const struct protocol_state *in = &x->p->protocols[s.protocol]->states[s.state];

		if (in->paired)
			check_paired(x, e, &s, in->paired);
		if (in->owed)
			check_owed(x, e, &s, in->owed);
		if (in->abandoned)
			check_abandoned(x, e, &s, in->abandoned);
	}
	for (uint32_t i = 0; x->slot && i < x->slot->nexits; i++)
		if (!x->slot->exits[i].protocol && !x->slot->exits[i].kept &&
		    !x->slot->exits[i].later)
			check_counters(x, e, &x->slot->exits[i]);
}

void duty_check(struct analysis *x)
{
	check_strays(x);
	for (uint32_t i = 0; i < x->nexits; i++)
		check_exit(x, &x->exits[i]);
}
