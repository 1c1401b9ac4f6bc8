/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Nobody in the file calls these functions, and nothing that they call takes the lock: it is not held. */
#include "custody.h"

struct lock {
	int word;
};
void take(struct lock *l) __acquires_lock(l);
void give(struct lock *l) __releases_lock(l);

struct platform_device {
	struct {
		void *driver_data;
	} dev;
};
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
};

struct port {
	struct lock lock, gone_lock;
	int users __locked_by(lock);
	int gone __locked_by(gone_lock);
};

static int port_is_gone(struct port *p)
{
	int gone;

	take(&p->gone_lock);
	gone = p->gone;
	give(&p->gone_lock);
	return gone;
}

static int __locked_by(p->lock) port_run(struct port *p)
{
	return p->users > 4;
}

static int port_try(struct port *p)
{
	return port_is_gone(p) ? -1 : port_run(p);
}

int port_ioctl_bad(struct port *p)
{
// CHECK: lock-callers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is not held when port_try() needs it held [custody-lock-not-held]
	return port_try(p);
}

int port_run_bad(struct port *p)
{
// CHECK: lock-callers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is not held when port_run() needs it held [custody-lock-not-held]
	return port_is_gone(p) ? -1 : port_run(p);
}

int port_run_ok(struct port *p)
{
	int error = -1;

	take(&p->lock);
	if (!port_is_gone(p))
		error = port_run(p);
	give(&p->lock);
	return error;
}

static void port_take(struct port *p)
{
	take(&p->lock);
}

int port_taken_ok(struct port *p)
{
	int error;

	port_take(p);
	error = port_run(p);
	give(&p->lock);
	return error;
}

/* What a function that runs first writes may be set up there; what remove() writes is not. */
static int port_probe_ok(struct platform_device *pdev)
{
	struct port *p = pdev->dev.driver_data;

	p->gone = 0;
	return 0;
}

static void port_remove_bad(struct platform_device *pdev)
{
	struct port *p = pdev->dev.driver_data;

// CHECK: lock-callers.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}gone_lock' is not held when {{.*}}gone' needs it held [custody-lock-not-held]
	p->gone = 1;
}

struct platform_driver port_driver = {
	.probe = port_probe_ok,
	.remove = port_remove_bad,
};

/* --- Locks of a function that an annotation says something else of -------------------------- */

struct file_operations {
	int (*read)(void *file);
};

struct box {
	struct lock lock;
	struct box *next;
};
static struct box lost, kept;

static struct box *lost_take(void) __borrowed;
static struct box *lost_take(void)
{
	struct box *b = lost.next;

	give(&lost.lock);
	return b;
}

static int lost_read_bad(void *file)
{
// CHECK: lock-callers.c:[[@LINE+1]]:{{[0-9]+}}: warning: lost_take() on '&lost.lock', which is not held here: {{.*}} [custody-lock-never-taken]
	return lost_take() != 0;
}

struct file_operations lost_fops = {
	.read = lost_read_bad,
};
