// SPDX-License-Identifier: MIT
/* Memory, from the system's allocator. The checked build looks at what dies in it, and keeps the
 * families apart. */
#include "checked.h"
#include "testing.h"

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <malloc.h>
#include <stdlib.h>

static atomic_t fail_in;

void kernel_fail_allocation(unsigned int nth)
{
	atomic_set(&fail_in, nth);
}

bool kernel_allocation_failed(void)
{
	return !atomic_read(&fail_in);
}

static bool should_fail(void)
{
	return atomic_read(&fail_in) && atomic_dec_if_positive(&fail_in) == 0;
}

/* of drivers/base/devres.c */
extern const struct checked_kind kernel_managed_memory;

static const struct checked_kind vmalloc_kind = {.what = "block of vmalloc()"};

void *kmalloc(size_t size, gfp_t flags)
{
	void *p;

	if (gfpflags_allow_blocking(flags))
		might_sleep();
	if (!size)
		return ZERO_SIZE_PTR;
	if (should_fail())
		return NULL;
	/* a power of two is aligned to itself, or to a page: drivers rely on it for hardware
	 * structures */
	if (size >= 64 && is_power_of_2(size))
		p = aligned_alloc(min_t(size_t, size, PAGE_SIZE), size);
	else
		p = malloc(size);
	if (p && (flags & __GFP_ZERO))
		memset(p, 0, size);
	return p;
}

static void release(const void *p)
{
	if (KERNEL_CHECKED)
		checked_freed(p, malloc_usable_size((void *)p));
	free((void *)p);
}

void kfree(const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	checked_that(!KERNEL_CHECKED || !checked_has(&vmalloc_kind, p), "free-mismatch",
		     "kfree() of memory that vmalloc() gave");
	checked_that(!KERNEL_CHECKED || !checked_has(&kernel_managed_memory, p),
		     "managed-freed-by-hand", "kfree() of memory that a device manages");
	release(p);
}

void kfree_sensitive(const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		memzero_explicit((void *)p, malloc_usable_size((void *)p));
	kfree(p);
}

size_t ksize(const void *p)
{
	return ZERO_OR_NULL_PTR(p) ? 0 : malloc_usable_size((void *)p);
}

/* Always moves: who keeps the old pointer is wrong whenever it could. */
void *krealloc(const void *p, size_t size, gfp_t flags)
{
	size_t old = ksize(p);
	void *new;

	if (!size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	new = kmalloc(size, flags);
	if (new && old)
		memcpy(new, p, min(old, size));
	if (new)
		kfree(p);
	return new;
}

void *kvmalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags);
}

void kvfree(const void *p)
{
	if (is_vmalloc_addr(p))
		vfree(p);
	else
		kfree(p);
}

bool is_vmalloc_addr(const void *p)
{
	return KERNEL_CHECKED && checked_has(&vmalloc_kind, p);
}

void *vmalloc(unsigned long size)
{
	void *p;

	might_sleep();
	if (!size || should_fail())
		return NULL;
	p = aligned_alloc(PAGE_SIZE, PAGE_ALIGN(size));
	if (p)
		checked_enter(&vmalloc_kind, p);
	return p;
}

void *vzalloc(unsigned long size)
{
	void *p = vmalloc(size);

	return p ? memset(p, 0, size) : NULL;
}

void vfree(const void *p)
{
	if (!p)
		return;
	checked_that(checked_leave(&vmalloc_kind, p), "free-mismatch",
		     "vfree() of memory that vmalloc() did not give");
	release(p);
}

/* --- caches
 * ------------------------------------------------------------------------------------------------
 */

struct kmem_cache {
	const char *name;
	size_t size, align;
	void (*constructor)(void *object);
	atomic_t live;
	struct checked_kind kind;
};

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*constructor)(void *object))
{
	struct kmem_cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL);

	if (!cache)
		return NULL;
	if (flags & SLAB_HWCACHE_ALIGN)
		align = max(align, 64u);
	cache->align = max_t(size_t, align, sizeof(void *));
	cache->name = name;
	cache->size = ALIGN(max(size, 1u), cache->align);
	cache->constructor = constructor;
	cache->kind = (struct checked_kind){.what = "object of a kmem_cache"};
	return cache;
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags)
{
	void *object;

	if (gfpflags_allow_blocking(flags))
		might_sleep();
	object = should_fail() ? NULL : aligned_alloc(cache->align, cache->size);
	if (!object)
		return NULL;
	if (flags & __GFP_ZERO)
		memset(object, 0, cache->size);
	if (cache->constructor)
		cache->constructor(object);
	atomic_inc(&cache->live);
	checked_enter(&cache->kind, object);
	return object;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	if (!object)
		return;
	checked_that(checked_leave(&cache->kind, object), "free-mismatch",
		     "kmem_cache_free() of an object that is not of cache %s", cache->name);
	atomic_dec(&cache->live);
	release(object);
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	if (!cache)
		return;
	checked_that(!atomic_read(&cache->live), "allocator-destroyed-in-use",
		     "cache %s is destroyed with %d objects in use", cache->name,
		     atomic_read(&cache->live));
	WARN(atomic_read(&cache->live), "cache %s still has %d objects\n", cache->name,
	     atomic_read(&cache->live));
	kfree(cache);
}
