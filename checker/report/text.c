/* SPDX-License-Identifier: MIT */
#include "text.h"

#include "../rules/contract.h"
#include "gate.h"
#include "result.h"

static void print_place(FILE *out, const char *file, uint32_t line, uint32_t col)
{
	if (line)
		fprintf(out, "%s:%u:%u: ", file, line, col);
}

static void print_finding(FILE *out, bool is_error, const char *message, const char *rule)
{
	fprintf(out, "%s: %s [custody-%s]\n", is_error ? "error" : "warning", message, rule);
}

void text_finding(FILE *out, const struct finding *f, const struct strings *strings)
{
	print_place(out, str_text(strings, f->place.file), f->place.line, f->place.col);
	print_finding(out, f->is_error, f->message, f->rule->name);
	for (uint32_t i = 0; i < f->nnotes; i++) {
		const struct ir_place *p = &f->notes[i].place;

		print_place(out, str_text(strings, p->file), p->line, p->col);
		fprintf(out, "note: %s\n", f->notes[i].text);
	}
}

void text_result(FILE *out, const struct result *r)
{
	print_place(out, r->spot.file, r->spot.line, r->spot.col);
	print_finding(out, r->is_error, r->message, r->rule);
	for (uint32_t i = 0; i < r->nsteps; i++) {
		const struct spot *spot = &r->steps[i].spot;

		print_place(out, spot->file, spot->line, spot->col);
		fprintf(out, "note: %s\n", r->steps[i].message);
	}
	if (!r->allowed)
		return;
	print_place(out, r->spot.file, r->spot.line, r->spot.col);
	fprintf(out, "note: hidden by a suppression: %s\n", r->allowed);
}

void text_error(FILE *out, struct ir_place place, const char *message,
		const struct strings *strings)
{
	print_place(out, str_text(strings, place.file), place.line, place.col);
	fprintf(out, "error: %s\n", message);
}

/* --- Summary ------------------------------------------------------------------------------ */

static void print_skipped(FILE *out, const struct results *r)
{
	for (uint32_t i = 0; i < r->nunits; i++)
		if (r->units[i].skipped)
			fprintf(out, "custody: %s: not checked: it %s\n", r->units[i].file,
				r->units[i].skipped);
}

static void print_fixed(FILE *out, const struct results *r)
{
	for (uint32_t i = 0; i < r->nfixed; i++) {
		const struct result *one = &r->fixed[i];

		fprintf(out, "custody: %s: fixed", one->spot.file);
		if (*one->function)
			fprintf(out, " in %s()", one->function);
		fprintf(out, ": %s [custody-%s]\n", one->message, one->rule);
	}
}

static void print_coverage(FILE *out, const struct results *r)
{
	struct unit sum = {0};
	uint32_t skipped = 0;

	for (uint32_t i = 0; i < r->nunits; i++) {
		const struct unit *u = &r->units[i];

		skipped += u->skipped != NULL;
		sum.functions += u->functions;
		sum.checked += u->checked;
		sum.not_understood += u->not_understood;
		sum.trusted += u->trusted;
		sum.cut += u->cut;
		sum.errors += u->errors;
	}
	fprintf(out,
		"custody: %u files checked, %u not; %u functions: %u touch a contract, %u not "
		"understood, "
		"%u trusted; %u limits reached\n",
		r->nunits - skipped, skipped, sum.functions, sum.checked, sum.not_understood,
		sum.trusted, sum.cut);
	if (sum.errors)
		fprintf(out, "custody: %u annotations are wrong; what they say does not count\n",
			sum.errors);
}

void text_summary(FILE *out, const struct results *r, const struct selection_counts *counts,
		  const struct selection *s)
{
	print_skipped(out, r);
	print_fixed(out, r);
	print_coverage(out, r);
	fprintf(out, "custody: %u %sfindings; %u suppressed", counts->shown,
		s->baseline ? "new " : "", counts->allowed);
	if (s->baseline)
		fprintf(out, ", %u in the baseline, %u fixed", counts->old, counts->fixed);
	if (s->diff)
		fprintf(out, ", %u not touched by the diff", counts->untouched);
	fputc('\n', out);
}
