// SPDX-License-Identifier: MIT
/* Shared buffers. A file descriptor is a number that holds a reference. */
#include "checked.h"
#include "custody.h"
#include "testing.h"

#include <linux/dma-buf.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/slab.h>

static DEFINE_MUTEX(descriptors_lock);
static DEFINE_IDR(descriptors);

static const struct checked_kind buffer_kind = {
	.what = "dma_buf", .freed = "double-free", .left = "dma-buf-leak"};
static const struct checked_kind attachment_kind = {.what = "dma_buf_attachment",
						    .left = "dma-buf-attachment-leak"};
/* A table that is lent to an importer. sg_free_table() asks for it. */
const struct checked_kind kernel_lent_table = {.what = "sg_table of a dma_buf",
					       .freed = "dma-buf-table-freed"};

struct dma_buf *dma_buf_export(const struct dma_buf_export_info *info)
{
	struct dma_buf *dmabuf;

	if (WARN_ON(!info->ops || !info->ops->map_dma_buf || !info->ops->unmap_dma_buf ||
		    !info->ops->release))
		return ERR_PTR(-EINVAL);
	dmabuf = kzalloc(sizeof(*dmabuf), GFP_KERNEL);
	if (!dmabuf)
		return ERR_PTR(-ENOMEM);
	dmabuf->size = info->size;
	dmabuf->ops = info->ops;
	dmabuf->priv = info->priv;
	dmabuf->exp_name = info->exp_name;
	dma_resv_init(&dmabuf->own_resv);
	dmabuf->resv = info->resv ? info->resv : &dmabuf->own_resv;
	INIT_LIST_HEAD(&dmabuf->attachments);
	kref_init(&dmabuf->ref);
	checked_enter(&buffer_kind, dmabuf);
	return dmabuf;
}

static void dma_buf_release(struct kref *ref)
{
	struct dma_buf *dmabuf = container_of(ref, struct dma_buf, ref);

	checked_that(list_empty(&dmabuf->attachments), "dma-buf-attachment-leak",
		     "the last reference to a dma_buf is put while devices are attached");
	checked_leave(&buffer_kind, dmabuf);
	dmabuf->ops->release(dmabuf);
	dma_resv_fini(&dmabuf->own_resv);
	kfree(dmabuf);
}

void dma_buf_put(struct dma_buf *dmabuf)
{
	if (!WARN_ON(!dmabuf))
		kref_put(&dmabuf->ref, dma_buf_release);
}

/* --- descriptors -------------------------------------------------------------------------- */

int dma_buf_fd(struct dma_buf *dmabuf, int flags)
{
	int fd;

	(void)flags;
	mutex_lock(&descriptors_lock);
	__trusted_block("there is one program, so that its descriptors belong to all")
	{
		fd = idr_alloc(&descriptors, dmabuf, 3, 0, GFP_KERNEL);
	}
	mutex_unlock(&descriptors_lock);
	return fd;
}

struct dma_buf *dma_buf_get(int fd)
{
	struct dma_buf *dmabuf;

	mutex_lock(&descriptors_lock);
	dmabuf = fd < 0 ? NULL : idr_find(&descriptors, fd);
	if (dmabuf)
		get_dma_buf(dmabuf);
	mutex_unlock(&descriptors_lock);
	return dmabuf ? dmabuf : ERR_PTR(-EBADF);
}

int kernel_close_descriptor(int fd)
{
	struct dma_buf *dmabuf;

	mutex_lock(&descriptors_lock);
	dmabuf = idr_remove(&descriptors, fd);
	mutex_unlock(&descriptors_lock);
	if (!dmabuf)
		return -EBADF;
	dma_buf_put(dmabuf);
	return 0;
}

/* --- attachments -------------------------------------------------------------------------- */

struct dma_buf_attachment *dma_buf_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
						  const struct dma_buf_attach_ops *importer_ops,
						  void *importer_priv)
{
	struct dma_buf_attachment *attach;
	int error;

	if (WARN_ON(!dmabuf || !dev || (importer_ops && !importer_ops->move_notify)))
		return ERR_PTR(-EINVAL);
	attach = kzalloc(sizeof(*attach), GFP_KERNEL);
	if (!attach)
		return ERR_PTR(-ENOMEM);
	attach->dmabuf = dmabuf;
	attach->dev = dev;
	attach->importer_ops = importer_ops;
	attach->importer_priv = importer_priv;
	error = dmabuf->ops->attach ? dmabuf->ops->attach(dmabuf, attach) : 0;
	if (error) {
		kfree(attach);
		return ERR_PTR(error);
	}
	dma_resv_lock(dmabuf->resv, NULL);
	list_add(&attach->node, &dmabuf->attachments);
	dma_resv_unlock(dmabuf->resv);
	checked_enter(&attachment_kind, attach);
	return attach;
}

struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_dynamic_attach(dmabuf, dev, NULL, NULL);
}

void dma_buf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	checked_that(checked_leave(&attachment_kind, attach), "dma-buf-use-after-detach",
		     "detached, but not attached, or no longer");
	checked_that(!attach->mappings, "dma-buf-detach-while-mapped",
		     "detached while it is mapped %u times", attach->mappings);
	dma_resv_lock(dmabuf->resv, NULL);
	list_del(&attach->node);
	dma_resv_unlock(dmabuf->resv);
	if (dmabuf->ops->detach)
		dmabuf->ops->detach(dmabuf, attach);
	kfree(attach);
}

int dma_buf_pin(struct dma_buf_attachment *attach)
{
	struct dma_buf *dmabuf = attach->dmabuf;

	dma_resv_assert_held(dmabuf->resv);
	return dmabuf->ops->pin ? dmabuf->ops->pin(attach) : 0;
}

void dma_buf_unpin(struct dma_buf_attachment *attach)
{
	struct dma_buf *dmabuf = attach->dmabuf;

	dma_resv_assert_held(dmabuf->resv);
	if (dmabuf->ops->unpin)
		dmabuf->ops->unpin(attach);
}

struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *attach,
					enum dma_data_direction dir)
{
	struct sg_table *sgt;

	might_sleep();
	dma_resv_assert_held(attach->dmabuf->resv);
	sgt = attach->dmabuf->ops->map_dma_buf(attach, dir);
	if (!sgt)
		sgt = ERR_PTR(-ENOMEM);
	if (IS_ERR(sgt))
		return sgt;
	attach->mappings++;
	checked_enter(&kernel_lent_table, sgt);
	return sgt;
}

void dma_buf_unmap_attachment(struct dma_buf_attachment *attach, struct sg_table *sgt,
			      enum dma_data_direction dir)
{
	might_sleep();
	dma_resv_assert_held(attach->dmabuf->resv);
	checked_that(checked_leave(&kernel_lent_table, sgt) && attach->mappings, "dma-double-unmap",
		     "a dma_buf's table is unmapped that is not mapped, or no longer");
	attach->mappings--;
	attach->dmabuf->ops->unmap_dma_buf(attach, sgt, dir);
}

struct sg_table *dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
						 enum dma_data_direction dir)
{
	struct dma_resv *resv = attach->dmabuf->resv;
	struct sg_table *sgt;

	dma_resv_lock(resv, NULL);
	sgt = dma_buf_map_attachment(attach, dir);
	dma_resv_unlock(resv);
	return sgt;
}

void dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach, struct sg_table *sgt,
				       enum dma_data_direction dir)
{
	struct dma_resv *resv = attach->dmabuf->resv;

	dma_resv_lock(resv, NULL);
	dma_buf_unmap_attachment(attach, sgt, dir);
	dma_resv_unlock(resv);
}

void dma_buf_move_notify(struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach;

	dma_resv_assert_held(dmabuf->resv);
	list_for_each_entry(attach, &dmabuf->attachments, node) {
		if (attach->importer_ops)
			attach->importer_ops->move_notify(attach);
	}
}

/* --- the CPU's access --------------------------------------------------------------------- */

int dma_buf_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	might_sleep();
	return dmabuf->ops->begin_cpu_access ? dmabuf->ops->begin_cpu_access(dmabuf, dir) : 0;
}

int dma_buf_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	might_sleep();
	return dmabuf->ops->end_cpu_access ? dmabuf->ops->end_cpu_access(dmabuf, dir) : 0;
}

/* There is one address, made for the first who asks and given up with the last. */
int dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	int error;

	dma_resv_assert_held(dmabuf->resv);
	iosys_map_clear(map);
	if (!dmabuf->ops->vmap)
		return -EINVAL;
	if (!dmabuf->vmapping_counter) {
		error = dmabuf->ops->vmap(dmabuf, &dmabuf->vmap_ptr);
		if (error)
			return error;
	}
	dmabuf->vmapping_counter++;
	*map = dmabuf->vmap_ptr;
	return 0;
}

void dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	dma_resv_assert_held(dmabuf->resv);
	if (WARN_ON(!dmabuf->vmapping_counter) || --dmabuf->vmapping_counter)
		return;
	if (dmabuf->ops->vunmap)
		dmabuf->ops->vunmap(dmabuf, map);
	iosys_map_clear(&dmabuf->vmap_ptr);
}
