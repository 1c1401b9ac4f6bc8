/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/usb.h>

int status_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	if (!urb)
		return -ENOMEM;
	usb_free_urb(urb);
// CHECK: urb-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'urb->status' used after it was freed [custody-urb-use-after-free]
	return urb->status;
}

int status_ok(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
	int status;

	if (!urb)
		return -ENOMEM;
	status = urb->status;
	usb_free_urb(urb);
	return status;
}
