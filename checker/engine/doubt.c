/* SPDX-License-Identifier: MIT */
/*
 * Where what looks like a mistake is none, as far as can be told: conditions that the path does not
 * know, and elements of arrays that are looked up anew. What the path has asked: doubt_asked.c;
 * loops that it has run no round of: doubt_no_round.c.
 */
#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "doubt_no_round.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

#define MAX_PLACES 16 /* steps by which an object is found */

/* The call's contract says so of the object where the call fails, and only there. */
static bool is_of_failure(const struct function_contract *fc, const struct state *s)
{
	for (uint32_t o = 0; fc && fc->failure && o < fc->noutcomes; o++)
		for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++) {
			const struct effect *e = &fc->outcomes[o].effects[i];

			if (e->kind == EFFECT_STATE && e->protocol->id == s->protocol &&
			    !e->arrows[0].stay && e->arrows[0].to == s->state)
				return !(fc->outcomes[o].when & ~fc->failure);
		}
	return false;
}

/* A call failed, so that nothing is to be undone: a callee that undoes on a condition may ask for
 * just that. */
static bool led_to_by_failure(struct analysis *x, const struct state *s)
{
	const struct function_contract *fc;
	const struct event *ev = event_innermost(s->event), *before;

	for (before = ev; before && before->kind == EVENT_STATE && before->insn == ev->insn;
	     before = before->parent)
		;
	if (!ev)
		return false;
	fc = program_call_contract(x->p, &x->m->functions[ev->fn], ev->insn);
	if (!before || before->kind != EVENT_RESULT || before->insn != ev->insn)
		return ev->kind == EVENT_STATE && is_of_failure(fc, s);
	return before->classes == CLASS_NEGATIVE || (fc && before->classes == fc->failure);
}

/* The condition compares with one particular error code. */
static bool names_error(const struct analysis *x, const struct event *ev)
{
	const struct ir_function *f = &x->m->functions[ev->fn];
	const struct ir_insn *i = &f->insns[ev->insn], *b;

	if (i->op != IR_BRANCH || f->insns[i->a].op != IR_BINARY)
		return false;
	i = &f->insns[i->a];
	b = &f->insns[i->b];
	return (i->sub == IR_EQ || i->sub == IR_NE) && ev->truth == (i->sub == IR_EQ) &&
	       b->op == IR_CONST && b->imm < 0;
}

/* What led to the state failed, and the path goes on because of how it did: it knows what that
 * means for the object. */
static bool tolerates(const struct analysis *x, const struct world *w, const struct state *s)
{
	for (const struct event *ev = w->trail; ev && ev->depth > s->event->depth; ev = ev->parent)
		if (ev->kind == EVENT_BRANCH && names_error(x, ev))
			return true;
	return false;
}

static bool has_element(const struct nodes *n, node_id v)
{
	for (int depth = 0; v && depth < MAX_PLACES; depth++, v = node_found_by(n, v))
		if (node_at(n, v)->kind == REGION_ELEM)
			return true;
	return false;
}

/* Whether insn tests a member that stands beside `beside`: of what the same variable points to. */
static bool tests_beside(const struct ir_function *f, uint32_t insn, const struct ir_insn *beside)
{
	const struct ir_insn *i, *member;

	insn = program_uncast(f, insn);
	i = &f->insns[insn];
	if (i->op == IR_BINARY && f->insns[program_uncast(f, i->b)].op == IR_CONST)
		return tests_beside(f, i->a, beside);
	member = program_reads_member(f, insn);
	return member && member->b == beside->b && member->c != beside->c &&
	       program_reads_local(f, member->a) == program_reads_local(f, beside->a);
}

/* What the call is given lies in a record whose other members say whether to call: they may say
 * that the object is none. */
static bool guarded_beside(const struct analysis *x, const struct call *c, uint32_t operand)
{
	const struct ir_function *f = x->f;
	const struct ir_insn *member = program_reads_member(f, operand);
	uint32_t block = cfg_block_of(f, c->insn);

	if (!member || program_reads_local(f, member->a) == IR_NONE)
		return false;
	for (uint32_t b = 0; b < f->nblocks; b++) {
		const struct ir_insn *last = &f->insns[f->blocks[b].first + f->blocks[b].count - 1];

		if (last->op == IR_BRANCH && (last->b == block || last->c == block) &&
		    tests_beside(f, last->a, member))
			return true;
	}
	return false;
}

