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

struct queue {
	int busy;
	int error;
};

/* That what was got is busy does not say that there is nothing. */
int asks_member_bad(struct port *p, int id)
{
	struct queue *q;
	int ret;

	kfree(p->name);
	q = port_queue_get(p, id);
	if (!q)
		return -2;
	if (q->busy)
// CHECK: undoing-skipped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port_queue_put()' is left out here
		return -16;
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

/* What is called there says where something is. */
const char *port_name(struct port *p);

int says_whose_lock_bad(struct port *p)
{
	const char *name;
	int ret;

	kfree(p->name);
	if (!port_lock(p))
		return -107;
	if (p->busy && !p->dead) {
// CHECK: undoing-skipped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port_unlock()' is left out here
		name = port_name(p);
		p->name = (void *)name;
		return -16;
	}
	ret = port_load(p);
	if (ret < 0)
		goto unlock;
	ret = 0;
unlock:
	port_unlock(p);
	return ret;
}

int asks_as_it_assigns_ok(struct port *p, int id)
{
	struct queue *q;
	int ret;

	kfree(p->name);
	if (!(q = port_queue_get(p, id)))
		return -2;
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

static inline int is_code(const void *p)
{
	return (unsigned long)p >= (unsigned long)-4095;
}

int asks_by_a_function_ok(struct port *p, int id)
{
	struct queue *q = port_queue_get(p, id);
	int ret;

	kfree(p->name);
	if (is_code(q))
		return -2;
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

/* One way for two conditions: the call's failure is the first. */
int asks_two_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	ret = port_enable(p);
	if (ret || !p->busy)
		return -19;
	ret = port_load(p);
	if (ret)
		goto disable;
	return 0;
disable:
	port_disable(p);
	return ret;
}

/* There may be no queue, but for one reason. */
int asks_why_ok(struct port *p, int id)
{
	struct queue *q = port_queue_get(p, id);
	int ret;

	kfree(p->name);
	if (is_code(q)) {
		ret = (int)(long)q;
		if (ret != -2)
			return -5;
		q = NULL;
	}
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

int asks_copy_ok(struct port *p)
{
	int ret, n;

	kfree(p->name);
	ret = n = port_enable(p);
	if (ret < 0)
		return -5;
	p->busy = n;
	ret = port_load(p);
	if (ret)
		goto disable;
	return 0;
disable:
	port_disable(p);
	return ret;
}

/* The work goes on: -EINPROGRESS is no failure. */
int goes_on_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	ret = port_enable(p);
	if (ret)
		return ret;
	ret = port_load(p);
	if (ret < 0)
		goto disable;
	if (p->busy)
		return -115;
	ret = port_load(p);
	if (!ret)
		return 0;
disable:
	port_disable(p);
	return ret;
}

void port_hold(struct port *p);
void port_get(struct port *p);
void port_put(struct port *p);
void port_release(struct port *p);

/* Whether there is one is asked by a variable of its own, as WARN_ON() does. */
int asks_by_variable_ok(struct port *p, int id)
{
	struct queue *q;
	int ret, none;

	kfree(p->name);
	q = port_queue_get(p, id);
	none = !q;
	if (none)
		return -2;
	ret = port_send(p, q);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_queue_put(q);
	return ret;
}

/* What is given back has more than one name here. */
int two_ways_to_get_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	port_hold(p);
	ret = port_load(p);
	if (ret)
		goto release;
	port_get(p);
	ret = port_load(p);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_put(p);
release:
	port_release(p);
	return ret;
}

/* What was given is not there, so nothing was got. */
int argument_null_ok(struct port *p)
{
	int ret;

	kfree(p->name);
	port_get(p);
	if (!p)
		return -2;
	ret = port_load(p);
	if (ret)
		goto put;
	ret = port_load(p);
put:
	port_put(p);
	return ret;
}
