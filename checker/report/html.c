/* SPDX-License-Identifier: MIT */
/*
 * The page's data is JSON in a script element; its script (html/report.js) makes all that is seen
 * out of it and puts source in as text, never as markup.
 */
#include "html.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../rules/rules.h"
#include "excerpt.h"
#include "gate.h"
#include "html_graphs.h"
#include "options.h"
#include "picture.h"
#include "report.h"
#include "result.h"
#include "source.h"
#include "utf8.h"

struct writer {
	const struct results *r;
	const struct report_options *o;
	struct arena *a;
	struct excerpt excerpt;
	FILE *out;
};

/* --- Data --------------------------------------------------------------------------------- */

static json_t *text(struct writer *w, const char *s)
{
	return s ? json_string(utf8_valid(s, w->a)) : json_null();
}

static json_t *number(uint32_t n)
{
	return json_integer(n);
}

static json_t *step(struct writer *w, const struct result_step *s)
{
	uint32_t head = excerpt_add(&w->excerpt, s->spot.file, s->spot.line);

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", step_kind_name(s->kind),
			 "message", text(w, s->message), "file", text(w, s->spot.file), "line",
			 number(s->spot.line), "column", number(s->spot.col), "function",
			 text(w, s->function), "head", number(head));
}

static json_t *finding(struct writer *w, const struct result *r)
{
	uint32_t head = excerpt_add(&w->excerpt, r->spot.file, r->spot.line);
	json_t *steps = json_array(), *o;

	for (uint32_t i = 0; i < r->nsteps; i++)
		json_array_append_new(steps, step(w, &r->steps[i]));
	o = json_pack("{s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:o}", "rule", text(w, r->rule), "level",
		      trust_name(r->trust), "error", r->is_error, "message", text(w, r->message),
		      "file", text(w, r->spot.file), "line", number(r->spot.line), "column",
		      number(r->spot.col), "function", text(w, r->function));
	json_object_set_new(o, "head", number(head));
	json_object_set_new(o, "protocol", text(w, r->protocol));
	json_object_set_new(o, "allowed", text(w, r->allowed));
	json_object_set_new(o, "isNew", json_boolean(r->age == RESULT_NEW));
	json_object_set_new(o, "fingerprint", json_sprintf("%016llx", (unsigned long long)r->way));
	json_object_set_new(o, "steps", steps);
	return o;
}

static json_t *findings(struct writer *w)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < w->r->nlist; i++)
		json_array_append_new(list, finding(w, &w->r->list[i]));
	return list;
}

static json_t *fixed(struct writer *w)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < w->r->nfixed; i++) {
		const struct result *r = &w->r->fixed[i];

		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o, s:o}", "rule", text(w, r->rule), "file",
					text(w, r->spot.file), "function", text(w, r->function),
					"message", text(w, r->message)));
	}
	return list;
}

static json_t *rules(struct writer *w)
{
	json_t *all = json_object();

	for (uint32_t i = 0; i < w->r->nlist; i++) {
		const struct result *r = &w->r->list[i];
		const struct builtin_file *page = report_page(w->o, r->rule);

		if (!json_object_get(all, utf8_valid(r->rule, w->a)))
			json_object_set_new(all, utf8_valid(r->rule, w->a),
					    json_pack("{s:o, s:o}", "summary", text(w, r->summary),
						      "page", text(w, page ? page->text : NULL)));
	}
	return all;
}

static json_t *units(struct writer *w)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < w->r->nunits; i++) {
		const struct unit *u = &w->r->units[i];

		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file",
					text(w, u->file), "skipped", text(w, u->skipped),
					"functions", number(u->functions), "checked",
					number(u->checked), "notUnderstood",
					number(u->not_understood), "trusted", number(u->trusted),
					"cut", number(u->cut), "errors", number(u->errors)));
	}
	return list;
}

