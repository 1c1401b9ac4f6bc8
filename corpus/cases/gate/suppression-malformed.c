/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

void no_reason_bad(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: suppression-malformed.c:[[@LINE+2]]:{{[0-9]+}}: warning: this suppression of 'request-double-complete' gives no reason and hides nothing; say why the code is right [custody-suppression-malformed]
// CHECK: suppression-malformed.c:[[@LINE+2]]:{{[0-9]+}}: warning: {{.*}} [custody-request-double-complete]
	/* custody: allow request-double-complete */
	blk_mq_end_request(rq, BLK_STS_OK);
}

void no_rule_bad(struct request *rq)
{
// CHECK: suppression-malformed.c:[[@LINE+1]]:{{[0-9]+}}: warning: this suppression names no rule; write 'custody: {{allow}} RULE: reason' [custody-suppression-malformed]
	blk_mq_end_request(rq, BLK_STS_OK); /* custody: allow: it is right */
}

void misspelt_bad(struct request *rq)
{
// CHECK: suppression-malformed.c:[[@LINE+1]]:{{[0-9]+}}: warning: this suppression names the unknown rule 'request-duble-complete'; did you mean 'request-double-complete'? [custody-suppression-malformed]
	blk_mq_end_request(rq, BLK_STS_OK); /* custody: allow request-duble-complete: it is right */
}

void well_formed_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	blk_mq_end_request(rq, BLK_STS_OK); /* custody: allow request-double-complete: a clone's */
}
