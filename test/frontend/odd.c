/* SPDX-License-Identifier: MIT */
/*
 * Rare ways to write C. The IR of each function is verified as it is written; what has no
 * value in it is listed here, and is not allowed to become more.
 */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir > %t.ir
// RUN: FileCheck %s --implicit-check-not=unknown --implicit-check-not=too-odd < %t.ir
// RUN: %custody ir --check %t.cir
// CHECK: unknown "size of a variable length array"
// CHECK: unknown "vector or complex literal"
// CHECK: unknown "vector or complex arithmetic"
// CHECK: unknown "vector or complex arithmetic"
// CHECK: unknown "unary operator"
// CHECK: unknown "vector or complex arithmetic"
int f(int); int g(void); void *p(void);
int duff(int n, int c)
{
	switch (n) {
	case 0: do { f(0);
	case 1:	f(1);
	case 2: f(2);
		} while (--c);
	}
	return 0;
}
int duff2(int n, int c)
{
	switch (n) {
		do { int x; case 1: x = f(1); default: f(x); } while (--c);
	}
	return 0;
}
int nobrace(int n) { switch (n) case 1: return 3; return 4; }
int nested(int n, int m)
{
	switch (n) {
		int dead = 4;
	case 1:
		switch (m) { case 1: break; case 2: if (n) { case 3: return 1; } else goto in; default: f(1); }
		break;
	case 2:
		if (m) { case 3: f(3); } else { default: f(4); }
	}
	while (n--) { in: f(5); }
	return 0;
in2:
	return 1;
}
int into_loop(int n) { if (n) goto mid; for (int i = 0; i < 3; i++) { f(i); mid: f(n); } return 0; }
int dead(void) { return 1; f(1); if (g()) { l: f(2); } goto l; }
int empty_end(int n) { if (n) goto out; f(1); out:; }
int brk(int n) { while (({ if (n == 3) break; n--; })) f(n); return n; }
int brk2(int n) { for (; n; ({ if (n == 3) break; n--; })) f(n); return n; }
int brk3(int n) { do f(n); while (({ if (n == 3) continue; n--; })); return n; }
int cond(int a, int b, int c) { return a && (b || !c) ? (a ? b : c) : a || (b && c); }
int sidecond(int a) { return (a ? f(1) : f(2)) && ({ int t = f(3); t; }) || (f(4), a); }
int noret(void) { __builtin_trap(); return f(1); }
void die(void) __attribute__((noreturn));
int noret2(int n) { return n ? n : (die(), 1); }
int noret3(int n) { int x = n ?: ({ die(); 2; }); return x; }
int allnoret(int n) { int x = n ? ({ die(); 1; }) : ({ die(); 2; }); return x; }
int argnoret(int n) { return f(({ if (n) die(); f(1); })) + f(({ die(); 3; })); }
struct s { int a, b[3]; }; struct s mk(void);
int rv(void) { return mk().b[1] + (mk(), mk()).a + (g() ? mk() : mk()).b[g()]; }
struct s rv2(struct s *a, struct s *b) { return *a = *b = mk(); }
void arr(void) { char a[3][4] = { "abc", { 'x' } }, b[] = "xyz", c[4] = {}; f(a[1][2] + b[0] + c[1]); }
int sw64(unsigned long long x) { switch (x) { case 0xffffffffffffffffULL: return 1; case 1ULL << 40 ... 1ULL << 41: return 2; } return 0; }
int swbool(_Bool b) { switch (b) { case 0: return 1; case 1: return 2; } }
int swconst(void) { switch (sizeof(int)) { case 4: return 1; case 8: return f(2); default: return f(3); } }
int vla_effect(int n) { int a[f(n)][g()]; typeof(int[f(3)]) *q = 0; return sizeof(int[f(n)]) + a[0][0]; }
int static_in(void) { static struct s x = { 1, { [1] = 2 } }; static void *q = &x.b[1]; return x.a + (q == (void *)0); }
int knr(a, b) int a; char b; { return a + b; }
int inl(void) { return ({ __label__ l; int i = 0; l: if (i++ < 3) goto l; i; }); }
int two(void) { return inl() + inl(); }
void *label(void) { __label__ x; x: return &&x; }
typedef int v4 __attribute__((vector_size(16)));
int vec(v4 a) { v4 b = a + (v4){ f(1), g() }; b[f(2)] = 3; return b[1]; }
_Complex double cx(_Complex double a) { return a * 2 + __real__ a; }
int fnptr(int (*h)(int), int (**t)(int)) { return h(1) + (*h)(2) + (**t)(3) + t[g()](4) + (g() ? h : f)(5); }
extern int weak(void) __attribute__((weak)); int wk(void) { return weak ? weak() : 0; }
int alias(void) __attribute__((alias("wk")));
union u { int i; float f; struct { short a, b; }; }; int un(void) { union u x = { .b = 3 }, y = { 1 }; x.f = 2; return x.a + y.i; }
struct __attribute__((packed)) pk { char c; int i : 7; int : 0; int : 3; long l; }; long pkf(void) { struct pk k = { 1, 2, 3 }; return k.l + k.i; }
int cmpx(int *a, int i) { return a[i++] += i--, ++*a, -*a-- + ~i, !i; }
int selfref(void) { void *q = &q; struct s *t = (struct s *)&t; return q == t; }
int unevaluated(int n) { return sizeof(f(n)) + __alignof__(n) + __builtin_types_compatible_p(int, typeof(n++)); }
int ptrcmp(char *a, char *b) { return a < b && a - b > 3 && a && !b; }
int big(void) { return ((struct s[]){ mk(), { 1 } })[1].a; }
int empty_stmtexpr(void) { ({ }); ({ ; }); return ({ int x = 3; x; }); }
struct empty {}; struct empty e(struct empty a) { return a; }
struct fl { int n; int d[]; }; static struct fl fl = { 2, { 1, 2 } }; int flx(void) { return fl.d[1]; }
int shadow(int n) { int n2 = n; { int n = n2; { int n = 4; f(n); } return n; } }
int usedinit(void) { int x = x; return x; }
int *addr_lit(void) { return (int[]){ f(1), 2 }; }
int str(void) { return "abc"[1] + *"x" + sizeof("abc") + L"w"[0]; }
_Thread_local int tls; int tlsf(void) { return tls++; }
int choose(int n) { return __builtin_choose_expr(0, (void)0, n) + _Generic((n), int: f, default: g)(1); }
typeof(f) f2; int callf2(void) { return f2(1); }
int bitint(_BitInt(37) a) { return a + 1; }
void vf(void) { return vf(); }
int assignchain(int *a, int *b) { return *a = *b = f(1); }
const int ci = 3; int constfold(void) { return ci ? 1 : f(2); }
