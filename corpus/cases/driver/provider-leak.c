/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/slab.h>

struct phy {
	int users;
};
struct power_supply;
struct host {
	struct phy *phy;
};
struct phy *phy_get(struct device *dev, const char *name);
struct phy *devm_phy_get(struct device *dev, const char *name);
void phy_put(struct device *dev, struct phy *phy);
int phy_init(struct phy *phy);
int phy_exit(struct phy *phy);
struct power_supply *power_supply_get_by_name(const char *name);
void power_supply_put(struct power_supply *psy);
int power_supply_get_property(struct power_supply *psy, int what, int *value);

int host_bad(struct host *host, struct device *dev)
{
	struct phy *phy = phy_get(dev, "tea");

	if (IS_ERR(phy))
		return PTR_ERR(phy);
	if (phy_init(phy))
// CHECK: provider-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'phy' is lost on this path; nothing gives it back [custody-provider-leak]
		return -5;
	host->phy = phy;
	return 0;
}

int host_ok(struct host *host, struct device *dev)
{
	struct phy *phy = phy_get(dev, "tea");

	if (IS_ERR(phy))
		return PTR_ERR(phy);
	if (phy_init(phy)) {
		phy_put(dev, phy);
		return -5;
	}
	host->phy = phy;
	return 0;
}

int level_bad(int *level)
{
	struct power_supply *psy = power_supply_get_by_name("battery");

	if (!psy)
		return -19;
// CHECK: provider-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'psy' is lost on this path; nothing gives it back [custody-provider-leak]
	return power_supply_get_property(psy, 0, level);
}

int level_ok(int *level)
{
	struct power_supply *psy = power_supply_get_by_name("battery");
	int ret;

	if (!psy)
		return -19;
	ret = power_supply_get_property(psy, 0, level);
	power_supply_put(psy);
	return ret;
}

/* The driver core gives it back. */
int managed_ok(struct device *dev)
{
	struct phy *phy = devm_phy_get(dev, "tea");

	if (IS_ERR(phy))
		return PTR_ERR(phy);
	return phy_init(phy);
}

/* Unregistering an I2C device takes the error pointer too, and the adapter removes what is left on it. */
struct i2c_client;
struct i2c_client *i2c_new_client_device(void *adapter, const void *info);
void i2c_unregister_device(struct i2c_client *client);
int client_setup(int id);

int client_ok(void *adapter, const void *info)
{
	struct i2c_client *client = i2c_new_client_device(adapter, info);

	if (client_setup(1)) {
		i2c_unregister_device(client);
		return -5;
	}
	return 0;
}

/* The device that is registered has the data. */
struct chip_info;
struct readings {
	int temperature;
};
struct device *hwmon_device_register_with_info(struct device *dev, const char *name, void *data, const struct chip_info *chip,
					       const void *groups);
void hwmon_device_unregister(struct device *dev);

int monitor_ok(struct host *host, struct device *dev, const struct chip_info *chip, struct device **monitor)
{
	struct readings *r = kzalloc(sizeof(*r), GFP_KERNEL);
	struct device *hwmon;

	if (!r)
		return -ENOMEM;
	hwmon = hwmon_device_register_with_info(dev, "tea", r, chip, NULL);
	if (IS_ERR(hwmon)) {
		kfree(r);
		return PTR_ERR(hwmon);
	}
	*monitor = hwmon;
	return 0;
}

/* What was got in one case is given back in that case. */
struct motor {
	int mode;
	struct phy *phy;
};
int motor_start(struct motor *m);

int motor_ok(struct motor *m, struct device *dev)
{
	int ret;

	switch (m->mode) {
	case 3:
		m->phy = phy_get(dev, "tea");
		if (IS_ERR(m->phy))
			return PTR_ERR(m->phy);
		break;
	case 4:
		break;
	default:
		return -EINVAL;
	}
	ret = motor_start(m);
	if (!ret)
		return 0;
	if (m->mode == 3)
		phy_put(dev, m->phy);
	kfree(m);
	return ret;
}

/* What is queued is another part of the record that the request lies in. */
struct usb_request {
	void *buf;
};
struct own_request {
	struct usb_request req;
	struct list_head queue;
};
struct usb_ep;
struct usb_request *usb_ep_alloc_request(struct usb_ep *ep, unsigned int flags);
void queue_part(struct list_head *queue);

int queued_ok(struct usb_ep *ep)
{
	struct usb_request *req = usb_ep_alloc_request(ep, 0);

	if (!req)
		return -12;
	queue_part(&container_of(req, struct own_request, req)->queue);
	return 0;
}

/* A dummy device is the driver's own: nobody else finds it. */
struct i2c_client;
struct i2c_client *i2c_new_dummy_device(struct device *adapter, unsigned short address);
void i2c_unregister_device(struct i2c_client *client);
int set_up(struct device *dev);

int page_bad(struct device *adapter)
{
	struct i2c_client *page = i2c_new_dummy_device(adapter, 0x51);

	if (IS_ERR(page))
		return PTR_ERR(page);
	if (set_up(adapter))
// CHECK: provider-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'page' is lost on this path; nothing gives it back [custody-provider-leak]
		return -22;
	i2c_unregister_device(page);
	return 0;
}

int page_ok(struct device *adapter)
{
	struct i2c_client *page = i2c_new_dummy_device(adapter, 0x51);
	int ret;

	if (IS_ERR(page))
		return PTR_ERR(page);
	ret = set_up(adapter);
	i2c_unregister_device(page);
	return ret;
}
