/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/slab.h>

struct hw {
	struct device *dev;
	void *buf;
	dma_addr_t addr;
	unsigned int len;
};
struct message {
	int kind;
	char text[60];
};
int hw_send(dma_addr_t addr, unsigned int len);

int sent_bad(struct device *dev)
{
	void *p = kmalloc(64, 0);
	dma_addr_t addr;

	if (!p)
		return -ENOMEM;
	addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr)) {
		kfree(p);
		return -EIO;
	}
	hw_send(1, 64);
	kfree(p);
// CHECK: dma-free-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'addr', whose memory was freed before [custody-dma-free-while-mapped]
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}

int member_bad(struct hw *h)
{
	h->buf = kmalloc(h->len, 0);
	if (!h->buf)
		return -ENOMEM;
	h->addr = dma_map_single(h->dev, h->buf, h->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(h->dev, h->addr)) {
		kfree(h->buf);
		return -EIO;
	}
	kfree(h->buf);
// CHECK: dma-free-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'h->addr', whose memory was freed before [custody-dma-free-while-mapped]
	dma_unmap_single(h->dev, h->addr, h->len, DMA_FROM_DEVICE);
	return 0;
}

static void drop(struct message *m)
{
	kfree(m);
}

/* What is mapped is a part of what is freed. */
int part_bad(struct device *dev)
{
	struct message *m = kzalloc(sizeof(*m), 0);
	dma_addr_t addr;

	if (!m)
		return -ENOMEM;
	addr = dma_map_single(dev, m->text, 60, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr)) {
		drop(m);
		return -EIO;
	}
	drop(m);
// CHECK: dma-free-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'addr', whose memory was freed before [custody-dma-free-while-mapped]
	dma_unmap_single(dev, addr, 60, DMA_TO_DEVICE);
	return 0;
}

int sent_ok(struct device *dev)
{
	void *p = kmalloc(64, 0);
	dma_addr_t addr;
	int ret = -EIO;

	if (!p)
		return -ENOMEM;
	addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr))
		goto free;
	ret = 0;
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
free:
	kfree(p);
	return ret;
}

int member_ok(struct hw *h)
{
	h->buf = kmalloc(h->len, 0);
	if (!h->buf)
		return -ENOMEM;
	h->addr = dma_map_single(h->dev, h->buf, h->len, DMA_FROM_DEVICE);
	if (dma_mapping_error(h->dev, h->addr)) {
		kfree(h->buf);
		return -EIO;
	}
	dma_unmap_single(h->dev, h->addr, h->len, DMA_FROM_DEVICE);
	kfree(h->buf);
	return 0;
}

/* Something else is freed. */
int other_ok(struct device *dev, void *data)
{
	void *p = kmalloc(64, 0);
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr)) {
		kfree(p);
		return -EIO;
	}
	kfree(p);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}
