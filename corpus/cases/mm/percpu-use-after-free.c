/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/percpu.h>

struct stats {
	long in, out;
};
void report(struct stats *s);

void exit_bad(struct stats *s)
{
	free_percpu(s);
// CHECK: percpu-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' used after it was freed [custody-percpu-use-after-free]
	report(s);
}

void exit_ok(struct stats *s)
{
	report(s);
	free_percpu(s);
}
