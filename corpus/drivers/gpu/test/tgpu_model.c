// SPDX-License-Identifier: MIT
#include "tgpu_model.h"

#include "harness.h"

#include <drivers/pci/model.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/byteorder.h>

/* --- memory ------------------------------------------------------------------------------- */

/* All of these are called with the lock held. */
static bool dma_read(struct tgpu_model *model, u64 from, void *to, size_t size)
{
	if (!kernel_pci_read(model->pdev, from, to, size))
		return true;
	model->dma_errors++;
	return false;
}

static bool dma_write(struct tgpu_model *model, u64 to, const void *from, size_t size)
{
	if (!kernel_pci_write(model->pdev, to, from, size))
		return true;
	model->dma_errors++;
	return false;
}

/* 0 if the page is not mapped. What is mapped is remembered until it is flushed. */
static u64 translate(struct tgpu_model *model, u64 table, u32 va)
{
	u32 page = va >> TGPU_PAGE_SHIFT;
	struct tgpu_model_translation *entry = &model->tlb[page % ARRAY_SIZE(model->tlb)];
	__le64 pte;

	if (va >= TGPU_VA_SIZE)
		return 0;
	if (entry->pte && entry->table == table && entry->page == page)
		return entry->pte;
	if (!dma_read(model, table + page * sizeof(pte), &pte, sizeof(pte)) ||
	    !(le64_to_cpu(pte) & TGPU_PTE_VALID))
		return 0;
	*entry = (struct tgpu_model_translation){table, le64_to_cpu(pte), page};
	return entry->pte;
}

static bool access_memory(struct tgpu_model *model, u64 table, u32 va, void *data, u32 size,
			  bool write)
{
	char *bytes = data;
	u32 part, offset;
	u64 pte, at;

	for (; size; size -= part, va += part, bytes += part) {
		offset = va % TGPU_PAGE_SIZE;
		part = min(size, TGPU_PAGE_SIZE - offset);
		pte = translate(model, table, va);
		if (!pte || (write && !(pte & TGPU_PTE_WRITE)))
			return false;
		at = (pte & ~(u64)(TGPU_PAGE_SIZE - 1)) + offset;
		if (write ? !dma_write(model, at, bytes, part) : !dma_read(model, at, bytes, part))
			return false;
	}
	return true;
}

/* --- commands ----------------------------------------------------------------------------- */

/* Where a stream is, and where it returns to. */
struct stream {
	u64 table;
	u32 at, end;
	u32 back_at, back_end; /* 0: it was not called */
	unsigned int resets;
};

static bool read_words(struct tgpu_model *model, struct stream *stream, u32 *words, int count)
{
	u32 size = count * sizeof(*words);

	if (stream->end - stream->at < size ||
	    !access_memory(model, stream->table, stream->at, words, size, false))
		return false;
	stream->at += size;
	return true;
}

static u32 copy(struct tgpu_model *model, u64 table, u32 to, u32 from, u32 size)
{
	char bytes[256];
	u32 part;

	for (; size; size -= part, to += part, from += part) {
		part = min_t(u32, size, sizeof(bytes));
		if (!access_memory(model, table, from, bytes, part, false) ||
		    !access_memory(model, table, to, bytes, part, true))
			return TGPU_STATUS_FAULT;
	}
	return TGPU_STATUS_OK;
}

static u32 store(struct tgpu_model *model, u64 table, u32 to, u32 value, bool add)
{
	u32 old = 0;

	if (add && !access_memory(model, table, to, &old, sizeof(old), false))
		return TGPU_STATUS_FAULT;
	value += old;
	return access_memory(model, table, to, &value, sizeof(value), true) ? TGPU_STATUS_OK
									    : TGPU_STATUS_FAULT;
}

static u32 call(struct stream *stream, u32 start, u32 size)
{
	if (stream->back_end)
		return TGPU_STATUS_INVALID;
	stream->back_at = stream->at;
	stream->back_end = stream->end;
	stream->at = start;
	stream->end = start + size;
	return TGPU_STATUS_OK;
}

enum { GOES_ON, ENDS, HANGS };

