/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include "custody.h"

struct cmd {
	unsigned int nents __tells(list, sgmap, mapped, unmapped);
	unsigned int tries;
	struct scatterlist list[8];
};

/* --- what is read says what the state is --- */

static void unmap_ok(struct device *dev, struct cmd *cmd)
{
	if (!cmd->nents)
		return;
	dma_unmap_sg(dev, cmd->list, cmd->nents, DMA_TO_DEVICE);
	cmd->nents = 0;
}

void untested_bad(struct device *dev, struct cmd *cmd)
{
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: dma_unmap_sg_attrs() on '&cmd->list', which was unmapped already [custody-dma-double-unmap]
	dma_unmap_sg(dev, cmd->list, cmd->nents, DMA_TO_DEVICE);
	cmd->nents = 0;
}

void other_bad(struct device *dev, struct cmd *cmd)
{
	if (!cmd->nents)
		return;
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: '&cmd->list' unmapped with 'cmd->tries' entries, but mapped with 'cmd->nents' [custody-dma-unmap-count]
	dma_unmap_sg(dev, cmd->list, cmd->tries, DMA_TO_DEVICE);
	cmd->nents = 0;
}

/* --- at a return the two agree --- */

void kept_bad(struct device *dev, struct cmd *cmd)
{
	if (!cmd->nents)
		return;
	dma_unmap_sg(dev, cmd->list, cmd->nents, DMA_TO_DEVICE);
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: 'cmd->nents' does not say whether 'cmd->list' is unmapped here [custody-member-not-told]
}

int map_ok(struct device *dev, struct cmd *cmd, int n)
{
	if (!dma_map_sg(dev, cmd->list, n, DMA_TO_DEVICE))
		return -5;
	cmd->nents = n;
	return 0;
}

int map_bad(struct device *dev, struct cmd *cmd, int n)
{
	if (!dma_map_sg(dev, cmd->list, n, DMA_TO_DEVICE))
		return -5;
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: 'cmd->nents' does not say whether 'cmd->list' is mapped here [custody-member-not-told]
	return 0;
}

/* --- by a callee that does not know the state as well --- */

static int map_one(struct device *dev, struct cmd *cmd, int n)
{
	if (!dma_map_sg(dev, cmd->list, n, DMA_TO_DEVICE))
		return -5;
	cmd->nents = n;
	return 0;
}

int map_twice_bad(struct device *dev, struct cmd *cmd, int n)
{
	cmd->nents = 0;
	if (map_one(dev, cmd, n))
		return -5;
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: map_one() maps 'cmd->list' again, which is mapped already [custody-sg-double-map]
	return map_one(dev, cmd, n);
}

int map_again_ok(struct device *dev, struct cmd *cmd, int n)
{
	cmd->nents = 0;
	if (map_one(dev, cmd, n))
		return -5;
	unmap_ok(dev, cmd);
	return map_one(dev, cmd, n);
}

/* --- and where the memory ends --- */

static void complete_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	unmap_ok(rq->q->queuedata, cmd);
	blk_mq_end_request(rq, BLK_STS_OK);
}

static void complete_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->tries++;
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: 'private data of rq->nents' does not say whether 'private data of rq->list' is mapped here [custody-member-not-told]
	blk_mq_end_request(rq, BLK_STS_OK);
}

/* Nobody else ends the request afterwards. */
void stop(struct request *rq __typestate(holder, others, mine));

static enum blk_eh_timer_return timeout_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	stop(rq);
	cmd->tries++;
// CHECK: told.c:[[@LINE+1]]:{{[0-9]+}}: error: 'private data of rq->nents' does not say whether 'private data of rq->list' is mapped here [custody-member-not-told]
	blk_mq_requeue_request(rq, true);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return timeout_ok(struct request *rq)
{
	stop(rq);
	unmap_ok(rq->q->queuedata, blk_mq_rq_to_pdu(rq));
	blk_mq_requeue_request(rq, true);
	return BLK_EH_DONE;
}

const struct blk_mq_ops timeouts[] = { { .timeout = timeout_ok }, { .timeout = timeout_bad } };

const struct blk_mq_ops ops[] = { { .complete = complete_ok }, { .complete = complete_bad } };
