/* SPDX-License-Identifier: MIT */
/*
 * What a function gives back where it fails. Each way out undoes what was done up to there: what
 * one of them gives back, the later ones give back too. One that does not, while those before and
 * behind it do, has been forgotten. No contract is needed for that: the function itself says what
 * there is to undo. After Saha, Lozi, Thomas, Lawall and Muller, "Hector: Detecting
 * resource-release omission faults in error-handling code for systems software" (DSN 2013).
 */
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "ways.h"

/* Calls that the function makes where it does not fail, too, are not there to clean up after
 * failures. */
static void drop_common(struct ways *c)
{
	for (uint32_t i = 0; i < c->count; i++)
		for (uint32_t k = 0; k < c->list[i].ncalls; k++)
			c->list[i].calls[k].common =
				c->goes_on[cfg_block_of(c->f, c->list[i].calls[k].insn)];
}

/* --- What is missing ---------------------------------------------------------------------- */

/* Between the two tests the function does it, where it does not fail. */
static bool is_undone_between(struct ways *c, struct undoing *what, uint32_t a, uint32_t b)
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
		if (ways_same(c, &u, what))
			return true;
	}
	return false;
}

/* Whether the test asks for what is stored by insn: the value itself, or the variable that it is
 * stored in. */
static bool asks_stored(const struct ways *c, uint32_t test, uint32_t insn)
{
	const uint32_t local = program_stores_local(c->f, insn);

	return local != IR_NONE &&
	       (ways_asks(c->f, test, program_uncast(c->f, c->f->insns[insn].b), 0) ||
		ways_test(c, test, str_text(c->p->m->strings, c->f->locals[local].name), 0));
}

/* The test is about what would be given back, by the name that it is given back by, or that it was
 * stored in, or read from: there may be nothing. */
static bool asks_for(struct ways *c, struct way *w, struct undoing *what)
{
	const struct ir_insn *call = &c->f->insns[what->insn];
	const uint32_t asked = ways_last(c->f, w->from)->a;
	const char *test = describe_operand(c->p->m, c->fn, asked, c->a);

	for (uint32_t i = 0; i < call->nargs; i++) {
		const uint32_t given = program_uncast(c->f, c->f->pool[call->args + i]);
		const char *arg = describe_operand(c->p->m, c->fn, given, c->a);

		if (ways_name(test, arg[0] == '&' ? arg + 1 : arg))
			return true;
		for (uint32_t k = 0; k < c->f->ninsns; k++) {
			const struct ir_insn *store = &c->f->insns[k];

			if (asks_stored(c, asked, k) &&
			    (program_stores_local(c->f, k) == program_reads_local(c->f, given) ||
			     !strcmp(describe_operand(c->p->m, c->fn, store->b, c->a), arg)))
				return true;
		}
	}
	return false;
}

/* The way is taken for one particular error code: the function knows what that means. */
static bool names_code(const struct ways *c, const struct way *w)
{
	const struct ir_insn *branch = ways_last(c->f, w->from), *test = &c->f->insns[branch->a];

	return branch->op == IR_BRANCH && test->op == IR_BINARY &&
	       c->f->insns[test->b].op == IR_CONST && c->f->insns[test->b].imm < 0 &&
	       ((test->sub == IR_EQ && w->to == branch->b) ||
		(test->sub == IR_NE && w->to == branch->c));
}

/* By its contract, what has just failed is what would be undone. */
static bool has_failed(struct ways *c, struct way *w, struct undoing *what)
{
	const struct function_contract *undo = program_contract(c->p, what->callee);
	const struct ir_block *b = &c->f->blocks[w->from];

	for (uint32_t i = b->first; undo && i < b->first + b->count; i++)
		if (c->f->insns[i].op == IR_CALL &&
		    ways_same_protocol(undo, program_call_contract(c->p, c->f, i)))
			return true;
	return false;
}

/* A way before w that does it; or NULL. */
static struct way *before(struct ways *c, struct way *w, struct undoing *what)
{
	for (uint32_t i = 0; i < c->count; i++)
		if (&c->list[i] != w && ways_dominates(c->f, c->list[i].from, w->from) &&
		    way_does(c, &c->list[i], what))
			return &c->list[i];
	return NULL;
}

static bool is_missing(struct ways *c, struct way *w, struct way *behind, struct undoing *what)
{
	struct way *first;

	if (way_does(c, w, what) || !ways_dominates(c->f, w->from, behind->from) ||
	    !way_does_no_more(c, w, behind) || names_code(c, w) || asks_for(c, w, what) ||
	    has_failed(c, w, what))
		return false;
	first = before(c, w, what);
	return first && !is_undone_between(c, what, first->from, behind->from);
}

/* Both stand in one macro, which cleans up after itself. */
static bool is_of_macro(const struct ways *c, const struct way *w, const struct undoing *what)
{
	const str_id macro = ir_locate(c->p->m, ways_last(c->f, w->from)->loc).macro;

	return macro != STR_EMPTY && macro == ir_locate(c->p->m, c->f->insns[what->insn].loc).macro;
}

static void tell(struct ways *c, struct way *w, struct undoing *what)
{
	struct ir_place at = way_place(c, w);
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

	if (!is_of_macro(c, w, what) && !evidence_told(c->p->out, at))
		evidence_static(c->p, &r, c->fn, at, &there);
}

/* How many ways come to the very call. */
static uint32_t comes_to(const struct ways *c, uint32_t insn)
{
	uint32_t nways = 0;

	for (uint32_t i = 0; i < c->count; i++)
		for (uint32_t k = 0; k < c->list[i].ncalls; k++)
			nways += c->list[i].calls[k].insn == insn;
	return nways;
}

/* Several ways come to one such call, behind a label: what each does for itself may be about what
 * failed there. */
static bool is_shared(struct ways *c, struct undoing *what)
{
	for (uint32_t i = 0; i < c->count; i++)
		for (uint32_t k = 0; k < c->list[i].ncalls; k++)
			if (ways_same(c, &c->list[i].calls[k], what) &&
			    comes_to(c, c->list[i].calls[k].insn) > 1)
				return true;
	return false;
}

#define ENOUGH 3 /* ways that do it: two may be by chance */
/* One way alone lacks what others do. */
static void judge(struct ways *c, struct way *behind, struct undoing *what)
{
	struct way *lacks = NULL;
	uint32_t ndo = 0;

	for (uint32_t i = 0; i < c->count; i++) {
		ndo += way_does(c, &c->list[i], what);
		if (&c->list[i] == behind || !is_missing(c, &c->list[i], behind, what))
			continue;
		if (lacks)
			return;
		lacks = &c->list[i];
	}
	if (lacks && ndo >= ENOUGH && is_shared(c, what))
		tell(c, lacks, what);
}

static void check_function(struct ways *c)
{
	c->goes_on = arena_new_array(c->a, bool, c->f->nblocks);
	ways_find(c);
	if (c->count <= ENOUGH)
		return;
	ways_go_on(c, 0);
	drop_common(c);
	for (uint32_t i = 0; i < c->count; i++)
		for (uint32_t k = 0; k < c->list[i].ncalls; k++)
			if (!c->list[i].calls[k].common)
				judge(c, &c->list[i], &c->list[i].calls[k]);
}

void cleanup_check(struct program *p)
{
	ways_check(p, "cleanup-skipped", check_function, NULL);
}
