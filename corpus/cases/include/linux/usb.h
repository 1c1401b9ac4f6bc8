/* SPDX-License-Identifier: MIT */
#ifndef _CASES_USB_H
#define _CASES_USB_H
#include <linux/slab.h>
#include <linux/types.h>

struct urb {
	void *context;
	int status;
};
struct urb *usb_alloc_urb(int iso_packets, gfp_t gfp);
void usb_free_urb(struct urb *urb);
int usb_submit_urb(struct urb *urb, gfp_t gfp);

#endif
