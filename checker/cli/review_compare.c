/* SPDX-License-Identifier: MIT */
/* A file before and after a change: contracts, trusted lines, findings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "report/audit.h"
#include "report/baseline.h"
#include "report/contract_text.h"
#include "report/result.h"
#include "review.h"
#include "rules/rules.h"

void remark(struct review *r, struct remarks *list, const char *file, uint32_t line,
	    const char *text)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (list->list[i].line == line && !strcmp(list->list[i].text, text) &&
		    !strcmp(list->list[i].file, file))
			return;
	list->list = arena_grow(r->arena, list->list, list->count, &list->cap, sizeof(*list->list));
	list->list[list->count++] = (struct remark){arena_format(r->arena, "%s", file), line,
						    arena_format(r->arena, "%s", text)};
}

/* --- Contracts ---------------------------------------------------------------------------------
 */

/* An annotation and what it stands on; of functions and members that are in both, what one of them
 * lacks counts. */
struct declared {
	const char *on; /* "parameter 1 of f()": what both have in common */
	const char *text;
	ir_loc loc;
};

struct declarations {
	struct review *r;
	struct ir_module *m;
	struct declared *list;
	uint32_t count, cap;
	struct args names; /* everything that could have had one */
};

static void declare(struct declarations *d, const char *on, const struct ir_attrs *attrs)
{
	args_add(&d->names, on);
	for (uint32_t i = 0; i < attrs->count; i++) {
		d->list = arena_grow(d->r->arena, d->list, d->count, &d->cap, sizeof(*d->list));
		d->list[d->count++] = (struct declared){
			on, annotation_text(d->m->strings, &attrs->list[i], d->r->arena),
			attrs->list[i].loc};
	}
}

static void declare_function(struct declarations *d, const struct ir_function *f)
{
	struct arena *a = d->r->arena;
	const char *name = str_text(d->m->strings, f->name);

	declare(d, arena_format(a, "%s()", name), &f->attrs);
	for (uint32_t i = 0; i < f->nparams; i++)
		declare(d, arena_format(a, "parameter %u of %s()", i + 1, name),
			&f->locals[i].attrs);
}

static void declare_record(struct declarations *d, const struct ir_record *rec)
{
	struct arena *a = d->r->arena;
	const char *name = str_text(d->m->strings, rec->name);

	if (!*name)
		return;
	declare(d, arena_format(a, "struct %s", name), &rec->attrs);
	for (uint32_t i = 0; rec->complete && i < rec->nfields; i++)
		declare(d,
			arena_format(a, "%s.%s", name,
				     str_text(d->m->strings, rec->fields[i].name)),
			&rec->fields[i].attrs);
}

/* Only what the diff's files declare can differ. */
static bool in_diff(const struct review *r, const struct review_input *in, struct ir_module *m,
		    ir_loc loc)
{
	return diff_touches(in->diff, review_name(r, in, m, ir_locate(m, loc).file), 1,
			    UINT32_MAX - 1);
}

static struct declarations declarations(struct review *r, const struct review_input *in,
					struct ir_module *m)
{
	struct declarations d = {.r = r, .m = m, .names.arena = r->arena};

	for (uint32_t i = 0; m && i < m->nfunctions; i++)
		if (in_diff(r, in, m, m->functions[i].loc))
			declare_function(&d, &m->functions[i]);
	for (uint32_t i = 0; m && i < m->nrecords; i++)
		if (in_diff(r, in, m, m->records[i].loc))
			declare_record(&d, &m->records[i]);
	return d;
}

static bool has(const struct declarations *d, const struct declared *one)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (!strcmp(d->list[i].on, one->on) && !strcmp(d->list[i].text, one->text))
			return true;
	return false;
}

static bool names(const struct declarations *d, const char *on)
{
	for (uint32_t i = 0; i < d->names.count; i++)
		if (!strcmp(d->names.list[i], on))
			return true;
	return false;
}

