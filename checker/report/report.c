/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "../ir/save.h"
#include "../rules/rules.h"
#include "baseline.h"
#include "diff.h"
#include "gate.h"
#include "html.h"
#include "jsonl.h"
#include "result.h"
#include "sarif.h"
#include "text.h"

const struct builtin_file *report_page(const struct report_options *o, const char *rule)
{
	for (size_t i = 0; i < o->npages; i++)
		if (!strcmp(o->pages[i].name, rule))
			return &o->pages[i];
	return NULL;
}

/* --- Input -------------------------------------------------------------------------------- */

static bool complain(const char *message)
{
	fprintf(stderr, "custody: %s\n", message);
	return false;
}

/* Absolute, links resolved, as the compiler's own folder was told. */
static bool find_root(const struct report_options *o, char *root)
{
	if (realpath(o->root ? o->root : ".", root))
		return true;
	fprintf(stderr, "custody: %s: %s\n", o->root ? o->root : ".", strerror(errno));
	return false;
}

/* Rules of a rules file are known by what they found, if they found something. */
static bool check_rules(const struct results *r, const char *only)
{
	struct contracts *rules = rules_builtin();
	const char *wrong = gate_check_selection(only, r, rules);

	contracts_free(rules);
	return wrong ? complain(wrong) : true;
}

static bool read_selection(struct selection *s, const struct report_options *o, struct arena *a)
{
	const char *error;

	s->only = o->only;
	s->show_allowed = o->show_allowed;
	if (o->baseline) {
		s->baseline = baseline_read(o->baseline, a, &error);
		if (!s->baseline)
			return complain(error);
	}
	if (o->diff) {
		s->diff = diff_read(o->diff, a, &error);
		if (!s->diff)
			return complain(error);
	}
	return true;
}

/* --- Output ------------------------------------------------------------------------------- */

struct output {
	const struct results *r;
	const struct selection_counts *counts;
	const struct report_options *o;
	const char *root;
};

static void print(const struct output *p, enum report_format format, FILE *out)
{
	switch (format) {
	case REPORT_TEXT:
		for (uint32_t i = 0; i < p->r->nlist; i++)
			text_result(out, &p->r->list[i]);
		break;
	case REPORT_JSONL:
		jsonl_print(p->r, out);
		break;
	case REPORT_SARIF:
		sarif_print(p->r, p->o, p->root, out);
		break;
	case REPORT_HTML:
		html_print(p->r, p->counts, p->o, p->root, out);
		break;
	case REPORT_NFORMATS:
		break;
	}
}

static bool write_file(const struct output *p, enum report_format format)
{
	const char *path = p->o->files[format], *wrong;
	size_t size = 0;
	char *text = NULL;
	FILE *out;

	if (!strcmp(path, "-")) {
		print(p, format, stdout);
		return true;
	}
	out = open_memstream(&text, &size);
	if (!out)
		abort();
	print(p, format, out);
	fclose(out);
	wrong = save_file(path, text, size);
	free(text);
	return wrong ? complain(wrong) : true;
}

static bool write_files(const struct output *p)
{
	bool done = true;

	for (int format = 0; format < REPORT_NFORMATS; format++)
		if (p->o->files[format])
			done &= write_file(p, (enum report_format)format);
	if (!p->o->quiet && !p->o->files[REPORT_TEXT])
		print(p, REPORT_TEXT, stdout);
	if (fflush(stdout) || ferror(stdout))
		done = complain("cannot write to standard output");
	return done;
}

/* --- Status ------------------------------------------------------------------------------- */

static bool counts(const struct result *r, const struct report_options *o)
{
	if (r->allowed)
		return false;
	if (r->is_error)
		return true;
	return !o->never_fail && (!o->any_fail_on || r->trust <= o->fail_on);
}

static uint32_t count_wrong_annotations(const struct results *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->nunits; i++)
		n += r->units[i].errors;
	return n;
}

static int status_of(const struct results *r, const struct report_options *o)
{
	if (count_wrong_annotations(r))
		return 1;
	for (uint32_t i = 0; i < r->nlist; i++)
		if (counts(&r->list[i], o))
			return 1;
	return 0;
}

int report_run(struct results *r, const struct report_options *o)
{
	struct selection s = {0};
	struct selection_counts counts = {0};
	const char *wrong = NULL;
	char root[PATH_MAX];
	const struct output output = {r, &counts, o, root};
	int status = 2;

	if (!find_root(o, root) || (o->only && !check_rules(r, o->only)) ||
	    !read_selection(&s, o, r->arena))
		goto out;
	results_make_relative(r, root);
	if (o->write_baseline) {
		results_sort(r);
		wrong = baseline_write(r, o->write_baseline);
	}
	if (wrong) {
		complain(wrong);
		goto out;
	}
	gate_select(r, &s, &counts);
	if (!write_files(&output))
		goto out;
	text_summary(stderr, r, &counts, &s);
	status = status_of(r, o);
out:
	baseline_free(s.baseline);
	return status;
}
