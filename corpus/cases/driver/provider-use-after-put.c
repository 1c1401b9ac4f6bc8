/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>

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

int reset_bad(struct device *dev)
{
	struct phy *phy = phy_get(dev, "tea");

	if (IS_ERR(phy))
		return PTR_ERR(phy);
	phy_put(dev, phy);
// CHECK: provider-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'phy' used after it was given back [custody-provider-use-after-put]
	return phy_init(phy);
}

int reset_ok(struct device *dev)
{
	struct phy *phy = phy_get(dev, "tea");
	int ret;

	if (IS_ERR(phy))
		return PTR_ERR(phy);
	ret = phy_init(phy);
	phy_put(dev, phy);
	return ret;
}

int probe_bad(struct host *host, struct device *dev)
{
	host->phy = phy_get(dev, "tea");
	if (IS_ERR(host->phy))
		return PTR_ERR(host->phy);
	if (phy_init(host->phy)) {
		phy_put(dev, host->phy);
		goto err;
	}
	return 0;
err:
// CHECK: provider-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'host->phy' used after it was given back [custody-provider-use-after-put]
	phy_put(dev, host->phy);
	return -5;
}

void exit_ok(struct host *host, struct device *dev)
{
	phy_exit(host->phy);
	phy_put(dev, host->phy);
}

/* Got anew. */
int again_ok(struct host *host, struct device *dev)
{
	phy_put(dev, host->phy);
	host->phy = phy_get(dev, "coffee");
	if (IS_ERR(host->phy))
		return PTR_ERR(host->phy);
	return phy_init(host->phy);
}

/* It was found with a reference of its own, which is to be put when it has been unregistered. */
struct i2c_client {
	struct device dev;
};
struct fwnode_handle;
struct i2c_client *i2c_find_device_by_fwnode(struct fwnode_handle *f);
struct i2c_client *i2c_new_dummy_device(struct device *adapter, unsigned short address);
void i2c_unregister_device(struct i2c_client *client);

void found_ok(struct fwnode_handle *f)
{
	struct i2c_client *client = i2c_find_device_by_fwnode(f);

	if (!client)
		return;
	i2c_unregister_device(client);
	put_device(&client->dev);
}

void made_bad(struct device *adapter)
{
	struct i2c_client *client = i2c_new_dummy_device(adapter, 0x50);

	if (IS_ERR(client))
		return;
	i2c_unregister_device(client);
// CHECK: provider-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&client->dev' used after it was given back [custody-provider-use-after-put]
	put_device(&client->dev);
}
