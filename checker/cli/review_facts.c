/* SPDX-License-Identifier: MIT */
/* What the engine knows at changed lines: the functions' contracts, those of their calls, and who
 * holds what. */
#include <stdlib.h>
#include <string.h>

#include "engine/evidence.h"
#include "engine/program.h"
#include "report/contract_text.h"
#include "review.h"

struct review_facts {
	struct review *r;
	const struct review_input *in;
	struct ir_module *m;
	struct arena *scratch;
	struct engine_watch watch;
	struct {
		bool known;
		uint32_t index; /* into r->functions, or IR_NONE */
	} *functions; /* by function of m */
	uint32_t nfunctions;
	ir_loc last; /* and whether the diff touches it */
	bool last_touched;
};

const char *review_name(const struct review *r, const struct review_input *in,
			const struct ir_module *m, str_id file)
{
	const char *name = plain_path(r->arena, in->root, str_text(m->strings, file));
	size_t n = strlen(in->root);

	return !strncmp(name, in->root, n) && name[n] == '/' ? name + n + 1 : name;
}

/* --- Functions ---------------------------------------------------------------------------------
 */

static bool is_touched(const struct review_facts *f, const struct ir_function *fn,
		       struct reviewed *out)
{
	struct ir_place first = ir_locate(f->m, fn->loc), last = ir_locate(f->m, fn->end);

	out->name = arena_format(f->r->arena, "%s", str_text(f->m->strings, fn->name));
	out->file = review_name(f->r, f->in, f->m, first.file);
	out->first = first.line;
	out->last = last.line > first.line ? last.line : first.line;
	return diff_touches(f->in->diff, out->file, out->first, out->last);
}

static bool is_known(const struct review *r, const struct reviewed *one)
{
	for (uint32_t i = 0; i < r->nfunctions; i++)
		if (!strcmp(r->functions[i].name, one->name) &&
		    !strcmp(r->functions[i].file, one->file) && r->functions[i].first == one->first)
			return true;
	return false;
}

/* The entry of function fn if the diff touches it and no file before has told of it. */
static struct reviewed *reviewed_at(struct review_facts *f, uint32_t fn)
{
	struct reviewed one = {0};
	uint32_t n = f->m->nfunctions;

	if (fn >= f->nfunctions) {
		f->functions = realloc(f->functions, n * sizeof(*f->functions));
		if (!f->functions)
			abort();
		memset(f->functions + f->nfunctions, 0,
		       (n - f->nfunctions) * sizeof(*f->functions));
		f->nfunctions = n;
	}
	if (!f->functions[fn].known) {
		f->functions[fn].known = true;
		f->functions[fn].index = IR_NONE;
		if (f->m->functions[fn].flags & IR_FN_DEFINED &&
		    is_touched(f, &f->m->functions[fn], &one) && !is_known(f->r, &one)) {
			f->functions[fn].index = f->r->nfunctions;
			f->r->functions =
				arena_grow(f->r->arena, f->r->functions, f->r->nfunctions,
					   &f->r->cap_functions, sizeof(*f->r->functions));
			f->r->functions[f->r->nfunctions++] = one;
		}
	}
	return f->functions[fn].index == IR_NONE ? NULL : &f->r->functions[f->functions[fn].index];
}

/* --- Lines -------------------------------------------------------------------------------------
 */

struct teller {
	struct review_facts *f;
	struct remarks *list;
	const char *file;
	uint32_t line;
	const char *prefix;
};

static void tell(void *ctx, const char *text)
{
	const struct teller *t = ctx;

	remark(t->f->r, t->list, t->file, t->line,
	       arena_format(t->f->r->arena, "%s%s", t->prefix, text));
}

static bool touched(struct review_facts *f, const struct reviewed *one, ir_loc loc,
		    struct ir_place *place)
{
	*place = ir_locate(f->m, loc);
	if (loc != f->last) {
		f->last = loc;
		f->last_touched = place->line >= one->first && place->line <= one->last &&
				  diff_touches(f->in->diff, one->file, place->line, place->line);
	}
	return f->last_touched;
}

/* What is owed for a state, if anything. */
static const char *duty(const struct protocol_state *s)
{
	if (s->leak)
		return ", to be given away or released";
	return s->death ? ", to be undone before its memory goes" : "";
}

