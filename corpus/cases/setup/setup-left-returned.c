/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What is returned as another function gave it may be a failure, with nothing behind it that cleans up. */
#include <linux/device.h>
#include <linux/slab.h>

struct regulator_bulk_data {
	const char *supply;
};
int regulator_bulk_enable(int num_consumers, struct regulator_bulk_data *consumers);
int regulator_bulk_disable(int num_consumers, struct regulator_bulk_data *consumers);
int write_register(void *chip, int number);
void *register_chip(void *chip);

struct chip {
	struct regulator_bulk_data supplies[2];
	void *handle;
};

int chip_start_bad(struct chip *c)
{
	int ret = regulator_bulk_enable(2, c->supplies);

	if (ret)
		return ret;
	ret = write_register(c, 1);
	if (ret < 0) {
		regulator_bulk_disable(2, c->supplies);
		return ret;
	}
// CHECK: setup-left-returned.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->supplies' is left set up by regulator_bulk_enable(), though the function fails; other failing paths take it down [custody-setup-left]
	return write_register(c, 2);
}

int chip_restart_bad(struct chip *c)
{
	int ret = regulator_bulk_enable(2, c->supplies);

	if (ret)
		return ret;
	ret = write_register(c, 1);
	if (ret < 0)
		goto off;
	ret = write_register(c, 2);
	c->handle = NULL;
// CHECK: setup-left-returned.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->supplies' is left set up by regulator_bulk_enable(), though the function fails; other failing paths take it down [custody-setup-left]
	return ret;
off:
	regulator_bulk_disable(2, c->supplies);
	return ret;
}

/* No other way out takes it down: its callers may. */
int chip_wake_ok(struct chip *c)
{
	int ret = regulator_bulk_enable(2, c->supplies);

	return ret ? ret : write_register(c, 2);
}

/* What was asked for failure, and is returned as a success. */
int chip_try_ok(struct chip *c)
{
	int ret = regulator_bulk_enable(2, c->supplies);

	if (ret)
		return ret;
	ret = write_register(c, 1);
	if (ret < 0) {
		regulator_bulk_disable(2, c->supplies);
		return ret;
	}
	ret = write_register(c, 2);
	if (ret < 0) {
		regulator_bulk_disable(2, c->supplies);
		return ret;
	}
	return ret;
}
