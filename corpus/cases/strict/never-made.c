/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/hrtimer.h>

struct pot {
	struct hrtimer boils, cools, draws;
};

void pot_init(struct pot *pot)
{
	hrtimer_init(&pot->boils, 1, HRTIMER_MODE_REL);
}

void pot_boil_ok(struct pot *pot)
{
	hrtimer_start(&pot->boils, 1, HRTIMER_MODE_REL);
}

void pot_cool_bad(struct pot *pot)
{
// CHECK: never-made.c:[[@LINE+1]]:{{[0-9]+}}: error: hrtimer_start() on '&pot->cools', which nothing in this file initialises [custody-never-made]
	hrtimer_start(&pot->cools, 1, HRTIMER_MODE_REL);
}

/* Whose timer it is this function can't say. */
void timer_start_ok(struct hrtimer *timer)
{
	hrtimer_start(timer, 1, HRTIMER_MODE_REL);
}
