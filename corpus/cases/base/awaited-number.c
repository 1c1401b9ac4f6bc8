/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
// While one waits others work, and say in a number how that went.
#include <linux/io.h>
#include <linux/slab.h>

struct completion {
	int done;
};
void reinit_completion(struct completion *x);
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);

struct engine {
	void __iomem *regs;
	struct channel {
		struct completion done;
		int status;
	} channel[4];
	int users;
};

int run_bad(struct engine *e, int i)
{
	void *buf = kmalloc(64, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	reinit_completion(&e->channel[i].done);
	e->channel[i].status = 0;
	writel(1, e->regs);
	wait_for_completion_timeout(&e->channel[i].done, 100);
	if (e->channel[i].status != 0)
// CHECK: awaited-number.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buf' is lost here; nothing frees it [custody-memory-leak]
		return -EIO;
	kfree(buf);
	return 0;
}

/* What is this function's own stays as it is. */
int run_ok(struct engine *e, int i)
{
	void *buf = NULL;
	int taken = 0;

	if (e->users) {
		buf = kmalloc(64, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
		taken = 1;
	}
	writel(1, e->regs);
	wait_for_completion_timeout(&e->channel[i].done, 100);
	if (taken)
		kfree(buf);
	return 0;
}
