/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A helper looks the object up, and has released the lock when it returns. */
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

void *idr_find(const struct idr *idr, unsigned long id);
struct kref {
	int refcount;
};
void kref_get(struct kref *kref);
int kref_get_unless_zero(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))

struct bus {
	spinlock_t lock;
	struct idr channels;
	struct mutex config;
	struct mutex ports_lock;
	struct xarray ports;
};
struct channel {
	struct kref ref;
	int credits;
};

static void channel_free(struct kref *ref)
{
	kfree(container_of(ref, struct channel, ref));
}

int close_ok(struct bus *b, int id)
{
	struct channel *c;

	spin_lock(&b->lock);
	c = idr_remove(&b->channels, id);
	spin_unlock(&b->lock);
	if (!c)
		return -ENOENT;
	kref_put(&c->ref, channel_free);
	return 0;
}

static struct channel *find(struct bus *b, int id)
{
	struct channel *c;

	spin_lock(&b->lock);
	c = idr_find(&b->channels, id);
	spin_unlock(&b->lock);
	return c;
}

int credits_bad(struct bus *b, int id, int n)
{
	struct channel *c = find(b, id);

	if (!c)
		return -ENOENT;
// CHECK: borrow-escapes-below.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->credits' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
	c->credits += n;
	return 0;
}

static void grant(struct channel *c, int n)
{
	c->credits = n;
}

/* One more function between, and one that writes. */
static struct channel *find_valid(struct bus *b, int id)
{
	return id < 0 ? NULL : find(b, id);
}

int granted_bad(struct bus *b, int id)
{
	struct channel *c = find_valid(b, id);

	if (c)
// CHECK: borrow-escapes-below.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
		grant(c, 1);
	return 0;
}

int port_remove_ok(struct bus *b, unsigned long nr)
{
	struct channel *port;

	mutex_lock(&b->ports_lock);
	port = xa_erase(&b->ports, nr);
	mutex_unlock(&b->ports_lock);
	kfree(port);
	return 0;
}

static struct channel *port_of(struct bus *b, unsigned long nr)
{
	struct channel *port;

	mutex_lock(&b->ports_lock);
	port = xa_load(&b->ports, nr);
	mutex_unlock(&b->ports_lock);
	return port;
}

int port_bad(struct bus *b, unsigned long nr)
{
	struct channel *port = port_of(b, nr);

// CHECK: borrow-escapes-below.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port->credits' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
	return port ? port->credits : -ENOENT;
}

/* The helper takes a reference. */
static struct channel *find_get(struct bus *b, int id)
{
	struct channel *c;

	spin_lock(&b->lock);
	c = idr_find(&b->channels, id);
	if (c && !kref_get_unless_zero(&c->ref))
		c = NULL;
	spin_unlock(&b->lock);
	return c;
}

int held_ok(struct bus *b, int id, int n)
{
	struct channel *c = find_get(b, id);

	if (!c)
		return -ENOENT;
	c->credits += n;
	kref_put(&c->ref, channel_free);
	return 0;
}

/* There is another lock around, which may keep it. */
int configured_ok(struct bus *b, int id)
{
	struct channel *c;
	int credits;

	mutex_lock(&b->config);
	c = find(b, id);
	credits = c ? c->credits : 0;
	mutex_unlock(&b->config);
	return credits;
}

static int credits_of(struct bus *b, int id)
{
	struct channel *c = find(b, id);

	return c ? c->credits : 0;
}

int around_ok(struct bus *b, int id)
{
	int credits;

	mutex_lock(&b->config);
	credits = credits_of(b, id);
	mutex_unlock(&b->config);
	return credits;
}

int exists_ok(struct bus *b, int id)
{
	return find(b, id) ? 0 : -ENOENT;
}
