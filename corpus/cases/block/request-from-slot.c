/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The device says which request is done; the driver finds it in an array. */
#include <linux/blk-mq.h>
#include <linux/io.h>

struct cmd {
	int status, tag;
	struct cmd *next;
};
struct dev {
	void __iomem *regs;
	struct request *slots[16];
	struct request *last;
};
int next_slot(struct dev *d);

void irq_bad(struct dev *d)
{
	struct request *rq = d->slots[readl(d->regs) & 15];
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: request-from-slot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->status' used after its request was completed [custody-request-use-after-complete]
	cmd->status = 0;
}

static void finish(struct cmd *cmd)
{
	blk_mq_end_request(blk_mq_rq_from_pdu(cmd), BLK_STS_OK);
}

int helper_bad(struct dev *d)
{
	int slot = next_slot(d);
	struct request *rq = d->slots[slot];

	if (!rq)
		return 0;
	finish(blk_mq_rq_to_pdu(rq));
// CHECK: request-from-slot.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq->tag' used after its request was completed [custody-request-use-after-complete]
	return rq->tag;
}

void twice_bad(struct dev *d)
{
	struct request *rq = d->slots[next_slot(d)];

	if (d->last)
		blk_mq_complete_request(rq);
	d->slots[3] = NULL;
// CHECK: request-from-slot.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_complete_request() on 'rq', which was already completed [custody-request-double-complete]
	blk_mq_complete_request(rq);
}

/* Each round has its own. */
void all_ok(struct dev *d)
{
	for (;;) {
		int slot = next_slot(d);

		if (slot < 0)
			return;
		blk_mq_end_request(d->slots[slot], BLK_STS_OK);
	}
}

void irq_ok(struct dev *d)
{
	struct request *rq = d->slots[readl(d->regs) & 15];
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->status = 0;
	blk_mq_end_request(rq, BLK_STS_OK);
}

/* Two numbers, two requests. */
void two_ok(struct dev *d)
{
	struct request *one = d->slots[next_slot(d)], *other = d->slots[next_slot(d)];

	blk_mq_end_request(one, BLK_STS_OK);
	blk_mq_end_request(other, BLK_STS_OK);
}
