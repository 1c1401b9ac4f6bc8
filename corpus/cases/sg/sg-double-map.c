/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
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

struct host {
	struct device *dev;
	struct sg_table sgt;
	int cookie, mapped;
};

static int prepare(struct host *h)
{
	return dma_map_sgtable(h->dev, &h->sgt, DMA_TO_DEVICE, 0);
}

int helper_bad(struct host *h)
{
	int ret = prepare(h);

	if (ret)
		return ret;
// CHECK: sg-double-map.c:[[@LINE+1]]:{{[0-9]+}}: warning: prepare() maps 'h->sgt.sgl' again, which is mapped already [custody-sg-double-map]
	return prepare(h);
}

int list_bad(struct device *dev, struct scatterlist *sg, int n)
{
	if (!dma_map_sg(dev, sg, n, DMA_TO_DEVICE))
		return -EIO;
// CHECK: sg-double-map.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_map_sg_attrs() maps 'sg' again, which is mapped already [custody-sg-double-map]
	return dma_map_sg(dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
}

int failed_ok(struct host *h)
{
	if (prepare(h))
		return prepare(h);
	return 0;
}

/* It knows by a mark whether it was there before. */
static int prepare_once(struct host *h, int cookie)
{
	int ret;

	if (h->cookie == 2)
		return 0;
	if (h->mapped)
		return -EBUSY;
	ret = dma_map_sgtable(h->dev, &h->sgt, DMA_TO_DEVICE, 0);
	if (ret)
		return ret;
	h->cookie = cookie;
	return 0;
}

int marked_ok(struct host *h, int cookie)
{
	int ret = prepare_once(h, cookie);

	if (ret)
		return ret;
	return prepare_once(h, 2);
}
