// SPDX-License-Identifier: MIT
/*
 * Buffers that leave a driver as dma_bufs, and come in as such. A client's handles and dma_bufs
 * find each other in two trees, under prime.lock, which is taken before the device's
 * object_name_lock.
 */
#include "checked.h"
#include "custody.h"
#include "drm_internal.h"

#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <drm/drm_drv.h>
#include <drm/drm_gem.h>

/* Has a reference to the dma_buf. */
struct drm_prime_member {
	struct dma_buf *dma_buf;
	u32 handle;
	struct rb_node dmabuf_rb, handle_rb;
};

/* --- what a client has -------------------------------------------------------------------- */

static int compare(unsigned long a, unsigned long b)
{
	return a < b ? -1 : a > b;
}

static int compare_dmabuf(const void *key, const struct rb_node *node)
{
	struct drm_prime_member *member = rb_entry(node, struct drm_prime_member, dmabuf_rb);

	return compare((unsigned long)key, (unsigned long)member->dma_buf);
}

static int compare_handle(const void *key, const struct rb_node *node)
{
	return compare(*(const u32 *)key,
		       rb_entry(node, struct drm_prime_member, handle_rb)->handle);
}

static bool less_dmabuf(struct rb_node *a, const struct rb_node *b)
{
	return compare_dmabuf(rb_entry(a, struct drm_prime_member, dmabuf_rb)->dma_buf, b) < 0;
}

static bool less_handle(struct rb_node *a, const struct rb_node *b)
{
	return compare_handle(&rb_entry(a, struct drm_prime_member, handle_rb)->handle, b) < 0;
}

static struct drm_prime_member *find_dmabuf(struct drm_prime_file_private *prime,
					    struct dma_buf *dma_buf)
{
	struct rb_node *node = rb_find(dma_buf, &prime->dmabufs, compare_dmabuf);

	return rb_entry_safe(node, struct drm_prime_member, dmabuf_rb);
}

static struct drm_prime_member *find_handle(struct drm_prime_file_private *prime, u32 handle)
{
	struct rb_node *node = rb_find(&handle, &prime->handles, compare_handle);

	return rb_entry_safe(node, struct drm_prime_member, handle_rb);
}

static int remember(struct drm_prime_file_private *prime, struct dma_buf *dma_buf, u32 handle)
{
	struct drm_prime_member *member = kzalloc(sizeof(*member), GFP_KERNEL);

	if (!member)
		return -ENOMEM;
	get_dma_buf(dma_buf);
	member->dma_buf = dma_buf;
	member->handle = handle;
	rb_add(&member->dmabuf_rb, &prime->dmabufs, less_dmabuf);
	rb_add(&member->handle_rb, &prime->handles, less_handle);
	return 0;
}

void drm_prime_forget_handle(struct drm_file *file, u32 handle)
{
	struct drm_prime_file_private *prime = &file->prime;
	struct drm_prime_member *member;

	mutex_lock(&prime->lock);
	member = find_handle(prime, handle);
	if (member) {
		rb_erase(&member->dmabuf_rb, &prime->dmabufs);
		rb_erase(&member->handle_rb, &prime->handles);
	}
	mutex_unlock(&prime->lock);
	if (!member)
		return;
	dma_buf_put(member->dma_buf);
	kfree(member);
}

void drm_prime_open(struct drm_file *file)
{
	mutex_init(&file->prime.lock);
	file->prime.dmabufs = file->prime.handles = RB_ROOT;
}

void drm_prime_release(struct drm_file *file)
{
	WARN_ON(!RB_EMPTY_ROOT(&file->prime.dmabufs));
	mutex_destroy(&file->prime.lock);
}

/* --- exporting ---------------------------------------------------------------------------- */

static const struct dma_buf_ops drm_gem_prime_dmabuf_ops = {
	.cache_sgt_mapping = true,
	.attach = drm_gem_map_attach,
	.detach = drm_gem_map_detach,
	.map_dma_buf = drm_gem_map_dma_buf,
	.unmap_dma_buf = drm_gem_unmap_dma_buf,
	.release = drm_gem_dmabuf_release,
	.vmap = drm_gem_dmabuf_vmap,
	.vunmap = drm_gem_dmabuf_vunmap,
};

int drm_gem_map_attach(struct dma_buf *dma_buf, struct dma_buf_attachment *attach)
{
	struct drm_gem_object *obj = dma_buf->priv;

	if (!obj->funcs->get_sg_table)
		return -ENOSYS;
	return drm_gem_pin(obj);
}

void drm_gem_map_detach(struct dma_buf *dma_buf, struct dma_buf_attachment *attach)
{
	drm_gem_unpin(dma_buf->priv);
}

struct sg_table *drm_gem_map_dma_buf(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	struct drm_gem_object *obj = attach->dmabuf->priv;
	struct sg_table *sgt;
	int error;

	if (WARN_ON(dir == DMA_NONE))
		return ERR_PTR(-EINVAL);
	sgt = obj->funcs->get_sg_table(obj);
	if (IS_ERR(sgt))
		return sgt;
	error = dma_map_sgtable(attach->dev, sgt, dir, DMA_ATTR_SKIP_CPU_SYNC);
	if (error) {
		sg_free_table(sgt);
		kfree(sgt);
		return ERR_PTR(error);
	}
	return sgt;
}

