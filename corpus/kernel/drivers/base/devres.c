// SPDX-License-Identifier: MIT
/*
 * Managed resources: a list for each device, in the order in which they were taken. A group is two
 * entries of that list, its begin and its end.
 */
#include "base.h"

#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/string.h>

struct devres_node {
	struct list_head entry;
	dr_release_t release;
	const char *name;
	size_t size;
};

struct devres {
	struct devres_node node;
	unsigned char data[] __attribute__((__aligned__(16)));
};

struct devres_group {
	struct devres_node node[2]; /* its begin and its end, which is not in the list while open */
	void *id;
	bool closed;
	bool taken; /* by devres_release_group() of an outer one */
};

/* kfree() asks for it */
const struct checked_kind kernel_managed_memory = {.what = "resource of a device"};

static void group_begin_release(struct device *dev, void *res)
{
	(void)dev;
	(void)res;
}

static void group_end_release(struct device *dev, void *res)
{
	(void)dev;
	(void)res;
}

static struct devres_group *group_of(struct devres_node *node)
{
	if (node->release == group_begin_release)
		return container_of(node, struct devres_group, node[0]);
	if (node->release == group_end_release)
		return container_of(node, struct devres_group, node[1]);
	return NULL;
}

/* --- resources ---------------------------------------------------------------------------- */

void *__devres_alloc(dr_release_t release, size_t size, gfp_t gfp, const char *name)
{
	struct devres *dr;
	size_t bytes;

	if (check_add_overflow(sizeof(*dr), size, &bytes))
		return NULL;
	dr = kmalloc(bytes, gfp | __GFP_ZERO);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->node.entry);
	dr->node.release = release;
	dr->node.name = name;
	dr->node.size = size;
	checked_enter(&kernel_managed_memory, dr->data);
	return dr->data;
}

static void free_resource(struct devres *dr)
{
	checked_leave(&kernel_managed_memory, dr->data);
	kfree(dr);
}

void devres_free(void *res)
{
	struct devres *dr = res ? container_of(res, struct devres, data) : NULL;

	if (!dr)
		return;
	checked_that(list_empty(&dr->node.entry), "managed-freed-by-hand",
		     "a resource is freed that a device still has");
	free_resource(dr);
}

void devres_add(struct device *dev, void *res)
{
	struct devres *dr = container_of(res, struct devres, data);

	spin_lock(&dev->devres_lock);
	list_add_tail(&dr->node.entry, &dev->devres_head);
	spin_unlock(&dev->devres_lock);
}

/* With the lock held: the last that was added. */
static struct devres *find(struct device *dev, dr_release_t release, dr_match_t match,
			   void *match_data)
{
	struct devres_node *node;
	struct devres *dr;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		if (node->release != release)
			continue;
		dr = container_of(node, struct devres, node);
		if (!match || match(dev, dr->data, match_data))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;

	spin_lock(&dev->devres_lock);
	dr = find(dev, release, match, match_data);
	spin_unlock(&dev->devres_lock);
	return dr ? dr->data : NULL;
}

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *new = container_of(new_res, struct devres, data), *dr;

	spin_lock(&dev->devres_lock);
	dr = find(dev, new->node.release, match, match_data);
	if (!dr) {
		list_add_tail(&new->node.entry, &dev->devres_head);
		dr = new;
		new = NULL;
	}
	spin_unlock(&dev->devres_lock);
	if (new)
		devres_free(new->data);
	return dr->data;
}

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;

	spin_lock(&dev->devres_lock);
	dr = find(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock(&dev->devres_lock);
	return dr ? dr->data : NULL;
}

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	devres_free(res);
	return 0;
}

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}

void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *dev, void *res, void *data),
			 void *data)
{
	struct devres_node *node, *next;
	struct devres *dr;

	if (!fn)
		return;
	spin_lock(&dev->devres_lock);
	list_for_each_entry_safe_reverse(node, next, &dev->devres_head, entry) {
		if (node->release != release)
			continue;
		dr = container_of(node, struct devres, node);
		if (!match || match(dev, dr->data, match_data))
			fn(dev, dr->data, data);
	}
	spin_unlock(&dev->devres_lock);
}

/* Backwards; groups that are in the list go with their resources. */
static int release_list(struct device *dev, struct list_head *todo)
{
	struct devres_node *node, *next;
	struct devres_group *group;
	int count = 0;

	list_for_each_entry_safe_reverse(node, next, todo, entry) {
		group = group_of(node);
		/* its begin is met last */
		if (group && node != &group->node[0])
			continue;
		if (group) {
			list_del(&group->node[0].entry);
			list_del(&group->node[1].entry);
			kfree(group);
			continue;
		}
		list_del_init(&node->entry);
		node->release(dev, container_of(node, struct devres, node)->data);
		free_resource(container_of(node, struct devres, node));
		count++;
	}
	return count;
}

int devres_release_all(struct device *dev)
{
	LIST_HEAD(todo);

	/* a device that was never initialised has none */
	if (!dev->devres_head.next)
		return -ENODEV;
	spin_lock(&dev->devres_lock);
	list_splice_init(&dev->devres_head, &todo);
	spin_unlock(&dev->devres_lock);
	return release_list(dev, &todo);
}

/* --- groups ------------------------------------------------------------------------------- */

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *group = kzalloc(sizeof(*group), gfp);

	if (!group)
		return NULL;
	group->node[0].release = group_begin_release;
	group->node[1].release = group_end_release;
	INIT_LIST_HEAD(&group->node[1].entry);
	group->id = id ? id : group;
	spin_lock(&dev->devres_lock);
	list_add_tail(&group->node[0].entry, &dev->devres_head);
	spin_unlock(&dev->devres_lock);
	return group->id;
}

