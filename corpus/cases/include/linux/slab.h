/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SLAB_H
#define _CASES_SLAB_H
#include <linux/types.h>

#define GFP_KERNEL 0xcc0u
#define GFP_ATOMIC 0x820u
#define GFP_NOIO 0xc00u

struct kmem_cache;
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align, unsigned int flags, void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *s);

void *kmalloc(size_t size, gfp_t flags);
void *kzalloc(size_t size, gfp_t flags);
void *kcalloc(size_t n, size_t size, gfp_t flags);
void *kmemdup(const void *src, size_t len, gfp_t gfp);
void *kvmalloc(size_t size, gfp_t flags);
char *kstrdup(const char *s, gfp_t flags);
void *krealloc(const void *p, size_t size, gfp_t flags);
void *memdup_user(const void __user *src, size_t len);
void kfree(const void *p);
void kfree_sensitive(const void *p);
void kvfree(const void *p);
void vfree(const void *p);
void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags);
void kmem_cache_free(struct kmem_cache *s, void *p);
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp);
void devm_kfree(struct device *dev, const void *p);

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};
void kvfree_call_rcu(struct rcu_head *head, void *ptr);
#define kfree_rcu(ptr, rhf) kvfree_call_rcu(&(ptr)->rhf, (void *)(ptr))

#endif
