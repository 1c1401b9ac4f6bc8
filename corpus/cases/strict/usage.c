/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
/* A usage count of runtime power management is taken and given back by one function, as a lock is. */
#include <linux/pm_runtime.h>

int write_bad(struct device *dev)
{
	int error = pm_runtime_resume_and_get(dev);

// CHECK: usage.c:[[@LINE+1]]:{{[0-9]+}}: error: 'dev' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
	return error;
}

int put_twice_bad(struct device *dev)
{
	int error = pm_runtime_resume_and_get(dev);

	if (error)
		return error;
	pm_runtime_put_sync(dev);
// CHECK: usage.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that 'dev' is held when pm_runtime_put_sync() needs it; take it, or say __locked_by or __releases_lock [custody-strict-lock-not-held]
	pm_runtime_put_sync(dev);
	return 0;
}

int write_ok(struct device *dev)
{
	int error = pm_runtime_resume_and_get(dev);

	if (error)
		return error;
	pm_runtime_put_sync(dev);
	return 0;
}
