/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/mmc/host.h>

struct hw {
	void *regs;
	int irq;
};
void iounmap(void *regs);

void remove_bad(struct mmc_host *mmc)
{
	struct hw *hw = mmc_priv(mmc);

	mmc_remove_host(mmc);
	mmc_free_host(mmc);
// CHECK: mmc-host-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'hw->regs' used after its MMC host was freed [custody-mmc-host-use-after-free]
	iounmap(hw->regs);
}

void remove_ok(struct mmc_host *mmc)
{
	struct hw *hw = mmc_priv(mmc);

	mmc_remove_host(mmc);
	iounmap(hw->regs);
	mmc_free_host(mmc);
}
