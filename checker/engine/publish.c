/* SPDX-License-Identifier: MIT */
/*
 * Publication: an object is entered in a table, from which other code takes objects and drops them.
 * From then on only references of one's own keep it. What other code there is, program_survey()
 * finds.
 */
#include <stdlib.h>

#include "call.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

/* --- Tables, in all the file -------------------------------------------------------------- */

/* The argument that path names: the instruction that computes it, or IR_NONE. */
static uint32_t argument(const struct ir_function *f, const struct ir_insn *call,
			 const struct path *path)
{
	if (path->root != PATH_PARAM || path->nsteps || path->index >= call->nargs)
		return IR_NONE;
	return program_uncast(f, f->pool[call->args + path->index]);
}

/* A table is a member of a record, or a variable: then record is IR_NONE. */
static bool name_table(const struct ir_function *f, uint32_t insn, struct table_use *t)
{
	if (insn == IR_NONE || (f->insns[insn].op != IR_FIELD && f->insns[insn].op != IR_GLOBAL))
		return false;
	t->record = f->insns[insn].op == IR_FIELD ? f->insns[insn].b : IR_NONE;
	t->field = f->insns[insn].op == IR_FIELD ? f->insns[insn].c : f->insns[insn].a;
	return true;
}

/* Variables may be copied to and fro: what has come this far is used. */
#define MAX_COPIES 4
static bool is_used(const struct ir_function *f, uint32_t value, int copies);
static bool uses(const struct ir_function *f, const struct ir_insn *i, uint32_t value, int copies);

/* The value is made something of, and not only compared. */
static bool is_needed(const struct ir_function *f, uint32_t value, int copies)
{
	for (uint32_t k = value + 1; k < f->ninsns; k++) {
		const struct ir_insn *i = &f->insns[k];

		if (i->op == IR_FIELD || i->op == IR_INDEX || i->op == IR_CONTAINER ||
		    i->op == IR_LOAD || i->op == IR_STORE) {
			if (i->a == value)
				return true;
		}
		if (uses(f, i, value, copies))
			return true;
	}
	return false;
}

static bool is_local_used(const struct ir_function *f, uint32_t local, int copies)
{
	if (copies == MAX_COPIES)
		return true;
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (program_reads_local(f, i) == local && is_needed(f, i, copies + 1))
			return true;
	return false;
}

/* To ask whether there was one, or whether it was this one, is no use of what was there. */
static bool uses(const struct ir_function *f, const struct ir_insn *i, uint32_t value, int copies)
{
	switch (i->op) {
	case IR_STORE:
		return i->b == value && (f->insns[i->a].op != IR_LOCAL ||
					 is_local_used(f, f->insns[i->a].a, copies));
	case IR_RETURN:
		return i->a == value;
	case IR_CAST:
		return i->a == value && is_used(f, (uint32_t)(i - f->insns), copies);
	case IR_BINARY:
		return !node_is_comparison(i->sub) && (i->a == value || i->b == value);
	case IR_CALL:
		for (uint32_t k = 0; k < i->nargs; k++)
			if (f->pool[i->args + k] == value)
				return true;
		return false;
	default:
		return false;
	}
}

static bool is_used(const struct ir_function *f, uint32_t value, int copies)
{
	for (uint32_t i = value + 1; i < f->ninsns; i++)
		if (uses(f, &f->insns[i], value, copies))
			return true;
	return false;
}

static bool by_given_number(const struct program *p, const struct ir_function *f,
			    const struct ir_insn *call)
{
	for (uint32_t k = 0; k < call->nargs; k++) {
		uint32_t insn = program_uncast(f, f->pool[call->args + k]),
			 type = f->insns[insn].type;

		if (type != IR_NONE && p->m->types[type].kind == IR_TYPE_INT &&
		    program_reads_local(f, insn) < f->nparams)
			return true;
	}
	return false;
}

