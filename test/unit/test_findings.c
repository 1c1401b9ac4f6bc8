/* SPDX-License-Identifier: MIT */
/* Findings files: written, read back, refused; the texts and fingerprints in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "report/fingerprint.h"
#include "report/jsonl.h"
#include "report/result.h"
#include "report/source.h"
#include "report/utf8.h"

/* --- Source text -------------------------------------------------------------------------- */

struct fixture {
	char name[64];
	struct arena *a;
	struct sources *sources;
};

static int setup(void **state)
{
	static struct fixture x;
	int fd;

	strcpy(x.name, "/tmp/custody-test-XXXXXX");
	fd = mkstemp(x.name);
	assert_true(fd >= 0);
	close(fd);
	x.a = arena_new();
	x.sources = NULL;
	*state = &x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	sources_free(x->sources);
	arena_free(x->a);
	unlink(x->name);
	return 0;
}

static void hold(struct fixture *x, const char *text)
{
	FILE *out = fopen(x->name, "w");

	fputs(text, out);
	fclose(out);
	sources_free(x->sources);
	x->sources = sources_new(NULL);
}

static const char *statement(struct fixture *x, uint32_t line)
{
	return source_statement(x->sources, x->name, line, x->a);
}

static void lines_stand_as_they_are(void **state)
{
	struct fixture *x = *state;

	hold(x, "one\n\ttwo \r\nthree");
	assert_int_equal(source_nlines(x->sources, x->name), 3);
	assert_string_equal(source_line(x->sources, x->name, 2), "\ttwo ");
	assert_string_equal(source_line(x->sources, x->name, 3), "three");
	assert_null(source_line(x->sources, x->name, 0));
	assert_null(source_line(x->sources, x->name, 4));
	assert_null(source_line(x->sources, "/nowhere/at/all.c", 1));
}

static void statement_is_free_of_layout(void **state)
{
	struct fixture *x = *state;
	const char *text;

	hold(x, "ret = put(a,\n\t  b); next();\n");
	text = statement(x, 1);
	assert_string_equal(text, "ret=put(a,b);");
	hold(x, "/* a comment\n\nwith lines */\n  ret = put(a, // why\n /* x */\n\n b ) ;\n");
	assert_string_equal(statement(x, 4), text);
}

static void statement_knows_literals(void **state)
{
	struct fixture *x = *state;

	hold(x, "warn(\"/* no ; comment (\\\" \", ';');\nx();\n");
	assert_string_equal(statement(x, 1), "warn(\"/* no ; comment (\\\" \",';');");
	assert_string_equal(statement(x, 2), "x();");
}

static void statement_ends_at_a_block(void **state)
{
	struct fixture *x = *state;

	hold(x, "if (f(x, y)) {\n\tz();\n");
	assert_string_equal(statement(x, 1), "if(f(x,y)){");
	assert_string_equal(statement(x, 9), "");
}

/* --- Fingerprints ------------------------------------------------------------------------- */

static struct result double_free(struct fixture *x, uint32_t line, struct result_step *step)
{
	return (struct result){
		.rule = "double-free",
		.function = "f",
		.spot = {.file = x->name, .line = line},
		.steps = step,
		.nsteps = step != NULL,
	};
}

static void fingerprint_survives_moves(void **state)
{
	struct fixture *x = *state;
	struct result a, b;

	hold(x, "void f(void)\n{\n\tkfree(p);\n}\n");
	a = double_free(x, 3, NULL);
	fingerprint(&a, x->sources, x->a);
	hold(x, "int new;\nvoid f(void)\n{\n\tint i;\n\t\tkfree( p ); /* again */\n}\n");
	b = double_free(x, 5, NULL);
	fingerprint(&b, x->sources, x->a);
	assert_true(a.identity == b.identity);
	assert_true(a.way == b.way);
}

