/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/scatterlist.h>

struct job {
	struct scatterlist *src;
	unsigned long nents;
	int count;
};

int prepare_bad(struct job *j, unsigned long len)
{
// CHECK: sg-count-unchecked.c:[[@LINE+1]]:{{[0-9]+}}: warning: the result of sg_nents_for_len() is kept in 'j->nents', which is unsigned: an error becomes a huge count [custody-sg-count-unchecked]
	j->nents = sg_nents_for_len(j->src, len);
	return 0;
}

int prepare_ok(struct job *j, unsigned long len)
{
	int n = sg_nents_for_len(j->src, len);

	if (n < 0)
		return n;
	j->nents = n;
	return 0;
}

/* Tested afterwards, in a member that can be negative. */
int signed_ok(struct job *j, unsigned long len)
{
	j->count = sg_nents_for_len(j->src, len);
	return j->count < 0 ? j->count : 0;
}
