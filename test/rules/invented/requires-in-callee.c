/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-rules=%S %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a callee requires is judged by what its caller knows. */

struct tray;
void tray_lay(struct tray *tray);
void tray_polish(struct tray *tray);

static void polish(struct tray *tray)
{
	tray_polish(tray);
}

void polish_bad(struct tray *tray)
{
	tray_lay(tray);
// CHECK: requires-in-callee.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tray' is laid when {{.*}} [custody-tray-not-cleared]
	polish(tray);
}
