/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | FileCheck --check-prefix=DEFAULT --implicit-check-not=warning: %s
// RUN: %custody_cc -fplugin-arg-custody-only=bio-double-end %s 2>&1 | \
// RUN:   FileCheck --check-prefix=ONLY --implicit-check-not=warning: %s
// RUN: %custody_cc -fplugin-arg-custody-disable=bio-double-end %s 2>&1 | \
// RUN:   FileCheck --check-prefix=DISABLE --implicit-check-not=warning: %s
// RUN: %custody_cc -fplugin-arg-custody-disable=bio-double-end,request-double-complete %s 2> %t.err
// RUN: test ! -s %t.err
//
// Only `error` fails the compile, and -w, -Werror and the like change nothing.
// RUN: %custody_cc -Werror %s 2>&1 | FileCheck --check-prefix=DEFAULT --implicit-check-not=error: %s
// RUN: %custody_cc -Werror %s
// RUN: %custody_cc -Wno-everything %s 2>&1 | FileCheck --check-prefix=DEFAULT %s
// RUN: not %custody_cc -fplugin-arg-custody-error %s 2>&1 | \
// RUN:   FileCheck --check-prefix=ERROR --implicit-check-not=warning: %s
// RUN: not %custody_cc -fplugin-arg-custody-error=bio-double-end %s 2>&1 | FileCheck --check-prefix=SOME %s
//
// A promoted finding leaves no object behind; one that is not leaves the very same object.
// RUN: rm -f %t.o
// RUN: not %custody_compile -fplugin-arg-custody-error %s -o %t.o 2>/dev/null
// RUN: test ! -e %t.o
// RUN: %custody_compile %s -o %t.o 2>/dev/null
// RUN: %clang -std=gnu11 -w -I %S/../include -c %s -o %t.plain.o
// RUN: cmp %t.o %t.plain.o
#include <linux/bio.h>
#include <linux/blk-mq.h>

void request(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
	blk_mq_end_request(rq, BLK_STS_OK);
}

void bio(struct bio *bio)
{
	bio_endio(bio);
	bio_endio(bio);
}

// DEFAULT: warning: {{.*}} [custody-request-double-complete]
// DEFAULT: warning: {{.*}} [custody-bio-double-end]
// DEFAULT: 2 warnings generated
// ONLY: warning: {{.*}} [custody-bio-double-end]
// DISABLE: warning: {{.*}} [custody-request-double-complete]
// ERROR: error: {{.*}} [custody-request-double-complete]
// ERROR: error: {{.*}} [custody-bio-double-end]
// SOME: warning: {{.*}} [custody-request-double-complete]
// SOME: error: {{.*}} [custody-bio-double-end]
