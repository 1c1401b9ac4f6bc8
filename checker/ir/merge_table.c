/* SPDX-License-Identifier: MIT */
/* Tables of functions that stand in a file which is not part of the module. */
#include <string.h>

#include "merge.h"

static uint32_t record_named(const struct ir_module *m, str_id name)
{
	for (uint32_t i = 0; i < m->nrecords; i++)
		if (m->records[i].name == name && m->records[i].complete)
			return i;
	return IR_NONE;
}

/* A record of no more than that member: nothing here knows another one. */
static uint32_t add_record(struct ir_module *m, str_id name, const char *member)
{
	uint32_t index = ir_add_record(m);
	struct ir_record *r = &m->records[index];

	r->name = name;
	r->complete = true;
	r->nfields = 1;
	r->fields = arena_new_array(m->arena, struct ir_field, 1);
	r->fields[0].name = str_intern(m->strings, member);
	r->fields[0].type =
		ir_add_type(m, (struct ir_type){.kind = IR_TYPE_UNKNOWN, .ref = IR_NONE});
	return index;
}

void ir_place_function(struct ir_module *m, uint32_t fn, const char *record, const char *member)
{
	str_id name = str_intern(m->strings, record);
	uint32_t index = record_named(m, name), field = 0, table;
	struct ir_global *g;

	if (index == IR_NONE)
		index = add_record(m, name, member);
	while (field < m->records[index].nfields &&
	       strcmp(str_text(m->strings, m->records[index].fields[field].name), member) != 0)
		field++;
	if (field == m->records[index].nfields)
		return;
	table = ir_add_global(m);
	g = &m->globals[table];
	g->flags = IR_GLOBAL_DEFINED | IR_GLOBAL_CONST | IR_GLOBAL_STATIC;
	g->type = ir_add_type(m, (struct ir_type){.kind = IR_TYPE_RECORD, .ref = index});
	g->inits = arena_new_array(m->arena, struct ir_init, 1);
	g->ninits = 1;
	g->inits[0] = (struct ir_init){
		.record = index, .field = field, .elem = IR_NONE, .kind = IR_INIT_FUNC, .ref = fn};
}
