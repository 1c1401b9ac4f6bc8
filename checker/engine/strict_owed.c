/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: what a function owes. It leaves nothing behind where it fails, sets nothing up again
 * that is set up, and what it takes off a list goes somewhere. In lint these are told only where
 * other paths show that the code means it so.
 */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "evidence.h"
#include "memory.h"
#include "program.h"
#include "strict.h"

static void tell(struct analysis *x, struct world *w, const char *rule, const struct state *s,
		 uint32_t insn, const char *callee)
{
	struct report r = {.rule = contracts_rule(x->p->contracts, rule),
			   .insn = insn,
			   .object = describe_region(x->p, s->region, x->p->out->arena),
			   .callee = callee,
			   .state = s,
			   .region = s->region};
	struct finding f;

	if (!r.rule)
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

/* Somebody has to bring an object out of this state. */
bool strict_owes(const struct protocol_state *s)
{
	return !s->dead &&
	       (s->leak || s->owed || s->abandoned || s->kept || (s->death && !s->ambient));
}

/* --- Who else may see to it -------------------------------------------------------------- */

/* A protocol of strict mode that says who else leads to an object, as that of lists does. */
static bool tells_who(const struct protocol *p)
{
	for (uint8_t i = 0; p->strict && i < p->nstates; i++)
		if (p->states[i].death)
			return true;
	return false;
}

/* Other code has the memory that region lies in, or that a pointer to it is stored in, and sees to
 * its end. */
static bool given_away(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if ((tells_who(p) || p->yields) && s->state &&
		    s->region == region_root(x->n, region))
			return true;
	}
	return false;
}

/* A member of something, or a variable: nobody but this driver knows that it is there. */
static bool is_part(const struct nodes *n, node_id region)
{
	return node_at(n, region)->kind != REGION_DEREF;
}

bool strict_others(const struct analysis *x, const struct world *w, node_id region)
{
	if (is_part(x->n, region))
		return false;
	for (uint32_t i = 0; i < w->store.count; i++)
		if (w->store.list[i].value == node_at(x->n, region)->a &&
		    given_away(x, w, w->store.list[i].region))
			return true;
	return given_away(x, w, region);
}

/* --- Where it fails ----------------------------------------------------------------------- */

static bool failed(const struct analysis *x, const struct exit_world *e)
{
	value_classes c;

	if (!e->result || x->f->result == IR_NONE)
		return false;
	c = fact_classes(x->n, e->w, e->result);
	if (x->m->types[x->f->result].kind == IR_TYPE_POINTER)
		return !(c & CLASS_POSITIVE);
	return (c & CLASS_NEGATIVE) && !(c & (CLASS_ZERO | CLASS_POSITIVE));
}

/* It is stored in something that was there before. */
static bool kept_outside(const struct analysis *x, const struct world *w, node_id v)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];
		const struct node *root = node_at(x->n, region_root(x->n, b->region));

		if (b->value == v && root->kind != REGION_LOCAL && root->kind != REGION_TEMP &&
		    (root->kind != REGION_DEREF || node_at(x->n, root->a)->kind != NODE_FRESH))
			return true;
	}
	return false;
}

/*
 * This function, or what it called, brought the object there, which is not this function's own
 * memory. References that a callee took it may have put where this function does not look.
 */
static bool left_by(const struct analysis *x, const struct world *w, const struct state *s,
		    bool counted)
{
	const struct node *nd = node_at(x->n, s->region),
			  *root = node_at(x->n, region_root(x->n, s->region));

	if (!s->event || s->event->kind == EVENT_ENTRY || s->event->fn != x->fn ||
	    (counted && s->event->inside) || (s->flags & STATE_UNSURE) ||
	    root->kind == REGION_LOCAL || root->kind == REGION_TEMP)
		return false;
	if (nd->kind == REGION_DEREF && node_at(x->n, nd->a)->kind == NODE_FRESH)
		return kept_outside(x, w, nd->a); /* else it is lost, which is told anyway */
	return !s->first || s->first->arrows[0].from == protocol_all_states(s->first->protocol);
}

/* The function's own contract says in which state it leaves this one where it fails: whoever calls
 * it knows. */
