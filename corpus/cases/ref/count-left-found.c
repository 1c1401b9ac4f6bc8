/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/list.h>
#include <linux/slab.h>

typedef struct {
	int refs;
} refcount_t;
void refcount_set(refcount_t *r, int n);
void refcount_inc(refcount_t *r);
bool refcount_dec_and_test(refcount_t *r);

/* It is found or made; what is an error has no count that was raised. */
struct stall {
	struct list_head entry;
	int number;
	refcount_t count;
};

static void stall_put(struct stall *stall)
{
	if (refcount_dec_and_test(&stall->count))
		kfree(stall);
}

static struct stall *stall_find(struct list_head *stalls, int number)
{
	struct stall *stall;

	list_for_each_entry(stall, stalls, entry)
		if (stall->number == number)
			return stall;
	return NULL;
}

static struct stall *stall_take(struct list_head *stalls, int number)
{
	struct stall *stall = stall_find(stalls, number);

	if (stall) {
		refcount_inc(&stall->count);
		return stall;
	}
	stall = kzalloc(sizeof(*stall), GFP_KERNEL);
	if (!stall)
		return ERR_PTR(-ENOMEM);
	refcount_set(&stall->count, 1);
	list_add(&stall->entry, stalls);
	return stall;
}

int stall_open(int number);

int stall_join_ok(struct list_head *stalls, int number)
{
	struct stall *stall = stall_take(stalls, number);
	int ret;

	if (IS_ERR(stall))
		return PTR_ERR(stall);
	ret = stall_open(number);
	if (ret)
		stall_put(stall);
	return ret;
}

int stall_join_bad(struct list_head *stalls, int number)
{
	struct stall *stall = stall_take(stalls, number);
	int ret;

	if (IS_ERR(stall))
		return PTR_ERR(stall);
	if (number < 0)
// CHECK: count-left-found.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'stall->count' was raised by stall_take() and is left so, though the function fails; other failing paths lower it again [custody-count-left]
		return -EINVAL;
	ret = stall_open(number);
	if (ret)
		stall_put(stall);
	return ret;
}