void publish_note(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct path *path = e->kind == EFFECT_PUBLISH ? &e->other : &e->object;
	struct table_use t = {.fn = fn, .insn = insn, .kind = e->kind};

	if ((e->kind == EFFECT_PUBLISH && !e->other.text) ||
	    !name_table(f, argument(f, &f->insns[insn], path), &t))
		return;
	t.result_used = is_used(f, insn, 0);
	/* Code that empties a whole table looks so. */
	t.in_loop = e->kind == EFFECT_TAKE && program_in_loop(f, insn);
	t.given = by_given_number(p, f, &f->insns[insn]);
	if (p->ntable_uses == p->cap_table_uses) {
		p->cap_table_uses = p->cap_table_uses * 2 + 16;
		p->table_uses = realloc(p->table_uses, p->cap_table_uses * sizeof(*p->table_uses));
		if (!p->table_uses)
			abort();
	}
	p->table_uses[p->ntable_uses++] = t;
}

static bool does(const struct program *p, uint32_t fn, const struct table_use *t,
		 enum effect_kind kind)
{
	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *u = &p->table_uses[i];

		if (u->fn == fn && u->record == t->record && u->field == t->field &&
		    u->kind == kind)
			return true;
	}
	return false;
}

/* --- Locks -------------------------------------------------------------------------------- */

/* A lock that is part of the table covers the table's own memory only. */
static bool part_of_table(const struct ir_function *f, uint32_t lock, const struct table_use *t)
{
	struct table_use of;

	for (; lock != IR_NONE && f->insns[lock].op == IR_FIELD; lock = f->insns[lock].a)
		if (name_table(f, lock, &of) && of.record == t->record && of.field == t->field)
			return true;
	return name_table(f, lock, &of) && of.record == t->record && of.field == t->field;
}

static int locking(struct program *p, const struct ir_function *f, uint32_t call,
		   const struct table_use *t)
{
	const struct ir_insn *callee = &f->insns[f->insns[call].a];
	const struct function_contract *fc = program_call_contract(p, f, call);

	for_each_effect (e, fc)
		if (lock_direction(e) &&
		    !part_of_table(f, argument(f, &f->insns[call], &e->object), t))
			return lock_direction(e);
	return !fc && callee->op == IR_FUNC ? lock_net(p, callee->a) : 0;
}

/* Whether code that is given the table locks by a part of it itself: the next one behind insn is
 * given back there. */
static bool under_own_lock(struct program *p, const struct ir_function *f, uint32_t insn,
			   const struct table_use *t)
{
	for (uint32_t i = insn + 1; i < f->ninsns; i++) {
		const struct function_contract *fc =
			f->insns[i].op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc)
			if (lock_direction(e) &&
			    part_of_table(f, argument(f, &f->insns[i], &e->object), t))
				return lock_direction(e) < 0;
	}
	return false;
}

/* What is held at a call is given back behind it, and before anything else is taken. */
static bool under_lock(struct program *p, const struct ir_function *f, uint32_t insn,
		       const struct table_use *t)
{
	for (uint32_t i = insn + 1; i < f->ninsns; i++) {
		int direction = f->insns[i].op == IR_CALL ? locking(p, f, i, t) : 0;

		if (direction)
			return direction < 0;
	}
	return false;
}

/* --- Who takes ---------------------------------------------------------------------------- */

static bool in_table_record(const struct ir_function *f, const struct ir_insn *call,
			    const struct effect *e, const struct table_use *t)
{
	uint32_t arg = argument(f, call, &e->object);

	return arg != IR_NONE && f->insns[arg].op == IR_FIELD && f->insns[arg].b == t->record;
}

/* Whether the call gives back a reference: what the table's own record counts are not references to
 * what it finds. */
static bool drops(struct program *p, const struct ir_function *f, uint32_t call,
		  const struct table_use *t)
{
	const struct function_contract *fc = program_call_contract(p, f, call);

	for_each_effect (e, fc)
		if (effect_drops(e) && !in_table_record(f, &f->insns[call], e, t))
			return true;
	return false;
}

#define MAX_BELOW 2
static bool frees_variable(struct program *p, const struct ir_function *f, uint32_t call,
			   uint32_t local, int depth);

