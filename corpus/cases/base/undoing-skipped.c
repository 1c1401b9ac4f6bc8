/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* No contract says what the port's functions do: their names say what undoes what. */
#include <linux/slab.h>

struct queue;
struct port {
	void *name;
	int dead;
	int busy;
};
struct queue *port_queue_get(struct port *p, int id);
void port_queue_put(struct queue *q);
int port_lock(struct port *p);
void port_unlock(struct port *p);
int port_enable(struct port *p);
void port_disable(struct port *p);
int port_send(struct port *p, struct queue *q);
int port_load(struct port *p);
void port_drop(struct port *p);

int returns_at_once_bad(struct port *p, int id)
{
	struct queue *q = port_queue_get(p, id);
	int ret;

	kfree(p->name);
	if (!q)
		return -2;
	if (p->dead)
// CHECK: undoing-skipped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port_queue_put()' is left out here, where the function fails: port_queue_get() was called, and its other ways out undo that [custody-undoing-skipped]
		return -5;
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

int goes_to_the_end_ok(struct port *p, int id)
{
	struct queue *q = port_queue_get(p, id);
	int ret = -5;

	kfree(p->name);
	if (!q)
		return -2;
	if (p->dead)
		goto put;
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

int keeps_lock_bad(struct port *p)
{
	int ret;

	kfree(p->name);
	if (!port_lock(p))
		return -107;
	if (p->busy)
// CHECK: undoing-skipped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port_unlock()' is left out here
		return -16;
	ret = port_load(p);
	if (ret < 0)
		goto unlock;
	ret = 0;
unlock:
	port_unlock(p);
	return ret;
}

int gives_lock_back_ok(struct port *p)
{
	int ret = -16;

	kfree(p->name);
	if (!port_lock(p))
		return -107;
	if (p->busy)
		goto unlock;
	ret = port_load(p);
	if (ret < 0)
		goto unlock;
	ret = 0;
unlock:
	port_unlock(p);
	return ret;
}

/* The first return is where nothing was enabled; it is asked by a variable. */
int asks_result_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	ret = port_enable(p);
	if (ret)
		return ret;
	ret = port_load(p);
	if (ret)
		port_disable(p);
	return ret;
}

/* It has been undone before. */
int undone_before_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	ret = port_enable(p);
	if (ret)
		return ret;
	ret = port_load(p);
	if (ret) {
		port_disable(p);
		return ret;
	}
	port_disable(p);
	if (p->busy)
		return -16;
	ret = port_enable(p);
	if (ret)
		return ret;
	ret = port_load(p);
	port_disable(p);
	return ret;
}

/* A way of its own to clean up. */
int own_way_ok(struct port *p, int id)
{
	struct queue *q = port_queue_get(p, id);
	int ret;

	kfree(p->name);
	if (!q)
		return -2;
	if (p->dead) {
		port_drop(p);
		return -5;
	}
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

/* Nothing failed there. */
int no_failure_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	ret = port_enable(p);
	if (ret)
		return ret;
	if (p->busy)
		return 0;
	ret = port_load(p);
	if (ret)
		port_disable(p);
	return ret;
}

/* Others leave it out, too: that is how it is meant. */
int two_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	ret = port_enable(p);
	if (ret)
		return ret;
	if (p->busy)
		return -16;
	if (p->dead)
		return -5;
	ret = port_load(p);
	if (ret)
		port_disable(p);
	return ret;
}

/* Another one is put. */
int another_ok(struct port *p, struct queue *old, int id)
{
	struct queue *q = port_queue_get(p, id);
	int ret;

	kfree(p->name);
	if (!q)
		return -2;
	if (p->dead)
		return -5;
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(old);
	return ret;
}
