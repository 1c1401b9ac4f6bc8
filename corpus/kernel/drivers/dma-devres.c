// SPDX-License-Identifier: MIT
/* Memory of devices that goes with their driver. */
#include <linux/device.h>
#include <linux/dma-mapping.h>

struct dma_devres {
	size_t size;
	void *address;
	dma_addr_t handle;
};

static void memory_release(struct device *dev, void *res)
{
	struct dma_devres *this = res;

	dma_free_coherent(dev, this->size, this->address, this->handle);
}

void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flags)
{
	struct dma_devres *res = devres_alloc(memory_release, sizeof(*res), flags);

	if (!res)
		return NULL;
	res->address = dma_alloc_coherent(dev, size, &res->handle, flags);
	if (!res->address) {
		devres_free(res);
		return NULL;
	}
	res->size = size;
	*handle = res->handle;
	devres_add(dev, res);
	return res->address;
}
