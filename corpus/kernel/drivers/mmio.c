// SPDX-License-Identifier: MIT
/*
 * Registers of devices. A region is a range of physical addresses with a model behind it; a mapping
 * is a range of addresses that nobody can access directly, and that readl() and its kind know.
 */
#include "checked.h"

#include <drivers/mmio.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/rbtree.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <sys/mman.h>

#define FIRST_ADDRESS 0xf0000000UL

struct region {
	struct list_head node;
	resource_size_t start;
	size_t size;
	const struct kernel_mmio_ops *ops;
	void *model;
	char *memory; /* if there are no ops */
	unsigned int accesses; /* that are running */
	unsigned int mappings;
	bool disabled, gone, removed;
};

struct mapping {
	struct rb_node rb;
	unsigned long start;
	size_t size, reserved;
	struct region *region;
	u64 offset;
};

static DEFINE_SPINLOCK(lock);
static LIST_HEAD(regions);
static struct rb_root mappings = RB_ROOT;
static resource_size_t next_address = FIRST_ADDRESS;
static DECLARE_WAIT_QUEUE_HEAD(quiet);

static const struct checked_kind mapping_kind = {.what = "ioremap()ed range", .left = "iomap-leak"};

/* --- regions ------------------------------------------------------------------------------ */

resource_size_t kernel_mmio_add(size_t size, const struct kernel_mmio_ops *ops, void *model)
{
	struct region *region = kzalloc(sizeof(*region), GFP_KERNEL);

	if (!region)
		return 0;
	region->size = size;
	region->ops = ops;
	region->model = model;
	region->memory = ops ? NULL : kzalloc(size, GFP_KERNEL);
	if (!ops && !region->memory) {
		kfree(region);
		return 0;
	}
	spin_lock(&lock);
	region->start = next_address;
	/* a power of two is aligned to itself, as a BAR is; never used again */
	if (is_power_of_2(size))
		region->start = ALIGN(region->start, (resource_size_t)size);
	next_address = region->start + ALIGN(size, PAGE_SIZE);
	list_add(&region->node, &regions);
	spin_unlock(&lock);
	return region->start;
}

/* With the lock held. */
static struct region *find_region(resource_size_t start, size_t size)
{
	struct region *region;

	list_for_each_entry(region, &regions, node) {
		if (start >= region->start && size <= region->size &&
		    start - region->start <= region->size - size)
			return region;
	}
	return NULL;
}

void *kernel_mmio_memory(resource_size_t start)
{
	struct region *region;

	spin_lock(&lock);
	region = find_region(start, 1);
	spin_unlock(&lock);
	return region && region->memory ? region->memory + (start - region->start) : NULL;
}

void kernel_mmio_enable(resource_size_t start, bool on)
{
	struct region *region;

	spin_lock(&lock);
	region = find_region(start, 1);
	if (region)
		region->disabled = !on;
	spin_unlock(&lock);
}

static bool is_quiet(struct region *region)
{
	bool result;

	spin_lock(&lock);
	result = !region->accesses;
	spin_unlock(&lock);
	return result;
}

void kernel_mmio_unplug(resource_size_t start)
{
	struct region *region;

	spin_lock(&lock);
	region = find_region(start, 1);
	if (region)
		region->gone = true;
	spin_unlock(&lock);
	if (region)
		wait_event(quiet, is_quiet(region));
}

static void free_region(struct region *region)
{
	kfree(region->memory);
	kfree(region);
}

void kernel_mmio_remove(resource_size_t start)
{
	struct region *region;
	bool last;

	kernel_mmio_unplug(start);
	spin_lock(&lock);
	region = find_region(start, 1);
	last = region && !region->mappings;
	if (region) {
		list_del(&region->node);
		region->removed = true;
	}
	spin_unlock(&lock);
	if (last)
		free_region(region);
}

/* --- mappings ----------------------------------------------------------------------------- */

static bool mapping_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct mapping, rb)->start < rb_entry(b, struct mapping, rb)->start;
}

/* With the lock held. */
static struct mapping *find_mapping(unsigned long address)
{
	struct rb_node *node = mappings.rb_node;
	struct mapping *mapping;

	while (node) {
		mapping = rb_entry(node, struct mapping, rb);
		if (address < mapping->start)
			node = node->rb_left;
		else if (address >= mapping->start + mapping->size)
			node = node->rb_right;
		else
			return mapping;
	}
	return NULL;
}