static bool says_left(struct analysis *x, const struct exit_world *e, node_id region)
{
	value_classes result = fact_classes(x->n, e->w, e->result);

	for (uint32_t o = 0; x->owed && o < x->owed->noutcomes; o++)
		for (uint32_t i = 0; i < x->owed->outcomes[o].neffects; i++) {
			const struct effect *f = &x->owed->outcomes[o].effects[i];
			node_id v = f->kind == EFFECT_STATE && f->object.root == PATH_PARAM &&
						    (x->owed->outcomes[o].when & result)
					    ? path_value(x, e->w, &f->object, NULL)
					    : NODE_NONE;

			if (v && !f->protocol->stray && !f->protocol->strict &&
			    region_within(x->n, region, region_deref(x->n, v)))
				return true;
		}
	return false;
}

/* A variable of the file that is set up once, for all that come: a flag says so from here on. */
static bool noted_once(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		const struct binding *b = &w->store.list[i];

		if (node_at(x->n, b->region)->kind == REGION_GLOBAL && b->region != region &&
		    node_at(x->n, b->value)->kind != NODE_FRESH &&
		    fact_classes(x->n, w, b->value) == CLASS_POSITIVE)
			return true;
	}
	return false;
}

/* Nothing is owed for it: it never dies, or is set up for good. */
static bool stays(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct protocol_state *now = &x->p->protocols[s->protocol]->states[s->state];

	if (node_at(x->n, region_root(x->n, s->region))->kind != REGION_GLOBAL)
		return false;
	return !(now->leak || now->owed || now->abandoned || now->kept) ||
	       noted_once(x, w, s->region);
}

/* A contract says that a reference to what lies around root was given back. */
static bool put_by_contract(const struct analysis *x, const struct world *w, node_id root)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (x->p->protocols[s->protocol]->counted && s->count <= 0 &&
		    region_root(x->n, s->region) == root)
			return true;
	}
	return false;
}

/* What holds the region was made on this path, and the reference that it was made with was given
 * back: whoever has the last of all cleans up what it holds, as release-keeps asks. */
static bool put_with_whole(const struct analysis *x, const struct world *w, node_id region)
{
	const node_id root = region_root(x->n, region);

	for (uint32_t i = 0; i < w->counters.count; i++) {
		const struct counter *c = &w->counters.list[i];

		if (c->made && region_root(x->n, c->region) == root &&
		    (c->count <= 0 || put_by_contract(x, w, root)))
			return true;
	}
	return false;
}

/* Some contract of a function that fn calls has it call another one, now or later: that one may
 * undo things. */
#define MAX_DEPTH 3
static bool calls_back(struct program *p, uint32_t fn, int depth)
{
	const struct function_contract *fc = program_contract(p, fn);

	for_each_effect (e, fc)
		if (e->kind == EFFECT_CALL || e->kind == EFFECT_CALL_LATER)
			return true;
	if (fc || depth == MAX_DEPTH || !(p->m->functions[fn].flags & IR_FN_DEFINED))
		return false;
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++)
		if (calls_back(p, p->m->functions[fn].callees[i], depth + 1))
			return true;
	return false;
}

/* One that never succeeds has done what it is there for, and lets others have the device. */
static bool may_succeed(const struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		if (!failed(x, &x->exits[i]))
			return true;
	return false;
}

/* The function calls one that is placed in a slot of its own table, to undo what it does. */
static bool calls_sequel(const struct analysis *x)
{
	for (uint32_t i = 0; i < x->f->ncallees; i++) {
		const struct fn_info *info = program_fn(x->p, x->f->callees[i]);

		for (uint32_t k = 0; k < info->nslots; k++) {
			const struct slot *s = info->slots[k];

			if (s->undoes && s->record && !strcmp(s->record, x->slot->record) &&
			    !strcmp(s->undoes, x->slot->member))
				return true;
		}
	}
	return false;
}

/* Where the function succeeds, and only there, another one of its table takes back what it did: it
 * does not have that one do so itself. */
static bool is_start(const struct analysis *x)
{
	return x->slot && x->slot->record && may_succeed(x) &&
	       contracts_slot_undoing(x->p->contracts, x->slot->record, x->slot->member) &&
	       (x->strict || !calls_sequel(x));
}

/* It is stored in a variable of the file in which the path has found nothing before: who comes next
 * finds it there. */
static bool shared_from_now(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *nd = node_at(x->n, region), *v;

	for (uint32_t i = 0; nd->kind == REGION_DEREF && i < w->facts.count; i++) {
		v = node_at(x->n, w->facts.list[i].value);
		if (v->kind == NODE_INIT && node_at(x->n, v->a)->kind == REGION_GLOBAL &&
		    world_get(w, v->a) == nd->a &&
		    fact_classes(x->n, w, w->facts.list[i].value) == CLASS_ZERO)
			return true;
	}
	return false;
}

/* In lint: where it is not told anyway, nobody else can undo it, no code was given it that may do
 * so, and it is no element of which a loop may have undone this one or another. */
