/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/list.h>
#include <linux/slab.h>

struct part {
	int len;
};

struct pot {
	char *name, *label;
	struct part part;
	struct list_head entry;
};

static void pot_free(struct pot *p)
{
	kfree(p->name);
	kfree(p->label);
	kfree(p);
}

static void part_free(struct part *p)
{
	struct pot *pot = container_of(p, struct pot, part);

	if (p)
		pot_free(pot);
}

/* What one function makes of NULL says nothing of what another one finds there. */
void no_part_ok(void)
{
	part_free(NULL);
}

int pot_try_ok(void)
{
	struct pot *p = kzalloc(sizeof(*p), 0);

	if (!p)
		return -12;
	pot_free(p);
	return 0;
}

int pot_try_bad(char *name)
{
	struct pot *p = kzalloc(sizeof(*p), 0);

	if (!p)
		return -12;
	p->name = p->label = name;
	// CHECK: :[[# @LINE + 1]]:{{.*}}'name' freed twice: it was already freed when pot_free() frees it [custody-double-free]
	pot_free(p);
	return 0;
}

void pots_fill(struct list_head *pots);

/* The head of the list is no element, so nothing that holds it is freed. */
void pots_ok(void)
{
	struct list_head pots = {&pots, &pots};
	struct pot *p;

	pots_fill(&pots);
	while (!list_empty(&pots)) {
		p = list_first_entry(&pots, struct pot, entry);
		list_del(&p->entry);
		kfree(p);
	}
}
