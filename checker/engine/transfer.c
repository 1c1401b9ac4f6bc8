/* SPDX-License-Identifier: MIT */
/* One instruction at a time: what each does to a world. */
#include <string.h>

#include "call.h"
#include "complaint.h"
#include "doubt.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

node_id transfer_operand(struct analysis *x, const struct path_state *ps, uint32_t insn)
{
	const struct ir_block *b = &x->f->blocks[x->block];
	node_id v;

	if (insn == IR_NONE)
		return NODE_NONE;
	if (insn >= b->first && insn < b->first + b->count)
		return ps->temps[insn - b->first];
	v = world_get(ps->w, region_temp(x->n, x->fn, insn));
	/* A temporary that a merge dropped: still the same value wherever it is read. */
	return v ? v : node_fresh(x->n, x->fn, insn, 0, NODE_NONE, 0);
}

static void set_result(struct analysis *x, struct path_state *ps, uint32_t insn, node_id v)
{
	ps->temps[insn - x->f->blocks[x->block].first] = v;
	if (x->cfg->temp_slot[insn] != IR_NONE)
		world_set(x->arena, ps->w, region_temp(x->n, x->fn, insn), v);
}

static const struct ir_type *type_at(const struct analysis *x, uint32_t type)
{
	static const struct ir_type unknown = {.kind = IR_TYPE_UNKNOWN};

	return type == IR_NONE ? &unknown : &x->m->types[type];
}

static uint16_t value_flags(const struct analysis *x, uint32_t type)
{
	const struct ir_type *t = type_at(x, type);

	if (t->kind == IR_TYPE_BOOL || (t->kind == IR_TYPE_INT && !(t->flags & IR_TYPE_SIGNED)))
		return NODE_NONNEG;
	return 0;
}

static int64_t truncate_to(const struct ir_type *t, int64_t v)
{
	unsigned shift = 64 - t->bits;

	if (t->kind != IR_TYPE_INT || !t->bits || t->bits >= 64)
		return v;
	return t->flags & IR_TYPE_SIGNED ? (int64_t)((uint64_t)v << shift) >> shift
					 : (int64_t)((uint64_t)v << shift >> shift);
}

static node_id cast(struct analysis *x, const struct ir_insn *i, node_id v)
{
	const struct ir_type *t = type_at(x, i->type);
	const struct node *nd = node_at(x->n, v);

	if (t->kind == IR_TYPE_BOOL)
		return node_binary(x->n, IR_NE, false, v, node_int(x->n, 0));
	if (nd->kind == NODE_INT)
		return node_int(x->n, truncate_to(t, nd->imm));
	return v;
}

/* Memory that only this function can name needs no watching. */
static bool is_own_variable(const struct analysis *x, uint32_t address)
{
	return x->f->insns[address].op == IR_LOCAL;
}

/* False: the path ended. */
static bool reach(struct analysis *x, struct path_state *ps, uint32_t insn, uint32_t address)
{
	return is_own_variable(x, address) ||
	       null_dereference(x, ps->w, region_deref(x->n, transfer_operand(x, ps, address)),
				insn);
}

/* The path goes on in world w as well, behind the instruction, which gives v there. */
static void go_on(struct analysis *x, const struct path_state *ps, struct world *w, uint32_t insn,
		  node_id v)
{
	const struct ir_block *b = &x->f->blocks[x->block];
	struct path_state other = *ps;

	other.w = w;
	other.temps = arena_copy(x->arena, ps->temps, b->count * sizeof(*ps->temps));
	set_result(x, &other, insn, v);
	other.next = insn + 1;
	explore_later(x, other);
}

/* What is read may say two things: the path goes on with each. */
static void told(struct analysis *x, struct path_state *ps, uint32_t insn, node_id region,
		 node_id v)
{
	struct world *other = told_read(x, ps->w, region, v);

	if (other)
		go_on(x, ps, other, insn, v);
}

