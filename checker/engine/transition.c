/* SPDX-License-Identifier: MIT */
/* What an effect makes of an object's state. */
#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "strict.h"
#include "transition.h"

#define MAX_FOUND 16 /* steps by which an object is found */

const struct arrow *transition_fitting(const struct effect *e, uint8_t state)
{
	for (uint8_t i = 0; i < e->narrows; i++)
		if (e->arrows[i].from >> state & 1)
			return &e->arrows[i];
	return NULL;
}

/* Whether the effect leaves the object where it is; known: its state as far as that is known, or
 * NULL. */
static bool stays(const struct effect *e, const struct state *known)
{
	const struct arrow *arrow = known ? transition_fitting(e, known->state) : NULL;

	return (arrow ? arrow : &e->arrows[0])->stay;
}

/* The first arrow that leads elsewhere; or NULL. */
static const struct arrow *moving(const struct effect *e)
{
	for (uint8_t i = 0; i < e->narrows; i++)
		if (!e->arrows[i].stay)
			return &e->arrows[i];
	return NULL;
}

/*
 * Nothing is known of the object, and for all that is known the effect leaves it: nothing is
 * concluded here, but a caller that knows better judges again.
 */
static bool defers(const struct effect *e, const struct state *known)
{
	return !known && e->arrows[0].stay && moving(e) && !e->protocol->counted &&
	       !e->protocol->stray;
}

const struct rule *transition_misfit(const struct effect *e, uint8_t state)
{
	for (uint8_t i = 0; i < e->nmisfits; i++)
		if (e->misfits[i].in >> state & 1)
			return e->misfits[i].rule;
	return NULL;
}

static const struct event *state_event(struct analysis *x, struct world *w, const struct effect *e,
				       node_id region, uint8_t to, const struct call *c,
				       uint32_t operand)
{
	struct event *ev = evidence_add(x, w, EVENT_STATE, c->insn);

	ev->region = region;
	ev->protocol = e->protocol;
	ev->state = to;
	ev->effect = e;
	ev->callee = c->callee;
	ev->operand = operand;
	ev->inside = c->inside;
	return ev;
}

/* Whether the effect gives a reference back, to an object in whatever state. */
static bool gives_back(const struct effect *e)
{
	for (uint8_t i = 0; i < e->narrows; i++)
		if (!e->arrows[i].stay && e->protocol->states[e->arrows[i].to].dead)
			return true;
	return false;
}

bool effect_ends(const struct effect *e)
{
	return e->kind == EFFECT_STATE && e->narrows && !e->arrows[0].stay &&
	       e->protocol->states[e->arrows[0].to].dead;
}

bool effect_drops(const struct effect *e)
{
	return (e->kind >= EFFECT_COUNT_DOWN && e->kind <= EFFECT_COUNT_LAST) ||
	       (e->kind == EFFECT_STATE && e->protocol->counted && gives_back(e));
}

/* Of what is held already one may take more; who gives the last one back has none. */
static bool goes_on_from_itself(const struct effect *e)
{
	for (uint8_t i = 0; i < e->narrows; i++)
		if (!e->arrows[i].stay && (e->arrows[i].from >> e->arrows[i].to & 1))
			return true;
	return false;
}

bool effect_takes(const struct effect *e)
{
	return e->protocol->counted && e->object.root == PATH_PARAM && goes_on_from_itself(e) &&
	       !gives_back(e);
}

static uint8_t dead_state(const struct protocol *p)
{
	uint8_t i = 0;

	while (i + 1 < p->nstates && !p->states[i].dead)
		i++;
	return i;
}

/* The object was there before the first thing that is known of it: a parameter of that call, not
 * what it made. */
static bool is_lent(const struct state *s)
{
	const struct path *path = &s->first->object;

	return (s->flags & STATE_FROM_CALLER) && path->root == PATH_PARAM &&
	       (!path->nsteps || path->steps[path->nsteps - 1].kind != STEP_LOAD);
}

