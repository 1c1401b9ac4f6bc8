/* SPDX-License-Identifier: MIT */
/* What annotations of members and of whole records say. */
#include "annotate.h"

#include <string.h>

/* The contract of a field, made when first needed; it takes the kind that says most. */
static struct field_contract *field_contract(struct annotator *a, uint32_t record, uint32_t field,
					     enum field_kind kind, ir_loc loc)
{
	const char *tag = str_text(a->m->strings, a->m->records[record].name);
	const char *member = str_text(a->m->strings, a->m->records[record].fields[field].name);
	struct field_contract *f = contracts_own_field(a->out, tag, member);

	if (f) {
		if (kind != FIELD_LOCKED && kind != FIELD_TELLS)
			f->kind = kind;
		return f;
	}
	f = arena_alloc(a->out->arena, sizeof(*f));
	f->record = tag;
	f->member = member;
	f->kind = kind;
	f->place = annotation_place(a, loc);
	contracts_add_field(a->out, f);
	return f;
}

/* The state of that name, or -1 if the protocol has none, which is told. */
static int state_of(struct annotator *a, const struct protocol *p, const char *name, ir_loc loc)
{
	for (int i = 0; i < p->nstates; i++)
		if (strcmp(p->states[i].name, name) == 0)
			return i;
	annotation_wrong(a, loc, "__tells: protocol '%s' has no state '%s'", p->name, name);
	return -1;
}

/* __tells(object, protocol, set, unset) */
static void add_told(struct annotator *a, uint32_t record, uint32_t field,
		     const struct ir_attr *attr)
{
	const struct protocol *p = contracts_protocol(a->out, annotation_arg(a, attr, 1));
	struct field_contract *f;
	int set, unset;

	if (!p) {
		annotation_wrong(a, attr->loc, "__tells: no protocol '%s'",
				 annotation_arg(a, attr, 1));
		return;
	}
	set = state_of(a, p, annotation_arg(a, attr, 2), attr->loc);
	unset = state_of(a, p, annotation_arg(a, attr, 3), attr->loc);
	if (set < 0 || unset < 0)
		return;
	if (!annotation_record_path(a, record, annotation_arg(a, attr, 0), attr->loc))
		return;
	f = field_contract(a, record, field, FIELD_TELLS, attr->loc);
	f->tells = annotation_arg(a, attr, 0);
	f->protocol = p;
	f->set = (uint8_t)set;
	f->unset = (uint8_t)unset;
}

void annotation_add_field(struct annotator *a, uint32_t record, uint32_t field,
			  const struct ir_attr *attr)
{
	const char *arg = annotation_arg(a, attr, 0);
	struct field_contract *f;

	if (annotation_is(a, attr, "tells")) {
		add_told(a, record, field, attr);
		return;
	}
	if (attr->nargs && !annotation_record_path(a, record, arg, attr->loc))
		return;
	if (annotation_is(a, attr, "locked_by")) {
		f = field_contract(a, record, field, FIELD_LOCKED, attr->loc);
		f->lock = *arg == '&' ? arg + 1 : arg;
		f->otherwise = contracts_rule(a->out, "lock-not-held");
	} else if (annotation_is(a, attr, "owned") || annotation_is(a, attr, "owned_by")) {
		f = field_contract(a, record, field, FIELD_OWNED, attr->loc);
		f->allocator = attr->nargs ? arg : NULL;
	} else {
		field_contract(a, record, field, FIELD_BORROWED, attr->loc);
	}
}

/* A struct under a lock: every member is, but the lock itself and what says otherwise. */
static void lock_all_fields(struct annotator *a, uint32_t record, const struct ir_attr *attr)
{
	const char *lock = annotation_arg(a, attr, 0);
	const char *tag = str_text(a->m->strings, a->m->records[record].name);
	uint32_t i;

	if (!annotation_record_path(a, record, lock, attr->loc))
		return;
	lock += *lock == '&';
	for (i = 0; i < a->m->records[record].nfields; i++) {
		const char *member = str_text(a->m->strings, a->m->records[record].fields[i].name);
		const struct field_contract *f = contracts_own_field(a->out, tag, member);
		size_t n = strlen(member);

		if (!*member || (f && f->lock) ||
		    (strncmp(lock, member, n) == 0 && strcspn(lock, "-. ") == n))
			continue;
		annotation_add_field(a, record, i, attr);
	}
}

