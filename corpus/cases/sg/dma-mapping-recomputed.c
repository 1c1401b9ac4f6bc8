/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The address of a mapping is not kept: what takes the table down works it out again. */
#include <linux/dma-mapping.h>
#include <linux/io.h>

dma_addr_t virt_to_phys(void *p);

struct table {
	void *entries[4];
};
int table_sync(struct table *t);

int table_add_ok(struct device *dev, struct table *t, void *entry)
{
	dma_addr_t addr = dma_map_single(dev, entry, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	t->entries[0] = entry;
	return 0;
}

/* Where it fails there is nothing in the table. */
int table_replace_bad(struct device *dev, struct table *t, void *entry)
{
	dma_addr_t addr = dma_map_single(dev, entry, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	if (table_sync(t))
// CHECK: dma-mapping-recomputed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'addr' is lost here; nothing unmaps it [custody-dma-mapping-leak]
		return -EIO;
	t->entries[0] = entry;
	return 0;
}

void table_free(struct device *dev, struct table *t)
{
	for (int i = 0; i < 4; i++)
		dma_unmap_single(dev, virt_to_phys(t->entries[i]), 64, DMA_TO_DEVICE);
}
