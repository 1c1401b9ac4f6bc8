/* SPDX-License-Identifier: MIT */
#ifndef _CASES_IDR_H
#define _CASES_IDR_H
#include <linux/types.h>

struct idr {
	unsigned int next;
};
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
void *idr_remove(struct idr *idr, unsigned long id);

struct ida {
	unsigned int next;
};
int ida_alloc(struct ida *ida, gfp_t gfp);
int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);
void ida_destroy(struct ida *ida);

#endif
