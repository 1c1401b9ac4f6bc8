// SPDX-License-Identifier: MIT
/* Buffers of ordinary memory: pages, tables, addresses, programs' mappings; shared between devices.
 */
#include "board.h"
#include "checked.h"
#include "testing.h"

#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/iosys-map.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <drm/drm_exec.h>
#include <drm/drm_gem_shmem_helper.h>

#define SIZE 0x3000

struct create {
	__u32 handle;
	__u32 pad;
	__u64 offset;
};

#define DRM_IOCTL_TEST_CREATE DRM_IOWR(DRM_COMMAND_BASE + 0, struct create)

static int create_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_gem_shmem_object *shmem = drm_gem_shmem_create(drm, SIZE - 5);
	struct create *args = data;
	int error;

	if (IS_ERR(shmem))
		return PTR_ERR(shmem);
	args->offset = drm_vma_node_offset_addr(&shmem->base.vma_node);
	error = drm_gem_handle_create(file, &shmem->base, &args->handle);
	drm_gem_object_put(&shmem->base);
	return error;
}

static const struct drm_ioctl_desc ioctls[] = {
	DRM_IOCTL_DEF_DRV(TEST_CREATE, create_ioctl, DRM_RENDER_ALLOW),
};

DEFINE_DRM_GEM_FOPS(fops);

static const struct drm_driver driver = {
	DRM_GEM_SHMEM_DRIVER_OPS,
	.name = "test",
	.driver_features = DRIVER_GEM | DRIVER_RENDER,
	.ioctls = ioctls,
	.num_ioctls = ARRAY_SIZE(ioctls),
	.fops = &fops,
};

static struct create create(struct file *file)
{
	struct create args = {.handle = 0};

	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_TEST_CREATE, &args), 0);
	return args;
}

static int to_fd(struct file *file, u32 handle)
{
	struct drm_prime_handle args = {.handle = handle, .flags = DRM_CLOEXEC | DRM_RDWR};

	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args), 0);
	return args.fd;
}

static long from_fd(struct file *file, int fd, u32 *handle)
{
	struct drm_prime_handle args = {.fd = fd};
	long error = kernel_ioctl(file, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args);

	*handle = args.handle;
	return error;
}

static void close_handle(struct file *file, u32 handle)
{
	struct drm_gem_close args = {.handle = handle};

	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_GEM_CLOSE, &args), 0);
}

static struct drm_gem_object *object(struct file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file->private_data, handle);

	CHECK(obj);
	return obj;
}

TEST(programs_map_them)
{
	struct board *board = board_new("a", &driver);
	struct file *file = kernel_open("renderD128", O_RDWR),
		    *other = kernel_open("renderD128", O_RDWR);
	struct create made = create(file);
	struct drm_gem_object *obj = object(file, made.handle);
	struct iosys_map map;
	char *memory;

	CHECK_EQ(obj->size, SIZE);
	CHECK_EQ(PTR_ERR(kernel_mmap(other, SIZE, made.offset)), -EACCES);
	CHECK_EQ(PTR_ERR(kernel_mmap(file, SIZE + 1, made.offset)), -EINVAL);
	CHECK_EQ(PTR_ERR(kernel_mmap(file, SIZE, 0x1000)), -EINVAL);
	memory = kernel_mmap(file, SIZE, made.offset);
	CHECK(!IS_ERR(memory));
	strcpy(memory + SIZE - 10, "end");
	CHECK_EQ(drm_gem_vmap_unlocked(obj, &map), 0);
	CHECK(!strcmp((char *)map.vaddr + SIZE - 10, "end"));
	drm_gem_vunmap_unlocked(obj, &map);
	close_handle(file, made.handle);
	drm_gem_object_put(obj);
	kernel_close(file);
	kernel_close(other);
	memory[0] = 1; /* the mapping has the file and the object */
	board_end(board);
	CHECK_EQ(kernel_munmap(memory), 0);
	CHECK_EQ(kernel_munmap(memory), -EINVAL);
}