/* With the lock held. NULL: the one opened last that is not closed. */
static struct devres_group *find_group(struct device *dev, void *id)
{
	struct devres_node *node;
	struct devres_group *group;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		if (node->release != group_begin_release)
			continue;
		group = container_of(node, struct devres_group, node[0]);
		if (id ? group->id == id : !group->closed)
			return group;
	}
	return NULL;
}

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *group;

	spin_lock(&dev->devres_lock);
	group = find_group(dev, id);
	if (group && !group->closed) {
		list_add_tail(&group->node[1].entry, &dev->devres_head);
		group->closed = true;
	}
	spin_unlock(&dev->devres_lock);
	WARN(!group, "no such group of resources\n");
}

void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *group;

	spin_lock(&dev->devres_lock);
	group = find_group(dev, id);
	if (group) {
		list_del_init(&group->node[0].entry);
		list_del_init(&group->node[1].entry);
	}
	spin_unlock(&dev->devres_lock);
	WARN(!group, "no such group of resources\n");
	kfree(group);
}

/* Whether the group that begins at that entry ends in front of the outer one's end. */
static bool ends_within(struct devres_group *group, struct devres_group *outer,
			struct list_head *head)
{
	struct list_head *at = &group->node[0].entry;

	while (at != head && at != &outer->node[1].entry && at != &group->node[1].entry)
		at = at->next;
	return at == &group->node[1].entry;
}

/* Whether a group's entry goes with the outer group: one that reaches out of that stays. */
static bool goes_with(struct devres_group *group, struct list_head *at, struct devres_group *outer,
		      struct list_head *head)
{
	if (group != outer && at == &group->node[0].entry)
		group->taken = ends_within(group, outer, head);
	return group == outer || group->taken;
}

int devres_release_group(struct device *dev, void *id)
{
	struct list_head *head = &dev->devres_head, *at, *next;
	struct devres_group *group, *other;
	LIST_HEAD(todo);

	spin_lock(&dev->devres_lock);
	group = find_group(dev, id);
	if (WARN(!group, "no such group of resources\n")) {
		spin_unlock(&dev->devres_lock);
		return 0;
	}
	for (at = &group->node[0].entry; at != head; at = next) {
		next = at == &group->node[1].entry ? head : at->next;
		other = group_of(list_entry(at, struct devres_node, entry));
		if (!other || goes_with(other, at, group, head))
			list_move_tail(at, &todo);
	}
	spin_unlock(&dev->devres_lock);
	return release_list(dev, &todo);
}

/* --- actions ------------------------------------------------------------------------------ */

struct action {
	void (*action)(void *data);
	void *data;
};

static void action_release(struct device *dev, void *res)
{
	struct action *action = res;

	(void)dev;
	action->action(action->data);
}

static int action_match(struct device *dev, void *res, void *match_data)
{
	struct action *action = res, *wanted = match_data;

	(void)dev;
	return action->action == wanted->action && action->data == wanted->data;
}

int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name)
{
	struct action *res = __devres_alloc(action_release, sizeof(*res), GFP_KERNEL, name);

	if (!res)
		return -ENOMEM;
	res->action = action;
	res->data = data;
	devres_add(dev, res);
	return 0;
}

void devm_remove_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action wanted = {action, data};
	int error = devres_destroy(dev, action_release, action_match, &wanted);

	WARN(error, "%s has no such action\n", dev_name(dev));
}

void devm_release_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action wanted = {action, data};
	int error = devres_release(dev, action_release, action_match, &wanted);

	WARN(error, "%s has no such action\n", dev_name(dev));
}

/* --- memory ------------------------------------------------------------------------------- */

static void memory_release(struct device *dev, void *res)
{
	(void)dev;
	/* kfree() never sees this address: say here that it dies */
	checked_freed(res, container_of(res, struct devres, data)->node.size);
}

static int memory_match(struct device *dev, void *res, void *match_data)
{
	(void)dev;
	return res == match_data;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	void *p;

	if (!size)
		return ZERO_SIZE_PTR;
	p = __devres_alloc(memory_release, size, gfp, "devm_kmalloc");
	if (p)
		devres_add(dev, p);
	return p;
}

void devm_kfree(struct device *dev, const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	if (devres_release(dev, memory_release, memory_match, (void *)p)) {
		checked_that(false, "free-mismatch", "devm_kfree() of memory that %s has not given",
			     dev_name(dev));
		WARN(1, "%s has no such memory\n", dev_name(dev));
	}
}

void *devm_krealloc(struct device *dev, void *p, size_t size, gfp_t gfp)
{
	size_t old;
	void *new;

	if (!size) {
		devm_kfree(dev, p);
		return ZERO_SIZE_PTR;
	}
	new = devm_kmalloc(dev, size, gfp);
	if (!new || ZERO_OR_NULL_PTR(p))
		return new;
	old = container_of(p, struct devres, data)->node.size;
	memcpy(new, p, min(old, size));
	devm_kfree(dev, p);
	return new;
}

void *devm_kmemdup(struct device *dev, const void *from, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, size, gfp);

	return p ? memcpy(p, from, size) : NULL;
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *format, va_list list)
{
	va_list again;
	size_t size;
	char *p;

	va_copy(again, list);
	size = vsnprintf(NULL, 0, format, again) + 1;
	va_end(again);
	p = devm_kmalloc(dev, size, gfp);
	if (p)
		vsnprintf(p, size, format, list);
	return p;
}

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *format, ...)
{
	va_list list;
	char *p;

	va_start(list, format);
	p = devm_kvasprintf(dev, gfp, format, list);
	va_end(list);
	return p;
}
