/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-fence.h>
#include <linux/slab.h>

struct tea {
	int grams;
	char *label;
	char *note;
};
struct pot {
	struct tea *tea;
	int room;
};
int tea_weigh(const struct tea *tea);
int pot_take(struct pot *pot, struct tea *tea);

int early_bad(struct pot *pot, int grams)
{
	struct tea *tea = kmalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	if (grams > pot->room)
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea' is lost here; nothing frees it [custody-memory-leak]
		return -EINVAL;
	pot->tea = tea;
	return 0;
}

int stored_ok(struct pot *pot)
{
	struct tea *tea = kmalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	pot->tea = tea;
	return pot->room ? -EINVAL : 0;
}

/* Whoever is given it may keep it. */
int weighed_ok(struct pot *pot)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	return tea_weigh(tea) > pot->room;
}

int taken_ok(struct pot *pot)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	return pot_take(pot, tea);
}

/* What is found only in memory that goes is lost with it. */
struct tea *tea_new_bad(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return NULL;
	tea->label = kmalloc(8, GFP_KERNEL);
	if (!tea->label)
		goto free_tea;
	tea->note = kmalloc(8, GFP_KERNEL);
	if (!tea->note)
		goto free_tea;
	return tea;
free_tea:
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of kmalloc()' is lost here; nothing frees it [custody-memory-leak]
	kfree(tea);
	return NULL;
}

struct tea *tea_new_ok(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return NULL;
	tea->label = kmalloc(8, GFP_KERNEL);
	if (!tea->label)
		goto free_tea;
	tea->note = kmalloc(8, GFP_KERNEL);
	if (!tea->note)
		goto free_label;
	return tea;
free_label:
	kfree(tea->label);
free_tea:
	kfree(tea);
	return NULL;
}

/* The caller's tea keeps its label. */
int relabel_ok(struct tea *tea, struct tea *old)
{
	tea->label = kmalloc(8, GFP_KERNEL);
	if (!tea->label)
		return -ENOMEM;
	kfree(old);
	return 0;
}

/* Ways through loops are cut short, and where one was, nothing is said. */
int FN_loop(int n, int most)
{
	for (int i = 0; i < n; i++) {
		struct tea *tea = kmalloc(sizeof(*tea), GFP_KERNEL);

		if (!tea)
			break;
		tea->grams = i;
		if (i > most)
			continue;
		kfree(tea);
	}
	return 0;
}

int pot_hold(struct pot *pot, int *grams);

/* A loop that gives it away may run no round; that is not the mistake here. */
int held_ok(struct pot *pot, int n)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	for (int i = 0; i < n; i++)
		pot_hold(pot, &tea->grams);
	return 0;
}

int dma_fence_add_callback(struct dma_fence *f, struct dma_fence_cb *cb, void *func);
char *kstrdup(const char *s, gfp_t gfp);

struct notice {
	struct dma_fence_cb cb;
	int number;
};
void notice_done(struct dma_fence *f, struct dma_fence_cb *cb);

/* The callback gets it, and frees it. */
int notice_ok(struct dma_fence *f, int number)
{
	struct notice *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	n->number = number;
	if (dma_fence_add_callback(f, &n->cb, notice_done))
		kfree(n);
	return 0;
}

/* One of many, made in a loop: which of them a second loop has freed is not counted. */
struct names {
	char *list[8];
};
int names_ok(const char *const *from, struct names **to, int n)
{
	struct names *all = kcalloc(1, sizeof(*all), GFP_KERNEL);
	int i;

	if (!all)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		all->list[i] = kstrdup(from[i], GFP_KERNEL);
		if (!all->list[i])
			goto undo;
	}
	*to = all;
	return 0;
undo:
	for (i -= 1; i >= 0; i--)
		kfree(all->list[i]);
	kfree(all);
	return -ENOMEM;
}

struct shelf {
	int green, black, white, red, full;
};

/* So much may be held where the ways meet that some are not followed; none of them leads to the first return. */
int shelf_fill_bad(struct shelf *s, int test)
{
	void *a = NULL, *b = NULL, *c = NULL, *d = NULL, *e = NULL;

	if (test) {
		a = kmalloc(8, GFP_KERNEL);
		if (!a)
			return -ENOMEM;
		if (s->full)
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'a' is lost here; nothing frees it [custody-memory-leak]
			return -EBUSY;
		kfree(a);
		return 0;
	}
	if (s->green)
		a = kmalloc(8, GFP_KERNEL);
	if (s->black)
		b = kmalloc(8, GFP_KERNEL);
	if (s->white)
		c = kmalloc(8, GFP_KERNEL);
	if (s->red)
		d = kmalloc(8, GFP_KERNEL);
	if (s->full)
		e = kmalloc(8, GFP_KERNEL);
	kfree(a);
	kfree(b);
	kfree(c);
	kfree(d);
	kfree(e);
	return 0;
}

/* What is compared with a small number is memory of no size, and none that could be lost. */
struct tea *none_ok(unsigned long size)
{
	struct tea *tea = kzalloc(size, GFP_KERNEL);

	if ((unsigned long)tea <= 16)
		return NULL;
	tea->grams = 0;
	return tea;
}

