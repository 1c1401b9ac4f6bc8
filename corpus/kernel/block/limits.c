// SPDX-License-Identifier: MIT
/* What a queue can do, and the cutting of bios to that size. */
#include "blk.h"

#include <linux/kernel.h>

static void set_default(unsigned int *value, unsigned int usual)
{
	if (!*value)
		*value = usual;
}

int kernel_validate_limits(struct queue_limits *lim)
{
	set_default(&lim->logical_block_size, SECTOR_SIZE);
	if (!is_power_of_2(lim->logical_block_size) || lim->logical_block_size < SECTOR_SIZE ||
	    lim->logical_block_size > PAGE_SIZE)
		return -EINVAL;
	lim->physical_block_size = max(lim->physical_block_size, lim->logical_block_size);
	lim->io_min = max(lim->io_min, lim->physical_block_size);
	set_default(&lim->max_hw_sectors, BLK_SAFE_MAX_SECTORS);
	if (lim->max_hw_sectors < PAGE_SECTORS)
		return -EINVAL;
	lim->max_hw_sectors =
		round_down(lim->max_hw_sectors, lim->logical_block_size >> SECTOR_SHIFT);
	lim->max_sectors = min_not_zero(lim->max_hw_sectors, lim->max_dev_sectors);
	lim->max_sectors = min(lim->max_sectors, lim->max_user_sectors ? lim->max_user_sectors
								       : BLK_DEF_MAX_SECTORS_CAP);
	if (!lim->max_segments)
		lim->max_segments = BLK_MAX_SEGMENTS;
	if (lim->virt_boundary_mask && !lim->max_segment_size)
		lim->max_segment_size = U32_MAX;
	set_default(&lim->max_segment_size, BLK_MAX_SEGMENT_SIZE);
	if (lim->max_segment_size < PAGE_SIZE)
		return -EINVAL;
	if (!lim->seg_boundary_mask)
		lim->seg_boundary_mask = BLK_SEG_BOUNDARY_MASK;
	if (lim->seg_boundary_mask < PAGE_SIZE - 1)
		return -EINVAL;
	set_default(&lim->max_user_discard_sectors, U32_MAX);
	lim->max_discard_sectors = min(lim->max_hw_discard_sectors, lim->max_user_discard_sectors);
	if (!lim->max_discard_segments)
		lim->max_discard_segments = 1;
	set_default(&lim->dma_alignment, SECTOR_SIZE - 1);
	if (!(lim->features & BLK_FEAT_WRITE_CACHE))
		lim->features &= ~BLK_FEAT_FUA;
	return 0;
}

struct queue_limits queue_limits_start_update(struct request_queue *q)
{
	mutex_lock(&q->limits_lock);
	return q->limits;
}

int queue_limits_commit_update(struct request_queue *q, struct queue_limits *lim)
{
	int error = kernel_validate_limits(lim);

	if (!error)
		q->limits = *lim;
	mutex_unlock(&q->limits_lock);
	return error;
}

void queue_limits_cancel_update(struct request_queue *q)
{
	mutex_unlock(&q->limits_lock);
}

int queue_limits_set(struct request_queue *q, struct queue_limits *lim)
{
	mutex_lock(&q->limits_lock);
	return queue_limits_commit_update(q, lim);
}

unsigned int kernel_segment_length(const struct queue_limits *lim, phys_addr_t at,
				   unsigned int length)
{
	u64 to_boundary = (lim->seg_boundary_mask | (at & ~(u64)lim->seg_boundary_mask)) - at;

	length = min(length, lim->max_segment_size);
	return to_boundary < length ? to_boundary + 1 : length;
}

/* How many sectors of the bio one request can take, by what it does and where it begins. */
static unsigned int max_sectors(struct bio *bio, const struct queue_limits *lim)
{
	unsigned int max = lim->max_sectors;

	if (bio_op(bio) == REQ_OP_DISCARD)
		max = lim->max_discard_sectors;
	else if (bio_op(bio) == REQ_OP_SECURE_ERASE)
		max = lim->max_secure_erase_sectors;
	else if (bio_op(bio) == REQ_OP_WRITE_ZEROES)
		max = lim->max_write_zeroes_sectors;
	if (lim->chunk_sectors)
		max = min_t(u64, max,
			    lim->chunk_sectors - bio->bi_iter.bi_sector % lim->chunk_sectors);
	return max;
}

/* How many bytes fit into the segments that there may be. */
static unsigned int fitting_bytes(struct bio *bio, const struct queue_limits *lim,
				  unsigned int max_bytes, unsigned short *segments)
{
	unsigned int bytes = 0;
	struct bvec_iter iter;
	struct bio_vec bv;

	*segments = 0;
	bio_for_each_bvec(bv, bio, iter)
	{
		phys_addr_t at = page_to_phys(bv.bv_page) + bv.bv_offset;
		unsigned int left = bv.bv_len;

		while (left) {
			unsigned int length = kernel_segment_length(lim, at, left);

			if (*segments == lim->max_segments || bytes == max_bytes)
				return bytes;
			length = min(length, max_bytes - bytes);
			++*segments;
			bytes += length;
			at += length;
			left -= length;
		}
	}
	return bytes;
}

struct bio *kernel_split_to_limits(struct bio *bio, const struct queue_limits *lim,
				   struct bio_set *bs, unsigned short *segments)
{
	u64 max_bytes = (u64)max_sectors(bio, lim) << SECTOR_SHIFT;
	unsigned int bytes = min_t(u64, bio->bi_iter.bi_size, max_bytes);
	struct bio *front;

	*segments = 1;
	if (bio_has_data(bio))
		bytes = fitting_bytes(bio, lim, bytes, segments);
	if (bytes == bio->bi_iter.bi_size)
		return bio;
	bytes = round_down(bytes, lim->logical_block_size);
	if (WARN_ON_ONCE(!bytes))
		return NULL;
	front = bio_split(bio, bytes >> SECTOR_SHIFT, GFP_NOIO, bs);
	if (!front)
		return NULL;
	bio_chain(front, bio);
	return front;
}

int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist)
{
	struct scatterlist *sg = NULL;
	struct req_iterator iter;
	struct bio_vec bv;
	int count = 0;

	rq_for_each_bvec(bv, rq, iter)
	{
		unsigned int offset = bv.bv_offset, left = bv.bv_len;

		while (left) {
			phys_addr_t at = page_to_phys(bv.bv_page) + offset;
			unsigned int length = kernel_segment_length(&q->limits, at, left);

			if (sg && sg_phys(sg) + sg->length == at &&
			    kernel_segment_length(&q->limits, sg_phys(sg), sg->length + length) ==
				    sg->length + length) {
				sg->length += length;
			} else {
				/* the list may be the end of a longer one */
				if (sg)
					sg_unmark_end(sg);
				sg = sg ? sg_next(sg) : sglist;
				sg_set_page(sg, nth_page(bv.bv_page, offset >> PAGE_SHIFT), length,
					    offset_in_page((unsigned long)offset));
				count++;
			}
			offset += length;
			left -= length;
		}
	}
	if (sg)
		sg_mark_end(sg);
	return count;
}
