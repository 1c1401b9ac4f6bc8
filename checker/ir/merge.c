/* SPDX-License-Identifier: MIT */
#include "merge.h"

#include <string.h>

#include "cir_reach.h"
#include "merge_names.h"
#include "shape.h"

struct merger {
	struct ir_module *m;
	struct merge_names *names;
	/* Of the part at hand. */
	const struct ir_module *part;
	const struct cir_reach *only; /* an import: what of it is wanted; NULL: a part, all */
	uint32_t number; /* ir_function.unit; 0: an import */
	struct arena *arena; /* of the tables below: old index to new one */
	str_id *strings; /* STR_EMPTY: not asked for yet */
	ir_loc *places; /* 0: not asked for yet */
	uint32_t *types, *records, *functions, *globals;
};

/* --- Strings, places, attributes ---------------------------------------------------------- */

static str_id string(struct merger *g, str_id old)
{
	if (old != STR_EMPTY && g->strings[old] == STR_EMPTY)
		g->strings[old] = str_intern_n(g->m->strings, str_text(g->part->strings, old),
					       str_len(g->part->strings, old));
	return g->strings[old];
}

static ir_loc place(struct merger *g, ir_loc old)
{
	const struct ir_place *p = &g->part->places[old];
	struct ir_place new;

	if (!old || g->places[old])
		return g->places[old];
	new = (struct ir_place){.file = string(g, p->file),
				.line = p->line,
				.col = p->col,
				.macro = string(g, p->macro)};
	g->places[old] = merge_place(g->names, g->m, &new);
	return g->places[old];
}

static struct ir_place place_at(struct merger *g, ir_loc old)
{
	ir_loc new = place(g, old); /* may move the table */

	return g->m->places[new];
}

static struct ir_attrs attributes(struct merger *g, const struct ir_attrs *old)
{
	struct ir_attrs attrs = {.count = old->count};

	if (old->count)
		attrs.list = arena_copy(g->m->arena, old->list, old->count * sizeof(*old->list));
	for (uint32_t i = 0; i < attrs.count; i++) {
		struct ir_attr *attr = &attrs.list[i];

		attr->name = string(g, attr->name);
		attr->loc = place(g, attr->loc);
		for (uint32_t arg = 0; arg < attr->nargs; arg++)
			attr->args[arg] = string(g, attr->args[arg]);
	}
	return attrs;
}

/* --- Records and types -------------------------------------------------------------------- */

/* Some part has the record in full: another one that is complete, too, is not it. It gets its
 * members later, when all records of the part have their numbers. */
static struct merge_key in_full(uint32_t record)
{
	struct merge_key key = merge_key(MERGE_RECORD_FULL);

	key.shape[0] = record;
	return key;
}

/* The merged record that this is, or IR_NONE. An incomplete one is any record of its name, or of
 * its place if it has none: a file that touches no member of an anonymous union leaves it empty.
 * One macro may make several records without a name, all at the place where it is used. */
static uint32_t find_record(const struct merger *g, const struct ir_record *old,
			    const struct merge_key *exact, const struct merge_key *at,
			    const struct merge_key *named)
{
	struct merge_key full;
	uint32_t found;

	if (!old->complete)
		found = merge_find(g->names, at);
	else
		found = merge_find(g->names, exact);
	if (found != IR_NONE)
		return found;
	found = merge_find(g->names, named->name == STR_EMPTY ? at : named);
	if (found == IR_NONE || !old->complete)
		return found;
	full = in_full(found);
	return merge_find(g->names, &full) != IR_NONE ? IR_NONE : found;
}

