/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

int ready(void);

static int power_bad(struct platform_device *pdev)
{
	pm_runtime_enable(&pdev->dev);
	if (!ready())
// CHECK: pm-runtime-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but runtime PM of '&pdev->dev' is still enabled [custody-pm-runtime-left-enabled]
		return -EIO;
	return 0;
}

static int power_ok(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	pm_runtime_enable(dev);
	if (!ready()) {
		pm_runtime_disable(dev);
		return -EIO;
	}
	return 0;
}

/* Disables it too. */
static int force_ok(struct platform_device *pdev)
{
	pm_runtime_enable(&pdev->dev);
	if (!ready()) {
		pm_runtime_force_suspend(&pdev->dev);
		return -EIO;
	}
	return 0;
}

/* A managed action disables it, which finds the device by another way. */
struct chip {
	struct platform_device *pdev;
};
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *data), void *data, const char *name);
void chip_reset(struct chip *chip);

static void chip_off(void *data)
{
	struct chip *chip = data;

	pm_runtime_disable(&chip->pdev->dev);
}

static void chip_quiet(void *data)
{
	chip_reset(data);
}

static struct chip chip;

static int action_ok(struct platform_device *pdev)
{
	int ret;

	chip.pdev = pdev;
	pm_runtime_enable(&pdev->dev);
	ret = __devm_add_action_or_reset(&pdev->dev, chip_off, &chip, "chip_off");
	if (ret)
		return ret;
	return ready() ? 0 : -EIO;
}

static int action_bad(struct platform_device *pdev)
{
	int ret;

	pm_runtime_enable(&pdev->dev);
	ret = __devm_add_action_or_reset(&pdev->dev, chip_quiet, &chip, "chip_quiet");
	if (ret)
// CHECK: pm-runtime-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but runtime PM of '&pdev->dev' is still enabled [custody-pm-runtime-left-enabled]
		return ret;
	return ready() ? 0 : -EIO;
}

struct platform_driver drivers[] = { { .probe = action_ok }, { .probe = action_bad },  { .probe = power_bad }, { .probe = power_ok }, { .probe = force_ok } };

struct urn {
	struct platform_device *pdev;
	struct device *power;
};
extern struct urn *platform_urn;
int urn_clocks(struct urn *u);

/* urn_clocks() knows the device, and may have stored its address. */
static int urn_ok(struct platform_device *pdev)
{
	struct urn *u = kzalloc(sizeof(*u), GFP_KERNEL);

	if (!u)
		return -ENOMEM;
	u->pdev = pdev;
	if (urn_clocks(u)) {
		kfree(u);
		return -EIO;
	}
	pm_runtime_enable(&pdev->dev);
	if (!ready()) {
		pm_runtime_disable(u->power);
		kfree(u);
		return -EIO;
	}
	platform_urn = u;
	return 0;
}

static int urn_bad(struct platform_device *pdev)
{
	struct urn *u = kzalloc(sizeof(*u), GFP_KERNEL);

	if (!u)
		return -ENOMEM;
	u->pdev = pdev;
	if (urn_clocks(u)) {
		kfree(u);
		return -EIO;
	}
	pm_runtime_enable(&pdev->dev);
	if (!ready()) {
		kfree(u);
// CHECK: pm-runtime-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but runtime PM of '&pdev->dev' is still enabled [custody-pm-runtime-left-enabled]
		return -EIO;
	}
	platform_urn = u;
	return 0;
}

struct platform_driver urns[] = { { .probe = urn_ok }, { .probe = urn_bad } };
