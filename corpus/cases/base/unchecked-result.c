/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/slab.h>

struct node {
	char *name;
	int value;
};
int fill(struct node *n);

int not_tested_bad(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

// CHECK: unchecked-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used without a test whether kzalloc() failed [custody-unchecked-result]
	n->value = 1;
	return fill(n);
}

int tested_the_wrong_way_bad(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (IS_ERR(n))
		return PTR_ERR(n);
// CHECK: unchecked-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used without a test whether kzalloc() failed [custody-unchecked-result]
	n->value = 1;
	return fill(n);
}

int tested_on_one_path_bad(int fast)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!fast && !n)
		return -ENOMEM;
// CHECK: unchecked-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used without a test whether kzalloc() failed [custody-unchecked-result]
	n->value = fast;
	return fill(n);
}

int tested_ok(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	n->value = 1;
	return fill(n);
}

int either_ok(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (n)
		n->value = 1;
	return n ? fill(n) : -ENOMEM;
}

/* What a helper may have tested and told. */
static int put_checked(struct node *n, int value)
{
	if (!n)
		return -ENOMEM;
	n->value = value;
	return 0;
}

static int put_through(struct node *n, int value)
{
	return put_checked(n, value);
}

int tested_in_callee_ok(int value)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);
	int ret = put_checked(n, value);

	if (ret)
		return ret;
	n->value++;
	return fill(n);
}

int tested_further_down_ok(int value)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);
	int ret = put_through(n, value);

	if (ret)
		return ret;
	n->value++;
	return fill(n);
}

#define __GFP_NOFAIL 0x8000u
int never_fails_ok(void)
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL | __GFP_NOFAIL);

	n->value = 1;
	return fill(n);
}

static void drop_all(struct node **list, int n)
{
	for (int i = 0; i < n; i++)
		kfree(list[i]);
	kfree(list);
}

/* There is nothing in it yet when it is not there. */
int dropped_ok(int *n)
{
	struct node **list = kcalloc(8, sizeof(*list), GFP_KERNEL);

	if (!list)
		goto fail;
	list[(*n)++] = kzalloc(sizeof(**list), GFP_KERNEL);
	fill(list[0]);
fail:
	drop_all(list, *n);
	return -ENOMEM;
}

int zeroed_never_fails_ok(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL | __GFP_NOFAIL);

	n->value = 1;
	return fill(n);
}