/*
 * Counted protocols: own references that this path took and gave. Returns the state after. An
 * object that others hold too, as far as is known, does not end with the last own reference, unless
 * others may drop theirs at any time.
 */
static uint8_t count_step(const struct effect *e, struct state *s, const struct arrow *arrow)
{
	const struct protocol *p = e->protocol;

	if (arrow->stay) {
		if (!gives_back(e) || --s->count > 0)
			return s->state;
		return s->flags & STATE_PUBLISHED ? dead_state(p) : s->state;
	}
	if (!p->states[arrow->to].dead) {
		s->count++;
		return arrow->to;
	}
	if (--s->count > 0)
		return s->state;
	/* What was taken here is given back; what the caller has is the caller's. */
	if (is_lent(s) && !(s->flags & STATE_PUBLISHED)) {
		if (!s->count)
			return s->state;
		s->flags |= STATE_OTHERS;
	}
	return arrow->to;
}

/* The same for a callee that did several things: its first state was the caller's, what counts is
 * the sum. */
static uint8_t count_sum(const struct state *callee, struct state *s)
{
	const struct protocol *p = callee->first->protocol;

	s->count += callee->count;
	if (callee->count > 0)
		return callee->state;
	if (!callee->count || s->count > 0)
		return s->state;
	return p->states[callee->state].dead || (s->flags & STATE_PUBLISHED) ? dead_state(p)
									     : s->state;
}

/* The object's state is not known: what this effect does to it is the first thing that is. */
static bool unknown(const struct state *known)
{
	/* More was given back than was taken here: how many others there are is the caller's to
	 * know. */
	return !known || (known->flags & STATE_UNSURE) ||
	       (known->count < 0 && (known->flags & STATE_OTHERS));
}

/* The call that brought the object to its state is given it as a pointer to const, and can't fail:
 * it tells that the object is there, and did not bring it there. */
static bool only_tells(const struct analysis *x, const struct event *ev)
{
	const struct ir_function *f = &x->m->functions[ev->fn], *callee;
	uint32_t fn = ev->inside ? IR_NONE : program_callee(f, ev->insn), type;
	const struct function_contract *fc = fn == IR_NONE ? NULL : program_contract(x->p, fn);

	if (!fc || fc->failure)
		return false;
	callee = &x->m->functions[fn];
	for (uint32_t k = 0; k < callee->nparams && k < f->insns[ev->insn].nargs; k++) {
		type = callee->locals[k].type;
		if (f->pool[f->insns[ev->insn].args + k] == ev->operand && type != IR_NONE)
			return x->m->types[type].kind == IR_TYPE_POINTER &&
			       (x->m->types[type].flags & IR_TYPE_CONST);
	}
	return false;
}

/* Remembers how the object came to a state that is to be undone if the function fails. */
static void got(const struct analysis *x, const struct protocol *p, struct state *s)
{
	if (!p->states[s->state].left || (!s->got && s->event && only_tells(x, s->event)))
		return;
	s->got = s->event;
	s->doubt = 0;
}

/*
 * The object's state is not known: it takes the first arrow, and a caller that knows better judges
 * again. `now` says what is being done to it.
 */
static void first_transition(struct analysis *x, struct world *w, const struct state *now,
			     const struct state *unsure, uint32_t operand)
{
	const struct protocol *p = now->first->protocol;
	struct state s = *now;

	s.flags |= STATE_FROM_CALLER;
	/* Dropping a reference that was not taken here: others may hold more. */
	if (p->counted && now->steps == 1 && gives_back(now->first)) {
		if (!x->strict && (operand == IR_NONE || !own_result(x, s.region, operand)))
			s.flags |= STATE_OTHERS;
		s.count = -1;
	} else if (now->steps == 1) {
		s.count = 1;
	}
	if (unsure) {
		s.got = unsure->got;
		s.doubt = unsure->doubt;
	}
	/* A caller judges the first thing that was done to it, not what came behind code that is
	 * not seen. */
	if (unsure && !p->counted && unsure->first && (unsure->flags & STATE_FROM_CALLER) &&
	    !effect_is_deferred(unsure)) {
		s.first = unsure->first;
		s.steps = unsure->steps + now->steps;
	}
	got(x, p, &s);
	world_set_state(x->arena, w, s);
}

