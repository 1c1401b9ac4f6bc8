/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/list.h>

struct blk_mq_tag_set {
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
void list_splice_init(struct list_head *list, struct list_head *head);
typedef struct {
	int word;
} spinlock_t;
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);

struct brew {
	struct list_head entry;
	int strength;
};
struct tea {
	struct blk_mq_tag_set set;
	spinlock_t lock;
	struct list_head brews;
	int ready;
};

/* What is asked for is the result of another call. */
int stale_bad(struct tea *tea)
{
	int error = 0;

	tea->ready = 1;
	if (error)
// CHECK: never-reached.c:[[@LINE+1]]:{{[0-9]+}}: error: no path leads here: what is asked before has one answer only [custody-never-reached]
		tea->ready = 0;
	return error;
}

int asked_ok(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		tea->ready = 0;
	return error;
}

int constant_bad(struct tea *tea)
{
// CHECK: never-reached.c:[[@LINE+1]]:{{[0-9]+}}: error: no path leads here: what is asked before has one answer only [custody-never-reached]
	if (tea->ready || 1)
		return 0;
	tea->ready = 1;
	return 1;
}

#define HAS_TEA 0

/* Another configuration has another answer. */
int configured_ok(struct tea *tea)
{
	if (HAS_TEA && tea->ready)
		return 1;
	return sizeof(long) == 8 && tea->ready ? 2 : 0;
}

/* Nothing was put on the list. */
void empty_bad(struct tea *tea)
{
	struct brew *b, *next;
	LIST_HEAD(taken);

	spin_lock(&tea->lock);
	tea->ready = 0;
	spin_unlock(&tea->lock);
	list_for_each_entry_safe(b, next, &taken, entry)
// CHECK: never-reached.c:[[@LINE+1]]:{{[0-9]+}}: error: no path leads here: what is asked before has one answer only [custody-never-reached]
		b->strength = 0;
}

void moved_ok(struct tea *tea)
{
	struct brew *b, *next;
	LIST_HEAD(taken);

	spin_lock(&tea->lock);
	list_splice_init(&tea->brews, &taken);
	spin_unlock(&tea->lock);
	list_for_each_entry_safe(b, next, &taken, entry)
		b->strength = 0;
}

/* It may be off on purpose; strict code says so otherwise. */
void off_bad(struct tea *tea, int n)
{
	tea->ready = 0;
	return;
	while (n--)
// CHECK: never-reached.c:[[@LINE+1]]:{{[0-9]+}}: error: spin_lock() never runs: the function has returned before it [custody-call-never-runs]
		spin_lock(&tea->lock);
}

/* What a complaint is about is taken not to be: nobody is led behind it. */
#define COMPLAIN(c)                                                                                \
	({                                                                                         \
		int __c = !!(c);                                                                   \
		if (__c)                                                                           \
			complain();                                                                \
		__c;                                                                               \
	})
#define WARN_ON(c) COMPLAIN(c)
void complain(void);

int complained_ok(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (WARN_ON(error))
		return error;
	tea->ready = 1;
	return 0;
}

int complained_bad(struct tea *tea)
{
	int error = 0;

	if (WARN_ON(!tea->ready))
		return -22;
	spin_lock(&tea->lock);
	spin_unlock(&tea->lock);
	if (error)
// CHECK: never-reached.c:[[@LINE+1]]:{{[0-9]+}}: error: no path leads here: what is asked before has one answer only [custody-never-reached]
		tea->ready = 0;
	return error;
}

struct pot {
	spinlock_t lock;
	unsigned int users;
	int hot;
};

/* The first one finds 0, and is counted by then. */
void first_ok(struct pot *pot)
{
	spin_lock(&pot->lock);
	if (!pot->users++)
		pot->hot = 1;
	spin_unlock(&pot->lock);
}

/* All bits of an unsigned number may be set. */
int none_ok(struct pot *pot, unsigned long long address)
{
	spin_lock(&pot->lock);
	pot->hot = 1;
	spin_unlock(&pot->lock);
	return address == ~0ULL ? -12 : 0;
}

void *kzalloc(unsigned long size, unsigned int flags);
struct kobject {
	const char *name;
	_Bool state_initialized;
};
void kobject_init(struct kobject *kobj, const void *type);
int kobject_set_name(struct kobject *kobj, const char *name);

/* What a contract fills in is no longer what the memory began with. */
struct kobject *named_ok(const char *name)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), 0);

	if (!kobj)
		return 0;
	kobject_init(kobj, 0);
	if (kobject_set_name(kobj, name) || !kobj->name || !kobj->state_initialized)
		return 0;
	kobj->name++;
	return kobj;
}