static node_id load(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];
	node_id region = region_deref(x->n, transfer_operand(x, ps, i->a)), v;

	if (!is_own_variable(x, i->a)) {
		use_region(x, ps->w, region, insn, i->a, "read");
		member_touch(x, ps->w, region, insn);
	}
	v = memory_load(x, ps->w, region, value_flags(x, i->type));
	strict_read(x, ps->w, insn, v);
	keeps_read(x, ps->w, region, v);
	told(x, ps, insn, region, v);
	if (!memory_is_private(x, region))
		section_load(x, ps->w, v, insn);
	return v;
}

static void escape(struct analysis *x, struct world *w, node_id v)
{
	uint8_t kind = node_at(x->n, v)->kind;

	call_escape_stored(x, w, v);
	/* A pointer with flags in its low bits leads to the object all the same. */
	if (kind == NODE_BINARY)
		call_escape_number(x, w, v);
	if (kind == NODE_PARAM || kind == NODE_FRESH || kind == NODE_ADDR || kind == NODE_INIT)
		world_escaped(w, v);
}

/* The address names an element of an array by an index that is no constant, or a part of one. */
static bool in_element(const struct ir_function *f, uint32_t address)
{
	while (f->insns[address].op == IR_FIELD)
		address = f->insns[address].a;
	return f->insns[address].op == IR_INDEX &&
	       f->insns[program_uncast(f, f->insns[address].b)].op != IR_CONST;
}

static void store(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];
	node_id region = region_deref(x->n, transfer_operand(x, ps, i->a));
	node_id v = transfer_operand(x, ps, i->b);
	const struct ir_type *t = type_at(x, x->f->insns[i->b].type);
	struct world *other;

	if (!is_own_variable(x, i->a)) {
		use_region(x, ps->w, region, insn, i->a, "written");
		member_touch(x, ps->w, region, insn);
		section_stored(x, ps->w, region);
	}
	if (t->kind == IR_TYPE_RECORD)
		world_forget(x->arena, ps->w, x->n, region);
	if (t->kind == IR_TYPE_POINTER && !member_store(x, ps->w, region, v, insn) &&
	    !memory_is_private(x, region) &&
	    region_root(x->n, region) != region_root(x->n, region_deref(x->n, v)))
		escape(x, ps->w, v);
	/* Which element of an array it was is not known any more when it is read again. */
	if (t->kind == IR_TYPE_INT &&
	    (!memory_is_private(x, region) || node_at(x->n, region)->kind == REGION_ELEM ||
	     in_element(x->f, i->a)))
		call_escape_number(x, ps->w, v);
	forgotten_store(x, ps->w, region, v);
	strict_overwritten(x, ps->w, region, v, insn);
	other = keeps_stored(x, ps->w, region, v, insn);
	if (other) {
		memory_store(x, other, region, v, NODE_NONE);
		go_on(x, ps, other, insn, NODE_NONE);
	}
	memory_store(x, ps->w, region, v,
		     memory_is_link(x, region) ? memory_since(x, ps->w, insn) : NODE_NONE);
}

static void copy(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];
	node_id to = region_deref(x->n, transfer_operand(x, ps, i->a));
	node_id from = region_deref(x->n, transfer_operand(x, ps, i->b));

	use_region(x, ps->w, from, insn, i->b, "read");
	use_region(x, ps->w, to, insn, i->a, "written");
	member_copy(x, ps->w, insn);
	if (!memory_is_private(x, to))
		call_escape(x, ps->w, node_addr(x->n, from), false);
	forgotten_store(x, ps->w, to, NODE_NONE);
	memory_copy(x, ps->w, to, from);
}

