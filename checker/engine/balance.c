/* SPDX-License-Identifier: MIT */
/*
 * Locks by all of the module's code, whatever the conditions say. Nobody but the module knows a
 * lock that lies in one of its own records or static variables. So what the functions that others
 * call (from tables, timers, interrupts) take in all is released by such functions, and what they
 * release they took.
 */
#include <string.h>

#include "balance.h"
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "strict.h"

struct depths {
	depth_set kind[MAX_KINDS], place[MAX_PLACES];
};

/* One function being run. */
struct run {
	struct balance *b;
	uint32_t fn;
	struct shape *s;
	struct place places[MAX_PLACES];
	uint32_t nplaces;
	struct depths *at, now; /* at: at the start of each block */
	bool *seen, *waits;
	uint32_t *todo, ntodo;
	bool settled; /* what is possible at each block is known: now it is judged */
};

/* --- Locks -------------------------------------------------------------------------------- */

static struct lock_kind kind_of(const struct place *at)
{
	if (!at->nsteps)
		return (struct lock_kind){
			.record = IR_NONE, .field = IR_NONE, .global = at->global};
	return (struct lock_kind){.record = (uint32_t)(at->steps[0] >> 32),
				  .field = (uint32_t)at->steps[0],
				  .global = IR_NONE};
}

static bool same_kind(const struct lock_kind *k, const struct place *at)
{
	const struct lock_kind other = kind_of(at);

	return k->record == other.record && k->field == other.field && k->global == other.global;
}

static uint32_t find_kind(struct balance *b, const struct place *at)
{
	for (uint32_t i = 0; i < b->nkinds; i++)
		if (same_kind(&b->kinds[i], at))
			return i;
	if (b->nkinds == MAX_KINDS)
		return MAX_KINDS;
	b->kinds[b->nkinds] = kind_of(at);
	return b->nkinds++;
}

static uint32_t index_place(struct run *r, const struct place *at)
{
	if (at->global == IR_NONE && at->local == IR_NONE)
		return MAX_PLACES;
	for (uint32_t i = 0; i < r->nplaces; i++)
		if (lock_place_same(&r->places[i], at))
			return i;
	if (r->nplaces == MAX_PLACES)
		return MAX_PLACES;
	r->places[r->nplaces] = *at;
	return r->nplaces++;
}

/* --- One call ----------------------------------------------------------------------------- */

void balance_tell(struct balance *b, const char *rule, struct lock_call call,
		  struct lock_call object, uint32_t at)
{
	struct ir_module *m = b->p->m;
	const struct ir_function *f = &m->functions[call.fn], *g = &m->functions[object.fn];
	const struct ir_insn *callee = &f->insns[f->insns[call.insn].a];
	struct report said = {
		.rule = contracts_rule(b->p->contracts, rule),
		.callee = callee->op == IR_FUNC ? str_text(m->strings, m->functions[callee->a].name)
						: NULL,
		.object = describe_operand(m, object.fn, g->pool[g->insns[object.insn].args],
					   b->p->out->arena)};

	/* Strict mode judges each function by itself. */
	if (said.rule && !strict_in(b->p, call.fn))
		evidence_static(b->p, &said, call.fn,
				ir_locate(m, m->functions[call.fn].insns[at].loc), NULL);
}

static depth_set up(depth_set s)
{
	return (depth_set)((s << 1 | (s & 0x40)) & ANY_DEPTH);
}

static depth_set down(depth_set s)
{
	return (depth_set)(s >> 1 | (s & 1));
}

/* All sums of one of each. */
static depth_set sum(depth_set s, depth_set by)
{
	depth_set all = 0;

	for (int d = -3; d <= 3; d++) {
		depth_set moved = s;

		if (!(by >> (d + 3) & 1))
			continue;
		for (int i = 0; i < d; i++)
			moved = up(moved);
		for (int i = 0; i < -d; i++)
			moved = down(moved);
		all |= moved;
	}
	return all;
}

/* Locks for readers may be held twice; where the contract has a rule for it, paths are judged by
 * that. */
static bool exclusive(const struct effect *e)
{
	return !e->nmisfits && !(e->arrows[0].from >> e->arrows[0].to & 1);
}

/* The call stands on every way from the entry to a return. */
static bool always_runs(const struct ir_function *f, uint32_t insn)
{
	uint32_t block = cfg_block_of(f, insn);

	for (uint32_t i = 0; block && i < f->nblocks; i++)
		if (f->insns[f->blocks[i].first + f->blocks[i].count - 1].op == IR_RETURN &&
		    i != block && cfg_reaches(f, 0, i, block))
			return false;
	return true;
}

