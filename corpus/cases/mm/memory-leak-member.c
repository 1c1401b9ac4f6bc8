/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct blk_mq_tag_set {
	void *driver_data;
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);

struct tea {
	struct blk_mq_tag_set set;
	int size;
};

/* A member that could not be set up is nobody else's reason to free what it lies in. */
int member_bad(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);
	int error;

	if (!tea)
		return -12;
	error = blk_mq_alloc_tag_set(&tea->set);
	if (error)
// CHECK: memory-leak-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea' is lost here; nothing frees it [custody-memory-leak]
		return error;
	blk_mq_free_tag_set(&tea->set);
	kfree(tea);
	return 0;
}

int member_ok(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);
	int error;

	if (!tea)
		return -12;
	error = blk_mq_alloc_tag_set(&tea->set);
	if (!error)
		blk_mq_free_tag_set(&tea->set);
	kfree(tea);
	return error;
}

/* Stored in itself, nobody else finds it. */
static int tea_init(struct tea *tea)
{
	tea->set.driver_data = tea;
	return blk_mq_alloc_tag_set(&tea->set);
}

int itself_bad(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);
	int error;

	if (!tea)
		return -12;
	error = tea_init(tea);
	if (error)
// CHECK: memory-leak-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea' is lost here; nothing frees it [custody-memory-leak]
		return error;
	blk_mq_free_tag_set(&tea->set);
	kfree(tea);
	return 0;
}

int itself_ok(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);
	int error;

	if (!tea)
		return -12;
	error = tea_init(tea);
	if (!error)
		blk_mq_free_tag_set(&tea->set);
	kfree(tea);
	return error;
}