/* A contract that goes with the function it was of is not missed. */
static void compare_contracts(struct review *r, const struct review_input *in,
			      const struct declarations *before, const struct declarations *now)
{
	for (uint32_t i = 0; i < now->count; i++) {
		const struct declared *one = &now->list[i];
		struct ir_place place = ir_locate(now->m, one->loc);

		if (!has(before, one))
			remark(r, &r->added, review_name(r, in, now->m, place.file), place.line,
			       arena_format(r->arena, "%s: %s", one->on, one->text));
	}
	for (uint32_t i = 0; i < before->count; i++) {
		const struct declared *one = &before->list[i];
		struct ir_place place = ir_locate(before->m, one->loc);

		if (!has(now, one) && names(now, one->on))
			remark(r, &r->removed, review_name(r, in, before->m, place.file),
			       place.line,
			       arena_format(r->arena, "%s: %s (line of the old file)", one->on,
					    one->text));
	}
}

/* --- What has none -----------------------------------------------------------------------------
 */

static bool is_pointer(const struct ir_module *m, uint32_t type)
{
	return type != IR_NONE && m->types[type].kind == IR_TYPE_POINTER &&
	       m->types[m->types[type].ref].kind != IR_TYPE_FUNCTION;
}

static void look_at_record(struct review *r, const struct review_input *in,
			   const struct declarations *before, struct ir_module *m,
			   const struct ir_record *rec, const struct contracts *c)
{
	const char *name = str_text(m->strings, rec->name);

	for (uint32_t i = 0; rec->complete && i < rec->nfields; i++) {
		const struct ir_field *f = &rec->fields[i];
		const char *member = str_text(m->strings, f->name);
		const char *on = arena_format(r->arena, "%s.%s", name, member);
		struct ir_place place = ir_locate(m, f->loc);

		if (is_pointer(m, f->type) && !f->attrs.count && !names(before, on) &&
		    !contracts_field(c, name, member))
			remark(r, &r->uncovered, review_name(r, in, m, place.file), place.line,
			       arena_format(r->arena, "pointer %s: who owns what it points to?",
					    on));
	}
}

static bool is_annotated(const struct ir_module *m, const struct ir_function *f, bool *pointers)
{
	bool any = f->attrs.count;

	*pointers = is_pointer(m, f->result);
	for (uint32_t i = 0; i < f->nparams; i++) {
		any |= f->locals[i].attrs.count > 0;
		*pointers |= is_pointer(m, f->locals[i].type);
	}
	return any;
}

static void look_at_function(struct review *r, const struct review_input *in,
			     const struct declarations *before, struct ir_module *m,
			     const struct ir_function *f, const struct contracts *c)
{
	const uint32_t exported = IR_FN_DEFINED | IR_FN_MAIN_FILE;
	const char *name = str_text(m->strings, f->name);
	const char *on = arena_format(r->arena, "%s()", name);
	struct ir_place place = ir_locate(m, f->loc);
	bool pointers;

	if ((f->flags & (exported | IR_FN_STATIC)) == exported && !is_annotated(m, f, &pointers) &&
	    pointers && !names(before, on) && !contracts_function(c, name))
		remark(r, &r->uncovered, review_name(r, in, m, place.file), place.line,
		       arena_format(r->arena, "%s is new and can be called from other files", on));
}

static void look_for_uncovered(struct review *r, const struct review_input *in,
			       const struct declarations *before, struct ir_module *m)
{
	struct contracts *c = rules_builtin();

	for (uint32_t i = 0; i < m->nrecords; i++)
		if (m->records[i].name != STR_EMPTY && in_diff(r, in, m, m->records[i].loc))
			look_at_record(r, in, before, m, &m->records[i], c);
	for (uint32_t i = 0; i < m->nfunctions; i++)
		if (in_diff(r, in, m, m->functions[i].loc))
			look_at_function(r, in, before, m, &m->functions[i], c);
	contracts_free(c);
}

/* --- Trusted lines -----------------------------------------------------------------------------
 */

static bool take_waiver(struct audit *a, const struct waiver *w)
{
	for (uint32_t i = 0; i < a->nlist; i++) {
		struct waiver *old = &a->list[i];

		if (!old->file || old->kind != w->kind || strcmp(old->file, w->file) != 0 ||
		    strcmp(old->rule, w->rule) != 0 || strcmp(old->reason, w->reason) != 0)
			continue;
		old->file = NULL;
		return true;
	}
	return false;
}

static void compare_waivers(struct review *r, const struct review_input *in,
			    struct ir_module *before, struct ir_module *now)
{
	struct audit *old = audit_new(), *new = audit_new();