/* What is stored in the local by code that may run again between two rounds of what stands at insn;
 * IR_NONE: nothing. */
static uint32_t stored_between(const struct ir_function *f, uint32_t local, uint32_t insn)
{
	uint32_t block = cfg_block_of(f, insn);

	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++)
		if (program_stores_local(f, i) == local &&
		    cfg_in_one_loop(f, cfg_block_of(f, i), block))
			return f->insns[i].b;
	return IR_NONE;
}

/* Whether operand is found by an index that may be another one in each round of a loop around insn,
 * or by a pointer that goes from one element to the next.
 */
static bool found_by_index(const struct ir_function *f, uint32_t operand, uint32_t insn)
{
	uint32_t followed = IR_NONE;

	for (int steps = 0; operand != IR_NONE && steps < MAX_PLACES; steps++) {
		const struct ir_insn *i = &f->insns[operand];
		uint32_t index = i->op == IR_INDEX ? program_uncast(f, i->b) : IR_NONE, local;

		if (index != IR_NONE && f->insns[index].op != IR_CONST) {
			local = program_reads_local(f, index);
			if (local == IR_NONE || stored_between(f, local, insn) != IR_NONE)
				return true;
		}
		if (i->op == IR_INDEX && followed != IR_NONE &&
		    program_reads_local(f, program_uncast(f, i->a)) == followed)
			return true;
		local = program_reads_local(f, operand);
		if (local != IR_NONE)
			operand = stored_between(f, followed = local, insn);
		else if (i->op == IR_LOAD || i->op == IR_FIELD || i->op == IR_CAST ||
			 i->op == IR_INDEX || i->op == IR_CONTAINER)
			operand = i->a;
		else
			return false;
	}
	return false;
}

/* Some argument of the call is found so. */
static bool given_by_index(const struct ir_function *f, uint32_t insn)
{
	const struct ir_insn *call = &f->insns[insn];

	for (uint32_t k = 0; call->op == IR_CALL && k < call->nargs; k++)
		if (found_by_index(f, program_uncast(f, f->pool[call->args + k]), insn))
			return true;
	return false;
}

bool doubt_found_by_index(const struct analysis *x, const struct event *ev)
{
	for (; ev; ev = ev->inside) {
		const struct ir_function *f = &x->m->functions[ev->fn];

		if (ev->operand != IR_NONE ? found_by_index(f, ev->operand, ev->insn)
					   : ev->inside && given_by_index(f, ev->insn))
			return true;
	}
	return false;
}

bool doubt_moved_by_index(const struct analysis *x, const struct state *s)
{
	for (uint32_t i = 0; node_at(x->n, s->region)->kind == REGION_ELEM && i < x->f->ninsns;
	     i++) {
		const struct function_contract *fc =
			x->f->insns[i].op == IR_CALL ? program_call_contract(x->p, x->f, i) : NULL;

		for_each_effect (e, fc)
			if (e->kind == EFFECT_STATE && e->protocol->id == s->protocol &&
			    !e->arrows[0].stay && given_by_index(x->f, i))
				return true;
	}
	return false;
}

/* --- Loops that undo --------------------------------------------------------------- */

/* A round of the loop whose condition ends block `head` calls what may undo what the protocol is
 * about. */
static bool round_undoes(struct program *p, uint32_t fn, uint32_t head,
			 const struct protocol *protocol)
{
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		uint32_t callee = program_callee(f, i),
			 block = callee == IR_NONE ? IR_NONE : cfg_block_of(f, i);

		if (block != IR_NONE && cfg_in_one_loop(f, head, block) &&
		    left_may_undo(p, callee, protocol))
			return true;
	}
	return false;
}

/* An array is its first element as well. */
static bool in_array(const struct analysis *x, node_id place)
{
	const struct node *nd = node_at(x->n, place);
	uint32_t type = nd->kind == REGION_GLOBAL ? x->m->globals[nd->a].type : IR_NONE;

	return has_element(x->n, place) ||
	       (type != IR_NONE && x->m->types[type].kind == IR_TYPE_ARRAY);
}

bool doubt_undoing_loop(struct analysis *x, const struct world *w, const struct state *s)
{
	bool found = false;

	for (const struct event *ev = w->trail;
	     s->event && ev && !found && ev->depth > s->event->depth; ev = ev->parent) {
		uint32_t head = doubt_loop_left(x, ev);

		found = head != IR_NONE &&
			round_undoes(x->p, x->fn, head, x->p->protocols[s->protocol]);
		x->f = &x->m->functions[x->fn];
	}
	return found;
}

