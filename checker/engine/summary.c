/* SPDX-License-Identifier: MIT */
/*
 * Summaries: the exits of a function, kept in terms of its parameters and of memory reached from them, and
 * replayed in a caller by putting the caller's values in their place.
 */
#include <string.h>

#include "analysis.h"

/* --- Building ------------------------------------------------------------------------------------------- */

/* Whether a caller can make sense of v: no local of this function in it. */
static bool portable(const struct analysis *x, node_id v, int depth)
{
	const struct node *nd = node_at(x->n, v);

	if (depth > 16)
		return false;
	switch (nd->kind) {
	case NODE_INT:
	case NODE_FUNC:
	case NODE_STRING:
	case NODE_PARAM:
	case REGION_GLOBAL:
	case NODE_FRESH:
		return true;
	case NODE_BINARY:
	case REGION_ELEM:
		return portable(x, nd->a, depth + 1) && portable(x, nd->b, depth + 1);
	case NODE_INIT:
	case NODE_UNARY:
	case NODE_VIEW:
	case NODE_BASE:
	case NODE_ADDR:
	case REGION_DEREF:
	case REGION_FIELD:
	case REGION_CONTAINER:
		return portable(x, nd->a, depth + 1);
	default:
		return false;
	}
}

/* Whether v was there at entry: from a parameter or a global. */
static bool from_outside(const struct analysis *x, node_id v, int depth)
{
	const struct node *nd = node_at(x->n, v);

	switch (nd->kind) {
	case NODE_PARAM:
	case REGION_GLOBAL:
		return true;
	case NODE_INT:
		return depth > 0;
	case NODE_INIT:
		return !nd->b && depth < 16 && from_outside(x, nd->a, depth + 1);
	case NODE_BINARY:
	case REGION_ELEM:
		return depth < 16 && from_outside(x, nd->a, depth + 1) && from_outside(x, nd->b, depth + 1);
	case NODE_UNARY:
	case NODE_VIEW:
	case NODE_BASE:
	case NODE_ADDR:
	case REGION_DEREF:
	case REGION_FIELD:
	case REGION_CONTAINER:
		return depth < 16 && from_outside(x, nd->a, depth + 1);
	default:
		return false;
	}
}

bool summary_from_outside(const struct analysis *x, node_id v)
{
	return from_outside(x, v, 0);
}

static bool reaches(const struct nodes *n, node_id v, node_id what, int depth)
{
	const struct node *nd = node_at(n, v);

	if (v == what)
		return true;
	if (!v || depth > 12 || nd->kind == NODE_INT || nd->kind == NODE_FUNC || nd->kind == NODE_STRING ||
	    nd->kind == NODE_PARAM || nd->kind == NODE_FRESH || nd->kind == NODE_JOIN || nd->kind == REGION_LOCAL ||
	    nd->kind == REGION_GLOBAL || nd->kind == REGION_TEMP || nd->kind == NODE_HAVOC)
		return false;
	return reaches(n, nd->a, what, depth + 1);
}

/* Memory that the function made and its caller gets: by the result, or stored where the caller finds it. */
static bool given_to_caller(const struct analysis *x, const struct outcome_world *o, node_id region)
{
	node_id root = node_at(x->n, region_root(x->n, region))->a;

	if (node_at(x->n, region_root(x->n, region))->kind != REGION_DEREF || node_at(x->n, root)->kind != NODE_FRESH)
		return false;
	if (o->result && reaches(x->n, o->result, root, 0))
		return true;
	for (uint32_t i = 0; i < o->nstores; i++)
		if (o->stores[i].value == root)
			return true;
	return false;
}

static void project_store(struct analysis *x, struct binding b, struct outcome_world *o)
{
	if (!portable(x, b.value, 0))
		b.value = node_havoc(x->n, x->fn, 0, 0);
	o->stores[o->nstores++] = b;
}

