/* SPDX-License-Identifier: MIT */
/* The reader's own expressions, printed back from the IR. */
#include <inttypes.h>
#include <string.h>

#include "evidence.h"

#define MAX_DEPTH 12

static const char *operand(struct ir_module *m, const struct ir_function *f, uint32_t insn,
			   struct arena *a, int depth);

/* A variable that a macro or the frontend made stands for what it was set to. */
static uint32_t stands_for(struct ir_module *m, const struct ir_function *f, uint32_t local)
{
	const char *name = str_text(m->strings, f->locals[local].name);
	uint32_t found = IR_NONE;

	if (local < f->nparams || (*name && *name != '_'))
		return IR_NONE;
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *s = &f->insns[i];

		if (s->op != IR_STORE || f->insns[s->a].op != IR_LOCAL || f->insns[s->a].a != local)
			continue;
		if (found != IR_NONE)
			return IR_NONE;
		found = s->b;
	}
	return found;
}

static const char *member_name(struct ir_module *m, const struct ir_insn *i)
{
	const struct ir_record *r;

	ir_need_fields(m, i->b);
	r = &m->records[i->b];
	return i->c < r->nfields ? str_text(m->strings, r->fields[i->c].name) : "";
}

static const char *address(struct ir_module *m, const struct ir_function *f, uint32_t insn,
			   struct arena *a, int depth)
{
	const struct ir_insn *i = &f->insns[insn];
	const char *base, *name;
	bool lvalue;

	if (depth > MAX_DEPTH)
		return "...";
	switch (i->op) {
	case IR_LOCAL:
		return str_text(m->strings, f->locals[i->a].name);
	case IR_GLOBAL:
		return str_text(m->strings, m->globals[i->a].name);
	case IR_FIELD:
		name = member_name(m, i);
		lvalue = f->insns[i->a].op == IR_LOCAL || f->insns[i->a].op == IR_GLOBAL ||
			 f->insns[i->a].op == IR_FIELD || f->insns[i->a].op == IR_INDEX;
		base = lvalue ? address(m, f, i->a, a, depth + 1)
			      : operand(m, f, i->a, a, depth + 1);
		if (!*name)
			return base;
		/* An anonymous member between them leaves the base's own arrow. */
		if (lvalue && f->insns[i->a].op == IR_FIELD && !*member_name(m, &f->insns[i->a]))
			lvalue = f->insns[f->insns[i->a].a].op == IR_LOCAL;
		return arena_format(a, "%s%s%s", base, lvalue ? "." : "->", name);
	case IR_INDEX:
		return arena_format(a, "%s[%s]", address(m, f, i->a, a, depth + 1),
				    operand(m, f, i->b, a, depth + 1));
	case IR_CAST:
		return address(m, f, i->a, a, depth + 1);
	case IR_LOAD:
		return operand(m, f, insn, a, depth + 1);
	default:
		return arena_format(a, "*%s", operand(m, f, insn, a, depth + 1));
	}
}

static const char *call(struct ir_module *m, const struct ir_function *f, const struct ir_insn *i,
			struct arena *a, int depth)
{
	const struct ir_insn *callee = &f->insns[i->a];

	if (callee->op == IR_FUNC)
		return arena_format(a, "%s()", str_text(m->strings, m->functions[callee->a].name));
	return arena_format(a, "%s()", operand(m, f, i->a, a, depth + 1));
}

static const char *in_c(enum ir_binary op)
{
	static const char *const names[] = {
		[IR_ADD] = "+",	 [IR_SUB] = "-",  [IR_MUL] = "*", [IR_DIV] = "/",
		[IR_REM] = "%",	 [IR_AND] = "&",  [IR_OR] = "|",  [IR_XOR] = "^",
		[IR_SHL] = "<<", [IR_SHR] = ">>", [IR_EQ] = "==", [IR_NE] = "!=",
		[IR_LT] = "<",	 [IR_LE] = "<=",  [IR_GT] = ">",  [IR_GE] = ">="};

	return op < sizeof(names) / sizeof(names[0]) && names[op] ? names[op] : ir_binary_name(op);
}

