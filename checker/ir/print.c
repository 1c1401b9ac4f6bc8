/* SPDX-License-Identifier: MIT */
/* Prints a module as text; docs/ir.md says how to read it. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "cir.h"
#include "shape.h"

#define PLACE_COLUMN 48

struct printer {
	struct ir_module *m;
	FILE *out;
	int column; /* in the current line, as far as text() wrote it */
	/* By str_id: function index + 1 in which a local of that name, or a second one, was seen.
	 */
	uint32_t *seen, *seen_twice;
};

__attribute__((format(printf, 2, 3))) static void text(struct printer *p, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfprintf(p->out, format, args);
	va_end(args);
	p->column += n > 0 ? n : 0;
}

static void end_line(struct printer *p)
{
	fputc('\n', p->out);
	p->column = 0;
}

static const char *str(const struct printer *p, str_id id)
{
	return str_text(p->m->strings, id);
}

static void print_quoted(struct printer *p, str_id id)
{
	const char *s = str(p, id);
	size_t i, len = str_len(p->m->strings, id);

	text(p, "\"");
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\')
			text(p, "\\%c", c);
		else if (c >= ' ' && c < 127)
			text(p, "%c", c);
		else
			text(p, "\\x%02x", c);
	}
	text(p, "\"");
}

/* Ends the line with "; line:column", led by the file unless it is the main one. */
static void end_line_at(struct printer *p, ir_loc loc)
{
	struct ir_place place = ir_locate(p->m, loc);

	if (!place.line) {
		end_line(p);
		return;
	}
	text(p, "%*s; ", p->column < PLACE_COLUMN ? PLACE_COLUMN - p->column : 1, "");
	if (place.file != p->m->main_file)
		text(p, "%s:", str(p, place.file));
	text(p, "%u:%u", place.line, place.col);
	if (place.macro != STR_EMPTY)
		text(p, " in %s", str(p, place.macro));
	end_line(p);
}

static void print_attrs(struct printer *p, const struct ir_attrs *attrs)
{
	uint32_t i, arg;

	for (i = 0; i < attrs->count; i++) {
		const struct ir_attr *attr = &attrs->list[i];

		text(p, " __%s", str(p, attr->name));
		for (arg = 0; arg < attr->nargs; arg++)
			text(p, "%s%s", arg ? ", " : "(", str(p, attr->args[arg]));
		if (attr->nargs)
			text(p, ")");
	}
}

static void print_record_name(struct printer *p, uint32_t record)
{
	if (p->m->records[record].name != STR_EMPTY)
		text(p, "%s", str(p, p->m->records[record].name));
	else
		text(p, "record.%u", record);
}

/* A field without a name goes by its index. */
static void print_field_name(struct printer *p, uint32_t record, uint32_t field)
{
	const struct ir_record *rec = &p->m->records[record];

	print_record_name(p, record);
	if (field < rec->nfields && rec->fields[field].name != STR_EMPTY)
		text(p, ".%s", str(p, rec->fields[field].name));
	else
		text(p, ".%u", field);
}

static void print_scalar(struct printer *p, const struct ir_type *t)
{
	switch (t->kind) {
	case IR_TYPE_VOID:
		text(p, "void");
		break;
	case IR_TYPE_BOOL:
		text(p, "bool");
		break;
	case IR_TYPE_INT:
		text(p, "%c%u", t->flags & IR_TYPE_SIGNED ? 'i' : 'u', t->bits);
		break;
	case IR_TYPE_FLOAT:
		text(p, "f%u", t->bits);
		break;
	case IR_TYPE_RECORD:
		print_record_name(p, t->ref);
		break;
	default:
		text(p, "?");
		break;
	}
}

/* Outside in: "*const [4]u8" is a pointer to a const array of four bytes. */
static void print_type(struct printer *p, uint32_t type)
{
	for (; type != IR_NONE; type = p->m->types[type].ref) {
		const struct ir_type *t = &p->m->types[type];
		const char *is_const = t->flags & IR_TYPE_CONST ? "const " : "";

		if (t->kind == IR_TYPE_POINTER) {
			text(p, "*%s", is_const);
		} else if (t->kind == IR_TYPE_ARRAY && t->count) {
			text(p, "[%" PRIu64 "]%s", t->count, is_const);
		} else if (t->kind == IR_TYPE_ARRAY) {
			text(p, "[]%s", is_const);
		} else if (t->kind == IR_TYPE_FUNCTION) {
			text(p, "fn -> ");
		} else {
			print_scalar(p, t);
			return;
		}
	}
	text(p, "?");
}

