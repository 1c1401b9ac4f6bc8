/* SPDX-License-Identifier: MIT */
/* What must hold when a function returns: its slot's contract, and that nothing it owes is lost. */
#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "doubt_no_round.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

#define MAX_DERIVED 12 /* steps from a pointer to what was worked out from it */

static node_id address_of(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region);

	return r->kind == REGION_DEREF ? r->a : NODE_NONE;
}

/* Whether v is found by way of region's object: it, a part of it, what it is a part of, or an
 * address worked out from it. */
static bool leads_from(const struct nodes *n, node_id v, node_id region, int depth)
{
	const struct node *nd = node_at(n, v);

	if (!v || v == address_of(n, region) || v == region)
		return v != NODE_NONE;
	if (depth > MAX_DERIVED)
		return false;
	switch (nd->kind) {
	case NODE_BINARY:
		return leads_from(n, nd->a, region, depth + 1) ||
		       leads_from(n, nd->b, region, depth + 1);
	case NODE_ADDR:
	case NODE_VIEW:
	case NODE_BASE:
	case NODE_INIT:
	case REGION_DEREF:
	case REGION_FIELD:
	case REGION_ELEM:
	case REGION_CONTAINER:
		return leads_from(n, nd->a, region, depth + 1);
	default:
		return false;
	}
}

/* A record of the function's own has a pointer to it. */
static bool held_by_own_record(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->store.count; i++)
		if (node_at(x->n, w->store.list[i].region)->kind == REGION_FIELD &&
		    memory_is_private(x, w->store.list[i].region) &&
		    region_deref_known(x->n, w->store.list[i].value) == region)
			return true;
	return false;
}

/* The object goes back with the result; a number that was read from it leads to nothing. */
bool exit_returns(const struct analysis *x, const struct exit_world *e, node_id region)
{
	uint32_t type = x->f->result;

	if (type != IR_NONE && x->m->types[type].kind == IR_TYPE_RECORD)
		return held_by_own_record(x, e->w, region);
	if (node_at(x->n, e->result)->kind == NODE_INIT && type != IR_NONE &&
	    x->m->types[type].kind == IR_TYPE_INT && x->m->types[type].bits < 64)
		return e->result == address_of(x->n, region);
	return leads_from(x->n, e->result, region, 0);
}

static bool is_own_variable(const struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region);

	return nd->kind == REGION_LOCAL && nd->a == x->fn && nd->b >= x->f->nparams;
}

/* A call left it in a variable of this function's own. */
static bool left_in_variable(const struct analysis *x, const struct node *v)
{
	const struct node *since;

	if (v->kind != NODE_INIT)
		return false;
	if (!v->b)
		return is_own_variable(x, v->a);
	since = node_at(x->n, v->b);
	return since->kind == NODE_HAVOC && since->a == x->fn && memory_is_private(x, v->a);
}

bool exit_is_no_address(const struct analysis *x, const struct world *w, const struct state *s,
			node_id v)
{
	const struct interval i = fact_interval(x->n, w, v);
	const struct event *ev = event_innermost(s->event);
	uint32_t type;

	if (!ev || i.lo < 0 || i.hi >= PAGE)
		return false;
	type = x->m->functions[ev->fn].insns[ev->insn].type;
	return type != IR_NONE && x->m->types[type].kind == IR_TYPE_POINTER;
}

/*
 * What is this function's to lose: what a call gave it, as a result or in one of its variables,
 * unless what was done to it first asked for a state that it must have had before; and what its own
 * annotation says it takes over.
 */
static bool may_lose(const struct analysis *x, const struct world *w, const struct state *s)
{
	node_id v = address_of(x->n, s->region);
	const struct node *nd = node_at(x->n, v);

	/* NULL, an error pointer, a handle of 0: there is nothing to lose. */
	if (!v || !(fact_classes(x->n, w, v) & CLASS_POSITIVE) || exit_is_no_address(x, w, s, v))
		return false;
	if (nd->kind == NODE_PARAM)
		return x->owed && s->event && s->event->kind == EVENT_ENTRY;
	if (s->first && s->first->arrows[0].from != protocol_all_states(s->first->protocol))
		return false;
	return nd->kind == NODE_FRESH || left_in_variable(x, nd);
}

