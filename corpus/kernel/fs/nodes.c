// SPDX-License-Identifier: MIT
#include "nodes.h"

#include <linux/device.h>
#include <linux/string.h>

struct node {
	struct list_head list;
	const struct device *dev;
	dev_t devt;
	char *name;
};

static DEFINE_MUTEX(lock);
static LIST_HEAD(nodes);

int kernel_node_add(struct device *dev)
{
	struct node *node;

	if (!MAJOR(dev->devt))
		return 0;
	node = kzalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;
	node->dev = dev;
	node->devt = dev->devt;
	node->name = kstrdup(dev_name(dev), GFP_KERNEL);
	if (!node->name) {
		kfree(node);
		return -ENOMEM;
	}
	mutex_lock(&lock);
	list_add_tail(&node->list, &nodes);
	mutex_unlock(&lock);
	return 0;
}

void kernel_node_del(struct device *dev)
{
	struct node *node, *found = NULL;

	mutex_lock(&lock);
	list_for_each_entry(node, &nodes, list) {
		if (node->dev == dev) {
			found = node;
			list_del(&node->list);
			break;
		}
	}
	mutex_unlock(&lock);
	if (!found)
		return;
	kfree(found->name);
	kfree(found);
}

bool kernel_node_find(const char *name, dev_t *devt)
{
	struct node *node;
	bool found = false;

	mutex_lock(&lock);
	list_for_each_entry(node, &nodes, list) {
		if (strcmp(node->name, name))
			continue;
		*devt = node->devt;
		found = true;
		break;
	}
	mutex_unlock(&lock);
	return found;
}
