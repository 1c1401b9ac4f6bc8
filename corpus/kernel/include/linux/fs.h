/* SPDX-License-Identifier: MIT */
/*
 * Files, as far as drivers of character devices see them: an open file has its operations, and its
 * last reference releases it. Programs open them with testing.h.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include "custody.h"

#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include <fcntl.h>

struct cdev;
struct file;
struct inode;
struct vm_area_struct;

#define FMODE_READ (1u << 0)
#define FMODE_WRITE (1u << 1)

struct inode {
	dev_t i_rdev;
	struct cdev *i_cdev;
	void *i_private;
};

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *to, size_t size, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *from, size_t size, loff_t *pos);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, void *id);
	int (*release)(struct inode *inode, struct file *file);
};

/**
 * struct file - an open file
 * @f_mode: FMODE_READ, FMODE_WRITE
 * @f_op: what it does
 * @private_data: its driver's
 * @f_flags: how it was opened
 * @f_inode: what it is a file of
 * @f_pos: where the next read or write goes
 */
struct file {
	fmode_t f_mode;
	const struct file_operations *f_op;
	void *private_data;
	unsigned int f_flags;
	struct inode *f_inode;
	loff_t f_pos;
	/* private: */
	refcount_t f_ref;
	struct inode inode;
} __refcounted(get_file, fput);

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline struct file *get_file(struct file *file)
{
	refcount_inc(&file->f_ref);
	return file;
}

void fput(struct file *file);
/* Other operations from here on: the old ones' owner is let go. */
#define replace_fops(file, fops) ((file)->f_op = (fops))
#define fops_get(fops) (fops)
#define fops_put(fops) ((void)(fops))

loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);
int nonseekable_open(struct inode *inode, struct file *file);
int stream_open(struct inode *inode, struct file *file);
ssize_t simple_read_from_buffer(void __user *to, size_t size, loff_t *pos, const void *from,
				size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos, const void __user *from,
			       size_t size);

int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name);
int register_chrdev_region(dev_t first, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t first, unsigned int count);

#endif
