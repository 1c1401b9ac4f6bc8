/* SPDX-License-Identifier: MIT */
/* A summary replayed in a caller, by putting the caller's values in the place of the callee's. */
#include "call.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

/* Translation of one callee's nodes into one call. */
#define MEMO_SIZE 256
struct translation {
	struct analysis *x;
	struct world *before; /* memory as the callee found it */
	const struct call *c;
	uint32_t gen;
	struct {
		node_id from, to;
	} memo[MEMO_SIZE]; /* by the low bits of from, whichever came last */
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

	if (t->memo[v % MEMO_SIZE].from == v)
		return t->memo[v % MEMO_SIZE].to;
	r = translate_new(t, v);
	t->memo[v % MEMO_SIZE].from = v;
	t->memo[v % MEMO_SIZE].to = r;
	return r;
}

static bool is_zero(const struct nodes *n, const struct world *w, node_id v)
{
	struct interval i = fact_interval(n, w, v);

	return !i.lo && !i.hi;
}

/* By the callee's assumptions, a count that this path has raised was 0 before. */
static bool was_none(struct translation *t, const struct world *w)
{
	struct nodes *n = t->x->n;

	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];
		const struct node *now = node_at(n, b->value);

		if (now->kind == NODE_BINARY && now->sub == IR_ADD &&
		    node_at(n, now->a)->kind == NODE_INIT && node_at(n, now->a)->a == b->region &&
		    node_at(n, now->b)->kind == NODE_INT && node_at(n, now->b)->imm > 0 &&
		    is_zero(n, w, now->a) && !is_zero(n, t->before, now->a) &&
		    memory_is_unsigned(t->x, b->region))
			return true;
	}
	return false;
}

/* Brings the callee's assumptions over. False: this outcome can't be, here. */
static bool apply_facts(struct translation *t, struct world *w, const struct outcome_world *o)
{
	for (uint32_t i = 0; i < o->nfacts; i++) {
		const struct fact *f = &o->facts[i];
		node_id v = translate(t, f->value);

		if ((f->nonzero || f->lo > 0 || !f->hi) &&
		    transfer_is_unlikely(t->x, w, v, f->nonzero || f->lo > 0))
			return false;
		if (!fact_assume_range(t->x->arena, t->x->n, w, v, f->lo, f->hi, true))
			return false;
		if (f->nonzero && !fact_assume(t->x->arena, t->x->n, w, v, true))
			return false;
		if (!fact_assume_holes(t->x->arena, t->x->n, w, v, f->holes))
			return false;
	}
	return !was_none(t, w);
}

/* What a number points to is no object, nor is what is found there: the callee was given NULL, and
 * knows that. */
static bool of_constant(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region_root(n, region));

	while (r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_INIT)
		r = node_at(n, region_root(n, node_at(n, r->a)->a));
	return r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_INT;
}

/* By what is known here, what the callee ends is NULL or an error. */
static bool is_none(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];
	const struct node *r = node_at(x->n, s->region);

	value_classes can;

	if (!p->states[s->state].dead || p->numbers || r->kind != REGION_DEREF)
		return false;
	can = fact_classes(x->n, w, r->a);
	/* What it finds in memory it has looked at itself, if this function has not. */
	return can == CLASS_ZERO ||
	       (!(can & CLASS_POSITIVE) && node_at(x->n, r->a)->kind != NODE_INIT);
}

/* The caller says NULL for that argument. */
static bool given_null(const struct translation *t, uint32_t arg)
{
	const struct ir_function *f = t->x->f;
	uint32_t given = arg < t->c->nargs && t->c->operands[arg] != IR_NONE
				 ? program_uncast(f, t->c->operands[arg])
				 : IR_NONE;

	return given != IR_NONE && f->insns[given].op == IR_CONST && !f->insns[given].imm;
}