	if (before)
		audit_module(old, before);
	audit_module(new, now);
	audit_sort(new);
	for (uint32_t i = 0; i < new->nlist; i++) {
		const struct waiver *w = &new->list[i];
		const char *text =
			w->kind == WAIVER_ALLOW
				? arena_format(r->arena, "allow %s: %s", w->rule, w->reason)
				: arena_format(r->arena, "trusted: %s", w->reason);

		if (!take_waiver(old, w))
			remark(r, &r->trusted,
			       review_name(r, in, now, str_intern(now->strings, w->file)), w->line,
			       text);
	}
	audit_free(old);
	audit_free(new);
}

/* --- Findings ----------------------------------------------------------------------------------
 */

struct run {
	struct review *r;
	const struct review_input *in;
	bool is_before;
	const char *wrong;
};

static void on_error(void *ctx, struct ir_place place, const char *message)
{
	(void)ctx;
	(void)place;
	(void)message; /* the plugin has said so */
}

static void on_finding(void *ctx, const struct finding *f)
{
	(void)ctx;
	(void)f; /* they all come in on_results() */
}

static void on_line(void *ctx, const char *line)
{
	struct run *run = ctx;

	run->wrong = arena_format(run->r->arena, "%s", line);
}

static void add_findings(struct review *r, struct remarks *list, const struct result *from,
			 uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (from[i].age != RESULT_OLD && !from[i].allowed)
			remark(r, list, from[i].spot.file, from[i].spot.line,
			       arena_format(r->arena, "%s [custody-%s]", from[i].message,
					    from[i].rule));
}

/* Findings before the change are a baseline for those after it. */
static void on_results(void *ctx, struct results *results)
{
	struct run *run = ctx;
	struct baseline *b;
	const char *error;

	results_make_relative(results, run->in->root);
	results_sort(results);
	if (run->is_before) {
		run->wrong = baseline_write(results, run->in->scratch);
		return;
	}
	b = baseline_read(run->in->scratch, run->r->arena, &error);
	if (!b) {
		run->wrong = error;
		return;
	}
	baseline_compare(b, results);
	add_findings(run->r, &run->r->introduced, results->list, results->nlist);
	add_findings(run->r, &run->r->fixed, results->fixed, results->nfixed);
	baseline_free(b);
}

static const char *analyse(struct review *r, const struct review_input *in, struct ir_module *m,
			   bool is_before)
{
	struct run run = {.r = r, .in = in, .is_before = is_before};
	struct check_sink sink = {
		.annotation_error = on_error,
		.fatal = on_line,
		.finding = on_finding,
		.stats = on_line,
		.results = on_results,
		.sources = is_before ? in->sources : NULL,
		.ctx = &run,
	};

	if (!is_before)
		sink.watch = review_facts_watch(review_facts_new(r, in, m));
	if (check_module(m, in->options, &sink) && !run.wrong)
		run.wrong = "it cannot be analysed";
	return run.wrong;
}

/* A file that is new has no findings before. */
static const char *analyse_both(struct review *r, const struct review_input *in,
				struct ir_module *before, struct ir_module *now)
{
	struct results *none;
	const char *wrong;

	if (before) {
		wrong = analyse(r, in, before, true);
	} else {
		none = results_new();
		wrong = baseline_write(none, in->scratch);
		results_free(none);
	}
	return wrong ? wrong : analyse(r, in, now, false);
}

static void mark_new(struct review *r, uint32_t from, const struct declarations *before)
{
	for (uint32_t i = from; i < r->nfunctions; i++)
		r->functions[i].is_new =
			!names(before, arena_format(r->arena, "%s()", r->functions[i].name));
}

const char *review_file(struct review *r, const struct review_input *in, struct ir_module *before,
			struct ir_module *now)
{
	struct declarations old = declarations(r, in, before), new = declarations(r, in, now);
	uint32_t first = r->nfunctions;
	const char *wrong;

	compare_contracts(r, in, &old, &new);
	look_for_uncovered(r, in, &old, now);
	compare_waivers(r, in, before, now);
	wrong = analyse_both(r, in, before, now);
	mark_new(r, first, &old);
	return wrong;
}
