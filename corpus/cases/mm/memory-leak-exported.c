/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a helper gives to a buffer that it exports, the buffer's release frees. */
#include <linux/err.h>
#include <linux/slab.h>

struct file {
	void *private_data;
};
struct dma_buf {
	struct file *file;
};
struct dma_buf_export_info {
	const void *ops;
	void *priv;
};
struct dma_buf *dma_buf_export(const struct dma_buf_export_info *info);
void fd_install(unsigned int fd, struct file *file);

struct shared {
	struct dma_buf *buf;
	void *owner;
};

static int shared_export(struct shared *s, int fd)
{
	struct dma_buf_export_info info = {.priv = s};

	s->buf = dma_buf_export(&info);
	if (IS_ERR(s->buf))
		return -12;
	fd_install(fd, s->buf->file);
	return 0;
}

static int shared_note(struct shared *s, void *owner)
{
	s->owner = owner;
	return owner ? 0 : -22;
}

int export_ok(void *owner, int fd)
{
	struct shared *s = kzalloc(sizeof(*s), GFP_KERNEL);
	int error;

	if (!s)
		return -12;
	s->owner = owner;
	error = shared_export(s, fd);
	if (error)
		kfree(s);
	return error;
}

int note_bad(void *owner)
{
	struct shared *s = kzalloc(sizeof(*s), GFP_KERNEL);
	int error;

	if (!s)
		return -12;
	error = shared_note(s, owner);
	if (error)
		kfree(s);
// CHECK: memory-leak-exported.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost here; nothing frees it [custody-memory-leak]
	return error;
}
