/* SPDX-License-Identifier: MIT */
/* Writes a module as a .cir file; cir_format.h describes the bytes. */
#include "cir.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "cir_format.h"
#include "cir_reach.h"
#include "save.h"
#include "shape.h"

struct buffer {
	uint8_t *data;
	size_t len, cap;
};

struct section {
	struct buffer bytes;
	uint32_t count;
};

struct writer {
	struct ir_module *m;
	struct cir_reach reach;
	struct section sections[CIR_NUM_SECTIONS];
	struct cir_map strings;
	struct strings *places; /* used as a set: the bytes of a struct ir_place are the text, "" is
				   nowhere */
	ir_loc last_loc;
	uint32_t last_place; /* of last_loc */
};

static _Thread_local char error_text[1024];

static void append(struct buffer *b, const void *data, size_t len)
{
	if (len > b->cap - b->len) {
		b->cap = 2 * (b->cap + len) + 256;
		b->data = realloc(b->data, b->cap);
		if (!b->data) {
			fprintf(stderr, "custody: out of memory\n");
			abort();
		}
	}
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
}

static void put_num(struct buffer *b, uint64_t x)
{
	uint8_t bytes[10];
	size_t n = 0;

	for (; x >= 0x80; x >>= 7)
		bytes[n++] = (uint8_t)(x | 0x80);
	bytes[n++] = (uint8_t)x;
	append(b, bytes, n);
}

static void put_opt(struct buffer *b, uint32_t x)
{
	put_num(b, x == IR_NONE ? 0 : (uint64_t)x + 1);
}

static void put_signed(struct buffer *b, int64_t x)
{
	put_num(b, ((uint64_t)x << 1) ^ (x < 0 ? UINT64_MAX : 0));
}

static void store_fixed(uint8_t *to, uint64_t x, int nbytes)
{
	int i;

	for (i = 0; i < nbytes; i++)
		to[i] = (uint8_t)(x >> (8 * i));
}

static void put_str(struct writer *w, struct buffer *b, str_id id)
{
	put_num(b, id == STR_EMPTY ? 0 : cir_map_add(&w->strings, id) + 1);
}

static uint32_t place_number(struct writer *w, ir_loc loc)
{
	struct ir_place p;

	if (loc == w->last_loc)
		return w->last_place;
	p = ir_locate(w->m, loc);
	w->last_loc = loc;
	w->last_place = 0;
	if (p.file != STR_EMPTY || p.line)
		w->last_place = str_intern_n(w->places, (const char *)&p, sizeof(p));
	return w->last_place;
}

static void put_place(struct writer *w, struct buffer *b, ir_loc loc)
{
	put_num(b, place_number(w, loc));
}

static void put_attrs(struct writer *w, struct buffer *b, const struct ir_attrs *attrs)
{
	uint32_t i, arg;

	put_num(b, attrs->count);
	for (i = 0; i < attrs->count; i++) {
		const struct ir_attr *attr = &attrs->list[i];

		put_str(w, b, attr->name);
		put_place(w, b, attr->loc);
		put_num(b, attr->nargs);
		for (arg = 0; arg < attr->nargs; arg++)
			put_str(w, b, attr->args[arg]);
	}
}

static uint32_t new_type(const struct writer *w, uint32_t type)
{
	return cir_map_get(&w->reach.types, type);
}

static void put_type(struct writer *w, struct buffer *b, const struct ir_type *t)
{
	uint32_t ref = IR_NONE;

	if (t->kind == IR_TYPE_RECORD)
		ref = cir_map_get(&w->reach.records, t->ref);
	else if (t->kind == IR_TYPE_POINTER || t->kind == IR_TYPE_ARRAY ||
		 t->kind == IR_TYPE_FUNCTION)
		ref = new_type(w, t->ref);
	put_num(b, t->kind);
	put_num(b, t->flags);
	put_num(b, t->bits);
	put_opt(b, ref);
	put_num(b, t->count);
}

