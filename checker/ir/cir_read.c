/* SPDX-License-Identifier: MIT */
/*
 * Reads a .cir file. Nothing in it is believed: each number is checked where it
 * is decoded, each count against the bytes that are left before anything is
 * allocated for it, and each body by ir_verify(). The first error sticks: from
 * then on every number reads as 0 and every loop ends.
 */
#include "cir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "cir_format.h"
#include "shape.h"

struct reader {
	const char *name;
	const uint8_t *data, *pos, *end; /* end: of the section */
	const uint8_t *at; /* where the last number began */
	const char *what; /* the entry being read, for messages: "type" 7 */
	uint32_t which;
	bool failed;
	struct ir_module *m;
	uint32_t counts[CIR_NUM_SECTIONS];
	uint16_t *type_depth; /* by type: how many types it is made of */
	uint16_t *nesting; /* by record: 0 until nesting() knows */
	struct arena *links_arena; /* of the list below; NULL: it is only checked */
	struct cir_links links;
};

static _Thread_local char error_text[1024];

/* Keeps the first message; the sentence continues "<entry> <number> ". */
__attribute__((format(printf, 2, 3))) static void fail(struct reader *r, const char *format, ...)
{
	va_list args;
	int n;

	if (r->failed)
		return;
	r->failed = true;
	n = snprintf(error_text, sizeof(error_text), "%s: damaged at byte %zu: %s %u ", r->name,
		     (size_t)(r->at - r->data), r->what, r->which);
	if (n < 0 || (size_t)n >= sizeof(error_text))
		return;
	va_start(args, format);
	vsnprintf(error_text + n, sizeof(error_text) - (size_t)n, format, args);
	va_end(args);
}

static uint64_t get_num(struct reader *r)
{
	uint64_t x = 0;
	unsigned int shift = 0;

	if (r->failed)
		return 0;
	r->at = r->pos;
	for (; r->pos < r->end; shift += 7) {
		uint8_t byte = *r->pos++;

		if (shift == 63 && byte > 1)
			break;
		x |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return x;
	}
	fail(r, r->pos == r->end ? "runs over the end of its section" : "holds too large a number");
	return 0;
}

static int64_t get_signed(struct reader *r)
{
	uint64_t x = get_num(r);

	return (int64_t)((x >> 1) ^ (x & 1 ? UINT64_MAX : 0));
}

/* A number that is at most max. */
static uint64_t get_max(struct reader *r, uint64_t max, const char *what)
{
	uint64_t x = get_num(r);

	if (x <= max)
		return x;
	fail(r, "has %s %llu, at most %llu is possible", what, (unsigned long long)x,
	     (unsigned long long)max);
	return 0;
}

static uint32_t get_u32(struct reader *r, const char *what)
{
	return (uint32_t)get_max(r, UINT32_MAX, what);
}

/* An index below count; `what` names the table. */
static uint32_t get_index(struct reader *r, uint32_t count, const char *what)
{
	uint64_t x = get_num(r);

	if (x < count)
		return (uint32_t)x;
	fail(r, "refers to %s %llu of %u", what, (unsigned long long)x, count);
	return 0;
}

static uint32_t get_opt(struct reader *r, uint32_t count, const char *what)
{
	uint64_t x = get_num(r);

	if (x <= count)
		return x ? (uint32_t)x - 1 : IR_NONE;
	fail(r, "refers to %s %llu of %u", what, (unsigned long long)x - 1, count);
	return IR_NONE;
}

/* How many entries follow; each takes at least `least` bytes, so a lying count buys no memory. */
static uint32_t get_count(struct reader *r, size_t least, const char *what)
{
	uint64_t n = get_num(r);
	size_t left = (size_t)(r->end - r->pos);

	if (n <= left / least)
		return (uint32_t)n;
	fail(r, "has %llu %s in %zu bytes", (unsigned long long)n, what, left);
	return 0;
}

static str_id get_str(struct reader *r)
{
	return get_index(r, r->counts[CIR_STRINGS], "string");
}

