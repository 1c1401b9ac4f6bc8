// SPDX-License-Identifier: MIT
/* Address spaces: ranges, splitting and merging, objects' ranges, locking what is mapped. */
#include "board.h"
#include "checked.h"

#include <linux/slab.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_gpuvm.h>

#define PAGES 64 /* of a space */
#define P 0x1000ULL

DEFINE_DRM_GEM_FOPS(fops);

static const struct drm_driver driver = {.name = "test",
					 .driver_features =
						 DRIVER_GEM | DRIVER_RENDER | DRIVER_GEM_GPUVA,
					 .fops = &fops};

struct space {
	struct drm_gpuvm base;
	struct board *board;
	/* what the steps make of it, page by page: an object's number and page */
	int table[PAGES];
	int expected[PAGES];
	unsigned int maps, remaps, unmaps, kept;
};

static int freed;

static void vm_free(struct drm_gpuvm *gpuvm)
{
	freed++;
	kfree(container_of(gpuvm, struct space, base));
}

static struct drm_gpuva *va_new(void)
{
	struct drm_gpuva *va = kzalloc(sizeof(*va), GFP_KERNEL);

	CHECK(va);
	return va;
}

static void link(struct drm_gpuva *va, struct drm_gpuvm *gpuvm)
{
	struct drm_gpuvm_bo *vm_bo = drm_gpuvm_bo_obtain(gpuvm, va->gem.obj);

	CHECK(!IS_ERR(vm_bo));
	drm_gpuvm_bo_extobj_add(vm_bo);
	drm_gpuva_link(va, vm_bo);
	drm_gpuvm_bo_put(vm_bo);
}

static int step_map(struct drm_gpuva_op *op, void *priv)
{
	struct space *space = priv;
	struct drm_gpuva *va = va_new();

	drm_gpuva_map(&space->base, va, &op->map);
	link(va, &space->base);
	space->maps++;
	return 0;
}

static int step_remap(struct drm_gpuva_op *op, void *priv)
{
	struct space *space = priv;
	struct drm_gpuva *old = op->remap.unmap->va;
	struct drm_gpuva *prev = op->remap.prev ? va_new() : NULL;
	struct drm_gpuva *next = op->remap.next ? va_new() : NULL;

	drm_gpuva_remap(prev, next, &op->remap);
	if (prev)
		link(prev, &space->base);
	if (next)
		link(next, &space->base);
	drm_gpuva_unlink(old);
	kfree(old);
	space->remaps++;
	space->kept += op->remap.unmap->keep;
	return 0;
}

static int step_unmap(struct drm_gpuva_op *op, void *priv)
{
	struct space *space = priv;
	struct drm_gpuva *va = op->unmap.va;

	drm_gpuva_unmap(&op->unmap);
	drm_gpuva_unlink(va);
	kfree(va);
	space->unmaps++;
	space->kept += op->unmap.keep;
	return 0;
}

static const struct drm_gpuvm_ops ops = {.vm_free = vm_free,
					 .sm_step_map = step_map,
					 .sm_step_remap = step_remap,
					 .sm_step_unmap = step_unmap};

static struct space *space_new(struct board *board)
{
	struct space *space = kzalloc(sizeof(*space), GFP_KERNEL);
	struct drm_gem_object *r_obj = drm_gpuvm_resv_object_alloc(&board->drm);

	freed = 0;
	space->board = board;
	drm_gpuvm_init(&space->base, "test", 0, &board->drm, r_obj, 0, PAGES * P, 0, P, &ops);
	drm_gem_object_put(r_obj);
	return space;
}

static struct drm_gem_object *object_new(struct board *board, int pages)
{
	struct drm_gem_shmem_object *shmem = drm_gem_shmem_create(&board->drm, pages * P);

	CHECK(!IS_ERR(shmem));
	return &shmem->base;
}

