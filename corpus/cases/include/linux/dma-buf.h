/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DMA_BUF_H
#define _CASES_DMA_BUF_H
#include <linux/dma-mapping.h>

struct dma_buf {
	size_t size;
	void *priv;
};
struct dma_buf_attachment {
	struct dma_buf *dmabuf;
	void *priv;
};
struct dma_buf *dma_buf_get(int fd);
void dma_buf_put(struct dma_buf *buf);
int dma_buf_fd(struct dma_buf *buf, int flags);
struct dma_buf_attachment *dma_buf_attach(struct dma_buf *buf, struct device *dev);
void dma_buf_detach(struct dma_buf *buf, struct dma_buf_attachment *a);
struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *a, enum dma_data_direction dir);
int dma_buf_begin_cpu_access(struct dma_buf *buf, enum dma_data_direction dir);
int dma_buf_end_cpu_access(struct dma_buf *buf, enum dma_data_direction dir);
void dma_buf_unmap_attachment(struct dma_buf_attachment *a, struct sg_table *t, enum dma_data_direction dir);

#endif
