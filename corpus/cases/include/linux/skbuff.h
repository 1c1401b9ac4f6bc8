/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SKBUFF_H
#define _CASES_SKBUFF_H
#include <linux/types.h>
#include <linux/gfp.h>
#include <linux/slab.h>

struct net_device;
struct sk_buff {
	struct sk_buff *next, *prev;
	unsigned int len;
	int users;
	u8 *data;
};
struct sk_buff_head {
	struct sk_buff *next, *prev;
};

struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int length, gfp_t gfp);
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t gfp);
void consume_skb(struct sk_buff *skb);
void kfree_skb(struct sk_buff *skb);
void *skb_put(struct sk_buff *skb, unsigned int len);
void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
int skb_pad(struct sk_buff *skb, int pad);
struct sk_buff *skb_get(struct sk_buff *skb);
int netif_rx(struct sk_buff *skb);

static inline struct sk_buff *netdev_alloc_skb(struct net_device *dev, unsigned int length)
{
	return __netdev_alloc_skb(dev, length, GFP_ATOMIC);
}

static inline struct sk_buff *skb_share_check(struct sk_buff *skb, gfp_t gfp)
{
	struct sk_buff *copy;

	if (skb->users == 1)
		return skb;
	copy = skb_clone(skb, gfp);
	if (copy)
		consume_skb(skb);
	else
		kfree_skb(skb);
	return copy;
}
#endif
