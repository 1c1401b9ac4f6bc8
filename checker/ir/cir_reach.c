/* SPDX-License-Identifier: MIT */
/* Finds what of a module goes into its .cir file and numbers it, depending on nothing else. */
#include "cir_reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far each map's entries have been looked into. */
struct progress {
	uint32_t records, functions, globals, bodies;
};

static uint32_t *more(uint32_t *list, uint32_t n, uint32_t cap)
{
	list = realloc(list, cap * sizeof(*list));
	if (!list) {
		fprintf(stderr, "custody: out of memory\n");
		abort();
	}
	memset(list + n, 0, (cap - n) * sizeof(*list));
	return list;
}

bool cir_map_has(const struct cir_map *map, uint32_t old)
{
	return old < map->ngiven && map->given[old];
}

uint32_t cir_map_get(const struct cir_map *map, uint32_t old)
{
	return old == IR_NONE ? IR_NONE : map->given[old] - 1;
}

uint32_t cir_map_add(struct cir_map *map, uint32_t old)
{
	if (old == IR_NONE || cir_map_has(map, old))
		return cir_map_get(map, old);
	if (old >= map->ngiven) {
		uint32_t n = old < 64 ? 128 : 2 * old;

		map->given = more(map->given, map->ngiven, n);
		map->ngiven = n;
	}
	if (map->count == map->cap) {
		uint32_t n = map->cap ? 2 * map->cap : 128;

		map->old = more(map->old, map->cap, n);
		map->cap = n;
	}
	map->old[map->count] = old;
	map->given[old] = ++map->count;
	return map->count - 1;
}

void cir_map_free(struct cir_map *map)
{
	free(map->given);
	free(map->old);
	*map = (struct cir_map){0};
}

/* The record that a value of this type holds, IR_NONE if none. */
static uint32_t held_record(const struct ir_module *m, uint32_t type)
{
	while (type != IR_NONE && m->types[type].kind == IR_TYPE_ARRAY)
		type = m->types[type].ref;
	return type != IR_NONE && m->types[type].kind == IR_TYPE_RECORD ? m->types[type].ref
									: IR_NONE;
}

static void want_type(struct cir_reach *r, uint32_t type)
{
	const struct ir_type *t;

	if (type == IR_NONE || cir_map_has(&r->types, type))
		return;
	t = &r->m->types[type];
	if (t->kind == IR_TYPE_POINTER || t->kind == IR_TYPE_ARRAY || t->kind == IR_TYPE_FUNCTION)
		want_type(r, t->ref);
	else if (t->kind == IR_TYPE_RECORD)
		cir_map_add(&r->records, t->ref);
	cir_map_add(&r->types, type);
}

/* The engine will look into this record. Completing it may add types and records. */
static void want_fields(struct cir_reach *r, uint32_t record)
{
	if (record == IR_NONE)
		return;
	ir_need_fields(r->m, record);
	cir_map_add(&r->records, record);
}

/* Members of members that a contract may name: dev->kobj.kref.refcount. */
#define MAX_NESTED 2

static void want_nested(struct cir_reach *r, uint32_t record, int depth)
{
	want_fields(r, record);
	for (uint32_t i = 0; record != IR_NONE && depth < MAX_NESTED &&
			     r->m->records[record].complete && i < r->m->records[record].nfields;
	     i++)
		want_nested(r, held_record(r->m, r->m->records[record].fields[i].type), depth + 1);
}

/* A value of this type will be followed to the record it holds or points to. */
static void want_pointee(struct cir_reach *r, uint32_t type)
{
	const struct ir_module *m = r->m;

	while (type != IR_NONE &&
	       (m->types[type].kind == IR_TYPE_POINTER || m->types[type].kind == IR_TYPE_ARRAY))
		type = m->types[type].ref;
	want_nested(r, held_record(m, type), 0);
}

