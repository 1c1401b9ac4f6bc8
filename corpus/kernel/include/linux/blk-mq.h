/* SPDX-License-Identifier: MIT */
/**
 * DOC: Request queues with several hardware queues
 *
 * A driver has a &struct blk_mq_tag_set, whose tags number the requests that its hardware can have
 * at once, and a disk for it, blk_mq_alloc_disk(). queue_rq() is given a request: from then on it
 * is the driver's alone. The driver says that it began, blk_mq_start_request(), and later that it
 * is over, blk_mq_end_request(); or it returns an error from queue_rq() and has not touched it.
 */
#ifndef BLK_MQ_H
#define BLK_MQ_H

#include "custody.h"

#include <linux/blkdev.h>
#include <linux/sbitmap.h>
#include <linux/scatterlist.h>
#include <linux/srcu.h>

struct blk_mq_tags;
struct request;

#define BLKDEV_MIN_RQ 4
#define BLKDEV_DEFAULT_RQ 128
#define BLK_MQ_MAX_DEPTH 10240
#define BLK_MQ_NO_TAG (-1U)

enum rq_end_io_ret {
	RQ_END_IO_NONE,
	RQ_END_IO_FREE,
};

typedef enum rq_end_io_ret(rq_end_io_fn)(struct request *rq, blk_status_t status);
typedef u32 req_flags_t;

#define RQF_STARTED (1u << 0)
#define RQF_DONTPREP (1u << 3)
#define RQF_FAILED (1u << 6)
#define RQF_QUIET (1u << 7)
#define RQF_TIMED_OUT (1u << 14)
#define RQF_RESV (1u << 15)

enum mq_rq_state {
	MQ_RQ_IDLE = 0,
	MQ_RQ_IN_FLIGHT = 1,
	MQ_RQ_COMPLETE = 2,
};

/* The driver's private data, of the tag set's cmd_size, follows. */
struct request {
	struct request_queue *q;
	struct blk_mq_hw_ctx *mq_hctx;
	blk_opf_t cmd_flags;
	req_flags_t rq_flags;
	int tag;
	unsigned int timeout;
	unsigned int __data_len;
	sector_t __sector;
	struct bio *bio;
	struct bio *biotail;
	struct list_head queuelist; /* the owner's */
	struct block_device *part;
	u64 start_time_ns;
	u64 io_start_time_ns;
	unsigned short nr_phys_segments;
	enum mq_rq_state state;
	unsigned long deadline;
	rq_end_io_fn *end_io;
	void *end_io_data;
} __pinned;

struct blk_mq_hw_ctx {
	spinlock_t lock;
	struct list_head dispatch; /* what waits to be given to the driver */
	unsigned long state;
#define BLK_MQ_S_STOPPED 0
	struct delayed_work run_work;
	void *driver_data;
	struct request_queue *queue;
	struct blk_mq_tags *tags;
	unsigned int queue_num;
	unsigned int flags;
	int numa_node;
	/* private: */
	int retry; /* run it when a request is over */
};

enum hctx_type {
	HCTX_TYPE_DEFAULT,
	HCTX_TYPE_READ,
	HCTX_TYPE_POLL,
	HCTX_MAX_TYPES,
};

struct blk_mq_queue_map {
	unsigned int *mq_map;
	unsigned int nr_queues;
	unsigned int queue_offset;
};

struct blk_mq_tag_set {
	const struct blk_mq_ops *ops;
	struct blk_mq_queue_map map[HCTX_MAX_TYPES];
	unsigned int nr_maps;
	unsigned int nr_hw_queues;
	unsigned int queue_depth;
	unsigned int reserved_tags;
	unsigned int cmd_size;
	int numa_node;
	unsigned int timeout;
	unsigned int flags;
	void *driver_data;
	struct blk_mq_tags **tags;
	/* private: */
	struct mutex tag_list_lock;
	struct list_head tag_list;
	struct srcu_struct *srcu;
};

struct blk_mq_queue_data {
	struct request *rq;
	bool last;
};

