/* SPDX-License-Identifier: MIT */
/*
 * Calls whose names say that one undoes the other: a_get() and a_put(), b_lock() and b_unlock().
 * Where a function calls both, on the same thing, and leaves the second one out on one of the ways
 * on which it fails, though others make it before and behind, that way has been forgotten. It takes
 * no contract, only that names are given as the kernel gives them. After Liu, Wu, Ma, Wang and
 * others, "PF-Miner: A practical paired functions mining method for Android kernel in error paths"
 * (COMPSAC 2014).
 */
#include <string.h>

#include "checks.h"
#include "evidence.h"
#include "pair.h"
#include "program.h"

/* Words of names, and those that undo them. Between the first ones stands a part of a function. */
#define SECTIONS 5
static const struct verbs {
	const char *does, *undoes;
} verbs[] = {
	{"lock", "unlock"},
	{"down", "up"},
	{"enter", "exit"},
	{"enter", "leave"},
	{"begin", "end"},
	{"get", "put"},
	{"get", "release"},
	{"lookup", "put"},
	{"find", "put"},
	{"grab", "release"},
	{"grab", "put"},
	{"hold", "put"},
	{"ref", "unref"},
	{"acquire", "release"},
	{"claim", "release"},
	{"reserve", "unreserve"},
	{"reserve", "release"},
	{"start", "stop"},
	{"alloc", "free"},
	{"create", "destroy"},
	{"create", "free"},
	{"open", "close"},
	{"init", "fini"},
	{"init", "uninit"},
	{"init", "deinit"},
	{"init", "exit"},
	{"setup", "teardown"},
	{"enable", "disable"},
	{"on", "off"},
	{"up", "down"},
	{"register", "unregister"},
	{"attach", "detach"},
	{"add", "remove"},
	{"add", "del"},
	{"bind", "unbind"},
	{"map", "unmap"},
	{"pin", "unpin"},
	{"prepare", "unprepare"},
	{"request", "release"},
	{"request", "free"},
	{"load", "unload"},
};

/* --- Names -------------------------------------------------------------------------------- */

/* The word begins at name, and ends there or before '_'; its length, or 0. */
static size_t word_at(const char *name, const char *word)
{
	const size_t length = strlen(word);

	return strncmp(name, word, length) || (name[length] && name[length] != '_') ? 0 : length;
}

/* The other name, which begins as `name` does, has the second verb in place of the first one at
 * `at`, and maybe nothing of what follows that. */
static bool is_replaced(const char *name, const char *at, const struct verbs *v, const char *other)
{
	const size_t length = word_at(at, v->does), word = strlen(v->undoes);

	other += at - name;
	if (!length || strncmp(other, v->undoes, word))
		return false;
	other += word;
	return !*other || !strcmp(other, at + length);
}

static const char *without_underscores(const char *name)
{
	return name + strspn(name, "_");
}

/* sections: those that end a section count, too. */
static bool is_undone_by(const char *name, const char *other, bool sections)
{
	name = without_underscores(name);
	other = without_underscores(other);
	for (const char *at = name; at; at = strchr(at, '_')) {
		at += *at == '_';
		/* Nearly all pairs of names differ from their beginning on. */
		if (strncmp(name, other, (size_t)(at - name)))
			return false;
		for (size_t i = sections ? 0 : SECTIONS; i < sizeof(verbs) / sizeof(verbs[0]); i++)
			if (*at == *verbs[i].does && is_replaced(name, at, &verbs[i], other))
				return true;
	}
	return false;
}

static const char *name_of(const struct program *p, uint32_t fn)
{
	return str_text(p->m->strings, p->m->functions[fn].name);
}

/* --- Contracts ---------------------------------------------------------------------------- */

/* The effect brings an object to a state that somebody has to bring it out of. */
static bool is_owed(const struct effect *e)
{
	const struct protocol_state *to;

	if (e->kind != EFFECT_STATE || e->object.nsteps || e->arrows[0].stay)
		return false;
	to = &e->protocol->states[e->arrows[0].to];
	return to->leak || to->left || to->kept || to->owed;
}

