/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/bio.h>
#include <linux/slab.h>

int read_bad(struct block_device *bdev)
{
	struct bio *bio = bio_kmalloc(4, GFP_KERNEL);
	int ret;

	if (!bio)
		return -ENOMEM;
	ret = submit_bio_wait(bio);
// CHECK: bio-wrong-release.c:[[@LINE+1]]:{{[0-9]+}}: warning: bio_put() on 'bio', which bio_kmalloc() made; bio_uninit() and kfree() release it [custody-bio-wrong-release]
	bio_put(bio);
	return ret;
}

int read_ok(struct block_device *bdev)
{
	struct bio *bio = bio_kmalloc(4, GFP_KERNEL);
	int ret;

	if (!bio)
		return -ENOMEM;
	ret = submit_bio_wait(bio);
	bio_uninit(bio);
	kfree(bio);
	return ret;
}