/* The object is already where the callee's first step brings it, and there the callee went on. */
static bool went_on(const struct state *now, const struct state *known)
{
	return now->steps > 1 && known->state == now->first->arrows[0].to;
}

/* What is saved of an object stays saved until something else is by that name. */
static const node_id *captures_after(struct analysis *x, const struct effect *e,
				     const struct state *known, const struct state *now)
{
	node_id *kept;

	if (now->flags & STATE_RESAVED)
		return now->captures;
	if (!e->ncaptures || !known->captures)
		return e->ncaptures ? now->captures : known->captures;
	kept = arena_copy(x->p->arena, known->captures,
			  PROTOCOL_MAX_CAPTURES * sizeof(*known->captures));
	for (uint8_t i = 0; i < e->ncaptures; i++)
		kept[e->captures[i].index] =
			now->captures ? now->captures[e->captures[i].index] : NODE_NONE;
	return kept;
}

/* The object's state is known: judges it, and moves on from there. */
static void next_transition(struct analysis *x, struct world *w, const struct state *now,
			    const struct state *known, const struct call *c, uint32_t operand)
{
	const struct effect *e = now->first;
	const struct arrow *arrow = transition_fitting(e, known->state);
	const struct rule *rule = arrow ? NULL : transition_misfit(e, known->state);
	struct state s = *known;

	strict_again(x, w, now, known, c);
	if (rule && ((now->flags & STATE_UNSURE) || doubt_another(x, now, known, c) ||
		     doubt_marked_gone(x, now, known, c) || doubt_marked_done(x, known, c) ||
		     doubt_mistake(x, w, known, c, operand))) {
		s.flags |= STATE_UNSURE;
		rule = NULL;
	}
	if (rule)
		effect_report(x, w, rule, known, c, operand);
	if (!(now->flags & STATE_RESAVED))
		capture_check(x, w, e, known, now->captures, c, operand);
	if (!arrow)
		arrow = &e->arrows[0];
	if (arrow->stay && !went_on(now, known) && !(e->protocol->counted && gives_back(e)))
		return;
	/* After one step of a callee we know where this arrow leads; after more, where the callee
	 * left it. */
	if (e->protocol->counted)
		s.state = now->steps > 1 ? count_sum(now, &s) : count_step(e, &s, arrow);
	else
		s.state = now->steps > 1 ? now->state : arrow->to;
	/* A reference that others have been given stays with them when one's own is given back. */
	if (!e->protocol->counted && !e->protocol->states[known->state].leak)
		s.flags &= ~STATE_HANDED_ON;
	if (!(s.flags & STATE_HANDED_ON))
		s.handed = 0;
	s.flags |= now->flags & STATE_UNSURE;
	if (now->flags & STATE_HANDED_ON)
		state_hand_on(&s);
	if (rule)
		s.flags |= STATE_UNSURE;
	s.captures = captures_after(x, e, known, now);
	if (e->ncaptures)
		s.flags |= STATE_RESAVED;
	s.flags |= now->flags & STATE_RESAVED;
	s.event = now->event;
	s.record = now->record;
	s.steps += now->steps;
	got(x, e->protocol, &s);
	forgotten_moved(x, w, known);
	world_set_state(x->arena, w, s);
}

/* What a number points to, as NULL does. */
static bool at_number(const struct nodes *n, const struct node *region)
{
	return region->kind == REGION_DEREF && node_at(n, region->a)->kind == NODE_INT;
}

