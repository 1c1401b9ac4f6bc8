/* SPDX-License-Identifier: MIT */
#ifndef _CASES_USB_GADGET_H
#define _CASES_USB_GADGET_H
#include <linux/types.h>

struct usb_request {
	void *buf;
	unsigned length;
	struct list_head list;
};
struct usb_ep;
struct usb_gadget;
struct usb_ep_ops {
	int (*enable)(struct usb_ep *ep, const void *desc);
	int (*queue)(struct usb_ep *ep, struct usb_request *req, gfp_t gfp);
};
int usb_gadget_map_request(struct usb_gadget *gadget, struct usb_request *req, int is_in);
void usb_gadget_unmap_request(struct usb_gadget *gadget, struct usb_request *req, int is_in);

#endif
