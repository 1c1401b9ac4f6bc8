/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct usb_device {
	int devnum;
};
struct usb_device *usb_get_dev(struct usb_device *dev);
void usb_put_dev(struct usb_device *dev);
struct card {
	struct usb_device *udev;
};
int card_setup(struct card *c);
int card_start(struct card *c);

int probe_bad(struct card *c, struct usb_device *udev)
{
	int ret;

	c->udev = usb_get_dev(udev);
	ret = card_setup(c);
	if (ret)
// CHECK: usb-device-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'udev' is left got, though the function fails; nothing puts it [custody-usb-device-left]
		return ret;
	ret = card_start(c);
	if (ret)
		goto err_undo;
	return 0;
err_undo:
	usb_put_dev(c->udev);
	return ret;
}

int probe_ok(struct card *c, struct usb_device *udev)
{
	int ret;

	c->udev = usb_get_dev(udev);
	ret = card_setup(c);
	if (ret)
		goto err_undo;
	ret = card_start(c);
	if (ret)
		goto err_undo;
	return 0;
err_undo:
	usb_put_dev(c->udev);
	return ret;
}

/* No path of this function puts it: the caller does. */
int step_ok(struct card *c, struct usb_device *udev)
{
	c->udev = usb_get_dev(udev);
	return card_setup(c);
}
