/* SPDX-License-Identifier: MIT */
/*
 * Custody attributes, judged where they stand. Each must be known, on the right kind of declaration and have its
 * arguments; ownership, typestate and trust become contracts on top of the rules.
 */
#include <string.h>

#include "internal.h"
#include "rules.h"

enum target {
	ON_FUNCTION = 1,
	ON_PARAMETER = 2,
	ON_FIELD = 4,
	ON_RECORD = 8,
	ON_LOCAL = 16,
};

static const struct attribute {
	const char *name;
	uint8_t targets;
	uint8_t nargs;
} attributes[] = {
	{ "owned", ON_FUNCTION | ON_PARAMETER | ON_FIELD, 0 },
	{ "owned_by", ON_FUNCTION | ON_PARAMETER | ON_FIELD, 1 },
	{ "borrowed", ON_FUNCTION | ON_PARAMETER | ON_FIELD, 0 },
	{ "borrowed_from", ON_FUNCTION | ON_PARAMETER | ON_FIELD, 1 },
	{ "mapped", ON_PARAMETER, 0 },
	{ "unmapped", ON_PARAMETER, 0 },
	{ "maps", ON_PARAMETER, 0 },
	{ "unmaps", ON_PARAMETER, 0 },
	{ "typestate", ON_PARAMETER, 3 },
	{ "locked_by", ON_FUNCTION | ON_FIELD | ON_RECORD, 1 },
	{ "acquires_lock", ON_FUNCTION, 1 },
	{ "releases_lock", ON_FUNCTION, 1 },
	{ "refcounted", ON_RECORD, 2 },
	{ "callback_scoped", ON_RECORD, 0 },
	{ "pinned", ON_RECORD, 0 },
	{ "when", ON_FUNCTION, 2 },
	{ "trusted", ON_FUNCTION | ON_LOCAL | ON_PARAMETER | ON_FIELD | ON_RECORD, 1 },
	{ "allow", ON_FUNCTION, 2 },
};

#define NATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

struct compile {
	struct ir_module *m;
	struct contracts *c;
	annotation_error_fn *error;
	void *ctx;
};

static const char *text_of(const struct compile *k, str_id id)
{
	return str_text(k->m->strings, id);
}

static const char *target_name(enum target t)
{
	switch (t) {
	case ON_FUNCTION:
		return "a function";
	case ON_PARAMETER:
		return "a parameter";
	case ON_FIELD:
		return "a member";
	case ON_RECORD:
		return "a struct";
	default:
		return "a variable";
	}
}

static void complain(struct compile *k, const struct ir_attr *a, const char *message)
{
	k->error(k->ctx, a->loc, message);
}

/* NULL: reported. */
static const struct attribute *known(struct compile *k, const struct ir_attr *a, enum target t)
{
	const char *name = text_of(k, a->name);

	for (size_t i = 0; i < NATTRIBUTES; i++) {
		const struct attribute *at = &attributes[i];

		if (strcmp(at->name, name))
			continue;
		if (!(at->targets & t)) {
			complain(k, a,
				 arena_format(k->c->arena, "'%s' says nothing about %s; remove it or move it", name,
					      target_name(t)));
			return NULL;
		}
		if (at->nargs > a->nargs) {
			complain(k, a,
				 arena_format(k->c->arena, "'%s' takes %u arguments, here are %u", name, at->nargs,
					      a->nargs));
			return NULL;
		}
		return at;
	}
	complain(k, a,
		 arena_format(k->c->arena, "unknown custody annotation '%s'; see docs/annotations.md for the list",
			      name));
	return NULL;
}

static bool has(const struct compile *k, const struct ir_attrs *as, const char *name)
{
	for (uint32_t i = 0; i < as->count; i++)
		if (!strcmp(text_of(k, as->list[i].name), name))
			return true;
	return false;
}

static const char *const contradictions[][2] = {
	{ "owned", "borrowed" }, { "owned_by", "borrowed" }, { "owned", "borrowed_from" },
	{ "mapped", "unmapped" }, { "maps", "unmaps" },
};

static bool contradicts(struct compile *k, const struct ir_attrs *as, const struct ir_attr *a)
{
	const char *name = text_of(k, a->name);

	for (size_t i = 0; i < sizeof(contradictions) / sizeof(contradictions[0]); i++) {
		if (strcmp(contradictions[i][1], name) || !has(k, as, contradictions[i][0]))
			continue;
		complain(k, a,
			 arena_format(k->c->arena, "'%s' contradicts '%s' on the same declaration; keep one of them",
				      name, contradictions[i][0]));
		return true;
	}
	return false;
}

static bool empty_reason(struct compile *k, const struct ir_attr *a, const char *name)
{
	if (strcmp(name, "trusted") || *text_of(k, a->args[0]))
		return false;
	complain(k, a, "'trusted' needs a reason; say in a few words why this is right unchecked");
	return true;
}

/* Whether attribute a may stand there. */
static bool valid(struct compile *k, const struct ir_attrs *as, const struct ir_attr *a, enum target t)
{
	const struct attribute *at = known(k, a, t);

	return at && !contradicts(k, as, a) && !empty_reason(k, a, at->name);
}

