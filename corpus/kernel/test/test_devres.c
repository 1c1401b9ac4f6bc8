// SPDX-License-Identifier: MIT
/* Managed resources, and power management at run time. */
#include "checked.h"
#include "harness.h"
#include "testing.h"

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>

static char done[64];

static void note(void *data)
{
	strncat(done, data, sizeof(done) - strlen(done) - 1);
}

/* A device without a bus: its resources go with it. */
static struct device *holder_new(void)
{
	struct device *dev = root_device_register("holder");

	CHECK(!IS_ERR(dev));
	done[0] = 0;
	return dev;
}

TEST(backwards)
{
	struct device *dev = holder_new();

	CHECK_EQ(devm_add_action(dev, note, "a"), 0);
	CHECK_EQ(devm_add_action(dev, note, "b"), 0);
	CHECK_EQ(devm_add_action_or_reset(dev, note, "c"), 0);
	devm_release_action(dev, note, "b");
	devm_remove_action(dev, note, "c");
	CHECK(!strcmp(done, "b"));
	root_device_unregister(dev);
	CHECK(!strcmp(done, "ba"));
}

TEST(add_action_or_reset_acts_when_it_fails)
{
	struct device *dev = holder_new();

	kernel_fail_allocation(1);
	CHECK_EQ(devm_add_action_or_reset(dev, note, "x"), -ENOMEM);
	CHECK(!strcmp(done, "x"));
	kernel_fail_allocation(1);
	CHECK_EQ(devm_add_action(dev, note, "y"), -ENOMEM);
	CHECK(!strcmp(done, "x"));
	root_device_unregister(dev);
}

TEST(groups)
{
	struct device *dev = holder_new();
	void *outer, *inner;

	CHECK_EQ(devm_add_action(dev, note, "0"), 0);
	outer = devres_open_group(dev, NULL, GFP_KERNEL);
	CHECK_EQ(devm_add_action(dev, note, "1"), 0);
	inner = devres_open_group(dev, NULL, GFP_KERNEL);
	CHECK_EQ(devm_add_action(dev, note, "2"), 0);
	devres_close_group(dev, inner);
	CHECK_EQ(devm_add_action(dev, note, "3"), 0);
	CHECK_EQ(devres_release_group(dev, inner), 1);
	CHECK(!strcmp(done, "2"));
	devres_close_group(dev, outer);
	CHECK_EQ(devm_add_action(dev, note, "4"), 0);
	CHECK_EQ(devres_release_group(dev, outer), 2);
	CHECK(!strcmp(done, "231"));
	root_device_unregister(dev);
	CHECK(!strcmp(done, "23140"));
}

TEST(nested_group_goes_with_its_outer_one)
{
	struct device *dev = holder_new();
	void *outer = devres_open_group(dev, NULL, GFP_KERNEL), *removed;

	CHECK(devres_open_group(dev, done, GFP_KERNEL) == done);
	CHECK_EQ(devm_add_action(dev, note, "1"), 0);
	devres_close_group(dev, NULL);
	CHECK_EQ(devm_add_action(dev, note, "2"), 0);
	devres_close_group(dev, outer);
	CHECK_EQ(devres_release_group(dev, outer), 2);
	CHECK(!strcmp(done, "21"));
	/* a group without its resources, and one that is never closed */
	removed = devres_open_group(dev, NULL, GFP_KERNEL);
	CHECK_EQ(devm_add_action(dev, note, "3"), 0);
	devres_close_group(dev, removed);
	devres_remove_group(dev, removed);
	CHECK(devres_open_group(dev, NULL, GFP_KERNEL));
	CHECK_EQ(devm_add_action(dev, note, "4"), 0);
	root_device_unregister(dev);
	CHECK(!strcmp(done, "2143"));
}

static void word_release(struct device *dev, void *res)
{
	note(res);
}

static int word_match(struct device *dev, void *res, void *wanted)
{
	return !strcmp(res, wanted);
}

TEST(resources_by_hand)
{
	struct device *dev = holder_new();
	char *a = devres_alloc(word_release, 8, GFP_KERNEL);
	char *b = devres_alloc(word_release, 8, GFP_KERNEL);
	char *c = devres_alloc(word_release, 8, GFP_KERNEL);

	strcpy(a, "a");
	strcpy(b, "b");
	strcpy(c, "a");
	devres_add(dev, a);
	devres_add(dev, b);
	CHECK(devres_find(dev, word_release, word_match, "a") == a);
	CHECK(devres_find(dev, word_release, NULL, NULL) == b);
	CHECK(devres_get(dev, c, word_match, "a") == a); /* c is freed */
	CHECK_EQ(devres_release(dev, word_release, word_match, "b"), 0);
	CHECK_EQ(devres_release(dev, word_release, word_match, "b"), -ENOENT);
	CHECK(devres_remove(dev, word_release, word_match, "a") == a);
	devres_free(a);
	CHECK(!strcmp(done, "b"));
	root_device_unregister(dev);
	CHECK(!strcmp(done, "b"));
}

