/* SPDX-License-Identifier: MIT */
/* One world made of two that met at a block: what they agree on stays, the rest gets a common name.
 */
#include "call.h"
#include "memory.h"
#include "program.h"

/* --- Flag words --------------------------------------------------------------------------- */

/* A word in which single flags may be known although the whole is not. */
static bool is_word(const struct nodes *n, node_id v)
{
	const struct node *nd = node_at(n, v);

	return nd->kind == NODE_INT ||
	       (nd->kind == NODE_BINARY && (nd->sub == IR_OR || nd->sub == IR_AND));
}

/* Of these flags of v. */
static struct interval flags_of(const struct analysis *x, const struct world *w, node_id v,
				uint32_t mask)
{
	const struct node *nd = node_at(x->n, v);
	int64_t k = nd->imm & x->masks[mask];

	if (nd->kind == NODE_INT)
		return (struct interval){k, k, k != 0, 0};
	return fact_interval(x->n, w, node_binary(x->n, IR_AND, false, v, x->mask_nodes[mask]));
}

/* No flag of v is known to be set, nor are all of a group known to be clear. */
static bool no_flag_known(const struct nodes *n, node_id v)
{
	return !is_word(n, v) && !(node_at(n, v)->flags & NODE_MASKED);
}

static void join_mask(struct analysis *x, struct world *into, const struct world *other, node_id j,
		      node_id a, node_id b, uint32_t mask)
{
	node_id part = NODE_NONE;
	struct fact both;
	bool clear;

	if (a == j) {
		part = node_binary(x->n, IR_AND, false, j, x->mask_nodes[mask]);
		/* It was a common name already, and nothing is known of these flags. */
		if (!world_fact(into, part))
			return;
	}
	both = fact_either(part, flags_of(x, into, a, mask), flags_of(x, other, b, mask));
	clear = !both.lo && !both.hi;
	if (!both.nonzero && !clear && a != j)
		return;
	if (!part)
		part = node_binary(x->n, IR_AND, false, j, x->mask_nodes[mask]);
	world_set_fact(
		x->arena, into,
		(struct fact){part, both.nonzero, 0, clear ? 0 : INT64_MIN, clear ? 0 : INT64_MAX});
}

/* Of each group of flags that the function tests, j says what a in one world and b in the other say
 * alike. */
static void join_flags(struct analysis *x, struct world *into, const struct world *other, node_id j,
		       node_id a, node_id b)
{
	bool none = no_flag_known(x->n, a) || (a != j && no_flag_known(x->n, b));

	if (a != j && !is_word(x->n, a) && !is_word(x->n, b))
		return;
	for (uint32_t i = 0; i < x->nmasks; i++)
		if (!none || x->masks[i] <= 0)
			join_mask(x, into, other, j, a, b, i);
}

/* The function's masks, before anything else of it is looked at. */
void join_find_masks(struct analysis *x)
{
	for (uint32_t i = 0; i < x->f->ninsns && x->nmasks < MAX_MASKS; i++) {
		const struct ir_insn *and = &x->f->insns[i];
		uint32_t by = and->op == IR_BINARY && and->sub == IR_AND
				      ? program_uncast(x->f, and->b)
				      : IR_NONE;
		uint32_t k = 0;

		if (by == IR_NONE || x->f->insns[by].op != IR_CONST)
			continue;
		while (k < x->nmasks && x->masks[k] != x->f->insns[by].imm)
			k++;
		x->masks[k] = x->f->insns[by].imm;
		x->mask_nodes[k] = node_int(x->n, x->masks[k]);
		x->nmasks += k == x->nmasks;
	}
}

/* --- Members ------------------------------------------------------------------------------ */

#define MAX_MEMBER_PATH 4

/* The member that v was read from at entry, as the way to it from *pointer: false if v is no such
 * value. */
static bool member_path(const struct nodes *n, node_id v, node_id *pointer,
			node_id path[MAX_MEMBER_PATH], int *length)
{
	const struct node *nd = node_at(n, v);

	*length = 0;
	if (nd->kind != NODE_INIT || nd->b)
		return false;
	for (v = nd->a; node_at(n, v)->kind == REGION_FIELD; v = node_at(n, v)->a) {
		if (*length == MAX_MEMBER_PATH)
			return false;
		path[(*length)++] = v;
	}
	*pointer = node_at(n, v)->a;
	return *length && node_at(n, v)->kind == REGION_DEREF;
}

/* The same member of what another pointer points to. */
static node_id member_of(struct nodes *n, node_id like, node_id pointer, const node_id *path,
			 int length)
{
	uint16_t flags = node_at(n, like)->flags;
	node_id region = region_deref(n, pointer);

	while (length--) {
		const struct node nd = *node_at(n, path[length]);

		region = region_field(n, region, nd.b, nd.c);
	}
	return node_init(n, region, NODE_NONE, flags);
}

/* Of the members of what j points to, what was known of a's in one world and of b's in the other.
 */
