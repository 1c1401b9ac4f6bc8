/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <scsi/libsas.h>

struct slot {
	struct sas_task *task;
};
void slot_free(struct slot *slot, struct sas_task *task);

void status_bad(struct slot *slot)
{
	struct sas_task *task = slot->task;

	task->task_done(task);
// CHECK: sas-use-after-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'task->lldd_task' used after its task was done [custody-sas-use-after-done]
	task->lldd_task = NULL;
}

void status_ok(struct slot *slot)
{
	struct sas_task *task = slot->task;

	task->task_status.resp = SAS_TASK_COMPLETE;
	task->lldd_task = NULL;
	slot->task = NULL;
	task->task_done(task);
}