static ir_loc get_place(struct reader *r)
{
	return get_index(r, r->counts[CIR_PLACES], "place");
}

static uint32_t get_type_index(struct reader *r)
{
	return get_index(r, r->counts[CIR_TYPES], "type");
}

static struct ir_attrs get_attrs(struct reader *r)
{
	struct ir_attrs attrs = {.count = get_count(r, 3, "attributes")};
	uint32_t i, arg;

	attrs.list = arena_new_array(r->m->arena, struct ir_attr, attrs.count);
	for (i = 0; i < attrs.count && !r->failed; i++) {
		struct ir_attr *attr = &attrs.list[i];

		attr->name = get_str(r);
		attr->loc = get_place(r);
		attr->nargs = (uint32_t)get_max(r, IR_ATTR_ARGS, "argument count");
		for (arg = 0; arg < attr->nargs; arg++)
			attr->args[arg] = get_str(r);
	}
	return attrs;
}

static void read_module(struct reader *r)
{
	r->m->main_file = get_str(r);
}

static void read_string(struct reader *r)
{
	uint64_t len = get_num(r);

	if (len > (size_t)(r->end - r->pos)) {
		fail(r, "has %llu bytes, %zu are left", (unsigned long long)len,
		     (size_t)(r->end - r->pos));
		return;
	}
	if (!r->failed && str_intern_n(r->m->strings, (const char *)r->pos, len) != r->which)
		fail(r, "repeats an earlier one");
	r->pos += len;
}

static void read_place(struct reader *r)
{
	struct ir_place p;

	p.file = get_str(r);
	p.line = get_u32(r, "line");
	p.col = get_u32(r, "column");
	p.macro = get_str(r);
	ir_add_place(r->m, p);
}

static void read_type(struct reader *r)
{
	struct ir_type t = {0};
	uint32_t depth = 0;

	t.kind = (uint8_t)get_max(r, IR_TYPE_UNKNOWN, "kind");
	t.flags = (uint8_t)get_max(r, UINT8_MAX, "flags");
	t.bits = (uint16_t)get_max(r, UINT16_MAX, "bits");
	if (t.kind == IR_TYPE_POINTER || t.kind == IR_TYPE_ARRAY || t.kind == IR_TYPE_FUNCTION)
		t.ref = get_opt(r, r->counts[CIR_TYPES], "type");
	else
		t.ref = get_opt(r, t.kind == IR_TYPE_RECORD ? r->counts[CIR_RECORDS] : 0, "record");
	t.count = get_num(r);
	if (t.kind >= IR_TYPE_POINTER && t.kind <= IR_TYPE_FUNCTION && t.ref == IR_NONE)
		fail(r, "refers to nothing");
	if (t.kind != IR_TYPE_RECORD && t.ref != IR_NONE && t.ref >= r->which)
		fail(r, "refers to type %u, which does not stand before it", t.ref);
	if (r->failed)
		return;
	if (t.ref != IR_NONE && t.kind != IR_TYPE_RECORD)
		depth = r->type_depth[t.ref] + 1u;
	if (depth > CIR_MAX_DEPTH)
		fail(r, "nests deeper than %d", CIR_MAX_DEPTH);
	r->type_depth[r->which] = (uint16_t)depth;
	ir_add_type(r->m, t);
}

static void read_field(struct reader *r, struct ir_field *f)
{
	f->name = get_str(r);
	f->type = get_type_index(r);
	f->offset = get_u32(r, "field offset");
	f->width = (uint16_t)get_max(r, UINT16_MAX, "field width");
	f->loc = get_place(r);
	f->attrs = get_attrs(r);
}

