/* SPDX-License-Identifier: MIT */
/*
 * Which functions are worth following for their locks. Nearly all take and release each lock evenly
 * on every path through their blocks, whatever the conditions say: nothing can be wrong there, and
 * nothing is explored for it.
 */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "lock_place.h"
#include "object.h"
#include "program.h"

#define MAX_LOCKS 4
struct lock_shape {
	bool uneven;
	bool touches; /* some lock, itself or further down */
	uint32_t nkeys;
	uint32_t keys[MAX_LOCKS]; /* what kind of place the lock lies in */
	int8_t net[MAX_LOCKS]; /* taken more often than released, from entry to every exit */
	uint32_t nasserted;
	uint32_t asserted[MAX_LOCKS]; /* held by the caller, as the code itself says */
};

static const struct lock_shape even;

/* --- One call ----------------------------------------------------------------------------- */

/* The call whose result is stored in a local: a guard is made of its lock. */
static uint32_t maker_of(const struct ir_function *f, uint32_t local)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *st = &f->insns[i];

		if (st->op == IR_STORE && f->insns[st->a].op == IR_LOCAL &&
		    f->insns[st->a].a == local && f->insns[st->b].op == IR_CALL &&
		    f->insns[st->b].nargs)
			return st->b;
	}
	return IR_NONE;
}

/* Two locks of one key may be one lock. */
static uint32_t key_of(const struct ir_function *f, uint32_t insn)
{
	for (;;) {
		const struct ir_insn *i = &f->insns[insn];

		switch (i->op) {
		case IR_CAST:
			insn = i->a;
			break;
		case IR_CALL:
			if (!i->nargs)
				return 1;
			insn = f->pool[i->args];
			break;
		case IR_FIELD:
			return i->b << 8 | (i->c & 0xff) | 1u << 31;
		case IR_GLOBAL:
			return i->a << 2 | 2;
		case IR_LOAD:
			return 3;
		case IR_LOCAL:
			insn = maker_of(f, i->a);
			if (insn == IR_NONE)
				return 1;
			break;
		default:
			return 1;
		}
	}
}

/* Of what holds the place, by a name of its own. */
static uint32_t key_around(struct ir_module *m, const struct ir_function *f, uint32_t insn)
{
	insn = program_uncast(f, insn);
	if (f->insns[insn].op != IR_FIELD)
		return 1;
	for (insn = f->insns[insn].a; f->insns[insn].op == IR_FIELD &&
				      lock_is_nameless(m, f->insns[insn].b, f->insns[insn].c);)
		insn = f->insns[insn].a;
	return key_of(f, insn);
}

static uint32_t index_of(struct lock_shape *s, uint32_t key)
{
	for (uint32_t i = 0; i < s->nkeys; i++)
		if (s->keys[i] == key)
			return i;
	if (s->nkeys == MAX_LOCKS) {
		s->uneven = true;
		return 0;
	}
	s->keys[s->nkeys] = key;
	return s->nkeys++;
}

int lock_direction(const struct effect *e)
{
	if (e->kind != EFFECT_STATE || !e->protocol->stray || e->arrows[0].stay)
		return 0;
	return e->protocol->states[e->arrows[0].to].stray ? 1 : -1;
}

static bool of_lock(const struct effect *e)
{
	return e->kind == EFFECT_STATE && e->protocol->stray && !e->protocol->strict;
}

static bool contract_touches(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (of_lock(e))
			return true;
	return false;
}

bool lock_in_contract(struct program *p, uint32_t fn)
{
	return contract_touches(program_contract(p, fn));
}

const struct function_contract *lock_contract(const struct program *p,
					      const struct function_contract *fc, uint32_t callee)
{
	return fc && fc->annotated && !contract_touches(fc) && program_is_own(p, callee) ? NULL
											 : fc;
}

static void note_assertion(struct lock_shape *s, uint32_t key)
{
	for (uint32_t i = 0; i < s->nasserted; i++)
		if (s->asserted[i] == key)
			return;
	if (s->nasserted < MAX_LOCKS)
		s->asserted[s->nasserted++] = key;
}