/* The callee reaches memory on this way by such an argument: it does not go this way. */
static bool goes_through_null(const struct translation *t, const struct summary *s,
			      const struct outcome_world *o)
{
	for (uint32_t i = 0; i < s->nroots; i++) {
		const struct node *r = node_at(t->x->n, s->roots[i].region), *v;

		if (!s->roots[i].reached || !(o->sure >> i & 1) || r->kind != REGION_DEREF)
			continue;
		v = node_at(t->x->n, r->a);
		if (v->kind == NODE_PARAM && given_null(t, v->b))
			return true;
	}
	return false;
}

/* The callee reaches the object on a condition that is known to be otherwise here. */
static bool is_excluded(struct translation *t, const struct world *w, const struct use_root *root)
{
	value_classes can;

	if (!root->when)
		return false;
	can = fact_classes(t->x->n, w, translate(t, root->when->region));
	return !(can & (root->when->truth ? CLASS_NONZERO : CLASS_ZERO));
}

/* The caller's expression for the parameter that the region is reached by directly, or IR_NONE. */
static uint32_t given_for(const struct translation *t, node_id region)
{
	const struct node *r = node_at(t->x->n, region), *v = node_at(t->x->n, r->a);

	return r->kind == REGION_DEREF && v->kind == NODE_PARAM && v->b < t->c->nargs
		       ? t->c->operands[v->b]
		       : IR_NONE;
}

static void apply_uses(struct translation *t, struct world *w, const struct summary *s,
		       const struct outcome_world *o)
{
	for (uint32_t i = 0; i < s->nroots; i++) {
		const struct use_root *root = &s->roots[i];
		struct call c = *t->c;
		node_id region;
		bool reached;

		if (!(o->uses >> i & 1))
			continue;
		reached = root->reached && (o->sure >> i & 1) && !is_excluded(t, w, root);
		c.inside = root->trail;
		region = translate(t, root->region);
		if (!of_constant(t->x->n, region))
			use_in_callee(t->x, w, region, root, reached, given_for(t, root->region),
				      &c);
	}
}

static uint32_t time_of(const struct state *s)
{
	return s->event ? s->event->depth : 0;
}

/* What the callee reads before anything brought its object to a state is read before what comes
 * here. */
static void apply_early(struct translation *t, struct world *w, const struct summary *s,
			const struct outcome_world *o)
{
	for (uint32_t i = 0; i < s->nearly; i++)
		if (o->early >> i & 1)
			early_below(t->x, w, translate(t, s->early[i].member), t->c);
}

/* In the order in which the callee did it: a member's end comes before that of the memory which
 * holds it. */
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

/* Those effects on all objects, from the one at `each` on, that came before that time. Gives the
 * next one. */
static uint32_t apply_each(struct translation *t, struct world *w, const struct outcome_world *o,
			   uint32_t each, uint32_t before)
{
	for (; each < MAX_EACH && o->each[each].effect && o->each[each].at < before; each++) {
		struct each_effect here = o->each[each];

		for (uint8_t i = 0; i < here.effect->nmatches; i++)
			here.given[i] = translate(t, here.given[i]);
		effect_each(t->x, w, &here, t->c);
	}
	return each;
}

/* An outcome that can be, here. */
struct possible {
	struct world *w;
	const struct outcome_world *o;
	value_classes result;
};

static bool touches(struct translation *t, const struct outcome_world *o, node_id region,
		    uint16_t protocol)
{
	for (uint32_t i = 0; i < o->nstates; i++)
		if (o->states[i].protocol == protocol &&
		    translate(t, o->states[i].region) == region)
			return true;
	return false;
}

/* Whether with the same kind of result the callee may as well not have touched the object. */
static bool is_optional(struct translation *t, const struct possible *all, uint32_t n,
			const struct possible *mine, node_id region, uint16_t protocol)
{
	for (uint32_t i = 0; i < n && !t->x->strict; i++)
		if ((all[i].result & mine->result) && !touches(t, all[i].o, region, protocol))
			return true;
	return false;
}