/* Phrases complete "which was ...", and some bring the verb. */
static const char *verb(const char *phrase)
{
	static const char *const verbs[] = {"was ", "is ", "has ", "could ", "failed "};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strncmp(phrase, verbs[i], strlen(verbs[i])))
			return "";
	return "was ";
}

static void tell_states(struct review_facts *f, struct reviewed *one, const struct analysis *x,
			const struct world *w, uint32_t line)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol_state *ps = &x->p->protocols[s->protocol]->states[s->state];
		const char *object;

		if (s->flags & (STATE_UNSURE | STATE_HANDED_ON) || !ps->phrase)
			continue;
		object = describe_region(x->p, s->region, f->scratch);
		if (!strcmp(object, "it") || strstr(object, "..."))
			continue;
		remark(f->r, &one->held, one->file, line,
		       arena_format(f->scratch, "'%s' %s%s%s", object, verb(ps->phrase), ps->phrase,
				    duty(ps)));
	}
	arena_reset(f->scratch);
}

static void at(void *ctx, const struct analysis *x, uint32_t insn, const struct world *w)
{
	struct review_facts *f = ctx;
	struct reviewed *one = reviewed_at(f, x->fn);
	struct ir_place place;

	if (one && w->states.count && touched(f, one, x->f->insns[insn].loc, &place))
		tell_states(f, one, x, w, place.line);
}

/* --- Contracts ---------------------------------------------------------------------------------
 */

static void tell_call(struct review_facts *f, struct program *p, struct reviewed *one,
		      const struct ir_function *fn, const struct ir_insn *call)
{
	const struct ir_insn *callee = &fn->insns[call->a];
	const struct function_contract *c = NULL;
	struct ir_place place;
	struct teller t = {f, &one->calls, one->file, 0, NULL};

	if (!touched(f, one, call->loc, &place))
		return;
	if (callee->op == IR_FUNC)
		c = program_contract(p, callee->a);
	else
		c = program_method(p, fn, callee);
	if (!c)
		return;
	t.line = place.line;
	t.prefix = c->name ? arena_format(f->r->arena, "%s() ", c->name)
			   : arena_format(f->r->arena, "%s.%s() ", c->record, c->member);
	contract_text(c, f->r->arena, tell, &t);
}

static void tell_contract(struct review_facts *f, struct program *p, uint32_t fn,
			  struct reviewed *one)
{
	const struct function_contract *c = program_contract(p, fn);
	const struct fn_info *info = program_fn(p, fn);
	struct teller t = {f, &one->contract, one->file, one->first, ""};

	if (c)
		contract_text(c, f->r->arena, tell, &t);
	for (uint32_t i = 0; i < info->nslots; i++) {
		const struct slot *s = info->slots[i];

		t.prefix = s->record ? arena_format(f->r->arena, "as %s.%s: ", s->record, s->member)
				     : arena_format(f->r->arena, "as %s callback: ", s->name);
		slot_text(s, f->r->arena, tell, &t);
	}
}

static void done(void *ctx, struct program *p)
{
	struct review_facts *f = ctx;

	for (uint32_t fn = 0; fn < f->m->nfunctions; fn++) {
		struct reviewed *one = reviewed_at(f, fn);
		const struct ir_function *body = &f->m->functions[fn];

		if (!one)
			continue;
		tell_contract(f, p, fn, one);
		for (uint32_t i = 0; body->flags & IR_FN_LOWERED && i < body->ninsns; i++)
			if (body->insns[i].op == IR_CALL)
				tell_call(f, p, one, body, &body->insns[i]);
	}
	free(f->functions);
	arena_free(f->scratch);
}

struct review_facts *review_facts_new(struct review *r, const struct review_input *in,
				      struct ir_module *m)
{
	struct review_facts *f = arena_alloc(r->arena, sizeof(*f));

	*f = (struct review_facts){.r = r, .in = in, .m = m, .scratch = arena_new()};
	f->watch = (struct engine_watch){.at = at, .done = done, .ctx = f};
	return f;
}

const struct engine_watch *review_facts_watch(const struct review_facts *f)
{
	return &f->watch;
}
