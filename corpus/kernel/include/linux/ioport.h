/* SPDX-License-Identifier: MIT */
/* Ranges of addresses, and who uses them. */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/list.h>
#include <linux/types.h>

struct device;

struct resource {
	resource_size_t start;
	resource_size_t end; /* the last that is in it */
	const char *name;
	unsigned long flags;
	struct resource *parent;
	/* private: */
	struct list_head busy;
};

#define IORESOURCE_IO 0x00000100
#define IORESOURCE_MEM 0x00000200
#define IORESOURCE_IRQ 0x00000400
#define IORESOURCE_DMA 0x00000800
#define IORESOURCE_TYPE_BITS 0x00001f00
#define IORESOURCE_PREFETCH 0x00002000
#define IORESOURCE_MEM_64 0x00100000
#define IORESOURCE_BUSY 0x80000000
#define IORESOURCE_IRQ_SHAREABLE (1 << 4)

#define DEFINE_RES_NAMED(_start, _size, _name, _flags)                                             \
	{                                                                                          \
		.start = (_start),                                                                 \
		.end = (_start) + (_size) - 1,                                                     \
		.name = (_name),                                                                   \
		.flags = (_flags),                                                                 \
	}
#define DEFINE_RES_MEM(_start, _size) DEFINE_RES_NAMED(_start, _size, NULL, IORESOURCE_MEM)
#define DEFINE_RES_IRQ(_irq) DEFINE_RES_NAMED(_irq, 1, NULL, IORESOURCE_IRQ)

extern struct resource iomem_resource;

/* NULL if someone has a part of it. Ends with release_mem_region(). */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);
struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name);
void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n);

#define request_mem_region(start, n, name) __request_region(&iomem_resource, start, n, name, 0)
#define release_mem_region(start, n) __release_region(&iomem_resource, start, n)
#define devm_request_mem_region(dev, start, n, name)                                               \
	__devm_request_region(dev, &iomem_resource, start, n, name)
#define devm_release_mem_region(dev, start, n) __devm_release_region(dev, &iomem_resource, start, n)

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

#endif
