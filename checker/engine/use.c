/* SPDX-License-Identifier: MIT */
/* Touching an object: judged by the state of everything that holds the touched memory. */
#include <string.h>

#include "call.h"
#include "doubt.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

/* Whether the caller can name v: it starts at a parameter or a global and was not written since
 * entry. */
static bool visible(const struct nodes *n, node_id v)
{
	for (;;) {
		const struct node *nd = node_at(n, v);

		switch (nd->kind) {
		case NODE_PARAM:
		case REGION_GLOBAL:
			return true;
		case NODE_INIT:
			if (nd->b)
				return false;
			break;
		case NODE_VIEW:
		case NODE_BASE:
		case NODE_ADDR:
		case REGION_DEREF:
		case REGION_FIELD:
		case REGION_ELEM:
		case REGION_CONTAINER:
			break;
		default:
			return false;
		}
		v = nd->a;
	}
}

/* The pointed-to memory that region is part of: what a caller would recognise. */
static node_id object_of(const struct nodes *n, node_id region)
{
	while (node_at(n, region)->kind == REGION_FIELD || node_at(n, region)->kind == REGION_ELEM)
		region = node_at(n, region)->a;
	return region;
}

/* Memory behind a pointer: what that points to, or what this is a member of. */
static bool is_object(const struct node *region)
{
	return region->kind == REGION_DEREF || region->kind == REGION_CONTAINER;
}

/* The path has seen that the pointer to it is one. */
static bool is_tested(const struct analysis *x, const struct world *w, node_id object)
{
	const struct node *nd = node_at(x->n, object);

	return nd->kind == REGION_DEREF && !(fact_classes(x->n, w, nd->a) & CLASS_ZERO);
}

/* Whether what is done in the present block is done on that condition only. */
static bool is_needed(const struct analysis *x, const struct event *condition)
{
	const struct ir_insn *branch = &x->f->insns[condition->insn];

	return !cfg_reaches(x->f, condition->truth ? branch->c : branch->b, x->block,
			    cfg_block_of(x->f, condition->insn));
}

/* The last condition of the path, if what is done here is done on no other; or NULL. */
static const struct event *condition_here(const struct analysis *x, const struct world *w)
{
	const struct event *ev = w->trail;

	while (ev && ev->kind != EVENT_BRANCH)
		ev = ev->parent;
	return ev && ev->fn == x->fn && is_needed(x, ev) ? ev : NULL;
}

static void reaches(struct analysis *x, const struct world *w, struct use_root *root)
{
	if (!root->reached)
		root->when = condition_here(x, w);
	else if (root->when && !is_needed(x, root->when))
		root->when = NULL;
	root->reached = true;
}

/* Remembers the first touch of an object whose state only the caller can know. */
static void remember(struct analysis *x, struct world *w, node_id region, uint32_t insn,
		     const struct event *trail, const char *how, bool reached)
{
	node_id object = object_of(x->n, region);
	uint32_t i;

	for (i = 0; i < x->nroots; i++)
		if (x->roots[i].region == object)
			break;
	if (i == x->nroots) {
		if (i == MAX_USE_ROOTS || !is_object(node_at(x->n, object)) ||
		    !visible(x->n, object))
			return;
		x->roots[x->nroots++] = (struct use_root){object, insn, trail, how, false, NULL};
	}
	if ((reached || region != object) && !is_tested(x, w, object))
		reaches(x, w, &x->roots[i]);
	w->uses |= 1ull << i;
	w->sure |= 1ull << i;
}

struct touch {
	uint32_t insn;
	uint32_t given; /* in a callee: what the caller gave that is reached there, or IR_NONE */
	uint32_t operand; /* IR_NONE: nothing to describe */
	node_id region; /* what is touched */
	bool address; /* operand is the address of what is touched, not the value passed */
	const struct event *inside;
	const char *callee;
	const struct use_root *root; /* in a callee: where there */
	uint32_t callee_fn;
	const char *how; /* read, written, or NULL */
};

static const char *told(struct analysis *x, const struct touch *t)
{
	struct arena *a = x->p->out->arena;
	const char *given =
		t->root && t->given != IR_NONE ? describe_operand(x->m, x->fn, t->given, a) : NULL;

	if (given || t->operand == IR_NONE)
		return given ? given : describe_region(x->p, t->region, a);
	/* What a helper returned is told by what it is. */
	if (x->f->insns[t->operand].op == IR_CALL)
		return describe_region(x->p, t->region, a);
	return t->address ? describe_address(x->m, x->fn, t->operand, a)
			  : describe_operand(x->m, x->fn, t->operand, a);
}

/* An array stands for its first element as well: what happens to that one does not happen to the
 * others. */