/* With all that is mapped there locked, and the object. */
static int change(struct space *space, u64 addr, u64 range, struct drm_gem_object *obj, u64 offset)
{
	struct drm_exec exec;
	int error;

	drm_exec_init(&exec, DRM_EXEC_IGNORE_DUPLICATES, 0);
	drm_exec_until_all_locked(&exec) {
		error = drm_gpuvm_prepare_range(&space->base, &exec, addr, range, 0);
		drm_exec_retry_on_contention(&exec);
		if (!error && obj)
			error = drm_exec_lock_obj(&exec, obj);
		drm_exec_retry_on_contention(&exec);
		CHECK_EQ(error, 0);
	}
	if (obj)
		error = drm_gpuvm_sm_map(&space->base, space, addr, range, obj, offset);
	else
		error = drm_gpuvm_sm_unmap(&space->base, space, addr, range);
	drm_exec_fini(&exec);
	return error;
}

static void space_end(struct space *space)
{
	CHECK_EQ(change(space, P, (PAGES - 1) * P, NULL, 0), 0);
	CHECK(drm_gpuvm_interval_empty(&space->base, P, (PAGES - 1) * P));
	drm_gpuvm_put(&space->base);
	CHECK_EQ(freed, 1);
}

TEST(ranges)
{
	struct board *board = board_new("a", &driver);
	struct space *space = space_new(board);
	struct drm_gem_object *obj = object_new(board, 8);
	struct drm_gpuvm *vm = &space->base;
	struct drm_gpuva *va, other = {.va = {6 * P, 2 * P}};

	CHECK(!drm_gpuvm_range_valid(vm, 0, P)); /* the driver's */
	CHECK(!drm_gpuvm_range_valid(vm, P, PAGES * P));
	CHECK(!drm_gpuvm_range_valid(vm, 5 * P, -P));
	CHECK(!drm_gpuvm_range_valid(vm, 5 * P, 0));
	CHECK_EQ(change(space, 0, P, obj, 0), -EINVAL);
	CHECK_EQ(change(space, 4 * P, 4 * P, obj, 2 * P), 0);
	CHECK_EQ(drm_gpuva_insert(vm, &other), -EEXIST);
	va = drm_gpuva_find(vm, 4 * P, 4 * P);
	CHECK(va && va->gem.obj == obj && va->gem.offset == 2 * P);
	CHECK(!drm_gpuva_find(vm, 4 * P, 3 * P));
	CHECK(drm_gpuva_find_first(vm, 0, 5 * P) == &vm->kernel_alloc_node);
	CHECK(drm_gpuva_find_first(vm, 7 * P, 5 * P) == va);
	CHECK(!drm_gpuva_find_first(vm, 8 * P, 5 * P));
	CHECK(drm_gpuva_find_prev(vm, 8 * P) == va);
	CHECK(drm_gpuva_find_next(vm, 4 * P) == va);
	drm_gem_object_put(obj); /* the space has it */
	space_end(space);
	board_end(board);
}

TEST(cut_and_kept)
{
	struct board *board = board_new("a", &driver);
	struct space *space = space_new(board);
	struct drm_gem_object *a = object_new(board, 16), *b = object_new(board, 16);
	struct drm_gpuva *va;

	CHECK_EQ(change(space, 8 * P, 8 * P, a, 0), 0);
	CHECK_EQ(change(space, 10 * P, 2 * P, b, 0), 0); /* out of the middle */
	CHECK_EQ(space->remaps, 1);
	va = drm_gpuva_find(&space->base, 12 * P, 4 * P);
	CHECK(va && va->gem.offset == 4 * P);
	CHECK_EQ(change(space, 10 * P, 2 * P, a, 2 * P), 0); /* as it was, in pieces */
	CHECK_EQ(space->unmaps, 1);
	CHECK_EQ(space->kept, 0);
	CHECK_EQ(change(space, 8 * P, 8 * P, a, 0), 0); /* the same memory for all three */
	CHECK_EQ(space->unmaps, 4);
	CHECK_EQ(space->kept, 3);
	CHECK_EQ(change(space, 9 * P, P, NULL, 0), 0);
	CHECK_EQ(space->remaps, 2);
	drm_gem_object_put(a);
	drm_gem_object_put(b);
	space_end(space);
	board_end(board);
}

