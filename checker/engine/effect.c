/* SPDX-License-Identifier: MIT */
/* Contract effects: above all, transitions of an object's state. */
#include <string.h>

#include "analysis.h"

#define MAX_FOUND 16 /* steps by which an object is found */

static const struct arrow *fitting(const struct effect *e, uint8_t state)
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
	const struct arrow *arrow = known ? fitting(e, known->state) : NULL;

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

static const struct rule *misfit(const struct effect *e, uint8_t state)
{
	for (uint8_t i = 0; i < e->nmisfits; i++)
		if (e->misfits[i].in >> state & 1)
			return e->misfits[i].rule;
	return NULL;
}

static const char *object_text(struct analysis *x, uint32_t operand, node_id region)
{
	struct arena *a = x->p->out->arena;

	if (operand != IR_NONE)
		return describe_operand(x->m, x->fn, operand, a);
	return describe_region(x->p, region, a);
}

void effect_report(struct analysis *x, struct world *w, const struct rule *rule,
		   const struct state *s, const struct call *c, uint32_t operand)
{
	evidence_report(x, w,
			&(struct report){.rule = rule,
					 .insn = c->insn,
					 .object = object_text(x, operand, s->region),
					 .callee = c->callee,
					 .field = c->field,
					 .state = s,
					 .region = s->region,
					 .inside = c->inside});
}

/* Addresses of two variables, or of two members of one struct. */
static bool apart(const struct analysis *x, const struct node *a, const struct node *b)
{
	const struct node *p = node_at(x->n, a->a), *q = node_at(x->n, b->a);

	if (a->kind != NODE_ADDR || b->kind != NODE_ADDR)
		return false;
	if (p->kind == REGION_FIELD && q->kind == REGION_FIELD)
		return p->a == q->a && p->b == q->b && p->c != q->c &&
		       !x->m->records[p->b].is_union;
	return (p->kind == REGION_GLOBAL || p->kind == REGION_LOCAL) &&
	       (q->kind == REGION_GLOBAL || q->kind == REGION_LOCAL) && a->a != b->a;
}

/*
 * Two values are told apart only when no alias could make them equal: different constants,
 * different variables, or the result of the very call that saved the other one. dev and priv->dev
 * may well be the same device.
 */
static bool differ(const struct analysis *x, node_id saved, node_id given, const struct state *s)
{
	const struct node *a = node_at(x->n, saved), *b = node_at(x->n, given);

	if (saved == given)
		return false;
	if ((a->kind == NODE_INT && b->kind == NODE_INT) || apart(x, a, b))
		return true;
	return b->kind == NODE_FRESH && s->event && b->a == s->event->fn && b->b == s->event->insn;
}

/* What two members of one record, or two elements of one array, hold. */
static bool held_apart(const struct analysis *x, node_id saved, node_id given)
{
	const struct node *a = node_at(x->n, saved), *b = node_at(x->n, given), *p, *q;

	if (a->kind != NODE_INIT || b->kind != NODE_INIT || a->b != b->b)
		return false;
	p = node_at(x->n, a->a);
	q = node_at(x->n, b->a);
	if (p->kind == REGION_FIELD && q->kind == REGION_FIELD && p->a == q->a)
		return p->b == q->b && p->c != q->c && !x->m->records[p->b].is_union;
	return region_other_element(x->n, a->a, b->a);
}

/* The call was given v, by the function at hand. */
static bool is_argument(const struct call *c, node_id v)
{
	for (uint32_t i = 0; i < c->nargs; i++)
		if (c->args[i] == v)
			return true;
	return false;
}

/* The value that a callee made, as the callee names it. */
static node_id as_made(const struct analysis *x, node_id v)
{
	const struct node *nd = node_at(x->n, v);

	while (nd->kind == NODE_FRESH && nd->imm &&
	       node_at(x->n, (node_id)nd->imm)->kind == NODE_FRESH) {
		v = (node_id)nd->imm;
		nd = node_at(x->n, v);
	}
	return v;
}

