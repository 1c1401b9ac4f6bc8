/* SPDX-License-Identifier: MIT */
/*
 * Functions of a file that take down together what another one of it set up: the first one says
 * what there is to undo. Where the function that sets it up fails half way, and takes down some of
 * what it has set up by then, the rest is undone as well. No path is followed, and no contract is
 * needed: names say what undoes what, and members and variables what it is done to.
 */
#include <string.h>

#include "checks.h"
#include "evidence.h"
#include "pair.h"
#include "program.h"
#include "reference.h"

#define MAX_DEPTH 3 /* calls between a function and what it does in all */

/* A member or variable of the file's: its address, or what it holds. */
struct place {
	uint32_t record, field;
	uint32_t outer, outer_field; /* the member that this one is in, or IR_NONE */
	uint32_t within; /* the variable that the member is in, or IR_NONE */
	uint32_t global; /* or IR_NONE */
	bool value;
};

/* One function calls another. */
struct site {
	uint32_t fn, insn, callee;
};

/* A function that is called, and those called somewhere that undo what it does. */
struct callee {
	uint32_t fn;
	bool known; /* the others were looked for */
	uint32_t *undos, nundos;
};

struct twins {
	struct program *p;
	const struct rule *rule;
	struct site *sites; /* in the file's own functions, those of one function in a row */
	uint32_t nsites, cap;
	uint32_t *first; /* by function: the first site behind those of the functions before it */
	struct callee *callees;
	uint32_t ncallees;
	uint32_t *index; /* by function: among callees, or IR_NONE */
};

/* --- Places ------------------------------------------------------------------------------- */

static bool address_place(const struct ir_function *f, uint32_t insn, struct place *to)
{
	const struct ir_insn *i, *outer;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE)
		return false;
	i = &f->insns[insn];
	*to = (struct place){
		.record = IR_NONE, .outer = IR_NONE, .within = IR_NONE, .global = IR_NONE};
	if (i->op == IR_GLOBAL) {
		to->global = i->a;
		return true;
	}
	if (i->op != IR_FIELD)
		return false;
	to->record = i->b;
	to->field = i->c;
	insn = program_uncast(f, i->a);
	outer = insn == IR_NONE ? NULL : &f->insns[insn];
	if (outer && outer->op == IR_GLOBAL)
		to->within = outer->a;
	if (outer && outer->op == IR_LOAD)
		outer = program_reads_member(f, insn);
	if (outer && outer->op == IR_FIELD) {
		to->outer = outer->b;
		to->outer_field = outer->c;
	}
	return true;
}

/* Where the function stores what it has in the variable, or what the call gives. */
static bool stored_place(const struct ir_function *f, uint32_t local, uint32_t call,
			 struct place *to)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t value;

		if (f->insns[i].op != IR_STORE || program_stores_local(f, i) != IR_NONE)
			continue;
		value = program_uncast(f, f->insns[i].b);
		if (value == IR_NONE ||
		    (value != call && (local == IR_NONE || program_reads_local(f, value) != local)))
			continue;
		if (!address_place(f, f->insns[i].a, to))
			continue;
		to->value = true;
		return true;
	}
	return false;
}

/* What insn gives is the address of a place, or was read from it, or is stored there. */
static bool place_of(const struct ir_function *f, uint32_t insn, struct place *to, int depth)
{
	uint32_t local, only;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE || depth > MAX_DEPTH)
		return false;
	local = program_reads_local(f, insn);
	if (local != IR_NONE) {
		if (program_one_value(f, local, &only) && only != IR_NONE &&
		    place_of(f, only, to, depth + 1))
			return true;
		return stored_place(f, local, IR_NONE, to);
	}
	if (f->insns[insn].op == IR_CALL)
		return stored_place(f, program_result_local(f, insn), insn, to);
	if (f->insns[insn].op != IR_LOAD)
		return address_place(f, insn, to);
	if (!address_place(f, f->insns[insn].a, to))
		return false;
	to->value = true;
	return true;
}

