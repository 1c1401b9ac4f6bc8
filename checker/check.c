/* SPDX-License-Identifier: MIT */
/* The pipeline of check.h: rules → annotations → engine → gate → sink. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/engine.h"
#include "report/gate.h"
#include "report/jsonl.h"
#include "report/options.h"
#include "report/result.h"
#include "report/source.h"
#include "rules/rules.h"

struct context {
	struct ir_module *m;
	const struct check_sink *sink;
	uint32_t wrong_annotations;
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
	struct context *c = ctx;

	c->wrong_annotations++;
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

__attribute__((format(printf, 3, 4))) static void say(const struct check_sink *sink,
						      const char *file, const char *format, ...)
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
static void print_stats(const struct engine_stats *s, const struct gate_counts *shown,
			struct ir_module *m, const struct contracts *c,
			const struct check_sink *sink)
{
	const char *file = str_text(m->strings, m->main_file);

	say(sink, file,
	    "%u functions: %u touch a contract, %u do not; %u not understood, %u trusted",
	    s->functions, s->functions - s->trivial, s->trivial, s->not_lowered,
	    count_trusted(m, c));
	say(sink, file, "%u findings; %u suppressed, %u in trusted lines, %u of rules that are off",
	    shown->shown, shown->suppressed, shown->trusted, shown->off);
	if (s->cut_functions + s->cut_worlds + s->cut_loops + s->cut_outcomes + s->recursive_calls)
		say(sink, file,
		    "cut short: %u runs out of steps, %u paths at joins, %u paths in loops, %u "
		    "outcomes of calls, "
		    "%u recursive calls",
		    s->cut_functions, s->cut_worlds, s->cut_loops, s->cut_outcomes,
		    s->recursive_calls);
	else
		say(sink, file, "nothing was cut short");
	say(sink, file,
	    "work: %u runs over bodies, %u steps, %u worlds, %u merged; %u unknown expressions",
	    s->explored, s->steps, s->worlds, s->merged, s->unknowns);
}

static struct unit describe_unit(const struct engine_stats *s, const struct gate_counts *counts,
				 const struct context *ctx, const struct contracts *c)
{
	return (struct unit){
		.file = str_text(ctx->m->strings, ctx->m->main_file),
		.functions = s->functions,
		.checked = s->functions - s->trivial,
		.not_understood = s->not_lowered,
		.trusted = count_trusted(ctx->m, c),
		.cut = s->cut_functions + s->cut_worlds + s->cut_loops + s->cut_outcomes +
		       s->recursive_calls,
		.errors = ctx->wrong_annotations,
		.off = counts->off,
		.in_trusted = counts->trusted,
	};
}

static void add_unit(struct results *r, struct unit u)
{
	char *folder = getcwd(NULL, 0);

	u.folder = folder ? arena_copy(r->arena, folder, strlen(folder) + 1) : "";
	free(folder);
	results_add_unit(r, &u);
}

/* The numbers of a merged module stand with the first of its main files. */
static void add_units(struct results *r, const struct ir_module *m, const struct unit *first)
{
	add_unit(r, *first);
	for (uint32_t i = 1; i < m->nmains; i++)
		add_unit(r, (struct unit){.file = str_text(m->strings, m->mains[i])});
}

static const char *tell_results(const struct findings *shown, const struct findings *hidden,
				const struct unit *u, const struct context *ctx, const char *path)
{
	const struct strings *strings = ctx->m->strings;
	struct sources *own = sources_new(NULL),
		       *sources = ctx->sink->sources ? ctx->sink->sources : own;
	struct results *r = results_new();
	const char *wrong = NULL;

	for (uint32_t i = 0; i < shown->count; i++)
		results_add_finding(r, &shown->list[i], strings, sources);
	for (uint32_t i = 0; i < hidden->count; i++)
		results_add_finding(r, &hidden->list[i], strings, sources);
	add_units(r, ctx->m, u);
	if (path)
		wrong = jsonl_write(r, path);
	if (!wrong && ctx->sink->results)
		ctx->sink->results(ctx->sink->ctx, r);
	results_free(r);
	sources_free(own);
	return wrong;
}

const char *check_skipped(const struct options *o, const char *file, const char *why)
{
	struct results *r;
	const char *wrong;

	if (!o->findings_file)
		return NULL;
	r = results_new();
	add_unit(r, (struct unit){.file = file, .skipped = why});
	wrong = jsonl_write(r, o->findings_file);
	results_free(r);
	return wrong;
}

int check_module(struct ir_module *m, const struct options *o, const struct check_sink *sink)
{
	struct context ctx = {.m = m, .sink = sink};
	struct contracts *builtin = NULL, *rules = NULL, *all = NULL;
	struct engine_stats stats = {0};
	struct gate_counts shown = {0};
	struct findings *found = NULL, *hidden = NULL;
	const char *wrong = NULL;
	struct unit unit;
	int status = 2;

	if (!load_rules(o, &ctx, &builtin, &rules))
		goto out;
	all = annotations_compile(m, rules, annotation_error, &ctx);
	found = findings_new();
	hidden = findings_new();
	engine_run(m, all, o->strict, found, &stats, sink->watch);
	gate_apply(found, hidden, m, o, all, &shown);
	for (uint32_t i = 0; i < found->count; i++)
		sink->finding(sink->ctx, &found->list[i]);
	if (o->stats)
		print_stats(&stats, &shown, m, all, sink);
	if (o->findings_file || sink->results) {
		unit = describe_unit(&stats, &shown, &ctx, all);
		wrong = tell_results(found, hidden, &unit, &ctx, o->findings_file);
	}
	if (wrong)
		sink->fatal(sink->ctx, wrong);
	else
		status = 0;
out:
	findings_free(hidden);
	findings_free(found);
	contracts_free(all);
	if (rules != builtin)
		contracts_free(rules);
	contracts_free(builtin);
	return status;
}