/* The operand points to what a pointer can be stored in. */
static bool points_to_word(const struct analysis *x, uint32_t operand)
{
	const struct ir_type *t = x->m->types, *to;
	uint32_t type = x->f->insns[operand].type;

	if (type == IR_NONE || t[type].kind != IR_TYPE_POINTER || t[type].ref == IR_NONE)
		return false;
	to = &t[t[type].ref];
	return to->kind == IR_TYPE_POINTER || (to->kind == IR_TYPE_INT && to->bits == 64);
}

/* Another operand of the assembly may be where this one is stored, as by cmpxchg(). */
static bool stored_by_assembly(const struct analysis *x, const struct ir_insn *i, uint32_t operand)
{
	uint32_t type = x->f->insns[operand].type;

	if (type == IR_NONE || x->m->types[type].kind != IR_TYPE_POINTER)
		return false;
	for (uint32_t k = 0; k < i->nargs; k++) {
		uint32_t other = x->f->pool[i->args + k];

		if (other != operand && x->f->insns[other].op == IR_LOAD &&
		    points_to_word(x, other))
			return true;
	}
	return false;
}

/* It may have been stored there, or taken from there: a reference goes with it. */
static void exchange(struct analysis *x, struct world *w, node_id v)
{
	node_id region = region_deref(x->n, v);

	call_escape(x, w, v, false);
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if (s.region != region || !x->p->protocols[s.protocol]->counted)
			continue;
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}

static void assembly(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];

	for (uint32_t k = 0; k < i->nargs; k++) {
		node_id v = transfer_operand(x, ps, x->f->pool[i->args + k]);

		forgotten_store(x, ps->w, region_deref(x->n, v), NODE_NONE);
		if (v && node_at(x->n, v)->kind == NODE_ADDR)
			memory_havoc(x, ps->w, region_deref(x->n, v), memory_since(x, ps->w, insn));
		else if (v)
			call_note_given(x, ps->w, v);
		if (v && stored_by_assembly(x, i, x->f->pool[i->args + k]))
			exchange(x, ps->w, v);
	}
}

static void scope_end(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	struct call c = {.insn = insn, .fn = IR_NONE, .callee = "the end of its scope"};

	if (ps->w->states.count || x->strict)
		death_of(x, ps->w, region_local(x->n, x->fn, x->f->insns[insn].a), IR_NONE, &c);
}

/* False: the call instruction, or the path, ended here (other worlds of it are queued). */
static bool run_call(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	struct call_outcomes out = {.count = 0};

	call_execute(x, ps, insn, &out);
	forgotten_call(x, insn, &out);
	if (!out.count)
		return false;
	ps->next = insn + 1;
	for (uint32_t k = 1; k < out.count; k++) {
		struct path_state other = *ps;
		const struct ir_block *b = &x->f->blocks[x->block];

		other.w = out.list[k].w;
		other.temps = arena_copy(x->arena, ps->temps, b->count * sizeof(*ps->temps));
		set_result(x, &other, insn, out.list[k].result);
		explore_later(x, other);
	}
	ps->w = out.list[0].w;
	set_result(x, ps, insn, out.list[0].result);
	return true;
}

/* The number that v can only be on this path, or v. */
static node_id known_number(struct analysis *x, const struct world *w, node_id v)
{
	const struct fact *f = world_fact(w, v);

	return f && f->lo == f->hi ? node_int(x->n, f->lo) : v;
}

