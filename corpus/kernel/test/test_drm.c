// SPDX-License-Identifier: MIT
/* DRM devices, clients, ioctls, buffers and their handles; unplugging. */
#include "checked.h"
#include "harness.h"
#include "testing.h"
#include "threads.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_managed.h>

struct gpu {
	struct drm_device drm;
	int *scratch; /* managed */
};

struct buffer {
	struct drm_gem_object base;
	u32 value;
};

struct gpu_create {
	__u32 size;
	__u32 handle;
};

struct gpu_value {
	__u32 handle;
	__u32 value;
	__u64 added; /* in a later version of the interface */
};

#define DRM_IOCTL_GPU_CREATE DRM_IOWR(DRM_COMMAND_BASE + 0, struct gpu_create)
#define DRM_IOCTL_GPU_SET DRM_IOW(DRM_COMMAND_BASE + 1, struct gpu_value)
#define DRM_IOCTL_GPU_GET DRM_IOWR(DRM_COMMAND_BASE + 2, struct gpu_value)
#define DRM_IOCTL_GPU_MODE DRM_IO(DRM_COMMAND_BASE + 3)
#define DRM_IOCTL_GPU_ROOT DRM_IO(DRM_COMMAND_BASE + 4)
#define DRM_IOCTL_GPU_AUTH DRM_IO(DRM_COMMAND_BASE + 5)
#define DRM_IOCTL_GPU_HOLE DRM_IO(DRM_COMMAND_BASE + 6)
#define DRM_IOCTL_GPU_BAD DRM_IO(DRM_COMMAND_BASE + 7)

static atomic_t buffers = ATOMIC_INIT(0), clients = ATOMIC_INIT(0), opens = ATOMIC_INIT(0);
static char ended[16]; /* what has ended, in that order */
static bool in_threads; /* nobody asks for the order */

static void note(const char *what)
{
	if (!READ_ONCE(in_threads))
		strcat(ended, what);
}

static void buffer_free(struct drm_gem_object *obj)
{
	drm_gem_object_release(obj);
	atomic_dec(&buffers);
	kfree(container_of(obj, struct buffer, base));
}

static int buffer_open(struct drm_gem_object *obj, struct drm_file *file)
{
	atomic_inc(&opens);
	return 0;
}

static void buffer_close(struct drm_gem_object *obj, struct drm_file *file)
{
	/* the client is whole: postclose() comes later */
	CHECK(file->driver_priv);
	atomic_dec(&opens);
}

static const struct drm_gem_object_funcs buffer_funcs = {
	.free = buffer_free, .open = buffer_open, .close = buffer_close};

static struct buffer *buffer_new(struct drm_device *drm, size_t size)
{
	struct buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);

	buffer->base.funcs = &buffer_funcs;
	drm_gem_private_object_init(drm, &buffer->base, size);
	atomic_inc(&buffers);
	return buffer;
}

static int gpu_create_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct gpu_create *args = data;
	struct buffer *buffer;
	int error;

	if (!args->size)
		return -EINVAL;
	buffer = buffer_new(drm, args->size);
	error = drm_gem_handle_create(file, &buffer->base, &args->handle);
	drm_gem_object_put(&buffer->base); /* the handle has it now */
	return error;
}

static int gpu_set_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct gpu_value *args = data;
	struct drm_gem_object *obj = drm_gem_object_lookup(file, args->handle);
	int idx, error = -ENODEV;

	if (!obj)
		return -ENOENT;
	if (drm_dev_enter(drm, &idx)) {
		WRITE_ONCE(container_of(obj, struct buffer, base)->value,
			   args->value + args->added);
		drm_dev_exit(idx);
		error = 0;
	}
	drm_gem_object_put(obj);
	return error;
}

static int gpu_get_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct gpu_value *args = data;
	struct drm_gem_object *obj = drm_gem_object_lookup(file, args->handle);

	if (!obj)
		return -ENOENT;
	args->value = READ_ONCE(container_of(obj, struct buffer, base)->value);
	drm_gem_object_put(obj);
	return 0;
}

static int nothing_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	return 0;
}

static int bad_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	int idx;

	return drm_dev_enter(drm, &idx) ? 0 : -ENODEV;
}

