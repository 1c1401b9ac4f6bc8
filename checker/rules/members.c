/* SPDX-License-Identifier: MIT */
/*
 * What a contract of a member means for code that touches it, as effects in the protocols of
 * rules/annotations.rules: the lock has to be held; what is stored in an owned member is kept by it
 * until it is taken out again.
 */
#include <string.h>

#include "contract.h"

static state_set state_named(const struct protocol *p, const char *name)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (!strcmp(p->states[i].name, name))
			return (state_set)(1u << i);
	return 0;
}

static uint8_t number_of(state_set one)
{
	return (uint8_t)__builtin_ctz(one);
}

/* An effect on argument 0: from one state to another, or to the same. NULL: the set has no such
 * protocol. */
static struct effect *transition(const struct contracts *c, struct arena *a, const char *protocol,
				 const char *from, const char *to)
{
	const struct protocol *p = contracts_protocol(c, protocol);
	state_set leaves = p ? state_named(p, from) : 0,
		  enters = p && to ? state_named(p, to) : leaves;
	struct effect *e;

	if (!leaves || !enters)
		return NULL;
	e = arena_alloc(a, sizeof(*e));
	e->kind = EFFECT_STATE;
	e->protocol = p;
	e->object = (struct path){.root = PATH_PARAM, .text = "it"};
	e->arrows[0] = (struct arrow){.from = leaves, .to = number_of(enters), .stay = !to};
	e->narrows = 1;
	return e;
}

static void add_misfit(struct effect *e, const char *state, const struct rule *rule)
{
	state_set in = e ? state_named(e->protocol, state) : 0;

	if (in && rule)
		e->misfits[e->nmisfits++] = (struct misfit){in, rule};
}

struct field_effects contracts_field_effects(const struct contracts *c, struct arena *a,
					     const struct field_contract *f)
{
	struct field_effects e = {0};

	if (f->lock) {
		e.access = transition(c, a, "lock", "held", NULL);
		add_misfit(e.access, "free", f->otherwise);
	}
	if (f->kind == FIELD_OWNED) {
		e.stored = transition(c, a, "ownership", "owned", "kept");
		add_misfit(e.stored, "borrowed", contracts_rule(c, "borrowed-handover"));
		add_misfit(e.stored, "given", contracts_rule(c, "double-handover"));
		add_misfit(e.stored, "kept", contracts_rule(c, "double-handover"));
		e.removed = transition(c, a, "ownership", "kept", "owned");
	}
	return e;
}