/* Its references were counted on this path, and some are left: they are others'. Where the state
 * counts those that this path took, it says itself whether they are left; but the function that
 * puts one does so by the counter. */
static bool others_have(const struct analysis *x, const struct world *w, const struct state *s)
{
	const bool counted = x->p->protocols[s->protocol]->counted;

	for (uint32_t i = 0; i < w->counters.count; i++) {
		const struct counter *c = &w->counters.list[i];

		if (region_root(x->n, c->region) == region_root(x->n, s->region) &&
		    (!counted || c->count < 0) && !(holds_to_word(x) && !counted && c->last))
			return true;
	}
	return false;
}

/* The function failed, as far as its result says. */
static bool is_failing(const struct analysis *x, const struct exit_world *e)
{
	value_classes c = e->result ? fact_classes(x->n, e->w, e->result) : CLASS_ANY;

	return (c & CLASS_NEGATIVE) && !(c & CLASS_ZERO);
}

/*
 * Other ways to the same return, with the same kind of result, have handed the object on: a loop
 * did it, say, which this way has run no round of. What was got in a loop was not got by a way
 * without a round; and who fails before it is given to anybody has not handed it on.
 */
static bool handed_on_elsewhere(const struct analysis *x, const struct exit_world *e,
				const struct state *s)
{
	value_classes mine = e->result ? fact_classes(x->n, e->w, e->result) : CLASS_ANY;

	if (s->event && s->event->fn == x->fn && program_in_loop(x->f, s->event->insn))
		return false;
	if (is_failing(x, e) && !(s->flags & (STATE_PASSED | STATE_GIVEN)))
		return false;
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *o = &x->exits[i];
		const struct state *there =
			o->insn == e->insn ? world_state(o->w, s->region, s->protocol) : NULL;

		if (there && (there->flags & STATE_HANDED_ON) &&
		    (!o->result || (fact_classes(x->n, o->w, o->result) & mine)))
			return true;
	}
	return false;
}

/* Some way to this return was not followed, so that what happens on it is not known. Who fails
 * hands nothing on elsewhere. */
static bool ways_cut(const struct analysis *x, const struct exit_world *e)
{
	uint32_t to = cfg_block_of(x->f, e->insn);

	if (!x->cut || x->winding_up || !is_failing(x, e))
		return x->cut;
	for (uint32_t block = 0; block < x->f->nblocks; block++)
		if (x->cut_in[block] && cfg_reaches(x->f, block, to, IR_NONE))
			return true;
	return false;
}

/* Whether some way out of the function has brought the object out of the state in which it is lost,
 * or handed it on. */
static bool released_somewhere(const struct analysis *x, const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct state *o = world_state(x->exits[i].w, s->region, s->protocol);

		if (o &&
		    (!p->states[o->state].leak || (o->flags & (STATE_HANDED_ON | STATE_UNSURE))))
			return true;
	}
	return false;
}

/*
 * What no way out releases is one mistake, and told at the first: where it was got is where to
 * look. What some release is a mistake at each of the others.
 */
static bool told_before(struct analysis *x, const struct state *s)
{
	if (!s->event || x->strict)
		return false;
	for (uint32_t i = 0; i < x->nlost; i++)
		if (x->lost[i].insn == s->event->insn && x->lost[i].protocol == s->protocol)
			return true;
	if (x->nlost < MAX_LOST)
		x->lost[x->nlost++] = (struct lost){s->event->insn, s->protocol};
	return false;
}

/* A result of that call by which the path knows that it has failed: a negative one, or one that is
 * not 0 where the function fails then, too. */
