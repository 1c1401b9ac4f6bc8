/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FS_CHAR_DEV_H
#define KERNEL_FS_CHAR_DEV_H

#include <linux/types.h>

struct cdev;

/* The device behind that number, with a reference for cdev_put(); or NULL. */
struct cdev *kernel_cdev_get(dev_t devt);

#endif