/* The effect brings its argument out of the state that the other one brings an object to. */
static bool effect_takes_back(const struct effect *e, const struct effect *does)
{
	const uint8_t state = does->arrows[0].to;

	if (e->kind != EFFECT_STATE || e->protocol != does->protocol ||
	    e->object.root != PATH_PARAM || e->object.nsteps)
		return false;
	for (uint8_t i = 0; i < e->narrows; i++)
		if ((e->arrows[i].from >> state & 1) && !e->arrows[i].stay &&
		    e->arrows[i].to != state)
			return true;
	return false;
}

/* Whatever its result is, the function does so. */
static bool takes_back(const struct function_contract *undoes, const struct effect *does)
{
	for (uint32_t o = 0; o < undoes->noutcomes; o++)
		for (uint32_t i = 0; i < undoes->outcomes[o].neffects; i++)
			if (undoes->outcomes[o].when == CLASS_ANY &&
			    effect_takes_back(&undoes->outcomes[o].effects[i], does))
				return true;
	return false;
}

/* By its name, what the function does is undone with the device. */
static bool is_managed(const char *name)
{
	return word_at(name, "devm") || word_at(name, "drmm");
}

/* A contract that brings nothing into a state: whatever the function does, nobody has to undo it.
 */
static bool says_nothing_is_owed(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE)
			return false;
	return fc;
}

bool pair_undoes(struct program *p, uint32_t fn, uint32_t other)
{
	const struct function_contract *does = program_contract(p, fn);
	const struct function_contract *undoes = program_contract(p, other);

	if (is_managed(name_of(p, fn)) || says_nothing_is_owed(does))
		return false;
	if (is_undone_by(name_of(p, fn), name_of(p, other), false))
		return true;
	if (!does || !undoes)
		return false;
	for_each_effect (d, does)
		if (is_owed(d) && takes_back(undoes, d))
			return true;
	return false;
}

/* --- What it is done to ------------------------------------------------------------------- */

static bool is_given(struct ways *c, uint32_t call, const char *text)
{
	const struct ir_insn *i = &c->f->insns[call];

	for (uint32_t k = 0; k < i->nargs; k++)
		if (!strcmp(ways_text(c, c->f->pool[i->args + k]), text))
			return true;
	return false;
}

static const char *local_name(const struct pair *p, uint32_t local)
{
	return str_text(p->c->p->m->strings, p->c->f->locals[local].name);
}

bool pair_is_about(const struct pair *p, uint32_t undo)
{
	const struct ir_insn *i = &p->c->f->insns[undo];

	if (p->pointer) {
		for (uint32_t k = 0; k < p->nmembers; k++)
			if (is_given(p->c, undo, p->members[k]))
				return true;
		for (uint32_t k = 0; k < p->nlocals; k++)
			if (is_given(p->c, undo, local_name(p, p->locals[k])))
				return true;
		return false;
	}
	for (uint32_t k = 0; k < i->nargs; k++)
		if (!is_given(p->c, p->call, ways_text(p->c, p->c->f->pool[i->args + k])))
			return false;
	return i->nargs;
}

static bool is_plain_call(const struct ways *c, uint32_t insn)
{
	return program_callee(c->f, insn) != IR_NONE &&
	       ir_locate(c->p->m, c->f->insns[insn].loc).macro == STR_EMPTY;
}

/* Another function that is called here is undone by that one, too: which of them it undoes is not
 * said by its name. */
static bool undoes_another(const struct pair *p, uint32_t undo)
{
	const struct ways *c = p->c;
	const uint32_t undone = program_callee(c->f, p->call);
	const char *by = name_of(c->p, program_callee(c->f, undo));

	for (uint32_t i = 0; i < c->f->ninsns; i++)
		if (is_plain_call(c, i) && program_callee(c->f, i) != undone &&
		    is_undone_by(name_of(c->p, program_callee(c->f, i)), by, true))
			return true;
	return false;
}

/* Those that undo p->call. */
static void find_undos(struct pair *p)
{
	const struct ways *c = p->c;
	const uint32_t does = program_callee(c->f, p->call);

	for (uint32_t i = 0; i < c->f->ninsns && p->nundos < MAX_UNDOS; i++) {
		const uint32_t callee = program_callee(c->f, i);

		if (i != p->call && is_plain_call(c, i) &&
		    (is_undone_by(name_of(c->p, does), name_of(c->p, callee), true) ||
		     pair_undoes(c->p, does, callee)) &&
		    pair_is_about(p, i) && !undoes_another(p, i))
			p->undos[p->nundos++] = i;
	}
}