static void project_stores(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->stores = arena_new_array(x->p->arena, struct binding, w->store.count);
	for (uint32_t i = 0; i < w->store.count; i++)
		if (from_outside(x, w->store.list[i].region, 0))
			project_store(x, w->store.list[i], o);
	/* What those reach. */
	for (uint32_t i = 0; i < w->store.count; i++)
		if (!from_outside(x, w->store.list[i].region, 0) && given_to_caller(x, o, w->store.list[i].region))
			project_store(x, w->store.list[i], o);
}

static void project_facts(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->facts = arena_new_array(x->p->arena, struct fact, w->facts.count);
	for (uint32_t i = 0; i < w->facts.count; i++) {
		const struct fact *f = &w->facts.list[i];

		if (from_outside(x, f->value, 0) || (o->result && f->value == o->result))
			o->facts[o->nfacts++] = *f;
	}
}

/* The object is the result, or inside or around it, or lies in memory that the caller has. */
static bool caller_gets(const struct analysis *x, const struct outcome_world *o, const struct state *s)
{
	node_id address;

	if (from_outside(x, s->region, 0))
		return true;
	if (!portable(x, s->region, 0))
		return false;
	address = node_at(x->n, s->region)->kind == REGION_DEREF ? node_at(x->n, s->region)->a : s->region;
	if (o->result && (reaches(x->n, o->result, address, 0) || reaches(x->n, s->region, o->result, 0)))
		return true;
	for (uint32_t i = 0; i < o->nstores; i++)
		if (reaches(x->n, o->stores[i].value, address, 0) || reaches(x->n, s->region, o->stores[i].value, 0))
			return true;
	return false;
}

/* The result was read from the object: it may well be the way back to it, which no caller sees. */
static bool read_from(const struct nodes *n, node_id v, node_id region)
{
	for (; v; v = node_found_by(n, v))
		if (node_at(n, v)->kind == NODE_INIT && region_within(n, node_at(n, v)->a, region))
			return true;
	return false;
}

static void project_states(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->states = arena_new_array(x->p->arena, struct state, w->states.count);
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (x->p->protocols[s.protocol]->scoped || !caller_gets(x, o, &s))
			continue;
		if (o->result && !from_outside(x, s.region, 0) && read_from(x->n, o->result, s.region))
			s.flags |= STATE_HANDED_ON;
		o->states[o->nstates++] = s;
	}
}

static void project_counters(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->counters = arena_new_array(x->p->arena, struct counter, w->counters.count);
	for (uint32_t i = 0; i < w->counters.count; i++) {
		struct state s = { .region = w->counters.list[i].region };

		if (caller_gets(x, o, &s))
			o->counters[o->ncounters++] = w->counters.list[i];
	}
}

static void project_escapes(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	for (uint32_t i = 0; i < w->nescaped; i++)
		if (from_outside(x, w->escaped[i], 0))
			o->escaped[o->nescaped++] = w->escaped[i];
}

static void join_escapes(struct outcome_world *into, const struct outcome_world *other)
{
	for (uint32_t i = 0; i < other->nescaped; i++) {
		bool there = false;

		for (uint32_t k = 0; k < into->nescaped && !there; k++)
			there = into->escaped[k] == other->escaped[i];
		if (!there && into->nescaped < MAX_ESCAPED)
			into->escaped[into->nescaped++] = other->escaped[i];
	}
}

static value_classes result_classes(struct analysis *x, const struct world *w, node_id result)
{
	return result ? fact_classes(x->n, w, result) : CLASS_ANY;
}

static bool same_counters(const struct outcome_world *a, const struct outcome_world *b)
{
	if (a->ncounters != b->ncounters)
		return false;
	for (uint32_t i = 0; i < a->ncounters; i++) {
		const struct counter *c = &a->counters[i], *d = &b->counters[i];

		if (c->region != d->region || c->count != d->count || c->exact != d->exact || c->took != d->took || c->last != d->last)
			return false;
	}
	return true;
}

static bool same_state(const struct state *s, const struct state *t)
{
	return s->state == t->state && s->flags == t->flags && s->count == t->count &&
	       s->first == t->first && world_same_captures(s, t);
}

