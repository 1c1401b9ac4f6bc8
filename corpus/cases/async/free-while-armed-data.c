/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The driver's data lie in what another subsystem allocates, and go with it. */
#include <linux/mmc/host.h>
#include <linux/workqueue.h>

struct board {
	struct work_struct work, stopped;
};

void timed_out(struct mmc_host *mmc)
{
	struct board *board = mmc_priv(mmc);

	schedule_work(&board->work);
	schedule_work(&board->stopped);
}

void stop(struct mmc_host *mmc)
{
	struct board *board = mmc_priv(mmc);

	cancel_work_sync(&board->stopped);
}

void remove_bad(struct mmc_host *mmc)
{
	mmc_remove_host(mmc);
	stop(mmc);
// CHECK: free-while-armed-data.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}work' may still run when mmc_free_host() ends what holds it: it was scheduled and not cancelled [custody-free-while-armed]
	mmc_free_host(mmc);
}