static void step(struct lock_shape *s, int8_t *depth, uint32_t key, int by)
{
	int8_t *at = &depth[index_of(s, key)];

	*at = (int8_t)(*at + by);
	s->uneven |= *at > 1 || *at < -1;
}

static void run_contract(struct ir_module *m, const struct ir_function *f,
			 const struct ir_insn *call, const struct function_contract *fc,
			 struct lock_shape *s, int8_t *depth)
{
	for (uint32_t o = 0; o < fc->noutcomes; o++)
		for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++) {
			const struct effect *e = &fc->outcomes[o].effects[i];
			uint32_t key;

			if (!of_lock(e) || e->object.root != PATH_PARAM ||
			    e->object.index >= call->nargs)
				continue;
			key = key_of(f, f->pool[call->args + e->object.index]);
			if (e->arrows[0].stay && fc->annotated)
				s->uneven = true;
			else if (e->arrows[0].stay)
				note_assertion(
					s,
					e->object.nsteps
						? key_around(m, f,
							     f->pool[call->args + e->object.index])
						: key);
			else if (fc->outcomes[o].when != CLASS_ANY)
				s->uneven = true;
			else
				step(s, depth, key, lock_direction(e));
		}
}

static const struct lock_shape *shape_of(struct program *p, uint32_t fn, int depth);

static void run_call(struct program *p, uint32_t fn, uint32_t insn, struct lock_shape *s,
		     int8_t *depth, int level)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn], *callee = &f->insns[call->a];
	const struct function_contract *fc;
	const struct lock_shape *inner;

	if (callee->op != IR_FUNC)
		return;
	fc = lock_contract(p, program_contract(p, callee->a), callee->a);
	if (fc) {
		run_contract(p->m, f, call, fc, s, depth);
		return;
	}
	inner = shape_of(p, callee->a, level + 1);
	s->uneven |= inner->uneven;
	for (uint32_t i = 0; i < inner->nkeys; i++)
		if (inner->net[i])
			step(s, depth, inner->keys[i], inner->net[i]);
	/* Taken here, for a callee that says so: whose lock it is, and whether it still is, has to
	 * be seen. */
	for (uint32_t i = 0; i < inner->nasserted; i++) {
		note_assertion(s, inner->asserted[i]);
		for (uint32_t k = 0; k < s->nkeys; k++)
			s->uneven |= s->keys[k] == inner->asserted[i];
	}
}

/* --- All paths through the blocks --------------------------------------------------------- */

struct flow {
	struct lock_shape *s;
	int8_t (*at)[MAX_LOCKS]; /* at the start of each block */
	bool *seen;
	uint32_t *todo, ntodo;
	const int8_t *now;
	bool returned;
};

static void arrive(void *ctx, uint32_t block)
{
	struct flow *w = ctx;

	if (w->seen[block]) {
		w->s->uneven |= memcmp(w->at[block], w->now, MAX_LOCKS) != 0;
		return;
	}
	w->seen[block] = true;
	memcpy(w->at[block], w->now, MAX_LOCKS);
	w->todo[w->ntodo++] = block;
}

static void leave(struct flow *w)
{
	if (w->returned)
		w->s->uneven |= memcmp(w->s->net, w->now, MAX_LOCKS) != 0;
	memcpy(w->s->net, w->now, MAX_LOCKS);
	w->returned = true;
}

static void run_block(struct program *p, uint32_t fn, struct flow *w, uint32_t block, int level)
{
	const struct ir_block b = p->m->functions[fn].blocks[block];
	int8_t depth[MAX_LOCKS];
	const struct ir_insn *last;

	memcpy(depth, w->at[block], MAX_LOCKS);
	for (uint32_t i = b.first; i < b.first + b.count && !w->s->uneven; i++)
		if (p->m->functions[fn].insns[i].op == IR_CALL)
			run_call(p, fn, i, w->s, depth, level);
	last = &p->m->functions[fn].insns[b.first + b.count - 1];
	w->now = depth;
	if (last->op == IR_RETURN)
		leave(w);
	else
		cfg_successors(&p->m->functions[fn], last, arrive, w);
}

