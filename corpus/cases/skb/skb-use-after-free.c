/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/skbuff.h>

struct tea_nic {
	unsigned long dropped;
};
int deliver(struct tea_nic *nic, struct sk_buff *skb);

void drop_bad(struct tea_nic *nic, struct sk_buff *skb)
{
	kfree_skb(skb);
// CHECK: skb-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb->len' used after it was freed [custody-skb-use-after-free]
	nic->dropped += skb->len;
}

void drop_ok(struct tea_nic *nic, struct sk_buff *skb)
{
	nic->dropped += skb->len;
	kfree_skb(skb);
}

/* Where skb_share_check() gives NULL, it has freed the buffer. */
int shared_bad(struct tea_nic *nic, struct sk_buff *skb)
{
	struct sk_buff *own = skb_share_check(skb, GFP_ATOMIC);

	if (!own) {
// CHECK: skb-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' used after it was freed [custody-skb-use-after-free]
		kfree_skb(skb);
		return -ENOMEM;
	}
	return deliver(nic, own);
}

int shared_ok(struct tea_nic *nic, struct sk_buff *skb)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM;
	return deliver(nic, skb);
}

int padded_bad(struct tea_nic *nic, struct sk_buff *skb)
{
	if (skb_pad(skb, 40)) {
// CHECK: skb-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' used after it was freed [custody-skb-use-after-free]
		kfree_skb(skb);
		return -ENOMEM;
	}
	return deliver(nic, skb);
}

/* Somebody else has a reference too. */
void got_ok(struct tea_nic *nic, struct sk_buff *skb)
{
	skb_get(skb);
	kfree_skb(skb);
	nic->dropped += skb->len;
}

struct slot {
	struct sk_buff *skb;
	int full;
};

static void slot_clear(struct slot *s, int *done)
{
	if (s->full) {
		*done += 1;
		kfree_skb(s->skb);
	}
	s->full = 0;
}

/* Nothing is counted: there is none in the slot. */
void unwind_ok(struct tea_nic *nic, struct slot *s, struct sk_buff *skb)
{
	s->skb = skb;
	slot_clear(s, 0);
	kfree_skb(skb);
}

void unwind_bad(struct tea_nic *nic, struct slot *s, struct sk_buff *skb)
{
	int done = 0;

	s->skb = skb;
	s->full = 1;
	slot_clear(s, &done);
// CHECK: skb-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'skb' used after it was freed [custody-skb-use-after-free]
	kfree_skb(skb);
}
