/* SPDX-License-Identifier: MIT */
/*
 * Calls that may sleep, where nothing may: under a spinlock, in a section of RCU, in what an
 * interrupt or a timer runs. Which calls these are is the rules' to say (`context`). How deep the
 * code is in such sections is counted along all blocks of a function, whatever the conditions are;
 * a call is told where every way to it leads through more entries than ends, in strict code where
 * one does. What a callee does is counted if its body is there.
 */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

#define DEEPEST 3

/* How many more sections were entered than left, at least and at most. */
struct depth {
	int lo, hi;
};

struct shape {
	bool busy;
	bool recurs; /* it was called while it was busy */
	struct depth net; /* from the entry to a return */
	uint32_t sleeps; /* a call that may sleep, in no section of this function's; or IR_NONE */
	bool always; /* ... on every way to a return */
};

struct point {
	bool seen;
	struct depth depth;
	uint32_t took; /* the call that entered last, or IR_NONE */
};

struct atomic {
	struct program *p;
	struct arena *a;
	struct shape **shapes; /* by function */
	uint32_t *known, nknown; /* functions that have one, in the order in which they got it */
	const struct context_contract **contexts; /* by function */
	bool *looked_up;
};

/* One function being run. */
struct run {
	struct atomic *b;
	uint32_t fn;
	struct shape *s;
	const struct context_contract *runs; /* why nothing may sleep in all of it, or NULL */
	struct point *at, now; /* at: at the start of each block */
	uint32_t *todo, ntodo;
	bool *waits;
	bool settled; /* depths are known: now calls are judged */
};

static const struct context_contract *context_of(struct atomic *b, uint32_t fn)
{
	const struct ir_module *m = b->p->m;

	if (!b->looked_up[fn]) {
		b->looked_up[fn] = true;
		b->contexts[fn] = contracts_context(b->p->contracts,
						    str_text(m->strings, m->functions[fn].name));
	}
	return b->contexts[fn];
}

static const struct shape *shape_of(struct atomic *b, uint32_t fn);

/* What the body of the callee does, unless rules or somebody's word stand for it; or NULL. */
static const struct shape *inner_shape(struct atomic *b, uint32_t callee)
{
	const struct function_contract *fc = program_contract(b->p, callee);

	if (context_of(b, callee) || (fc && (fc->trusted || !fc->annotated)) ||
	    !(b->p->m->functions[callee].flags & IR_FN_LOWERED))
		return NULL;
	return shape_of(b, callee);
}

/* --- Findings ----------------------------------------------------------------------------- */

/* The call that sleeps, down the callees. */
static void innermost_sleep(struct atomic *b, uint32_t *fn, uint32_t *insn)
{
	for (;;) {
		uint32_t callee = program_callee(&b->p->m->functions[*fn], *insn);
		const struct shape *s = callee == IR_NONE ? NULL : inner_shape(b, callee);

		if (!s || s->sleeps == IR_NONE || s->busy)
			return;
		*fn = callee;
		*insn = s->sleeps;
	}
}

static const char *callee_name(const struct ir_module *m, uint32_t fn, uint32_t insn)
{
	return str_text(m->strings, m->functions[program_callee(&m->functions[fn], insn)].name);
}

/* A call that gives back what it is given stands for its argument. */
static uint32_t returned_operand(struct program *p, const struct ir_function *f, uint32_t insn)
{
	const struct function_contract *fc =
		f->insns[insn].op == IR_CALL ? program_call_contract(p, f, insn) : NULL;

	for_each_effect (e, fc)
		if (e->kind == EFFECT_RETURN && e->object.root == PATH_PARAM && !e->object.nsteps &&
		    e->object.index < f->insns[insn].nargs)
			return f->pool[f->insns[insn].args + e->object.index];
	return insn;
}

/* What was entered: the lock, or the call itself. */
static const char *section_name(struct run *r)
{
	struct ir_module *m = r->b->p->m;
	const struct ir_function *f = &m->functions[r->fn];
	const struct ir_insn *call = &f->insns[r->now.took];
	uint32_t callee = program_callee(f, r->now.took);

	if (context_of(r->b, callee) && call->nargs)
		return describe_operand(m, r->fn, returned_operand(r->b->p, f, f->pool[call->args]),
					r->b->p->out->arena);
	return arena_format(r->b->p->out->arena, "%s()",
			    str_text(m->strings, m->functions[callee].name));
}