static void fingerprint_tells_apart(void **state)
{
	struct fixture *x = *state;
	struct result a, b;

	hold(x, "kfree(p);\nkfree(q);\n");
	a = double_free(x, 1, NULL);
	fingerprint(&a, x->sources, x->a);
	b = double_free(x, 2, NULL);
	fingerprint(&b, x->sources, x->a);
	assert_true(a.identity != b.identity);
	b = double_free(x, 1, NULL);
	b.function = "g";
	fingerprint(&b, x->sources, x->a);
	assert_true(a.identity != b.identity);
	b = double_free(x, 1, NULL);
	b.rule = "use-after-free";
	fingerprint(&b, x->sources, x->a);
	assert_true(a.identity != b.identity);
}

static void way_counts_events_not_assumptions(void **state)
{
	struct fixture *x = *state;
	struct result_step step = {
		.kind = STEP_STATE, .spot = {.file = x->name, .line = 1}, .function = "f"};
	struct result without, with;

	hold(x, "kfree(p);\nkfree(p->next);\n");
	without = double_free(x, 2, NULL);
	fingerprint(&without, x->sources, x->a);
	with = double_free(x, 2, &step);
	fingerprint(&with, x->sources, x->a);
	assert_true(with.identity == without.identity);
	assert_true(with.way != without.way);
	step.kind = STEP_ASSUMED;
	fingerprint(&with, x->sources, x->a);
	assert_true(with.way == without.way);
}

/* --- Files -------------------------------------------------------------------------------- */

static const char unit_line[] =
	"{\"unit\":\"a.c\",\"folder\":\"/src\",\"functions\":3,\"checked\":2,\"not_understood\":0,"
	"\"trusted\":1,\"cut\":0,\"errors\":0,\"off\":0,\"in_trusted\":0}\n";
static const char finding_line[] =
	"{\"rule\":\"double-free\",\"summary\":\"freed twice\",\"level\":\"likely\","
	"\"severity\":\"warning\",\"message\":\"'p' freed twice\",\"file\":\"a.c\",\"line\":9,"
	"\"column\":2,\"source\":\"kfree(p); /* \\u00fc */\",\"function\":\"f\",\"first\":4,"
	"\"last\":12,\"protocol\":\"memory\",\"fingerprint\":\"0123456789abcdef\","
	"\"way\":\"fedcba9876543210\",\"steps\":[{\"kind\":\"state\",\"message\":\"'p' freed "
	"here\",\"file\":\"a.c\",\"line\":7,\"column\":2,\"function\":\"f\"}]}\n";

static bool read_text(struct results *r, const char *text, const char **error)
{
	return jsonl_read_memory(r, text, strlen(text), "x.jsonl", error);
}

/* What is read and written again is what was there. */
static void round_trip(void **state)
{
	struct results *r = results_new();
	char *text = NULL, both[2048];
	size_t size;
	const char *error;
	FILE *out;

	(void)state;
	snprintf(both, sizeof(both), "%s%s", unit_line, finding_line);
	assert_true(read_text(r, both, &error));
	assert_int_equal(r->nlist, 1);
	assert_int_equal(r->list[0].steps[0].spot.line, 7);
	assert_string_equal(r->list[0].folder, "/src");
	out = open_memstream(&text, &size);
	jsonl_print(r, out);
	fclose(out);
	/* jansson writes the letter itself. */
	assert_non_null(strstr(text, "/* \xc3\xbc */"));
	results_free(r);
	r = results_new();
	assert_true(read_text(r, text, &error));
	assert_int_equal(r->nlist, 1);
	assert_true(r->list[0].identity == 0x0123456789abcdef);
	assert_true(r->list[0].way == 0xfedcba9876543210);
	assert_int_equal(r->units[0].trusted, 1);
	results_free(r);
	free(text);
}

static void refuse(const char *line, const char *says)
{
	struct results *r = results_new();
	char text[4096];
	const char *error = NULL;

	snprintf(text, sizeof(text), "%s%s", unit_line, line);
	assert_false(read_text(r, text, &error));
	assert_int_equal(r->nlist, 0);
	assert_int_equal(r->nunits, 0);
	if (!strstr(error, says))
		fail_msg("'%s' does not say '%s'", error, says);
	results_free(r);
}

