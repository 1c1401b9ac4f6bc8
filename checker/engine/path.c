/* SPDX-License-Identifier: MIT */
/* Contract paths, resolved in one call of one world. */
#include <string.h>

#include "call.h"
#include "memory.h"
#include "program.h"

static uint32_t record_of_type(const struct ir_module *m, uint32_t type)
{
	if (type == IR_NONE || m->types[type].kind != IR_TYPE_RECORD)
		return IR_NONE;
	return m->types[type].ref;
}

static uint32_t record_of_pointer(const struct ir_module *m, uint32_t type)
{
	if (type == IR_NONE || m->types[type].kind != IR_TYPE_POINTER)
		return IR_NONE;
	return record_of_type(m, m->types[type].ref);
}

static node_id find_field(struct analysis *x, node_id region, uint32_t record, const char *name,
			  uint32_t *type)
{
	const struct ir_record *r;

	ir_need_fields(x->m, record);
	r = &x->m->records[record];
	for (uint32_t i = 0; i < r->nfields; i++) {
		const struct ir_field *f = &r->fields[i];
		uint32_t inner = record_of_type(x->m, f->type);
		node_id found;

		if (!strcmp(str_text(x->m->strings, f->name), name)) {
			*type = f->type;
			return region_field(x->n, region, record, i);
		}
		if (f->name != STR_EMPTY || inner == IR_NONE)
			continue;
		found = find_field(x, region_field(x->n, region, record, i), inner, name, type);
		if (found)
			return found;
		r = &x->m->records[record];
	}
	return NODE_NONE;
}

static uint32_t find_record(const struct ir_module *m, const char *name)
{
	for (uint32_t i = 0; i < m->nrecords; i++)
		if (!strcmp(str_text(m->strings, m->records[i].name), name))
			return i;
	return IR_NONE;
}

/* A value on its way along a path, with the type it has there. */
struct walk {
	node_id value;
	uint32_t record; /* what it points to, if that is a record */
	uint32_t type; /* of what is stored where it points, after a FIELD step */
};

static void start(struct analysis *x, const struct path *path, const struct call *c, struct walk *k)
{
	const struct ir_function *callee = c && c->fn != IR_NONE ? &x->m->functions[c->fn] : NULL;

	if (path->root == PATH_RETURN) {
		k->value = c ? c->result : NODE_NONE;
		if (c && c->insn != IR_NONE)
			k->record = record_of_pointer(x->m, x->f->insns[c->insn].type);
		return;
	}
	if (!c) {
		if (path->index >= x->f->nparams)
			return;
		k->value = node_param(x->n, x->fn, path->index, 0);
		k->record = record_of_pointer(x->m, x->f->locals[path->index].type);
		return;
	}
	if (path->index >= c->nargs)
		return;
	k->value = c->args[path->index];
	if (callee && path->index < callee->nparams)
		k->record = record_of_pointer(x->m, callee->locals[path->index].type);
	if (k->record == IR_NONE && c->operands[path->index] != IR_NONE)
		k->record = program_pointee_record(x->m, x->f, c->operands[path->index]);
}

static void step_container(struct analysis *x, const struct path_step *s, struct walk *k)
{
	uint32_t record = find_record(x->m, s->name);
	const struct ir_record *r;

	if (record == IR_NONE) {
		k->value = NODE_NONE;
		return;
	}
	ir_need_fields(x->m, record);
	r = &x->m->records[record];
	for (uint32_t i = 0; i < r->nfields; i++) {
		if (strcmp(str_text(x->m->strings, r->fields[i].name), s->member))
			continue;
		k->value = node_addr(
			x->n, region_container(x->n, region_deref(x->n, k->value), record, i));
		k->record = record;
		return;
	}
	k->value = NODE_NONE;
}

static void step_elem(struct analysis *x, const struct path_step *s, const struct call *c,
		      struct walk *k)
{
	node_id index = c ? NODE_NONE : node_param(x->n, x->fn, s->index, 0);

	if (c && s->index < c->nargs)
		index = c->args[s->index];
	k->value = index ? node_addr(x->n, region_elem(x->n, region_deref(x->n, k->value), index))
			 : NODE_NONE;
	k->record = IR_NONE;
	k->type = IR_NONE;
}

static void step(struct analysis *x, struct world *w, const struct path_step *s,
		 const struct call *c, struct walk *k)
{
	node_id field;

	switch (s->kind) {
	case STEP_FIELD:
		if (k->record == IR_NONE) {
			k->value = NODE_NONE;
			return;
		}
		field = find_field(x, region_deref(x->n, k->value), k->record, s->name, &k->type);
		k->value = field ? node_addr(x->n, field) : NODE_NONE;
		k->record = record_of_type(x->m, k->type);
		break;
	case STEP_LOAD:
		k->value = memory_load(x, w, region_deref(x->n, k->value), 0);
		k->record = record_of_pointer(x->m, k->type);
		break;
	case STEP_VIEW:
		k->value = node_view(x->n, k->value, s->view->id);
		k->record = IR_NONE;
		break;
	case STEP_BASE:
		k->value = node_base(x->n, k->value, s->view->id);
		k->record = IR_NONE;
		break;
	case STEP_WHOLE:
		k->value = node_addr(x->n, region_root(x->n, region_deref(x->n, k->value)));
		k->record = IR_NONE;
		break;
	case STEP_ELEM:
		step_elem(x, s, c, k);
		break;
	case STEP_CONTAINER:
		step_container(x, s, k);
		break;
	}
}

node_id path_value(struct analysis *x, struct world *w, const struct path *path,
		   const struct call *c)
{
	struct walk k = {NODE_NONE, IR_NONE, IR_NONE};

	start(x, path, c, &k);
	for (uint16_t i = 0; i < path->nsteps && k.value; i++)
		step(x, w, &path->steps[i], c, &k);
	return k.value;
}

#define MAX_NAME 64
node_id path_member(struct analysis *x, struct world *w, node_id region, uint32_t record,
		    const char *text)
{
	struct walk k = {node_addr(x->n, region), record, IR_NONE};
	const struct path_step load = {.kind = STEP_LOAD};
	char name[MAX_NAME];

	while (k.value && *text) {
		size_t n = strcspn(text, ".- ");

		if (n >= sizeof(name))
			return NODE_NONE;
		memcpy(name, text, n);
		name[n] = 0;
		step(x, w, &(struct path_step){.kind = STEP_FIELD, .name = name}, NULL, &k);
		text += n;
		if (k.value && text[0] == '-')
			step(x, w, &load, NULL, &k);
		text += strspn(text, ".-> ");
	}
	if (k.value && k.type != IR_NONE && x->m->types[k.type].kind == IR_TYPE_POINTER)
		step(x, w, &load, NULL, &k);
	return k.value ? region_deref(x->n, k.value) : NODE_NONE;
}
