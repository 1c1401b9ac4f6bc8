/* SPDX-License-Identifier: MIT */
/*
 * From attributes in source to contracts. Each is judged where it stands: is there such an
 * annotation, may it stand here, are its arguments right, does it agree with its neighbours. Only
 * then does it become an effect (annotate_effect.c), a field or a record contract.
 */
#include "annotate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Kept until the end: what is read first is told first, whatever was compiled first. */
bool annotation_wrong(struct annotator *a, ir_loc loc, const char *format, ...)
{
	struct annotation_mistake *m = arena_alloc(a->out->arena, sizeof(*m));
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	m->next = a->mistakes;
	m->loc = loc;
	m->place = ir_locate(a->m, loc);
	m->number = a->nmistakes++;
	m->text = arena_format(a->out->arena, "%s", text);
	a->mistakes = m;
	return false;
}

static int compare_mistakes(const void *x, const void *y)
{
	const struct annotation_mistake *a = *(struct annotation_mistake *const *)x;
	const struct annotation_mistake *b = *(struct annotation_mistake *const *)y;

	if (a->place.file != b->place.file)
		return a->place.file < b->place.file ? -1 : 1;
	if (a->place.line != b->place.line)
		return a->place.line < b->place.line ? -1 : 1;
	if (a->place.col != b->place.col)
		return a->place.col < b->place.col ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

static void tell_mistakes(struct annotator *a)
{
	struct annotation_mistake **all, *m;
	uint32_t n = 0, i;

	if (!a->nmistakes)
		return;
	all = arena_new_array(a->out->arena, struct annotation_mistake *, a->nmistakes);
	for (m = a->mistakes; m; m = m->next)
		all[n++] = m;
	qsort(all, n, sizeof(*all), compare_mistakes);
	for (i = 0; i < n; i++)
		a->error(a->ctx, all[i]->loc, all[i]->text);
}

const char *annotation_arg(const struct annotator *a, const struct ir_attr *attr, uint32_t i)
{
	return i < attr->nargs ? str_text(a->m->strings, attr->args[i]) : "";
}

bool annotation_is(const struct annotator *a, const struct ir_attr *attr, const char *name)
{
	return strcmp(str_text(a->m->strings, attr->name), name) == 0;
}

struct rule_place annotation_place(struct annotator *a, ir_loc loc)
{
	struct ir_place p = ir_locate(a->m, loc);

	return (struct rule_place){str_text(a->m->strings, p.file), p.line, p.col};
}

/* --- What may stand where
 * --------------------------------------------------------------------------------- */

enum place_kind {
	ON_FUNCTION = 1, /* the function or its result */
	ON_PARAM = 2,
	ON_FIELD = 4,
	ON_RECORD = 8,
	ON_VARIABLE = 16,
	ON_NOTHING = 32, /* what no annotation may stand on */
};

static const struct annotation {
	const char *name;
	unsigned places;
	uint32_t nargs;
	bool of_pointer; /* says something about what a pointer points to */
} annotations[] = {
	{"owned", ON_FUNCTION | ON_PARAM | ON_FIELD, 0, true},
	{"owned_by", ON_FUNCTION | ON_PARAM | ON_FIELD, 1, true},
	{"borrowed", ON_FUNCTION | ON_PARAM | ON_FIELD, 0, true},
	{"borrowed_from", ON_FUNCTION | ON_PARAM | ON_FIELD, 1, true},
	{"mapped", ON_FUNCTION | ON_PARAM, 0, true},
	{"unmapped", ON_FUNCTION | ON_PARAM, 0, true},
	{"maps", ON_PARAM, 0, true},
	{"unmaps", ON_PARAM, 0, true},
	{"typestate", ON_FUNCTION | ON_PARAM, 3, true},
	{"tells", ON_FIELD, 4, false},
	{"locked_by", ON_FUNCTION | ON_FIELD | ON_RECORD, 1, false},
	{"acquires_lock", ON_FUNCTION, 1, false},
	{"releases_lock", ON_FUNCTION, 1, false},
	{"refcounted", ON_RECORD, 2, false},
	{"callback_scoped", ON_RECORD, 0, false},
	{"pinned", ON_RECORD, 0, false},
	{"ends_empty", ON_RECORD, 0, false},
	{"static_only", ON_PARAM, 0, true},
	{"unflagged", ON_FUNCTION, 0, false},
	{"internal", ON_FUNCTION, 1, false},
	{"takes_count", ON_FUNCTION, 1, false},
	{"drops_count", ON_FUNCTION, 1, false},
	{"device_wide", ON_RECORD, 0, false},
	{"when", ON_FUNCTION, 2, false},
	{"trusted", ON_FUNCTION | ON_VARIABLE, 1, false},
	{"allow", ON_FUNCTION, 2, false},
	{"strict", ON_FUNCTION, 0, false},
};

#define NANNOTATIONS (sizeof(annotations) / sizeof(annotations[0]))

/* Pairs that can't be said of one thing. An annotation is never said twice with different
 * arguments. */
static const char *const contradictions[][2] = {
	{"owned", "owned_by"},
	{"owned", "borrowed"},
	{"owned", "borrowed_from"},
	{"owned_by", "borrowed"},
	{"owned_by", "borrowed_from"},
	{"borrowed", "borrowed_from"},
	{"mapped", "unmapped"},
	{"mapped", "maps"},
	{"unmapped", "unmaps"},
	{"maps", "unmaps"},
	{"acquires_lock", "releases_lock"},
	{"locked_by", "acquires_lock"},
	{"refcounted", "callback_scoped"},
};

#define NCONTRADICTIONS (sizeof(contradictions) / sizeof(contradictions[0]))

/* A declaration and what it is annotated with. */
struct target {
	struct annotator *a;
	enum place_kind kind;
	struct ir_attrs attrs;
	uint32_t type; /* of the result, parameter or field; IR_NONE for a record */
	const char *name; /* for messages: of the parameter, field, function or record; of nothing
			     of these, what it is */
};

/* As it is written in source. */
static const char *macro_name(const struct annotator *a, const struct ir_attr *attr)
{
	bool long_name = annotation_is(a, attr, "allow") || annotation_is(a, attr, "strict");
	const char *prefix = long_name ? "__custody_" : "__";

	return arena_format(a->out->arena, "%s%s", prefix, str_text(a->m->strings, attr->name));
}

static const struct annotation *find_annotation(const struct annotator *a,
						const struct ir_attr *attr)
{
	size_t i;

	for (i = 0; i < NANNOTATIONS; i++) {
		if (annotation_is(a, attr, annotations[i].name))
			return &annotations[i];
	}
	return NULL;
}

static bool unknown_annotation(struct annotator *a, const struct ir_attr *attr)
{
	struct nearest near = {.word = str_text(a->m->strings, attr->name)};
	size_t i;

	for (i = 0; i < NANNOTATIONS; i++)
		nearest_try(&near, annotations[i].name);
	return annotation_wrong(a, attr->loc, "no annotation 'custody.%s'; %s", near.word,
				nearest_fix(&near, a->out->arena, "use the macros of custody.h"));
}

static bool misplaced(const struct target *t, const struct ir_attr *attr,
		      const struct annotation *an)
{
	static const struct {
		enum place_kind kind;
		const char *name;
	} places[] = {
		{ON_FUNCTION, "a function"}, {ON_PARAM, "a parameter"},	  {ON_FIELD, "a field"},
		{ON_RECORD, "a struct"},     {ON_VARIABLE, "a variable"},
	};
	struct arena *arena = t->a->out->arena;
	const char *here = t->name, *good = "";
	size_t i, left = 0;

	for (i = 0; i < 5; i++)
		left += (an->places & places[i].kind) != 0;
	for (i = 0; i < 5; i++) {
		if (places[i].kind == t->kind)
			here = places[i].name;
		if (!(an->places & places[i].kind))
			continue;
		left--;
		good = arena_format(arena, "%s%s%s", good, places[i].name,
				    left == 0	? ""
				    : left == 1 ? " or "
						: ", ");
	}
	return annotation_wrong(t->a, attr->loc, "%s can't stand on %s; put it on %s",
				macro_name(t->a, attr), here, good);
}

static bool right_form(const struct target *t, const struct ir_attr *attr,
		       const struct annotation *an)
{
	uint32_t i;

	if (!(an->places & t->kind))
		return misplaced(t, attr, an);
	if (attr->nargs != an->nargs)
		return annotation_wrong(
			t->a, attr->loc, "%s takes %u argument%s, not %u; correct it",
			macro_name(t->a, attr), an->nargs, an->nargs == 1 ? "" : "s", attr->nargs);
	/* The gate judges suppressions, in comments and here alike. */
	for (i = 0; i < attr->nargs && !annotation_is(t->a, attr, "allow"); i++) {
		if (*annotation_arg(t->a, attr, i))
			continue;
		if (annotation_is(t->a, attr, "trusted"))
			return annotation_wrong(
				t->a, attr->loc,
				"__trusted without a reason; say why this need not be checked");
		return annotation_wrong(t->a, attr->loc, "%s: argument %u is empty; name something",
					macro_name(t->a, attr), i + 1);
	}
	if (!an->of_pointer || annotation_is_pointer(t->a, t->type))
		return true;
	return annotation_wrong(
		t->a, attr->loc,
		"%s speaks of what a pointer points to, but %s is no pointer to an object; "
		"remove it",
		macro_name(t->a, attr),
		t->kind == ON_FUNCTION ? arena_format(t->a->out->arena, "the result of %s", t->name)
				       : arena_format(t->a->out->arena, "'%s'", t->name));
}

static bool same_args(const struct ir_attr *x, const struct ir_attr *y)
{
	return x->nargs == y->nargs && memcmp(x->args, y->args, x->nargs * sizeof(*x->args)) == 0;
}

/* Said of different things, both can be true: two locks, two protocols. */
static bool may_repeat(const struct annotator *a, const struct ir_attr *attr)
{
	return annotation_is(a, attr, "locked_by") || annotation_is(a, attr, "acquires_lock") ||
	       annotation_is(a, attr, "releases_lock") || annotation_is(a, attr, "when") ||
	       annotation_is(a, attr, "typestate") || annotation_is(a, attr, "allow") ||
	       annotation_is(a, attr, "trusted") || annotation_is(a, attr, "strict");
}

static bool contradict(const struct annotator *a, const struct ir_attr *x, const struct ir_attr *y)
{
	size_t i;

	if (x->name == y->name)
		return !may_repeat(a, x) && !same_args(x, y);
	for (i = 0; i < NCONTRADICTIONS; i++) {
		const char *const *pair = contradictions[i];

		if ((annotation_is(a, x, pair[0]) && annotation_is(a, y, pair[1])) ||
		    (annotation_is(a, x, pair[1]) && annotation_is(a, y, pair[0])))
			return !may_repeat(a, x) || same_args(x, y);
	}
	return false;
}

/* Whether attr i of t counts: right by itself, not said before, and no contradiction to an earlier
 * one. */
static bool is_good(const struct target *t, uint32_t i)
{
	const struct ir_attr *attr = &t->attrs.list[i], *other;
	const struct annotation *an = find_annotation(t->a, attr);
	uint32_t j;

	if (*str_text(t->a->m->strings, attr->name) == '(')
		return false; /* the producer's */
	if (!an)
		return unknown_annotation(t->a, attr);
	if (!right_form(t, attr, an))
		return false;
	for (j = 0; j < i; j++) {
		other = &t->attrs.list[j];
		if (other->name == attr->name && same_args(other, attr))
			return false;
		if (contradict(t->a, attr, other))
			return annotation_wrong(t->a, attr->loc,
						"%s contradicts %s, said of '%s' as well; "
						"remove one of the two",
						macro_name(t->a, attr), macro_name(t->a, other),
						t->name);
	}
	return true;
}

/* --- Functions
 * -------------------------------------------------------------------------------------------- */

static const struct simple {
	const char *name;
	enum place_kind kind;
	enum annotation_effect effect;
} simple_effects[] = {
	{"owned", ON_PARAM, TAKES},
	{"owned_by", ON_PARAM, TAKES},
	{"borrowed", ON_PARAM, NEEDS_ALIVE},
	{"borrowed_from", ON_PARAM, NEEDS_ALIVE},
	{"mapped", ON_PARAM, NEEDS_MAPPED},
	{"unmapped", ON_PARAM, NEEDS_UNMAPPED},
	{"maps", ON_PARAM, MAPS},
	{"unmaps", ON_PARAM, UNMAPS},
	{"owned", ON_FUNCTION, GIVES},
	{"owned_by", ON_FUNCTION, GIVES},
	{"borrowed", ON_FUNCTION, LENDS},
	{"borrowed_from", ON_FUNCTION, LENDS},
	{"mapped", ON_FUNCTION, IS_MAPPED},
	{"unmapped", ON_FUNCTION, IS_UNMAPPED},
};

static const struct simple lock_effects[] = {
	{"locked_by", ON_FUNCTION, NEEDS_LOCK},
	{"acquires_lock", ON_FUNCTION, LOCKS},
	{"releases_lock", ON_FUNCTION, UNLOCKS},
};

/* Whether the file at hand, or each part of it, lies in a folder of that name. */
static bool lies_in(const struct annotator *a, const char *folder)
{
	const char *file = str_text(a->m->strings, a->m->nmains ? a->m->mains[0] : a->m->main_file);
	size_t n = strlen(folder);

	for (const char *at = strstr(file, folder); at; at = strstr(at + 1, folder))
		if ((at == file || at[-1] == '/') && at[n] == '/')
			return true;
	return false;
}

/* What calls of the function are judged by, whatever their arguments are. */
static const struct plain {
	const char *name;
	enum effect_kind kind;
	const char *rule;
} plain_effects[] = {
	{"unflagged", EFFECT_UNGUARDED, "driver-registered-flag"},
	{"internal", EFFECT_FORBIDDEN, "internal-called"},
	{"static_only", EFFECT_STATIC, "driver-not-static"},
};

static bool add_plain_effect(const struct annotated *at, const struct ir_attr *attr,
			     const struct path *object)
{
	for (size_t i = 0; i < sizeof(plain_effects) / sizeof(plain_effects[0]); i++) {
		const struct plain *e = &plain_effects[i];

		if (!annotation_is(at->a, attr, e->name))
			continue;
		if (!attr->nargs || !lies_in(at->a, annotation_arg(at->a, attr, 0)))
			annotation_add_plain(at, e->kind, object, e->rule);
		/* Who wants it to be there for good keeps it. */
		if (e->kind == EFFECT_STATIC)
			annotation_add_plain(at, EFFECT_HAND_ON, object, NULL);
		return true;
	}
	return false;
}

/* One annotation of a result or parameter, on that object. */
static void add_object_effect(const struct annotated *at, enum place_kind kind,
			      const struct ir_attr *attr, const struct path *object)
{
	struct annotator *a = at->a;
	struct path other;
	size_t i;

	if (add_plain_effect(at, attr, object))
		return;
	if (annotation_is(a, attr, "typestate")) {
		annotation_add_typestate(at, object, annotation_arg(a, attr, 0),
					 annotation_arg(a, attr, 1), annotation_arg(a, attr, 2));
		return;
	}
	if (attr->nargs &&
	    !annotation_path(a, at->fn, annotation_arg(a, attr, 0), attr->loc, &other))
		return;
	for (i = 0; i < sizeof(simple_effects) / sizeof(simple_effects[0]); i++) {
		if (simple_effects[i].kind == kind &&
		    annotation_is(a, attr, simple_effects[i].name))
			annotation_add(at, simple_effects[i].effect, object,
				       attr->nargs ? &other : NULL);
	}
}

/* One annotation of a function. */
static void add_function_effect(const struct annotated *at, const struct ir_attr *attr)
{
	struct annotator *a = at->a;
	struct annotated result = *at;
	struct path object;
	size_t i;

	if (annotation_is(a, attr, "allow") || annotation_is(a, attr, "strict"))
		return;
	if (annotation_is(a, attr, "trusted")) {
		annotation_contract(a, at->fn)->trusted = true;
		return;
	}
	if (annotation_is(a, attr, "when")) {
		annotation_add_when(a, at->fn, attr);
		return;
	}
	if (annotation_is(a, attr, "takes_count") || annotation_is(a, attr, "drops_count")) {
		if (annotation_path(a, at->fn, annotation_arg(a, attr, 0), attr->loc, &object))
			annotation_add_plain(at,
					     annotation_is(a, attr, "takes_count")
						     ? EFFECT_COUNT_UP
						     : EFFECT_COUNT_DOWN,
					     &object, NULL);
		return;
	}
	if (add_plain_effect(at, attr, &(struct path){.root = PATH_RETURN}))
		return;
	for (i = 0; i < sizeof(lock_effects) / sizeof(lock_effects[0]); i++) {
		if (!annotation_is(a, attr, lock_effects[i].name))
			continue;
		if (annotation_path(a, at->fn, annotation_arg(a, attr, 0), attr->loc, &object))
			annotation_add(at, lock_effects[i].effect, &object, NULL);
		return;
	}
	/* A result that is null or an error pointer is no object. */
	result.when = CLASS_POSITIVE;
	object = annotation_result();
	add_object_effect(&result, ON_FUNCTION, attr, &object);
}

static void compile_attrs(const struct target *t, uint32_t fn, uint16_t param)
{
	struct path object;
	uint32_t i;

	for (i = 0; i < t->attrs.count; i++) {
		const struct ir_attr *attr = &t->attrs.list[i];
		struct annotated at = {t->a, fn, CLASS_ANY, attr->loc, NULL};

		if (!is_good(t, i))
			continue;
		at.macro = macro_name(t->a, attr);
		if (t->kind == ON_FUNCTION) {
			add_function_effect(&at, attr);
			continue;
		}
		object = annotation_param(t->a, fn, param);
		add_object_effect(&at, ON_PARAM, attr, &object);
	}
}

/* Who names what zero and what negative numbers mean, and no positive ones, gives none. */
static void settle_results(struct annotator *a, uint32_t fn)
{
	const struct ir_function *f = &a->m->functions[fn];
	struct function_contract *c =
		contracts_own_function(a->out, str_text(a->m->strings, f->name));
	value_classes named = 0;

	if (!c || c->possible != CLASS_ANY || f->result == IR_NONE ||
	    a->m->types[f->result].kind != IR_TYPE_INT)
		return;
	for (uint32_t i = 0; i < c->noutcomes; i++)
		if (c->outcomes[i].when != CLASS_ANY)
			named |= c->outcomes[i].when;
	if (named == (CLASS_ZERO | CLASS_NEGATIVE))
		c->possible = named;
}

static void compile_function(struct annotator *a, uint32_t fn)
{
	const struct ir_function *f = &a->m->functions[fn];
	struct target t = {a, ON_FUNCTION, f->attrs, f->result, str_text(a->m->strings, f->name)};
	uint16_t i;

	compile_attrs(&t, fn, 0);
	for (i = 0; i < a->m->functions[fn].nparams; i++) {
		const struct ir_local *l = &a->m->functions[fn].locals[i];

		t = (struct target){a, ON_PARAM, l->attrs, l->type,
				    str_text(a->m->strings, l->name)};
		compile_attrs(&t, fn, i);
	}
	settle_results(a, fn);
}

/* --- Records and fields
 * ----------------------------------------------------------------------------------- */

/* A borrowed pointer in a struct needs something that says how long it is valid. */
static void check_borrowed_field(const struct target *t)
{
	const struct ir_attr *borrowed = NULL;
	uint32_t i;

	for (i = 0; i < t->attrs.count; i++) {
		if (annotation_is(t->a, &t->attrs.list[i], "locked_by"))
			return;
		if (annotation_is(t->a, &t->attrs.list[i], "borrowed"))
			borrowed = &t->attrs.list[i];
	}
	if (borrowed)
		annotation_wrong(
			t->a, borrowed->loc,
			"nothing says how long '%s' is valid; add __locked_by(lock), or say "
			"__borrowed_from(member)",
			t->name);
}

static void compile_field(struct annotator *a, uint32_t record, uint32_t field)
{
	const struct ir_field *f = &a->m->records[record].fields[field];
	struct target t = {a, ON_FIELD, f->attrs, f->type, str_text(a->m->strings, f->name)};
	uint32_t i;

	for (i = 0; i < t.attrs.count; i++) {
		if (is_good(&t, i))
			annotation_add_field(a, record, field, &t.attrs.list[i]);
	}
	check_borrowed_field(&t);
}

static void compile_record(struct annotator *a, uint32_t record)
{
	const struct ir_record *r = &a->m->records[record];
	struct target t = {a, ON_RECORD, r->attrs, IR_NONE, str_text(a->m->strings, r->name)};
	uint32_t i;

	if (r->attrs.count || r->in_main_file)
		ir_need_fields(a->m, record);
	for (i = 0; i < a->m->records[record].nfields; i++) {
		if (a->m->records[record].fields[i].attrs.count)
			compile_field(a, record, i);
	}
	for (i = 0; i < t.attrs.count; i++) {
		if (is_good(&t, i))
			annotation_add_record(a, record, &t.attrs.list[i]);
	}
}

/* --- The whole module
 * ------------------------------------------------------------------------------------- */

static void compile_variable(struct annotator *a, uint32_t global)
{
	const struct ir_global *g = &a->m->globals[global];
	struct target t = {a, ON_VARIABLE, g->attrs, g->type, str_text(a->m->strings, g->name)};
	uint32_t i;

	for (i = 0; i < t.attrs.count; i++)
		is_good(&t, i);
}

static void check_stray(struct annotator *a, const struct ir_stray *s)
{
	struct target t = {a, ON_NOTHING, s->attrs, IR_NONE, str_text(a->m->strings, s->on)};
	uint32_t i;

	for (i = 0; i < t.attrs.count; i++)
		is_good(&t, i);
}

static void check_trusted(struct annotator *a)
{
	uint32_t i;

	for (i = 0; i < a->m->ntrusted; i++) {
		if (a->m->trusted[i].reason == STR_EMPTY)
			annotation_wrong(
				a, a->m->trusted[i].loc,
				"__trusted without a reason; say why this need not be checked");
	}
}

/*
 * Scanning brings in what the bodies refer to: callees with their annotations, __trusted blocks.
 * The engine wants it of the main file's functions anyway. All tables may grow meanwhile.
 */
static void scan_main_file(struct ir_module *m)
{
	const uint32_t wanted = IR_FN_MAIN_FILE | IR_FN_DEFINED;
	uint32_t fn;

	for (fn = 0; fn < m->nfunctions; fn++) {
		if ((m->functions[fn].flags & wanted) == wanted)
			ir_need_scan(m, fn);
	}
}

struct contracts *annotations_compile(struct ir_module *m, const struct contracts *base,
				      annotation_error_fn *error, void *ctx)
{
	struct annotator a = {.m = m, .out = contracts_new(base), .error = error, .ctx = ctx};
	uint32_t i;

	scan_main_file(m);
	for (i = 0; i < m->nrecords; i++)
		compile_record(&a, i);
	for (i = 0; i < m->nfunctions; i++)
		compile_function(&a, i);
	for (i = 0; i < m->nglobals; i++)
		compile_variable(&a, i);
	for (i = 0; i < m->nstrays; i++)
		check_stray(&a, &m->strays[i]);
	check_trusted(&a);
	tell_mistakes(&a);
	return a.out;
}