static bool same_states(const struct outcome_world *a, const struct outcome_world *b)
{
	if (a->nstates != b->nstates || !same_counters(a, b) ||
	    memcmp(a->sections, b->sections, sizeof(a->sections)))
		return false;
	for (uint32_t i = 0; i < a->nstates; i++) {
		const struct state *s = &a->states[i], *t = &b->states[i];

		if (s->region != t->region || s->protocol != t->protocol || !same_state(s, t))
			return false;
	}
	return true;
}

static const struct binding *find_store(const struct outcome_world *o, node_id region)
{
	for (uint32_t i = 0; i < o->nstores; i++)
		if (o->stores[i].region == region)
			return &o->stores[i];
	return NULL;
}

/* What only one of them wrote, or both differently, is unknown afterwards. */
static void join_outcome_stores(struct analysis *x, struct outcome_world *into, const struct outcome_world *other)
{
	struct binding *all = arena_new_array(x->p->arena, struct binding, into->nstores + other->nstores + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < into->nstores; i++) {
		const struct binding *same = find_store(other, into->stores[i].region);

		all[n] = into->stores[i];
		if (!same || same->value != all[n].value)
			all[n].value = node_havoc(x->n, x->fn, 0, 0);
		n++;
	}
	for (uint32_t i = 0; i < other->nstores; i++)
		if (!find_store(into, other->stores[i].region))
			all[n++] = (struct binding){ other->stores[i].region, node_havoc(x->n, x->fn, 0, 0) };
	into->stores = all;
	into->nstores = n;
}

static const struct fact *fact_of(const struct outcome_world *o, node_id value)
{
	for (uint32_t i = 0; i < o->nfacts; i++)
		if (o->facts[i].value == value)
			return &o->facts[i];
	return NULL;
}

/* The parameters that a says other things of than b. */
static uint32_t told_apart(const struct nodes *n, const struct outcome_world *a, const struct outcome_world *b)
{
	uint32_t params = 0;

	for (uint32_t i = 0; i < a->nfacts; i++) {
		const struct node *nd = node_at(n, a->facts[i].value);
		const struct fact *f = &a->facts[i], *g = fact_of(b, f->value);

		if (nd->kind == NODE_PARAM && nd->b < 32 &&
		    !(g && g->lo == f->lo && g->hi == f->hi && g->nonzero == f->nonzero))
			params |= 1u << nd->b;
	}
	return params;
}

/* What both say. */
static void keep_common(struct analysis *x, struct outcome_world *into, const struct outcome_world *other)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < into->nfacts; i++)
		for (uint32_t k = 0; k < other->nfacts; k++) {
			struct fact *f = &into->facts[i];
			const struct fact *g = &other->facts[k];

			if (f->value != g->value)
				continue;
			f->nonzero = (f->nonzero || f->lo > 0 || f->hi < 0) && (g->nonzero || g->lo > 0 || g->hi < 0);
			f->lo = f->lo < g->lo ? f->lo : g->lo;
			f->hi = f->hi > g->hi ? f->hi : g->hi;
			into->facts[kept++] = *f;
			break;
		}
	into->nfacts = kept;
	into->uses |= other->uses;
	into->passed |= other->passed;
	join_outcome_stores(x, into, other);
	join_escapes(into, other);
	for (uint32_t i = 0; i < MAX_EACH; i++)
		if (!into->each[i]) {
			into->each[i] = other->each[i];
			into->each_at[i] = other->each_at[i];
		}
}

/* Another name for the result of all that is merged here: what only the result led to, no caller finds any more. */
static void rename_result(struct analysis *x, struct outcome_world *o, value_classes c)
{
	struct state *kept = arena_new_array(x->p->arena, struct state, o->nstates + 1);
	uint32_t n = 0;

	o->result = node_fresh(x->n, x->fn, 0, 0, node_int(x->n, c), 0);
	o->nfacts = 0;
	for (uint32_t i = 0; i < o->nstates; i++)
		if (caller_gets(x, o, &o->states[i]))
			kept[n++] = o->states[i];
	o->states = kept;
	o->nstates = n;
}

