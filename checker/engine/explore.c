/* SPDX-License-Identifier: MIT */
/*
 * All worlds of one function, from its entry to its exits. Blocks are run in reverse post order, so
 * that at a join every path has arrived before it goes on; worlds with the same states of the same
 * objects are joined there when there are many of them (property simulation: Das, Lerner, Seigle,
 * PLDI 2002).
 */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "object.h"
#include "out_of_reach.h"
#include "program.h"
#include "strict.h"
#include "weaken.h"

static void list_add(struct analysis *x, struct world_list *l, struct world *w)
{
	if (l->count == l->cap) {
		struct world **bigger = arena_new_array(x->arena, struct world *, l->cap * 2 + 4);

		if (l->count)
			memcpy(bigger, l->list, l->count * sizeof(*bigger));
		l->list = bigger;
		l->cap = l->cap * 2 + 4;
	}
	l->list[l->count++] = w;
}

/* --- What can't be read any more ---------------------------------------------------------- */

static bool of_dead_variable(const struct analysis *x, uint32_t block, node_id region)
{
	const struct node *nd;

	for (;;) {
		nd = node_at(x->n, region);
		if (nd->kind != REGION_FIELD && nd->kind != REGION_ELEM)
			break;
		region = nd->a;
	}
	if (nd->kind == REGION_LOCAL && nd->a == x->fn)
		return !cfg_local_live(x->cfg, x->f, block, nd->b);
	if (nd->kind == REGION_TEMP && nd->a == x->fn)
		return !cfg_temp_live(x->cfg, block, nd->b);
	return false;
}

/* What can't be read any more would only keep equal worlds apart. */
static void drop_dead(struct analysis *x, uint32_t block, struct world *w)
{
	uint32_t dead = 0;

	for (uint32_t i = 0; i < w->store.count && !dead; i++)
		dead = of_dead_variable(x, block, w->store.list[i].region);
	if (!dead)
		return;
	/* Written as one pass over a copy: removing one by one would be quadratic. */
	struct binding *kept = arena_new_array(x->arena, struct binding, w->store.count);
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->store.count; i++)
		if (!of_dead_variable(x, block, w->store.list[i].region))
			kept[n++] = w->store.list[i];
	w->store.list = kept;
	w->store.cap = w->store.count;
	w->store.count = n;
	w->store.shared = false;
}

/* --- Arriving at a block ------------------------------------------------------------------ */

static bool arrived_before(struct analysis *x, const struct world_list *l, const struct world *w)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (world_equal(l->list[i], w)) {
			x->p->stats->merged++;
			return true;
		}
	return false;
}

static uint32_t alike(const struct world_list *l, struct world *w, struct world **last)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->count; i++)
		if (world_same_states(l->list[i], w)) {
			w->twins = l->list[i]->twins;
			n++;
			*last = l->list[i];
		}
	return n;
}

/* The way back to the head of a loop. */
static void come_back(struct analysis *x, uint32_t block, struct world *w)
{
	if (x->rounds[block] >= MAX_ROUNDS) {
		join_generalise(x, block, w);
		if (x->strict)
			count_rounds(x, block, w);
	}
	forget_unreachable(x, w);
	if (x->strict)
		forget_lost(x, w);
}

/* What a world may yet be found guilty of: the objects that a rule waits for. Two worlds with one
 * sum say the same of them. */
static uint64_t stakes(const struct analysis *x, const struct world *w)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol_state *in = &x->p->protocols[s->protocol]->states[s->state];

		if ((in->leak ? !(s->flags & STATE_HANDED_ON) : in->left != NULL) || in->use)
			sum += (((uint64_t)s->region << 24) + ((uint64_t)s->protocol << 8) +
				s->state) *
			       0x9e3779b97f4a7c15u;
	}
	return sum;
}

/* There is no room: w takes the place of a world beside which another one has the same at stake,
 * unless w is such a one. */
