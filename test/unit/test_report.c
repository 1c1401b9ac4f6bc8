/* SPDX-License-Identifier: MIT */
/* Options, the list of findings, and the gate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "report/gate.h"

struct fixture {
	struct ir_module *m;
	struct contracts *c;
	struct options *o;
	struct findings *f;
	str_id main_file, header;
	struct gate_counts counts;
};

static struct rule certain = {.name = "double-free", .trust = TRUST_CERTAIN};
static struct rule likely = {.name = "request-lost", .trust = TRUST_LIKELY};
static struct rule possible = {.name = "may-sleep", .trust = TRUST_POSSIBLE};

static int setup(void **state)
{
	static struct fixture x;

	x.m = ir_module_new(NULL, NULL);
	x.c = contracts_new(NULL);
	x.o = options_new();
	x.f = findings_new();
	x.counts = (struct gate_counts){0};
	x.main_file = str_intern(x.m->strings, "drivers/a.c");
	x.header = str_intern(x.m->strings, "include/a.h");
	x.m->main_file = x.main_file;
	contracts_add_rule(x.c, &certain);
	contracts_add_rule(x.c, &likely);
	contracts_add_rule(x.c, &possible);
	*state = &x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	findings_free(x->f);
	options_free(x->o);
	contracts_free(x->c);
	ir_module_free(x->m);
	return 0;
}

static void add(struct fixture *x, const struct rule *rule, uint32_t line, const char *message)
{
	findings_add(x->f, &(struct finding){
				   .rule = rule,
				   .place = {.file = x->main_file, .line = line, .col = 2},
				   .function = "f",
				   .message = message,
			   });
}

static void suppress(struct fixture *x, str_id file, uint32_t line, const char *rule,
		     const char *reason)
{
	ir_add_suppression(x->m, (struct ir_suppression){
					 .file = file,
					 .line = line,
					 .col = 2,
					 .last = line,
					 .rule = str_intern(x->m->strings, rule),
					 .reason = str_intern(x->m->strings, reason),
				 });
}

static void set(struct fixture *x, const char *key, const char *value)
{
	assert_null(options_set(x->o, key, value));
}

static void apply(struct fixture *x)
{
	gate_apply(x->f, NULL, x->m, x->o, x->c, &x->counts);
}

/* What is left, as "line:rule line:rule". */
static void expect(struct fixture *x, const char *shown)
{
	char text[256] = "";
	size_t n = 0;

	for (uint32_t i = 0; i < x->f->count; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%u:%s", i ? " " : "",
				      x->f->list[i].place.line, x->f->list[i].rule->name);
	assert_string_equal(text, shown);
}

static void add_one_of_each(struct fixture *x)
{
	add(x, &certain, 1, "a");
	add(x, &likely, 2, "b");
	add(x, &possible, 3, "c");
}

/* --- The list ----------------------------------------------------------------------------- */

static void sort_orders_and_drops_duplicates(void **state)
{
	struct fixture *x = *state;
	struct finding_note note = {.text = "step"};

	findings_add(x->f, &(struct finding){
				   .rule = &certain,
				   .place = {.file = x->main_file, .line = 9, .col = 2},
				   .message = "a longer way",
				   .notes = &note,
				   .nnotes = 1,
			   });
	add(x, &certain, 9, "the short way");
	add(x, &likely, 9, "another rule");
	add(x, &certain, 3, "first");
	findings_sort(x->f, x->m->strings);
	expect(x, "3:double-free 9:double-free 9:request-lost");
	assert_string_equal(x->f->list[1].message, "the short way");
}

static void each_finding_is_counted_once(void **state)
{
	struct fixture *x = *state;

	add_one_of_each(x);
	add(x, &certain, 5, "x");
	add(x, &certain, 5, "the same again");
	add(x, &likely, 8, "y");
	suppress(x, x->main_file, 5, "double-free", "why");
	suppress(x, x->main_file, 7, "", "");
	ir_add_trusted(x->m, (struct ir_trusted){.file = x->main_file, .first = 8, .last = 8});
	apply(x);
	assert_int_equal(x->counts.shown, 3);
	assert_int_equal(x->counts.off, 1);
	assert_int_equal(x->counts.suppressed, 1);
	assert_int_equal(x->counts.trusted, 1);
}

static void repeated_notes_are_dropped(void **state)
{
	struct finding_note notes[] = {
		{.place.line = 1, .text = "a"}, {.place.line = 2, .text = "a"},
		{.place.line = 1, .text = "b"}, {.place.line = 1, .text = "a"},
		{.place.line = 2, .text = "a"}, {.place.line = 3, .text = "a"},
	};
	struct finding f = {.notes = notes, .nnotes = 6};

	(void)state;
	finding_drop_repeated_notes(&f);
	assert_int_equal(f.nnotes, 4);
	assert_int_equal(notes[1].place.line, 2);
	assert_string_equal(notes[2].text, "b");
	assert_int_equal(notes[3].place.line, 3);
}

