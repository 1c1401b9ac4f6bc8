/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/types.h>

void memcpy_toio(void __iomem *to, const void *from, size_t size);
void memcpy_fromio(void *to, const void __iomem *from, size_t size);

struct pot {
	void __iomem *window;
	char bytes[64];
};
struct file {
	void *private_data;
};
struct file_operations {
	ssize_t (*read)(struct file *file, char *to, size_t size, long *pos);
	ssize_t (*write)(struct file *file, const char *from, size_t size, long *pos);
};

static void pour(struct pot *pot, size_t size)
{
	memcpy_toio(pot->window, pot->bytes, size);
}

static ssize_t pot_write_bad(struct file *file, const char *from, size_t size, long *pos)
{
	if (!size)
		return 0;
// CHECK: size.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that pour() stays within the registers: 'size' is what user space asks for, and nothing limits it [custody-strict-size-not-limited]
	pour(file->private_data, size);
	return size;
}

static ssize_t pot_write_ok(struct file *file, const char *from, size_t size, long *pos)
{
	if (size > 64)
		size = 64;
	pour(file->private_data, size);
	return size;
}

static ssize_t pot_read_bad(struct file *file, char *to, size_t size, long *pos)
{
	struct pot *pot = file->private_data;

// CHECK: size.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that memcpy_fromio() stays within the registers: 'size' is what user space asks for, and nothing limits it [custody-strict-size-not-limited]
	memcpy_fromio(pot->bytes, pot->window, size);
	return size;
}

static ssize_t pot_read_ok(struct file *file, char *to, size_t size, long *pos)
{
	struct pot *pot = file->private_data;

	if (size > sizeof(pot->bytes))
		return -22;
	memcpy_fromio(pot->bytes, pot->window, size);
	return size;
}

const struct file_operations fops[] = {
	{ .read = pot_read_bad, .write = pot_write_bad },
	{ .read = pot_read_ok, .write = pot_write_ok },
};
