/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

int hw_start(struct scatterlist *sg, int n);

int send_bad(struct device *dev, struct scatterlist *sg, int nents)
{
	int n = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
// CHECK: dma-unmap-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg' unmapped with 'n' entries, but mapped with 'nents' [custody-dma-unmap-count]
	dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
	return 0;
}

int send_ok(struct device *dev, struct scatterlist *sg, int nents)
{
	int n = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
	dma_unmap_sg(dev, sg, nents, DMA_TO_DEVICE);
	return 0;
}

/* Mapped in one function, unmapped in another: what the first keeps is the result. */
struct job_bad {
	struct scatterlist *sg;
	int nents, mapped;
};
struct job_ok {
	struct scatterlist *sg;
	int nents, mapped;
};

int job_start_bad(struct device *dev, struct job_bad *j)
{
	j->mapped = dma_map_sg(dev, j->sg, j->nents, DMA_TO_DEVICE);
	return j->mapped ? 0 : -ENOMEM;
}

void job_done_bad(struct device *dev, struct job_bad *j)
{
// CHECK: dma-unmap-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'j->sg' unmapped with 'j->mapped' entries, but mapped with 'j->nents' [custody-dma-unmap-count]
	dma_unmap_sg(dev, j->sg, j->mapped, DMA_TO_DEVICE);
}

int job_start_ok(struct device *dev, struct job_ok *j)
{
	int mapped = dma_map_sg(dev, j->sg, j->nents, DMA_TO_DEVICE);

	if (!mapped)
		return -ENOMEM;
	j->mapped = mapped;
	return 0;
}

void job_done_ok(struct device *dev, struct job_ok *j)
{
	dma_unmap_sg(dev, j->sg, j->nents, DMA_TO_DEVICE);
}
