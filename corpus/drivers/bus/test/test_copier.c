// SPDX-License-Identifier: MIT
/* The copier's driver, with a model of the device that does real DMA. */
#include "testing.h"
#include "test/harness.h"
#include "test/threads.h"

#include <drivers/pci/model.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../copier.h"

enum mood { HEALTHY, HANGS };

struct copier_model {
	spinlock_t lock;
	struct pci_dev *pdev;
	u64 from, to;
	u32 size;
	enum mood mood;
};

static u64 model_read(void *data, u64 offset, unsigned int size)
{
	return 0;
}

static bool model_copy(struct copier_model *model, u64 from, u64 to, u32 size)
{
	char *bytes = kmalloc(size, GFP_ATOMIC);
	bool copied;

	copied = bytes && !kernel_pci_read(model->pdev, from, bytes, size) &&
		 !kernel_pci_write(model->pdev, to, bytes, size);
	kfree(bytes);
	return copied;
}

static void model_write(void *data, u64 offset, unsigned int width, u64 value)
{
	struct copier_model *model = data;
	bool start = false, copied;
	u64 from, to;
	u32 size;

	spin_lock(&model->lock);
	if (offset < COPIER_SIZE)
		memcpy((char *)&model->from + offset, &value, width);
	else if (offset == COPIER_SIZE)
		model->size = value;
	else if (offset == COPIER_DOORBELL)
		start = value == COPIER_START && model->mood == HEALTHY;
	from = model->from;
	to = model->to;
	size = model->size;
	spin_unlock(&model->lock);
	if (!start)
		return;
	copied = model_copy(model, from, to, size);
	kernel_pci_interrupt(model->pdev, copied ? COPIER_VECTOR_DONE : COPIER_VECTOR_ERROR);
}

static const struct kernel_mmio_ops model_ops = {model_read, model_write};

static const struct kernel_pci_function function = {
	.vendor = COPIER_VENDOR,
	.device = COPIER_DEVICE,
	.vectors = COPIER_VECTORS,
	.bars = {{.size = COPIER_BAR_SIZE, .ops = &model_ops}},
};

static struct pci_dev *plug(struct copier_model *model)
{
	memset(model, 0, sizeof(*model));
	spin_lock_init(&model->lock);
	model->pdev = kernel_pci_new(&function, model);
	CHECK(model->pdev);
	CHECK_EQ(kernel_pci_plug(model->pdev), 0);
	return model->pdev;
}

static long copy(struct file *file, const void *from, void *to, u32 size)
{
	struct copier_job job = {.from = (uintptr_t)from, .to = (uintptr_t)to, .size = size};

	return kernel_ioctl(file, COPIER_IOC_COPY, &job);
}

TEST(copies)
{
	static struct copier_model model;
	static char from[COPIER_MAX_SIZE], to[COPIER_MAX_SIZE];
	struct pci_dev *pdev;
	struct file *file;
	size_t i;

	for (i = 0; i < sizeof(from); i++)
		from[i] = test_random();
	CHECK_EQ(kernel_load_modules(), 0);
	pdev = plug(&model);
	CHECK(pdev->dev.driver);
	file = kernel_open("copier0", O_RDWR);
	CHECK(!IS_ERR(file));
	CHECK_EQ(copy(file, from, to, 1), 0);
	CHECK_EQ(to[0], from[0]);
	CHECK_EQ(copy(file, from, to, sizeof(from)), 0);
	CHECK(!memcmp(from, to, sizeof(from)));
	CHECK_EQ(copy(file, from, to, 0), -EINVAL);
	CHECK_EQ(copy(file, from, to, sizeof(from) + 1), -EINVAL);
	CHECK_EQ(copy(file, NULL, to, 8), -EFAULT);
	CHECK_EQ(copy(file, from, NULL, 8), -EFAULT);
	CHECK_EQ(kernel_ioctl(file, COPIER_IOC_COPY, NULL), -EFAULT);
	CHECK_EQ(kernel_ioctl(file, 1, NULL), -ENOTTY);
	kernel_close(file);
	kernel_pci_eject(pdev);
	kernel_unload_modules();
}

TEST(device_that_fails)
{
	static struct copier_model model;
	char from[8] = "1234567", to[8];
	struct pci_dev *pdev;
	struct file *file;

	CHECK_EQ(kernel_load_modules(), 0);
	pdev = plug(&model);
	file = kernel_open("copier0", O_RDWR);
	model.mood = HANGS;
	CHECK_EQ(copy(file, from, to, 8), -ETIMEDOUT);
	model.mood = HEALTHY;
	CHECK_EQ(copy(file, from, to, 8), 0);
	pci_clear_master(pdev); /* its DMA is refused, and so are its interrupts */
	CHECK_EQ(copy(file, from, to, 8), -ETIMEDOUT);
	kernel_close(file);
	kernel_pci_eject(pdev);
	kernel_unload_modules();
}

TEST(pulled_out_with_a_job_running)
{
	static struct copier_model model;
	struct file *file;
	char bytes[8];

	CHECK_EQ(kernel_load_modules(), 0);
	plug(&model);
	file = kernel_open("copier0", O_RDWR);
	kernel_pci_pull(model.pdev);
	CHECK_EQ(copy(file, bytes, bytes, 8), -ENODEV);
	kernel_close(file);
	kernel_unload_modules();
}

TEST(allocations_that_fail)
{
	static struct copier_model model;
	struct pci_dev *pdev;
	unsigned int nth;

	CHECK_EQ(kernel_load_modules(), 0);
	pdev = plug(&model);
	for (nth = 1; nth; nth = kernel_allocation_failed() ? nth + 1 : 0) {
		device_release_driver(&pdev->dev);
		kernel_fail_allocation(nth);
		CHECK(device_attach(&pdev->dev) >= 0);
	}
	kernel_fail_allocation(0);
	CHECK(pdev->dev.driver);
	kernel_pci_eject(pdev);
	kernel_unload_modules();
}

static bool stop;

static int copy_all_the_time(void *data)
{
	static const char *const names[] = {"copier0", "copier1", "copier2"};
	char from[64], to[64];
	int done = 0;

	while (!READ_ONCE(stop)) {
		struct file *file = kernel_open(names[test_random() % 3], O_RDWR);
		long error;

		if (IS_ERR(file))
			continue;
		memset(from, test_random(), sizeof(from));
		error = copy(file, from, to, sizeof(from));
		CHECK(error == 0 || error == -ENODEV || error == -EIO || error == -ETIMEDOUT);
		CHECK(error || !memcmp(from, to, sizeof(from)));
		done += !error;
		kernel_close(file);
	}
	return done;
}

TEST(pulled_out_while_it_works)
{
	static struct copier_model models[2];
	struct task_struct *threads[3];
	int i, done = 0;

	CHECK_EQ(kernel_load_modules(), 0);
	WRITE_ONCE(stop, false);
	for (i = 0; i < 2; i++)
		plug(&models[i]);
	for (i = 0; i < 3; i++)
		threads[i] = thread_start(copy_all_the_time, NULL);
	for (i = 0; i < 30; i++) {
		usleep_range(3000, 8000);
		if (i % 2)
			kernel_pci_pull(models[i % 2].pdev);
		else
			kernel_pci_eject(models[i % 2].pdev);
		plug(&models[i % 2]);
	}
	WRITE_ONCE(stop, true);
	for (i = 0; i < 3; i++)
		done += thread_end(threads[i]);
	CHECK(done > 0);
	for (i = 0; i < 2; i++)
		kernel_pci_eject(models[i].pdev);
	kernel_unload_modules();
}
