/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>

int start_bad(struct miscdevice *m)
{
	int ret = misc_register(m);

	if (ret)
		goto stop;
	return 0;
stop:
// CHECK: unregister-refused.c:[[@LINE+1]]:{{[0-9]+}}: warning: misc_deregister() on 'm', whose registration was refused [custody-unregister-refused]
	misc_deregister(m);
	return ret;
}

int start_ok(struct miscdevice *m)
{
	return misc_register(m);
}

struct i2c_adapter {
	int nr;
};
int i2c_add_adapter(struct i2c_adapter *adapter);
void i2c_del_adapter(struct i2c_adapter *adapter);

/* It looks whether the adapter was added. */
int bus_ok(struct i2c_adapter *adapter)
{
	int ret = i2c_add_adapter(adapter);

	if (ret)
		i2c_del_adapter(adapter);
	return ret;
}
