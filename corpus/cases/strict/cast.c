/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include "custody.h"

struct brew {
	int strength;
};
struct tea {
	int strength;
};

int before_ok(unsigned long cookie)
{
	return ((struct brew *)cookie)->strength;
}

__custody_strict_begin

int number_bad(unsigned long cookie)
{
// CHECK: cast.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what 'cookie' points to: it becomes a pointer to another kind of object here [custody-strict-cast]
	return ((struct brew *)cookie)->strength;
}

int kind_bad(struct tea *t)
{
// CHECK: cast.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what 't' points to: it becomes a pointer to another kind of object here [custody-strict-cast]
	return ((struct brew *)t)->strength;
}

int void_ok(void *private)
{
	struct brew *b = private;

	return b ? b->strength : 0;
}

/* Memory of the driver is passed where its registers are meant. */
unsigned int readl(const volatile void *addr);

struct host {
	void *regs;
	int strength;
};

unsigned int registers_bad(struct host *h)
{
	if (!h->strength)
		return 0;
// CHECK: cast.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what 'h' points to: it becomes a pointer to another kind of object here [custody-strict-cast]
	return readl(h);
}

/* That it is memory of the driver shows only later. */
unsigned int early_bad(struct host *h)
{
// CHECK: cast.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what 'h' points to: it becomes a pointer to another kind of object here [custody-strict-cast]
	unsigned int status = readl(h);

	return status ? h->strength : 0;
}

unsigned int registers_ok(struct host *h)
{
	if (!h->strength)
		return 0;
	return readl(h->regs + 4);
}

struct layout {
	unsigned int control, status;
};

unsigned int layout_ok(struct layout *regs)
{
	return readl(&regs->control) | readl(&regs->status);
}

struct brew *null_ok(void)
{
	return (struct brew *)0;
}

/* What a callee takes as a record is one. */
struct request {
	unsigned int left;
};
_Bool blk_update_request(struct request *rq, unsigned char status, unsigned int bytes);

_Bool record_ok(struct request *rq)
{
	return blk_update_request(rq, 0, rq->left);
}

__custody_strict_end

int after_ok(struct tea *t)
{
	return ((struct brew *)t)->strength;
}
