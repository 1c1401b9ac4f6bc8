/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible -fplugin-arg-custody-only=ids-of-device %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_ioctl.h>
#include <linux/idr.h>
#include <linux/mutex.h>
#include <linux/file.h>

#include "custody.h"

void *idr_find(const struct idr *idr, unsigned long id);

struct vm {
	int pages;
};
struct vm_args {
	u32 id, flags;
};
struct gpu {
	struct drm_device drm;
	struct mutex lock;
	struct xarray vms;
	struct {
		struct idr queues;
	} mgr;
};
struct client {
	struct xarray vms;
};
struct gpu *to_gpu(struct drm_device *dev);

static int create_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct gpu *gpu = container_of(dev, struct gpu, drm);
	struct vm_args *args = data;
	struct vm *vm = kzalloc(sizeof(*vm), GFP_KERNEL);
	int ret;

	if (!vm)
		return -ENOMEM;
// CHECK: ids-of-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'gpu->vms' numbers objects for user space, but belongs to the device: {{.*}} [custody-ids-of-device]
	ret = xa_alloc(&gpu->vms, &args->id, vm, xa_limit_32b, GFP_KERNEL);
	if (ret)
		kfree(vm);
	return ret;
}

static int destroy(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct gpu *gpu = container_of(dev, struct gpu, drm);
	struct vm_args *args = data;

	kfree(xa_erase(&gpu->vms, args->id));
	return 0;
}

/* In a table inside of the device's structure, by a helper. */
static int number_bad(struct gpu *gpu, struct vm *queue)
{
// CHECK: ids-of-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'gpu->mgr.queues' numbers objects for user space, but belongs to the device: {{.*}} [custody-ids-of-device]
	return idr_alloc(&gpu->mgr.queues, queue, 1, 0, GFP_KERNEL);
}

static int queue_create(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct gpu *gpu = to_gpu(dev);
	struct vm_args *args = data;
	struct vm *queue = kzalloc(sizeof(*queue), GFP_KERNEL);
	int id;

	if (!queue)
		return -ENOMEM;
	mutex_lock(&gpu->lock);
	id = number_bad(gpu, queue);
	mutex_unlock(&gpu->lock);
	if (id < 0) {
		kfree(queue);
		return id;
	}
	args->id = id;
	return 0;
}

static int queue_look(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct gpu *gpu = to_gpu(dev);
	struct vm_args *args = data;

	return idr_find(&gpu->mgr.queues, args->id) ? 0 : -ENOENT;
}

/* A device that is no DRM device: its own source says what it is. */
struct __device_wide accel {
	struct xarray jobs;
};
static struct accel the_accel;

struct file_operations {
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
};

static long accel_bad(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vm *job = kzalloc(sizeof(*job), GFP_KERNEL);
	u32 id = 0;

	if (!job)
		return -ENOMEM;
	if (cmd == 1) {
		kfree(job);
		return xa_load(&the_accel.jobs, arg) ? 0 : -ENOENT;
	}
// CHECK: ids-of-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the_accel.jobs' numbers objects for user space, but belongs to the device: {{.*}} [custody-ids-of-device]
	if (xa_alloc(&the_accel.jobs, &id, job, xa_limit_32b, GFP_KERNEL)) {
		kfree(job);
		return -ENOMEM;
	}
	return id;
}

const struct file_operations accel_fops = {
	.unlocked_ioctl = accel_bad,
};

/* Shared by all devices, and by all files. */
static struct idr handles;

static int handle_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct vm_args *args = data;

	if (args->flags)
		return idr_find(&handles, args->id) ? 0 : -ENOENT;
// CHECK: ids-of-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'handles' numbers objects for user space, but belongs to the device: {{.*}} [custody-ids-of-device]
	return idr_alloc(&handles, dev, 1, 0, GFP_KERNEL);
}

/* The file's own. */
static int create_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct client *client = file->driver_priv;
	struct vm_args *args = data;
	struct vm *vm = kzalloc(sizeof(*vm), GFP_KERNEL);
	int ret;

	if (!vm)
		return -ENOMEM;
	ret = xa_alloc(&client->vms, &args->id, vm, xa_limit_32b, GFP_KERNEL);
	if (ret)
		kfree(vm);
	return ret;
}

static int look_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct client *client = file->driver_priv;
	struct vm_args *args = data;

	return xa_load(&client->vms, args->id) ? 0 : -ENOENT;
}

struct card {
	struct drm_device drm;
	struct idr slots;
};

/* Numbers of the hardware, which user space never names. */
static int slot_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct card *card = container_of(dev, struct card, drm);
	int slot = idr_alloc(&card->slots, dev, 0, 8, GFP_KERNEL);

	if (slot < 0)
		return slot;
	idr_remove(&card->slots, slot);
	return 0;
}

/* Numbered at the start, by no ioctl. */
int start_ok(struct gpu *gpu, struct vm *queue)
{
	return idr_alloc(&gpu->mgr.queues, queue, 0, 1, GFP_KERNEL);
}

const struct drm_ioctl_desc ioctls[] = {
	{ 0, create_bad }, { 1, destroy }, { 2, queue_create }, { 3, queue_look },
	{ 7, handle_bad }, { 4, create_ok }, { 5, look_ok }, { 6, slot_ok },
};
