// SPDX-License-Identifier: MIT
/* Tags and the requests behind them. include: blk.h says who owns what. */
#include "checked.h"
#include "blk.h"

#include <linux/kernel.h>
#include <linux/smp.h>
#include <linux/string.h>

static const struct checked_kind given_kind = {.what = "request that was not given back",
					       .left = "request-leak"};

static size_t driver_size(const struct blk_mq_tags *tags)
{
	return tags->request_size - offsetof(struct kernel_request, rq);
}

static void forbid(struct blk_mq_tags *tags, struct kernel_request *kr)
{
	checked_forbid(&kr->rq, driver_size(tags), "request-use-after-complete",
		       "a request, or its private data, that is not the driver's");
}

static int request_new(struct blk_mq_tag_set *set, struct blk_mq_tags *tags, unsigned int index,
		       unsigned int tag)
{
	struct kernel_request *kr = kzalloc(tags->request_size, GFP_KERNEL);
	int error = 0;

	if (!kr)
		return -ENOMEM;
	kr->rq.tag = tag;
	if (set->ops->init_request)
		error = set->ops->init_request(set, &kr->rq, index, set->numa_node);
	if (error) {
		kfree(kr);
		return error;
	}
	tags->requests[tag] = kr;
	forbid(tags, kr);
	return 0;
}

struct blk_mq_tags *kernel_tags_new(struct blk_mq_tag_set *set, unsigned int index)
{
	struct blk_mq_tags *tags = kzalloc(sizeof(*tags), GFP_KERNEL);
	unsigned int tag;

	if (!tags)
		return NULL;
	init_waitqueue_head(&tags->wait);
	tags->nr_tags = set->queue_depth;
	tags->nr_reserved = set->reserved_tags;
	tags->request_size = ALIGN(sizeof(struct kernel_request) + set->cmd_size, 64);
	tags->requests = kcalloc(tags->nr_tags, sizeof(*tags->requests), GFP_KERNEL);
	tags->used = kcalloc(tags->nr_tags, sizeof(*tags->used), GFP_KERNEL);
	if (!tags->requests || !tags->used ||
	    sbitmap_init_node(&tags->bits, tags->nr_tags - tags->nr_reserved, -1, GFP_KERNEL, -1,
			      false, true) ||
	    sbitmap_init_node(&tags->reserved, tags->nr_reserved, -1, GFP_KERNEL, -1, false, true))
		goto fail;
	for (tag = 0; tag < tags->nr_tags; tag++) {
		if (request_new(set, tags, index, tag))
			goto fail;
	}
	return tags;
fail:
	kernel_tags_free(set, tags, index);
	return NULL;
}

static void request_free(struct blk_mq_tag_set *set, struct blk_mq_tags *tags, unsigned int index,
			 struct kernel_request *kr)
{
	checked_that(!atomic_read(&kr->ref), "request-leak",
		     "a tag set is freed while one of its requests is in use");
	checked_allow(&kr->rq, driver_size(tags));
	if (set->ops->exit_request)
		set->ops->exit_request(set, &kr->rq, index);
	kfree(kr);
}

static void requests_free(struct blk_mq_tag_set *set, struct blk_mq_tags *tags, unsigned int index)
{
	unsigned int tag;

	for (tag = 0; tag < tags->nr_tags; tag++) {
		if (tags->requests[tag])
			request_free(set, tags, index, tags->requests[tag]);
	}
	kfree(tags->requests);
}

void kernel_tags_free(struct blk_mq_tag_set *set, struct blk_mq_tags *tags, unsigned int index)
{
	if (tags->requests)
		requests_free(set, tags, index);
	sbitmap_free(&tags->bits);
	sbitmap_free(&tags->reserved);
	kfree(tags->used);
	kfree(tags);
}

/* --- giving out and taking back ----------------------------------------------------------- */