void __iomem *ioremap(phys_addr_t start, size_t size)
{
	struct mapping *mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	void *reserved;

	if (!mapping)
		return NULL;
	mapping->reserved = PAGE_ALIGN(offset_in_page(start) + size);
	reserved = mmap(NULL, mapping->reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (reserved == MAP_FAILED)
		goto free;
	mapping->start = (unsigned long)reserved + offset_in_page(start);
	mapping->size = size;
	spin_lock(&lock);
	mapping->region = size ? find_region(start, size) : NULL;
	if (mapping->region) {
		mapping->offset = start - mapping->region->start;
		mapping->region->mappings++;
		rb_add(&mapping->rb, &mappings, mapping_less);
	}
	spin_unlock(&lock);
	if (!mapping->region)
		goto unmap;
	checked_enter(&mapping_kind, (void *)mapping->start);
	return (void __iomem *)mapping->start;

unmap:
	munmap(reserved, mapping->reserved);
free:
	kfree(mapping);
	return NULL;
}

void iounmap(volatile void __iomem *address)
{
	struct region *region = NULL;
	struct mapping *mapping;

	spin_lock(&lock);
	mapping = find_mapping((unsigned long)address);
	if (mapping && mapping->start != (unsigned long)address)
		mapping = NULL; /* an address within it */
	if (mapping) {
		rb_erase(&mapping->rb, &mappings);
		if (!--mapping->region->mappings && mapping->region->removed)
			region = mapping->region;
	}
	spin_unlock(&lock);
	if (!mapping) {
		checked_that(false, "iomap-use-after-unmap",
			     "unmapped, but not mapped, or no longer");
		WARN(1, "iounmap() of what is not mapped\n");
		return;
	}
	if (region)
		free_region(region);
	checked_leave(&mapping_kind, (void *)mapping->start);
	munmap((void *)(mapping->start & PAGE_MASK), mapping->reserved);
	kfree(mapping);
}

/* --- accesses ----------------------------------------------------------------------------- */

/* The region behind that address, or NULL; *alive says whether it answers. */
static struct region *begin_access(unsigned long address, unsigned int size, u64 *offset,
				   bool *alive)
{
	struct region *region = NULL;
	struct mapping *mapping;

	spin_lock(&lock);
	mapping = find_mapping(address);
	if (mapping && address + size <= mapping->start + mapping->size) {
		region = mapping->region;
		*offset = mapping->offset + (address - mapping->start);
		*alive = !region->gone && !region->disabled;
		region->accesses++;
	}
	spin_unlock(&lock);
	if (!region) {
		checked_that(false, "iomap-use-after-unmap",
			     "access to registers that are not mapped");
		WARN(1, "access to registers that are not mapped\n");
	}
	return region;
}

static void end_access(struct region *region)
{
	bool wake;

	spin_lock(&lock);
	wake = !--region->accesses && region->gone;
	spin_unlock(&lock);
	if (wake)
		wake_up_all(&quiet);
}

static u64 load(const char *from, unsigned int size)
{
	switch (size) {
	case 1:
		return __atomic_load_n((const u8 *)from, __ATOMIC_SEQ_CST);
	case 2:
		return __atomic_load_n((const u16 *)from, __ATOMIC_SEQ_CST);
	case 4:
		return __atomic_load_n((const u32 *)from, __ATOMIC_SEQ_CST);
	default:
		return __atomic_load_n((const u64 *)from, __ATOMIC_SEQ_CST);
	}
}

static void store(char *to, unsigned int size, u64 value)
{
	switch (size) {
	case 1:
		__atomic_store_n((u8 *)to, value, __ATOMIC_SEQ_CST);
		break;
	case 2:
		__atomic_store_n((u16 *)to, value, __ATOMIC_SEQ_CST);
		break;
	case 4:
		__atomic_store_n((u32 *)to, value, __ATOMIC_SEQ_CST);
		break;
	default:
		__atomic_store_n((u64 *)to, value, __ATOMIC_SEQ_CST);
		break;
	}
}

u64 kernel_io_read(const volatile void __iomem *address, unsigned int size)
{
	struct region *region;
	u64 offset = 0, value = ~0ULL;
	bool alive = false;

	region = begin_access((unsigned long)address, size, &offset, &alive);
	if (!region)
		return value;
	if (alive && region->memory)
		value = load(region->memory + offset, size);
	else if (alive && region->ops->read)
		value = region->ops->read(region->model, offset, size);
	end_access(region);
	return value;
}

void kernel_io_write(volatile void __iomem *address, unsigned int size, u64 value)
{
	struct region *region;
	bool alive = false;
	u64 offset = 0;

	region = begin_access((unsigned long)address, size, &offset, &alive);
	if (!region)
		return;
	if (alive && region->memory)
		store(region->memory + offset, size, value);
	else if (alive && region->ops->write)
		region->ops->write(region->model, offset, size, value);
	end_access(region);
}

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		((u8 *)to)[i] = readb((const volatile char __iomem *)from + i);
}

void memcpy_toio(volatile void __iomem *to, const void *from, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		writeb(((const u8 *)from)[i], (volatile char __iomem *)to + i);
}

void memset_io(volatile void __iomem *to, int value, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		writeb(value, (volatile char __iomem *)to + i);
}