static bool clearly_left(struct analysis *x, const struct exit_world *e, const struct state *s)
{
	return !shared_from_now(x, e->w, s->region) && !doubt_undone_below(x, s, e->insn) &&
	       !(s->flags & STATE_GIVEN) && !calls_back(x->p, x->fn, 0) &&
	       !x->p->protocols[s->protocol]->states[s->state].owed &&
	       !doubt_found_by_index(x, s->event) && !doubt_moved_by_index(x, s) &&
	       !doubt_several_undone(x, e->w, s, e->insn);
}

static void check_failing(struct analysis *x, const struct exit_world *e)
{
	const char *rule = x->strict ? "strict-left-on-failure" : "left-by-failed-start";

	if (!failed(x, e) && !left_passes_on(x, e))
		return;
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		const struct state s = e->w->states.list[i];
		const struct protocol *p = x->p->protocols[s.protocol];

		if (p->strict || p->yields || p->stray || (p->counted && s.count <= 0) ||
		    !strict_owes(&p->states[s.state]) || !left_by(x, e->w, &s, p->counted) ||
		    strict_others(x, e->w, s.region))
			continue;
		if (x->strict && (says_left(x, e, s.region) || stays(x, e->w, &s) ||
				  put_with_whole(x, e->w, s.region)))
			continue;
		if (x->strict || clearly_left(x, e, &s))
			tell(x, e->w, rule, &s, e->insn, s.event->callee);
	}
}

/* --- Set up again ------------------------------------------------------------------------- */

void strict_again(struct analysis *x, struct world *w, const struct state *now,
		  const struct state *known, const struct call *c)
{
	const struct protocol *p = now->first->protocol;

	if (x->strict && !p->counted && !p->stray && !p->strict && now->state == known->state &&
	    now->first->arrows[0].from == protocol_all_states(p) && !now->first->arrows[0].stay &&
	    strict_owes(&p->states[known->state]) && !(known->flags & STATE_UNSURE))
		tell(x, w, "set-up-again", known, c->insn, c->callee);
}

/* The last place that leads to what a call gave is filled with something else. */
void strict_overwritten(struct analysis *x, struct world *w, node_id region, node_id value,
			uint32_t insn)
{
	node_id old = x->strict ? world_get(w, region) : NODE_NONE;

	if (!old || old == value || node_at(x->n, old)->kind != NODE_FRESH ||
	    !(fact_classes(x->n, w, old) & CLASS_POSITIVE))
		return;
	for (uint32_t i = 0; i < w->store.count; i++)
		if (w->store.list[i].value == old && w->store.list[i].region != region)
			return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state s = w->states.list[i];
		const struct protocol *p = x->p->protocols[s.protocol];

		if (s.region != region_deref(x->n, old) || (s.flags & STATE_UNSURE) || p->strict ||
		    (p->counted && s.count <= 0) || !(s.flags & STATE_HANDED_ON) ||
		    !strict_owes(&p->states[s.state]))
			continue;
		tell(x, w, "set-up-again", &s, insn, "this store");
	}
}

/* --- Elements of lists -------------------------------------------------------------------- */

static node_id innermost(const struct nodes *n, node_id region)
{
	while (node_at(n, region)->kind == REGION_CONTAINER ||
	       node_at(n, region)->kind == REGION_FIELD)
		region = node_at(n, region)->a;
	return region;
}

/* The region was found by way of a list: its links lead there. */
static bool is_element(const struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, innermost(x->n, region));

	return nd->kind == REGION_DEREF && node_at(x->n, nd->a)->kind == NODE_INIT &&
	       memory_is_link(x, node_at(x->n, nd->a)->a);
}

/* Something of this path put it on a list, or took it off one; or the element itself, or the link
 * that led to it, has a protocol that sees to its lists. */
static bool links_known(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if (innermost(x->n, s->region) != innermost(x->n, region))
			continue;
		/* Of another list that it may be on nothing follows for the one that led here. */
		if (tells_who(p) && s->region != innermost(x->n, region))
			continue;
		if (p->yields || p->constant || p == x->p->ownership || p->states[s->state].dead)
			continue;
		if (tells_who(p) || node_at(x->n, s->region)->kind == REGION_CONTAINER ||
		    (s->region == innermost(x->n, region) && !p->states[s->state].death))
			return true;
	}
	return false;
}

