// SPDX-License-Identifier: MIT
/* Character devices and files: numbers, opening, what stays when the device goes. */
#include "checked.h"
#include "harness.h"
#include "testing.h"
#include "threads.h"

#include <linux/cdev.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define BOX_SIZE 64

struct box {
	struct device dev;
	struct cdev cdev;
	char bytes[BOX_SIZE];
};

static atomic_t boxes = ATOMIC_INIT(0);

static int box_open(struct inode *inode, struct file *file)
{
	file->private_data = container_of(inode->i_cdev, struct box, cdev);
	return iminor(inode) == 9 ? -EPERM : 0;
}

static ssize_t box_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	struct box *box = file->private_data;

	return simple_read_from_buffer(to, size, pos, box->bytes, BOX_SIZE);
}

static ssize_t box_write(struct file *file, const char __user *from, size_t size, loff_t *pos)
{
	struct box *box = file->private_data;

	return simple_write_to_buffer(box->bytes, BOX_SIZE, pos, from, size);
}

static loff_t box_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, BOX_SIZE);
}

static long box_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	u32 value;

	if (cmd != 1)
		return -ENOTTY;
	if (get_user(value, (u32 __user *)arg))
		return -EFAULT;
	return put_user(value + 1, (u32 __user *)arg);
}

static const struct file_operations box_fops = {
	.owner = THIS_MODULE,
	.open = box_open,
	.read = box_read,
	.write = box_write,
	.llseek = box_llseek,
	.unlocked_ioctl = box_ioctl,
};

static void box_release(struct device *dev)
{
	atomic_dec(&boxes);
	kfree(container_of(dev, struct box, dev));
}

static struct box *box_new(dev_t devt)
{
	struct box *box = kzalloc(sizeof(*box), GFP_KERNEL);

	atomic_inc(&boxes);
	device_initialize(&box->dev);
	box->dev.devt = devt;
	box->dev.release = box_release;
	CHECK_EQ(dev_set_name(&box->dev, "box%u", MINOR(devt)), 0);
	cdev_init(&box->cdev, &box_fops);
	CHECK_EQ(cdev_device_add(&box->cdev, &box->dev), 0);
	return box;
}

static void box_remove(struct box *box)
{
	cdev_device_del(&box->cdev, &box->dev);
	put_device(&box->dev);
}

TEST(read_write_seek_ioctl)
{
	struct file *file, *reader;
	struct box *box;
	char got[16] = "";
	u32 value = 41;
	dev_t first;

	CHECK_EQ(alloc_chrdev_region(&first, 0, 4, "box"), 0);
	box = box_new(first + 1);
	file = kernel_open("box1", O_RDWR);
	CHECK(!IS_ERR(file));
	CHECK_EQ(kernel_write_file(file, "contents", 9), 9);
	CHECK_EQ(kernel_seek_file(file, 3, SEEK_SET), 3);
	CHECK_EQ(kernel_read_file(file, got, sizeof(got)), 16);
	CHECK(!strcmp(got, "tents"));
	CHECK_EQ(kernel_seek_file(file, 0, SEEK_END), BOX_SIZE);
	CHECK_EQ(kernel_read_file(file, got, 1), 0);
	CHECK_EQ(kernel_seek_file(file, 0, SEEK_SET), 0);
	CHECK_EQ(kernel_read_file(file, NULL, 4), -EFAULT);
	CHECK_EQ(kernel_ioctl(file, 1, &value), 0);
	CHECK_EQ(value, 42);
	CHECK_EQ(kernel_ioctl(file, 1, NULL), -EFAULT);
	CHECK_EQ(kernel_ioctl(file, 2, &value), -ENOTTY);
	reader = kernel_open("box1", O_RDONLY);
	CHECK_EQ(kernel_write_file(reader, "x", 1), -EBADF);
	kernel_close(reader);
	kernel_close(file);
	CHECK_EQ(PTR_ERR(kernel_open("box2", O_RDWR)), -ENOENT);
	box_remove(box);
	unregister_chrdev_region(first, 4);
	CHECK_EQ(atomic_read(&boxes), 0);
}

TEST(open_file_outlives_the_device)
{
	struct file *file;
	struct box *box;
	char byte = 1;
	dev_t first;

	CHECK_EQ(alloc_chrdev_region(&first, 0, 16, "box"), 0);
	box = box_new(first);
	file = kernel_open("box0", O_RDWR);
	box_remove(box);
	CHECK_EQ(atomic_read(&boxes), 1); /* the file has it */
	CHECK_EQ(kernel_read_file(file, &byte, 1), 1);
	CHECK_EQ(PTR_ERR(kernel_open("box0", O_RDWR)), -ENOENT);
	kernel_close(file);
	CHECK_EQ(atomic_read(&boxes), 0);
	box = box_new(first + 9);
	CHECK_EQ(PTR_ERR(kernel_open("box9", O_RDWR)), -EPERM);
	box_remove(box);
	CHECK_EQ(atomic_read(&boxes), 0);
	unregister_chrdev_region(first, 16);
}

TEST(numbers)
{
	dev_t a, b;

	CHECK_EQ(alloc_chrdev_region(&a, 0, 8, "a"), 0);
	CHECK_EQ(alloc_chrdev_region(&b, 0, 8, "b"), 0);
	CHECK(MAJOR(a) != MAJOR(b));
	CHECK_EQ(register_chrdev_region(a + 7, 2, "c"), -EBUSY);
	CHECK_EQ(register_chrdev_region(a + 8, 2, "c"), 0);
	unregister_chrdev_region(a + 8, 2);
	unregister_chrdev_region(b, 8);
	unregister_chrdev_region(a, 8);
}

/* --- miscellaneous devices ---------------------------------------------------------------- */

