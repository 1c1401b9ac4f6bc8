// SPDX-License-Identifier: MIT
/* Kernel objects, buses, devices, drivers: who is bound to whom, when, and what is left. */
#include "checked.h"
#include "harness.h"
#include "threads.h"

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/klist.h>
#include <linux/string.h>

/* --- kernel objects ----------------------------------------------------------------------- */

static int released;

static void count_release(struct kobject *kobj)
{
	released++;
	kfree(kobj);
}

static const struct kobj_type counted = {.release = count_release};

TEST(kobject_references)
{
	struct kobject *parent = kobject_create_and_add("parent", NULL);
	struct kobject *child = kzalloc(sizeof(*child), GFP_KERNEL);

	released = 0;
	CHECK_EQ(kobject_init_and_add(child, &counted, parent, "child%d", 7), 0);
	CHECK(!strcmp(kobject_name(child), "child7"));
	CHECK_EQ(kref_read(&parent->kref), 2);
	kobject_get(child);
	kobject_put(child);
	CHECK_EQ(released, 0);
	kobject_put(child); /* takes it off, and lets go of the parent */
	CHECK_EQ(released, 1);
	CHECK_EQ(kref_read(&parent->kref), 1);
	kobject_put(parent);
}

TEST(kobject_name_is_unique_under_its_parent)
{
	struct kobject *a = kobject_create_and_add("same", NULL);
	struct kobject *b = kzalloc(sizeof(*b), GFP_KERNEL);
	struct kobject *c = kobject_create_and_add("same", a);

	CHECK(a && c);
	released = 0;
	CHECK_EQ(kobject_init_and_add(b, &counted, NULL, "same"), -EEXIST);
	kobject_put(b);
	CHECK_EQ(released, 1);
	kobject_put(c);
	kobject_put(a);
}

TEST(kset_members)
{
	struct kset *set = kset_create_and_add("set", NULL, NULL);
	struct kobject *member = kzalloc(sizeof(*member), GFP_KERNEL), *found;

	member->kset = set;
	CHECK_EQ(kobject_init_and_add(member, &counted, NULL, "member"), 0);
	found = kset_find_obj(set, "member");
	CHECK(found == member);
	CHECK(!kset_find_obj(set, "other"));
	kobject_put(found);
	kobject_put(member);
	kset_unregister(set);
}

TRAP(kobject_freed, "kobject-freed-by-hand")
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	kobject_init(kobj, &counted);
	kfree(kobj);
}

static void keep_release(struct kobject *kobj)
{
}

TRAP(kobject_put_twice, "double-free")
{
	static struct kobject kobj;
	static const struct kobj_type type = {.release = keep_release};

	kobject_init(&kobj, &type);
	kobject_put(&kobj);
	kobject_put(&kobj);
}

/* --- lists that change while they are walked ---------------------------------------------- */

struct item {
	struct klist_node node;
	int value;
};

TEST(klist_survives_removal)
{
	struct item items[5];
	struct klist_iter iter;
	struct klist_node *node;
	struct klist list;
	int i, sum = 0;

	klist_init(&list, NULL, NULL);
	for (i = 0; i < 5; i++) {
		items[i].value = 1 << i;
		klist_add_tail(&items[i].node, &list);
	}
	klist_iter_init(&list, &iter);
	while ((node = klist_next(&iter))) {
		i = container_of(node, struct item, node) - items;
		sum += items[i].value;
		/* where it stands, and what is next but one */
		klist_del(node);
		CHECK(klist_node_attached(node));
		if (i == 1)
			klist_del(&items[3].node);
	}
	klist_iter_exit(&iter);
	CHECK_EQ(sum, 1 + 2 + 4 + 16);
	CHECK(!klist_node_attached(&items[0].node) && !klist_node_attached(&items[3].node));
}

/* --- a bus for the tests ------------------------------------------------------------------ */

struct toy {
	struct device dev;
	char kind[16];
	int bound;
};

struct toy_driver {
	struct device_driver driver;
	const char *kind;
	int probes, removes, fail;
};

#define to_toy(device) container_of(device, struct toy, dev)
#define to_toy_driver(drv) container_of(drv, struct toy_driver, driver)

