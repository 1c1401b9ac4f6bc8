/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/list.h>
#include <linux/refcount.h>

struct blk_mq_tag_set {
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
void *kzalloc(unsigned long size, unsigned int flags);
void kfree(const void *p);

struct tea {
	struct list_head node;
	struct blk_mq_tag_set set;
	int size;
};

/* --- a function that fails --- */

int start_bad(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		return error;
	if (tea->size > 4)
// CHECK: owed.c:[[@LINE+1]]:{{[0-9]+}}: error: 'tea->set' is still allocated, by blk_mq_alloc_tag_set(), though this function fails; undo it here [custody-strict-left-on-failure]
		return -22;
	return 0;
}

int start_ok(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		return error;
	if (tea->size > 4) {
		blk_mq_free_tag_set(&tea->set);
		return -22;
	}
	return 0;
}

/* --- an object that is put --- */

struct jug {
	struct kref ref;
	struct blk_mq_tag_set set;
};
void refcount_set(struct refcount_struct *r, int n);
void jug_release(struct kref *ref);

struct jug *make_ok(int size)
{
	struct jug *jug = kzalloc(sizeof(*jug), 0);

	if (!jug)
		return (void *)-12L;
	refcount_set(&jug->ref.refcount, 1);
	if (blk_mq_alloc_tag_set(&jug->set)) {
		kfree(jug);
		return (void *)-12L;
	}
	if (size > 4) {
		kref_put(&jug->ref, jug_release);
		return (void *)-22L;
	}
	return jug;
}

/* Others have it, and what was set up in it. */
int share_bad(struct jug *jug, int size)
{
	int error;

	kref_get(&jug->ref);
	error = blk_mq_alloc_tag_set(&jug->set);
	if (!error && size > 4)
		error = -22;
	kref_put(&jug->ref, jug_release);
// CHECK: owed.c:[[@LINE+1]]:{{[0-9]+}}: error: 'jug->set' is still allocated, by blk_mq_alloc_tag_set(), though this function fails; undo it here [custody-strict-left-on-failure]
	return error;
}

/* --- a label too far up --- */

int label_bad(struct tea *tea)
{
	int error = -22;

	if (!tea->size)
		goto free;
	error = blk_mq_alloc_tag_set(&tea->set);
	if (error)
		return error;
	if (tea->size < 4)
		return 0;
	error = -12;
free:
// CHECK: owed.c:[[@LINE+1]]:{{[0-9]+}}: error: blk_mq_free_tag_set() on '&tea->set', which this path has not set up; others that come here have [custody-strict-not-set-up]
	blk_mq_free_tag_set(&tea->set);
	return error;
}

int label_ok(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		return error;
	if (tea->size < 4)
		return 0;
	blk_mq_free_tag_set(&tea->set);
	return -12;
}

/* --- twice --- */

int twice_bad(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		return error;
// CHECK: owed.c:[[@LINE+1]]:{{[0-9]+}}: error: 'tea->set' is allocated already when blk_mq_alloc_tag_set() does that again [custody-set-up-again]
	return blk_mq_alloc_tag_set(&tea->set);
}

int twice_ok(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		return error;
	blk_mq_free_tag_set(&tea->set);
	return blk_mq_alloc_tag_set(&tea->set);
}

/* --- elements --- */

void drop_bad(struct list_head *all)
{
	struct tea *tea, *next;

	list_for_each_entry_safe(tea, next, all, node)
		list_del(&tea->node);
// CHECK: owed.c:[[@LINE+1]]:{{[0-9]+}}: error: 'all->next' was taken off its list, and is lost: nothing ends it, and nobody else has it [custody-taken-lost]
}

void drop_ok(struct list_head *all)
{
	struct tea *tea, *next;

	list_for_each_entry_safe(tea, next, all, node) {
		list_del(&tea->node);
		kfree(tea);
	}
}
