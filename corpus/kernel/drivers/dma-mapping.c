// SPDX-License-Identifier: MIT
/*
 * The DMA interface on top of the address spaces. What is mapped is noted with all its arguments,
 * under its first device address; in the checked build those of the end are compared with those of
 * the beginning.
 */
#include "checked.h"

#include <drivers/iommu.h>
#include <linux/dma-mapping.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

#include <stdlib.h>

enum how {
	HOW_SINGLE,
	HOW_LIST,
	HOW_COHERENT,
};

struct record {
	struct list_head list;
	struct device *dev;
	enum how how;
	dma_addr_t address;
	size_t size;
	enum dma_data_direction dir;
	bool tested;
	struct scatterlist *sgl;
	int nents;
	void *memory;
};

static DEFINE_SPINLOCK(records_lock);
static LIST_HEAD(records);

static const struct checked_kind list_kind = {.what = "scatter list that is mapped",
					      .freed = "sg-free-while-mapped"};
static const struct checked_kind coherent_kind = {.what = "block of dma_alloc_coherent()",
						  .left = "dma-memory-leak"};

/* From the system: a mapping that is not noted would be a false trap when it ends. */
static void record_add(struct record new)
{
	struct record *record;

	if (!KERNEL_CHECKED)
		return;
	record = malloc(sizeof(*record));
	if (!record)
		abort();
	*record = new;
	spin_lock(&records_lock);
	list_add(&record->list, &records);
	spin_unlock(&records_lock);
}

/* With the lock held. With dev NULL any device's. */
static struct record *record_find(const struct device *dev, enum how how, dma_addr_t address,
				  const struct scatterlist *sgl)
{
	struct record *record;

	list_for_each_entry(record, &records, list) {
		if ((!dev || record->dev == dev) && record->how == how &&
		    (sgl ? record->sgl == sgl : record->address == address))
			return record;
	}
	return NULL;
}

/* Takes the record out, into *found. */
static bool record_take(const struct device *dev, enum how how, dma_addr_t address,
			const struct scatterlist *sgl, struct record *found)
{
	struct record *record;

	spin_lock(&records_lock);
	record = record_find(dev, how, address, sgl);
	if (record) {
		*found = *record;
		list_del(&record->list);
	}
	spin_unlock(&records_lock);
	free(record);
	return record;
}

static bool is_recorded(const struct device *dev, enum how how, dma_addr_t address,
			const struct scatterlist *sgl)
{
	bool found;

	spin_lock(&records_lock);
	found = record_find(dev, how, address, sgl);
	spin_unlock(&records_lock);
	return found;
}

static void check_direction(const struct record *record, enum dma_data_direction dir)
{
	checked_that(record->dir == dir, "dma-unmap-direction",
		     "mapped with direction %d, unmapped with %d", record->dir, dir);
}

/* Not found: somebody else's, or nobody's. */
static void check_missing(enum how how, dma_addr_t address, const struct scatterlist *sgl)
{
	checked_that(!is_recorded(NULL, how, address, sgl), "dma-unmap-device",
		     "unmapped for another device than it was mapped for");
	checked_that(false, "dma-double-unmap", "unmapped, but not mapped, or no longer");
}

/* --- single pieces ------------------------------------------------------------------------ */

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	struct iommu_piece piece = {(char *)page_address(page) + offset, size};
	dma_addr_t address;

	if (WARN_ON(!valid_dma_direction(dir) || !size))
		return DMA_MAPPING_ERROR;
	address = kernel_iommu_map(dev, &piece, 1, dir, dev->dma_coherent);
	if (!address)
		return DMA_MAPPING_ERROR;
	record_add((struct record){
		.dev = dev, .how = HOW_SINGLE, .address = address, .size = size, .dir = dir});
	return address;
}

int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	struct record *record;

	if (KERNEL_CHECKED) {
		spin_lock(&records_lock);
		record = record_find(dev, HOW_SINGLE, addr, NULL);
		if (record)
			record->tested = true;
		spin_unlock(&records_lock);
	}
	return addr == DMA_MAPPING_ERROR ? -ENOMEM : 0;
}

