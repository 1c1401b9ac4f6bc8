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

struct waiter {
	struct dma_fence *fence;
};

void keep(struct waiter *w);

/* The only way to the reference goes with what it was stored in. */
int start_bad(struct dma_fence *f, int ret)
{
	struct waiter *w = kmalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	w->fence = dma_fence_get(f);
	if (ret)
// CHECK: fence-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f' is lost on this path; nothing puts it [custody-fence-leak]
		kfree(w);
	else
		keep(w);
	return ret;
}

int start_ok(struct dma_fence *f, int ret)
{
	struct waiter *w = kmalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	w->fence = dma_fence_get(f);
	if (ret) {
		dma_fence_put(f);
		kfree(w);
	} else {
		keep(w);
	}
	return ret;
}