static void join_members(struct analysis *x, struct world *into, const struct world *other,
			 node_id j, node_id a, node_id b)
{
	struct fact *alike = NULL; /* few values have any */
	node_id whole = region_deref_known(x->n, a);
	uint32_t n = 0, cap = 0;

	if (!whole || !region_has_parts(x->n, whole))
		return;
	for (uint32_t i = 0; i < into->facts.count; i++) {
		node_id v = into->facts.list[i].value, path[MAX_MEMBER_PATH], pointer;
		int length;

		if (!member_path(x->n, v, &pointer, path, &length) || pointer != a)
			continue;
		alike = arena_grow(x->arena, alike, n, &cap, sizeof(*alike));
		alike[n++] = fact_either(
			member_of(x->n, v, j, path, length), fact_interval(x->n, into, v),
			fact_interval(x->n, other, member_of(x->n, v, b, path, length)));
	}
	for (uint32_t i = 0; i < n; i++)
		world_set_fact(x->arena, into, alike[i]);
}

/* --- Values ------------------------------------------------------------------------------- */

static node_id common_name(struct analysis *x, uint32_t block, node_id region)
{
	return node_join(x->n, x->fn, block, region,
			 memory_is_unsigned(x, region) ? NODE_NONNEG : 0);
}

/* A variable that pointed to an object has a common name now: the object may be given back by that
 * name. */
static void lose_name(struct analysis *x, struct world *w, node_id value)
{
	uint8_t kind = value ? node_at(x->n, value)->kind : NODE_NOTHING;
	node_id region;

	if (!w->states.count || (kind != NODE_FRESH && kind != NODE_ADDR))
		return;
	region = region_deref(x->n, value);
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.region != region || (s.flags & STATE_HANDED_ON))
			continue;
		state_hand_on(&s);
		world_set_state(x->arena, w, s);
	}
}

static void join_values(struct analysis *x, uint32_t block, struct world *into,
			const struct world *other, node_id region, node_id a, node_id b)
{
	node_id j = common_name(x, block, region);
	struct fact both;

	if (!a)
		a = node_init(x->n, region, NODE_NONE, 0);
	if (!b)
		b = node_init(x->n, region, NODE_NONE, 0);
	lose_name(x, into, a);
	lose_name(x, into, b);
	both = fact_either(j, fact_interval(x->n, into, a), fact_interval(x->n, other, b));
	world_set(x->arena, into, region, j);
	world_set_fact(x->arena, into, both);
	join_flags(x, into, other, j, a, b);
	join_members(x, into, other, j, a, b);
}

static void join_stores(struct analysis *x, uint32_t block, struct world *into,
			const struct world *other)
{
	struct binding *mine = into->store.list;
	uint32_t nmine = into->store.count;

	into->store.shared = true; /* mine stays as it is while into changes */
	for (uint32_t i = 0, k = 0; i < nmine || k < other->store.count;) {
		if (k == other->store.count ||
		    (i < nmine && mine[i].region < other->store.list[k].region)) {
			join_values(x, block, into, other, mine[i].region, mine[i].value,
				    NODE_NONE);
			i++;
		} else if (i == nmine || other->store.list[k].region < mine[i].region) {
			join_values(x, block, into, other, other->store.list[k].region, NODE_NONE,
				    other->store.list[k].value);
			k++;
		} else {
			if (mine[i].value != other->store.list[k].value)
				join_values(x, block, into, other, mine[i].region, mine[i].value,
					    other->store.list[k].value);
			i++, k++;
		}
	}
}

/*
 * A value that the worlds have got in common just now, flags of it, or a member of what it points
 * to: `into` says what holds of it in both. What `other` has under that name from before, it speaks
 * of itself.
 */
static bool is_joined(const struct analysis *x, uint32_t block, const struct world *other,
		      node_id v)
{
	const struct node *nd = node_at(x->n, v);
	node_id path[MAX_MEMBER_PATH], pointer;
	int length;

	if (nd->kind == NODE_BINARY && nd->sub == IR_AND)
		v = nd->a;
	else if (member_path(x->n, v, &pointer, path, &length))
		v = pointer;
	nd = node_at(x->n, v);
	return nd->kind == NODE_JOIN && nd->a == x->fn && nd->b == block &&
	       world_get(other, nd->c) != v;
}

static void join_facts(struct analysis *x, uint32_t block, struct world *into,
		       const struct world *other)
{
	struct fact *kept = arena_take(x->arena, (into->facts.count + 1) * sizeof(*kept));
	uint32_t n = 0;

	for (uint32_t i = 0, k = 0; i < into->facts.count; i++) {
		struct fact f = into->facts.list[i];
		const struct fact *g;

		while (k < other->facts.count && other->facts.list[k].value < f.value)
			k++;
		g = k < other->facts.count && other->facts.list[k].value == f.value
			    ? &other->facts.list[k]
			    : NULL;
		if (!g && !is_joined(x, block, other, f.value))
			continue;
		kept[n++] = g ? fact_either(f.value, fact_as_interval(&f), fact_as_interval(g)) : f;
	}
	into->facts.list = kept;
	into->facts.cap = into->facts.count + 1;
	into->facts.count = n;
	into->facts.shared = false;
}

