/* SPDX-License-Identifier: MIT */
#ifndef _CASES_NETDEVICE_H
#define _CASES_NETDEVICE_H
#include <linux/types.h>

struct net_device {
	int *refs;
	int ifindex;
};
struct net_device *netdev_master_upper_dev_get_rcu(struct net_device *dev);
static inline void dev_hold(struct net_device *dev)
{
	if (dev)
		*dev->refs = *dev->refs + 1;
}
static inline void dev_put(struct net_device *dev)
{
	if (dev)
		*dev->refs = *dev->refs - 1;
}

#endif