/* Two values that were saved are different numbers. */
static bool other_numbers(const struct nodes *n, const node_id *a, const node_id *b)
{
	for (uint32_t k = 0; a && b && k < PROTOCOL_MAX_CAPTURES; k++)
		if (a[k] && b[k] && a[k] != b[k] && node_at(n, a[k])->kind == NODE_INT &&
		    node_at(n, b[k])->kind == NODE_INT)
			return true;
	return false;
}

/* Whether with the same kind of result the callee may as well have given other numbers along. */
static bool is_chosen(struct translation *t, const struct possible *all, uint32_t n,
		      const struct possible *mine, const struct state *s, node_id region)
{
	for (uint32_t i = 0; i < n && !t->x->strict && s->captures; i++)
		for (uint32_t k = 0; (all[i].result & mine->result) && k < all[i].o->nstates; k++) {
			const struct state *other = &all[i].o->states[k];

			if (other->protocol == s->protocol &&
			    other_numbers(t->x->n, s->captures, other->captures) &&
			    translate(t, other->region) == region)
				return true;
		}
	return false;
}

/* What another outcome with such a result gives back, and this one does not: what decides is not
 * known, so nothing is owed. */
static void leave_undecided(struct translation *t, const struct possible *all, uint32_t n,
			    const struct possible *mine)
{
	struct analysis *x = t->x;

	for (uint32_t i = 0; i < n && !x->strict; i++)
		for (uint32_t k = 0;
		     &all[i] != mine && (all[i].result & mine->result) && k < all[i].o->nstates;
		     k++) {
			const struct state *s = &all[i].o->states[k], *known;
			const struct protocol_state *in;
			struct state now;

			if (x->p->protocols[s->protocol]->stray)
				continue;
			known = world_state(mine->w, translate(t, s->region), s->protocol);
			if (!known || !known->event || known->event->kind == EVENT_ENTRY)
				continue;
			in = &x->p->protocols[s->protocol]->states[known->state];
			if (known->state == s->state ||
			    !(in->left || in->failing || in->death || strict_owes(in)) ||
			    touches(t, mine->o, known->region, s->protocol))
				continue;
			now = *known;
			now.flags = (now.flags & ~STATE_DOUBTED) | STATE_UNSURE;
			world_set_state(x->arena, mine->w, now);
		}
}

static void apply_states(struct translation *t, const struct possible *all, uint32_t n,
			 const struct possible *mine)
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
		if (of_constant(t->x->n, s.region) || is_none(t->x, w, &s) ||
		    (t->x->p->protocols[s.protocol]->scoped && publish_is_locked(t->x)))
			continue;
		if (s.captures) {
			node_id *captures =
				arena_new_array(t->x->p->arena, node_id, PROTOCOL_MAX_CAPTURES);

			for (uint32_t k = 0; k < PROTOCOL_MAX_CAPTURES; k++)
				captures[k] = translate(t, s.captures[k]);
			s.captures = captures;
		}
		if (s.first && s.count > 0 && effect_takes(s.first))
			publish_get(t->x, w, s.region, t->c);
		c.maybe = is_optional(t, all, n, mine, s.region, s.protocol);
		c.chosen = is_chosen(t, all, n, mine, &o->states[order[i]], s.region);
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
		if (c.count > 0) {
			publish_get(t->x, w, c.region, t->c);
			section_counted(t->x, w, c.region);
		}
		if (!count_replay(t->x, w, &c))
			return false;
	}
	return true;
}

/* Contents of a region with all its parts. */
static bool is_whole(const struct node *value)
{
	return value->kind == NODE_HAVOC || value->kind == NODE_COPY ||
	       (value->kind == NODE_INT && !value->imm);
}

/* The object is stored in itself: nobody else finds it there. */
static bool in_itself(const struct analysis *x, node_id region, node_id v)
{
	node_id object = region_deref_known(x->n, v);

	return object && region_root(x->n, region) == region_root(x->n, object);
}

