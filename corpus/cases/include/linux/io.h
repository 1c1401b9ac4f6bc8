/* SPDX-License-Identifier: MIT */
#ifndef _CASES_IO_H
#define _CASES_IO_H
#include <linux/types.h>
struct device;
struct resource;
u32 readl(const volatile void __iomem *addr);
void writel(u32 value, volatile void __iomem *addr);
void __iomem *ioremap(u64 offset, size_t size);
void __iomem *devm_ioremap(struct device *dev, u64 offset, size_t size);
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);
void iounmap(volatile void __iomem *p);
#endif
