/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The object leaves its table when its last reference is put: nobody frees it in sight. */
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

void *idr_find(const struct idr *idr, unsigned long id);
struct kref {
	int refcount;
};
void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))

struct client {
	struct mutex lock;
	struct idr bos;
	spinlock_t slock;
	struct idr jobs;
};
struct bo {
	struct kref ref;
	struct client *client;
	int id, size;
};

static void bo_release(struct kref *ref)
{
	struct bo *bo = container_of(ref, struct bo, ref);

	idr_remove(&bo->client->bos, bo->id);
	kfree(bo);
}

void bo_put(struct bo *bo)
{
	struct client *c = bo->client;

	mutex_lock(&c->lock);
	kref_put(&bo->ref, bo_release);
	mutex_unlock(&c->lock);
}

int bo_size_bad(struct client *c, int id)
{
	struct bo *bo;

	mutex_lock(&c->lock);
	bo = idr_find(&c->bos, id);
	mutex_unlock(&c->lock);
	if (!bo)
		return -ENOENT;
// CHECK: borrow-escapes-last.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->size' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
	return bo->size;
}

int bo_size_ok(struct client *c, int id)
{
	struct bo *bo;
	int size;

	mutex_lock(&c->lock);
	bo = idr_find(&c->bos, id);
	if (bo)
		kref_get(&bo->ref);
	mutex_unlock(&c->lock);
	if (!bo)
		return -ENOENT;
	size = bo->size;
	bo_put(bo);
	return size;
}

/* Taken out by one function; what frees it is named there only. */
static void job_release(struct kref *ref)
{
	kfree(container_of(ref, struct bo, ref));
}

int job_close_ok(struct client *c, int id)
{
	struct bo *job;

	spin_lock(&c->slock);
	job = idr_remove(&c->jobs, id);
	spin_unlock(&c->slock);
	if (!job)
		return -ENOENT;
	kref_put(&job->ref, job_release);
	return 0;
}

int job_bad(struct client *c, int id)
{
	struct bo *job;

	spin_lock(&c->slock);
	job = idr_find(&c->jobs, id);
	spin_unlock(&c->slock);
	if (!job)
		return -ENOENT;
// CHECK: borrow-escapes-last.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->size' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
	job->size = 0;
	return 0;
}

int job_ok(struct client *c, int id)
{
	struct bo *job;
	int ret = -ENOENT;

	spin_lock(&c->slock);
	job = idr_find(&c->jobs, id);
	if (job)
		ret = job->size;
	spin_unlock(&c->slock);
	return ret;
}

/* The table's own lock is as good as another one. */
struct names {
	spinlock_t xa_lock;
	void *xa_head;
};
static struct names names;
void *xa_load(struct names *xa, unsigned long id);
void *xa_erase(struct names *xa, unsigned long id);

static void name_release(struct kref *ref)
{
	struct bo *name = container_of(ref, struct bo, ref);

	xa_erase(&names, name->id);
	kfree(name);
}

void name_put(struct bo *name)
{
	kref_put(&name->ref, name_release);
}

int name_bad(int id)
{
	struct bo *name;

	spin_lock(&names.xa_lock);
	name = xa_load(&names, id);
	spin_unlock(&names.xa_lock);
// CHECK: borrow-escapes-last.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'name->size' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
	return name ? name->size : -ENOENT;
}

int name_ok(int id)
{
	struct bo *name;
	int size = -ENOENT;

	spin_lock(&names.xa_lock);
	name = xa_load(&names, id);
	if (name)
		size = name->size;
	spin_unlock(&names.xa_lock);
	return size;
}

/* A helper looks it up, and its caller goes on with it. */
static struct bo *job_find(struct client *c, int id)
{
	struct bo *job;

	spin_lock(&c->slock);
	job = idr_find(&c->jobs, id);
	spin_unlock(&c->slock);
	return job;
}

int job_found_bad(struct client *c, int id)
{
	struct bo *job = job_find(c, id);

// CHECK: borrow-escapes-last.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->size' used after the lock that it was looked up under was released: {{.*}} [custody-borrow-escapes-lock]
	return job ? job->size : -ENOENT;
}
