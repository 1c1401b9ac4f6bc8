/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A function that says 0 for success passes on what code that is not seen gave, if that is not 0: an error. */
#include <linux/slab.h>

struct port {
	void **in;
};
int find_queues(struct port *p);
int count_queues(struct port *p);

static int port_init(struct port *p)
{
	int err;

	p->in = kzalloc(64, GFP_KERNEL);
	if (!p->in)
		return -ENOMEM;
	err = find_queues(p);
	if (err)
		goto out_free;
	return 0;

out_free:
	kfree(p->in);
	return err;
}

void *port_probe_ok(struct port *p)
{
	int err = port_init(p);

	if (err < 0)
		return 0;
	return p->in[0];
}

void *port_probe_bad(struct port *p)
{
	int err = port_init(p);

	if (err > -ENOMEM)
// CHECK: passed-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after it was freed [custody-use-after-free]
		return p->in[0];
	return 0;
}

/* This one says how many there are. */
static int port_count(struct port *p)
{
	int n;

	p->in = kzalloc(64, GFP_KERNEL);
	if (!p->in)
		return -ENOMEM;
	n = count_queues(p);
	if (!n)
		return 0;
	kfree(p->in);
	return n > 4 ? 4 : n;
}

void *port_count_bad(struct port *p)
{
	int n = port_count(p);

	if (n <= 0)
		return 0;
// CHECK: passed-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after it was freed [custody-use-after-free]
	return p->in[0];
}
