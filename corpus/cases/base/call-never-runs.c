/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct part {
	char *buffer;
	int len;
};
int part_reset(struct part *p);

void drop_bad(struct part *p)
{
	p->len = 0;
	return;
	// CHECK: call-never-runs.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() never runs: the function has returned before it [custody-call-never-runs]
	kfree(p->buffer);
}

int fail_bad(struct part *p)
{
	if (part_reset(p)) {
		return -1;
		p->len = 0;
		// CHECK: call-never-runs.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() never runs: the function has returned before it [custody-call-never-runs]
		kfree(p->buffer);
	}
	return 0;
}

int label_bad(struct part *p)
{
	if (part_reset(p))
		goto free;
	return 0;
free:
	return -1;
	// CHECK: call-never-runs.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() never runs: the function has returned before it [custody-call-never-runs]
	kfree(p->buffer);
}

/* What a jump leads to runs. */
int jump_ok(struct part *p)
{
	if (part_reset(p))
		goto free;
	return 0;
free:
	kfree(p->buffer);
	return -1;
}

/* Another configuration has no such return. */
void option_ok(struct part *p)
{
#ifndef WITH_BUFFERS
	return;
#endif
	kfree(p->buffer);
}

/* Nothing is given back here, nor set up. */
int harmless_ok(struct part *p)
{
	return 0;
	return part_reset(p);
}

/* Constant conditions are how code is left out. */
void constant_ok(struct part *p)
{
	if (0)
		kfree(p->buffer);
}

/* A part that is off on purpose has ways of its own. */
int off_ok(struct part *p)
{
	return 0;

	if (!p->len)
		return -1;
	kfree(p->buffer);
	return 1;
}
