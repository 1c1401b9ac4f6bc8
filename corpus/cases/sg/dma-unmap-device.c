/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

struct port {
	struct {
		int id;
	} left, right;
};

int relay_bad(struct port *p, struct scatterlist *sg)
{
	if (!dma_map_sg((struct device *)&p->left, sg, 4, DMA_TO_DEVICE))
		return -EIO;
// CHECK: dma-unmap-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg' unmapped for '&p->right', but mapped for '&p->left' [custody-dma-unmap-device]
	dma_unmap_sg((struct device *)&p->right, sg, 4, DMA_TO_DEVICE);
	return 0;
}

int relay_ok(struct device *one, struct device *other, struct scatterlist *sg)
{
	if (!dma_map_sg(one, sg, 4, DMA_TO_DEVICE))
		return -EIO;
	/* They may be one device. */
	dma_unmap_sg(other, sg, 4, DMA_TO_DEVICE);
	return 0;
}

/* The device is read anew in each round, and is the same. */
struct adapter {
	struct device *parent;
};
struct bus {
	struct adapter adapter;
	int error;
};
struct msg {
	int both;
};
void *msg_buf(struct msg *m, int n);
void msg_done(void *buf, struct msg *m, int ok);
void bus_wait(struct bus *b);

static void bus_unmap(struct bus *b, struct msg *m, void *out, dma_addr_t out_addr, void *in,
		      dma_addr_t in_addr)
{
	if (out) {
		dma_unmap_single(b->adapter.parent, out_addr, 16, DMA_TO_DEVICE);
		msg_done(out, m, !b->error);
	}
	if (in) {
		dma_unmap_single(b->adapter.parent, in_addr, 16, DMA_FROM_DEVICE);
		msg_done(in, m, !b->error);
	}
}

static int bus_map(struct bus *b, struct msg *m, void **buf, dma_addr_t *addr, int write)
{
	void *p = msg_buf(m, 1);
	dma_addr_t a;

	if (!p)
		return -ENOMEM;
	a = dma_map_single(b->adapter.parent, p, 16, write ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
	if (dma_mapping_error(b->adapter.parent, a)) {
		msg_done(p, m, 0);
		return -ENOMEM;
	}
	*addr = a;
	*buf = p;
	return 0;
}

int bus_transfer(struct bus *b, struct msg msgs[], int n)
{
	dma_addr_t in_addr, out_addr;
	void *in = NULL, *out = NULL;
	int i, ret = 0;

	for (i = 0; i < n; i++) {
		ret = bus_map(b, &msgs[i], &out, &out_addr, 1);
		if (ret)
			goto err;
		if (msgs[i].both & 1) {
			ret = bus_map(b, &msgs[i], &in, &in_addr, 0);
			if (ret)
				goto err;
		}
		bus_wait(b);
		if (b->error) {
			ret = b->error;
			goto err;
		}
		bus_unmap(b, &msgs[i], out, out_addr, in, in_addr);
	}
	return n;
err:
	/* What could not be mapped anew has its address of the round before. */
// CHECK: dma-unmap-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: bus_unmap() on 'a', which was unmapped already [custody-dma-double-unmap]
	bus_unmap(b, &msgs[i], out, out_addr, in, in_addr);
	return ret;
}
