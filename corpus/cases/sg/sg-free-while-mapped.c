/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int hw_start(struct sg_table *t);
struct queue {
	struct sg_table t;
	int errors;
};

int start_bad(struct device *dev, struct sg_table *t, struct queue *q)
{
	int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);

	if (ret)
		return ret;
	if (q->errors) {
// CHECK: sg-free-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: sg_free_table() frees the entries of 't->sgl' while they are mapped for DMA [custody-sg-free-while-mapped]
		sg_free_table(t);
		return -EIO;
	}
	return 0;
}

int start_ok(struct device *dev, struct sg_table *t, struct queue *q)
{
	int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);

	if (ret) {
		sg_free_table(t);
		return ret;
	}
	if (q->errors) {
		dma_unmap_sgtable(dev, t, DMA_TO_DEVICE, 0);
		sg_free_table(t);
		return -EIO;
	}
	return 0;
}