static atomic_t toys = ATOMIC_INIT(0);

static int toy_match(struct device *dev, const struct device_driver *drv)
{
	return !strcmp(to_toy(dev)->kind, to_toy_driver(drv)->kind);
}

static const struct bus_type toy_bus = {.name = "toy", .dev_name = "toy", .match = toy_match};

static int toy_probe(struct device *dev)
{
	struct toy_driver *drv = to_toy_driver(dev->driver);

	lockdep_assert_held(&dev->mutex);
	__atomic_add_fetch(&drv->probes, 1, __ATOMIC_RELAXED);
	if (drv->fail)
		return drv->fail;
	to_toy(dev)->bound++;
	dev_set_drvdata(dev, drv);
	return 0;
}

static int toy_remove(struct device *dev)
{
	struct toy_driver *drv = dev_get_drvdata(dev);

	lockdep_assert_held(&dev->mutex);
	__atomic_add_fetch(&drv->removes, 1, __ATOMIC_RELAXED);
	to_toy(dev)->bound--;
	return 0;
}

#define TOY_DRIVER(name_, kind_)                                                                   \
	{                                                                                          \
		.driver = {.name = name_,                                                          \
			   .bus = &toy_bus,                                                        \
			   .probe = toy_probe,                                                     \
			   .remove = toy_remove},                                                  \
		.kind = kind_,                                                                     \
	}

static void toy_release(struct device *dev)
{
	atomic_dec(&toys);
	kfree(to_toy(dev));
}

static struct toy *toy_new(const char *kind, u32 id)
{
	struct toy *toy = kzalloc(sizeof(*toy), GFP_KERNEL);

	strscpy(toy->kind, kind, sizeof(toy->kind));
	toy->dev.bus = &toy_bus;
	toy->dev.id = id;
	toy->dev.release = toy_release;
	device_initialize(&toy->dev);
	atomic_inc(&toys);
	return toy;
}

static struct toy *toy_add(const char *kind, u32 id)
{
	struct toy *toy = toy_new(kind, id);

	CHECK_EQ(device_add(&toy->dev), 0);
	return toy;
}

/* --- binding ------------------------------------------------------------------------------ */

TEST(devices_and_drivers_meet)
{
	static struct toy_driver ball = TOY_DRIVER("ball_driver", "ball");
	struct toy *early, *late, *other;

	CHECK_EQ(bus_register(&toy_bus), 0);
	early = toy_add("ball", 1);
	other = toy_add("doll", 2);
	CHECK(!early->dev.driver);
	CHECK_EQ(driver_register(&ball.driver), 0);
	late = toy_add("ball", 3);
	CHECK(device_is_bound(&early->dev) && device_is_bound(&late->dev));
	CHECK(!other->dev.driver);
	CHECK_EQ(ball.probes, 2);
	CHECK(!strcmp(dev_name(&late->dev), "toy3"));
	CHECK(!strcmp(dev_driver_string(&late->dev), "ball_driver"));
	CHECK(driver_find("ball_driver", &toy_bus) == &ball.driver);

	device_unregister(&early->dev);
	CHECK_EQ(ball.removes, 1);
	driver_unregister(&ball.driver);
	CHECK_EQ(ball.removes, 2);
	CHECK(!late->dev.driver && !dev_get_drvdata(&late->dev));
	CHECK(!driver_find("ball_driver", &toy_bus));
	device_unregister(&late->dev);
	device_unregister(&other->dev);
	bus_unregister(&toy_bus);
	CHECK_EQ(atomic_read(&toys), 0);
}

TEST(probe_that_fails_leaves_the_device_alone)
{
	static struct toy_driver bad = TOY_DRIVER("bad", "ball"), good = TOY_DRIVER("good", "ball");
	struct toy *toy;

	CHECK_EQ(bus_register(&toy_bus), 0);
	bad.fail = -EIO;
	CHECK_EQ(driver_register(&bad.driver), 0);
	CHECK_EQ(driver_register(&good.driver), 0);
	toy = toy_add("ball", 0);
	CHECK(toy->dev.driver == &good.driver);
	CHECK_EQ(bad.probes, 1);
	CHECK_EQ(device_attach(&toy->dev), 1);
	device_release_driver(&toy->dev);
	CHECK_EQ(good.removes, 1);
	CHECK(!toy->dev.driver);
	CHECK_EQ(device_driver_attach(&bad.driver, &toy->dev), -EIO);
	CHECK_EQ(device_driver_attach(&good.driver, &toy->dev), 0);
	CHECK_EQ(device_driver_attach(&good.driver, &toy->dev), -EBUSY);
	driver_unregister(&good.driver);
	driver_unregister(&bad.driver);
	device_unregister(&toy->dev);
	bus_unregister(&toy_bus);
}

