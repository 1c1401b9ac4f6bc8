/* SPDX-License-Identifier: MIT */
/* The pipeline of check.h: rules → annotations → engine → gate → sink. */
#include "check.h"

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

static void print_stats(const struct engine_stats *s, const struct ir_module *m, const struct check_sink *sink)
{
	char line[512];

	snprintf(line, sizeof(line),
		 "custody: %s: %u functions, %u without a contract in reach, %u runs over bodies, %u not lowered, "
		 "%u unknown expressions",
		 str_text(m->strings, m->main_file), s->functions, s->trivial, s->explored, s->not_lowered,
		 s->unknowns);
	sink->stats(sink->ctx, line);
	snprintf(line, sizeof(line),
		 "custody: %u steps, %u worlds, %u merged; cut: %u worlds, %u loop rounds, %u functions, "
		 "%u outcomes, %u recursive calls",
		 s->steps, s->worlds, s->merged, s->cut_worlds, s->cut_loops, s->cut_functions, s->cut_outcomes,
		 s->recursive_calls);
	sink->stats(sink->ctx, line);
}

int check_module(struct ir_module *m, const struct options *o, const struct check_sink *sink)
{
	struct context ctx = { m, sink };
	struct contracts *builtin = NULL, *rules = NULL, *all = NULL;
	struct engine_stats stats = { 0 };
	struct findings *found = NULL;
	int status = 2;

	if (!load_rules(o, &ctx, &builtin, &rules))
		goto out;
	all = annotations_compile(m, rules, annotation_error, &ctx);
	found = findings_new();
	engine_run(m, all, found, &stats);
	gate_apply(found, m, o, all);
	for (uint32_t i = 0; i < found->count; i++)
		sink->finding(sink->ctx, &found->list[i]);
	if (o->stats)
		print_stats(&stats, m, sink);
	status = 0;
out:
	findings_free(found);
	contracts_free(all);
	if (rules != builtin)
		contracts_free(rules);
	contracts_free(builtin);
	return status;
}
