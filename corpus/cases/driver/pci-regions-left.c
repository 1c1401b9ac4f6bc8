/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

int ready(void);

static int claim_bad(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int ret = pci_request_regions(pdev, "tea");

	if (ret)
		return ret;
// CHECK: pci-regions-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but the regions of 'pdev' are still requested [custody-pci-regions-left]
	return ready() ? 0 : -ENODEV;
}

static int claim_ok(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int ret = pci_request_regions(pdev, "tea");

	if (ret)
		return ret;
	if (ready())
		return 0;
	pci_release_regions(pdev);
	return -ENODEV;
}

struct pci_driver drivers[] = { { .probe = claim_bad }, { .probe = claim_ok } };