static void tell(struct run *r, uint32_t insn)
{
	struct program *p = r->b->p;
	struct ir_module *m = p->m;
	uint32_t fn = r->fn, at = insn;
	bool handler = r->runs && r->now.took == IR_NONE;
	struct report said = {.callee = callee_name(m, fn, insn)};
	struct finding_note note = {.kind = STEP_STATE};

	innermost_sleep(r->b, &fn, &at);
	said.object = handler ? str_text(m->strings, m->functions[r->fn].name) : section_name(r);
	said.rule = handler ? r->runs->otherwise
			    : context_of(r->b, program_callee(&m->functions[fn], at))->otherwise;
	if (fn == r->fn && handler) {
		note.place = ir_locate(m, m->functions[fn].loc);
		note.text = r->runs->member
				    ? arena_format(p->out->arena, "put into %s.%s as a handler",
						   r->runs->name, r->runs->member)
				    : arena_format(p->out->arena, "given to %s() as a handler",
						   r->runs->name);
	} else {
		at = fn == r->fn ? r->now.took : at;
		note.place = ir_locate(m, m->functions[fn].insns[at].loc);
		note.text = arena_format(p->out->arena, "%s() called here", callee_name(m, fn, at));
	}
	note.function = str_text(m->strings, m->functions[fn].name);
	evidence_static(p, &said, r->fn, ir_locate(m, m->functions[r->fn].insns[insn].loc), &note);
}

/* --- One call ----------------------------------------------------------------------------- */

/* The call stands on every way from the entry to a return. */
static bool always_runs(const struct ir_function *f, uint32_t insn)
{
	uint32_t block = cfg_block_of(f, insn);

	for (uint32_t i = 0; block && i < f->nblocks; i++)
		if (f->insns[f->blocks[i].first + f->blocks[i].count - 1].op == IR_RETURN &&
		    i != block && cfg_reaches(f, 0, i, block))
			return false;
	return true;
}

/*
 * Where every way leads through a section; in strict code, where one may. A handler that code calls
 * by name may be told there that it may sleep.
 */
static bool in_section(const struct run *r, bool always)
{
	struct program *p = r->b->p;

	if (strict_in(p, r->fn))
		return r->now.depth.hi > 0;
	return r->now.depth.lo > 0 &&
	       (r->now.took != IR_NONE || always || !program_fn(p, r->fn)->ncalls);
}

/* The callers' sections are all that there are. */
static bool in_callers(const struct run *r)
{
	if (r->runs)
		return false;
	return strict_in(r->b->p, r->fn) ? r->now.depth.lo <= 0 : !r->now.depth.lo;
}

static void judge(struct run *r, uint32_t insn)
{
	bool always;

	if (!r->settled)
		return;
	always = always_runs(&r->b->p->m->functions[r->fn], insn);
	if (in_section(r, always))
		tell(r, insn);
	if (!in_callers(r))
		return;
	if (r->s->sleeps == IR_NONE || (always && !r->s->always)) {
		r->s->sleeps = insn;
		r->s->always = always;
	}
}

static bool may_sleep(const struct ir_function *f, uint32_t insn, const struct context_contract *c)
{
	const struct ir_insn *call = &f->insns[insn];
	uint32_t arg;

	if (c->kind != CONTEXT_SLEEPS || !c->bits)
		return c->kind == CONTEXT_SLEEPS;
	arg = c->arg < call->nargs ? program_uncast(f, f->pool[call->args + c->arg]) : IR_NONE;
	return arg != IR_NONE && f->insns[arg].op == IR_CONST &&
	       ((uint64_t)f->insns[arg].imm & c->bits) == c->bits;
}

static int clamp(int n)
{
	return n > DEEPEST ? DEEPEST : n < -DEEPEST ? -DEEPEST : n;
}

static void step(struct run *r, uint32_t insn, struct depth by)
{
	r->now.depth.lo = clamp(r->now.depth.lo + by.lo);
	r->now.depth.hi = clamp(r->now.depth.hi + by.hi);
	if (by.hi > 0)
		r->now.took = insn;
	/* Nothing but what the handler itself runs under is left. */
	else if (r->runs && r->now.depth.hi <= 1)
		r->now.took = IR_NONE;
}

