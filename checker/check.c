/* SPDX-License-Identifier: MIT */
/* The pipeline of check.h: rules → annotations → engine → gate → sink. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

#include "engine/engine.h"
#include "report/gate.h"
#include "report/options.h"
#include "rules/rules.h"

struct context {
	struct ir_module *m;
	const struct check_sink *sink;
};

static void rules_error(void *ctx, struct rule_place place, const char *message)
{
	const struct context *c = ctx;
	char line[1024];

	snprintf(line, sizeof(line), "%s:%u:%u: %s", place.file, place.line, place.col, message);
	c->sink->fatal(c->sink->ctx, line);
}

static void annotation_error(void *ctx, ir_loc loc, const char *message)
{
	const struct context *c = ctx;

	c->sink->annotation_error(c->sink->ctx, ir_locate(c->m, loc), message);
}

/* The built-in rules and, on top of them, those of rules=DIR. False: reported. */
static bool load_rules(const struct options *o, struct context *ctx, struct contracts **builtin,
		       struct contracts **rules)
{
	const char *unknown;

	*builtin = *rules = rules_builtin();
	if (o->rules) {
		*rules = contracts_new(*builtin);
		for (const struct rules_dir *d = o->rules; d; d = d->next)
			if (!rules_load_dir(*rules, d->path, rules_error, ctx))
				return false;
	}
	unknown = gate_check_names(o, *rules, o->arena);
	if (unknown)
		ctx->sink->fatal(ctx->sink->ctx, unknown);
	return !unknown;
}

static uint32_t count_trusted(const struct ir_module *m, const struct contracts *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->nfunctions; i++) {
		const struct ir_function *f = &m->functions[i];
		const struct function_contract *fc;

		if (!(f->flags & IR_FN_DEFINED) || !(f->flags & IR_FN_MAIN_FILE))
			continue;
		fc = contracts_function(c, str_text(m->strings, f->name));
		n += fc && fc->trusted;
	}
	return n;
}

__attribute__((format(printf, 3, 4)))
static void say(const struct check_sink *sink, const char *file, const char *format, ...)
{
	char text[512], line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(line, sizeof(line), "custody: %s: %s", file, text);
	sink->stats(sink->ctx, line);
}

/* docs/coverage.md says what each number counts. */
static void print_stats(const struct engine_stats *s, const struct gate_counts *shown, struct ir_module *m,
			const struct contracts *c, const struct check_sink *sink)
{
	const char *file = str_text(m->strings, m->main_file);

	say(sink, file, "%u functions: %u touch a contract, %u do not; %u not understood, %u trusted", s->functions,
	    s->functions - s->trivial, s->trivial, s->not_lowered, count_trusted(m, c));
	say(sink, file, "%u findings; %u suppressed, %u in trusted lines, %u of rules that are off", shown->shown,
	    shown->suppressed, shown->trusted, shown->off);
	if (s->cut_functions + s->cut_worlds + s->cut_loops + s->cut_outcomes + s->recursive_calls)
		say(sink, file,
		    "cut short: %u runs out of steps, %u paths at joins, %u paths in loops, %u outcomes of calls, "
		    "%u recursive calls",
		    s->cut_functions, s->cut_worlds, s->cut_loops, s->cut_outcomes, s->recursive_calls);
	else
		say(sink, file, "nothing was cut short");
	say(sink, file, "work: %u runs over bodies, %u steps, %u worlds, %u merged; %u unknown expressions", s->explored,
	    s->steps, s->worlds, s->merged, s->unknowns);
}

int check_module(struct ir_module *m, const struct options *o, const struct check_sink *sink)
{
	struct context ctx = { m, sink };
	struct contracts *builtin = NULL, *rules = NULL, *all = NULL;
	struct engine_stats stats = { 0 };
	struct gate_counts shown = { 0 };
	struct findings *found = NULL;
	int status = 2;

	if (!load_rules(o, &ctx, &builtin, &rules))
		goto out;
	all = annotations_compile(m, rules, annotation_error, &ctx);
	found = findings_new();
	engine_run(m, all, found, &stats);
	gate_apply(found, m, o, all, &shown);
	for (uint32_t i = 0; i < found->count; i++)
		sink->finding(sink->ctx, &found->list[i]);
	if (o->stats)
		print_stats(&stats, &shown, m, all, sink);
	status = 0;
out:
	findings_free(found);
	contracts_free(all);
	if (rules != builtin)
		contracts_free(rules);
	contracts_free(builtin);
	return status;
}
