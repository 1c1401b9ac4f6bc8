/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

int ready(void);
int pm_runtime_get_if_in_use(struct device *dev);

int put_where_refused_bad(struct device *dev)
{
	int ret = pm_runtime_resume_and_get(dev);

	if (ret < 0) {
// CHECK: pm-runtime-put-refused.c:[[@LINE+1]]:{{[0-9]+}}: warning: pm_runtime_put_sync() drops a usage count of 'dev', which was not got: that failed [custody-pm-runtime-put-refused]
		pm_runtime_put_sync(dev);
		return ret;
	}
	pm_runtime_put_sync(dev);
	return 0;
}

int put_where_refused_ok(struct device *dev)
{
	int ret = pm_runtime_resume_and_get(dev);

	if (ret < 0)
		return ret;
	pm_runtime_put_sync(dev);
	return 0;
}

int in_use_bad(struct device *dev)
{
	int ret = pm_runtime_get_if_in_use(dev);

	if (!ret)
		ready();
// CHECK: pm-runtime-put-refused.c:[[@LINE+1]]:{{[0-9]+}}: warning: pm_runtime_put_sync() drops a usage count of 'dev', which was not got: that failed [custody-pm-runtime-put-refused]
	pm_runtime_put_sync(dev);
	return ret;
}

int in_use_ok(struct device *dev)
{
	if (pm_runtime_get_if_in_use(dev) <= 0)
		return 0;
	ready();
	pm_runtime_put_sync(dev);
	return 1;
}

/* This one counts up even if it fails. */
int get_sync_ok(struct device *dev)
{
	int ret = pm_runtime_get_sync(dev);

	pm_runtime_put_sync(dev);
	return ret;
}

/* One is held already. */
int held_ok(struct device *dev)
{
	pm_runtime_get_sync(dev);
	if (pm_runtime_resume_and_get(dev) < 0) {
		pm_runtime_put_sync(dev);
		return -EIO;
	}
	pm_runtime_put_sync(dev);
	pm_runtime_put_sync(dev);
	return 0;
}

/* That it was not in use before says nothing of now. */
static void flush(struct device *dev)
{
	if (!pm_runtime_get_if_in_use(dev))
		return;
	ready();
	pm_runtime_put_sync(dev);
}

void flush_ok(struct device *dev)
{
	flush(dev);
	flush(dev);
}

/* Nor does what is not seen in between. */
static void flush_by(struct device *dev, void (*by)(struct device *dev))
{
	if (pm_runtime_get_if_in_use(dev) <= 0)
		return;
	by(dev);
	pm_runtime_put_sync(dev);
}

void flush_by_ok(struct device *dev, void (*by)(struct device *dev))
{
	flush_by(dev, by);
	flush_by(dev, by);
}