static bool tells_failure(const struct analysis *x, const struct exit_world *e,
			  const struct fact *f, uint32_t call)
{
	const struct node *nd = node_at(x->n, f->value);
	uint32_t type = x->f->insns[call].type;
	value_classes c;

	if (nd->kind != NODE_FRESH || nd->a != x->fn || nd->b != call || type == IR_NONE)
		return false;
	c = fact_classes(x->n, e->w, f->value);
	if (x->m->types[type].kind == IR_TYPE_POINTER)
		return !(c & CLASS_POSITIVE);
	return c == CLASS_NEGATIVE || (c == CLASS_NONZERO && is_failing(x, e));
}

/* Something that was found where that call may have written has been given back, or handed on: it
 * may be the object by the name that it has now. */
static bool is_seen_to(const struct analysis *x, const struct world *w, uint32_t call)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct node *r = node_at(x->n, region_root(x->n, s->region)), *v, *since;

		if (r->kind != REGION_DEREF)
			continue;
		v = node_at(x->n, r->a);
		since = v->kind == NODE_INIT ? node_at(x->n, v->b) : NULL;
		if (since && since->kind == NODE_HAVOC && since->a == x->fn && since->b == call &&
		    (x->p->protocols[s->protocol]->states[s->state].dead ||
		     (s->flags & STATE_HANDED_ON)))
			return true;
	}
	return false;
}

/* A function that gives the object back is stored in it: whoever has it may have called that. */
static bool has_release(const struct analysis *x, const struct world *w, const struct state *s)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct node *v = node_at(x->n, w->store.list[i].value);

		if (v->kind == NODE_FUNC && w->store.list[i].region != s->region &&
		    region_within(x->n, w->store.list[i].region, s->region) &&
		    left_may_undo(x->p, v->a, x->p->protocols[s->protocol]))
			return true;
	}
	return false;
}

/* The path has asked for one error code of the call's, and where others came the function has let
 * the object go: what gives that code has kept it. */
static bool keeps_by_code(const struct analysis *x, const struct world *w, const struct state *s,
			  uint32_t call)
{
	if (!doubt_code_asked(x, w, call))
		return false;
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct state *o = world_state(x->exits[i].w, s->region, s->protocol);

		if (o && !x->p->protocols[s->protocol]->states[o->state].leak)
			return true;
	}
	return false;
}

/* One call alone was given it, and failed: what fails has kept nothing. */
static bool was_refused(const struct analysis *x, const struct exit_world *e, const struct state *s)
{
	const uint8_t unsure = s->flags & (STATE_UNSURE | STATE_DOUBTED);

	if (!s->handed || s->handed == HANDED_OTHERWISE || unsure == STATE_UNSURE ||
	    program_in_loop(x->f, s->handed - 1) || /* in another round it may not have */
	    is_seen_to(x, e->w, s->handed - 1) || keeps_by_code(x, e->w, s, s->handed - 1))
		return false;
	for (uint32_t i = 0; i < e->w->facts.count; i++)
		if (tells_failure(x, e, &e->w->facts.list[i], s->handed - 1))
			return !has_release(x, e->w, s);
	return false;
}

/* What the region is known to lie in, as far as that goes. */
static node_id outermost(const struct nodes *n, node_id region)
{
	while (node_at(n, region)->parent)
		region = node_at(n, region)->parent;
	return region;
}

/*
 * The object is part of a record, and that is kept: some memory but a variable of the function's
 * own has a pointer to it or into it, or code that is not seen was given it.
 */
