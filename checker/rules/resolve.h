/* SPDX-License-Identifier: MIT */
/* From names to contracts: what resolve.c, resolve_protocol.c and effects.c share. */
#ifndef CUSTODY_RESOLVE_H
#define CUSTODY_RESOLVE_H

#include "syntax.h"

/* The function, method, slot or callback whose names and results a clause speaks of. */
struct scope {
	struct syntax *s;
	const char *owner; /* for messages */
	uint16_t nparams;
	const char **params; /* NULL entries: `_` */
	bool can_fail; /* `fails` was said, so success and failure mean something */
	value_classes possible, failure;
};

/* Each reports what is unknown, with a near miss, and returns NULL (or -1). */
const struct rule *resolve_rule(struct syntax *s, struct word w);
const struct protocol *resolve_protocol(struct syntax *s, struct word w);
/* The index of a capture, or -1 after a mistake. */
int resolve_capture(struct syntax *s, const struct protocol *p, struct word w);
int resolve_state(struct syntax *s, const struct protocol *p, struct word w);
/* The states of a list of words. */
state_set resolve_states(struct syntax *s, const struct protocol *p, const struct list *words);

/* The classes a condition speaks of; 0 after a mistake. */
value_classes resolve_condition(const struct scope *scope, const struct list *words);
/* What `fails WORDS` says about results: which it can give at all, and which mean failure. */
void resolve_fails(struct scope *scope, const struct list *words);
/* The number of a parameter by its name. False: there is none, and that is said. */
bool resolve_parameter(const struct scope *scope, struct word name, uint16_t *index);
/* False after a mistake. */
bool resolve_path(const struct scope *scope, const struct path_node *node, struct path *path);
bool resolve_effect(const struct scope *scope, const struct effect_node *node, struct effect *e);

/* The tag in "struct tag", "union tag" or "name"; NULL for any memory or after a mistake. */
const char *resolve_record(struct syntax *s, struct word w);
/* A second one of the name that was declared first. */
void resolve_told_twice(struct syntax *s, struct spot at, const char *what, const char *name,
			struct rule_place first);
/* Names p and adds it: item is the protocol, or the resource that p stands for. */
void resolve_add_protocol(struct syntax *s, const struct item *item, struct protocol *p);
/* resolve_protocol.c: `protocol NAME { ... }`. */
void resolve_protocol_item(struct syntax *s, const struct item *item);

/* "record.member", of an item that names one. */
const char *resolve_dotted_name(struct syntax *s, const struct item *item);
/* resolve_record.c: `field`, `record` and `table` items; places whose tables need a member; and
 * `context` items. */
void resolve_field_item(struct syntax *s, const struct item *item);
void resolve_record_item(struct syntax *s, const struct item *item);
void resolve_table_item(struct syntax *s, const struct item *item);
void resolve_needs_item(struct syntax *s, const struct item *item);
void resolve_context_item(struct syntax *s, const struct item *item);

struct rule_place place_of(const struct syntax *s, struct spot at);

#endif
