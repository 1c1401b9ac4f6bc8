/* SPDX-License-Identifier: MIT */
/*
 * What becomes of each lock over all functions: who leaves it taken, and who releases what nobody
 * has taken, by the shapes that balance.c has found.
 */
#include <string.h>

#include "balance.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

/* The address of a lock of that kind. */
static bool is_of_kind(const struct ir_function *f, uint32_t value, const struct lock_kind *kind)
{
	const struct ir_insn *i;

	value = program_uncast(f, value);
	if (value == IR_NONE)
		return false;
	i = &f->insns[value];
	if (i->op == IR_FIELD)
		return kind->record == i->b && kind->field == i->c;
	return i->op == IR_GLOBAL && kind->global == i->a;
}

static void give_lock(struct balance *b, const struct ir_function *f, uint32_t value)
{
	for (uint32_t k = 0; k < b->nkinds; k++)
		b->kinds[k].doubtful |= is_of_kind(f, value, &b->kinds[k]);
}

/* A call of code of which nothing is known. */
static bool is_unknown_call(struct program *p, uint32_t fn, uint32_t insn)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *in = &f->insns[insn], *callee;

	if (in->op != IR_CALL)
		return false;
	callee = &f->insns[in->a];
	return callee->op != IR_FUNC ||
	       (!program_contract(p, callee->a) && !program_is_own(p, callee->a));
}

/* A lock whose address is stored, or given to code of which nothing is known, is not this module's
 * alone. */
static void note_given(struct balance *b, uint32_t fn)
{
	for (uint32_t i = 0; i < b->p->m->functions[fn].ninsns; i++) {
		bool unknown = is_unknown_call(b->p, fn, i);
		const struct ir_function *f = &b->p->m->functions[fn];
		const struct ir_insn *in = &f->insns[i];

		if (in->op == IR_STORE && f->insns[in->a].op != IR_LOCAL)
			give_lock(b, f, in->b);
		for (uint32_t k = 0; unknown && k < in->nargs; k++)
			give_lock(b, f, f->pool[in->args + k]);
	}
}

/* Others call it, and only they do. */
static bool is_entrance(const struct balance *b, uint32_t fn)
{
	const uint32_t flags = b->p->m->functions[fn].flags;

	return !b->called[fn] && (flags & IR_FN_STATIC) && (flags & IR_FN_ADDRESS_TAKEN) &&
	       !(flags & IR_FN_TOO_ODD);
}

/* Nothing outside of the module gets at the lock by itself. */
static bool is_private(const struct balance *b, const struct lock_kind *k)
{
	const struct ir_module *m = b->p->m;

	if (k->global == IR_NONE && k->record == IR_NONE)
		return false;
	if (k->global != IR_NONE)
		return m->globals[k->global].flags & IR_GLOBAL_STATIC;
	return m->records[k->record].in_main_file;
}

/* A lock of which no place is known may be any: nothing is said if a function leaves one taken or
 * released. */
static bool nameless_are_even(const struct balance *b)
{
	for (uint32_t i = 0; i < b->nkinds; i++) {
		if (!balance_has_no_place(&b->kinds[i]))
			continue;
		for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
			const struct shape *s = b->shapes[fn];

			if (s && (s->exits[i] & ~EVEN || s->lacked[i] != IR_NONE))
				return false;
		}
	}
	return true;
}

static const struct shape *callee_shape(const struct balance *b, uint32_t fn, uint32_t call,
					uint32_t *callee)
{
	const struct ir_function *f = &b->p->m->functions[fn];
	const struct ir_insn *to = &f->insns[f->insns[call].a];

	if (to->op != IR_FUNC || !b->shapes[to->a] || b->shapes[to->a] == b->shapes[fn])
		return NULL;
	*callee = to->a;
	return b->shapes[to->a];
}

/* Of a pair of functions, one of which takes a lock for the other, the first says so in its name;
 * the second may stand in another file. */
