/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Mapped in one function, unmapped in another: no path shows both. */
#include <linux/dma-mapping.h>

struct engine {
	struct device *dev;
	char *buf;
	dma_addr_t in, out, either;
};

int engine_start(struct engine *e, int both)
{
	dma_addr_t out;

	e->in = dma_map_single_attrs(e->dev, e->buf, 64, DMA_TO_DEVICE, 0);
	if (dma_mapping_error(e->dev, e->in))
		return -ENOMEM;
	out = dma_map_single_attrs(e->dev, e->buf + 64, 128, DMA_FROM_DEVICE, 0);
	if (dma_mapping_error(e->dev, out)) {
		dma_unmap_single_attrs(e->dev, e->in, 64, DMA_TO_DEVICE, 0);
		return -ENOMEM;
	}
	e->out = out;
	return 0;
}

int engine_map(struct engine *e, int in)
{
	if (in)
		e->either = dma_map_single_attrs(e->dev, e->buf, 64, DMA_TO_DEVICE, 0);
	else
		e->either = dma_map_single_attrs(e->dev, e->buf, 64, DMA_FROM_DEVICE, 0);
	return dma_mapping_error(e->dev, e->either);
}

void engine_stop_bad(struct engine *e)
{
// CHECK: dma-unmap-elsewhere.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->in' unmapped with size '32', but mapped with size '64' [custody-dma-unmap-size]
	dma_unmap_single_attrs(e->dev, e->in, 32, DMA_TO_DEVICE, 0);
// CHECK: dma-unmap-elsewhere.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->out' unmapped in direction '1', but mapped in direction '2' [custody-dma-unmap-direction]
	dma_unmap_single_attrs(e->dev, e->out, 128, DMA_TO_DEVICE, 0);
}

void engine_stop_ok(struct engine *e)
{
	dma_unmap_single_attrs(e->dev, e->in, 64, DMA_TO_DEVICE, 0);
	dma_unmap_single_attrs(e->dev, e->out, 128, DMA_FROM_DEVICE, 0);
	dma_unmap_single_attrs(e->dev, e->either, 64, DMA_FROM_DEVICE, 0);
}