/* "What holds this variable", or what is found there: the head of a list taken for one of its
 * elements, or one that nothing was stored in yet. There is no such object, and no such path. */
static bool holds_variable(const struct nodes *n, node_id region)
{
	for (int depth = 0; region && depth < MAX_FOUND; depth++) {
		const struct node *nd = node_at(n, region), *held = node_at(n, nd->a);

		if (nd->kind == REGION_CONTAINER &&
		    (held->kind == REGION_LOCAL || held->kind == REGION_GLOBAL ||
		     at_number(n, held)))
			return true;
		region = node_found_by(n, region);
	}
	return false;
}

/* Memory goes back by the address that it was got at. A member that lies further back in its record
 * is no such address: on this path the pointer is another one, as what was asked before may say. */
static bool frees_member(struct analysis *x, const struct state *now)
{
	const struct protocol *p = now->first->protocol;
	const struct node *nd = node_at(x->n, now->region);

	if (p->record || p->counted || !effect_ends(now->first))
		return false;
	while (nd->kind == REGION_FIELD) {
		ir_need_fields(x->m, nd->b);
		if (nd->c < x->m->records[nd->b].nfields &&
		    x->m->records[nd->b].fields[nd->c].offset)
			return true;
		nd = node_at(x->n, nd->a);
	}
	return false;
}

/* What ended takes `lender` with it: a member goes with its record, and a record with the count
 * that is a member of it. */
static bool takes_along(struct analysis *x, const struct state *ended, node_id lender)
{
	return region_within(x->n, lender, ended->region) ||
	       (x->p->protocols[ended->protocol]->counted &&
		region_within(x->n, ended->region, lender));
}

/* What the object lent is valid no longer. */
static void lapse(struct analysis *x, struct world *w, const struct state *lender,
		  const struct call *c)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct protocol *p = x->p->protocols[s.protocol];
		struct event *ev;

		if (!p->lapses || s.state != p->lent || (s.flags & STATE_UNSURE) || !s.captures ||
		    !s.captures[p->lender] ||
		    !takes_along(x, lender, region_deref(x->n, s.captures[p->lender])))
			continue;
		ev = evidence_add(x, w, EVENT_STATE, c->insn);
		ev->region = s.region;
		ev->protocol = p;
		ev->state = p->over;
		ev->callee = c->callee;
		ev->operand = IR_NONE;
		ev->inside = c->inside;
		s.state = p->over;
		s.event = ev;
		world_set_state(x->arena, w, s);
	}
}

/* A number that is below a limit on this path. */
static bool is_limited(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *nd = node_at(x->n, region);

	return nd->kind == REGION_DEREF && fact_interval(x->n, w, nd->a).hi < INT64_MAX;
}

#define MAX_TERMS 4 /* in each other, of a number that was worked out */

/* What the number v was worked out from, and the protocol follows; or NODE_NONE. */
static node_id worked_out_from(const struct analysis *x, const struct world *w,
			       const struct protocol *p, node_id v, int terms)
{
	node_id region = region_deref_known(x->n, v), from;
	const struct node *nd = node_at(x->n, v);

	if (region && world_state(w, region, p->id))
		return region;
	if (nd->kind != NODE_BINARY || node_is_comparison(nd->sub) || terms == MAX_TERMS)
		return NODE_NONE;
	from = worked_out_from(x, w, p, nd->a, terms + 1);
	return from ? from : worked_out_from(x, w, p, node_at(x->n, v)->b, terms + 1);
}

/* The object that the transition is about: of a number, the one that it was worked out from. */
static node_id followed_number(const struct analysis *x, const struct world *w,
			       const struct protocol *p, node_id region)
{
	const struct node *nd = node_at(x->n, region);
	node_id from = nd->kind == REGION_DEREF ? worked_out_from(x, w, p, nd->a, 0) : NODE_NONE;

	return from ? from : region;
}