/* No value is the result of both. */
static bool results_differ(const struct outcome_world *a, const struct outcome_world *b)
{
	const struct fact *f = fact_of(a, a->result), *g = fact_of(b, b->result);

	return a->result != b->result || (f && g && (f->lo > g->hi || g->lo > f->hi));
}

/* Outcomes that a caller could not act upon differently are one. */
static bool merge_outcome(struct analysis *x, struct summary *s, value_classes *classes,
			  const struct outcome_world *o, value_classes c)
{
	for (uint32_t i = 0; i < s->noutcomes; i++) {
		struct outcome_world *into = &s->outcomes[i];

		if (classes[i] != c || !same_states(into, o))
			continue;
		if (results_differ(into, o) && s->noutcomes < MAX_OUTCOMES / 2)
			continue;
		if (into->result != o->result)
			rename_result(x, into, c);
		s->blurred |= told_apart(x->n, into, o) | told_apart(x->n, o, into);
		keep_common(x, into, o);
		return true;
	}
	return false;
}

/* The function's argument, or what that is part of or holds: not something that it only leads to.
 */
static bool of_argument(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region_root(n, region));

	return r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_PARAM;
}

static struct state *find_state(const struct outcome_world *o, const struct state *s)
{
	for (uint32_t i = 0; i < o->nstates; i++)
		if (o->states[i].region == s->region && o->states[i].protocol == s->protocol)
			return &o->states[i];
	return NULL;
}

/* Of how many objects b says something else than a, or nothing; UINT32_MAX: an argument is among
 * them. */
static uint32_t disagreements(const struct nodes *n, const struct outcome_world *a,
			      const struct outcome_world *b)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < a->nstates; i++) {
		const struct state *t = find_state(b, &a->states[i]);

		if (t && same_state(&a->states[i], t))
			continue;
		if (of_argument(n, a->states[i].region))
			return UINT32_MAX;
		count++;
	}
	return count;
}

static void make_unsure(struct state *s)
{
	s->flags = (s->flags & ~STATE_FROM_CALLER) | STATE_UNSURE;
	s->first = NULL;
}

static void doubt_differences(struct analysis *x, struct outcome_world *into,
			      const struct outcome_world *o)
{
	struct state *all =
		arena_new_array(x->p->arena, struct state, into->nstates + o->nstates + 1);
	uint32_t n = into->nstates;

	if (n)
		memcpy(all, into->states, n * sizeof(*all));
	for (uint32_t i = 0; i < n; i++) {
		const struct state *t = find_state(o, &all[i]);

		if (!t || !same_state(&all[i], t))
			make_unsure(&all[i]);
	}
	for (uint32_t i = 0; i < o->nstates; i++)
		if (!find_state(into, &o->states[i])) {
			all[n] = o->states[i];
			make_unsure(&all[n++]);
		}
	into->states = all;
	into->nstates = n;
}

/*
 * There is no room for another outcome: the one that is most like it stands for both. What becomes
 * of the arguments stays exact; what lies behind them, and only one of the two did, is unsure. A
 * release function with many members to let go has an outcome for each set of them that is there,
 * and in all of them its argument is gone.
 */
static void merge_into_nearest(struct analysis *x, struct summary *s, const value_classes *classes,
			       const struct outcome_world *o, value_classes c)
{
	struct outcome_world *nearest = NULL;
	uint32_t least = UINT32_MAX;

	for (uint32_t i = 0; i < s->noutcomes; i++) {
		struct outcome_world *at = &s->outcomes[i];
		uint32_t here, there;

		if (classes[i] != c || !same_counters(at, o) ||
		    memcmp(at->sections, o->sections, sizeof(o->sections)))
			continue;
		here = disagreements(x->n, at, o);
		there = disagreements(x->n, o, at);
		if (here == UINT32_MAX || there == UINT32_MAX || here + there >= least)
			continue;
		least = here + there;
		nearest = at;
	}
	if (!nearest)
		return;
	s->blurred |= told_apart(x->n, nearest, o) | told_apart(x->n, o, nearest);
	doubt_differences(x, nearest, o);
	if (nearest->result != o->result)
		rename_result(x, nearest, c);
	keep_common(x, nearest, o);
}

