/* SPDX-License-Identifier: MIT */
#ifndef _CASES_ATOMIC_H
#define _CASES_ATOMIC_H
#include <linux/types.h>

typedef struct {
	int counter;
} atomic_t;
void atomic_inc(atomic_t *v);
bool atomic_dec_and_test(atomic_t *v);
int atomic_inc_return(atomic_t *v);
int atomic_add_return(int i, atomic_t *v);
int atomic_fetch_add(int i, atomic_t *v);

#endif
