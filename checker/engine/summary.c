/* SPDX-License-Identifier: MIT */
/* Summaries: the exits of a function, kept in terms of its parameters and of memory reached from
 * them. */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "strict.h"
#include "summary.h"

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
		return depth < 16 && from_outside(x, nd->a, depth + 1) &&
		       from_outside(x, nd->b, depth + 1);
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
	if (!v || depth > 12 || nd->kind == NODE_INT || nd->kind == NODE_FUNC ||
	    nd->kind == NODE_STRING || nd->kind == NODE_PARAM || nd->kind == NODE_FRESH ||
	    nd->kind == NODE_JOIN || nd->kind == REGION_LOCAL || nd->kind == REGION_GLOBAL ||
	    nd->kind == REGION_TEMP || nd->kind == NODE_HAVOC)
		return false;
	return reaches(n, nd->a, what, depth + 1);
}

/* Memory that the function made and its caller gets: by the result, or stored where the caller
 * finds it. */
static bool given_to_caller(const struct analysis *x, const struct outcome_world *o, node_id region)
{
	const struct node *outer = node_at(x->n, region_root(x->n, region));
	node_id root;

	/* A record that is found by a member of it. */
	while (outer->kind == REGION_CONTAINER)
		outer = node_at(x->n, outer->a);
	root = outer->a;
	if (outer->kind != REGION_DEREF || node_at(x->n, root)->kind != NODE_FRESH)
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
	o->stores = arena_take(x->arena, w->store.count * sizeof(*o->stores));
	for (uint32_t i = 0; i < w->store.count; i++)
		if (from_outside(x, w->store.list[i].region, 0))
			project_store(x, w->store.list[i], o);
	/* What those reach. */
	for (uint32_t i = 0; i < w->store.count; i++)
		if (!from_outside(x, w->store.list[i].region, 0) &&
		    given_to_caller(x, o, w->store.list[i].region))
			project_store(x, w->store.list[i], o);
}

/* Whether the caller finds it in memory: what is known of it there it needs to know, too. */
static bool is_stored(const struct analysis *x, const struct outcome_world *o, node_id v)
{
	if (node_at(x->n, v)->kind != NODE_FRESH)
		return false;
	for (uint32_t i = 0; i < o->nstores; i++)
		if (o->stores[i].value == v)
			return true;
	return false;
}

static void project_facts(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->facts = arena_take(x->arena, w->facts.count * sizeof(*o->facts));
	for (uint32_t i = 0; i < w->facts.count; i++) {
		const struct fact *f = &w->facts.list[i];

		if (from_outside(x, f->value, 0) || (o->result && f->value == o->result) ||
		    is_stored(x, o, f->value))
			o->facts[o->nfacts++] = *f;
	}
}

bool summary_reaches_caller(const struct analysis *x, const struct outcome_world *o,
			    const struct state *s)
{
	node_id address;

	if (from_outside(x, s->region, 0))
		return true;
	if (!portable(x, s->region, 0))
		return false;
	address = node_at(x->n, s->region)->kind == REGION_DEREF ? node_at(x->n, s->region)->a
								 : s->region;
	if (o->result &&
	    (reaches(x->n, o->result, address, 0) || reaches(x->n, s->region, o->result, 0)))
		return true;
	for (uint32_t i = 0; i < o->nstores; i++)
		if (reaches(x->n, o->stores[i].value, address, 0) ||
		    reaches(x->n, s->region, o->stores[i].value, 0))
			return true;
	return false;
}

/* A function of another folder has stored it in a member of what it was given, and nowhere else: it
 * is that folder's to let go, be it when the last reference to what holds it goes. */
static bool keeps_itself(const struct analysis *x, const struct outcome_world *o,
			 const struct state *s)
{
	const struct node *nd = node_at(x->n, s->region);
	bool kept = false;

	if (!(x->f->flags & IR_FN_IMPORTED) || nd->kind != REGION_DEREF ||
	    from_outside(x, s->region, 0) || (o->result && reaches(x->n, o->result, nd->a, 0)))
		return false;
	for (uint32_t i = 0; i < o->nstores; i++) {
		if (o->stores[i].value != nd->a)
			continue;
		if (node_at(x->n, o->stores[i].region)->kind != REGION_FIELD)
			return false;
		kept = true;
	}
	return kept;
}

/* A section is known to its function alone; but what a lookup gave there, and is the result now
 * that its lock was released, the caller is about to use. */
static bool is_section_own(const struct analysis *x, const struct outcome_world *o,
			   const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	return p->scoped && !(p == x->p->looked && s->state == p->over && o->result &&
			      s->region == region_deref(x->n, o->result));
}

/* Whose it is, as the function's own annotations say: its caller knows that better. */
static bool is_as_entered(const struct analysis *x, const struct state *s)
{
	return x->p->protocols[s->protocol] == x->p->ownership && s->event &&
	       s->event->kind == EVENT_ENTRY;
}

static void project_states(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->states = arena_take(x->arena, w->states.count * sizeof(*o->states));
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (is_section_own(x, o, &s) || is_as_entered(x, &s) ||
		    !summary_reaches_caller(x, o, &s))
			continue;
		/* A result that was read from the object may well be the way back to it, which no
		 * caller sees. */
		if (o->result && !from_outside(x, s.region, 0) &&
		    node_loaded_from(x->n, o->result, s.region))
			state_hand_on(&s);
		if (keeps_itself(x, o, &s))
			s.flags |= STATE_UNSURE;
		o->states[o->nstates++] = s;
	}
}

