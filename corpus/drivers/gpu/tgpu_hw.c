// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The hardware: streams that it has, events by which it tells of their end, and its reset.
 *
 * A stream's fence stands in engine.running while the hardware has it. Whoever takes it out, under
 * engine.lock, signals it: tgpu_hw_reap() for what has ended, tgpu_hw_cancel() for the rest after
 * a reset.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/pci.h>

#include <asm/byteorder.h>

#include <drm/drm_drv.h>

#include "tgpu.h"
#include "tgpu_regs.h"

static const char *tgpu_fence_driver_name(struct dma_fence *fence)
{
	return "tgpu";
}

static const char *tgpu_fence_timeline_name(struct dma_fence *fence)
{
	return "engine";
}

static const struct dma_fence_ops tgpu_fence_ops = {
	.get_driver_name = tgpu_fence_driver_name,
	.get_timeline_name = tgpu_fence_timeline_name,
};

/* Fences that were taken out. */
static void tgpu_hw_signal(struct list_head *fences __borrowed)
{
	struct tgpu_fence *fence, *next;

	list_for_each_entry_safe(fence, next, fences, link) {
		list_del(&fence->link);
		dma_fence_signal(&fence->base);
		dma_fence_put(&fence->base);
	}
}

/* --- events ------------------------------------------------------------------------------- */

static int tgpu_hw_error(u32 status)
{
	switch (status) {
	case TGPU_STATUS_OK:
		return 0;
	case TGPU_STATUS_FAULT:
		return -EFAULT;
	default:
		return -EINVAL;
	}
}

static void __locked_by(engine->lock)
	tgpu_hw_event(struct tgpu_engine *engine __borrowed, const struct tgpu_event *event,
		      struct list_head *done __borrowed)
{
	int error = tgpu_hw_error(le32_to_cpu(event->status));
	struct tgpu_fence *fence;

	lockdep_assert_held(&engine->lock);
	fence = list_first_entry_or_null(&engine->running, struct tgpu_fence, link);
	/* it ends its streams in order */
	if (!fence || lower_32_bits(fence->base.seqno) != le32_to_cpu(event->seqno))
		return;
	if (error)
		dma_fence_set_error(&fence->base, error);
	list_move_tail(&fence->link, done);
}

void tgpu_hw_reap(struct tgpu_device *gpu)
{
	struct tgpu_engine *engine = &gpu->engine;
	unsigned long flags;
	LIST_HEAD(done);
	u32 head;

	spin_lock_irqsave(&engine->lock, flags);
	head = readl(gpu->regs + TGPU_EVENT_HEAD);
	/* more than it can have: it is no longer there */
	if (head - engine->tail > TGPU_EVENTS)
		head = engine->tail;
	for (; engine->tail != head; engine->tail++)
		tgpu_hw_event(engine, &engine->events[engine->tail % TGPU_EVENTS], &done);
	spin_unlock_irqrestore(&engine->lock, flags);
	tgpu_hw_signal(&done);
}

static irqreturn_t tgpu_hw_irq(int irq, void *data)
{
	struct tgpu_device *gpu = data;
	u32 status = readl(gpu->regs + TGPU_IRQ_STATUS);

	if (!(status & TGPU_IRQ_EVENT) || status == ~0u)
		return IRQ_NONE;
	/* before the head is read: an event from here on interrupts again */
	writel(status, gpu->regs + TGPU_IRQ_STATUS);
	tgpu_hw_reap(gpu);
	return IRQ_HANDLED;
}

/* --- streams ------------------------------------------------------------------------------ */

void tgpu_hw_submit(struct tgpu_device *gpu, struct tgpu_fence *fence,
		    const struct tgpu_stream *stream)
{
	struct tgpu_engine *engine = &gpu->engine;
	unsigned long flags;

	spin_lock_init(&fence->lock);
	spin_lock_irqsave(&engine->lock, flags);
	engine->seqno++;
	dma_fence_init(&fence->base, &tgpu_fence_ops, &fence->lock, engine->context, engine->seqno);
	dma_fence_get(&fence->base);
	list_add_tail(&fence->link, &engine->running);
	lo_hi_writeq(stream->table, gpu->regs + TGPU_JOB_TABLE);
	writel(stream->start, gpu->regs + TGPU_JOB_START);
	writel(engine->seqno, gpu->regs + TGPU_JOB_SEQNO);
	writel(1, gpu->regs + TGPU_JOB_SUBMIT);
	spin_unlock_irqrestore(&engine->lock, flags);
}