static node_id compute(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];
	node_id a = NODE_NONE;

	switch (i->op) {
	case IR_CONST:
		return node_int(x->n, i->imm);
	case IR_STRING:
		return node_string(x->n, i->a);
	case IR_FUNC:
		return node_func(x->n, i->a);
	case IR_LOCAL:
		return node_addr(x->n, region_local(x->n, x->fn, i->a));
	case IR_GLOBAL:
		return node_addr(x->n, region_global(x->n, i->a));
	case IR_LOAD:
		return load(x, ps, insn);
	default:
		break;
	}
	a = i->op == IR_UNKNOWN ? NODE_NONE : transfer_operand(x, ps, i->a);
	switch (i->op) {
	case IR_FIELD:
		return node_addr(x->n, region_field(x->n, region_deref(x->n, a), i->b, i->c));
	case IR_INDEX:
		return node_addr(x->n, region_elem(x->n, region_deref(x->n, a),
						   transfer_operand(x, ps, i->b)));
	case IR_CONTAINER:
		keeps_found(x, ps->w, region_deref(x->n, a), i->b, i->c);
		return node_addr(x->n, region_container(x->n, region_deref(x->n, a), i->b, i->c));
	case IR_CAST:
		strict_value(x, ps->w, insn);
		return cast(x, i, a);
	case IR_UNARY:
		return node_unary(x->n, i->sub, a);
	case IR_BINARY:
		if (i->sub == IR_DIV || i->sub == IR_REM || i->sub == IR_MUL)
			a = known_number(x, ps->w, a);
		return node_binary(x->n, i->sub, i->flags & IR_UNSIGNED, a,
				   transfer_operand(x, ps, i->b));
	default:
		strict_value(x, ps->w, insn);
		return node_fresh(x->n, x->fn, insn, generation_of(x, ps->w, insn), NODE_NONE,
				  value_flags(x, i->type));
	}
}

/* --- Branches ----------------------------------------------------------------------------- */

/* by: the call whose result was tested, IR_NONE if it was read from the object. */
static void tested_object(struct analysis *x, struct world *w, node_id region, uint32_t insn,
			  uint32_t by)
{
	for (node_id r = region; r; r = node_at(x->n, r)->parent)
		for (uint32_t i = 0; i < w->states.count; i++) {
			struct state s = w->states.list[i];
			const struct protocol *p = x->p->protocols[s.protocol];
			struct event *ev;

			if (s.region != r || !p->states[s.state].tested)
				continue;
			/* That call brought the object into this state: testing its result tells
			 * nothing more. */
			if (s.event && s.event->fn == x->fn && s.event->insn == by)
				continue;
			s.state = p->states[s.state].test_to;
			ev = evidence_add(x, w, EVENT_STATE, insn);
			ev->region = r;
			ev->protocol = p;
			ev->state = s.state;
			ev->operand = IR_NONE;
			s.event = ev;
			world_set_state(x->arena, w, s);
		}
}

/* A branch on v tests every object that v was read from or computed for. */
static void tested(struct analysis *x, struct world *w, node_id v, uint32_t insn, int depth)
{
	struct node nd = *node_at(x->n, v);
	const struct origin *o;

	if (depth > 8)
		return;
	switch (nd.kind) {
	case NODE_INIT:
		tested_object(x, w, nd.a, insn, IR_NONE);
		break;
	case NODE_BINARY:
		tested(x, w, nd.a, insn, depth + 1);
		tested(x, w, nd.b, insn, depth + 1);
		break;
	case NODE_UNARY:
		tested(x, w, nd.a, insn, depth + 1);
		break;
	case NODE_FRESH:
		o = program_origin(x->p, v);
		for (uint32_t i = 0; o && i < o->count; i++)
			tested_object(x, w, o->regions[i], insn, nd.b);
		break;
	default:
		break;
	}
}

/* Whether v points to something that was made on this path, and is in none of those. */
static bool is_made(const struct analysis *x, const struct world *w, node_id v, uint8_t flags)
{
	if (node_at(x->n, v)->kind != NODE_FRESH)
		return false;
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct node *r = node_at(x->n, s->region);

		if (r->kind == REGION_DEREF && r->a == v &&
		    x->p->protocols[s->protocol]->states[s->state].leak && !(s->flags & flags))
			return true;
	}
	return false;
}

/* ... and that nobody else has seen yet. */
static bool is_new(const struct analysis *x, const struct world *w, node_id v)
{
	return is_made(x, w, v, STATE_HANDED_ON | STATE_UNSURE);
}