static void run_function(struct program *p, uint32_t fn, struct lock_shape *s, int level)
{
	struct arena *a = arena_new();
	uint32_t nblocks = p->m->functions[fn].nblocks;
	struct flow w = {.s = s};
	static const int8_t none[MAX_LOCKS];

	w.at = arena_alloc(a, nblocks * sizeof(*w.at));
	w.seen = arena_new_array(a, bool, nblocks);
	w.todo = arena_new_array(a, uint32_t, nblocks);
	w.now = none;
	arrive(&w, 0);
	while (w.ntodo && !s->uneven)
		run_block(p, fn, &w, w.todo[--w.ntodo], level);
	arena_free(a);
}

/* --- Functions ---------------------------------------------------------------------------- */

#define MAX_LEVEL 8
static bool touches(struct program *p, uint32_t fn, int level)
{
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++) {
		uint32_t callee = p->m->functions[fn].callees[i];
		const struct function_contract *fc =
			lock_contract(p, program_contract(p, callee), callee);

		if (fc ? contract_touches(fc) : shape_of(p, callee, level + 1)->touches)
			return true;
	}
	return false;
}

static const struct lock_shape *shape_of(struct program *p, uint32_t fn, int level)
{
	struct lock_shape *s = program_fn(p, fn)->locks;

	if (s)
		return s;
	if (level > MAX_LEVEL || !(p->m->functions[fn].flags & IR_FN_DEFINED))
		return &even;
	s = arena_alloc(p->arena, sizeof(*s));
	program_fn(p, fn)->locks = s; /* a cycle finds this one: even, so far */
	s->touches = touches(p, fn, level);
	if (s->touches && ir_need_body(p->m, fn))
		run_function(p, fn, s, level);
	return s;
}

int lock_net(struct program *p, uint32_t fn)
{
	const struct lock_shape *s = shape_of(p, fn, 0);

	for (uint32_t i = 0; i < s->nkeys && !s->uneven; i++)
		if (s->net[i])
			return s->net[i] > 0 ? 1 : -1;
	return 0;
}

bool lock_touches(struct program *p, uint32_t fn)
{
	return shape_of(p, fn, 0)->touches;
}

bool lock_uneven(struct program *p, uint32_t fn)
{
	return shape_of(p, fn, 0)->uneven;
}

bool lock_follow(struct program *p, uint32_t fn)
{
	const struct lock_shape *s = shape_of(p, fn, 0);

	for (uint32_t i = 0; i < s->nkeys; i++)
		if (s->net[i])
			return true;
	return s->uneven || s->nasserted;
}

bool lock_same_class(const struct nodes *n, node_id a, node_id b)
{
	const struct node *p = node_at(n, a), *q = node_at(n, b);

	if (p->kind == REGION_FIELD && q->kind == REGION_FIELD)
		return p->b == q->b && p->c == q->c;
	return p->kind != REGION_FIELD && q->kind != REGION_FIELD && p->kind != REGION_GLOBAL &&
	       q->kind != REGION_GLOBAL;
}

/* --- Locks that the caller must hold ------------------------------------------------------ */

/* What is asked of a part of another lock than the rule thought of: that lock. */
static node_id whole_lock(const struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region);

	if (nd->kind != REGION_CONTAINER || node_at(x->n, nd->a)->kind != REGION_FIELD)
		return region;
	region = node_at(x->n, nd->a)->a;
	for (nd = node_at(x->n, region);
	     nd->kind == REGION_FIELD && lock_is_nameless(x->m, nd->b, nd->c);
	     nd = node_at(x->n, region))
		region = nd->a;
	return region;
}

/* What the macro that asks says of locks: asking may mean that one has to be held. */
static const struct effect *asserting(const struct analysis *x, const struct effect *e,
				      uint32_t insn)
{
	const str_id macro = ir_locate(x->m, x->f->insns[insn].loc).macro;
	const struct function_contract *fc =
		macro == STR_EMPTY
			? NULL
			: contracts_function(x->p->contracts, str_text(x->m->strings, macro));

	if (!lock_always_reached(x->m, x->f, insn))
		return NULL;
	for_each_effect (of, fc)
		if (of->kind == EFFECT_STATE && of->protocol == e->protocol && of->nmisfits &&
		    of->arrows[0].stay)
			return of;
	return NULL;
}