static bool kept_by_whole(const struct analysis *x, const struct world *w, const struct state *s)
{
	const node_id whole = outermost(x->n, s->region);

	if (!x->p->protocols[s->protocol]->whole)
		return false;
	if (s->flags & (STATE_OTHERS | STATE_GIVEN))
		return true;
	/* One of several: which one an element of a list or table leads to is not followed. */
	if (s->event && s->event->fn == x->fn && program_in_loop(x->f, s->event->insn))
		return true;
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding b = w->store.list[i];
		node_id to = region_deref_known(x->n, b.value);

		if (to && !is_own_variable(x, b.region) && outermost(x->n, to) == whole)
			return true;
	}
	for (uint32_t i = 0; i < w->nescaped; i++) {
		node_id to = region_deref_known(x->n, w->escaped[i]);

		if (to && outermost(x->n, to) == whole)
			return true;
	}
	return false;
}

/* The function succeeds, and the object is in use, as a clock that runs: nobody can end that any
 * more, so it is to stay as it is. */
static bool stays_in_use(const struct analysis *x, const struct exit_world *e,
			 const struct state *s)
{
	for (uint32_t i = 0; i < e->w->states.count && !is_failing(x, e); i++) {
		const struct state *other = &e->w->states.list[i];

		if (other->region == s->region && other->protocol != s->protocol &&
		    !(other->flags & STATE_UNSURE) && other->event && other->event->fn == x->fn &&
		    x->p->protocols[other->protocol]->states[other->state].left)
			return true;
	}
	return false;
}

static void check_leaks(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		struct state s = e->w->states.list[i];
		const struct rule *rule = x->p->protocols[s.protocol]->states[s.state].leak;

		bool refused = rule && was_refused(x, e, &s);

		if (!rule || exit_returns(x, e, s.region) ||
		    ((s.flags & (STATE_HANDED_ON | STATE_UNSURE)) && !refused))
			continue;
		if (!may_lose(x, e->w, &s) || others_have(x, e->w, &s) ||
		    (!x->strict && kept_by_whole(x, e->w, &s)))
			continue;
		/* Owned on somebody's word, and the memory that it is, or lies in, was freed:
		 * nothing is left to own. */
		if (x->p->protocols[s.protocol] == x->p->ownership &&
		    (death_has_come(x, e->w, s.region) ||
		     death_has_come(x, e->w, region_root(x->n, s.region))))
			continue;
		if (x->p->protocols[s.protocol]->yields && !x->strict &&
		    (ways_cut(x, e) || (!refused && handed_on_elsewhere(x, e, &s))))
			continue;
		if (!x->strict && (doubt_no_round(x, e->w, &s) || doubt_in_array(x, e->w, &s) ||
				   doubt_given(x, &s, e->insn)))
			continue;
		if (!x->strict && !is_failing(x, e) &&
		    recomputed_releases(x->p, x->p->protocols[s.protocol]))
			continue;
		if (!x->strict && stays_in_use(x, e, &s))
			continue;
		if (!released_somewhere(x, &s) && told_before(x, &s))
			continue;
		evidence_report(x, e->w,
				&(struct report){
					.rule = rule,
					.insn = e->insn,
					.object = describe_region(x->p, s.region, x->p->out->arena),
					.state = &s,
					.region = s.region});
	}
}

/* The exit has such a result; in strict mode, it may have. */
static bool speaks_of(const struct analysis *x, const struct exit_world *e,
		      const struct slot_exit *se)
{
	value_classes c = e->result ? fact_classes(x->n, e->w, e->result) : se->when;

	return x->strict ? c & se->when : !(c & ~se->when);
}

/* Some exit of which the contract speaks has undone what this path did. */
static bool kept_to_somewhere(const struct analysis *x, const struct slot_exit *se,
			      const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct state *o = world_state(x->exits[i].w, s->region, s->protocol);

		if (o && o->steps > 1 && (se->allowed >> o->state & 1) &&
		    speaks_of(x, &x->exits[i], se))
			return true;
	}
	return false;
}

/* The function asks for that member, of whatever object. */
static bool asks_for(const struct analysis *x, const struct node *member)
{
	for (uint32_t b = 0; b < x->f->nblocks; b++) {
		const struct ir_insn *last =
			&x->f->insns[x->f->blocks[b].first + x->f->blocks[b].count - 1];
		const struct ir_insn *read =
			last->op == IR_BRANCH ? program_reads_member(x->f, last->a) : NULL;

		if (read && read->b == member->b && read->c == member->c)
			return true;
	}
	return false;
}

