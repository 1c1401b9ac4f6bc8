/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/io.h>

struct pot {
	struct device *dev;
	void __iomem *regs;
	void *table, *log;
	dma_addr_t table_dma, log_dma;
};

int table_get_bad(struct pot *pot)
{
// CHECK: never-read.c:[[@LINE+1]]:{{[0-9]+}}: error: dma_alloc_coherent() puts the memory's address for the device into '&pot->table_dma', and nothing in this file tells the device [custody-strict-never-read]
	pot->table = dma_alloc_coherent(pot->dev, 64, &pot->table_dma, 0);
	return pot->table ? 0 : -12;
}

int log_get_ok(struct pot *pot)
{
	pot->log = dma_alloc_coherent(pot->dev, 64, &pot->log_dma, 0);
	return pot->log ? 0 : -12;
}

void pot_start(struct pot *pot)
{
	writel(pot->log_dma, pot->regs);
}

void pot_put(struct pot *pot)
{
	dma_free_coherent(pot->dev, 64, pot->table, pot->table_dma);
	dma_free_coherent(pot->dev, 64, pot->log, pot->log_dma);
}
