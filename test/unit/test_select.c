/* SPDX-License-Identifier: MIT */
/* Baselines, diffs, and the part of the gate that uses them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "report/baseline.h"
#include "report/diff.h"
#include "report/gate.h"
#include "report/result.h"

struct fixture {
	struct results *before, *now;
	struct selection s;
	struct selection_counts counts;
	char name[64];
};

static int setup(void **state)
{
	static struct fixture x;
	int fd;

	memset(&x, 0, sizeof(x));
	x.before = results_new();
	x.now = results_new();
	strcpy(x.name, "/tmp/custody-test-XXXXXX");
	fd = mkstemp(x.name);
	assert_true(fd >= 0);
	close(fd);
	*state = &x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	baseline_free(x->s.baseline);
	results_free(x->before);
	results_free(x->now);
	unlink(x->name);
	return 0;
}

static void add(struct results *r, const char *file, uint32_t line, uint64_t identity, uint64_t way)
{
	results_add(r, &(struct result){.rule = "double-free",
					.message = "freed twice",
					.function = "f",
					.spot = {.file = file, .line = line, .col = 2},
					.first = line - 2,
					.last = line + 2,
					.identity = identity,
					.way = way});
}

/* What was before becomes the baseline of what is now. */
static void compare(struct fixture *x)
{
	const char *error = NULL;

	assert_null(baseline_write(x->before, x->name));
	x->s.baseline = baseline_read(x->name, x->now->arena, &error);
	assert_null(error);
	gate_select(x->now, &x->s, &x->counts);
}

/* --- Baselines ---------------------------------------------------------------------------- */

static void same_findings_are_old(void **state)
{
	struct fixture *x = *state;

	add(x->before, "a.c", 10, 1, 11);
	add(x->before, "b.c", 10, 2, 12);
	add(x->now, "a.c", 99, 1, 11);
	add(x->now, "b.c", 7, 2, 13); /* another way to the same statement */
	compare(x);
	assert_int_equal(x->counts.old, 2);
	assert_int_equal(x->now->nlist, 0);
}

static void one_entry_stands_for_one_finding(void **state)
{
	struct fixture *x = *state;

	add(x->before, "a.c", 10, 1, 11);
	add(x->now, "a.c", 10, 1, 12);
	add(x->now, "a.c", 20, 1, 11);
	compare(x);
	assert_int_equal(x->counts.old, 1);
	assert_int_equal(x->now->nlist, 1);
	/* The one that came by another way is the new one. */
	assert_int_equal(x->now->list[0].spot.line, 10);
	assert_int_equal(x->now->list[0].age, RESULT_NEW);
}

static void renamed_files_keep_theirs(void **state)
{
	struct fixture *x = *state;

	add(x->before, "old.c", 10, 1, 11);
	add(x->now, "new.c", 10, 1, 11);
	compare(x);
	assert_int_equal(x->counts.old, 1);
	assert_int_equal(x->now->nlist, 0);
}

static void copies_are_new(void **state)
{
	struct fixture *x = *state;

	add(x->before, "z.c", 10, 1, 11);
	add(x->now, "a.c", 10, 1, 11);
	add(x->now, "z.c", 10, 1, 11);
	compare(x);
	assert_int_equal(x->now->nlist, 1);
	assert_string_equal(x->now->list[0].spot.file, "a.c");
}

static void fixed_ones_are_told_of_checked_files(void **state)
{
	struct fixture *x = *state;

	add(x->before, "a.c", 10, 1, 11);
	add(x->before, "b.c", 10, 2, 12);
	add(x->before, "c.c", 10, 3, 13);
	results_add_unit(x->now, &(struct unit){.file = "a.c"});
	results_add_unit(x->now, &(struct unit){.file = "b.c", .skipped = "has errors"});
	compare(x);
	assert_int_equal(x->counts.fixed, 1);
	assert_string_equal(x->now->fixed[0].spot.file, "a.c");
	assert_string_equal(x->now->fixed[0].message, "freed twice");
}