static void replace_twin(struct analysis *x, struct world_list *pending, struct world *w)
{
	uint64_t at[MAX_WORLDS_PER_BLOCK * STRICT_FACTOR], mine = stakes(x, w);

	strict_cut(x, &x->p->stats->cut_worlds);
	for (uint32_t i = 0; i < pending->count; i++) {
		at[i] = stakes(x, pending->list[i]);
		if (at[i] == mine)
			return;
	}
	for (uint32_t i = 0; i < pending->count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (at[k] == at[i]) {
				pending->list[i] = w;
				return;
			}
}

void explore_note_states(struct analysis *x, struct world *w)
{
	w->sum = world_sum(w);
	w->twins = ++x->ntwins;
}

void explore_push(struct analysis *x, uint32_t block, struct world *w)
{
	struct world_list *pending = &x->pending[block];
	const uint32_t factor = strict_factor(x),
		       most_visits = MAX_BLOCK_VISITS * MAX_WORLDS_ALIKE * factor;
	struct world *last = NULL;
	uint32_t visits;

	drop_dead(x, block, w);
	if (x->cfg->rpo[block] <= x->cfg->rpo[x->block]) {
		if (x->winding_up) {
			strict_cut(x, &x->p->stats->cut_loops);
			return;
		}
		come_back(x, block, w);
	}
	explore_note_states(x, w);
	if (arrived_before(x, pending, w) || arrived_before(x, &x->seen[block], w))
		return;
	visits = alike(&x->seen[block], w, &last);
	if (x->strict && visits >= most_visits / 2) {
		weaken_round(x, block, last, w);
		if (arrived_before(x, pending, w) || arrived_before(x, &x->seen[block], w))
			return;
	}
	if (visits >= most_visits) {
		strict_cut(x, &x->p->stats->cut_loops);
		return;
	}
	if (alike(pending, w, &last) >= MAX_WORLDS_ALIKE) {
		join_worlds(x, block, last, w);
		explore_note_states(x, last);
		return;
	}
	if (pending->count >= MAX_WORLDS_PER_BLOCK * factor) {
		if (x->strict && weaken_into_twin(x, block, pending, w))
			return;
		if (!x->strict || !weaken_make_room(x, block, pending)) {
			replace_twin(x, pending, w);
			return;
		}
	}
	x->p->stats->worlds++;
	list_add(x, pending, w);
}

void explore_later(struct analysis *x, struct path_state ps)
{
	if (x->nwork == x->cap_work) {
		uint32_t cap = x->cap_work * 2 + 16;
		struct path_state *bigger = arena_new_array(x->arena, struct path_state, cap);

		if (x->nwork)
			memcpy(bigger, x->work, x->nwork * sizeof(*bigger));
		x->work = bigger;
		x->cap_work = cap;
	}
	x->work[x->nwork++] = ps;
}

void explore_exit(struct analysis *x, struct world *w, node_id result, uint32_t insn)
{
	if (x->nexits == x->cap_exits) {
		uint32_t cap = x->cap_exits * 2 + 16;
		struct exit_world *bigger = arena_new_array(x->arena, struct exit_world, cap);

		if (x->nexits)
			memcpy(bigger, x->exits, x->nexits * sizeof(*bigger));
		x->exits = bigger;
		x->cap_exits = cap;
	}
	x->exits[x->nexits++] = (struct exit_world){w, result, insn};
}

static void run_block(struct analysis *x, uint32_t block)
{
	struct world_list arrived = x->pending[block];
	const struct ir_block *b = &x->f->blocks[block];
	uint32_t most = x->winding_up ? MAX_WORLDS_WINDING_UP : arrived.count;

	if (most < arrived.count)
		strict_cut(x, &x->p->stats->cut_worlds);
	x->pending[block] = (struct world_list){NULL, 0, 0};
	x->rounds[block]++;
	x->block = block;
	for (uint32_t i = 0; i < arrived.count && i < most && x->steps < x->budget; i++) {
		struct path_state ps = {.w = arrived.list[i], .next = b->first};

		arrived.list[i]->joined = false;
		list_add(x, &x->seen[block], world_fork(x->arena, arrived.list[i]));
		ps.temps = arena_new_array(x->arena, node_id, b->count);
		transfer_run(x, ps);
		while (x->nwork && x->steps < x->budget)
			transfer_run(x, x->work[--x->nwork]);
	}
	x->nwork = 0;
}

static void run_all(struct analysis *x)
{
	for (uint32_t pos = 0; pos < x->cfg->nreached;) {
		uint32_t block = x->cfg->order[pos];

		if (!x->pending[block].count) {
			pos++;
			continue;
		}
		if (x->steps >= x->budget && x->winding_up)
			return;
		if (x->steps >= x->budget) {
			strict_cut(x, &x->p->stats->cut_functions);
			x->winding_up = true;
			x->budget += x->budget / 2;
		}
		run_block(x, block);
		/* A back edge may have refilled an earlier block. */
		for (pos = 0; pos < x->cfg->nreached && !x->pending[x->cfg->order[pos]].count;)
			pos++;
	}
}

void explore_enter(struct analysis *x, struct world *w, node_id region, const struct protocol *p,
		   uint8_t state)
{
	struct event *ev = evidence_add(x, w, EVENT_ENTRY, 0);

	ev->region = region;
	ev->protocol = p;
	ev->state = state;
	world_set_state(x->arena, w,
			(struct state){.region = region,
				       .protocol = p->id,
				       .state = state,
				       .count = 1,
				       .event = ev});
}

static void enter_slot(struct analysis *x, struct world *w)
{
	for (uint32_t i = 0; i < x->slot->nentries; i++) {
		const struct slot_entry *en = &x->slot->entries[i];
		node_id v = path_value(x, w, &en->object, NULL);

		if (!v || !strict_follows(x, en->protocol))
			continue;
		explore_enter(x, w, region_deref(x->n, v), en->protocol, en->state);
		if (!en->protocol->numbers)
			fact_assume(x->arena, x->n, w, v, true);
	}
}

/* What the function's own annotations say of its parameters holds at its entry: the one state that
 * they ask for. So does what a rules file says of locks. The other states of a rules file are what
 * callers see: to bring an object from one to the other is what the function itself is there for.
 */
static void enter_annotated(struct analysis *x, struct world *w, const struct function_contract *fc)
{
	for (uint32_t o = 0; o < fc->noutcomes; o++)
		for (uint32_t i = 0;
		     fc->outcomes[o].when == CLASS_ANY && i < fc->outcomes[o].neffects; i++) {
			const struct effect *e = &fc->outcomes[o].effects[i];
			state_set from = e->arrows[0].from;
			node_id v;

			if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM ||
			    __builtin_popcount(from) != 1 ||
			    (!fc->annotated && !e->protocol->stray))
				continue;
			v = path_value(x, w, &e->object, NULL);
			if (v)
				explore_enter(x, w, region_deref(x->n, v), e->protocol,
					      (uint8_t)__builtin_ctz(from));
		}
}

