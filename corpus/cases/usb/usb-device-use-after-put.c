/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct usb_device {
	int devnum;
};
struct usb_device *usb_get_dev(struct usb_device *dev);
void usb_put_dev(struct usb_device *dev);
int start(int devnum);

int probe_bad(struct usb_device *dev)
{
	struct usb_device *udev = usb_get_dev(dev);
	int ret = start(udev->devnum);

	if (ret)
		usb_put_dev(udev);
	usb_put_dev(udev);
// CHECK: usb-device-use-after-put.c:[[@LINE-1]]:{{[0-9]+}}: warning: 'udev' used after its reference was put [custody-usb-device-use-after-put]
	return ret;
}

int probe_ok(struct usb_device *dev)
{
	struct usb_device *udev = usb_get_dev(dev);
	int ret = start(udev->devnum);

	usb_put_dev(udev);
	return ret;
}

/* The device was lent to probe(), and still is when the reference taken here has been put. */
int probe_lent_ok(struct usb_device *udev)
{
	int ret = start(udev->devnum);

	usb_get_dev(udev);
	ret += start(2);
	if (ret) {
		usb_put_dev(udev);
		udev->devnum = 0;
	}
	return ret;
}

void disconnect_bad(struct usb_device *udev)
{
	usb_put_dev(udev);
	udev->devnum = 0;
// CHECK: usb-device-use-after-put.c:[[@LINE-1]]:{{[0-9]+}}: warning: 'udev->devnum' used after its reference was put [custody-usb-device-use-after-put]
}
