/* SPDX-License-Identifier: MIT */
#ifndef _CASES_MUTEX_H
#define _CASES_MUTEX_H

struct mutex {
	int owner;
};
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

#endif