/* --- Ways out ----------------------------------------------------------------------------- */

static bool is_undone_in(const struct pair *p, const struct way *w)
{
	for (uint32_t i = 0; i < p->nundos; i++)
		if (way_has(w, cfg_block_of(p->c->f, p->undos[i])))
			return true;
	return false;
}

/* By the time that control comes to the block it has been undone; or may have been, in a round
 * before. */
static bool is_undone_before(const struct pair *p, uint32_t block)
{
	for (uint32_t i = 0; i < p->nundos; i++)
		if (cfg_reaches(p->c->f, cfg_block_of(p->c->f, p->undos[i]), block, IR_NONE))
			return true;
	return false;
}

static bool is_undone_behind(const struct pair *p, uint32_t block)
{
	for (uint32_t i = 0; i < p->nundos; i++)
		if (cfg_reaches(p->c->f, block, cfg_block_of(p->c->f, p->undos[i]), IR_NONE))
			return true;
	return false;
}

/* The value is what the call gave: itself, or by way of a variable. */
static bool is_result(const struct pair *p, uint32_t value)
{
	const struct ir_function *f = p->c->f;
	const uint32_t local = program_reads_local(f, program_uncast(f, value));

	if (program_uncast(f, value) == p->call)
		return true;
	for (uint32_t i = 0; local != IR_NONE && i < p->nlocals; i++)
		if (p->locals[i] == local)
			return true;
	return false;
}

/* Variables and members that the result is stored in, in the order of the code. Macros around an
 * allocator have a variable of their own. */
static void find_results(struct pair *p)
{
	const struct ir_function *f = p->c->f;

	for (uint32_t i = p->call; i < f->ninsns; i++) {
		const uint32_t local = program_stores_local(f, i);

		if (f->insns[i].op != IR_STORE || !is_result(p, f->insns[i].b))
			continue;
		if (p->nmembers == MAX_RESULTS || p->nlocals == MAX_RESULTS)
			return;
		if (local != IR_NONE)
			p->locals[p->nlocals++] = local;
		else
			p->members[p->nmembers++] = ways_text(p->c, f->insns[i].a);
	}
}

/* Something else was stored in the local since the call, in the block that asks for it, and not
 * made of what was there. */
static bool is_stored_anew(const struct pair *p, const struct ir_block *b, uint32_t local)
{
	const struct ir_function *f = p->c->f;

	for (uint32_t i = b->first; i < b->first + b->count; i++)
		if (i > p->call && program_stores_local(f, i) == local &&
		    !is_result(p, f->insns[i].b) && !ways_reads(f, f->insns[i].b, local, 0))
			return true;
	return false;
}

/* Whether the test is about the local itself: for a number, about what comes of it, too. */
static bool asks_for(const struct pair *p, uint32_t test, uint32_t local)
{
	return p->pointer ? ways_test(p->c, test, local_name(p, local), 0)
			  : ways_reads(p->c->f, test, local, 0);
}

static bool is_about_result(const struct pair *p, uint32_t block, uint32_t test)
{
	const struct ir_function *f = p->c->f;

	for (uint32_t i = 0; i < p->nmembers; i++)
		if (ways_test(p->c, test, p->members[i], 0))
			return true;
	for (uint32_t i = 0; i < p->nlocals; i++)
		if (asks_for(p, test, p->locals[i]) &&
		    (p->pointer || !is_stored_anew(p, &f->blocks[block], p->locals[i])))
			return true;
	return ways_asks(f, test, p->call, 0);
}

static bool stores_once(const struct ir_function *f, uint32_t local)
{
	uint32_t n = 0;

	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++)
		n += program_stores_local(f, i) == local;
	return n == 1;
}

/* Stored in the block that asks: what another call says of the same kind of object. */
static bool is_answer(const struct pair *p, uint32_t block, uint32_t store)
{
	const struct ir_function *f = p->c->f;
	uint32_t value;

	if (program_stores_local(f, store) == IR_NONE || cfg_block_of(f, store) != block)
		return false;
	value = program_uncast(f, f->insns[store].b);
	if (value == IR_NONE || program_callee(f, value) == IR_NONE)
		return false;
	/* An inline function of one argument makes a number of it. */
	return (f->insns[value].nargs == 1 &&
		(p->c->p->m->functions[program_callee(f, value)].flags & IR_FN_INLINE)) ||
	       ways_same_protocol(program_call_contract(p->c->p, f, value),
				  program_call_contract(p->c->p, f, p->call));
}