/* The path has set a mark in the object itself, or in what is tied to it, and the function goes by
 * that: where it leaves the object alone it means to, and who comes for it will know. */
static bool is_marked(const struct analysis *x, const struct world *w, const struct state *s)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];
		const struct node *member = node_at(x->n, b->region);

		if (member->kind == REGION_FIELD && region_within(x->n, b->region, s->region) &&
		    !(fact_classes(x->n, w, b->value) & CLASS_ZERO) && asks_for(x, member))
			return true;
	}
	return false;
}

/* The state is one in which it may not be forgotten, and nobody else can know of it. */
static bool is_forgotten(const struct analysis *x, const struct exit_world *e,
			 const struct slot_exit *se, const struct state *s)
{
	return (se->allowed >> s->state & 1) && !e->w->acted &&
	       !(s->flags & (STATE_HANDED_ON | STATE_GIVEN)) && !is_marked(x, e->w, s);
}

/* The contract is about exits that fail. */
static bool speaks_of_failure(const struct slot_exit *se)
{
	return se->when == CLASS_NEGATIVE;
}

static void check_slot_exit(struct analysis *x, const struct exit_world *e,
			    const struct slot_exit *se)
{
	node_id v =
		se->protocol ? path_value(x, world_new(x->arena), &se->object, NULL) : NODE_NONE;
	const struct state *known;
	struct state s;

	if (!v || !speaks_of(x, e, se))
		return;
	known = world_state(e->w, region_deref(x->n, v), se->protocol->id);
	if (!known || (known->flags & STATE_UNSURE))
		return;
	if (se->forgotten ? !is_forgotten(x, e, se, known) : (se->allowed >> known->state & 1))
		return;
	if (se->handed_on && (known->flags & STATE_HANDED_ON))
		return;
	if (!se->handed_on && !x->strict && !x->cut && speaks_of_failure(se) &&
	    !left_can_succeed(x))
		return;
	s = *known;
	if (!se->handed_on && s.event && s.event->kind == EVENT_STATE &&
	    !kept_to_somewhere(x, se, &s) && told_before(x, &s))
		return;
	evidence_report(x, e->w,
			&(struct report){.rule = se->otherwise,
					 .insn = e->insn,
					 .object = describe_node(x->p, v, x->p->out->arena),
					 .state = &s,
					 .region = s.region});
}

/* Memory that others go on with, and that has a pointer to the object; or NODE_NONE. */
static node_id holder_of(const struct analysis *x, const struct world *w, node_id object)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding b = w->store.list[i];
		node_id to = region_deref_known(x->n, b.value);

		if (to && region_within(x->n, to, object) &&
		    !region_within(x->n, b.region, object) && !memory_is_private(x, b.region))
			return b.region;
	}
	return NODE_NONE;
}

/* Others bring it out of this state again, as what is on a list: they come to it there. Of a list
 * of this function's own nobody knows. */
static bool is_found_by_others(const struct analysis *x, const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	return p->states[s->state].near && !p->stray && !doubt_held_in(x, s, NODE_NONE);
}

/* Part of the object that will be come to: this path has put it where others find it or, if that
 * counts, armed it; or NODE_NONE. */
static node_id reached_in(const struct analysis *x, const struct world *w, node_id object,
			  bool armed)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (!s->event || s->event->kind != EVENT_STATE || (s->flags & STATE_UNSURE) ||
		    !region_within(x->n, s->region, object))
			continue;
		if ((armed && x->p->protocols[s->protocol]->states[s->state].ambient) ||
		    is_found_by_others(x, s))
			return s->region;
	}
	return NODE_NONE;
}