static int tag_get(struct blk_mq_tags *tags, blk_mq_req_flags_t flags)
{
	bool reserved = flags & BLK_MQ_REQ_RESERVED;
	struct sbitmap *bits = reserved ? &tags->reserved : &tags->bits;
	int bit = sbitmap_get(bits);

	if (bit < 0 && !(flags & BLK_MQ_REQ_NOWAIT))
		wait_event(tags->wait, (bit = sbitmap_get(bits)) >= 0);
	/* reserved tags come first */
	return bit < 0 || reserved ? bit : bit + (int)tags->nr_reserved;
}

static void tag_put(struct blk_mq_tags *tags, unsigned int tag)
{
	if (tag < tags->nr_reserved)
		sbitmap_put(&tags->reserved, tag);
	else
		sbitmap_put(&tags->bits, tag - tags->nr_reserved);
	if (wq_has_sleeper(&tags->wait))
		wake_up_all(&tags->wait);
}

bool kernel_request_move(struct kernel_request *kr, unsigned int from, enum request_owner to)
{
	unsigned long old = READ_ONCE(kr->owner), new;

	do {
		if (!(from & FROM(old & OWNER_MASK)))
			return false;
		new = (old & ~OWNER_MASK) | to;
		if (to == OWNER_NOBODY)
			new += OWNER_GENERATION;
	} while (!try_cmpxchg(&kr->owner, &old, new));
	return true;
}

struct kernel_request *kernel_request_get(struct request_queue *q, struct blk_mq_hw_ctx *hctx,
					  blk_opf_t opf, blk_mq_req_flags_t flags)
{
	struct blk_mq_tags *tags = hctx->tags;
	int tag = tag_get(tags, flags);
	struct kernel_request *kr;

	if (tag < 0)
		return NULL;
	kr = tags->requests[tag];
	checked_allow(&kr->rq, driver_size(tags));
	checked_enter(&given_kind, kr);
	if (KERNEL_CHECKED)
		kernel_request_move(kr, FROM(OWNER_NOBODY), OWNER_BLOCK);
	WRITE_ONCE(tags->used[tag], true);
	kr->timed_out = false;
	kr->rq = (struct request){.q = q,
				  .mq_hctx = hctx,
				  .cmd_flags = opf,
				  .tag = tag,
				  .start_time_ns = ktime_get_ns()};
	INIT_LIST_HEAD(&kr->rq.queuelist);
	INIT_LIST_HEAD(&kr->node);
	atomic_set_release(&kr->ref, 1);
	return kr;
}

bool kernel_request_hold(struct kernel_request *kr)
{
	return atomic_inc_not_zero(&kr->ref);
}

/* What is armed or mapped in the private data would go on without the request. */
void kernel_request_check_end(struct kernel_request *kr)
{
	checked_freed(&kr->rq, driver_size(kr->rq.mq_hctx->tags));
}

void kernel_request_put(struct kernel_request *kr)
{
	struct blk_mq_hw_ctx *hctx;
	struct blk_mq_tags *tags;
	struct request_queue *q;
	unsigned int tag;

	if (!atomic_dec_and_test(&kr->ref))
		return;
	hctx = kr->rq.mq_hctx;
	q = kr->rq.q;
	tag = kr->rq.tag;
	tags = hctx->tags;
	checked_leave(&given_kind, kr);
	forbid(tags, kr);
	tag_put(tags, tag);
	if (READ_ONCE(hctx->retry))
		blk_mq_run_hw_queue(hctx, true);
	kernel_queue_exit(q);
}

/* --- looking at them ---------------------------------------------------------------------- */

struct request *blk_mq_tag_to_rq(struct blk_mq_tags *tags, unsigned int tag)
{
	if (tag >= tags->nr_tags || !READ_ONCE(tags->used[tag]))
		return NULL;
	return &tags->requests[tag]->rq;
}

u32 blk_mq_unique_tag(struct request *rq)
{
	return rq->mq_hctx->queue_num << BLK_MQ_UNIQUE_TAG_BITS |
	       (rq->tag & BLK_MQ_UNIQUE_TAG_MASK);
}

