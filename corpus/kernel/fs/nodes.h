/* SPDX-License-Identifier: MIT */
/* Device nodes: what /dev shows of the devices that have a number. */
#ifndef KERNEL_FS_NODES_H
#define KERNEL_FS_NODES_H

#include <linux/types.h>

struct device;

int kernel_node_add(struct device *dev);
void kernel_node_del(struct device *dev);
/* The number of the node of that name: whether there is one. */
bool kernel_node_find(const char *name, dev_t *devt);

#endif
