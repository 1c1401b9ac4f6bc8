/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --allow-empty --implicit-check-not=warning:
/* Two drivers' data behind one kind of object: which are behind this one can't be told. */
#include <linux/mmc/host.h>
#include <linux/workqueue.h>

struct board {
	struct work_struct work;
};
struct slot {
	int irq;
};

void timed_out(struct mmc_host *mmc)
{
	struct board *board = mmc_priv(mmc);

	schedule_work(&board->work);
}

int irq_of(struct mmc_host *mmc)
{
	struct slot *slot = mmc_priv(mmc);

	return slot->irq;
}

void remove_ok(struct mmc_host *mmc)
{
	mmc_remove_host(mmc);
	mmc_free_host(mmc);
}
