/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int fill_bad(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
	int ret = 0;

	if (dma_mapping_error(dev, addr)) {
		ret = -ENOMEM;
		goto unmap;
	}
unmap:
// CHECK: dma-unmap-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'addr', whose mapping failed [custody-dma-unmap-failed]
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return ret;
}

int fill_ok(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}

struct piece {
	dma_addr_t addr;
	unsigned int length;
};

/* The length is set where the mapping was made: it says which pieces have one. */
int pieces_ok(struct device *dev, struct piece *p, void **pages, int n)
{
	int i;

	for (i = 0; i < n; i++, p++) {
		p->addr = dma_map_single(dev, pages[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, p->addr))
			goto unmap;
		p->length = 64;
	}
	return 0;
unmap:
	for (; i >= 0; i--, p--)
		if (p->length)
			dma_unmap_single(dev, p->addr, 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

int pieces_bad(struct device *dev, struct piece *p, void **pages, int n)
{
	int i;

	for (i = 0; i < n; i++, p++) {
		p->addr = dma_map_single(dev, pages[i], 64, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, p->addr))
			goto unmap;
	}
	return 0;
unmap:
	for (; i >= 0; i--, p--)
// CHECK: dma-unmap-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'p->addr', whose mapping failed [custody-dma-unmap-failed]
		dma_unmap_single(dev, p->addr, 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* Whether it worked does not change from one question to the next: out of reach of the device, it is unmapped if it was mapped. */
int out_of_reach_ok(struct device *dev, void *p, dma_addr_t last)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr) || addr + 64 > last) {
		if (!dma_mapping_error(dev, addr))
			dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
		return -ENOMEM;
	}
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}
