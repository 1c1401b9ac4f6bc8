/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <drm/drm_gem.h>

struct drm_sched_backend_ops {
	void (*free_job)(struct drm_sched_job *job);
};
struct job {
	struct drm_sched_job base;
	int start;
};

static void job_free_ok(struct drm_sched_job *base)
{
	drm_sched_job_cleanup(base);
	kfree((struct job *)(void *)base);
}

static void job_free_bad(struct drm_sched_job *base)
{
	drm_sched_job_cleanup(base);
// CHECK: last-call.c:[[@LINE+1]]:{{[0-9]+}}: error: job_free_bad() is called for the last reference, and returns here without ending what 'base' lies in [custody-release-keeps]
}

const struct drm_sched_backend_ops ops_ok = {.free_job = job_free_ok};
const struct drm_sched_backend_ops ops_bad = {.free_job = job_free_bad};
