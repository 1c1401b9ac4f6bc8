/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/file.h>

int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);
int tea_ready(void);

int export_bad(const void *fops, void *pot)
{
	int fd = get_unused_fd_flags(0);
	struct file *f;

	if (fd < 0)
		return fd;
	f = anon_inode_getfile("[tea]", fops, pot, 0);
	if (IS_ERR(f))
// CHECK: fd-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'fd' is lost on this path; nothing installs it or gives it back [custody-fd-leak]
		return PTR_ERR(f);
	fd_install(fd, f);
	return fd;
}

int export_ok(const void *fops, void *pot)
{
	int fd = get_unused_fd_flags(0);
	struct file *f;

	if (fd < 0)
		return fd;
	f = anon_inode_getfile("[tea]", fops, pot, 0);
	if (IS_ERR(f)) {
		put_unused_fd(fd);
		return PTR_ERR(f);
	}
	fd_install(fd, f);
	return fd;
}

/* The caller installs something there. */
int reserve_ok(int *out)
{
	int fd = get_unused_fd_flags(0);

	if (fd < 0)
		return fd;
	*out = fd;
	return 0;
}
