/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/slab.h>

struct node {
	char *name;
	struct rcu_head rcu;
};
int fill(struct node *n);

static int setup(struct node *n)
{
	int ret = fill(n);

	if (ret)
		kfree(n);
	return ret;
}

int callee_bad(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	if (setup(n)) {
// CHECK: double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(n);
		return -EIO;
	}
	kfree(n);
	return 0;
}

int callee_ok(void)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	if (setup(n))
		return -EIO;
	kfree(n);
	return 0;
}

void rcu_bad(struct node *n)
{
	kfree_rcu(n, rcu);
// CHECK: double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' freed twice: it was already queued for freeing when kfree() frees it [custody-double-free]
	kfree(n);
}

/* kfree(NULL) does nothing */
void null_ok(struct node *n)
{
	kfree(n->name);
	n->name = NULL;
	kfree(n->name);
	kfree(n);
}

int memdup_ok(const void *from)
{
	char *copy = memdup_user(from, 16);

	if (IS_ERR(copy))
		return PTR_ERR(copy);
	kfree(copy);
	return 0;
}

struct op {
	struct op *next;
	int kind;
	void *buf;
};
struct ready {
	void *map, *unmap;
};

/* One of them at most says so. */
void unwind_ok(struct ready *r, struct op *op)
{
	for (; op; op = op->next) {
		switch (op->kind) {
		case 0:
			kfree(r->map);
			break;
		case 1:
			if (op->buf)
				kfree(r->unmap);
			break;
		default:
			break;
		}
	}
}

void unwind_bad(struct ready *r, struct op *op)
{
	for (; op; op = op->next)
// CHECK: double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->map' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(r->map);
}