static const struct drm_ioctl_desc gpu_ioctls[] = {
	DRM_IOCTL_DEF_DRV(GPU_CREATE, gpu_create_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(GPU_SET, gpu_set_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(GPU_GET, gpu_get_ioctl, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(GPU_MODE, nothing_ioctl, DRM_MASTER),
	DRM_IOCTL_DEF_DRV(GPU_ROOT, nothing_ioctl, DRM_ROOT_ONLY),
	DRM_IOCTL_DEF_DRV(GPU_AUTH, nothing_ioctl, DRM_AUTH),
	[7] = {.cmd = DRM_IOCTL_GPU_BAD, .func = bad_ioctl, .name = "BAD"},
};

static int gpu_open(struct drm_device *drm, struct drm_file *file)
{
	file->driver_priv = kzalloc(8, GFP_KERNEL);
	if (!file->driver_priv)
		return -ENOMEM;
	atomic_inc(&clients);
	return 0;
}

static void gpu_postclose(struct drm_device *drm, struct drm_file *file)
{
	CHECK(xa_empty(&file->object_xa));
	atomic_dec(&clients);
	kfree(file->driver_priv);
}

static void gpu_release(struct drm_device *drm)
{
	/* before what is managed goes */
	CHECK_EQ(*container_of(drm, struct gpu, drm)->scratch, 7);
	note("r");
}

DEFINE_DRM_GEM_FOPS(gpu_fops);

static const struct drm_driver gpu_driver = {
	.open = gpu_open,
	.postclose = gpu_postclose,
	.release = gpu_release,
	.name = "gpu",
	.driver_features = DRIVER_GEM | DRIVER_RENDER,
	.ioctls = gpu_ioctls,
	.num_ioctls = ARRAY_SIZE(gpu_ioctls),
	.fops = &gpu_fops,
};

static void note_action(struct drm_device *drm, void *data)
{
	note(data);
}

static char gpu_driver_group;

/* A board with a GPU on it. No driver is bound to it: a group of resources stands for one. */
static struct gpu *gpu_new(struct device **board)
{
	struct gpu *gpu;

	if (!READ_ONCE(in_threads))
		ended[0] = 0;
	*board = root_device_register("board");
	CHECK(!IS_ERR(*board));
	CHECK(devres_open_group(*board, &gpu_driver_group, GFP_KERNEL));
	gpu = devm_drm_dev_alloc(*board, &gpu_driver, struct gpu, drm);
	CHECK(!IS_ERR(gpu));
	gpu->scratch = drmm_kzalloc(&gpu->drm, sizeof(int), GFP_KERNEL);
	*gpu->scratch = 7;
	CHECK_EQ(drmm_add_action(&gpu->drm, note_action, "a"), 0);
	CHECK_EQ(drmm_add_action_or_reset(&gpu->drm, note_action, "b"), 0);
	drmm_kfree(&gpu->drm, drmm_kmalloc(&gpu->drm, 8, GFP_KERNEL));
	CHECK_EQ(drm_dev_register(&gpu->drm, 0), 0);
	return gpu;
}

static void gpu_end(struct gpu *gpu, struct device *board)
{
	drm_dev_unplug(&gpu->drm);
	devres_release_group(board, &gpu_driver_group);
	root_device_unregister(board);
}

static struct file *client_open(const char *name)
{
	struct file *file = kernel_open(name, O_RDWR);

	CHECK(!IS_ERR(file));
	return file;
}

static u32 create(struct file *file)
{
	struct gpu_create args = {.size = 4096};

	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_GPU_CREATE, &args), 0);
	return args.handle;
}

TEST(handles_are_each_clients_own)
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	struct file *a = client_open("card0"), *b = client_open("renderD128");
	struct gpu_value value = {.handle = create(a), .value = 5};
	struct drm_gem_close close = {.handle = value.handle};

	CHECK_EQ(value.handle, 1);
	CHECK_EQ(kernel_ioctl(a, DRM_IOCTL_GPU_SET, &value), 0);
	CHECK_EQ(kernel_ioctl(b, DRM_IOCTL_GPU_GET, &value), -ENOENT);
	value.value = 0;
	CHECK_EQ(kernel_ioctl(a, DRM_IOCTL_GPU_GET, &value), 0);
	CHECK_EQ(value.value, 5);
	CHECK_EQ(create(b), 1);
	CHECK_EQ(atomic_read(&buffers), 2);
	CHECK_EQ(kernel_ioctl(a, DRM_IOCTL_GEM_CLOSE, &close), 0);
	CHECK_EQ(kernel_ioctl(a, DRM_IOCTL_GEM_CLOSE, &close), -EINVAL);
	CHECK_EQ(kernel_ioctl(a, DRM_IOCTL_GPU_GET, &value), -ENOENT);
	CHECK_EQ(atomic_read(&buffers), 1);
	kernel_close(b); /* takes its handle along */
	CHECK_EQ(atomic_read(&buffers), 0);
	CHECK_EQ(atomic_read(&opens), 0);
	kernel_close(a);
	CHECK_EQ(atomic_read(&clients), 0);
	gpu_end(gpu, board);
	CHECK(!strcmp(ended, "rba"));
}

