/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct kref {
	struct {
		int refs;
	} refcount;
};
void kref_get(struct kref *k);
int kref_put(struct kref *k, void (*release)(struct kref *k));
struct port {
	struct kref ref;
	int number;
	struct port *up;
};
void port_gone(struct kref *k);
int port_send(int number, void *message);
void port_queue(struct port *port);

int send_bad(struct port *port)
{
	void *message;

	kref_get(&port->ref);
	message = kzalloc(16, GFP_KERNEL);
	if (!message)
// CHECK: count-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port->ref' was raised by kref_get() and is left so, though the function fails; other failing paths lower it again [custody-count-left]
		return -12;
	if (port_send(port->number, message)) {
		kref_put(&port->ref, port_gone);
		kfree(message);
		return -5;
	}
	kref_put(&port->ref, port_gone);
	kfree(message);
	return 0;
}

int send_ok(struct port *port)
{
	void *message;
	int ret = -12;

	kref_get(&port->ref);
	message = kzalloc(16, GFP_KERNEL);
	if (message)
		ret = port_send(port->number, message);
	kref_put(&port->ref, port_gone);
	kfree(message);
	return ret;
}

static struct port *port_get(struct port *port)
{
	if (!port)
		return NULL;
	kref_get(&port->ref);
	return port;
}

static void port_put(struct port *port)
{
	kref_put(&port->ref, port_gone);
}

int send_up_bad(struct port *port)
{
	struct port *up = port_get(port->up);
	void *message;

	if (!up)
		return -22;
	message = kzalloc(16, GFP_KERNEL);
	if (!message)
// CHECK: count-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port->up->ref' was raised by port_get() and is left so, though the function fails; other failing paths lower it again [custody-count-left]
		return -12;
	if (port->number) {
		port_put(up);
		kfree(message);
		return -22;
	}
	port_put(up);
	kfree(message);
	return 0;
}

/* Whoever takes it from the queue has the reference. */
int queue_ok(struct port *port)
{
	kref_get(&port->ref);
	if (!port->number) {
		kref_put(&port->ref, port_gone);
		return -22;
	}
	port_queue(port);
	return -115;
}
