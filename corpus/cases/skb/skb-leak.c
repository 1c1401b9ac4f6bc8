/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/skbuff.h>

struct tea_nic {
	struct net_device *dev;
	struct sk_buff_head sent;
	struct sk_buff *ring[8];
};
int read_frame(struct tea_nic *nic, int length);
int start_dma(struct tea_nic *nic);

int receive_bad(struct tea_nic *nic, int length)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, length);

	if (!skb)
		return -ENOMEM;
	if (read_frame(nic, length))
// CHECK: skb-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' is lost on this path; nothing frees it [custody-skb-leak]
		return -EIO;
	netif_rx(skb);
	return 0;
}

int receive_ok(struct tea_nic *nic, int length)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, length);

	if (!skb)
		return -ENOMEM;
	if (read_frame(nic, length)) {
		kfree_skb(skb);
		return -EIO;
	}
	netif_rx(skb);
	return 0;
}

int fill_ok(struct tea_nic *nic, int at)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, 1500);

	if (!skb)
		return -ENOMEM;
	nic->ring[at] = skb;
	return start_dma(nic);
}

int queue_ok(struct tea_nic *nic, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (!copy)
		return -ENOMEM;
	skb_queue_tail(&nic->sent, copy);
	return start_dma(nic);
}

/* skb_pad() frees what it can't pad. */
int pad_ok(struct tea_nic *nic)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, 20);

	if (!skb)
		return -ENOMEM;
	if (skb_pad(skb, 40))
		return -ENOMEM;
	netif_rx(skb);
	return 0;
}

/* The frame in the buffer is there if the buffer is. */
struct can_frame {
	int id;
};
struct sk_buff *alloc_can_err_skb(struct net_device *dev, struct can_frame **cf);

int report_ok(struct tea_nic *nic)
{
	struct can_frame *cf;
	struct sk_buff *skb = alloc_can_err_skb(nic->dev, &cf);

	if (!cf)
		return 0;
	cf->id = 1;
	netif_rx(skb);
	return 0;
}

/* What goes out to a group is gone, even if there is no such group. */
#include <net/genetlink.h>

int announce_ok(struct tea_nic *nic, const struct genl_family *family, int length)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, length);

	if (!skb)
		return -ENOMEM;
	return genlmsg_multicast_netns(family, nic, skb, 0);
}

int announce_bad(struct tea_nic *nic, const struct genl_family *family, int length)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, length);

	if (!skb)
		return -ENOMEM;
	if (!family->n_mcgrps)
// CHECK: skb-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' is lost on this path; nothing frees it [custody-skb-leak]
		return -EINVAL;
	return genlmsg_multicast_netns(family, nic, skb, 0);
}

/* The card keeps what it has no room for: the code that says so is asked for. */
struct tea_ops {
	int (*send)(struct tea_nic *nic, struct sk_buff *skb);
};

int confirm_ok(struct tea_nic *nic, const struct tea_ops *ops)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, 8);
	int ret;

	if (!skb)
		return -ENOMEM;
	ret = ops->send(nic, skb);
	if (ret != -16)
		kfree_skb(skb);
	return ret;
}

int confirm_bad(struct tea_nic *nic, const struct tea_ops *ops)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, 8);
	int ret;

	if (!skb)
		return -ENOMEM;
	ret = ops->send(nic, skb);
	if (ret >= 0)
		kfree_skb(skb);
// CHECK: skb-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' is lost on this path; nothing frees it [custody-skb-leak]
	return ret;
}

/* The Bluetooth core frees it where it gives an error. */
struct hci_dev;
int hci_recv_frame(struct hci_dev *dev, struct sk_buff *skb);

int frame_ok(struct tea_nic *nic, struct hci_dev *dev)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, 16);
	int error;

	if (!skb)
		return -ENOMEM;
	error = hci_recv_frame(dev, skb);
	return error < 0 ? error : 16;
}

int frame_bad(struct tea_nic *nic, struct hci_dev *dev)
{
	struct sk_buff *skb = netdev_alloc_skb(nic->dev, 16);

	if (!skb)
		return -ENOMEM;
	if (start_dma(nic))
// CHECK: skb-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' is lost on this path; nothing frees it [custody-skb-leak]
		return -EIO;
	return hci_recv_frame(dev, skb);
}
