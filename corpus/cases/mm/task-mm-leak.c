/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/sched/mm.h>

long pages_bad(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);

	if (!mm)
		return 0;
	if (mm->total_vm > 1024)
// CHECK: task-mm-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mm' is lost on this path; nothing puts it [custody-task-mm-leak]
		return -EINVAL;
	mmput(mm);
	return 1;
}

long pages_ok(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	long pages;

	if (!mm)
		return 0;
	pages = mm->total_vm;
	mmput(mm);
	return pages;
}
