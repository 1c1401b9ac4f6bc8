/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a callee does on a condition that nothing in the caller decides, and what the callers' constants decide. */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/slab.h>

struct desc {
	dma_addr_t key, data;
	int key_len, data_len;
};
struct port {
	struct device *dev;
	void *key, *data;
};
int port_start(struct port *p, struct desc *d);
int port_stop(struct port *p);
void desc_look(struct desc *d);
int pick(struct port *p);

static void unmap_what_is_there(struct port *p, struct desc *d)
{
	if (d->key_len)
		dma_unmap_single(p->dev, d->key, d->key_len, DMA_TO_DEVICE);
	if (d->data_len)
		dma_unmap_single(p->dev, d->data, d->data_len, DMA_TO_DEVICE);
}

/* Whether desc_look() has set the lengths is not to be seen here: the callee asks for them. */
int conditional_release_ok(struct port *p, struct desc *d)
{
	d->key = dma_map_single(p->dev, p->key, 16, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, d->key))
		return -ENOMEM;
	desc_look(d);
	d->data = dma_map_single(p->dev, p->data, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, d->data)) {
		unmap_what_is_there(p, d);
		return -ENOMEM;
	}
	if (port_start(p, d)) {
		unmap_what_is_there(p, d);
		return -EIO;
	}
	return 0;
}

static void unmap_all(struct port *p, struct desc *d)
{
	dma_unmap_single(p->dev, d->key, 16, DMA_TO_DEVICE);
	dma_unmap_single(p->dev, d->data, 64, DMA_TO_DEVICE);
}

int unconditional_release_bad(struct port *p, struct desc *d)
{
	d->key = dma_map_single(p->dev, p->key, 16, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, d->key))
		return -ENOMEM;
	d->data = dma_map_single(p->dev, p->data, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, d->data)) {
// CHECK: undecided.c:[[@LINE+1]]:{{[0-9]+}}: warning: unmap_all() on {{.*}} whose mapping failed [custody-dma-unmap-failed]
		unmap_all(p, d);
		return -ENOMEM;
	}
	return 0;
}

enum { TAKE, LOOK_A, LOOK_B, LOOK_C, LOOK_D, LOOK_E, LOOK_F, LOOK_G, LOOK_H, LOOK_I, LOOK_J, LOOK_K, LOOK_L, GIVE, NKINDS };

/* More kinds of outcomes than a summary has room for. */
static int order(struct port *p, int kind, int *weight)
{
	switch (kind) {
	case TAKE:
		p->key = kmalloc(16, GFP_KERNEL);
		return p->key ? 0 : -ENOMEM;
	case LOOK_A:
		*weight = 1;
		return 11;
	case LOOK_B:
		*weight = 2;
		return 12;
	case LOOK_C:
		*weight = 3;
		return 13;
	case LOOK_D:
		*weight = 4;
		return 14;
	case LOOK_E:
		*weight = 5;
		return 15;
	case LOOK_F:
		*weight = 6;
		return 16;
	case LOOK_G:
		*weight = 7;
		return 17;
	case LOOK_H:
		*weight = 8;
		return 18;
	case LOOK_I:
		*weight = 9;
		return 19;
	case LOOK_J:
		*weight = 10;
		return 20;
	case LOOK_K:
		*weight = 11;
		return 21;
	default:
		kfree(p->key);
		return 22;
	}
}

int by_constant_ok(struct port *p)
{
	int weight = 0;

	if (order(p, LOOK_J, &weight) != 20)
		kfree(p->key);
	kfree(p->key);
	return weight;
}

int by_constant_bad(struct port *p)
{
	int weight = 0;

	if (order(p, LOOK_J, &weight) == 20)
		kfree(p->key);
// CHECK: undecided.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-double-free]
	kfree(p->key);
	return weight;
}

/* Results that differ are told apart, also if they are of one kind. */
static int submit(struct port *p)
{
	int r = pick(p);

	switch (r) {
	case 1:
		kfree(p->data);
		break;
	case 2:
		break;
	case 4:
		kfree(p->data);
		break;
	default:
		return 0;
	}
	return r;
}

int by_result_ok(struct port *p)
{
	if (submit(p) == 2)
		kfree(p->data);
	return 0;
}

int by_result_bad(struct port *p)
{
	if (submit(p) == 4)
// CHECK: undecided.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-double-free]
		kfree(p->data);
	return 0;
}
