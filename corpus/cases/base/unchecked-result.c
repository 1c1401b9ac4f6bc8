/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/io.h>
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

/* Two tables that go together: of one that is all zero nothing is read in the other. */
struct tables {
	struct node **entry;
	int *size;
};
void entry_free(struct node *entry, int size);

static void tables_free(struct tables *t)
{
	for (int i = 0; t->entry && i < 8; i++)
		if (t->entry[i])
			entry_free(t->entry[i], t->size[i]);
	kfree(t->entry);
	kfree(t->size);
}

static void tables_clear(struct tables *t)
{
	for (int i = 0; i < 8; i++)
		t->size[i] = 0;
	kfree(t->entry);
	kfree(t->size);
}

int tables_ok(struct tables *t)
{
	t->entry = kcalloc(8, sizeof(*t->entry), GFP_KERNEL);
	t->size = kcalloc(8, sizeof(*t->size), GFP_KERNEL);
	if (!t->entry || !t->size) {
		tables_free(t);
		return -ENOMEM;
	}
	return 0;
}

int tables_bad(struct tables *t)
{
	t->entry = kcalloc(8, sizeof(*t->entry), GFP_KERNEL);
	t->size = kcalloc(8, sizeof(*t->size), GFP_KERNEL);
	if (!t->entry || !t->size) {
// CHECK: unchecked-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of kcalloc()' used without a test whether kcalloc() failed [custody-unchecked-result]
		tables_clear(t);
		return -ENOMEM;
	}
	return 0;
}

/* Registers that are read at NULL */
u32 version_bad(struct device *dev, u64 at)
{
	void __iomem *regs = devm_ioremap(dev, at, 8);

// CHECK: unchecked-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'regs' used without a test whether devm_ioremap() failed [custody-unchecked-result]
	return readl(regs);
}

u32 version_ok(struct device *dev, u64 at)
{
	void __iomem *regs = devm_ioremap(dev, at, 8);

	if (!regs)
		return 0;
	return readl(regs);
}