TEST(table_is_mapped_once)
{
	struct board *board = board_new("a", &driver);
	struct drm_gem_shmem_object *shmem = drm_gem_shmem_create(&board->drm, SIZE);
	struct sg_table *sgt = drm_gem_shmem_get_pages_sgt(shmem);

	CHECK(!IS_ERR(sgt));
	CHECK(drm_gem_shmem_get_pages_sgt(shmem) == sgt);
	CHECK_EQ(sg_dma_len(sgt->sgl), SIZE);
	CHECK_EQ(drm_gem_shmem_pin(shmem), 0);
	drm_gem_shmem_unpin(shmem);
	CHECK(shmem->pages);
	drm_gem_object_put(&shmem->base);
	CHECK_EQ(PTR_ERR(drm_gem_shmem_create(&board->drm, 0)), -EINVAL);
	board_end(board);
}

TEST(allocations_that_fail)
{
	struct board *board = board_new("a", &driver);
	struct file *file = kernel_open("renderD128", O_RDWR);
	unsigned int nth;

	for (nth = 1;; nth++) {
		struct create args = {.handle = 0};
		long error;

		kernel_fail_allocation(nth);
		error = kernel_ioctl(file, DRM_IOCTL_TEST_CREATE, &args);
		if (!kernel_allocation_failed())
			break;
		CHECK_EQ(error, -ENOMEM);
	}
	kernel_fail_allocation(0);
	kernel_close(file);
	board_end(board);
}

TEST(one_buffer_one_handle)
{
	struct board *board = board_new("a", &driver);
	struct file *file = kernel_open("renderD128", O_RDWR),
		    *other = kernel_open("card0", O_RDWR);
	u32 handle = create(file).handle, found, theirs;
	int fd = to_fd(file, handle), again = to_fd(file, handle);
	struct drm_gem_object *mine, *same;

	CHECK(fd != again);
	CHECK_EQ(from_fd(file, fd, &found), 0);
	CHECK_EQ(found, handle);
	CHECK_EQ(from_fd(other, fd, &theirs), 0);
	mine = object(file, handle);
	same = object(other, theirs);
	CHECK(mine == same);
	drm_gem_object_put(mine);
	drm_gem_object_put(same);
	CHECK_EQ(from_fd(file, 999, &found), -EBADF);
	/* all handles gone, the descriptor has the buffer */
	close_handle(file, handle);
	close_handle(other, theirs);
	CHECK_EQ(from_fd(file, again, &found), 0);
	CHECK_EQ(kernel_close_descriptor(fd), 0);
	CHECK_EQ(kernel_close_descriptor(again), 0);
	kernel_close(file);
	kernel_close(other);
	board_end(board);
}

TEST(shared_between_devices)
{
	struct board *a = board_new("a", &driver), *b = board_new("b", &driver);
	struct file *exporter = kernel_open("renderD128", O_RDWR);
	struct file *importer = kernel_open("renderD129", O_RDWR);
	struct create made = create(exporter);
	int fd = to_fd(exporter, made.handle), back;
	struct drm_gem_object *obj, *original = object(exporter, made.handle);
	char *memory = kernel_mmap(exporter, SIZE, made.offset);
	struct iosys_map map;
	u32 handle, home;

	CHECK_EQ(from_fd(importer, fd, &handle), 0);
	obj = object(importer, handle);
	CHECK(obj != original && obj->import_attach && obj->resv == original->resv);
	CHECK(!IS_ERR(drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(obj))));
	memory[7] = 42;
	CHECK_EQ(drm_gem_vmap_unlocked(obj, &map), 0);
	CHECK_EQ(((char *)map.vaddr)[7], 42);
	drm_gem_vunmap_unlocked(obj, &map);
	/* and home again */
	back = to_fd(importer, handle);
	CHECK_EQ(from_fd(exporter, back, &home), 0);
	CHECK_EQ(home, made.handle);
	drm_gem_object_put(obj);
	drm_gem_object_put(original);
	kernel_munmap(memory);
	kernel_close_descriptor(fd);
	kernel_close(exporter);
	kernel_close(importer);
	board_end(a); /* the descriptor has the buffer, and that the device */
	kernel_close_descriptor(back);
	board_end(b);
}