TEST(names_are_unique)
{
	static struct toy_driver one = TOY_DRIVER("same", "a"), two = TOY_DRIVER("same", "b");
	struct toy *first, *second;

	CHECK_EQ(bus_register(&toy_bus), 0);
	CHECK_EQ(driver_register(&one.driver), 0);
	CHECK_EQ(driver_register(&two.driver), -EBUSY);
	driver_unregister(&one.driver);
	first = toy_add("a", 1);
	second = toy_new("a", 1);
	CHECK_EQ(device_add(&second->dev), -EEXIST);
	put_device(&second->dev);
	device_unregister(&first->dev);
	CHECK_EQ(atomic_read(&toys), 0);
	bus_unregister(&toy_bus);
}

TEST(bus_that_is_not_registered)
{
	static struct toy_driver driver = TOY_DRIVER("none", "a");
	struct toy *toy = toy_new("a", 1);

	CHECK_EQ(driver_register(&driver.driver), -EINVAL);
	CHECK_EQ(device_add(&toy->dev), -EINVAL);
	put_device(&toy->dev);
	CHECK_EQ(atomic_read(&toys), 0);
}

/* --- put aside ---------------------------------------------------------------------------- */

static int needs_ball_probe(struct device *dev)
{
	struct device *ball = bus_find_device_by_name(&toy_bus, NULL, "toy0");
	bool ready = ball && device_is_bound(ball);

	put_device(ball);
	if (!ready)
		return -EPROBE_DEFER;
	return toy_probe(dev);
}

TEST(deferred_until_the_other_is_there)
{
	static struct toy_driver doll = TOY_DRIVER("doll", "doll"), ball = TOY_DRIVER("b", "ball");
	struct toy *toys_[2];

	doll.driver.probe = needs_ball_probe;
	CHECK_EQ(bus_register(&toy_bus), 0);
	CHECK_EQ(driver_register(&doll.driver), 0);
	toys_[1] = toy_add("doll", 1);
	toys_[0] = toy_add("ball", 0);
	wait_for_device_probe();
	CHECK(!toys_[1]->dev.driver);
	CHECK_EQ(driver_register(&ball.driver), 0);
	wait_for_device_probe();
	CHECK(device_is_bound(&toys_[0]->dev));
	CHECK(device_is_bound(&toys_[1]->dev));
	driver_unregister(&doll.driver);
	driver_unregister(&ball.driver);
	device_unregister(&toys_[0]->dev);
	device_unregister(&toys_[1]->dev);
	wait_for_device_probe();
	bus_unregister(&toy_bus);
}

TEST(deferred_device_goes)
{
	static struct toy_driver doll = TOY_DRIVER("doll", "doll"), ball = TOY_DRIVER("b", "ball");
	struct toy *toy, *other;

	doll.driver.probe = needs_ball_probe;
	CHECK_EQ(bus_register(&toy_bus), 0);
	CHECK_EQ(driver_register(&doll.driver), 0);
	CHECK_EQ(driver_register(&ball.driver), 0);
	toy = toy_add("doll", 1);
	device_unregister(&toy->dev);
	other = toy_add("ball", 0);
	wait_for_device_probe();
	CHECK_EQ(doll.removes, 0);
	device_unregister(&other->dev);
	driver_unregister(&doll.driver);
	driver_unregister(&ball.driver);
	wait_for_device_probe();
	CHECK_EQ(atomic_read(&toys), 0);
	bus_unregister(&toy_bus);
}

/* --- finding ------------------------------------------------------------------------------ */

static int count_device(struct device *dev, void *data)
{
	++*(int *)data;
	return *(int *)data == 3 ? 42 : 0;
}

