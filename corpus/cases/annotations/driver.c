/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
// A bus that no rules file knows: its own header says what its drivers have to keep to.
#include <linux/slab.h>
#include <linux/types.h>

#include "custody.h"

struct __ends_empty tea_device_id {
	const char *name;
	unsigned long data;
};
struct tea_driver {
	const char *name;
	const struct tea_device_id *ids;
};
int tea_register_driver(struct tea_driver *driver __static_only);
void tea_unregister_driver(struct tea_driver *driver) __unflagged;

/* --- The driver structure ------------------------------------------------------------------ */

int made_bad(void)
{
	struct tea_driver *driver = kzalloc(sizeof(*driver), GFP_KERNEL);

	if (!driver)
		return -ENOMEM;
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'driver' is registered as a driver, but is no static variable: {{.*}} [custody-driver-not-static]
	return tea_register_driver(driver);
}

int local_bad(const char *name)
{
	struct tea_driver driver = { .name = name };

// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: '{{.*}}driver' is registered as a driver, but is no static variable: {{.*}} [custody-driver-not-static]
	return tea_register_driver(&driver);
}

struct kitchen {
	int cups;
	struct tea_driver driver;
};

static int register_one(struct tea_driver *driver)
{
	return tea_register_driver(driver);
}

int member_bad(void)
{
	struct kitchen *k = kzalloc(sizeof(*k), GFP_KERNEL);

	if (!k)
		return -ENOMEM;
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is registered as a driver, but is no static variable: {{.*}} [custody-driver-not-static]
	return tea_register_driver(&k->driver);
}

static struct tea_driver green, black[2];

int static_ok(void)
{
	return tea_register_driver(&green);
}

int element_ok(void)
{
	return register_one(&black[1]);
}

int param_ok(struct kitchen *k)
{
	return tea_register_driver(&k->driver);
}

/* --- The flag ------------------------------------------------------------------------------ */

static bool registered;

int flag_init(void)
{
	int ret = tea_register_driver(&green);

	if (!ret)
		registered = true;
	return 0;
}

void flag_bad(void)
{
	if (registered)
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: tea_unregister_driver() depends on 'registered': {{.*}} [custody-driver-registered-flag]
		tea_unregister_driver(&green);
}

struct shop {
	bool open, green_done;
};

int shop_init(struct shop *s)
{
	s->green_done = tea_register_driver(&green) == 0;
	return 0;
}

void shop_bad(struct shop *s)
{
	if (!s->green_done)
		return;
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: tea_unregister_driver() depends on 's->green_done': {{.*}} [custody-driver-registered-flag]
	tea_unregister_driver(&green);
}

static int users;

int counted_init(void)
{
	users = 1;
	return tea_register_driver(&black[0]);
}

void number_bad(void)
{
	if (users != 0)
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: tea_unregister_driver() depends on 'users': {{.*}} [custody-driver-registered-flag]
		tea_unregister_driver(&black[0]);
}

int init_ok(struct kitchen *k)
{
	int ret = tea_register_driver(&green);

	if (ret)
		return ret;
	ret = tea_register_driver(&black[0]);
	if (ret)
		tea_unregister_driver(&green);
	return ret;
}

void exit_ok(void)
{
	tea_unregister_driver(&black[0]);
	tea_unregister_driver(&green);
}

void open_ok(struct shop *s)
{
	if (s->open)
		s->open = false;
	tea_unregister_driver(&green);
}

/* --- The table of ids ---------------------------------------------------------------------- */

// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'one_bad' has no empty element at its end; {{.*}} [custody-table-without-end]
static const struct tea_device_id one_bad[] = {
	{ "oolong" },
};
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'two_bad' has no empty element at its end; {{.*}} [custody-table-without-end]
static const struct tea_device_id two_bad[] = {
	{ "sencha", 1 },
	{ .data = 2 },
};
// CHECK: driver.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'full_bad' has no empty element at its end; {{.*}} [custody-table-without-end]
static const struct tea_device_id full_bad[2] = {
	{ "assam", 1 },
	{ "ceylon", 2 },
};
static const struct tea_device_id one_ok[] = {
	{ "oolong" },
	{ }
};
static const struct tea_device_id sized_ok[3] = {
	{ "assam", 1 },
	{ "ceylon", 2 },
};
static const struct tea_device_id zero_ok[] = {
	{ "sencha", 1 },
	{ .name = NULL, .data = 0 },
};

struct tea_driver drivers[] = {
	{ "a", one_bad }, { "b", two_bad }, { "c", full_bad }, { "d", one_ok }, { "e", sized_ok }, { "f", zero_ok },
};