static void take_at(struct run *r, uint32_t insn, uint32_t i, struct lock_call by)
{
	depth_set now = r->now.place[i];

	if (!r->settled)
		return;
	if (now && !(now & ~ABOVE))
		balance_tell(r->b, "lock-taken-twice", (struct lock_call){r->fn, insn}, by, insn);
	if (now == EVEN && r->s->ntakes < MAX_PLACES &&
	    always_runs(&r->b->p->m->functions[r->fn], insn))
		r->s->takes[r->s->ntakes++] = (struct take){r->places[i], by};
}

static void step_kind(struct run *r, uint32_t insn, uint32_t kind, depth_set by)
{
	depth_set before = r->now.kind[kind];

	r->now.kind[kind] = sum(before, by);
	if (by & ABOVE)
		r->s->took[kind] = insn;
	/* What the function asserts its callers have taken. */
	if (r->settled && !(by & ~BELOW) && !(before & ABOVE) && r->s->lacked[kind] == IR_NONE &&
	    !(r->b->guards.asserted[r->fn] >> kind & 1))
		r->s->lacked[kind] = insn;
}

/* Two members of what one variable leads to: they are never one lock. */
static bool beside(const struct place *a, const struct place *b)
{
	return a->local == b->local && a->global == b->global && a->kind == b->kind &&
	       !lock_place_same(a, b);
}

static void release_at(struct run *r, uint32_t insn, uint32_t i)
{
	for (uint32_t k = 0; r->settled && r->now.place[i] == EVEN && k < r->nplaces; k++)
		if (r->s->other == IR_NONE && beside(&r->places[i], &r->places[k]) &&
		    r->now.place[k] && !(r->now.place[k] & ~ABOVE))
			r->s->other = insn;
}

/* What is asserted may be asked of a part of the lock: the place without the steps into it. */
static void leave_lock(struct ir_module *m, struct place *at)
{
	uint32_t inside = 1;

	while (inside < at->nsteps && lock_is_nameless(m, (uint32_t)(at->steps[inside] >> 32),
						       (uint32_t)at->steps[inside]))
		inside++;
	if (inside > at->nsteps)
		return;
	at->nsteps -= inside;
	memmove(at->steps, at->steps + inside, at->nsteps * sizeof(at->steps[0]));
}

static void run_assertion(struct run *r, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &r->b->p->m->functions[r->fn];
	const struct ir_insn *call = &f->insns[insn];
	struct place at;
	uint32_t kind;

	if (e->object.root != PATH_PARAM || e->object.index >= call->nargs)
		return;
	at = lock_place(f, f->pool[call->args + e->object.index]);
	if (e->object.nsteps)
		leave_lock(r->b->p->m, &at);
	kind = at.nsteps || at.global != IR_NONE ? find_kind(r->b, &at) : MAX_KINDS;
	if (!r->settled || kind == MAX_KINDS || r->now.kind[kind] != EVEN)
		return;
	r->b->guards.asserted[r->fn] |= (kind_set)(1u << kind);
	r->b->guards.asserted_at[r->fn] = insn;
}

static void run_effect(struct run *r, uint32_t insn, const struct effect *e, value_classes when)
{
	const struct ir_function *f = &r->b->p->m->functions[r->fn];
	const struct ir_insn *call = &f->insns[insn];
	int direction = lock_direction(e);
	depth_set by = direction > 0 ? up(EVEN) : down(EVEN);
	struct place at;
	uint32_t i;

	if (e->kind == EFFECT_STATE && e->protocol->stray && e->arrows[0].stay)
		run_assertion(r, insn, e);
	if (!direction || e->protocol->strict || e->object.root != PATH_PARAM ||
	    e->object.index >= call->nargs)
		return;
	if (when != CLASS_ANY)
		by |= EVEN;
	at = lock_place(f, f->pool[call->args + e->object.index]);
	at.kind = find_kind(r->b, &at);
	if (at.kind < MAX_KINDS)
		step_kind(r, insn, at.kind, by);
	i = index_place(r, &at);
	if (i == MAX_PLACES)
		return;
	if (by == up(EVEN) && exclusive(e))
		take_at(r, insn, i, (struct lock_call){r->fn, insn});
	if (by == down(EVEN))
		release_at(r, insn, i);
	r->now.place[i] = sum(r->now.place[i], by);
}

