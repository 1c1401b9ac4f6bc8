/* SPDX-License-Identifier: MIT */
/**
 * DOC: Buffers that drivers share
 *
 * The exporter makes a &struct dma_buf with dma_buf_export(). An importer gets it by a file
 * descriptor, dma_buf_get(), attaches its device, dma_buf_attach(), and has the buffer mapped for
 * it, dma_buf_map_attachment(). The table it gets is the exporter's: it is only lent until
 * dma_buf_unmap_attachment(), and neither changed nor freed.
 */
#ifndef __DMA_BUF_H__
#define __DMA_BUF_H__

#include "custody.h"

#include <linux/dma-direction.h>
#include <linux/dma-resv.h>
#include <linux/iosys-map.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/scatterlist.h>

struct device;
struct dma_buf;
struct dma_buf_attachment;
struct module;

/**
 * struct dma_buf_ops - what an exporter does
 * @attach: may refuse a device; optional
 * @detach: the end of that; optional
 * @pin: keeps the buffer where it is, for importers that can't follow; optional
 * @unpin: the end of that
 * @map_dma_buf: a table that is mapped for the attachment's device, or an error pointer
 * @unmap_dma_buf: the end of that
 * @release: the last reference is gone
 * @begin_cpu_access: the CPU is about to access it; optional
 * @end_cpu_access: the end of that; optional
 * @vmap: gives it an address; optional
 * @vunmap: the end of that; optional
 */
struct dma_buf_ops {
	bool cache_sgt_mapping;
	int (*attach)(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
	void (*detach)(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
	int (*pin)(struct dma_buf_attachment *attach);
	void (*unpin)(struct dma_buf_attachment *attach);
	struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *attach,
					enum dma_data_direction dir);
	void (*unmap_dma_buf)(struct dma_buf_attachment *attach, struct sg_table *sgt,
			      enum dma_data_direction dir);
	void (*release)(struct dma_buf *dmabuf);
	int (*begin_cpu_access)(struct dma_buf *dmabuf, enum dma_data_direction dir);
	int (*end_cpu_access)(struct dma_buf *dmabuf, enum dma_data_direction dir);
	int (*vmap)(struct dma_buf *dmabuf, struct iosys_map *map);
	void (*vunmap)(struct dma_buf *dmabuf, struct iosys_map *map);
};

/**
 * struct dma_buf - a buffer
 * @size: in bytes
 * @ops: the exporter's
 * @resv: what guards it
 * @priv: the exporter's
 * @exp_name: the exporter's name
 */
struct dma_buf {
	size_t size;
	const struct dma_buf_ops *ops;
	struct dma_resv *resv;
	void *priv;
	const char *exp_name;
	/* private: */
	struct list_head attachments; /* guarded by resv */
	struct kref ref;
	struct dma_resv own_resv;
	unsigned int vmapping_counter;
	struct iosys_map vmap_ptr;
} __refcounted(get_dma_buf, dma_buf_put);

/**
 * struct dma_buf_attach_ops - what an importer does
 * @allow_peer2peer: it can use memory that is not system memory
 * @move_notify: the buffer moves; mappings must be made again
 */
struct dma_buf_attach_ops {
	bool allow_peer2peer;
	void (*move_notify)(struct dma_buf_attachment *attach);
};

/**
 * struct dma_buf_attachment - a device that uses a buffer
 * @dmabuf: the buffer
 * @dev: the device
 * @importer_ops: the importer's, or NULL
 * @importer_priv: the importer's
 * @priv: the exporter's
 */
struct dma_buf_attachment {
	struct dma_buf *dmabuf;
	struct device *dev;
	const struct dma_buf_attach_ops *importer_ops;
	void *importer_priv;
	void *priv;
	bool peer2peer;
	/* private: */
	struct list_head node;
	unsigned int mappings;
};

/**
 * struct dma_buf_export_info - what dma_buf_export() needs
 */
struct dma_buf_export_info {
	const char *exp_name;
	struct module *owner;
	const struct dma_buf_ops *ops;
	size_t size;
	int flags;
	struct dma_resv *resv;
	void *priv;
};

#define DEFINE_DMA_BUF_EXPORT_INFO(name) struct dma_buf_export_info name = {.exp_name = "driver"}

/* A reference, which goes back with dma_buf_put(); or an error pointer. */
struct dma_buf *dma_buf_export(const struct dma_buf_export_info *info);
/* The reference becomes the descriptor's. */
int dma_buf_fd(struct dma_buf *dmabuf, int flags);
/* A reference, which goes back with dma_buf_put(); or an error pointer. */
struct dma_buf *dma_buf_get(int fd);
void dma_buf_put(struct dma_buf *dmabuf);

static inline void get_dma_buf(struct dma_buf *dmabuf)
{
	kref_get(&dmabuf->ref);
}

/* Ends with dma_buf_detach(). */
struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf, struct device *dev);
struct dma_buf_attachment *dma_buf_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
						  const struct dma_buf_attach_ops *importer_ops,
						  void *importer_priv);
void dma_buf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
int dma_buf_pin(struct dma_buf_attachment *attach);
void dma_buf_unpin(struct dma_buf_attachment *attach);
/* With the buffer's dma_resv held. Ends with dma_buf_unmap_attachment(). */
struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *attach,
					enum dma_data_direction dir);
void dma_buf_unmap_attachment(struct dma_buf_attachment *attach, struct sg_table *sgt,
			      enum dma_data_direction dir);
/* These take it themselves. */
struct sg_table *dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
						 enum dma_data_direction dir);
void dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach, struct sg_table *sgt,
				       enum dma_data_direction dir);
void dma_buf_move_notify(struct dma_buf *dmabuf);
int dma_buf_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir);
int dma_buf_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir);
int dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map);
void dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map);

#endif