static void project_counters(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	o->counters = arena_take(x->arena, w->counters.count * sizeof(*o->counters));
	for (uint32_t i = 0; i < w->counters.count; i++) {
		struct state s = {.region = w->counters.list[i].region};

		if (summary_reaches_caller(x, o, &s))
			o->counters[o->ncounters++] = w->counters.list[i];
	}
}

static void project_escapes(struct analysis *x, const struct world *w, struct outcome_world *o)
{
	for (uint32_t i = 0; i < w->nescaped; i++)
		if (from_outside(x, w->escaped[i], 0))
			o->escaped[o->nescaped++] = w->escaped[i];
}

/* A result that stands for several keeps its class as a fact. */
static void class_fact(struct analysis *x, struct outcome_world *o, value_classes c)
{
	struct world *w = world_new(x->arena);
	struct fact *more;

	if (!o->result || c == CLASS_ANY || !fact_assume_classes(x->arena, x->n, w, o->result, c) ||
	    !w->facts.count)
		return;
	for (uint32_t i = 0; i < o->nfacts; i++)
		if (o->facts[i].value == o->result)
			return;
	more = arena_take(x->arena, (o->nfacts + 1) * sizeof(*more));
	if (o->nfacts)
		memcpy(more, o->facts, o->nfacts * sizeof(*more));
	more[o->nfacts++] = w->facts.list[0];
	o->facts = more;
}

/*
 * The function says that it succeeded by 0, and nothing else that it gives is known to be positive:
 * by what is not 0 it says why it failed.
 */
static bool fails_by_number(const struct analysis *x)
{
	const struct ir_type *t;
	bool succeeds = false;

	if (x->f->result == IR_NONE)
		return false;
	t = &x->m->types[x->f->result];
	if (t->kind != IR_TYPE_INT || !(t->flags & IR_TYPE_SIGNED) || x->strict)
		return false;
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];
		value_classes c = fact_classes(x->n, e->w, e->result);

		if (c == CLASS_POSITIVE)
			return false;
		succeeds |= c == CLASS_ZERO;
	}
	return succeeds;
}

/* The class of what the function gives at an exit: an error that it passes on is negative. */
static value_classes result_class(struct analysis *x, const struct exit_world *e, bool by_number)
{
	value_classes c = fact_classes(x->n, e->w, e->result);

	if (!by_number || c != (CLASS_NEGATIVE | CLASS_POSITIVE) ||
	    !fact_assume_classes(x->arena, x->n, e->w, e->result, CLASS_NEGATIVE))
		return c;
	return CLASS_NEGATIVE;
}

/* Most exits become one outcome with others: only what is left of them outlives the function. */
static void keep(struct analysis *x, struct summary *s)
{
	struct arena *a = x->p->arena;

	s->outcomes = arena_copy(a, s->outcomes, s->noutcomes * sizeof(*s->outcomes));
	for (uint32_t i = 0; i < s->noutcomes; i++) {
		struct outcome_world *o = &s->outcomes[i];

		o->trail = evidence_keep(a, o->trail);
		o->stores = arena_copy(a, o->stores, o->nstores * sizeof(*o->stores));
		o->facts = arena_copy(a, o->facts, o->nfacts * sizeof(*o->facts));
		o->states = arena_copy(a, o->states, o->nstates * sizeof(*o->states));
		o->counters = arena_copy(a, o->counters, o->ncounters * sizeof(*o->counters));
		for (uint32_t k = 0; k < o->nstates; k++) {
			o->states[k].event = evidence_keep(a, o->states[k].event);
			o->states[k].got = evidence_keep(a, o->states[k].got);
		}
	}
	for (uint32_t i = 0; i < s->nroots; i++) {
		s->roots[i].trail = evidence_keep(a, s->roots[i].trail);
		s->roots[i].when = evidence_keep(a, s->roots[i].when);
	}
}

struct summary *summary_build(struct analysis *x)
{
	struct summary *s = arena_alloc(x->p->arena, sizeof(*s));
	uint32_t most = MAX_OUTCOMES * strict_factor(x);
	value_classes classes[MAX_OUTCOMES * STRICT_FACTOR];
	bool by_number;

	s->outcomes = arena_new_array(x->arena, struct outcome_world, most);
	memcpy(s->roots, x->roots, sizeof(s->roots));
	s->nroots = x->nroots;
	memcpy(s->needed, x->needed, sizeof(s->needed));
	s->nneeded = x->nneeded;
	memcpy(s->early, x->early, sizeof(s->early));
	s->nearly = x->nearly;
	s->never_returns = !x->nexits;
	by_number = fails_by_number(x);
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];
		struct outcome_world o = {.uses = e->w->uses,
					  .sure = e->w->sure,
					  .passed = e->w->passed,
					  .acted = e->w->acted,
					  .trail = e->w->trail};
		value_classes c = result_class(x, e, by_number);

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
		o.early = early_unasked(x, e->w);
		class_fact(x, &o, c);
		summary_add_outcome(x, s, classes, &o, c);
	}
	for (uint32_t i = 0; i < s->noutcomes; i++)
		class_fact(x, &s->outcomes[i], classes[i]);
	keep(x, s);
	return s;
}