static bool is_named_for_taking(const struct balance *b, uint32_t fn)
{
	const char *name = str_text(b->p->m->strings, b->p->m->functions[fn].name);
	static const char *const words[] = {"lock",  "begin",	"start", "acquire", "enter",
					    "claim", "hold",	"grab",	 "reserve", "prepare",
					    "get",   "suspend", "stop",	 "freeze",  "quiesce",
					    "pause", "disable", "open",	 "_pre_"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(name, words[i]))
			return true;
	return false;
}

/* The callee that took it, and its call that did, unless it did so for its callers: it always does,
 * and its name may say so. */
static struct lock_call find_left(const struct balance *b, uint32_t fn, uint32_t kind, bool by_name)
{
	const struct shape *s = b->shapes[fn], *inner;
	uint32_t callee;

	while ((inner = callee_shape(b, fn, s->took[kind], &callee)) &&
	       inner->took[kind] != IR_NONE &&
	       ((inner->exits[kind] & EVEN) || (by_name && !is_named_for_taking(b, callee)))) {
		fn = callee;
		s = inner;
	}
	return (struct lock_call){fn, s->took[kind]};
}

static void tell_left(struct balance *b, struct lock_call left, uint32_t kind)
{
	struct lock_call by = left;
	const struct shape *inner;
	uint32_t callee;

	while ((inner = callee_shape(b, by.fn, by.insn, &callee)) && inner->took[kind] != IR_NONE)
		by = (struct lock_call){callee, inner->took[kind]};
	balance_tell(b, "lock-never-released", left, by, b->shapes[left.fn]->left[kind]);
}

/* Where the lock is released that fn, or what it calls, has not taken. */
static struct lock_call find_lacked(const struct balance *b, uint32_t fn, uint32_t kind)
{
	struct lock_call by = {fn, b->shapes[fn]->lacked[kind]};
	const struct shape *inner;
	uint32_t callee;

	while ((inner = callee_shape(b, by.fn, by.insn, &callee)) && inner->lacked[kind] != IR_NONE)
		by = (struct lock_call){callee, inner->lacked[kind]};
	return by;
}

static void tell_lacked(struct balance *b, uint32_t fn, uint32_t kind)
{
	struct lock_call call = {fn, b->shapes[fn]->lacked[kind]};

	balance_tell(b, "lock-never-taken", call, find_lacked(b, fn, kind), call.insn);
}

/* Somebody who is not of the module may call it, and what it leaves is left to them. */
static bool is_way_in(const struct balance *b, uint32_t fn)
{
	return is_entrance(b, fn) || !(b->p->m->functions[fn].flags & IR_FN_STATIC);
}

/* No path through fn releases more than was taken, and one less. */
static bool leaves_taken(const struct balance *b, uint32_t fn, uint32_t kind)
{
	const struct shape *s = b->shapes[fn];

	return s && !b->called[fn] && is_way_in(b, fn) && (s->exits[kind] & ABOVE) &&
	       !(s->exits[kind] & BELOW) && s->lacked[kind] == IR_NONE &&
	       !is_named_for_taking(b, fn);
}

/* Unknown code is given the lock in fn, or is named for it: it may release it. So may what runs at
 * the end of a scope. */
static bool gives_away(const struct balance *b, uint32_t fn, uint32_t kind)
{
	const struct ir_function *f = &b->p->m->functions[fn];

	for (uint32_t i = 0; i < f->ninsns; i++) {
		bool unknown = is_unknown_call(b->p, fn, i);
		uint32_t callee;

		f = &b->p->m->functions[fn];
		callee = unknown ? program_callee(f, i) : IR_NONE;
		if ((f->insns[i].flags & IR_CLEANUP) ||
		    (callee != IR_NONE &&
		     strstr(str_text(b->p->m->strings, b->p->m->functions[callee].name), "unlock")))
			return true;
		for (uint32_t k = 0; unknown && k < f->insns[i].nargs; k++)
			if (is_of_kind(f, f->pool[f->insns[i].args + k], &b->kinds[kind]))
				return true;
	}
	return false;
}