static uint32_t find_function(const struct annotator *a, const char *name)
{
	str_id id = str_find(a->m->strings, name);
	uint32_t fn;

	for (fn = 0; id != STR_EMPTY && fn < a->m->nfunctions; fn++) {
		if (a->m->functions[fn].name == id)
			return fn;
	}
	return IR_NONE;
}

/* The parameter of fn that points to the record; -1 if none does. */
static int record_param(const struct annotator *a, uint32_t fn, uint32_t record)
{
	const struct ir_function *f = &a->m->functions[fn];
	uint32_t i;

	for (i = 0; i < f->nparams; i++) {
		const struct ir_type *t;

		if (!annotation_is_pointer(a, f->locals[i].type))
			continue;
		t = &a->m->types[a->m->types[f->locals[i].type].ref];
		if (t->kind == IR_TYPE_RECORD && t->ref == record)
			return (int)i;
	}
	return -1;
}

static void no_function(struct annotator *a, const struct ir_attr *attr, const char *name)
{
	struct nearest near = {.word = name};
	uint32_t i;

	for (i = 0; i < a->m->nfunctions; i++)
		nearest_try(&near, str_text(a->m->strings, a->m->functions[i].name));
	annotation_wrong(
		a, attr->loc, "__refcounted: no function '%s'; %s", name,
		nearest_fix(&near, a->out->arena, "declare it in this file or a header of it"));
}

/* get or put of a counted struct. */
static void add_count_function(struct annotator *a, uint32_t record, const struct ir_attr *attr,
			       uint32_t arg)
{
	const char *name = annotation_arg(a, attr, arg);
	struct annotated at = {a, find_function(a, name), CLASS_ANY, attr->loc, "__refcounted"};
	const char *tag = str_text(a->m->strings, a->m->records[record].name);
	struct path object;
	uint32_t result;
	int param;

	if (at.fn == IR_NONE) {
		no_function(a, attr, name);
		return;
	}
	param = record_param(a, at.fn, record);
	if (param < 0) {
		annotation_wrong(a, attr->loc,
				 "__refcounted: %s() has no parameter of type struct %s *; "
				 "name the function that takes one",
				 name, tag);
		return;
	}
	object = annotation_param(a, at.fn, (uint16_t)param);
	/* A get that answers with a number or truth may fail: get unless zero. */
	result = a->m->functions[at.fn].result;
	if (arg == 0 && result != IR_NONE &&
	    (a->m->types[result].kind == IR_TYPE_INT || a->m->types[result].kind == IR_TYPE_BOOL))
		at.when = CLASS_NONZERO;
	annotation_add(&at, arg == 0 ? GETS : PUTS, &object, NULL);
	annotation_add(&at, arg == 0 ? SHARES : DROPS, &object, NULL);
	annotation_add(&at, arg == 0 ? COUNTS : UNCOUNTS, &object, NULL);
}

static void add_record_kind(struct annotator *a, uint32_t record, const struct ir_attr *attr,
			    enum record_kind kind, const char *rule)
{
	struct record_contract *r = arena_alloc(a->out->arena, sizeof(*r));

	r->record = str_text(a->m->strings, a->m->records[record].name);
	r->kind = kind;
	r->otherwise = contracts_rule(a->out, rule);
	r->place = annotation_place(a, attr->loc);
	contracts_add_record(a->out, r);
}

static void add_table(struct annotator *a, uint32_t record, const struct ir_attr *attr)
{
	struct table_contract *t = arena_alloc(a->out->arena, sizeof(*t));

	t->record = str_text(a->m->strings, a->m->records[record].name);
	t->otherwise = contracts_rule(a->out, "table-without-end");
	t->place = annotation_place(a, attr->loc);
	contracts_add_table(a->out, t);
}

void annotation_add_record(struct annotator *a, uint32_t record, const struct ir_attr *attr)
{
	if (annotation_is(a, attr, "locked_by")) {
		lock_all_fields(a, record, attr);
	} else if (annotation_is(a, attr, "pinned")) {
		add_record_kind(a, record, attr, RECORD_PINNED, "pinned-copied");
	} else if (annotation_is(a, attr, "device_wide")) {
		add_record_kind(a, record, attr, RECORD_WIDE, "ids-of-device");
	} else if (annotation_is(a, attr, "ends_empty")) {
		add_table(a, record, attr);
	} else if (annotation_is(a, attr, "callback_scoped")) {
		add_record_kind(a, record, attr, RECORD_CALLBACK_SCOPED, "callback-scoped-kept");
	} else {
		add_count_function(a, record, attr, 0);
		add_count_function(a, record, attr, 1);
	}
}
