/* SPDX-License-Identifier: MIT */
/*
 * What a function gives back where it fails. Each way out undoes what was done up to there: what
 * one of them gives back, the later ones give back too. One that does not, while those before and
 * behind it do, has been forgotten. No contract is needed for that: the function itself says what
 * there is to undo. After Saha, Lozi, Thomas, Lawall and Muller, "Hector: Detecting
 * resource-release omission faults in error-handling code for systems software" (DSN 2013).
 */
#include <ctype.h>
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"

#define MIN_BLOCKS 5 /* of a function that is looked at */
#define MAX_BLOCKS 1024
#define MAX_WAYS 96
#define MAX_FAILING_BLOCKS 96 /* behind a test, looked at to see whether it only fails there */
#define MAX_WAY_BLOCKS 24 /* behind the test: longer than that is no way out */
#define MAX_WAY_CALLS 12
#define MAX_DEPTH 6 /* of the expression that a test is */

struct undoing {
	const char *text; /* the call as it is written */
	uint32_t callee, insn;
	bool common; /* made where the function does not fail, too */
};

/* Behind a test the function does no more than to clean up and return. */
struct way {
	uint32_t from, to; /* the block of the test, and the first one behind it */
	uint32_t blocks[MAX_FAILING_BLOCKS];
	uint32_t nblocks;
	struct undoing calls[MAX_WAY_CALLS];
	uint32_t ncalls;
	bool asks; /* calls something for its result, too */
};

struct cleanup {
	struct program *p;
	uint32_t fn;
	const struct ir_function *f;
	const struct rule *rule;
	struct arena *a;
	struct way *ways; /* MAX_WAYS of them */
	uint32_t nways;
	bool *goes_on; /* by block: reached without failing */
};

static const struct ir_insn *last_of(const struct ir_function *f, uint32_t block)
{
	const struct ir_block *b = &f->blocks[block];

	return &f->insns[b->first + b->count - 1];
}

/* --- Ways out ----------------------------------------------------------------------------- */

struct walk {
	struct cleanup *c;
	struct way *way;
	uint32_t most; /* blocks */
	bool too_long;
};

static bool is_in(const struct way *w, uint32_t block)
{
	for (uint32_t i = 0; i < w->nblocks; i++)
		if (w->blocks[i] == block)
			return true;
	return false;
}

static void walk(void *ctx, uint32_t block)
{
	struct walk *k = ctx;

	if (k->too_long || is_in(k->way, block))
		return;
	if (k->way->nblocks == k->most || block == k->way->from) {
		k->too_long = true;
		return;
	}
	k->way->blocks[k->way->nblocks++] = block;
	cfg_successors(k->c->f, last_of(k->c->f, block), walk, k);
}

/* An array of characters among the function's variables. */
static bool is_buffer(const struct ir_module *m, const struct ir_type *t)
{
	const struct ir_type *element =
		t->kind == IR_TYPE_ARRAY && t->ref != IR_NONE ? &m->types[t->ref] : NULL;

	return element && element->kind == IR_TYPE_INT && element->bits == 8;
}

static bool is_text(const struct ir_module *m, const struct ir_function *f,
		    const struct ir_insn *arg)
{
	switch (arg->op) {
	case IR_STRING:
		return true;
	case IR_GLOBAL:
		return m->types[m->globals[arg->a].type].kind == IR_TYPE_ARRAY;
	case IR_LOCAL:
		return f->locals[arg->a].type != IR_NONE &&
		       is_buffer(m, &m->types[f->locals[arg->a].type]);
	default:
		return false;
	}
}

/* A call that is made for what it does: not for its result, nor to write a message. */
static bool is_deed(const struct cleanup *c, const struct ir_block *b, uint32_t insn)
{
	const struct ir_function *f = c->f;
	const struct ir_insn *call = &f->insns[insn];
	uint32_t callee = program_callee(f, insn);

	/* What a macro calls is its affair: it may be a message with a tail. */
	if (callee == IR_NONE || !call->nargs || ir_locate(c->p->m, call->loc).macro != STR_EMPTY ||
	    (c->p->m->functions[callee].flags & (IR_FN_VARIADIC | IR_FN_PRINTS)))
		return false;
	for (uint32_t k = 0; k < call->nargs; k++) {
		uint32_t arg = program_uncast(f, f->pool[call->args + k]);

		if (arg != IR_NONE && is_text(c->p->m, f, &f->insns[arg]))
			return false;
	}
	for (uint32_t i = insn + 1; i < b->first + b->count; i++)
		if (ir_insn_reads(f, i, insn))
			return false;
	return true;
}

