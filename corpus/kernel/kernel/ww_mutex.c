// SPDX-License-Identifier: MIT
/* Wait or die: an earlier context waits for a later one, a later one backs off. */
#include "checked.h"
#include "custody.h"

#include <linux/kernel.h>
#include <linux/ww_mutex.h>

void ww_mutex_init(struct ww_mutex *lock, struct ww_class *ww_class)
{
	(void)ww_class;
	mutex_init(&lock->base);
	lock->ctx = NULL;
	init_waitqueue_head(&lock->wait);
}

void ww_mutex_destroy(struct ww_mutex *lock)
{
	mutex_destroy(&lock->base);
}

void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *ww_class)
{
	ctx->task = current;
	ctx->stamp = atomic64_inc_return(&ww_class->stamp);
	ctx->acquired = 0;
	ctx->ww_class = ww_class;
}

void ww_acquire_fini(struct ww_acquire_ctx *ctx)
{
	checked_that(!ctx->acquired, "acquire-context-ended-held",
		     "an acquire context ends with %u locks held", ctx->acquired);
}

/* 0, -EBUSY: wait and ask again, or why not. */
static int __trusted("its result tells the callers' callers whether the lock is taken")
	try_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	int result = -EBUSY;

	spin_lock(&lock->wait.lock);
	if (mutex_trylock(&lock->base)) {
		WRITE_ONCE(lock->ctx, ctx);
		if (ctx)
			ctx->acquired++;
		result = 0;
	} else if (ctx && lock->ctx == ctx) {
		result = -EALREADY;
	} else if (ctx && lock->ctx && ctx->acquired && ctx->stamp > lock->ctx->stamp) {
		result = -EDEADLK;
	}
	spin_unlock(&lock->wait.lock);
	return result;
}

static void check_held(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	checked_that(ctx || !lockdep_is_held(&lock->base), "lock-held-twice",
		     "a lock is taken that this thread holds already");
}

int ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	int result;

	check_held(lock, ctx);
	wait_event(lock->wait, (result = try_lock(lock, ctx)) != -EBUSY);
	return result;
}

int ww_mutex_lock_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	int result, interrupted;

	check_held(lock, ctx);
	interrupted =
		wait_event_interruptible(lock->wait, (result = try_lock(lock, ctx)) != -EBUSY);
	return interrupted ? -EINTR : result;
}

int ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	return !try_lock(lock, ctx);
}

void __trusted("try_lock() has taken it") ww_mutex_unlock(struct ww_mutex *lock)
{
	checked_that(lockdep_is_held(&lock->base), "lock-not-held",
		     "a lock is released that this thread does not hold");
	spin_lock(&lock->wait.lock);
	if (lock->ctx)
		lock->ctx->acquired--;
	WRITE_ONCE(lock->ctx, NULL);
	mutex_unlock(&lock->base);
	/* with the queue's lock: afterwards the memory may go */
	__wake_up_locked(&lock->wait, TASK_NORMAL, 0);
	spin_unlock(&lock->wait.lock);
}

static void check_slow(struct ww_acquire_ctx *ctx)
{
	checked_that(!ctx->acquired, "slow-lock-with-others-held",
		     "the lock that was contended is waited for with %u others held",
		     ctx->acquired);
}

void ww_mutex_lock_slow(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	check_slow(ctx);
	/* with no other lock held nobody has to back off */
	(void)ww_mutex_lock(lock, ctx);
}

int ww_mutex_lock_slow_interruptible(struct ww_mutex *lock, struct ww_acquire_ctx *ctx)
{
	check_slow(ctx);
	return ww_mutex_lock_interruptible(lock, ctx);
}