static void check_single(struct device *dev, dma_addr_t addr, size_t size,
			 enum dma_data_direction dir)
{
	struct record record;

	checked_that(addr != DMA_MAPPING_ERROR, "dma-unmap-failed",
		     "a mapping that failed is unmapped");
	if (!record_take(dev, HOW_SINGLE, addr, NULL, &record)) {
		check_missing(HOW_SINGLE, addr, NULL);
		return;
	}
	checked_that(record.tested, "dma-mapping-unchecked", "dma_mapping_error() was never asked");
	checked_that(record.size == size, "dma-unmap-size",
		     "mapped with size %zu, unmapped with %zu", record.size, size);
	check_direction(&record, dir);
}

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	if (KERNEL_CHECKED)
		check_single(dev, addr, size, dir);
	kernel_iommu_unmap(dev, addr);
}

static void check_sync(struct device *dev, dma_addr_t addr)
{
	struct record *record;
	bool found = false;

	spin_lock(&records_lock);
	list_for_each_entry(record, &records, list)
		found |= record->dev == dev && record->how == HOW_SINGLE &&
			 addr >= record->address && addr < record->address + record->size;
	spin_unlock(&records_lock);
	checked_that(found, "dma-sync-unmapped", "what is synced is not mapped");
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	if (KERNEL_CHECKED)
		check_sync(dev, addr);
	kernel_iommu_sync(dev, addr, size, false);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir)
{
	if (KERNEL_CHECKED)
		check_sync(dev, addr);
	kernel_iommu_sync(dev, addr, size, true);
}

/* --- lists -------------------------------------------------------------------------------- */

/* Writes what the device sees into the first entries: what is adjacent becomes one. */
static unsigned int fill_dma_entries(struct device *dev, struct scatterlist *sgl, int nents,
				     dma_addr_t at)
{
	unsigned int max_size = dma_get_max_seg_size(dev), count = 0;
	unsigned long boundary = dma_get_seg_boundary(dev);
	struct scatterlist *sg, *out = NULL;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		unsigned int length = sg->length;

		at = (i ? PAGE_ALIGN(at) : at & PAGE_MASK) + offset_in_page(sg->offset);
		if (out && sg_dma_address(out) + sg_dma_len(out) == at &&
		    sg_dma_len(out) + length <= max_size &&
		    (sg_dma_address(out) & ~boundary) == ((at + length - 1) & ~boundary)) {
			sg_dma_len(out) += length;
		} else {
			out = out ? sg_next(out) : sgl;
			sg_dma_address(out) = at;
			sg_dma_len(out) = length;
			count++;
		}
		at += length;
	}
	/* the entry behind the last one says so, as a mark for those who go too far */
	if (count < (unsigned int)nents) {
		out = sg_next(out);
		sg_dma_address(out) = DMA_MAPPING_ERROR;
		sg_dma_len(out) = 0;
	}
	return count;
}

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs)
{
	struct iommu_piece *pieces;
	struct scatterlist *sg;
	dma_addr_t address;
	int i;

	if (WARN_ON(!valid_dma_direction(dir) || nents <= 0))
		return 0;
	checked_that(!KERNEL_CHECKED || !checked_has(&list_kind, sgl), "dma-mapped-twice",
		     "a scatter list is mapped that is mapped already");
	pieces = kmalloc_array(nents, sizeof(*pieces), GFP_ATOMIC);
	if (!pieces)
		return 0;
	for_each_sg(sgl, sg, nents, i)
		pieces[i] = (struct iommu_piece){sg_virt(sg), sg->length};
	address = kernel_iommu_map(dev, pieces, nents, dir, dev->dma_coherent);
	kfree(pieces);
	if (!address)
		return 0;
	checked_enter(&list_kind, sgl);
	record_add((struct record){.dev = dev,
				   .how = HOW_LIST,
				   .address = address,
				   .dir = dir,
				   .sgl = sgl,
				   .nents = nents});
	return fill_dma_entries(dev, sgl, nents, address);
}

