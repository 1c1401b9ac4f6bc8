/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A callee that is given a lock may give it back, for a while or for good. */
#include <linux/spinlock.h>

int ready(void);

struct queue {
	struct mutex lock;
	int n;
};

static void wait_without(struct mutex *lock)
{
	mutex_unlock(lock);
	ready();
}

static int peek(struct mutex *lock)
{
	return ready();
}

int waited_ok(struct queue *q)
{
	mutex_lock(&q->lock);
	while (!q->n) {
		wait_without(&q->lock);
		if (ready())
			return -1;
		mutex_lock(&q->lock);
	}
	mutex_unlock(&q->lock);
	return 0;
}

int peeked_bad(struct queue *q)
{
	mutex_lock(&q->lock);
	if (peek(&q->lock))
		q->n++;
// CHECK: lock-given.c:[[@LINE+1]]:{{[0-9]+}}: warning: mutex_lock() takes '&q->lock', which is held here already: it waits for itself [custody-lock-taken-twice]
	mutex_lock(&q->lock);
	q->n = 0;
	mutex_unlock(&q->lock);
	return 0;
}
