// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A miscellaneous device without hardware: a mailbox. What is written to /dev/mailbox is one
 * message; a read takes the oldest one, and waits until there is one, unless the file is
 * non-blocking.
 *
 * A message belongs to the list from the moment it is added, under the mailbox's lock, until someone
 * takes it off; then it is his alone.
 */
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "custody.h"

#define MAILBOX_MAX_SIZE 4096
#define MAILBOX_MAX_COUNT 64

struct message {
	struct list_head node;
	size_t size;
	char bytes[];
};

struct mailbox {
	spinlock_t lock;
	struct list_head messages __locked_by(lock);
	unsigned int count __locked_by(lock);
};

static struct mailbox mailbox = {
	.lock = __SPIN_LOCK_UNLOCKED(mailbox.lock),
	.messages = LIST_HEAD_INIT(mailbox.messages),
};
static DECLARE_WAIT_QUEUE_HEAD(mailbox_wait);

/* True: the list has it. */
static bool mailbox_post(struct message *message)
{
	bool posted = false;

	spin_lock(&mailbox.lock);
	if (mailbox.count < MAILBOX_MAX_COUNT) {
		list_add_tail(&message->node, &mailbox.messages);
		mailbox.count++;
		posted = true;
	}
	spin_unlock(&mailbox.lock);
	if (posted)
		wake_up_interruptible(&mailbox_wait);
	return posted;
}

/* The oldest message, which is the caller's then, or NULL. */
static struct message __typestate(kept, any, held) *mailbox_take(void)
{
	struct message *message;

	spin_lock(&mailbox.lock);
	message = list_first_entry_or_null(&mailbox.messages, struct message, node);
	if (message) {
		list_del(&message->node);
		mailbox.count--;
	}
	spin_unlock(&mailbox.lock);
	return message;
}

static ssize_t mailbox_write(struct file *file __borrowed, const char __user *from, size_t size,
			     loff_t *pos)
{
	struct message *message;

	if (!size || size > MAILBOX_MAX_SIZE)
		return -EMSGSIZE;
	message = kmalloc(struct_size(message, bytes, size), GFP_KERNEL);
	if (!message)
		return -ENOMEM;
	message->size = size;
	if (copy_from_user(message->bytes, from, size)) {
		kfree(message);
		return -EFAULT;
	}
	if (!mailbox_post(message)) {
		kfree(message);
		return -EAGAIN;
	}
	return size;
}

static ssize_t mailbox_read(struct file *file __borrowed, char __user *to, size_t size, loff_t *pos)
{
	struct message *message = mailbox_take();
	ssize_t result;

	if (!message) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		result = wait_event_interruptible(mailbox_wait, (message = mailbox_take()));
		if (result)
			return result;
	}
	/* what does not fit is lost, as with a datagram */
	result = min(size, message->size);
	if (copy_to_user(to, message->bytes, result))
		result = -EFAULT;
	kfree(message);
	return result;
}

static const struct file_operations mailbox_fops = {
	.owner = THIS_MODULE,
	.open = nonseekable_open,
	.read = mailbox_read,
	.write = mailbox_write,
};

static struct miscdevice mailbox_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mailbox",
	.fops = &mailbox_fops,
};

static int __init mailbox_init(void)
{
	return misc_register(&mailbox_misc);
}

static void __exit mailbox_exit(void)
{
	struct message *message;

	/* no file is open: each holds the module */
	misc_deregister(&mailbox_misc);
	while ((message = mailbox_take()))
		kfree(message);
}

module_init(mailbox_init);
module_exit(mailbox_exit);

MODULE_DESCRIPTION("Mailbox");
MODULE_LICENSE("Dual MIT/GPL");