/* A result that stands for several keeps its class as a fact. */
static void class_fact(struct analysis *x, struct outcome_world *o, value_classes c)
{
	struct world *w = world_new(x->arena);
	struct fact *more;

	if (!o->result || c == CLASS_ANY || !fact_assume_classes(x->arena, x->n, w, o->result, c) || !w->facts.count)
		return;
	for (uint32_t i = 0; i < o->nfacts; i++)
		if (o->facts[i].value == o->result)
			return;
	more = arena_new_array(x->p->arena, struct fact, o->nfacts + 1);
	if (o->nfacts)
		memcpy(more, o->facts, o->nfacts * sizeof(*more));
	more[o->nfacts++] = w->facts.list[0];
	o->facts = more;
}

struct summary *summary_build(struct analysis *x)
{
	struct summary *s = arena_alloc(x->p->arena, sizeof(*s));
	uint32_t most = MAX_OUTCOMES * strict_factor(x);
	value_classes classes[MAX_OUTCOMES * STRICT_FACTOR];

	s->outcomes = arena_new_array(x->p->arena, struct outcome_world, most);
	memcpy(s->roots, x->roots, sizeof(s->roots));
	s->nroots = x->nroots;
	memcpy(s->needed, x->needed, sizeof(s->needed));
	s->nneeded = x->nneeded;
	s->never_returns = !x->nexits;
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];
		struct outcome_world o = { .uses = e->w->uses, .passed = e->w->passed, .trail = e->w->trail };
		value_classes c = result_classes(x, e->w, e->result);

		o.result = e->result;
		if (o.result && !portable(x, o.result, 0))
			o.result = node_fresh(x->n, x->fn, 0, 0, node_int(x->n, c), 0);
		project_stores(x, e->w, &o);
		project_facts(x, e->w, &o);
		project_states(x, e->w, &o);
		project_counters(x, e->w, &o);
		project_escapes(x, e->w, &o);
		memcpy(o.sections, e->w->sections, sizeof(o.sections));
		memcpy(o.each, e->w->each, sizeof(o.each));
		memcpy(o.each_at, e->w->each_at, sizeof(o.each_at));
		class_fact(x, &o, c);
		if (merge_outcome(x, s, classes, &o, c))
			continue;
		if (s->noutcomes == most) {
			strict_cut(x, &x->p->stats->cut_outcomes);
			merge_into_nearest(x, s, classes, &o, c);
			continue;
		}
		classes[s->noutcomes] = c;
		s->outcomes[s->noutcomes++] = o;
	}
	for (uint32_t i = 0; i < s->noutcomes; i++)
		class_fact(x, &s->outcomes[i], classes[i]);
	return s;
}

/* --- Applying ------------------------------------------------------------------------------------------- */

/* Translation of one callee's nodes into one call. */
#define MAX_MEMO 64
struct translation {
	struct analysis *x;
	struct world *before; /* memory as the callee found it */
	const struct call *c;
	uint32_t gen;
	node_id from[MAX_MEMO], to[MAX_MEMO];
	uint32_t nmemo;
};

static node_id translate(struct translation *t, node_id v);

static node_id stand_in(struct translation *t, node_id v, uint16_t flags)
{
	return node_fresh(t->x->n, t->x->fn, t->c->insn, t->gen, v, flags);
}