void drm_gem_unmap_dma_buf(struct dma_buf_attachment *attach, struct sg_table *sgt,
			   enum dma_data_direction dir)
{
	dma_unmap_sgtable(attach->dev, sgt, dir, DMA_ATTR_SKIP_CPU_SYNC);
	sg_free_table(sgt);
	kfree(sgt);
}

int drm_gem_dmabuf_vmap(struct dma_buf *dma_buf, struct iosys_map *map)
{
	return drm_gem_vmap(dma_buf->priv, map);
}

void drm_gem_dmabuf_vunmap(struct dma_buf *dma_buf, struct iosys_map *map)
{
	drm_gem_vunmap(dma_buf->priv, map);
}

struct dma_buf *drm_gem_dmabuf_export(struct drm_device *dev, struct dma_buf_export_info *exp_info)
{
	struct drm_gem_object *obj = exp_info->priv;
	struct dma_buf *dma_buf = dma_buf_export(exp_info);

	if (IS_ERR(dma_buf))
		return dma_buf;
	drm_dev_get(dev);
	drm_gem_object_get(obj);
	return dma_buf;
}

void drm_gem_dmabuf_release(struct dma_buf *dma_buf)
{
	struct drm_gem_object *obj = dma_buf->priv;
	struct drm_device *dev = obj->dev;

	drm_gem_object_put(obj);
	drm_dev_put(dev);
}

struct dma_buf *drm_gem_prime_export(struct drm_gem_object *obj, int flags)
{
	struct dma_buf_export_info info = {
		.exp_name = obj->dev->driver->name,
		.owner = obj->dev->driver->fops->owner,
		.ops = &drm_gem_prime_dmabuf_ops,
		.size = obj->size,
		.flags = flags,
		.priv = obj,
		.resv = obj->resv,
	};

	return drm_gem_dmabuf_export(obj->dev, &info);
}

/* A reference to the object's dma_buf, which is made if there is none. */
static struct dma_buf *get_dmabuf(struct drm_device *dev, struct drm_gem_object *obj, u32 flags)
{
	struct dma_buf *dma_buf;

	mutex_lock(&dev->object_name_lock);
	if (!obj->handle_count) { /* closed meanwhile */
		dma_buf = ERR_PTR(-ENOENT);
		goto unlock;
	}
	dma_buf = obj->dma_buf;
	if (!dma_buf && obj->import_attach)
		dma_buf = obj->import_attach->dmabuf;
	if (dma_buf) {
		get_dma_buf(dma_buf);
		goto unlock;
	}
	dma_buf = obj->funcs->export ? obj->funcs->export(obj, flags)
				     : drm_gem_prime_export(obj, flags);
	if (!IS_ERR(dma_buf)) {
		obj->dma_buf = dma_buf;
		get_dma_buf(dma_buf);
	}
unlock:
	mutex_unlock(&dev->object_name_lock);
	return dma_buf;
}

static struct dma_buf *handle_to_dmabuf(struct drm_device *dev, struct drm_file *file, u32 handle,
					u32 flags)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct drm_prime_member *member;
	struct dma_buf *dma_buf;
	int error = 0;

	if (!obj)
		return ERR_PTR(-ENOENT);
	mutex_lock(&file->prime.lock);
	member = find_handle(&file->prime, handle);
	if (member) {
		dma_buf = member->dma_buf;
		get_dma_buf(dma_buf);
	} else {
		dma_buf = get_dmabuf(dev, obj, flags);
		if (!IS_ERR(dma_buf))
			error = remember(&file->prime, dma_buf, handle);
	}
	mutex_unlock(&file->prime.lock);
	if (error) {
		dma_buf_put(dma_buf);
		dma_buf = ERR_PTR(error);
	}
	drm_gem_object_put(obj);
	return dma_buf;
}

int drm_gem_prime_handle_to_fd(struct drm_device *dev, struct drm_file *file, u32 handle, u32 flags,
			       int *prime_fd)
{
	struct dma_buf *dma_buf = handle_to_dmabuf(dev, file, handle, flags);
	int fd;

	if (IS_ERR(dma_buf))
		return PTR_ERR(dma_buf);
	fd = dma_buf_fd(dma_buf, flags);
	if (fd < 0) {
		dma_buf_put(dma_buf);
		return fd;
	}
	*prime_fd = fd;
	return 0;
}

int drm_prime_handle_to_fd_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_prime_handle *args = data;

	if (args->flags & ~(DRM_CLOEXEC | DRM_RDWR))
		return -EINVAL;
	return drm_gem_prime_handle_to_fd(dev, file, args->handle, args->flags, &args->fd);
}

/* --- importing ---------------------------------------------------------------------------- */