static bool is_other_element(const struct nodes *n, node_id part, node_id array)
{
	uint8_t kind = node_at(n, array)->kind;

	return part && node_at(n, part)->kind == REGION_ELEM &&
	       (kind == REGION_GLOBAL || kind == REGION_LOCAL || kind == REGION_FIELD);
}

bool use_is_member(struct analysis *x, node_id part, const struct protocol_state *state)
{
	const struct node *nd = part ? node_at(x->n, part) : NULL;
	const char *name;

	if (!nd || nd->kind != REGION_FIELD)
		return false;
	ir_need_fields(x->m, nd->b);
	if (nd->c >= x->m->records[nd->b].nfields)
		return false;
	name = str_text(x->m->strings, x->m->records[nd->b].fields[nd->c].name);
	for (int i = 0; i < PROTOCOL_MAX_MEMBERS && state->members[i]; i++)
		if (!strcmp(state->members[i], name))
			return true;
	return false;
}

bool use_writes_member(const struct analysis *x, node_id part)
{
	const struct node *nd = node_at(x->n, part);

	for (uint32_t i = 0; i < x->f->ninsns; i++) {
		const struct ir_insn *to;

		if (x->f->insns[i].op != IR_STORE)
			continue;
		to = &x->f->insns[x->f->insns[i].a];
		if (to->op == IR_FIELD && to->b == nd->b && to->c == nd->c)
			return true;
	}
	return false;
}

static const struct counter *counter_below(const struct analysis *x, const struct world *w,
					   node_id root)
{
	for (uint32_t i = 0; i < w->counters.count; i++)
		if (region_root(x->n, w->counters.list[i].region) == root)
			return &w->counters.list[i];
	return NULL;
}

/*
 * A reference of the caller's object was put on this path, but not on others that come here as
 * well: the caller can't tell, so it has one of its own to go by.
 */
static bool caller_has_another(const struct analysis *x, const struct world *w,
			       const struct state *s)
{
	node_id root = region_root(x->n, s->region);
	const struct node *nd = node_at(x->n, root);
	const struct counter *c = counter_below(x, w, root);

	if (!c || !c->last || nd->kind != REGION_DEREF || node_at(x->n, nd->a)->kind != NODE_PARAM)
		return false;
	if (!s->event || s->event->fn != x->fn)
		return false;
	return cfg_reaches(x->f, 0, x->block, cfg_block_of(x->f, s->event->insn));
}

/* The callee has read the pointer itself: by what right, it knows. */
static bool found_there(const struct nodes *n, node_id region)
{
	const struct node *root = node_at(n, region_root(n, region));

	return root->kind == REGION_DEREF && node_at(n, root->a)->kind == NODE_INIT;
}

/* From here on nothing is concluded from the state. */
static void make_unsure(struct analysis *x, struct world *w, struct state *s)
{
	s->flags |= STATE_UNSURE;
	world_set_state(x->arena, w, *s);
}

/* What touching part of the object is, if its state forbids it. Writing such a member makes it
 * right to read it. */
static const struct rule *broken_rule(struct analysis *x, struct world *w, struct state *s,
				      node_id part, const struct touch *t)
{
	const struct protocol_state *state = &x->p->protocols[s->protocol]->states[s->state];

	if (s->flags & (STATE_UNSURE | STATE_OTHERS | STATE_COVERED))
		return NULL;
	/* The call that brought the object here did this to it: a release function, say, or what
	 * was seen in the callee. */
	if (t->root && s->event && s->event->fn == x->fn && s->event->insn == t->insn)
		return NULL;
	if (state->use && caller_has_another(x, w, s))
		return NULL;
	if (state->use && !state->dead && doubt_back(x, w, s, t->insn))
		return NULL;
	if (state->use && doubt_another_put(x, s))
		return NULL;
	if (state->use && doubt_read_again(x, s, t->root ? t->given : t->operand, t->insn)) {
		make_unsure(x, w, s);
		return NULL;
	}
	if (state->use && (doubt_giver(x, s) || doubt_given_again(x, w, s, t->region, t->insn)))
		return NULL;
	if (t->root && x->p->protocols[s->protocol]->scoped && found_there(x->n, t->root->region))
		return NULL;
	if (state->use || !t->how || !state->read || !use_is_member(x, part, state))
		return state->use;
	if (!strcmp(t->how, "read"))
		return use_writes_member(x, part) ? NULL : state->read;
	make_unsure(x, w, s);
	return NULL;
}

/* Whether outer is the record that part is a member of, or a member of a member. */
static bool is_holder(const struct nodes *n, node_id outer, node_id part)
{
	while (part && part != outer && node_at(n, part)->kind == REGION_FIELD)
		part = node_at(n, part)->parent;
	while (outer && outer != part && node_at(n, outer)->kind == REGION_CONTAINER)
		outer = node_at(n, outer)->a;
	return part == outer;
}