bool doubt_unwound(struct analysis *x, const struct world *w, const struct state *s, node_id place)
{
	return in_array(x, place) && doubt_undoing_loop(x, w, s);
}

bool doubt_in_array(struct analysis *x, const struct world *w, const struct state *s)
{
	const struct ir_function *f = x->f;
	uint32_t local;

	if (!s->event || s->event->fn != x->fn)
		return false;
	local = program_result_local(f, s->event->insn);
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *store = &f->insns[i];
		uint32_t value;

		if (store->op != IR_STORE || f->insns[store->a].op != IR_INDEX)
			continue;
		value = program_uncast(f, store->b);
		if (value == s->event->insn ||
		    (local != IR_NONE && program_reads_local(f, value) == local))
			return doubt_undoing_loop(x, w, s);
	}
	return false;
}

/*
 * The same instruction did it before, in another round of a loop, to an element that is looked up
 * in each: it is the same one only where an index wraps around at once.
 */
static bool another_round(const struct analysis *x, const struct state *known, const struct call *c,
			  uint32_t operand)
{
	const struct event *ev = known->event;

	if (!ev || ev->fn != x->fn || ev->insn != c->insn)
		return false;
	if (c->inside && doubt_found_by_index(x, ev))
		return true;
	return operand == IR_NONE ? has_element(x->n, known->region)
				  : found_by_index(x->f, operand, c->insn);
}

/* The operand is found by an index, or is read from a variable, that has another value in each
 * round of a loop around insn. */
static bool varies(const struct ir_function *f, uint32_t operand, uint32_t insn)
{
	uint32_t local = program_reads_local(f, program_uncast(f, operand));

	return found_by_index(f, operand, insn) ||
	       (local != IR_NONE && stored_between(f, local, insn) != IR_NONE);
}

bool doubt_another(const struct analysis *x, const struct state *now, const struct state *known,
		   const struct call *c)
{
	const struct effect *e = now->first;

	if (!known->event || known->event->fn != x->fn || known->event->insn != c->insn ||
	    !known->captures || !now->captures)
		return false;
	for (uint8_t i = 0; i < e->nmatches; i++) {
		const struct capture *m = &e->matches[i];

		if (known->captures[m->index] != now->captures[m->index] ||
		    (!c->inside && m->value.root == PATH_PARAM && m->value.index < c->nargs &&
		     varies(x->f, c->operands[m->value.index], c->insn)))
			return true;
	}
	return false;
}

/*
 * The object is not gone, and the file has the body of the function that brought it where it is: it
 * stands on the other side of that contract, and knows what it still may do.
 */
bool doubt_giver(const struct analysis *x, const struct state *s)
{
	const struct event *ev = event_innermost(s->event);
	const struct function_contract *fc;
	uint32_t callee;

	if (!ev || ev->kind != EVENT_STATE || x->strict ||
	    x->p->protocols[s->protocol]->states[s->state].dead)
		return false;
	callee = program_callee(&x->m->functions[ev->fn], ev->insn);
	fc = callee == IR_NONE ? NULL : program_contract(x->p, callee);
	/* What the file itself says of it, it says for its own functions, too. */
	return fc && !fc->annotated && program_is_own(x->p, callee) &&
	       x->m->functions[callee].unit == x->f->unit;
}

/* A condition of its own leads to the instruction, and the path could only assume it. */
static bool assumed_before(const struct analysis *x, const struct world *w, uint32_t insn)
{
	const struct ir_function *f = x->f;
	uint32_t block = cfg_block_of(f, insn);

	for (const struct event *ev = w->trail; ev; ev = ev->parent) {
		const struct ir_insn *branch = &f->insns[ev->fn == x->fn ? ev->insn : 0];

		if (ev->kind == EVENT_BRANCH && ev->fn == x->fn && branch->op == IR_BRANCH &&
		    (branch->b == block || branch->c == block))
			return true;
	}
	return false;
}

/* An earlier function of the table left the object so, on one of its ways: what this one asks for
 * first may well tell that way from the others. */
static bool told_apart_later(const struct analysis *x, const struct world *w,
			     const struct state *known, const struct call *c)
{
	return x->sequel && !x->strict && known->event && known->event->callee == x->sequel->name &&
	       (c->maybe || assumed_before(x, w, c->insn));
}