/* The object is shown to be in one of the states that the contract speaks of. */
static bool is_in(const struct world *w, node_id object, const struct slot_exit *se)
{
	const struct state *s = world_state(w, object, se->protocol->id);

	return s && !(s->flags & STATE_UNSURE) && (se->allowed >> s->state & 1);
}

/* What was only lent is given back with the result, and something still leads to it. */
static void check_kept(struct analysis *x, const struct exit_world *e, const struct slot_exit *se)
{
	struct arena *a = x->p->out->arena;
	node_id v = path_value(x, world_new(x->arena), &se->object, NULL), object, by;

	if (!v || !speaks_of(x, e, se))
		return;
	object = region_deref(x->n, v);
	if (se->protocol && !is_in(e->w, object, se))
		return;
	by = holder_of(x, e->w, object);
	if (!by)
		by = reached_in(x, e->w, object, !se->protocol);
	if (by)
		evidence_report(x, e->w,
				&(struct report){.rule = se->otherwise,
						 .insn = e->insn,
						 .object = describe_node(x->p, v, a),
						 .field = describe_region(x->p, by, a),
						 .region = object});
}

void exit_check(struct analysis *x, const struct exit_world *e)
{
	check_leaks(x, e);
	null_kept(x, e->w);
	null_mistaken(x, e);
	member_exit(x, e);
	strict_exit(x, e);
	strict_owed(x, e);
	told_exit(x, e);
	strict_references(x, e);
	strict_owned_exit(x, e);
	keeps_exit(x, e);
	strict_succeeds(x, e);
	strict_sections(x, e);
	sequence_exit(x, e);
	counted_exit(x, e);
	for (uint32_t i = 0; x->slot && i < x->slot->nexits; i++) {
		const struct slot_exit *se = &x->slot->exits[i];

		if (se->kept)
			check_kept(x, e, se);
		else if (!se->later)
			check_slot_exit(x, e, se);
		else if (speaks_of(x, e, se))
			strict_later(x, e, se);
	}
}

/* The state of an argument that this exit brought to where failing paths bring it, or NULL. */
static const struct state *failing_state(const struct analysis *x, const struct exit_world *e,
					 uint32_t at)
{
	const struct state *s = &e->w->states.list[at];
	const struct node *nd = node_at(x->n, s->region);

	if (!x->p->protocols[s->protocol]->states[s->state].failing || (s->flags & STATE_UNSURE) ||
	    nd->kind != REGION_DEREF || node_at(x->n, nd->a)->kind != NODE_PARAM ||
	    node_at(x->n, nd->a)->a != x->fn || node_at(x->n, nd->a)->b >= 32)
		return NULL;
	return s;
}

static bool succeeds_alike(const struct analysis *x, const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct state *other = world_state(x->exits[i].w, s->region, s->protocol);

		if (!is_failing(x, &x->exits[i]) && other && other->state == s->state)
			return true;
	}
	return false;
}

/* A path that fails and has done nothing to the object of s, which others of its kind end. */
static void check_failing_like(struct analysis *x, const struct state *s)
{
	node_id v = address_of(x->n, s->region);
	uint32_t param = node_at(x->n, v)->b;

	for (uint32_t i = 0; i < x->nexits; i++) {
		struct exit_world *e = &x->exits[i];

		if (!is_failing(x, e) || world_state(e->w, s->region, s->protocol) ||
		    (e->w->passed >> param & 1) || !(fact_classes(x->n, e->w, v) & CLASS_POSITIVE))
			continue;
		evidence_report(
			x, e->w,
			&(struct report){
				.rule = x->p->protocols[s->protocol]->states[s->state].failing,
				.insn = e->insn,
				.object = describe_region(x->p, s->region, x->p->out->arena),
				.callee = str_text(x->m->strings, x->f->name),
				.region = s->region,
				.elsewhere = s->event});
		return;
	}
}

void exit_check_failing(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		for (uint32_t k = 0; is_failing(x, &x->exits[i]) && k < x->exits[i].w->states.count;
		     k++) {
			const struct state *s = failing_state(x, &x->exits[i], k);

			if (s && !succeeds_alike(x, s)) {
				check_failing_like(x, s);
				return;
			}
		}
}

