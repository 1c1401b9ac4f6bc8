/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/sched/mm.h>

long late_bad(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (!mm)
		return 0;
	mmput(mm);
// CHECK: task-mm-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mm->total_vm' used after its reference was put [custody-task-mm-use-after-put]
	return mm->total_vm;
}

long twice_ok(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	long pages;

	if (!mm)
		return 0;
	mmget(mm);
	mmput(mm);
	pages = mm->total_vm;
	mmput(mm);
	return pages;
}