static void want_body(struct cir_reach *r, uint32_t fn)
{
	cir_map_add(&r->functions, fn);
	cir_map_add(&r->bodies, fn);
}

static void note_wrong(struct cir_reach *r, const char *wrong, str_id name)
{
	if (r->wrong)
		return;
	r->wrong = wrong;
	r->wrong_in = str_text(r->m->strings, name);
}

/* A reader must not meet a field of a record that it has no fields of. */
static void want_field(struct cir_reach *r, uint32_t record, uint32_t field, str_id user)
{
	want_fields(r, record);
	if (record != IR_NONE && field >= r->m->records[record].nfields)
		note_wrong(r, "a field of a record that cannot be completed", user);
}

static void follow_record(struct cir_reach *r, uint32_t record)
{
	const struct ir_record *rec = &r->m->records[record];
	uint32_t i;

	for (i = 0; rec->complete && i < rec->nfields; i++)
		want_type(r, rec->fields[i].type);
}

/* The function is copied: completing a record may move the table of functions. */
static void follow_signature(struct cir_reach *r, uint32_t fn)
{
	struct ir_function f = r->m->functions[fn];
	const char *wrong = ir_verify(r->m, fn);
	uint32_t i;

	if (wrong) {
		note_wrong(r, wrong, f.name);
		return;
	}
	want_type(r, f.result);
	want_pointee(r, f.result);
	for (i = 0; i < f.nparams; i++) {
		want_type(r, f.locals[i].type);
		want_pointee(r, f.locals[i].type);
	}
}

static void follow_insn(struct cir_reach *r, const struct ir_insn *insn, str_id function)
{
	want_type(r, insn->type);
	if (insn->op == IR_FUNC)
		want_body(r, insn->a);
	else if (insn->op == IR_GLOBAL)
		cir_map_add(&r->globals, insn->a);
	else if (insn->op == IR_FIELD || insn->op == IR_CONTAINER)
		want_field(r, insn->b, insn->c, function);
}

static void follow_body(struct cir_reach *r, uint32_t fn)
{
	struct ir_function f;
	const char *wrong;
	uint32_t i;

	if (!(r->m->functions[fn].flags & IR_FN_DEFINED))
		return;
	ir_need_scan(r->m, fn);
	ir_need_body(r->m, fn);
	f = r->m->functions[fn];
	wrong = ir_verify(r->m, fn);
	if (wrong) {
		note_wrong(r, wrong, f.name);
		return;
	}
	for (i = 0; i < f.ncallees; i++)
		want_body(r, f.callees[i]);
	for (i = f.nparams; i < f.nlocals; i++)
		want_type(r, f.locals[i].type);
	for (i = 0; i < f.ninsns; i++)
		follow_insn(r, &f.insns[i], f.name);
}

static void follow_global(struct cir_reach *r, const struct ir_global g)
{
	uint32_t i;

	want_type(r, g.type);
	if (g.flags & IR_GLOBAL_MAIN_FILE)
		want_pointee(r, g.type);
	for (i = 0; i < g.ninits; i++) {
		want_field(r, g.inits[i].record, g.inits[i].field, g.name);
		if (g.inits[i].kind == IR_INIT_FUNC && r->narrow)
			cir_map_add(&r->functions, g.inits[i].ref);
		else if (g.inits[i].kind == IR_INIT_FUNC)
			want_body(r, g.inits[i].ref);
		else if (g.inits[i].kind == IR_INIT_GLOBAL)
			cir_map_add(&r->globals, g.inits[i].ref);
	}
}

static bool params_annotated(const struct ir_function *f)
{
	uint32_t i;

	for (i = 0; i < f->nparams; i++) {
		if (f->locals[i].attrs.count)
			return true;
	}
	return f->attrs.count;
}

static bool fields_annotated(const struct ir_record *rec)
{
	uint32_t i;

	for (i = 0; rec->complete && i < rec->nfields; i++) {
		if (rec->fields[i].attrs.count)
			return true;
	}
	return rec->attrs.count;
}