static void map_record(struct merger *g, uint32_t index)
{
	const struct ir_record *old = &g->part->records[index];
	struct merge_key exact = merge_key(MERGE_RECORD), at, named = merge_key(MERGE_RECORD_NAME),
			 full;
	uint32_t found;

	exact.name = named.name = string(g, old->name);
	exact.place = place_at(g, old->loc);
	exact.shape[0] = old->size;
	exact.shape[1] = (uint64_t)old->nfields << 1 | old->is_union;
	at = exact;
	at.kind = MERGE_RECORD_PLACE;
	at.shape[0] = 0;
	at.shape[1] = old->is_union;
	found = find_record(g, old, &exact, &at, &named);
	if (found == IR_NONE) {
		found = ir_add_record(g->m);
		g->m->records[found].name = exact.name;
		g->m->records[found].is_union = old->is_union;
		g->m->records[found].loc = place(g, old->loc);
	}
	if (old->complete) {
		full = in_full(found);
		merge_set(g->names, &full, found);
		merge_set(g->names, &exact, found);
	}
	if (merge_find(g->names, &at) == IR_NONE)
		merge_set(g->names, &at, found);
	if (named.name != STR_EMPTY && merge_find(g->names, &named) == IR_NONE)
		merge_set(g->names, &named, found);
	g->records[index] = found;
}

/* A type names types before it, and records. */
static void map_type(struct merger *g, uint32_t index)
{
	struct ir_type t = g->part->types[index];
	struct merge_key key = merge_key(MERGE_TYPE);

	if (t.kind == IR_TYPE_RECORD)
		t.ref = g->records[t.ref];
	else if (t.kind == IR_TYPE_POINTER || t.kind == IR_TYPE_ARRAY || t.kind == IR_TYPE_FUNCTION)
		t.ref = g->types[t.ref];
	key.name = t.ref;
	key.shape[0] = (uint64_t)t.kind << 32 | (uint32_t)t.flags << 16 | t.bits;
	key.shape[1] = t.count;
	g->types[index] = merge_find(g->names, &key);
	if (g->types[index] != IR_NONE)
		return;
	g->types[index] = ir_add_type(g->m, t);
	merge_set(g->names, &key, g->types[index]);
}

static void fill_record(struct merger *g, uint32_t index)
{
	const struct ir_record *old = &g->part->records[index];
	struct ir_record *r = &g->m->records[g->records[index]];

	r->in_main_file |= old->in_main_file && !g->only;
	if (!r->attrs.count)
		r->attrs = attributes(g, &old->attrs);
	if (r->complete || !old->complete)
		return;
	r->complete = true;
	r->size = old->size;
	r->loc = place(g, old->loc);
	r->nfields = old->nfields;
	r->fields = arena_copy(g->m->arena, old->fields, old->nfields * sizeof(*old->fields));
	for (uint32_t i = 0; i < r->nfields; i++) {
		struct ir_field *f = &r->fields[i];

		f->name = string(g, f->name);
		f->type = g->types[f->type];
		f->loc = place(g, f->loc);
		f->attrs = attributes(g, &f->attrs);
	}
}

/* --- Functions and variables: who is who -------------------------------------------------- */

struct linkage {
	enum merge_kind external, here, ambiguous, defined;
};

static const struct linkage functions = {MERGE_FUNCTION, MERGE_FUNCTION_HERE,
					 MERGE_FUNCTION_AMBIGUOUS, MERGE_DEFINED_FUNCTION};
static const struct linkage globals = {MERGE_GLOBAL, MERGE_GLOBAL_HERE, MERGE_GLOBAL_AMBIGUOUS,
				       MERGE_DEFINED_GLOBAL};

/* What decides which entry a function or variable is. */
struct symbol {
	str_id name;
	struct ir_place place;
	uint64_t shape;
	bool is_static, defined, in_main_file;
};

static bool is_strong(const struct symbol *s)
{
	return s->defined && !s->is_static && s->in_main_file && s->name != STR_EMPTY;
}

/* How many parts define the name, and how many imports. */
struct definitions {
	uint16_t parts, imports;
};

static struct definitions definitions(const struct merger *g, const struct linkage *l, str_id name)
{
	struct merge_key key = merge_key(l->defined);
	uint32_t n;

	key.name = name;
	n = merge_find(g->names, &key);
	if (n == IR_NONE)
		return (struct definitions){0};
	return (struct definitions){(uint16_t)n, (uint16_t)(n >> 16)};
}

static void count_definition(struct merger *g, const struct linkage *l, const struct symbol *s)
{
	struct merge_key key = merge_key(l->defined);
	struct definitions n;

	if (!is_strong(s))
		return;
	n = definitions(g, l, s->name);
	if (g->only)
		n.imports++;
	else
		n.parts++;
	key.name = s->name;
	merge_set(g->names, &key, (uint32_t)n.imports << 16 | n.parts);
}

