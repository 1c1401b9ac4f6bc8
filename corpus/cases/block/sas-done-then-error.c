/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/libsas.h>

int send_frame(struct sas_task *task);

static int down_bad(struct sas_task *task, gfp_t gfp)
{
	if (!task->dev) {
		task->task_status.stat = SAS_PHY_DOWN;
		task->task_done(task);
// CHECK: sas-done-then-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: error returned for 'task', which was already done; the caller frees it again [custody-sas-done-then-error]
		return -ENODEV;
	}
	return send_frame(task);
}

static int down_ok(struct sas_task *task, gfp_t gfp)
{
	if (!task->dev) {
		task->task_status.stat = SAS_PHY_DOWN;
		task->task_done(task);
		return 0;
	}
	return send_frame(task);
}

const struct sas_domain_function_template sde_bad = { .lldd_execute_task = down_bad };
const struct sas_domain_function_template sde_ok = { .lldd_execute_task = down_ok };
