/* SPDX-License-Identifier: MIT */
/*
 * Expressions in annotations: "lock", "&dev->lock", "dev->parent->lock", "*out". Unlike those of
 * rules files they are checked against the types of the code around them.
 */
#include "annotate.h"

#include <ctype.h>
#include <string.h>

/* A walk along an expression. */
struct walk {
	struct annotator *a;
	const char *text, *pos;
	ir_loc loc;
	struct path_step steps[PATH_MAX_STEPS];
	uint16_t nsteps;
	uint32_t type; /* of the value so far, or of what is stored at the address so far */
	bool is_address; /* a member's address so far: what it holds was not loaded */
};

static void skip_space(struct walk *w)
{
	while (isspace((unsigned char)*w->pos))
		w->pos++;
}

/* The next name, or NULL. */
static const char *take_name(struct walk *w)
{
	const char *start;

	skip_space(w);
	start = w->pos;
	while (isalnum((unsigned char)*w->pos) || *w->pos == '_')
		w->pos++;
	if (w->pos == start || isdigit((unsigned char)*start))
		return NULL;
	return arena_format(w->a->out->arena, "%.*s", (int)(w->pos - start), start);
}

static bool take(struct walk *w, const char *token)
{
	size_t n = strlen(token);

	skip_space(w);
	if (strncmp(w->pos, token, n) != 0)
		return false;
	w->pos += n;
	return true;
}

static bool not_a_path(struct walk *w)
{
	return annotation_wrong(
		w->a, w->loc, "'%s' is no path; write it like 'lock', 'dev->lock' or '&dev->lock'",
		w->text);
}

static bool add_step(struct walk *w, enum path_step_kind kind, const char *name)
{
	if (w->nsteps == PATH_MAX_STEPS)
		return annotation_wrong(w->a, w->loc,
					"'%s' has more than %d steps; name a nearer object",
					w->text, PATH_MAX_STEPS);
	w->steps[w->nsteps++] = (struct path_step){.kind = kind, .name = name};
	return true;
}

bool annotation_is_pointer(const struct annotator *a, uint32_t type)
{
	const struct ir_type *t = a->m->types;

	return type != IR_NONE && t[type].kind == IR_TYPE_POINTER &&
	       t[t[type].ref].kind != IR_TYPE_FUNCTION;
}

/* The record that a type is, or that a pointer of that type points to; IR_NONE if neither. */
static uint32_t record_at(const struct annotator *a, uint32_t type, bool through_pointer)
{
	const struct ir_type *t;

	if (type == IR_NONE)
		return IR_NONE;
	t = &a->m->types[type];
	if (through_pointer)
		return t->kind == IR_TYPE_POINTER ? record_at(a, t->ref, false) : IR_NONE;
	return t->kind == IR_TYPE_RECORD ? t->ref : IR_NONE;
}

/* The member of that name, also inside anonymous members; NULL if there is none. */
static const struct ir_field *find_field(struct annotator *a, uint32_t record, const char *name,
					 struct nearest *near)
{
	const struct ir_field *inner, *f;
	uint32_t i, nested;

	ir_need_fields(a->m, record);
	for (i = 0; i < a->m->records[record].nfields; i++) {
		f = &a->m->records[record].fields[i];
		if (f->name != STR_EMPTY) {
			if (strcmp(str_text(a->m->strings, f->name), name) == 0)
				return f;
			nearest_try(near, str_text(a->m->strings, f->name));
			continue;
		}
		nested = record_at(a, f->type, false);
		inner = nested == IR_NONE ? NULL : find_field(a, nested, name, near);
		if (inner)
			return inner;
	}
	return NULL;
}

static bool step_into(struct walk *w, uint32_t record, const char *name)
{
	struct nearest near = {.word = name};
	const struct ir_field *f = find_field(w->a, record, name, &near);
	const char *tag = str_text(w->a->m->strings, w->a->m->records[record].name);

	if (f) {
		w->type = f->type;
		w->is_address = true;
		return add_step(w, STEP_FIELD, name);
	}
	return annotation_wrong(w->a, w->loc, "struct %s has no member '%s'; %s", tag, name,
				nearest_fix(&near, w->a->out->arena, "name one of its members"));
}