static void apply_stores(struct translation *t, struct world *w, const struct outcome_world *o)
{
	for (uint32_t i = 0; i < o->nescaped; i++) {
		node_id v = translate(t, o->escaped[i]);

		call_escape_stored(t->x, w, v);
		strict_owned_given(t->x, w, v, t->c);
		world_escaped(w, v);
	}
	for (uint32_t i = 0; i < o->nstores; i++) {
		node_id region = translate(t, o->stores[i].region),
			v = translate(t, o->stores[i].value);

		if (!memory_is_private(t->x, region) && !in_itself(t->x, region, v)) {
			call_escape(t->x, w, v, false);
			call_escape_number(t->x, w, v);
		}
		/* Sorted, so a whole comes before its parts. */
		if (node_at(t->x->n, v)->kind == NODE_HAVOC)
			call_doubt_contents(t->x, w, region, t->c->insn);
		if (is_whole(node_at(t->x->n, v)))
			world_forget(t->x->arena, w, t->x->n, region);
		strict_overwritten(t->x, w, region, v, t->c->insn);
		forgotten_store(t->x, w, region, v);
		member_stored_below(t->x, region, v, t->c);
		memory_store(t->x, w, region, v, node_havoc(t->x->n, t->x->fn, t->c->insn, t->gen));
	}
}

/* Code that the callee does not see has left something in that place, and it is there still. */
static bool is_left_there(const struct nodes *n, const struct outcome_world *o, node_id place)
{
	for (uint32_t i = 0; i < o->nstores; i++)
		if (node_at(n, o->stores[i].value)->kind == NODE_HAVOC &&
		    region_within(n, place, o->stores[i].region))
			return true;
	return false;
}

/* An object that others have put where the callee's caller finds it is kept there. */
static void apply_left(struct translation *t, struct world *w, const struct outcome_world *o)
{
	const struct nodes *n = t->x->n;

	for (uint32_t i = 0; i < o->nstates; i++) {
		const struct node *r = node_at(n, o->states[i].region), *v = node_at(n, r->a);
		node_id address = r->a, place = v->a;

		if (r->kind == REGION_DEREF && v->kind == NODE_INIT && v->b &&
		    is_left_there(n, o, place) && !memory_is_private(t->x, translate(t, place)))
			call_escape(t->x, w, translate(t, address), false);
	}
}

/* NULL as the result of a call is a fact of that call's result, so that a use of it can be told as
 * such. */
static node_id outcome_result(struct translation *t, struct world *w, node_id result)
{
	struct analysis *x = t->x;
	uint32_t type = x->f->insns[t->c->insn].type;
	node_id v = translate(t, result);

	if (node_at(x->n, v)->kind != NODE_INT || node_at(x->n, v)->imm || !t->c->result ||
	    type == IR_NONE || x->m->types[type].kind != IR_TYPE_POINTER)
		return v;
	fact_assume_classes(x->arena, x->n, w, t->c->result, CLASS_ZERO);
	return t->c->result;
}

/* An inline function that does nothing but call another one is but a name for that. */
static bool is_alias(const struct ir_function *f)
{
	uint32_t ncalls = 0;

	if (!(f->flags & IR_FN_INLINE))
		return false;
	for (uint32_t i = 0; i < f->ninsns; i++) {
		if (f->insns[i].op == IR_STORE && f->insns[f->insns[i].a].op != IR_LOCAL)
			return false;
		if (f->insns[i].op == IR_CALL && ++ncalls > 1)
			return false;
	}
	return ncalls == 1;
}

