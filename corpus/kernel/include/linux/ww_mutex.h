/* SPDX-License-Identifier: MIT */
/*
 * Mutexes of which a task takes several in any order. Those of one acquire context never wait in a
 * circle: who began later gets -EDEADLK from a lock that an earlier one holds, gives back all that
 * it has, waits for that one lock with ww_mutex_lock_slow(), and begins again.
 */
#ifndef __LINUX_WW_MUTEX_H
#define __LINUX_WW_MUTEX_H

#include <linux/mutex.h>
#include <linux/wait.h>

/* One for each kind of lock. */
struct ww_class {
	atomic64_t stamp;
	const char *acquire_name;
};

#define DEFINE_WW_CLASS(name)                                                                      \
	struct ww_class name = {.stamp = ATOMIC64_INIT(0), .acquire_name = #name}
#define DEFINE_WD_CLASS(name) DEFINE_WW_CLASS(name)

struct ww_acquire_ctx {
	struct task_struct *task;
	u64 stamp; /* the smaller, the earlier */
	unsigned int acquired;
	struct ww_class *ww_class;
};

/* ctx, and taking base, are guarded by wait.lock. */
struct ww_mutex {
	struct mutex base;
	struct ww_acquire_ctx *ctx; /* of the holder, or NULL */
	struct wait_queue_head wait;
};

void ww_mutex_init(struct ww_mutex *lock, struct ww_class *ww_class);
void ww_mutex_destroy(struct ww_mutex *lock);
void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *ww_class);
void ww_acquire_fini(struct ww_acquire_ctx *ctx);

static inline void ww_acquire_done(struct ww_acquire_ctx *ctx)
{
	(void)ctx;
}

/* -EALREADY: this context has it; -EDEADLK: see above; -EINTR, if it may be interrupted. */
int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
int __must_check ww_mutex_lock_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
int __must_check ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
void ww_mutex_unlock(struct ww_mutex *lock);

/* For the lock that gave -EDEADLK, when the context has no other. */
void ww_mutex_lock_slow(struct ww_mutex *lock, struct ww_acquire_ctx *ctx);
int __must_check ww_mutex_lock_slow_interruptible(struct ww_mutex *lock,
						  struct ww_acquire_ctx *ctx);

static inline bool ww_mutex_is_locked(struct ww_mutex *lock)
{
	return mutex_is_locked(&lock->base);
}

#endif