static void put_field(struct writer *w, struct buffer *b, const struct ir_field *f)
{
	put_str(w, b, f->name);
	put_num(b, new_type(w, f->type));
	put_num(b, f->offset);
	put_num(b, f->width);
	put_place(w, b, f->loc);
	put_attrs(w, b, &f->attrs);
}

static void put_record(struct writer *w, struct buffer *b, const struct ir_record *rec)
{
	uint32_t i;

	put_str(w, b, rec->name);
	put_num(b, (rec->is_union ? CIR_RECORD_UNION : 0u) |
			   (rec->complete ? CIR_RECORD_COMPLETE : 0u) |
			   (rec->in_main_file ? CIR_RECORD_MAIN_FILE : 0u));
	put_num(b, rec->size);
	put_place(w, b, rec->loc);
	put_attrs(w, b, &rec->attrs);
	if (!rec->complete)
		return;
	put_num(b, rec->nfields);
	for (i = 0; i < rec->nfields; i++)
		put_field(w, b, &rec->fields[i]);
}

static void put_local(struct writer *w, struct buffer *b, const struct ir_local *l)
{
	put_str(w, b, l->name);
	put_num(b, new_type(w, l->type));
	put_place(w, b, l->loc);
	put_attrs(w, b, &l->attrs);
	put_num(b, (l->address_taken ? CIR_LOCAL_ADDRESS_TAKEN : 0u) |
			   (l->is_static ? CIR_LOCAL_STATIC : 0u));
}

static void put_operand(struct writer *w, struct buffer *b, enum ir_role role, uint32_t user,
			uint32_t x)
{
	switch (role) {
	case ROLE_VALUE:
	case ROLE_OPT_VALUE:
		put_num(b, x == IR_NONE ? 0 : user - x);
		return;
	case ROLE_STRING:
		put_str(w, b, x);
		return;
	case ROLE_FUNCTION:
		put_num(b, cir_map_get(&w->reach.functions, x));
		return;
	case ROLE_GLOBAL:
		put_num(b, cir_map_get(&w->reach.globals, x));
		return;
	case ROLE_RECORD:
		put_num(b, cir_map_get(&w->reach.records, x));
		return;
	case ROLE_LOCAL:
	case ROLE_FIELD:
	case ROLE_BLOCK:
		put_num(b, x);
		return;
	case ROLE_NONE:
	case ROLE_IMM:
	case ROLE_CASES:
		return;
	}
}

static void put_insn(struct writer *w, struct buffer *b, const struct ir_function *f, uint32_t i)
{
	const struct ir_insn *insn = &f->insns[i];
	const struct ir_shape *shape = &ir_shapes[insn->op];
	uint32_t last_place = w->last_place;
	uint32_t arg;

	put_num(b, insn->op);
	put_num(b, insn->flags);
	if (shape->nsubs)
		put_num(b, insn->sub);
	put_opt(b, new_type(w, insn->type));
	put_signed(b, (int64_t)place_number(w, insn->loc) - last_place);
	if (shape->a == ROLE_IMM)
		put_signed(b, insn->imm);
	put_operand(w, b, (enum ir_role)shape->a, i, insn->a);
	put_operand(w, b, (enum ir_role)shape->b, i, insn->b);
	put_operand(w, b, (enum ir_role)shape->c, i, insn->c);
	if (shape->args == ROLE_NONE)
		return;
	put_num(b, insn->nargs);
	for (arg = 0; arg < insn->nargs; arg++)
		put_operand(w, b, ir_arg_role(shape, arg), i, f->pool[insn->args + arg]);
}

