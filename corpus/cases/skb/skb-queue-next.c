/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The links of a queue as the kernel has them, in anonymous records; what a callee's result says of a buffer, and buffers in
 * an array. */
#include <linux/types.h>

struct net_device;
struct sk_buff {
	union {
		struct {
			struct sk_buff *next;
			struct sk_buff *prev;
			struct net_device *dev;
		};
	};
	unsigned int len;
	u8 *data;
};
struct sk_buff_head {
	union {
		struct {
			struct sk_buff *next;
			struct sk_buff *prev;
		};
	};
	unsigned int qlen;
};

struct sk_buff *__netdev_alloc_skb(struct net_device *dev, unsigned int length, unsigned int gfp);
void kfree_skb(struct sk_buff *skb);
int refuse(struct net_device *dev);

static inline struct sk_buff *skb_peek(const struct sk_buff_head *list)
{
	struct sk_buff *skb = list->next;

	if (skb == (struct sk_buff *)list)
		skb = NULL;
	return skb;
}

static inline void skb_unlink(struct sk_buff *skb, struct sk_buff_head *list)
{
	struct sk_buff *next = skb->next, *prev = skb->prev;

	list->qlen--;
	skb->next = skb->prev = NULL;
	next->prev = prev;
	prev->next = next;
}

/* The head's link is changed by way of the element before. */
unsigned int eat_ok(struct sk_buff_head *queue)
{
	struct sk_buff *skb = skb_peek(queue), *next;

	if (!skb)
		return 0;
	skb_unlink(skb, queue);
	kfree_skb(skb);
	next = skb_peek(queue);
	return next ? next->len : 0;
}

unsigned int eat_bad(struct sk_buff_head *queue)
{
	struct sk_buff *skb = skb_peek(queue);

	if (!skb)
		return 0;
	skb_unlink(skb, queue);
	kfree_skb(skb);
// CHECK: skb-queue-next.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->len' used after it was freed [custody-skb-use-after-free]
	return skb->len;
}

enum { CONSUMED, ACK, UNSUPPORTED };
static u8 flow_control(struct sk_buff *skb, int enable)
{
	if (skb->len < 4) {
		kfree_skb(skb);
		return CONSUMED;
	}
	if (!skb->dev) {
		kfree_skb(skb);
		return CONSUMED;
	}
	if (refuse(skb->dev) == enable) {
		kfree_skb(skb);
		return UNSUPPORTED;
	}
	return ACK;
}

/* What is freed gives 0 or 2. */
void command_ok(struct sk_buff *skb, int command)
{
	u8 rc;

	switch (command) {
	case 1:
		rc = flow_control(skb, 1);
		break;
	case 2:
		rc = flow_control(skb, 0);
		break;
	default:
		rc = UNSUPPORTED;
		kfree_skb(skb);
		break;
	}
	if (rc == ACK)
		skb->data[0] = rc;
}

void command_bad(struct sk_buff *skb, int command)
{
	u8 rc;

	switch (command) {
	case 1:
		rc = flow_control(skb, 1);
		break;
	case 2:
		rc = flow_control(skb, 0);
		break;
	default:
		rc = UNSUPPORTED;
		kfree_skb(skb);
		break;
	}
	if (rc == UNSUPPORTED)
// CHECK: skb-queue-next.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->data' used after it was freed [custody-skb-use-after-free]
		skb->data[0] = rc;
}

/* Each buffer is in the pool, and the loop over the pool frees it. */
void split_ok(struct net_device *dev, const u16 *lengths, int n)
{
	struct sk_buff *pool[10], *skb;
	int count = 0, i = 0, k;

	while (i < n) {
		u16 length = lengths[i++];

		if (length > 1500)
			break;
		if (count == 10)
			break;
		skb = __netdev_alloc_skb(dev, length, 0);
		if (!skb)
			break;
		skb->len = length;
		pool[count++] = skb;
	}
	for (k = 0; k < count; k++)
		kfree_skb(pool[k]);
}

/* The callee frees the buffer with its last part: the caller says which that is, and the loop ends there. */
static void send_part(struct sk_buff *skb, unsigned int at, u8 last)
{
	skb->data[at] = 0;
	if (last)
		kfree_skb(skb);
}

unsigned int next_part(struct sk_buff *skb, unsigned int at);

void send_parts_ok(struct sk_buff *skb)
{
	unsigned int left = skb->len, at = 0;

	do {
		unsigned int part = next_part(skb, at);

		send_part(skb, at, at + part == skb->len);
		left -= part;
		at += part;
	} while (left > 0);
}

void send_parts_bad(struct sk_buff *skb, u8 last)
{
	send_part(skb, 0, last);
// CHECK: skb-queue-next.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->len' used after it was freed [custody-skb-use-after-free]
	send_part(skb, skb->len - 1, last);
}

struct ieee80211_hw;
void ieee80211_tx_status_irqsafe(struct ieee80211_hw *hw, struct sk_buff *skb);

static inline struct sk_buff *dequeue(struct sk_buff_head *queue)
{
	struct sk_buff *skb = skb_peek(queue);

	if (skb)
		skb_unlink(skb, queue);
	return skb;
}

static void status(struct ieee80211_hw *hw, struct sk_buff *skb)
{
	skb->data[0] = 4;
	ieee80211_tx_status_irqsafe(hw, skb);
}

/* Where the queue's link is NULL, dequeue() takes nothing off; but then there was none to end, either. */
void two_ok(struct ieee80211_hw *hw, struct sk_buff_head *queue)
{
	status(hw, dequeue(queue));
	status(hw, dequeue(queue));
}

void two_bad(struct ieee80211_hw *hw, struct sk_buff_head *queue)
{
	struct sk_buff *skb = dequeue(queue);

	status(hw, skb);
// CHECK: skb-queue-next.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after it was passed on [custody-skb-use-after-pass]
	status(hw, skb);
}
