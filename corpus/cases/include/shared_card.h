/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SHARED_CARD_H
#define _CASES_SHARED_CARD_H
#include <linux/workqueue.h>

/* What the files of one driver share. */
struct shared_card {
	struct work_struct uart_work;
	int id;
};
struct lone_card {
	struct work_struct uart_work;
	int id;
};

#endif
