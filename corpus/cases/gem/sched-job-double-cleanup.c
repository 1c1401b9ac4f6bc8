/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int ready(void);

void abort_bad(struct drm_sched_job *job)
{
	if (!ready())
		drm_sched_job_cleanup(job);
// CHECK: sched-job-double-cleanup.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_sched_job_cleanup() on 'job', which was already cleaned up [custody-sched-job-double-cleanup]
	drm_sched_job_cleanup(job);
}

int again_ok(struct drm_sched_job *job, struct drm_sched_entity *entity)
{
	drm_sched_job_cleanup(job);
	return drm_sched_job_init(job, entity, 1, NULL);
}
