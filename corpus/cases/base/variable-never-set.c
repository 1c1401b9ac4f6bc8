/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/io.h>
#include <linux/mutex.h>

struct host {
	struct mutex lock;
	void __iomem *regs;
	int gone;
};

int gone_bad(struct host *h)
{
	int gone;

	mutex_lock(&h->lock);
	mutex_unlock(&h->lock);
// CHECK: variable-never-set.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'gone' is read here, but nothing that runs before stores anything in it [custody-variable-never-set]
	return gone;
}

/* Stored too late: the line has moved down. */
void done_bad(struct host *h)
{
	u32 done;

	mutex_lock(&h->lock);
// CHECK: variable-never-set.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'done' is read here, but nothing that runs before stores anything in it [custody-variable-never-set]
	writel(done, h->regs);
	done = readl(h->regs);
	mutex_unlock(&h->lock);
}

int gone_ok(struct host *h)
{
	int gone;

	mutex_lock(&h->lock);
	gone = h->gone;
	mutex_unlock(&h->lock);
	return gone;
}

/* A condition may see to it that it is set. */
int sometimes_ok(struct host *h, int which)
{
	int gone;

	mutex_lock(&h->lock);
	if (which)
		gone = h->gone;
	mutex_unlock(&h->lock);
	return which ? gone : 0;
}

/* A round of the loop sets it for the next one. */
int rounds_ok(struct host *h, int n)
{
	int last, i;

	mutex_lock(&h->lock);
	for (i = 0; i < n; i++) {
		if (i && last)
			break;
		last = h->gone;
	}
	mutex_unlock(&h->lock);
	return i;
}

int idiom_ok(struct host *h)
{
	int gone = gone;

	mutex_lock(&h->lock);
	mutex_unlock(&h->lock);
	return 0;
}

/* Braces fill all of a union. */
union both {
	int one;
	unsigned long other;
};
void take(union both both);

void braces_ok(struct host *h)
{
	union both both = {};

	mutex_lock(&h->lock);
	take(both);
	mutex_unlock(&h->lock);
}

/* A macro that needs no flags here names them, so that no compiler calls them unused. */
#define keep_quiet(flags) do { (void)(flags); } while (0)

void named_ok(struct host *h)
{
	unsigned long flags;

	keep_quiet(flags);
	mutex_lock(&h->lock);
	mutex_unlock(&h->lock);
	keep_quiet(flags);
}
