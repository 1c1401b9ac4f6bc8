/* SPDX-License-Identifier: MIT */
/* A review as text for a terminal, Markdown for a merge request or a mail, JSON. */
#include <jansson.h>
#include <string.h>

#include "review.h"

/* --- Text and Markdown -------------------------------------------------------------------------
 */

/* What differs between the two: what stands before a line, and behind it. */
struct style {
	const char *title, *after_title;
	const char *function, *after_function;
	const char *heading, *after_heading;
	const char *item;
};

static const struct style styles[] = {
	[REVIEW_TEXT] = {"", "\n", "\n  ", "\n", "    ", ":\n", "      "},
	[REVIEW_MARKDOWN] = {"\n## ", "\n\n", "\n### ", "\n", "\n", ":\n\n", "- "},
};

/* How many of the list say just that of a line of the same file. */
static uint32_t count_alike(const struct remark *list, uint32_t count, const struct remark *one)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < count; i++)
		n += list[i].line && !strcmp(list[i].text, one->text) &&
		     !strcmp(list[i].file, one->file);
	return n;
}

/* Of what is gone, the line is not known. What is said of several lines is said of the first. */
static void print_list(const struct remarks *l, const char *before, FILE *out)
{
	for (uint32_t i = 0; i < l->count; i++) {
		const struct remark *one = &l->list[i];
		uint32_t more;

		if (!one->line) {
			fprintf(out, "%s%s: %s\n", before, one->file, one->text);
			continue;
		}
		if (count_alike(l->list, i, one))
			continue;
		more = count_alike(one + 1, l->count - i - 1, one);
		fprintf(out, "%s%s:%u: %s", before, one->file, one->line, one->text);
		if (more)
			fprintf(out, " (and at %u more line%s)", more, more == 1 ? "" : "s");
		fputc('\n', out);
	}
}

static void print_title(const char *title, const struct style *s, FILE *out)
{
	fprintf(out, "%s%s%s", s->title, title, s->after_title);
}

static void print_section(const struct remarks *l, const char *title, const struct style *s,
			  FILE *out)
{
	if (!l->count)
		return;
	print_title(title, s, out);
	print_list(l, s == &styles[REVIEW_TEXT] ? "  " : s->item, out);
}

static void print_part(const struct remarks *l, const char *heading, const struct style *s,
		       FILE *out)
{
	if (!l->count)
		return;
	fprintf(out, "%s%s%s", s->heading, heading, s->after_heading);
	print_list(l, s->item, out);
}

static void print_function(const struct reviewed *f, const struct style *s, FILE *out)
{
	fprintf(out, "%s%s:%u: %s()%s%s", s->function, f->file, f->first, f->name,
		f->is_new ? ", new" : "", s->after_function);
	print_part(&f->contract, "must hold and return", s, out);
	print_part(&f->calls, "changed lines call", s, out);
	print_part(&f->held, "known at changed lines, on some path", s, out);
}

static void print_prose(const struct review *r, const struct style *s, FILE *out)
{
	print_section(&r->introduced, "Findings that the change introduces", s, out);
	print_section(&r->fixed, "Findings that it fixes", s, out);
	print_section(&r->removed, "Contracts removed or weakened", s, out);
	print_section(&r->added, "Contracts added", s, out);
	print_section(&r->uncovered, "Without a contract", s, out);
	print_section(&r->trusted, "Taken on trust from now on", s, out);
	if (r->nfunctions)
		print_title("Functions that it touches", s, out);
	for (uint32_t i = 0; i < r->nfunctions; i++)
		print_function(&r->functions[i], s, out);
	print_section(&r->notes, "Not looked at", s, out);
}

/* --- JSON --------------------------------------------------------------------------------------
 */

static json_t *list(const struct remarks *l)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < l->count; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:i, s:s}", "file", l->list[i].file, "line",
						(int)l->list[i].line, "text", l->list[i].text));
	return array;
}

static json_t *function(const struct reviewed *f)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:b, s:o, s:o, s:o}", "name", f->name, "file",
			 f->file, "first", (int)f->first, "last", (int)f->last, "new", f->is_new,
			 "contract", list(&f->contract), "calls", list(&f->calls), "held",
			 list(&f->held));
}

static void print_json(const struct review *r, FILE *out)
{
	json_t *functions = json_array(), *all;

	for (uint32_t i = 0; i < r->nfunctions; i++)
		json_array_append_new(functions, function(&r->functions[i]));
	all = json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version", 1, "introduced",
			list(&r->introduced), "fixed", list(&r->fixed), "removed",
			list(&r->removed), "added", list(&r->added), "uncovered",
			list(&r->uncovered), "trusted", list(&r->trusted), "functions", functions,
			"not_looked_at", list(&r->notes));
	json_dumpf(all, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(all);
}

void review_print(const struct review *r, enum review_format format, FILE *out)
{
	if (format == REVIEW_JSON)
		print_json(r, out);
	else
		print_prose(r, &styles[format], out);
}
