/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --allow-empty
// CHECK-NOT: warning:
struct usb_device;
struct usb_interface;
struct usb_driver {
	int (*probe)(struct usb_interface *intf);
	void (*disconnect)(struct usb_interface *intf);
};
struct usb_device *interface_to_usbdev(struct usb_interface *intf);
struct usb_device *usb_get_dev(struct usb_device *dev);
void usb_put_dev(struct usb_device *dev);
void *usb_get_intfdata(struct usb_interface *intf);
void usb_set_intfdata(struct usb_interface *intf, void *data);
void *devm_kzalloc(struct usb_interface *intf, unsigned long size, int flags);
int start(void *data);

/* What a function with a body finds may be what is kept. */
struct player {
	struct usb_device *udev;
	int used;
};
static struct usb_device *players[4];

static inline struct usb_device *device_of(struct usb_interface *intf)
{
	return players[0];
}

static int player_probe(struct usb_interface *intf)
{
	struct player *p = devm_kzalloc(intf, sizeof(*p), 0);
	int ret;

	if (!p)
		return -12;
	p->udev = usb_get_dev(device_of(intf));
	ret = start(p);
	if (ret) {
		usb_put_dev(p->udev);
		return ret;
	}
	usb_set_intfdata(intf, p);
	return 0;
}

static void player_disconnect_ok(struct usb_interface *intf)
{
	struct usb_device *dev = device_of(intf);
	struct player *p = usb_get_intfdata(intf);

	p->used = 0;
	usb_put_dev(dev);
}

struct usb_driver player_driver = { .probe = player_probe, .disconnect = player_disconnect_ok };
