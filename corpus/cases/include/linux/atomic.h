/* SPDX-License-Identifier: MIT */
#ifndef _CASES_ATOMIC_H
#define _CASES_ATOMIC_H
#include <linux/types.h>

typedef struct {
	int counter;
} atomic_t;
int atomic_inc_return(atomic_t *v);

#endif
