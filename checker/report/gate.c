/* SPDX-License-Identifier: MIT */
#include "gate.h"

#include <string.h>

#include "../rules/internal.h"

enum { RULE_MALFORMED, RULE_UNUSED };

const struct rule gate_rules[GATE_NRULES] = {
	[RULE_MALFORMED] =
		{
			.name = "suppression-malformed",
			.trust = TRUST_CERTAIN,
			.summary = "a suppression without a rule that exists, or without a reason",
		},
	[RULE_UNUSED] =
		{
			.name = "suppression-unused",
			.trust = TRUST_CERTAIN,
			.summary = "a suppression that hides nothing",
		},
};

const struct rule *gate_find_rule(const struct contracts *c, const char *name)
{
	for (int i = 0; i < GATE_NRULES; i++)
		if (!strcmp(gate_rules[i].name, name))
			return &gate_rules[i];
	return contracts_rule(c, name);
}

const char *gate_rule_hint(const struct contracts *c, const char *name, struct arena *a)
{
	struct nearest near = {.word = name};

	for (int i = 0; i < GATE_NRULES; i++)
		nearest_try(&near, gate_rules[i].name);
	for (; c; c = c->base)
		for (uint32_t i = 0; i < c->nrules; i++)
			nearest_try(&near, c->rules[i]->name);
	return nearest_fix(&near, a, "`custody rules` lists them all");
}

const char *gate_check_names(const struct options *o, const struct contracts *c, struct arena *a)
{
	for (const struct rule_switch *s = o->switches; s; s = s->next)
		if (!gate_find_rule(c, s->rule))
			return arena_format(a, "unknown rule '%s'; %s", s->rule,
					    gate_rule_hint(c, s->rule, a));
	return NULL;
}

/* --- Switches ----------------------------------------------------------------------------- */

static bool rule_is_on(const struct options *o, const struct rule *r, bool strict)
{
	bool on = strict || r->trust <= o->level;

	for (const struct rule_switch *s = o->switches; s; s = s->next)
		if (s->kind == SWITCH_ONLY)
			on = false;
	for (const struct rule_switch *s = o->switches; s; s = s->next)
		if (s->kind != SWITCH_ERROR && !strcmp(s->rule, r->name))
			on = s->kind != SWITCH_DISABLE;
	return on;
}

static bool rule_is_error(const struct options *o, const struct rule *r)
{
	for (const struct rule_switch *s = o->switches; s; s = s->next)
		if (s->kind == SWITCH_ERROR && !strcmp(s->rule, r->name))
			return true;
	return o->all_errors;
}

/* --- Suppressions ------------------------------------------------------------------------- */

/* A comment, or an attribute on a function: in which lines or function it hides which rule. */
struct suppression {
	struct ir_place place;
	uint32_t last; /* comment: its last line */
	const char *function; /* attribute: the function it stands on; NULL: a comment */
	const char *rule, *reason; /* "": left out */
	bool in_main_file;
	const char *problem; /* malformed, and why; NULL: well-formed */
	bool met; /* a finding of some rule stands where it holds */
	bool used; /* and is of its rule */
	struct suppression *next;
};

struct gate {
	struct findings *f, *hidden;
	struct ir_module *m;
	const struct options *o;
	const struct contracts *c;
	struct suppression *suppressions;
};

/* Returns what is wrong with s, or NULL. */
static const char *malformed(struct gate *g, const struct suppression *s)
{
	struct arena *a = g->f->arena;

	if (!*s->rule)
		return "this suppression names no rule; write 'custody: allow RULE: reason'";
	if (!gate_find_rule(g->c, s->rule))
		return arena_format(a, "this suppression names the unknown rule '%s'; %s", s->rule,
				    gate_rule_hint(g->c, s->rule, a));
	if (!*s->reason)
		return arena_format(a,
				    "this suppression of '%s' gives no reason and hides nothing; "
				    "say why the code is right",
				    s->rule);
	return NULL;
}

static void add_suppression(struct gate *g, struct suppression s)
{
	s.problem = malformed(g, &s);
	s.next = g->suppressions;
	g->suppressions = arena_copy(g->f->arena, &s, sizeof(s));
}

static void collect_comments(struct gate *g)
{
	const struct strings *strings = g->m->strings;

	for (uint32_t i = 0; i < g->m->nsuppressions; i++) {
		const struct ir_suppression *s = &g->m->suppressions[i];

		add_suppression(g,
				(struct suppression){
					.place = {.file = s->file, .line = s->line, .col = s->col},
					.last = s->last,
					.rule = str_text(strings, s->rule),
					.reason = str_text(strings, s->reason),
					.in_main_file = ir_is_main_file(g->m, s->file),
				});
	}
}