/* Whether the function that is called, one of this file, does that with what it is given. */
static bool frees_given(struct program *p, const struct ir_function *f, uint32_t call,
			uint32_t local, int depth)
{
	const struct ir_insn *i = &f->insns[call];
	const struct ir_function *callee;

	if (f->insns[i->a].op != IR_FUNC || depth == MAX_BELOW)
		return false;
	callee = &p->m->functions[f->insns[i->a].a];
	if (!(callee->flags & IR_FN_LOWERED))
		return false;
	for (uint32_t k = 0; k < i->nargs && k < callee->nparams; k++)
		if (program_reads_local(f, program_uncast(f, f->pool[i->args + k])) == local)
			for (uint32_t at = 0; at < callee->ninsns; at++)
				if (callee->insns[at].op == IR_CALL &&
				    frees_variable(p, callee, at, k, depth + 1))
					return true;
	return false;
}

/* Whether a call of f ends the memory of what the variable points to, counting nothing. */
static bool frees_variable(struct program *p, const struct ir_function *f, uint32_t call,
			   uint32_t local, int depth)
{
	const struct function_contract *fc = program_call_contract(p, f, call);

	if (!fc)
		return f->insns[call].op == IR_CALL && frees_given(p, f, call, local, depth);

	for_each_effect (e, fc) {
		uint32_t arg = e->kind == EFFECT_STATE ? argument(f, &f->insns[call], &e->object)
						       : IR_NONE;

		if (arg != IR_NONE && !e->protocol->counted &&
		    e->protocol->states[e->arrows[0].to].dead &&
		    program_reads_local(f, arg) == local)
			return true;
	}
	return false;
}

/* Whether the function that takes an object from the table frees it then, whoever else has it. */
static bool frees(struct program *p, const struct table_use *u)
{
	const struct ir_function *f = &p->m->functions[u->fn];
	uint32_t local = IR_NONE;

	for (uint32_t i = u->insn + 1; i < f->ninsns; i++) {
		const struct ir_insn *at = &f->insns[i];

		if (at->op == IR_STORE && program_uncast(f, at->b) == u->insn &&
		    f->insns[at->a].op == IR_LOCAL)
			local = f->insns[at->a].a;
		if (local != IR_NONE && frees_variable(p, f, i, local, 0))
			return true;
	}
	return false;
}

/* Whether fn, or what it calls in the file, drops references: the others that may have them are the
 * point of counting. */
static bool counts(struct program *p, uint32_t fn, const struct table_use *t, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];

	for (uint32_t i = 0; (f->flags & IR_FN_LOWERED) && i < f->ninsns; i++) {
		const struct ir_insn *callee = &f->insns[f->insns[i].a];

		if (f->insns[i].op != IR_CALL || callee->op != IR_FUNC)
			continue;
		if (drops(p, f, i, t) || (depth < MAX_BELOW && counts(p, callee->a, t, depth + 1)))
			return true;
	}
	return false;
}

/* The value points to what the variable does, or into it. */
static bool points_into(const struct ir_function *f, uint32_t v, uint32_t local)
{
	v = program_uncast(f, v);
	while (v != IR_NONE && f->insns[v].op == IR_FIELD)
		v = program_uncast(f, f->insns[v].a);
	return v != IR_NONE && program_reads_local(f, v) == local;
}

/* Whether that function keeps what it takes to itself, and gives nobody occasion to end it: no call
 * is given it, nor is it returned. */
static bool only_looks(struct program *p, const struct table_use *u)
{
	const struct ir_function *f = &p->m->functions[u->fn];
	uint32_t local = program_result_local(f, u->insn);

	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++) {
		const struct ir_insn *at = &f->insns[i];

		if (at->op == IR_RETURN && at->a != IR_NONE && points_into(f, at->a, local))
			return false;
		for (uint32_t k = 0; at->op == IR_CALL && k < at->nargs; k++)
			if (points_into(f, f->pool[at->args + k], local))
				return false;
	}
	return local != IR_NONE;
}

/*
 * Whether this is a function that takes from the table what it finds there by a number. One that
 * enters objects too only takes its own back; one that has the object at hand removes what it owns;
 * one that asks for marks takes what was marked. A number that its caller
 * has kept is no guess, unless what is found is counted.
 */
static bool takes(struct program *p, const struct table_use *u, const struct table_use *t)
{
	if (u->kind != EFFECT_TAKE || u->record != t->record || u->field != t->field || u->in_loop)
		return false;
	if (does(p, u->fn, t, EFFECT_PUBLISH) || does(p, u->fn, t, EFFECT_MARK))
		return false;
	if (u->given && (frees(p, u) || !counts(p, u->fn, t, 0)))
		return false;
	return (u->result_used && !only_looks(p, u)) || does(p, u->fn, t, EFFECT_LOOK);
}

