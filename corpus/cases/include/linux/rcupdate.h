/* SPDX-License-Identifier: MIT */
#ifndef _CASES_RCUPDATE_H
#define _CASES_RCUPDATE_H

void rcu_read_lock(void);
void rcu_read_unlock(void);

/* As the kernel's: a load through a pointer to volatile, kept in a variable of the macro's own. */
#define rcu_dereference_check(p, c)                                              \
	({                                                                       \
		typeof(*(p)) *_rcu_p = (typeof(*(p)) *)*(typeof(p) volatile *)&(p); \
		(typeof(*(p)) *)_rcu_p;                                          \
	})
#define rcu_dereference(p) rcu_dereference_check(p, 0)
#define rcu_dereference_protected(p, c) ((typeof(*(p)) *)(p))

#endif
