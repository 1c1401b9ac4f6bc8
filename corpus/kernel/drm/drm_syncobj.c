// SPDX-License-Identifier: MIT
#include "checked.h"
#include "drm_internal.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <drm/drm.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_syncobj.h>

static const struct checked_kind syncobj_kind = {
	.what = "drm_syncobj", .freed = "syncobj-freed-by-hand", .left = "syncobj-leak"};

int drm_syncobj_create(struct drm_syncobj **out_syncobj, u32 flags, struct dma_fence *fence)
{
	struct drm_syncobj *syncobj = kzalloc(sizeof(*syncobj), GFP_KERNEL);

	if (!syncobj)
		return -ENOMEM;
	kref_init(&syncobj->refcount);
	INIT_LIST_HEAD(&syncobj->cb_list);
	spin_lock_init(&syncobj->lock);
	if (flags & DRM_SYNCOBJ_CREATE_SIGNALED)
		syncobj->fence = dma_fence_get_stub();
	else
		syncobj->fence = dma_fence_get(fence);
	checked_enter(&syncobj_kind, syncobj);
	*out_syncobj = syncobj;
	return 0;
}

void drm_syncobj_free(struct kref *kref)
{
	struct drm_syncobj *syncobj = container_of(kref, struct drm_syncobj, refcount);

	checked_leave(&syncobj_kind, syncobj);
	dma_fence_put(syncobj->fence);
	kfree(syncobj);
}

void drm_syncobj_put(struct drm_syncobj *syncobj)
{
	checked_that(kref_read(&syncobj->refcount), "syncobj-use-after-put",
		     "a syncobj is put once too often");
	kref_put(&syncobj->refcount, drm_syncobj_free);
}

struct dma_fence *drm_syncobj_fence_get(struct drm_syncobj *syncobj)
{
	struct dma_fence *fence;

	spin_lock(&syncobj->lock);
	fence = dma_fence_get(syncobj->fence);
	spin_unlock(&syncobj->lock);
	return fence;
}

/* Someone who waits, for one syncobj to get a fence or for all that it has been told of. */
struct waiter {
	struct wait_queue_head wait;
};

/* In the cb_list of a syncobj that has no fence. */
struct wait_entry {
	struct list_head node; /* guarded by syncobj->lock */
	struct drm_syncobj *syncobj;
	struct dma_fence *fence; /* a reference */
	struct dma_fence_cb cb;
	struct waiter *waiter;
};

void drm_syncobj_replace_fence(struct drm_syncobj *syncobj, struct dma_fence *fence)
{
	struct wait_entry *entry;
	struct dma_fence *old;

	dma_fence_get(fence);
	spin_lock(&syncobj->lock);
	old = syncobj->fence;
	syncobj->fence = fence;
	if (fence) {
		/* they take themselves off the list */
		list_for_each_entry(entry, &syncobj->cb_list, node)
			wake_up_all(&entry->waiter->wait);
	}
	spin_unlock(&syncobj->lock);
	dma_fence_put(old);
}

/* --- handles ------------------------------------------------------------------------------ */

struct drm_syncobj *drm_syncobj_find(struct drm_file *file, u32 handle)
{
	struct drm_syncobj *syncobj;

	xa_lock(&file->syncobj_xa);
	syncobj = xa_load(&file->syncobj_xa, handle);
	if (syncobj)
		drm_syncobj_get(syncobj);
	xa_unlock(&file->syncobj_xa);
	return syncobj;
}

int drm_syncobj_find_fence(struct drm_file *file, u32 handle, u64 point, u64 flags,
			   struct dma_fence **fence)
{
	struct drm_syncobj *syncobj = drm_syncobj_find(file, handle);

	(void)flags;
	if (!syncobj)
		return -ENOENT;
	*fence = point ? NULL : drm_syncobj_fence_get(syncobj);
	drm_syncobj_put(syncobj);
	return *fence ? 0 : -EINVAL;
}

int drm_syncobj_get_handle(struct drm_file *file, struct drm_syncobj *syncobj, u32 *handle)
{
	int error;

	drm_syncobj_get(syncobj);
	error = xa_alloc(&file->syncobj_xa, handle, syncobj, XA_LIMIT(1, S32_MAX), GFP_KERNEL);
	if (error)
		drm_syncobj_put(syncobj);
	return error;
}

void drm_syncobj_open(struct drm_file *file)
{
	xa_init_flags(&file->syncobj_xa, XA_FLAGS_ALLOC1);
}

void drm_syncobj_release(struct drm_file *file)
{
	struct drm_syncobj *syncobj;
	unsigned long handle;

	xa_for_each(&file->syncobj_xa, handle, syncobj)
		drm_syncobj_put(syncobj);
	xa_destroy(&file->syncobj_xa);
}

static bool has_syncobjs(struct drm_device *dev)
{
	return drm_core_check_feature(dev, DRIVER_SYNCOBJ);
}

int drm_syncobj_create_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_syncobj_create *args = data;
	struct drm_syncobj *syncobj;
	int error;

	if (!has_syncobjs(dev))
		return -EOPNOTSUPP;
	if (args->flags & ~DRM_SYNCOBJ_CREATE_SIGNALED)
		return -EINVAL;
	error = drm_syncobj_create(&syncobj, args->flags, NULL);
	if (error)
		return error;
	error = drm_syncobj_get_handle(file, syncobj, &args->handle);
	drm_syncobj_put(syncobj);
	return error;
}

int drm_syncobj_destroy_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_syncobj_destroy *args = data;
	struct drm_syncobj *syncobj;

	if (!has_syncobjs(dev))
		return -EOPNOTSUPP;
	if (args->pad)
		return -EINVAL;
	syncobj = xa_erase(&file->syncobj_xa, args->handle);
	if (!syncobj)
		return -EINVAL;
	drm_syncobj_put(syncobj);
	return 0;
}

