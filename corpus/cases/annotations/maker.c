/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What the file says of its own functions is believed where it calls them, be they trusted or not. */
#include "custody.h"

struct table {
	unsigned long first;
};
struct firmware {
	struct table *boot;
};

void table_map(struct table *t __maps);
void table_unmap(struct table *t __unmaps);
unsigned long table_address(struct table *t __mapped);
void table_free(struct table *t __owned __unmapped);

__trusted("the firmware hands its table over mapped")
struct table *table_wrap(struct firmware *fw) __borrowed __mapped;

struct table *table_wrap(struct firmware *fw)
{
	return fw->boot;
}

static struct table *boot_table(struct firmware *fw)
{
	return table_wrap(fw);
}

void mapped_again_bad(struct firmware *fw)
{
	struct table *t = table_wrap(fw);

	if (t)
// CHECK: maker.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is mapped when table_map() needs the opposite [custody-mapping-state]
		table_map(t);
}

void freed_bad(struct firmware *fw)
{
	struct table *t = table_wrap(fw);

	if (!t)
		return;
	table_unmap(t);
// CHECK: maker.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is only borrowed, but table_free() takes it over [custody-borrowed-handover]
	table_free(t);
}

unsigned long below_bad(struct firmware *fw)
{
	struct table *t = boot_table(fw);

	if (!t)
		return 0;
	table_unmap(t);
// CHECK: maker.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped when table_address() needs the opposite [custody-mapping-state]
	return table_address(t);
}

unsigned long address_ok(struct firmware *fw)
{
	struct table *t = table_wrap(fw);

	return t ? table_address(t) : 0;
}

void moved_ok(struct firmware *fw)
{
	struct table *t = boot_table(fw);

	if (!t)
		return;
	table_unmap(t);
	t->first = 0;
	table_map(t);
}

/* Of this one nothing is said. */
static struct table *other_table(struct firmware *fw)
{
	return fw->boot;
}

void other_ok(struct firmware *fw)
{
	struct table *t = other_table(fw);

	if (t)
		table_free(t);
}
