/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <drm/drm_gem.h>

struct run {
	struct drm_sched_job base;
	int size;
};

void arm_twice_bad(struct drm_sched_job *job)
{
	drm_sched_job_arm(job);
// CHECK: sched-job-arm.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_sched_job_arm() on 'job', which is armed already: its fence is made anew [custody-sched-job-armed-twice]
	drm_sched_job_arm(job);
	drm_sched_entity_push_job(job);
}

void arm_ok(struct drm_sched_job *job)
{
	drm_sched_job_arm(job);
	drm_sched_entity_push_job(job);
}

int push_bad(struct drm_sched_job *job, struct drm_sched_entity *entity)
{
	int ret = drm_sched_job_init(job, entity, 1, NULL);

	if (!ret)
// CHECK: sched-job-arm.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job' is pushed, but was only initialised: it has no fence [custody-sched-job-not-armed]
		drm_sched_entity_push_job(job);
	return ret;
}

int push_ok(struct drm_sched_job *job, struct drm_sched_entity *entity)
{
	int ret = drm_sched_job_init(job, entity, 1, NULL);

	if (ret)
		return ret;
	drm_sched_job_arm(job);
	drm_sched_entity_push_job(job);
	return 0;
}

void pushed_and_freed_bad(struct run *run)
{
	drm_sched_job_arm(&run->base);
	drm_sched_entity_push_job(&run->base);
// CHECK: sched-job-arm.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'run->base' used after its job was pushed; it may have run and gone by now [custody-sched-job-use-after-push]
	kfree(run);
}