static void check_list(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir)
{
	struct record record;

	if (!record_take(dev, HOW_LIST, 0, sgl, &record)) {
		check_missing(HOW_LIST, 0, sgl);
		return;
	}
	checked_leave(&list_kind, sgl);
	checked_that(record.nents == nents, "dma-unmap-count",
		     "mapped with %d entries, unmapped with %d", record.nents, nents);
	check_direction(&record, dir);
}

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t address = sg_dma_address(sgl);

	if (KERNEL_CHECKED)
		check_list(dev, sgl, nents, dir);
	kernel_iommu_unmap(dev, address);
	/* whoever reads it now gets what no device has */
	sg_dma_address(sgl) = DMA_MAPPING_ERROR;
	sg_dma_len(sgl) = 0;
}

int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs)
{
	unsigned int nents = dma_map_sg_attrs(dev, sgt->sgl, sgt->orig_nents, dir, attrs);

	if (!nents)
		return -EIO;
	sgt->nents = nents;
	return 0;
}

void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		       unsigned long attrs)
{
	dma_unmap_sg_attrs(dev, sgt->sgl, sgt->orig_nents, dir, attrs);
}

static void sync_list(struct device *dev, struct scatterlist *sgl, int nents, bool to_device)
{
	dma_addr_t at = sg_dma_address(sgl);
	struct scatterlist *sg;
	int i;

	checked_that(!KERNEL_CHECKED || is_recorded(dev, HOW_LIST, 0, sgl), "dma-sync-unmapped",
		     "a scatter list is synced that is not mapped");
	for_each_sg(sgl, sg, nents, i) {
		at = (i ? PAGE_ALIGN(at) : at & PAGE_MASK) + offset_in_page(sg->offset);
		kernel_iommu_sync(dev, at, sg->length, to_device);
		at += sg->length;
	}
}

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir)
{
	sync_list(dev, sgl, nents, false);
}

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sgl, int nents,
			    enum dma_data_direction dir)
{
	sync_list(dev, sgl, nents, true);
}

/* --- coherent memory ---------------------------------------------------------------------- */

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flags,
		      unsigned long attrs)
{
	struct page *page = alloc_pages(flags | __GFP_ZERO, get_order(size));
	struct iommu_piece piece;

	if (!page)
		return NULL;
	piece = (struct iommu_piece){page_address(page), size};
	*handle = kernel_iommu_map(dev, &piece, 1, DMA_BIDIRECTIONAL, true);
	if (!*handle) {
		__free_pages(page, get_order(size));
		return NULL;
	}
	checked_enter(&coherent_kind, piece.memory);
	record_add((struct record){.dev = dev,
				   .how = HOW_COHERENT,
				   .address = *handle,
				   .size = size,
				   .memory = piece.memory});
	return piece.memory;
}

static void check_coherent(struct device *dev, size_t size, void *address, dma_addr_t handle)
{
	struct record record;

	if (!record_take(dev, HOW_COHERENT, handle, NULL, &record)) {
		checked_that(!is_recorded(NULL, HOW_COHERENT, handle, NULL), "dma-free-mismatch",
			     "freed for another device than it was allocated for");
		checked_that(false, "dma-memory-double-free",
			     "freed, but not allocated, or no longer");
		return;
	}
	checked_leave(&coherent_kind, address);
	checked_that(record.size == size && record.memory == address, "dma-free-mismatch",
		     "allocated %zu bytes at %p, freed %zu at %p", record.size, record.memory, size,
		     address);
}

void dma_free_attrs(struct device *dev, size_t size, void *address, dma_addr_t handle,
		    unsigned long attrs)
{
	if (!address)
		return;
	if (KERNEL_CHECKED)
		check_coherent(dev, size, address, handle);
	kernel_iommu_unmap(dev, handle);
	__free_pages(virt_to_page(address), get_order(size));
}

/* --- limits ------------------------------------------------------------------------------- */

int dma_set_mask(struct device *dev, u64 mask)
{
	if (!dev->dma_mask || mask <= U16_MAX)
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	if (mask <= U16_MAX)
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}

size_t dma_max_mapping_size(struct device *dev)
{
	return SIZE_MAX;
}
