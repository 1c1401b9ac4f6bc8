/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include "custody.h"

struct lock {
	int word;
};
struct dev {
	struct lock lock;
	int count;
};

void take(struct lock *l) __acquires_lock(l);
int try_take(struct lock *l) __when(nonzero, acquires_lock(l));
void give(struct lock *l) __releases_lock(l);
void dev_count(struct dev *d) __locked_by(d->lock);

void counted_bad(struct dev *d)
{
	take(&d->lock);
	give(&d->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is not held when dev_count() needs it held [custody-lock-not-held]
	dev_count(d);
}

void given_twice_bad(struct dev *d)
{
	take(&d->lock);
	dev_count(d);
	give(&d->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&d->lock' is not held when give() needs it held [custody-lock-not-held]
	give(&d->lock);
}

void taken_twice_bad(struct dev *d)
{
	take(&d->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&d->lock' is held already when take() takes it [custody-lock-held-twice]
	take(&d->lock);
	give(&d->lock);
}

void counted_ok(struct dev *d, struct dev *other)
{
	if (!try_take(&d->lock))
		take(&d->lock);
	dev_count(d);
	give(&d->lock);
	take(&other->lock);
	dev_count(other);
	give(&other->lock);
}

/* The caller holds it: that is what the annotation says. */
void counted_below_ok(struct dev *d) __locked_by(d->lock);
void counted_below_ok(struct dev *d)
{
	dev_count(d);
}

int tried_ok(struct dev *d)
{
	if (!try_take(&d->lock))
		return -1;
	dev_count(d);
	give(&d->lock);
	return 0;
}

/* Another one's lock. */
struct port {
	struct lock lock;
	struct port *peer;
	int users __locked_by(lock);
};
void port_flush(struct port *p) __locked_by(p->lock);

void peer_bad(struct port *p)
{
	take(&p->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->peer->lock' is not held when port_flush() needs it held [custody-lock-not-held]
	port_flush(p->peer);
	give(&p->lock);
}

void peer_ok(struct port *p)
{
	struct port *peer = p->peer;

	take(&peer->lock);
	port_flush(p->peer);
	give(&peer->lock);
}

static int port_busy(struct port *p)
{
	return p->users > 4;
}

int busy_bad(struct port *p)
{
	take(&p->lock);
	port_flush(p);
	give(&p->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is not held when port_busy() needs it held [custody-lock-not-held]
	return port_busy(p);
}

int busy_ok(struct port *p)
{
	int busy;

	take(&p->lock);
	busy = port_busy(p);
	give(&p->lock);
	return busy;
}

/* No lock is taken anywhere, and nothing says that the caller does. */
int unlocked_bad(struct port *p)
{
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is not held when 'p->users' needs it held [custody-lock-not-held]
	return p->users;
}

int said_ok(struct port *p) __locked_by(p->lock);
int said_ok(struct port *p)
{
	return p->users;
}

void port_lock(struct port *p);

int unknown_ok(struct port *p)
{
	port_lock(p);
	return p->users;
}

void set_up_ok(struct port *p)
{
	p->users = 0;
}

/* What the function made itself needs no lock, until others can find it. */
struct port *port_alloc(void) __owned;
static struct port *first_port;

struct port *made_ok(void)
{
	struct port *p = port_alloc();

	if (!p)
		return 0;
	p->users = 1;
	return p;
}

void published_ok(void)
{
	struct port *p = port_alloc();

	if (!p)
		return;
	p->users = 1;
	first_port = p;
	take(&p->lock);
	p->users++;
	give(&p->lock);
}

void published_bad(void)
{
	struct port *p = port_alloc();

	if (!p)
		return;
	p->users = 1;
	first_port = p;
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is not held when 'p->users' needs it held [custody-lock-not-held]
	p->users++;
}