/* What the old program does not know of is 0; what the driver does not know of is not touched. */
TEST(structs_of_other_sizes)
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	struct file *file = client_open("card0");
	struct {
		__u32 handle, value;
	} old = {.handle = create(file), .value = 3};
	struct {
		struct gpu_value value;
		__u64 unknown;
	} new = {.value.handle = old.handle, .unknown = 9};

	CHECK_EQ(kernel_ioctl(file, DRM_IOW(DRM_COMMAND_BASE + 1, __u64), &old), 0);
	CHECK_EQ(kernel_ioctl(file, DRM_IOWR(DRM_COMMAND_BASE + 2, typeof(new)), &new), 0);
	CHECK(new.value.value == 3 && new.unknown == 9);
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_GPU_GET, NULL), -EFAULT);
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_GPU_HOLE, NULL), -EINVAL);
	CHECK_EQ(kernel_ioctl(file, DRM_IO(DRM_COMMAND_BASE + 50), NULL), -EINVAL);
	kernel_close(file);
	gpu_end(gpu, board);
}

TEST(permissions)
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	struct file *master, *second, *render;

	kernel_set_privileged(false);
	master = client_open("card0");
	second = client_open("card0");
	render = client_open("renderD128");
	CHECK_EQ(kernel_ioctl(master, DRM_IOCTL_GPU_MODE, NULL), 0);
	CHECK_EQ(kernel_ioctl(second, DRM_IOCTL_GPU_MODE, NULL), -EACCES);
	CHECK_EQ(kernel_ioctl(render, DRM_IOCTL_GPU_MODE, NULL), -EACCES);
	CHECK_EQ(kernel_ioctl(master, DRM_IOCTL_GPU_AUTH, NULL), 0);
	CHECK_EQ(kernel_ioctl(second, DRM_IOCTL_GPU_AUTH, NULL), -EACCES);
	CHECK_EQ(kernel_ioctl(render, DRM_IOCTL_GPU_AUTH, NULL), -EACCES);
	CHECK_EQ(kernel_ioctl(master, DRM_IOCTL_GPU_ROOT, NULL), -EACCES);
	kernel_set_privileged(true);
	CHECK_EQ(kernel_ioctl(second, DRM_IOCTL_GPU_ROOT, NULL), 0);
	CHECK_EQ(kernel_ioctl(render, DRM_IOCTL_GPU_ROOT, NULL), -EACCES);
	kernel_close(master);
	kernel_close(render);
	kernel_close(second);
	gpu_end(gpu, board);
}

TEST(client_outlives_the_hardware)
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	struct file *file = client_open("card0");
	struct gpu_value value = {.handle = create(file)};
	int idx;

	CHECK(drm_dev_enter(&gpu->drm, &idx));
	drm_dev_exit(idx);
	gpu_end(gpu, board);
	CHECK(!drm_dev_enter(&gpu->drm, &idx));
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_GPU_GET, &value), -ENODEV);
	CHECK_EQ(PTR_ERR(kernel_open("card0", O_RDWR)), -ENOENT);
	CHECK(!strcmp(ended, ""));
	CHECK_EQ(atomic_read(&buffers), 1);
	kernel_close(file);
	CHECK_EQ(atomic_read(&buffers), 0);
	CHECK(!strcmp(ended, "rba"));
}

TEST(open_that_fails)
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	unsigned int nth;

	for (nth = 1; nth <= 3; nth++) {
		kernel_fail_allocation(nth);
		CHECK(IS_ERR(kernel_open("card0", O_RDWR)));
		CHECK(kernel_allocation_failed());
	}
	kernel_fail_allocation(0);
	CHECK_EQ(atomic_read(&clients), 0);
	gpu_end(gpu, board);
}