/* Whether code that others start gets to fn without a lock. */
static bool reached_unlocked(struct program *p, uint32_t fn, const struct table_use *t)
{
	struct calling at = {0};

	while (program_next_call(p, fn, &at))
		if (!program_fn(p, at.fn)->ncalls &&
		    !under_lock(p, &p->m->functions[at.fn], at.insn, t))
			return true;
	return !program_fn(p, fn)->ncalls;
}

/* Whether what fn enters may be taken by others at once. Where they do so under a lock, fn may be
 * called with it held. */
static bool others_take(struct program *p, uint32_t fn, const struct table_use *t)
{
	bool locked = false;

	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *u = &p->table_uses[i];

		if (u->fn == fn || !takes(p, u, t))
			continue;
		if (!under_lock(p, &p->m->functions[u->fn], u->insn, t))
			return true;
		locked = true;
	}
	return locked && reached_unlocked(p, fn, t);
}

/* A lock was given back: what was entered under it is seen now. */
void publish_unlock(struct analysis *x, struct world *w, const struct call *c)
{
	if (x->p->looked && section_open(w, x->p->looked))
		section_move(x, w, x->p->looked->id, -1, c);
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (!(s.flags & STATE_COVERED))
			continue;
		s.flags &= ~STATE_COVERED;
		world_set_state(x->arena, w, s);
	}
}

/* --- The object --------------------------------------------------------------------------- */

bool publish_has_reference(const struct analysis *x, const struct world *w, node_id object)
{
	for (uint32_t i = 0; i < w->counters.count; i++) {
		const struct counter *c = &w->counters.list[i];

		if (c->count - c->made > 0 && region_within(x->n, c->region, object))
			return true;
	}
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		if (x->p->protocols[s->protocol]->counted && s->count > 0 &&
		    region_within(x->n, s->region, object))
			return true;
	}
	return false;
}

/* Of what is counted, only own references count from here on; of all else nothing is owed any more.
 */
static void count_own_only(struct analysis *x, struct world *w, node_id object)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (!region_within(x->n, s.region, object))
			continue;
		if (x->p->protocols[s.protocol]->counted)
			s.flags |= STATE_PUBLISHED;
		else
			state_hand_on(&s);
		world_set_state(x->arena, w, s);
	}
}

/* Made here, or given to this function: with the table's reference goes the one it came with. */
static bool came_with_reference(const struct analysis *x, node_id v)
{
	uint8_t kind = node_at(x->n, v)->kind;

	return kind == NODE_FRESH || kind == NODE_PARAM;
}

/* What v leads to comes to that state of e's protocol. */
static void enter(struct analysis *x, struct world *w, const struct effect *e, node_id v,
		  uint8_t state, uint8_t flags, const struct call *c)
{
	node_id object = region_deref(x->n, v);
	struct event *ev = evidence_add(x, w, EVENT_STATE, c->insn);

	ev->region = object;
	ev->protocol = e->protocol;
	ev->state = state;
	ev->effect = e;
	ev->callee = c->callee;
	ev->operand = e->kind == EFFECT_PUBLISH && e->object.index < c->nargs
			      ? c->operands[e->object.index]
			      : IR_NONE;
	ev->inside = c->inside;
	world_set_state(x->arena, w,
			(struct state){.region = object,
				       .protocol = e->protocol->id,
				       .state = state,
				       .flags = flags,
				       .event = ev});
}

void publish(struct analysis *x, struct world *w, const struct effect *e, const struct call *c)
{
	const struct ir_insn *call = &x->f->insns[c->insn];
	node_id v = path_value(x, w, &e->object, c);
	struct table_use t = {.record = IR_NONE};

	if (!v || !(fact_classes(x->n, w, v) & CLASS_POSITIVE))
		return;
	if (e->other.text && (!name_table(x->f, argument(x->f, call, &e->other), &t) ||
			      !others_take(x->p, x->fn, &t)))
		return;
	count_own_only(x, w, region_deref(x->n, v));
	if (e->protocol && !publish_has_reference(x, w, region_deref(x->n, v)))
		enter(x, w, e, v, came_with_reference(x, v) ? 0 : 1,
		      under_lock(x->p, x->f, c->insn, &t) ? STATE_COVERED : 0, c);
}