/* Whether a name that is only declared may stand for more than one thing. A part's own goes before
 * an import's. */
static bool is_ambiguous(struct definitions n)
{
	return n.parts > 1 || (!n.parts && n.imports > 1);
}

/* False: it is like no other. */
static bool symbol_key(const struct merger *g, const struct linkage *l, const struct symbol *s,
		       struct merge_key *key)
{
	bool here = s->is_static || s->name == STR_EMPTY || (s->defined && !s->in_main_file);
	struct definitions n;

	*key = merge_key(here ? l->here : l->external);
	key->name = s->name;
	if (here) {
		key->place = s->place;
		key->shape[0] = s->shape;
		return !s->in_main_file && (s->place.line || s->name != STR_EMPTY);
	}
	n = definitions(g, l, s->name);
	if (is_ambiguous(n))
		key->kind = l->ambiguous;
	return !is_strong(s) || !(is_ambiguous(n) || (g->only && n.parts));
}

/* The merged entry that s is, or the one that `add` makes. */
static uint32_t map_symbol(struct merger *g, const struct linkage *l, const struct symbol *s,
			   uint32_t (*add)(struct ir_module *m))
{
	struct merge_key key;
	uint32_t found;

	if (!symbol_key(g, l, s, &key))
		return add(g->m);
	found = merge_find(g->names, &key);
	if (found != IR_NONE)
		return found;
	found = add(g->m);
	merge_set(g->names, &key, found);
	return found;
}

static struct symbol function_symbol(struct merger *g, uint32_t index)
{
	const struct ir_function *f = &g->part->functions[index];

	return (struct symbol){
		.name = string(g, f->name),
		.place = place_at(g, f->loc),
		.shape = (uint64_t)f->ninsns << 32 | f->nblocks,
		.is_static = f->flags & IR_FN_STATIC,
		.defined = f->flags & IR_FN_DEFINED &&
			   (!g->only || cir_map_has(&g->only->bodies, index)),
		.in_main_file = f->flags & IR_FN_MAIN_FILE,
	};
}

static struct symbol global_symbol(struct merger *g, uint32_t index)
{
	const struct ir_global *v = &g->part->globals[index];

	return (struct symbol){
		.name = string(g, v->name),
		.place = place_at(g, v->loc),
		.shape = v->ninits,
		.is_static = v->flags & (IR_GLOBAL_STATIC | IR_GLOBAL_LOCAL),
		.defined = v->flags & IR_GLOBAL_DEFINED,
		.in_main_file = v->flags & IR_GLOBAL_MAIN_FILE,
	};
}

/* --- Functions and variables: what they hold ---------------------------------------------- */

static uint32_t type_of(const struct merger *g, uint32_t old)
{
	return old == IR_NONE ? IR_NONE : g->types[old];
}

static struct ir_local *locals(struct merger *g, const struct ir_local *old, uint32_t count)
{
	struct ir_local *list = arena_copy(g->m->arena, old, count * sizeof(*old));

	for (uint32_t i = 0; i < count; i++) {
		list[i].name = string(g, old[i].name);
		list[i].type = type_of(g, old[i].type);
		list[i].loc = place(g, old[i].loc);
		list[i].attrs = attributes(g, &old[i].attrs);
	}
	return list;
}

static uint32_t operand(struct merger *g, enum ir_role role, uint32_t old)
{
	switch (role) {
	case ROLE_STRING:
		return string(g, old);
	case ROLE_FUNCTION:
		return g->functions[old];
	case ROLE_GLOBAL:
		return g->globals[old];
	case ROLE_RECORD:
		return g->records[old];
	default:
		return old;
	}
}

