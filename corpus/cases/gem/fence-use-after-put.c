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
