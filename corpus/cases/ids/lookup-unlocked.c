/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

struct space {
	struct kref ref;
	int size;
};
struct client {
	struct xarray spaces;
	struct xarray kept;
	spinlock_t lock;
};
void space_free(struct kref *ref);

static struct space *space_get(struct space *s)
{
	if (s)
		kref_get(&s->ref);
	return s;
}

int destroy_ok(struct client *f, u32 id)
{
	struct space *s = xa_erase(&f->spaces, id);

	if (!s)
		return -ENOENT;
	kref_put(&s->ref, space_free);
	return 0;
}

struct space *find_bad(struct client *f, u32 id)
{
// CHECK: lookup-unlocked.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of xa_load()' was looked up under no lock: another function may have taken it out of the table and dropped it before space_get() takes a reference [custody-lookup-unlocked]
	return space_get(xa_load(&f->spaces, id));
}

struct space *find_there_bad(struct client *f, u32 id)
{
	struct space *s = xa_load(&f->spaces, id);

	if (!s || !s->size)
		return NULL;
// CHECK: lookup-unlocked.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' was looked up under no lock: another function may have taken it out of the table and dropped it before kref_get() takes a reference [custody-lookup-unlocked]
	kref_get(&s->ref);
	return s;
}

struct space *find_ok(struct client *f, u32 id)
{
	struct space *s;

	spin_lock(&f->lock);
	s = space_get(xa_load(&f->spaces, id));
	spin_unlock(&f->lock);
	return s;
}

/* Nobody takes them out of this one by their number. */
struct space *find_kept_ok(struct client *f, u32 id)
{
	return space_get(xa_load(&f->kept, id));
}

/* All comes here with the lock held. */
static struct space *find_locked(struct client *f, u32 id)
{
	return space_get(xa_load(&f->spaces, id));
}

struct space *find_below_ok(struct client *f, u32 id)
{
	struct space *s;

	spin_lock(&f->lock);
	s = find_locked(f, id);
	spin_unlock(&f->lock);
	return s;
}
