/* SPDX-License-Identifier: MIT */
/* readq() and writeq() are there anyway. */
#ifndef _LINUX_IO_64_NONATOMIC_LO_HI_H_
#define _LINUX_IO_64_NONATOMIC_LO_HI_H_

#include <linux/io.h>

static inline void lo_hi_writeq(u64 value, void __iomem *address)
{
	writel((u32)value, address);
	writel((u32)(value >> 32), address + 4);
}

static inline u64 lo_hi_readq(const void __iomem *address)
{
	u64 low = readl(address);

	return low | (u64)readl(address + 4) << 32;
}

#endif