/* One "->member" or ".member". */
static bool walk_member(struct walk *w, bool arrow)
{
	const char *name = take_name(w);
	uint32_t record = record_at(w->a, w->type, arrow);

	if (!name)
		return not_a_path(w);
	if (record == IR_NONE)
		return annotation_wrong(w->a, w->loc,
					"what stands before '%s%s' in '%s' is no %s; correct it",
					arrow ? "->" : ".", name, w->text,
					arrow ? "pointer to a struct" : "struct");
	if (arrow && w->is_address && !add_step(w, STEP_LOAD, NULL))
		return false;
	return step_into(w, record, name);
}

static bool walk_members(struct walk *w)
{
	for (;;) {
		bool arrow = take(w, "->");

		if (!arrow && !take(w, "."))
			break;
		if (!walk_member(w, arrow))
			return false;
	}
	return true;
}

/* A pointer member stands for what it points to, unless its address was asked for. */
static bool walk_end(struct walk *w, bool address)
{
	skip_space(w);
	if (*w->pos)
		return not_a_path(w);
	if (address && !w->is_address)
		return annotation_wrong(
			w->a, w->loc,
			"'%s' is the address of a variable, which ends with the call; "
			"name a member or what it points to",
			w->text);
	if (!address && w->is_address && annotation_is_pointer(w->a, w->type))
		return add_step(w, STEP_LOAD, NULL);
	if (!w->is_address && !annotation_is_pointer(w->a, w->type))
		return annotation_wrong(w->a, w->loc, "'%s' is no pointer; name an object",
					w->text);
	return true;
}

/* --- From a function
 * ---------------------------------------------------------------------------------------- */

static bool walk_root(struct walk *w, uint32_t fn, struct path *path)
{
	const struct ir_function *f = &w->a->m->functions[fn];
	const char *name = take_name(w);
	struct nearest near = {.word = name};
	uint32_t i;

	if (!name)
		return not_a_path(w);
	if (strcmp(name, "return") == 0) {
		path->root = PATH_RETURN;
		w->type = f->result;
		return true;
	}
	for (i = 0; i < f->nparams; i++) {
		const char *param = str_text(w->a->m->strings, f->locals[i].name);

		if (strcmp(param, name) == 0) {
			path->root = PATH_PARAM;
			path->index = (uint16_t)i;
			w->type = f->locals[i].type;
			return true;
		}
		nearest_try(&near, param);
	}
	return annotation_wrong(
		w->a, w->loc, "%s has no parameter '%s'; %s", str_text(w->a->m->strings, f->name),
		name,
		nearest_fix(&near, w->a->out->arena, "start the path at a parameter or 'return'"));
}

/* A '*' before the whole expression: one more load. */
static bool walk_star(struct walk *w)
{
	if (w->is_address) {
		w->is_address = false;
		if (!add_step(w, STEP_LOAD, NULL))
			return false;
	}
	if (!annotation_is_pointer(w->a, w->type))
		return annotation_wrong(w->a, w->loc,
					"'%s' follows what is no pointer; remove the '*'", w->text);
	w->type = w->a->m->types[w->type].ref;
	w->is_address = true;
	return true;
}

bool annotation_path(struct annotator *a, uint32_t fn, const char *text, ir_loc loc,
		     struct path *path)
{
	struct walk w = {.a = a, .text = text, .pos = text, .loc = loc};
	bool address = take(&w, "&");
	bool star = !address && take(&w, "*");

	*path = (struct path){.text = text};
	if (!walk_root(&w, fn, path) || !walk_members(&w) || (star && !walk_star(&w)) ||
	    !walk_end(&w, address))
		return false;
	path->steps = arena_copy(a->out->arena, w.steps, w.nsteps * sizeof(*w.steps));
	path->nsteps = w.nsteps;
	return true;
}

struct path annotation_param(struct annotator *a, uint32_t fn, uint16_t i)
{
	str_id name = a->m->functions[fn].locals[i].name;

	return (struct path){.root = PATH_PARAM, .index = i, .text = str_text(a->m->strings, name)};
}

struct path annotation_result(void)
{
	return (struct path){.root = PATH_RETURN, .text = "return"};
}

/* --- From a record
 * ------------------------------------------------------------------------------------------ */

bool annotation_record_path(struct annotator *a, uint32_t record, const char *text, ir_loc loc)
{
	struct walk w = {.a = a, .text = text, .pos = text, .loc = loc};
	bool address = take(&w, "&");
	const char *name = take_name(&w);

	if (!name)
		return not_a_path(&w);
	return step_into(&w, record, name) && walk_members(&w) && walk_end(&w, address);
}
