/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

int receive_bad(struct device *dev, void *p, size_t size)
{
	dma_addr_t addr = dma_map_single(dev, p, size, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
// CHECK: dma-unmap-direction.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'addr' unmapped in direction '1', but mapped in direction '2' [custody-dma-unmap-direction]
	dma_unmap_single(dev, addr, size, DMA_TO_DEVICE);
	return 0;
}

int import_bad(struct dma_buf_attachment *a)
{
	struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
// CHECK: dma-unmap-direction.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'a' unmapped in direction '0', but mapped in direction '1' [custody-dma-unmap-direction]
	dma_buf_unmap_attachment(a, t, DMA_BIDIRECTIONAL);
	return 0;
}

int receive_ok(struct device *dev, void *p, size_t size, int in)
{
	enum dma_data_direction dir = in ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
	dma_addr_t addr = dma_map_single(dev, p, size, dir);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single(dev, addr, size, dir);
	return 0;
}

/* Two flags of which one is always set. */
struct transfer {
	unsigned int flags;
	struct scatterlist *sg;
	int n;
};

static int transfer_map(struct device *dev, struct transfer *t)
{
	return dma_map_sg(dev, t->sg, t->n, t->flags & 1 ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
}

static void transfer_unmap(struct device *dev, struct transfer *t)
{
	dma_unmap_sg(dev, t->sg, t->n, t->flags & 2 ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
}

int transfer_ok(struct device *dev, struct transfer *t, int halted)
{
	if (!transfer_map(dev, t))
		return -ENOMEM;
	if (halted)
		transfer_unmap(dev, t);
	return 0;
}

/* The record says in which direction its buffer is mapped, and is asked for it. */
struct lane {
	struct device *dev;
	dma_addr_t addr;
	int sends;
};

static void lane_free(struct lane *l)
{
	enum dma_data_direction dir;

	if (!l->addr)
		return;
	if (l->sends)
		dir = DMA_TO_DEVICE;
	else
		dir = DMA_FROM_DEVICE;
	dma_unmap_single(l->dev, l->addr, 64, dir);
}

int lane_alloc_ok(struct lane *l, void *p, int broken)
{
	l->addr = dma_map_single(l->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, l->addr))
		return -ENOMEM;
	if (!broken)
		return 0;
	lane_free(l);
	return -EIO;
}

static void lane_free_back(struct lane *l)
{
// CHECK: dma-unmap-direction.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'l->addr' unmapped in direction '2', but mapped in direction '1' [custody-dma-unmap-direction]
	dma_unmap_single(l->dev, l->addr, 64, DMA_FROM_DEVICE);
}

int lane_alloc_bad(struct lane *l, void *p, int broken)
{
	l->addr = dma_map_single(l->dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(l->dev, l->addr))
		return -ENOMEM;
	if (!broken)
		return 0;
	lane_free_back(l);
	return -EIO;
}

/* Unmapped as it was mapped, and mapped the other way, in one callee. */
static int turn(struct device *dev, struct scatterlist *sg)
{
	dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE);
	return dma_map_sg(dev, sg, 1, DMA_FROM_DEVICE) == 1 ? 0 : -EIO;
}

int read_back_ok(struct device *dev, struct scatterlist *sg)
{
	if (!dma_map_sg(dev, sg, 1, DMA_TO_DEVICE))
		return -EIO;
	if (turn(dev, sg))
		return -EIO;
	dma_unmap_sg(dev, sg, 1, DMA_FROM_DEVICE);
	return 0;
}

int read_back_bad(struct device *dev, struct scatterlist *sg)
{
	if (!dma_map_sg(dev, sg, 1, DMA_TO_DEVICE))
		return -EIO;
	if (turn(dev, sg))
		return -EIO;
// CHECK: dma-unmap-direction.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg' unmapped in direction '1', but mapped in direction '2' [custody-dma-unmap-direction]
	dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE);
	return 0;
}