static void run_context(struct run *r, uint32_t insn, const struct context_contract *c)
{
	static const struct depth by[] = {
		[CONTEXT_ENTERS] = {1, 1}, [CONTEXT_TRIES] = {0, 1}, [CONTEXT_LEAVES] = {-1, -1}};

	if (may_sleep(&r->b->p->m->functions[r->fn], insn, c))
		judge(r, insn);
	if (c->kind != CONTEXT_SLEEPS)
		step(r, insn, by[c->kind]);
}

static void run_call(struct run *r, uint32_t insn)
{
	uint32_t callee = program_callee(&r->b->p->m->functions[r->fn], insn);
	const struct context_contract *c = callee == IR_NONE ? NULL : context_of(r->b, callee);
	const struct shape *s = callee == IR_NONE ? NULL : inner_shape(r->b, callee);

	if (c)
		run_context(r, insn, c);
	if (!s)
		return;
	if (s->sleeps != IR_NONE && (s->always || strict_in(r->b->p, r->fn)))
		judge(r, insn);
	step(r, insn, s->net);
}

/* --- All paths through the blocks --------------------------------------------------------- */

static void arrive(void *ctx, uint32_t block)
{
	struct run *r = ctx;
	struct point *at = &r->at[block], old = *at;

	if (r->settled)
		return;
	if (!old.seen) {
		*at = r->now;
		at->seen = true;
	} else {
		if (r->now.depth.lo < old.depth.lo)
			at->depth.lo = r->now.depth.lo;
		if (r->now.depth.hi > old.depth.hi)
			at->depth.hi = r->now.depth.hi;
		if (at->took == IR_NONE)
			at->took = r->now.took;
	}
	if (r->waits[block] || (old.seen && !memcmp(&old.depth, &at->depth, sizeof(old.depth))))
		return;
	r->waits[block] = true;
	r->todo[r->ntodo++] = block;
}

static void leave(struct run *r)
{
	struct depth *net = &r->s->net;

	if (r->runs || !r->settled)
		return;
	if (net->lo > net->hi)
		*net = r->now.depth;
	net->lo = r->now.depth.lo < net->lo ? r->now.depth.lo : net->lo;
	net->hi = r->now.depth.hi > net->hi ? r->now.depth.hi : net->hi;
}

static void run_block(struct run *r, uint32_t block)
{
	struct ir_module *m = r->b->p->m;
	const struct ir_block b = m->functions[r->fn].blocks[block];
	const struct ir_insn *last;

	r->now = r->at[block];
	for (uint32_t i = b.first; i < b.first + b.count; i++)
		if (m->functions[r->fn].insns[i].op == IR_CALL)
			run_call(r, i);
	last = &m->functions[r->fn].insns[b.first + b.count - 1];
	if (last->op == IR_RETURN)
		leave(r);
	else
		cfg_successors(&m->functions[r->fn], last, arrive, r);
}

/* runs: as code that is run where nothing may sleep; else as its callers see it. */
static void run_function(struct atomic *b, uint32_t fn, struct shape *s,
			 const struct context_contract *runs)
{
	uint32_t nblocks = b->p->m->functions[fn].nblocks;
	struct run r = {.b = b, .fn = fn, .s = s, .runs = runs};

	r.at = arena_new_array(b->a, struct point, nblocks);
	r.waits = arena_new_array(b->a, bool, nblocks);
	r.todo = arena_new_array(b->a, uint32_t, nblocks);
	r.now = (struct point){.depth = {runs != NULL, runs != NULL}, .took = IR_NONE};
	arrive(&r, 0);
	while (r.ntodo) {
		uint32_t block = r.todo[--r.ntodo];

		r.waits[block] = false;
		run_block(&r, block);
	}
	r.settled = true;
	for (uint32_t i = 0; i < nblocks; i++)
		if (r.at[i].seen)
			run_block(&r, i);
}

/* s: what is taken of the function where it calls itself. */
static struct shape find_shape(struct atomic *b, uint32_t fn, struct shape *s)
{
	struct shape found = {.net = {1, 0}, .sleeps = IR_NONE};