static node_id translate_new(struct translation *t, node_id v)
{
	struct nodes *n = t->x->n;
	struct node nd = *node_at(n, v);
	node_id a;

	switch (nd.kind) {
	case NODE_INT:
	case NODE_FUNC:
	case NODE_STRING:
	case REGION_GLOBAL:
	case NODE_NOTHING:
		return v;
	case NODE_PARAM:
		return nd.b < t->c->nargs ? t->c->args[nd.b] : stand_in(t, v, nd.flags);
	case NODE_INIT:
		if (nd.b)
			return stand_in(t, v, nd.flags);
		return memory_load(t->x, t->before, translate(t, nd.a), nd.flags);
	case NODE_UNARY:
		return node_unary(n, nd.sub, translate(t, nd.a));
	case NODE_BINARY:
		a = translate(t, nd.a);
		return node_binary(n, nd.sub, nd.flags & NODE_UNSIGNED, a, translate(t, nd.b));
	case NODE_VIEW:
		return node_view(n, translate(t, nd.a), nd.b);
	case NODE_BASE:
		return node_base(n, translate(t, nd.a), nd.b);
	case NODE_ADDR:
		return node_addr(n, translate(t, nd.a));
	case REGION_DEREF:
		return region_deref(n, translate(t, nd.a));
	case REGION_FIELD:
		return region_field(n, translate(t, nd.a), nd.b, nd.c);
	case REGION_ELEM:
		a = translate(t, nd.a);
		return region_elem(n, a, translate(t, nd.b));
	case REGION_CONTAINER:
		return region_container(n, translate(t, nd.a), nd.b, nd.c);
	case REGION_LOCAL:
	case REGION_TEMP:
		return region_deref(n, stand_in(t, v, 0));
	case NODE_HAVOC:
		return node_havoc(n, t->x->fn, t->c->insn, t->gen);
	default:
		return stand_in(t, v, nd.flags);
	}
}

static node_id translate(struct translation *t, node_id v)
{
	node_id r;

	for (uint32_t i = 0; i < t->nmemo; i++)
		if (t->from[i] == v)
			return t->to[i];
	r = translate_new(t, v);
	if (t->nmemo < MAX_MEMO) {
		t->from[t->nmemo] = v;
		t->to[t->nmemo++] = r;
	}
	return r;
}

/* Brings the callee's assumptions over. False: this outcome can't be, here. */
static bool apply_facts(struct translation *t, struct world *w, const struct outcome_world *o)
{
	for (uint32_t i = 0; i < o->nfacts; i++) {
		const struct fact *f = &o->facts[i];
		node_id v = translate(t, f->value);

		if ((f->nonzero || f->lo > 0 || !f->hi) && transfer_equates_new(t->x, w, v, f->nonzero || f->lo > 0))
			return false;
		if (!fact_assume_range(t->x->arena, t->x->n, w, v, f->lo, f->hi, true))
			return false;
		if (f->nonzero && !fact_assume(t->x->arena, t->x->n, w, v, true))
			return false;
	}
	return true;
}

/* What a number points to is no object, nor is what is found there: the callee was given NULL, and knows that. */
static bool of_constant(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region_root(n, region));

	while (r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_INIT)
		r = node_at(n, region_root(n, node_at(n, r->a)->a));
	return r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_INT;
}

static void apply_uses(struct translation *t, struct world *w, const struct summary *s,
		       const struct outcome_world *o)
{
	for (uint32_t i = 0; i < s->nroots; i++) {
		const struct use_root *root = &s->roots[i];
		struct call c = *t->c;
		const char *object = NULL;
		node_id region;

		if (!(o->uses >> i & 1))
			continue;
		for (uint32_t k = 0; w->states.count && k < c.nargs && !object; k++)
			if (c.operands[k] != IR_NONE && node_at(t->x->n, root->region)->kind == REGION_DEREF &&
			    node_at(t->x->n, node_at(t->x->n, root->region)->a)->kind == NODE_PARAM &&
			    node_at(t->x->n, node_at(t->x->n, root->region)->a)->b == k)
				object = describe_operand(t->x->m, t->x->fn, c.operands[k],
							  t->x->p->out->arena);
		c.inside = root->trail;
		region = translate(t, root->region);
		if (!of_constant(t->x->n, region))
			use_in_callee(t->x, w, region, root, object, &c);
	}
}

static uint32_t time_of(const struct state *s)
{
	return s->event ? s->event->depth : 0;
}

