/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <string.h>

#include "../rules/internal.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const trust_names[] = {
	[TRUST_CERTAIN] = "certain",
	[TRUST_LIKELY] = "likely",
	[TRUST_POSSIBLE] = "possible",
};

const char *trust_name(enum trust t)
{
	return trust_names[t];
}

bool trust_named(const char *name, enum trust *t)
{
	for (size_t i = 0; i < COUNT(trust_names); i++) {
		if (strcmp(name, trust_names[i]))
			continue;
		*t = (enum trust)i;
		return true;
	}
	return false;
}

struct options *options_new(void)
{
	struct arena *a = arena_new();
	struct options *o = arena_alloc(a, sizeof(*o));

	o->arena = a;
	o->last_switch = &o->switches;
	o->last_rules = &o->rules;
	o->level = TRUST_LIKELY;
	return o;
}

void options_free(struct options *o)
{
	if (o)
		arena_free(o->arena);
}

const char *options_ir_file(const struct options *o)
{
	return o->ir_file;
}

bool options_collect(const struct options *o)
{
	return o->collect;
}

bool options_stats(const struct options *o)
{
	return o->stats;
}

static char *keep(struct options *o, const char *text, size_t len)
{
	char *copy = arena_alloc(o->arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

/* RULE[,RULE]. Whether the rules exist is known only when all rules files are read: the gate asks.
 */
static const char *add_switches(struct options *o, enum switch_kind kind, const char *value)
{
	struct rule_switch *s;
	size_t len;

	for (const char *name = value;; name += len + 1) {
		len = strcspn(name, ",");
		if (!len)
			return "a rule name is missing; write RULE or RULE,RULE";
		s = arena_alloc(o->arena, sizeof(*s));
		s->kind = kind;
		s->rule = keep(o, name, len);
		*o->last_switch = s;
		o->last_switch = &s->next;
		if (!name[len])
			return NULL;
	}
}

static const char *set_only(struct options *o, const char *value)
{
	return add_switches(o, SWITCH_ONLY, value);
}

static const char *set_enable(struct options *o, const char *value)
{
	return add_switches(o, SWITCH_ENABLE, value);
}

static const char *set_disable(struct options *o, const char *value)
{
	return add_switches(o, SWITCH_DISABLE, value);
}

static const char *set_error(struct options *o, const char *value)
{
	if (*value)
		return add_switches(o, SWITCH_ERROR, value);
	o->all_errors = true;
	return NULL;
}

static const char *set_rules(struct options *o, const char *value)
{
	struct rules_dir *d = arena_alloc(o->arena, sizeof(*d));

	d->path = keep(o, value, strlen(value));
	*o->last_rules = d;
	o->last_rules = &d->next;
	return NULL;
}

static const char *set_level(struct options *o, const char *value)
{
	if (trust_named(value, &o->level))
		return NULL;
	return arena_format(o->arena, "'%s' is no level; use certain, likely or possible", value);
}

static const char *set_stats(struct options *o, const char *value)
{
	if (*value)
		return "it takes no value; write stats alone";
	o->stats = true;
	return NULL;
}

static const char *set_ir(struct options *o, const char *value)
{
	o->ir_file = keep(o, value, strlen(value));
	return NULL;
}

static const char *set_findings(struct options *o, const char *value)
{
	o->findings_file = keep(o, value, strlen(value));
	return NULL;
}

static const char *set_collect(struct options *o, const char *value)
{
	if (*value)
		return "it takes no value; write collect alone";
	o->collect = true;
	return NULL;
}

static const char *set_mode(struct options *o, const char *value)
{
	o->strict = !strcmp(value, "strict");
	if (o->strict || !strcmp(value, "lint"))
		return NULL;
	return arena_format(o->arena, "'%s' is no mode; use lint or strict", value);
}

static const struct setting {
	const char *key;
	const char *value; /* what to write after KEY=, NULL: may be left out */
	const char *(*set)(struct options *o, const char *value);
} settings[] = {
	{"rules", "DIR", set_rules},
	{"only", "RULE[,RULE]", set_only},
	{"enable", "RULE[,RULE]", set_enable},
	{"disable", "RULE[,RULE]", set_disable},
	{"level", "certain, likely or possible", set_level},
	{"error", NULL, set_error},
	{"stats", NULL, set_stats},
	{"ir", "FILE", set_ir},
	{"findings", "FILE", set_findings},
	{"collect", NULL, set_collect},
	{"mode", "lint or strict", set_mode},
};

static const char *unknown_key(struct options *o, const char *key)
{
	struct nearest near = {.word = key};

	for (size_t i = 0; i < COUNT(settings); i++)
		nearest_try(&near, settings[i].key);
	return arena_format(o->arena, "unknown setting '%s'; %s", key,
			    nearest_fix(&near, o->arena,
					"there are rules, only, enable, disable, level, error, "
					"stats, ir, collect, findings and mode"));
}

const char *options_set(struct options *o, const char *key, const char *value)
{
	const struct setting *s = NULL;
	const char *problem;

	for (size_t i = 0; i < COUNT(settings); i++)
		if (!strcmp(settings[i].key, key))
			s = &settings[i];
	if (!s)
		return unknown_key(o, key);
	if (s->value && (!value || !*value))
		return arena_format(o->arena, "setting '%s' needs a value: %s=%s", key, key,
				    s->value);
	problem = s->set(o, value ? value : "");
	return problem ? arena_format(o->arena, "setting '%s': %s", key, problem) : NULL;
}
