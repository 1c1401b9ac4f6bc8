/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int submit_bad(struct drm_sched_job *job)
{
	drm_sched_job_arm(job);
	drm_sched_entity_push_job(job);
// CHECK: sched-job-use-after-push.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job->id' used after its job was pushed; it may have run and gone by now [custody-sched-job-use-after-push]
	return job->id;
}

int submit_ok(struct drm_sched_job *job)
{
	int id;

	drm_sched_job_arm(job);
	id = job->id;
	drm_sched_entity_push_job(job);
	return id;
}
