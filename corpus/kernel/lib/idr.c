// SPDX-License-Identifier: MIT
/*
 * Identifiers on top of the xarray. The idr's lock is the caller's; the xarray's is taken besides,
 * which nobody else contends for then.
 */
#include <linux/idr.h>
#include <linux/kernel.h>

/* NULL is stored as the reserved entry: it reads as NULL and keeps its number. */
static int alloc(struct idr *idr, void *ptr, u32 *id, unsigned long min, unsigned long max,
		 gfp_t flags)
{
	int error;

	if (min > max)
		return -ENOSPC;
	xa_lock(&idr->idr_rt);
	error = __xa_alloc(&idr->idr_rt, id, ptr, XA_LIMIT(min, max), flags);
	xa_unlock(&idr->idr_rt);
	return error == -EBUSY ? -ENOSPC : error;
}

int idr_alloc_u32(struct idr *idr, void *ptr, u32 *nextid, unsigned long max, gfp_t flags)
{
	unsigned int base = idr->idr_base;
	u32 id = *nextid;
	int error;

	if (max < base)
		return -ENOSPC;
	error = alloc(idr, ptr, &id, id < base ? 0 : id - base, max - base, flags);
	if (!error)
		*nextid = id + base;
	return error;
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t flags)
{
	u32 id = start;
	int error;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	error = idr_alloc_u32(idr, ptr, &id, end > 0 ? end - 1 : S32_MAX, flags);
	return error ? error : (int)id;
}

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t flags)
{
	u32 id = max(start, (int)idr->idr_next);
	unsigned long limit = end > 0 ? end - 1 : S32_MAX;
	int error = idr_alloc_u32(idr, ptr, &id, limit, flags);

	if (error == -ENOSPC && id > (u32)start) {
		id = start;
		error = idr_alloc_u32(idr, ptr, &id, limit, flags);
	}
	if (error)
		return error;
	idr->idr_next = id + 1;
	return id;
}

void *idr_find(const struct idr *idr, unsigned long id)
{
	return xa_load((struct xarray *)&idr->idr_rt, id - idr->idr_base);
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	return xa_erase(&idr->idr_rt, id - idr->idr_base);
}

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	unsigned long index = id - idr->idr_base, limit = index;
	void *old, *result;

	xa_lock(&idr->idr_rt);
	old = xa_find(&idr->idr_rt, &index, limit, XA_PRESENT);
	result = old ? __xa_store(&idr->idr_rt, limit, ptr, GFP_NOWAIT) : ERR_PTR(-ENOENT);
	xa_unlock(&idr->idr_rt);
	return result;
}

void *idr_get_next(struct idr *idr, int *next)
{
	unsigned long index = *next < (int)idr->idr_base ? 0 : *next - idr->idr_base;
	void *entry = xa_find(&idr->idr_rt, &index, S32_MAX, XA_PRESENT);

	if (entry)
		*next = index + idr->idr_base;
	return entry;
}

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data)
{
	struct xarray *xa = (struct xarray *)&idr->idr_rt;
	unsigned long index;
	void *entry;
	int result;

	xa_for_each(xa, index, entry) {
		result = fn(index + idr->idr_base, entry, data);
		if (result)
			return result;
	}
	return 0;
}

void idr_destroy(struct idr *idr)
{
	xa_destroy(&idr->idr_rt);
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t flags)
{
	u32 id;
	int error;

	if (min > S32_MAX)
		return -ENOSPC;
	max = min_t(unsigned int, max, S32_MAX);
	error = xa_alloc(&ida->xa, &id, NULL, XA_LIMIT(min, max), flags);
	return error == -EBUSY ? -ENOSPC : error ? error : (int)id;
}

void ida_free(struct ida *ida, unsigned int id)
{
	bool taken;

	xa_lock(&ida->xa);
	taken = !xa_empty(&ida->xa) && __xa_insert(&ida->xa, id, NULL, GFP_NOWAIT) == -EBUSY;
	__xa_erase(&ida->xa, id);
	xa_unlock(&ida->xa);
	WARN(!taken, "ida_free() of %u, which is not allocated\n", id);
}

void ida_destroy(struct ida *ida)
{
	xa_destroy(&ida->xa);
}
