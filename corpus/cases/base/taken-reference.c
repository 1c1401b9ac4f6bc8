/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A function takes a reference to what it was given, and fails: whoever called it does not know. */
#include <linux/dma-buf.h>
#include <linux/err.h>

void get_dma_buf(struct dma_buf *buf);
struct screen {
	struct dma_buf *buf;
};
int screen_map(struct screen *s, int flags);
void screen_keep(struct screen *s, struct dma_buf *buf);

int import_bad(struct screen *s, struct dma_buf *buf, int flags)
{
	int ret;

	get_dma_buf(buf);
	ret = screen_map(s, flags);
	if (ret < 0)
// CHECK: taken-reference.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buf' is lost on this path; nothing puts it [custody-dma-buf-leak]
		return ret;
	s->buf = buf;
	return 0;
}

int import_ok(struct screen *s, struct dma_buf *buf, int flags)
{
	int ret;

	get_dma_buf(buf);
	ret = screen_map(s, flags);
	if (ret < 0) {
		dma_buf_put(buf);
		return ret;
	}
	s->buf = buf;
	return 0;
}

/* It stays in the record, which the caller takes down. */
int import_stored_ok(struct screen *s, struct dma_buf *buf, int flags)
{
	get_dma_buf(buf);
	s->buf = buf;
	return screen_map(s, flags);
}

/* Code that is not seen was given it. */
int import_given_ok(struct screen *s, struct dma_buf *buf, int flags)
{
	get_dma_buf(buf);
	screen_keep(s, buf);
	return screen_map(s, flags);
}

/* That there was none is what it tells. */
int import_kept_ok(struct screen *s, struct dma_buf *buf)
{
	if (s->buf)
		return -16;
	get_dma_buf(buf);
	s->buf = buf;
	return 0;
}