/* Code that is not seen may call back into the module. */
static void run_outside(struct run *r, uint32_t insn)
{
	const struct ir_function *f = &r->b->p->m->functions[r->fn];
	const struct ir_insn *call = &f->insns[insn];
	bool calls_back = f->insns[call->a].op != IR_FUNC;

	for (uint32_t i = 0; i < call->nargs; i++) {
		uint32_t arg = program_uncast(f, f->pool[call->args + i]);

		calls_back |= arg != IR_NONE && f->insns[arg].op == IR_FUNC;
	}
	for (uint32_t i = 0; calls_back && i < r->b->nkinds; i++)
		r->b->kinds[i].shared_calls |= (r->now.kind[i] & ABOVE) != 0;
}

static const struct shape *shape_of(struct balance *b, uint32_t fn);

/* The callee's lock in the caller's terms. */
static bool translate(const struct run *r, uint32_t insn, uint32_t callee, const struct place *in,
		      struct place *out)
{
	const struct ir_function *f = &r->b->p->m->functions[r->fn],
				 *g = &r->b->p->m->functions[callee];
	const struct ir_insn *call = &f->insns[insn];

	*out = *in;
	if (in->global != IR_NONE)
		return true;
	if (in->local >= g->nparams || in->local >= call->nargs)
		return false;
	out->local = IR_NONE;
	lock_place_root(f, f->pool[call->args + in->local], out);
	return out->local != IR_NONE || out->global != IR_NONE;
}

static void run_inside(struct run *r, uint32_t insn, uint32_t callee)
{
	const struct shape *inner = shape_of(r->b, callee);

	for (uint32_t i = 0; i < inner->ntakes; i++) {
		struct place at;
		uint32_t n = translate(r, insn, callee, &inner->takes[i].at, &at)
				     ? index_place(r, &at)
				     : MAX_PLACES;

		if (n < MAX_PLACES)
			take_at(r, insn, n, inner->takes[i].by);
	}
	for (uint32_t i = 0; i < MAX_KINDS; i++) {
		bool lacks = inner->lacked[i] != IR_NONE;

		/* Which of several it releases is not followed; nor is which it is given. */
		for (uint32_t k = 0; (lacks || inner->exits[i] != EVEN) && k < r->nplaces; k++)
			if (r->places[k].kind == i || balance_has_no_place(&r->b->kinds[i]))
				r->now.place[k] = ANY_DEPTH;
		if (r->settled && lacks && !(r->now.kind[i] & ABOVE) && r->s->lacked[i] == IR_NONE)
			r->s->lacked[i] = insn;
		if (inner->exits[i] != EVEN)
			step_kind(r, insn, i, inner->exits[i]);
	}
}

static void note_site(struct run *r, uint32_t insn)
{
	struct guard_site s = {.fn = r->fn, .insn = insn};

	for (uint32_t i = 0; i < MAX_KINDS; i++) {
		s.held |= (kind_set)(!(r->now.kind[i] & ~ABOVE) << i);
		s.untouched |= (kind_set)((r->now.kind[i] == EVEN) << i);
	}
	guard_note(&r->b->guards, s);
}

static void run_call(struct run *r, uint32_t insn)
{
	struct ir_module *m = r->b->p->m;
	const struct ir_insn *callee =
		&m->functions[r->fn].insns[m->functions[r->fn].insns[insn].a];
	const struct function_contract *fc =
		program_call_contract(r->b->p, &m->functions[r->fn], insn);

	if (r->settled && guard_wants(r->b->p, &m->functions[r->fn], insn))
		note_site(r, insn);
	for (uint32_t o = 0; fc && o < fc->noutcomes; o++)
		for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++)
			run_effect(r, insn, &fc->outcomes[o].effects[i], fc->outcomes[o].when);
	if (callee->op == IR_FUNC && program_is_own(r->b->p, callee->a) &&
	    (!lock_contract(r->b->p, fc, callee->a) || call_asserts_only(r->b->p, callee->a, fc)))
		run_inside(r, insn, callee->a);
	else
		run_outside(r, insn);
}

/* --- All paths through the blocks --------------------------------------------------------- */

static void arrive(void *ctx, uint32_t block)
{
	struct run *r = ctx;
	struct depths *at = &r->at[block], old = *at;

	if (r->settled)
		return;
	for (uint32_t i = 0; i < MAX_KINDS; i++)
		at->kind[i] |= r->now.kind[i];
	for (uint32_t i = 0; i < MAX_PLACES; i++)
		at->place[i] |= r->now.place[i];
	if (r->waits[block] || (r->seen[block] && !memcmp(&old, at, sizeof(old))))
		return;
	r->seen[block] = r->waits[block] = true;
	r->todo[r->ntodo++] = block;
}

