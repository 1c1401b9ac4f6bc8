/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/skbuff.h>

struct tea_nic {
	unsigned long bytes;
};

void receive_bad(struct tea_nic *nic, struct sk_buff *skb)
{
	netif_rx(skb);
// CHECK: skb-use-after-pass.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->len' used after it was passed on [custody-skb-use-after-pass]
	nic->bytes += skb->len;
}

void receive_ok(struct tea_nic *nic, struct sk_buff *skb)
{
	unsigned int len = skb->len;

	netif_rx(skb);
	nic->bytes += len;
}

static void pass(struct sk_buff *skb, int up)
{
	if (up)
		netif_rx(skb);
	else
		kfree_skb(skb);
}

void passed_bad(struct tea_nic *nic, struct sk_buff *skb)
{
	pass(skb, 1);
// CHECK: skb-use-after-pass.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->len' used after it was passed on [custody-skb-use-after-pass]
	nic->bytes += skb->len;
}

/* Each round has another one. */
void drain_ok(struct tea_nic *nic, struct sk_buff **list, int count)
{
	for (int i = 0; i < count; i++) {
		nic->bytes += list[i]->len;
		netif_rx(list[i]);
	}
}

/* The frame stands in the buffer. */
struct net_device;
struct can_frame {
	u32 can_id;
	u8 len;
};
struct sk_buff *alloc_can_skb(struct net_device *dev, struct can_frame **cf);

int frame_bad(struct tea_nic *nic, struct net_device *dev)
{
	struct can_frame *cf;
	struct sk_buff *skb = alloc_can_skb(dev, &cf);

	if (!skb)
		return -1;
	cf->can_id = 1;
	netif_rx(skb);
// CHECK: skb-use-after-pass.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cf->len' used after it was passed on [custody-skb-use-after-pass]
	nic->bytes += cf->len;
	return 0;
}

int frame_ok(struct tea_nic *nic, struct net_device *dev)
{
	struct can_frame *cf;
	struct sk_buff *skb = alloc_can_skb(dev, &cf);

	if (!skb)
		return -1;
	cf->can_id = 1;
	nic->bytes += cf->len;
	netif_rx(skb);
	return 0;
}

/* By the code that it gives, it was not passed on. */
int offer(struct tea_nic *nic);
static int forward(struct tea_nic *nic, struct sk_buff *skb)
{
	int code = offer(nic);

	if (code)
		return code;
	return netif_rx(skb);
}

void forward_ok(struct tea_nic *nic, struct sk_buff *skb)
{
	switch (forward(nic, skb)) {
	case 16:
		nic->bytes += skb->len;
		break;
	default:
		break;
	}
}

void forward_bad(struct tea_nic *nic, struct sk_buff *skb)
{
	switch (forward(nic, skb)) {
	case 16:
		break;
	default:
// CHECK: skb-use-after-pass.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->len' used after it was passed on [custody-skb-use-after-pass]
		nic->bytes += skb->len;
		break;
	}
}