static void note_needed(struct analysis *x, struct needed_lock needed)
{
	for (uint32_t i = 0; i < x->nneeded; i++)
		if (x->needed[i].region == needed.region) {
			x->needed[i].annotated |= needed.annotated;
			return;
		}
	if (x->nneeded < MAX_NEEDED)
		x->needed[x->nneeded++] = needed;
}

/*
 * An annotation asks for the lock: of a function that is called, or of a member that is read. A
 * member that is only written may be set up here, unless another function of the table ran before.
 */
static bool is_annotated(const struct analysis *x, const struct call *c)
{
	const struct function_contract *fc;

	if (c->field)
		return x->f->insns[c->insn].op == IR_LOAD || (x->slot && x->slot->after);
	fc = program_call_contract(x->p, x->f, c->insn);
	return fc && fc->annotated;
}

void lock_needed(struct analysis *x, const struct effect *e, node_id region, const struct call *c)
{
	if (ir_is_trusted(x->m, ir_locate(x->m, x->f->insns[c->insn].loc)))
		return;
	note_needed(x, (struct needed_lock){whole_lock(x, region), e, asserting(x, e, c->insn),
					    is_annotated(x, c)});
}

static bool known_unequal(struct analysis *x, const struct world *w, node_id a, node_id b)
{
	return fact_classes(x->n, w, node_binary(x->n, IR_EQ, false, a, b)) == CLASS_ZERO ||
	       fact_classes(x->n, w, node_binary(x->n, IR_EQ, false, b, a)) == CLASS_ZERO;
}

/* One record is found by a pointer that the other one keeps: to its parent, its peer. */
static bool leads_to_other(struct analysis *x, node_id a, node_id b)
{
	const struct node *p = node_at(x->n, a);

	if (p->kind != REGION_DEREF || node_at(x->n, p->a)->kind != NODE_INIT)
		return false;
	return region_within(x->n, node_at(x->n, p->a)->a, b);
}

/* Locks of one kind that can't be one lock: in two members of a record, two elements of an array,
 * in two records of which one points to the other, or in two that a test told apart. */
static bool lie_apart(struct analysis *x, const struct world *w, node_id a, node_id b,
		      bool question)
{
	const struct node *p = node_at(x->n, a), *q = node_at(x->n, b);

	if (a == b || p->kind != REGION_FIELD || q->kind != REGION_FIELD || p->b != q->b ||
	    p->c != q->c)
		return false;
	a = p->a;
	b = q->a;
	p = node_at(x->n, a);
	q = node_at(x->n, b);
	if (p->kind == REGION_FIELD && q->kind == REGION_FIELD)
		return p->a == q->a && p->b == q->b && p->c != q->c;
	if (region_other_element(x->n, a, b))
		return true;
	return (!question && (leads_to_other(x, a, b) || leads_to_other(x, b, a))) ||
	       known_unequal(x, w, node_addr(x->n, a), node_addr(x->n, b));
}

/*
 * A rule that names the lock held instead is for questions asked at run time. They may be asked for
 * the opposite too, that a lock is not held: a known state says nothing there.
 */
static bool is_question(const struct effect *e)
{
	return strstr(e->misfits[0].rule->message, "{captured}") != NULL;
}

static void tell_needed(struct analysis *x, struct world *w, node_id region, const struct effect *e,
			const struct call *c, const struct state *because)
{
	evidence_report(
		x, w,
		&(struct report){.rule = e->misfits[0].rule,
				 .insn = c->insn,
				 .object = describe_region(x->p, region, x->p->out->arena),
				 .callee = c->callee,
				 .captured = because ? describe_region(x->p, because->region,
								       x->p->out->arena)
						     : NULL,
				 .field = c->field,
				 .state = because,
				 .region = because ? because->region : region});
}

/* The function gives each lock back that it takes, whatever the conditions say. */
static bool is_even(struct program *p, uint32_t fn)
{
	return fn != IR_NONE && (p->m->functions[fn].flags & IR_FN_DEFINED) &&
	       !lock_uneven(p, fn) && !lock_net(p, fn);
}

