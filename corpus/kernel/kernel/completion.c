// SPDX-License-Identifier: MIT
/*
 * All happens under the wait queue's lock: who waits may free the completion as soon as the wait is
 * over, and that is after complete() has let go of the lock.
 */
#include <linux/completion.h>
#include <linux/kernel.h>

#include "custody.h"

void complete(struct completion *x)
{
	spin_lock(&x->wait.lock);
	if (x->done != U32_MAX)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL | TASK_WAKEKILL, 1);
	spin_unlock(&x->wait.lock);
}

void complete_all(struct completion *x)
{
	spin_lock(&x->wait.lock);
	x->done = U32_MAX;
	__wake_up_locked(&x->wait, TASK_NORMAL | TASK_WAKEKILL, 0);
	spin_unlock(&x->wait.lock);
}

/* With the lock held: takes one, if there is one. */
static bool take(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != U32_MAX)
		x->done--;
	return true;
}

/* What is left of the time (at least 1), 0 when it is over, -ERESTARTSYS. */
static long wait_common(struct completion *x, long timeout, unsigned int state)
{
	struct wait_queue_entry entry;
	long left = timeout;

	might_sleep();
	init_wait_entry(&entry, WQ_FLAG_EXCLUSIVE);
	spin_lock(&x->wait.lock);
	while (!take(x)) {
		if (!left || signal_pending_state(state, current)) {
			list_del_init(&entry.entry);
			spin_unlock(&x->wait.lock);
			return left ? -ERESTARTSYS : 0;
		}
		__trusted_block("whoever woke this up has taken it off the list")
		{
			if (list_empty(&entry.entry))
				list_add_tail(&entry.entry, &x->wait.head);
		}
		set_current_state(state);
		spin_unlock(&x->wait.lock);
		left = schedule_timeout(left);
		spin_lock(&x->wait.lock);
	}
	list_del_init(&entry.entry);
	spin_unlock(&x->wait.lock);
	return left ? left : 1;
}

void wait_for_completion(struct completion *x)
{
	wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_UNINTERRUPTIBLE);
}

void wait_for_completion_io(struct completion *x)
{
	wait_for_completion(x);
}

int wait_for_completion_interruptible(struct completion *x)
{
	long left = wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_INTERRUPTIBLE);

	return left < 0 ? (int)left : 0;
}

int wait_for_completion_killable(struct completion *x)
{
	long left = wait_common(x, MAX_SCHEDULE_TIMEOUT, TASK_KILLABLE);

	return left < 0 ? (int)left : 0;
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return wait_common(x, timeout, TASK_UNINTERRUPTIBLE);
}

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_common(x, timeout, TASK_INTERRUPTIBLE);
}

bool try_wait_for_completion(struct completion *x)
{
	bool taken;

	spin_lock(&x->wait.lock);
	taken = take(x);
	spin_unlock(&x->wait.lock);
	return taken;
}

bool completion_done(struct completion *x)
{
	bool done;

	spin_lock(&x->wait.lock);
	done = x->done;
	spin_unlock(&x->wait.lock);
	return done;
}
