/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int check_bad(int fd)
{
	struct dma_fence *f = sync_file_get_fence(fd);

	if (!f)
		return -ENOENT;
	if (!f->error)
// CHECK: fence-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f' is lost on this path; nothing puts it [custody-fence-leak]
		return -EINVAL;
	dma_fence_put(f);
	return 0;
}

int check_ok(int fd)
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