TEST(memory)
{
	struct device *dev = holder_new();
	u64 *numbers = devm_kcalloc(dev, 100, sizeof(*numbers), GFP_KERNEL);
	char *text = devm_kasprintf(dev, GFP_KERNEL, "%s-%d", "unit", 7);
	char *copy = devm_kstrdup(dev, text, GFP_KERNEL);
	int i;

	for (i = 0; i < 100; i++)
		CHECK_EQ(numbers[i]++, 0);
	CHECK(!strcmp(copy, "unit-7"));
	numbers = devm_krealloc(dev, numbers, 200 * sizeof(*numbers), GFP_KERNEL);
	CHECK_EQ(numbers[99], 1);
	devm_kfree(dev, copy);
	CHECK(!devm_kmalloc_array(dev, SIZE_MAX / 2, 16, GFP_KERNEL));
	root_device_unregister(dev);
}

TRAP(managed_memory_freed, "managed-freed-by-hand")
{
	struct device *dev = holder_new();

	kfree(devm_kzalloc(dev, 100, GFP_KERNEL));
}

TRAP(unmanaged_memory_freed_as_managed, "free-mismatch")
{
	struct device *dev = holder_new();

	devm_kfree(dev, kzalloc(100, GFP_KERNEL));
}

static irqreturn_t on_irq(int irq, void *data)
{
	return IRQ_HANDLED;
}

TRAP(managed_irq_freed, "managed-freed-by-hand")
{
	struct device *dev = holder_new();

	CHECK_EQ(devm_request_irq(dev, 20, on_irq, 0, "test", dev), 0);
	free_irq(20, dev);
}

TEST(managed_irq)
{
	struct device *dev = holder_new();

	CHECK_EQ(devm_request_irq(dev, 20, on_irq, 0, NULL, dev), 0);
	CHECK_EQ(devm_request_irq(dev, 20, on_irq, 0, "again", done), -EBUSY);
	devm_free_irq(dev, 20, dev);
	CHECK_EQ(devm_request_irq(dev, 20, on_irq, 0, "again", dev), 0);
	root_device_unregister(dev);
	CHECK_EQ(request_irq(20, on_irq, 0, "free again", done), 0);
	free_irq(20, done);
}

static void on_work(struct work_struct *work)
{
}

TRAP(armed_timer_in_managed_memory, "free-while-armed")
{
	struct device *dev = holder_new();
	struct delayed_work *work = devm_kzalloc(dev, sizeof(*work), GFP_KERNEL);

	INIT_DELAYED_WORK(work, on_work);
	schedule_delayed_work(work, 100000);
	root_device_unregister(dev);
}

/* --- power -------------------------------------------------------------------------------- */

static int resumes, suspends, idles, refuse_idle, fail_resume;

static int unit_resume(struct device *dev)
{
	resumes++;
	return fail_resume;
}

static int unit_suspend(struct device *dev)
{
	suspends++;
	return 0;
}

static int unit_idle(struct device *dev)
{
	idles++;
	return refuse_idle;
}

static const struct dev_pm_ops unit_pm = {SET_RUNTIME_PM_OPS(unit_suspend, unit_resume, unit_idle)};

static void unit_release(struct device *dev)
{
	kfree(dev);
}

static const struct device_type unit_type = {
	.name = "unit", .release = unit_release, .pm = &unit_pm};

static struct device *unit_new(const char *name, struct device *parent)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	resumes = suspends = idles = refuse_idle = fail_resume = 0;
	dev->type = &unit_type;
	dev->parent = parent;
	device_initialize(dev);
	CHECK_EQ(dev_set_name(dev, "%s", name), 0);
	CHECK_EQ(device_add(dev), 0);
	return dev;
}