static void fill_body(struct merger *g, struct ir_function *f, const struct ir_function *old)
{
	f->blocks = arena_copy(g->m->arena, old->blocks, old->nblocks * sizeof(*old->blocks));
	f->pool = arena_copy(g->m->arena, old->pool, old->npool * sizeof(*old->pool));
	f->insns = arena_copy(g->m->arena, old->insns, old->ninsns * sizeof(*old->insns));
	for (uint32_t i = 0; i < f->ninsns; i++) {
		struct ir_insn *insn = &f->insns[i];
		const struct ir_shape *shape = &ir_shapes[insn->op];

		insn->type = type_of(g, insn->type);
		insn->loc = place(g, insn->loc);
		if (shape->a != ROLE_IMM) {
			insn->a = operand(g, shape->a, insn->a);
			insn->b = operand(g, shape->b, insn->b);
		}
		insn->c = operand(g, shape->c, insn->c);
		for (uint32_t arg = 0; arg < insn->nargs; arg++)
			f->pool[insn->args + arg] =
				operand(g, ir_arg_role(shape, arg), f->pool[insn->args + arg]);
	}
}

static void fill_signature(struct merger *g, struct ir_function *f, const struct ir_function *old)
{
	f->unit = g->number;
	f->name = string(g, old->name);
	f->result = type_of(g, old->result);
	f->loc = place(g, old->loc);
	f->end = place(g, old->end);
}

/* A function of an import that is named there, and not wanted. */
static void fill_declaration(struct merger *g, struct ir_function *f, const struct ir_function *old)
{
	const uint32_t body =
		IR_FN_DEFINED | IR_FN_LOWERED | IR_FN_SCANNED | IR_FN_TOO_ODD | IR_FN_MAIN_FILE;
	struct ir_attrs attrs = f->attrs;
	uint32_t taken = f->flags & IR_FN_ADDRESS_TAKEN;

	*f = (struct ir_function){.flags = (old->flags & ~body) | taken,
				  .attrs = attrs,
				  .nparams = old->nparams,
				  .nlocals = old->nparams};
	fill_signature(g, f, old);
	f->locals = locals(g, old->locals, old->nparams);
}

/* The first part that has a function's body gives it, else the first that declares it. */
static void fill_function(struct merger *g, uint32_t index)
{
	const struct ir_function *old = &g->part->functions[index];
	struct ir_function *f = &g->m->functions[g->functions[index]];
	uint32_t taken = (f->flags | old->flags) & IR_FN_ADDRESS_TAKEN;
	struct ir_attrs attrs = f->attrs;

	if (!attrs.count)
		attrs = attributes(g, &old->attrs);
	f->attrs = attrs;
	f->flags |= taken;
	if ((f->unit || f->flags & IR_FN_DEFINED) &&
	    (f->flags & IR_FN_DEFINED || !(old->flags & IR_FN_DEFINED)))
		return;
	if (g->only && !cir_map_has(&g->only->bodies, index)) {
		fill_declaration(g, f, old);
		return;
	}
	*f = *old;
	f->flags |= taken;
	f->attrs = attrs;
	if (g->only && f->flags & IR_FN_MAIN_FILE)
		f->flags ^= IR_FN_MAIN_FILE | IR_FN_IMPORTED;
	fill_signature(g, f, old);
	f->locals = locals(g, old->locals, old->nlocals);
	f->callees = arena_copy(g->m->arena, old->callees, old->ncallees * sizeof(*old->callees));
	for (uint32_t i = 0; i < f->ncallees; i++)
		f->callees[i] = g->functions[old->callees[i]];
	if (f->flags & IR_FN_LOWERED)
		fill_body(g, f, old);
}

static void fill_init(struct merger *g, struct ir_init *init)
{
	if (init->record != IR_NONE)
		init->record = g->records[init->record];
	init->loc = place(g, init->loc);
	if (init->kind == IR_INIT_FUNC)
		init->ref = g->functions[init->ref];
	else if (init->kind == IR_INIT_GLOBAL)
		init->ref = g->globals[init->ref];
	else if (init->kind == IR_INIT_STRING)
		init->ref = string(g, init->ref);
}

