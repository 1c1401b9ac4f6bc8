// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A miscellaneous device without hardware: a mailbox. What is written to /dev/mailbox is one
 * message; a read takes the oldest one, and waits until there is one, unless the file is
 * non-blocking.
 *
 * A message belongs to the list from the moment it is added, under mailbox_lock, until someone
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

#define MAILBOX_MAX_SIZE 4096
#define MAILBOX_MAX_COUNT 64

struct message {
	struct list_head node;
	size_t size;
	char bytes[];
};

static DEFINE_SPINLOCK(mailbox_lock); /* guards the list and the count */
static LIST_HEAD(mailbox);
static unsigned int mailbox_count;
static DECLARE_WAIT_QUEUE_HEAD(mailbox_wait);

static bool mailbox_post(struct message *message)
{
	bool posted = false;

	spin_lock(&mailbox_lock);
	if (mailbox_count < MAILBOX_MAX_COUNT) {
		list_add_tail(&message->node, &mailbox);
		mailbox_count++;
		posted = true;
	}
	spin_unlock(&mailbox_lock);
	if (posted)
		wake_up_interruptible(&mailbox_wait);
	return posted;
}

static struct message *mailbox_take(void)
{
	struct message *message;

	spin_lock(&mailbox_lock);
	message = list_first_entry_or_null(&mailbox, struct message, node);
	if (message) {
		list_del(&message->node);
		mailbox_count--;
	}
	spin_unlock(&mailbox_lock);
	return message;
}

static ssize_t mailbox_write(struct file *file, const char __user *from, size_t size, loff_t *pos)
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

static ssize_t mailbox_read(struct file *file, char __user *to, size_t size, loff_t *pos)
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
