/* SPDX-License-Identifier: MIT */
/*
 * The checked build: every rule of use that the library can see broken at run time is a trap. A
 * trap prints the name of the rule, as in rules/linux, what is wrong, and the caller's file and
 * line, and aborts.
 *
 * Four means, from the plainest on:
 *  - checked_that(): a condition that must hold where a function is called.
 *  - kinds: an object is entered while something ties it down (armed, mapped, registered,
 * inserted), and left when it no longer is. kfree() of memory with such an object in it is a trap,
 * and so is what is left at checked_teardown().
 *  - poison: memory that must not be touched, although nobody freed it (a completed request).
 * AddressSanitizer sees the touch, custody's hook names the rule.
 *  - AddressSanitizer's own findings, told by the names of the rules: use-after-free, double-free.
 *
 * In the other builds KERNEL_CHECKED is 0 and all of this folds away. No layout depends on it.
 */
#ifndef KERNEL_CHECKED_H
#define KERNEL_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

#ifndef KERNEL_CHECKED
#define KERNEL_CHECKED 0
#endif

/* What a trap tells. The strings live as long as the call of the hook. file is "" when the place is
 * not known. */
struct checked_report {
	const char *rule;
	const char *message;
	const char *file;
	int line;
	const char *function;
};

/* With a hook set, a trap calls it and returns instead of aborting. NULL: abort again. */
typedef void (*checked_hook)(const struct checked_report *report);
void checked_set_hook(checked_hook hook);

void checked_trap(const char *rule, const char *format, ...)
	__attribute__((format(printf, 2, 3), cold));

#define checked_that(condition, rule, ...)                                                         \
	do {                                                                                       \
		if (KERNEL_CHECKED && __builtin_expect(!(condition), 0))                           \
			checked_trap(rule, __VA_ARGS__);                                           \
	} while (0)

/* The same for what a function of the driver did that has returned: the place is that function. */
void checked_blame(const void *function);

#define checked_that_in(function, condition, rule, ...)                                            \
	do {                                                                                       \
		if (KERNEL_CHECKED && __builtin_expect(!(condition), 0)) {                         \
			checked_blame((const void *)(function));                                   \
			checked_trap(rule, __VA_ARGS__);                                           \
		}                                                                                  \
	} while (0)

/* A way of being tied down. A rule that is NULL is not watched. */
struct checked_kind {
	const char *what; /* "armed timer" */
	const char *freed; /* the rule broken when its memory is freed */
	const char *left; /* the rule broken when it is left at the end */
	bool others_only; /* the thread that entered it may free it */
};

void checked_enter_object(const struct checked_kind *kind, const void *object);
bool checked_leave_object(const struct checked_kind *kind, const void *object);
bool checked_has_object(const struct checked_kind *kind, const void *object);
void checked_free_memory(const void *start, size_t size);
void checked_forbid_memory(const void *start, size_t size, const char *rule, const char *what);
void checked_allow_memory(const void *start, size_t size);
void checked_report_left(void);

static inline void checked_enter(const struct checked_kind *kind, const void *object)
{
	if (KERNEL_CHECKED)
		checked_enter_object(kind, object);
}

/* Whether it was entered; always true in the other builds. */
static inline bool checked_leave(const struct checked_kind *kind, const void *object)
{
	return KERNEL_CHECKED ? checked_leave_object(kind, object) : true;
}

static inline bool checked_has(const struct checked_kind *kind, const void *object)
{
	return KERNEL_CHECKED ? checked_has_object(kind, object) : true;
}

/* This memory dies: nothing in it may be tied down. */
static inline void checked_freed(const void *start, size_t size)
{
	if (KERNEL_CHECKED)
		checked_free_memory(start, size);
}

/* From here on, until checked_allow(), a touch of that memory breaks that rule. */
static inline void checked_forbid(const void *start, size_t size, const char *rule,
				  const char *what)
{
	if (KERNEL_CHECKED)
		checked_forbid_memory(start, size, rule, what);
}

static inline void checked_allow(const void *start, size_t size)
{
	if (KERNEL_CHECKED)
		checked_allow_memory(start, size);
}

/* The end of a test: traps for everything that is still tied down and should not be. */
static inline void checked_teardown(void)
{
	if (KERNEL_CHECKED)
		checked_report_left();
}

#endif