static void print_record(struct printer *p, uint32_t record)
{
	const struct ir_record *rec = &p->m->records[record];
	uint32_t i;

	text(p, "record ");
	print_record_name(p, record);
	text(p, "%s, %" PRIu64 " bytes", rec->is_union ? " union" : "", rec->size);
	print_attrs(p, &rec->attrs);
	end_line_at(p, rec->loc);
	for (i = 0; i < rec->nfields; i++) {
		const struct ir_field *f = &rec->fields[i];

		text(p, "  %u %s: ", i, str(p, f->name));
		print_type(p, f->type);
		text(p, " @%u", f->offset / 8);
		if (f->width)
			text(p, ".%u:%u", f->offset % 8, f->width);
		print_attrs(p, &f->attrs);
		end_line_at(p, f->loc);
	}
	end_line(p);
}

static void print_init(struct printer *p, const struct ir_init *init)
{
	text(p, "  ");
	if (init->elem != IR_NONE)
		text(p, "[%u] ", init->elem);
	if (init->record != IR_NONE)
		print_field_name(p, init->record, init->field);
	text(p, init->record == IR_NONE ? "= " : " = ");
	switch (init->kind) {
	case IR_INIT_INT:
		text(p, "%" PRId64, init->imm);
		break;
	case IR_INIT_FUNC:
		text(p, "@%s", str(p, p->m->functions[init->ref].name));
		break;
	case IR_INIT_GLOBAL:
		text(p, "&%s", str(p, p->m->globals[init->ref].name));
		break;
	case IR_INIT_STRING:
		print_quoted(p, init->ref);
		break;
	default:
		text(p, "?");
		break;
	}
	end_line_at(p, init->loc);
}

static void print_global(struct printer *p, const struct ir_global *g)
{
	uint32_t i;

	text(p, "global %s: ", str(p, g->name));
	print_type(p, g->type);
	text(p, "%s%s%s%s%s", g->flags & IR_GLOBAL_STATIC ? " static" : "",
	     g->flags & IR_GLOBAL_CONST ? " const" : "", g->flags & IR_GLOBAL_LOCAL ? " local" : "",
	     g->flags & IR_GLOBAL_DEFINED ? "" : " extern",
	     g->flags & IR_GLOBAL_MAIN_FILE ? " main" : "");
	print_attrs(p, &g->attrs);
	end_line_at(p, g->loc);
	for (i = 0; i < g->ninits; i++)
		print_init(p, &g->inits[i]);
}

/* The name, with ".index" where it alone would not say which. */
static void print_local_name(struct printer *p, uint32_t fn, uint32_t local)
{
	const struct ir_local *l = &p->m->functions[fn].locals[local];

	if (l->name != STR_EMPTY && p->seen_twice[l->name] != fn + 1)
		text(p, "%s", str(p, l->name));
	else
		text(p, "%s.%u", str(p, l->name), local);
}

static void note_local_names(struct printer *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t i;

	for (i = 0; i < f->nlocals; i++) {
		str_id name = f->locals[i].name;

		if (p->seen[name] == fn + 1)
			p->seen_twice[name] = fn + 1;
		p->seen[name] = fn + 1;
	}
}

static void print_locals(struct printer *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t i;

	for (i = f->nparams; i < f->nlocals; i++) {
		const struct ir_local *l = &f->locals[i];

		text(p, "  local ");
		print_local_name(p, fn, i);
		text(p, ": ");
		print_type(p, l->type);
		text(p, "%s%s", l->address_taken ? " addressed" : "",
		     l->is_static ? " static" : "");
		print_attrs(p, &l->attrs);
		end_line_at(p, l->loc);
	}
}

