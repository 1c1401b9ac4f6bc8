/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/percpu.h>

struct stats {
	long in, out;
};
int start(void);
static struct stats *stats;

int init_bad(void)
{
	struct stats *s = alloc_percpu(struct stats);

	if (!s)
		return -ENOMEM;
	if (start())
// CHECK: percpu-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost on this path; nothing frees it [custody-percpu-leak]
		return -EIO;
	stats = s;
	return 0;
}

int init_ok(void)
{
	struct stats *s = alloc_percpu(struct stats);

	if (!s)
		return -ENOMEM;
	if (start()) {
		free_percpu(s);
		return -EIO;
	}
	stats = s;
	return 0;
}
