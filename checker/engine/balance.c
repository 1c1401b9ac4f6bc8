/* SPDX-License-Identifier: MIT */
/*
 * Locks by all of the module's code, whatever the conditions say. Nobody but the module knows a
 * lock that lies in one of its own records or static variables. So what the functions that others
 * call (from tables, timers, interrupts) take in all is released by such functions, and what they
 * release they took.
 */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "guard.h"
#include "object.h"
#include "program.h"
#include "strict.h"

#define MAX_PLACES 8 /* locks of one function */

struct lock_call {
	uint32_t fn, insn;
};

/* How much more often a lock may have been taken than released since the entry: bit 3 is "as
 * often". */
typedef uint8_t depth_set;
#define EVEN 0x08
#define ABOVE 0x70
#define BELOW 0x07
#define ANY_DEPTH 0x7f

/* What one function does to the locks of each kind, from entry to any exit. */
struct shape {
	bool busy;
	depth_set exits[MAX_KINDS];
	uint32_t took[MAX_KINDS]; /* call that took it last */
	uint32_t left[MAX_KINDS]; /* return where it may be held */
	uint32_t lacked[MAX_KINDS]; /* call that released what was not taken here */
	struct take {
		struct place at;
		struct lock_call by;
	} takes[MAX_PLACES]; /* on every path, not having released it before */
	uint32_t ntakes;
};

struct balance {
	struct program *p;
	struct arena *a;
	struct lock_kind kinds[MAX_KINDS];
	uint32_t nkinds;
	struct shape **shapes; /* by function */
	bool *called; /* by function: by name, in the module */
	struct guards guards;
};

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

/* Any lock: one that the function is given, say. */
static bool has_no_place(const struct lock_kind *k)
{
	return k->record == IR_NONE && k->global == IR_NONE;
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

/* object: the call that does it to the lock, perhaps further down. */
static void tell(struct balance *b, const char *rule, struct lock_call call,
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
		tell(r->b, "lock-taken-twice", (struct lock_call){r->fn, insn}, by, insn);
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
			if (r->places[k].kind == i || has_no_place(&r->b->kinds[i]))
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

/* The address of a lock of that kind. */
static bool is_of_kind(const struct ir_function *f, uint32_t value, const struct lock_kind *kind)
{
	const struct ir_insn *i;

	value = program_uncast(f, value);
	if (value == IR_NONE)
		return false;
	i = &f->insns[value];
	if (i->op == IR_FIELD)
		return kind->record == i->b && kind->field == i->c;
	return i->op == IR_GLOBAL && kind->global == i->a;
}

static void give_lock(struct balance *b, const struct ir_function *f, uint32_t value)
{
	for (uint32_t k = 0; k < b->nkinds; k++)
		b->kinds[k].doubtful |= is_of_kind(f, value, &b->kinds[k]);
}

/* A call of code of which nothing is known. */
static bool is_unknown_call(struct program *p, uint32_t fn, uint32_t insn)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *in = &f->insns[insn], *callee;

	if (in->op != IR_CALL)
		return false;
	callee = &f->insns[in->a];
	return callee->op != IR_FUNC ||
	       (!program_contract(p, callee->a) && !program_is_own(p, callee->a));
}

/* A lock whose address is stored, or given to code of which nothing is known, is not this module's
 * alone. */
static void note_given(struct balance *b, uint32_t fn)
{
	for (uint32_t i = 0; i < b->p->m->functions[fn].ninsns; i++) {
		bool unknown = is_unknown_call(b->p, fn, i);
		const struct ir_function *f = &b->p->m->functions[fn];
		const struct ir_insn *in = &f->insns[i];

		if (in->op == IR_STORE && f->insns[in->a].op != IR_LOCAL)
			give_lock(b, f, in->b);
		for (uint32_t k = 0; unknown && k < in->nargs; k++)
			give_lock(b, f, f->pool[in->args + k]);
	}
}

/* Others call it, and only they do. */
static bool is_entrance(const struct balance *b, uint32_t fn)
{
	const uint32_t flags = b->p->m->functions[fn].flags;

	return !b->called[fn] && (flags & IR_FN_STATIC) && (flags & IR_FN_ADDRESS_TAKEN) &&
	       !(flags & IR_FN_TOO_ODD);
}

/* Nothing outside of the module gets at the lock by itself. */
static bool is_private(const struct balance *b, const struct lock_kind *k)
{
	const struct ir_module *m = b->p->m;

	if (k->global == IR_NONE && k->record == IR_NONE)
		return false;
	if (k->global != IR_NONE)
		return m->globals[k->global].flags & IR_GLOBAL_STATIC;
	return m->records[k->record].in_main_file;
}

/* A lock of which no place is known may be any: nothing is said if a function leaves one taken or
 * released. */
static bool nameless_are_even(const struct balance *b)
{
	for (uint32_t i = 0; i < b->nkinds; i++) {
		if (!has_no_place(&b->kinds[i]))
			continue;
		for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
			const struct shape *s = b->shapes[fn];

			if (s && (s->exits[i] & ~EVEN || s->lacked[i] != IR_NONE))
				return false;
		}
	}
	return true;
}