	run_function(b, fn, &found, NULL);
	if (found.net.lo > found.net.hi) /* it never returns */
		found.net = (struct depth){0, 0};
	found.recurs = s->recurs;
	return found;
}

/* Those that were found while fn was taken to be even, and it is not. */
static void forget_shapes(struct atomic *b, uint32_t from)
{
	while (b->nknown > from)
		b->shapes[b->known[--b->nknown]] = NULL;
}

static const struct shape *shape_of(struct atomic *b, uint32_t fn)
{
	/* Recursion: nothing is known of what it leaves. Strict code, which is told of every way,
	 * is taken to leave what it found, and that has to come out. */
	const struct depth unknown = {-DEEPEST, DEEPEST}, even = {0, 0};
	struct shape *s = b->shapes[fn], found;
	uint32_t from = b->nknown;

	if (s) {
		s->recurs |= s->busy;
		return s;
	}
	s = b->shapes[fn] = arena_alloc(b->a, sizeof(*s));
	*s = (struct shape){
		.busy = true, .net = strict_in(b->p, fn) ? even : unknown, .sleeps = IR_NONE};
	if (b->p->m->functions[fn].flags & IR_FN_LOWERED) {
		found = find_shape(b, fn, s);
		if (found.recurs && strict_in(b->p, fn) && (found.net.lo || found.net.hi)) {
			forget_shapes(b, from);
			s->net = unknown;
			found = find_shape(b, fn, s);
		}
		*s = found;
	}
	s->busy = false;
	b->known[b->nknown++] = fn;
	return s;
}

/* --- The module --------------------------------------------------------------------------- */

/* The function calls something that rules speak of here. */
static bool concerns(struct atomic *b, uint32_t fn)
{
	ir_need_scan(b->p->m, fn);
	for (uint32_t i = 0; i < b->p->m->functions[fn].ncallees; i++)
		if (context_of(b, b->p->m->functions[fn].callees[i]))
			return true;
	return false;
}

static void note_handler(void *ctx, uint32_t fn, uint32_t insn)
{
	struct atomic *b = ctx;
	struct ir_module *m = b->p->m;
	const struct ir_function *f = &m->functions[fn];
	uint32_t callee = program_callee(f, insn), arg;
	const struct context_contract *c =
		callee == IR_NONE
			? NULL
			: contracts_runs(b->p->contracts,
					 str_text(m->strings, m->functions[callee].name), NULL);

	if (!c || c->arg >= f->insns[insn].nargs)
		return;
	arg = program_uncast(f, f->pool[f->insns[insn].args + c->arg]);
	if (arg != IR_NONE && f->insns[arg].op == IR_FUNC &&
	    (m->functions[f->insns[arg].a].flags & IR_FN_LOWERED))
		run_function(b, f->insns[arg].a, &(struct shape){.sleeps = IR_NONE}, c);
}

static void run_placed(struct atomic *b, uint32_t fn)
{
	const struct fn_info *info = program_fn(b->p, fn);

	for (uint32_t i = 0; i < info->nslots; i++) {
		const struct slot *slot = info->slots[i];
		const struct context_contract *c =
			slot->record ? contracts_runs(b->p->contracts, slot->record, slot->member)
				     : NULL;

		if (c)
			run_function(b, fn, &(struct shape){.sleeps = IR_NONE}, c);
	}
}

void atomic_check(struct program *p)
{
	struct atomic b = {.p = p, .a = arena_new()};
	uint32_t n = p->m->nfunctions;

	b.shapes = arena_new_array(b.a, struct shape *, n);
	b.known = arena_new_array(b.a, uint32_t, n);
	b.contexts = arena_new_array(b.a, const struct context_contract *, n);
	b.looked_up = arena_new_array(b.a, bool, n);
	for (uint32_t fn = 0; fn < n; fn++)
		if (program_is_own(p, fn) && concerns(&b, fn))
			ir_need_body(p->m, fn);
	for (uint32_t fn = 0; fn < n; fn++) {
		const struct function_contract *fc = program_contract(p, fn);

		if (!program_is_own(p, fn) || !(p->m->functions[fn].flags & IR_FN_LOWERED) ||
		    (fc && fc->trusted))
			continue;
		shape_of(&b, fn);
		run_placed(&b, fn);
	}
	program_each_insn(p, IR_CALL, note_handler, &b);
	arena_free(b.a);
}
