/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

struct device *found_by(int n);
void start(struct device *dev);

int start_bad(int n)
{
	struct device *dev = found_by(n);
	int ret = pm_runtime_get_sync(dev);

	if (ret < 0)
// CHECK: pm-runtime-kept-on-failure.c:[[@LINE+1]]:{{[0-9]+}}: warning: pm_runtime_get_sync() failed, but has raised the usage count of {{.*}}; nothing drops it [custody-pm-runtime-kept-on-failure]
		return ret;
	start(dev);
	return 0;
}

int start_ok(int n)
{
	struct device *dev = found_by(n);
	int ret = pm_runtime_get_sync(dev);

	if (ret < 0) {
		pm_runtime_put_noidle(dev);
		return ret;
	}
	start(dev);
	return 0;
}

/* This one raises nothing if it fails. */
int resume_ok(int n)
{
	struct device *dev = found_by(n);
	int ret = pm_runtime_resume_and_get(dev);

	if (ret < 0)
		return ret;
	start(dev);
	return 0;
}

/* It goes on, and somebody else drops it. */
int ignored_ok(int n)
{
	struct device *dev = found_by(n);

	if (pm_runtime_get_sync(dev) < 0)
		start(0);
	start(dev);
	return 0;
}

/* The caller drops it. */
static int get(struct device *dev)
{
	return pm_runtime_get_sync(dev);
}

static int get_for_bad(struct device *dev)
{
// CHECK: pm-runtime-kept-on-failure.c:[[@LINE+1]]:{{[0-9]+}}: warning: pm_runtime_get_sync() failed, but has raised the usage count of 'dev'; nothing drops it [custody-pm-runtime-kept-on-failure]
	return pm_runtime_get_sync(dev);
}

int caller_ok(int n)
{
	struct device *dev = found_by(n);
	int ret = get(dev);

	if (ret < 0) {
		pm_runtime_put_noidle(dev);
		return ret;
	}
	start(dev);
	return 0;
}

int caller_bad(int n)
{
	struct device *dev = found_by(n);
	int ret = get_for_bad(dev);

	if (ret < 0)
		return ret;
	start(dev);
	return 0;
}
