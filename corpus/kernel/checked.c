// SPDX-License-Identifier: MIT
/* The checked build's traps, and the table of objects that are tied down. */
#include "checked.h"
#include "checked_place.h"

#include <linux/rbtree.h>

#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if KERNEL_CHECKED

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define __asan_poison_memory_region(start, size) ((void)(start), (void)(size))
#define __asan_unpoison_memory_region(start, size) ((void)(start), (void)(size))
#endif

/* An object that is tied down, or (kind NULL) memory that must not be touched. */
struct entry {
	struct rb_node rb;
	uintptr_t start;
	size_t size;
	const struct checked_kind *kind;
	pthread_t thread;
	const char *rule, *what;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rb_root objects = RB_ROOT, forbidden = RB_ROOT;
static checked_hook hook;

void checked_set_hook(checked_hook new)
{
	__atomic_store_n(&hook, new, __ATOMIC_RELEASE);
}

static __thread const void *blamed;

void checked_blame(const void *function)
{
	blamed = function;
}

static void tell(const char *rule, const char *message)
{
	struct checked_report report = {.rule = rule, .message = message};
	struct checked_place place;
	checked_hook to = __atomic_load_n(&hook, __ATOMIC_ACQUIRE);

	if (blamed)
		checked_place_of(blamed, &place);
	else
		checked_find_place(&place);
	blamed = NULL;
	report.file = place.file;
	report.line = place.line;
	report.function = place.function;
	if (to) {
		to(&report);
		return;
	}
	fprintf(stderr, "custody: %s:%d: %s [%s] in %s\n", place.file[0] ? place.file : "?",
		place.line, message, rule, place.function);
	fflush(stderr);
}

void checked_trap(const char *rule, const char *format, ...)
{
	char message[512];
	va_list list;

	va_start(list, format);
	vsnprintf(message, sizeof(message), format, list);
	va_end(list);
	tell(rule, message);
	if (!__atomic_load_n(&hook, __ATOMIC_ACQUIRE))
		abort();
}

static bool entry_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct entry, rb)->start < rb_entry(b, struct entry, rb)->start;
}

/* The first entry that starts at or after that address. */
static struct entry *entry_from(struct rb_root *root, uintptr_t start)
{
	struct rb_node *node = root->rb_node;
	struct entry *found = NULL;

	while (node) {
		struct entry *entry = rb_entry(node, struct entry, rb);

		if (entry->start >= start) {
			found = entry;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

static struct entry *entry_next(struct entry *entry)
{
	struct rb_node *next = rb_next(&entry->rb);

	return next ? rb_entry(next, struct entry, rb) : NULL;
}

static struct entry *entry_new(struct rb_root *root, const void *start, size_t size)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		abort();
	entry->start = (uintptr_t)start;
	entry->size = size;
	rb_add(&entry->rb, root, entry_less);
	return entry;
}

static struct entry *object_find(const struct checked_kind *kind, const void *object)
{
	struct entry *entry = entry_from(&objects, (uintptr_t)object);

	for (; entry && entry->start == (uintptr_t)object; entry = entry_next(entry)) {
		if (entry->kind == kind)
			return entry;
	}
	return NULL;
}

void checked_enter_object(const struct checked_kind *kind, const void *object)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = entry_new(&objects, object, 0);
	entry->kind = kind;
	entry->thread = pthread_self();
	pthread_mutex_unlock(&lock);
}

bool checked_leave_object(const struct checked_kind *kind, const void *object)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = object_find(kind, object);
	if (entry)
		rb_erase(&entry->rb, &objects);
	pthread_mutex_unlock(&lock);
	free(entry);
	return entry;
}

bool checked_has_object(const struct checked_kind *kind, const void *object)
{
	bool found;

	pthread_mutex_lock(&lock);
	found = object_find(kind, object);
	pthread_mutex_unlock(&lock);
	return found;
}

/* This thread may free its memory: a handler its own. */
static bool may_free(const struct entry *entry)
{
	return entry->kind->others_only && pthread_equal(entry->thread, pthread_self());
}

/* Takes out the first object in there that matters when its memory is freed. */
static bool take_freed(uintptr_t start, uintptr_t end, struct entry *found)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = entry_from(&objects, start);
	while (entry && entry->start < end && !entry->kind->freed)
		entry = entry_next(entry);
	if (entry && entry->start >= end)
		entry = NULL;
	if (entry) {
		*found = *entry;
		rb_erase(&entry->rb, &objects);
	}
	pthread_mutex_unlock(&lock);
	free(entry);
	return entry;
}

/*
 * What a handler frees of its own is forgotten here and not when the handler returns: by then the
 * memory may be another's.
 */
void checked_free_memory(const void *start, size_t size)
{
	uintptr_t at = (uintptr_t)start;
	struct entry found;

	while (take_freed(at, at + size, &found)) {
		if (may_free(&found))
			continue;
		checked_trap(found.kind->freed,
			     "memory is freed with an %s in it, %zu bytes from its start",
			     found.kind->what, (size_t)(found.start - at));
	}
}

void checked_report_left(void)
{
	for (;;) {
		const struct checked_kind *kind = NULL;
		struct entry *entry;

		pthread_mutex_lock(&lock);
		entry = entry_from(&objects, 0);
		while (entry && !entry->kind->left)
			entry = entry_next(entry);
		if (entry) {
			kind = entry->kind;
			rb_erase(&entry->rb, &objects);
		}
		pthread_mutex_unlock(&lock);
		if (!entry)
			return;
		free(entry);
		checked_trap(kind->left, "an %s is left behind", kind->what);
	}
}

void checked_forbid_memory(const void *start, size_t size, const char *rule, const char *what)
{
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = entry_new(&forbidden, start, size);
	entry->rule = rule;
	entry->what = what;
	pthread_mutex_unlock(&lock);
	__asan_poison_memory_region(start, size);
}

void checked_allow_memory(const void *start, size_t size)
{
	uintptr_t end = (uintptr_t)start + size;
	struct entry *entry, *next;

	pthread_mutex_lock(&lock);
	for (entry = entry_from(&forbidden, (uintptr_t)start); entry && entry->start < end;
	     entry = next) {
		next = entry_next(entry);
		rb_erase(&entry->rb, &forbidden);
		free(entry);
	}
	pthread_mutex_unlock(&lock);
	__asan_unpoison_memory_region(start, size);
}

#ifdef __SANITIZE_ADDRESS__

static struct entry *forbidden_at(uintptr_t address)
{
	struct rb_node *node;

	for (node = rb_first(&forbidden); node; node = rb_next(node)) {
		struct entry *entry = rb_entry(node, struct entry, rb);

		if (address >= entry->start && address < entry->start + entry->size)
			return entry;
	}
	return NULL;
}

/* Called by AddressSanitizer when it has printed its report, before it ends the process. */
void __asan_on_error(void)
{
	const char *description = __asan_get_report_description();
	struct entry *entry = forbidden_at((uintptr_t)__asan_get_report_address());
	char message[256];

	if (entry) {
		snprintf(message, sizeof(message), "%s is touched", entry->what);
		tell(entry->rule, message);
	} else if (strstr(description, "double-free") ||
		   strstr(description, "malloc_usable_size")) {
		/* kfree() asks for the size of what it frees */
		tell("double-free", "memory is freed twice");
	} else if (strstr(description, "use-after-free") || strstr(description, "poison")) {
		tell("use-after-free", "freed memory is touched");
	}
}

#endif
#else

/* The caller need not ask which build it is in. */
void checked_set_hook(checked_hook new)
{
	(void)new;
}

#endif
