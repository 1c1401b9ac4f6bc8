/* SPDX-License-Identifier: MIT */
/* Merging of modules: what is one thing in all of them stays one, however large the tables get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ir/merge.h"

#define MANY 5000

/* A file that sees MANY functions of one header, each with a place of its own. */
static struct ir_module *includer(const char *file)
{
	struct ir_module *m = ir_module_new(NULL, NULL);
	str_id header = str_intern(m->strings, "many.h");
	char name[32];

	m->main_file = str_intern(m->strings, file);
	ir_add_place(m, (struct ir_place){0});
	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t fn = ir_add_function(m);

		snprintf(name, sizeof(name), "helper_%u", i);
		m->functions[fn].name = str_intern(m->strings, name);
		m->functions[fn].flags = IR_FN_STATIC;
		m->functions[fn].loc = ir_add_place(m, (struct ir_place){.file = header, .line = i + 1, .col = 1});
	}
	return m;
}

static void test_header_functions(void **state)
{
	struct ir_module *parts[] = {includer("a.c"), includer("b.c")}, *all;

	(void)state;
	all = ir_merge(parts, 2);
	assert_int_equal(all->nfunctions, MANY);
	ir_module_free(all);
	ir_module_free(parts[0]);
	ir_module_free(parts[1]);
}

static uint32_t add_record(struct ir_module *m, ir_loc loc, bool is_union)
{
	uint32_t r = ir_add_record(m);

	m->records[r].loc = loc;
	m->records[r].is_union = is_union;
	m->records[r].complete = true;
	m->records[r].size = 16;
	return r;
}

/* A file with a group of members as a macro makes it: a union without a name, and in it a struct without one, at one place. */
static struct ir_module *grouper(const char *file)
{
	struct ir_module *m = ir_module_new(NULL, NULL);
	ir_loc loc;

	m->main_file = str_intern(m->strings, file);
	ir_add_place(m, (struct ir_place){0});
	loc = ir_add_place(m, (struct ir_place){.file = str_intern(m->strings, "group.h"), .line = 1, .col = 1});
	add_record(m, loc, true);
	add_record(m, loc, false);
	return m;
}

static void test_records_of_one_place(void **state)
{
	struct ir_module *parts[] = {grouper("a.c"), grouper("b.c")}, *all;

	(void)state;
	all = ir_merge(parts, 2);
	assert_int_equal(all->nrecords, 2);
	assert_int_not_equal(all->records[0].is_union, all->records[1].is_union);
	ir_module_free(all);
	ir_module_free(parts[0]);
	ir_module_free(parts[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header_functions),
		cmocka_unit_test(test_records_of_one_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