static bool same_place(const struct place *a, const struct place *b)
{
	if (a->value != b->value || a->global != b->global || a->record != b->record)
		return false;
	if (a->global != IR_NONE)
		return true;
	if (a->within != b->within && a->within != IR_NONE && b->within != IR_NONE)
		return false;
	return a->field == b->field && (a->outer == IR_NONE || b->outer == IR_NONE ||
					(a->outer == b->outer && a->outer_field == b->outer_field));
}

/* The call is given the place, or gives it. */
static bool concerns(const struct ir_function *f, uint32_t call, const struct place *what)
{
	const struct ir_insn *i = &f->insns[call];
	struct place given;

	for (uint32_t k = 0; k < i->nargs; k++)
		if (place_of(f, f->pool[i->args + k], &given, 0) && same_place(&given, what))
			return true;
	return place_of(f, call, &given, 0) && same_place(&given, what);
}

/* All places that the one that undoes is given are known to the other call, and what that gives is
 * among them, if it is a pointer; there is one. */
static bool same_thing(struct program *p, const struct site *undo, const struct site *done)
{
	const struct ir_function *f = &p->m->functions[undo->fn], *by = &p->m->functions[done->fn];
	const struct ir_insn *i = &f->insns[undo->insn];
	const uint32_t type = by->insns[done->insn].type;
	struct place given, result;
	bool any = false, pointer = type != IR_NONE && p->m->types[type].kind == IR_TYPE_POINTER;

	if (pointer && !place_of(by, done->insn, &result, 0))
		return false;
	for (uint32_t k = 0; k < i->nargs; k++) {
		if (!place_of(f, f->pool[i->args + k], &given, 0))
			continue;
		if (!concerns(by, done->insn, &given))
			return false;
		any = any || !pointer || same_place(&given, &result);
	}
	return any;
}

/* --- Calls -------------------------------------------------------------------------------- */

static void note_call(void *ctx, uint32_t fn, uint32_t insn)
{
	struct twins *t = ctx;
	const struct ir_function *f = &t->p->m->functions[fn];
	const uint32_t callee = program_callee(f, insn);

	if (callee == IR_NONE || !f->insns[insn].nargs)
		return;
	t->sites = arena_grow(t->p->arena, t->sites, t->nsites, &t->cap, sizeof(*t->sites));
	t->sites[t->nsites++] = (struct site){fn, insn, callee};
}

static void index_calls(struct twins *t)
{
	const uint32_t n = t->p->m->nfunctions;

	t->first = arena_new_array(t->p->arena, uint32_t, n + 1);
	t->index = arena_new_array(t->p->arena, uint32_t, n);
	t->callees = arena_new_array(t->p->arena, struct callee, n);
	for (uint32_t fn = 0, i = 0; fn <= n; fn++) {
		while (i < t->nsites && t->sites[i].fn < fn)
			i++;
		t->first[fn] = i;
	}
	for (uint32_t fn = 0; fn < n; fn++)
		t->index[fn] = IR_NONE;
	for (uint32_t i = 0; i < t->nsites; i++)
		if (t->index[t->sites[i].callee] == IR_NONE) {
			t->index[t->sites[i].callee] = t->ncallees;
			t->callees[t->ncallees++].fn = t->sites[i].callee;
		}
}

/* The function with all that undo it. */
static const struct callee *undone(struct twins *t, uint32_t fn)
{
	struct callee *c = &t->callees[t->index[fn]];

	if (c->known)
		return c;
	c->known = true;
	for (uint32_t i = 0; i < t->ncallees; i++) {
		const uint32_t other = t->callees[i].fn;
		uint32_t cap = c->nundos;

		if (other == fn || !pair_undoes(t->p, fn, other))
			continue;
		c->undos = arena_grow(t->p->arena, c->undos, c->nundos, &cap, sizeof(*c->undos));
		c->undos[c->nundos++] = other;
	}
	return c;
}

static bool undoes(struct twins *t, uint32_t fn, uint32_t other)
{
	const struct callee *c = undone(t, fn);

	for (uint32_t i = 0; i < c->nundos; i++)
		if (c->undos[i] == other)
			return true;
	return false;
}