/* The address of a variable or member, a parameter, or what memory held at entry. */
static bool was_there(const struct node *v)
{
	return v->kind == NODE_ADDR || v->kind == NODE_PARAM || (v->kind == NODE_INIT && !v->b);
}

/* A count that this path has raised is again what it was before: who raised it had it above 0. */
static bool is_lowered_again(struct analysis *x, const struct world *w, node_id v)
{
	const struct node *nd = node_at(x->n, v), *now;
	node_id holds = nd->kind == NODE_INIT ? world_get(w, nd->a) : NODE_NONE;

	if (!holds || !memory_is_unsigned(x, nd->a))
		return false;
	now = node_at(x->n, holds);
	return holds == v ||
	       (!x->strict && now->kind == NODE_BINARY && now->sub == IR_ADD && now->a == v &&
		node_at(x->n, now->b)->kind == NODE_INT && node_at(x->n, now->b)->imm > 0);
}

/* The path has read or written what v points to. */
static bool was_reached(const struct analysis *x, const struct world *w, node_id v)
{
	for (uint32_t i = 0; i < x->nroots; i++) {
		const struct node *r = node_at(x->n, x->roots[i].region);

		if (r->kind == REGION_DEREF && r->a == v)
			return x->roots[i].reached && !x->roots[i].when && (w->sure >> i & 1);
	}
	return false;
}

bool transfer_is_unlikely(struct analysis *x, const struct world *w, node_id v, bool truth)
{
	const struct node *nd = node_at(x->n, v), *a, *b;

	while (nd->kind == NODE_UNARY && nd->sub == IR_LNOT) {
		v = nd->a;
		nd = node_at(x->n, v);
		truth = !truth;
	}
	if (!truth && (is_lowered_again(x, w, v) || (!x->strict && was_reached(x, w, v))))
		return true;
	if (nd->kind != NODE_BINARY || nd->sub != IR_EQ || !truth)
		return false;
	a = node_at(x->n, nd->a);
	b = node_at(x->n, nd->b);
	/* What was made is no part of anything that was there. */
	if ((was_there(a) && is_made(x, w, nd->b, 0)) || (was_there(b) && is_made(x, w, nd->a, 0)))
		return true;
	return a->kind != NODE_INT && b->kind != NODE_INT &&
	       (is_new(x, w, nd->a) || is_new(x, w, nd->b));
}

static void branch(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];
	node_id v = transfer_operand(x, ps, i->a);
	struct world *other;
	bool can[2];

	if (ps->w->states.count)
		tested(x, ps->w, v, insn, 0);
	null_tested(x, v);
	other = world_fork(x->arena, ps->w);
	can[1] = !transfer_is_unlikely(x, ps->w, v, true) &&
		 fact_assume(x->arena, x->n, ps->w, v, true);
	can[0] = !transfer_is_unlikely(x, other, v, false) &&
		 fact_assume(x->arena, x->n, other, v, false);
	if (can[0] && can[1] && x->interesting && complaint_ends(x, ps->w, insn))
		can[1] = false;
	for (int truth = 1; truth >= 0; truth--) {
		struct world *w = truth ? ps->w : other;

		if (!can[truth])
			continue;
		if (node_at(x->n, v)->kind == NODE_INT && !x->strict)
			skipped_by_flag(x, w, insn, truth);
		if (can[!truth]) {
			struct event *ev = evidence_add(x, w, EVENT_BRANCH, insn);

			ev->operand = i->a;
			ev->region = v;
			ev->truth = truth;
		}
		explore_push(x, truth ? i->b : i->c, w);
	}
}

/* A number that a switch has not taken: that the comparison with it is false. Few of them are
 * remembered. */
#define MAX_EXCLUDED 8
static bool exclude(struct analysis *x, struct world *w, node_id v, int64_t k)
{
	return fact_assume(x->arena, x->n, w, node_binary(x->n, IR_EQ, false, v, node_int(x->n, k)),
			   false);
}

