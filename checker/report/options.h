/* SPDX-License-Identifier: MIT */
/* The settings behind check.h's options_*; read by check.c and the gate. */
#ifndef CUSTODY_OPTIONS_H
#define CUSTODY_OPTIONS_H

#include "../check.h"
#include "../rules/contract.h"

enum switch_kind { SWITCH_ONLY, SWITCH_ENABLE, SWITCH_DISABLE, SWITCH_ERROR };

/* One rule named in only=, enable=, disable= or error=, in the order given: the later one wins. */
struct rule_switch {
	enum switch_kind kind;
	const char *rule;
	struct rule_switch *next;
};

struct rules_dir {
	const char *path;
	struct rules_dir *next;
};

struct options {
	struct arena *arena;
	struct rule_switch *switches, **last_switch;
	struct rules_dir *rules, **last_rules; /* in the order given */
	enum trust level; /* rules of this level and better ones are on */
	bool all_errors; /* `error` without a rule */
	bool stats;
	bool strict; /* mode=strict */
	const char *ir_file, *findings_file; /* NULL: not asked for */
	bool collect; /* for a later analysis: nothing is checked */
};

/* The name of a level as written in level= and in rules files. */
const char *trust_name(enum trust t);
/* The level of that name; false: there is none. */
bool trust_named(const char *name, enum trust *t);

#endif