static void hidden_ones_are_in_no_baseline(void **state)
{
	struct fixture *x = *state;

	add(x->before, "a.c", 10, 1, 11);
	x->before->list[0].allowed = "why not";
	add(x->now, "a.c", 10, 1, 11);
	compare(x);
	assert_int_equal(x->counts.shown, 1);
}

static void refuse_baseline(const char *text, const char *says)
{
	struct arena *a = arena_new();
	const char *error = NULL;

	assert_null(baseline_read_memory(text, strlen(text), "b.txt", a, &error));
	if (!strstr(error, says))
		fail_msg("'%s' does not say '%s'", error, says);
	arena_free(a);
}

static void bad_baselines_are_refused(void **state)
{
	(void)state;
	refuse_baseline("", "b.txt:1: this is no baseline");
	refuse_baseline("{\"unit\":\"a.c\"}\n", "b.txt:1: this is no baseline");
	refuse_baseline("{\"custody\":\"baseline\",\"version\":1}\nx\n",
			"b.txt:2: this is no line of a baseline");
	refuse_baseline("{\"custody\":\"baseline\",\"version\":1}\n{\"rule\":\"r\"}\n", "b.txt:2:");
	refuse_baseline("{\"custody\":\"baseline\",\"version\":1}\n{\"file\":\"a.c\",\"rule\":\"r\",\"function\":"
			"\"f\",\"message\":\"m\",\"fingerprint\":\"1\",\"way\":\"2\"}\n",
			"16 hexadecimal digits");
}

/* --- Diffs -------------------------------------------------------------------------------- */

static const char diff[] = "diff --git a/drivers/a.c b/drivers/a.c\n"
			   "--- a/drivers/a.c\n"
			   "+++ b/drivers/a.c\n"
			   "@@ -10,4 +10,5 @@ int f(void)\n"
			   " \tone\n"
			   "-\ttwo\n"
			   "+\tTWO\n"
			   "+\tmore\n"
			   " \tthree\n"
			   " \tfour\n"
			   "@@ -30,3 +31,2 @@\n"
			   " \tx\n"
			   "--- y\n"
			   " \tz\n"
			   "diff --git a/gone.c b/gone.c\n"
			   "--- a/gone.c\n"
			   "+++ /dev/null\n"
			   "@@ -1,1 +0,0 @@\n"
			   "-\tx\n"
			   "\\ No newline at end of file\n"
			   "--- /dev/null\t2024-01-01\n"
			   "+++ \"b/na\\303\\257ve.c\"\n"
			   "@@ -0,0 +1 @@\n"
			   "+x\n";

static struct diff *read_diff(const char *text, struct arena *a)
{
	const char *error = NULL;
	struct diff *d = diff_read_memory(text, strlen(text), "x.diff", a, &error);

	if (error)
		fail_msg("%s", error);
	return d;
}

static void diff_says_what_it_touches(void **state)
{
	struct arena *a = arena_new();
	struct diff *d = read_diff(diff, a);

	(void)state;
	assert_false(diff_touches(d, "drivers/a.c", 10, 10));
	assert_true(diff_touches(d, "drivers/a.c", 11, 11));
	assert_true(diff_touches(d, "drivers/a.c", 12, 12));
	assert_false(diff_touches(d, "drivers/a.c", 13, 30));
	/* A line was taken out between 31 and 32. */
	assert_true(diff_touches(d, "drivers/a.c", 31, 32));
	assert_false(diff_touches(d, "drivers/a.c", 31, 31));
	assert_false(diff_touches(d, "drivers/a.c", 32, 40));
	assert_false(diff_touches(d, "a.c", 11, 11));
	assert_true(diff_touches(d, "b/drivers/a.c", 11, 11));
	assert_true(diff_touches(d, "na\xc3\xafve.c", 1, 1));
	arena_free(a);
}