static bool is_excluded(struct analysis *x, const struct world *w, node_id v, int64_t lo,
			int64_t hi)
{
	node_id same = node_binary(x->n, IR_EQ, false, v, node_int(x->n, lo));
	struct interval i = fact_interval(x->n, w, same);

	return lo == hi && !i.lo && !i.hi;
}

static void switch_case(struct analysis *x, struct path_state *ps, uint32_t insn, node_id v,
			uint32_t k)
{
	const struct ir_insn *i = &x->f->insns[insn];
	const uint32_t *triple = x->f->pool + i->args + k;
	int64_t lo = x->f->insns[triple[0]].imm, hi = x->f->insns[triple[1]].imm;
	struct world *w = world_fork(x->arena, ps->w);
	struct event *ev;

	if (is_excluded(x, w, v, lo, hi) || !fact_assume_range(x->arena, x->n, w, v, lo, hi, true))
		return;
	ev = evidence_add(x, w, EVENT_CASE, insn);
	ev->operand = i->a;
	ev->number = lo;
	explore_push(x, triple[2], w);
}

static void switch_on(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];
	node_id v = transfer_operand(x, ps, i->a);
	bool others = true;

	if (ps->w->states.count)
		tested(x, ps->w, v, insn, 0);
	for (uint32_t k = 0; k + 2 < i->nargs; k += 3)
		switch_case(x, ps, insn, v, k);
	for (uint32_t k = 0; k + 2 < i->nargs && others; k += 3) {
		const uint32_t *triple = x->f->pool + i->args + k;
		int64_t lo = x->f->insns[triple[0]].imm, hi = x->f->insns[triple[1]].imm;

		others = lo == hi && i->nargs <= 3 * MAX_EXCLUDED
				 ? exclude(x, ps->w, v, lo)
				 : fact_assume_range(x->arena, x->n, ps->w, v, lo, hi, false);
	}
	if (others)
		explore_push(x, i->b, ps->w);
}

static void terminate(struct analysis *x, struct path_state *ps, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];

	switch (i->op) {
	case IR_JUMP:
		explore_push(x, i->b, ps->w);
		break;
	case IR_BRANCH:
		branch(x, ps, insn);
		break;
	case IR_SWITCH:
		switch_on(x, ps, insn);
		break;
	case IR_CHOOSE:
		for (uint32_t k = 0; k < i->nargs; k++)
			explore_push(x, x->f->pool[i->args + k], world_fork(x->arena, ps->w));
		break;
	case IR_RETURN:
		explore_exit(x, ps->w, transfer_operand(x, ps, i->a), insn);
		break;
	default:
		break;
	}
}

void transfer_run(struct analysis *x, struct path_state ps)
{
	const struct ir_block *b = &x->f->blocks[x->block];

	for (uint32_t insn = ps.next; insn < b->first + b->count; insn++) {
		const struct ir_insn *i = &x->f->insns[insn];

		x->steps++;
		if (x->p->watch && x->p->watch->at)
			x->p->watch->at(x->p->watch->ctx, x, insn, ps.w);
		if (ir_is_terminator(i->op)) {
			terminate(x, &ps, insn);
			return;
		}
		if ((i->op == IR_STORE || i->op == IR_LOAD) && !reach(x, &ps, insn, i->a))
			return;
		switch (i->op) {
		case IR_STORE:
			store(x, &ps, insn);
			break;
		case IR_COPY:
			copy(x, &ps, insn);
			break;
		case IR_ASM:
			strict_value(x, ps.w, insn);
			assembly(x, &ps, insn);
			break;
		case IR_SCOPE_END:
			scope_end(x, &ps, insn);
			break;
		case IR_CALL:
			if (!run_call(x, &ps, insn))
				return;
			break;
		default:
			set_result(x, &ps, insn, compute(x, &ps, insn));
			break;
		}
	}
}