/* What is called before insn is known, and may not have taken a lock. */
static bool calls_known(struct analysis *x, uint32_t insn)
{
	for (uint32_t i = 0; i < insn; i++)
		if (x->f->insns[i].op == IR_CALL && !program_call_contract(x->p, x->f, i) &&
		    !is_even(x->p, program_callee(x->f, i)))
			return false;
	return true;
}

/* One is held that may be this one by another name. */
static bool holds_alike(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (x->p->protocols[s->protocol]->states[s->state].stray &&
		    lock_same_class(x->n, s->region, region))
			return true;
	}
	return false;
}

/* The function is annotated, but of locks it says nothing, and asserts none: none is held for it.
 */
static bool asks_no_lock(struct analysis *x)
{
	if (!x->annotated || lock_in_contract(x->p, x->fn))
		return false;
	for (uint32_t i = 0; i < x->nneeded; i++)
		if (x->needed[i].asserts || is_question(x->needed[i].effect))
			return false;
	return true;
}

/* Nothing is known of the lock, and nobody in this file could have taken it: the function says
 * nothing of it, and none of its callers is seen. */
static bool nobody_took(struct analysis *x, const struct world *w, node_id region,
			const struct call *c)
{
	return (x->f->flags & IR_FN_MAIN_FILE) &&
	       (asks_no_lock(x) || !program_fn(x->p, x->fn)->ncalls) && calls_known(x, c->insn) &&
	       !holds_alike(x, w, region);
}

static void check_needed(struct analysis *x, struct world *w, node_id region,
			 const struct effect *e, const struct call *c, bool annotated)
{
	const struct state *known = world_state(w, region, e->protocol->id);

	if (!e->nmisfits)
		return;
	if (known && !is_question(e) && !(known->flags & STATE_UNSURE) &&
	    (e->misfits[0].in & (1u << known->state))) {
		struct state s = *known;

		tell_needed(x, w, region, e, c, &s);
	}
	for (uint32_t i = 0; i < w->states.count && !known; i++) {
		const struct state s = w->states.list[i];

		if (s.protocol != e->protocol->id || (s.flags & STATE_UNSURE) ||
		    !e->protocol->states[s.state].stray ||
		    !lie_apart(x, w, s.region, region, is_question(e)))
			continue;
		tell_needed(x, w, region, e, c, &s);
		return;
	}
	if (!known && annotated && nobody_took(x, w, region, c))
		tell_needed(x, w, region, e, c, NULL);
}

void lock_check_needed(struct analysis *x, struct world *w, node_id region, const struct effect *e,
		       const struct call *c)
{
	check_needed(x, w, region, e, c, is_annotated(x, c) || (!c->field && asks_no_lock(x)));
}

/* The parameter of this function that the record holding the lock is found by, or IR_NONE. */
static uint32_t parameter_of(const struct analysis *x, node_id lock)
{
	const struct node *nd = node_at(x->n, lock);

	if (nd->kind != REGION_FIELD || node_at(x->n, nd->a)->kind != REGION_DEREF)
		return IR_NONE;
	nd = node_at(x->n, node_at(x->n, nd->a)->a);
	return nd->kind == NODE_PARAM && nd->a == x->fn ? nd->b : IR_NONE;
}

/* Whether a call of fn in the module names one thing for both parameters. */
static bool ever_one(const struct program *p, uint32_t fn, uint32_t a, uint32_t b)
{
	for (uint32_t g = 0; g < p->m->nfunctions; g++) {
		const struct ir_function *f = &p->m->functions[g];

		for (uint32_t i = 0; (f->flags & IR_FN_LOWERED) && i < f->ninsns; i++) {
			const struct ir_insn *call = &f->insns[i];
			uint32_t v, w;

			if (call->op != IR_CALL || program_callee(f, i) != fn || a >= call->nargs ||
			    b >= call->nargs)
				continue;
			v = program_uncast(f, f->pool[call->args + a]);
			w = program_uncast(f, f->pool[call->args + b]);
			if (v == w || (program_reads_local(f, v) != IR_NONE &&
				       program_reads_local(f, v) == program_reads_local(f, w)))
				return true;
		}
	}
	return false;
}