static void read_record(struct reader *r)
{
	uint32_t index = ir_add_record(r->m);
	struct ir_record *rec = &r->m->records[index];
	uint64_t flags;
	uint32_t i;

	rec->name = get_str(r);
	flags = get_max(r, CIR_RECORD_UNION | CIR_RECORD_COMPLETE | CIR_RECORD_MAIN_FILE, "flags");
	rec->is_union = flags & CIR_RECORD_UNION;
	rec->complete = flags & CIR_RECORD_COMPLETE;
	rec->in_main_file = flags & CIR_RECORD_MAIN_FILE;
	rec->size = get_num(r);
	rec->loc = get_place(r);
	rec->attrs = get_attrs(r);
	if (!rec->complete)
		return;
	rec->nfields = get_count(r, 6, "fields");
	rec->fields = arena_new_array(r->m->arena, struct ir_field, rec->nfields);
	for (i = 0; i < rec->nfields && !r->failed; i++)
		read_field(r, &rec->fields[i]);
}

static void read_local(struct reader *r, struct ir_local *l)
{
	uint64_t flags;

	l->name = get_str(r);
	l->type = get_type_index(r);
	l->loc = get_place(r);
	l->attrs = get_attrs(r);
	flags = get_max(r, CIR_LOCAL_ADDRESS_TAKEN | CIR_LOCAL_STATIC, "local flags");
	l->address_taken = flags & CIR_LOCAL_ADDRESS_TAKEN;
	l->is_static = flags & CIR_LOCAL_STATIC;
}

/* Only what ir_verify() does not look at is checked here: it judges the body as a whole. */
static uint32_t get_operand(struct reader *r, enum ir_role role, uint32_t user)
{
	uint64_t back;

	switch (role) {
	case ROLE_VALUE:
	case ROLE_OPT_VALUE:
		back = get_max(r, user, "an operand as far back as");
		return back ? user - (uint32_t)back : IR_NONE;
	case ROLE_STRING:
		return get_str(r);
	case ROLE_FUNCTION:
		return get_index(r, r->counts[CIR_FUNCTIONS], "function");
	case ROLE_GLOBAL:
		return get_index(r, r->counts[CIR_GLOBALS], "global");
	case ROLE_RECORD:
		return get_index(r, r->counts[CIR_RECORDS], "record");
	case ROLE_LOCAL:
	case ROLE_FIELD:
	case ROLE_BLOCK:
		return get_u32(r, "operand");
	case ROLE_NONE:
	case ROLE_IMM:
	case ROLE_CASES:
		return 0;
	}
	return 0;
}

static void read_args(struct reader *r, struct ir_function *f, uint32_t i, uint32_t *used)
{
	struct ir_insn *insn = &f->insns[i];
	const struct ir_shape *shape = &ir_shapes[insn->op];
	uint32_t arg;

	insn->args = *used;
	insn->nargs = get_count(r, 1, "arguments");
	if (insn->nargs > f->npool - *used) {
		fail(r, "has more arguments than it says");
		return;
	}
	for (arg = 0; arg < insn->nargs && !r->failed; arg++)
		f->pool[(*used)++] = get_operand(r, ir_arg_role(shape, arg), i);
}

static void read_insn(struct reader *r, struct ir_function *f, uint32_t i, ir_loc *loc,
		      uint32_t *used)
{
	struct ir_insn *insn = &f->insns[i];
	const struct ir_shape *shape;
	uint64_t place;

	insn->op = (uint8_t)get_max(r, IR_NUM_OPS - 1, "instruction kind");
	shape = &ir_shapes[insn->op];
	insn->flags = (uint8_t)get_max(r, UINT8_MAX, "instruction flags");
	if (shape->nsubs)
		insn->sub = (uint8_t)get_max(r, shape->nsubs - 1u, "operator");
	insn->type = get_opt(r, r->counts[CIR_TYPES], "type");
	place = (uint64_t)get_signed(r) + *loc;
	if (place >= r->counts[CIR_PLACES]) {
		fail(r, "refers to place %lld of %u", (long long)place, r->counts[CIR_PLACES]);
		return;
	}
	*loc = insn->loc = (ir_loc)place;
	if (shape->a == ROLE_IMM) {
		insn->imm = get_signed(r);
	} else {
		insn->a = get_operand(r, (enum ir_role)shape->a, i);
		insn->b = get_operand(r, (enum ir_role)shape->b, i);
	}
	insn->c = get_operand(r, (enum ir_role)shape->c, i);
	if (shape->args != ROLE_NONE)
		read_args(r, f, i, used);
}