enum blk_eh_timer_return {
	BLK_EH_DONE,
	BLK_EH_RESET_TIMER,
};

struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
	void (*commit_rqs)(struct blk_mq_hw_ctx *hctx);
	enum blk_eh_timer_return (*timeout)(struct request *rq);
	void (*complete)(struct request *rq);
	int (*init_hctx)(struct blk_mq_hw_ctx *hctx, void *data, unsigned int index);
	void (*exit_hctx)(struct blk_mq_hw_ctx *hctx, unsigned int index);
	int (*init_request)(struct blk_mq_tag_set *set, struct request *rq, unsigned int hctx,
			    unsigned int node);
	void (*exit_request)(struct blk_mq_tag_set *set, struct request *rq, unsigned int hctx);
	void (*cleanup_rq)(struct request *rq);
	void (*map_queues)(struct blk_mq_tag_set *set);
};

enum {
	BLK_MQ_F_SHOULD_MERGE = 1 << 0,
	BLK_MQ_F_TAG_QUEUE_SHARED = 1 << 1,
	BLK_MQ_F_STACKING = 1 << 2,
	BLK_MQ_F_BLOCKING = 1 << 4, /* queue_rq() may sleep */
	BLK_MQ_F_NO_SCHED = 1 << 5,
};

enum {
	BLK_MQ_REQ_NOWAIT = 1 << 0,
	BLK_MQ_REQ_RESERVED = 1 << 1,
};
typedef unsigned int blk_mq_req_flags_t;

typedef bool(busy_tag_iter_fn)(struct request *rq, void *data);

int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
void blk_mq_map_queues(struct blk_mq_queue_map *map);

struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim,
				    void *queuedata);
#define blk_mq_alloc_disk(set, lim, queuedata) __blk_mq_alloc_disk(set, lim, queuedata)
struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set, struct queue_limits *lim,
					 void *queuedata);
void blk_mq_destroy_queue(struct request_queue *q);
void blk_put_queue(struct request_queue *q);

/* For commands of the driver's own. Goes back with blk_mq_free_request(). */
struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf,
				     blk_mq_req_flags_t flags);
void blk_mq_free_request(struct request *rq);
blk_status_t blk_execute_rq(struct request *rq, bool at_head);
void blk_execute_rq_nowait(struct request *rq, bool at_head);
int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *buffer, unsigned int len,
		    gfp_t flags);

void blk_mq_start_request(struct request *rq);
void blk_mq_end_request(struct request *rq, blk_status_t status);
void __blk_mq_end_request(struct request *rq, blk_status_t status);
void blk_mq_complete_request(struct request *rq);
bool blk_mq_complete_request_remote(struct request *rq);
bool blk_update_request(struct request *rq, blk_status_t status, unsigned int bytes);
void blk_mq_requeue_request(struct request *rq, bool kick);
void blk_mq_kick_requeue_list(struct request_queue *q);
void blk_mq_delay_kick_requeue_list(struct request_queue *q, unsigned long msecs);
void blk_abort_request(struct request *rq);

void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_stop_hw_queues(struct request_queue *q);
void blk_mq_start_hw_queues(struct request_queue *q);
void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async);
void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_run_hw_queues(struct request_queue *q, bool async);
void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs);
void blk_mq_quiesce_queue(struct request_queue *q);
void blk_mq_quiesce_queue_nowait(struct request_queue *q);
void blk_mq_wait_quiesce_done(struct blk_mq_tag_set *set);
void blk_mq_unquiesce_queue(struct request_queue *q);
void blk_mq_quiesce_tagset(struct blk_mq_tag_set *set);
void blk_mq_unquiesce_tagset(struct blk_mq_tag_set *set);
void blk_mq_freeze_queue(struct request_queue *q);
void blk_mq_unfreeze_queue(struct request_queue *q);
void blk_freeze_queue_start(struct request_queue *q);
void blk_mq_freeze_queue_wait(struct request_queue *q);
int blk_mq_freeze_queue_wait_timeout(struct request_queue *q, unsigned long timeout);