/* Does `now` to the object now->region, whatever is known of it. */
static void transition(struct analysis *x, struct world *w, const struct state *now,
		       const struct call *c, uint32_t operand)
{
	const struct protocol *p = now->first->protocol;
	const struct state *known;
	struct state copy, number;
	bool first;

	if (p->computed) {
		number = *now;
		number.region = followed_number(x, w, p, now->region);
		now = &number;
	}
	known = world_state(w, now->region, now->protocol);
	if (holds_variable(x->n, now->region) || frees_member(x, now) ||
	    (p->numbers && is_limited(x, w, now->region)))
		return;
	if (!known) {
		early_moved(x, w, now, c);
		told_assume(x, w, now, c);
	}
	known = world_state(w, now->region, now->protocol);
	if (!known && strict_presumes(x, w, now))
		known = world_state(w, now->region, now->protocol);
	first = unknown(known);
	if ((p->stray || x->strict) && !c->inside) {
		duty_leaves(x, w, now, known, c, operand);
		known = world_state(w, now->region, now->protocol);
	}
	if (known)
		copy = *known;
	if (p->stray)
		strict_lock(x, w, now, known ? &copy : NULL, c, operand);
	else if (first)
		strict_needs(x, w, now, known ? &copy : NULL, c, operand);
	if (!known)
		strict_listed(x, w, now, c);
	if (!first) {
		next_transition(x, w, now, &copy, c, operand);
	} else if (p->stray && now->first->arrows[0].stay) {
		lock_needed(x, now->first, now->region, c);
		lock_check_needed(x, w, now->region, now->first, c);
	} else if (!stays(now->first, known)) {
		first_transition(x, w, now, known ? &copy : NULL, operand);
	} else if (defers(now->first, known)) {
		copy = *now;
		copy.flags |= STATE_FROM_CALLER | STATE_UNSURE;
		world_set_state(x->arena, w, copy);
	}
	known = world_state(w, now->region, now->protocol);
	if (!known || (known->flags & (STATE_UNSURE | STATE_OTHERS)))
		return;
	if (p->states[known->state].dead || p->states[known->state].use)
		lapse(x, w, known, c);
	if (p->states[known->state].ambient)
		call_escape(x, w, node_addr(x->n, now->region), false);
	if (p->states[known->state].rests)
		told_death(x, w, now->region, c);
	if (p->states[known->state].dead && !(first && p->counted))
		death_of(x, w, now->region, now->record, c);
}

/*
 * What a member is brought to says who ends the memory around it: nobody else, if it could not be
 * set up. In strict functions only references do: a member that one gives back by itself is not
 * the end of what it lies in.
 */
static bool accounts_for(const struct analysis *x, const struct effect *by)
{
	const struct protocol *p = by->protocol;
	const struct protocol_state *to = &p->states[by->arrows[0].to];

	return p->counted || (!x->strict && (to->dead || strict_owes(to)));
}

/* If the object, or what holds it, has entered another protocol: that one's releases end it too. */
static void yield_to(struct analysis *x, struct world *w, const struct effect *by, node_id region)
{
	const struct protocol *p = by->protocol;

	if (by->object.root != PATH_PARAM || by->arrows[0].stay || p->stray || p->constant ||
	    p->yields)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (!x->p->protocols[s.protocol]->yields ||
		    !region_within(x->n, region, s.region) ||
		    (region != s.region && !accounts_for(x, by)))
			continue;
		state_hand_on(&s);
		world_set_state(x->arena, w, s);
	}
}

/* Of some states nothing is to be shown if a constant led to them. */
static void settle_given(const struct analysis *x, struct state *s)
{
	const struct protocol_state *in = &x->p->protocols[s->protocol]->states[s->state];

	if (in->given && s->captures && node_at(x->n, s->captures[in->given_by])->kind == NODE_INT)
		s->state = in->given_to;
}

