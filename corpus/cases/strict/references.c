/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
struct refcount_struct {
	int refs;
};
struct kref {
	struct refcount_struct refcount;
};
struct list_head {
	struct list_head *next, *prev;
};
#define container_of(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))
#define list_for_each_entry_safe(pos, n, head, member)                                             \
	for (pos = container_of((head)->next, typeof(*pos), member),                               \
	    n = container_of(pos->member.next, typeof(*pos), member);                              \
	     &pos->member != (head); pos = n, n = container_of(n->member.next, typeof(*n), member))

void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
void list_del(struct list_head *entry);
void rcu_read_lock(void);
void rcu_read_unlock(void);
void kfree(const void *p);

struct pot {
	struct kref ref;
	struct list_head node;
	int size;
};

/* --- the last reference --- */

static void empty_bad(struct kref *ref)
{
	struct pot *pot = container_of(ref, struct pot, ref);

	pot->size = 0;
// CHECK: references.c:[[@LINE+1]]:{{[0-9]+}}: error: empty_bad() is called for the last reference, and returns here without ending what 'ref' lies in [custody-release-keeps]
}

static void empty_ok(struct kref *ref)
{
	kfree(container_of(ref, struct pot, ref));
}

void pot_put(struct pot *pot)
{
	kref_put(&pot->ref, empty_bad);
}

static void cup_put(struct pot *pot)
{
	kref_put(&pot->ref, empty_ok);
}

/* --- files --- */

struct inode;
struct file {
	void *private_data;
};
struct file_operations {
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
};
static struct pot *the_pot;

static int pot_open(struct inode *inode, struct file *file)
{
	file->private_data = the_pot;
	return 0;
}

static int pot_release_bad(struct inode *inode, struct file *file)
{
	cup_put(file->private_data);
// CHECK: references.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}}: the references that pot_open() took and those given back until here are not the same number [custody-strict-references]
	return 0;
}

const struct file_operations pot_fops = {
	.open = pot_open,
	.release = pot_release_bad,
};

static int cup_open(struct inode *inode, struct file *file)
{
	kref_get(&the_pot->ref);
	file->private_data = the_pot;
	return 0;
}

static int cup_release_ok(struct inode *inode, struct file *file)
{
	cup_put(file->private_data);
	return 0;
}

const struct file_operations cup_fops = {
	.open = cup_open,
	.release = cup_release_ok,
};

/* --- lists --- */

void free_all_bad(struct list_head *all)
{
	struct pot *pot, *next;

	list_for_each_entry_safe(pot, next, all, node)
// CHECK: references.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} is on a list when kfree() is called [custody-on-list]
		kfree(pot);
}

void free_all_ok(struct list_head *all)
{
	struct pot *pot, *next;

	list_for_each_entry_safe(pot, next, all, node) {
		list_del(&pot->node);
		kfree(pot);
	}
}

/* --- sections --- */

void open_bad(struct pot *pot)
{
	rcu_read_lock();
	pot->size = 0;
// CHECK: references.c:[[@LINE+1]]:{{[0-9]+}}: error: 'the rcu section' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
}

void closed_bad(struct pot *pot)
{
	pot->size = 0;
	rcu_read_unlock();
// CHECK: references.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that 'the rcu section' is held when closed_bad() needs it{{.*}} [custody-strict-lock-not-held]
}

void even_ok(struct pot *pot)
{
	rcu_read_lock();
	pot->size = 0;
	rcu_read_unlock();
}

/* What is called for the last reference is believed, as anywhere. */
static void __attribute__((annotate("custody.trusted", "the pot is a part of the shelf"))) keep(struct kref *ref)
{
	container_of(ref, struct pot, ref)->size = 0;
}

void kept_ok(struct pot *pot)
{
	kref_put(&pot->ref, keep);
}