/* False: this outcome can't be, here. */
static bool apply_passed(struct analysis *x, struct world *w, const struct outcome_world *o,
			 const struct call *c)
{
	const bool inlined =
		c->fn != IR_NONE && is_alias(&x->m->functions[c->fn]) && cfg_used(x->cfg, c->insn);

	for (uint32_t k = 0; k < c->nargs && k < 32; k++) {
		if (!(o->passed >> k & 1))
			continue;
		x->giving = inlined ? c->insn : IR_NONE;
		call_escape(x, w, c->args[k], false);
		x->giving = IR_NONE;
		call_note_given(x, w, c->args[k]);
		if (!null_passed(x, w, c->args[k], c->insn))
			return false;
	}
	return true;
}

/* What a callee of the file does to the arguments behind its named ones is not seen: it may change,
 * keep or end them. */
static void apply_unnamed(struct analysis *x, struct world *w, const struct call *c)
{
	const struct ir_function *f = c->fn == IR_NONE ? NULL : &x->m->functions[c->fn];

	if (!f || (f->flags & (IR_FN_VARIADIC | IR_FN_PRINTS)) != IR_FN_VARIADIC)
		return;
	for (uint32_t k = f->nparams; k < c->nargs; k++) {
		call_note_given(x, w, c->args[k]);
		call_escape(x, w, c->args[k], true);
	}
}

/* What the call is given, and what that is part of. */
static void note_passed(struct analysis *x, struct world *w, const struct call *c)
{
	for (uint32_t k = 0; k < c->nargs; k++)
		for (node_id r = region_deref_known(x->n, c->args[k]); r;
		     r = node_at(x->n, r)->parent)
			for (uint32_t i = world_states_at(w, r);
			     i < w->states.count && w->states.list[i].region == r; i++) {
				struct state s = w->states.list[i];

				if (s.flags & STATE_PASSED)
					continue;
				s.flags |= STATE_PASSED;
				world_set_state(x->arena, w, s);
			}
}

/* Replaying an outcome is work like that of so many instructions: without it, a body of many calls
 * of large functions would take minutes. */
#define ENTRIES_PER_STEP 8

static uint32_t steps_of(const struct outcome_world *o)
{
	return 1 + (o->nstores + o->nfacts + o->nstates + o->ncounters + o->nescaped) /
			   ENTRIES_PER_STEP;
}

void summary_apply(struct analysis *x, struct world *w, const struct summary *s,
		   const struct call *c, struct call_outcomes *out)
{
	struct possible *all = arena_new_array(x->arena, struct possible, s->noutcomes);
	struct translation t = {.x = x, .c = c};
	uint32_t n = 0;

	t.gen = c->gen;
	note_passed(x, w, c);
	t.before = world_fork(x->arena, w);
	for (uint32_t i = 0; x->locks && i < s->nneeded; i++)
		lock_check_asserted(x, w, translate(&t, s->needed[i].region), &s->needed[i], c);
	for (uint32_t i = 0; i < s->noutcomes; i++) {
		const struct outcome_world *o = &s->outcomes[i];
		struct world *to = i + 1 == s->noutcomes ? w : world_fork(x->arena, w);

		if (!goes_through_null(&t, s, o) && apply_facts(&t, to, o) &&
		    apply_counters(&t, to, o))
			all[n++] = (struct possible){
				to, o,
				fact_classes(x->n, to,
					     o->result ? translate(&t, o->result) : NODE_NONE)};
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct outcome_world *o = all[i].o;
		struct world *to = all[i].w;

		x->steps += steps_of(o);
		apply_uses(&t, to, s, o);
		apply_early(&t, to, s, o);
		if (!apply_passed(x, to, o, c))
			continue;
		apply_unnamed(x, to, c);
		leave_undecided(&t, all, n, &all[i]);
		apply_states(&t, all, n, &all[i]);
		for (uint32_t k = 0; k < MAX_SECTIONS; k++)
			section_move(x, to, o->sections[k].protocol, o->sections[k].depth, c);
		apply_stores(&t, to, o);
		apply_left(&t, to, o);
		to->acted |= o->acted;
		call_add_outcome(x, out, to,
				 o->result ? outcome_result(&t, to, o->result) : NODE_NONE);
	}
}
