/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <linux/dma-mapping.h>

struct blob {
	struct sg_table t;
};

int blob_bad(struct blob *b)
{
	int ret = sg_alloc_table(&b->t, 4, GFP_KERNEL);

	if (ret)
		return ret;
// CHECK: sg-table-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->t' goes away when kfree() frees what holds it, but nothing freed the table's entries [custody-sg-table-leak]
	kfree(b);
	return 0;
}

int blob_ok(struct blob *b)
{
	int ret = sg_alloc_table(&b->t, 4, GFP_KERNEL);

	if (ret)
		return ret;
	sg_free_table(&b->t);
	kfree(b);
	return 0;
}