static void fill_global(struct merger *g, uint32_t index)
{
	const struct ir_global *old = &g->part->globals[index];
	struct ir_global *v = &g->m->globals[g->globals[index]];
	bool known = v->loc || v->name != STR_EMPTY;

	if (!g->only && !(old->flags & IR_GLOBAL_DEFINED))
		ir_add_declared(g->m, g->globals[index], g->number);
	if (known && (v->flags & IR_GLOBAL_DEFINED || !(old->flags & IR_GLOBAL_DEFINED)))
		return;
	*v = *old;
	v->unit = g->number;
	if (g->only)
		v->flags &= ~(uint32_t)IR_GLOBAL_MAIN_FILE;
	v->name = string(g, old->name);
	v->type = type_of(g, old->type);
	v->loc = place(g, old->loc);
	v->attrs = attributes(g, &old->attrs);
	v->inits = arena_copy(g->m->arena, old->inits, old->ninits * sizeof(*old->inits));
	for (uint32_t i = 0; i < v->ninits; i++)
		fill_init(g, &v->inits[i]);
}

/* --- Comments ----------------------------------------------------------------------------- */

/* Whether a header's entry was met in another part. */
static bool is_repeated(struct merger *g, enum merge_kind kind, str_id file, uint32_t line,
			uint32_t col)
{
	struct merge_key key = merge_key(kind);

	key.place.file = file;
	key.place.line = line;
	key.place.col = col;
	if (merge_find(g->names, &key) != IR_NONE)
		return true;
	merge_set(g->names, &key, 0);
	return false;
}

static void add_comments(struct merger *g)
{
	for (uint32_t i = 0; i < g->part->nsuppressions; i++) {
		struct ir_suppression s = g->part->suppressions[i];

		s.file = string(g, s.file);
		s.rule = string(g, s.rule);
		s.reason = string(g, s.reason);
		if (!is_repeated(g, MERGE_SUPPRESSION, s.file, s.line, s.col))
			ir_add_suppression(g->m, s);
	}
	for (uint32_t i = 0; i < g->part->ntrusted; i++) {
		struct ir_trusted t = g->part->trusted[i];

		t.file = string(g, t.file);
		t.reason = string(g, t.reason);
		t.loc = place(g, t.loc);
		if (!is_repeated(g, MERGE_TRUSTED, t.file, t.first, t.last))
			ir_add_trusted(g->m, t);
	}
	for (uint32_t i = 0; i < g->part->nstrays; i++) {
		struct ir_stray s = g->part->strays[i];

		s.on = string(g, s.on);
		s.attrs = attributes(g, &s.attrs);
		ir_add_stray(g->m, s);
	}
}

/* --- All parts ---------------------------------------------------------------------------- */

static void count_definitions(struct merger *g, const struct ir_module *part,
			      const struct cir_reach *only)
{
	struct symbol s;

	g->only = only;
	for (uint32_t i = 0; i < part->nfunctions; i++) {
		const struct ir_function *f = &part->functions[i];

		s = (struct symbol){
			.name = str_intern(g->m->strings, str_text(part->strings, f->name)),
			.is_static = f->flags & IR_FN_STATIC,
			.defined = f->flags & IR_FN_DEFINED &&
				   (!only || cir_map_has(&only->bodies, i)),
			.in_main_file = f->flags & IR_FN_MAIN_FILE};
		count_definition(g, &functions, &s);
	}
	for (uint32_t i = 0; i < part->nglobals; i++) {
		const struct ir_global *v = &part->globals[i];

		s = (struct symbol){
			.name = str_intern(g->m->strings, str_text(part->strings, v->name)),
			.is_static = v->flags & (IR_GLOBAL_STATIC | IR_GLOBAL_LOCAL),
			.defined = v->flags & IR_GLOBAL_DEFINED &&
				   (!only || cir_map_has(&only->globals, i)),
			.in_main_file = v->flags & IR_GLOBAL_MAIN_FILE};
		count_definition(g, &globals, &s);
	}
}

