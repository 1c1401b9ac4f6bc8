/* SPDX-License-Identifier: MIT */
#ifndef _CASES_GENETLINK_H
#define _CASES_GENETLINK_H
#include <linux/skbuff.h>

struct genl_family {
	unsigned int n_mcgrps;
};
int broadcast(void *net, struct sk_buff *skb, unsigned int group);
static inline int genlmsg_multicast_netns(const struct genl_family *family, void *net, struct sk_buff *skb,
					  unsigned int group)
{
	if (group >= family->n_mcgrps)
		return -22;
	return broadcast(net, skb, group);
}

#endif
