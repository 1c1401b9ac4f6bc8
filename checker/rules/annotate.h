/* SPDX-License-Identifier: MIT */
/* Compiling annotations: what annotate.c, annotate_effect.c, annotate_record.c and annotate_path.c
 * share. */
#ifndef CUSTODY_ANNOTATE_H
#define CUSTODY_ANNOTATE_H

#include "internal.h"

struct annotation_mistake {
	struct annotation_mistake *next;
	ir_loc loc;
	struct ir_place place;
	uint32_t number;
	const char *text;
};

struct annotator {
	struct ir_module *m;
	struct contracts *out;
	annotation_error_fn *error;
	void *ctx;
	struct annotation_mistake *mistakes;
	uint32_t nmistakes;
};

/* Says that something is wrong with attr, or at loc. Returns false. */
bool annotation_wrong(struct annotator *a, ir_loc loc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
const char *annotation_arg(const struct annotator *a, const struct ir_attr *attr, uint32_t i);
bool annotation_is(const struct annotator *a, const struct ir_attr *attr, const char *name);
struct rule_place annotation_place(struct annotator *a, ir_loc loc);

/* --- annotate_path.c: expressions over parameters and fields ------------------------------ */

/*
 * The object that text names for function fn: "lock", "&dev->lock", "*out", "return". Embedded
 * members are meant themselves, pointers for what they point to. False: reported at loc.
 */
bool annotation_path(struct annotator *a, uint32_t fn, const char *text, ir_loc loc,
		     struct path *path);
/* Whether text is a path from the record: "lock", "parent->lock". False: reported at loc. */
bool annotation_record_path(struct annotator *a, uint32_t record, const char *text, ir_loc loc);
/* Parameter i of a function. */
struct path annotation_param(struct annotator *a, uint32_t fn, uint16_t i);
struct path annotation_result(void);
/* Whether it points to an object; a function is none. */
bool annotation_is_pointer(const struct annotator *a, uint32_t type);

/* --- annotate_effect.c: what annotations do to objects ------------------------------------ */

/* The contract of fn that annotations add to: made, from that of the rules if there is one, when
 * first needed. */
struct function_contract *annotation_contract(struct annotator *a, uint32_t fn);

/* Where an effect goes, and what to blame. */
struct annotated {
	struct annotator *a;
	uint32_t fn;
	value_classes when;
	ir_loc loc;
	const char *macro; /* "__maps", for messages */
};

enum annotation_effect {
	TAKES, /* ownership passes to the callee */
	GIVES, /* ownership passes to the caller */
	POOLS, /* only the allocator that it came from takes it back */
	COUNTS, /* ... only put, until that was called */
	UNCOUNTS,
	LENDS, /* the caller may look at it */
	NEEDS_ALIVE,
	NEEDS_MAPPED,
	NEEDS_UNMAPPED,
	IS_MAPPED,
	IS_UNMAPPED,
	MAPS,
	UNMAPS,
	NEEDS_LOCK,
	LOCKS,
	UNLOCKS,
	GETS,
	PUTS,
	SHARES, /* get and put, as far as the owner of the first reference knows */
	DROPS,
};

/* other: the allocator or the lender, or NULL. */
void annotation_add(const struct annotated *at, enum annotation_effect what,
		    const struct path *object, const struct path *other);
/* An effect that is no transition, which reports that rule; NULL: none. */
void annotation_add_plain(const struct annotated *at, enum effect_kind kind,
			  const struct path *object, const char *rule);
/* __typestate(protocol, from, to) on object. */
void annotation_add_typestate(const struct annotated *at, const struct path *object,
			      const char *protocol, const char *from, const char *to);
/* __when(condition, effects). */
void annotation_add_when(struct annotator *a, uint32_t fn, const struct ir_attr *attr);

/* --- annotate_record.c: annotations that are right by themselves -------------------------- */

void annotation_add_field(struct annotator *a, uint32_t record, uint32_t field,
			  const struct ir_attr *attr);
void annotation_add_record(struct annotator *a, uint32_t record, const struct ir_attr *attr);

#endif