void transition_apply(struct analysis *x, struct world *w, const struct effect *e, node_id region,
		      const struct call *c, uint32_t operand)
{
	const struct state *known = world_state(w, region, e->protocol->id);
	const struct arrow *arrow = known ? transition_fitting(e, known->state) : NULL;
	struct state now = {.region = region,
			    .protocol = e->protocol->id,
			    .state = arrow ? arrow->to : e->arrows[0].to,
			    .first = e,
			    .record = operand == IR_NONE
					      ? IR_NONE
					      : program_pointee_record(x->m, x->f, operand),
			    .steps = 1};

	if (defers(e, known))
		now.state = moving(e)->to;
	now.captures = capture_take(x, w, e, c);
	settle_given(x, &now);
	if (!stays(e, known) || defers(e, known))
		now.event = state_event(x, w, e, region, now.state, c, operand);
	transition(x, w, &now, c, operand);
	keeps_moved(x, w, e, region, c);
	yield_to(x, w, e, region);
	doubt_elements(x, w, e, region);
	doubt_reread(x, w, e, region);
}

/*
 * How many calls lie between this function and what happened. Of what this path has made itself,
 * those are not counted of the file's functions that ask nothing: they merge nothing.
 */
static int depth_of(const struct analysis *x, const struct state *s)
{
	const struct node *root = node_at(x->n, region_root(x->n, s->region));
	bool made = root->kind == REGION_DEREF && node_at(x->n, root->a)->kind == NODE_FRESH;
	int depth = 0;

	for (const struct event *ev = s->event; ev; ev = ev->inside)
		depth += !made || x->m->functions[ev->fn].nblocks > 1 ||
			 !program_is_own(x->p, ev->fn);
	return depth;
}

bool effect_is_deferred(const struct state *s)
{
	return s->first && s->steps == 1 && s->first->arrows[0].stay &&
	       (s->flags & (STATE_FROM_CALLER | STATE_UNSURE | STATE_DOUBTED)) ==
		       (STATE_FROM_CALLER | STATE_UNSURE);
}

/* Further down than that, the conditions on the way have been merged too often, and no reader
 * follows. */
#define MAX_TOLD_DEPTH 2
void effect_replay(struct analysis *x, struct world *w, const struct state *s, const struct call *c)
{
	const struct state *known;
	struct state now = *s;
	struct event *ev;

	if (x->p->protocols[s->protocol]->stray && !x->locks)
		return;
	if (effect_is_deferred(s)) {
		known = world_state(w, s->region, s->protocol);
		if (known && stays(s->first, known))
			return;
		if (known && transition_fitting(s->first, known->state))
			now.state = transition_fitting(s->first, known->state)->to;
		now.flags &= ~STATE_UNSURE;
	}
	now.handed = now.flags & STATE_HANDED_ON ? HANDED_OTHERWISE : 0;
	settle_given(x, &now);
	ev = evidence_add(x, w, EVENT_STATE, c->insn);
	ev->region = s->region;
	ev->protocol = x->p->protocols[s->protocol];
	ev->state = now.state;
	ev->callee = c->callee;
	ev->operand = IR_NONE;
	ev->inside = s->event;
	now.event = ev;
	if (!x->strict && depth_of(x, s) > MAX_TOLD_DEPTH + (x->sequel ? 2 : 0))
		now.flags |= STATE_UNSURE;
	if (s->first)
		yield_to(x, w, s->first, s->region);
	if (now.flags & STATE_FROM_CALLER) {
		struct call inner = *c;

		now.flags &= ~STATE_FROM_CALLER;
		inner.inside = s->event;
		transition(x, w, &now, &inner, IR_NONE);
		doubt_elements(x, w, now.first, now.region);
		doubt_reread(x, w, now.first, now.region);
		return;
	}
	now.got = NULL;
	now.doubt = 0;
	got(x, ev->protocol, &now);
	world_set_state(x->arena, w, now);
}
