/* SPDX-License-Identifier: MIT */
#include "text.h"

#include "../rules/contract.h"

static void print_place(FILE *out, const struct ir_place *place, const struct strings *strings)
{
	if (place->line)
		fprintf(out, "%s:%u:%u: ", str_text(strings, place->file), place->line, place->col);
}

void text_finding(FILE *out, const struct finding *f, const struct strings *strings)
{
	print_place(out, &f->place, strings);
	fprintf(out, "%s: %s [custody-%s]\n", f->is_error ? "error" : "warning", f->message,
		f->rule->name);
	for (uint32_t i = 0; i < f->nnotes; i++) {
		print_place(out, &f->notes[i].place, strings);
		fprintf(out, "note: %s\n", f->notes[i].text);
	}
}

void text_error(FILE *out, struct ir_place place, const char *message, const struct strings *strings)
{
	print_place(out, &place, strings);
	fprintf(out, "error: %s\n", message);
}
