/* SPDX-License-Identifier: MIT */
/*
 * Lint holds code to its annotations: of what they speak of, strict mode's own findings are told,
 * too, but for those that only say what can't be shown. They speak of members that own, keep or
 * tell, and of what an annotated parameter leads to; in a function that has any, also of what it
 * makes and gets itself.
 */
#include <string.h>

#include "evidence.h"
#include "program.h"
#include "said.h"

/* Rules of strict mode alone have it before their names. */
#define STRICT_ONLY "strict-"

static bool speak(const struct ir_module *m, const struct ir_attrs *attrs)
{
	static const char *const words[] = {"owned",	 "owned_by", "borrowed", "borrowed_from",
					    "typestate", "tells",    "keeps"};

	for (uint32_t i = 0; i < attrs->count; i++)
		for (uint32_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
			if (!strcmp(str_text(m->strings, attrs->list[i].name), words[k]))
				return true;
	return false;
}

static bool said_by_member(const struct ir_module *m, const struct node *nd)
{
	const struct ir_record *r = &m->records[nd->b];

	return nd->c < r->nfields && speak(m, &r->fields[nd->c].attrs);
}

bool said_of(const struct analysis *x, node_id region)
{
	for (node_id v = region; v; v = node_found_by(x->n, v)) {
		const struct node *nd = node_at(x->n, v);

		if (nd->kind == REGION_FIELD && said_by_member(x->m, nd))
			return true;
		if (nd->kind == NODE_PARAM)
			return speak(x->m, &x->m->functions[nd->a].locals[nd->b].attrs);
		if (nd->kind == NODE_FRESH || nd->kind == REGION_LOCAL || nd->kind == REGION_TEMP)
			return program_is_annotated(x->p, x->fn);
	}
	return false;
}

bool said_anything(const struct contracts *c)
{
	/* The set at the bottom is the built-in one: of nobody's source. */
	for (; c && c->base; c = c->base) {
		if (c->nfields)
			return true;
		for (uint32_t i = 0; i < c->nfunctions; i++)
			if (c->functions[i]->annotated)
				return true;
	}
	return false;
}

/* Lint tells the same of that line, or something that it is as sure of. Where it leaves that rule
 * out elsewhere it does not here. */
static bool told_already(struct findings *out, const struct finding *f)
{
	bool told = false;

	for (uint32_t i = 0; i < out->count; i++) {
		struct finding *other = &out->list[i];

		if (other->place.line != f->place.line || other->place.file != f->place.file)
			continue;
		other->said |= other->rule == f->rule;
		told |= other->rule->trust <= f->rule->trust;
	}
	return told;
}

void said_tell(struct findings *out, const struct findings *shown)
{
	for (uint32_t i = 0; i < shown->count; i++) {
		struct finding f = shown->list[i];

		if (!f.said || !strncmp(f.rule->name, STRICT_ONLY, strlen(STRICT_ONLY)) ||
		    told_already(out, &f))
			continue;
		f.strict = false;
		findings_add(out, &f);
	}
}
