/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
struct ida;
struct blk_mq_tag_set {
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
void *kzalloc(unsigned long size, unsigned int flags);
void kfree(const void *p);

struct tea {
	struct blk_mq_tag_set set;
	int size;
};

/* --- what failed --- */

void ignored_bad(struct tea *tea)
{
// CHECK: results.c:[[@LINE+2]]:{{[0-9]+}}: error: blk_mq_alloc_tag_set() may fail, and nothing asks for its result [custody-registration-unasked]
// CHECK: results.c:[[@LINE+1]]:{{[0-9]+}}: error: blk_mq_alloc_tag_set() can fail, and nothing looks at its result [custody-result-ignored]
	blk_mq_alloc_tag_set(&tea->set);
}

int hidden_bad(struct tea *tea)
{
	if (blk_mq_alloc_tag_set(&tea->set))
// CHECK: results.c:[[@LINE+1]]:{{[0-9]+}}: error: 0 is returned here, but blk_mq_alloc_tag_set() has failed on this path [custody-failure-hidden]
		return 0;
	tea->size = 1;
	return 0;
}

int told_ok(struct tea *tea)
{
	int error = blk_mq_alloc_tag_set(&tea->set);

	if (error)
		return error;
	tea->size = 1;
	return 0;
}

/* The device may sleep as well: what does not matter is cast to void. */
struct device;
int pm_runtime_get_sync(struct device *dev);
int pm_runtime_put(struct device *dev);

int woken_ok(struct tea *tea, struct device *dev)
{
	(void)pm_runtime_get_sync(dev);
	tea->size = 1;
	(void)pm_runtime_put(dev);
	return 0;
}

/* --- what nobody has stored --- */

int unknown_bad(int which)
{
	int size;

	if (which)
		size = 4;
// CHECK: results.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what 'size' is: nothing was stored in it on this path [custody-strict-not-known]
	return size;
}

int unknown_ok(int which)
{
	int size;

	if (which)
		size = 4;
	else
		size = 5;
	return size;
}

/* --- what nobody has set up --- */

int new_bad(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), 0);

	if (!tea)
		return -12;
// CHECK: results.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that '&tea->set' is as blk_mq_free_tag_set() needs it: its state as a 'tagset' is not known here [custody-strict-state]
	blk_mq_free_tag_set(&tea->set);
	kfree(tea);
	return 0;
}

int new_ok(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), 0);
	int error;

	if (!tea)
		return -12;
	error = blk_mq_alloc_tag_set(&tea->set);
	if (!error)
		blk_mq_free_tag_set(&tea->set);
	kfree(tea);
	return error;
}

/* --- results that nobody reads --- */

void vain_bad(struct tea *tea)
{
// CHECK: results.c:[[@LINE+2]]:{{[0-9]+}}: error: blk_mq_alloc_tag_set() may fail, and nothing asks for its result [custody-registration-unasked]
// CHECK: results.c:[[@LINE+1]]:{{[0-9]+}}: error: blk_mq_alloc_tag_set() can fail, and nothing looks at its result [custody-result-ignored]
	int error = blk_mq_alloc_tag_set(&tea->set);

	error = 0;
	tea->size = error;
}

struct device;
void *devm_ioremap_resource(struct device *dev, void *resource);

void pointer_bad(struct device *dev)
{
// CHECK: results.c:[[@LINE+1]]:{{[0-9]+}}: error: devm_ioremap_resource() can fail, and nothing looks at its result [custody-result-ignored]
	devm_ioremap_resource(dev, 0);
}

void meant_ok(struct tea *tea)
{
	/* without it all goes on, only slower */
	(void)blk_mq_alloc_tag_set(&tea->set);
}