/* The same, found in memory that is freed with it. */
int none_in_pot_ok(unsigned long size)
{
	struct pot *pot = kzalloc(sizeof(*pot), GFP_KERNEL);

	if (!pot)
		return -ENOMEM;
	pot->tea = kmalloc(size, GFP_KERNEL);
	if ((unsigned long)pot->tea <= 16) {
		kfree(pot);
		return -ENOMEM;
	}
	kfree(pot->tea);
	kfree(pot);
	return 0;
}

/* What was more than one before is not none after it went down by one. */
int lowered_ok(struct pot *pot, int grams)
{
	struct tea *tea;

	if (grams < 2)
		return -EINVAL;
	tea = kzalloc(sizeof(*tea), GFP_KERNEL);
	if (!tea)
		return -ENOMEM;
	grams--;
	if (grams <= 0)
		return -EINVAL;
	pot->tea = tea;
	return 0;
}

int lowered_bad(struct pot *pot, int grams)
{
	struct tea *tea;

	if (grams < 2)
		return -EINVAL;
	tea = kzalloc(sizeof(*tea), GFP_KERNEL);
	if (!tea)
		return -ENOMEM;
	grams -= 3;
	if (grams <= 0)
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea' is lost here; nothing frees it [custody-memory-leak]
		return -EINVAL;
	pot->tea = tea;
	return 0;
}

void note(struct tea *tea);

static int blend(int count, ...)
{
	struct tea **all = kzalloc(count * sizeof(*all), GFP_KERNEL);
	__builtin_va_list list;

	__builtin_va_start(list, count);
	for (int i = 0; i < count; i++) {
		struct tea *tea = __builtin_va_arg(list, struct tea *);

		if (all)
			all[i] = tea;
		else
			kfree(tea);
	}
	__builtin_va_end(list);
	if (!all)
		return -ENOMEM;
	note(all[0]);
	kfree(all);
	return 0;
}

/* What is given behind the named arguments has gone there. */
int blend_ok(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	if (blend(1, tea))
		return -ENOMEM;
	return 0;
}

static int count(int n, const struct tea *tea)
{
	struct tea *more = kzalloc(sizeof(*more), GFP_KERNEL);

	if (!more)
		return -ENOMEM;
	n += tea == more;
	kfree(more);
	return n;
}

int count_bad(void)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	if (count(1, tea) < 0)
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea' is lost here; nothing frees it [custody-memory-leak]
		return -ENOMEM;
	kfree(tea);
	return 0;
}

static struct tea *swap(struct tea **where, struct tea *old, struct tea *new)
{
	unsigned long *at = (unsigned long *)where;
	struct tea *was;

	asm volatile("lock cmpxchgq %2, %1" : "=a"(was), "+m"(*at) : "r"(new), "0"(old) : "memory");
	return was;
}

/* Assembly has stored it. */
int swapped_ok(struct pot *pot)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	if (swap(&pot->tea, NULL, tea)) {
		kfree(tea);
		return -EINVAL;
	}
	return 0;
}

int flagged_bad(unsigned long *flags)
{
	struct tea *tea = kzalloc(sizeof(*tea), GFP_KERNEL);

	if (!tea)
		return -ENOMEM;
	asm volatile("lock orq $1, %0" : "+m"(*flags) : : "memory");
	if (*flags & 2)
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea' is lost here; nothing frees it [custody-memory-leak]
		return -EINVAL;
	kfree(tea);
}

/* Who refuses it may give it back, by the function that is stored in it. */
struct plug {
	void (*release)(struct plug *plug);
	int amperes;
};
int plug_register(struct plug *plug);

static void plug_release(struct plug *plug)
{
	kfree(plug);
}

static void plug_show(struct plug *plug)
{
}

int plug_in_ok(void)
{
	struct plug *plug = kzalloc(sizeof(*plug), GFP_KERNEL);
	int error;

	if (!plug)
		return -ENOMEM;
	plug->release = plug_release;
	error = plug_register(plug);
	if (error)
		return error;
	return 0;
}

int plug_in_bad(void)
{
	struct plug *plug = kzalloc(sizeof(*plug), GFP_KERNEL);
	int error;

	if (!plug)
		return -ENOMEM;
	plug->release = plug_show;
	error = plug_register(plug);
	if (error < 0)
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'plug' is lost here; nothing frees it [custody-memory-leak]
		return error;
	return 0;
}

struct page;
void *vmap(struct page **pages, unsigned int count, unsigned long flags, unsigned long prot);
#define VM_MAP_PUT_PAGES 0x200

void *map_given_ok(unsigned int n)
{
	struct page **pages = kmalloc(n * sizeof(*pages), GFP_KERNEL);
	void *va;

	if (!pages)
		return NULL;
	va = vmap(pages, n, VM_MAP_PUT_PAGES, 0);
	if (!va)
		kfree(pages);
	return va;
}

void *map_lent_bad(unsigned int n)
{
	struct page **pages = kmalloc(n * sizeof(*pages), GFP_KERNEL);
	void *va;

	if (!pages)
		return NULL;
	va = vmap(pages, n, 4, 0);
	if (!va)
		kfree(pages);
// CHECK: memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pages' is lost here; nothing frees it [custody-memory-leak]
	return va;
}