/* --- Contracts ------------------------------------------------------------------------------------------ */

static int state_index(const struct protocol *p, const char *name)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (!strcmp(p->states[i].name, name))
			return i;
	return -1;
}

/* __typestate(protocol, from, to) on parameter `index`. False: reported. */
static bool typestate(struct compile *k, const struct ir_attr *a, uint16_t index, struct effect *e)
{
	const struct protocol *p = contracts_protocol(k->c, text_of(k, a->args[0]));
	int from, to;

	if (!p) {
		complain(k, a,
			 arena_format(k->c->arena, "no protocol '%s' in the rules; declare it or correct the name",
				      text_of(k, a->args[0])));
		return false;
	}
	from = state_index(p, text_of(k, a->args[1]));
	to = state_index(p, text_of(k, a->args[2]));
	if (from < 0 || to < 0) {
		complain(k, a,
			 arena_format(k->c->arena, "protocol '%s' has no state '%s'; see 'custody rules'", p->name,
				      text_of(k, a->args[from < 0 ? 1 : 2])));
		return false;
	}
	e->kind = EFFECT_STATE;
	e->object = (struct path){ .root = PATH_PARAM, .index = index, .text = "it" };
	e->protocol = p;
	e->narrows = 1;
	e->arrows[0] = (struct arrow){ .from = (state_set)(1u << from), .to = (uint8_t)to };
	for (uint8_t i = 0; i < p->nstates; i++)
		if (i != from && p->states[i].use && e->nmisfits < EFFECT_MAX_MISFITS)
			e->misfits[e->nmisfits++] =
				(struct misfit){ .in = (state_set)(1u << i), .rule = p->states[i].use };
	return true;
}

static uint32_t collect_effects(struct compile *k, uint32_t fn, struct effect *effects, uint32_t max)
{
	const struct ir_function *f = &k->m->functions[fn];
	uint32_t n = 0;

	for (uint16_t i = 0; i < f->nparams; i++) {
		const struct ir_attrs *as = &f->locals[i].attrs;

		for (uint32_t j = 0; j < as->count; j++) {
			const struct ir_attr *a = &as->list[j];
			const char *name = text_of(k, a->name);

			if (!valid(k, as, a, ON_PARAMETER) || n == max)
				continue;
			if (!strcmp(name, "typestate"))
				n += typestate(k, a, i, &effects[n]);
			else if (!strcmp(name, "owned") || !strcmp(name, "owned_by"))
				effects[n++] = (struct effect){
					.kind = EFFECT_HAND_ON,
					.object = { .root = PATH_PARAM, .index = i, .text = "it" }
				};
		}
	}
	return n;
}

#define MAX_EFFECTS 16
static void compile_function(struct compile *k, uint32_t fn)
{
	const struct ir_function *f = &k->m->functions[fn];
	const char *name = text_of(k, f->name);
	const struct function_contract *rules = contracts_function(k->c, name);
	struct effect effects[MAX_EFFECTS];
	struct function_contract *fc;
	uint32_t n, old = rules ? rules->noutcomes : 0;
	bool trusted = false;

	memset(effects, 0, sizeof(effects));
	for (uint32_t i = 0; i < f->attrs.count; i++)
		if (valid(k, &f->attrs, &f->attrs.list[i], ON_FUNCTION) &&
		    !strcmp(text_of(k, f->attrs.list[i].name), "trusted"))
			trusted = true;
	n = collect_effects(k, fn, effects, MAX_EFFECTS);
	if (!n && !trusted)
		return;
	fc = arena_alloc(k->c->arena, sizeof(*fc));
	if (rules)
		*fc = *rules;
	fc->name = name;
	fc->nparams = (uint16_t)f->nparams;
	fc->annotated = true;
	fc->trusted = trusted;
	fc->outcomes = arena_new_array(k->c->arena, struct outcome, old + 1);
	if (old)
		memcpy(fc->outcomes, rules->outcomes, old * sizeof(*fc->outcomes));
	fc->outcomes[old].when = CLASS_ANY;
	fc->outcomes[old].neffects = n;
	fc->outcomes[old].effects = arena_copy(k->c->arena, effects, (n + !n) * sizeof(*effects));
	fc->noutcomes = old + 1;
	contracts_add_function(k->c, fc);
}

static void check_record(struct compile *k, uint32_t record)
{
	const struct ir_record *r = &k->m->records[record];

	for (uint32_t i = 0; i < r->attrs.count; i++)
		valid(k, &r->attrs, &r->attrs.list[i], ON_RECORD);
	for (uint32_t i = 0; i < r->nfields; i++)
		for (uint32_t j = 0; j < r->fields[i].attrs.count; j++)
			valid(k, &r->fields[i].attrs, &r->fields[i].attrs.list[j], ON_FIELD);
}

struct contracts *annotations_compile(struct ir_module *m, const struct contracts *base,
				      annotation_error_fn *error, void *ctx)
{
	struct compile k = { .m = m, .c = contracts_new(base), .error = error, .ctx = ctx };

	for (uint32_t i = 0; i < m->nfunctions; i++)
		compile_function(&k, i);
	for (uint32_t i = 0; i < m->nrecords; i++)
		check_record(&k, i);
	return k.c;
}
