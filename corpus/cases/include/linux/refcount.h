/* SPDX-License-Identifier: MIT */
#ifndef _CASES_REFCOUNT_H
#define _CASES_REFCOUNT_H
#include <linux/types.h>

struct refcount_struct {
	int refs;
};
struct kref {
	struct refcount_struct refcount;
};
void kref_get(struct kref *k);
int kref_get_unless_zero(struct kref *k);
int kref_put(struct kref *k, void (*release)(struct kref *k));

#endif
