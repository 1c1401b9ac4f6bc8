// SPDX-License-Identifier: MIT
#include <linux/device.h>
#include <linux/of.h>
#include <linux/string.h>

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node)
{
	if (!matches || !node || !node->compatible)
		return NULL;
	for (; matches->name[0] || matches->type[0] || matches->compatible[0]; matches++) {
		if (!strcmp(matches->compatible, node->compatible))
			return matches;
	}
	return NULL;
}

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev)
{
	return of_match_node(matches, dev->of_node);
}

const void *of_device_get_match_data(const struct device *dev)
{
	const struct of_device_id *match = NULL;

	if (dev->driver)
		match = of_match_device(dev->driver->of_match_table, dev);
	return match ? match->data : NULL;
}