/* The state in which what is on a list must not die; false: there is none. */
static bool find_linked(const struct analysis *x, struct state *s)
{
	uint32_t n = contracts_nprotocols(x->p->contracts);

	for (uint16_t id = 0; id < n; id++) {
		const struct protocol *p = x->p->protocols[id];

		for (uint8_t i = 0; p && p->strict && i < p->nstates; i++)
			if (p->states[i].death) {
				s->protocol = id;
				s->state = i;
				return true;
			}
	}
	return false;
}

/* Whoever ends, or gives away, what was found on a list has to take it off first. */
static void check_unlinked(struct analysis *x, struct world *w, node_id region, uint32_t insn,
			   const char *callee)
{
	struct state s = {.region = region};
	struct report r = {.rule = contracts_rule(x->p->contracts, "on-list"),
			   .insn = insn,
			   .object = describe_region(x->p, region, x->p->out->arena),
			   .callee = callee,
			   .state = &s,
			   .region = region};
	struct finding f;

	if (!r.rule || !is_element(x, region) || links_known(x, w, region) || !find_linked(x, &s))
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

void strict_listed(struct analysis *x, struct world *w, const struct state *now,
		   const struct call *c)
{
	const struct effect *e = now->first;

	/* Of another link of the element nothing follows from the list that led to it. */
	if (x->strict && tells_who(e->protocol) && !e->arrows[0].stay && e->nmisfits &&
	    e->protocol->states[e->arrows[0].to].death &&
	    now->region == innermost(x->n, now->region))
		check_unlinked(x, w, now->region, c->insn, c->callee);
}

void strict_death(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	if (x->strict)
		check_unlinked(x, w, region, c->insn, c->callee);
}

/* The function says that its result is the caller's. */
static bool gives_result(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps &&
		    e->protocol->yields)
			return true;
	return false;
}

static void check_given(struct analysis *x, const struct exit_world *e)
{
	node_id region = e->result ? region_deref_known(x->n, e->result) : NODE_NONE;

	if (region && x->owed && gives_result(x->owed))
		check_unlinked(x, e->w, region, e->insn, str_text(x->m->strings, x->f->name));
}

/* Something was done with the object behind it since: its own protocol sees to the rest. */
static bool settled(const struct analysis *x, const struct state *states, uint32_t nstates,
		    const struct state *s)
{
	for (uint32_t i = 0; i < nstates; i++) {
		const struct state *t = &states[i];
		const struct protocol *p = x->p->protocols[t->protocol];

		if (p->strict || p->stray ||
		    innermost(x->n, t->region) != innermost(x->n, s->region))
			continue;
		if (p->states[t->state].dead ||
		    (t->event && s->event && t->event->depth >= s->event->depth))
			return true;
	}
	return false;
}

bool strict_taken(const struct analysis *x, const struct state *states, uint32_t nstates,
		  const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	return p->strict && p->states[s->state].leak &&
	       !(s->flags & (STATE_UNSURE | STATE_HANDED_ON)) && is_element(x, s->region) &&
	       !settled(x, states, nstates, s);
}

static void check_taken(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		const struct state s = e->w->states.list[i];

		if (strict_taken(x, e->w->states.list, e->w->states.count, &s) &&
		    !exit_returns(x, e, s.region))
			tell(x, e->w, "taken-lost", &s, e->insn, NULL);
	}
}

/* The memory that region lies in has come to its end here, or somebody else is to end it. */
static bool ended(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (region_within(x->n, region, s->region) &&
		    ((s->flags & STATE_HANDED_ON) ||
		     x->p->protocols[s->protocol]->states[s->state].dead))
			return true;
	}
	return false;
}

/* Who is called for the last reference ends what it was one to. */
static void check_release(struct analysis *x, const struct exit_world *e)
{
	node_id object = region_deref(x->n, node_param(x->n, x->fn, 0, 0));
	struct report r = {.rule = contracts_rule(x->p->contracts, "release-keeps"),
			   .insn = e->insn,
			   .callee = str_text(x->m->strings, x->f->name),
			   .object = describe_region(x->p, object, x->p->out->arena),
			   .region = object};
	struct finding f;

	if (!r.rule || !x->p->fns[x->fn].ends || ended(x, e->w, object) || (e->w->passed & 1))
		return;
	f = evidence_finding(x, e->w, &r);
	findings_add(x->p->out, &f);
}

void strict_owed(struct analysis *x, const struct exit_world *e)
{
	if (!(x->f->flags & IR_FN_MAIN_FILE) || !(x->strict || is_start(x)))
		return;
	check_failing(x, e);
	if (!x->strict)
		return;
	check_taken(x, e);
	check_given(x, e);
	check_release(x, e);
}
