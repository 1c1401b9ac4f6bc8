/* SPDX-License-Identifier: MIT */
/**
 * DOC: Buffers of several drivers
 *
 * A GEM object leaves its driver as a dma_buf, and the dma_buf of another driver comes in as a GEM
 * object. An object that comes back to its own device is the same object, and a client has one
 * handle for one buffer.
 */
#ifndef __DRM_PRIME_H__
#define __DRM_PRIME_H__

#include "custody.h"

#include <linux/dma-direction.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

struct device;
struct dma_buf;
struct dma_buf_attachment;
struct dma_buf_export_info;
struct drm_device;
struct drm_file;
struct drm_gem_object;
struct iosys_map;
struct page;

/* What a client's buffers are called: by dma_buf and by handle. */
struct drm_prime_file_private {
	/* private: */
	struct mutex lock;
	struct rb_root dmabufs;
	struct rb_root handles;
};

/* A dma_buf with references to the object and its device, for as long as it lives. */
struct dma_buf *drm_gem_dmabuf_export(struct drm_device *dev, struct dma_buf_export_info *exp_info);
void drm_gem_dmabuf_release(struct dma_buf *dma_buf);
struct dma_buf *drm_gem_prime_export(struct drm_gem_object *obj, int flags);

int drm_gem_prime_fd_to_handle(struct drm_device *dev, struct drm_file *file_priv, int prime_fd,
			       u32 *handle);
int drm_gem_prime_handle_to_fd(struct drm_device *dev, struct drm_file *file_priv, u32 handle,
			       u32 flags, int *prime_fd);

/* A reference. */
struct drm_gem_object *drm_gem_prime_import(struct drm_device *dev, struct dma_buf *dma_buf);
struct drm_gem_object *drm_gem_prime_import_dev(struct drm_device *dev, struct dma_buf *dma_buf,
						struct device *attach_dev);
/* The end of an import, in the object's free(): the table goes back to the exporter. */
void drm_prime_gem_destroy(struct drm_gem_object *obj, struct sg_table *sg);
/* The caller's, who frees it with sg_free_table() and kfree(). */
struct sg_table *drm_prime_pages_to_sg(struct drm_device *dev, struct page **pages,
				       unsigned int nr_pages);

int drm_gem_map_attach(struct dma_buf *dma_buf, struct dma_buf_attachment *attach);
void drm_gem_map_detach(struct dma_buf *dma_buf, struct dma_buf_attachment *attach);
struct sg_table *drm_gem_map_dma_buf(struct dma_buf_attachment *attach,
				     enum dma_data_direction dir);
void drm_gem_unmap_dma_buf(struct dma_buf_attachment *attach, struct sg_table *sgt,
			   enum dma_data_direction dir);
int drm_gem_dmabuf_vmap(struct dma_buf *dma_buf, struct iosys_map *map);
void drm_gem_dmabuf_vunmap(struct dma_buf *dma_buf, struct iosys_map *map);

#endif
