/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/refcount.h>

struct task {
	struct drm_sched_job base;
	struct kref ref;
};

/* The scheduler puts a reference when the job is done. */
void push_bad(struct task *t)
{
	drm_sched_job_arm(&t->base);
	drm_sched_entity_push_job(&t->base);
// CHECK: sched-job-get-after-push.c:[[@LINE+1]]:{{[0-9]+}}: warning: kref_get() on 't->base' comes after it was pushed; the scheduler may have run it and put its reference by now [custody-sched-job-get-after-push]
	kref_get(&t->ref);
}

void push_ok(struct task *t)
{
	drm_sched_job_arm(&t->base);
	kref_get(&t->ref);
	drm_sched_entity_push_job(&t->base);
}
