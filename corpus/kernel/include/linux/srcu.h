/* SPDX-License-Identifier: MIT */
/* RCU with domains of their own, whose readers may sleep. Two sets of counters; a grace period
 * waits for both in turn. */
#ifndef _LINUX_SRCU_H
#define _LINUX_SRCU_H

#include <linux/mutex.h>
#include <linux/rcupdate.h>

struct srcu_struct {
	unsigned int index;
	atomic_long_t locks[2], unlocks[2];
	struct mutex gp;
};

#define __SRCU_STRUCT_INIT(name) {.gp = __MUTEX_INITIALIZER(name.gp)}
#define DEFINE_SRCU(name) struct srcu_struct name = __SRCU_STRUCT_INIT(name)
#define DEFINE_STATIC_SRCU(name) static struct srcu_struct name = __SRCU_STRUCT_INIT(name)

int init_srcu_struct(struct srcu_struct *ssp);
void cleanup_srcu_struct(struct srcu_struct *ssp);
int srcu_read_lock(struct srcu_struct *ssp);
void srcu_read_unlock(struct srcu_struct *ssp, int index);
void synchronize_srcu(struct srcu_struct *ssp);
#define synchronize_srcu_expedited(ssp) synchronize_srcu(ssp)
#define srcu_dereference(p, ssp) rcu_dereference(p)

#endif
