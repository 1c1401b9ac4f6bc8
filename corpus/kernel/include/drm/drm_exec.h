/* SPDX-License-Identifier: MIT */
/**
 * DOC: Locking many buffers
 *
 * Inside of drm_exec_until_all_locked() a driver locks the objects it needs, in any order. Where
 * someone earlier has one of them, all are given back, and the loop begins again with that one.
 * drm_exec_fini() gives back all.
 */
#ifndef __DRM_EXEC_H__
#define __DRM_EXEC_H__

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/ww_mutex.h>

#define DRM_EXEC_INTERRUPTIBLE_WAIT BIT(0)
#define DRM_EXEC_IGNORE_DUPLICATES BIT(1)

struct drm_gem_object;

/* The objects have a reference each. */
struct drm_exec {
	u32 flags;
	struct ww_acquire_ctx ticket;
	unsigned int num_objects, max_objects;
	struct drm_gem_object **objects;
	struct drm_gem_object
		*contended; /* with a reference; it is the first one of the next turn */
	struct drm_gem_object *prelocked;
};

static inline struct drm_gem_object *drm_exec_obj(struct drm_exec *exec, unsigned long index)
{
	return index < exec->num_objects ? exec->objects[index] : NULL;
}

#define __drm_exec_for_each_locked_object(exec, obj, __index)                                      \
	for (unsigned long __index = 0; ((obj) = drm_exec_obj(exec, __index)); ++__index)
#define drm_exec_for_each_locked_object(exec, obj)                                                 \
	__drm_exec_for_each_locked_object(exec, obj, __UNIQUE_ID(drm_exec))
#define __drm_exec_for_each_locked_object_reverse(exec, obj, __index)                              \
	for (unsigned long __index = (exec)->num_objects - 1;                                      \
	     ((obj) = drm_exec_obj(exec, __index)); --__index)
#define drm_exec_for_each_locked_object_reverse(exec, obj)                                         \
	__drm_exec_for_each_locked_object_reverse(exec, obj, __UNIQUE_ID(drm_exec))

#define __DRM_EXEC_LABEL(line) __DRM_EXEC_LABEL_(line)
#define __DRM_EXEC_LABEL_(line) __drm_exec_##line
#define drm_exec_until_all_locked(exec)                                                            \
	__DRM_EXEC_LABEL(__LINE__)                                                                 \
	    : for (void *__drm_exec_retry_ptr; ({                                                  \
			   __drm_exec_retry_ptr = &&__DRM_EXEC_LABEL(__LINE__);                    \
			   (void)__drm_exec_retry_ptr;                                             \
			   drm_exec_cleanup(exec);                                                 \
		   });)
#define drm_exec_retry_on_contention(exec)                                                         \
	do {                                                                                       \
		if (unlikely(drm_exec_is_contended(exec)))                                         \
			goto *__drm_exec_retry_ptr;                                                \
	} while (0)

static inline bool drm_exec_is_contended(struct drm_exec *exec)
{
	return exec->contended;
}

void drm_exec_init(struct drm_exec *exec, u32 flags, unsigned int nr);
void drm_exec_fini(struct drm_exec *exec);
bool drm_exec_cleanup(struct drm_exec *exec);
int drm_exec_lock_obj(struct drm_exec *exec, struct drm_gem_object *obj);
void drm_exec_unlock_obj(struct drm_exec *exec, struct drm_gem_object *obj);
/* The same, with slots for that many fences, if any. */
int drm_exec_prepare_obj(struct drm_exec *exec, struct drm_gem_object *obj,
			 unsigned int num_fences);
int drm_exec_prepare_array(struct drm_exec *exec, struct drm_gem_object **objects,
			   unsigned int num_objects, unsigned int num_fences);

#endif
