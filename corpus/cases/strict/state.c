/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include "custody.h"

struct table {
	unsigned long first;
};
void table_map(struct table *t __maps);
void table_unmap(struct table *t __unmaps);

void element_bad(struct table *all, int i, int k)
{
	table_map(&all[i]);
	table_map(&all[k]);
// CHECK: state.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that '&all[i]' is as table_unmap() needs it: its state as a 'mapping' is not known here [custody-strict-state]
	table_unmap(&all[i]);
}

void element_ok(struct table *all, int i)
{
	table_map(&all[i]);
	table_unmap(&all[i]);
}
