/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A helper stores the file that the ioctl was lent. */
#include <drm/drm_gem.h>
#include <linux/slab.h>

struct state {
	struct drm_file *owner, *last, *now;
	int owners;
};
struct drm_ioctl_desc {
	unsigned int cmd;
	int (*func)(struct drm_device *dev, void *data, struct drm_file *file);
};
struct state *state_of(struct drm_device *dev);
int work(struct state *state);

static void set_owner(struct state *state, struct drm_file *file)
{
	state->owner = file;
	state->owners++;
}

static int own_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
// CHECK: file-kept-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} keeps 'file', which goes when the file is closed [custody-file-kept]
	set_owner(state_of(dev), file);
	return 0;
}

static void own(struct state *state, struct drm_file *file)
{
	set_owner(state, file);
}

static int deeper_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
// CHECK: file-kept-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} keeps 'file', which goes when the file is closed [custody-file-kept]
	own(state_of(dev), file);
	return 0;
}

static int first_of(struct state *state, struct drm_file *file)
{
	if (state->last)
		return -EBUSY;
	state->last = file;
	return 0;
}

static int last_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
// CHECK: file-kept-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} keeps 'file', which goes when the file is closed [custody-file-kept]
	return first_of(state_of(dev), file);
}

static void set_now(struct state *state, struct drm_file *file)
{
	state->now = file;
}

static int now_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct state *state = state_of(dev);
	int ret;

	set_now(state, file);
	ret = work(state);
	state->now = NULL;
	return ret;
}

static void count(struct state *state, struct drm_file *file)
{
	state->owners += file != NULL;
}

static int count_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	count(state_of(dev), file);
	return 0;
}

/* It has the file only as long as the ioctl runs. */
static int local_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct state state = { .owners = 1 };

	set_now(&state, file);
	return work(&state);
}

const struct drm_ioctl_desc ioctls[] = {
	{ 1, own_bad }, { 2, deeper_bad }, { 3, last_bad }, { 4, now_ok }, { 5, count_ok }, { 6, local_ok },
};
