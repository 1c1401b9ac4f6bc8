/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/file.h>
#include <linux/err.h>

int mode_bad(unsigned int fd)
{
	struct file *f = fget(fd);

	if (!f)
		return -EINVAL;
	fput(f);
// CHECK: file-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f->f_flags' used after its reference was put [custody-file-use-after-put]
	return f->f_flags;
}

int mode_ok(unsigned int fd)
{
	struct file *f = fget(fd);
	int flags;

	if (!f)
		return -EINVAL;
	flags = f->f_flags;
	fput(f);
	return flags;
}
