/* SPDX-License-Identifier: MIT */
#ifndef _CASES_FILE_H
#define _CASES_FILE_H
#include <linux/types.h>

struct file {
	void *private_data;
	unsigned int f_flags;
};
struct eventfd_ctx {
	int count;
};
struct file *fget(unsigned int fd);
void fput(struct file *f);
void fd_install(unsigned int fd, struct file *f);
struct file *anon_inode_getfile(const char *name, const void *fops, void *priv, int flags);
struct eventfd_ctx *eventfd_ctx_fdget(int fd);
void eventfd_ctx_put(struct eventfd_ctx *ctx);

#endif