static bool makes_error(const struct cleanup *c, const struct way *w, uint32_t call);

static bool writes_or_makes_error(const struct cleanup *c, const struct way *w, uint32_t call)
{
	uint32_t callee = program_callee(c->f, call);

	return (callee != IR_NONE && (c->p->m->functions[callee].flags & IR_FN_PRINTS)) ||
	       makes_error(c, w, call);
}

/* The calls of a way out, in the order of the code; false: too many. */
static bool collect(struct cleanup *c, struct way *w)
{
	const struct ir_function *f = c->f;

	for (uint32_t i = 0; i < w->nblocks; i++) {
		const struct ir_block *b = &f->blocks[w->blocks[i]];

		for (uint32_t k = b->first; k < b->first + b->count; k++) {
			if (!is_deed(c, b, k)) {
				w->asks |= f->insns[k].op == IR_CALL &&
					   !writes_or_makes_error(c, w, k);
				continue;
			}
			if (w->ncalls == MAX_WAY_CALLS)
				return false;
			w->calls[w->ncalls++] =
				(struct undoing){.callee = program_callee(f, k), .insn = k};
		}
	}
	return true;
}

/* What is returned there: the instruction, or IR_NONE if several may be. */
static uint32_t returned(const struct cleanup *c, const struct way *w)
{
	uint32_t value = IR_NONE;

	for (uint32_t i = 0; i < w->nblocks; i++) {
		const struct ir_insn *last = last_of(c->f, w->blocks[i]);

		if (last->op != IR_RETURN)
			continue;
		if (last->a == IR_NONE || value != IR_NONE)
			return IR_NONE;
		value = program_uncast(c->f, last->a);
	}
	return value;
}

/* The last store to the local in the block, or IR_NONE. */
static uint32_t stored_in(const struct ir_function *f, uint32_t block, uint32_t local)
{
	const struct ir_block *b = &f->blocks[block];
	uint32_t found = IR_NONE;

	for (uint32_t i = b->first; i < b->first + b->count; i++)
		if (program_stores_local(f, i) == local)
			found = i;
	return found;
}

/* Whether the condition, if it is `truth`, says that the local is an error, or was worked out from
 * one. */
static bool says_error(const struct ir_function *f, uint32_t insn, uint32_t local, bool truth)
{
	const struct ir_insn *i, *by;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE)
		return false;
	i = &f->insns[insn];
	if (program_reads_local(f, insn) == local)
		return truth;
	if (i->op == IR_UNARY && i->sub == IR_LNOT)
		return says_error(f, i->a, local, !truth);
	if (i->op != IR_BINARY || program_reads_local(f, program_uncast(f, i->a)) != local)
		return false;
	by = &f->insns[program_uncast(f, i->b)];
	if (by->op != IR_CONST)
		return false;
	return (i->sub == IR_LT || i->sub == IR_NE || i->sub == IR_LE) ? truth && !by->imm
	       : i->sub == IR_EQ ? (by->imm ? truth && by->imm < 0 : !truth)
				 : i->sub == IR_GE && !truth && !by->imm;
}

static bool reads(const struct ir_function *f, uint32_t insn, uint32_t local, int depth)
{
	const struct ir_insn *i;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE || depth > MAX_DEPTH)
		return false;
	i = &f->insns[insn];
	if (i->op == IR_LOAD && program_reads_local(f, insn) == IR_NONE)
		return program_reads_member(f, insn) &&
		       reads(f, f->insns[i->a].a, local, depth + 1);
	if (i->op == IR_UNARY)
		return reads(f, i->a, local, depth + 1);
	if (i->op == IR_BINARY)
		return reads(f, i->a, local, depth + 1) || reads(f, i->b, local, depth + 1);
	for (uint32_t k = 0; i->op == IR_CALL && k < i->nargs; k++)
		if (reads(f, f->pool[i->args + k], local, depth + 1))
			return true;
	return program_reads_local(f, insn) == local;
}

