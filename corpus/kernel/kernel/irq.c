// SPDX-License-Identifier: MIT
/*
 * Interrupt lines. A line that has handlers has a thread, which runs them when the line was raised
 * and is not disabled; a handler that asks for its thread function gets it run there too, before
 * the line's next interrupt.
 */
#include "checked.h"
#include "internal.h"

#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/wait.h>

#define NR_IRQS 256
#define FIRST_DYNAMIC_IRQ 64
#define MAX_SHARED 8

struct irqaction {
	irq_handler_t handler, thread_fn;
	unsigned long flags;
	const char *name;
	void *dev_id;
	bool managed; /* by devm_request_irq() */
};

struct irq_line {
	spinlock_t lock;
	struct wait_queue_head wait;
	struct irqaction *actions[MAX_SHARED];
	int count;
	unsigned int disabled;
	bool initialised, raised, running, started;
	struct task_struct *thread;
	const struct device *owner; /* it is that device's alone */
};

static struct irq_line lines[NR_IRQS];
static DEFINE_SPINLOCK(lines_lock);

/* dev_id's memory must live until free_irq() */
static const struct checked_kind data_kind = {.what = "interrupt handler's data",
					      .freed = "irq-data-freed"};

static struct irq_line *line_of(unsigned int irq)
{
	struct irq_line *line = irq < NR_IRQS ? &lines[irq] : NULL;

	if (!line)
		return NULL;
	spin_lock(&lines_lock);
	if (!line->initialised) {
		line->initialised = true;
		spin_lock_init(&line->lock);
		init_waitqueue_head(&line->wait);
	}
	spin_unlock(&lines_lock);
	return line;
}

static void run_action(int irq, struct irqaction *action)
{
	irqreturn_t result = IRQ_WAKE_THREAD;

	if (action->handler) {
		kernel_enter_interrupt();
		result = action->handler(irq, action->dev_id);
		kernel_leave_interrupt();
	}
	if (result == IRQ_WAKE_THREAD && action->thread_fn)
		action->thread_fn(irq, action->dev_id);
}

/* Whether there is an interrupt to handle; the handlers stay valid until the line is no longer
 * running. */
static int begin_interrupt(struct irq_line *line, struct irqaction **actions)
{
	int i, count = 0;

	spin_lock(&line->lock);
	if (line->raised && !line->disabled) {
		line->raised = false;
		line->running = line->count > 0;
		count = line->count;
		for (i = 0; i < count; i++)
			actions[i] = line->actions[i];
	}
	spin_unlock(&line->lock);
	return count;
}

static void end_interrupt(struct irq_line *line)
{
	spin_lock(&line->lock);
	line->running = false;
	spin_unlock(&line->lock);
	wake_up_all(&line->wait);
}

static void line_thread(void *data)
{
	struct irq_line *line = data;
	struct irqaction *actions[MAX_SHARED];
	int i, count;

	line->thread = current;
	for (;;) {
		wait_event(line->wait, (count = begin_interrupt(line, actions)) > 0);
		for (i = 0; i < count; i++)
			run_action(line - lines, actions[i]);
		end_interrupt(line);
	}
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	struct irq_line *line = line_of(irq);
	struct irqaction *action;
	bool start = false;
	int error = 0;

	if (!line || (!handler && !thread_fn) || ((flags & IRQF_SHARED) && !dev_id))
		return -EINVAL;
	action = kmalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = (struct irqaction){handler, thread_fn, flags, name, dev_id, false};
	spin_lock(&line->lock);
	if (line->count && !(flags & line->actions[0]->flags & IRQF_SHARED)) {
		error = -EBUSY;
	} else if (line->count == MAX_SHARED) {
		error = -ENOSPC;
	} else {
		line->actions[line->count++] = action;
		if (flags & IRQF_NO_AUTOEN)
			line->disabled++;
		start = !line->started;
		line->started = true;
	}
	spin_unlock(&line->lock);
	if (error) {
		kfree(action);
		return error;
	}
	if (dev_id)
		checked_enter(&data_kind, dev_id);
	if (start)
		kernel_start_thread("irq", line_thread, line);
	return 0;
}

