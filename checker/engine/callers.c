/* SPDX-License-Identifier: MIT */
/* Who calls a function by name: an index over the bodies that are lowered. */
#include "program.h"

/* The calls of function i end at end[i], where those of the next one begin; in order of caller and
 * instruction. */
struct call_index {
	uint32_t nfunctions;
	uint32_t *end;
	struct call_site {
		uint32_t fn, insn;
	} *list;
	uint32_t nlowered; /* functions that had a body at the time */
};

static uint32_t count_lowered(const struct ir_module *m)
{
	uint32_t n = 0;

	for (uint32_t fn = 0; fn < m->nfunctions; fn++)
		n += (m->functions[fn].flags & IR_FN_LOWERED) != 0;
	return n;
}

/* Where no producer stands behind the module all bodies have been there from the start. */
static bool is_current(const struct program *p)
{
	return p->calls && (!p->m->ops || p->calls->nlowered == count_lowered(p->m));
}

static void count_call(void *ctx, uint32_t fn, uint32_t insn)
{
	struct program *p = ctx;
	uint32_t callee = program_callee(&p->m->functions[fn], insn);

	if (callee != IR_NONE)
		p->calls->end[callee]++;
}

static void add_call(void *ctx, uint32_t fn, uint32_t insn)
{
	struct program *p = ctx;
	uint32_t callee = program_callee(&p->m->functions[fn], insn);

	if (callee != IR_NONE)
		p->calls->list[p->calls->end[callee]++] = (struct call_site){fn, insn};
}

static void index_calls(struct program *p)
{
	struct call_index *c = arena_alloc(p->arena, sizeof(*c));
	uint32_t n = 0;

	p->calls = c;
	c->nlowered = count_lowered(p->m);
	c->nfunctions = p->m->nfunctions;
	c->end = arena_new_array(p->arena, uint32_t, c->nfunctions + 1);
	program_each_insn(p, IR_CALL, count_call, p);
	for (uint32_t fn = 0; fn < c->nfunctions; fn++) {
		uint32_t calls = c->end[fn];

		c->end[fn] = n;
		n += calls;
	}
	c->list = arena_take(p->arena, (n + 1) * sizeof(*c->list));
	program_each_insn(p, IR_CALL, add_call, p);
}

static bool comes_behind(const struct call_site *s, const struct calling *at)
{
	return !at->begun || s->fn > at->fn || (s->fn == at->fn && s->insn > at->insn);
}

bool program_next_call(struct program *p, uint32_t fn, struct calling *at)
{
	const struct call_index *c;
	uint32_t lo, hi, end;

	if (!is_current(p))
		index_calls(p);
	c = p->calls;
	if (fn >= c->nfunctions)
		return false;
	lo = fn ? c->end[fn - 1] : 0;
	hi = end = c->end[fn];
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (comes_behind(&c->list[mid], at))
			hi = mid;
		else
			lo = mid + 1;
	}
	if (lo == end)
		return false;
	*at = (struct calling){c->list[lo].fn, c->list[lo].insn, true};
	return true;
}

uint32_t program_given(const struct program *p, const struct calling *at, uint32_t param)
{
	const struct ir_function *f = &p->m->functions[at->fn];
	const struct ir_insn *call = &f->insns[at->insn];

	return param < call->nargs ? program_uncast(f, f->pool[call->args + param]) : IR_NONE;
}
