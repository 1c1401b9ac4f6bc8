/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/file.h>
#include <linux/err.h>

int flags_bad(unsigned int fd)
{
	struct file *f = fget(fd);

	if (!f)
		return -EINVAL;
	if (!f->f_flags)
// CHECK: file-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f' is lost on this path; nothing puts it [custody-file-leak]
		return -EPERM;
	fput(f);
	return 0;
}

int flags_ok(unsigned int fd)
{
	struct file *f = fget(fd);
	int flags;

	if (!f)
		return -EINVAL;
	flags = f->f_flags;
	fput(f);
	return flags;
}
