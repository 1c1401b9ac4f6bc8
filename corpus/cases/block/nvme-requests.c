/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/nvme-host.h>

/* NVMe's completion functions act on requests: their mistakes are reported under the request rules. */

struct xfer_request {
	struct nvme_request req;
	int state;
};
int post_send(struct xfer_request *r);

static blk_status_t path_error_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct request *rq = bd->rq;

	nvme_start_request(rq);
	if (post_send(blk_mq_rq_to_pdu(rq)) < 0) {
		nvme_host_path_error(rq);
// CHECK: nvme-requests.c:[[@LINE+1]]:{{[0-9]+}}: warning: error status returned for {{.*}}, which was already completed; the block layer completes it again [custody-request-complete-then-error]
		return BLK_STS_IOERR;
	}
	return BLK_STS_OK;
}

static blk_status_t path_error_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct request *rq = bd->rq;

	nvme_start_request(rq);
	if (post_send(blk_mq_rq_to_pdu(rq)) < 0)
		return nvme_host_path_error(rq);
	return BLK_STS_OK;
}

const struct blk_mq_ops nvme_ops[] = { { .queue_rq = path_error_bad }, { .queue_rq = path_error_ok } };

void response_bad(struct blk_mq_tags *tags, u16 cid, union nvme_result res)
{
	struct request *rq = nvme_find_rq(tags, cid);
	struct xfer_request *r;

	if (!rq)
		return;
	r = blk_mq_rq_to_pdu(rq);
	if (!nvme_try_complete_req(rq, 0, res))
		nvme_complete_rq(rq);
// CHECK: nvme-requests.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->state' used after its request was completed [custody-request-use-after-complete]
	r->state = 0;
}

void response_ok(struct blk_mq_tags *tags, u16 cid, union nvme_result res)
{
	struct request *rq = nvme_find_rq(tags, cid);
	struct xfer_request *r;

	if (!rq)
		return;
	r = blk_mq_rq_to_pdu(rq);
	r->state = 0;
	if (!nvme_try_complete_req(rq, 0, res))
		nvme_complete_rq(rq);
}

void twice_bad(struct request *rq)
{
	nvme_complete_rq(rq);
// CHECK: nvme-requests.c:[[@LINE+1]]:{{[0-9]+}}: warning: nvme_end_req() on 'rq', which was already completed [custody-request-double-complete]
	nvme_end_req(rq);
}
