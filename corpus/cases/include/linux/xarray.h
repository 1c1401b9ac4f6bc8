/* SPDX-License-Identifier: MIT */
#ifndef _CASES_XARRAY_H
#define _CASES_XARRAY_H
#include <linux/types.h>

struct xarray {
	void *xa_head;
};
struct xa_limit {
	u32 max, min;
};
#define xa_limit_32b ((struct xa_limit){ ~0u, 0 })
int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp);
int xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
void *xa_load(struct xarray *xa, unsigned long index);
int xa_err(void *entry);
bool xa_is_err(const void *entry);
bool xa_get_mark(struct xarray *xa, unsigned long index, unsigned int mark);
void xa_set_mark(struct xarray *xa, unsigned long index, unsigned int mark);

#endif