void publish_get(struct analysis *x, struct world *w, node_id region, const struct call *c)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		const struct rule *rule = x->p->protocols[s.protocol]->states[s.state].get;

		if (!rule || (s.flags & (STATE_UNSURE | STATE_COVERED)) ||
		    !region_within(x->n, region, region_root(x->n, s.region)))
			continue;
		evidence_report(x, w,
				&(struct report){
					.rule = rule,
					.insn = c->insn,
					.object = describe_region(x->p, s.region, x->p->out->arena),
					.callee = c->callee,
					.state = &s,
					.region = s.region,
					.inside = c->inside});
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

/* --- What is looked up -------------------------------------------------------------------- */

static bool same_lock(const struct ir_function *f, uint32_t a, uint32_t b)
{
	struct table_use of_a, of_b;

	if (f->insns[f->insns[a].a].a != f->insns[f->insns[b].a].a || !f->insns[a].nargs ||
	    !f->insns[b].nargs)
		return false;
	return name_table(f, program_uncast(f, f->pool[f->insns[a].args]), &of_a) &&
	       name_table(f, program_uncast(f, f->pool[f->insns[b].args]), &of_b) &&
	       of_a.record == of_b.record && of_a.field == of_b.field;
}

/* Whether more than one lock is held at insn: behind the release of the first, another one is
 * released that was not taken meanwhile. */
static bool under_more(struct program *p, const struct ir_function *f, uint32_t insn,
		       const struct table_use *t)
{
	uint32_t first = IR_NONE;

	for (uint32_t i = insn + 1; i < f->ninsns; i++) {
		int direction = f->insns[i].op == IR_CALL ? locking(p, f, i, t) : 0;

		if (direction > 0)
			return false;
		if (direction < 0 && first == IR_NONE)
			first = i;
		else if (direction < 0 && !same_lock(f, first, i))
			return true;
	}
	return false;
}

/* Whether the function of u frees what it took out, or what it had looked up before. */
static bool found_and_freed(struct program *p, const struct table_use *u)
{
	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *v = &p->table_uses[i];

		if (v->fn == u->fn && v->record == u->record && v->field == u->field &&
		    (v->kind == EFFECT_LOOK || v->kind == EFFECT_TAKE) && frees(p, v))
			return true;
	}
	return false;
}

/* The local that the result of insn is stored in, or IR_NONE. */
static uint32_t stored_in(const struct ir_function *f, uint32_t insn)
{
	for (uint32_t i = insn + 1; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && program_uncast(f, f->insns[i].b) == insn &&
		    f->insns[f->insns[i].a].op == IR_LOCAL)
			return f->insns[f->insns[i].a].a;
	return IR_NONE;
}

/* Whether the function of u looks into what it found before it takes it out: who is using it may
 * have said so there. */
static bool asks_first(struct program *p, const struct table_use *u)
{
	const struct ir_function *f = &p->m->functions[u->fn];

	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *v = &p->table_uses[i];
		uint32_t local;

		if (v->fn != u->fn || v->record != u->record || v->field != u->field ||
		    v->kind != EFFECT_LOOK)
			continue;
		local = stored_in(f, v->insn);
		for (uint32_t k = v->insn + 1; local != IR_NONE && k < u->insn; k++)
			if (f->insns[k].op == IR_FIELD &&
			    program_reads_local(f, program_uncast(f, f->insns[k].a)) == local)
				return true;
	}
	return false;
}

/* Whether the function of u is what a counter calls for its last reference, and takes its own
 * object out of the table: whoever puts that reference has it freed. */
static bool taken_with_last(struct program *p, const struct table_use *u)
{
	return program_fn(p, u->fn)->ends && !u->result_used;
}

/* Whether another function takes what it finds there under a lock, and drops it; or ends it with
 * its last reference. */