/* Whether the expression that is written so is part of the test. */
static bool is_tested(const struct cleanup *c, uint32_t test, const char *text, int depth)
{
	const struct ir_insn *i;

	test = program_uncast(c->f, test);
	if (test == IR_NONE || depth > MAX_DEPTH)
		return false;
	i = &c->f->insns[test];
	if (i->op == IR_UNARY)
		return is_tested(c, i->a, text, depth + 1);
	if (i->op == IR_BINARY)
		return is_tested(c, i->a, text, depth + 1) || is_tested(c, i->b, text, depth + 1);
	for (uint32_t k = 0; i->op == IR_CALL && k < i->nargs; k++)
		if (is_tested(c, c->f->pool[i->args + k], text, depth + 1))
			return true;
	return i->op == IR_LOAD && !strcmp(describe_operand(c->p->m, c->fn, test, c->a), text);
}

/* The call makes an error of what the test was about, or of an error's number, or is a
 * message that is returned. */
static bool makes_error(const struct cleanup *c, const struct way *w, uint32_t call)
{
	const struct ir_insn *i = &c->f->insns[call];
	uint32_t test = last_of(c->f, w->from)->a, callee = program_callee(c->f, call);

	if (callee == IR_NONE ||
	    !(c->p->m->functions[callee].flags & (IR_FN_INLINE | IR_FN_VARIADIC)))
		return false;
	for (uint32_t k = 0; k < i->nargs; k++) {
		uint32_t arg = program_uncast(c->f, c->f->pool[i->args + k]);
		uint32_t local = arg == IR_NONE ? IR_NONE : program_reads_local(c->f, arg);

		if (arg == IR_NONE)
			continue;
		if (local != IR_NONE ? reads(c->f, test, local, 0)
		    : c->f->insns[arg].op == IR_CONST
			    ? c->f->insns[arg].imm < 0
			    : c->f->insns[arg].op == IR_LOAD &&
				      is_tested(c, test,
						describe_operand(c->p->m, c->fn, arg, c->a), 0))
			return true;
	}
	return false;
}

/* Whether the value is an error: a negative number, NULL, or what a call makes of one. */
static bool is_error(const struct cleanup *c, const struct way *w, uint32_t value)
{
	const struct ir_insn *i;

	value = program_uncast(c->f, value);
	if (value == IR_NONE)
		return false;
	i = &c->f->insns[value];
	if (i->op != IR_CONST)
		return i->op == IR_CALL && makes_error(c, w, value);
	return i->imm < 0 ||
	       (!i->imm && i->type != IR_NONE && c->p->m->types[i->type].kind == IR_TYPE_POINTER);
}

/* Following a way to its returns: whether the variable that they give is an error by then. */
struct follow {
	const struct cleanup *c;
	const struct way *way;
	uint32_t local;
	bool known; /* it is one where the present block begins */
	bool seen[2][MAX_FAILING_BLOCKS]; /* by known, and place in way->blocks */
	bool no_error;
};

static void follow(void *ctx, uint32_t block)
{
	struct follow *k = ctx;
	const bool before = k->known;
	uint32_t at = 0, store = stored_in(k->c->f, block, k->local);
	const struct ir_insn *last = last_of(k->c->f, block);

	while (k->way->blocks[at] != block)
		at++;
	if (k->no_error || k->seen[before][at])
		return;
	k->seen[before][at] = true;
	if (store != IR_NONE)
		k->known = is_error(k->c, k->way, k->c->f->insns[store].b);
	k->no_error |= last->op == IR_RETURN && !k->known;
	cfg_successors(k->c->f, last, follow, k);
	k->known = before;
}

/* The variable that is returned is an error on all paths of the way: set there or just before, or
 * by the test. */
static bool returns_error(const struct cleanup *c, const struct way *w, uint32_t local)
{
	const struct ir_insn *test = last_of(c->f, w->from);
	const uint32_t at = stored_in(c->f, w->from, local);
	struct follow k = {.c = c, .way = w, .local = local};

	/* That a pointer is not NULL is no error. */
	k.known = c->p->m->types[c->f->result].kind != IR_TYPE_POINTER &&
		  says_error(c->f, test->a, local, test->b == w->to);
	if (at != IR_NONE && is_error(c, w, c->f->insns[at].b) &&
	    c->f->insns[program_uncast(c->f, c->f->insns[at].b)].op != IR_CALL)
		k.known = true;
	follow(&k, w->to);
	return !k.no_error;
}