static void check_match(struct analysis *x, struct world *w, const struct capture *m,
			const struct state *s, node_id given, const struct call *c,
			uint32_t operand)
{
	struct arena *a = x->p->out->arena;
	node_id saved = s->captures[m->index];
	const struct rule *rule = m->mismatch;
	const char *one, *other;

	if (!saved || !given)
		return;
	if (!strict_differs(x, s, saved, given) && !differ(x, saved, given, s)) {
		rule = x->p->protocols[s->protocol]->apart[m->index];
		if (!rule || !held_apart(x, saved, given))
			return;
	}
	if (!strict_differs(x, s, saved, given) && doubt_choice(x, w, s, c))
		return;
	one = describe_node(x->p, given, a);
	other = describe_node(x->p, saved, a);
	if (!strcmp(one, other)) {
		one = describe_node(x->p, as_made(x, given), a);
		other = describe_node(x->p, as_made(x, saved), a);
	}
	evidence_report(x, w,
			&(struct report){.rule = rule,
					 .insn = c->insn,
					 .object = object_text(x, operand, s->region),
					 .callee = c->callee,
					 .given = one,
					 .captured = other,
					 .state = s,
					 .region = s->region,
					 .inside = c->inside,
					 /* What a callee took from elsewhere is its own choice. */
					 .in_callee = c->inside && !is_argument(c, given)});
}

/* given: by capture index, what the call was given. */
static void check_matches(struct analysis *x, struct world *w, const struct effect *e,
			  const struct state *s, const node_id *given, const struct call *c,
			  uint32_t operand)
{
	if (!s->captures || !given)
		return;
	for (uint8_t i = 0; i < e->nmatches; i++)
		check_match(x, w, &e->matches[i], s, given[e->matches[i].index], c, operand);
}

