/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <custody.h>
#include <linux/blk-mq.h>

void nothing_there_bad(struct request *rq)
{
// CHECK: suppression-unused.c:[[@LINE+1]]:5: warning: this suppression hides nothing: 'request-double-complete' is not reported here; remove it [custody-suppression-unused]
	/* custody: allow request-double-complete: the first one was a clone's */
	blk_mq_end_request(rq, BLK_STS_OK);
}

void another_rule_bad(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: suppression-unused.c:[[@LINE+2]]:{{[0-9]+}}: warning: this suppression hides nothing: 'request-lost' is not reported here; remove it [custody-suppression-unused]
// CHECK: suppression-unused.c:[[@LINE+2]]:{{[0-9]+}}: warning: {{.*}} [custody-request-double-complete]
	/* custody: allow request-lost: there is no request to lose */
	blk_mq_end_request(rq, BLK_STS_OK);
}

void line_above_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	/* custody: allow request-double-complete: the first one was a clone's */
	blk_mq_end_request(rq, BLK_STS_OK);
}

void same_line_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	blk_mq_end_request(rq, BLK_STS_OK); // custody: allow request-double-complete: a clone's
}

#define END_TWICE(rq)                                                                              \
	do {                                                                                       \
		blk_mq_end_request(rq, BLK_STS_OK);                                                \
		blk_mq_end_request(rq, BLK_STS_OK);                                                \
	} while (0)

/* The line that counts is the one that expands the macro. */
void in_macro_ok(struct request *rq)
{
	/* custody: allow request-double-complete: the first one was a clone's */
	END_TWICE(rq);
}

void two_lines_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	/*
	 * custody: allow request-double-complete: the first one was
	 * a clone's, which has a reference of its own
	 */
	blk_mq_end_request(rq, BLK_STS_OK);
}

void below_another_comment_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	// custody: allow request-double-complete: the first one was a clone's
	// Nothing else may follow here.
	blk_mq_end_request(rq, BLK_STS_OK);
}

#ifdef NOT_CONFIGURED
void not_compiled_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	/* custody: allow request-double-complete: the first one was a clone's */
	blk_mq_end_request(rq, BLK_STS_OK);
}
#endif

void in_a_string_ok(struct request *rq)
{
	const char *text = "custody: allow request-lost: only comments count";

	(void)text;
	blk_mq_end_request(rq, BLK_STS_OK);
}

__custody_allow("request-double-complete", "the first one was a clone's")
void whole_function_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	blk_mq_end_request(rq, BLK_STS_OK);
}

// CHECK: suppression-unused.c:[[@LINE+1]]:{{[0-9]+}}: warning: this suppression hides nothing: 'request-double-complete' is not reported in this function; remove it [custody-suppression-unused]
__custody_allow("request-double-complete", "the first one was a clone's")
void whole_function_bad(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
}
