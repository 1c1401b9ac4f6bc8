/* SPDX-License-Identifier: MIT */
/* Protocols as pictures: a node for each state, an edge for each function that moves an object on. */
#include <stdio.h>

#include "command.h"
#include "rules/contract.h"

static void print_edges(const struct protocol *p, const struct effect *e, const char *function)
{
	for (uint8_t i = 0; i < e->narrows; i++) {
		const struct arrow *arrow = &e->arrows[i];

		for (uint8_t from = 0; !arrow->stay && from < p->nstates; from++)
			if (arrow->from >> from & 1)
				printf("\t\"%s\" -> \"%s\" [label=\"%s\"];\n", p->states[from].name,
				       p->states[arrow->to].name, function);
	}
}

static void print_function(const struct protocol *p, const struct function_contract *f)
{
	char name[128];

	if (f->name)
		snprintf(name, sizeof(name), "%s()", f->name);
	else
		snprintf(name, sizeof(name), "%s.%s", f->record, f->member);
	for (uint32_t i = 0; i < f->noutcomes; i++)
		for (uint32_t j = 0; j < f->outcomes[i].neffects; j++) {
			const struct effect *e = &f->outcomes[i].effects[j];

			if (e->kind == EFFECT_STATE && e->protocol == p)
				print_edges(p, e, name);
		}
}

void rules_dot(const struct contracts *c)
{
	for (uint32_t i = 0; i < c->nprotocols; i++) {
		const struct protocol *p = c->protocols[i];

		printf("digraph \"%s\" {\n", p->name);
		for (uint8_t s = 0; s < p->nstates; s++)
			printf("\t\"%s\"%s;\n", p->states[s].name,
			       p->states[s].dead ? " [style=dashed]" : "");
		for (uint32_t f = 0; f < c->nfunctions; f++)
			print_function(p, c->functions[f]);
		printf("}\n");
	}
}
