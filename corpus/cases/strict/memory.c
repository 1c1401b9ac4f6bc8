/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
void *kmalloc(unsigned long size, unsigned int flags);
void kfree(const void *p);
int copy(void *to __attribute__((annotate("custody.borrowed"))), const void *from);

struct list_head {
	struct list_head *next, *prev;
};
void list_add(struct list_head *new, struct list_head *head);
void list_del(struct list_head *entry);

struct message {
	struct list_head node;
	int size;
};
static struct list_head all;
static struct message *last;

int lost_bad(const void *from)
{
	struct message *m = kmalloc(sizeof(*m), 0);

	if (!m)
		return -1;
	if (copy(m, from))
// CHECK: memory.c:[[@LINE+1]]:{{[0-9]+}}: error: 'm' is lost here; nothing frees it [custody-memory-leak]
		return -2;
	kfree(m);
	return 0;
}

int freed_bad(void)
{
	struct message *m = kmalloc(sizeof(*m), 0);

	if (!m)
		return -1;
	list_add(&m->node, &all);
// CHECK: memory.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} is on a list when kfree() is called [custody-on-list]
	kfree(m);
	return 0;
}

void twice_bad(struct message *m)
{
	list_add(&m->node, &all);
// CHECK: memory.c:[[@LINE+1]]:{{[0-9]+}}: error: '&m->node' is on a list when list_add() is called [custody-on-list]
	list_add(&m->node, &all);
}

int kept_ok(int which, const void *from)
{
	struct message *m = kmalloc(sizeof(*m), 0);

	if (!m)
		return -1;
	if (copy(m, from)) {
		kfree(m);
		return -2;
	}
	if (which)
		list_add(&m->node, &all);
	else
		last = m;
	return 0;
}

/* --- and what a function is given that says it takes it over --- */

#define message_of(entry) ((struct message *)((char *)(entry) - __builtin_offsetof(struct message, node)))

static void end(struct message *m __attribute__((annotate("custody.owned"))))
{
	kfree(m);
}

static void take_and_end(struct message *m __attribute__((annotate("custody.owned"))))
{
	list_del(&m->node);
	kfree(m);
}

void end_first_ok(struct list_head *list)
{
	take_and_end(message_of(list->next));
}

void end_first_bad(struct list_head *list)
{
// CHECK: memory.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} is on a list when end() is called [custody-on-list]
	end(message_of(list->next));
}

void taken_ok(struct message *m)
{
	list_del(&m->node);
	kfree(m);
}

struct rb_node {
	struct rb_node *left, *right;
};
struct rb_root {
	struct rb_node *rb_node;
};
void rb_erase(struct rb_node *node, struct rb_root *root);
struct entry {
	struct rb_node rb;
	int size;
};
static struct rb_root entries;
#define entry_of(node) ((struct entry *)((char *)(node) - __builtin_offsetof(struct entry, rb)))

/* The link that led to it is the one by which it was in the tree. */
void erased_ok(void)
{
	struct entry *e = entry_of(entries.rb_node);

	rb_erase(&e->rb, &entries);
	kfree(e);
}

/* Of two who come at once one puts it there. */
int exchanged_ok(struct message **at, struct message *none)
{
	struct message *m = kmalloc(sizeof(*m), 0);

	if (!m)
		return -1;
	if (!__atomic_compare_exchange_n(at, &none, m, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		kfree(m);
	return 0;
}

int exchanged_bad(struct message **at, struct message *none)
{
	struct message *m = kmalloc(sizeof(*m), 0);

	if (!m)
		return -1;
	if (!__atomic_compare_exchange_n(at, &none, m, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
// CHECK: memory.c:[[@LINE+1]]:{{[0-9]+}}: error: 'm' is lost here; nothing frees it [custody-memory-leak]
		return -2;
	return 0;
}
