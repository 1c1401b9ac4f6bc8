// SPDX-License-Identifier: MIT
#include "checked.h"

#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

/* What went wrong with the counter. Rules are about the object that dies or leaks by it. */
static const char *const saturation[] = {
	[REFCOUNT_ADD_NOT_ZERO_OVF] = "reference counter overflows",
	[REFCOUNT_ADD_OVF] = "reference counter overflows",
	[REFCOUNT_ADD_UAF] = "reference is taken on an object that has none left",
	[REFCOUNT_SUB_UAF] = "reference is put that nobody has",
	[REFCOUNT_DEC_LEAK] = "last reference is dropped where the object can't be released",
};

void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t)
{
	atomic_set(&r->refs, REFCOUNT_SATURATED);
	if (t == REFCOUNT_SUB_UAF)
		checked_that(false, "double-free", "%s", saturation[t]);
	else if (t == REFCOUNT_ADD_UAF)
		checked_that(false, "use-after-free", "%s", saturation[t]);
	WARN_ONCE(1, "refcount_t: %s\n", saturation[t]);
}

bool refcount_dec_if_one(refcount_t *r)
{
	int one = 1;

	return atomic_try_cmpxchg(&r->refs, &one, 0);
}

bool refcount_dec_not_one(refcount_t *r)
{
	int old = refcount_read(r);

	do {
		if (old == REFCOUNT_SATURATED)
			return true;
		if (old == 1)
			return false;
		if (old <= 0) {
			refcount_warn_saturate(r, REFCOUNT_SUB_UAF);
			return true;
		}
	} while (!atomic_try_cmpxchg(&r->refs, &old, old - 1));
	return true;
}

bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	mutex_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	mutex_unlock(lock);
	return false;
}

bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock)
{
	if (refcount_dec_not_one(r))
		return false;
	spin_lock(lock);
	if (refcount_dec_and_test(r))
		return true;
	spin_unlock(lock);
	return false;
}
