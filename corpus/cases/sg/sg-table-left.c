/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

struct buf {
	struct sg_table table;
	struct device *dev;
};
int buf_fill(struct buf *b);
int buf_check(struct buf *b);

int build_bad(struct buf *b, int n)
{
	if (sg_alloc_table(&b->table, n, 0))
		return -ENOMEM;
	if (buf_fill(b)) {
		sg_free_table(&b->table);
		return -EIO;
	}
	if (buf_check(b))
// CHECK: sg-table-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->table' is left allocated, though the function fails; nothing frees it [custody-sg-table-left]
		return -EINVAL;
	return 0;
}

int build_ok(struct buf *b, int n)
{
	int ret;

	if (sg_alloc_table(&b->table, n, 0))
		return -ENOMEM;
	ret = buf_fill(b);
	if (!ret)
		ret = buf_check(b);
	if (ret < 0)
		sg_free_table(&b->table);
	return ret;
}
