/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct host {
	struct request *slot;
};

/* It stands in the slot because it was started. */
void found_bad(struct host *h)
{
	struct request *rq = h->slot;

	h->slot = NULL;
	if (rq)
// CHECK: presumed.c:[[@LINE+1]]:{{[0-9]+}}: error: blk_mq_start_request() on 'rq', which was already started [custody-request-started-twice]
		blk_mq_start_request(rq);
}

void found_ok(struct host *h)
{
	struct request *rq = h->slot;

	h->slot = NULL;
	if (rq)
		blk_mq_complete_request(rq);
}

/* A caller's, who may not have started it. */
void given_ok(struct request *rq)
{
	blk_mq_start_request(rq);
}
