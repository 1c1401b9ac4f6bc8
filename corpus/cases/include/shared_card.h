/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SHARED_CARD_H
#define _CASES_SHARED_CARD_H
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/workqueue.h>

#include "custody.h"

/* What the files of one driver share. */
struct shared_card {
	struct work_struct uart_work;
	int id;
};
struct lone_card {
	struct work_struct uart_work;
	int id;
};

/* What is said of members in a header holds in each file. */
struct shared_room {
	struct mutex lock;
	int guests __locked_by(lock);
	struct refcount_struct opens;
};

#endif