static bool fails(const struct cleanup *c, const struct way *w)
{
	uint32_t value = returned(c, w), local;

	if (value == IR_NONE || c->f->result == IR_NONE)
		return false;
	local = program_reads_local(c->f, value);
	return local == IR_NONE ? is_error(c, w, value) : returns_error(c, w, local);
}

/* The way from the test begins anew, with all blocks that it may come through. False: they are more
 * than most, or lead back to the test. */
static bool begin(struct cleanup *c, struct way *w, uint32_t from, uint32_t to, uint32_t most)
{
	struct walk k = {.c = c, .way = w, .most = most};

	w->from = from;
	w->to = to;
	w->nblocks = w->ncalls = 0;
	w->asks = false;
	walk(&k, to);
	return !k.too_long;
}

/* False: from there the function does not fail, or does more than clean up. */
static bool is_way(struct cleanup *c, struct way *w, uint32_t from, uint32_t to, uint32_t other)
{
	return begin(c, w, from, to, MAX_WAY_BLOCKS) && !is_in(w, other) && collect(c, w) &&
	       fails(c, w);
}

/* Whether the function fails there, whatever else it does: a test on whose other side it fails as
 * well is made while it cleans up. */
static bool only_fails(struct cleanup *c, struct way *w, uint32_t from, uint32_t to)
{
	return begin(c, w, from, to, MAX_FAILING_BLOCKS) && fails(c, w);
}

static void find_ways(struct cleanup *c)
{
	for (uint32_t b = 0; b < c->f->nblocks && c->nways + 1 < MAX_WAYS; b++) {
		const struct ir_insn *last = last_of(c->f, b);
		struct way *w = &c->ways[c->nways];
		bool first, second;

		if (last->op != IR_BRANCH || last->b == last->c)
			continue;
		first = is_way(c, w, b, last->b, last->c);
		second = is_way(c, w + 1, b, last->c, last->b);
		if (first == second)
			continue;
		if (second)
			*w = w[1];
		c->nways += !only_fails(c, w + 1, b, first ? last->c : last->b);
	}
}

static void go_on(void *ctx, uint32_t block)
{
	struct cleanup *c = ctx;
	const struct ir_insn *last = last_of(c->f, block);

	if (c->goes_on[block])
		return;
	c->goes_on[block] = true;
	for (uint32_t i = 0; i < c->nways; i++)
		if (c->ways[i].from == block) {
			go_on(c, last->b == c->ways[i].to ? last->c : last->b);
			return;
		}
	cfg_successors(c->f, last, go_on, c);
}

/* Calls that the function makes where it does not fail, too, are not there to clean up after
 * failures. */
static void drop_common(struct cleanup *c)
{
	for (uint32_t i = 0; i < c->nways; i++)
		for (uint32_t k = 0; k < c->ways[i].ncalls; k++)
			c->ways[i].calls[k].common =
				c->goes_on[cfg_block_of(c->f, c->ways[i].calls[k].insn)];
}

/* --- What is missing ---------------------------------------------------------------------- */

/* Every path to b comes through a. */
static bool dominates(const struct ir_function *f, uint32_t a, uint32_t b)
{
	return a != b && (!a || !cfg_reaches(f, 0, b, a));
}

static void describe(struct cleanup *c, struct undoing *u)
{
	const struct ir_insn *call = &c->f->insns[u->insn];

	if (u->text)
		return;
	u->text = arena_format(c->a, "%s(",
			       str_text(c->p->m->strings, c->p->m->functions[u->callee].name));
	for (uint32_t i = 0; i < call->nargs; i++)
		u->text = arena_format(
			c->a, "%s%s%s", u->text, i ? ", " : "",
			describe_operand(c->p->m, c->fn, c->f->pool[call->args + i], c->a));
	u->text = arena_format(c->a, "%s)", u->text);
}

static bool is_same(struct cleanup *c, struct undoing *a, struct undoing *b)
{
	if (a->callee != b->callee)
		return false;
	describe(c, a);
	describe(c, b);
	return !strcmp(a->text, b->text);
}

static bool does(struct cleanup *c, struct way *w, struct undoing *what)
{
	for (uint32_t i = 0; i < w->ncalls; i++)
		if (is_same(c, &w->calls[i], what))
			return true;
	return false;
}

