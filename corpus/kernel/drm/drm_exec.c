// SPDX-License-Identifier: MIT
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <drm/drm_exec.h>
#include <drm/drm_gem.h>

/* Before the first turn. */
#define NOT_BEGUN ((struct drm_gem_object *)ERR_PTR(-EDEADLK))

void drm_exec_init(struct drm_exec *exec, u32 flags, unsigned int nr)
{
	*exec = (struct drm_exec){.flags = flags, .contended = NOT_BEGUN};
	exec->max_objects = nr ? nr : 16;
	exec->objects = kmalloc_array(exec->max_objects, sizeof(*exec->objects), GFP_KERNEL);
	if (!exec->objects)
		exec->max_objects = 0;
}

static void unlock_all(struct drm_exec *exec)
{
	struct drm_gem_object *obj;

	while (exec->num_objects) {
		obj = exec->objects[--exec->num_objects];
		dma_resv_unlock(obj->resv);
		drm_gem_object_put(obj);
	}
	drm_gem_object_put(exec->prelocked);
	exec->prelocked = NULL;
}

void drm_exec_fini(struct drm_exec *exec)
{
	unlock_all(exec);
	kfree(exec->objects);
	if (exec->contended != NOT_BEGUN) {
		drm_gem_object_put(exec->contended);
		ww_acquire_fini(&exec->ticket);
	}
}

/* Whether there is a turn to take. */
bool drm_exec_cleanup(struct drm_exec *exec)
{
	if (!exec->contended) {
		ww_acquire_done(&exec->ticket);
		return false;
	}
	if (exec->contended == NOT_BEGUN) {
		exec->contended = NULL;
		ww_acquire_init(&exec->ticket, &reservation_ww_class);
		return true;
	}
	unlock_all(exec);
	return true;
}

static int remember(struct drm_exec *exec, struct drm_gem_object *obj)
{
	unsigned int more = exec->max_objects + 16;
	struct drm_gem_object **larger;

	if (exec->num_objects == exec->max_objects) {
		larger = krealloc_array(exec->objects, more, sizeof(*larger), GFP_KERNEL);
		if (!larger)
			return -ENOMEM;
		exec->objects = larger;
		exec->max_objects = more;
	}
	drm_gem_object_get(obj);
	exec->objects[exec->num_objects++] = obj;
	return 0;
}

static int lock_contended(struct drm_exec *exec)
{
	struct drm_gem_object *obj = exec->contended;
	int error = 0;

	if (!obj)
		return 0;
	/* never contended again: it is the first */
	if (exec->flags & DRM_EXEC_INTERRUPTIBLE_WAIT)
		error = dma_resv_lock_slow_interruptible(obj->resv, &exec->ticket);
	else
		dma_resv_lock_slow(obj->resv, &exec->ticket);
	exec->contended = NULL;
	if (error)
		goto put;
	error = remember(exec, obj);
	if (error)
		goto unlock;
	exec->prelocked = obj; /* with contended's reference */
	return 0;

unlock:
	dma_resv_unlock(obj->resv);
put:
	drm_gem_object_put(obj);
	return error;
}

static int lock(struct drm_exec *exec, struct drm_gem_object *obj)
{
	if (exec->flags & DRM_EXEC_INTERRUPTIBLE_WAIT)
		return dma_resv_lock_interruptible(obj->resv, &exec->ticket);
	return dma_resv_lock(obj->resv, &exec->ticket);
}

int drm_exec_lock_obj(struct drm_exec *exec, struct drm_gem_object *obj)
{
	int error = lock_contended(exec);

	if (error)
		return error;
	if (exec->prelocked == obj) {
		exec->prelocked = NULL;
		drm_gem_object_put(obj);
		return 0;
	}
	error = lock(exec, obj);
	if (error == -EDEADLK) {
		drm_gem_object_get(obj);
		exec->contended = obj;
		return error;
	}
	if (error == -EALREADY && (exec->flags & DRM_EXEC_IGNORE_DUPLICATES))
		return 0;
	if (error)
		return error;
	error = remember(exec, obj);
	if (error)
		dma_resv_unlock(obj->resv);
	return error;
}

void drm_exec_unlock_obj(struct drm_exec *exec, struct drm_gem_object *obj)
{
	unsigned int i;

	for (i = exec->num_objects; i--;) {
		if (exec->objects[i] != obj)
			continue;
		dma_resv_unlock(obj->resv);
		exec->objects[i] = exec->objects[--exec->num_objects];
		drm_gem_object_put(obj);
		return;
	}
}

int drm_exec_prepare_obj(struct drm_exec *exec, struct drm_gem_object *obj, unsigned int num_fences)
{
	int error = drm_exec_lock_obj(exec, obj);

	if (error || !num_fences)
		return error;
	error = dma_resv_reserve_fences(obj->resv, num_fences);
	if (error)
		drm_exec_unlock_obj(exec, obj);
	return error;
}

int drm_exec_prepare_array(struct drm_exec *exec, struct drm_gem_object **objects,
			   unsigned int num_objects, unsigned int num_fences)
{
	unsigned int i;
	int error = 0;

	for (i = 0; !error && i < num_objects; i++)
		error = drm_exec_prepare_obj(exec, objects[i], num_fences);
	return error;
}
