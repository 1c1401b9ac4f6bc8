/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int ready(void);

int twice_bad(int fd)
{
	struct dma_fence *f = sync_file_get_fence(fd);
	int ret;

	if (!f)
		return -ENOENT;
	ret = ready();
	if (ret)
		dma_fence_put(f);
// CHECK: fence-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_fence_put() on 'f', whose reference was already put [custody-fence-double-put]
	dma_fence_put(f);
	return ret;
}

int once_ok(int fd)
{
	struct dma_fence *f = sync_file_get_fence(fd);
	int ret;

	if (!f)
		return -ENOENT;
	ret = ready();
	dma_fence_put(f);
	return ret;
}
