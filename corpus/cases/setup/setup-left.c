/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>
#include <linux/types.h>

struct regulator_bulk_data {
	const char *supply;
	int ret;
};
struct pen {
	struct device *dev;
	struct regulator_bulk_data supplies[2];
	int on;
};
int regulator_bulk_enable(int n, struct regulator_bulk_data *consumers);
int regulator_bulk_disable(int n, struct regulator_bulk_data *consumers);
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data, const char *name);
int pen_reset(struct pen *pen);
int pen_tune(struct pen *pen);

int pen_start_bad(struct pen *pen)
{
	int ret = regulator_bulk_enable(2, pen->supplies);

	if (ret)
		return ret;
	ret = pen_reset(pen);
	if (ret < 0)
		goto off;
	ret = pen_tune(pen);
	if (ret < 0)
// CHECK: setup-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pen->supplies' is left set up by regulator_bulk_enable(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
off:
	regulator_bulk_disable(2, pen->supplies);
	return ret;
}

int pen_start_ok(struct pen *pen)
{
	int ret = regulator_bulk_enable(2, pen->supplies);

	if (ret)
		return ret;
	ret = pen_reset(pen);
	if (ret < 0)
		goto off;
	ret = pen_tune(pen);
	if (ret < 0)
		goto off;
	return 0;
off:
	regulator_bulk_disable(2, pen->supplies);
	return ret;
}

static void pen_off(void *data)
{
	struct pen *pen = data;

	regulator_bulk_disable(2, pen->supplies);
}

/* The action runs when the driver goes, after a probe() that failed too. Where there is no memory for it, it runs at once. */
int pen_managed_ok(struct pen *pen)
{
	int ret = regulator_bulk_enable(2, pen->supplies);

	if (ret)
		return ret;
	ret = __devm_add_action_or_reset(pen->dev, pen_off, pen, "pen_off");
	if (ret)
		return ret;
	ret = pen_reset(pen);
	if (ret < 0)
		return ret;
	return 0;
}

struct hid_device;
int hid_hw_start(struct hid_device *hdev, unsigned int mask);
void hid_hw_stop(struct hid_device *hdev);
int hid_hw_open(struct hid_device *hdev);
void hid_hw_close(struct hid_device *hdev);
int pad_setup(struct hid_device *hdev, int step);

int pad_probe_bad(struct hid_device *hdev)
{
	int ret = hid_hw_start(hdev, 1);

	if (ret)
		return ret;
	ret = hid_hw_open(hdev);
	if (ret)
		goto stop;
	ret = pad_setup(hdev, 1);
	if (ret < 0)
		goto close;
	ret = pad_setup(hdev, 2);
	if (ret < 0)
		goto stop;
	return 0;
close:
	hid_hw_close(hdev);
stop:
	hid_hw_stop(hdev);
// CHECK: setup-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'hdev' is left open by hid_hw_open(), though the function fails; other failing paths take it down [custody-setup-left]
	return ret;
}

/* Whether there is a cable says the same member that the block was registered with. */
struct notifier_block {
	int priority;
};
struct extcon_dev;
int extcon_register_notifier(struct extcon_dev *edev, unsigned int id, struct notifier_block *nb);
int extcon_unregister_notifier(struct extcon_dev *edev, unsigned int id, struct notifier_block *nb);
struct plug {
	struct extcon_dev *edev;
	struct notifier_block nb;
};
int plug_start(struct plug *p, int step);

int plug_probe_ok(struct plug *p, int wired)
{
	int ret;

	if (wired) {
		ret = extcon_register_notifier(p->edev, 1, &p->nb);
		if (ret)
			return ret;
	}
	ret = plug_start(p, 1);
	if (ret < 0)
		goto off;
	ret = plug_start(p, 2);
	if (ret < 0)
		goto off;
	return 0;
off:
	if (p->edev)
		extcon_unregister_notifier(p->edev, 1, &p->nb);
	return ret;
}
