/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/vmalloc.h>

int ready(void);

struct buffer {
	void *vaddr;
};

int map_bad(struct buffer *b, struct page **pages, unsigned int n)
{
	void *vaddr = vmap(pages, n, 0, 0);

	if (!vaddr)
		return -ENOMEM;
	if (!ready())
// CHECK: vmap-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vaddr' is lost on this path; nothing unmaps it [custody-vmap-leak]
		return -EIO;
	b->vaddr = vaddr;
	return 0;
}

int map_ok(struct buffer *b, struct page **pages, unsigned int n)
{
	void *vaddr = vmap(pages, n, 0, 0);

	if (!vaddr)
		return -ENOMEM;
	if (!ready()) {
		vunmap(vaddr);
		return -EIO;
	}
	b->vaddr = vaddr;
	return 0;
}
