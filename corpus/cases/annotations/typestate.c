/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include "custody.h"

struct table {
	unsigned long first;
};

void table_open(struct table *t __typestate(mapping, unmapped, mapped));
void table_read(struct table *t __typestate(mapping, mapped, same));
void table_close(struct table *t __typestate(mapping, any, unmapped));
int table_try(struct table *t) __when(zero, typestate(t, mapping, unmapped, mapped));
struct table *table_new(void) __typestate(mapping, any, unmapped);

void twice_bad(struct table *t)
{
	table_open(t);
// CHECK: typestate.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is mapped, a state that table_open() does not take [custody-wrong-state]
	table_open(t);
	table_close(t);
}

void new_bad(void)
{
	struct table *t = table_new();

	if (t)
// CHECK: typestate.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped, a state that table_read() does not take [custody-wrong-state]
		table_read(t);
}

int failed_bad(struct table *t)
{
	table_close(t);
	if (table_try(t))
// CHECK: typestate.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped, a state that table_read() does not take [custody-wrong-state]
		table_read(t);
	return 0;
}

int table_ok(void)
{
	struct table *t = table_new();

	if (!t)
		return -1;
	table_close(t);
	if (table_try(t))
		return -1;
	table_read(t);
	table_close(t);
	table_open(t);
	table_close(t);
	return 0;
}
