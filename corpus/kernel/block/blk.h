/* SPDX-License-Identifier: MIT */
/* What the files of block/ share. Not for drivers. */
#ifndef KERNEL_BLK_H
#define KERNEL_BLK_H

#include <linux/blk-mq.h>

/* Who has a request. Only the checked build asks. */
enum request_owner {
	OWNER_NOBODY,
	OWNER_BLOCK, /* the block layer */
	OWNER_ISSUING, /* queue_rq() is being called with it */
	OWNER_DRIVER,
};

/*
 * A request and what the block layer notes about it. A free request must not be touched, so the
 * notes stand in front of it. ref: the owner's, and of those who look at it meanwhile; with the
 * last one it is free.
 */
struct kernel_request {
	atomic_t ref;
	bool timed_out;
	/* enum request_owner, and above it how often the request was given out */
	unsigned long owner;
	struct task_struct *ended_by; /* who gave it back last */
	struct list_head node; /* of the dispatch or the requeue list */
	struct request rq;
};

#define OWNER_MASK 3UL
#define OWNER_GENERATION 4UL

struct blk_mq_tags {
	unsigned int nr_tags, nr_reserved;
	size_t request_size; /* with private data */
	struct sbitmap bits, reserved;
	wait_queue_head_t wait;
	struct kernel_request **requests;
	bool *used; /* was ever given out */
};

static inline struct kernel_request *kernel_request(struct request *rq)
{
	return container_of(rq, struct kernel_request, rq);
}

struct blk_mq_tags *kernel_tags_new(struct blk_mq_tag_set *set, unsigned int index);
void kernel_tags_free(struct blk_mq_tag_set *set, struct blk_mq_tags *tags, unsigned int index);
/* A request that is the block layer's; NULL if there is none and flags say not to wait. */
struct kernel_request *kernel_request_get(struct request_queue *q, struct blk_mq_hw_ctx *hctx,
					  blk_opf_t opf, blk_mq_req_flags_t flags);
/* For the owner, who is about to put it. Whoever holds it longer knows nothing of what is in it. */
void kernel_request_check_end(struct kernel_request *kr);
/* With the last reference it is free. */
void kernel_request_put(struct kernel_request *kr);
/* A look at a request that may be free: false if it is. Otherwise it ends with
 * kernel_request_put(). */
bool kernel_request_hold(struct kernel_request *kr);
/* From those owners to that one; false if it belongs to another. */
bool kernel_request_move(struct kernel_request *kr, unsigned int from, enum request_owner to);
#define FROM(owner) (1U << (owner))

/* Entering fails with -ENODEV when the queue is dying, and waits while it is frozen. */
int kernel_queue_enter(struct request_queue *q, bool wait);
/* For one who has entered already: once more, even if it is being frozen. */
void kernel_queue_join(struct request_queue *q);
void kernel_queue_exit(struct request_queue *q);
struct request_queue *kernel_queue_alloc(struct queue_limits *lim);
void kernel_queue_free(struct request_queue *q);
void kernel_queue_dies(struct request_queue *q);

/* For a queue with requests. */
int kernel_mq_init_queue(struct blk_mq_tag_set *set, struct request_queue *q);
void kernel_mq_exit_queue(struct request_queue *q);
void kernel_mq_release_queue(struct request_queue *q);
void kernel_mq_submit(struct request_queue *q, struct bio *bio);
void kernel_mq_start_timeout(struct request *rq);
void kernel_mq_init_timeout(struct request_queue *q);
void kernel_mq_exit_timeout(struct request_queue *q);
struct blk_mq_hw_ctx *kernel_mq_hctx(struct request_queue *q);

int kernel_validate_limits(struct queue_limits *lim);
/* How long a piece of memory at that place may be in one segment. */
unsigned int kernel_segment_length(const struct queue_limits *lim, phys_addr_t at,
				   unsigned int length);
/* The part of the bio that fits into one request; it may be the whole. NULL: no memory. */
struct bio *kernel_split_to_limits(struct bio *bio, const struct queue_limits *lim,
				   struct bio_set *bs, unsigned short *segments);
/* Takes care of a bio that asks for the cache to be flushed. False: go on with it. */
bool kernel_flush_bio(struct request_queue *q, struct bio *bio);
void kernel_bio_begin(struct bio *bio);
struct workqueue_struct *kernel_kblockd(void);

#endif
