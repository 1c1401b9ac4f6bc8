/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include "custody.h"

struct table {
	unsigned long first;
};

int table_map(struct table *t) __when(zero, maps(t));
void table_unmap(struct table *t __unmaps);
unsigned long table_bus_address(struct table *t __mapped);
void table_fill(struct table *t __unmapped);

int unmapped_bad(struct table *t)
{
	int ret = table_map(t);

	if (ret)
		return ret;
	table_unmap(t);
// CHECK: mapping.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped when table_bus_address() needs the opposite [custody-mapping-state]
	return table_bus_address(t) != 0;
}

void twice_bad(struct table *t)
{
	if (table_map(t))
		return;
	table_unmap(t);
// CHECK: mapping.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped when table_unmap() needs the opposite [custody-mapping-state]
	table_unmap(t);
}

void filled_bad(struct table *t)
{
	if (table_map(t))
		return;
// CHECK: mapping.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is mapped when table_fill() needs the opposite [custody-mapping-state]
	table_fill(t);
	table_unmap(t);
}

int mapped_ok(struct table *t)
{
	int ret;

	table_fill(t);
	ret = table_map(t);
	if (ret) {
		table_fill(t);
		return ret;
	}
	ret = table_bus_address(t) != 0;
	table_unmap(t);
	return ret;
}

unsigned long sent_ok(struct table *t)
{
	unsigned long address;

	if (table_map(t))
		return 0;
	address = table_bus_address(t);
	table_unmap(t);
	return address;
}
