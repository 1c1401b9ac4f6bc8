// SPDX-License-Identifier: MIT
/* Tasklets: one thread runs those that were scheduled, in order. */
#include "checked.h"
#include "internal.h"

#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/wait.h>

static DEFINE_SPINLOCK(lock);
static DECLARE_WAIT_QUEUE_HEAD(wait);
static struct tasklet_struct *first, **last = &first;
static bool started;
static const struct tasklet_struct *running;

static const struct checked_kind scheduled_kind = {.what = "scheduled tasklet",
						   .freed = "free-while-armed"};

/* The first that is not disabled, taken off the list. */
static struct tasklet_struct *take(void)
{
	struct tasklet_struct **link, *t;

	spin_lock(&lock);
	for (link = &first; (t = *link) && t->disabled; link = &t->next)
		;
	if (t) {
		*link = t->next;
		if (last == &t->next)
			last = link;
		t->scheduled = false;
		checked_leave(&scheduled_kind, t);
		running = t;
	}
	spin_unlock(&lock);
	return t;
}

static void tasklet_thread(void *unused)
{
	struct tasklet_struct *t;

	(void)unused;
	for (;;) {
		wait_event(wait, (t = take()));
		kernel_enter_interrupt();
		if (t->use_callback)
			t->callback(t);
		else
			t->func(t->data);
		kernel_leave_interrupt();
		spin_lock(&lock);
		running = NULL;
		spin_unlock(&lock);
		wake_up_all(&wait);
	}
}

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t))
{
	*t = (struct tasklet_struct){.callback = callback, .use_callback = true};
}

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data)
{
	*t = (struct tasklet_struct){.func = func, .data = data};
}

void tasklet_schedule(struct tasklet_struct *t)
{
	bool start = false;

	spin_lock(&lock);
	if (!t->scheduled) {
		t->scheduled = true;
		t->next = NULL;
		*last = t;
		last = &t->next;
		checked_enter(&scheduled_kind, t);
		start = !started;
		started = true;
	}
	spin_unlock(&lock);
	if (start)
		kernel_start_thread("tasklet", tasklet_thread, NULL);
	wake_up_all(&wait);
}

static bool is_quiet(struct tasklet_struct *t, bool and_not_scheduled)
{
	bool quiet;

	spin_lock(&lock);
	quiet = running != t && !(and_not_scheduled && t->scheduled);
	spin_unlock(&lock);
	return quiet;
}

void tasklet_disable_nosync(struct tasklet_struct *t)
{
	spin_lock(&lock);
	t->disabled++;
	spin_unlock(&lock);
}

void tasklet_disable(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	wait_event(wait, is_quiet(t, false));
}

void tasklet_enable(struct tasklet_struct *t)
{
	spin_lock(&lock);
	t->disabled--;
	spin_unlock(&lock);
	wake_up_all(&wait);
}

/* Waits until it ran, if it was scheduled. */
void tasklet_kill(struct tasklet_struct *t)
{
	might_sleep();
	wait_event(wait, is_quiet(t, true));
}