/* The caller gets a pointer: to an object that is locked, perhaps. */
static bool gives_locked(const struct balance *b, uint32_t fn, uint32_t kind)
{
	const struct ir_module *m = b->p->m;
	const uint32_t result = m->functions[fn].result;

	return b->kinds[kind].global == IR_NONE && result != IR_NONE &&
	       m->types[result].kind == IR_TYPE_POINTER;
}

/* One function leaves the lock taken, and none releases it for another. */
static void judge_odd(struct balance *b, uint32_t kind)
{
	struct lock_call odd = {IR_NONE, IR_NONE};
	ir_loc left;

	for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
		const struct shape *s = b->shapes[fn];
		struct lock_call took;

		if (!s)
			continue;
		if (s->lacked[kind] != IR_NONE)
			return;
		if (!leaves_taken(b, fn, kind))
			continue;
		took = find_left(b, fn, kind, true);
		if ((odd.fn != IR_NONE && odd.fn != took.fn) || gives_away(b, took.fn, kind) ||
		    gives_away(b, fn, kind) || gives_locked(b, fn, kind) ||
		    gives_locked(b, took.fn, kind) || is_named_for_taking(b, took.fn))
			return;
		odd = took;
	}
	if (odd.fn == IR_NONE)
		return;
	left = b->p->m->functions[odd.fn].insns[b->shapes[odd.fn]->left[kind]].loc;
	/* By its paths it may have been found already. */
	if (!evidence_told(b->p->out, ir_locate(b->p->m, left)))
		tell_left(b, odd, kind);
}

/* Returns whether something was told. */
static bool judge(struct balance *b, uint32_t kind)
{
	uint32_t taker = IR_NONE, releaser = IR_NONE;
	depth_set all = 0;

	for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
		const struct shape *s = b->shapes[fn];

		if (!s || b->called[fn])
			continue;
		/* Another file may call it, for what this one's functions leave. */
		if (!is_entrance(b, fn) && (s->exits[kind] != EVEN || s->lacked[kind] != IR_NONE))
			return false;
		all |= s->exits[kind];
		if (s->exits[kind] & ABOVE)
			taker = fn;
		if (s->lacked[kind] != IR_NONE)
			releaser = fn;
	}
	if (taker != IR_NONE && releaser == IR_NONE && !(all & BELOW))
		tell_left(b, find_left(b, taker, kind, false), kind);
	else if (releaser != IR_NONE && taker == IR_NONE &&
		 (all & BELOW || !b->kinds[kind].shared_calls))
		tell_lacked(b, releaser, kind);
	else
		return false;
	return true;
}

/* A guard names the lock where it takes it, and not where it releases it. */
static bool releases_nameless(const struct balance *b, const struct shape *s)
{
	for (uint32_t i = 0; i < b->nkinds; i++)
		if (b->kinds[i].record == IR_NONE && b->kinds[i].global == IR_NONE &&
		    (s->exits[i] & BELOW))
			return true;
	return false;
}

/* Some function that nobody here calls leaves it taken or released, for another that it comes
 * before. */
static bool is_left(const struct balance *b, uint32_t kind)
{
	for (uint32_t fn = 0; fn < b->p->m->nfunctions; fn++) {
		const struct shape *s = b->shapes[fn];
		const depth_set at = s ? s->exits[kind] : EVEN;

		/* What may not get the lock seems to leave it either way. */
		if (s && !b->called[fn] && !releases_nameless(b, s) &&
		    (!(at & EVEN) || ((at & ABOVE) && !(at & BELOW))))
			return true;
	}
	return false;
}

/* --- Functions that are annotated --------------------------------------------------------- */

#define MAX_TAKING_DEPTH 3
/* Code that is not seen is given a pointer, in fn before insn or in what it calls there: it may
 * take a lock that lies behind it. */
