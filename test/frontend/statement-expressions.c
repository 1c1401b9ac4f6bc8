/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s

int next(void);
void die(void) __attribute__((noreturn));
struct pair { long a, b; };
struct pair make(void);

// CHECK-LABEL: function value(
// CHECK: [[T:%[0-9]+]] = call @next()
// CHECK: store.init {{%[0-9]+}}, [[T]]
// CHECK: branch
int value(int n)
{
	return ({ int t = next(); t > n ? t : n; });
}

// A record's value goes straight to where it is used.
// CHECK-LABEL: function member(
// CHECK: [[TEMP:%[0-9]+]] = local.temp .0 : *pair
// CHECK: copy [[TEMP]],
// CHECK: scope_end p
// CHECK: field [[TEMP]] pair.b
long member(void)
{
	return ({ struct pair p = make(); p; }).b;
}

// CHECK-LABEL: function leaves(
// CHECK: return [[ONE:%[0-9]+]]
// CHECK: call @next()
// CHECK: return
int leaves(int n)
{
	int x = ({ if (n) return 1; next(); });

	return x;
}

// Behind a call that does not return there is nothing.
// CHECK-LABEL: function dies(
// CHECK: call @die()
// CHECK-NEXT: unreachable
// CHECK-NEXT: {{^}} b2:
// CHECK: call @next()
// CHECK: return
int dies(int n)
{
	return ({ if (n) die(); next(); });
}

// A break in a condition leaves the loop that the condition belongs to, as clang has it.
// CHECK-LABEL: function condition(
// CHECK: branch {{.*}} ? [[LEAVE:b[0-9]+]] : b
// CHECK: {{^}} [[LEAVE]]:
// CHECK-NEXT: jump [[END:b[0-9]+]]
// CHECK: {{^}} [[END]]:
// CHECK: return
int condition(int n)
{
	while (({ if (n == 3) break; n--; }))
		next();
	return n;
}
