/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/file.h>
#include <linux/err.h>

int open_bad(int fd, const void *fops)
{
	struct file *f = anon_inode_getfile("tea", fops, NULL, 0);

	if (IS_ERR(f))
		return PTR_ERR(f);
	fd_install(fd, f);
// CHECK: file-use-after-install.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f->f_flags' used after it was installed in the file table; another thread may have closed it [custody-file-use-after-install]
	f->f_flags = 1;
	return fd;
}

int open_ok(int fd, const void *fops)
{
	struct file *f = anon_inode_getfile("tea", fops, NULL, 0);

	if (IS_ERR(f))
		return PTR_ERR(f);
	f->f_flags = 1;
	fd_install(fd, f);
	return fd;
}
