// SPDX-License-Identifier: MIT
/* Locks over the system's. Who holds one is noted, for assertions and for the checked build. */
#include "checked.h"
#include "custody.h"

#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <pthread.h>
#include <time.h>

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(((spinlock_t *)0)->lock), "spinlock_t too small");
_Static_assert(sizeof(pthread_mutex_t) <= sizeof(((struct mutex *)0)->lock), "mutex too small");
_Static_assert(sizeof(pthread_rwlock_t) <= sizeof(((rwlock_t *)0)->lock), "rwlock_t too small");
_Static_assert(sizeof(pthread_rwlock_t) <= sizeof(((struct rw_semaphore *)0)->lock),
	       "rwsem too small");

#ifdef __SANITIZE_THREAD__
int kernel_barrier;
#endif

static pthread_mutex_t *mutex_of(unsigned long *lock)
{
	return (pthread_mutex_t *)lock;
}

static pthread_rwlock_t *rwlock_of(unsigned long *lock)
{
	return (pthread_rwlock_t *)lock;
}

static bool mine(struct task_struct *const *owner)
{
	return READ_ONCE(*owner) == current;
}

static void will_take(struct task_struct *const *owner)
{
	checked_that(!mine(owner), "lock-held-twice",
		     "a lock is taken that this thread holds already");
}

static void will_release(struct task_struct **owner)
{
	checked_that(mine(owner), "lock-not-held",
		     "a lock is released that this thread does not hold");
	WRITE_ONCE(*owner, NULL);
}

/* --- spinlocks
 * --------------------------------------------------------------------------------------------- */

void spin_lock_init(spinlock_t *lock)
{
	*lock = (spinlock_t)__SPIN_LOCK_UNLOCKED(*lock);
	pthread_mutex_init(mutex_of(lock->lock), NULL);
}

void spin_lock(spinlock_t *lock)
{
	will_take(&lock->owner);
	pthread_mutex_lock(mutex_of(lock->lock));
	WRITE_ONCE(lock->owner, current);
	current->atomic_depth++;
}

int spin_trylock(spinlock_t *lock)
{
	if (pthread_mutex_trylock(mutex_of(lock->lock)))
		return 0;
	WRITE_ONCE(lock->owner, current);
	current->atomic_depth++;
	return 1;
}

void spin_unlock(spinlock_t *lock)
{
	will_release(&lock->owner);
	current->atomic_depth--;
	pthread_mutex_unlock(mutex_of(lock->lock));
}

int spin_is_locked(spinlock_t *lock)
{
	return READ_ONCE(lock->owner) != NULL;
}

void rwlock_init(rwlock_t *lock)
{
	*lock = (rwlock_t)__RW_LOCK_UNLOCKED(*lock);
	pthread_rwlock_init(rwlock_of(lock->lock), NULL);
}

void read_lock(rwlock_t *lock)
{
	will_take(&lock->owner);
	pthread_rwlock_rdlock(rwlock_of(lock->lock));
	__atomic_fetch_add(&lock->readers, 1, __ATOMIC_RELAXED);
	current->atomic_depth++;
}

void read_unlock(rwlock_t *lock)
{
	checked_that(READ_ONCE(lock->readers) > 0, "lock-not-held",
		     "nobody holds this lock for reading");
	__atomic_fetch_sub(&lock->readers, 1, __ATOMIC_RELAXED);
	current->atomic_depth--;
	pthread_rwlock_unlock(rwlock_of(lock->lock));
}

void write_lock(rwlock_t *lock)
{
	will_take(&lock->owner);
	pthread_rwlock_wrlock(rwlock_of(lock->lock));
	WRITE_ONCE(lock->owner, current);
	current->atomic_depth++;
}

void write_unlock(rwlock_t *lock)
{
	will_release(&lock->owner);
	current->atomic_depth--;
	pthread_rwlock_unlock(rwlock_of(lock->lock));
}

/* --- mutexes
 * -----------------------------------------------------------------------------------------------
 */

void mutex_init(struct mutex *lock)
{
	*lock = (struct mutex)__MUTEX_INITIALIZER(*lock);
	pthread_mutex_init(mutex_of(lock->lock), NULL);
}

void mutex_destroy(struct mutex *lock)
{
	checked_that(!READ_ONCE(lock->owner), "lock-destroyed-held",
		     "a mutex is destroyed while it is held");
	pthread_mutex_destroy(mutex_of(lock->lock));
}

bool mutex_is_locked(struct mutex *lock)
{
	return READ_ONCE(lock->owner) != NULL;
}

