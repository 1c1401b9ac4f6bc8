/* SPDX-License-Identifier: MIT */
struct bridge {
	struct mutex queue_lock, hold_lock, arm_lock, flush_lock, write_lock, found_lock;
	spinlock_t users_lock;
	int added, users;
};
struct queue {
	struct mutex *lock;
};
void wait_for_flush(struct mutex *lock);
struct bridge *find_bridge(struct queue *q);
