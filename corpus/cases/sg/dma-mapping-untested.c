/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct desc {
	unsigned int address, size;
};
struct chan {
	struct device *dev;
	void __iomem *regs;
	struct desc *ring;
	dma_addr_t rx, tx, done[4];
};
void hw_run(dma_addr_t addr);
int hw_ask(dma_addr_t addr);

void register_bad(struct chan *c, void *p)
{
// CHECK: dma-mapping-untested.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_map_single_attrs() may fail, and nothing tests its result with dma_mapping_error() [custody-dma-mapping-untested]
	c->rx = dma_map_single(c->dev, p, 64, DMA_FROM_DEVICE);
	writel(c->rx, c->regs);
}

/* In a descriptor, the device finds it. */
void ring_bad(struct chan *c, void *p, int i)
{
// CHECK: dma-mapping-untested.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_map_single_attrs() may fail, and nothing tests its result with dma_mapping_error() [custody-dma-mapping-untested]
	dma_addr_t addr = dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);

	c->ring[i].size = 64;
	c->ring[i].address = (unsigned int)addr;
}

/* The other one is tested. */
int second_bad(struct chan *c, void *p)
{
	dma_addr_t in, out = dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(c->dev, out))
		return -EIO;
	c->done[0] = out;
// CHECK: dma-mapping-untested.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_map_single_attrs() may fail, and nothing tests its result with dma_mapping_error() [custody-dma-mapping-untested]
	in = dma_map_single(c->dev, p, 64, DMA_FROM_DEVICE);
	hw_run(in);
	return 0;
}

int tested_ok(struct chan *c, void *p)
{
	dma_addr_t addr = dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(c->dev, addr))
		return -EIO;
	c->done[1] = addr;
	return 0;
}

/* Its caller tests the member. */
static void fill_ok(struct chan *c, void *p)
{
	c->tx = dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);
}

int filled_ok(struct chan *c, void *p)
{
	fill_ok(c, p);
	return dma_mapping_error(c->dev, c->tx) ? -EIO : 0;
}

/* Its caller tests what it gives. */
dma_addr_t given_ok(struct chan *c, void *p)
{
	return dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);
}

/* Asked in another way, or by code that is not seen. */
int asked_ok(struct chan *c, void *p)
{
	dma_addr_t addr = dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);

	c->done[3] = addr;
	if (hw_ask(addr))
		return -EIO;
	return 0;
}

void compared_ok(struct chan *c, void *p)
{
	dma_addr_t addr = dma_map_single(c->dev, p, 64, DMA_TO_DEVICE);

	c->done[2] = addr;
	if (addr != ~(dma_addr_t)0)
		hw_run(addr);
}