/* The function makes that call, itself or by others of the file. */
static bool comes_to(const struct twins *t, uint32_t fn, uint32_t callee, int depth)
{
	for (uint32_t i = t->first[fn]; depth < MAX_DEPTH && i < t->first[fn + 1]; i++)
		if (t->sites[i].callee == callee ||
		    (program_is_own(t->p, t->sites[i].callee) && t->sites[i].callee != fn &&
		     comes_to(t, t->sites[i].callee, callee, depth + 1)))
			return true;
	return false;
}

/* --- The verdict -------------------------------------------------------------------------- */

/* Somebody who calls the function may undo the rest of it. */
static bool caller_undoes(const struct twins *t, uint32_t fn, const struct site *undo)
{
	for (uint32_t i = 0; i < t->nsites; i++)
		if (t->sites[i].callee == fn && (comes_to(t, t->sites[i].fn, undo->callee, 0) ||
						 comes_to(t, t->sites[i].fn, undo->fn, 0)))
			return true;
	return false;
}

/* The call is given a part of what p->call was given: it may undo that by hand. */
static bool is_given_part(const struct pair *p, uint32_t insn)
{
	const struct ir_function *f = p->c->f;
	const struct ir_insn *i = &f->insns[insn], *done = &f->insns[p->call];

	for (uint32_t k = 0; k < i->nargs; k++) {
		const char *part = ways_text(p->c, f->pool[i->args + k]);

		for (uint32_t n = 0; n < done->nargs; n++) {
			const char *whole = ways_text(p->c, f->pool[done->args + n]);
			const size_t length = strlen(whole);

			if (strchr(whole, '>') && !strncmp(part, whole, length) && part[length] &&
			    strchr("[-.", part[length]))
				return true;
		}
	}
	return false;
}

/* The variable was read from where the result is stored, among others. */
static bool holds_result(const struct pair *p, uint32_t insn)
{
	const struct ir_function *f = p->c->f;
	const uint32_t local = program_reads_local(f, program_uncast(f, insn));
	struct place stored, result;

	if (local == IR_NONE || !place_of(f, p->call, &result, 0))
		return false;
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (program_stores_local(f, i) == local && place_of(f, f->insns[i].b, &stored, 0) &&
		    same_place(&stored, &result))
			return true;
	return false;
}

/* An element of an array, which has other names, is given to the call; or what alone p->call was
 * given. */
static bool is_other_name(const struct pair *p, uint32_t insn)
{
	const struct ir_function *f = p->c->f;
	const struct ir_insn *i = &f->insns[insn], *done = &f->insns[p->call];

	for (uint32_t k = 0; k < i->nargs; k++) {
		uint32_t arg = program_uncast(f, f->pool[i->args + k]);

		if (arg != IR_NONE && f->insns[arg].op == IR_LOAD)
			arg = program_uncast(f, f->insns[arg].a);
		if (arg != IR_NONE && f->insns[arg].op == IR_INDEX)
			return true;
	}
	if (holds_result(p, f->pool[i->args]))
		return true;
	return i->nargs == 1 && done->nargs == 1 &&
	       !strcmp(ways_text(p->c, f->pool[i->args]), ways_text(p->c, f->pool[done->args]));
}

/* The function gives away the address of one that undoes it, which runs later: by what the way
 * calls, or when the device goes. */
static bool hands_on(struct twins *t, const struct ir_function *f, const struct site *done)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const uint32_t fn = f->insns[i].op == IR_FUNC ? f->insns[i].a : IR_NONE;

		if (fn == IR_NONE || !(t->p->m->functions[fn].flags & IR_FN_ADDRESS_TAKEN))
			continue;
		for (uint32_t k = t->first[fn]; k < t->first[fn + 1]; k++)
			if (undoes(t, done->callee, t->sites[k].callee) &&
			    same_thing(t->p, &t->sites[k], done))
				return true;
	}
	return false;
}

/* It stands in a table in the place of what takes a device down. */
static bool is_teardown(struct program *p, uint32_t fn)
{
	for (uint32_t i = 0; i < program_fn(p, fn)->nslots; i++)
		if (program_fn(p, fn)->slots[i]->teardown)
			return true;
	return false;
}