static void sort_takes_many(void **state)
{
	struct fixture *x = *state;

	for (uint32_t line = 1000; line; line--)
		add(x, &certain, line, "x");
	findings_sort(x->f, x->m->strings);
	assert_int_equal(x->f->count, 1000);
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(x->f->list[i].place.line, i + 1);
}

/* --- Options ------------------------------------------------------------------------------ */

static void options_say_what_is_wrong(void **state)
{
	static const char *const wrong[][3] = {
		{"onyl", "x", "unknown setting 'onyl'; did you mean 'only'?"},
		{"only", "", "setting 'only' needs a value: only=RULE[,RULE]"},
		{"only", NULL, "setting 'only' needs a value: only=RULE[,RULE]"},
		{"disable", "a,,b", "setting 'disable': a rule name is missing; write RULE or RULE,RULE"},
		{"level", "high", "setting 'level': 'high' is no level; use certain, likely or possible"},
		{"stats", "yes", "setting 'stats': it takes no value; write stats alone"},
		{"mode", "stern", "setting 'mode': 'stern' is no mode; use lint or strict"},
		{"ir", NULL, "setting 'ir' needs a value: ir=FILE"},
	};
	struct fixture *x = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_string_equal(options_set(x->o, wrong[i][0], wrong[i][1]), wrong[i][2]);
}

static void options_are_kept(void **state)
{
	struct fixture *x = *state;

	assert_null(options_ir_file(x->o));
	set(x, "ir", "out.cir");
	set(x, "rules", "one");
	set(x, "rules", "two");
	set(x, "stats", NULL);
	set(x, "mode", "lint");
	assert_string_equal(options_ir_file(x->o), "out.cir");
	assert_string_equal(x->o->rules->path, "one");
	assert_string_equal(x->o->rules->next->path, "two");
	assert_null(x->o->rules->next->next);
	assert_true(x->o->stats);
}

/* --- Switches ----------------------------------------------------------------------------- */

static void default_level_shows_certain_and_likely(void **state)
{
	struct fixture *x = *state;

	add_one_of_each(x);
	apply(x);
	expect(x, "1:double-free 2:request-lost");
}

static void level_widens_and_narrows(void **state)
{
	struct fixture *x = *state;

	add_one_of_each(x);
	set(x, "level", "possible");
	apply(x);
	expect(x, "1:double-free 2:request-lost 3:may-sleep");
	set(x, "level", "certain");
	apply(x);
	expect(x, "1:double-free");
}

static void only_ignores_the_level(void **state)
{
	struct fixture *x = *state;

	add_one_of_each(x);
	set(x, "only", "may-sleep");
	apply(x);
	expect(x, "3:may-sleep");
}

static void enable_and_disable_name_rules(void **state)
{
	struct fixture *x = *state;

	add_one_of_each(x);
	set(x, "enable", "may-sleep,request-lost");
	set(x, "disable", "request-lost");
	apply(x);
	expect(x, "1:double-free 3:may-sleep");
}

static void error_promotes_all_or_some(void **state)
{
	struct fixture *x = *state;

	add_one_of_each(x);
	set(x, "error", "request-lost");
	apply(x);
	assert_false(x->f->list[0].is_error);
	assert_true(x->f->list[1].is_error);
	set(x, "error", "");
	apply(x);
	assert_true(x->f->list[0].is_error);
}

static void unknown_rule_names_are_refused(void **state)
{
	struct fixture *x = *state;

	set(x, "only", "double-free,suppression-unused");
	assert_null(gate_check_names(x->o, x->c, x->f->arena));
	set(x, "disable", "request-last");
	assert_string_equal(gate_check_names(x->o, x->c, x->f->arena),
			    "unknown rule 'request-last'; did you mean 'request-lost'?");
}

/* --- Suppressions ------------------------------------------------------------------------- */

static void comment_covers_its_line_and_the_next(void **state)
{
	struct fixture *x = *state;

	for (uint32_t line = 9; line <= 12; line++)
		add(x, &certain, line, "x");
	suppress(x, x->main_file, 10, "double-free", "the hardware holds it");
	apply(x);
	expect(x, "9:double-free 12:double-free");
}

static void long_comment_covers_its_lines_and_the_next(void **state)
{
	struct fixture *x = *state;

	for (uint32_t line = 9; line <= 14; line++)
		add(x, &certain, line, "x");
	suppress(x, x->main_file, 10, "double-free", "the hardware holds it");
	x->m->suppressions[0].last = 12;
	apply(x);
	expect(x, "9:double-free 14:double-free");
}

