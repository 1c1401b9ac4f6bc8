/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s

struct lock;
void lock(struct lock *l);
void unlock(struct lock **l);
void put(void **p);
void *get(void);
int test(void *p);

#define guard(l) struct lock *scope __attribute__((cleanup(unlock))) = ({ lock(l); (l); })
#define scoped_guard(l)                                                                  \
	for (struct lock *scope __attribute__((cleanup(unlock))) = ({ lock(l); (l); }),  \
	     *done = (void *)0; !done; done = (void *)1)

// The call stands on every way out, between the value that is returned and the return.
// CHECK-LABEL: function guarded(
// CHECK: call @lock(
// CHECK: {{^}} b1:
// CHECK: [[ONE:%[0-9]+]] = const 1
// CHECK: call.cleanup @unlock(
// CHECK-NEXT: scope_end scope
// CHECK-NEXT: return [[ONE]]
// CHECK: {{^}} b2:
// CHECK: call.cleanup @unlock(
// CHECK-NEXT: scope_end scope
// CHECK-NEXT: return
int guarded(struct lock *l, int n)
{
	guard(l);
	if (n)
		return 1;
	return 2;
}

// no_free_ptr(): what is put is NULL by then.
// CHECK-LABEL: function no_free(
// CHECK: [[NULL:%[0-9]+]] = const 0 : *void
// CHECK: call.cleanup @put(
// CHECK: [[NULL:%[0-9]+]] = const 0 : *void
// CHECK: store {{%[0-9]+}}, [[NULL]]
// CHECK: [[T:%[0-9]+]] = load
// CHECK: call.cleanup @put(
// CHECK: return [[T]]
void *no_free(void)
{
	void *p __attribute__((cleanup(put))) = get();

	if (test(p))
		return (void *)0;
	return ({ void *t = p; p = (void *)0; t; });
}

// CHECK-LABEL: function loop(
// CHECK-COUNT-4: call.cleanup @unlock(
// CHECK-NOT: call.cleanup
// CHECK: end
int loop(struct lock *l, int n)
{
	while (n--) {
		guard(l);
		if (n == 3)
			continue;
		if (n == 4)
			break;
		if (n == 5)
			goto out;
	}
	return 0;
out:
	return 1;
}

// CHECK-LABEL: function scoped(
// CHECK-COUNT-2: call.cleanup @unlock(
// CHECK-NOT: call.cleanup
// CHECK: end
int scoped(struct lock *l)
{
	scoped_guard(l) {
		if (test(l))
			return 1;
	}
	return 0;
}

// Last in, first out; only what was reached.
// CHECK-LABEL: function two(
// CHECK: {{^}} b1:
// CHECK: call.cleanup @put(
// CHECK-NOT: call.cleanup
// CHECK: {{^}} b2:
// CHECK: scope_end q
// CHECK: call.cleanup @put(
// CHECK-NEXT: scope_end p
int two(void)
{
	void *p __attribute__((cleanup(put))) = get();

	if (!p)
		return 1;
	void *q __attribute__((cleanup(put))) = get();
	return 0;
}
