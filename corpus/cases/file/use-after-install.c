/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/refcount.h>
#include <linux/types.h>

struct file {
	void *private_data;
};
struct file_operations;
struct group {
	struct kref ref;
	int users;
};
struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv, int flags);
void fd_install(unsigned int fd, struct file *file);
void group_free(struct kref *ref);

int export_bad(struct group *g, const struct file_operations *fops, int fd)
{
	struct file *file = anon_inode_getfile("group", fops, g, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	fd_install(fd, file);
// CHECK: use-after-install.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'g->users' used after it was given a descriptor: closing the descriptor may have freed it [custody-use-after-install]
	g->users++;
	return fd;
}

int export_ok(struct group *g, const struct file_operations *fops, int fd)
{
	struct file *file = anon_inode_getfile("group", fops, g, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	g->users++;
	fd_install(fd, file);
	return fd;
}

int held_ok(struct group *g, const struct file_operations *fops, int fd)
{
	struct file *file = anon_inode_getfile("group", fops, g, 0);

	if (IS_ERR(file))
		return PTR_ERR(file);
	kref_get(&g->ref);
	fd_install(fd, file);
	g->users++;
	kref_put(&g->ref, group_free);
	return fd;
}
