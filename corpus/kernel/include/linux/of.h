/* SPDX-License-Identifier: MIT */
/* Of device trees there are only the nodes' compatible strings. */
#ifndef _LINUX_OF_H
#define _LINUX_OF_H

#include <linux/mod_devicetable.h>

struct device;

struct device_node {
	const char *name;
	const char *compatible;
};

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node);
const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev);
const void *of_device_get_match_data(const struct device *dev);

#define of_match_ptr(p) (p)

#endif
