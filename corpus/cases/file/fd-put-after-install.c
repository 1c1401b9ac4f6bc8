/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/file.h>

int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);
int tea_ready(void);

int install_bad(struct file *f)
{
	int fd = get_unused_fd_flags(0);

	if (fd < 0)
		return fd;
	fd_install(fd, f);
	if (tea_ready())
		return fd;
// CHECK: fd-put-after-install.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_unused_fd() on 'fd', which was installed already [custody-fd-put-after-install]
	put_unused_fd(fd);
	return -22;
}

int install_ok(struct file *f)
{
	int fd = get_unused_fd_flags(0);

	if (fd < 0)
		return fd;
	if (!tea_ready()) {
		put_unused_fd(fd);
		return -22;
	}
	fd_install(fd, f);
	return fd;
}

int twice_bad(void)
{
	int fd = get_unused_fd_flags(0);

	if (fd < 0)
		return fd;
	put_unused_fd(fd);
// CHECK: fd-put-after-install.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_unused_fd() on 'fd', which was given back already [custody-fd-put-after-install]
	put_unused_fd(fd);
	return 0;
}