bool doubt_held_in(const struct analysis *x, const struct state *s, node_id region)
{
	for (uint32_t k = 0; s->captures && k < PROTOCOL_MAX_CAPTURES; k++) {
		node_id v = s->captures[k];
		const struct node *holder =
			v && node_at(x->n, v)->kind == NODE_ADDR
				? node_at(x->n, region_root(x->n, node_at(x->n, v)->a))
				: NULL;

		if (holder && holder->kind == REGION_LOCAL && holder->a == x->fn)
			return true;
		if (holder && region && region_within(x->n, node_at(x->n, v)->a, region))
			return true;
	}
	return false;
}

bool doubt_found(const struct analysis *x, const struct state *s)
{
	const struct node *root = node_at(x->n, region_root(x->n, s->region));

	return root->kind == REGION_LOCAL ||
	       (root->kind == REGION_DEREF && node_at(x->n, root->a)->kind != NODE_PARAM &&
		node_at(x->n, root->a)->kind != NODE_FRESH);
}

/* One of the two steps was taken further down, where conditions decide that are not known here, or
 * what the first one did nobody else sees. */
static bool lies_apart(const struct analysis *x, const struct state *known, const struct call *c)
{
	return c->inside || !known->event || known->event->fn != x->fn || known->event->inside ||
	       doubt_held_in(x, known, NODE_NONE) ||
	       (!x->p->protocols[known->protocol]->stray && doubt_found(x, known));
}

bool doubt_mistake(struct analysis *x, const struct world *w, const struct state *known,
		   const struct call *c, uint32_t operand)
{
	const struct protocol_state *in = &x->p->protocols[known->protocol]->states[known->state];

	if (in->near && !x->strict && lies_apart(x, known, c))
		return true;
	if (led_to_by_failure(x, known) &&
	    (c->maybe || guarded_beside(x, c, operand) || tolerates(x, w, known) ||
	     doubt_marked(x, w, known->event)))
		return true;
	if (in->use && !in->dead && doubt_back(x, w, known, c->insn))
		return true;
	if (in->use && doubt_another_put(x, known))
		return true;
	if (doubt_bound(x, known, c))
		return true;
	return doubt_giver(x, known) || another_round(x, known, c, operand) ||
	       doubt_round(x, w, known, c) || told_apart_later(x, w, known, c);
}

/* --- Handed out anew ------------------------------------------------------------------------ */

/* The variable has got what it holds from a function of this file, on every way from one
 * instruction to the other. */
static bool given_between(const struct analysis *x, uint32_t local, uint32_t from, uint32_t to)
{
	const struct ir_function *f = x->f;
	uint32_t start = cfg_block_of(f, from), end = cfg_block_of(f, to);

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t value, block;

		if (program_stores_local(f, i) != local)
			continue;
		value = program_uncast(f, f->insns[i].b);
		if (value == IR_NONE || program_callee(f, value) == IR_NONE ||
		    !program_is_own(x->p, program_callee(f, value)))
			continue;
		block = cfg_block_of(f, i);
		if (block == end ? i < to && (start != end || from < i || from >= to)
				 : block != start && !cfg_reaches(f, start, end, block))
			return true;
	}
	return false;
}

/* The object was brought where it is in another round of a loop; in this one, a function of the
 * file has given it again: it knows that the object may be had. */
bool doubt_given_again(const struct analysis *x, const struct world *w, const struct state *s,
		       node_id region, uint32_t insn)
{
	if (!s->event || s->event->fn != x->fn)
		return false;
	for (uint32_t local = x->f->nparams; local < x->f->nlocals; local++) {
		node_id v = world_get(w, region_local(x->n, x->fn, local));

		if (v && node_at(x->n, v)->kind != NODE_INT &&
		    region_within(x->n, region, region_deref(x->n, v)) &&
		    given_between(x, local, s->event->insn, insn))
			return true;
	}
	return false;
}

/* --- Elements ----------------------------------------------------------------------------- */