static bool may_take(const struct balance *b, uint32_t fn, uint32_t insn, int depth)
{
	const struct ir_module *m = b->p->m;

	for (uint32_t i = 0; i < m->functions[fn].ninsns; i++) {
		const bool unknown = is_unknown_call(b->p, fn, i);
		const struct ir_function *f = &m->functions[fn];
		uint32_t callee = f->insns[i].op == IR_CALL ? program_callee(f, i) : IR_NONE;

		if (insn != IR_NONE && !cfg_comes_before(f, i, insn))
			continue;
		for (uint32_t k = 0; unknown && k < f->insns[i].nargs; k++) {
			uint32_t type = f->insns[f->pool[f->insns[i].args + k]].type;

			if (type != IR_NONE && m->types[type].kind == IR_TYPE_POINTER)
				return true;
		}
		if (callee != IR_NONE && callee != fn && b->shapes[callee] && i != insn &&
		    (depth == MAX_TAKING_DEPTH || may_take(b, callee, IR_NONE, depth + 1)))
			return true;
	}
	return false;
}

/* Which lock is taken or released here is not always known. */
static bool has_nameless(const struct balance *b, const struct shape *s)
{
	for (uint32_t i = 0; i < b->nkinds; i++)
		if (balance_has_no_place(&b->kinds[i]) &&
		    (s->exits[i] != EVEN || s->lacked[i] != IR_NONE))
			return true;
	return false;
}

static void tell_annotated(struct balance *b, struct lock_call call, struct lock_call by)
{
	const ir_loc at = b->p->m->functions[call.fn].insns[call.insn].loc;

	if (!may_take(b, call.fn, call.insn, 0) &&
	    !evidence_told(b->p->out, ir_locate(b->p->m, at)))
		balance_tell(b, "lock-not-held", call, by, call.insn);
}

/*
 * The function says what it does with its arguments, and of locks it says nothing: it is called
 * with none of them held, and what it releases it has taken.
 */
static void judge_annotated(struct balance *b, uint32_t fn, kind_set told)
{
	const struct shape *s = b->shapes[fn];

	if (!s || !program_is_annotated(b->p, fn) || lock_in_contract(b->p, fn) ||
	    has_nameless(b, s))
		return;
	for (uint32_t i = 0; i < b->nkinds; i++) {
		struct lock_call by;

		if (s->lacked[i] == IR_NONE || balance_has_no_place(&b->kinds[i]) ||
		    (told >> i & 1))
			continue;
		by = find_lacked(b, fn, i);
		/* What a callee says of itself is told there. */
		if (by.fn == fn || !program_is_annotated(b->p, by.fn))
			tell_annotated(b, (struct lock_call){fn, s->lacked[i]}, by);
	}
	if (s->other != IR_NONE)
		tell_annotated(b, (struct lock_call){fn, s->other},
			       (struct lock_call){fn, s->other});
}

void balance_judge(struct balance *b)
{
	struct program *p = b->p;
	kind_set told = 0;

	for (uint32_t fn = 0; b->nkinds && fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn) && (p->m->functions[fn].flags & IR_FN_LOWERED))
			note_given(b, fn);
	for (uint32_t i = 0; i < b->nkinds && nameless_are_even(b); i++) {
		if (balance_has_no_place(&b->kinds[i]))
			continue;
		if (!b->kinds[i].doubtful && is_private(b, &b->kinds[i]) && judge(b, i))
			told |= (kind_set)(1u << i);
		else
			judge_odd(b, i);
	}
	for (uint32_t fn = 0; b->nkinds && fn < p->m->nfunctions; fn++)
		judge_annotated(b, fn, told);
	for (uint32_t i = 0; i < b->nkinds; i++)
		b->kinds[i].own =
			!b->kinds[i].doubtful && is_private(b, &b->kinds[i]) && !is_left(b, i);
}
