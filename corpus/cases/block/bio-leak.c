/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/bio.h>
#include <linux/slab.h>

/* An unknown function that is given the bio may keep it: custody is silent then. */
int add_pages(struct bio *bio, void *buf);

int add_fails_bad(struct block_device *bdev, struct page *page)
{
	struct bio *bio = bio_alloc(bdev, 1, REQ_OP_READ, GFP_NOIO);
	int ret;

	if (!bio)
		return -ENOMEM;
	ret = bio_add_page(bio, page, 512, 0);
	if (ret != 512)
// CHECK: bio-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio' is lost on this path; nothing submits or puts it [custody-bio-leak]
		return -EIO;
	submit_bio(bio);
	return 0;
}

int add_fails_ok(struct block_device *bdev, void *buf)
{
	struct bio *bio = bio_alloc(bdev, 1, REQ_OP_READ, GFP_NOIO);
	int ret;

	if (!bio)
		return -ENOMEM;
	ret = add_pages(bio, buf);
	if (ret) {
		bio_put(bio);
		return ret;
	}
	submit_bio(bio);
	return 0;
}

void bio_add_virt_nofail(struct bio *bio, void *vaddr, unsigned len);

int filled_bad(struct block_device *bdev, void *buf, u32 size)
{
	struct bio *bio = bio_alloc(bdev, 1, REQ_OP_WRITE, GFP_NOIO);

	if (!bio)
		return -ENOMEM;
	bio_add_virt_nofail(bio, buf, size);
	if (bio->bi_size != 4096)
// CHECK: bio-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio' is lost on this path; nothing submits or puts it [custody-bio-leak]
		return -EINVAL;
	submit_bio(bio);
	return 0;
}

int filled_ok(struct block_device *bdev, void *buf, u32 size)
{
	struct bio *bio = bio_alloc(bdev, 1, REQ_OP_WRITE, GFP_NOIO);

	if (!bio)
		return -ENOMEM;
	bio_add_virt_nofail(bio, buf, size);
	if (bio->bi_size != 4096) {
		bio_put(bio);
		return -EINVAL;
	}
	submit_bio(bio);
	return 0;
}