/* The condition that ends the block is, or may be, whether the call itself has failed: by a
 * variable of a macro, too, in which the answer was stored. */
static bool asks_whether_done(const struct pair *p, uint32_t block)
{
	const struct ir_function *f = p->c->f;
	const struct ir_insn *last = ways_last(f, block);

	if (last->op != IR_BRANCH)
		return false;
	if (is_about_result(p, block, last->a))
		return true;
	for (uint32_t i = p->call; i < f->blocks[block].first + f->blocks[block].count; i++)
		if ((stores_once(f, program_stores_local(f, i)) || is_answer(p, block, i)) &&
		    program_uncast(f, f->insns[i].b) != p->call &&
		    ways_reads(f, last->a, program_stores_local(f, i), 0) &&
		    is_about_result(p, cfg_block_of(f, i), f->insns[i].b))
			return true;
	return false;
}

static void find_asking(struct pair *p)
{
	for (uint32_t b = 0; b < p->c->f->nblocks && p->nasking < MAX_ASKING; b++)
		if (asks_whether_done(p, b))
			p->asking[p->nasking++] = b;
}

/* The call has failed where the condition is true (1), where it is not (0), or that does not show
 * (-1). */
static int fails_where(const struct pair *p, uint32_t test)
{
	const struct ir_function *f = p->c->f;
	const struct ir_insn *i, *with;
	bool truth = true, pointer;

	test = program_uncast(f, test);
	while (f->insns[test].op == IR_UNARY && f->insns[test].sub == IR_LNOT) {
		truth = !truth;
		test = program_uncast(f, f->insns[test].a);
	}
	i = &f->insns[test];
	if (test != p->call && i->op == IR_CALL)
		return truth;
	pointer = p->pointer;
	if (i->op != IR_BINARY)
		return test == p->call && !pointer ? -1 : truth != pointer;
	with = &f->insns[program_uncast(f, i->b)];
	if (with->op != IR_CONST || with->imm)
		return -1;
	switch (i->sub) {
	case IR_EQ:
		return truth == pointer;
	case IR_NE:
		return truth != pointer;
	case IR_LT:
		return truth;
	case IR_GE:
		return !truth;
	default:
		return -1;
	}
}

/* A side of such a test leads to that way; where the test does not show which side is the failure,
 * it is one on which nothing undoes the call. */
static bool leads_there(const struct pair *p, int where, uint32_t side, uint32_t from, uint32_t to)
{
	return (side == to || side == from || cfg_reaches(p->c->f, side, from, IR_NONE)) &&
	       (where >= 0 || !is_undone_behind(p, side));
}

/* The way may be taken because the call itself has failed: by one of several conditions, or by one
 * that follows. */
static bool may_not_be_done(const struct pair *p, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < p->nasking; i++) {
		const struct ir_insn *last = ways_last(p->c->f, p->asking[i]);
		const int where = fails_where(p, last->a);

		if (p->asking[i] == from ||
		    (where != 0 && leads_there(p, where, last->b, from, to)) ||
		    (where <= 0 && leads_there(p, where, last->c, from, to)))
			return true;
	}
	return false;
}

/* The condition asks for what the call was given: for NULL it has done nothing. */
static bool asks_for_argument(const struct pair *p, uint32_t block)
{
	const struct ir_function *f = p->c->f;
	const struct ir_insn *call = &f->insns[p->call], *last = ways_last(f, block);

	for (uint32_t k = 0; k < call->nargs; k++)
		if (program_reads_local(f, program_uncast(f, f->pool[call->args + k])) != IR_NONE &&
		    ways_test(p->c, last->a, ways_text(p->c, f->pool[call->args + k]), 0))
			return true;
	return false;
}

/* On that side of the condition the number is an error by which nothing has failed: what was begun
 * goes on. */
