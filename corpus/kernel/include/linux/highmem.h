/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>

/* All memory has an address: mapping a page costs nothing. */
static inline void *kmap_local_page(struct page *page)
{
	return page_address(page);
}

#define kunmap_local(address) ((void)(address))
#define kmap(page) kmap_local_page(page)
#define kunmap(page) ((void)(page))

#endif