/* All that it does the other one does, too: it has no way of its own to clean up. */
static bool does_no_more(struct cleanup *c, struct way *w, struct way *than)
{
	for (uint32_t i = 0; i < w->ncalls; i++)
		if (!does(c, than, &w->calls[i]))
			return false;
	return !w->asks;
}

/* Between the two tests the function does it, where it does not fail. */
static bool is_undone_between(struct cleanup *c, struct undoing *what, uint32_t a, uint32_t b)
{
	for (uint32_t i = 0; i < c->f->ninsns; i++) {
		struct undoing u = {.callee = program_callee(c->f, i), .insn = i};
		uint32_t at;

		if (u.callee != what->callee)
			continue;
		at = cfg_block_of(c->f, i);
		if (!c->goes_on[at] || !cfg_reaches(c->f, a, at, IR_NONE) ||
		    !cfg_reaches(c->f, at, b, IR_NONE))
			continue;
		describe(c, &u);
		if (!strcmp(u.text, what->text))
			return true;
	}
	return false;
}

static bool is_word(char c)
{
	return c == '_' || isalnum((unsigned char)c);
}

/* Whether the expression stands in the text as a whole, and not only for a member of what it is. */
static bool names(const char *text, const char *expression)
{
	const size_t length = strlen(expression);

	for (const char *at = strstr(text, expression); at; at = strstr(at + 1, expression))
		if ((at == text || !is_word(at[-1])) && !is_word(at[length]) && at[length] != '.' &&
		    strncmp(at + length, "->", 2))
			return true;
	return false;
}

/* The test is about what would be given back: there may be nothing. */
static bool asks_for(struct cleanup *c, struct way *w, struct undoing *what)
{
	const struct ir_insn *call = &c->f->insns[what->insn];
	const char *test = describe_operand(c->p->m, c->fn, last_of(c->f, w->from)->a, c->a);

	for (uint32_t i = 0; i < call->nargs; i++) {
		const char *arg =
			describe_operand(c->p->m, c->fn, c->f->pool[call->args + i], c->a);

		if (names(test, arg[0] == '&' ? arg + 1 : arg))
			return true;
	}
	return false;
}

static bool same_protocol(const struct function_contract *a, const struct function_contract *b)
{
	for_each_effect (e, a)
		for_each_effect (o, b)
			if (e->kind == EFFECT_STATE && o->kind == EFFECT_STATE &&
			    e->protocol == o->protocol)
				return true;
	return false;
}

/* By its contract, what has just failed is what would be undone. */
static bool has_failed(struct cleanup *c, struct way *w, struct undoing *what)
{
	const struct function_contract *undo = program_contract(c->p, what->callee);
	const struct ir_block *b = &c->f->blocks[w->from];

	for (uint32_t i = b->first; undo && i < b->first + b->count; i++)
		if (c->f->insns[i].op == IR_CALL &&
		    same_protocol(undo, program_call_contract(c->p, c->f, i)))
			return true;
	return false;
}

/* A way before w that does it; or NULL. */
static struct way *before(struct cleanup *c, struct way *w, struct undoing *what)
{
	for (uint32_t i = 0; i < c->nways; i++)
		if (&c->ways[i] != w && dominates(c->f, c->ways[i].from, w->from) &&
		    does(c, &c->ways[i], what))
			return &c->ways[i];
	return NULL;
}

static bool is_missing(struct cleanup *c, struct way *w, struct way *behind, struct undoing *what)
{
	struct way *first;

	if (does(c, w, what) || !dominates(c->f, w->from, behind->from) ||
	    !does_no_more(c, w, behind) || asks_for(c, w, what) || has_failed(c, w, what))
		return false;
	first = before(c, w, what);
	return first && !is_undone_between(c, what, first->from, behind->from);
}

static struct ir_place place_of_way(const struct cleanup *c, const struct way *w)
{
	const struct ir_insn *last = last_of(c->f, w->from);
	const struct ir_insn *first = &c->f->insns[c->f->blocks[w->to].first];
	uint32_t preds = 0;

	for (uint32_t b = 0; b < c->f->nblocks; b++) {
		const struct ir_insn *t = last_of(c->f, b);

		preds += t->op == IR_JUMP     ? t->b == w->to
			 : t->op == IR_BRANCH ? (t->b == w->to) + (t->c == w->to)
					      : 0;
	}
	return ir_locate(c->p->m, preds == 1 ? first->loc : last->loc);
}