static void put_body(struct writer *w, struct buffer *b, const struct ir_function *f)
{
	uint64_t npool = 0;
	uint32_t i;

	for (i = 0; i < f->ninsns; i++)
		npool += f->insns[i].nargs;
	put_num(b, f->unknowns);
	put_num(b, f->ninsns);
	put_num(b, npool);
	put_num(b, f->nblocks);
	for (i = 0; i < f->nblocks; i++) {
		put_num(b, f->blocks[i].first);
		put_num(b, f->blocks[i].count);
	}
	place_number(w, f->loc); /* what the first instruction's place is counted from */
	for (i = 0; i < f->ninsns; i++)
		put_insn(w, b, f, i);
}

/* By value: a place that is resolved may, in theory, move the producer's tables. */
static void put_function(struct writer *w, struct buffer *b, uint32_t fn)
{
	const struct ir_function f = w->m->functions[fn];
	bool inside = cir_map_has(&w->reach.bodies, fn);
	bool body = inside && f.flags & IR_FN_LOWERED;
	uint32_t flags = f.flags & ~(uint32_t)(IR_FN_LOWERED | IR_FN_SCANNED);
	uint32_t ncallees = inside ? f.ncallees : 0;
	uint32_t nlocals = body ? f.nlocals : f.nparams;
	uint32_t i;

	if (!inside)
		flags &= ~(uint32_t)(IR_FN_DEFINED | IR_FN_TOO_ODD);
	put_str(w, b, f.name);
	put_num(b, flags | (body ? IR_FN_LOWERED : 0));
	put_num(b, new_type(w, f.result));
	put_num(b, f.nparams);
	put_place(w, b, f.loc);
	put_place(w, b, f.end);
	put_attrs(w, b, &f.attrs);
	put_num(b, ncallees);
	for (i = 0; i < ncallees; i++)
		put_num(b, cir_map_get(&w->reach.functions, f.callees[i]));
	put_num(b, nlocals);
	for (i = 0; i < nlocals; i++)
		put_local(w, b, &f.locals[i]);
	if (body)
		put_body(w, b, &f);
}

static void put_init(struct writer *w, struct buffer *b, const struct ir_init *init)
{
	put_num(b, init->kind);
	put_opt(b, cir_map_get(&w->reach.records, init->record));
	put_num(b, init->record == IR_NONE ? 0 : init->field);
	put_opt(b, init->elem);
	switch (init->kind) {
	case IR_INIT_INT:
		put_signed(b, init->imm);
		break;
	case IR_INIT_FUNC:
		put_num(b, cir_map_get(&w->reach.functions, init->ref));
		break;
	case IR_INIT_GLOBAL:
		put_num(b, cir_map_get(&w->reach.globals, init->ref));
		break;
	case IR_INIT_STRING:
		put_str(w, b, init->ref);
		break;
	}
	put_place(w, b, init->loc);
}

/* An array whose last element is written out: only of such a one does it matter who asks for its
 * size. */
static bool is_full(const struct ir_module *m, const struct ir_global *g)
{
	const struct ir_type *t = g->type == IR_NONE ? NULL : &m->types[g->type];

	for (uint32_t i = 0; t && t->kind == IR_TYPE_ARRAY && i < g->ninits; i++)
		if (g->inits[i].elem + UINT64_C(1) == t->count)
			return true;
	return false;
}

static void put_global(struct writer *w, struct buffer *b, uint32_t global)
{
	const struct ir_global *g = &w->m->globals[global];
	uint32_t i;

	if (is_full(w->m, g))
		ir_is_sized(w->m, global);
	put_str(w, b, g->name);
	put_num(b, g->flags);
	put_num(b, new_type(w, g->type));
	put_place(w, b, g->loc);
	put_attrs(w, b, &g->attrs);
	put_num(b, g->ninits);
	for (i = 0; i < g->ninits; i++)
		put_init(w, b, &g->inits[i]);
}