static void comment_hides_all_of_its_rule_and_no_other(void **state)
{
	struct fixture *x = *state;

	add(x, &certain, 5, "x");
	add(x, &likely, 5, "y");
	x->f->list[1].place.col = 9;
	add(x, &certain, 5, "z");
	x->f->list[2].place.col = 7;
	suppress(x, x->main_file, 5, "double-free", "why");
	apply(x);
	expect(x, "5:request-lost");
}

static void unused_comment_is_reported(void **state)
{
	struct fixture *x = *state;

	suppress(x, x->main_file, 5, "double-free", "why");
	suppress(x, x->header, 6, "double-free", "another file needs it");
	suppress(x, x->main_file, 7, "may-sleep", "off by level, so nothing is known");
	apply(x);
	expect(x, "5:suppression-unused");
	assert_string_equal(x->f->list[0].message, "this suppression hides nothing: 'double-free' "
						   "is not reported here; remove it");
}

static void malformed_comment_is_reported_and_hides_nothing(void **state)
{
	struct fixture *x = *state;

	add(x, &certain, 5, "x");
	suppress(x, x->main_file, 4, "double-free", "");
	suppress(x, x->main_file, 10, "", "");
	suppress(x, x->main_file, 11, "double-fre", "why");
	apply(x);
	expect(x, "4:suppression-malformed 5:double-free 10:suppression-malformed "
		  "11:suppression-malformed");
	assert_string_equal(x->f->list[3].message, "this suppression names the unknown rule "
						   "'double-fre'; did you mean 'double-free'?");
}

static void malformed_comment_in_a_header_is_reported_where_it_matters(void **state)
{
	struct fixture *x = *state;

	add(x, &certain, 5, "x");
	x->f->list[0].place.file = x->header;
	suppress(x, x->header, 5, "double-free", "");
	suppress(x, x->header, 9, "double-free", "");
	apply(x);
	expect(x, "5:double-free 5:suppression-malformed");
}

static void gate_rules_can_be_switched_off(void **state)
{
	struct fixture *x = *state;

	suppress(x, x->main_file, 10, "", "");
	suppress(x, x->main_file, 5, "double-free", "why");
	set(x, "disable", "suppression-unused,suppression-malformed");
	apply(x);
	expect(x, "");
}

static void allow(struct fixture *x, const char *function, const char *rule, const char *reason)
{
	struct ir_attr *attr = arena_new_array(x->m->arena, struct ir_attr, 1);
	uint32_t index = ir_add_function(x->m);
	struct ir_function *fn = &x->m->functions[index];

	attr->name = str_intern(x->m->strings, "allow");
	attr->args[0] = str_intern(x->m->strings, rule);
	attr->args[1] = str_intern(x->m->strings, reason);
	attr->nargs = 2;
	fn->name = str_intern(x->m->strings, function);
	fn->flags = IR_FN_DEFINED | IR_FN_MAIN_FILE;
	fn->attrs = (struct ir_attrs){.list = attr, .count = 1};
}

static void attribute_covers_its_function(void **state)
{
	struct fixture *x = *state;

	add(x, &certain, 5, "x");
	add(x, &likely, 6, "y");
	add(x, &certain, 50, "z");
	x->f->list[2].function = "g";
	allow(x, "f", "double-free", "why");
	apply(x);
	expect(x, "6:request-lost 50:double-free");
}

static void unused_attribute_is_reported(void **state)
{
	struct fixture *x = *state;

	allow(x, "f", "double-free", "why");
	apply(x);
	expect(x, "0:suppression-unused");
}

static void trusted_region_is_silent(void **state)
{
	struct fixture *x = *state;

	for (uint32_t line = 9; line <= 12; line++)
		add(x, &certain, line, "x");
	ir_add_trusted(x->m, (struct ir_trusted){.file = x->main_file, .first = 10, .last = 11});
	apply(x);
	expect(x, "9:double-free 12:double-free");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sort_orders_and_drops_duplicates),
		TEST(each_finding_is_counted_once),
		TEST(repeated_notes_are_dropped),
		TEST(sort_takes_many),
		TEST(options_say_what_is_wrong),
		TEST(options_are_kept),
		TEST(default_level_shows_certain_and_likely),
		TEST(level_widens_and_narrows),
		TEST(only_ignores_the_level),
		TEST(enable_and_disable_name_rules),
		TEST(error_promotes_all_or_some),
		TEST(unknown_rule_names_are_refused),
		TEST(comment_covers_its_line_and_the_next),
		TEST(long_comment_covers_its_lines_and_the_next),
		TEST(comment_hides_all_of_its_rule_and_no_other),
		TEST(unused_comment_is_reported),
		TEST(malformed_comment_is_reported_and_hides_nothing),
		TEST(malformed_comment_in_a_header_is_reported_where_it_matters),
		TEST(gate_rules_can_be_switched_off),
		TEST(attribute_covers_its_function),
		TEST(unused_attribute_is_reported),
		TEST(trusted_region_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
