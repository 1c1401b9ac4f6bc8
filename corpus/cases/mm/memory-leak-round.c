/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a round of a loop got and leaves the loop with; and what one failing path hands on, another not. */
#include <linux/slab.h>

struct cup {
	int *leaf;
	struct cup *next;
};
struct tray {
	struct cup *first;
	int count;
};
int kettle_boils(void);
int kettle_pour(int *leaves, int n);

/* Other rounds have kept theirs. */
int fill_bad(struct tray *tray, int n)
{
	while (tray->count < n) {
		struct cup *cup = kmalloc(sizeof(*cup), GFP_KERNEL);

		if (!cup)
			return -ENOMEM;
		if (!kettle_boils())
// CHECK: memory-leak-round.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' is lost here; nothing frees it [custody-memory-leak]
			return -EIO;
		cup->next = tray->first;
		tray->first = cup;
		tray->count++;
	}
	return 0;
}

int fill_ok(struct tray *tray, int n)
{
	while (tray->count < n) {
		struct cup *cup = kmalloc(sizeof(*cup), GFP_KERNEL);

		if (!cup)
			return -ENOMEM;
		if (!kettle_boils()) {
			kfree(cup);
			return -EIO;
		}
		cup->next = tray->first;
		tray->first = cup;
		tray->count++;
	}
	return 0;
}

/* It goes with the cup of its round, which alone led to it. */
int leaves_bad(struct tray *tray, int n)
{
	while (tray->count < n) {
		struct cup *cup = kmalloc(sizeof(*cup), GFP_KERNEL);

		if (!cup)
			break;
		cup->leaf = kmalloc(sizeof(*cup->leaf), GFP_KERNEL);
		if (!cup->leaf || !kettle_boils()) {
// CHECK: memory-leak-round.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is lost here; nothing frees it [custody-memory-leak]
			kfree(cup);
			break;
		}
		cup->next = tray->first;
		tray->first = cup;
		tray->count++;
	}
	return tray->count;
}

int leaves_ok(struct tray *tray, int n)
{
	while (tray->count < n) {
		struct cup *cup = kmalloc(sizeof(*cup), GFP_KERNEL);

		if (!cup)
			break;
		cup->leaf = kmalloc(sizeof(*cup->leaf), GFP_KERNEL);
		if (!cup->leaf || !kettle_boils()) {
			kfree(cup->leaf);
			kfree(cup);
			break;
		}
		cup->next = tray->first;
		tray->first = cup;
		tray->count++;
	}
	return tray->count;
}

/* The caller gets them whether pouring fails or not, but not where the bags are lacking. */
int brew_bad(int n, int **out)
{
	int *leaves = kcalloc(n, sizeof(*leaves), GFP_KERNEL), *bags, ret;

	if (!leaves)
		return -ENOMEM;
	bags = kcalloc(n, sizeof(*bags), GFP_KERNEL);
	if (!bags) {
		ret = -ENOMEM;
		goto out;
	}
	ret = kettle_pour(bags, n);
	*out = leaves;
out:
	kfree(bags);
// CHECK: memory-leak-round.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'leaves' is lost here; nothing frees it [custody-memory-leak]
	return ret;
}

int brew_ok(int n, int **out)
{
	int *leaves = kcalloc(n, sizeof(*leaves), GFP_KERNEL), *bags, ret;

	if (!leaves)
		return -ENOMEM;
	*out = leaves;
	bags = kcalloc(n, sizeof(*bags), GFP_KERNEL);
	if (!bags) {
		ret = -ENOMEM;
		goto out;
	}
	ret = kettle_pour(bags, n);
out:
	kfree(bags);
	return ret;
}