static void collect_attributes(struct gate *g, const struct ir_function *fn, str_id allow)
{
	const struct strings *strings = g->m->strings;

	for (uint32_t i = 0; i < fn->attrs.count; i++) {
		const struct ir_attr *attr = &fn->attrs.list[i];

		if (attr->name != allow)
			continue;
		add_suppression(
			g,
			(struct suppression){
				.place = ir_locate(g->m, attr->loc),
				.function = str_text(strings, fn->name),
				.rule = attr->nargs > 0 ? str_text(strings, attr->args[0]) : "",
				.reason = attr->nargs > 1 ? str_text(strings, attr->args[1]) : "",
				.in_main_file = fn->flags & IR_FN_MAIN_FILE,
			});
	}
}

static void collect_suppressions(struct gate *g)
{
	str_id allow = str_find(g->m->strings, "allow");

	collect_comments(g);
	if (allow == STR_EMPTY)
		return;
	for (uint32_t i = 0; i < g->m->nfunctions; i++)
		if (g->m->functions[i].flags & IR_FN_DEFINED)
			collect_attributes(g, &g->m->functions[i], allow);
}

static bool holds_at(const struct suppression *s, const struct finding *f)
{
	if (s->function)
		return !strcmp(s->function, f->function);
	return s->place.file == f->place.file && s->place.line <= f->place.line &&
	       f->place.line <= s->last + 1;
}

/* The reason of one that hides f, or NULL. Marks all that cover f as used, not only the first. */
static const char *reason_to_hide(struct gate *g, const struct finding *f)
{
	const char *reason = NULL;

	for (struct suppression *s = g->suppressions; s; s = s->next) {
		if (!holds_at(s, f))
			continue;
		s->met = true;
		if (s->problem || strcmp(s->rule, f->rule->name))
			continue;
		s->used = true;
		reason = s->reason;
	}
	return reason;
}

static void report(struct gate *g, const struct suppression *s, int rule, const char *message)
{
	if (rule_is_on(g->o, &gate_rules[rule], false))
		findings_add(g->f, &(struct finding){
					   .rule = &gate_rules[rule],
					   .place = s->place,
					   .start_of_function = s->place,
					   .end_of_function = s->place,
					   .function = s->function ? s->function : "",
					   .message = message,
				   });
}

/*
 * Whether this run can tell: the rule is on, and the suppression belongs to this module alone (one
 * in a header may be needed by another module).
 */
static bool is_unused(const struct gate *g, const struct suppression *s)
{
	return !s->used && s->in_main_file &&
	       rule_is_on(g->o, gate_find_rule(g->c, s->rule), false);
}

static void report_suppressions(struct gate *g)
{
	struct arena *a = g->f->arena;

	for (const struct suppression *s = g->suppressions; s; s = s->next) {
		if (s->problem && (s->in_main_file || s->met))
			report(g, s, RULE_MALFORMED, s->problem);
		else if (!s->problem && is_unused(g, s))
			report(g, s, RULE_UNUSED,
			       arena_format(a,
					    "this suppression hides nothing: '%s' is not reported "
					    "%s; remove it",
					    s->rule, s->function ? "in this function" : "here"));
	}
}

/* --- The gate ----------------------------------------------------------------------------- */

/* Where f is counted that is not shown, or NULL. */
static uint32_t *held_back(struct gate *g, struct finding *f, struct gate_counts *counts)
{
	if (ir_is_import(g->m, f->place.file))
		return &counts->elsewhere;
	if (!rule_is_on(g->o, f->rule, f->strict || f->said))
		return &counts->off;
	f->allowed = reason_to_hide(g, f);
	if (f->allowed && g->hidden)
		findings_add(g->hidden, f);
	if (f->allowed)
		return &counts->suppressed;
	return ir_is_trusted(g->m, f->place) ? &counts->trusted : NULL;
}

void gate_apply(struct findings *f, struct findings *hidden, struct ir_module *m,
		const struct options *o, const struct contracts *c, struct gate_counts *counts)
{
	struct gate g = {.f = f, .hidden = hidden, .m = m, .o = o, .c = c};
	uint32_t kept = 0;

	collect_suppressions(&g);
	findings_sort(f, m->strings);
	for (uint32_t i = 0; i < f->count; i++) {
		uint32_t *count = held_back(&g, &f->list[i], counts);

		if (count)
			++*count;
		else
			f->list[kept++] = f->list[i];
	}
	f->count = kept;
	report_suppressions(&g);
	for (uint32_t i = 0; i < f->count; i++) {
		f->list[i].is_error = f->list[i].strict || rule_is_error(o, f->list[i].rule);
		finding_drop_repeated_notes(&f->list[i]);
	}
	findings_sort(f, m->strings);
	findings_join_returns(f);
	counts->shown += f->count;
}