/* Whether a and b are the same but for the elements of arrays that they are found by. */
static bool maybe_same_element(const struct nodes *n, node_id a, node_id b, int depth)
{
	const struct node *p = node_at(n, a), *q = node_at(n, b);

	if (a == b)
		return true;
	if (!a || !b || depth > MAX_PLACES)
		return false;
	if (p->kind == REGION_ELEM || q->kind == REGION_ELEM) {
		bool both = p->kind == q->kind;

		/* An array is its first element as well. Two numbers are two elements. */
		if (both && node_at(n, p->b)->kind == NODE_INT &&
		    node_at(n, q->b)->kind == NODE_INT)
			return false;
		return maybe_same_element(n, p->kind == REGION_ELEM ? p->a : a,
					  q->kind == REGION_ELEM ? q->a : b, depth + 1);
	}
	if (p->kind != q->kind || p->b != q->b || p->c != q->c)
		return false;
	a = node_found_by(n, a);
	return a && maybe_same_element(n, a, node_found_by(n, b), depth + 1);
}

/* What leads to region was read from an element of an array; or NODE_NONE. */
static node_id read_from_element(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region), *v = node_at(n, r->a);

	return r->kind == REGION_DEREF && v->kind == NODE_INIT && has_element(n, v->a) ? v->a
										       : NODE_NONE;
}

/* Whether what leads to region is stored where `place` may be, but for the element. */
static bool stored_like(const struct nodes *n, const struct world *w, node_id region, node_id place)
{
	for (uint32_t i = 0; place && i < w->store.count; i++)
		if (region_deref_known(n, w->store.list[i].value) == region &&
		    maybe_same_element(n, w->store.list[i].region, place, 0))
			return true;
	return false;
}

/* Whether region lies in, or is found by, an element of the array that place lies in. */
static bool in_array_of(const struct nodes *n, node_id region, node_id place)
{
	while (place && node_at(n, place)->kind != REGION_ELEM)
		place = node_found_by(n, place);
	if (!place || node_at(n, node_at(n, place)->b)->kind == NODE_INT)
		return false;
	for (int depth = 0; region && depth < MAX_PLACES;
	     depth++, region = node_found_by(n, region))
		if (node_at(n, region)->kind == REGION_ELEM &&
		    node_at(n, region)->a == node_at(n, place)->a)
			return true;
	return false;
}

/* What others bring out of its state was brought out of it here: it may be one that is known by
 * another name, too. */
static void doubt_alike(struct analysis *x, struct world *w, const struct effect *e, node_id region)
{
	const struct protocol *p = e->protocol;

	if (!p->lint || e->arrows[0].stay || p->states[e->arrows[0].to].near)
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.protocol != p->id || s.region == region || !p->states[s.state].near ||
		    !lock_same_class(x->n, s.region, region))
			continue;
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

/* What happens to an element that a loop has come to, or to what such an element leads to, may have
 * happened to any. */
void doubt_elements(struct analysis *x, struct world *w, const struct effect *e, node_id region)
{
	node_id place = read_from_element(x->n, region);

	doubt_alike(x, w, e, region);
	if (!place && !has_element(x->n, region))
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.protocol != e->protocol->id || s.region == region ||
		    (s.flags & (STATE_UNSURE | STATE_DOUBTED)) == STATE_UNSURE ||
		    (!maybe_same_element(x->n, s.region, region, 0) &&
		     !in_array_of(x->n, s.region, place) && !stored_like(x->n, w, s.region, place)))
			continue;
		s.flags = (s.flags & ~STATE_DOUBTED) | STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

/* --- Read again after code that is not seen -------------------------------------------------- */

static const struct node *read_value(const struct nodes *n, const struct node *v)
{
	while (v->kind == NODE_FRESH && v->imm)
		v = node_at(n, (node_id)v->imm);
	return v;
}

/* The member that v was read from, or NODE_NONE. What it held on several paths has a common name.
 */
static node_id read_from(const struct nodes *n, node_id value)
{
	const struct node *v = read_value(n, node_at(n, value));
	node_id place = v->kind == NODE_INIT ? v->a : v->kind == NODE_JOIN ? v->c : NODE_NONE;

	return place && node_at(n, place)->kind == REGION_FIELD ? place : NODE_NONE;
}

/* Code that is not seen may have changed what v was read from, or what that is found by, before. */
static bool reread(const struct nodes *n, node_id value)
{
	const struct node *v = read_value(n, node_at(n, value));

	for (int depth = 0; v->kind == NODE_INIT && depth < MAX_PLACES; depth++) {
		const struct node *root = node_at(n, region_root(n, v->a));

		if (v->b)
			return true;
		if (root->kind != REGION_DEREF)
			return false;
		v = read_value(n, node_at(n, root->a));
	}
	return v->kind == NODE_JOIN;
}

