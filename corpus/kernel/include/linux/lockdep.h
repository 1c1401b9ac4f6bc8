/* SPDX-License-Identifier: MIT */
/* Assertions on locks. They trap in the checked build and cost nothing in the others, as without
 * lockdep in the kernel. */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/lockdep_types.h>
#include <linux/spinlock_types.h>

struct mutex;
struct rw_semaphore;

bool kernel_mutex_held(const struct mutex *lock);
bool kernel_spin_held(const spinlock_t *lock);
bool kernel_rwlock_held(const rwlock_t *lock);
bool kernel_rwsem_held(const struct rw_semaphore *lock);
bool kernel_rwsem_held_write(const struct rw_semaphore *lock);
void kernel_assert_lock(bool held, const char *lock);

#define lockdep_is_held(l)                                                                         \
	_Generic((l),                                                                              \
		struct mutex *: kernel_mutex_held,                                                 \
		const struct mutex *: kernel_mutex_held,                                           \
		spinlock_t *: kernel_spin_held,                                                    \
		const spinlock_t *: kernel_spin_held,                                              \
		rwlock_t *: kernel_rwlock_held,                                                    \
		struct rw_semaphore *: kernel_rwsem_held)(l)
#define lockdep_assert_held(l) kernel_assert_lock(lockdep_is_held(l), #l)
#define lockdep_assert_held_write(l)                                                               \
	kernel_assert_lock(_Generic((l), struct rw_semaphore *: kernel_rwsem_held_write)(l), #l)
#define lockdep_assert_held_read(l) lockdep_assert_held(l)
#define lockdep_assert_held_once(l) lockdep_assert_held(l)
#define lockdep_set_class(lock, key) ((void)(lock), (void)(key))
#define lockdep_register_key(key) ((void)(key))
#define lockdep_unregister_key(key) ((void)(key))
#define might_lock(lock) ((void)(lock))

#endif