/* Entries get their numbers before anything that refers to them is copied. */
static void map_part(struct merger *g)
{
	const struct cir_reach *only = g->only;
	struct symbol s;

	for (uint32_t i = 0; i < g->part->nrecords; i++)
		if (!only || cir_map_has(&only->records, i))
			map_record(g, i);
	for (uint32_t i = 0; i < g->part->ntypes; i++)
		if (!only || cir_map_has(&only->types, i))
			map_type(g, i);
	for (uint32_t i = 0; i < g->part->nfunctions; i++) {
		if (only && !cir_map_has(&only->functions, i))
			continue;
		s = function_symbol(g, i);
		g->functions[i] = map_symbol(g, &functions, &s, ir_add_function);
	}
	for (uint32_t i = 0; i < g->part->nglobals; i++) {
		if (only && !cir_map_has(&only->globals, i))
			continue;
		s = global_symbol(g, i);
		g->globals[i] = map_symbol(g, &globals, &s, ir_add_global);
	}
}

static void fill_part(struct merger *g)
{
	const struct cir_reach *only = g->only;

	for (uint32_t i = 0; i < g->part->nrecords; i++)
		if (!only || cir_map_has(&only->records, i))
			fill_record(g, i);
	for (uint32_t i = 0; i < g->part->nfunctions; i++)
		if (!only || cir_map_has(&only->functions, i))
			fill_function(g, i);
	for (uint32_t i = 0; i < g->part->nglobals; i++)
		if (!only || cir_map_has(&only->globals, i))
			fill_global(g, i);
}

static void start_part(struct merger *g, const struct ir_module *part)
{
	arena_reset(g->arena);
	g->part = part;
	g->strings = arena_new_array(g->arena, str_id, strings_count(part->strings) + 1);
	g->places = arena_new_array(g->arena, ir_loc, part->nplaces + 1);
	g->types = arena_new_array(g->arena, uint32_t, part->ntypes + 1);
	g->records = arena_new_array(g->arena, uint32_t, part->nrecords + 1);
	g->functions = arena_new_array(g->arena, uint32_t, part->nfunctions + 1);
	g->globals = arena_new_array(g->arena, uint32_t, part->nglobals + 1);
}

static void add_part(struct merger *g, const struct ir_module *part)
{
	start_part(g, part);
	g->only = NULL;
	g->number = ir_add_main(g->m, string(g, part->main_file)) + 1;
	map_part(g);
	fill_part(g);
	add_comments(g);
}

static void add_import(struct merger *g, const struct ir_import *import)
{
	start_part(g, import->m);
	g->only = import->only;
	g->number = 0;
	ir_add_import(g->m, string(g, import->m->main_file));
	map_part(g);
	fill_part(g);
}

static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* Whether all code that includes this header is in the parts: it stands beside one of their files.
 */
static bool is_beside_main(const struct ir_module *m, const char *header)
{
	size_t len = folder_length(header);

	for (uint32_t i = 0; i < m->nmains; i++) {
		const char *main = str_text(m->strings, m->mains[i]);

		if (folder_length(main) == len && !strncmp(main, header, len))
			return true;
	}
	return false;
}

static void adopt_records(struct ir_module *m)
{
	for (uint32_t i = 0; i < m->nrecords; i++) {
		struct ir_record *r = &m->records[i];

		if (r->complete && !r->in_main_file)
			r->in_main_file =
				is_beside_main(m, str_text(m->strings, m->places[r->loc].file));
	}
}

struct ir_module *ir_merge_with(struct ir_module *const *parts, uint32_t nparts,
				const struct ir_import *imports, uint32_t nimports)
{
	struct merger g = {
		.m = ir_module_new(NULL, NULL), .names = merge_names_new(), .arena = arena_new()};

	ir_add_place(g.m, (struct ir_place){0});
	for (uint32_t i = 0; i < nparts; i++)
		count_definitions(&g, parts[i], NULL);
	for (uint32_t i = 0; i < nimports; i++)
		count_definitions(&g, imports[i].m, imports[i].only);
	for (uint32_t i = 0; i < nparts; i++)
		add_part(&g, parts[i]);
	if (nparts)
		g.m->main_file = g.m->mains[0];
	if (nparts > 1)
		adopt_records(g.m);
	for (uint32_t i = 0; i < nimports; i++)
		add_import(&g, &imports[i]);
	merge_names_free(g.names);
	arena_free(g.arena);
	return g.m;
}

struct ir_module *ir_merge(struct ir_module *const *parts, uint32_t nparts)
{
	return ir_merge_with(parts, nparts, NULL, 0);
}
