/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/workqueue.h>

struct card {
	struct workqueue_struct *wq;
	struct work_struct work;
};
int card_setup(int id);

void stop_bad(struct card *card)
{
	destroy_workqueue(card->wq);
// CHECK: workqueue-use-after-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card->wq' used after its workqueue was destroyed [custody-workqueue-use-after-destroy]
	queue_work(card->wq, &card->work);
}

void stop_ok(struct card *card)
{
	queue_work(card->wq, &card->work);
	destroy_workqueue(card->wq);
}

void stop_twice_bad(struct card *card)
{
	destroy_workqueue(card->wq);
// CHECK: workqueue-use-after-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card->wq' used after its workqueue was destroyed [custody-workqueue-use-after-destroy]
	destroy_workqueue(card->wq);
}

/* A new one. */
int restart_ok(struct card *card)
{
	destroy_workqueue(card->wq);
	card->wq = alloc_workqueue("tea", 0, 0);
	if (!card->wq)
		return -12;
	queue_work(card->wq, &card->work);
	return 0;
}
