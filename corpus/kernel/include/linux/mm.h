/* SPDX-License-Identifier: MIT */
/*
 * Pages. Physical addresses are virtual ones: a page's number is its address divided by the size of
 * a page. Pages come from an arena, where neighbours are neighbours; memory of kmalloc() has pages
 * too.
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/align.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/page_size.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)

struct page *alloc_pages(gfp_t flags, unsigned int order);
void __free_pages(struct page *page, unsigned int order);
void get_page(struct page *page);
void put_page(struct page *page);
struct page *pfn_to_page(unsigned long pfn);
int get_order(unsigned long size);

#define alloc_page(flags) alloc_pages(flags, 0)
#define alloc_pages_node(node, flags, order) alloc_pages(flags, order)
#define __free_page(page) __free_pages(page, 0)

static inline void *page_address(const struct page *page)
{
	return page->address;
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	return (unsigned long)page->address >> PAGE_SHIFT;
}

static inline phys_addr_t page_to_phys(const struct page *page)
{
	return (phys_addr_t)(uintptr_t)page->address;
}

static inline struct page *virt_to_page(const void *address)
{
	return pfn_to_page((unsigned long)address >> PAGE_SHIFT);
}

static inline struct page *nth_page(struct page *page, unsigned long n)
{
	return n ? pfn_to_page(page_to_pfn(page) + n) : page;
}

static inline int page_count(struct page *page)
{
	return atomic_read(&page->refs);
}

/* Whether it was clean. */
static inline bool set_page_dirty(struct page *page)
{
	return !__atomic_exchange_n(&page->dirty, true, __ATOMIC_RELAXED);
}

static inline unsigned long __get_free_pages(gfp_t flags, unsigned int order)
{
	struct page *page = alloc_pages(flags, order);

	return page ? (unsigned long)page_address(page) : 0;
}

static inline void free_pages(unsigned long address, unsigned int order)
{
	if (address)
		__free_pages(virt_to_page((void *)address), order);
}

#define __get_free_page(flags) __get_free_pages(flags, 0)
#define get_zeroed_page(flags) __get_free_pages((flags) | __GFP_ZERO, 0)
#define free_page(address) free_pages(address, 0)

#define VM_READ 0x1UL
#define VM_WRITE 0x2UL
#define VM_SHARED 0x8UL
#define VM_IO 0x4000UL
#define VM_DONTEXPAND 0x40000UL
#define VM_PFNMAP 0x400UL
#define VM_DONTDUMP 0x4000000UL

/* What happens to a mapping: it is copied, or ends. */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
};

static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

#define FOLL_WRITE 0x01
#define FOLL_LONGTERM 0x100

/* User memory is the program's own. How many pages were pinned, or an error. */
int pin_user_pages_fast(unsigned long start, int count, unsigned int flags, struct page **pages);
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long count);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long count, bool dirty);

#endif