static void leave(struct run *r, uint32_t insn)
{
	for (uint32_t i = 0; i < MAX_KINDS; i++) {
		r->s->exits[i] |= r->now.kind[i];
		if ((r->now.kind[i] & ABOVE) && r->s->left[i] == IR_NONE)
			r->s->left[i] = insn;
	}
}

static void run_block(struct run *r, uint32_t block)
{
	struct ir_module *m = r->b->p->m;
	const struct ir_block b = m->functions[r->fn].blocks[block];
	const struct ir_insn *last;

	r->now = r->at[block];
	for (uint32_t i = b.first; i < b.first + b.count; i++)
		if (m->functions[r->fn].insns[i].op == IR_CALL)
			run_call(r, i);
	last = &m->functions[r->fn].insns[b.first + b.count - 1];
	if (last->op == IR_RETURN && r->settled)
		leave(r, b.first + b.count - 1);
	else
		cfg_successors(&m->functions[r->fn], last, arrive, r);
}

static void run_function(struct balance *b, uint32_t fn, struct shape *s)
{
	uint32_t nblocks = b->p->m->functions[fn].nblocks;
	struct run r = {.b = b, .fn = fn, .s = s};

	r.at = arena_new_array(b->a, struct depths, nblocks);
	r.seen = arena_new_array(b->a, bool, nblocks);
	r.waits = arena_new_array(b->a, bool, nblocks);
	r.todo = arena_new_array(b->a, uint32_t, nblocks);
	memset(&r.now, EVEN, sizeof(r.now));
	arrive(&r, 0);
	while (r.ntodo) {
		uint32_t block = r.todo[--r.ntodo];

		r.waits[block] = false;
		run_block(&r, block);
	}
	r.settled = true;
	memset(s->exits, 0, sizeof(s->exits));
	for (uint32_t i = 0; i < nblocks; i++)
		if (r.seen[i])
			run_block(&r, i);
	for (uint32_t i = 0; i < MAX_KINDS; i++)
		if (!s->exits[i]) /* it never returns */
			s->exits[i] = EVEN;
}

static const struct shape *shape_of(struct balance *b, uint32_t fn)
{
	struct shape *s = b->shapes[fn];

	if (s && s->busy) /* recursion: nothing is said of any lock */
		memset(s->exits, ANY_DEPTH, sizeof(s->exits));
	if (s)
		return s;
	s = b->shapes[fn] = arena_alloc(b->a, sizeof(*s));
	for (uint32_t i = 0; i < MAX_KINDS; i++)
		s->took[i] = s->lacked[i] = s->left[i] = IR_NONE;
	s->other = IR_NONE;
	memset(s->exits, EVEN, sizeof(s->exits));
	s->busy = true;
	if (b->p->m->functions[fn].flags & IR_FN_LOWERED)
		run_function(b, fn, s);
	s->busy = false;
	return s;
}

/* --- The module --------------------------------------------------------------------------- */

/* By name, or in a way that can't be told from that. */
static void note_called(struct balance *b, uint32_t fn)
{
	const struct ir_function *f = &b->p->m->functions[fn];

	for (uint32_t i = 0; !(f->flags & IR_FN_LOWERED) && i < f->ncallees; i++)
		b->called[f->callees[i]] = true;
	for (uint32_t i = 0; (f->flags & IR_FN_LOWERED) && i < f->ninsns; i++)
		if (f->insns[i].op == IR_CALL && f->insns[f->insns[i].a].op == IR_FUNC)
			b->called[f->insns[f->insns[i].a].a] = true;
}

void balance_check(struct program *p)
{
	struct balance b = {.p = p, .a = arena_new()};
	uint32_t n = p->m->nfunctions;

	b.guards = (struct guards){.p = p,
				   .a = b.a,
				   .kinds = b.kinds,
				   .asserted = arena_new_array(b.a, kind_set, n),
				   .asserted_at = arena_new_array(b.a, uint32_t, n)};
	b.shapes = arena_new_array(b.a, struct shape *, n);
	b.called = arena_new_array(b.a, bool, n);
	for (uint32_t fn = 0; fn < n; fn++)
		if (program_is_own(p, fn) && lock_touches(p, fn))
			ir_need_body(p->m, fn);
	for (uint32_t fn = 0; fn < n; fn++)
		if (program_is_own(p, fn)) {
			ir_need_scan(p->m, fn);
			note_called(&b, fn);
		}
	for (uint32_t fn = 0; fn < n; fn++)
		if (program_is_own(p, fn) && lock_touches(p, fn))
			shape_of(&b, fn);
	balance_judge(&b);
	b.guards.nkinds = b.nkinds;
	if (b.nkinds)
		guard_check(&b.guards);
	arena_free(b.a);
}