static void put_declarations(struct writer *w)
{
	struct section *types = &w->sections[CIR_TYPES], *records = &w->sections[CIR_RECORDS];
	struct section *functions = &w->sections[CIR_FUNCTIONS],
		       *globals = &w->sections[CIR_GLOBALS];
	struct cir_reach *r = &w->reach;

	for (; types->count < r->types.count; types->count++)
		put_type(w, &types->bytes, &w->m->types[r->types.old[types->count]]);
	for (; records->count < r->records.count; records->count++)
		put_record(w, &records->bytes, &w->m->records[r->records.old[records->count]]);
	for (; functions->count < r->functions.count; functions->count++)
		put_function(w, &functions->bytes, r->functions.old[functions->count]);
	for (; globals->count < r->globals.count; globals->count++)
		put_global(w, &globals->bytes, r->globals.old[globals->count]);
}

static void put_text(struct buffer *b, const char *text)
{
	size_t len = strlen(text);

	put_num(b, len);
	append(b, text, len);
}

static void put_link(struct writer *w, enum cir_link_kind kind, str_id name)
{
	struct section *out = &w->sections[CIR_LINKS];

	put_num(&out->bytes, kind);
	put_text(&out->bytes, str_text(w->m->strings, name));
	out->count++;
}

/* A table's functions that stand in another file. */
static void put_placed(struct writer *w, const struct ir_init *init)
{
	struct buffer *b = &w->sections[CIR_LINKS].bytes;
	const struct ir_function *f;
	const struct ir_record *rec;

	if (init->kind != IR_INIT_FUNC || init->record == IR_NONE)
		return;
	f = &w->m->functions[init->ref];
	if (f->flags & (IR_FN_DEFINED | IR_FN_STATIC))
		return;
	rec = &w->m->records[init->record];
	put_link(w, CIR_LINK_PLACES, f->name);
	put_text(b, str_text(w->m->strings, rec->name));
	put_text(b, str_text(w->m->strings, rec->fields[init->field].name));
}

static void put_links(struct writer *w)
{
	const struct cir_reach *r = &w->reach;

	for (uint32_t i = 0; i < r->functions.count; i++) {
		const struct ir_function *f = &w->m->functions[r->functions.old[i]];

		if (f->flags & IR_FN_STATIC)
			continue;
		if (!(f->flags & IR_FN_DEFINED))
			put_link(w, CIR_LINK_NEEDS, f->name);
		else if (f->flags & IR_FN_MAIN_FILE)
			put_link(w, CIR_LINK_DEFINES, f->name);
	}
	for (uint32_t i = 0; i < r->globals.count; i++) {
		const struct ir_global *g = &w->m->globals[r->globals.old[i]];

		for (uint32_t k = 0; k < g->ninits; k++)
			put_placed(w, &g->inits[k]);
	}
}

static void put_comments(struct writer *w)
{
	struct section *out = &w->sections[CIR_SUPPRESSIONS];

	for (; out->count < w->m->nsuppressions; out->count++) {
		const struct ir_suppression *s = &w->m->suppressions[out->count];

		put_str(w, &out->bytes, s->file);
		put_num(&out->bytes, s->line);
		put_num(&out->bytes, s->col);
		put_num(&out->bytes, s->last);
		put_str(w, &out->bytes, s->rule);
		put_str(w, &out->bytes, s->reason);
	}
	out = &w->sections[CIR_TRUSTED];
	for (; out->count < w->m->ntrusted; out->count++) {
		const struct ir_trusted *t = &w->m->trusted[out->count];

		put_str(w, &out->bytes, t->file);
		put_num(&out->bytes, t->first);
		put_num(&out->bytes, t->last);
		put_str(w, &out->bytes, t->reason);
		put_place(w, &out->bytes, t->loc);
	}
	out = &w->sections[CIR_STRAYS];
	for (; out->count < w->m->nstrays; out->count++) {
		put_str(w, &out->bytes, w->m->strays[out->count].on);
		put_attrs(w, &out->bytes, &w->m->strays[out->count].attrs);
	}
}

