/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/percpu.h>
#include <linux/gfp.h>

int fill(const void *table, size_t size);

struct stats {
	long in, out;
};

int table_bad(size_t size)
{
	void *table = vmalloc(size);
	int ret;

	if (!table)
		return -ENOMEM;
	ret = fill(table, size);
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() on 'table', which was allocated as vmalloc memory [custody-free-mismatch]
	kfree(table);
	return ret;
}

int large_bad(size_t size)
{
	void *table = kvmalloc(size, GFP_KERNEL);

	if (!table)
		return -ENOMEM;
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() on 'table', which was allocated as slab or vmalloc memory [custody-free-mismatch]
	kfree(table);
	return 0;
}

int managed_bad(struct device *dev)
{
	void *table = devm_kzalloc(dev, 64, GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	if (fill(table, 64)) {
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() on 'table', which was allocated as managed (devm_) memory [custody-free-mismatch]
		kfree(table);
		return -EIO;
	}
	return 0;
}

int percpu_bad(struct stats **where)
{
	struct stats *s = alloc_percpu(struct stats);

	if (!s)
		return -ENOMEM;
	*where = s;
	if (fill(NULL, 0)) {
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() on 's', which was allocated as per-CPU memory [custody-free-mismatch]
		kfree(s);
		return -EIO;
	}
	return 0;
}

int table_ok(size_t size)
{
	void *table = vmalloc(size);
	int ret;

	if (!table)
		return -ENOMEM;
	ret = fill(table, size);
	vfree(table);
	return ret;
}

int large_ok(size_t size, bool small)
{
	void *table = small ? kmalloc(size, GFP_KERNEL) : kvmalloc(size, GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	kvfree(table);
	return 0;
}

int managed_ok(struct device *dev)
{
	void *table = devm_kzalloc(dev, 64, GFP_KERNEL);

	if (!table)
		return -ENOMEM;
	if (fill(table, 64)) {
		devm_kfree(dev, table);
		return -EIO;
	}
	return 0;
}

int cached_ok(struct kmem_cache *cache)
{
	void *p = kmem_cache_alloc(cache, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	return 0;
}

bool is_vmalloc_addr(const void *x);

/* The address says where it came from. */
int told_apart_ok(size_t size)
{
	void *table = kzalloc(size, GFP_KERNEL);

	if (!table)
		table = vzalloc(size);
	if (!table)
		return -ENOMEM;
	if (is_vmalloc_addr(table))
		vfree(table);
	else
		kfree(table);
	return 0;
}

int told_apart_bad(size_t size)
{
	void *table = kzalloc(size, GFP_KERNEL);

	if (!table)
		table = vzalloc(size);
	if (!table)
		return -ENOMEM;
	if (!is_vmalloc_addr(table))
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: vfree() on 'table', which was allocated as slab memory [custody-free-mismatch]
		vfree(table);
	else
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() on 'table', which was allocated as vmalloc memory [custody-free-mismatch]
		kfree(table);
	return 0;
}

/* --- what a member is filled with in one function, and freed by in another --- */

struct store {
	void *pages, *names, *either;
};

int store_fill(struct store *s, int small)
{
	s->pages = vzalloc(65536);
	s->names = kmalloc(64, GFP_KERNEL);
	if (small)
		s->either = kmalloc(64, GFP_KERNEL);
	else
		s->either = vzalloc(65536);
	return s->pages && s->names && s->either ? 0 : -ENOMEM;
}

void store_empty_bad(struct store *s)
{
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() on 's->pages', which was allocated as vmalloc memory [custody-free-mismatch]
	kfree(s->pages);
// CHECK: free-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: vfree() on 's->names', which was allocated as slab memory [custody-free-mismatch]
	vfree(s->names);
}

void store_empty_ok(struct store *s)
{
	vfree(s->pages);
	kfree(s->names);
	kvfree(s->either);
}

/* Of two sources: which it was does not show. */
void store_either_ok(struct store *s)
{
	kfree(s->either);
}
