/* SPDX-License-Identifier: MIT */
/* The module: its growing tables, what is asked of a lazy producer, and the names of things. */
#include "ir.h"

#include <string.h>
#include <stdio.h>
#include <stdlib.h>

#include "shape.h"

#define VALUE .value = true
#define TYPED .value = true, .typed = true
#define TERMINATOR .terminator = true

const struct ir_shape ir_shapes[IR_NUM_OPS] = {
	[IR_CONST] = {"const", .a = ROLE_IMM, TYPED},
	[IR_STRING] = {"string", .a = ROLE_STRING, VALUE},
	[IR_FUNC] = {"func", .a = ROLE_FUNCTION, VALUE},
	[IR_LOCAL] = {"local", .a = ROLE_LOCAL, VALUE},
	[IR_GLOBAL] = {"global", .a = ROLE_GLOBAL, VALUE},
	[IR_LOAD] = {"load", .a = ROLE_VALUE, TYPED},
	[IR_FIELD] = {"field", .a = ROLE_VALUE, .b = ROLE_RECORD, .c = ROLE_FIELD, VALUE},
	[IR_INDEX] = {"index", .a = ROLE_VALUE, .b = ROLE_VALUE, VALUE},
	[IR_CONTAINER] = {"container", .a = ROLE_VALUE, .b = ROLE_RECORD, .c = ROLE_FIELD, VALUE},
	[IR_CAST] = {"cast", .a = ROLE_VALUE, TYPED},
	[IR_UNARY] = {"unary", .a = ROLE_VALUE, .nsubs = IR_LNOT + 1, TYPED},
	[IR_BINARY] = {"binary", .a = ROLE_VALUE, .b = ROLE_VALUE, .nsubs = IR_GE + 1, TYPED},
	[IR_CALL] = {"call", .a = ROLE_VALUE, .args = ROLE_VALUE, VALUE},
	[IR_UNKNOWN] = {"unknown", .a = ROLE_STRING, VALUE},
	[IR_STORE] = {"store", .a = ROLE_VALUE, .b = ROLE_VALUE},
	[IR_COPY] = {"copy", .a = ROLE_VALUE, .b = ROLE_VALUE},
	[IR_ASM] = {"asm", .args = ROLE_VALUE},
	[IR_SCOPE_END] = {"scope_end", .a = ROLE_LOCAL},
	[IR_JUMP] = {"jump", .b = ROLE_BLOCK, TERMINATOR},
	[IR_BRANCH] = {"branch", .a = ROLE_VALUE, .b = ROLE_BLOCK, .c = ROLE_BLOCK, TERMINATOR},
	[IR_SWITCH] = {"switch", .a = ROLE_VALUE, .b = ROLE_BLOCK, .args = ROLE_CASES, TERMINATOR},
	[IR_CHOOSE] = {"choose", .args = ROLE_BLOCK, TERMINATOR},
	[IR_RETURN] = {"return", .a = ROLE_OPT_VALUE, TERMINATOR},
	[IR_UNREACHABLE] = {"unreachable", TERMINATOR},
};

struct ir_module *ir_module_new(const struct ir_module_ops *ops, void *producer)
{
	struct arena *arena = arena_new();
	struct ir_module *m = arena_alloc(arena, sizeof(*m));

	m->arena = arena;
	m->strings = strings_new();
	m->ops = ops;
	m->producer = producer;
	return m;
}

void ir_module_free(struct ir_module *m)
{
	if (!m)
		return;
	free(m->mains);
	free(m->types);
	free(m->records);
	free(m->functions);
	free(m->globals);
	free(m->declared);
	free(m->places);
	free(m->suppressions);
	free(m->trusted);
	free(m->strays);
	strings_free(m->strings);
	arena_free(m->arena);
}

/* The table with room for one more. On the heap: in the arena each doubling would leave a hole. */
static void *grown(void *table, uint32_t n, uint32_t *cap, size_t size)
{
	uint64_t want = *cap ? (uint64_t)*cap * 2 : 64;

	if (n < *cap)
		return table;
	table = want < IR_NONE ? realloc(table, want * size) : NULL;
	if (!table) {
		fprintf(stderr, "custody: out of memory for a table of %llu entries\n",
			(unsigned long long)want);
		abort();
	}
	*cap = (uint32_t)want;
	return table;
}

