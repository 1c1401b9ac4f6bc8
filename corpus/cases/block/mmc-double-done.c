/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/mmc/host.h>

struct hw {
	struct mmc_host *mmc;
	struct mmc_request *mrq;
};

static void fail(struct hw *hw, struct mmc_request *mrq, int error)
{
	mrq->cmd->error = error;
	mmc_request_done(hw->mmc, mrq);
}

static int start(struct hw *hw, struct mmc_request *mrq)
{
	if (!mrq->data) {
		fail(hw, mrq, -EINVAL);
		return -EINVAL;
	}
	hw->mrq = mrq;
	return 0;
}

static void request_bad(struct mmc_host *mmc, struct mmc_request *mrq)
{
	struct hw *hw = mmc_priv(mmc);

	if (start(hw, mrq))
// CHECK: mmc-double-done.c:[[@LINE+1]]:{{[0-9]+}}: warning: mmc_request_done() on 'mrq', which was already finished [custody-mmc-double-done]
		mmc_request_done(mmc, mrq);
}

static void request_ok(struct mmc_host *mmc, struct mmc_request *mrq)
{
	struct hw *hw = mmc_priv(mmc);

	if (start(hw, mrq))
		return;
	hw->mmc = mmc;
}

const struct mmc_host_ops mdd_bad = { .request = request_bad };
const struct mmc_host_ops mdd_ok = { .request = request_ok };
