/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
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

struct reader {
	struct usb_device *udev;
	int used;
};
struct writer {
	struct usb_device *udev;
	int used;
};

static int reader_probe(struct usb_interface *intf)
{
	struct reader *r = devm_kzalloc(intf, sizeof(*r), 0);
	int ret;

	if (!r)
		return -12;
	r->udev = usb_get_dev(interface_to_usbdev(intf));
	ret = start(r);
	if (ret) {
		usb_put_dev(r->udev);
		return ret;
	}
	usb_set_intfdata(intf, r);
	return 0;
}

static void reader_disconnect_bad(struct usb_interface *intf)
{
	struct reader *r = usb_get_intfdata(intf);

	r->used = 0;
// CHECK: kept-never-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: the reference in 'r->udev' that usb_get_dev() gave is put nowhere; it outlives what holds it [custody-kept-never-put]
}

static int writer_probe(struct usb_interface *intf)
{
	struct writer *w = devm_kzalloc(intf, sizeof(*w), 0);

	if (!w)
		return -12;
	w->udev = usb_get_dev(interface_to_usbdev(intf));
	usb_set_intfdata(intf, w);
	return 0;
}

static void writer_disconnect_ok(struct usb_interface *intf)
{
	struct writer *w = usb_get_intfdata(intf);
	struct usb_device *udev = w->udev;

	w->used = 0;
	usb_put_dev(udev);
}

struct usb_driver drivers[] = {
	{ reader_probe, reader_disconnect_bad },
	{ writer_probe, writer_disconnect_ok },
};

/* Got and put under the same condition, in a function that gets both done. */
struct lender {
	struct usb_device *udev;
	int lends;
};

static void lender_get(struct lender *l, struct usb_device *udev)
{
	l->udev = usb_get_dev(udev);
}

static void lender_put(struct lender *l)
{
	usb_put_dev(l->udev);
}

void lender_work(struct lender *l, struct usb_device *udev)
{
	if (l->lends)
		lender_get(l, udev);
	start(l);
	if (l->lends)
		lender_put(l);
}

static int lender_probe_ok(struct usb_interface *intf)
{
	struct lender *l = devm_kzalloc(intf, sizeof(*l), 0);

	if (!l)
		return -12;
	usb_set_intfdata(intf, l);
	return 0;
}

static void lender_disconnect(struct usb_interface *intf)
{
	struct lender *l = usb_get_intfdata(intf);

	l->lends = 0;
}

struct usb_driver lender_driver = {
	.probe = lender_probe_ok,
	.disconnect = lender_disconnect,
};

/* A request to the device is answered; it keeps nothing. */
int usb_control_msg_recv(struct usb_device *dev, unsigned char endpoint, unsigned char request, unsigned char type,
			 unsigned short value, unsigned short index, void *data, unsigned short size, int timeout,
			 int flags);
struct tower {
	struct usb_device *udev;
	int version;
};

static int tower_probe(struct usb_interface *intf)
{
	struct tower *t = devm_kzalloc(intf, sizeof(*t), 0);

	if (!t)
		return -12;
	t->udev = usb_get_dev(interface_to_usbdev(intf));
	usb_set_intfdata(intf, t);
	return usb_control_msg_recv(t->udev, 0, 1, 0, 0, 0, &t->version, 4, 100, 0);
}

static void tower_disconnect_bad(struct usb_interface *intf)
{
	struct tower *t = usb_get_intfdata(intf);

	t->version = 0;
// CHECK: kept-never-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: the reference in 't->udev' that usb_get_dev() gave is put nowhere; it outlives what holds it [custody-kept-never-put]
}

struct usb_driver towers[] = { { tower_probe, tower_disconnect_bad } };
