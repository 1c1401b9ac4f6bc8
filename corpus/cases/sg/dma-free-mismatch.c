/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int table_bad(struct device *dev)
{
	dma_addr_t handle;
	void *p = dma_alloc_coherent(dev, 8192, &handle, 0);

	if (!p)
		return -ENOMEM;
// CHECK: dma-free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p' freed with '4096', but allocated with '8192' [custody-dma-free-mismatch]
	dma_free_coherent(dev, 4096, p, handle);
	return 0;
}

int table_ok(struct device *dev, size_t size)
{
	dma_addr_t handle;
	void *p = dma_alloc_coherent(dev, size, &handle, 0);

	if (!p)
		return -ENOMEM;
	dma_free_coherent(dev, size, p, handle);
	return 0;
}
