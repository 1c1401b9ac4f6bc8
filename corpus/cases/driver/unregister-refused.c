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

/* Of several, each says whether it was registered. */
struct door {
	struct miscdevice misc;
	int type;
	_Bool open;
};
static struct door doors[3];
int doors_start(void);

static void doors_register(unsigned long which)
{
	for (int i = 0; i < 3; i++) {
		int err;

		if (!(which & 1UL << i))
			continue;
		if (doors[i].type == 1)
			err = misc_register(&doors[i].misc);
		else
			continue;
		if (!err)
			doors[i].open = 1;
	}
}

static void doors_unregister(void)
{
	for (int i = 0; i < 3; i++) {
		if (!doors[i].open)
			continue;
		if (doors[i].type == 1)
			misc_deregister(&doors[i].misc);
		doors[i].open = 0;
	}
}

int doors_ok(unsigned long which)
{
	int ret;

	doors_register(which);
	ret = doors_start();
	if (ret)
		doors_unregister();
	return ret;
}
