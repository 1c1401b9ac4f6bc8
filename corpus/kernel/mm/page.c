// SPDX-License-Identifier: MIT
/*
 * Pages. The arena is one piece of memory whose page descriptors stand in one array; a drm_mm gives
 * out its pages by number. Pages of other memory get a descriptor when they are first asked about,
 * and keep it.
 */
#include "checked.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include <sys/mman.h>

#define ARENA_PAGES (1UL << 16)
#define MAX_ORDER 10

static DEFINE_SPINLOCK(arena_lock);
static struct drm_mm arena_mm;
static char *arena;
static struct page *arena_pages;
static DEFINE_XARRAY(other_pages);

static void *reserve(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		panic("no room for %zu bytes of pages", size);
	return p;
}

/* With the lock held. */
static void arena_init(void)
{
	if (arena)
		return;
	arena = (char *)ALIGN((unsigned long)reserve((ARENA_PAGES + (1 << MAX_ORDER)) * PAGE_SIZE),
			      PAGE_SIZE << MAX_ORDER);
	arena_pages = reserve(ARENA_PAGES * sizeof(*arena_pages));
	drm_mm_init(&arena_mm, 0, ARENA_PAGES);
}

/* A block begins at a multiple of its size. */
static struct page *block_alloc(unsigned int order)
{
	struct drm_mm_node node = {.size = 0};
	struct page *page = NULL;

	spin_lock(&arena_lock);
	arena_init();
	/* where it will be is found out with a node of no consequence */
	if (!drm_mm_insert_node_generic(&arena_mm, &node, 1UL << order, 1UL << order, 0,
					DRM_MM_INSERT_LOW)) {
		drm_mm_remove_node(&node);
		page = &arena_pages[node.start];
		*page = (struct page){.order = order};
		page->node.start = node.start;
		page->node.size = node.size;
		WARN_ON(drm_mm_reserve_node(&arena_mm, &page->node));
	}
	spin_unlock(&arena_lock);
	return page;
}

struct page *alloc_pages(gfp_t flags, unsigned int order)
{
	struct page *page;
	unsigned long i;

	if (gfpflags_allow_blocking(flags))
		might_sleep();
	page = order > MAX_ORDER ? NULL : block_alloc(order);
	if (!page)
		return NULL;
	for (i = 0; i < 1UL << order; i++) {
		page[i].address = arena + (page - arena_pages + i) * PAGE_SIZE;
		atomic_set(&page[i].pins, 0);
		atomic_set(&page[i].mapped, 0);
	}
	atomic_set(&page->refs, 1);
	checked_allow(page->address, PAGE_SIZE << order);
	if (flags & __GFP_ZERO)
		memset(page->address, 0, PAGE_SIZE << order);
	return page;
}

static void block_free(struct page *page)
{
	unsigned int order = page->order;
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		checked_that(!atomic_read(&page[i].mapped), "page-freed-while-mapped",
			     "a page is freed that is mapped for DMA");
	checked_freed(page->address, PAGE_SIZE << order);
	checked_forbid(page->address, PAGE_SIZE << order, "use-after-free",
		       "a page that was freed");
	spin_lock(&arena_lock);
	drm_mm_remove_node(&page->node);
	spin_unlock(&arena_lock);
}

static bool in_arena(const struct page *page)
{
	return arena_pages && page >= arena_pages && page < arena_pages + ARENA_PAGES;
}

void __free_pages(struct page *page, unsigned int order)
{
	checked_that(page->order == order, "page-order-mismatch",
		     "pages of order %u are freed with order %u", page->order, order);
	put_page(page);
}

void get_page(struct page *page)
{
	WARN_ON_ONCE(atomic_fetch_inc(&page->refs) <= 0 && in_arena(page));
}

void put_page(struct page *page)
{
	int left = atomic_dec_return(&page->refs);

	checked_that(left >= 0 || !in_arena(page), "double-free",
		     "a page is freed that nobody holds");
	if (!left && in_arena(page))
		block_free(page);
}

struct page *pfn_to_page(unsigned long pfn)
{
	unsigned long index = pfn - ((unsigned long)arena >> PAGE_SHIFT);
	struct page *page, *found;

	if (arena && index < ARENA_PAGES)
		return &arena_pages[index];
	page = xa_load(&other_pages, pfn);
	if (page)
		return page;
	page = calloc(1, sizeof(*page));
	if (!page)
		panic("no memory for the descriptor of page %#lx", pfn);
	page->address = (void *)(pfn << PAGE_SHIFT);
	found = xa_cmpxchg(&other_pages, pfn, NULL, page, GFP_NOWAIT);
	if (!found)
		return page;
	free(page);
	return found;
}

int get_order(unsigned long size)
{
	return order_base_2(DIV_ROUND_UP(size, PAGE_SIZE));
}

/* --- user memory -------------------------------------------------------------------------- */

int pin_user_pages_fast(unsigned long start, int count, unsigned int flags, struct page **pages)
{
	int i;

	(void)flags;
	might_sleep();
	if (count < 0 || !start)
		return -EFAULT;
	for (i = 0; i < count; i++) {
		pages[i] = pfn_to_page((start >> PAGE_SHIFT) + i);
		atomic_inc(&pages[i]->pins);
		atomic_inc(&pages[i]->refs);
	}
	return count;
}

void unpin_user_page(struct page *page)
{
	int left = atomic_dec_return(&page->pins);

	checked_that(left >= 0, "double-free", "a page is unpinned that is not pinned");
	checked_that(left || !atomic_read(&page->mapped), "page-freed-while-mapped",
		     "a page is unpinned that is mapped for DMA");
	put_page(page);
}

void unpin_user_pages(struct page **pages, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		unpin_user_page(pages[i]);
}

void unpin_user_pages_dirty_lock(struct page **pages, unsigned long count, bool dirty)
{
	unsigned long i;

	for (i = 0; i < count; i++) {
		if (dirty)
			set_page_dirty(pages[i]);
		unpin_user_page(pages[i]);
	}
}