static bool names_join(const struct analysis *x, node_id v, uint32_t block, int depth)
{
	const struct node *nd = node_at(x->n, v);

	if (!v || depth > 12)
		return false;
	if (nd->kind == NODE_JOIN)
		return nd->a == x->fn && nd->b == block;
	if (nd->kind == NODE_BINARY || nd->kind == NODE_INIT || nd->kind == REGION_ELEM)
		return names_join(x, nd->a, block, depth + 1) ||
		       names_join(x, nd->b, block, depth + 1);
	if (nd->kind == NODE_INIT || nd->kind == NODE_UNARY || nd->kind == NODE_VIEW ||
	    nd->kind == NODE_BASE || nd->kind == NODE_ADDR || nd->kind == REGION_DEREF ||
	    nd->kind == REGION_FIELD || nd->kind == REGION_CONTAINER)
		return names_join(x, nd->a, block, depth + 1);
	return false;
}

void join_forget_state(struct analysis *x, struct world *w, uint32_t at)
{
	w->lost_lock |= x->p->protocols[w->states.list[at].protocol]->stray;
	world_drop_state(x->arena, w, at);
}

/* The round has not changed what holds the join's value: what is known of it stays true. */
static bool is_unchanged(const struct analysis *x, const struct world *w, node_id v)
{
	const struct node *nd = node_at(x->n, v);

	return nd->kind == NODE_JOIN && world_get(w, nd->c) == v;
}

/* The region holds j from now on, of which no more is known than whether it is 0 and its sign: so
 * loops end, and a flag that ends a loop still does. */
static void generalise(struct analysis *x, struct world *w, node_id region, value_classes classes,
		       node_id j)
{
	world_set(x->arena, w, region, j);
	if (classes != CLASS_ANY && !world_fact(w, j))
		fact_assume_classes(x->arena, x->n, w, j, classes);
}

/*
 * By index in the store: the classes of what was computed from the round's values, and gets a name
 * of its own; 0: it stays as it is. Only what ends loops is kept, 0 and less: worlds that differ by
 * more are too many.
 */
static value_classes *classes_of_round(struct analysis *x, uint32_t block, const struct world *w)
{
	value_classes *all = arena_new_array(x->arena, value_classes, w->store.count + 1);

	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];

		if (b.value != common_name(x, block, b.region) &&
		    names_join(x, b.value, block, 0)) {
			all[i] = fact_classes(x->n, w, b.value);
			if (all[i] != CLASS_NEGATIVE && all[i] != CLASS_ZERO)
				all[i] = CLASS_ANY;
		}
	}
	return all;
}

/*
 * In a loop the join's values are new ones, under the names that the round before used: what was
 * known of objects found through the old ones is over, and what was computed from them gets a name
 * of its own.
 */
static void forget_round(struct analysis *x, uint32_t block, struct world *w)
{
	value_classes *renamed = classes_of_round(x, block, w);

	for (uint32_t i = 0; i < w->counters.count;) {
		if (names_join(x, w->counters.list[i].region, block, 0))
			world_drop_counter(x->arena, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->states.count;) {
		if (names_join(x, w->states.list[i].region, block, 0))
			join_forget_state(x, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->facts.count;) {
		if (names_join(x, w->facts.list[i].value, block, 0) &&
		    !is_unchanged(x, w, w->facts.list[i].value))
			world_drop_fact(x->arena, w, i);
		else
			i++;
	}
	for (uint32_t i = 0; i < w->store.count; i++) {
		node_id region = w->store.list[i].region;

		if (renamed[i])
			generalise(x, w, region, renamed[i], common_name(x, block, region));
	}
}

void join_worlds(struct analysis *x, uint32_t block, struct world *into, const struct world *other)
{
	x->p->stats->merged++;
	if (!into->joined)
		forget_round(x, block, into);
	into->joined = true;
	join_stores(x, block, into, other);
	join_facts(x, block, into, other);
	into->uses |= other->uses;
	into->sure &= other->sure;
	into->passed |= other->passed;
	into->early &= other->early;
	into->lost_lock |= other->lost_lock;
	into->acted |= other->acted;
	into->doubts = into->doubts ? into->doubts : other->doubts;
	world_join_each(into->each, other->each);
	for (uint32_t i = 0; i < other->nescaped; i++)
		world_escaped(into, other->escaped[i]);
}

/* The ways into the loop come first in the list; looking at all would cost more than it tells. */
#define FIRST_WORLDS 8
static bool seen_value(const struct world_list *seen, struct binding b)
{
	for (uint32_t i = 0; i < seen->count && i < FIRST_WORLDS; i++)
		if (world_get(seen->list[i], b.region) == b.value)
			return true;
	return false;
}

void join_generalise(struct analysis *x, uint32_t block, struct world *w)
{
	forget_round(x, block, w);
	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];

		if (seen_value(&x->seen[block], b))
			continue;
		lose_name(x, w, b.value);
		generalise(x, w, b.region, fact_classes(x->n, w, b.value),
			   common_name(x, block, b.region));
	}
}