static void enter(struct analysis *x)
{
	struct world *w = world_new(x->arena);

	for (uint32_t i = 0; i < x->f->nparams; i++) {
		const struct ir_type *t =
			x->f->locals[i].type == IR_NONE ? NULL : &x->m->types[x->f->locals[i].type];
		/* All 64 bits may be set, which is a negative number here. */
		bool nonneg = t && (t->kind == IR_TYPE_BOOL ||
				    (t->kind == IR_TYPE_INT && !(t->flags & IR_TYPE_SIGNED) &&
				     (t->bits < 64 || !x->strict)));

		node_id v = node_param(x->n, x->fn, i, nonneg ? NODE_NONNEG : 0);

		world_set(x->arena, w, region_local(x->n, x->fn, i),
			  x->constants && x->constants[i] ? x->constants[i] : v);
	}
	if (x->slot)
		enter_slot(x, w);
	if (x->owed)
		enter_annotated(x, w, x->owed);
	if (x->sequel)
		sequence_enter(x, w);
	else
		explore_push(x, 0, w);
}

/* In the order in which they stand in the function: some mistakes are told at the first. */
static void check_exits(struct analysis *x)
{
	uint32_t *order = arena_new_array(x->arena, uint32_t, x->nexits + 1);

	for (uint32_t i = 0; i < x->nexits; i++) {
		uint32_t at = i;

		for (; at && x->exits[order[at - 1]].insn > x->exits[i].insn; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	for (uint32_t i = 0; i < x->nexits; i++) {
		exit_check(x, &x->exits[order[i]]);
		evidence_settle(x, x->exits[order[i]].w);
	}
}

/* Arenas of functions that are done serve the next ones: their memory is mapped, and often still in
 * the processor's cache. */
static struct arena *take_arena(struct program *p)
{
	struct arena *a;

	if (!p->nspare)
		return arena_new();
	a = p->spare[--p->nspare];
	arena_reset(a);
	return a;
}

static void give_arena(struct program *p, struct arena *a)
{
	if (p->nspare < MAX_SPARE && arena_used(a) < LARGEST_SPARE)
		p->spare[p->nspare++] = a;
	else
		arena_free(a);
}

struct summary *explore_function(struct program *p, uint32_t fn, const struct slot *slot,
				 const node_id *constants, bool interesting)
{
	struct arena *a = take_arena(p);
	struct analysis *x = arena_alloc(a, sizeof(*x));
	struct summary *s;

	x->p = p;
	x->m = p->m;
	x->n = &p->nodes;
	x->arena = a;
	x->fn = fn;
	x->slot = slot;
	x->constants = constants;
	/* Before anything of the module is kept: it may grow. Where the source says what it locks,
	 * locks are followed always. */
	x->locks = lock_follow(p, fn) || p->says_members;
	x->f = &p->m->functions[fn];
	x->strict = strict_in(p, fn);
	x->annotated = program_is_annotated(p, fn);
	x->owed = program_contract(p, fn);
	/* Strict code keeps what a rules file says of it, as well. */
	if (x->owed && (x->owed->trusted || (!x->strict && (slot || !x->owed->annotated))))
		x->owed = NULL;
	x->sequel = p->sequel;
	p->sequel = NULL;
	x->locks |= x->owed != NULL || x->strict;
	x->interesting = interesting;
	x->giving = x->doubting = IR_NONE;
	x->cfg = cfg_build(x->arena, x->f);
	x->pending = arena_new_array(x->arena, struct world_list, x->f->nblocks);
	x->seen = arena_new_array(x->arena, struct world_list, x->f->nblocks);
	x->rounds = arena_new_array(x->arena, uint32_t, x->f->nblocks);
	x->asserts = arena_new_array(x->arena, uint8_t, x->f->ninsns);
	x->cut_in = arena_new_array(x->arena, bool, x->f->nblocks);
	x->budget = ((uint64_t)x->f->ninsns * STEPS_PER_INSN + STEPS_AT_LEAST) * strict_steps(x);
	p->stats->explored++;
	p->stats->unknowns += x->f->unknowns;
	join_find_masks(x);
	enter(x);
	run_all(x);
	left_check(x);
	taken_check(x);
	check_exits(x);
	exit_check_failing(x);
	duty_check(x);
	exit_check_teardown(x);
	s = summary_build(x);
	strict_explored(x);
	strict_reached(x);
	p->stats->steps += x->steps;
	give_arena(p, a);
	return s;
}
