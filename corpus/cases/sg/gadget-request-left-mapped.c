/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/usb/gadget.h>

extern struct usb_gadget *gadget;
int prepare(struct usb_ep *ep);

static int queue_bad(struct usb_ep *ep, struct usb_request *req, gfp_t gfp)
{
	int ret = usb_gadget_map_request(gadget, req, 1);

	if (ret)
		return ret;
// CHECK: gadget-request-left-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'req' is refused, but still mapped for DMA; nobody unmaps it [custody-gadget-request-left-mapped]
	return prepare(ep) ? -EAGAIN : 0;
}

static int queue_ok(struct usb_ep *ep, struct usb_request *req, gfp_t gfp)
{
	int ret = usb_gadget_map_request(gadget, req, 1);

	if (ret)
		return ret;
	if (prepare(ep)) {
		usb_gadget_unmap_request(gadget, req, 1);
		return -EAGAIN;
	}
	return 0;
}

const struct usb_ep_ops ops[] = { { .queue = queue_bad }, { .queue = queue_ok } };
