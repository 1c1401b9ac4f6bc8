/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/gfp.h>
#include <linux/slab.h>

int ready(void);

int buffer_bad(void)
{
	unsigned long buffer = __get_free_pages(GFP_KERNEL, 2);

	if (!buffer)
		return -ENOMEM;
// CHECK: page-order-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buffer' freed with order '0', but allocated with order '2' [custody-page-order-mismatch]
	free_pages(buffer, 0);
	return 0;
}

int page_bad(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	if (!page)
		return -ENOMEM;
	if (!ready()) {
// CHECK: page-order-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'page' freed with order '2', but allocated with order '1' [custody-page-order-mismatch]
		__free_pages(page, 2);
		return -EIO;
	}
	__free_pages(page, 1);
	return 0;
}

int buffer_ok(unsigned int order)
{
	unsigned long buffer = __get_free_pages(GFP_KERNEL, order);

	if (!buffer)
		return -ENOMEM;
	free_pages(buffer, order);
	return 0;
}

int page_ok(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);

	if (!page)
		return -ENOMEM;
	__free_pages(page, 1);
	return 0;
}
