/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s

struct in { int x, y; };
struct out {
	struct in in;
	int list[4];
	union { int u; char *s; };
	struct in *ptr;
	unsigned int bit : 3;
};
void take(struct out *o);
void takes(struct in i);

struct ops {
	int (*open)(int);
	void (*close)(void);
	const char *name;
	struct in sub;
	struct ops *next;
};
static int my_open(int n) { return n; }
static void my_close(void) { }
static struct ops other;

// Of a static initialiser, what is not zero; nested records by their own fields.
// CHECK: global ops: ops static const main
// CHECK-NEXT: ops.open = @my_open
// CHECK-NEXT: ops.close = @my_close
// CHECK-NEXT: ops.name = "me"
// CHECK-NEXT: in.y = 3
// CHECK-NEXT: ops.next = &other
static const struct ops ops = {
	.open = my_open, .close = my_close, .name = "me", .sub.y = 3, .sub.x = 0, .next = &other,
};
// CHECK: global table: [3]ops static const main
// CHECK-NEXT: [1] ops.open = @my_open
// CHECK-NEXT: [2] ops.close = @my_close
static const struct ops table[] = { [1] = { .open = my_open }, { .close = my_close } };

const struct ops *get(int n)
{
	return n ? &ops : table;
}

// One store of zeros first, for what the list leaves out.
// CHECK-LABEL: function designated(
// CHECK: [[O:%[0-9]+]] = local o
// CHECK-NEXT: [[ZERO:%[0-9]+]] = const 0 : out
// CHECK-NEXT: store.init [[O]], [[ZERO]]
// CHECK: field [[O]] out.in
// CHECK: field {{%[0-9]+}} in.y
// CHECK: field [[O]] out.list
// CHECK: const 2
// CHECK: [[UNION:%[0-9]+]] = field [[O]] out.2
// CHECK: field [[UNION]] record.{{[0-9]+}}.s
// CHECK: string "text"
// CHECK: field [[O]] out.bit
void designated(int n)
{
	struct out o = { .in.y = n, .list = { [2] = 7 }, .s = "text", .bit = 1 };

	take(&o);
}

// CHECK-LABEL: function all(
// CHECK-NOT: const 0 : in
// CHECK: call @takes(
void all(int n)
{
	struct in i = { n, 2 };

	takes(i);
}

// CHECK-LABEL: function literal(
// CHECK: [[OUT:%[0-9]+]] = local.temp .1 : *out
// CHECK: [[PTR:%[0-9]+]] = field [[OUT]] out.ptr
// CHECK: [[IN:%[0-9]+]] = local.temp .2 : *in
// CHECK: store.init [[PTR]], [[IN]]
// CHECK: call @take([[OUT]])
void literal(int n)
{
	take(&(struct out){ .ptr = &(struct in){ n, 1 } });
}

// CHECK-LABEL: function copy(
// CHECK: copy
// CHECK: copy
// CHECK: copy
void copy(struct out *a, struct out *b)
{
	*a = *b;
	a->in = b->in;
	struct out c = *a;

	take(&c);
}

// CHECK-LABEL: function range(
// CHECK: const 1 : u64
// CHECK: const 2 : u64
// CHECK: const 3 : u64
// CHECK-NOT: u64
// CHECK: call @take(
void range(void)
{
	int a[8] = { [1 ... 3] = 5 };

	take((void *)a);
}