/* Every allocation of exporting and of importing fails once: no handle, descriptor or buffer is
 * left. */
TEST(sharing_that_fails)
{
	struct board *a = board_new("a", &driver), *b = board_new("b", &driver);
	struct file *exporter = kernel_open("renderD128", O_RDWR);
	struct file *importer = kernel_open("renderD129", O_RDWR);
	struct drm_prime_handle args;
	unsigned int nth;
	bool failed = true;

	for (nth = 1; failed; nth++) {
		u32 handle = create(exporter).handle, imported;
		long error;

		args = (struct drm_prime_handle){.handle = handle, .fd = -1};
		kernel_fail_allocation(nth);
		error = kernel_ioctl(exporter, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args);
		if (!error) {
			error = from_fd(importer, args.fd, &imported);
			kernel_close_descriptor(args.fd);
		}
		failed = kernel_allocation_failed();
		kernel_fail_allocation(0);
		CHECK(failed ? error == -ENOMEM || error == -EIO : !error);
		if (!error)
			close_handle(importer, imported);
		close_handle(exporter, handle);
	}
	CHECK(nth > 10);
	kernel_close(exporter);
	kernel_close(importer);
	board_end(a);
	board_end(b);
}

TEST(many_are_locked)
{
	struct board *board = board_new("a", &driver);
	struct drm_gem_object *objects[20], *obj;
	struct drm_exec exec;
	int i, error;

	for (i = 0; i < 20; i++)
		objects[i] = &drm_gem_shmem_create(&board->drm, SIZE)->base;
	drm_exec_init(&exec, DRM_EXEC_INTERRUPTIBLE_WAIT, 1);
	drm_exec_until_all_locked(&exec) {
		error = drm_exec_prepare_array(&exec, objects, 20, 2);
		drm_exec_retry_on_contention(&exec);
		CHECK_EQ(error, 0);
		CHECK_EQ(drm_exec_lock_obj(&exec, objects[3]), -EALREADY);
	}
	i = 0;
	drm_exec_for_each_locked_object(&exec, obj) {
		dma_resv_assert_held(obj->resv);
		i++;
	}
	CHECK_EQ(i, 20);
	drm_exec_fini(&exec);
	for (i = 0; i < 20; i++)
		drm_gem_object_put(objects[i]);
	board_end(board);
}

/* --- rules -------------------------------------------------------------------------------- */

/* It has the file. */
TRAP(mapping_left, "file-leak")
{
	struct file *file;

	board_new("a", &driver);
	file = kernel_open("renderD128", O_RDWR);
	CHECK(!IS_ERR(kernel_mmap(file, SIZE, create(file).offset)));
	kernel_close(file);
	checked_teardown();
}

TRAP(pages_put_unlocked, "lock-not-held")
{
	struct board *board = board_new("a", &driver);
	struct drm_gem_shmem_object *shmem = drm_gem_shmem_create(&board->drm, SIZE);

	CHECK_EQ(drm_gem_shmem_pin(shmem), 0);
	drm_gem_shmem_put_pages(shmem);
}

TRAP(import_left_attached, "dma-buf-attachment-leak")
{
	struct board *a = board_new("a", &driver), *b = board_new("b", &driver);
	struct drm_gem_shmem_object *shmem = drm_gem_shmem_create(&a->drm, SIZE);
	struct dma_buf *dma_buf = drm_gem_prime_export(&shmem->base, 0);
	struct drm_gem_object *obj = drm_gem_prime_import(&b->drm, dma_buf);

	CHECK(!IS_ERR(obj));
	dma_buf_put(dma_buf);
	/* as a free() that has forgotten drm_prime_gem_destroy() */
	dma_buf_put(dma_buf);
}