static bool is_quiet(struct irq_line *line)
{
	bool quiet;

	spin_lock(&line->lock);
	quiet = !line->running;
	spin_unlock(&line->lock);
	return quiet;
}

void synchronize_irq(unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	if (!line)
		return;
	might_sleep();
	wait_event(line->wait, is_quiet(line));
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_line *line = line_of(irq);
	struct irqaction *action = NULL;
	const char *name;
	int i;

	might_sleep();
	if (!line)
		return NULL;
	spin_lock(&line->lock);
	for (i = 0; i < line->count && line->actions[i]->dev_id != dev_id; i++)
		;
	if (i < line->count) {
		action = line->actions[i];
		line->actions[i] = line->actions[--line->count];
		if (!line->count) {
			line->disabled = 0;
			line->raised = false;
		}
	}
	spin_unlock(&line->lock);
	checked_that(action, "irq-wrong-cookie", "no handler of interrupt %u has this dev_id", irq);
	checked_that(!action || !action->managed, "managed-freed-by-hand",
		     "free_irq() of what devm_request_irq() gave");
	if (WARN(!action, "interrupt %u has no such handler\n", irq))
		return NULL;
	synchronize_irq(irq);
	if (dev_id)
		checked_leave(&data_kind, dev_id);
	name = action->name;
	kfree(action);
	return name;
}

static struct irqaction *find_action(struct irq_line *line, const void *dev_id)
{
	int i;

	for (i = 0; i < line->count; i++) {
		if (line->actions[i]->dev_id == dev_id)
			return line->actions[i];
	}
	return NULL;
}

void kernel_irq_set_managed(unsigned int irq, const void *dev_id, bool managed)
{
	struct irq_line *line = line_of(irq);
	struct irqaction *action;

	if (!line)
		return;
	spin_lock(&line->lock);
	action = find_action(line, dev_id);
	if (action)
		action->managed = managed;
	spin_unlock(&line->lock);
}

/* --- lines that belong to one device ------------------------------------------------------ */

void kernel_irq_set_owner(unsigned int irq, const struct device *owner)
{
	struct irq_line *line = line_of(irq);

	if (!line)
		return;
	spin_lock(&line->lock);
	line->owner = owner;
	spin_unlock(&line->lock);
}

int kernel_irq_alloc(const struct device *owner)
{
	struct irq_line *line;
	unsigned int irq;
	bool mine;

	for (irq = FIRST_DYNAMIC_IRQ; irq < NR_IRQS; irq++) {
		line = line_of(irq);
		spin_lock(&line->lock);
		mine = !line->owner && !line->count && !line->running;
		if (mine) {
			line->owner = owner;
			line->raised = false;
		}
		spin_unlock(&line->lock);
		if (mine)
			return irq;
	}
	return -ENOSPC;
}

bool kernel_device_has_irq(const struct device *dev)
{
	unsigned int irq;
	bool has = false;

	for (irq = 0; irq < NR_IRQS && !has; irq++) {
		struct irq_line *line = line_of(irq);

		spin_lock(&line->lock);
		has = line->owner == dev && line->count;
		spin_unlock(&line->lock);
	}
	return has;
}

void disable_irq_nosync(unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	if (!line)
		return;
	spin_lock(&line->lock);
	line->disabled++;
	spin_unlock(&line->lock);
}

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	if (!line)
		return;
	spin_lock(&line->lock);
	if (!WARN(!line->disabled, "interrupt %u is enabled once too often\n", irq))
		line->disabled--;
	spin_unlock(&line->lock);
	wake_up_all(&line->wait);
}

int irq_inject_interrupt(unsigned int irq)
{
	struct irq_line *line = line_of(irq);

	if (!line)
		return -EINVAL;
	spin_lock(&line->lock);
	line->raised = true;
	spin_unlock(&line->lock);
	wake_up_all(&line->wait);
	return 0;
}
