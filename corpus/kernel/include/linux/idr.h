/* SPDX-License-Identifier: MIT */
/* Identifiers: an idr gives each pointer a number, an ida gives numbers alone. The caller locks an
 * idr. */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/xarray.h>

struct idr {
	struct xarray idr_rt;
	unsigned int idr_base;
	unsigned int idr_next;
};

struct ida {
	struct xarray xa;
};

#define IDR_INIT_BASE(name, base)                                                                  \
	{.idr_rt = XARRAY_INIT(name.idr_rt, XA_FLAGS_ALLOC), .idr_base = (base)}
#define IDR_INIT(name) IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name) struct idr name = IDR_INIT(name)
#define IDA_INIT(name) {.xa = XARRAY_INIT(name.xa, XA_FLAGS_ALLOC)}
#define DEFINE_IDA(name) struct ida name = IDA_INIT(name)

/* From start up to, not including, end; end 0 or below means without end. The number, or -ENOSPC,
 * -ENOMEM. */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t flags);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t flags);
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max, gfp_t flags);
void *idr_find(const struct idr *idr, unsigned long id);
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
void *idr_get_next(struct idr *idr, int *next);
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data);
void idr_destroy(struct idr *idr);

static inline void idr_init_base(struct idr *idr, int base)
{
	xa_init_flags(&idr->idr_rt, XA_FLAGS_ALLOC);
	idr->idr_base = base;
	idr->idr_next = 0;
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

static inline bool idr_is_empty(const struct idr *idr)
{
	return xa_empty(&idr->idr_rt);
}

static inline void idr_preload(gfp_t flags)
{
	(void)flags;
}

static inline void idr_preload_end(void)
{
}

#define idr_for_each_entry(idr, entry, id)                                                         \
	for ((id) = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; (id)++)

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t flags);
void ida_free(struct ida *ida, unsigned int id);
void ida_destroy(struct ida *ida);

static inline void ida_init(struct ida *ida)
{
	xa_init_flags(&ida->xa, XA_FLAGS_ALLOC);
}

static inline int ida_alloc(struct ida *ida, gfp_t flags)
{
	return ida_alloc_range(ida, 0, ~0U, flags);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t flags)
{
	return ida_alloc_range(ida, min, ~0U, flags);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t flags)
{
	return ida_alloc_range(ida, 0, max, flags);
}

static inline bool ida_is_empty(const struct ida *ida)
{
	return xa_empty(&ida->xa);
}

#endif