static void refuse_diff(const char *text, const char *says)
{
	struct arena *a = arena_new();
	const char *error = NULL;

	assert_null(diff_read_memory(text, strlen(text), "x.diff", a, &error));
	if (!strstr(error, says))
		fail_msg("'%s' does not say '%s'", error, says);
	arena_free(a);
}

static void bad_diffs_are_refused(void **state)
{
	(void)state;
	refuse_diff("int f(void);\n", "x.diff:1: this is no unified diff");
	refuse_diff("@@ -1 +1 @@\n", "x.diff:1: a hunk stands before any '+++ FILE'");
	refuse_diff("+++ b/a.c\n@@ -x +1 @@\n", "x.diff:2: a hunk's head is");
	refuse_diff("+++ b/a.c\n@@ -1,2 +1,2 @@\n x\n", "x.diff:3: the diff ends inside of a hunk");
	refuse_diff("+++ b/a.c\n@@ -1,1 +1,2 @@\n-x\n-y\n", "x.diff:4: this hunk has not the lines");
}

static void empty_diffs_touch_nothing(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_false(diff_touches(read_diff("", a), "a.c", 1, 9999));
	assert_false(diff_touches(read_diff("diff --git a/a.c b/b.c\nrename from a.c\n", a), "a.c", 1, 9999));
	arena_free(a);
}

/* --- Selecting ---------------------------------------------------------------------------- */

static uint32_t count_touched(struct fixture *x, uint32_t line, struct result_step *step)
{
	add(x->now, "drivers/a.c", line, 1, 11);
	x->now->list[0].steps = step;
	x->now->list[0].nsteps = step != NULL;
	x->s.diff = read_diff(diff, x->now->arena);
	gate_select(x->now, &x->s, &x->counts);
	return x->counts.shown;
}

static void function_counts_as_touched(void **state)
{
	assert_int_equal(count_touched(*state, 14, NULL), 1);
}

static void elsewhere_is_untouched(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(count_touched(x, 20, NULL), 0);
	assert_int_equal(x->counts.untouched, 1);
}

static void step_counts_as_touched(void **state)
{
	struct result_step step = {.spot = {.file = "drivers/a.c", .line = 11}};

	assert_int_equal(count_touched(*state, 20, &step), 1);
}

static void only_names_whole_rules(void **state)
{
	struct fixture *x = *state;

	add(x->now, "a.c", 1, 1, 1);
	x->s.only = "double,double-free-too";
	gate_select(x->now, &x->s, &x->counts);
	assert_int_equal(x->now->nlist, 0);
	add(x->now, "a.c", 1, 1, 1);
	x->s.only = "request-lost,double-free";
	gate_select(x->now, &x->s, &x->counts);
	assert_int_equal(x->now->nlist, 1);
}

static void hidden_ones_show_on_request(void **state)
{
	struct fixture *x = *state;

	add(x->now, "a.c", 1, 1, 1);
	x->now->list[0].allowed = "why not";
	x->s.show_allowed = true;
	gate_select(x->now, &x->s, &x->counts);
	assert_int_equal(x->now->nlist, 1);
	assert_int_equal(x->counts.shown, 0);
	x->s.show_allowed = false;
	gate_select(x->now, &x->s, &x->counts);
	assert_int_equal(x->now->nlist, 0);
	assert_int_equal(x->counts.allowed, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(same_findings_are_old),
		TEST(one_entry_stands_for_one_finding),
		TEST(renamed_files_keep_theirs),
		TEST(copies_are_new),
		TEST(fixed_ones_are_told_of_checked_files),
		TEST(hidden_ones_are_in_no_baseline),
		cmocka_unit_test(bad_baselines_are_refused),
		cmocka_unit_test(diff_says_what_it_touches),
		cmocka_unit_test(bad_diffs_are_refused),
		cmocka_unit_test(empty_diffs_touch_nothing),
		TEST(function_counts_as_touched),
		TEST(elsewhere_is_untouched),
		TEST(step_counts_as_touched),
		TEST(only_names_whole_rules),
		TEST(hidden_ones_show_on_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
