/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PROPERTY_H_
#define _LINUX_PROPERTY_H_

#include <linux/of.h>

#define device_get_match_data(dev) of_device_get_match_data(dev)

#endif
