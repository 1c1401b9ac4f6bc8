/* SPDX-License-Identifier: MIT */
/* The ways out of a function that fail: what they call, and whether they give back an error. */
#include <ctype.h>
#include <string.h>

#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "ways.h"

#define MIN_BLOCKS 5 /* of a function that is looked at */
#define MAX_BLOCKS 1024
#define MAX_WAY_BLOCKS 24 /* behind the test: longer than that is no way out */
#define MAX_DEPTH 6 /* of the expression that a test is */

const struct ir_insn *ways_last(const struct ir_function *f, uint32_t block)
{
	const struct ir_block *b = &f->blocks[block];

	return &f->insns[b->first + b->count - 1];
}

/* --- Ways out ----------------------------------------------------------------------------- */

struct walk {
	struct ways *c;
	struct way *way;
	uint32_t most; /* blocks */
	bool too_long;
};

bool way_has(const struct way *w, uint32_t block)
{
	for (uint32_t i = 0; i < w->nblocks; i++)
		if (w->blocks[i] == block)
			return true;
	return false;
}

static void walk(void *ctx, uint32_t block)
{
	struct walk *k = ctx;

	if (k->too_long || way_has(k->way, block))
		return;
	if (k->way->nblocks == k->most || block == k->way->from) {
		k->too_long = true;
		return;
	}
	k->way->blocks[k->way->nblocks++] = block;
	cfg_successors(k->c->f, ways_last(k->c->f, block), walk, k);
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
static bool is_deed(const struct ways *c, const struct ir_block *b, uint32_t insn)
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

static bool makes_error(const struct ways *c, const struct way *w, uint32_t call);

/* It writes a message, makes an error, or says where something is. */
static bool undoes_nothing(const struct ways *c, const struct way *w, uint32_t call)
{
	uint32_t callee = program_callee(c->f, call), type = c->f->insns[call].type;

	return (type != IR_NONE && c->p->m->types[type].kind == IR_TYPE_POINTER) ||
	       (callee != IR_NONE && (c->p->m->functions[callee].flags & IR_FN_PRINTS)) ||
	       makes_error(c, w, call);
}

bool ways_collect(struct ways *c, struct way *w)
{
	const struct ir_function *f = c->f;

	for (uint32_t i = 0; i < w->nblocks; i++) {
		const struct ir_block *b = &f->blocks[w->blocks[i]];

		for (uint32_t k = b->first; k < b->first + b->count; k++) {
			if (!is_deed(c, b, k)) {
				w->asks |= f->insns[k].op == IR_CALL && !undoes_nothing(c, w, k);
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
static uint32_t returned(const struct ways *c, const struct way *w)
{
	uint32_t value = IR_NONE;

	for (uint32_t i = 0; i < w->nblocks; i++) {
		const struct ir_insn *last = ways_last(c->f, w->blocks[i]);

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

bool ways_reads(const struct ir_function *f, uint32_t insn, uint32_t local, int depth)
{
	const struct ir_insn *i;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE || depth > MAX_DEPTH)
		return false;
	i = &f->insns[insn];
	if (i->op == IR_LOAD && program_reads_local(f, insn) == IR_NONE)
		return program_reads_member(f, insn) &&
		       ways_reads(f, f->insns[i->a].a, local, depth + 1);
	if (i->op == IR_UNARY)
		return ways_reads(f, i->a, local, depth + 1);
	if (i->op == IR_BINARY)
		return ways_reads(f, i->a, local, depth + 1) ||
		       ways_reads(f, i->b, local, depth + 1);
	for (uint32_t k = 0; i->op == IR_CALL && k < i->nargs; k++)
		if (ways_reads(f, f->pool[i->args + k], local, depth + 1))
			return true;
	return program_reads_local(f, insn) == local;
}

bool ways_test(const struct ways *c, uint32_t test, const char *text, int depth)
{
	const struct ir_insn *i;

	test = program_uncast(c->f, test);
	if (test == IR_NONE || depth > MAX_DEPTH)
		return false;
	i = &c->f->insns[test];
	if (i->op == IR_UNARY)
		return ways_test(c, i->a, text, depth + 1);
	if (i->op == IR_BINARY)
		return ways_test(c, i->a, text, depth + 1) || ways_test(c, i->b, text, depth + 1);
	for (uint32_t k = 0; i->op == IR_CALL && k < i->nargs; k++)
		if (ways_test(c, c->f->pool[i->args + k], text, depth + 1))
			return true;
	return i->op == IR_LOAD && !strcmp(describe_operand(c->p->m, c->fn, test, c->a), text);
}

bool ways_asks(const struct ir_function *f, uint32_t test, uint32_t call, int depth)
{
	const struct ir_insn *i;

	test = program_uncast(f, test);
	if (test == IR_NONE || test == call || depth > MAX_DEPTH)
		return test == call;
	i = &f->insns[test];
	if (i->op == IR_UNARY)
		return ways_asks(f, i->a, call, depth + 1);
	if (i->op == IR_BINARY)
		return ways_asks(f, i->a, call, depth + 1) || ways_asks(f, i->b, call, depth + 1);
	for (uint32_t k = 0; i->op == IR_CALL && k < i->nargs; k++)
		if (ways_asks(f, f->pool[i->args + k], call, depth + 1))
			return true;
	return false;
}

/* The call makes an error of what the test was about, or of an error's number, or is a
 * message that is returned. */
static bool makes_error(const struct ways *c, const struct way *w, uint32_t call)
{
	const struct ir_insn *i = &c->f->insns[call];
	uint32_t test = ways_last(c->f, w->from)->a, callee = program_callee(c->f, call);

	if (callee == IR_NONE ||
	    !(c->p->m->functions[callee].flags & (IR_FN_INLINE | IR_FN_VARIADIC)))
		return false;
	for (uint32_t k = 0; k < i->nargs; k++) {
		uint32_t arg = program_uncast(c->f, c->f->pool[i->args + k]);
		uint32_t local = arg == IR_NONE ? IR_NONE : program_reads_local(c->f, arg);

		if (arg == IR_NONE)
			continue;
		if (local != IR_NONE ? ways_reads(c->f, test, local, 0)
		    : c->f->insns[arg].op == IR_CONST
			    ? c->f->insns[arg].imm < 0
			    : c->f->insns[arg].op == IR_LOAD &&
				      ways_test(c, test,
						describe_operand(c->p->m, c->fn, arg, c->a), 0))
			return true;
	}
	return false;
}

/* Whether the value is an error: a negative number, NULL, or what a call makes of one. */
static bool is_error(const struct ways *c, const struct way *w, uint32_t value)
{
	const struct ir_insn *i;

	value = program_uncast(c->f, value);
	if (value == IR_NONE)
		return false;
	i = &c->f->insns[value];
	if (i->op != IR_CONST)
		return i->op == IR_CALL && makes_error(c, w, value);
	return (i->imm < 0 && !left_goes_on(i->imm)) ||
	       (!i->imm && i->type != IR_NONE && c->p->m->types[i->type].kind == IR_TYPE_POINTER);
}

/* Following a way to its returns: whether the variable that they give is an error by then. */
struct follow {
	const struct ways *c;
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
	const struct ir_insn *last = ways_last(k->c->f, block);

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
static bool returns_error(const struct ways *c, const struct way *w, uint32_t local)
{
	const struct ir_insn *test = ways_last(c->f, w->from);
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

bool ways_fails(const struct ways *c, const struct way *w)
{
	uint32_t value = returned(c, w), local;

	if (value == IR_NONE || c->f->result == IR_NONE)
		return false;
	local = program_reads_local(c->f, value);
	return local == IR_NONE ? is_error(c, w, value) : returns_error(c, w, local);
}

bool ways_begin(struct ways *c, struct way *w, uint32_t from, uint32_t to, uint32_t most)
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
static bool is_way(struct ways *c, struct way *w, uint32_t from, uint32_t to, uint32_t other)
{
	return ways_begin(c, w, from, to, MAX_WAY_BLOCKS) && !way_has(w, other) &&
	       ways_collect(c, w) && ways_fails(c, w);
}

bool ways_only_fails(struct ways *c, struct way *w, uint32_t from, uint32_t to)
{
	return ways_begin(c, w, from, to, MAX_FAILING_BLOCKS) && ways_fails(c, w);
}

void ways_find(struct ways *c)
{
	for (uint32_t b = 0; b < c->f->nblocks && c->count + 1 < MAX_WAYS; b++) {
		const struct ir_insn *last = ways_last(c->f, b);
		struct way *w = &c->list[c->count];
		bool first, second;

		if (last->op != IR_BRANCH || last->b == last->c)
			continue;
		first = is_way(c, w, b, last->b, last->c);
		second = is_way(c, w + 1, b, last->c, last->b);
		if (first == second)
			continue;
		if (second)
			*w = w[1];
		/* A test on whose other side it fails as well is made while it cleans up. */
		c->count += !ways_only_fails(c, w + 1, b, first ? last->c : last->b);
	}
}

void ways_go_on(void *ctx, uint32_t block)
{
	struct ways *c = ctx;
	const struct ir_insn *last = ways_last(c->f, block);

	if (c->goes_on[block])
		return;
	c->goes_on[block] = true;
	for (uint32_t i = 0; i < c->count; i++)
		if (c->list[i].from == block) {
			ways_go_on(c, last->b == c->list[i].to ? last->c : last->b);
			return;
		}
	cfg_successors(c->f, last, ways_go_on, c);
}

/* --- Ways against each other -------------------------------------------------------------- */

bool ways_dominates(const struct ir_function *f, uint32_t a, uint32_t b)
{
	return a != b && (!a || !cfg_reaches(f, 0, b, a));
}

static void describe(struct ways *c, struct undoing *u)
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

const char *ways_text(struct ways *c, uint32_t insn)
{
	const char *text = describe_operand(c->p->m, c->fn, insn, c->a);

	return text[0] == '&' ? text + 1 : text;
}

bool ways_same(struct ways *c, struct undoing *a, struct undoing *b)
{
	if (a->callee != b->callee)
		return false;
	describe(c, a);
	describe(c, b);
	return !strcmp(a->text, b->text);
}

bool way_does(struct ways *c, struct way *w, struct undoing *what)
{
	for (uint32_t i = 0; i < w->ncalls; i++)
		if (ways_same(c, &w->calls[i], what))
			return true;
	return false;
}

bool way_does_no_more(struct ways *c, struct way *w, struct way *than)
{
	for (uint32_t i = 0; i < w->ncalls; i++)
		if (!way_does(c, than, &w->calls[i]))
			return false;
	return !w->asks;
}

bool ways_same_protocol(const struct function_contract *a, const struct function_contract *b)
{
	for_each_effect (e, a)
		for_each_effect (o, b)
			if (e->kind == EFFECT_STATE && o->kind == EFFECT_STATE &&
			    e->protocol == o->protocol)
				return true;
	return false;
}

static bool is_word(char c)
{
	return c == '_' || isalnum((unsigned char)c);
}

bool ways_name(const char *text, const char *expression)
{
	const size_t length = strlen(expression);

	for (const char *at = strstr(text, expression); at; at = strstr(at + 1, expression))
		if ((at == text || !is_word(at[-1])) && !is_word(at[length]) && at[length] != '.' &&
		    strncmp(at + length, "->", 2))
			return true;
	return false;
}

struct ir_place way_place(const struct ways *c, const struct way *w)
{
	const struct ir_insn *last = ways_last(c->f, w->from);
	const struct ir_insn *first = &c->f->insns[c->f->blocks[w->to].first];
	uint32_t preds = 0;

	for (uint32_t b = 0; b < c->f->nblocks; b++) {
		const struct ir_insn *t = ways_last(c->f, b);

		preds += t->op == IR_JUMP     ? t->b == w->to
			 : t->op == IR_BRANCH ? (t->b == w->to) + (t->c == w->to)
					      : 0;
	}
	return ir_locate(c->p->m, preds == 1 ? first->loc : last->loc);
}

static bool is_looked_at(const struct program *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];

	return program_is_own(p, fn) && (f->flags & IR_FN_LOWERED) && f->nblocks >= MIN_BLOCKS &&
	       f->nblocks <= MAX_BLOCKS;
}

void ways_check(struct program *p, const char *rule, void (*check)(struct ways *c), void *ctx)
{
	struct ways c = {.p = p, .rule = contracts_rule(p->contracts, rule), .ctx = ctx};
	struct way list[MAX_WAYS];

	c.a = arena_new();
	c.list = list;
	for (uint32_t fn = 0; c.rule && fn < p->m->nfunctions; fn++) {
		if (!is_looked_at(p, fn))
			continue;
		c.fn = fn;
		c.f = &p->m->functions[fn];
		c.count = 0;
		check(&c);
		arena_reset(c.a);
	}
	arena_free(c.a);
}