void mutex_lock(struct mutex *lock)
{
	might_sleep();
	will_take(&lock->owner);
	pthread_mutex_lock(mutex_of(lock->lock));
	WRITE_ONCE(lock->owner, current);
}

int mutex_trylock(struct mutex *lock)
{
	if (pthread_mutex_trylock(mutex_of(lock->lock)))
		return 0;
	WRITE_ONCE(lock->owner, current);
	return 1;
}

/* The system's mutex can't be interrupted: it is asked again and again whether there is a signal.
 */
static int __when(zero, acquires_lock(lock))
	lock_with_signals(struct mutex *lock, unsigned int state)
{
	might_sleep();
	will_take(&lock->owner);
	while (!mutex_trylock(lock)) {
		struct timespec until;

		if (signal_pending_state(state, current))
			return -EINTR;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 2000000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (!pthread_mutex_timedlock(mutex_of(lock->lock), &until)) {
			WRITE_ONCE(lock->owner, current);
			break;
		}
	}
	return 0;
}

int mutex_lock_interruptible(struct mutex *lock)
{
	return lock_with_signals(lock, TASK_INTERRUPTIBLE);
}

int mutex_lock_killable(struct mutex *lock)
{
	return lock_with_signals(lock, TASK_KILLABLE);
}

void mutex_unlock(struct mutex *lock)
{
	will_release(&lock->owner);
	pthread_mutex_unlock(mutex_of(lock->lock));
}

/* --- reader-writer semaphores
 * ------------------------------------------------------------------------------ */

void init_rwsem(struct rw_semaphore *sem)
{
	*sem = (struct rw_semaphore)__RWSEM_INITIALIZER(*sem);
	pthread_rwlock_init(rwlock_of(sem->lock), NULL);
}

void down_read(struct rw_semaphore *sem)
{
	might_sleep();
	will_take(&sem->owner);
	pthread_rwlock_rdlock(rwlock_of(sem->lock));
	__atomic_fetch_add(&sem->readers, 1, __ATOMIC_RELAXED);
}

int down_read_interruptible(struct rw_semaphore *sem)
{
	if (signal_pending(current))
		return -EINTR;
	down_read(sem);
	return 0;
}

int down_read_trylock(struct rw_semaphore *sem)
{
	if (pthread_rwlock_tryrdlock(rwlock_of(sem->lock)))
		return 0;
	__atomic_fetch_add(&sem->readers, 1, __ATOMIC_RELAXED);
	return 1;
}

void up_read(struct rw_semaphore *sem)
{
	checked_that(READ_ONCE(sem->readers) > 0, "lock-not-held",
		     "nobody holds this semaphore for reading");
	__atomic_fetch_sub(&sem->readers, 1, __ATOMIC_RELAXED);
	pthread_rwlock_unlock(rwlock_of(sem->lock));
}

void down_write(struct rw_semaphore *sem)
{
	might_sleep();
	will_take(&sem->owner);
	pthread_rwlock_wrlock(rwlock_of(sem->lock));
	WRITE_ONCE(sem->owner, current);
}

int down_write_killable(struct rw_semaphore *sem)
{
	if (fatal_signal_pending(current))
		return -EINTR;
	down_write(sem);
	return 0;
}

int down_write_trylock(struct rw_semaphore *sem)
{
	if (pthread_rwlock_trywrlock(rwlock_of(sem->lock)))
		return 0;
	WRITE_ONCE(sem->owner, current);
	return 1;
}

void up_write(struct rw_semaphore *sem)
{
	will_release(&sem->owner);
	pthread_rwlock_unlock(rwlock_of(sem->lock));
}

int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->owner) || READ_ONCE(sem->readers);
}

/* --- assertions
 * -------------------------------------------------------------------------------------------- */

bool kernel_mutex_held(const struct mutex *lock)
{
	return mine(&lock->owner);
}

bool kernel_spin_held(const spinlock_t *lock)
{
	return mine(&lock->owner);
}

/* Which threads read is not known, only how many. */
bool kernel_rwlock_held(const rwlock_t *lock)
{
	return mine(&lock->owner) || READ_ONCE(lock->readers);
}

bool kernel_rwsem_held(const struct rw_semaphore *lock)
{
	return mine(&lock->owner) || READ_ONCE(lock->readers);
}

bool kernel_rwsem_held_write(const struct rw_semaphore *lock)
{
	return mine(&lock->owner);
}

void kernel_assert_lock(bool held, const char *lock)
{
	(void)lock;
	checked_that(held, "lock-not-held", "%s must be held here", lock);
}
