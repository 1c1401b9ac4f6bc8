/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/xarray.h>

struct cook {
	struct kref users;
};
struct recipe {
	struct cook *by;
	struct kref users;
	int grams;
	unsigned long steps;
	struct rcu_head rcu;
};
struct book {
	struct recipe *today;
	struct xarray all;
	int opened;
};
int weigh(int grams);
void note(struct recipe *r);

int today_bad(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	rcu_read_unlock();
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+3]]:{{[0-9]+}}: warning: 'r->grams' used out of its RCU section [custody-rcu-pointer-after-unlock]
// CHECK: note: 'b->today' read under RCU here by rcu_dereference()
// CHECK: note: 'b->today' out of its RCU section here by rcu_read_unlock()
	return r ? r->grams : 0;
}

int today_ok(struct book *b)
{
	struct recipe *r;
	int grams;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	grams = r ? r->grams : 0;
	rcu_read_unlock();
	return weigh(grams);
}

/* Some ways out of the section look at it once more. */
int early_bad(struct book *b, int want)
{
	struct recipe *r;
	int ret = 0;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	if (!r || r->grams < want) {
		rcu_read_unlock();
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->steps' used out of its RCU section [custody-rcu-pointer-after-unlock]
		return r ? (int)r->steps : -1;
	}
	ret = r->grams;
	rcu_read_unlock();
	return ret;
}

int looked_up_bad(struct book *b, unsigned long page)
{
	struct recipe *r;

	rcu_read_lock();
	r = xa_load(&b->all, page);
	rcu_read_unlock();
	if (!r)
		return -1;
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->grams' used out of its RCU section [custody-rcu-pointer-after-unlock]
	return weigh(r->grams);
}

/* Not under RCU: something else keeps it. */
int looked_up_ok(struct book *b, unsigned long page)
{
	struct recipe *r = xa_load(&b->all, page);

	rcu_read_lock();
	rcu_read_unlock();
	return r ? r->grams : 0;
}

/* A reference makes it one's own. */
int reference_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	if (r && !kref_get_unless_zero(&r->users))
		r = NULL;
	rcu_read_unlock();
	return r ? r->grams : 0;
}

/* So may a function that is not seen. */
int noted_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	note(r);
	rcu_read_unlock();
	return r->grams;
}

/* The recipe stays as long as who wrote it. */
int cook_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	kref_get(&r->by->users);
	rcu_read_unlock();
	return r->grams;
}

static int grams_of(struct recipe *r)
{
	int grams;

	rcu_read_lock();
	grams = r->grams;
	rcu_read_unlock();
	return grams;
}

/* The inner section's end is not the outer one's, also in a helper. */
int nested_ok(struct book *b)
{
	struct recipe *r;
	int sum;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	rcu_read_lock();
	sum = r->grams;
	rcu_read_unlock();
	sum += r->grams;
	rcu_read_unlock();
	return sum;
}

static struct recipe *current_recipe(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	rcu_read_unlock();
	return r;
}

/* The caller's own section keeps what the helper found in its. */
int helper_ok(struct book *b)
{
	struct recipe *r;
	int sum;

	rcu_read_lock();
	r = current_recipe(b);
	sum = r->grams + grams_of(r);
	rcu_read_unlock();
	return sum;
}

static void book_open(struct book *b)
{
	rcu_read_lock();
	b->opened++;
}

static void book_close(struct book *b)
{
	b->opened--;
	rcu_read_unlock();
}

int by_helpers_bad(struct book *b)
{
	struct recipe *r;

	book_open(b);
	r = rcu_dereference(b->today);
	book_close(b);
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->grams' used out of its RCU section [custody-rcu-pointer-after-unlock]
	return r->grams;
}

/* Found again under another lock. */
int again_ok(struct book *b)
{
	struct recipe *r;
	int grams;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	grams = r->grams;
	rcu_read_unlock();
	r = rcu_dereference_protected(b->today, 1);
	return grams - r->grams;
}

/* A reference that is taken inside the section lasts. */
struct dma_fence {
	int error;
};
struct dma_fence *dma_fence_get_rcu(struct dma_fence *f);
void dma_fence_put(struct dma_fence *f);

