/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/usb.h>

int ready(void);

int send_bad(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

	if (!urb)
		return -ENOMEM;
	if (!ready())
// CHECK: urb-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'urb' is lost on this path; nothing frees it [custody-urb-leak]
		return -EIO;
// CHECK: urb-leak.c:[[@LINE+1]]:{{[0-9]+}}: note: the same at this return
	return usb_submit_urb(urb, GFP_KERNEL);
}

int send_ok(void)
{
	struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
	int ret;

	if (!urb)
		return -ENOMEM;
	ret = usb_submit_urb(urb, GFP_KERNEL);
	if (ret)
		usb_free_urb(urb);
	return ret;
}
