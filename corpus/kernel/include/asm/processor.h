/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

/* A hint inside a loop that waits for another CPU; here that one may need ours, so it is given
 * away. */
int sched_yield(void);
#define cpu_relax() ((void)sched_yield())

#endif
