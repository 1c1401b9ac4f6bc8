/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/workqueue.h>

struct card {
	struct workqueue_struct *wq;
	struct work_struct work;
};
int card_setup(int id);

int start_bad(struct card *card, int id)
{
	struct workqueue_struct *wq = alloc_workqueue("tea", 0, 0);

	if (!wq)
		return -12;
	if (card_setup(id))
// CHECK: workqueue-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'wq' is lost on this path; nothing destroys it [custody-workqueue-leak]
		return -22;
	card->wq = wq;
	return 0;
}

int start_ok(struct card *card, int id)
{
	struct workqueue_struct *wq = alloc_workqueue("tea", 0, 0);

	if (!wq)
		return -12;
	if (card_setup(id)) {
		destroy_workqueue(wq);
		return -22;
	}
	card->wq = wq;
	return 0;
}

/* Kept at once: whoever has the card destroys it. */
int start_in_place_ok(struct card *card, int id)
{
	card->wq = alloc_workqueue("tea", 0, 0);
	if (!card->wq)
		return -12;
	return card_setup(id);
}
