/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SCHED_MM_H
#define _CASES_SCHED_MM_H
#include <linux/types.h>

struct task_struct;
struct mm_struct {
	unsigned long total_vm;
};
struct mm_struct *get_task_mm(struct task_struct *task);
void mmget(struct mm_struct *mm);
void mmput(struct mm_struct *mm);

#endif
