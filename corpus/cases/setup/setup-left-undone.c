/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* setup-left: what is undone by another name, by who gave up, or on the condition on which it was set up. */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/types.h>

struct clk;
struct clk *devm_clk_get(struct device *dev, const char *name);
int clk_prepare_enable(struct clk *clk);
void clk_disable_unprepare(struct clk *clk);
int pm_runtime_enabled(struct device *dev);
void set_bit(int nr, unsigned long *addr);

static inline bool test_bit(int nr, const unsigned long *addr)
{
	return *addr >> nr & 1;
}

struct lamp {
	struct device *dev;
	struct clk *bus;
	unsigned long status;
	int number;
	int (*init)(struct lamp *l);
};
int lamp_number(int number);
int (*lamp_init(struct device *dev))(struct lamp *l);
int lamp_register(struct lamp *l);
int lamp_supply_off(struct lamp *l);
bool lamp_is_lit(struct lamp *l);

static int lamp_resources(struct lamp *l)
{
	l->bus = devm_clk_get(l->dev, "bus");
	if (IS_ERR(l->bus))
		return PTR_ERR(l->bus);
	l->number = lamp_number(l->number);
	return l->number < 0 ? l->number : 0;
}

/* What init() does may have stored another clock in the member: it is disabled by that name. */
int lamp_start_ok(struct lamp *l)
{
	int ret = lamp_resources(l);

	if (ret < 0)
		return ret;
	ret = clk_prepare_enable(l->bus);
	if (ret)
		return ret;
	ret = lamp_number(l->number);
	if (ret)
		goto off;
	l->init = lamp_init(l->dev);
	ret = l->init(l);
	if (ret)
		goto off;
	return 0;
off:
	clk_disable_unprepare(l->bus);
	return ret;
}

int lamp_start_bad(struct lamp *l)
{
	int ret = lamp_resources(l);

	if (ret < 0)
		return ret;
	ret = clk_prepare_enable(l->bus);
	if (ret)
		return ret;
	ret = lamp_number(l->number);
	if (ret) {
		clk_disable_unprepare(l->bus);
		return ret;
	}
	ret = l->init(l);
	if (ret)
// CHECK: setup-left-undone.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of devm_clk_get()' is left enabled by clk_prepare_enable(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
}

static int lamp_off(struct lamp *l)
{
	int ret = lamp_supply_off(l);

	if (ret)
		return ret;
	clk_disable_unprepare(l->bus);
	return 0;
}

/* Where the supply can't be switched off, lamp_off() leaves the clock, too. */
int lamp_light_ok(struct lamp *l, struct clk *bus)
{
	int ret;

	l->bus = bus;
	ret = clk_prepare_enable(l->bus);
	if (ret)
		return ret;
	ret = lamp_register(l);
	if (ret)
		goto off;
	return 0;
off:
	lamp_off(l);
	return ret;
}

/* The bit says that the clock was enabled. */
int lamp_watch_ok(struct lamp *l, struct clk *bus)
{
	int ret;

	if (lamp_is_lit(l)) {
		ret = clk_prepare_enable(bus);
		if (ret)
			return ret;
		set_bit(1, &l->status);
	}
	ret = lamp_register(l);
	if (ret && test_bit(1, &l->status))
		clk_disable_unprepare(bus);
	return ret;
}

int lamp_watch_bad(struct lamp *l, struct clk *bus)
{
	int ret;

	if (lamp_is_lit(l)) {
		ret = clk_prepare_enable(bus);
		if (ret)
			return ret;
		set_bit(1, &l->status);
	}
	ret = lamp_register(l);
	if (ret && test_bit(2, &l->status))
		clk_disable_unprepare(bus);
// CHECK: setup-left-undone.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bus' is left enabled by clk_prepare_enable(), though the function fails; other failing paths take it down [custody-setup-left]
	return ret;
}

static int lamp_resume(struct lamp *l)
{
	return clk_prepare_enable(l->bus);
}

/* Runtime PM is enabled in both places, or in none. */
int lamp_power_ok(struct lamp *l)
{
	int ret;

	l->bus = devm_clk_get(l->dev, "bus");
	if (IS_ERR(l->bus))
		return PTR_ERR(l->bus);
	if (!pm_runtime_enabled(l->dev)) {
		ret = lamp_resume(l);
		if (ret)
			return ret;
	}
	ret = lamp_number(l->number);
	if (ret && !pm_runtime_enabled(l->dev))
		clk_disable_unprepare(l->bus);
	return ret;
}

/* --- The file's release function undoes it, once the file has the lamp. --- */

int request_threaded_irq(unsigned int irq, int (*handler)(int irq, void *lamp), int (*thread)(int irq, void *lamp),
			 unsigned long flags, const char *name, void *lamp);
const void *free_irq(unsigned int irq, void *lamp);
unsigned long copy_to_user(void *to, const void *from, unsigned long n);
int lamp_irq(int irq, void *lamp);

static void lamp_free(struct lamp *l)
{
	if (l->number)
		free_irq(l->number, l);
	kfree(l);
}

static int lamp_release(void *inode, struct file *file)
{
	lamp_free(file->private_data);
	return 0;
}

static const struct file_operations {
	int (*release)(void *inode, struct file *file);
} lamp_files = {.release = lamp_release};

int lamp_file_ok(int irq, void *to)
{
	struct lamp *l = kzalloc(sizeof(*l), GFP_KERNEL);
	struct file *file;
	int error;

	if (!l)
		return -ENOMEM;
	error = request_threaded_irq(irq, lamp_irq, lamp_irq, 0, "lamp", l);
	if (error)
		goto out;
	l->number = irq;
	file = anon_inode_getfile("lamp", &lamp_files, l, 0);
	if (IS_ERR(file)) {
		error = PTR_ERR(file);
		goto out;
	}
	if (copy_to_user(to, &irq, sizeof(irq))) {
		fput(file);
		return -EIO;
	}
	fd_install(3, file);
	return 0;
out:
	lamp_free(l);
	return error;
}

int lamp_file_bad(int irq, void *to, struct file *file)
{
	struct lamp *l = kzalloc(sizeof(*l), GFP_KERNEL);
	int error;

	if (!l)
		return -ENOMEM;
	error = request_threaded_irq(irq, lamp_irq, lamp_irq, 0, "lamp", l);
	if (error)
		goto out;
	l->number = irq;
	file = anon_inode_getfile("no lamp", &lamp_files, to, 0);
	if (IS_ERR(file)) {
		error = PTR_ERR(file);
		goto out;
	}
	if (copy_to_user(to, &irq, sizeof(irq))) {
		fput(file);
// CHECK: setup-left-undone.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-irq-data-freed]
		kfree(l);
// CHECK: setup-left-undone.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'irq' is left requested
		return -EIO;
	}
	file->private_data = l;
	fd_install(3, file);
	return 0;
out:
	lamp_free(l);
	return error;
}