/* One command, with the lock held. */
static int run_command(struct tgpu_model *model, struct stream *stream, u32 *status)
{
	static const int operands[] = {0, 0, 2, 2, 2, 3, 0};
	u32 command, args[3] = {0};

	if (stream->at == stream->end &&
	    stream->back_end) { /* what was called ends with its size */
		stream->at = stream->back_at;
		stream->end = stream->back_end;
		stream->back_end = 0;
	}
	*status = TGPU_STATUS_FAULT;
	if (!read_words(model, stream, &command, 1))
		return ENDS;
	*status = TGPU_STATUS_INVALID;
	if (command >= ARRAY_SIZE(operands))
		return ENDS;
	if (!read_words(model, stream, args, operands[command]))
		return ENDS;
	*status = TGPU_STATUS_OK;
	switch (command) {
	case TGPU_CMD_END:
		return ENDS;
	case TGPU_CMD_HANG:
		return HANGS;
	case TGPU_CMD_CALL:
		*status = call(stream, args[0], args[1]);
		break;
	case TGPU_CMD_STORE:
	case TGPU_CMD_ADD:
		*status = store(model, stream->table, args[0], args[1], command == TGPU_CMD_ADD);
		break;
	case TGPU_CMD_COPY:
		*status = copy(model, stream->table, args[0], args[1], args[2]);
		break;
	}
	return *status ? ENDS : GOES_ON;
}

/* --- streams ------------------------------------------------------------------------------ */

static bool is_over(struct tgpu_model *model, unsigned int resets)
{
	bool over;

	spin_lock(&model->lock);
	over = model->stop || model->resets != resets;
	spin_unlock(&model->lock);
	return over;
}

/* With the lock held: whether to interrupt. */
static bool tell(struct tgpu_model *model, u32 seqno, u32 status)
{
	struct tgpu_event event = {cpu_to_le32(seqno), cpu_to_le32(status)};
	u64 at = model->event_base + model->event_head % TGPU_EVENTS * sizeof(event);

	model->streams++;
	model->faults += status != TGPU_STATUS_OK;
	model->first = (model->first + 1) % TGPU_MAX_RUNNING;
	model->count--;
	if (!dma_write(model, at, &event, sizeof(event)))
		return false;
	model->event_head++;
	model->irq_status |= TGPU_IRQ_EVENT;
	if (model->lose_irq_every && model->streams % model->lose_irq_every == 0)
		return false;
	return model->irq_enable & TGPU_IRQ_EVENT;
}

static void run_stream(struct tgpu_model *model, const struct tgpu_model_job *job,
		       unsigned int resets)
{
	struct stream stream = {.table = job->table,
				.at = job->start,
				.end = job->start + TGPU_PAGE_SIZE,
				.resets = resets};
	bool interrupt = false;
	int result = GOES_ON;
	u32 status;

	while (result == GOES_ON) {
		spin_lock(&model->lock);
		if (model->stop || model->resets != resets) {
			spin_unlock(&model->lock);
			return;
		}
		result = run_command(model, &stream, &status);
		if (result == ENDS)
			interrupt = tell(model, job->seqno, status);
		model->hangs += result == HANGS;
		spin_unlock(&model->lock);
	}
	if (result == HANGS)
		wait_event(model->wake, is_over(model, resets));
	else if (interrupt)
		kernel_pci_interrupt(model->pdev, 0);
}

static bool has_work(struct tgpu_model *model)
{
	bool work;

	spin_lock(&model->lock);
	work = model->stop || model->count;
	spin_unlock(&model->lock);
	return work;
}

static int run(void *data)
{
	struct tgpu_model *model = data;
	struct tgpu_model_job job;
	unsigned int resets;
	bool work;

	for (;;) {
		wait_event(model->wake, has_work(model));
		spin_lock(&model->lock);
		if (model->stop) {
			spin_unlock(&model->lock);
			return 0;
		}
		work = model->count;
		job = model->jobs[model->first];
		resets = model->resets;
		spin_unlock(&model->lock);
		if (work)
			run_stream(model, &job, resets);
	}
}

/* --- registers ---------------------------------------------------------------------------- */

