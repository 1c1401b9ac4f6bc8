/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

struct ring {
	struct device *dev;
	void *desc, *status;
	dma_addr_t desc_dma, status_dma;
};
int ring_irq(struct ring *r);

int ring_alloc_bad(struct ring *r)
{
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, 0);
	if (!r->desc)
		return -ENOMEM;
	r->status = dma_alloc_coherent(r->dev, 64, &r->status_dma, 0);
	if (!r->status) {
		dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma);
		return -ENOMEM;
	}
	if (ring_irq(r)) {
		dma_free_coherent(r->dev, 64, r->status, r->status_dma);
// CHECK: dma-memory-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_alloc_coherent()' is left allocated, though the function fails; nothing frees it [custody-dma-memory-left]
		return -EBUSY;
	}
	return 0;
}

int ring_alloc_ok(struct ring *r)
{
	r->desc = dma_alloc_coherent(r->dev, 4096, &r->desc_dma, 0);
	if (!r->desc)
		return -ENOMEM;
	r->status = dma_alloc_coherent(r->dev, 64, &r->status_dma, 0);
	if (!r->status)
		goto free_desc;
	if (ring_irq(r))
		goto free_status;
	return 0;
free_status:
	dma_free_coherent(r->dev, 64, r->status, r->status_dma);
free_desc:
	dma_free_coherent(r->dev, 4096, r->desc, r->desc_dma);
	return -ENOMEM;
}
