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
// CHECK: mmc-host-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'hw->regs' used after its host was freed [custody-mmc-host-use-after-free]
	iounmap(hw->regs);
}

void remove_ok(struct mmc_host *mmc)
{
	struct hw *hw = mmc_priv(mmc);

	mmc_remove_host(mmc);
	iounmap(hw->regs);
	mmc_free_host(mmc);
}

/* The host is found by way of the driver's data in it. */
struct board {
	struct mmc_host *mmc;
	void *regs;
};
struct board *board_of(struct device *dev);

int board_probe(struct device *dev)
{
	struct mmc_host *mmc = mmc_alloc_host(sizeof(struct board), dev);
	struct board *board;
	int ret;

	if (!mmc)
		return -12;
	board = mmc_priv(mmc);
	board->mmc = mmc;
	ret = mmc_add_host(mmc);
	if (ret)
		mmc_free_host(mmc);
	return ret;
}

void board_remove_bad(struct device *dev)
{
	struct board *board = board_of(dev);

	mmc_remove_host(board->mmc);
	mmc_free_host(board->mmc);
// CHECK: mmc-host-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'board->regs' used after its host was freed [custody-mmc-host-use-after-free]
	iounmap(board->regs);
}

void board_remove_ok(struct device *dev)
{
	struct board *board = board_of(dev);

	mmc_remove_host(board->mmc);
	iounmap(board->regs);
	mmc_free_host(board->mmc);
}

/* Of these some have another host. */
struct slot {
	struct mmc_host *mmc;
	void *regs;
};
void slot_set(struct slot *slot, struct mmc_host *mmc)
{
	slot->mmc = mmc;
}

int slot_probe(struct mmc_host *mmc)
{
	struct slot *slot = mmc_priv(mmc);

	slot->mmc = mmc;
	return 0;
}

void slot_remove_ok(struct slot *slot)
{
	mmc_remove_host(slot->mmc);
	mmc_free_host(slot->mmc);
	iounmap(slot->regs);
}

/* What a helper frees by way of its argument is freed once. */
static void board_free(struct board *board)
{
	mmc_free_host(board->mmc);
}

int board_start_ok(struct device *dev)
{
	struct mmc_host *mmc = mmc_alloc_host(sizeof(struct board), dev);
	struct board *board;
	int ret;

	if (!mmc)
		return -12;
	board = mmc_priv(mmc);
	board->mmc = mmc;
	ret = mmc_add_host(mmc);
	if (ret)
		board_free(board);
	return ret;
}
