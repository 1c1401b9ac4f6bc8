// SPDX-License-Identifier: MIT
/*
 * One address space for each device: a drm_mm gives out device addresses in pages, and a mapping
 * knows the memory behind its pages. A device that is not coherent sees a copy, which is brought up
 * to date by map, unmap and sync only; so a forgotten sync shows.
 */
#include "checked.h"
#include "custody.h"

#include <drivers/iommu.h>
#include <drm/drm_mm.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/spinlock.h>

#define FIRST_ADDRESS 0x10000

struct kernel_iommu {
	spinlock_t lock;
	struct drm_mm mm; /* in pages */
};

/* A piece at its device address. */
struct segment {
	dma_addr_t address;
	char *memory;
	char *seen; /* by the device: the memory, or its copy */
	size_t size;
};

struct mapping {
	struct drm_mm_node node;
	enum dma_data_direction dir;
	char *copy; /* of all segments, or NULL */
	unsigned int count;
	struct segment segments[];
};

static struct kernel_iommu *iommu_of(struct device *dev)
{
	struct kernel_iommu *iommu = smp_load_acquire(&dev->iommu);
	u64 end;

	if (iommu)
		return iommu;
	iommu = kzalloc(sizeof(*iommu), GFP_ATOMIC);
	if (!iommu)
		return NULL;
	spin_lock_init(&iommu->lock);
	end = dma_get_mask(dev) >> PAGE_SHIFT;
	drm_mm_init(&iommu->mm, FIRST_ADDRESS >> PAGE_SHIFT, end - (FIRST_ADDRESS >> PAGE_SHIFT));
	if (!try_cmpxchg(&dev->iommu, &(struct kernel_iommu *){NULL}, iommu)) {
		drm_mm_takedown(&iommu->mm);
		kfree(iommu);
	}
	return smp_load_acquire(&dev->iommu);
}

void kernel_iommu_destroy(struct device *dev)
{
	if (!dev->iommu)
		return;
	checked_that(drm_mm_clean(&dev->iommu->mm), "device-released-while-mapped",
		     "%s is released with memory mapped for it", dev_name(dev));
	if (drm_mm_clean(&dev->iommu->mm)) {
		drm_mm_takedown(&dev->iommu->mm);
		kfree(dev->iommu);
	}
	dev->iommu = NULL;
}

static size_t copy_size(const struct iommu_piece *pieces, unsigned int count)
{
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		size += pieces[i].size;
	return size;
}

/* The device addresses, relative to the mapping's start; the pages that they take. */
static u64 lay_out(struct mapping *mapping, const struct iommu_piece *pieces, char *copy)
{
	u64 at = 0;
	unsigned int i;

	for (i = 0; i < mapping->count; i++) {
		struct segment *segment = &mapping->segments[i];
		unsigned long offset = offset_in_page(pieces[i].memory);

		at = (i ? PAGE_ALIGN(at) : 0) + offset;
		segment->address = at;
		segment->memory = pieces[i].memory;
		segment->seen = copy ? copy : segment->memory;
		segment->size = pieces[i].size;
		at += segment->size;
		copy = copy ? copy + segment->size : NULL;
	}
	return PFN_UP(at);
}

static void sync_segment(const struct segment *segment, u64 from, u64 to, bool to_device)
{
	size_t offset, size;

	from = max(from, segment->address);
	to = min(to, segment->address + segment->size);
	if (from >= to || segment->seen == segment->memory)
		return;
	offset = from - segment->address;
	size = to - from;
	if (to_device)
		memcpy(segment->seen + offset, segment->memory + offset, size);
	else
		memcpy(segment->memory + offset, segment->seen + offset, size);
}

static void sync_mapping(const struct mapping *mapping, u64 from, u64 to, bool to_device)
{
	unsigned int i;

	for (i = 0; i < mapping->count; i++)
		sync_segment(&mapping->segments[i], from, to, to_device);
}

static void count_pages(const struct mapping *mapping, int by)
{
	unsigned int i;
	size_t at;

	for (i = 0; i < mapping->count; i++) {
		const struct segment *s = &mapping->segments[i];

		for (at = 0; at < s->size; at += PAGE_SIZE)
			atomic_add(by, &virt_to_page(s->memory + at)->mapped);
	}
}