static void read_body(struct reader *r, struct ir_function *f)
{
	ir_loc loc = f->loc;
	uint32_t used = 0;
	uint32_t i;

	f->unknowns = get_u32(r, "unknowns");
	f->ninsns = get_count(r, 4, "instructions");
	f->npool = get_count(r, 1, "arguments");
	f->nblocks = get_count(r, 2, "blocks");
	f->insns = arena_new_array(r->m->arena, struct ir_insn, f->ninsns);
	f->pool = arena_new_array(r->m->arena, uint32_t, f->npool);
	f->blocks = arena_new_array(r->m->arena, struct ir_block, f->nblocks);
	for (i = 0; i < f->nblocks && !r->failed; i++) {
		f->blocks[i].first = get_u32(r, "block start");
		f->blocks[i].count = get_u32(r, "block length");
	}
	for (i = 0; i < f->ninsns && !r->failed; i++)
		read_insn(r, f, i, &loc, &used);
	if (used != f->npool)
		fail(r, "has fewer arguments than it says");
}

static void read_function(struct reader *r)
{
	uint32_t index = ir_add_function(r->m);
	struct ir_function *f = &r->m->functions[index];
	struct arena *arena = r->m->arena;
	uint32_t i;

	f->name = get_str(r);
	f->flags = (uint32_t)get_max(r, IR_FN_ALL, "flags") | IR_FN_SCANNED;
	f->result = get_type_index(r);
	f->nparams = get_u32(r, "parameters");
	f->loc = get_place(r);
	f->end = get_place(r);
	f->attrs = get_attrs(r);
	f->ncallees = get_count(r, 1, "callees");
	f->callees = arena_new_array(arena, uint32_t, f->ncallees);
	for (i = 0; i < f->ncallees && !r->failed; i++)
		f->callees[i] = get_index(r, r->counts[CIR_FUNCTIONS], "function");
	f->nlocals = get_count(r, 5, "locals");
	f->locals = arena_new_array(arena, struct ir_local, f->nlocals);
	for (i = 0; i < f->nlocals && !r->failed; i++)
		read_local(r, &f->locals[i]);
	if (f->flags & IR_FN_LOWERED && (!(f->flags & IR_FN_DEFINED) || f->flags & IR_FN_TOO_ODD))
		fail(r, "has a body and flags that deny it");
	if (f->flags & IR_FN_LOWERED)
		read_body(r, f);
}

static void check_init_field(struct reader *r, const struct ir_init *init)
{
	const struct ir_record *rec;

	if (init->record == IR_NONE || r->failed)
		return;
	rec = &r->m->records[init->record];
	if (init->field >= rec->nfields)
		fail(r, "initialises field %u of %u", init->field, rec->nfields);
}

static void read_init(struct reader *r, struct ir_init *init)
{
	init->kind = (uint32_t)get_max(r, IR_INIT_OTHER, "initialiser kind");
	init->record = get_opt(r, r->counts[CIR_RECORDS], "record");
	init->field = get_u32(r, "field");
	check_init_field(r, init);
	init->elem = get_opt(r, IR_NONE, "element");
	switch (init->kind) {
	case IR_INIT_INT:
		init->imm = get_signed(r);
		break;
	case IR_INIT_FUNC:
		init->ref = get_index(r, r->counts[CIR_FUNCTIONS], "function");
		break;
	case IR_INIT_GLOBAL:
		init->ref = get_index(r, r->counts[CIR_GLOBALS], "global");
		break;
	case IR_INIT_STRING:
		init->ref = get_str(r);
		break;
	}
	init->loc = get_place(r);
}

