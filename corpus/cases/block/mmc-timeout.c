/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/mmc/host.h>

/* What cqe_timeout() says: false, and the request has completed. Reported under the request rules. */

struct mmc_blk_request {
	struct mmc_request mrq;
	int retune_retry_done;
};
struct mmc_queue_req {
	struct mmc_blk_request brq;
	int retries;
};
struct queue {
	struct mmc_host *host;
};

static enum blk_eh_timer_return timeout_bad(struct request *req)
{
	struct mmc_queue_req *mqrq = blk_mq_rq_to_pdu(req);
	struct mmc_request *mrq = &mqrq->brq.mrq;
	struct queue *mq = req->q->queuedata;
	bool recovery = false;

	if (mq->host->cqe_ops->cqe_timeout(mq->host, mrq, &recovery))
		return BLK_EH_RESET_TIMER;
// CHECK: mmc-timeout.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_complete_request() on 'req', which was already completed [custody-request-double-complete]
	blk_mq_complete_request(req);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return timeout_ok(struct request *req)
{
	struct mmc_queue_req *mqrq = blk_mq_rq_to_pdu(req);
	struct mmc_request *mrq = &mqrq->brq.mrq;
	struct queue *mq = req->q->queuedata;
	bool recovery = false;

	if (mq->host->cqe_ops->cqe_timeout(mq->host, mrq, &recovery))
		return BLK_EH_RESET_TIMER;
	return BLK_EH_DONE;
}

const struct blk_mq_ops mt_ops[] = { { .timeout = timeout_bad }, { .timeout = timeout_ok } };
