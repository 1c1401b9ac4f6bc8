/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A call puts a reference into a member of a record, which is freed with it. */
#include <drm/drm_gem.h>
#include <linux/file.h>
#include <linux/slab.h>

struct drm_syncobj;
int drm_syncobj_create(struct drm_syncobj **out, u32 flags, void *fence);
void drm_syncobj_put(struct drm_syncobj *obj);

struct client {
	struct drm_syncobj *done;
	int number;
};

int client_open(struct file *file)
{
	struct client *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int error;

	if (!c)
		return -12;
	error = drm_syncobj_create(&c->done, 0, NULL);
	if (error) {
		kfree(c);
		return error;
	}
	file->private_data = c;
	return 0;
}

void client_release_bad(struct file *file)
{
	struct client *c = file->private_data;

	kfree(c);
// CHECK: kept-until-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: the reference in 'c->done' that drm_syncobj_create() gave is put nowhere; it outlives what holds it [custody-kept-never-put]
}

struct job {
	struct drm_syncobj *out;
	int number;
};

int job_init(struct job *j)
{
	return drm_syncobj_create(&j->out, 0, NULL);
}

void job_free_ok(struct job *j)
{
	drm_syncobj_put(j->out);
	kfree(j);
}