/* An annotation of a record may name functions: __refcounted(get, put). */
static void want_named(struct cir_reach *r, const struct ir_attr *attr)
{
	uint32_t arg, i;

	for (arg = 0; arg < attr->nargs; arg++) {
		for (i = 0; i < r->m->nfunctions; i++) {
			if (attr->args[arg] != STR_EMPTY &&
			    r->m->functions[i].name == attr->args[arg])
				cir_map_add(&r->functions, i);
		}
	}
}

/* Annotations count even where nothing uses them: a wrong one is an error of this file. */
static void add_roots(struct cir_reach *r)
{
	const struct ir_module *m = r->m;
	uint32_t i, attr;

	for (i = 0; i < m->nfunctions; i++) {
		if (m->functions[i].flags & IR_FN_MAIN_FILE)
			want_body(r, i);
	}
	for (i = 0; i < m->nfunctions; i++) {
		if (params_annotated(&m->functions[i]))
			cir_map_add(&r->functions, i);
	}
	for (i = 0; i < m->nglobals; i++) {
		if (m->globals[i].flags & (IR_GLOBAL_MAIN_FILE | IR_GLOBAL_WANTED) ||
		    m->globals[i].attrs.count)
			cir_map_add(&r->globals, i);
	}
	for (i = 0; i < m->nrecords; i++) {
		for (attr = 0; attr < m->records[i].attrs.count; attr++)
			want_named(r, &m->records[i].attrs.list[attr]);
		if (m->records[i].in_main_file)
			want_fields(r, i);
		else if (fields_annotated(&m->records[i]))
			cir_map_add(&r->records, i);
	}
}

static bool follow_one(struct cir_reach *r, struct progress *p)
{
	if (p->functions < r->functions.count)
		follow_signature(r, r->functions.old[p->functions++]);
	else if (p->bodies < r->bodies.count)
		follow_body(r, r->bodies.old[p->bodies++]);
	else if (p->globals < r->globals.count)
		follow_global(r, r->m->globals[r->globals.old[p->globals++]]);
	else if (p->records < r->records.count)
		follow_record(r, r->records.old[p->records++]);
	else
		return false;
	return true;
}

/* Grows whenever the producer adds to the module. */
static uint64_t known(const struct ir_module *m)
{
	uint64_t n = (uint64_t)m->nfunctions + m->nglobals + m->ntypes + m->nrecords;
	uint32_t i;

	for (i = 0; i < m->nrecords; i++)
		n += m->records[i].complete;
	for (i = 0; i < m->nfunctions; i++)
		n += (m->functions[i].flags & IR_FN_LOWERED) != 0;
	return n;
}

/*
 * Walks until a walk makes the producer add nothing. The last walk alone gives the numbers, so that
 * they do not depend on what was lazily there before, and a module read back is written as the same
 * bytes.
 */
void cir_reach(struct cir_reach *r, struct ir_module *m)
{
	struct progress p;
	uint64_t before;

	*r = (struct cir_reach){.m = m};
	do {
		cir_reach_free(r);
		before = known(m);
		p = (struct progress){0};
		add_roots(r);
		while (follow_one(r, &p))
			;
	} while (known(m) != before && !r->wrong);
}

void cir_reach_from(struct cir_reach *r, struct ir_module *m, const uint32_t *functions,
		    uint32_t count)
{
	struct progress p = {0};

	*r = (struct cir_reach){.m = m, .narrow = true};
	for (uint32_t i = 0; i < count; i++)
		want_body(r, functions[i]);
	while (follow_one(r, &p))
		;
}

void cir_reach_free(struct cir_reach *r)
{
	cir_map_free(&r->types);
	cir_map_free(&r->records);
	cir_map_free(&r->functions);
	cir_map_free(&r->globals);
	cir_map_free(&r->bodies);
}