/* Runs of wanted lines: [[first, [text, ...]], ...]. */
static json_t *chunks(struct writer *w, const struct excerpt_file *f)
{
	json_t *list = json_array(), *lines = NULL;

	for (uint32_t i = 1; i <= f->nlines; i++) {
		if (f->wanted[i] && !f->wanted[i - 1]) {
			lines = json_array();
			json_array_append_new(list, json_pack("[o, o]", number(i), lines));
		}
		if (f->wanted[i])
			json_array_append_new(lines,
					      text(w, source_line(w->excerpt.sources, f->name, i)));
	}
	return list;
}

static json_t *files(struct writer *w)
{
	json_t *all = json_object();

	for (const struct excerpt_file *f = w->excerpt.files; f; f = f->next)
		json_object_set_new(all, utf8_valid(f->name, w->a), chunks(w, f));
	return all;
}

static json_t *data(struct writer *w, const struct selection_counts *c)
{
	json_t *list = findings(w); /* before files(): it says which lines are wanted */

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o}}", "version",
			 CUSTODY_VERSION, "findings", list, "fixed", fixed(w), "rules", rules(w),
			 "units", units(w), "files", files(w), "counts", "shown", number(c->shown),
			 "allowed", number(c->allowed), "old", number(c->old), "untouched",
			 number(c->untouched));
}

/* Nothing in it can end the element it stands in. */
static void print_data(struct writer *w, const struct selection_counts *counts)
{
	json_t *o = data(w, counts);
	char *all = json_dumps(o, JSON_COMPACT);

	for (const char *at = all; *at; at++)
		if (*at == '<')
			fputs("\\u003c", w->out);
		else
			fputc(*at, w->out);
	free(all);
	json_decref(o);
}

/* --- Pictures ----------------------------------------------------------------------------- */

static void print_picture(struct writer *w, const struct contracts *c, const char *protocol)
{
	FILE *graph = tmpfile();
	char *svg;

	if (!graph)
		return;
	rules_print_dot(c, protocol, graph);
	rewind(graph);
	svg = picture_svg(graph);
	fclose(graph);
	if (svg)
		fprintf(w->out, "<template id=\"protocol-%s\">%s</template>\n", protocol, svg);
	free(svg);
}

static bool came_before(const struct results *r, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (r->list[k].protocol && !strcmp(r->list[k].protocol, r->list[i].protocol))
			return true;
	return false;
}

/* Of the built-in protocols that a finding is about; a name from a file is not believed. */
static void print_pictures(struct writer *w)
{
	struct contracts *c = rules_builtin();

	for (uint32_t i = 0; i < w->r->nlist; i++) {
		const char *protocol = w->r->list[i].protocol;

		if (protocol && contracts_protocol(c, protocol) && !came_before(w->r, i))
			print_picture(w, c, protocol);
	}
	contracts_free(c);
}

/* --- The page ----------------------------------------------------------------------------- */

static const char *part(const char *name)
{
	for (size_t i = 0; i < builtin_nhtml; i++) {
		const char *slash = strrchr(builtin_html[i].name, '/');

		if (!strcmp(slash ? slash + 1 : builtin_html[i].name, name))
			return builtin_html[i].text;
	}
	return "";
}

void html_print(const struct results *r, const struct selection_counts *counts,
		const struct report_options *o, const char *root, FILE *out)
{
	struct writer w = {.r = r, .o = o, .a = arena_new(), .out = out};

	w.excerpt.arena = w.a;
	w.excerpt.sources = sources_new(root);
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
	      "<title>custody</title>\n<style>\n",
	      out);
	fputs(part("report.css"), out);
	fputs("</style>\n</head>\n<body>\n<noscript>This page shows its findings with a script "
	      "that it "
	      "brings along; allow it to run.</noscript>\n",
	      out);
	print_pictures(&w);
	if (o->graphs)
		html_print_graphs(o->graphs, root, out);
	fputs("<script type=\"application/json\" id=\"data\">", out);
	print_data(&w, counts);
	fputs("</script>\n<script>\n", out);
	fputs(part("report.js"), out);
	fputs("</script>\n</body>\n</html>\n", out);
	sources_free(w.excerpt.sources);
	arena_free(w.a);
}