/* Whoever calls the one in another file may call the other there, too, where it fails. */
static bool both_called_elsewhere(const struct program *p, uint32_t fn, uint32_t other)
{
	return !((p->m->functions[fn].flags | p->m->functions[other].flags) & IR_FN_STATIC);
}

/* The function may be what runs when the last reference goes that the way puts. */
static bool may_release(const struct twins *t, const struct ways *c, const struct way *w,
			uint32_t fn)
{
	if (!(t->p->m->functions[fn].flags & IR_FN_ADDRESS_TAKEN) || is_teardown(t->p, fn))
		return false;
	for (uint32_t n = 0; n < w->nblocks; n++) {
		const struct ir_block *b = &c->f->blocks[w->blocks[n]];

		for (uint32_t i = b->first; i < b->first + b->count; i++)
			for_each_effect (e, program_call_contract(t->p, c->f, i))
				if (e->kind == EFFECT_STATE && e->protocol->counted &&
				    reference_taken(e))
					return true;
	}
	return false;
}

/* The call is given what p->call gave before all else. */
static bool is_first(const struct pair *p, uint32_t insn)
{
	const char *text = ways_text(p->c, p->c->f->pool[p->c->f->insns[insn].args]);

	for (uint32_t i = 0; i < p->nmembers; i++)
		if (!strcmp(text, p->members[i]))
			return true;
	for (uint32_t i = 0; i < p->nlocals; i++)
		if (!strcmp(text,
			    str_text(p->c->p->m->strings, p->c->f->locals[p->locals[i]].name)))
			return true;
	return false;
}

/* The call may undo what p->call did. */
static bool may_be_undo(struct twins *t, const struct pair *p, uint32_t insn,
			const struct site *undo)
{
	const struct site at = {p->c->fn, insn, program_callee(p->c->f, insn)};
	const struct site done = {p->c->fn, p->call, program_callee(p->c->f, p->call)};

	if (at.callee == undo->callee || undoes(t, done.callee, at.callee))
		return pair_is_about(p, insn) || same_thing(t->p, &at, &done) ||
		       is_other_name(p, insn);
	/* Another function may end what p->call gave. */
	if (p->pointer && is_first(p, insn))
		return true;
	return at.callee == undo->fn || is_given_part(p, insn) ||
	       comes_to(t, at.callee, undo->callee, 0);
}

/* The call undoes another one of the function than p->call. */
static bool undoes_other(struct twins *t, const struct pair *p, uint32_t insn)
{
	for (uint32_t i = t->first[p->c->fn]; i < t->first[p->c->fn + 1]; i++) {
		struct pair other = {.c = p->c, .call = t->sites[i].insn};

		if (other.call == p->call ||
		    !undoes(t, t->sites[i].callee, program_callee(p->c->f, insn)))
			continue;
		pair_begin(&other);
		if (pair_is_about(&other, insn))
			return true;
	}
	return false;
}

/* The way leaves what p->call did, and takes down something else that the other function takes down
 * with it. */
static bool keeps_half(struct twins *t, const struct pair *p, const struct way *w,
		       const struct site *undo)
{
	const struct ir_function *f = p->c->f;
	bool found = false;

	if (may_release(t, p->c, w, undo->fn))
		return false;
	for (uint32_t n = 0; n < w->nblocks; n++) {
		const struct ir_block *b = &f->blocks[w->blocks[n]];

		for (uint32_t i = b->first; i < b->first + b->count; i++) {
			if (program_callee(f, i) == IR_NONE || !f->insns[i].nargs)
				continue;
			if (may_be_undo(t, p, i, undo))
				return false;
			found = found || (!p->c->goes_on[w->blocks[n]] &&
					  comes_to(t, undo->fn, program_callee(f, i), 0) &&
					  undoes_other(t, p, i));
		}
	}
	return found;
}

