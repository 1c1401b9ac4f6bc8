/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct kref {
	struct {
		int refs;
	} refcount;
};
void kref_get(struct kref *k);
unsigned int kref_read(const struct kref *k);
int kref_put(struct kref *k, void (*release)(struct kref *k));
struct port {
	struct kref ref;
	int number;
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

/* Whether there are others is asked before. */
int send_asked_ok(struct port *port)
{
	kref_get(&port->ref);
	if (port_send(port->number, port)) {
		if (kref_read(&port->ref) > 1)
			kref_put(&port->ref, port_gone);
		return -5;
	}
	kref_put(&port->ref, port_gone);
	return port->number ? 0 : -22;
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