static bool goes_on_there(const struct ir_function *f, uint32_t block, uint32_t to)
{
	const struct ir_insn *last = ways_last(f, block), *test = &f->insns[last->a], *with;

	if (test->op != IR_BINARY || (test->sub != IR_EQ && test->sub != IR_NE))
		return false;
	with = &f->insns[program_uncast(f, test->b)];
	return with->op == IR_CONST && left_goes_on(with->imm) &&
	       to == (test->sub == IR_EQ ? last->b : last->c);
}

bool pair_way_out(const struct pair *p, struct way *w, uint32_t from, uint32_t to, uint32_t other)
{
	const uint32_t done = cfg_block_of(p->c->f, p->call);

	return (from == done || ways_dominates(p->c->f, done, from)) &&
	       !asks_for_argument(p, from) && !goes_on_there(p->c->f, from, to) &&
	       !may_not_be_done(p, from, to) && !is_undone_before(p, from) &&
	       ways_begin(p->c, w, from, to, MAX_FAILING_BLOCKS) && !way_has(w, other) &&
	       ways_fails(p->c, w);
}

/* It does nothing of its own: another way that undoes the call makes all the calls that it makes.
 */
static bool is_like_another(const struct pair *p, struct way *w)
{
	if (!ways_collect(p->c, w) || w->asks)
		return false;
	if (!w->ncalls)
		return true;
	for (uint32_t i = 0; i < p->c->count; i++)
		if (is_undone_in(p, &p->c->list[i]) && way_does_no_more(p->c, w, &p->c->list[i]))
			return true;
	return false;
}

static void tell(const struct pair *p, const struct way *w)
{
	struct ways *c = p->c;
	const uint32_t undo = p->undos[0], callee = program_callee(c->f, undo);
	struct ir_place at = way_place(c, w);
	struct report r = {.rule = c->rule,
			   .object = arena_format(c->p->out->arena, "%s()", name_of(c->p, callee)),
			   .callee = name_of(c->p, program_callee(c->f, p->call))};
	struct finding_note there = {.place = ir_locate(c->p->m, c->f->insns[p->call].loc),
				     .text = "called here",
				     .kind = STEP_STATE,
				     .function = str_text(c->p->m->strings, c->f->name)};

	if (!evidence_told(c->p->out, at))
		evidence_static(c->p, &r, c->fn, at, &there);
}

/* Of all ways on which the function fails one alone does not undo the call, and others behind it
 * do. */
static void judge(const struct pair *p)
{
	struct way lacks = {0}, w;
	uint32_t nundo = 0, nlack = 0;

	for (uint32_t b = 0; b < p->c->f->nblocks && nlack < 2; b++) {
		const struct ir_insn *last = ways_last(p->c->f, b);

		if (last->op != IR_BRANCH || last->b == last->c)
			continue;
		for (int side = 0; side < 2; side++) {
			const uint32_t to = side ? last->c : last->b,
				       other = side ? last->b : last->c;

			if (!pair_way_out(p, &w, b, to, other))
				continue;
			if (is_undone_in(p, &w)) {
				nundo++;
			} else if (is_undone_behind(p, other)) {
				nlack++;
				lacks = w;
			}
		}
	}
	if (nlack == 1 && nundo && is_like_another(p, &lacks))
		tell(p, &lacks);
}

void pair_begin(struct pair *p)
{
	struct ways *c = p->c;
	const uint32_t type = c->f->insns[p->call].type;

	find_results(p);
	p->pointer = p->nmembers + p->nlocals && type != IR_NONE &&
		     c->p->m->types[type].kind == IR_TYPE_POINTER;
	find_undos(p);
}

bool pair_find_asking(struct pair *p)
{
	find_asking(p);
	return p->nasking < MAX_ASKING;
}

static void check_call(struct ways *c, uint32_t call)
{
	struct pair p = {.c = c, .call = call};

	pair_begin(&p);
	if (p.nundos && pair_find_asking(&p))
		judge(&p);
}

static void check_function(struct ways *c)
{
	ways_find(c);
	for (uint32_t i = 0; c->count && i < c->f->ninsns; i++)
		if (is_plain_call(c, i) && !program_contract(c->p, program_callee(c->f, i)))
			check_call(c, i);
}

void pair_check(struct program *p)
{
	ways_check(p, "undoing-skipped", check_function, NULL);
}
