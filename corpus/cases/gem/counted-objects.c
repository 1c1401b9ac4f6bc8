/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* More that is counted: connectors, masters, sync objects that were made, jobs of host1x. */
#include <linux/err.h>
#include <linux/types.h>

struct drm_device;
struct drm_file;
struct dma_fence;
struct drm_connector {
	int type;
};
struct drm_master {
	struct drm_master *lessor;
};
struct drm_syncobj {
	int handles;
};
struct host1x_channel;
struct host1x_job {
	u32 num_relocs;
};
struct drm_connector *drm_connector_lookup(struct drm_device *dev, struct drm_file *file, u32 id);
void drm_connector_put(struct drm_connector *connector);
struct drm_master *drm_file_get_master(struct drm_file *file);
void drm_master_put(struct drm_master **master);
int drm_syncobj_create(struct drm_syncobj **out, u32 flags, struct dma_fence *fence);
int drm_syncobj_get_handle(struct drm_file *file, struct drm_syncobj *s, u32 *handle);
void drm_syncobj_put(struct drm_syncobj *s);
struct host1x_job *host1x_job_alloc(struct host1x_channel *ch, u32 cmds, u32 relocs, bool skip);
void host1x_job_put(struct host1x_job *job);
int lease(int objects);

int connector_bad(struct drm_device *dev, struct drm_file *file, u32 id)
{
	struct drm_connector *connector = drm_connector_lookup(dev, file, id);

	if (!connector)
		return -2;
	if (connector->type == 3)
// CHECK: counted-objects.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'connector' is lost on this path; nothing puts it [custody-drm-object-leak]
		return -22;
	drm_connector_put(connector);
	return 0;
}

int connector_ok(struct drm_device *dev, struct drm_file *file, u32 id)
{
	struct drm_connector *connector = drm_connector_lookup(dev, file, id);
	int type = connector ? connector->type : -2;

	if (connector)
		drm_connector_put(connector);
	return type;
}

int master_bad(struct drm_file *file, int objects)
{
	struct drm_master *master = drm_file_get_master(file);

	if (!master)
		return -22;
	if (master->lessor)
// CHECK: counted-objects.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'master' is lost on this path; nothing puts it [custody-drm-object-leak]
		return -22;
	drm_master_put(&master);
	return lease(objects);
}

int master_ok(struct drm_file *file, int objects)
{
	struct drm_master *master = drm_file_get_master(file);
	int ret = -22;

	if (!master)
		return ret;
	if (!master->lessor)
		ret = lease(objects);
	drm_master_put(&master);
	return ret;
}

int syncobj_bad(struct drm_file *file, u32 *handle)
{
	struct drm_syncobj *s;
	int ret = drm_syncobj_create(&s, 0, NULL);

	if (ret)
		return ret;
	ret = drm_syncobj_get_handle(file, s, handle);
	if (ret)
// CHECK: counted-objects.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost on this path; nothing puts it [custody-syncobj-leak]
		return ret;
	drm_syncobj_put(s);
	return 0;
}

int syncobj_ok(struct drm_file *file, u32 *handle)
{
	struct drm_syncobj *s;
	int ret = drm_syncobj_create(&s, 0, NULL);

	if (ret)
		return ret;
	ret = drm_syncobj_get_handle(file, s, handle);
	drm_syncobj_put(s);
	return ret;
}

int job_bad(struct host1x_channel *ch, u32 relocs)
{
	struct host1x_job *job = host1x_job_alloc(ch, 1, relocs, false);

	if (!job)
		return -12;
	if (job->num_relocs != relocs)
// CHECK: counted-objects.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job' is lost on this path; nothing puts it [custody-drm-object-leak]
		return -22;
	host1x_job_put(job);
	return 0;
}
