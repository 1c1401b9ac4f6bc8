/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A function with annotations is held to what it says of itself: what it does not say it does not ask of its callers. */
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "custody.h"

struct kref {
	int count;
};
void kref_get(struct kref *ref);
struct xarray {
	spinlock_t xa_lock;
};
void *xa_load(struct xarray *xa, unsigned long id);
int __xa_alloc(struct xarray *xa, unsigned int *id, void *object, unsigned int limit, unsigned int gfp);
struct blk_mq_tag_set {
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
struct drm_gpuvm {
	int kind;
};
struct drm_exec;
int drm_gpuvm_prepare_objects(struct drm_gpuvm *vm, struct drm_exec *exec, unsigned int fences);
struct tea;
void tea_stir(struct tea *tea);

struct cup {
	struct kref ref;
};
struct tea {
	struct blk_mq_tag_set set;
	struct drm_gpuvm vm;
	spinlock_t lock;
	struct xarray cups, pots;
	int ready;
};

/* --- locks: what it releases, or needs, it has taken ---------------------------------------- */

struct cup *lookup_bad(struct tea *tea __borrowed, unsigned long id)
{
	struct cup *cup;

// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&tea->cups.xa_lock' is not held when spin_unlock() needs it held [custody-lock-not-held]
	spin_unlock(&tea->cups.xa_lock);
	cup = xa_load(&tea->cups, id);
	if (cup)
		kref_get(&cup->ref);
	spin_lock(&tea->cups.xa_lock);
	return cup;
}

/* Its callers may hold it. */
struct cup *lookup_plain_ok(struct tea *tea, unsigned long id)
{
	struct cup *cup;