/* --- waiting ------------------------------------------------------------------------------ */

static void fence_signalled(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	wake_up_all(&container_of(cb, struct wait_entry, cb)->waiter->wait);
}

/* Takes the fence that the syncobj has got. */
static bool update(struct wait_entry *entry)
{
	if (!entry->fence) {
		entry->fence = drm_syncobj_fence_get(entry->syncobj);
		if (!entry->fence)
			return false;
		/* one that is signalled has none; it is asked below */
		(void)dma_fence_add_callback(entry->fence, &entry->cb, fence_signalled);
	}
	return dma_fence_is_signaled(entry->fence);
}

static bool are_done(struct wait_entry *entries, u32 count, u32 flags, u32 *first)
{
	u32 i, signalled = 0;

	for (i = count; i--;) {
		if (!update(&entries[i]))
			continue;
		signalled++;
		*first = i;
	}
	return flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL ? signalled == count : signalled;
}

static void begin_wait(struct wait_entry *entry, struct waiter *waiter)
{
	entry->waiter = waiter;
	spin_lock(&entry->syncobj->lock);
	if (!entry->syncobj->fence)
		list_add_tail(&entry->node, &entry->syncobj->cb_list);
	spin_unlock(&entry->syncobj->lock);
}

/* Afterwards nobody knows the entry. */
static void end_wait(struct wait_entry *entry)
{
	spin_lock(&entry->syncobj->lock);
	list_del_init(&entry->node);
	spin_unlock(&entry->syncobj->lock);
	if (entry->fence)
		dma_fence_remove_callback(entry->fence, &entry->cb);
	dma_fence_put(entry->fence);
}

static long timeout_of(s64 nsec)
{
	s64 left = nsec - ktime_to_ns(ktime_get());

	if (left <= 0)
		return 0;
	return min_t(u64, nsecs_to_jiffies(left) + 1, MAX_SCHEDULE_TIMEOUT - 1);
}

static int wait_for(struct wait_entry *entries, struct drm_syncobj_wait *args)
{
	struct waiter waiter;
	u32 i, first = 0;
	long left;

	init_waitqueue_head(&waiter.wait);
	for (i = 0; i < args->count_handles; i++)
		begin_wait(&entries[i], &waiter);
	left = wait_event_interruptible_timeout(
		waiter.wait, are_done(entries, args->count_handles, args->flags, &first),
		timeout_of(args->timeout_nsec));
	for (i = 0; i < args->count_handles; i++)
		end_wait(&entries[i]);
	args->first_signaled = first;
	return left < 0 ? left : left ? 0 : -ETIME;
}

static bool has_fence(struct drm_syncobj *syncobj)
{
	struct dma_fence *fence = drm_syncobj_fence_get(syncobj);

	dma_fence_put(fence);
	return fence;
}

static int wait_for_handles(struct drm_file *file, const u32 *handles,
			    struct drm_syncobj_wait *args)
{
	bool need_fences = !(args->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT);
	struct wait_entry *entries = kcalloc(args->count_handles, sizeof(*entries), GFP_KERNEL);
	int error = 0;
	u32 i;

	if (!entries)
		return -ENOMEM;
	for (i = 0; !error && i < args->count_handles; i++) {
		INIT_LIST_HEAD(&entries[i].node);
		INIT_LIST_HEAD(&entries[i].cb.node);
		entries[i].syncobj = drm_syncobj_find(file, handles[i]);
		if (!entries[i].syncobj)
			error = -ENOENT;
		else if (need_fences && !has_fence(entries[i].syncobj))
			error = -EINVAL;
	}
	if (!error)
		error = wait_for(entries, args);
	for (i = 0; i < args->count_handles; i++) {
		if (entries[i].syncobj)
			drm_syncobj_put(entries[i].syncobj);
	}
	kfree(entries);
	return error;
}

int drm_syncobj_wait_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_syncobj_wait *args = data;
	u32 *handles;
	int error;

	if (!has_syncobjs(dev))
		return -EOPNOTSUPP;
	if (args->flags &
		    ~(DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL | DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT) ||
	    !args->count_handles)
		return -EINVAL;
	handles = memdup_array_user(u64_to_user_ptr(args->handles), args->count_handles,
				    sizeof(*handles));
	if (IS_ERR(handles))
		return PTR_ERR(handles);
	error = wait_for_handles(file, handles, args);
	kfree(handles);
	return error;
}

/* --- from user space ---------------------------------------------------------------------- */

static int replace_each(struct drm_device *dev, struct drm_syncobj_array *args,
			struct drm_file *file, struct dma_fence *fence)
{
	struct drm_syncobj *syncobj;
	int error = 0;
	u32 *handles, i;

	if (!has_syncobjs(dev))
		return -EOPNOTSUPP;
	if (args->pad || !args->count_handles)
		return -EINVAL;
	handles = memdup_array_user(u64_to_user_ptr(args->handles), args->count_handles,
				    sizeof(*handles));
	if (IS_ERR(handles))
		return PTR_ERR(handles);
	for (i = 0; i < args->count_handles; i++) {
		syncobj = drm_syncobj_find(file, handles[i]);
		if (!syncobj) {
			error = -ENOENT;
			break;
		}
		drm_syncobj_replace_fence(syncobj, fence);
		drm_syncobj_put(syncobj);
	}
	kfree(handles);
	return error;
}

int drm_syncobj_reset_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	return replace_each(dev, data, file, NULL);
}

int drm_syncobj_signal_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct dma_fence *stub = dma_fence_get_stub();
	int error = replace_each(dev, data, file, stub);

	dma_fence_put(stub);
	return error;
}
