/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>

struct ring {
	unsigned long sram;
};
int start(void);

int ring_bad(struct ring *r, struct gen_pool *pool)
{
	unsigned long sram = gen_pool_alloc(pool, 64);

	if (!sram)
		return -ENOMEM;
	if (start())
// CHECK: pool-memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sram' is lost on this path; nothing gives it back to its pool [custody-pool-memory-leak]
		return -EIO;
	r->sram = sram;
	return 0;
}

int ring_ok(struct ring *r, struct gen_pool *pool)
{
	unsigned long sram = gen_pool_alloc(pool, 64);

	if (!sram)
		return -ENOMEM;
	if (start()) {
		gen_pool_free(pool, sram, 64);
		return -EIO;
	}
	r->sram = sram;
	return 0;
}

/* A loop inserts it piece by piece: that there is nothing to insert into is no path to tell of. */
int page_insert(unsigned long at, void *page);
void *page_of(unsigned long address);

int insert_ok(struct gen_pool *pool, unsigned long at, unsigned long end, size_t len)
{
	char *mem = (char *)gen_pool_alloc(pool, len);

	if (!mem)
		return -12;
	for (; at < end; at += 4096) {
		int ret = page_insert(at, page_of((unsigned long)mem));

		if (ret) {
			gen_pool_free(pool, (unsigned long)mem, len);
			return ret;
		}
		mem += 4096;
		len -= 4096;
	}
	return 0;
}

int insert_bad(struct gen_pool *pool, unsigned long at, unsigned long end, size_t len)
{
	char *mem = (char *)gen_pool_alloc(pool, len);

	if (!mem)
		return -12;
	for (; at < end; at += 4096) {
		int ret = page_insert(at, NULL);

		if (ret) {
			gen_pool_free(pool, (unsigned long)mem, len);
			return ret;
		}
	}
// CHECK: pool-memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mem' is lost on this path; nothing gives it back to its pool [custody-pool-memory-leak]
	return 0;
}

/* Where there is nothing to be stored, nothing was taken. */
struct pack {
	unsigned long pages[16];
};
int stored_ok(struct gen_pool *pool, struct pack *p, size_t pages)
{
	unsigned long mem = gen_pool_alloc(pool, pages * 4096);

	if (!mem)
		return -12;
	for (size_t i = 0; i < pages; i++)
		p->pages[i] = mem + i * 4096;
	return 0;
}

int counted_bad(struct gen_pool *pool, struct pack *p, size_t pages)
{
	unsigned long mem = gen_pool_alloc(pool, pages * 4096);

	if (!mem)
		return -12;
	for (size_t i = 0; i < pages; i++)
		p->pages[i] = i * 4096;
// CHECK: pool-memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mem' is lost on this path; nothing gives it back to its pool [custody-pool-memory-leak]
	return 0;
}
