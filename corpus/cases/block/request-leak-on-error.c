/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/err.h>

struct pool {
	struct request *waiting;
};
int fill(void *buf);
int queue_or_free(struct request *rq);

int map_bad(struct request *rq, void *buf, unsigned int len, int meta)
{
	int ret;

	if (meta)
// CHECK: request-leak-on-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: map_bad() fails here without freeing 'rq', which it frees where it fails otherwise [custody-request-leak-on-error]
		return -EINVAL;
// CHECK: note: 'meta' assumed true
// CHECK: note: 'rq' freed here by blk_mq_free_request()
	ret = blk_rq_map_kern(rq->q, rq, buf, len, 0);
	if (ret)
		blk_mq_free_request(rq);
	return ret;
}

int map_ok(struct request *rq, void *buf, unsigned int len, int meta)
{
	int ret = -EINVAL;

	if (meta)
		goto out;
	ret = blk_rq_map_kern(rq->q, rq, buf, len, 0);
out:
	if (ret)
		blk_mq_free_request(rq);
	return ret;
}

static int give_back(struct request *rq, int ret)
{
	blk_mq_free_request(rq);
	return ret;
}

/* The same, one call further down. */
int fill_bad(struct request *rq, void *buf)
{
	if (!buf)
		return give_back(rq, -EINVAL);
	if (fill(buf))
// CHECK: request-leak-on-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: fill_bad() fails here without freeing 'rq', which it frees where it fails otherwise [custody-request-leak-on-error]
		return -EIO;
	return 0;
}

/* Somebody else has it, or ended it. */
int passed_ok(struct request *rq, struct pool *p, void *buf)
{
	int ret = fill(buf);

	if (ret == 1) {
		p->waiting = rq;
		return -EAGAIN;
	}
	if (ret == 2 && queue_or_free(rq))
		return -EIO;
	if (ret) {
		blk_mq_free_request(rq);
		return -EINVAL;
	}
	return 0;
}

/* It ends in every case. */
int ended_ok(struct request *rq, void *buf)
{
	int ret = fill(buf);

	blk_mq_free_request(rq);
	return ret ? -EIO : 0;
}

/* Nothing was given to it. */
int none_ok(struct request *rq, void *buf)
{
	if (!rq)
		return -EINVAL;
	if (fill(buf)) {
		blk_mq_free_request(rq);
		return -EIO;
	}
	return 0;
}
