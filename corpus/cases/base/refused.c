/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Code that is not seen may keep what it is given, unless it says that it failed. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct job {
	int id;
};
struct queue {
	struct mutex lock;
	int length;
};
int queue_add(struct queue *q, struct job *j);
int queue_check(struct queue *q, struct job *j);
void *queue_token(struct queue *q, struct job *j);
void __attribute__((format(printf, 2, 3))) queue_warn(struct queue *q, const char *text, ...);

static inline int queue_add_now(struct queue *q, struct job *j)
{
	return queue_add(q, j);
}

int refused_bad(struct queue *q)
{
	struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
	int ret;

	if (!j)
		return -ENOMEM;
	ret = queue_add(q, j);
// CHECK: refused.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'j' is lost here; nothing frees it [custody-memory-leak]
	if (ret)
		return ret;
	return 0;
}

int refused_pointer_bad(struct queue *q)
{
	struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
	void *token;

	if (!j)
		return -ENOMEM;
	token = queue_token(q, j);
	if (IS_ERR(token))
// CHECK: refused.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'j' is lost here; nothing frees it [custody-memory-leak]
		return PTR_ERR(token);
	return 0;
}

int refused_inline_bad(struct queue *q)
{
	struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
	int ret;

	if (!j)
		return -ENOMEM;
	ret = queue_add_now(q, j);
	if (ret < 0)
// CHECK: refused.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'j' is lost here; nothing frees it [custody-memory-leak]
		return ret;
	return 0;
}

int freed_ok(struct queue *q)
{
	struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
	int ret;

	if (!j)
		return -ENOMEM;
	ret = queue_add(q, j);
	if (ret)
		kfree(j);
	return ret;
}

/* One that did not fail may have kept it. */
int two_ok(struct queue *q)
{
	struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
	int ret;

	if (!j)
		return -ENOMEM;
	ret = queue_add(q, j);
	if (ret) {
		kfree(j);
		return ret;
	}
	ret = queue_check(q, j);
	if (ret)
		return ret;
	return 0;
}

/* So may one that was called in an earlier round. */
int rounds_ok(struct queue *q)
{
	while (q->length < 5) {
		struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
		int ret;

		if (!j)
			return -ENOMEM;
		ret = queue_add(q, j);
		if (ret) {
			kfree(j);
			return ret;
		}
	}
	return 0;
}

/* What was made is no part of what was there. */
struct cache {
	char own[16];
	char *spare;
};
int cache_fill(struct cache *c, char *to);

int cache_ok(struct cache *c, int size)
{
	char *to = c->own;
	int ret;

	if (size > 16) {
		to = kmalloc(size, GFP_KERNEL);
		if (!to)
			return -ENOMEM;
	}
	ret = cache_fill(c, to);
	if (to != c->own)
		kfree(to);
	return ret;
}

int cache_spare_ok(struct cache *c, int size)
{
	char *to = c->spare;
	int ret;

	if (size > 16) {
		to = kmalloc(size, GFP_KERNEL);
		if (!to)
			return -ENOMEM;
	}
	ret = cache_fill(c, to);
	if (to != c->spare)
		kfree(to);
	return ret;
}

/* What writes a message, by its declaration, keeps and releases nothing. */
int warned_bad(struct queue *q)
{
	mutex_lock(&q->lock);
	if (q->length > 5) {
		queue_warn(q, "%d jobs", q->length);
// CHECK: refused.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'q->lock' is still held here
		return -EINVAL;
	}
	q->length++;
	mutex_unlock(&q->lock);
	return 0;
}

int warned_ok(struct queue *q)
{
	mutex_lock(&q->lock);
	if (q->length > 5) {
		queue_warn(q, "%d jobs", q->length);
		mutex_unlock(&q->lock);
		return -EINVAL;
	}
	q->length++;
	mutex_unlock(&q->lock);
	return 0;
}

int net_receive(struct queue *q, void *packet);

/* It says whether it took the packet: nothing fails here. */
void took_ok(struct queue *q)
{
	void *packet = kmalloc(64, GFP_KERNEL);

	if (!packet)
		return;
	if (!net_receive(q, packet))
		kfree(packet);
}

struct order {
	struct queue *q;
	void *packet;
};
int order_change(struct order *o);

/* It may have put another one in the place of the packet, and what is there in the end is freed. */
int changed_ok(struct queue *q)
{
	struct order o = { .q = q };
	int ret;

	o.packet = kmalloc(64, GFP_KERNEL);
	if (!o.packet)
		return -ENOMEM;
	ret = order_change(&o);
	if (ret)
		goto out;
	ret = net_receive(q, o.packet);
out:
	kfree(o.packet);
	return ret;
}