#define APPEND(m, table, entry)                                                                    \
	((m)->table = grown((m)->table, (m)->n##table, &(m)->cap_##table, sizeof(*(m)->table)),    \
	 (m)->table[(m)->n##table] = (entry), (m)->n##table++)

uint32_t ir_add_type(struct ir_module *m, struct ir_type type)
{
	return APPEND(m, types, type);
}

uint32_t ir_add_record(struct ir_module *m)
{
	return APPEND(m, records, (struct ir_record){0});
}

uint32_t ir_add_function(struct ir_module *m)
{
	return APPEND(m, functions, (struct ir_function){0});
}

uint32_t ir_add_global(struct ir_module *m)
{
	return APPEND(m, globals, (struct ir_global){0});
}

uint32_t ir_add_place(struct ir_module *m, struct ir_place place)
{
	return APPEND(m, places, place);
}

void ir_add_suppression(struct ir_module *m, struct ir_suppression s)
{
	APPEND(m, suppressions, s);
}

void ir_add_trusted(struct ir_module *m, struct ir_trusted t)
{
	APPEND(m, trusted, t);
}

bool ir_is_trusted(const struct ir_module *m, struct ir_place place)
{
	for (uint32_t i = 0; i < m->ntrusted; i++) {
		const struct ir_trusted *t = &m->trusted[i];

		if (t->file == place.file && t->first <= place.line && place.line <= t->last)
			return true;
	}
	return false;
}

void ir_add_stray(struct ir_module *m, struct ir_stray s)
{
	APPEND(m, strays, s);
}

uint32_t ir_add_main(struct ir_module *m, str_id file)
{
	return APPEND(m, mains, file);
}

void ir_add_import(struct ir_module *m, str_id file)
{
	APPEND(m, imports, file);
}

void ir_add_declared(struct ir_module *m, uint32_t global, uint32_t unit)
{
	APPEND(m, declared, ((struct ir_declared){global, unit}));
}

bool ir_is_import(const struct ir_module *m, str_id file)
{
	for (uint32_t i = 0; i < m->nimports; i++)
		if (m->imports[i] == file)
			return true;
	return false;
}

bool ir_is_main_file(const struct ir_module *m, str_id file)
{
	for (uint32_t i = 0; i < m->nmains; i++)
		if (m->mains[i] == file)
			return true;
	return file == m->main_file;
}

/* The producer may add functions meanwhile: no pointer into the table lives across a call of it. */
void ir_need_scan(struct ir_module *m, uint32_t fn)
{
	uint32_t flags = m->functions[fn].flags;

	if (!(flags & IR_FN_DEFINED) || flags & IR_FN_SCANNED)
		return;
	m->functions[fn].flags |= IR_FN_SCANNED;
	if (m->ops && m->ops->scan)
		m->ops->scan(m, fn);
}

bool ir_need_body(struct ir_module *m, uint32_t fn)
{
	uint32_t flags = m->functions[fn].flags;
	bool done;

	if (flags & IR_FN_LOWERED)
		return true;
	if (!(flags & IR_FN_DEFINED) || flags & IR_FN_TOO_ODD)
		return false;
	done = m->ops && m->ops->lower && m->ops->lower(m, fn);
	m->functions[fn].flags |= done ? IR_FN_LOWERED : IR_FN_TOO_ODD;
	return done;
}

void ir_need_fields(struct ir_module *m, uint32_t record)
{
	if (m->records[record].complete || m->records[record].asked)
		return;
	m->records[record].asked = true;
	if (m->ops && m->ops->complete)
		m->ops->complete(m, record);
}

bool ir_is_sized(struct ir_module *m, uint32_t global)
{
	if (m->ops && m->ops->sized && m->ops->sized(m, global))
		m->globals[global].flags |= IR_GLOBAL_SIZED;
	return m->globals[global].flags & IR_GLOBAL_SIZED;
}

static bool is_named(const struct ir_module *m, uint32_t global, const char *name)
{
	return !strcmp(str_text(m->strings, m->globals[global].name), name);
}

/* What one part of a merged module declares says nothing of the others. */
static uint32_t find_declared(const struct ir_module *m, const char *name, uint32_t unit)
{
	for (uint32_t i = 0; i < m->ndeclared; i++)
		if (m->declared[i].unit == unit && is_named(m, m->declared[i].global, name))
			return m->declared[i].global;
	return IR_NONE;
}

uint32_t ir_find_global(struct ir_module *m, const char *name, uint32_t user)
{
	uint32_t found = IR_NONE;

	if (m->nmains)
		return find_declared(m, name, m->globals[user].unit);

	if (m->ops && m->ops->find_global)
		found = m->ops->find_global(m, name);
	for (uint32_t i = 0; i < m->nglobals && found == IR_NONE; i++)
		if (is_named(m, i, name))
			found = i;
	if (found != IR_NONE)
		m->globals[found].flags |= IR_GLOBAL_WANTED;
	return found;
}

struct ir_place ir_locate(struct ir_module *m, ir_loc loc)
{
	if (!loc)
		return (struct ir_place){0};
	if (m->ops && m->ops->locate)
		return m->ops->locate(m, loc);
	return loc < m->nplaces ? m->places[loc] : (struct ir_place){0};
}

bool ir_insn_reads(const struct ir_function *f, uint32_t insn, uint32_t value)
{
	const struct ir_insn *i = &f->insns[insn];

	for (uint32_t k = 0; k < i->nargs; k++)
		if (f->pool[i->args + k] == value)
			return true;
	if (i->op == IR_CONST || i->op == IR_STRING || i->op == IR_FUNC || i->op == IR_LOCAL ||
	    i->op == IR_GLOBAL || i->op == IR_JUMP || i->op == IR_UNKNOWN)
		return false;
	return i->a == value || ((i->op == IR_STORE || i->op == IR_BINARY || i->op == IR_INDEX ||
				  i->op == IR_COPY) &&
				 i->b == value);
}

bool ir_is_terminator(enum ir_op op)
{
	return op < IR_NUM_OPS && ir_shapes[op].terminator;
}

const char *ir_op_name(enum ir_op op)
{
	return op < IR_NUM_OPS ? ir_shapes[op].name : "?";
}

const char *ir_unary_name(enum ir_unary op)
{
	static const char *const names[] = {"neg", "not", "lnot"};

	return op <= IR_LNOT ? names[op] : "?";
}

const char *ir_binary_name(enum ir_binary op)
{
	static const char *const names[] = {"add", "sub", "mul", "div", "rem", "and", "or", "xor",
					    "shl", "shr", "eq",	 "ne",	"lt",  "le",  "gt", "ge"};

	return op <= IR_GE ? names[op] : "?";
}
