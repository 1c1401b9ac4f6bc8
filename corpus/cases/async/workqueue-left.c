/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/workqueue.h>

struct card {
	struct workqueue_struct *wq;
	struct work_struct work;
};
int card_setup(int id);

int probe_bad(struct card *card, int id)
{
	int ret;

	card->wq = alloc_workqueue("tea", 0, 0);
	if (!card->wq)
		return -12;
	ret = card_setup(id);
	if (ret < 0)
// CHECK: workqueue-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of alloc_workqueue()' is left allocated, though the function fails; nothing destroys it [custody-workqueue-left]
		return ret;
	ret = card_setup(id + 1);
	if (ret < 0) {
		destroy_workqueue(card->wq);
		return ret;
	}
	return 0;
}

int probe_ok(struct card *card, int id)
{
	int ret;

	card->wq = alloc_workqueue("tea", 0, 0);
	if (!card->wq)
		return -12;
	ret = card_setup(id);
	if (ret < 0)
		goto err_wq;
	ret = card_setup(id + 1);
	if (ret < 0)
		goto err_wq;
	return 0;
err_wq:
	destroy_workqueue(card->wq);
	return ret;
}

/* No path of this function destroys it: the caller does. */
int probe_step_ok(struct card *card, int id)
{
	card->wq = alloc_workqueue("tea", 0, 0);
	if (!card->wq)
		return -12;
	return card_setup(id);
}

/* The driver core destroys it. */
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *data), void *data, const char *name);

static void destroy_queue(void *wq)
{
	destroy_workqueue(wq);
}

int probe_managed_ok(struct device *dev, struct card *card, int id)
{
	int ret;

	card->wq = alloc_workqueue("tea", 0, 0);
	if (!card->wq)
		return -12;
	ret = __devm_add_action_or_reset(dev, destroy_queue, card->wq, "destroy_queue");
	if (ret)
		return ret;
	return card_setup(id);
}
