/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

struct task {
	struct drm_sched_job base;
};
int ready(void);

int task_bad(struct task *t, struct drm_sched_entity *entity)
{
	int ret = drm_sched_job_init(&t->base, entity, 1, NULL);

	if (!ret)
		ret = ready();
	if (ret)
// CHECK: sched-job-freed-initialised.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->base' is initialised and not cleaned up, but kfree() frees what holds it [custody-sched-job-freed-initialised]
		kfree(t);
	return ret;
}

int task_ok(struct task *t, struct drm_sched_entity *entity)
{
	int ret = drm_sched_job_init(&t->base, entity, 1, NULL);

	if (ret)
		goto free;
	ret = ready();
	if (!ret)
		return 0;
	drm_sched_job_cleanup(&t->base);
free:
	kfree(t);
	return ret;
}
