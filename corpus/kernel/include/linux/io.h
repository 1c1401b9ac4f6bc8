/* SPDX-License-Identifier: MIT */
/*
 * Registers and memory of devices. What ioremap() returns is an address for the functions below
 * only: there is no memory behind it, and each access goes to the device's model.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/types.h>

#define IOMEM_ERR_PTR(error) ((void __iomem *)ERR_PTR(error))

struct device;

u64 kernel_io_read(const volatile void __iomem *address, unsigned int size);
void kernel_io_write(volatile void __iomem *address, unsigned int size, u64 value);

#define __kernel_io_accessors(suffix, type)                                                        \
	static inline type read##suffix(const volatile void __iomem *address)                      \
	{                                                                                          \
		return (type)kernel_io_read(address, sizeof(type));                                \
	}                                                                                          \
	static inline void write##suffix(type value, volatile void __iomem *address)               \
	{                                                                                          \
		kernel_io_write(address, sizeof(type), value);                                     \
	}

__kernel_io_accessors(b, u8) __kernel_io_accessors(w, u16) __kernel_io_accessors(l, u32)
	__kernel_io_accessors(q, u64)

#define readb_relaxed(address) readb(address)
#define readw_relaxed(address) readw(address)
#define readl_relaxed(address) readl(address)
#define readq_relaxed(address) readq(address)
#define writeb_relaxed(value, address) writeb(value, address)
#define writew_relaxed(value, address) writew(value, address)
#define writel_relaxed(value, address) writel(value, address)
#define writeq_relaxed(value, address) writeq(value, address)
#define ioread8(address) readb(address)
#define ioread16(address) readw(address)
#define ioread32(address) readl(address)
#define ioread64(address) readq(address)
#define iowrite8(value, address) writeb(value, address)
#define iowrite16(value, address) writew(value, address)
#define iowrite32(value, address) writel(value, address)
#define iowrite64(value, address) writeq(value, address)

		void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t size);
void memset_io(volatile void __iomem *to, int value, size_t size);

/* NULL if no device has that range. Ends with iounmap(). */
void __iomem *ioremap(phys_addr_t start, size_t size);
#define ioremap_wc(start, size) ioremap(start, size)
void iounmap(volatile void __iomem *address);
void __iomem *devm_ioremap(struct device *dev, resource_size_t start, resource_size_t size);
#define devm_ioremap_wc(dev, start, size) devm_ioremap(dev, start, size)
void devm_iounmap(struct device *dev, void __iomem *address);

#endif
