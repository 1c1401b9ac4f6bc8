/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

int ready(void);

static int enable_bad(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (pci_enable_device(pdev))
		return -EIO;
// CHECK: pci-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but 'pdev' is still enabled [custody-pci-left-enabled]
	return ready() ? 0 : -ENODEV;
}

static int enable_ok(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (pci_enable_device(pdev))
		return -EIO;
	if (ready())
		return 0;
	pci_disable_device(pdev);
	return -ENODEV;
}

static int managed_ok(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (pcim_enable_device(pdev))
		return -EIO;
	return ready() ? 0 : -ENODEV;
}

/* No way out disables it: that is one mistake. */
static int once_bad(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (pci_enable_device(pdev))
		return -EIO;
	if (!ready())
// CHECK: pci-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but 'pdev' is still enabled [custody-pci-left-enabled]
		return -ENODEV;
	if (!ready())
		return -EBUSY;
	return 0;
}

/* One does: those that don't are a mistake each. */
static int twice_bad(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (pci_enable_device(pdev))
		return -EIO;
	if (!ready())
// CHECK: pci-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but 'pdev' is still enabled [custody-pci-left-enabled]
		return -ENODEV;
	if (!ready())
// CHECK: pci-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: note: the same at this return
		return -EBUSY;
	if (ready())
		return 0;
	pci_disable_device(pdev);
	return -EINVAL;
}

/* Another driver has the device: it says so itself. */
static int busy_ok(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int busy = 0, ret = 0;

	if (pci_enable_device(pdev))
		return -EIO;
	if (!ready()) {
		busy = 1;
		ret = -EBUSY;
		goto out;
	}
	if (ready())
		return 0;
	ret = -ENODEV;
out:
	if (!busy)
		pci_disable_device(pdev);
	return ret;
}

/* A variable that is not set says nothing. */
static int unset_bad(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int up = 0, ret = -ENODEV;

	if (pci_enable_device(pdev))
		return -EIO;
	if (!ready())
		goto out;
	up = 1;
	if (ready())
		return 0;
out:
	if (up)
		pci_disable_device(pdev);
// CHECK: pci-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but 'pdev' is still enabled [custody-pci-left-enabled]
	return ret;
}

struct pci_driver more_drivers[] = { { .probe = busy_ok }, { .probe = unset_bad } };
struct pci_driver drivers[] = { { .probe = once_bad }, { .probe = twice_bad },  { .probe = enable_bad }, { .probe = enable_ok }, { .probe = managed_ok } };

/* It always fails, so that another driver may have the device, too: what it leaves it means to leave. */
static int shared_ok(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (pci_enable_device(pdev))
		return -EIO;
	if (!ready()) {
		pci_disable_device(pdev);
		return -EIO;
	}
	return -ENODEV;
}

struct pci_driver shared_driver = { .probe = shared_ok };