void tgpu_hw_flush_tlb(struct tgpu_device *gpu)
{
	int idx;

	/* a device that is gone uses no memory */
	if (!drm_dev_enter(&gpu->drm, &idx))
		return;
	writel(1, gpu->regs + TGPU_TLB_FLUSH);
	/* the write has arrived when the read returns */
	readl(gpu->regs + TGPU_TLB_FLUSH);
	drm_dev_exit(idx);
}

/* --- reset -------------------------------------------------------------------------------- */

/* The hardware has nothing any more. */
static void tgpu_hw_cancel(struct tgpu_engine *engine __borrowed, int error)
{
	struct tgpu_fence *fence;
	unsigned long flags;
	LIST_HEAD(ended);

	spin_lock_irqsave(&engine->lock, flags);
	list_for_each_entry(fence, &engine->running, link)
		dma_fence_set_error(&fence->base, error);
	list_splice_init(&engine->running, &ended);
	spin_unlock_irqrestore(&engine->lock, flags);
	tgpu_hw_signal(&ended);
}

static void tgpu_hw_stop(struct tgpu_device *gpu __borrowed)
{
	writel(0, gpu->regs + TGPU_IRQ_ENABLE);
	writel(TGPU_CONTROL_RESET, gpu->regs + TGPU_CONTROL);
	readl(gpu->regs + TGPU_CONTROL);
}

static void tgpu_hw_restart(struct tgpu_device *gpu __borrowed)
{
	struct tgpu_engine *engine = &gpu->engine;
	unsigned long flags;

	spin_lock_irqsave(&engine->lock, flags);
	tgpu_hw_stop(gpu);
	engine->tail = 0;
	lo_hi_writeq(engine->events_dma, gpu->regs + TGPU_EVENT_BASE);
	writel(TGPU_IRQ_EVENT, gpu->regs + TGPU_IRQ_ENABLE);
	spin_unlock_irqrestore(&engine->lock, flags);
}

void tgpu_hw_reset(struct tgpu_device *gpu)
{
	tgpu_hw_restart(gpu);
	tgpu_hw_cancel(&gpu->engine, -ECANCELED);
}

int tgpu_hw_init(struct tgpu_device *gpu, struct pci_dev *pdev)
{
	struct tgpu_engine *engine = &gpu->engine;
	int error;

	spin_lock_init(&engine->lock);
	INIT_LIST_HEAD(&engine->running);
	engine->context = dma_fence_context_alloc(1);
	gpu->regs = pcim_iomap_region(pdev, 0, "tgpu");
	if (IS_ERR(gpu->regs))
		return PTR_ERR(gpu->regs);
	if (readl(gpu->regs + TGPU_ID) != TGPU_ID_VALUE)
		return -ENODEV;
	engine->events = dmam_alloc_coherent(&pdev->dev, TGPU_EVENTS * sizeof(*engine->events),
					     &engine->events_dma, GFP_KERNEL);
	if (!engine->events)
		return -ENOMEM;
	error = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSIX);
	if (error < 0)
		return error;
	error = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), tgpu_hw_irq, 0, "tgpu", gpu);
	if (error)
		return error;
	pci_set_master(pdev);
	tgpu_hw_restart(gpu);
	return 0;
}

void tgpu_hw_fini(struct tgpu_device *gpu)
{
	unsigned long flags;

	spin_lock_irqsave(&gpu->engine.lock, flags);
	tgpu_hw_stop(gpu);
	spin_unlock_irqrestore(&gpu->engine.lock, flags);
	tgpu_hw_cancel(&gpu->engine, -ENODEV);
}