dma_addr_t kernel_iommu_map(struct device *dev, const struct iommu_piece *pieces,
			    unsigned int count, enum dma_data_direction dir, bool coherent)
{
	struct kernel_iommu *iommu = iommu_of(dev);
	struct mapping *mapping = kzalloc(struct_size(mapping, segments, count), GFP_ATOMIC);
	unsigned int i;
	u64 pages;
	int error;

	if (!iommu || !mapping)
		goto fail;
	mapping->dir = dir;
	mapping->count = count;
	if (!coherent) {
		mapping->copy = kzalloc(copy_size(pieces, count), GFP_ATOMIC);
		if (!mapping->copy)
			goto fail;
	}
	pages = lay_out(mapping, pieces, mapping->copy);
	spin_lock(&iommu->lock);
	error = drm_mm_insert_node(&iommu->mm, &mapping->node, pages);
	spin_unlock(&iommu->lock);
	if (error)
		goto fail;
	for (i = 0; i < count; i++)
		mapping->segments[i].address += mapping->node.start << PAGE_SHIFT;
	/* also what the device only writes: what it leaves out stays as it was */
	sync_mapping(mapping, 0, U64_MAX, true);
	if (KERNEL_CHECKED)
		count_pages(mapping, 1);
	__trusted_block("it is found again by its node")
	{
		return mapping->segments[0].address;
	}
fail:
	if (mapping)
		kfree(mapping->copy);
	kfree(mapping);
	return 0;
}

/* With the lock held: what is mapped there. */
static struct mapping *mapping_at(struct kernel_iommu *iommu, dma_addr_t address)
{
	u64 page = address >> PAGE_SHIFT;
	struct drm_mm_node *node = __drm_mm_interval_first(&iommu->mm, page, page);

	if (node == &iommu->mm.head_node || node->start > page)
		return NULL;
	return container_of(node, struct mapping, node);
}

static struct mapping *find(struct device *dev, dma_addr_t address)
{
	struct kernel_iommu *iommu = iommu_of(dev);
	struct mapping *mapping = NULL;

	if (!iommu)
		return NULL;
	spin_lock(&iommu->lock);
	mapping = mapping_at(iommu, address);
	spin_unlock(&iommu->lock);
	return mapping;
}

void kernel_iommu_unmap(struct device *dev, dma_addr_t address)
{
	struct mapping *mapping = find(dev, address);

	if (WARN(!mapping, "%s: nothing is mapped at %#llx\n", dev_name(dev), address))
		return;
	if (mapping->dir != DMA_TO_DEVICE)
		sync_mapping(mapping, 0, U64_MAX, false);
	if (KERNEL_CHECKED)
		count_pages(mapping, -1);
	spin_lock(&dev->iommu->lock);
	drm_mm_remove_node(&mapping->node);
	spin_unlock(&dev->iommu->lock);
	kfree(mapping->copy);
	kfree(mapping);
}

void kernel_iommu_sync(struct device *dev, dma_addr_t address, size_t size, bool to_device)
{
	struct mapping *mapping = find(dev, address);

	if (mapping && (to_device || mapping->dir != DMA_TO_DEVICE))
		sync_mapping(mapping, address, address + size, to_device);
}

/* --- the device's side -------------------------------------------------------------------- */

/* The memory at that address, and how much of it; NULL if there is none for that. */
static char *translate(struct device *dev, dma_addr_t address, bool write, size_t *size)
{
	struct mapping *mapping = find(dev, address);
	unsigned int i;

	if (!mapping || mapping->dir == (write ? DMA_TO_DEVICE : DMA_FROM_DEVICE))
		return NULL;
	for (i = 0; i < mapping->count; i++) {
		struct segment *s = &mapping->segments[i];

		if (address >= s->address && address < s->address + s->size) {
			*size = s->address + s->size - address;
			return s->seen + (address - s->address);
		}
	}
	return NULL;
}

/* By whole words where it can: a driver may change what the device reads, or the other way, a word
 * at a time. */
static void device_read(char *to, const char *memory, size_t size)
{
	u64 word;

	for (; size >= sizeof(word) && IS_ALIGNED((unsigned long)memory, sizeof(word));
	     size -= sizeof(word), to += sizeof(word), memory += sizeof(word)) {
		word = READ_ONCE(*(const u64 *)memory);
		memcpy(to, &word, sizeof(word));
	}
	memcpy(to, memory, size);
}

static void device_write(char *memory, const char *from, size_t size)
{
	u64 word;

	for (; size >= sizeof(word) && IS_ALIGNED((unsigned long)memory, sizeof(word));
	     size -= sizeof(word), from += sizeof(word), memory += sizeof(word)) {
		memcpy(&word, from, sizeof(word));
		WRITE_ONCE(*(u64 *)memory, word);
	}
	memcpy(memory, from, size);
}

static int device_copy(struct device *dev, dma_addr_t address, char *buffer, size_t size,
		       bool write)
{
	while (size) {
		size_t part;
		char *memory = translate(dev, address, write, &part);

		if (!memory)
			return -EFAULT;
		part = min(part, size);
		if (write)
			device_write(memory, buffer, part);
		else
			device_read(buffer, memory, part);
		buffer += part;
		address += part;
		size -= part;
	}
	return 0;
}

int kernel_device_read(struct device *dev, dma_addr_t from, void *to, size_t size)
{
	return device_copy(dev, from, to, size, false);
}

int kernel_device_write(struct device *dev, dma_addr_t to, const void *from, size_t size)
{
	return device_copy(dev, to, (char *)from, size, true);
}
