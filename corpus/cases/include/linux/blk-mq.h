/* SPDX-License-Identifier: MIT */
#ifndef _CASES_BLK_MQ_H
#define _CASES_BLK_MQ_H
#include <linux/blkdev.h>

struct request;
enum rq_end_io_ret { RQ_END_IO_NONE, RQ_END_IO_FREE };
typedef enum rq_end_io_ret (rq_end_io_fn)(struct request *, blk_status_t);
enum mq_rq_state { MQ_RQ_IDLE, MQ_RQ_IN_FLIGHT, MQ_RQ_COMPLETE };
enum blk_eh_timer_return { BLK_EH_DONE, BLK_EH_RESET_TIMER };
struct io_comp_batch;

struct request {
	struct request_queue *q;
	blk_opf_t cmd_flags;
	int tag;
	unsigned int timeout;
	u32 __data_len;
	sector_t __sector;
	struct bio *bio;
	struct list_head queuelist;
	enum mq_rq_state state;
	rq_end_io_fn *end_io;
	void *end_io_data;
};

struct blk_mq_tags {
	unsigned int nr_tags;
	struct request **rqs;
};
struct blk_mq_hw_ctx {
	struct request_queue *queue;
	void *driver_data;
	struct blk_mq_tags *tags;
};
struct blk_mq_queue_data {
	struct request *rq;
	bool last;
};
struct blk_mq_tag_set;
typedef bool (busy_tag_iter_fn)(struct request *, void *);

struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *, const struct blk_mq_queue_data *);
	void (*commit_rqs)(struct blk_mq_hw_ctx *);
	enum blk_eh_timer_return (*timeout)(struct request *);
	int (*poll)(struct blk_mq_hw_ctx *, struct io_comp_batch *);
	void (*complete)(struct request *);
	int (*init_request)(struct blk_mq_tag_set *set, struct request *, unsigned int, unsigned int);
	void (*exit_request)(struct blk_mq_tag_set *set, struct request *, unsigned int);
};
struct blk_mq_tag_set {
	const struct blk_mq_ops *ops;
	unsigned int nr_hw_queues;
	unsigned int queue_depth;
	unsigned int cmd_size;
	unsigned int flags;
	void *driver_data;
	struct blk_mq_tags **tags;
};

struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim, void *queuedata,
				    struct lock_class_key *lkclass);
#define blk_mq_alloc_disk(set, lim, queuedata)                           \
	({                                                               \
		static struct lock_class_key __key;                      \
		__blk_mq_alloc_disk(set, lim, queuedata, &__key);        \
	})
struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set, struct queue_limits *lim, void *queuedata);
void blk_mq_destroy_queue(struct request_queue *q);
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);

struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf, unsigned int flags);
void blk_mq_free_request(struct request *rq);
void __blk_mq_free_request(struct request *rq);
blk_status_t blk_execute_rq(struct request *rq, bool at_head);
void blk_execute_rq_nowait(struct request *rq, bool at_head);
int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *kbuf, unsigned int len, gfp_t gfp);

void blk_mq_start_request(struct request *rq);
void blk_mq_end_request(struct request *rq, blk_status_t error);
void __blk_mq_end_request(struct request *rq, blk_status_t error);
bool blk_update_request(struct request *rq, blk_status_t error, unsigned int nr_bytes);
bool blk_should_fake_timeout(struct request_queue *q);
void blk_mq_complete_request(struct request *rq);
bool blk_mq_complete_request_remote(struct request *rq);
void blk_mq_requeue_request(struct request *rq, bool kick_requeue_list);
void blk_mq_delay_kick_requeue_list(struct request_queue *q, unsigned long msecs);
bool blk_mq_add_to_batch(struct request *req, struct io_comp_batch *iob, bool is_error,
			 void (*complete)(struct io_comp_batch *));
void blk_mq_end_request_batch(struct io_comp_batch *iob);
void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *tagset, busy_tag_iter_fn *fn, void *priv);

static inline struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag)
{
	if (tag < tags->nr_tags)
		return tags->rqs[tag];
	return NULL;
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

static inline struct request *blk_mq_rq_from_pdu(void *pdu)
{
	return pdu - sizeof(struct request);
}

static inline void *blk_mq_rq_to_pdu(struct request *rq)
{
	return rq + 1;
}

static inline unsigned int blk_rq_bytes(const struct request *rq)
{
	return rq->__data_len;
}

static inline sector_t blk_rq_pos(const struct request *rq)
{
	return rq->__sector;
}

static inline blk_opf_t req_op(const struct request *rq)
{
	return rq->cmd_flags & 0xff;
}

#endif