/* What the call gives for each capture: to be saved, or to be compared with what was saved. */
static const node_id *take_captures(struct analysis *x, struct world *w, const struct effect *e,
				    const struct call *c)
{
	node_id *captures;

	if (!e->ncaptures && !e->nmatches)
		return NULL;
	captures = arena_new_array(x->p->arena, node_id, PROTOCOL_MAX_CAPTURES);
	for (uint8_t i = 0; i < e->ncaptures; i++)
		captures[e->captures[i].index] = path_value(x, w, &e->captures[i].value, c);
	for (uint8_t i = 0; i < e->nmatches; i++)
		captures[e->matches[i].index] = path_value(x, w, &e->matches[i].value, c);
	return captures;
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

bool effect_takes(const struct effect *e)
{
	return e->protocol->counted && e->object.root == PATH_PARAM && !e->arrows[0].stay &&
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

/* Remembers how the object came to a state that is to be undone if the function fails. */
static void got(const struct protocol *p, struct state *s)
{
	if (!p->states[s->state].left)
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
		if (operand == IR_NONE || !own_result(x, s.region, operand))
			s.flags |= STATE_OTHERS;
		s.count = -1;
	} else if (now->steps == 1) {
		s.count = 1;
	}
	if (unsure) {
		s.got = unsure->got;
		s.doubt = unsure->doubt;
	}
	got(p, &s);
	world_set_state(x->arena, w, s);
}

/* The object is already where the callee's first step brings it, and there the callee went on. */
static bool went_on(const struct state *now, const struct state *known)
{
	return now->steps > 1 && known->state == now->first->arrows[0].to;
}

/* The object's state is known: judges it, and moves on from there. */
static void next_transition(struct analysis *x, struct world *w, const struct state *now,
			    const struct state *known, const struct call *c, uint32_t operand)
{
	const struct effect *e = now->first;
	const struct arrow *arrow = fitting(e, known->state);
	const struct rule *rule = arrow ? NULL : misfit(e, known->state);
	struct state s = *known;

	strict_again(x, w, now, known, c);
	if (rule &&
	    ((now->flags & STATE_UNSURE) || doubt_another(x, now, known, c) ||
	     doubt_marked_gone(x, now, known, c) || doubt_mistake(x, w, known, c, operand))) {
		s.flags |= STATE_UNSURE;
		rule = NULL;
	}
	if (rule)
		effect_report(x, w, rule, known, c, operand);
	check_matches(x, w, e, known, now->captures, c, operand);
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
	if (e->ncaptures)
		s.captures = now->captures;
	s.event = now->event;
	s.record = now->record;
	s.steps += now->steps;
	got(e->protocol, &s);
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

/* Does `now` to the object now->region, whatever is known of it. */
static void transition(struct analysis *x, struct world *w, const struct state *now,
		       const struct call *c, uint32_t operand)
{
	const struct state *known = world_state(w, now->region, now->protocol);
	const struct protocol *p = now->first->protocol;
	struct state copy;
	bool first;

	if (holds_variable(x->n, now->region) || frees_member(x, now))
		return;
	if (!known)
		told_assume(x, w, now);
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
	if (!first) {
		next_transition(x, w, now, &copy, c, operand);
	} else if (p->stray && now->first->arrows[0].stay) {
		lock_needed(x, now->first, now->region, c->insn);
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

static void apply_transition(struct analysis *x, struct world *w, const struct effect *e,
			     node_id region, const struct call *c, uint32_t operand)
{
	const struct state *known = world_state(w, region, e->protocol->id);
	const struct arrow *arrow = known ? fitting(e, known->state) : NULL;
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
	now.captures = take_captures(x, w, e, c);
	settle_given(x, &now);
	if (!stays(e, known) || defers(e, known))
		now.event = state_event(x, w, e, region, now.state, c, operand);
	transition(x, w, &now, c, operand);
	yield_to(x, w, e, region);
	doubt_elements(x, w, e, region);
	doubt_reread(x, w, e, region);
}

/* How many calls lie between this function and what happened. */
static int depth_of(const struct event *ev)
{
	int depth = 0;

	for (; ev; ev = ev->inside)
		depth++;
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
		if (known && fitting(s->first, known->state))
			now.state = fitting(s->first, known->state)->to;
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
	if (!x->strict && depth_of(s->event) > MAX_TOLD_DEPTH + (x->sequel ? 2 : 0))
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
	got(ev->protocol, &now);
	world_set_state(x->arena, w, now);
}

/* The argument itself, or what shares its lifetime: a view of it, or what it is the view of. */
static bool names_argument(const struct path *path)
{
	for (uint16_t i = 0; i < path->nsteps; i++)
		if (path->steps[i].kind != STEP_VIEW && path->steps[i].kind != STEP_BASE &&
		    path->steps[i].kind != STEP_WHOLE)
			return false;
	return true;
}

/* An address worked out from an object's, as of a mapping that starts inside a page: whose release
 * it is can't be told. */
static void pass_by_derived(struct analysis *x, struct world *w, const struct effect *e, node_id v)
{
	node_id region = region_deref(x->n, v);
	const struct state *known;
	struct state s;

	if (node_at(x->n, region)->kind != REGION_ELEM)
		return;
	known = world_state(w, node_at(x->n, region)->a, e->protocol->id);
	if (!known)
		return;
	s = *known;
	state_hand_on(&s);
	world_set_state(x->arena, w, s);
}

static void apply_state(struct analysis *x, struct world *w, const struct effect *e,
			const struct call *c)
{
	uint32_t operand = IR_NONE;
	node_id v;

	if (e->protocol->strict && !x->strict)
		return;
	if (lock_direction(e) > 0)
		/* What it guards may have been changed by others since it was held last. */
		memory_change_links(x, w, node_havoc(x->n, x->fn, c->insn, c->gen));
	else if (lock_direction(e) < 0)
		publish_unlock(x, w, c);
	if (e->protocol->scoped && !section_open(w, e->protocol))
		return;
	v = e->protocol->stray && !x->locks ? NODE_NONE : path_value(x, w, &e->object, c);
	if (!v || !(fact_classes(x->n, w, v) & CLASS_POSITIVE))
		return;
	pass_by_derived(x, w, e, v);
	if (e->object.root == PATH_PARAM && names_argument(&e->object) &&
	    e->object.index < c->nargs)
		operand = c->operands[e->object.index];
	if (effect_takes(e))
		publish_get(x, w, region_deref(x->n, v), c);
	apply_transition(x, w, e, region_deref(x->n, v), c, operand);
}

/* What the object lies in has come to its end. */
static bool has_ended(const struct analysis *x, const struct world *w, const struct state *s)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *t = &w->states.list[i];

		if (x->p->protocols[t->protocol]->states[t->state].dead &&
		    region_within(x->n, s->region, t->region))
			return true;
	}
	return false;
}

/* What the effect names lies in the object. */
static bool holds(struct analysis *x, struct world *w, const struct effect *e,
		  const struct state *s, const struct call *c)
{
	node_id v = path_value(x, w, &e->object, c);

	return v && region_within(x->n, region_deref(x->n, v), s->region);
}

/* Whether the object is there at all, and saved the very values that the call is given. */
static bool selected(struct analysis *x, struct world *w, const struct effect *e,
		     const struct state *s, const struct call *c)
{
	const struct node *nd = node_at(x->n, s->region);

	if (e->nmisfits && nd->kind == REGION_DEREF &&
	    !(fact_classes(x->n, w, nd->a) & CLASS_POSITIVE))
		return false;
	if ((e->holding && !holds(x, w, e, s, c)) || (e->protocol->strict && has_ended(x, w, s)))
		return false;
	for (uint8_t i = 0; i < e->nmatches; i++) {
		node_id given = path_value(x, w, &e->matches[i].value, c);

		if (!given || !s->captures || s->captures[e->matches[i].index] != given)
			return false;
	}
	return true;
}

/* What is selected by the arguments of this call means nothing to a caller: only the others go into
 * w->each. */
static void remember_each(struct world *w, const struct effect *e)
{
	if (e->nmatches || e->holding)
		return;
	for (uint32_t i = 0; i < MAX_EACH && w->each[i] != e; i++)
		if (!w->each[i]) {
			w->each[i] = e;
			w->each_at[i] = w->trail ? w->trail->depth : 0;
			break;
		}
}

void effect_each(struct analysis *x, struct world *w, const struct effect *e, const struct call *c)
{
	remember_each(w, e);
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct rule *rule;

		if (s.protocol != e->protocol->id || (s.flags & STATE_UNSURE) ||
		    !selected(x, w, e, &s, c))
			continue;
		if (fitting(e, s.state)) {
			apply_transition(x, w, e, s.region, c, IR_NONE);
			continue;
		}
		rule = misfit(e, s.state);
		/* What others can find they may have taken care of. */
		if (!rule || (s.flags & STATE_HANDED_ON) ||
		    (!x->strict && doubt_undoing_loop(x, w, &s)))
			continue;
		effect_report(x, w, rule, &s, c, IR_NONE);
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

static void report_forbidden(struct analysis *x, struct world *w, const struct effect *e,
			     const struct call *c)
{
	evidence_report(x, w,
			&(struct report){.rule = e->otherwise,
					 .insn = c->insn,
					 .callee = c->callee,
					 .inside = c->inside});
}

/* The kind of record that the effect's object is, if that is an argument; or IR_NONE. */
static uint32_t pointee_record(const struct analysis *x, const struct effect *e,
			       const struct call *c)
{
	if (e->object.root != PATH_PARAM || e->object.nsteps || e->object.index >= c->nargs)
		return IR_NONE;
	return program_pointee_record(x->m, x->f, c->operands[e->object.index]);
}

/* The head or the links of a list: what is found from its other elements changes too. */
static void clobber(struct analysis *x, struct world *w, const struct effect *e, node_id v,
		    const struct call *c)
{
	uint32_t record = pointee_record(x, e, c);
	node_id since = node_havoc(x->n, x->fn, c->insn, c->gen);

	memory_havoc(x, w, region_deref(x->n, v), since);
	if (record != IR_NONE && memory_has_links(x, record))
		memory_change_links(x, w, since);
}

static bool fills_with_zero(struct analysis *x, struct world *w, const struct effect *e,
			    const struct call *c)
{
	if (e->kind != EFFECT_FILL)
		return e->kind == EFFECT_ZERO;
	/* What is filled may be a part of an array: only of a record we know that it is all of it.
	 */
	return pointee_record(x, e, c) != IR_NONE &&
	       path_value(x, w, &e->other, c) == node_int(x->n, 0);
}

static void release_duty(struct analysis *x, struct world *w, node_id region)
{
	for (uint32_t i = 0; region && i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.region != region || !s.got)
			continue;
		s.got = NULL;
		world_set_state(x->arena, w, s);
	}
}

/* Nothing is owed for it any more, nor for what it holds, not even where the function fails. */
static void hand_on(struct analysis *x, struct world *w, node_id value)
{
	node_id region = region_deref_known(x->n, value);

	call_escape(x, w, value, false);
	world_escaped(w, value);
	release_duty(x, w, region);
	for (uint32_t i = 0; region && i < w->store.count; i++)
		if (region_within(x->n, w->store.list[i].region, region))
			release_duty(x, w, region_deref_known(x->n, w->store.list[i].value));
}

static bool made_here(const struct analysis *x, node_id region)
{
	const struct node *root = node_at(x->n, region_root(x->n, region));

	return root->kind == REGION_LOCAL ||
	       (root->kind == REGION_DEREF && node_at(x->n, root->a)->kind == NODE_FRESH);
}

/*
 * A function is left that will undo things when the driver ends: what this path did to objects of
 * the kinds that it undoes is seen to. It finds them by its own argument, under other names.
 */
static void promise(struct analysis *x, struct world *w, const struct effect *e,
		    const struct call *c)
{
	node_id f = path_value(x, w, &e->object, c);

	if (!f || node_at(x->n, f)->kind != NODE_FUNC)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (made_here(x, s.region) ||
		    !left_may_undo(x->p, node_at(x->n, f)->a, x->p->protocols[s.protocol]))
			continue;
		state_hand_on(&s);
		s.flags |= STATE_UNSURE;
		s.got = NULL;
		world_set_state(x->arena, w, s);
	}
	x->f = &x->m->functions[x->fn];
}

static void store(struct analysis *x, struct world *w, node_id region, node_id v,
		  const struct call *c)
{
	memory_store(x, w, region, v, node_havoc(x->n, x->fn, c->insn, c->gen));
	/* A caller finds it there, even if this function knows the place by no argument. */
	if (!memory_is_private(x, region))
		world_escaped(w, v);
}

bool effect_apply(struct analysis *x, struct world *w, const struct effect *e, const struct call *c)
{
	node_id v, at;

	switch (e->kind) {
	case EFFECT_STATE:
		apply_state(x, w, e, c);
		return true;
	case EFFECT_EACH:
		effect_each(x, w, e, c);
		return true;
	case EFFECT_OPEN:
	case EFFECT_CLOSE:
		section_move(x, w, e->protocol->id, e->kind == EFFECT_OPEN ? 1 : -1, c);
		return true;
	case EFFECT_PUBLISH:
		publish(x, w, e, c);
		return true;
	case EFFECT_LOOK:
		publish_look(x, w, e, c);
		return true;
	case EFFECT_HAND_ON:
		v = path_value(x, w, &e->object, c);
		if (v)
			hand_on(x, w, v);
		return true;
	case EFFECT_FACT:
		v = path_value(x, w, &e->object, c);
		return !v || fact_assume_classes(x->arena, x->n, w, v, e->classes);
	case EFFECT_STORE:
		v = path_value(x, w, &e->other, c);
		at = path_value(x, w, &e->object, c);
		if (v && at)
			store(x, w, region_deref(x->n, at), v, c);
		return true;
	case EFFECT_CLOBBER:
	case EFFECT_ZERO:
	case EFFECT_FILL:
		v = path_value(x, w, &e->object, c);
		if (v && fills_with_zero(x, w, e, c))
			memory_havoc(x, w, region_deref(x->n, v), node_int(x->n, 0));
		else if (v)
			clobber(x, w, e, v, c);
		return true;
	case EFFECT_COPY:
		if (e->object.index < c->nargs)
			member_copied(x, w, c->operands[e->object.index], c->insn);
		return true;
	case EFFECT_COUNT_UP:
	case EFFECT_COUNT_DOWN:
	case EFFECT_COUNT_KEPT:
	case EFFECT_COUNT_LAST:
	case EFFECT_COUNT_NONE:
	case EFFECT_COUNT_SET:
		return count_effect(x, w, e, c);
	case EFFECT_STATIC:
		structure_static(x, w, e, c);
		return true;
	case EFFECT_UNGUARDED:
		structure_unguarded(x, w, e, c);
		return true;
	case EFFECT_FORBIDDEN:
		report_forbidden(x, w, e, c);
		return true;
	case EFFECT_NORETURN:
		return false;
	case EFFECT_CALL_LATER: /* where it is in a slot, program.c's */
		if (!e->callback && !x->strict)
			promise(x, w, e, c);
		return true;
	case EFFECT_TAKE: /* these are publish.c's: what the whole file does */
	case EFFECT_MARK:
	case EFFECT_NUMBER: /* these are ids.c's */
	case EFFECT_ASK:
	case EFFECT_FIND: /* these are call.c's */
	case EFFECT_RETURN:
	case EFFECT_CALL:
	case EFFECT_PLACE: /* this one is table.c's */
	case EFFECT_LOCKED: /* this one is guard.c's */
	case EFFECT_IGNORE:
		return true;
	}
	return true;
}
