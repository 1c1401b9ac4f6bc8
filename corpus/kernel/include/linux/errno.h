/* SPDX-License-Identifier: MIT */
/* Error numbers: the system's, and those that never reach user space. glibc's <errno.h> includes
 * this file too. */
#ifndef KERNEL_LINUX_ERRNO_H
#define KERNEL_LINUX_ERRNO_H

#include_next <linux/errno.h>

#define ERESTARTSYS 512
#define ERESTARTNOINTR 513
#define ERESTARTNOHAND 514
#define ENOIOCTLCMD 515
#define EPROBE_DEFER 517
#define EOPENSTALE 518
#define ENOPARAM 519
#ifndef ENOTSUPP /* glibc's ENOTSUP is another one */
#define ENOTSUPP 524
#endif

#endif