static const char *binary(struct ir_module *m, const struct ir_function *f, const struct ir_insn *i,
			  struct arena *a, int depth)
{
	const struct ir_insn *right = &f->insns[i->b];
	const char *left = operand(m, f, i->a, a, depth + 1);

	/* The last page of numbers are errors. */
	if (i->sub == IR_GE && (i->flags & IR_UNSIGNED) && right->op == IR_CONST &&
	    right->imm == -4095)
		return arena_format(a, "%s is an error", left);
	return arena_format(a, "%s %s %s", left, in_c(i->sub), operand(m, f, i->b, a, depth + 1));
}

static const char *operand(struct ir_module *m, const struct ir_function *f, uint32_t insn,
			   struct arena *a, int depth)
{
	static const char *const unary[] = {[IR_NEG] = "-", [IR_NOT] = "~", [IR_LNOT] = "!"};
	const struct ir_insn *i;
	uint32_t other;

	if (insn == IR_NONE || depth > MAX_DEPTH)
		return "...";
	i = &f->insns[insn];
	switch (i->op) {
	case IR_CONST:
		if (!i->imm && i->type != IR_NONE && m->types[i->type].kind == IR_TYPE_POINTER)
			return "NULL";
		return arena_format(a, "%" PRId64, i->imm);
	case IR_STRING:
		return arena_format(a, "\"%s\"", str_text(m->strings, i->a));
	case IR_FUNC:
		return str_text(m->strings, m->functions[i->a].name);
	case IR_LOAD:
		if (f->insns[i->a].op == IR_LOCAL) {
			other = stands_for(m, f, f->insns[i->a].a);
			if (other != IR_NONE)
				return operand(m, f, other, a, depth + 1);
		}
		return address(m, f, i->a, a, depth + 1);
	case IR_LOCAL:
	case IR_GLOBAL:
	case IR_FIELD:
	case IR_INDEX:
		return arena_format(a, "&%s", address(m, f, insn, a, depth + 1));
	case IR_CONTAINER:
		return arena_format(a, "container of %s", operand(m, f, i->a, a, depth + 1));
	case IR_CAST:
		return operand(m, f, i->a, a, depth + 1);
	case IR_UNARY:
		return arena_format(a, "%s%s", unary[i->sub], operand(m, f, i->a, a, depth + 1));
	case IR_BINARY:
		return binary(m, f, i, a, depth);
	case IR_CALL:
		return call(m, f, i, a, depth);
	default:
		return "...";
	}
}

const char *describe_operand(struct ir_module *m, uint32_t fn, uint32_t insn, struct arena *a)
{
	return operand(m, &m->functions[fn], insn, a, 0);
}

const char *describe_address(struct ir_module *m, uint32_t fn, uint32_t insn, struct arena *a)
{
	return address(m, &m->functions[fn], insn, a, 0);
}

/* Whether value is what insn gave: itself, cast, or loaded from the macro's variable `through` that
 * it was put in. */
static bool comes_from(const struct ir_function *f, uint32_t value, uint32_t insn, uint32_t through)
{
	while (value != insn && f->insns[value].op == IR_CAST)
		value = f->insns[value].a;
	return value == insn || (through != IR_NONE && f->insns[value].op == IR_LOAD &&
				 f->insns[f->insns[value].a].op == IR_LOCAL &&
				 f->insns[f->insns[value].a].a == through);
}

/* The variable that an instruction's result was put in, or NULL. */
static const char *variable_of(struct ir_module *m, const struct ir_function *f, uint32_t insn)
{
	uint32_t through = IR_NONE;

	for (uint32_t i = insn + 1; i < f->ninsns; i++) {
		const struct ir_insn *s = &f->insns[i];
		const char *name;

		if (s->op != IR_STORE || f->insns[s->a].op != IR_LOCAL ||
		    !comes_from(f, s->b, insn, through))
			continue;
		name = str_text(m->strings, f->locals[f->insns[s->a].a].name);
		if (*name && *name != '_')
			return name;
		through = f->insns[s->a].a;
	}
	return NULL;
}

static bool gives_pointer(const struct program *p, const struct ir_insn *i)
{
	return i->type != IR_NONE && p->m->types[i->type].kind == IR_TYPE_POINTER;
}

