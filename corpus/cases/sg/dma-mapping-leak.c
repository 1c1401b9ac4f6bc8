/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct port {
	void __iomem *regs;
	dma_addr_t last;
	dma_addr_t ring[4];
};
int port_wait(struct port *p);
int port_queue(struct port *p, dma_addr_t addr);

int send_bad(struct device *dev, struct port *p, void *data)
{
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	writel(addr, p->regs);
	if (port_wait(p))
// CHECK: dma-mapping-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'addr' is lost here; nothing unmaps it [custody-dma-mapping-leak]
		return -EIO;
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}

int send_ok(struct device *dev, struct port *p, void *data)
{
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	writel(addr, p->regs);
	ret = port_wait(p);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return ret;
}

/* The first handle is overwritten. */
int twice_bad(struct device *dev, struct port *p, void *data)
{
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr))
// CHECK: dma-mapping-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'addr' is lost here; nothing unmaps it [custody-dma-mapping-leak]
		return -ENOMEM;
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
// CHECK: dma-mapping-leak.c:[[@LINE+1]]:{{[0-9]+}}: note: the same at this return
	return 0;
}

/* Stored as halves, in an array, by a helper, or given to code that is not seen: somebody may unmap it. */
struct descriptor {
	unsigned int low, high;
};

static void describe(struct descriptor *d, dma_addr_t addr)
{
	d->low = (unsigned int)addr;
	d->high = (unsigned int)(addr >> 32);
}

static int pass_on(struct port *p, dma_addr_t addr)
{
	return port_queue(p, addr);
}

int kept_ok(struct device *dev, struct port *p, void *data, struct descriptor *d, int how, int at)
{
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);
	struct descriptor local;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	switch (how) {
	case 0:
		p->last = addr;
		return 0;
	case 1:
		p->ring[at] = addr;
		return 0;
	case 2:
		describe(d, addr);
		return 0;
	case 3:
		describe(&local, addr);
		*d = local;
		return 0;
	default:
		return pass_on(p, addr);
	}
}

/* A machine where mapping can't fail, and 0 says that there was nothing to map. */
int zero_ok(struct device *dev, struct port *p, void *data)
{
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

	if (!addr)
		return -ENOMEM;
	p->last = addr;
	return 0;
}

/* Stored as halves, in an array of this function's own: code that goes through the array may unmap it. */
int collect_ok(struct device *dev, struct port *p, void *data, int n)
{
	struct descriptor list[8];
	int i;

	for (i = 0; i < n; i++) {
		dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);

		if (dma_mapping_error(dev, addr))
			goto undo;
		list[i].low = (unsigned int)(addr & 0xffffffff);
		list[i].high = (unsigned int)(addr >> 32);
	}
	return 0;
undo:
	while (i--)
		dma_unmap_single(dev, list[i].low | (dma_addr_t)list[i].high << 32, 64, DMA_TO_DEVICE);
	return -ENOMEM;
}

/* Together with flags in the word that the device reads. */
int flags_ok(struct device *dev, struct port *p, void *data)
{
	dma_addr_t addr = dma_map_single(dev, data, 64, DMA_TO_DEVICE), word = 0;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	word |= addr >> 4;
	word |= 4;
	word |= 8;
	word |= 1;
	return port_queue(p, word & 0xffffffff);
}

/* Written to a descriptor, by way of a variable of the callee's own. */
int put_bytes(void *desc, int type, int size, const void *bytes);

static int put_address(void *desc, int type, unsigned long long value)
{
	unsigned long long copy = value;

	return put_bytes(desc, type, sizeof(copy), &copy);
}

static int put_type(void *desc, int type, unsigned long long value)
{
	return put_bytes(desc, type, sizeof(type), &type);
}

int describe_ok(struct device *dev, void *buf, void *desc)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -EIO;
	if (put_address(desc, 1, addr)) {
		dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
		return -EIO;
	}
	return 0;
}

int describe_bad(struct device *dev, void *buf, void *desc)
{
	dma_addr_t addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -EIO;
	if (put_type(desc, 1, addr)) {
		dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
		return -EIO;
	}
// CHECK: dma-mapping-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'addr' is lost here; nothing unmaps it [custody-dma-mapping-leak]
	return 0;
}

/* Kept by the callee, in a record of the chip's, be it there as it is or as a copy that is mapped anew. */
struct chip {
	int count;
	struct {
		u8 bytes[8];
		u16 len;
	} __attribute__((packed)) parts[4];
};
struct unaligned {
	u64 x;
} __attribute__((packed));

static int chip_set(struct chip *c, dma_addr_t addr, u16 len)
{
	if (c->count >= 4)
		return -EINVAL;
	((struct unaligned *)c->parts[c->count].bytes)->x = addr;
	c->parts[c->count].len = len;
	return c->count++;
}

static int chip_add(struct device *dev, struct chip *c, dma_addr_t addr, void *data, u16 len, unsigned int *kept)
{
	dma_addr_t old = addr;
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	if (addr >> 32 == (addr + len) >> 32) {
		ret = chip_set(c, addr, len);
		if (ret < 0)
			goto unmap;
		if (kept)
			*kept |= 1u << ret;
		return 0;
	}
	addr = dma_map_single(dev, data, len, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr)) {
		ret = -ENOMEM;
		goto unmap;
	}
	ret = chip_set(c, addr, len);
	if (ret < 0) {
		old = addr;
		goto unmap;
	}
	ret = 0;
unmap:
	dma_unmap_single(dev, old, len, DMA_TO_DEVICE);
	return ret;
}

int chip_fill_ok(struct device *dev, struct chip *c, void **parts, int n, unsigned int *kept)
{
	int i;

	for (i = 0; i < n; i++) {
		dma_addr_t addr = dma_map_single(dev, parts[i], 64, DMA_TO_DEVICE);
		int ret = chip_add(dev, c, addr, parts[i], 64, kept);

		if (ret)
			return ret;
	}
	return 0;
}