int fence_ok(struct xarray *fences, unsigned long id)
{
	struct dma_fence *f;
	int error;

	rcu_read_lock();
	f = xa_load(fences, id);
	if (f)
		f = dma_fence_get_rcu(f);
	rcu_read_unlock();
	if (!f)
		return 0;
	error = f->error;
	dma_fence_put(f);
	return error;
}

int fence_bad(struct xarray *fences, unsigned long id)
{
	struct dma_fence *f;

	rcu_read_lock();
	f = xa_load(fences, id);
	rcu_read_unlock();
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f->error' used out of its RCU section [custody-rcu-pointer-after-unlock]
	return f ? f->error : 0;
}

void *kmemdup(const void *src, size_t len, gfp_t gfp);

/* A copy of a part is no reference to the whole. */
unsigned long copied_bad(struct book *b)
{
	struct recipe *r;
	int *grams;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	grams = kmemdup(&r->grams, sizeof(r->grams), GFP_ATOMIC);
	if (!grams) {
		rcu_read_unlock();
		return 0;
	}
	rcu_read_unlock();
	kfree(grams);
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->steps' used out of its RCU section [custody-rcu-pointer-after-unlock]
	return r->steps;
}

void synchronize_rcu(void);
void recipe_free(struct recipe *r);

/* Who takes it away from the readers, and waits for them, has it. */
void replaced_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	rcu_read_unlock();
	b->today = NULL;
	synchronize_rcu();
	r->grams = 0;
	recipe_free(r);
}

static int today_again(struct book *b)
{
	struct recipe *r;
	int grams;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	grams = r ? r->grams : 0;
	rcu_read_unlock();
	return grams;
}

/* The callee has a section of its own. */
int own_section_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	if (r)
		r->grams++;
	rcu_read_unlock();
	return today_again(b);
}

/* The inline function counts in a per-CPU variable, which does not look like a count. */
int upper_ok(struct net_device *dev)
{
	struct net_device *upper;
	int index = 0;

	rcu_read_lock();
	upper = netdev_master_upper_dev_get_rcu(dev);
	if (upper)
		dev_hold(upper);
	rcu_read_unlock();
	if (upper)
		index = upper->ifindex;
	dev_put(upper);
	return index;
}

int upper_bad(struct net_device *dev)
{
	struct net_device *upper;

	rcu_read_lock();
	upper = netdev_master_upper_dev_get_rcu(dev);
	rcu_read_unlock();
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'upper->ifindex' used out of its RCU section [custody-rcu-pointer-after-unlock]
	return upper ? upper->ifindex : 0;
}

/* Who has it freed has taken it away from its readers. */
void retired_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	rcu_read_unlock();
	b->today = NULL;
	if (r)
		kvfree_call_rcu(&r->rcu, r);
}

/* A function of the file that counts takes a reference. */
static bool recipe_get(struct recipe *r)
{
	return kref_get_unless_zero(&r->users);
}

static bool recipe_is_light(struct recipe *r)
{
	return r->grams < 100;
}

int counted_ok(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	if (!r || !recipe_get(r)) {
		rcu_read_unlock();
		return 0;
	}
	rcu_read_unlock();
	return weigh(r->grams);
}

int counted_bad(struct book *b)
{
	struct recipe *r;

	rcu_read_lock();
	r = rcu_dereference(b->today);
	if (!r || !recipe_is_light(r)) {
		rcu_read_unlock();
		return 0;
	}
	rcu_read_unlock();
// CHECK: rcu-pointer-after-unlock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->grams' used out of its RCU section [custody-rcu-pointer-after-unlock]
	return weigh(r->grams);
}

struct percpu_ref {
	unsigned long count;
};
void percpu_ref_get(struct percpu_ref *ref);
struct pot {
	struct percpu_ref users;
	int grams;
};

static inline void pot_get(struct pot *p)
{
	percpu_ref_get(&p->users);
}

int percpu_ok(struct pot **pots)
{
	struct pot *p;

	rcu_read_lock();
	p = rcu_dereference(pots[1]);
	pot_get(p);
	rcu_read_unlock();
	return p->grams;
}