static const char *fresh(const struct program *p, const struct node *nd, struct arena *a)
{
	const struct ir_function *f = &p->m->functions[nd->a];
	const struct node *made = nd->imm ? node_at(&p->nodes, nd->imm) : NULL;
	bool of_callee = made && made->kind == NODE_FRESH;
	const char *name = NULL;

	if (!(f->flags & IR_FN_LOWERED) || nd->b >= f->ninsns)
		return "it";
	/* What a callee made and left somewhere is not what it returned. */
	if (of_callee && f->insns[nd->b].op == IR_CALL && !gives_pointer(p, &f->insns[nd->b]))
		return fresh(p, made, a);
	if (!nd->imm || of_callee)
		name = variable_of(p->m, f, nd->b);
	if (name)
		return name;
	return f->insns[nd->b].op == IR_CALL
		       ? arena_format(a, "the result of %s", operand(p->m, f, nd->b, a, 0))
		       : "it";
}

static const char *node_text(const struct program *p, node_id v, struct arena *a, int depth);

static const char *region_text(const struct program *p, node_id r, struct arena *a, int depth)
{
	const struct node *nd = node_at(&p->nodes, r);
	const struct ir_record *rec;
	const char *base, *name;

	if (depth > MAX_DEPTH)
		return "...";
	switch (nd->kind) {
	case REGION_LOCAL:
		return str_text(p->m->strings, p->m->functions[nd->a].locals[nd->b].name);
	case REGION_GLOBAL:
		return str_text(p->m->strings, p->m->globals[nd->a].name);
	case REGION_DEREF:
		return node_text(p, nd->a, a, depth + 1);
	case REGION_FIELD:
		ir_need_fields(p->m, nd->b);
		rec = &p->m->records[nd->b];
		name = nd->c < rec->nfields ? str_text(p->m->strings, rec->fields[nd->c].name) : "";
		base = region_text(p, nd->a, a, depth + 1);
		if (!*name)
			return base;
		return arena_format(a, "%s%s%s", base,
				    node_at(&p->nodes, nd->a)->kind == REGION_DEREF ? "->" : ".",
				    name);
	case REGION_ELEM:
		return arena_format(a, "%s[%s]", region_text(p, nd->a, a, depth + 1),
				    node_text(p, nd->b, a, depth + 1));
	case REGION_CONTAINER:
		return arena_format(a, "the %s that holds %s",
				    str_text(p->m->strings, p->m->records[nd->b].name),
				    region_text(p, nd->a, a, depth + 1));
	default:
		return "it";
	}
}

static const char *node_text(const struct program *p, node_id v, struct arena *a, int depth)
{
	const struct node *nd = node_at(&p->nodes, v);

	if (depth > MAX_DEPTH)
		return "...";
	switch (nd->kind) {
	case NODE_INT:
		return arena_format(a, "%" PRId64, nd->imm);
	case NODE_FUNC:
		return str_text(p->m->strings, p->m->functions[nd->a].name);
	case NODE_PARAM:
		return str_text(p->m->strings, p->m->functions[nd->a].locals[nd->b].name);
	case NODE_INIT:
		return region_text(p, nd->a, a, depth + 1);
	case NODE_FRESH:
		return fresh(p, nd, a);
	case NODE_ADDR:
		return arena_format(a, "&%s", region_text(p, nd->a, a, depth + 1));
	case NODE_VIEW:
		return arena_format(a, "private data of %s", node_text(p, nd->a, a, depth + 1));
	case NODE_BASE:
		return node_text(p, nd->a, a, depth + 1);
	case NODE_BINARY:
		return arena_format(a, "%s %s %s", node_text(p, nd->a, a, depth + 1),
				    ir_binary_name(nd->sub), node_text(p, nd->b, a, depth + 1));
	default:
		return "it";
	}
}

const char *describe_node(const struct program *p, node_id v, struct arena *a)
{
	return node_text(p, v, a, 0);
}

const char *describe_region(const struct program *p, node_id r, struct arena *a)
{
	return region_text(p, r, a, 0);
}
