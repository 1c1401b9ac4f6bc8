/* SPDX-License-Identifier: MIT */
/* A software GPU behind the Tiny GPU's registers. It reaches memory by its page tables and DMA
 * only. */
#ifndef TGPU_MODEL_H
#define TGPU_MODEL_H

#include <linux/kthread.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "../tgpu_regs.h"

struct tgpu_model_job {
	u64 table;
	u32 start, seqno;
};

struct tgpu_model_translation {
	u64 table, pte;
	u32 page;
};

struct tgpu_model {
	struct pci_dev *pdev; /* a reference */
	struct task_struct *thread;
	wait_queue_head_t wake;
	spinlock_t lock; /* guards all below; held for the length of a command */
	bool stop;
	unsigned int resets;
	u32 irq_status, irq_enable;
	u64 event_base;
	u32 event_head;
	struct tgpu_model_job next; /* what the registers say */
	struct tgpu_model_job jobs[TGPU_MAX_RUNNING];
	unsigned int first, count;
	struct tgpu_model_translation tlb[64];
	/* what a test asks for, and what it may look at */
	unsigned int lose_irq_every;
	unsigned int streams, faults, hangs, dma_errors;
};

/* In its slot, and running; the driver is bound. */
struct tgpu_model *tgpu_model_plug(void);
/* Goes in order, or is pulled out with whatever it is doing. */
void tgpu_model_eject(struct tgpu_model *model);
void tgpu_model_pull(struct tgpu_model *model);

#endif