/* The state is that of the region, or of a part of it whose end was that of the whole. In strict
 * functions a record is there as long as the references to its member. */
static bool speaks_of(const struct analysis *x, const struct state *s, node_id region)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	if (s->region == region)
		return true;
	return (p->whole || (x->strict && p->counted)) && !node_at(x->n, region)->parent &&
	       is_holder(x->n, region, s->region);
}

/* The pointer to it is NULL on this path: there is no object, whatever state it is in elsewhere. */
static bool is_none(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *nd = node_at(x->n, region);

	return nd->kind == REGION_DEREF && fact_classes(x->n, w, nd->a) == CLASS_ZERO;
}

static void report_use(struct analysis *x, struct world *w, struct state s, const struct rule *rule,
		       const struct touch *t)
{
	evidence_report(x, w,
			&(struct report){.rule = rule,
					 .insn = t->insn,
					 .object = told(x, t),
					 .callee = t->callee,
					 .state = &s,
					 .region = s.region,
					 .inside = t->inside,
					 .touched = t->root,
					 .touched_in = t->callee_fn});
	/* Said once: the path goes on as if nothing were known of it. */
	make_unsure(x, w, &s);
}

/*
 * What a member owns goes with the last reference to the record that it is a member of: by a
 * release function, which only what is counted has. Of what has a state of its own, that tells.
 */
static void judge_owner(struct analysis *x, struct world *w, node_id object, const struct touch *t)
{
	for (node_id r = member_owner(x, w, object); r; r = node_at(x->n, r)->parent)
		for (uint32_t i = 0; i < w->states.count; i++) {
			const struct state *at = &w->states.list[i];
			const struct rule *rule;
			struct state s;

			if (!speaks_of(x, at, r) || !x->p->protocols[at->protocol]->counted)
				continue;
			s = *at;
			rule = broken_rule(x, w, &s, NODE_NONE, t);
			if (rule)
				report_use(x, w, s, rule, t);
		}
}

static bool judge(struct analysis *x, struct world *w, node_id region, const struct touch *t,
		  const struct protocol *judged)
{
	bool known = false;
	node_id object = region;

	if (!w->states.count)
		return false;
	for (node_id r = region, part = NODE_NONE; r; part = r, r = node_at(x->n, r)->parent) {
		object = r;
		if (is_other_element(x->n, part, r))
			continue;
		for (uint32_t i = 0; i < w->states.count; i++) {
			const struct state *at = &w->states.list[i];
			const struct rule *rule;
			struct state s;

			if (!speaks_of(x, at, r) || is_none(x, w, at->region))
				continue;
			s = *at;
			known |= s.region == r;
			rule = broken_rule(x, w, &s, part, t);
			if (rule && (r != region || !judged || judged->id != s.protocol))
				report_use(x, w, s, rule, t);
		}
	}
	if (!known)
		judge_owner(x, w, object, t);
	return known;
}

void use_region(struct analysis *x, struct world *w, node_id region, uint32_t insn,
		uint32_t operand, const char *how)
{
	struct touch t = {
		.insn = insn, .operand = operand, .region = region, .address = true, .how = how};

	if (!strcmp(how, "read"))
		early_read(x, w, region, insn);
	if (!judge(x, w, region, &t, NULL))
		remember(x, w, region, insn, NULL, how, true);
}

void use_argument(struct analysis *x, struct world *w, node_id value, const struct call *c,
		  uint32_t arg, const struct protocol *judged)
{
	struct touch t = {.insn = c->insn, .operand = c->operands[arg], .callee = c->callee};
	node_id region;

	if (node_at(x->n, value)->kind == NODE_INT || node_at(x->n, value)->kind == NODE_STRING)
		return;
	t.region = region = region_deref(x->n, value);
	if (!judge(x, w, region, &t, judged))
		remember(x, w, region, c->insn, NULL, c->callee, false);
}

void use_in_callee(struct analysis *x, struct world *w, node_id region, const struct use_root *root,
		   bool reached, uint32_t given, const struct call *c)
{
	struct touch t = {.insn = c->insn,
			  .given = given,
			  .operand = IR_NONE,
			  .region = region,
			  .inside = c->inside,
			  .callee = c->callee,
			  .root = root,
			  .callee_fn = c->fn};

	if (reached)
		null_dereference(x, w, region, c->insn);
	if (!judge(x, w, region, &t, NULL))
		remember(x, w, region, c->insn, c->inside ? c->inside : root->trail, c->callee,
			 reached);
}
