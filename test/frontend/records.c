/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-ir=%t.cir %s
// RUN: %custody ir %t.cir | FileCheck %s

#define container_of(ptr, type, member)                                    \
	({                                                                 \
		void *p_ = (void *)(ptr);                                  \
		((type *)(p_ - __builtin_offsetof(type, member)));         \
	})
struct list { struct list *next, *prev; };
struct flex {
	int n;
	struct list node;
	struct { struct list deep[2]; } in;
	unsigned int a : 3, b : 5;
	char data[];
};

// CHECK: record flex, 64 bytes
// CHECK: a: u32 @56.0:3
// CHECK-NEXT: b: u32 @56.3:5
// CHECK-NEXT: data: []i8 @57

// CHECK-LABEL: function outer(
// CHECK: [[P:%[0-9]+]] = load {{%[0-9]+}} : *void
// CHECK-NEXT: [[F:%[0-9]+]] = container [[P]] flex.node : *flex
// CHECK-NEXT: return [[F]]
struct flex *outer(struct list *l)
{
	return container_of(l, struct flex, node);
}

// CHECK-LABEL: function deep(
// CHECK: [[MINUS:%[0-9]+]] = const -1
// CHECK: [[FIRST:%[0-9]+]] = index {{%[0-9]+}}, [[MINUS]]
// CHECK: [[IN:%[0-9]+]] = container [[FIRST]] [[R:record.[0-9]+]].deep
// CHECK: container [[IN]] flex.in : *flex
struct flex *deep(struct list *l)
{
	return container_of(l, struct flex, in.deep[1]);
}

// CHECK-LABEL: function bits(
// CHECK: [[A:%[0-9]+]] = field {{%[0-9]+}} flex.a : *u32
// CHECK: load [[A]]
// CHECK: [[B:%[0-9]+]] = field {{%[0-9]+}} flex.b : *u32
// CHECK: store [[B]]
void bits(struct flex *f)
{
	f->b = f->a + 1;
}

// CHECK-LABEL: function flexible(
// CHECK: field {{%[0-9]+}} flex.data : *[]i8
// CHECK: index
char *flexible(struct flex *f, int i)
{
	return &f->data[i];
}

// CHECK-LABEL: function pun(
// CHECK: field [[U:%[0-9]+]] both.i
// CHECK: field {{%[0-9]+}} both.p
union both { int i; struct list *p; };
struct list *pun(int n)
{
	union both u;

	u.i = n;
	return u.p;
}

// CHECK-LABEL: function to_union(
// CHECK: [[U:%[0-9]+]] = local.temp
// CHECK: [[TO:%[0-9]+]] = field [[U]] both.p
// CHECK: store [[TO]]
struct list *to_union(struct list *l)
{
	return ((union both)l).p;
}

// The member of what a call returns.
// CHECK-LABEL: function of_result(
// CHECK: [[TEMP:%[0-9]+]] = local.temp
// CHECK: [[V:%[0-9]+]] = call @make()
// CHECK-NEXT: store [[TEMP]], [[V]]
// CHECK: field [[TEMP]] list.prev
struct list make(void);
struct list *of_result(void)
{
	return make().prev;
}
