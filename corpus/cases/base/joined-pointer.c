/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A pointer that comes from one of two places: what was asked of its members either way holds of it. */
#include <linux/slab.h>

struct data {
	int has_buffer;
};
struct dev;
const struct data *from_table(struct dev *d);
const struct data *from_id(struct dev *d);
int dev_start(struct dev *d);
void *shared_buffer(struct dev *d);

int either_way_ok(struct dev *d)
{
	const struct data *data = from_table(d);
	void *buffer;

	if (!data)
		data = from_id(d);
	if (!data->has_buffer)
		buffer = shared_buffer(d);
	else
		buffer = kmalloc(64, GFP_KERNEL);
	if (dev_start(d))
		goto out;
	dev_start(d);
out:
	if (data->has_buffer)
		kfree(buffer);
	return 0;
}

int wrong_way_bad(struct dev *d)
{
	const struct data *data = from_table(d);
	void *buffer = NULL;

	if (!data)
		data = from_id(d);
	if (data->has_buffer)
		buffer = kmalloc(64, GFP_KERNEL);
	if (dev_start(d))
		goto out;
	dev_start(d);
out:
	if (!data->has_buffer)
		kfree(buffer);
// CHECK: joined-pointer.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buffer' is lost here; nothing frees it [custody-memory-leak]
	return 0;
}

/* Rounds of nothing: a count that is 0 has no remainder. */
void *first_of(void *all, int at);
int none_left_ok(char *all, int n)
{
	if (n)
		return n;
	kfree(all);
	for (int i = 0; i < n % 8; i++)
		all[i] = 0;
	return n / 8 ? *all : 0;
}