/* Another rule has told something of the part that no other way shares: what a path leaves, say. */
static bool is_told(const struct pair *p, const struct way *w)
{
	const struct ir_function *f = p->c->f;
	const struct ir_block *b = &f->blocks[w->to];

	for (uint32_t i = b->first; ways_dominates(f, w->from, w->to) && i < b->first + b->count;
	     i++)
		if (evidence_told(p->c->p->out, ir_locate(p->c->p->m, f->insns[i].loc)))
			return true;
	return false;
}

static void tell(const struct twins *t, const struct pair *p, const struct way *w,
		 const struct site *undo)
{
	struct program *prog = t->p;
	struct ir_place at = way_place(p->c, w);
	struct ir_module *m = prog->m;
	struct arena *out = prog->out->arena;
	struct report r = {
		.rule = t->rule,
		.object = arena_format(out, "%s()",
				       str_text(m->strings, m->functions[undo->callee].name)),
		.callee =
			str_text(m->strings, m->functions[program_callee(p->c->f, p->call)].name)};
	struct finding_note there = {
		.place = ir_locate(m, m->functions[undo->fn].insns[undo->insn].loc),
		.text = "undone here",
		.kind = STEP_STATE,
		.function = str_text(m->strings, m->functions[undo->fn].name)};

	if (!evidence_told(prog->out, at) && !is_told(p, w))
		evidence_static(prog, &r, p->c->fn, at, &there);
}

/* The first way out on which the function takes down some of it, and leaves what p->call did. */
static void judge(struct twins *t, struct pair *p, const struct site *undo)
{
	struct way w;

	for (uint32_t b = 0; b < p->c->f->nblocks; b++) {
		const struct ir_insn *last = ways_last(p->c->f, b);

		if (last->op != IR_BRANCH || last->b == last->c)
			continue;
		for (int side = 0; side < 2; side++) {
			if (!pair_way_out(p, &w, b, side ? last->c : last->b,
					  side ? last->b : last->c) ||
			    !keeps_half(t, p, &w, undo))
				continue;
			tell(t, p, &w, undo);
			return;
		}
	}
}

/* Marks what can be reached from the block without failing. ctx: ways */
static void go_on(void *ctx, uint32_t block)
{
	struct ways *c = ctx;
	const struct ir_insn *last = ways_last(c->f, block);
	struct way w;

	if (c->goes_on[block])
		return;
	c->goes_on[block] = true;
	if (last->op != IR_BRANCH || last->b == last->c) {
		cfg_successors(c->f, last, go_on, c);
		return;
	}
	if (!ways_only_fails(c, &w, block, last->b))
		go_on(c, last->b);
	if (!ways_only_fails(c, &w, block, last->c))
		go_on(c, last->c);
}

static void check_call(struct twins *t, struct ways *c, const struct site *done)
{
	struct pair p = {.c = c, .call = done->insn};

	if (!undone(t, done->callee)->nundos)
		return;
	for (uint32_t i = 0; i < t->nsites; i++) {
		const struct site *undo = &t->sites[i];

		if (undo->fn == done->fn || !undoes(t, done->callee, undo->callee) ||
		    !same_thing(t->p, undo, done) ||
		    both_called_elsewhere(t->p, done->fn, undo->fn) || hands_on(t, c->f, done) ||
		    comes_to(t, undo->fn, done->fn, 0) || caller_undoes(t, done->fn, undo))
			continue;
		pair_begin(&p);
		if (!pair_find_asking(&p))
			return;
		if (!c->goes_on) {
			c->goes_on = arena_new_array(c->a, bool, c->f->nblocks);
			go_on(c, 0);
		}
		judge(t, &p, undo);
		return;
	}
}

static void check_function(struct ways *c)
{
	struct twins *t = c->ctx;

	c->goes_on = NULL;
	for (uint32_t i = t->first[c->fn]; c->f->result != IR_NONE && i < t->first[c->fn + 1]; i++)
		check_call(t, c, &t->sites[i]);
}

void twin_check(struct program *p)
{
	struct twins t = {.p = p, .rule = contracts_rule(p->contracts, "failure-keeps-half")};

	program_each_insn(p, IR_CALL, note_call, &t);
	index_calls(&t);
	ways_check(p, "failure-keeps-half", check_function, &t);
}