/* In the order in which the callee did it: a member's end comes before that of the memory which holds it. */
static const uint32_t *in_order(struct analysis *x, const struct outcome_world *o)
{
	uint32_t *order = arena_new_array(x->arena, uint32_t, o->nstates);

	for (uint32_t i = 0; i < o->nstates; i++) {
		uint32_t at = i;

		for (; at && time_of(&o->states[order[at - 1]]) > time_of(&o->states[i]); at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return order;
}

/* Those effects on all objects, from the one at `each` on, that came before that time. Gives the next one. */
static uint32_t apply_each(struct translation *t, struct world *w, const struct outcome_world *o, uint32_t each,
			   uint32_t before)
{
	for (; each < MAX_EACH && o->each[each] && o->each_at[each] < before; each++)
		effect_each(t->x, w, o->each[each], t->c);
	return each;
}

/* An outcome that can be, here. */
struct possible {
	struct world *w;
	const struct outcome_world *o;
	value_classes result;
};

static bool touches(struct translation *t, const struct outcome_world *o, node_id region, uint16_t protocol)
{
	for (uint32_t i = 0; i < o->nstates; i++)
		if (o->states[i].protocol == protocol && translate(t, o->states[i].region) == region)
			return true;
	return false;
}

/* Whether with the same kind of result the callee may as well not have touched the object. */
static bool is_optional(struct translation *t, const struct possible *all, uint32_t n, const struct possible *mine,
			node_id region, uint16_t protocol)
{
	for (uint32_t i = 0; i < n && !t->x->strict; i++)
		if ((all[i].result & mine->result) && !touches(t, all[i].o, region, protocol))
			return true;
	return false;
}

/* What another outcome with such a result gives back, and this one does not: what decides is not known, so nothing is owed. */
static void leave_undecided(struct translation *t, const struct possible *all, uint32_t n, const struct possible *mine)
{
	struct analysis *x = t->x;

	for (uint32_t i = 0; i < n && !x->strict; i++)
		for (uint32_t k = 0; &all[i] != mine && (all[i].result & mine->result) && k < all[i].o->nstates; k++) {
			const struct state *s = &all[i].o->states[k], *known;
			const struct protocol_state *in;
			struct state now;

			if (x->p->protocols[s->protocol]->stray || touches(t, mine->o, translate(t, s->region), s->protocol))
				continue;
			known = world_state(mine->w, translate(t, s->region), s->protocol);
			if (!known || !known->event || known->event->kind == EVENT_ENTRY)
				continue;
			in = &x->p->protocols[s->protocol]->states[known->state];
			if (known->state == s->state || !(in->leak || in->left || in->failing || in->abandoned || in->owed))
				continue;
			now = *known;
			now.flags = (now.flags & ~STATE_DOUBTED) | STATE_UNSURE;
			world_set_state(x->arena, mine->w, now);
		}
}

static void apply_states(struct translation *t, const struct possible *all, uint32_t n, const struct possible *mine)
{
	const struct outcome_world *o = mine->o;
	struct world *w = mine->w;
	const uint32_t *order = in_order(t->x, o);
	struct call c = *t->c;
	uint32_t each = 0;

	for (uint32_t i = 0; i < o->nstates; i++) {
		struct state s = o->states[order[i]];

		each = apply_each(t, w, o, each, time_of(&s));

		s.region = translate(t, s.region);
		if (of_constant(t->x->n, s.region))
			continue;
		if (s.captures) {
			node_id *captures = arena_new_array(t->x->p->arena, node_id, PROTOCOL_MAX_CAPTURES);

			for (uint32_t k = 0; k < PROTOCOL_MAX_CAPTURES; k++)
				captures[k] = translate(t, s.captures[k]);
			s.captures = captures;
		}
		c.maybe = is_optional(t, all, n, mine, s.region, s.protocol);
		effect_replay(t->x, w, &s, &c);
	}
	apply_each(t, w, o, each, UINT32_MAX);
}

/* False: the caller holds references of its own, so the callee did not see the last one go. */
static bool apply_counters(struct translation *t, struct world *w, const struct outcome_world *o)
{
	for (uint32_t i = 0; i < o->ncounters; i++) {
		struct counter c = o->counters[i];

		c.region = translate(t, c.region);
		if (c.count > 0)
			publish_get(t->x, w, c.region, t->c);
		if (!count_replay(t->x, w, &c))
			return false;
	}
	return true;
}

/* Contents of a region with all its parts. */
static bool is_whole(const struct node *value)
{
	return value->kind == NODE_HAVOC || value->kind == NODE_COPY || (value->kind == NODE_INT && !value->imm);
}

static void apply_stores(struct translation *t, struct world *w, const struct outcome_world *o)
{
	for (uint32_t i = 0; i < o->nescaped; i++) {
		node_id v = translate(t, o->escaped[i]);

		call_escape_stored(t->x, w, v);
		world_escaped(w, v);
	}
	for (uint32_t i = 0; i < o->nstores; i++) {
		node_id region = translate(t, o->stores[i].region), v = translate(t, o->stores[i].value);

		if (!memory_is_private(t->x, region))
			call_escape(t->x, w, v, false);
		/* Sorted, so a whole comes before its parts. */
		if (is_whole(node_at(t->x->n, v)))
			world_forget(t->x->arena, w, t->x->n, region);
		memory_store(t->x, w, region, v, node_havoc(t->x->n, t->x->fn, t->c->insn, t->gen));
	}
}

/* NULL as the result of a call is a fact of that call's result, so that a use of it can be told as such. */
static node_id outcome_result(struct translation *t, struct world *w, node_id result)
{
	struct analysis *x = t->x;
	uint32_t type = x->f->insns[t->c->insn].type;
	node_id v = translate(t, result);

	if (node_at(x->n, v)->kind != NODE_INT || node_at(x->n, v)->imm || !t->c->result || type == IR_NONE ||
	    x->m->types[type].kind != IR_TYPE_POINTER)
		return v;
	fact_assume_classes(x->arena, x->n, w, t->c->result, CLASS_ZERO);
	return t->c->result;
}

/* False: this outcome can't be, here. */
static bool apply_passed(struct analysis *x, struct world *w, const struct outcome_world *o, const struct call *c)
{
	for (uint32_t k = 0; k < c->nargs && k < 32; k++) {
		if (!(o->passed >> k & 1))
			continue;
		call_escape(x, w, c->args[k], false);
		if (!null_passed(x, w, c->args[k], c->insn))
			return false;
	}
	return true;
}

void summary_apply(struct analysis *x, struct world *w, const struct summary *s, const struct call *c,
		   struct call_outcomes *out)
{
	struct possible *all = arena_new_array(x->arena, struct possible, s->noutcomes);
	struct translation t = { .x = x, .c = c };
	uint32_t n = 0;

	t.gen = c->gen;
	t.before = world_fork(x->arena, w);
	for (uint32_t i = 0; x->locks && i < s->nneeded; i++)
		lock_check_needed(x, w, translate(&t, s->needed[i].region), s->needed[i].effect, c);
	for (uint32_t i = 0; i < s->noutcomes; i++) {
		const struct outcome_world *o = &s->outcomes[i];
		struct world *to = i + 1 == s->noutcomes ? w : world_fork(x->arena, w);

		if (apply_facts(&t, to, o) && apply_counters(&t, to, o))
			all[n++] = (struct possible){ to, o, result_classes(x, to, o->result ? translate(&t, o->result) : NODE_NONE) };
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct outcome_world *o = all[i].o;
		struct world *to = all[i].w;

		apply_uses(&t, to, s, o);
		if (!apply_passed(x, to, o, c))
			continue;
		leave_undecided(&t, all, n, &all[i]);
		apply_states(&t, all, n, &all[i]);
		for (uint32_t k = 0; k < MAX_SECTIONS; k++)
			section_move(x, to, o->sections[k].protocol, o->sections[k].depth, c);
		apply_stores(&t, to, o);
		call_add_outcome(x, out, to, o->result ? outcome_result(&t, to, o->result) : NODE_NONE);
	}
}
