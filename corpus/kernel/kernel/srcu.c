// SPDX-License-Identifier: MIT
/*
 * A reader counts itself in and out in the set that `index` names. A grace period makes the other
 * set the current one and waits until the old one has as many out as in; it does so twice, since a
 * reader may have read the index long before it counts itself in.
 */
#include "checked.h"

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/srcu.h>

int init_srcu_struct(struct srcu_struct *ssp)
{
	*ssp = (struct srcu_struct)__SRCU_STRUCT_INIT(*ssp);
	mutex_init(&ssp->gp);
	return 0;
}

static bool has_readers(struct srcu_struct *ssp, unsigned int index)
{
	/* outs before ins: a reader that is in between is then counted as in */
	long out = atomic_long_fetch_add(0, &ssp->unlocks[index]);

	return atomic_long_fetch_add(0, &ssp->locks[index]) != out;
}

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	WARN_ON(has_readers(ssp, 0) || has_readers(ssp, 1));
	mutex_destroy(&ssp->gp);
}

int srcu_read_lock(struct srcu_struct *ssp)
{
	unsigned int index = READ_ONCE(ssp->index) & 1;

	atomic_long_inc_return(&ssp->locks[index]);
	return index;
}

void srcu_read_unlock(struct srcu_struct *ssp, int index)
{
	checked_that(index == 0 || index == 1, "lock-not-held", "no index of srcu_read_lock(): %d",
		     index);
	atomic_long_inc_return(&ssp->unlocks[index & 1]);
}

static void wait_for_readers(struct srcu_struct *ssp, unsigned int index)
{
	unsigned int spins = 0;

	while (has_readers(ssp, index)) {
		if (++spins < 32)
			cpu_relax();
		else
			usleep_range(50, 100);
	}
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	int i;

	might_sleep();
	mutex_lock(&ssp->gp);
	for (i = 0; i < 2; i++) {
		unsigned int old = ssp->index & 1;

		wait_for_readers(ssp, old ^ 1);
		(void)xchg(&ssp->index, ssp->index + 1);
		wait_for_readers(ssp, old);
	}
	mutex_unlock(&ssp->gp);
}
