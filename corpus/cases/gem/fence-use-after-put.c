/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int late_bad(int fd)
{
	struct dma_fence *f = sync_file_get_fence(fd);

	if (!f)
		return -ENOENT;
	dma_fence_put(f);
// CHECK: fence-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f->error' used after its reference was put [custody-fence-use-after-put]
	return f->error ? 0 : -EINVAL;
}

int late_ok(int fd)
{
	struct dma_fence *f = sync_file_get_fence(fd);
	int ret = 0;

	if (!f)
		return -ENOENT;
	if (!f->error)
		ret = -EINVAL;
	dma_fence_put(f);
	return ret;
}

struct dma_fence *found(int id);
void watch(struct dma_fence *f);

/* What a call gave is put: its reference came with it. */
int given_bad(int id)
{
	struct dma_fence *f = found(id);

	if (!f)
		return -ENOENT;
	dma_fence_put(f);
// CHECK: fence-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f->error' used after its reference was put [custody-fence-use-after-put]
	return f->error;
}

/* watch() may hold a reference of its own. */
int watched_ok(int id)
{
	struct dma_fence *f = found(id);

	if (!f)
		return -ENOENT;
	watch(f);
	dma_fence_put(f);
	return f->error;
}

/* The caller has one. */
int lent_ok(struct dma_fence *f)
{
	dma_fence_get(f);
	dma_fence_put(f);
	return f->error;
}