static bool others_drop(struct program *p, const struct table_use *t)
{
	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *u = &p->table_uses[i];

		if (u->kind != EFFECT_TAKE || u->fn == t->fn || u->record != t->record ||
		    u->field != t->field || u->in_loop || asks_first(p, u))
			continue;
		if (taken_with_last(p, u) || (under_lock(p, &p->m->functions[u->fn], u->insn, t) &&
					      (found_and_freed(p, u) || counts(p, u->fn, t, 0))))
			return true;
	}
	return false;
}

/* The number is computed: it stands in a message of a device, which answers what it was given for
 * as long as it has it. */
static bool is_computed(const struct ir_function *f, uint32_t number)
{
	uint32_t local = program_reads_local(f, number);

	if (f->insns[number].op == IR_BINARY)
		return true;
	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && f->insns[f->insns[i].a].op == IR_LOCAL &&
		    f->insns[f->insns[i].a].a == local &&
		    f->insns[program_uncast(f, f->insns[i].b)].op == IR_BINARY)
			return true;
	return false;
}

/* Whether the function takes or gives back any lock, be it part of a table. */
static bool locks(struct program *p, const struct ir_function *f)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *callee = &f->insns[f->insns[i].a];
		const struct function_contract *fc =
			f->insns[i].op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc)
			if (lock_direction(e))
				return true;
		if (f->insns[i].op == IR_CALL && !fc && callee->op == IR_FUNC &&
		    lock_net(p, callee->a))
			return true;
	}
	return false;
}

bool publish_is_locked(const struct analysis *x)
{
	const struct table_use none = {.record = IR_NONE, .field = IR_NONE};

	return locks(x->p, x->f) || !reached_unlocked(x->p, x->fn, &none);
}

/* Whether another function takes what it finds there by its number, and drops it, with no lock but
 * the table's own. */
static bool others_drop_unlocked(struct program *p, const struct table_use *t)
{
	for (uint32_t i = 0; i < p->ntable_uses; i++) {
		const struct table_use *u = &p->table_uses[i];

		if (u->fn != t->fn && takes(p, u, t) && !asks_first(p, u) &&
		    !under_lock(p, &p->m->functions[u->fn], u->insn, t) && counts(p, u->fn, t, 0) &&
		    reached_unlocked(p, u->fn, t))
			return true;
	}
	return false;
}

#define NO_STATE UINT8_MAX
/* The state of the protocol in which no reference may be taken, or NO_STATE. */
static uint8_t bare_state(const struct protocol *p)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].get)
			return i;
	return NO_STATE;
}

void publish_look(struct analysis *x, struct world *w, const struct effect *e, const struct call *c)
{
	const uint8_t bare = e->protocol ? bare_state(e->protocol) : NO_STATE;
	struct table_use t = {.fn = x->fn};
	struct effect *lend;

	/* Who takes it out as well has it for himself. In a section of another kind, that one keeps
	 * it. */
	if (!e->protocol || section_any(w) ||
	    !name_table(x->f, argument(x->f, &x->f->insns[c->insn], &e->object), &t) ||
	    does(x->p, x->fn, &t, EFFECT_TAKE))
		return;
	if (bare != NO_STATE && !locks(x->p, x->f) && reached_unlocked(x->p, x->fn, &t) &&
	    others_drop_unlocked(x->p, &t)) {
		enter(x, w, e, c->result, bare, 0, c);
		return;
	}
	if ((!under_lock(x->p, x->f, c->insn, &t) && !under_own_lock(x->p, x->f, c->insn, &t)) ||
	    under_more(x->p, x->f, c->insn, &t) ||
	    (c->nargs > 1 && is_computed(x->f, program_uncast(x->f, c->operands[1]))) ||
	    !others_drop(x->p, &t))
		return;
	lend = arena_alloc(x->p->arena, sizeof(*lend));
	*lend = (struct effect){
		.kind = EFFECT_STATE,
		.object = {.root = PATH_RETURN, .text = "return"},
		.protocol = e->protocol,
		.arrows = {{.from = protocol_all_states(e->protocol), .to = e->protocol->lent}},
		.narrows = 1,
		.place = e->place};
	x->p->looked = e->protocol;
	section_move(x, w, e->protocol->id, 1, c);
	effect_apply(x, w, lend, c);
}
