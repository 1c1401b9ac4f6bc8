/* SPDX-License-Identifier: MIT */
/* readq() and writeq() are there anyway. */
#ifndef _LINUX_IO_64_NONATOMIC_LO_HI_H_
#define _LINUX_IO_64_NONATOMIC_LO_HI_H_

#include <linux/io.h>

#endif