static const struct shape *callee_shape(const struct balance *b, uint32_t fn, uint32_t call,
					uint32_t *callee)
{
	const struct ir_function *f = &b->p->m->functions[fn];
	const struct ir_insn *to = &f->insns[f->insns[call].a];

	if (to->op != IR_FUNC || !b->shapes[to->a] || b->shapes[to->a] == b->shapes[fn])
		return NULL;
	*callee = to->a;
	return b->shapes[to->a];
}

/* Of a pair of functions, one of which takes a lock for the other, the first says so in its name;
 * the second may stand in another file. */
static bool is_named_for_taking(const struct balance *b, uint32_t fn)
{
	const char *name = str_text(b->p->m->strings, b->p->m->functions[fn].name);
	static const char *const words[] = {"lock",  "begin",	"start", "acquire", "enter",
					    "claim", "hold",	"grab",	 "reserve", "prepare",
					    "get",   "suspend", "stop",	 "freeze",  "quiesce",
					    "pause", "disable", "open",	 "_pre_"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

/* The callee that took it, and its call that did, unless it did so for its callers: it always does,
 * and its name may say so. */
static struct lock_call find_left(const struct balance *b, uint32_t fn, uint32_t kind, bool by_name)
{
	const struct shape *s = b->shapes[fn], *inner;
	uint32_t callee;

	while ((inner = callee_shape(b, fn, s->took[kind], &callee)) &&
	       inner->took[kind] != IR_NONE &&
	       ((inner->exits[kind] & EVEN) || (by_name && !is_named_for_taking(b, callee)))) {
		fn = callee;
		s = inner;
	}
	return (struct lock_call){fn, s->took[kind]};
}

static void tell_left(struct balance *b, struct lock_call left, uint32_t kind)
{
	struct lock_call by = left;
	const struct shape *inner;
	uint32_t callee;

	while ((inner = callee_shape(b, by.fn, by.insn, &callee)) && inner->took[kind] != IR_NONE)
		by = (struct lock_call){callee, inner->took[kind]};
	tell(b, "lock-never-released", left, by, b->shapes[left.fn]->left[kind]);
}

static void tell_lacked(struct balance *b, uint32_t fn, uint32_t kind)
{
	struct lock_call by = {fn, b->shapes[fn]->lacked[kind]}, call = by;
	const struct shape *inner;
	uint32_t callee;

	while ((inner = callee_shape(b, by.fn, by.insn, &callee)) && inner->lacked[kind] != IR_NONE)
		by = (struct lock_call){callee, inner->lacked[kind]};
	tell(b, "lock-never-taken", call, by, call.insn);
}

/* Somebody who is not of the module may call it, and what it leaves is left to them. */
static bool is_way_in(const struct balance *b, uint32_t fn)
{
	return is_entrance(b, fn) || !(b->p->m->functions[fn].flags & IR_FN_STATIC);
}

/* No path through fn releases more than was taken, and one less. */
static bool leaves_taken(const struct balance *b, uint32_t fn, uint32_t kind)
{
	const struct shape *s = b->shapes[fn];

	return s && !b->called[fn] && is_way_in(b, fn) && (s->exits[kind] & ABOVE) &&
	       !(s->exits[kind] & BELOW) && s->lacked[kind] == IR_NONE &&
	       !is_named_for_taking(b, fn);
}

/* Unknown code is given the lock in fn: it may release it. */
static bool gives_away(const struct balance *b, uint32_t fn, uint32_t kind)
{
	const struct ir_function *f = &b->p->m->functions[fn];

	for (uint32_t i = 0; i < f->ninsns; i++) {
		bool unknown = is_unknown_call(b->p, fn, i);

		f = &b->p->m->functions[fn];
		for (uint32_t k = 0; unknown && k < f->insns[i].nargs; k++)
			if (is_of_kind(f, f->pool[f->insns[i].args + k], &b->kinds[kind]))
				return true;
	}
	return false;
}

/* The function found the object that the lock is part of, and gives its caller a pointer: to that
 * object as it is, locked. */
static bool gives_locked(const struct balance *b, struct lock_call took)
{
	const struct ir_module *m = b->p->m;
	const struct ir_function *f = &m->functions[took.fn];
	const struct ir_insn *call = &f->insns[took.insn];
	struct place at;

	if (!call->nargs || f->result == IR_NONE || m->types[f->result].kind != IR_TYPE_POINTER)
		return false;
	at = lock_place(f, f->pool[call->args]);
	return at.local != IR_NONE && at.local >= f->nparams;
}

/* By its paths, something was found at that return already. */
static bool is_told(const struct program *p, struct ir_place at)
{
	for (uint32_t i = 0; i < p->out->count; i++)
		if (p->out->list[i].place.file == at.file && p->out->list[i].place.line == at.line)
			return true;
	return false;
}

/* One function leaves the lock taken, and none releases it for another. */
static void judge_odd(struct balance *b, uint32_t kind)
{
	struct lock_call odd = {IR_NONE, IR_NONE};
	ir_loc left;

	for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
		const struct shape *s = b->shapes[fn];
		struct lock_call took;

		if (!s)
			continue;
		if (s->lacked[kind] != IR_NONE && (!b->called[fn] || is_way_in(b, fn)))
			return;
		if (!leaves_taken(b, fn, kind))
			continue;
		took = find_left(b, fn, kind, true);
		if ((odd.fn != IR_NONE && odd.fn != took.fn) || gives_away(b, took.fn, kind) ||
		    gives_locked(b, took))
			return;
		odd = took;
	}
	if (odd.fn == IR_NONE)
		return;
	left = b->p->m->functions[odd.fn].insns[b->shapes[odd.fn]->left[kind]].loc;
	if (!is_told(b->p, ir_locate(b->p->m, left)))
		tell_left(b, odd, kind);
}

/* Returns whether something was told. */
static bool judge(struct balance *b, uint32_t kind)
{
	uint32_t taker = IR_NONE, releaser = IR_NONE;
	depth_set all = 0;

	for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
		const struct shape *s = b->shapes[fn];

		if (!s || b->called[fn])
			continue;
		/* Another file may call it, for what this one's functions leave. */
		if (!is_entrance(b, fn) && (s->exits[kind] != EVEN || s->lacked[kind] != IR_NONE))
			return false;
		all |= s->exits[kind];
		if (s->exits[kind] & ABOVE)
			taker = fn;
		if (s->lacked[kind] != IR_NONE)
			releaser = fn;
	}
	if (taker != IR_NONE && releaser == IR_NONE && !(all & BELOW))
		tell_left(b, find_left(b, taker, kind, false), kind);
	else if (releaser != IR_NONE && taker == IR_NONE &&
		 (all & BELOW || !b->kinds[kind].shared_calls))
		tell_lacked(b, releaser, kind);
	else
		return false;
	return true;
}