static bool stop;

static int use_all_the_time(void *data)
{
	struct gpu_value value = {.value = 1};
	struct drm_gem_close close;

	while (!READ_ONCE(stop)) {
		struct file *file = kernel_open(data, O_RDWR);
		struct gpu_create new = {.size = 1};
		int i;

		if (IS_ERR(file)) {
			yield();
			continue;
		}
		for (i = 0; i < 5 && !kernel_ioctl(file, DRM_IOCTL_GPU_CREATE, &new); i++) {
			value.handle = new.handle;
			kernel_ioctl(file, DRM_IOCTL_GPU_SET, &value);
			close.handle = new.handle - test_random() % 2;
			kernel_ioctl(file, DRM_IOCTL_GEM_CLOSE, &close);
		}
		kernel_close(file);
	}
	return 0;
}

TEST(unplugged_in_full_swing)
{
	struct task_struct *threads[2];
	struct device *board;
	struct gpu *gpu;
	int i;

	WRITE_ONCE(stop, false);
	WRITE_ONCE(in_threads, true);
	threads[0] = thread_start(use_all_the_time, "renderD128");
	threads[1] = thread_start(use_all_the_time, "card0");
	for (i = 0; i < 40; i++) {
		gpu = gpu_new(&board);
		usleep_range(500, 3000);
		gpu_end(gpu, board);
	}
	WRITE_ONCE(stop, true);
	for (i = 0; i < 2; i++)
		thread_end(threads[i]);
	WRITE_ONCE(in_threads, false);
	CHECK_EQ(atomic_read(&buffers), 0);
	CHECK_EQ(atomic_read(&opens), 0);
}

/* --- rules -------------------------------------------------------------------------------- */

TRAP(section_left_open, "dev-section-left-open")
{
	struct device *board;

	gpu_new(&board);
	kernel_ioctl(client_open("card0"), DRM_IOCTL_GPU_BAD, NULL);
}

TRAP(section_left_twice, "dev-section-closed-twice")
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	int idx;

	CHECK(drm_dev_enter(&gpu->drm, &idx));
	drm_dev_exit(idx);
	drm_dev_exit(idx);
}

TRAP(unplug_in_section, "drm-unplug-in-section")
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	int idx;

	CHECK(drm_dev_enter(&gpu->drm, &idx));
	drm_dev_unplug(&gpu->drm);
}

TRAP(device_left, "drm-device-leak")
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);

	drm_dev_get(&gpu->drm);
	gpu_end(gpu, board);
	checked_teardown();
}

TRAP(registered_at_the_end, "freed-while-registered")
{
	struct device *board;

	gpu_new(&board);
	devres_release_group(board, &gpu_driver_group);
}

TRAP(object_freed, "gem-freed-by-hand")
{
	struct device *board;

	kfree(buffer_new(&gpu_new(&board)->drm, 1));
}

TRAP(object_published_early, "gem-published-early")
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	struct drm_file *client = client_open("card0")->private_data;
	struct buffer *buffer = buffer_new(&gpu->drm, 1);
	u32 handle;

	buffer->base.funcs = NULL;
	CHECK_EQ(drm_gem_handle_create(client, &buffer->base, &handle), 0);
}

/* The creator's reference goes twice: one of them is the handle's. */
TRAP(reference_of_the_handle_put, "gem-freed-with-handles")
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);
	struct drm_file *client = client_open("card0")->private_data;
	struct buffer *buffer = buffer_new(&gpu->drm, 1);
	u32 handle;

	CHECK_EQ(drm_gem_handle_create(client, &buffer->base, &handle), 0);
	drm_gem_object_put(&buffer->base);
	drm_gem_object_put(&buffer->base);
}

TRAP(object_left, "gem-leak")
{
	struct device *board;
	struct gpu *gpu = gpu_new(&board);

	buffer_new(&gpu->drm, 1);
	gpu_end(gpu, board);
	checked_teardown();
}

TOUCH(file_kept_after_postclose, "use-after-free")
{
	struct device *board;
	struct file *file;
	struct drm_file *kept;

	gpu_new(&board);
	file = client_open("card0");
	kept = file->private_data;
	kernel_close(file);
	CHECK(drm_is_primary_client(kept));
}
