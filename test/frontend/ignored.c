/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s
/* A result that is cast to void is ignored on purpose; one that nothing is done with is not. */
int step(int n);

// CHECK-LABEL: function walk(
// CHECK: call @step(
// CHECK: call.ignored @step(
// CHECK: call.ignored @step(
// CHECK-NOT: call.ignored
// CHECK: return
int walk(int n)
{
	step(1);
	(void)step(2);
	(void)(step(3));
	(void)(n + step(4));
	return step(5);
}
