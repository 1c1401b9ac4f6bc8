/* SPDX-License-Identifier: MIT */
/*
 * Members that keep an object for somebody (__keeps), in lint as well as in strict mode. What is
 * stored in such a pointer is whoever's then who takes it out; a flag or a timer in an object's
 * private data keeps the object that they belong to. So it is known at each step who has it: nobody
 * ends what another one has, and whoever has it ends it, or puts it where it is found.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"
#include "transition.h"

/* What is said of the member that region is, or is an element of; NULL: it keeps nothing. */
static const struct field_contract *keeper_at(struct analysis *x, node_id region, node_id *base)
{
	const struct field_contract *by;
	struct node nd = *node_at(x->n, region);

	while (nd.kind == REGION_ELEM)
		nd = *node_at(x->n, nd.a);
	if (!x->p->kept || nd.kind != REGION_FIELD)
		return NULL;
	by = member_contract(x->p, nd.b, nd.c);
	*base = nd.a;
	return by && by->put ? by : NULL;
}

/* The object whose private data the record at base is. */
static node_id object_of_view(struct analysis *x, const struct field_contract *by, node_id base)
{
	return region_deref(x->n, node_base(x->n, node_addr(x->n, base), by->view->id));
}

/* What nothing is known of yet is found in that state. */
static void enter(struct analysis *x, struct world *w, node_id object, const struct protocol *p,
		  uint8_t state)
{
	if (!world_state(w, object, p->id))
		explore_enter(x, w, object, p, state);
}

static void move(struct analysis *x, struct world *w, const struct effect *e, node_id object,
		 uint32_t insn, const char *callee)
{
	struct call c = {.insn = insn, .fn = IR_NONE, .callee = callee};

	transition_apply(x, w, e, object, &c, IR_NONE);
}

void keeps_read(struct analysis *x, struct world *w, node_id region, node_id v)
{
	node_id base;
	const struct field_contract *by = keeper_at(x, region, &base);

	if (by && !by->view && node_at(x->n, v)->kind == NODE_INIT)
		enter(x, w, region_deref(x->n, v), by->protocol, by->set);
}

/* The object that v keeps there: what it points to, or what the record belongs to. */
static node_id object_by(struct analysis *x, const struct field_contract *by, node_id base,
			 node_id v)
{
	return by->view ? object_of_view(x, by, base) : region_deref(x->n, v);
}

/* w goes on with v that is not 0; returns the world in which it is, if both can be, else NULL. */
static struct world *split(struct analysis *x, struct world *w, node_id v)
{
	struct world *other;

	if (!(fact_classes(x->n, w, v) & CLASS_ZERO))
		return NULL;
	other = world_fork(x->arena, w);
	fact_assume(x->arena, x->n, other, v, false);
	fact_assume(x->arena, x->n, w, v, true);
	return other;
}

struct world *keeps_stored(struct analysis *x, struct world *w, node_id region, node_id v,
			   uint32_t insn)
{
	node_id base, old;
	const struct field_contract *by = keeper_at(x, region, &base);
	struct world *other;

	if (!by)
		return NULL;
	if (fact_classes(x->n, w, v) & CLASS_NONZERO) {
		other = split(x, w, v);
		move(x, w, by->put, object_by(x, by, base, v), insn, "this store");
		return other;
	}
	old = memory_load(x, w, region, 0);
	if (!(fact_classes(x->n, w, old) & CLASS_NONZERO))
		return NULL;
	other = split(x, w, old);
	move(x, w, by->take, object_by(x, by, base, old), insn, "this store");
	return other;
}

void keeps_moved(struct analysis *x, struct world *w, const struct effect *e, node_id region,
		 const struct call *c)
{
	node_id base;
	const struct field_contract *by = keeper_at(x, region, &base);
	const struct state *s = by && by->view ? world_state(w, region, e->protocol->id) : NULL;
	const struct protocol_state *in = s ? &e->protocol->states[s->state] : NULL;

	if (!in || by->protocol == e->protocol || e->arrows[0].stay)
		return;
	if (in->ambient)
		move(x, w, by->put, object_of_view(x, by, base), c->insn, c->callee);
	else if (in->rests)
		move(x, w, by->take, object_of_view(x, by, base), c->insn, c->callee);
}

/* What runs later has begun to run: what it kept until then is its own. */
static bool runs_now(const struct analysis *x, node_id region)
{
	for (uint32_t i = 0; x->slot && i < x->slot->nentries; i++)
		if (program_runs_later(x->slot->entries[i].protocol) &&
		    region == region_deref_known(x->n, node_param(x->n, x->fn, 0, 0)))
			return true;
	return false;
}

void keeps_found(struct analysis *x, struct world *w, node_id region, uint32_t record,
		 uint32_t field)
{
	const struct field_contract *by =
		x->p->kept && runs_now(x, region) ? member_contract(x->p, record, field) : NULL;

	if (by && by->put && by->view)
		enter(x, w, object_of_view(x, by, region_container(x->n, region, record, field)),
		      by->protocol, by->unset);
}

/* The object is the one that what runs now has kept. */
static bool was_kept(const struct analysis *x, const struct state *s)
{
	const struct node *nd = node_at(x->n, s->region);

	if (nd->kind != REGION_DEREF || node_at(x->n, nd->a)->kind != NODE_BASE)
		return false;
	nd = node_at(x->n, node_at(x->n, nd->a)->a);
	return nd->kind == NODE_ADDR && node_at(x->n, nd->a)->kind == REGION_CONTAINER;
}

void keeps_exit(struct analysis *x, const struct exit_world *e)
{
	if (!x->p->kept || !x->slot ||
	    (e->result && !(fact_classes(x->n, e->w, e->result) & CLASS_ZERO)))
		return;
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		const struct state s = e->w->states.list[i];
		struct report r = {.rule = contracts_rule(x->p->contracts, "held-by-nobody"),
				   .insn = e->insn,
				   .object = describe_region(x->p, s.region, x->p->out->arena),
				   .state = &s,
				   .region = s.region};
		struct finding f;

		if (!r.rule || !s.event || s.event->kind != EVENT_ENTRY || !was_kept(x, &s))
			continue;
		f = evidence_finding(x, e->w, &r);
		findings_add(x->p->out, &f);
	}
}
