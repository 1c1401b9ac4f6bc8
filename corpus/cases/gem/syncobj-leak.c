/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int check_bad(struct drm_file *file, u32 id)
{
	struct drm_syncobj *s = drm_syncobj_find(file, id);

	if (!s)
		return -ENOENT;
	if (!s->fence)
// CHECK: syncobj-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost on this path; nothing puts it [custody-syncobj-leak]
		return -EINVAL;
	drm_syncobj_put(s);
	return 0;
}

int check_ok(struct drm_file *file, u32 id)
{
	struct drm_syncobj *s = drm_syncobj_find(file, id);
	int ret = 0;

	if (!s)
		return -ENOENT;
	if (!s->fence)
		ret = -EINVAL;
	drm_syncobj_put(s);
	return ret;
}

/* A pointer with flags in its low bits leads to the object all the same. */
struct waits {
	struct drm_syncobj *s;
};
int more(void);

int keep_packed_ok(struct waits *w, struct drm_file *file, unsigned long flags, int n)
{
	while (n--) {
		struct drm_syncobj *s;

		if (more())
			return -EINVAL;
		s = drm_syncobj_find(file, n);
		if (!s)
			return -ENOENT;
		w->s = (struct drm_syncobj *)((unsigned long)s | flags);
		w++;
	}
	return 0;
}

/* What no way out puts is told once. */
int told_once_bad(struct drm_file *file, u32 id)
{
	struct drm_syncobj *s = drm_syncobj_find(file, id);

	if (!s)
		return -ENOENT;
	if (!s->fence)
// CHECK: syncobj-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost on this path; nothing puts it [custody-syncobj-leak]
		return -EINVAL;
	if (more())
		return -EBUSY;
	return 0;
}
