/* SPDX-License-Identifier: MIT */
#ifndef _CASES_PM_RUNTIME_H
#define _CASES_PM_RUNTIME_H
#include <linux/device.h>

void pm_runtime_enable(struct device *dev);
void pm_runtime_disable(struct device *dev);
int pm_runtime_force_suspend(struct device *dev);
int pm_runtime_get(struct device *dev);
void pm_runtime_put_noidle(struct device *dev);
int pm_runtime_get_sync(struct device *dev);
int pm_runtime_resume_and_get(struct device *dev);
int pm_runtime_put_sync(struct device *dev);

#endif