static u64 model_read(void *data, u64 offset, unsigned int size)
{
	struct tgpu_model *model = data;
	u64 value = 0;

	spin_lock(&model->lock);
	switch (offset) {
	case TGPU_ID:
		value = TGPU_ID_VALUE;
		break;
	case TGPU_IRQ_STATUS:
		value = model->irq_status;
		break;
	case TGPU_EVENT_HEAD:
		value = model->event_head;
		break;
	}
	spin_unlock(&model->lock);
	return value;
}

static void half(u64 *to, u64 offset, u64 value)
{
	if (offset & 4)
		*to = (*to & 0xffffffff) | value << 32;
	else
		*to = (*to & ~0xffffffffULL) | (u32)value;
}

static void reset(struct tgpu_model *model)
{
	model->resets++;
	model->count = model->first = 0;
	model->event_head = 0;
	model->event_base = 0;
	model->irq_status = model->irq_enable = 0;
	memset(model->tlb, 0, sizeof(model->tlb));
}

static void submit(struct tgpu_model *model)
{
	CHECK(model->count < TGPU_MAX_RUNNING); /* the driver knows how many it has */
	model->jobs[(model->first + model->count++) % TGPU_MAX_RUNNING] = model->next;
}

static void model_write(void *data, u64 offset, unsigned int size, u64 value)
{
	struct tgpu_model *model = data;

	spin_lock(&model->lock);
	switch (offset) {
	case TGPU_CONTROL:
		if (value & TGPU_CONTROL_RESET)
			reset(model);
		break;
	case TGPU_IRQ_STATUS:
		model->irq_status &= ~value;
		break;
	case TGPU_IRQ_ENABLE:
		model->irq_enable = value;
		break;
	case TGPU_EVENT_BASE:
	case TGPU_EVENT_BASE + 4:
		half(&model->event_base, offset, value);
		break;
	case TGPU_TLB_FLUSH:
		memset(model->tlb, 0, sizeof(model->tlb));
		break;
	case TGPU_JOB_TABLE:
	case TGPU_JOB_TABLE + 4:
		half(&model->next.table, offset, value);
		break;
	case TGPU_JOB_START:
		model->next.start = value;
		break;
	case TGPU_JOB_SEQNO:
		model->next.seqno = value;
		break;
	case TGPU_JOB_SUBMIT:
		submit(model);
		break;
	}
	wake_up_all(&model->wake);
	spin_unlock(&model->lock);
}

/* --- plugging ----------------------------------------------------------------------------- */

static const struct kernel_mmio_ops model_ops = {model_read, model_write};

static const struct kernel_pci_function function = {
	.vendor = TGPU_PCI_VENDOR,
	.device = TGPU_PCI_DEVICE,
	.vectors = 1,
	.bars = {{.size = TGPU_BAR_SIZE, .ops = &model_ops}},
};

struct tgpu_model *tgpu_model_plug(void)
{
	struct tgpu_model *model = kzalloc(sizeof(*model), GFP_KERNEL);

	spin_lock_init(&model->lock);
	init_waitqueue_head(&model->wake);
	model->pdev = kernel_pci_new(&function, model);
	CHECK(model->pdev);
	pci_dev_get(model->pdev);
	model->thread = kthread_create(run, model, "tgpu");
	CHECK(!IS_ERR(model->thread));
	get_task_struct(model->thread);
	wake_up_process(model->thread);
	CHECK_EQ(kernel_pci_plug(model->pdev), 0);
	return model;
}

static void power_off(struct tgpu_model *model)
{
	spin_lock(&model->lock);
	model->stop = true;
	spin_unlock(&model->lock);
	wake_up_all(&model->wake);
	kthread_stop(model->thread);
	put_task_struct(model->thread);
}

void tgpu_model_eject(struct tgpu_model *model)
{
	struct pci_dev *pdev = model->pdev;

	kernel_pci_eject(pdev);
	power_off(model);
	pci_dev_put(pdev);
	kfree(model);
}

void tgpu_model_pull(struct tgpu_model *model)
{
	struct pci_dev *pdev = model->pdev;

	power_off(model);
	kernel_pci_pull(pdev);
	pci_dev_put(pdev);
	kfree(model);
}
