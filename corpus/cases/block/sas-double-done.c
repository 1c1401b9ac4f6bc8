/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/libsas.h>

void gone(struct sas_task *task, int dead)
{
	task->task_status.stat = SAS_PHY_DOWN;
	if (dead)
		task->task_done(task);
}

void twice_bad(struct sas_task *task)
{
	gone(task, 1);
// CHECK: sas-double-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} on 'task', which was already done [custody-sas-double-done]
	task->task_done(task);
}

void once_ok(struct sas_task *task, int dead)
{
	if (dead) {
		gone(task, 1);
		return;
	}
	task->task_done(task);
}