/*
 * The callee asserts the lock of one parameter, and what is held is that of another one. They may
 * be one object; but then nobody would need two, and some call would say so.
 */
static void check_other_parameter(struct analysis *x, struct world *w, node_id region,
				  const struct needed_lock *needed, const struct call *c)
{
	const struct effect *e = needed->effect;
	const uint32_t asked = parameter_of(x, region);

	if (asked == IR_NONE || !e->nmisfits)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state s = w->states.list[i];
		const uint32_t held = parameter_of(x, s.region);

		if (s.protocol != e->protocol->id || (s.flags & STATE_UNSURE) ||
		    !e->protocol->states[s.state].stray || held == IR_NONE || held == asked ||
		    !lock_same_class(x->n, s.region, region) || ever_one(x->p, x->fn, held, asked))
			continue;
		tell_needed(x, w, region, e, c, &s);
		return;
	}
}

/* The lock was released by this function's own call. */
static bool is_released_here(const struct analysis *x, const struct state *s)
{
	return s && s->event && s->event->fn == x->fn && !s->event->inside;
}

void lock_check_asserted(struct analysis *x, struct world *w, node_id region,
			 const struct needed_lock *needed, const struct call *c)
{
	const struct lock_shape *own = shape_of(x->p, x->fn, 0);
	const struct state *known = world_state(w, region, needed->effect->protocol->id);
	bool asserted = needed->asserts && is_released_here(x, known);

	check_needed(x, w, region, asserted ? needed->asserts : needed->effect, c,
		     needed->annotated);
	if (!known && needed->asserts)
		check_other_parameter(x, w, region, needed, c);
	/* Of a lock that is taken in ways that are not followed nothing is known, either. */
	if (!known && (needed->annotated || (needed->asserts && !own->nkeys && !own->uneven &&
					     lock_always_reached(x->m, x->f, c->insn))))
		note_needed(x, (struct needed_lock){region, needed->effect, needed->asserts,
						    needed->annotated});
}

/* --- Released by what is called later ------------------------------------------------------- */

/* What the function does in all, by name, to locks that are that member. */
static int moves_member(struct program *p, uint32_t fn, const struct node *member)
{
	const struct ir_function *f = &p->m->functions[fn];
	int sum = 0;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct function_contract *fc =
			f->insns[i].op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc) {
			uint32_t at =
				of_lock(e) && e->object.root == PATH_PARAM &&
						e->object.index < f->insns[i].nargs
					? program_uncast(
						  f, f->pool[f->insns[i].args + e->object.index])
					: IR_NONE;

			if (at != IR_NONE && f->insns[at].op == IR_FIELD &&
			    f->insns[at].b == member->b && f->insns[at].c == member->c)
				sum += lock_direction(e);
		}
	}
	return sum;
}

#define MAX_HANDING_DEPTH 3
/* Whether fn, or what it calls in this file, names the other function. */
static bool names(struct program *p, uint32_t fn, uint32_t other, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];

	for (uint32_t i = 0; (f->flags & IR_FN_LOWERED) && i < f->ninsns; i++) {
		uint32_t callee = program_callee(f, i);

		if (f->insns[i].op == IR_FUNC && f->insns[i].a == other)
			return true;
		if (depth < MAX_HANDING_DEPTH && callee != IR_NONE && callee != fn &&
		    program_is_own(p, callee) && names(p, callee, other, depth + 1))
			return true;
	}
	return false;
}

bool lock_released_later(const struct analysis *x, node_id region)
{
	const uint32_t given = IR_FN_ADDRESS_TAKEN | IR_FN_LOWERED;
	const struct node *member = node_at(x->n, region);

	if (member->kind != REGION_FIELD)
		return false;
	for (uint32_t fn = 0; fn < x->m->nfunctions; fn++)
		if (program_is_own(x->p, fn) && (x->m->functions[fn].flags & given) == given &&
		    moves_member(x->p, fn, member) < 0 && names(x->p, x->fn, fn, 0))
			return true;
	return false;
}
