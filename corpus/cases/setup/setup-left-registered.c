/* SPDX-License-Identifier: MIT */
/* What a driver registers with others, takes from them or has running stays behind where it fails and does not take it down. */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>
#include <linux/types.h>

struct clk;
struct notifier_block {
	int (*notifier_call)(struct notifier_block *nb, unsigned long action, void *data);
};
struct reset_controller_dev {
	int nr_resets;
};
struct task_struct;
struct clock_user {
	struct device *dev;
	struct clk *clk;
	struct notifier_block nb;
	struct reset_controller_dev rcdev;
	int irq;
};
int clk_notifier_register(struct clk *clk, struct notifier_block *nb);
int clk_notifier_unregister(struct clk *clk, struct notifier_block *nb);
int reset_controller_register(struct reset_controller_dev *rcdev);
void reset_controller_unregister(struct reset_controller_dev *rcdev);
int request_irq(unsigned int irq, int (*handler)(int irq, void *data), unsigned long flags, const char *name, void *data);
const void *free_irq(unsigned int irq, void *data);
struct task_struct *kthread_create_on_node(int (*fn)(void *data), void *data, int node, const char *name, ...);
int kthread_stop(struct task_struct *task);
int clock_setup(struct clock_user *u, int step);
int clock_irq(int irq, void *data);
int clock_thread(void *data);

int notifier_bad(struct clock_user *u)
{
	int ret = clk_notifier_register(u->clk, &u->nb);

	if (ret)
		return ret;
	ret = clock_setup(u, 1);
	if (ret < 0)
		goto unregister;
	ret = clock_setup(u, 2);
	if (ret < 0)
// CHECK: setup-left-registered.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'u->nb' is left set up by clk_notifier_register(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
unregister:
	clk_notifier_unregister(u->clk, &u->nb);
	return ret;
}

int notifier_ok(struct clock_user *u)
{
	int ret = clk_notifier_register(u->clk, &u->nb);

	if (ret)
		return ret;
	ret = clock_setup(u, 1);
	if (ret < 0)
		goto unregister;
	ret = clock_setup(u, 2);
	if (ret < 0)
		goto unregister;
	return 0;
unregister:
	clk_notifier_unregister(u->clk, &u->nb);
	return ret;
}

int irq_bad(struct clock_user *u)
{
	int ret = request_irq(u->irq, clock_irq, 0, "clock", u);

	if (ret)
		return ret;
	ret = reset_controller_register(&u->rcdev);
	if (ret)
		goto free;
	ret = clock_setup(u, 1);
	if (ret < 0)
		goto unregister;
	ret = clock_setup(u, 2);
	if (ret < 0) {
		reset_controller_unregister(&u->rcdev);
// CHECK: setup-left-registered.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'u->irq' is left requested by request_irq(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	}
	return 0;
unregister:
	reset_controller_unregister(&u->rcdev);
free:
	free_irq(u->irq, u);
	return ret;
}

int irq_ok(struct clock_user *u)
{
	int ret = request_irq(u->irq, clock_irq, 0, "clock", u);

	if (ret)
		return ret;
	ret = reset_controller_register(&u->rcdev);
	if (ret)
		goto free;
	ret = clock_setup(u, 1);
	if (ret < 0)
		goto unregister;
	return 0;
unregister:
	reset_controller_unregister(&u->rcdev);
free:
	free_irq(u->irq, u);
	return ret;
}

int thread_bad(struct clock_user *u)
{
	struct task_struct *task = kthread_create_on_node(clock_thread, u, -1, "clock");
	int ret;

	if (IS_ERR(task))
		return PTR_ERR(task);
	ret = clock_setup(u, 1);
	if (ret < 0) {
		kthread_stop(task);
		return ret;
	}
	ret = clock_setup(u, 2);
	if (ret < 0)
// CHECK: setup-left-registered.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'task' is left running by kthread_create_on_node(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
}
