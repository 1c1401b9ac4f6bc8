/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/bio.h>

void count(unsigned int bytes);

void size_bad(struct bio *bio)
{
	submit_bio_noacct(bio);
// CHECK: bio-use-after-submit.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio->bi_size' used after its bio was submitted; it may have ended and gone by now [custody-bio-use-after-submit]
	count(bio->bi_size);
}

void size_ok(struct bio *bio)
{
	unsigned int bytes = bio->bi_size;

	submit_bio_noacct(bio);
	count(bytes);
}
