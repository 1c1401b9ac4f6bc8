/* SPDX-License-Identifier: MIT */
#ifndef _CASES_PERCPU_H
#define _CASES_PERCPU_H
#include <linux/types.h>

void *__alloc_percpu(size_t size, size_t align);
void free_percpu(void *p);
#define alloc_percpu(type) ((type *)__alloc_percpu(sizeof(type), __alignof__(type)))

#endif
