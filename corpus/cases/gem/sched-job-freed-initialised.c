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

/* Initialising a job sets its members: whether it has an entity tells that it was done. */
static void task_free(struct task *t)
{
	if (t->base.entity)
		drm_sched_job_cleanup(&t->base);
	kfree(t);
}

int task_asked_ok(struct drm_sched_entity *entity)
{
	struct task *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int ret;

	if (!t)
		return -ENOMEM;
	ret = drm_sched_job_init(&t->base, entity, 1, NULL);
	if (!ret)
		ret = ready();
	task_free(t);
	return ret;
}

/* Whether it cleans up is not known here. */
static void task_undo(struct task *t)
{
	if (ready() < 0)
		return;
	drm_sched_job_cleanup(&t->base);
}

int task_undecided_ok(struct task *t, struct drm_sched_entity *entity)
{
	int ret = drm_sched_job_init(&t->base, entity, 1, NULL);

	if (ret)
		goto free;
	ret = ready();
	if (!ret)
		return 0;
	task_undo(t);
free:
	kfree(t);
	return ret;
}
