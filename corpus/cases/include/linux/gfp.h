/* SPDX-License-Identifier: MIT */
#ifndef _CASES_GFP_H
#define _CASES_GFP_H
#include <linux/types.h>

struct page;
struct page *alloc_pages(gfp_t gfp, unsigned int order);
void __free_pages(struct page *page, unsigned int order);
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);

#endif