static bool same_member(const struct node *a, const struct node *b)
{
	return a->kind == REGION_FIELD && b->kind == REGION_FIELD && a->b == b->b && a->c == b->c;
}

static bool is_address_of(const struct ir_function *f, uint32_t insn, const struct node *member)
{
	const struct ir_insn *i = &f->insns[insn];

	return i->op == IR_FIELD && i->b == member->b && i->c == member->c;
}

/* The call is given the address of the member, to store there what it makes. */
static bool fills(const struct ir_function *f, const struct ir_insn *call,
		  const struct node *member)
{
	for (uint32_t k = 0; call->op == IR_CALL && k < call->nargs; k++) {
		uint32_t arg = program_uncast(f, f->pool[call->args + k]);

		if (arg != IR_NONE && is_address_of(f, arg, member))
			return true;
	}
	return false;
}

/* What brought the object to its state is a call whose result its function stores in the member,
 * by itself or from a variable, or which does so. */
static bool stores_result(const struct analysis *x, const struct event *ev,
			  const struct node *member)
{
	const struct ir_function *f;

	ev = event_innermost(ev);
	f = ev ? &x->m->functions[ev->fn] : NULL;
	if (f && fills(f, &f->insns[ev->insn], member))
		return true;
	for (uint32_t i = 0; f && i < f->ninsns; i++) {
		const struct ir_insn *store = &f->insns[i];
		uint32_t value, local;

		if (store->op != IR_STORE || !is_address_of(f, store->a, member))
			continue;
		value = program_uncast(f, store->b);
		local = value == IR_NONE ? IR_NONE : program_reads_local(f, value);
		if (local != IR_NONE && program_one_value(f, local, &value) && value != IR_NONE)
			value = program_uncast(f, value);
		if (value == ev->insn)
			return true;
	}
	return false;
}

/* The object is a part of what the function was given: other code that was may have kept its
 * address. */
static bool is_given_part(const struct nodes *n, node_id region)
{
	const struct node *root = node_at(n, region_root(n, region));

	return root->kind == REGION_DEREF && node_at(n, root->a)->kind == NODE_PARAM &&
	       node_at(n, region)->kind == REGION_FIELD;
}

/* The object is kept in the member, of whatever record; or was found by it, or given to others,
 * before v was read. */
static bool kept_in(const struct analysis *x, const struct world *w, const struct state *s,
		    node_id place, node_id v)
{
	const struct node *member = node_at(x->n, place), *r = node_at(x->n, s->region);
	const struct node *made = r->kind == REGION_DEREF ? node_at(x->n, r->a) : NULL;
	node_id found = made ? read_from(x->n, r->a) : NODE_NONE;
	const struct ir_insn *named;

	if ((found && same_member(node_at(x->n, found), member)) || is_given_part(x->n, s->region))
		return reread(x->n, v);
	for (uint32_t i = 0; i < w->store.count; i++)
		if (same_member(node_at(x->n, w->store.list[i].region), member) &&
		    region_deref_known(x->n, w->store.list[i].value) == s->region)
			return true;
	if (made && made->kind == NODE_FRESH &&
	    stores_result(x, &(struct event){.fn = made->a, .insn = made->b}, member))
		return true;
	named = evidence_member(x, s->event);
	return (named && named->b == member->b && named->c == member->c) ||
	       stores_result(x, s->event, member);
}

void doubt_reread(struct analysis *x, struct world *w, const struct effect *e, node_id region)
{
	const struct state *now = world_state(w, region, e->protocol->id);
	const struct node *r = node_at(x->n, region);
	node_id v = r->a, place = now && r->kind == REGION_DEREF ? read_from(x->n, v) : NODE_NONE;
	uint8_t state = place ? now->state : 0;
	bool one = place && now->event && now->event->fn == x->fn &&
		   !program_in_loop(x->f, now->event->insn);

	for (uint32_t i = 0; place && i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.protocol != e->protocol->id || s.region == region || s.state == state ||
		    ((s.flags & STATE_UNSURE) && !s.got) || !kept_in(x, w, &s, place, v))
			continue;
		s.flags |= STATE_UNSURE;
		/* In a loop it may have been another one of several. */
		if (one)
			s.state = state;
		else
			s.got = NULL;
		world_set_state(x->arena, w, s);
	}
}