static void refuse_with(const char *member, const char *instead, const char *says)
{
	const char *at = strstr(finding_line, member);
	char line[2048];

	assert_non_null(at);
	snprintf(line, sizeof(line), "%.*s%s%s", (int)(at - finding_line), finding_line, instead,
		 at + strlen(member));
	refuse(line, says);
}

static void bad_files_are_refused(void **state)
{
	(void)state;
	refuse("{\"rule\":", "x.jsonl:2: this is no line of a findings file");
	refuse("[]\n", "x.jsonl:2: this line is neither a unit nor a finding");
	refuse("{\"rule\":1}\n", "x.jsonl:2: a text is wanted for 'rule'");
	refuse("{\"unit\":\"b.c\",\"cut\":-1}\n", "x.jsonl:2: a number from 0 on is wanted for 'cut'");
	refuse_with("\"likely\"", "\"maybe\"", "certain, likely or possible is wanted for 'level'");
	refuse_with("\"warning\"", "\"note\"", "error or warning is wanted for 'severity'");
	refuse_with("0123456789abcdef", "0123456789ABCDEF", "16 hexadecimal digits");
	refuse_with("\"message\":\"'p' freed twice\",", "", "there is no 'message'");
	refuse_with("\"state\"", "\"event\"", "unknown word in 'kind'");
	refuse_with("\"line\":9", "\"line\":9.5", "wanted for 'line'");
}

static void other_encodings_become_utf8(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(utf8_valid("gr\xfc\xdf""e", x->a), "gr\xef\xbf\xbd\xef\xbf\xbd""e");
	assert_string_equal(utf8_valid("\xc3\xbc \xe2\x82\xac", x->a), "\xc3\xbc \xe2\x82\xac");
	assert_string_equal(utf8_valid("\xc0\xaf", x->a), "\xef\xbf\xbd\xef\xbf\xbd");
	assert_int_equal(utf8_length("\xed\xa0\x80"), 0);
}

/* --- Many units --------------------------------------------------------------------------- */

static void add(struct results *r, const char *folder, const char *file, uint32_t line)
{
	results_add(r, &(struct result){.rule = "double-free",
					.message = "",
					.folder = folder,
					.spot = {.file = file, .line = line}});
}

static void names_become_relative(void **state)
{
	struct results *r = results_new();

	(void)state;
	add(r, "/src/build", "../drivers/a.c", 1);
	add(r, "/src/build", "/src/./drivers//b.c", 1);
	add(r, "/src/build", "/usr/include/c.h", 1);
	add(r, "/srcs", "d.c", 1);
	add(r, NULL, "e.c", 1);
	results_make_relative(r, "/src");
	assert_string_equal(r->list[0].spot.file, "drivers/a.c");
	assert_string_equal(r->list[1].spot.file, "drivers/b.c");
	assert_string_equal(r->list[2].spot.file, "/usr/include/c.h");
	assert_string_equal(r->list[3].spot.file, "/srcs/d.c");
	assert_string_equal(r->list[4].spot.file, "e.c");
	results_free(r);
}

static void a_header_counts_once(void **state)
{
	struct results *r = results_new();

	(void)state;
	add(r, "/src", "h.h", 2);
	add(r, "/src", "a.c", 2);
	add(r, "/src", "h.h", 2);
	r->list[0].allowed = "hidden in this unit only";
	results_sort(r);
	assert_int_equal(r->nlist, 2);
	assert_string_equal(r->list[0].spot.file, "a.c");
	assert_null(r->list[1].allowed);
	results_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_stand_as_they_are, setup, teardown),
		cmocka_unit_test_setup_teardown(statement_is_free_of_layout, setup, teardown),
		cmocka_unit_test_setup_teardown(statement_knows_literals, setup, teardown),
		cmocka_unit_test_setup_teardown(statement_ends_at_a_block, setup, teardown),
		cmocka_unit_test_setup_teardown(fingerprint_survives_moves, setup, teardown),
		cmocka_unit_test_setup_teardown(fingerprint_tells_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(way_counts_events_not_assumptions, setup, teardown),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test_setup_teardown(other_encodings_become_utf8, setup, teardown),
		cmocka_unit_test(names_become_relative),
		cmocka_unit_test(a_header_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
