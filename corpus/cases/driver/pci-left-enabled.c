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
// CHECK: pci-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but 'pdev' is still enabled [custody-pci-left-enabled]
		return -EBUSY;
	if (ready())
		return 0;
	pci_disable_device(pdev);
	return -EINVAL;
}

struct pci_driver drivers[] = { { .probe = once_bad }, { .probe = twice_bad },  { .probe = enable_bad }, { .probe = enable_ok }, { .probe = managed_ok } };
