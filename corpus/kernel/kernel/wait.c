// SPDX-License-Identifier: MIT
#include <linux/kernel.h>
#include <linux/wait.h>

void init_waitqueue_head(struct wait_queue_head *head)
{
	spin_lock_init(&head->lock);
	INIT_LIST_HEAD(&head->head);
}

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	*entry = (struct wait_queue_entry){
		.flags = flags, .private = current, .func = autoremove_wake_function};
	INIT_LIST_HEAD(&entry->entry);
}

void init_waitqueue_func_entry(struct wait_queue_entry *entry, wait_queue_func_t func)
{
	*entry = (struct wait_queue_entry){.func = func};
	INIT_LIST_HEAD(&entry->entry);
}

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	(void)flags;
	(void)key;
	return wake_up_state(entry->private, mode);
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags,
			     void *key)
{
	int woken = default_wake_function(entry, mode, flags, key);

	if (woken)
		list_del_init(&entry->entry);
	return woken;
}

/* Exclusive waiters stand behind the others. */
static void enqueue(struct wait_queue_head *head, struct wait_queue_entry *entry)
{
	if (entry->flags & WQ_FLAG_EXCLUSIVE)
		list_add_tail(&entry->entry, &head->head);
	else
		list_add(&entry->entry, &head->head);
}

void add_wait_queue(struct wait_queue_head *head, struct wait_queue_entry *entry)
{
	spin_lock(&head->lock);
	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	enqueue(head, entry);
	spin_unlock(&head->lock);
}

void add_wait_queue_exclusive(struct wait_queue_head *head, struct wait_queue_entry *entry)
{
	spin_lock(&head->lock);
	entry->flags |= WQ_FLAG_EXCLUSIVE;
	enqueue(head, entry);
	spin_unlock(&head->lock);
}

void remove_wait_queue(struct wait_queue_head *head, struct wait_queue_entry *entry)
{
	spin_lock(&head->lock);
	list_del_init(&entry->entry);
	spin_unlock(&head->lock);
}

void prepare_to_wait(struct wait_queue_head *head, struct wait_queue_entry *entry, int state)
{
	spin_lock(&head->lock);
	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	if (list_empty(&entry->entry))
		enqueue(head, entry);
	set_current_state(state);
	spin_unlock(&head->lock);
}

bool prepare_to_wait_exclusive(struct wait_queue_head *head, struct wait_queue_entry *entry,
			       int state)
{
	bool was_empty = false;

	spin_lock(&head->lock);
	entry->flags |= WQ_FLAG_EXCLUSIVE;
	if (list_empty(&entry->entry)) {
		was_empty = list_empty(&head->head);
		enqueue(head, entry);
	}
	set_current_state(state);
	spin_unlock(&head->lock);
	return was_empty;
}

long prepare_to_wait_event(struct wait_queue_head *head, struct wait_queue_entry *entry, int state)
{
	long result = 0;

	spin_lock(&head->lock);
	if (signal_pending_state(state, current)) {
		/* off the queue, so that no wake-up goes to one who does not wait */
		list_del_init(&entry->entry);
		result = -ERESTARTSYS;
	} else {
		if (list_empty(&entry->entry))
			enqueue(head, entry);
		set_current_state(state);
	}
	spin_unlock(&head->lock);
	return result;
}

/* Always under the lock: a waker that still has the entry in hand is done with it afterwards. */
void finish_wait(struct wait_queue_head *head, struct wait_queue_entry *entry)
{
	set_current_state(TASK_RUNNING);
	spin_lock(&head->lock);
	list_del_init(&entry->entry);
	spin_unlock(&head->lock);
}

bool waitqueue_active(struct wait_queue_head *head)
{
	return !list_empty(&head->head);
}

bool wq_has_sleeper(struct wait_queue_head *head)
{
	smp_mb();
	return waitqueue_active(head);
}

static int wake_locked(struct wait_queue_head *head, unsigned int mode, int exclusive, void *key)
{
	struct wait_queue_entry *entry, *next;
	int left = exclusive;

	list_for_each_entry_safe(entry, next, &head->head, entry) {
		unsigned int flags = entry->flags;

		if (entry->func(entry, mode, 0, key) && (flags & WQ_FLAG_EXCLUSIVE) && !--left)
			break;
	}
	return exclusive - left;
}

int __wake_up(struct wait_queue_head *head, unsigned int mode, int exclusive, void *key)
{
	int woken;

	spin_lock(&head->lock);
	woken = wake_locked(head, mode, exclusive, key);
	spin_unlock(&head->lock);
	return woken;
}

void __wake_up_locked(struct wait_queue_head *head, unsigned int mode, int exclusive)
{
	wake_locked(head, mode, exclusive, NULL);
}
