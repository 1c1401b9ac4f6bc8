/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
//
// More ways lead through these functions than there is room for. None is dropped: what they disagree on is in doubt.
#include "custody.h"

struct mutex {
	int word;
};
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
unsigned int next_zero_bit(const unsigned long *map, unsigned int size, unsigned int from);

struct kitchen {
	struct mutex a, b, c, d, e, f, g, h, i;
};

#define USE(lock, bit)                      \
	do {                                \
		if (flags & (bit)) {        \
			mutex_lock(lock);   \
			mutex_unlock(lock); \
		}                           \
	} while (0)

#define USE_EIGHT                   \
	do {                        \
		USE(&k.a, 1 << 0); \
		USE(&k.b, 1 << 1); \
		USE(&k.c, 1 << 2); \
		USE(&k.d, 1 << 3); \
		USE(&k.e, 1 << 4); \
		USE(&k.f, 1 << 5); \
		USE(&k.g, 1 << 6); \
		USE(&k.h, 1 << 7); \
	} while (0)

void nine_locks_ok(int flags)
{
	struct kitchen k = {0};

	USE_EIGHT;
	USE(&k.i, 1 << 8);
}

void nine_locks_bad(int flags)
{
	struct kitchen k = {0};

	mutex_lock(&k.i);
	USE_EIGHT;
// CHECK: many-ways.c:[[@LINE+1]]:{{[0-9]+}}: error: 'k.i' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
}

struct node {
	unsigned int shift;
	unsigned long full;
	struct node *slots[16];
};

unsigned long first_free_ok(struct node *top, unsigned long min, unsigned long max)
{
	unsigned long index = min;
	struct node *node;

	while (index <= max) {
		unsigned int slot;

		for (node = top;; node = node->slots[slot]) {
			unsigned long step = 1UL << node->shift;
			unsigned int from = index >> node->shift & 15;

			slot = next_zero_bit(&node->full, 16, from);
			if (slot != from)
				index = (index & ~(step - 1)) + (slot - from) * step;
			if (slot == 16 || !node->shift || !node->slots[slot])
				break;
		}
		if (slot < 16)
			return index;
		if (!index)
			break;
	}
	return max + 1;
}
