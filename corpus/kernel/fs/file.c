// SPDX-License-Identifier: MIT
/* Open files, and what programs do with them. */
#include "char_dev.h"
#include "checked.h"
#include "nodes.h"
#include "testing.h"

#include <linux/cdev.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static const struct checked_kind file_kind = {.what = "open file", .left = "file-leak"};

static void free_file(struct file *file)
{
	struct cdev *cdev = file->inode.i_cdev;

	checked_leave(&file_kind, file);
	kfree(file);
	cdev_put(cdev);
}

void fput(struct file *file)
{
	if (!refcount_dec_and_test(&file->f_ref))
		return;
	if (file->f_op->release)
		file->f_op->release(file->f_inode, file);
	free_file(file);
}

static fmode_t mode_of(unsigned int flags)
{
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		return FMODE_READ;
	case O_WRONLY:
		return FMODE_WRITE;
	default:
		return FMODE_READ | FMODE_WRITE;
	}
}

struct file *kernel_open(const char *name, unsigned int flags)
{
	struct file *file;
	int error = 0;
	dev_t devt;

	if (!kernel_node_find(name, &devt))
		return ERR_PTR(-ENOENT);
	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return ERR_PTR(-ENOMEM);
	refcount_set(&file->f_ref, 1);
	file->f_flags = flags;
	file->f_mode = mode_of(flags);
	file->f_inode = &file->inode;
	file->inode.i_rdev = devt;
	file->inode.i_cdev = kernel_cdev_get(devt);
	if (!file->inode.i_cdev) {
		kfree(file);
		return ERR_PTR(-ENXIO);
	}
	checked_enter(&file_kind, file);
	file->f_op = file->inode.i_cdev->ops;
	if (file->f_op->open)
		error = file->f_op->open(file->f_inode, file);
	if (!error)
		return file;
	free_file(file);
	return ERR_PTR(error);
}

int kernel_close(struct file *file)
{
	int error = file->f_op->flush ? file->f_op->flush(file, NULL) : 0;

	fput(file);
	return error;
}

ssize_t kernel_read_file(struct file *file, void *to, size_t size)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	return file->f_op->read ? file->f_op->read(file, to, size, &file->f_pos) : -EINVAL;
}

ssize_t kernel_write_file(struct file *file, const void *from, size_t size)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	return file->f_op->write ? file->f_op->write(file, from, size, &file->f_pos) : -EINVAL;
}

loff_t kernel_seek_file(struct file *file, loff_t offset, int whence)
{
	return file->f_op->llseek ? file->f_op->llseek(file, offset, whence) : -ESPIPE;
}

long kernel_ioctl(struct file *file, unsigned int cmd, void *arg)
{
	if (!file->f_op->unlocked_ioctl)
		return -ENOTTY;
	return file->f_op->unlocked_ioctl(file, cmd, (unsigned long)arg);
}

/* --- helpers for drivers ------------------------------------------------------------------ */

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	(void)offset;
	(void)whence;
	return file->f_pos;
}

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	else if (whence == SEEK_END)
		offset += size;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (offset < 0 || offset > size)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

int nonseekable_open(struct inode *inode, struct file *file)
{
	(void)inode;
	(void)file;
	return 0;
}

int stream_open(struct inode *inode, struct file *file)
{
	(void)inode;
	(void)file;
	return 0;
}

ssize_t simple_read_from_buffer(void __user *to, size_t size, loff_t *pos, const void *from,
				size_t available)
{
	size_t left;

	if (*pos < 0)
		return -EINVAL;
	if (*pos >= (loff_t)available || !size)
		return 0;
	size = min_t(size_t, size, available - *pos);
	left = copy_to_user(to, (const char *)from + *pos, size);
	if (left == size)
		return -EFAULT;
	*pos += size - left;
	return size - left;
}

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos, const void __user *from,
			       size_t size)
{
	size_t left;

	if (*pos < 0)
		return -EINVAL;
	if (*pos >= (loff_t)available || !size)
		return 0;
	size = min_t(size_t, size, available - *pos);
	left = copy_from_user((char *)to + *pos, from, size);
	if (left == size)
		return -EFAULT;
	*pos += size - left;
	return size - left;
}