/* A guard names the lock where it takes it, and not where it releases it. */
static bool releases_nameless(const struct balance *b, const struct shape *s)
{
	for (uint32_t i = 0; i < b->nkinds; i++)
		if (b->kinds[i].record == IR_NONE && b->kinds[i].global == IR_NONE &&
		    (s->exits[i] & BELOW))
			return true;
	return false;
}

/* Some function that nobody here calls leaves it taken or released, for another that it comes
 * before. */
static bool is_left(const struct balance *b, uint32_t kind)
{
	for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
		const struct shape *s = b->shapes[fn];
		const depth_set at = s ? s->exits[kind] : EVEN;

		/* What may not get the lock seems to leave it either way. */
		if (s && !b->called[fn] && !releases_nameless(b, s) &&
		    (!(at & EVEN) || ((at & ABOVE) && !(at & BELOW))))
			return true;
	}
	return false;
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
	for (uint32_t fn = 0; b.nkinds && fn < n; fn++)
		if (program_is_own(p, fn) && (p->m->functions[fn].flags & IR_FN_LOWERED))
			note_given(&b, fn);
	for (uint32_t i = 0; i < b.nkinds && nameless_are_even(&b); i++)
		if (!has_no_place(&b.kinds[i]) &&
		    (b.kinds[i].doubtful || !is_private(&b, &b.kinds[i]) || !judge(&b, i)))
			judge_odd(&b, i);
	for (uint32_t i = 0; i < b.nkinds; i++)
		b.kinds[i].own =
			!b.kinds[i].doubtful && is_private(&b, &b.kinds[i]) && !is_left(&b, i);
	b.guards.nkinds = b.nkinds;
	if (b.nkinds)
		guard_check(&b.guards);
	arena_free(b.a);
}