/* Both stand in one macro, which cleans up after itself. */
static bool is_of_macro(const struct cleanup *c, const struct way *w, const struct undoing *what)
{
	const str_id macro = ir_locate(c->p->m, last_of(c->f, w->from)->loc).macro;

	return macro != STR_EMPTY && macro == ir_locate(c->p->m, c->f->insns[what->insn].loc).macro;
}

static bool told_there(const struct findings *out, struct ir_place at)
{
	for (uint32_t i = 0; i < out->count; i++)
		if (out->list[i].place.line == at.line && out->list[i].place.file == at.file)
			return true;
	return false;
}

static void tell(struct cleanup *c, struct way *w, struct undoing *what)
{
	struct ir_place at = place_of_way(c, w);
	struct arena *out = c->p->out->arena;
	struct report r = {
		.rule = c->rule,
		.object = arena_format(out, "%s", what->text),
		.callee = str_text(c->p->m->strings, c->p->m->functions[what->callee].name)};
	struct finding_note there = {
		.place = ir_locate(c->p->m, c->f->insns[what->insn].loc),
		.text = "called here where the function fails before and behind",
		.kind = STEP_STATE,
		.function = str_text(c->p->m->strings, c->f->name)};

	if (!is_of_macro(c, w, what) && !told_there(c->p->out, at))
		evidence_static(c->p, &r, c->fn, at, &there);
}

/* How many ways come to the very call. */
static uint32_t comes_to(const struct cleanup *c, uint32_t insn)
{
	uint32_t nways = 0;

	for (uint32_t i = 0; i < c->nways; i++)
		for (uint32_t k = 0; k < c->ways[i].ncalls; k++)
			nways += c->ways[i].calls[k].insn == insn;
	return nways;
}

/* Several ways come to one such call, behind a label: what each does for itself may be about what
 * failed there. */
static bool is_shared(struct cleanup *c, struct undoing *what)
{
	for (uint32_t i = 0; i < c->nways; i++)
		for (uint32_t k = 0; k < c->ways[i].ncalls; k++)
			if (is_same(c, &c->ways[i].calls[k], what) &&
			    comes_to(c, c->ways[i].calls[k].insn) > 1)
				return true;
	return false;
}

#define ENOUGH 3 /* ways that do it: two may be by chance */
/* One way alone lacks what others do. */
static void judge(struct cleanup *c, struct way *behind, struct undoing *what)
{
	struct way *lacks = NULL;
	uint32_t ndo = 0;

	for (uint32_t i = 0; i < c->nways; i++) {
		ndo += does(c, &c->ways[i], what);
		if (&c->ways[i] == behind || !is_missing(c, &c->ways[i], behind, what))
			continue;
		if (lacks)
			return;
		lacks = &c->ways[i];
	}
	if (lacks && ndo >= ENOUGH && is_shared(c, what))
		tell(c, lacks, what);
}

static void check_function(struct cleanup *c)
{
	c->goes_on = arena_new_array(c->a, bool, c->f->nblocks);
	find_ways(c);
	if (c->nways <= ENOUGH)
		return;
	go_on(c, 0);
	drop_common(c);
	for (uint32_t i = 0; i < c->nways; i++)
		for (uint32_t k = 0; k < c->ways[i].ncalls; k++)
			if (!c->ways[i].calls[k].common)
				judge(c, &c->ways[i], &c->ways[i].calls[k]);
}

static bool is_looked_at(const struct program *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];

	return program_is_own(p, fn) && (f->flags & IR_FN_LOWERED) && f->nblocks >= MIN_BLOCKS &&
	       f->nblocks <= MAX_BLOCKS;
}

void cleanup_check(struct program *p)
{
	struct cleanup c = {.p = p, .rule = contracts_rule(p->contracts, "cleanup-skipped")};
	struct way ways[MAX_WAYS];

	c.a = arena_new();
	c.ways = ways;
	for (uint32_t fn = 0; c.rule && fn < p->m->nfunctions; fn++) {
		if (!is_looked_at(p, fn))
			continue;
		c.fn = fn;
		c.f = &p->m->functions[fn];
		c.nways = 0;
		check_function(&c);
		arena_reset(c.a);
	}
	arena_free(c.a);
}