	spin_unlock(&tea->cups.xa_lock);
	cup = xa_load(&tea->cups, id);
	spin_lock(&tea->cups.xa_lock);
	return cup;
}

/* They do, as it says. */
void pause_ok(struct tea *tea __borrowed) __locked_by(tea->lock);
void pause_ok(struct tea *tea)
{
	spin_unlock(&tea->lock);
	tea->ready = 0;
	spin_lock(&tea->lock);
}

/* By what it calls. */
static void leave(struct tea *tea)
{
	tea->ready = 0;
	spin_unlock(&tea->lock);
}

void left_bad(struct tea *tea __borrowed)
{
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&tea->lock' is not held when leave() needs it held [custody-lock-not-held]
	leave(tea);
}

void left_ok(struct tea *tea __borrowed)
{
	spin_lock(&tea->lock);
	leave(tea);
}

/* What is not seen may take it. */
void stirred_ok(struct tea *tea __borrowed)
{
	tea_stir(tea);
	spin_unlock(&tea->lock);
}

void other_bad(struct tea *tea __borrowed)
{
	spin_lock(&tea->cups.xa_lock);
	tea->ready = 1;
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&tea->pots.xa_lock' is not held when spin_unlock() needs it held [custody-lock-not-held]
	spin_unlock(&tea->pots.xa_lock);
}

/* From one to the next. */
void other_plain_ok(struct tea *tea)
{
	spin_lock(&tea->cups.xa_lock);
	tea->ready = 1;
	spin_unlock(&tea->pots.xa_lock);
}

int enter_bad(struct tea *tea __borrowed, struct cup *cup, unsigned int *id)
{
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea->cups.xa_lock' is not held when __xa_alloc() needs it held [custody-lock-not-held]
	return __xa_alloc(&tea->cups, id, cup, 0, 0);
}

/* Another function of the file calls it, with the lock held. */
static int enter_plain_ok(struct tea *tea, struct cup *cup, unsigned int *id)
{
	return __xa_alloc(&tea->cups, id, cup, 0, 0);
}

int enter_ok(struct tea *tea __borrowed, struct cup *cup, unsigned int *id)
{
	int error;

	spin_lock(&tea->cups.xa_lock);
	error = __xa_alloc(&tea->cups, id, cup, 0, 0);
	if (error)
		error = enter_plain_ok(tea, cup, id);
	spin_unlock(&tea->cups.xa_lock);
	return error;
}

/* --- all of it runs, and somebody uses it --------------------------------------------------- */

/* A part that is off on purpose, as it looks: code that says nothing of itself may have such. */
void off_plain_ok(struct tea *tea)
{
	return;
	if (tea->ready)
		blk_mq_free_tag_set(&tea->set);
}

void off_bad(struct tea *tea __borrowed)
{
	return;
	if (tea->ready)
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_free_tag_set() never runs: the function has returned before it [custody-call-never-runs]
		blk_mq_free_tag_set(&tea->set);
}

int stale_bad(struct tea *tea __borrowed)
{
	int error = 0;

	tea->ready = 1;
	if (error)
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: no path leads here: what is asked before has one answer only [custody-never-reached]
		tea->ready = 0;
	return error;
}

int stale_plain_ok(struct tea *tea)
{
	int error = 0;

	tea->ready = 1;
	if (error)
		tea->ready = 0;
	return error;
}

int constant_bad(struct tea *tea __borrowed)
{
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: no path leads here: what is asked before has one answer only [custody-never-reached]
	if (tea->ready || 1)
		return 0;
	blk_mq_free_tag_set(&tea->set);
	return 1;
}

// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: unused_bad() is never used: nothing else here does what it is there for [custody-never-used]
static void unused_bad(struct tea *tea __borrowed)
{
	blk_mq_free_tag_set(&tea->set);
}

static void unused_plain_ok(struct tea *tea)
{
	blk_mq_free_tag_set(&tea->set);
}

/* --- what failed is not passed over --------------------------------------------------------- */

int ignored_bad(struct tea *tea __borrowed)
{
	tea->ready = 1;
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_gpuvm_prepare_objects() can fail, and nothing looks at its result [custody-result-ignored]
	drm_gpuvm_prepare_objects(&tea->vm, 0, 0);
	return 0;
}

/* So it is with what only says which locks it is called with, or what it borrows. */
static int set_up(struct tea *tea __borrowed)
{
	return blk_mq_alloc_tag_set(&tea->set) ? -12 : 0;
}

int ignored_twice_bad(struct tea *tea __borrowed)
{
	int error;

// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: set_up() can fail, and nothing looks at its result [custody-result-ignored]
	error = set_up(tea);
	error = tea->ready ? -11 : 0;
	return error;
}

int ignored_plain_ok(struct tea *tea)
{
	tea->ready = 1;
	drm_gpuvm_prepare_objects(&tea->vm, 0, 0);
	return 0;
}

int hidden_bad(struct tea *tea __borrowed)
{
	if (blk_mq_alloc_tag_set(&tea->set))
		tea->ready = 0;
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: 0 is returned here, but blk_mq_alloc_tag_set() has failed on this path [custody-failure-hidden]
	return 0;
}

int hidden_plain_ok(struct tea *tea)
{
	if (blk_mq_alloc_tag_set(&tea->set))
		tea->ready = 0;
	return 0;
}

/* Another way has worked. */
static int set_up_small(struct tea *tea)
{
	tea->set.depth = 1;
	return blk_mq_alloc_tag_set(&tea->set);
}

int another_way_ok(struct tea *tea __borrowed)
{
	if (blk_mq_alloc_tag_set(&tea->set) && set_up_small(tea))
		return -12;
	return 0;
}

int returned_ok(struct tea *tea __borrowed)
{
	int error = set_up(tea);

	if (error)
		tea->ready = 0;
	return error;
}

struct cup *counted_bad(struct tea *tea __borrowed, unsigned long id)
{
	struct cup *cup;

	spin_lock(&tea->cups.xa_lock);
	cup = xa_load(&tea->cups, id);
	if (!cup)
// CHECK: own-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: kref_get() is given '&cup->ref', which is NULL on this path [custody-null-passed]
		kref_get(&cup->ref);
	spin_unlock(&tea->cups.xa_lock);
	return cup;
}

struct cup *counted_ok(struct tea *tea __borrowed, unsigned long id)
{
	struct cup *cup;

	spin_lock(&tea->cups.xa_lock);
	cup = xa_load(&tea->cups, id);
	if (cup)
		kref_get(&cup->ref);
	spin_unlock(&tea->cups.xa_lock);
	return cup;
}
