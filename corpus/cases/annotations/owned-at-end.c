/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/slab.h>
#include "custody.h"

struct blk_mq_tag_set;
struct queue_limits;
struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim, void *data,
				    void *key);
void put_disk(struct gendisk *disk);

struct pot {
	struct gendisk *disk __owned;
	int size;
};

static int pot_alloc(struct pot *pot, struct blk_mq_tag_set *set)
{
	struct gendisk *disk = __blk_mq_alloc_disk(set, NULL, pot, NULL);

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	pot->disk = disk;
	return 0;
}

static void pot_free(struct pot *pot)
{
	kfree(pot);
}

/* A member that owns what is in it is empty where its record ends, whoever filled it. */
int end_bad(struct blk_mq_tag_set *set)
{
	struct pot *pot = kzalloc(sizeof(*pot), GFP_KERNEL);
	int error;

	if (!pot)
		return -12;
	error = pot_alloc(pot, set);
// CHECK: owned-at-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is lost on this path; nothing puts it [custody-disk-leak]
	pot_free(pot);
	return error;
}

int end_ok(struct blk_mq_tag_set *set)
{
	struct pot *pot = kzalloc(sizeof(*pot), GFP_KERNEL);
	int error;

	if (!pot)
		return -12;
	error = pot_alloc(pot, set);
	if (!error)
		put_disk(pot->disk);
	pot_free(pot);
	return error;
}

/* --- An object with two counts, of which the one that ended was not what the function was given - */

typedef struct {
	int refs;
} refcount_t;
_Bool refcount_dec_and_test(refcount_t *r);

struct kettle {
	refcount_t openings;
	refcount_t refs;
	int heat;
};
void kettle_put(struct kettle *k __owned);

void closed_ok(struct kettle *k __owned)
{
	if (refcount_dec_and_test(&k->openings))
		k->heat = 0;
	kettle_put(k);
}

void closed_bad(struct kettle *k __owned)
{
	if (refcount_dec_and_test(&k->openings))
		k->heat = 0;
// CHECK: owned-at-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'k' is owned here, and the last pointer to it is lost [custody-owned-leak]
}

/* Nobody says who has it. */
void closed_plain_ok(struct kettle *k)
{
	if (refcount_dec_and_test(&k->openings))
		k->heat = 0;
}

/* The last one ends it. */
void dropped_ok(struct kettle *k __owned)
{
	if (refcount_dec_and_test(&k->refs))
		kfree(k);
}