void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *data)
{
	unsigned int i, tag;
	bool more = true;

	for (i = 0; i < set->nr_hw_queues; i++) {
		for (tag = 0; more && tag < set->tags[i]->nr_tags; tag++) {
			struct kernel_request *kr = set->tags[i]->requests[tag];

			if (!kernel_request_hold(kr))
				continue;
			if (blk_mq_request_started(&kr->rq))
				more = fn(&kr->rq, data);
			kernel_request_put(kr);
		}
	}
}

/* --- tag sets ----------------------------------------------------------------------------- */

static const struct checked_kind set_kind = {
	.what = "tag set", .freed = "tagset-leak", .left = "tagset-leak"};

void blk_mq_map_queues(struct blk_mq_queue_map *map)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) map->mq_map[cpu] = map->queue_offset + cpu % map->nr_queues;
}

static void set_free(struct blk_mq_tag_set *set)
{
	unsigned int i;

	for (i = 0; set->tags && i < set->nr_hw_queues; i++) {
		if (set->tags[i])
			kernel_tags_free(set, set->tags[i], i);
	}
	kfree(set->tags);
	set->tags = NULL;
	for (i = 0; i < set->nr_maps; i++) {
		kfree(set->map[i].mq_map);
		set->map[i].mq_map = NULL;
	}
	if (set->srcu)
		cleanup_srcu_struct(set->srcu);
	kfree(set->srcu);
	set->srcu = NULL;
}

static int set_add_srcu(struct blk_mq_tag_set *set)
{
	int error;

	set->srcu = kzalloc(sizeof(*set->srcu), GFP_KERNEL);
	if (!set->srcu)
		return -ENOMEM;
	error = init_srcu_struct(set->srcu);
	if (error) {
		kfree(set->srcu);
		set->srcu = NULL;
	}
	return error;
}

/* What is there when it fails is set_free()'s. */
static int set_fill(struct blk_mq_tag_set *set)
{
	unsigned int i;

	for (i = 0; i < set->nr_maps; i++) {
		set->map[i].mq_map = kcalloc(nr_cpu_ids, sizeof(unsigned int), GFP_KERNEL);
		if (!set->map[i].mq_map)
			return -ENOMEM;
		set->map[i].nr_queues = set->nr_hw_queues;
	}
	if (set->ops->map_queues)
		set->ops->map_queues(set);
	else
		blk_mq_map_queues(&set->map[HCTX_TYPE_DEFAULT]);
	set->tags = kcalloc(set->nr_hw_queues, sizeof(*set->tags), GFP_KERNEL);
	if (!set->tags)
		return -ENOMEM;
	for (i = 0; i < set->nr_hw_queues; i++) {
		set->tags[i] = kernel_tags_new(set, i);
		if (!set->tags[i])
			return -ENOMEM;
	}
	return 0;
}

int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set)
{
	int error;

	if (!set->nr_hw_queues || !set->queue_depth || !set->ops->queue_rq ||
	    set->queue_depth < set->reserved_tags + 1 || set->nr_maps > HCTX_MAX_TYPES)
		return -EINVAL;
	set->queue_depth = min(set->queue_depth, (unsigned int)BLK_MQ_MAX_DEPTH);
	set->nr_maps = max(set->nr_maps, 1u);
	if (set->nr_maps == 1)
		set->nr_hw_queues = min(set->nr_hw_queues, nr_cpu_ids);
	mutex_init(&set->tag_list_lock);
	INIT_LIST_HEAD(&set->tag_list);
	error = set->flags & BLK_MQ_F_BLOCKING ? set_add_srcu(set) : 0;
	if (error)
		return error;
	error = set_fill(set);
	if (error)
		set_free(set);
	else
		checked_enter(&set_kind, set);
	return error;
}

void blk_mq_free_tag_set(struct blk_mq_tag_set *set)
{
	if (KERNEL_CHECKED && !checked_leave(&set_kind, set)) {
		checked_that(false, "tagset-double-free",
			     "a tag set is freed that was not allocated, or is freed already");
		return;
	}
	WARN(!list_empty(&set->tag_list), "a tag set is freed that a queue still uses\n");
	set_free(set);
	mutex_destroy(&set->tag_list_lock);
}