static void print_operand(struct printer *p, uint32_t fn, const struct ir_insn *insn,
			  enum ir_role role, uint32_t x)
{
	switch (role) {
	case ROLE_OPT_VALUE:
		if (x == IR_NONE)
			return;
		/* fall through */
	case ROLE_VALUE:
		text(p, " %%%u", x);
		return;
	case ROLE_STRING:
		text(p, " ");
		print_quoted(p, x);
		return;
	case ROLE_FUNCTION:
		text(p, " @%s", str(p, p->m->functions[x].name));
		return;
	case ROLE_LOCAL:
		text(p, " ");
		print_local_name(p, fn, x);
		return;
	case ROLE_GLOBAL:
		text(p, " &%s", str(p, p->m->globals[x].name));
		return;
	case ROLE_FIELD:
		text(p, " ");
		print_field_name(p, insn->b, x);
		return;
	case ROLE_BLOCK:
		text(p, " b%u", x);
		return;
	case ROLE_IMM:
		text(p, " %" PRId64, insn->imm);
		return;
	case ROLE_RECORD: /* the field that follows names it */
	case ROLE_NONE:
	case ROLE_CASES:
		return;
	}
}

static void print_call(struct printer *p, const struct ir_function *f, const struct ir_insn *insn)
{
	const struct ir_insn *callee = &f->insns[insn->a];
	uint32_t i;

	if (callee->op == IR_FUNC)
		text(p, " @%s(", str(p, p->m->functions[callee->a].name));
	else
		text(p, " %%%u(", insn->a);
	for (i = 0; i < insn->nargs; i++)
		text(p, "%s%%%u", i ? ", " : "", f->pool[insn->args + i]);
	text(p, ")");
}

static void print_switch(struct printer *p, const struct ir_function *f, const struct ir_insn *insn)
{
	const uint32_t *arg = f->pool + insn->args;
	uint32_t i;

	text(p, " %%%u {", insn->a);
	for (i = 0; i + 2 < insn->nargs; i += 3) {
		int64_t lo = f->insns[arg[i]].imm, hi = f->insns[arg[i + 1]].imm;

		text(p, " %" PRId64, lo);
		if (hi != lo)
			text(p, "..%" PRId64, hi);
		text(p, ": b%u,", arg[i + 2]);
	}
	text(p, " default: b%u }", insn->b);
}

static void print_name(struct printer *p, const struct ir_insn *insn)
{
	if (insn->op == IR_UNARY)
		text(p, "%s", ir_unary_name(insn->sub));
	else if (insn->op == IR_BINARY)
		text(p, "%s", ir_binary_name(insn->sub));
	else
		text(p, "%s", ir_shapes[insn->op].name);
	if (insn->flags & IR_CLEANUP && insn->op == IR_CALL)
		text(p, ".cleanup");
	if (insn->flags & IR_IGNORED && insn->op == IR_CALL)
		text(p, ".ignored");
	if (insn->flags & IR_UNSIGNED && insn->op == IR_BINARY)
		text(p, ".unsigned");
	if (insn->flags & IR_INIT && insn->op == IR_STORE)
		text(p, ".init");
	if (insn->flags & IR_DECAY && insn->op == IR_CAST)
		text(p, ".decay");
	if (insn->flags & IR_DECAY && insn->op == IR_LOCAL)
		text(p, ".temp");
}

static void print_plain(struct printer *p, uint32_t fn, const struct ir_insn *insn)
{
	const struct ir_shape *shape = &ir_shapes[insn->op];
	const uint32_t *pool = p->m->functions[fn].pool;
	uint32_t i;

	print_operand(p, fn, insn, shape->a, insn->a);
	if (shape->b == ROLE_VALUE)
		text(p, ",");
	print_operand(p, fn, insn, shape->b, insn->b);
	print_operand(p, fn, insn, shape->c, insn->c);
	for (i = 0; i < insn->nargs; i++)
		print_operand(p, fn, insn, ir_arg_role(shape, i), pool[insn->args + i]);
}

static void print_insn(struct printer *p, uint32_t fn, uint32_t i)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *insn = &f->insns[i];

	text(p, "  ");
	if (ir_shapes[insn->op].value)
		text(p, "%%%u = ", i);
	print_name(p, insn);
	if (insn->op == IR_CALL)
		print_call(p, f, insn);
	else if (insn->op == IR_SWITCH)
		print_switch(p, f, insn);
	else if (insn->op == IR_BRANCH)
		text(p, " %%%u ? b%u : b%u", insn->a, insn->b, insn->c);
	else
		print_plain(p, fn, insn);
	if (ir_shapes[insn->op].value && insn->type != IR_NONE) {
		text(p, " : ");
		print_type(p, insn->type);
	}
	end_line_at(p, insn->loc);
}