TEST(lists_of_steps)
{
	struct board *board = board_new("a", &driver);
	struct space *space = space_new(board);
	struct drm_gem_object *obj = object_new(board, 16);
	struct drm_gpuva_ops *list;
	struct drm_gpuva_op *op;
	u64 start, range;

	CHECK_EQ(change(space, 8 * P, 8 * P, obj, 0), 0);
	list = drm_gpuvm_sm_map_ops_create(&space->base, 9 * P, 2 * P, obj, 0);
	CHECK(!IS_ERR(list));
	op = drm_gpuva_first_op(list);
	CHECK_EQ(op->op, DRM_GPUVA_OP_REMAP);
	drm_gpuva_op_remap_to_unmap_range(&op->remap, &start, &range);
	CHECK(start == 9 * P && range == 2 * P);
	CHECK_EQ(drm_gpuva_last_op(list)->op, DRM_GPUVA_OP_MAP);
	drm_gpuva_ops_free(&space->base, list);
	list = drm_gpuvm_sm_unmap_ops_create(&space->base, P, 60 * P);
	CHECK_EQ(drm_gpuva_first_op(list)->op, DRM_GPUVA_OP_UNMAP);
	drm_gpuva_ops_free(&space->base, list);
	CHECK_EQ(PTR_ERR(drm_gpuvm_sm_unmap_ops_create(&space->base, 0, P)), -EINVAL);
	drm_gem_object_put(obj);
	space_end(space);
	board_end(board);
}

/* The tables of what should be there, and what the space says. */
static void compare(struct space *space, struct drm_gem_object **objects)
{
	struct drm_gpuva *va;
	u64 page, i;

	memset(space->table, 0, sizeof(space->table));
	drm_gpuvm_for_each_va(va, &space->base) {
		if (va == &space->base.kernel_alloc_node)
			continue;
		for (i = 0; objects[i] != va->gem.obj; i++)
			;
		for (page = 0; page < va->va.range / P; page++)
			space->table[va->va.addr / P + page] =
				1 + i * 100 + va->gem.offset / P + page;
	}
	CHECK(!memcmp(space->table, space->expected, sizeof(space->table)));
}

TEST(random_changes)
{
	struct board *board = board_new("a", &driver);
	struct space *space = space_new(board);
	struct drm_gem_object *objects[4];
	int i, page;

	for (i = 0; i < 4; i++)
		objects[i] = object_new(board, PAGES);
	for (i = 0; i < 1500; i++) {
		int start = 1 + test_random() % (PAGES - 1);
		int count = 1 + test_random() % (PAGES - start);
		int which = test_random() % 5, offset = test_random() % (PAGES - count + 1);

		if (test_random() % 2)
			count = 1 + test_random() % min(count, 4);
		CHECK_EQ(change(space, start * P, count * P, which < 4 ? objects[which] : NULL,
				offset * P),
			 0);
		for (page = 0; page < count; page++)
			space->expected[start + page] =
				which < 4 ? 1 + which * 100 + offset + page : 0;
		compare(space, objects);
	}
	CHECK(space->remaps > 100 && space->unmaps > 100);
	space_end(space);
	for (i = 0; i < 4; i++)
		drm_gem_object_put(objects[i]);
	board_end(board);
}

static const char *name(struct dma_fence *fence)
{
	return "test";
}

