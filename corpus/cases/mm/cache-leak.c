/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <linux/mempool.h>

int start(void);

static struct kmem_cache *jobs;

int init_bad(void)
{
	struct kmem_cache *cache = kmem_cache_create("jobs", 64, 0, 0, NULL);

	if (!cache)
		return -ENOMEM;
	if (start())
// CHECK: cache-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cache' is lost on this path; nothing destroys it [custody-cache-leak]
		return -EIO;
	jobs = cache;
	return 0;
}

int init_ok(void)
{
	struct kmem_cache *cache = kmem_cache_create("jobs", 64, 0, 0, NULL);

	if (!cache)
		return -ENOMEM;
	if (start()) {
		kmem_cache_destroy(cache);
		return -EIO;
	}
	jobs = cache;
	return 0;
}