TEST(devices_are_found)
{
	struct toy *all[4];
	struct device *dev, *next;
	int i, count = 0;

	CHECK_EQ(bus_register(&toy_bus), 0);
	for (i = 0; i < 4; i++)
		all[i] = toy_add("x", i);
	CHECK_EQ(bus_for_each_dev(&toy_bus, NULL, &count, count_device), 42);
	CHECK_EQ(count, 3);
	count = 0;
	CHECK_EQ(bus_for_each_dev(&toy_bus, &all[2]->dev, &count, count_device), 0);
	CHECK_EQ(count, 1);
	dev = bus_find_device_by_name(&toy_bus, NULL, "toy2");
	CHECK(dev == &all[2]->dev);
	next = bus_find_next_device(&toy_bus, dev);
	CHECK(next == &all[3]->dev);
	put_device(next);
	/* who has a reference may look at it, though it has gone */
	device_unregister(&all[2]->dev);
	CHECK(!strcmp(dev_name(dev), "toy2") && !device_is_registered(dev));
	CHECK(!bus_find_device_by_name(&toy_bus, NULL, "toy2"));
	put_device(dev);
	for (i = 0; i < 4; i++) {
		if (i != 2)
			device_unregister(&all[i]->dev);
	}
	CHECK_EQ(atomic_read(&toys), 0);
	bus_unregister(&toy_bus);
}

static int is_child(struct device *dev, void *name)
{
	return !strcmp(dev_name(dev), name);
}

TEST(parents_and_children)
{
	struct device *root = root_device_register("root"), *found;
	struct toy *child;
	int count = 0;

	CHECK_EQ(bus_register(&toy_bus), 0);
	child = toy_new("x", 5);
	child->dev.parent = root;
	CHECK_EQ(device_add(&child->dev), 0);
	CHECK_EQ(device_for_each_child(root, &count, count_device), 0);
	CHECK_EQ(count, 1);
	found = device_find_child(root, "toy5", is_child);
	CHECK(found == &child->dev);
	put_device(found);
	device_unregister(&child->dev);
	CHECK(!device_find_child(root, "toy5", is_child));
	root_device_unregister(root);
	bus_unregister(&toy_bus);
}

TEST(classes)
{
	struct class *class = class_create("gadgets");
	dev_t devt = MKDEV(200, 3);
	struct device *dev, *found;
	int count = 0;

	CHECK(!IS_ERR(class));
	dev = device_create(class, NULL, devt, &count, "gadget%d", 3);
	CHECK(!IS_ERR(dev));
	CHECK(dev_get_drvdata(dev) == &count);
	found = class_find_device(class, NULL, &devt, device_match_devt);
	CHECK(found == dev);
	put_device(found);
	CHECK_EQ(class_for_each_device(class, NULL, &count, count_device), 0);
	CHECK_EQ(count, 1);
	device_destroy(class, devt);
	CHECK(!class_find_device(class, NULL, &devt, device_match_devt));
	class_destroy(class);
}

/* --- everything at once ------------------------------------------------------------------- */

static bool stop;

static int plug_and_unplug(void *data)
{
	u32 id = (long)data;

	while (!READ_ONCE(stop)) {
		struct toy *toy = toy_add("ball", id);

		yield();
		device_unregister(&toy->dev);
	}
	return 0;
}

static int bind_and_unbind(void *data)
{
	struct toy_driver *driver = data;

	while (!READ_ONCE(stop)) {
		CHECK_EQ(driver_register(&driver->driver), 0);
		yield();
		driver_unregister(&driver->driver);
	}
	return 0;
}

static int look(struct device *dev, void *data)
{
	*(unsigned int *)data += dev_name(dev)[0];
	return 0;
}

static int look_at_all(void *data)
{
	unsigned int sum = 0;

	while (!READ_ONCE(stop))
		CHECK_EQ(bus_for_each_dev(&toy_bus, NULL, &sum, look), 0);
	return 0;
}

