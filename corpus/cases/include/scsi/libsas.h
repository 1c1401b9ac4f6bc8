/* SPDX-License-Identifier: MIT */
#ifndef _CASES_LIBSAS_H
#define _CASES_LIBSAS_H
#include <linux/types.h>
#define SAS_TASK_COMPLETE 0
#define SAS_PHY_DOWN 0x8d
struct task_status_struct {
	int resp;
	int stat;
};
struct sas_task {
	void *dev;
	struct task_status_struct task_status;
	void (*task_done)(struct sas_task *);
	void *lldd_task;
	void *uldd_task;
};
struct sas_domain_function_template {
	int (*lldd_execute_task)(struct sas_task *, gfp_t gfp_flags);
};
#endif
