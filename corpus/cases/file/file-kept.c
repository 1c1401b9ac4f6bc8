/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/file.h>
#include <linux/slab.h>

struct client {
	struct drm_file *file;
	int id;
};
struct job {
	struct drm_sched_job base;
	struct drm_file *file;
	struct client *client;
	int id;
};
struct device_state {
	struct drm_file *owner;
	struct drm_file *user;
};

int submit_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->file' keeps 'file', which goes when the file is closed [custody-file-may-be-kept]
	job->file = file;
	drm_sched_job_arm(&job->base);
	drm_sched_entity_push_job(&job->base);
	return 0;
}

int private_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->client' keeps 'file->driver_priv', which goes when the file is closed [custody-file-may-be-kept]
	job->client = file->driver_priv;
	drm_sched_job_arm(&job->base);
	drm_sched_entity_push_job(&job->base);
	return 0;
}

void owner_bad(struct device_state *state, struct drm_file *file)
{
// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'state->owner' keeps 'file', which goes when the file is closed [custody-file-kept]
	state->owner = file;
}

int submit_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct client *client = file->driver_priv;
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
	job->id = client->id;
	drm_sched_job_arm(&job->base);
	drm_sched_entity_push_job(&job->base);
	return 0;
}

/* Goes with the file. */
int open_ok(struct drm_device *dev, struct drm_file *file)
{
	struct client *client = kzalloc(sizeof(*client), GFP_KERNEL);

	if (!client)
		return -ENOMEM;
	client->file = file;
	file->driver_priv = client;
	return 0;
}

int look_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct job job = { .file = file, .client = file->driver_priv };

	return job.client->id;
}

/* Whoever calls an ioctl goes on when it returns, and so does the device. */
struct drm_ioctl_desc {
	unsigned int cmd;
	int (*func)(struct drm_device *dev, void *data, struct drm_file *file);
};
struct device_state *state_of(struct drm_device *dev);

static int own_bad(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct device_state *state = state_of(dev);

// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'state->owner' keeps 'file', which goes when the file is closed [custody-file-kept]
	state->owner = file;
	return 0;
}

static int own_for_a_while_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct device_state *state = state_of(dev);
	int ret;

	state->user = file;
	ret = *(int *)data;
	state->user = NULL;
	return ret;
}

const struct drm_ioctl_desc ioctls[] = { { 1, own_bad }, { 2, own_for_a_while_ok } };

/* What is let go of somewhere may be let go of in time. */
struct board {
	struct drm_file *current_file;
	struct file *owner;
};
static struct board *the_board;

void now_FN(struct board *b, struct drm_file *file)
{
// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->current_file' keeps 'file', which goes when the file is closed [custody-file-may-be-kept]
	b->current_file = file;
}

void closed_ok(struct board *b, struct drm_file *file)
{
	if (b->current_file == file)
		b->current_file = NULL;
}

struct inode;
struct file_operations {
	int (*open)(struct inode *inode, struct file *file);
};
struct view {
	struct file *file;
};

static int board_open_bad(struct inode *inode, struct file *file)
{
// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the_board->owner' keeps 'file', which goes when the file is closed [custody-file-kept]
	the_board->owner = file;
	return 0;
}

static int view_open_ok(struct inode *inode, struct file *file)
{
	struct view *v = kzalloc(sizeof(*v), GFP_KERNEL);

	if (!v)
		return -ENOMEM;
	v->file = file;
	file->private_data = v;
	return 0;
}

const struct file_operations board_fops = { .open = board_open_bad }, view_fops = { .open = view_open_ok };

/* A file that is counted may have come with a reference. */
void board_set_FN(struct board *b, struct file *file)
{
// CHECK: file-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->owner' keeps 'file', which goes when the file is closed [custody-file-may-be-kept]
	b->owner = file;
}