static int misc_opens;

static int note_open(struct inode *inode, struct file *file)
{
	struct miscdevice *misc = file->private_data;

	CHECK_EQ(misc->minor, iminor(inode));
	misc_opens++;
	return 0;
}

static const struct file_operations misc_test_fops = {.open = note_open};

TEST(misc_devices)
{
	struct miscdevice one = {
		.minor = MISC_DYNAMIC_MINOR, .name = "one", .fops = &misc_test_fops};
	struct miscdevice two = {.minor = 17, .name = "two", .fops = &misc_test_fops};
	struct miscdevice clash = {.minor = 17, .name = "clash", .fops = &misc_test_fops};
	struct file *file;

	CHECK_EQ(misc_register(&one), 0);
	CHECK_EQ(misc_register(&two), 0);
	CHECK_EQ(misc_register(&clash), -EBUSY);
	CHECK(dev_get_drvdata(two.this_device) == &two);
	file = kernel_open("one", O_RDWR);
	CHECK(!IS_ERR(file));
	kernel_close(file);
	file = kernel_open("two", O_RDWR);
	kernel_close(file);
	CHECK_EQ(misc_opens, 2);
	misc_deregister(&one);
	CHECK_EQ(one.minor, MISC_DYNAMIC_MINOR);
	misc_deregister(&two);
	CHECK_EQ(PTR_ERR(kernel_open("one", O_RDWR)), -ENOENT);
}

/* --- user memory -------------------------------------------------------------------------- */

TEST(user_memory)
{
	struct {
		u32 a, b;
	} user = {1, 2}, kernel;
	u32 long_user[4] = {5, 6, 0, 0}, small = 9;
	char text[8];

	CHECK_EQ(copy_from_user(&kernel, &user, sizeof(user)), 0);
	CHECK_EQ(kernel.b, 2);
	CHECK_EQ(copy_from_user(&kernel, (void *)8, sizeof(user)), sizeof(user));
	CHECK_EQ(kernel.b, 0);
	CHECK_EQ(copy_to_user((void *)~0UL, &kernel, 4), 4);
	CHECK_EQ(copy_struct_from_user(&kernel, sizeof(kernel), long_user, sizeof(long_user)), 0);
	CHECK_EQ(kernel.b, 6);
	long_user[3] = 1;
	CHECK_EQ(copy_struct_from_user(&kernel, sizeof(kernel), long_user, sizeof(long_user)),
		 -E2BIG);
	CHECK_EQ(copy_struct_from_user(&kernel, sizeof(kernel), &small, sizeof(small)), 0);
	CHECK(kernel.a == 9 && kernel.b == 0);
	CHECK_EQ(strncpy_from_user(text, "word", sizeof(text)), 4);
	CHECK_EQ(PTR_ERR(memdup_user(NULL, 4)), -EFAULT);
	CHECK_EQ(PTR_ERR(memdup_array_user(&user, SIZE_MAX / 2, 8)), -EOVERFLOW);
}

/* --- opening while it goes ---------------------------------------------------------------- */

static bool stop;

static int open_and_close(void *data)
{
	char byte;

	while (!READ_ONCE(stop)) {
		struct file *file = kernel_open("box3", O_RDWR);

		if (IS_ERR(file))
			continue;
		CHECK_EQ(kernel_read_file(file, &byte, 1), 1);
		kernel_close(file);
	}
	return 0;
}

TEST(stress)
{
	struct task_struct *threads[2];
	dev_t first;
	int i;

	CHECK_EQ(alloc_chrdev_region(&first, 0, 4, "box"), 0);
	WRITE_ONCE(stop, false);
	for (i = 0; i < 2; i++)
		threads[i] = thread_start(open_and_close, NULL);
	for (i = 0; i < 200; i++) {
		struct box *box = box_new(first + 3);

		yield();
		box_remove(box);
	}
	WRITE_ONCE(stop, true);
	for (i = 0; i < 2; i++)
		thread_end(threads[i]);
	CHECK_EQ(atomic_read(&boxes), 0);
	unregister_chrdev_region(first, 4);
}

/* --- rules -------------------------------------------------------------------------------- */

TRAP(misc_freed_while_registered, "freed-while-registered")
{
	struct miscdevice *misc = kzalloc(sizeof(*misc), GFP_KERNEL);

	misc->minor = MISC_DYNAMIC_MINOR;
	misc->name = "gone";
	misc->fops = &misc_test_fops;
	CHECK_EQ(misc_register(misc), 0);
	kfree(misc);
}

TRAP(misc_refused_and_deregistered, "unregister-refused")
{
	static struct miscdevice one = {.minor = 3, .name = "a", .fops = &misc_test_fops};
	static struct miscdevice two = {.minor = 3, .name = "b", .fops = &misc_test_fops};

	CHECK_EQ(misc_register(&one), 0);
	if (misc_register(&two))
		misc_deregister(&two);
}

TRAP(cdev_freed_while_added, "freed-while-registered")
{
	struct cdev *cdev = kzalloc(sizeof(*cdev), GFP_KERNEL);

	cdev_init(cdev, &box_fops);
	CHECK_EQ(cdev_add(cdev, MKDEV(99, 0), 1), 0);
	kfree(cdev);
}

TRAP(numbers_left, "registration-left")
{
	dev_t first;

	CHECK_EQ(alloc_chrdev_region(&first, 0, 1, "left"), 0);
	checked_teardown();
}

TRAP(file_left, "file-leak")
{
	static struct miscdevice one = {.minor = 3, .name = "a", .fops = &misc_test_fops};

	CHECK_EQ(misc_register(&one), 0);
	CHECK(!IS_ERR(kernel_open("a", O_RDWR)));
	misc_deregister(&one);
	checked_teardown();
}