/* The first address in this function of a member of such a record, or IR_NONE. */
static uint32_t member_address(const struct ir_function *f, uint32_t record)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_FIELD && f->insns[i].b == record)
			return i;
	return IR_NONE;
}

/* What the function calls such a record that it looks into or, if it does no more than find one,
 * the variable that leads to it; or NULL. */
static const char *record_named(const struct analysis *x, uint32_t record)
{
	uint32_t address = member_address(x->f, record);

	if (address != IR_NONE)
		return describe_operand(x->m, x->fn, x->f->insns[address].a, x->p->out->arena);
	for (uint32_t i = x->f->nparams; i < x->f->nlocals; i++) {
		const struct ir_local *l = &x->f->locals[i];
		const struct ir_type *t = l->type == IR_NONE ? NULL : &x->m->types[l->type];

		if (l->name != STR_EMPTY && t && t->kind == IR_TYPE_POINTER && t->ref != IR_NONE &&
		    x->m->types[t->ref].kind == IR_TYPE_RECORD && x->m->types[t->ref].ref == record)
			return str_text(x->m->strings, l->name);
	}
	return NULL;
}

static void report_left_armed(struct analysis *x, struct exit_world *e, struct ambient *am,
			      const char *object)
{
	struct arena *a = x->p->out->arena;
	const char *member;
	struct event armed = {.kind = EVENT_STATE,
			      .fn = am->fn,
			      .insn = am->insn,
			      .operand = am->operand,
			      .protocol = am->protocol,
			      .state = am->state};
	struct state s = {.protocol = am->protocol->id, .state = am->state};

	am->told = true;
	ir_need_fields(x->m, am->record);
	member = str_text(x->m->strings, x->m->records[am->record].fields[am->field].name);
	armed.region = region_field(x->n, region_deref(x->n, node_param(x->n, x->fn, 0, 0)),
				    am->record, am->field);
	s.event = arena_copy(x->p->arena, &armed, sizeof(armed));
	evidence_report(x, e->w,
			&(struct report){.rule = am->protocol->states[am->state].death,
					 .insn = e->insn,
					 .object = arena_format(a, "%s->%s", object, member),
					 .callee = str_text(x->m->strings, x->f->name),
					 .state = &s,
					 .region = armed.region});
}

/* The function puts a reference to such a record, by a count in the record itself: it ends with the
 * last one, and what is armed may have another. */
static bool puts_record(const struct analysis *x, uint32_t record)
{
	for (uint32_t i = 0; i < x->f->ninsns; i++) {
		const struct function_contract *fc =
			x->f->insns[i].op == IR_CALL ? program_call_contract(x->p, x->f, i) : NULL;

		for_each_effect (e, fc) {
			uint32_t count = IR_NONE;

			if (e->kind == EFFECT_COUNT_LAST && e->object.root == PATH_PARAM &&
			    e->object.index < x->f->insns[i].nargs)
				count = program_uncast(
					x->f, x->f->pool[x->f->insns[i].args + e->object.index]);
			if (count != IR_NONE && x->f->insns[count].op == IR_FIELD &&
			    x->f->insns[count].b == record)
				return true;
		}
	}
	return false;
}

void exit_check_teardown(struct analysis *x)
{
	if (!x->slot || !x->slot->teardown || !x->nexits)
		return;
	for (uint32_t i = 0; i < x->p->nambients; i++) {
		struct ambient *am = &x->p->ambients[i];
		const char *object;

		if (am->undone || am->told || !program_owns_record(x->p, x->fn, am->record))
			continue;
		object = record_named(x, am->record);
		if (object && !death_has_waited(x, am, x->exits[0].insn) &&
		    !puts_record(x, am->record))
			report_left_armed(x, &x->exits[0], am, object);
	}
}