static void print_flags(struct printer *p, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{IR_FN_STATIC, "static"},   {IR_FN_INLINE, "inline"},
		{IR_FN_INIT, "init"},	    {IR_FN_NORETURN, "noreturn"},
		{IR_FN_MAIN_FILE, "main"},  {IR_FN_ADDRESS_TAKEN, "addressed"},
		{IR_FN_TOO_ODD, "too-odd"}, {IR_FN_PRINTS, "prints"},
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (flags & names[i].flag)
			text(p, " %s", names[i].name);
	}
}

static void print_signature(struct printer *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t i;

	text(p, "function %s(", str(p, f->name));
	for (i = 0; i < f->nparams; i++) {
		text(p, "%s%s: ", i ? ", " : "", str(p, f->locals[i].name));
		print_type(p, f->locals[i].type);
		print_attrs(p, &f->locals[i].attrs);
	}
	if (f->flags & IR_FN_VARIADIC)
		text(p, f->nparams ? ", ..." : "...");
	text(p, ") -> ");
	print_type(p, f->result);
	print_flags(p, f->flags);
	print_attrs(p, &f->attrs);
	end_line_at(p, f->loc);
}

static void print_callees(struct printer *p, const struct ir_function *f)
{
	uint32_t i;

	if (!f->ncallees)
		return;
	text(p, "  calls");
	for (i = 0; i < f->ncallees; i++)
		text(p, " @%s", str(p, p->m->functions[f->callees[i]].name));
	end_line(p);
}

static void print_function(struct printer *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];
	uint32_t b, i;

	print_signature(p, fn);
	if (!(f->flags & IR_FN_LOWERED))
		return;
	note_local_names(p, fn);
	print_callees(p, f);
	print_locals(p, fn);
	for (b = 0; b < f->nblocks; b++) {
		text(p, " b%u:", b);
		end_line(p);
		for (i = 0; i < f->blocks[b].count; i++)
			print_insn(p, fn, f->blocks[b].first + i);
	}
	text(p, " end");
	end_line_at(p, f->end);
	end_line(p);
}

static void print_comments(struct printer *p)
{
	uint32_t i;

	for (i = 0; i < p->m->nsuppressions; i++) {
		const struct ir_suppression *s = &p->m->suppressions[i];

		text(p, "allow %s: %s ; %s:%u:%u..%u", str(p, s->rule), str(p, s->reason),
		     str(p, s->file), s->line, s->col, s->last);
		end_line(p);
	}
	for (i = 0; i < p->m->ntrusted; i++) {
		const struct ir_trusted *t = &p->m->trusted[i];

		text(p, "trusted %s:%u..%u: %s", str(p, t->file), t->first, t->last,
		     str(p, t->reason));
		end_line(p);
	}
}

/* Locating a place may intern its file, so the tables hold every name from before, not every
 * string. */
static void printer_init(struct printer *p)
{
	size_t n = strings_count(p->m->strings);

	p->seen = calloc(2 * n, sizeof(*p->seen));
	if (!p->seen) {
		fprintf(stderr, "custody: out of memory\n");
		abort();
	}
	p->seen_twice = p->seen + n;
}

void ir_print_function(struct ir_module *m, uint32_t fn, FILE *out)
{
	struct printer p = {.m = m, .out = out};

	printer_init(&p);
	print_function(&p, fn);
	free(p.seen);
}

void ir_print(struct ir_module *m, FILE *out)
{
	struct printer p = {.m = m, .out = out};
	uint32_t i;

	printer_init(&p);
	text(&p, "module %s", str(&p, m->main_file));
	end_line(&p);
	end_line(&p);
	for (i = 0; i < m->nrecords; i++) {
		if (m->records[i].complete)
			print_record(&p, i);
	}
	for (i = 0; i < m->nglobals; i++)
		print_global(&p, &m->globals[i]);
	if (m->nglobals)
		end_line(&p);
	for (i = 0; i < m->nfunctions; i++)
		print_function(&p, i);
	print_comments(&p);
	free(p.seen);
}