TEST(all_is_locked_and_fenced)
{
	static const struct dma_fence_ops fence_ops = {.get_driver_name = name,
						       .get_timeline_name = name};
	static DEFINE_SPINLOCK(fences_lock);
	struct board *board = board_new("a", &driver);
	struct space *space = space_new(board);
	struct drm_gpuvm_exec exec = {.vm = &space->base, .num_fences = 1};
	struct dma_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);
	struct drm_gem_object *objects[3];
	int i;

	dma_fence_init(fence, &fence_ops, &fences_lock, 1, 1);
	for (i = 0; i < 3; i++) {
		objects[i] = object_new(board, 4);
		CHECK_EQ(change(space, (8 + 4 * i) * P, 4 * P, objects[i], 0), 0);
	}
	CHECK_EQ(drm_gpuvm_exec_lock(&exec), 0);
	CHECK_EQ(exec.exec.num_objects, 4);
	drm_gpuvm_resv_assert_held(&space->base);
	drm_gpuvm_exec_resv_add_fence(&exec, fence, DMA_RESV_USAGE_BOOKKEEP, DMA_RESV_USAGE_WRITE);
	drm_gpuvm_exec_unlock(&exec);
	CHECK(!dma_resv_test_signaled(objects[2]->resv, DMA_RESV_USAGE_WRITE));
	CHECK(dma_resv_test_signaled(drm_gpuvm_resv(&space->base), DMA_RESV_USAGE_READ));
	CHECK(!dma_resv_test_signaled(drm_gpuvm_resv(&space->base), DMA_RESV_USAGE_BOOKKEEP));
	dma_fence_signal(fence);
	dma_fence_put(fence);
	space_end(space);
	for (i = 0; i < 3; i++)
		drm_gem_object_put(objects[i]);
	board_end(board);
	rcu_barrier();
}

/* --- rules -------------------------------------------------------------------------------- */

static struct space *trap_space(struct drm_gem_object **obj)
{
	struct board *board = board_new("a", &driver);
	struct space *space = space_new(board);

	*obj = object_new(board, 4);
	CHECK_EQ(change(space, 4 * P, 4 * P, *obj, 0), 0);
	return space;
}

TRAP(range_freed, "gpuva-freed-inserted")
{
	struct drm_gem_object *obj;

	kfree(drm_gpuva_find_first(&trap_space(&obj)->base, 4 * P, P));
}

TRAP(range_removed_twice, "gpuva-removed-twice")
{
	struct drm_gem_object *obj;
	struct space *space = trap_space(&obj);
	struct drm_gpuva *va = drm_gpuva_find_first(&space->base, 4 * P, P);

	drm_gpuva_remove(va);
	drm_gpuva_remove(va);
}

TRAP(unlinked_without_the_lock, "lock-not-held")
{
	struct drm_gem_object *obj;
	struct space *space = trap_space(&obj);

	drm_gpuva_unlink(drm_gpuva_find_first(&space->base, 4 * P, P));
}

TRAP(object_put_too_often, "gem-freed-while-mapped-by-gpu")
{
	struct drm_gem_object *obj;

	trap_space(&obj);
	drm_gem_object_put(obj);
	drm_gem_object_put(obj); /* the space's */
}

TRAP(space_put_too_often, "gpuva-left")
{
	static struct drm_gpuva va = {.va = {4 * P, P}};
	struct space *space = space_new(board_new("a", &driver));

	CHECK_EQ(drm_gpuva_insert(&space->base, &va), 0);
	drm_gpuvm_put(&space->base);
	drm_gpuvm_put(&space->base); /* the range's */
}

TRAP(space_left, "gpuvm-leak")
{
	struct board *board = board_new("a", &driver);

	drm_gem_object_release(space_new(board)->base.r_obj); /* it would be found, too */
	board_end(board);
	checked_teardown();
}

TRAP(object_of_a_space_freed, "gpuvm-bo-freed-by-hand")
{
	struct board *board = board_new("a", &driver);
	struct drm_gpuvm_bo *vm_bo =
		drm_gpuvm_bo_create(&space_new(board)->base, object_new(board, 1));

	CHECK(vm_bo);
	kfree(vm_bo);
}