TEST(users_keep_it_active)
{
	struct device *dev = unit_new("unit", NULL);

	CHECK_EQ(pm_runtime_get_sync(dev), -EACCES);
	pm_runtime_put_noidle(dev);
	pm_runtime_enable(dev);
	CHECK(pm_runtime_suspended(dev));
	CHECK_EQ(pm_runtime_resume_and_get(dev), 0);
	CHECK_EQ(pm_runtime_get_sync(dev), 1);
	CHECK(pm_runtime_active(dev));
	CHECK_EQ(resumes, 1);
	CHECK_EQ(pm_runtime_put_sync(dev), 0);
	CHECK_EQ(suspends, 0);
	CHECK_EQ(pm_runtime_suspend(dev), -EAGAIN);
	CHECK_EQ(pm_runtime_put_sync(dev), 0);
	CHECK_EQ(suspends, 1);
	CHECK(pm_runtime_suspended(dev));
	CHECK_EQ(pm_runtime_get_if_active(dev), 0);
	pm_runtime_disable(dev);
	device_unregister(dev);
}

TEST(idle_may_refuse)
{
	struct device *dev = unit_new("unit", NULL);

	refuse_idle = -EBUSY;
	pm_runtime_enable(dev);
	CHECK_EQ(pm_runtime_resume_and_get(dev), 0);
	CHECK_EQ(pm_runtime_put_sync(dev), -EBUSY);
	CHECK_EQ(suspends, 0);
	CHECK_EQ(pm_runtime_get_sync(dev), 1);
	CHECK_EQ(pm_runtime_put_sync_suspend(dev), 0); /* does not ask */
	CHECK_EQ(suspends, 1);
	pm_runtime_disable(dev);
	device_unregister(dev);
}

TEST(resume_that_fails)
{
	struct device *dev = unit_new("unit", NULL);

	pm_runtime_enable(dev);
	fail_resume = -EIO;
	CHECK_EQ(pm_runtime_resume_and_get(dev), -EIO);
	CHECK_EQ(atomic_read(&dev->power.usage_count), 0);
	fail_resume = 0;
	CHECK_EQ(pm_runtime_get_sync(dev), -EINVAL); /* counts all the same */
	pm_runtime_put_noidle(dev);
	pm_runtime_disable(dev);
	CHECK_EQ(pm_runtime_set_suspended(dev), 0); /* forgets the error */
	pm_runtime_enable(dev);
	CHECK_EQ(pm_runtime_resume_and_get(dev), 0);
	pm_runtime_put_sync(dev);
	pm_runtime_disable(dev);
	device_unregister(dev);
}

TEST(parent_is_active_with_its_child)
{
	struct device *parent = unit_new("parent", NULL), *child = unit_new("child", parent);

	pm_runtime_enable(parent);
	pm_runtime_enable(child);
	CHECK_EQ(pm_runtime_resume_and_get(child), 0);
	CHECK_EQ(resumes, 2);
	CHECK(pm_runtime_active(parent));
	CHECK_EQ(pm_runtime_suspend(parent), -EBUSY);
	CHECK_EQ(pm_runtime_put_sync(child), 0);
	flush_work(&parent->power.work);
	CHECK(pm_runtime_suspended(parent));
	CHECK_EQ(suspends, 2);
	pm_runtime_disable(child);
	CHECK_EQ(pm_runtime_set_active(child), -EBUSY); /* the parent is not */
	device_unregister(child);
	pm_runtime_disable(parent);
	device_unregister(parent);
}

TEST(asynchronous_put)
{
	struct device *dev = unit_new("unit", NULL);

	pm_runtime_enable(dev);
	CHECK_EQ(pm_runtime_resume_and_get(dev), 0);
	pm_runtime_put(dev);
	flush_work(&dev->power.work);
	CHECK_EQ(suspends, 1);
	pm_runtime_get(dev);
	pm_runtime_barrier(dev);
	CHECK(pm_runtime_active(dev));
	pm_runtime_put(dev);
	/* nothing comes after this */
	pm_runtime_disable(dev);
	device_unregister(dev);
}

TEST(forbidden)
{
	struct device *dev = unit_new("unit", NULL);

	pm_runtime_enable(dev);
	pm_runtime_forbid(dev);
	pm_runtime_forbid(dev);
	CHECK(pm_runtime_active(dev));
	CHECK_EQ(pm_runtime_suspend(dev), -EAGAIN);
	pm_runtime_allow(dev);
	flush_work(&dev->power.work);
	CHECK(pm_runtime_suspended(dev));
	pm_runtime_disable(dev);
	device_unregister(dev);
}

TRAP(put_without_get, "pm-runtime-put-too-often")
{
	struct device *dev = unit_new("unit", NULL);

	pm_runtime_enable(dev);
	pm_runtime_put_sync(dev);
}
