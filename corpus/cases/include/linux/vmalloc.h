/* SPDX-License-Identifier: MIT */
#ifndef _CASES_VMALLOC_H
#define _CASES_VMALLOC_H
#include <linux/types.h>

struct page;
void *vmalloc(unsigned long size);
void *vzalloc(unsigned long size);
void *vmap(struct page **pages, unsigned int count, unsigned long flags, unsigned long prot);
void vunmap(const void *addr);

#endif
