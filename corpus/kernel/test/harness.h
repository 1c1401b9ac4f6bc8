/* SPDX-License-Identifier: MIT */
/*
 * Tests register themselves; a program runs those of one source file. TEST(name) passes when all
 * its CHECK()s hold. TRAP(name, "rule") must end with the trap of that rule, at a line of its own
 * file; it runs in a process of its own, and only in builds that check. TOUCH() is a trap that only
 * AddressSanitizer sees.
 */
#ifndef KERNEL_TEST_HARNESS_H
#define KERNEL_TEST_HARNESS_H

#include <stdbool.h>
#include <stdint.h>

enum test_needs {
	NEEDS_NOTHING,
	NEEDS_CHECKED,
	NEEDS_ASAN,
};

struct test {
	const char *file, *name, *rule;
	enum test_needs needs;
	void (*run)(void);
};

#define REGISTER_TEST(name, rule, needs)                                                           \
	static void test_##name(void);                                                             \
	static const struct test test_info_##name = {__FILE__, #name, rule, needs, test_##name};   \
	static const struct test *const test_at_##name                                             \
		__attribute__((__used__, __section__("kernel_tests"))) = &test_info_##name;        \
	static void test_##name(void)

#define TEST(name) REGISTER_TEST(name, 0, NEEDS_NOTHING)
#define TRAP(name, rule) REGISTER_TEST(name, rule, NEEDS_CHECKED)
#define TOUCH(name, rule) REGISTER_TEST(name, rule, NEEDS_ASAN)

#define CHECK(condition) ((condition) ? (void)0 : test_failed(__FILE__, __LINE__, #condition))
#define CHECK_EQ(a, b) test_equal((long long)(a), (long long)(b), #a " == " #b, __FILE__, __LINE__)

void test_failed(const char *file, int line, const char *what) __attribute__((__noreturn__));
void test_equal(long long a, long long b, const char *what, const char *file, int line);

/* The same sequence in every run of a test. */
uint64_t test_random(void);

#endif