static void read_global(struct reader *r)
{
	uint32_t index = ir_add_global(r->m);
	struct ir_global *g = &r->m->globals[index];
	uint32_t i;

	g->name = get_str(r);
	g->flags = (uint32_t)get_max(r, 2 * IR_GLOBAL_WANTED - 1, "flags");
	g->type = get_type_index(r);
	g->loc = get_place(r);
	g->attrs = get_attrs(r);
	g->ninits = get_count(r, 5, "initialisers");
	g->inits = arena_new_array(r->m->arena, struct ir_init, g->ninits);
	for (i = 0; i < g->ninits && !r->failed; i++)
		read_init(r, &g->inits[i]);
}

static void read_suppression(struct reader *r)
{
	struct ir_suppression s;

	s.file = get_str(r);
	s.line = get_u32(r, "line");
	s.col = get_u32(r, "column");
	s.last = get_u32(r, "line");
	s.rule = get_str(r);
	s.reason = get_str(r);
	ir_add_suppression(r->m, s);
}

static void read_trusted(struct reader *r)
{
	struct ir_trusted t;

	t.file = get_str(r);
	t.first = get_u32(r, "line");
	t.last = get_u32(r, "line");
	t.reason = get_str(r);
	t.loc = get_place(r);
	ir_add_trusted(r->m, t);
}

static void read_stray(struct reader *r)
{
	struct ir_stray s;

	s.on = get_str(r);
	s.attrs = get_attrs(r);
	ir_add_stray(r->m, s);
}

static const char *read_text(struct reader *r)
{
	uint64_t len = get_num(r);
	const char *text = (const char *)r->pos;

	if (len > (size_t)(r->end - r->pos)) {
		fail(r, "has %llu bytes, %zu are left", (unsigned long long)len,
		     (size_t)(r->end - r->pos));
		return NULL;
	}
	r->pos += len;
	return r->links_arena ? arena_format(r->links_arena, "%.*s", (int)len, text) : NULL;
}

static void read_link(struct reader *r)
{
	struct cir_link link = {.kind = (uint32_t)get_max(r, CIR_LINK_KINDS - 1, "link kind")};

	link.name = read_text(r);
	if (link.kind == CIR_LINK_PLACES) {
		link.record = read_text(r);
		link.member = read_text(r);
	}
	if (r->links_arena && !r->failed)
		r->links.list[r->links.count++] = link;
}

/* By enum cir_section. `first`: entries that every module has and no file holds (string 0, place
 * 0). */
static const struct {
	const char *what;
	void (*read)(struct reader *r);
	uint32_t first;
	uint32_t least; /* bytes an entry takes */
} sections[CIR_NUM_SECTIONS] = {
	[CIR_MODULE] = {"module", read_module, 0, 1},
	[CIR_STRINGS] = {"string", read_string, 1, 1},
	[CIR_PLACES] = {"place", read_place, 1, 4},
	[CIR_TYPES] = {"type", read_type, 0, 5},
	[CIR_RECORDS] = {"record", read_record, 0, 5},
	[CIR_FUNCTIONS] = {"function", read_function, 0, 9},
	[CIR_GLOBALS] = {"global", read_global, 0, 6},
	[CIR_SUPPRESSIONS] = {"suppression", read_suppression, 0, 6},
	[CIR_TRUSTED] = {"trusted region", read_trusted, 0, 5},
	[CIR_STRAYS] = {"stray annotation", read_stray, 0, 2},
	[CIR_LINKS] = {"link", read_link, 0, 2},
};

static uint64_t load_fixed(const uint8_t *from, int nbytes)
{
	uint64_t x = 0;
	int i;

	for (i = 0; i < nbytes; i++)
		x |= (uint64_t)from[i] << (8 * i);
	return x;
}