struct drm_gem_object *drm_gem_prime_import_dev(struct drm_device *dev, struct dma_buf *dma_buf,
						struct device *attach_dev)
{
	struct dma_buf_attachment *attach;
	struct drm_gem_object *obj;
	struct sg_table *sgt;

	if (dma_buf->ops == &drm_gem_prime_dmabuf_ops) {
		obj = dma_buf->priv;
		if (obj->dev == dev) { /* it comes home */
			drm_gem_object_get(obj);
			return obj;
		}
	}
	if (!dev->driver->gem_prime_import_sg_table)
		return ERR_PTR(-EINVAL);
	attach = dma_buf_attach(dma_buf, attach_dev);
	if (IS_ERR(attach))
		return ERR_CAST(attach);
	get_dma_buf(dma_buf);
	sgt = dma_buf_map_attachment_unlocked(attach, DMA_BIDIRECTIONAL);
	if (IS_ERR(sgt)) {
		obj = ERR_CAST(sgt);
		goto detach;
	}
	obj = dev->driver->gem_prime_import_sg_table(dev, attach, sgt);
	if (IS_ERR(obj))
		goto unmap;
	obj->import_attach = attach;
	obj->resv = dma_buf->resv;
	return obj;

unmap:
	dma_buf_unmap_attachment_unlocked(attach, sgt, DMA_BIDIRECTIONAL);
detach:
	dma_buf_detach(dma_buf, attach);
	dma_buf_put(dma_buf);
	return obj;
}

struct drm_gem_object *drm_gem_prime_import(struct drm_device *dev, struct dma_buf *dma_buf)
{
	return drm_gem_prime_import_dev(dev, dma_buf, dev->dev);
}

void drm_prime_gem_destroy(struct drm_gem_object *obj, struct sg_table *sg)
{
	struct dma_buf_attachment *attach = obj->import_attach;
	struct dma_buf *dma_buf = attach->dmabuf;

	if (sg)
		dma_buf_unmap_attachment_unlocked(attach, sg, DMA_BIDIRECTIONAL);
	__trusted_block("attached by drm_gem_prime_import_dev(), whether it is mapped or not")
	{
		dma_buf_detach(dma_buf, attach);
	}
	dma_buf_put(dma_buf);
}

static struct drm_gem_object *import(struct drm_device *dev, struct dma_buf *dma_buf)
{
	if (dev->driver->gem_prime_import)
		return dev->driver->gem_prime_import(dev, dma_buf);
	return drm_gem_prime_import(dev, dma_buf);
}

/* With prime.lock held: a handle for a buffer that the client has none of. */
static int import_handle(struct drm_device *dev, struct drm_file *file, struct dma_buf *dma_buf,
			 u32 *handle)
{
	struct drm_gem_object *obj;
	int error;

	mutex_lock(&dev->object_name_lock);
	obj = import(dev, dma_buf);
	if (IS_ERR(obj)) {
		mutex_unlock(&dev->object_name_lock);
		return PTR_ERR(obj);
	}
	if (obj->dma_buf) {
		WARN_ON(obj->dma_buf != dma_buf);
	} else {
		obj->dma_buf = dma_buf;
		get_dma_buf(dma_buf);
	}
	drm_gem_handle_count_get(obj);
	mutex_unlock(&dev->object_name_lock);
	error = drm_gem_handle_publish(file, obj, handle);
	drm_gem_object_put(obj);
	return error;
}

int drm_gem_prime_fd_to_handle(struct drm_device *dev, struct drm_file *file, int prime_fd,
			       u32 *handle)
{
	struct dma_buf *dma_buf = dma_buf_get(prime_fd);
	struct drm_prime_member *member;
	bool created = false;
	int error;

	if (IS_ERR(dma_buf))
		return PTR_ERR(dma_buf);
	mutex_lock(&file->prime.lock);
	member = find_dmabuf(&file->prime, dma_buf);
	if (member) {
		*handle = member->handle;
		error = 0;
	} else {
		error = import_handle(dev, file, dma_buf, handle);
		created = !error;
		if (created)
			error = remember(&file->prime, dma_buf, *handle);
	}
	mutex_unlock(&file->prime.lock);
	/* user space may have closed it meanwhile */
	if (error && created)
		(void)drm_gem_handle_delete(file, *handle);
	dma_buf_put(dma_buf);
	return error;
}

int drm_prime_fd_to_handle_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_prime_handle *args = data;

	return drm_gem_prime_fd_to_handle(dev, file, args->fd, &args->handle);
}

struct sg_table *drm_prime_pages_to_sg(struct drm_device *dev, struct page **pages,
				       unsigned int nr_pages)
{
	struct sg_table *sgt = kmalloc(sizeof(*sgt), GFP_KERNEL);
	int error;

	if (!sgt)
		return ERR_PTR(-ENOMEM);
	error = sg_alloc_table_from_pages_segment(sgt, pages, nr_pages, 0,
						  (unsigned long)nr_pages << PAGE_SHIFT,
						  dma_get_max_seg_size(dev->dev), GFP_KERNEL);
	if (error) {
		kfree(sgt);
		return ERR_PTR(error);
	}
	return sgt;
}
