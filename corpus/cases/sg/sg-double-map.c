/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

int hw_wants_it(struct device *dev);

int map_bad(struct device *dev, struct sg_table *t)
{
	int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);

	if (ret)
		return ret;
	if (hw_wants_it(dev))
// CHECK: sg-double-map.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_map_sgtable() maps 't->sgl' again, which is mapped already [custody-sg-double-map]
		return dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
	return 0;
}

int map_ok(struct device *dev, struct sg_table *t)
{
	int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);

	if (ret)
		return ret;
	if (!hw_wants_it(dev))
		return 0;
	dma_unmap_sgtable(dev, t, DMA_TO_DEVICE, 0);
	return dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
}
