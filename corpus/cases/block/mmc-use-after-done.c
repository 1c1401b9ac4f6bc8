/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/mmc/host.h>
#include <linux/printk.h>

struct hw {
	struct mmc_host *mmc;
	struct mmc_request *mrq;
	struct mmc_command *cmd;
};

void finish_bad(struct hw *hw)
{
	struct mmc_request *mrq = hw->mrq;

	mmc_request_done(hw->mmc, mrq);
// CHECK: mmc-use-after-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mrq->data' used after its MMC request was finished [custody-mmc-use-after-done]
	if (mrq->data)
		pr_info("data\n");
	hw->mrq = NULL;
}

void finish_ok(struct hw *hw)
{
	struct mmc_request *mrq = hw->mrq;

	hw->mrq = NULL;
	hw->cmd = NULL;
	mmc_request_done(hw->mmc, mrq);
}
