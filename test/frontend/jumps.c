/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s

int f(int n);

// CHECK: global to: [2]*void static const local main
// CHECK-LABEL: function computed(
// CHECK: choose b1 b2
// CHECK: const 10
// CHECK: const 11
int computed(int n)
{
	static void *const to[] = { &&zero, &&one };

	goto *to[n];
zero:
	return 10;
one:
	return 11;
}

// Falls through, or jumps.
// CHECK-LABEL: function asm_goto(
// CHECK: asm %1
// CHECK-NEXT: choose [[NEXT:b[0-9]+]] [[JUMP:b[0-9]+]]
// CHECK: {{^}} [[NEXT]]:
// CHECK-NEXT: const 1
// CHECK: const 2
int asm_goto(int n)
{
	asm goto("" : : "r"(n) : "memory" : out);
	return 1;
out:
	return 2;
}

// Outputs by address, inputs by value.
// CHECK-LABEL: function asm_operands(
// CHECK: [[OLD:%[0-9]+]] = local old
// CHECK: [[P:%[0-9]+]] = load {{%[0-9]+}} : *i32
// CHECK: [[N:%[0-9]+]] = load {{%[0-9]+}} : i32
// CHECK: asm [[OLD]] [[P]] [[N]]
int asm_operands(int *p, int n)
{
	int old;

	asm volatile("" : "=r"(old), "+m"(*p) : "0"(n) : "memory");
	return old;
}

// CHECK-LABEL: function ranges(
// CHECK: switch %1 { 1..3: b1, 7: b2, -2..-1: b4, default: b3 }
// CHECK: {{^}} b1:
// CHECK: jump b2
int ranges(int n)
{
	switch (n) {
	case 1 ... 3:
		n = 5;
	case 7:
		return n;
	default:
		break;
	case -2 ... -1:
		return 8;
	}
	return 9;
}

// A switch on a constant is code for one case.
// CHECK-LABEL: function by_size(
// CHECK-NOT: switch
// CHECK: const 4
// CHECK-NOT: return
// CHECK: return
// CHECK-NEXT: end
int by_size(long *p)
{
	switch (sizeof(*p)) {
	case 1: return f(1);
	case 8: return 4;
	default: return f(2);
	}
}

// CHECK-LABEL: function duff(
// CHECK: switch %1 { 0: b1, 1: b2, default: b4 }
// CHECK: {{^}} b2:
// CHECK: branch {{.*}} ? [[LOOP:b[0-9]+]] : b4
int duff(int n, int c)
{
	switch (n) {
	case 0: do { f(0);
	case 1:	f(1);
		} while (--c);
	}
	return 0;
}

// CHECK-LABEL: function into_loop(
// CHECK: branch {{.*}} ? b1 : b2
// CHECK: {{^}} b1:
// CHECK-NEXT: jump [[MID:b[0-9]+]]
// CHECK: {{^}} [[MID]]:
// CHECK: call @f(
int into_loop(int n)
{
	if (n)
		goto mid;
	for (int i = 0; i < 3; i++) {
		f(i);
mid:
		f(n);
	}
	return 0;
}

// What is dead is not there, but a label in it brings it back.
// CHECK-LABEL: function dead(
// CHECK-NOT: const 7
// CHECK: return
// CHECK-NEXT: end
int dead(int n)
{
	return n;
	f(7);
}

// CHECK-LABEL: function back(
// CHECK: call @f(
// CHECK: return
int back(int n)
{
	goto in;
	if (0) {
in:
		return f(n);
	}
	return 1;
}

// CHECK-LABEL: function local_label(
// CHECK: branch
int local_label(int n)
{
	__label__ out;

	if (n)
		goto out;
	n = 4;
out:
	return n;
}

// CHECK-LABEL: function trap(
// CHECK: call @__builtin_trap()
// CHECK-NEXT: unreachable
// CHECK-NEXT: end
int trap(int n)
{
	__builtin_trap();
	return f(n);
}

// CHECK-LABEL: function unreachable(
// CHECK: {{^}} b2:
// CHECK-NEXT: unreachable
int unreachable(int n)
{
	if (n)
		return 1;
	__builtin_unreachable();
}