/* Every count is known, and fits its section, before the first entry is read. */
static void read_table(struct reader *r, size_t size, size_t lengths[])
{
	size_t left = size - CIR_HEADER_SIZE - CIR_TABLE_SIZE;
	int i;

	r->what = "section";
	for (i = 0; i < CIR_NUM_SECTIONS; i++) {
		r->which = (uint32_t)i;
		r->at = r->data + CIR_HEADER_SIZE + 8 * i;
		r->counts[i] = (uint32_t)load_fixed(r->at, 4);
		lengths[i] = (size_t)load_fixed(r->at + 4, 4);
		if (lengths[i] > left)
			fail(r, "has %zu bytes, %zu are left", lengths[i], left);
		else if (r->counts[i] < sections[i].first ||
			 r->counts[i] - sections[i].first > lengths[i] / sections[i].least)
			fail(r, "has %u entries in %zu bytes", r->counts[i], lengths[i]);
		if (r->failed)
			return;
		left -= lengths[i];
	}
	if (left)
		fail(r, "is not the end: %zu bytes follow", left);
	else if (r->counts[CIR_MODULE] != 1)
		fail(r, "has %u modules", r->counts[CIR_MODULE]);
}

static void read_section(struct reader *r, enum cir_section s, size_t length)
{
	r->what = sections[s].what;
	r->end = r->pos + length;
	r->at = r->pos;
	for (r->which = sections[s].first; r->which < r->counts[s] && !r->failed; r->which++)
		sections[s].read(r);
	if (r->failed || r->pos == r->end)
		return;
	r->at = r->pos;
	fail(r, "is one too many");
}

/* How deep records are held by value in this one; `depth` says how deep it is held itself. */
static uint32_t nesting(struct reader *r, uint32_t record, uint32_t depth)
{
	const struct ir_record *rec = &r->m->records[record];
	uint32_t deepest = 0;
	uint32_t i;

	if (r->nesting[record])
		return r->nesting[record];
	if (depth > CIR_MAX_DEPTH) {
		fail(r, "holds itself, or nests deeper than %d", CIR_MAX_DEPTH);
		return 1;
	}
	for (i = 0; i < rec->nfields && !r->failed; i++) {
		const struct ir_type *t = &r->m->types[rec->fields[i].type];
		uint32_t inner;

		while (t->kind == IR_TYPE_ARRAY)
			t = &r->m->types[t->ref];
		if (t->kind != IR_TYPE_RECORD)
			continue;
		inner = nesting(r, t->ref, depth + 1);
		deepest = inner > deepest ? inner : deepest;
	}
	if (deepest >= CIR_MAX_DEPTH)
		fail(r, "nests deeper than %d", CIR_MAX_DEPTH);
	return r->nesting[record] = (uint16_t)(deepest + 1);
}

static void check_nesting(struct reader *r)
{
	r->what = "record";
	for (r->which = 0; r->which < r->m->nrecords && !r->failed; r->which++)
		nesting(r, r->which, 0);
}

static void verify_bodies(struct reader *r)
{
	const char *wrong;

	r->what = "function";
	for (r->which = 0; r->which < r->m->nfunctions && !r->failed; r->which++) {
		wrong = ir_verify(r->m, r->which);
		if (wrong)
			fail(r, "(%s) is broken: %s",
			     str_text(r->m->strings, r->m->functions[r->which].name), wrong);
	}
}

static void read_payload(struct reader *r, size_t size)
{
	size_t lengths[CIR_NUM_SECTIONS];
	int i;

	read_table(r, size, lengths);
	if (r->failed)
		return;
	r->type_depth = arena_new_array(r->m->arena, uint16_t, r->counts[CIR_TYPES]);
	r->nesting = arena_new_array(r->m->arena, uint16_t, r->counts[CIR_RECORDS]);
	ir_add_place(r->m, (struct ir_place){0});
	r->pos = r->data + CIR_HEADER_SIZE + CIR_TABLE_SIZE;
	for (i = 0; i < CIR_NUM_SECTIONS && !r->failed; i++)
		read_section(r, i, lengths[i]);
	if (r->failed)
		return;
	check_nesting(r);
	verify_bodies(r);
}