TEST(stress)
{
	static struct toy_driver drivers[2] = {TOY_DRIVER("one", "ball"),
					       TOY_DRIVER("two", "ball")};
	struct task_struct *threads[5];
	int i;

	CHECK_EQ(bus_register(&toy_bus), 0);
	WRITE_ONCE(stop, false);
	for (i = 0; i < 2; i++) {
		threads[i] = thread_start(plug_and_unplug, (void *)(long)i);
		threads[2 + i] = thread_start(bind_and_unbind, &drivers[i]);
	}
	threads[4] = thread_start(look_at_all, NULL);
	msleep(700);
	WRITE_ONCE(stop, true);
	for (i = 0; i < 5; i++)
		CHECK_EQ(thread_end(threads[i]), 0);
	wait_for_device_probe();
	CHECK_EQ(atomic_read(&toys), 0);
	CHECK_EQ(drivers[0].removes + drivers[1].removes, drivers[0].probes + drivers[1].probes);
	bus_unregister(&toy_bus);
}

/* --- rules -------------------------------------------------------------------------------- */

TRAP(driver_never_registered, "unregister-refused")
{
	static struct toy_driver driver = TOY_DRIVER("x", "x");

	CHECK_EQ(bus_register(&toy_bus), 0);
	driver_unregister(&driver.driver);
}

TRAP(driver_unregistered_twice, "unregistered-twice")
{
	static struct toy_driver driver = TOY_DRIVER("x", "x");

	CHECK_EQ(bus_register(&toy_bus), 0);
	CHECK_EQ(driver_register(&driver.driver), 0);
	driver_unregister(&driver.driver);
	driver_unregister(&driver.driver);
}

TRAP(driver_registered_twice, "registered-twice")
{
	static struct toy_driver driver = TOY_DRIVER("x", "x");

	CHECK_EQ(bus_register(&toy_bus), 0);
	CHECK_EQ(driver_register(&driver.driver), 0);
	CHECK_EQ(driver_register(&driver.driver), 0);
}

TRAP(driver_freed_while_registered, "freed-while-registered")
{
	struct toy_driver *driver = kzalloc(sizeof(*driver), GFP_KERNEL);

	*driver = (struct toy_driver)TOY_DRIVER("x", "ball");
	CHECK_EQ(bus_register(&toy_bus), 0);
	toy_add("ball", 0);
	CHECK_EQ(driver_register(&driver->driver), 0);
	kfree(driver);
}

TRAP(driver_left_at_the_end, "registration-left")
{
	static struct toy_driver driver = TOY_DRIVER("x", "x");

	CHECK_EQ(bus_register(&toy_bus), 0);
	CHECK_EQ(driver_register(&driver.driver), 0);
	checked_teardown();
}

TRAP(device_never_added, "unregister-refused")
{
	struct toy *toy = toy_new("x", 0);

	device_del(&toy->dev);
}

TRAP(device_unregistered_twice, "unregistered-twice")
{
	struct toy *toy;

	CHECK_EQ(bus_register(&toy_bus), 0);
	toy = toy_add("x", 0);
	device_del(&toy->dev);
	device_del(&toy->dev);
}

TRAP(device_added_twice, "registered-twice")
{
	struct toy *toy;

	CHECK_EQ(bus_register(&toy_bus), 0);
	toy = toy_add("x", 0);
	CHECK_EQ(device_add(&toy->dev), 0);
}

TRAP(device_freed_after_failed_registration, "device-freed-by-hand")
{
	struct toy *toy = toy_new("x", 0);

	if (device_add(&toy->dev))
		kfree(toy);
}

TRAP(device_put_instead_of_unregistered, "device-double-put")
{
	struct toy *toy;

	CHECK_EQ(bus_register(&toy_bus), 0);
	toy = toy_add("x", 0);
	device_release_driver(&toy->dev);
	put_device(&toy->dev);
	put_device(&toy->dev);
}

TRAP(device_reference_left, "device-leak")
{
	struct toy *toy;

	CHECK_EQ(bus_register(&toy_bus), 0);
	toy = toy_add("x", 0);
	get_device(&toy->dev);
	device_unregister(&toy->dev);
	bus_unregister(&toy_bus);
	checked_teardown();
}

TRAP(class_left, "registration-left")
{
	static const struct class class = {.name = "left"};

	CHECK_EQ(class_register(&class), 0);
	checked_teardown();
}