/* Last, because the other sections fill the two tables as they go. */
static void put_tables(struct writer *w)
{
	struct section *places = &w->sections[CIR_PLACES], *strings = &w->sections[CIR_STRINGS];
	uint32_t i;

	places->count = strings_count(w->places);
	for (i = 1; i < places->count; i++) {
		struct ir_place p;

		memcpy(&p, str_text(w->places, i), sizeof(p));
		put_str(w, &places->bytes, p.file);
		put_num(&places->bytes, p.line);
		put_num(&places->bytes, p.col);
		put_str(w, &places->bytes, p.macro);
	}
	strings->count = w->strings.count + 1;
	for (i = 0; i < w->strings.count; i++) {
		size_t len = str_len(w->m->strings, w->strings.old[i]);

		put_num(&strings->bytes, len);
		append(&strings->bytes, str_text(w->m->strings, w->strings.old[i]), len);
	}
}

/* Joins the sections behind their table and the header. False: a section is too large for its size.
 */
static bool join(struct writer *w, struct buffer *file)
{
	uint8_t head[CIR_HEADER_SIZE + CIR_TABLE_SIZE] = CIR_MAGIC;
	uint8_t *entry = head + CIR_HEADER_SIZE;
	int i;

	for (i = 0; i < CIR_NUM_SECTIONS; i++, entry += 8) {
		if (w->sections[i].bytes.len > UINT32_MAX)
			return false;
		store_fixed(entry, w->sections[i].count, 4);
		store_fixed(entry + 4, w->sections[i].bytes.len, 4);
	}
	append(file, head, sizeof(head));
	for (i = 0; i < CIR_NUM_SECTIONS; i++)
		append(file, w->sections[i].bytes.data, w->sections[i].bytes.len);
	store_fixed(file->data + CIR_AT_VERSION, CIR_VERSION, 4);
	store_fixed(file->data + CIR_AT_SIZE, file->len - CIR_HEADER_SIZE, 8);
	store_fixed(file->data + CIR_AT_HASH,
		    XXH3_64bits(file->data + CIR_HEADER_SIZE, file->len - CIR_HEADER_SIZE), 8);
	return true;
}

/* Whether path holds these bytes, by its size and the hash in its header. */
static bool is_there(const char *path, const struct buffer *file)
{
	uint8_t header[CIR_HEADER_SIZE];
	FILE *f = fopen(path, "rb");
	bool same;

	if (!f)
		return false;
	same = fread(header, 1, sizeof(header), f) == sizeof(header) &&
	       !memcmp(header, file->data, sizeof(header)) && !fseek(f, 0, SEEK_END) &&
	       ftell(f) == (long)file->len;
	fclose(f);
	return same;
}

const char *cir_write(struct ir_module *m, const char *path)
{
	struct writer w = {.m = m};
	struct buffer file = {0};
	const char *wrong;
	int i;

	w.places = strings_new();
	cir_reach(&w.reach, m);
	if (w.reach.wrong) {
		snprintf(error_text, sizeof(error_text), "%s: not written: %s: %s", path,
			 w.reach.wrong_in, w.reach.wrong);
		wrong = error_text;
		goto out;
	}
	w.sections[CIR_MODULE].count = 1;
	put_str(&w, &w.sections[CIR_MODULE].bytes, m->main_file);
	put_declarations(&w);
	put_comments(&w);
	put_links(&w);
	put_tables(&w);
	if (join(&w, &file)) {
		wrong = is_there(path, &file) ? NULL : save_file(path, file.data, file.len);
	} else {
		snprintf(error_text, sizeof(error_text), "%s: not written: it would be too large",
			 path);
		wrong = error_text;
	}
out:
	for (i = 0; i < CIR_NUM_SECTIONS; i++)
		free(w.sections[i].bytes.data);
	free(file.data);
	cir_map_free(&w.strings);
	strings_free(w.places);
	cir_reach_free(&w.reach);
	return wrong;
}