/* Is this the head of a .cir file of our version? size: of all that there is. */
static bool check_head(const uint8_t *data, size_t size, const char *name)
{
	const char *wrong = NULL;
	uint32_t version;

	if (size < CIR_MAGIC_SIZE || memcmp(data, CIR_MAGIC, CIR_MAGIC_SIZE))
		wrong = "not a .cir file";
	else if (size < CIR_HEADER_SIZE + CIR_TABLE_SIZE)
		wrong = "damaged: cut off in its header";
	if (wrong) {
		snprintf(error_text, sizeof(error_text), "%s: %s", name, wrong);
		return false;
	}
	version = (uint32_t)load_fixed(data + CIR_AT_VERSION, 4);
	if (version != CIR_VERSION) {
		snprintf(error_text, sizeof(error_text),
			 "%s: .cir format %u, this custody reads %u: write the file again", name,
			 version, CIR_VERSION);
		return false;
	}
	if (load_fixed(data + CIR_AT_SIZE, 8) == size - CIR_HEADER_SIZE)
		return true;
	snprintf(error_text, sizeof(error_text),
		 "%s: damaged: its size is not the one it was written with", name);
	return false;
}

static bool check_header(const uint8_t *data, size_t size, const char *name)
{
	if (!check_head(data, size, name))
		return false;
	if (load_fixed(data + CIR_AT_HASH, 8) ==
	    XXH3_64bits(data + CIR_HEADER_SIZE, size - CIR_HEADER_SIZE))
		return true;
	snprintf(error_text, sizeof(error_text), "%s: damaged: its checksum does not match", name);
	return false;
}

struct ir_module *cir_read_memory(const void *bytes, size_t size, const char *name,
				  const char **error)
{
	struct reader r = {.name = name, .data = bytes};

	*error = error_text;
	if (!check_header(bytes, size, name))
		return NULL;
	r.m = ir_module_new(NULL, NULL);
	read_payload(&r, size);
	if (!r.failed) {
		*error = NULL;
		return r.m;
	}
	ir_module_free(r.m);
	return NULL;
}

static bool read_links(struct reader *r, size_t size)
{
	size_t lengths[CIR_NUM_SECTIONS];

	read_table(r, size, lengths);
	if (r->failed)
		return false;
	r->links.list = arena_new_array(r->links_arena, struct cir_link, r->counts[CIR_LINKS] + 1);
	r->pos = r->data + size - lengths[CIR_LINKS];
	read_section(r, CIR_LINKS, lengths[CIR_LINKS]);
	return !r->failed;
}

/* The bytes of f, NULL with errno set when it cannot be read. */
static uint8_t *read_all(FILE *f, size_t *size)
{
	uint8_t *data = NULL, *larger;
	size_t cap = 0;

	*size = 0;
	do {
		if (*size == cap) {
			cap = cap ? 2 * cap : 1u << 16;
			larger = realloc(data, cap);
			if (!larger)
				goto fail;
			data = larger;
		}
		*size += fread(data + *size, 1, cap - *size, f);
	} while (*size == cap);
	if (!ferror(f))
		return data;
fail:
	free(data);
	return NULL;
}

struct ir_module *cir_read(const char *path, const char **error)
{
	struct ir_module *m = NULL;
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size;

	*error = error_text;
	if (f)
		data = read_all(f, &size);
	if (data)
		m = cir_read_memory(data, size, path, error);
	else
		snprintf(error_text, sizeof(error_text), "%s: cannot read: %s", path,
			 strerror(errno));
	if (f)
		fclose(f);
	free(data);
	return m;
}

/* The pages of the other sections are never touched. */
bool cir_read_links(const char *path, struct arena *a, struct cir_links *links, const char **error)
{
	struct reader r = {.name = path, .links_arena = a};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *data = MAP_FAILED;
	struct stat st;
	bool done = false;

	*error = error_text;
	if (fd >= 0 && !fstat(fd, &st))
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED) {
		snprintf(error_text, sizeof(error_text), "%s: cannot read: %s", path,
			 strerror(errno));
		goto out;
	}
	r.data = data;
	done = check_head(data, (size_t)st.st_size, path) && read_links(&r, (size_t)st.st_size);
	munmap(data, (size_t)st.st_size);
out:
	if (fd >= 0)
		close(fd);
	if (done)
		*links = r.links;
	return done;
}
