/* SPDX-License-Identifier: MIT */
/* CPUs: there are as many as nr_cpu_ids says, and a thread is always on the same one. */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <linux/sched.h>

extern unsigned int nr_cpu_ids;

#define num_possible_cpus() nr_cpu_ids
#define num_online_cpus() nr_cpu_ids
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (unsigned int)(cpu) < nr_cpu_ids; (cpu)++)
#define for_each_online_cpu(cpu) for_each_possible_cpu(cpu)

static inline unsigned int raw_smp_processor_id(void)
{
	return (unsigned int)current->pid % nr_cpu_ids;
}

#define smp_processor_id() raw_smp_processor_id()
#define get_cpu() raw_smp_processor_id()
#define put_cpu() ((void)0)

#endif
