// SPDX-License-Identifier: MIT
#include "harness.h"
#include "checked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern const struct test *const __start_kernel_tests[];
extern const struct test *const __stop_kernel_tests[];

#if KERNEL_CHECKED && defined(__SANITIZE_ADDRESS__)
static const enum test_needs offered = NEEDS_ASAN;
#else
static const enum test_needs offered = KERNEL_CHECKED ? NEEDS_CHECKED : NEEDS_NOTHING;
#endif

static __thread uint64_t seed;

void test_failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
	_exit(1);
}

void test_equal(long long a, long long b, const char *what, const char *file, int line)
{
	if (a == b)
		return;
	fprintf(stderr, "%s:%d: failed: %s: %lld, %lld\n", file, line, what, a, b);
	_exit(1);
}

uint64_t test_random(void)
{
	if (!seed)
		seed = 88172645463325252ULL;
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static bool in_file(const struct test *test, const char *stem)
{
	const char *base = strrchr(test->file, '/');
	size_t length = strlen(stem);

	base = base ? base + 1 : test->file;
	return !strncmp(base, "test_", 5) && !strncmp(base + 5, stem, length) &&
	       !strcmp(base + 5 + length, ".c");
}

/* What the program wrote to standard error when it ran that one test. */
static int run_alone(const struct test *test, char *output, size_t size)
{
	size_t used = 0;
	ssize_t got;
	int ends[2], status;
	pid_t child;

	if (pipe(ends))
		abort();
	child = fork();
	if (!child) {
		dup2(ends[1], 2);
		close(ends[0]);
		close(ends[1]);
		execl("/proc/self/exe", "kernel_test", "--alone", test->file, test->name, NULL);
		_exit(127);
	}
	close(ends[1]);
	while (used + 1 < size && (got = read(ends[0], output + used, size - 1 - used)) > 0)
		used += got;
	output[used] = 0;
	close(ends[0]);
	waitpid(child, &status, 0);
	return status;
}

/* The last trap in the output is of that rule and at a line of the test's file. */
static bool is_trap(const char *output, const struct test *test)
{
	char place[256], rule[128];
	const char *line, *end, *at;

	line = strstr(output, "custody: ");
	if (!line)
		return false;
	end = strchr(line, '\n');
	snprintf(place, sizeof(place), "%s:", test->file);
	snprintf(rule, sizeof(rule), "[%s]", test->rule);
	at = strstr(line, place);
	if (!at || !end || at > end)
		return false;
	at = strstr(line, rule);
	return at && at < end;
}

static bool expect_trap(const struct test *test)
{
	static char output[65536];
	int status = run_alone(test, output, sizeof(output));
	bool ended = !WIFEXITED(status) || WEXITSTATUS(status);

	if (ended && is_trap(output, test))
		return true;
	fprintf(stderr, "%s: %s: no trap of %s; status %#x, output:\n%s\n", test->file, test->name,
		test->rule, status, output);
	return false;
}

static int run_file(const char *stem)
{
	const struct test *const *test;
	int count = 0, skipped = 0, failed = 0;

	for (test = __start_kernel_tests; test < __stop_kernel_tests; test++) {
		if (!in_file(*test, stem))
			continue;
		if ((*test)->needs > offered) {
			skipped++;
			continue;
		}
		count++;
		seed = 0;
		if ((*test)->rule)
			failed += !expect_trap(*test);
		else
			(*test)->run();
	}
	checked_teardown();
	printf("%s: %d tests, %d failed, %d not for this build\n", stem, count, failed, skipped);
	return failed || !(count + skipped);
}

int main(int argc, char **argv)
{
	const struct test *const *test;

	if (argc == 2)
		return run_file(argv[1]);
	for (test = __start_kernel_tests; argc == 4 && test < __stop_kernel_tests; test++) {
		if (strcmp((*test)->file, argv[2]) || strcmp((*test)->name, argv[3]))
			continue;
		(*test)->run();
		checked_teardown();
		return 0;
	}
	fprintf(stderr, "usage: %s FILE: runs the tests of test_FILE.c\n", argv[0]);
	return 2;
}
