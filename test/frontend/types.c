/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s

int f(int n);
int g(void);

// CHECK: global counter: i32 main

// CHECK-LABEL: function generic(
// CHECK-NEXT: b0:
// CHECK-NEXT: const 2 : i32
int generic(long x)
{
	return _Generic(x, int: 1, long: 2, default: 3);
}

// CHECK-LABEL: function chosen(
// CHECK-NOT: call
// CHECK: return
int chosen(int n)
{
	return __builtin_choose_expr(sizeof(n) == 4, n, f(n));
}

// CHECK-LABEL: function inferred(
// CHECK: local x: i64
// CHECK: local y: i32
int inferred(int n)
{
	__auto_type x = n + 1L;
	typeof(n) y = x;

	return y;
}

// CHECK-LABEL: function unevaluated(
// CHECK-NOT: call
// CHECK: return
int unevaluated(int n)
{
	return sizeof(f(n)) + __alignof__(n) + __builtin_types_compatible_p(int, typeof(f(1))) +
	       __builtin_constant_p(f(2));
}

// The size of a variable length array is computed where it is declared.
// CHECK-LABEL: function vla(
// CHECK-NEXT: calls @f @g
// CHECK: local a: [][]i32
// CHECK: call @f(
// CHECK: call @g()
// CHECK: unknown "size of a variable length array"
int vla(int n)
{
	int a[f(n)][g()];

	a[0][0] = 1;
	return sizeof(a);
}

_Atomic int counter;

// CHECK-LABEL: function atomic(
// CHECK: store
// CHECK: load %{{[0-9]+}} : i32
// CHECK: call @__atomic_fetch_add(
// CHECK: call @__sync_fetch_and_add_4(
int atomic(int *p)
{
	counter++;
	return __c11_atomic_load(&counter, 2) + __atomic_fetch_add(p, 2, 5) +
	       __sync_fetch_and_add(p, 1);
}

// Vectors have no values here, but what is called on the way is.
// CHECK-LABEL: function vector(
// CHECK: call @f(
// CHECK: call @g()
// CHECK: unknown "vector or complex arithmetic"
// CHECK: store.init
// CHECK: [[C:%[0-9]+]] = local c
// CHECK: index [[C]]
typedef int v4 __attribute__((vector_size(16)));
v4 vector(v4 a)
{
	v4 c = a + (v4){ f(1), g() };

	c[1] = 3;
	return c;
}

// CHECK-LABEL: function short_form(
// CHECK: [[V:%[0-9]+]] = load {{.*}} : i32
// CHECK-NEXT: branch [[V]]
// CHECK: store {{%[0-9]+}}, [[V]]
// CHECK: const 4
int short_form(int *p)
{
	return *p ?: 4;
}

// CHECK-LABEL: function expected(
// CHECK: [[N:%[0-9]+]] = load
// CHECK-NEXT: branch [[N]]
int expected(int n)
{
	if (__builtin_expect(!!(n), 0))
		return 1;
	return 2;
}

// CHECK-LABEL: function overflow(
// CHECK: [[R:%[0-9]+]] = local r
// CHECK: [[O:%[0-9]+]] = call @__builtin_add_overflow({{.*}}[[R]])
// CHECK: branch [[O]]
int overflow(int a, int b)
{
	int r;

	return __builtin_add_overflow(a, b, &r) ? -1 : r;
}

// CHECK-LABEL: function through_pointers(
// CHECK: call %
// CHECK: call %
// CHECK: call %
int through_pointers(int (*h)(int), int (**t)(int))
{
	return h(1) + (**t)(2) + (g() ? h : f)(3);
}

// CHECK-LABEL: function variadic(n: i32, ...)
// CHECK: unknown "va_arg"
int variadic(int n, ...)
{
	__builtin_va_list ap;

	__builtin_va_start(ap, n);
	n = __builtin_va_arg(ap, int);
	__builtin_va_end(ap);
	return n;
}

// CHECK-LABEL: function name(
// CHECK: string "name"
const char *name(void)
{
	return __func__;
}

// CHECK-LABEL: function pointers(
// CHECK: index {{%[0-9]+}}, {{%[0-9]+}} : *i8
// CHECK: const -1
// CHECK: const -3
char *pointers(char *p, int n)
{
	p += n;
	p--;
	return p - 3;
}
