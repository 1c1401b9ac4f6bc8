/* SPDX-License-Identifier: MIT */
/*
 * The functions that have a contract, for programs to read: one a line, fields separated by tabs.
 *
 *     NAME  PACK  EFFECT...
 *
 * PACK is the rules file's name. An effect is PROTOCOL(OBJECT):STATE, where OBJECT is the path as
 * the rules have it with the parameter's number before it. Behind the state stand "!" if the object
 * may not be used in it, and "@" if the protocol is one of locks and "+" or "-" for taking and
 * releasing. What only tells of the result is "result".
 */
#include "internal.h"

#include <string.h>

static bool holds(const struct effect *e)
{
	return e->protocol->states[e->arrows[0].to].stray;
}

static void print_effect(const struct effect *e, FILE *out)
{
	const struct protocol_state *state;

	if (e->kind != EFFECT_STATE || !e->narrows || e->arrows[0].stay)
		return;
	state = &e->protocol->states[e->arrows[0].to];
	fprintf(out, "\t%s(", e->protocol->name);
	if (e->object.root == PATH_RETURN)
		fputs("return", out);
	else
		fprintf(out, "%u", e->object.index);
	fprintf(out, "):%s%s", state->name, state->use ? "!" : "");
	if (e->protocol->stray && !e->protocol->strict)
		fprintf(out, "@%c", holds(e) ? '+' : '-');
}

static void print_function(const struct function_contract *f, FILE *out)
{
	const char *base = strrchr(f->place.file, '/');
	int length;

	base = base ? base + 1 : f->place.file;
	length = (int)strcspn(base, ".");
	fprintf(out, "%s\t%.*s", f->name, length, base);
	if (f->failure)
		fputs("\tresult", out);
	for (uint32_t i = 0; i < f->noutcomes; i++) {
		for (uint32_t j = 0; j < f->outcomes[i].neffects; j++)
			print_effect(&f->outcomes[i].effects[j], out);
	}
	putc('\n', out);
}

void rules_print_functions(const struct contracts *top, FILE *out)
{
	for (const struct contracts *c = top; c; c = c->base) {
		for (uint32_t i = 0; i < c->nfunctions; i++) {
			const struct function_contract *f = c->functions[i];

			if (f->name && (f->noutcomes || f->failure))
				print_function(f, out);
		}
	}
}