/* Requests that were started and are not over, each held for the call. */
void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *data);
/* The last request that had the tag. It is not known whether it still has. */
struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag);
u32 blk_mq_unique_tag(struct request *rq);

#define BLK_MQ_UNIQUE_TAG_BITS 16
#define BLK_MQ_UNIQUE_TAG_MASK ((1 << BLK_MQ_UNIQUE_TAG_BITS) - 1)

static inline u16 blk_mq_unique_tag_to_hwq(u32 unique_tag)
{
	return unique_tag >> BLK_MQ_UNIQUE_TAG_BITS;
}

static inline u16 blk_mq_unique_tag_to_tag(u32 unique_tag)
{
	return unique_tag & BLK_MQ_UNIQUE_TAG_MASK;
}

static inline struct request *blk_mq_rq_from_pdu(void *pdu)
{
	return (struct request *)((char *)pdu - sizeof(struct request));
}

static inline void *blk_mq_rq_to_pdu(struct request *rq)
{
	return rq + 1;
}

static inline enum mq_rq_state blk_mq_rq_state(struct request *rq)
{
	return READ_ONCE(rq->state);
}

static inline int blk_mq_request_started(struct request *rq)
{
	return blk_mq_rq_state(rq) != MQ_RQ_IDLE;
}

static inline int blk_mq_request_completed(struct request *rq)
{
	return blk_mq_rq_state(rq) == MQ_RQ_COMPLETE;
}

static inline void blk_mq_set_request_complete(struct request *rq)
{
	WRITE_ONCE(rq->state, MQ_RQ_COMPLETE);
}

static inline enum req_op req_op(const struct request *rq)
{
	return rq->cmd_flags & REQ_OP_MASK;
}

static inline bool blk_rq_is_passthrough(struct request *rq)
{
	return req_op(rq) == REQ_OP_DRV_IN || req_op(rq) == REQ_OP_DRV_OUT;
}

#define rq_data_dir(rq) (op_is_write(req_op(rq)) ? WRITE : READ)
#define rq_dma_dir(rq) (op_is_write(req_op(rq)) ? DMA_TO_DEVICE : DMA_FROM_DEVICE)

static inline sector_t blk_rq_pos(const struct request *rq)
{
	return rq->__sector;
}

static inline unsigned int blk_rq_bytes(const struct request *rq)
{
	return rq->__data_len;
}

static inline unsigned int blk_rq_sectors(const struct request *rq)
{
	return blk_rq_bytes(rq) >> SECTOR_SHIFT;
}

static inline unsigned int blk_rq_payload_bytes(struct request *rq)
{
	return op_has_data(req_op(rq)) ? blk_rq_bytes(rq) : 0;
}

static inline unsigned short blk_rq_nr_phys_segments(struct request *rq)
{
	return rq->nr_phys_segments;
}

struct req_iterator {
	struct bvec_iter iter;
	struct bio *bio;
};

#define __rq_for_each_bio(_bio, rq)                                                                \
	if ((rq)->bio)                                                                             \
		for ((_bio) = (rq)->bio; _bio; (_bio) = (_bio)->bi_next)
#define rq_for_each_segment(bvl, rq, _iter)                                                        \
	__rq_for_each_bio((_iter).bio, rq) bio_for_each_segment(bvl, (_iter).bio, (_iter).iter)
#define rq_for_each_bvec(bvl, rq, _iter)                                                           \
	__rq_for_each_bio((_iter).bio, rq) bio_for_each_bvec(bvl, (_iter).bio, (_iter).iter)
#define queue_for_each_hw_ctx(q, hctx, i)                                                          \
	for ((i) = 0; (i) < (q)->nr_hw_queues && ((hctx) = (q)->hctx_table[i], 1); (i)++)

/* Fills the list, which is large enough for nr_phys_segments entries; how many it took. */
int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist);

#endif
