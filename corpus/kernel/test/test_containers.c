// SPDX-License-Identifier: MIT
/* Lists, trees, bitmaps, arrays, identifiers, strings. */
#include "harness.h"
#include "threads.h"
#include "testing.h"

#include <linux/bitmap.h>
#include <linux/hashtable.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/rbtree_augmented.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

struct item {
	struct list_head list;
	struct hlist_node hash;
	int value;
};

TEST(list_order)
{
	struct item a = {.value = 1}, b = {.value = 2}, c = {.value = 3}, *pos, *next;
	LIST_HEAD(head);
	LIST_HEAD(other);
	int sum = 0;

	CHECK(list_empty(&head));
	list_add_tail(&a.list, &head);
	list_add_tail(&b.list, &head);
	list_add(&c.list, &head);
	list_for_each_entry(pos, &head, list)
		sum = sum * 10 + pos->value;
	CHECK_EQ(sum, 312);
	list_move_tail(&c.list, &head);
	list_splice_init(&head, &other);
	CHECK(list_empty(&head));
	CHECK_EQ(list_count_nodes(&other), 3);
	CHECK(list_is_last(&c.list, &other) && list_is_first(&a.list, &other));
	sum = 0;
	list_for_each_entry_safe_reverse(pos, next, &other, list) {
		sum = sum * 10 + pos->value;
		list_del(&pos->list);
	}
	CHECK_EQ(sum, 321);
	CHECK(list_empty(&other));
	CHECK(list_first_entry_or_null(&other, struct item, list) == NULL);
	CHECK(a.list.next == LIST_POISON1);
}

TEST(list_cut)
{
	struct item items[4] = {{.value = 0}};
	LIST_HEAD(head);
	LIST_HEAD(front);
	int i;

	for (i = 0; i < 4; i++)
		list_add_tail(&items[i].list, &head);
	list_cut_before(&front, &head, &items[3].list);
	CHECK_EQ(list_count_nodes(&front), 3);
	CHECK(list_is_singular(&head));
	list_cut_before(&front, &head, &items[3].list);
	CHECK(list_empty(&front));
}

TEST(hash_table)
{
	DEFINE_HASHTABLE(table, 4);
	struct item items[100], *pos;
	int i, found = 0;

	hash_init(table);
	for (i = 0; i < 100; i++) {
		items[i].value = i;
		hash_add(table, &items[i].hash, i);
	}
	hash_for_each_possible(table, pos, hash, 42)
		found += pos->value == 42;
	CHECK_EQ(found, 1);
	for (i = 0; i < 100; i += 2)
		hash_del(&items[i].hash);
	found = 0;
	hash_for_each(table, i, pos, hash)
		found += pos->value & 1;
	CHECK_EQ(found, 50);
}

static LLIST_HEAD(shared_llist);

struct litem {
	struct llist_node node;
	int value;
};

static int llist_adder(void *data)
{
	struct litem *items = data;
	int i;

	for (i = 0; i < 2000; i++) {
		items[i].value = i;
		llist_add(&items[i].node, &shared_llist);
	}
	return 0;
}

TEST(llist_many_producers)
{
	struct litem *items = kcalloc(3 * 2000, sizeof(*items), GFP_KERNEL), *pos, *next;
	struct task_struct *threads[3];
	long sum = 0, count = 0;
	int i;

	for (i = 0; i < 3; i++) {
		threads[i] = thread_start(llist_adder, items + i * 2000);
	}
	while (count < 3 * 2000) {
		struct llist_node *batch = llist_reverse_order(llist_del_all(&shared_llist));

		llist_for_each_entry_safe(pos, next, batch, node) {
			sum += pos->value;
			count++;
		}
	}
	CHECK_EQ(sum, 3L * 2000 * 1999 / 2);
	for (i = 0; i < 3; i++) {
		thread_end(threads[i]);
	}
	kfree(items);
}

struct interval {
	struct rb_node rb;
	unsigned long value, max;
	bool in;
};

#define INTERVAL_VALUE(node) ((node)->value)
RB_DECLARE_CALLBACKS_MAX(static, max_callbacks, struct interval, rb, unsigned long, max,
			 INTERVAL_VALUE)

/* The black height, after checking every invariant below the node. */
static int check_tree(struct rb_node *rb, struct rb_node *parent)
{
	struct interval *node = rb_entry(rb, struct interval, rb);
	unsigned long max;
	bool red;
	int height;

	if (!rb)
		return 1;
	CHECK(rb_parent(rb) == parent);
	red = !(rb->__rb_parent_color & 1);
	CHECK(!red || !parent || (parent->__rb_parent_color & 1));
	height = check_tree(rb->rb_left, rb);
	CHECK_EQ(height, check_tree(rb->rb_right, rb));
	max = node->value;
	if (rb->rb_left)
		max = max(max, rb_entry(rb->rb_left, struct interval, rb)->max);
	if (rb->rb_right)
		max = max(max, rb_entry(rb->rb_right, struct interval, rb)->max);
	CHECK_EQ(node->max, max);
	return height + !red;
}

static void interval_add(struct rb_root *root, struct interval *new)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	new->max = new->value;
	while (*link) {
		struct interval *node = rb_entry(*link, struct interval, rb);

		parent = *link;
		node->max = max(node->max, new->value);
		link = new->value < node->value ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&new->rb, parent, link);
	rb_insert_augmented(&new->rb, root, &max_callbacks);
}

TEST(rbtree_augmented_random)
{
	static struct interval nodes[400];
	struct rb_root root = RB_ROOT;
	struct rb_node *rb;
	int step, count = 0;

	for (step = 0; step < 6000; step++) {
		struct interval *node = &nodes[test_random() % 400];

		if (node->in) {
			rb_erase_augmented(&node->rb, &root, &max_callbacks);
			count--;
		} else {
			node->value = test_random() % 1000;
			interval_add(&root, node);
			count++;
		}
		node->in = !node->in;
		if (step % 16 == 0) {
			unsigned long last = 0;
			int seen = 0;

			check_tree(root.rb_node, NULL);
			for (rb = rb_first(&root); rb; rb = rb_next(rb), seen++) {
				CHECK(rb_entry(rb, struct interval, rb)->value >= last);
				last = rb_entry(rb, struct interval, rb)->value;
			}
			CHECK_EQ(seen, count);
			for (rb = rb_last(&root); rb; rb = rb_prev(rb))
				seen--;
			CHECK_EQ(seen, 0);
			for (rb = rb_first_postorder(&root); rb; rb = rb_next_postorder(rb))
				seen++;
			CHECK_EQ(seen, count);
		}
	}
}

static bool interval_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct interval, rb)->value < rb_entry(b, struct interval, rb)->value;
}

TEST(rbtree_cached)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct interval nodes[64];
	unsigned long last = 0;
	int i;

	for (i = 0; i < 64; i++) {
		nodes[i].value = test_random() % 50;
		rb_add_cached(&nodes[i].rb, &root, interval_less);
	}
	for (i = 0; i < 64; i++) {
		struct interval *first = rb_entry(rb_first_cached(&root), struct interval, rb);

		CHECK(first->value >= last);
		CHECK(&first->rb == rb_first(&root.rb_root));
		last = first->value;
		rb_erase_cached(&first->rb, &root);
	}
	CHECK(RB_EMPTY_ROOT(&root.rb_root) && !rb_first_cached(&root));
}

TEST(bitmap_against_bits)
{
	DECLARE_BITMAP(map, 200) = {0};
	bool model[200] = {false};
	unsigned int i, step, bit, weight = 0;

	for (step = 0; step < 300; step++) {
		unsigned int start = test_random() % 200, count = test_random() % (200 - start + 1);
		bool set = test_random() & 1;

		if (set)
			bitmap_set(map, start, count);
		else
			bitmap_clear(map, start, count);
		memset(model + start, set, count);
		weight = 0;
		for (i = 0; i < 200; i++) {
			CHECK_EQ(test_bit(i, map), model[i]);
			weight += model[i];
		}
		CHECK_EQ(bitmap_weight(map, 200), weight);
		i = 0;
		for_each_set_bit(bit, map, 200)
			i++;
		CHECK_EQ(i, weight);
		for_each_clear_bit(bit, map, 200)
			i++;
		CHECK_EQ(i, 200);
	}
	bitmap_zero(map, 200);
	CHECK(bitmap_empty(map, 200) && find_last_bit(map, 200) == 200);
	bitmap_set(map, 10, 20);
	CHECK_EQ(bitmap_find_next_zero_area(map, 200, 5, 8, 7), 32);
	CHECK_EQ(bitmap_find_next_zero_area(map, 200, 5, 5, 0), 5);
	CHECK(bitmap_find_next_zero_area(map, 200, 0, 180, 0) > 200);
	CHECK_EQ(find_last_bit(map, 200), 29);
	CHECK(!test_and_set_bit(63, map) && test_and_set_bit(63, map) &&
	      test_and_clear_bit(63, map));
}

#define XA_RANGE 5000

TEST(xarray_against_array)
{
	static unsigned long model[XA_RANGE];
	static bool marked[XA_RANGE];
	DEFINE_XARRAY(xa);
	unsigned long index, i;
	void *entry;
	int step;

	for (step = 0; step < 20000; step++) {
		i = test_random() % XA_RANGE;
		switch (test_random() % 4) {
		case 0:
		case 1:
			entry = xa_store(&xa, i * 37, xa_mk_value(step), GFP_KERNEL);
			CHECK(entry == (model[i] ? xa_mk_value(model[i] - 1) : NULL));
			model[i] = step + 1;
			break;
		case 2:
			entry = xa_erase(&xa, i * 37);
			CHECK(entry == (model[i] ? xa_mk_value(model[i] - 1) : NULL));
			model[i] = 0;
			marked[i] = false;
			break;
		case 3:
			xa_set_mark(&xa, i * 37, XA_MARK_1);
			marked[i] |= model[i] != 0;
		}
	}
	i = 0;
	xa_for_each(&xa, index, entry) {
		for (; i * 37 < index; i++)
			CHECK(!model[i]);
		CHECK(index == i * 37 && xa_to_value(entry) == model[i] - 1);
		CHECK_EQ(xa_get_mark(&xa, index, XA_MARK_1), marked[i]);
		i++;
	}
	i = 0;
	xa_for_each_marked(&xa, index, entry, XA_MARK_1) {
		for (; i * 37 < index; i++)
			CHECK(!marked[i]);
		CHECK(marked[i]);
		i++;
	}
	for (i = 0; i < XA_RANGE; i++)
		xa_erase(&xa, i * 37);
	CHECK(xa_empty(&xa));
}

TEST(xarray_far_apart)
{
	DEFINE_XARRAY(xa);
	unsigned long index = 0;
	void *entry;

	CHECK(xa_load(&xa, ~0UL) == NULL);
	xa_store(&xa, 0, xa_mk_value(1), GFP_KERNEL);
	xa_store(&xa, ~0UL, xa_mk_value(2), GFP_KERNEL);
	xa_store(&xa, 1UL << 40, xa_mk_value(3), GFP_KERNEL);
	CHECK(xa_load(&xa, 1UL << 40) == xa_mk_value(3));
	entry = xa_find_after(&xa, &index, ~0UL, XA_PRESENT);
	CHECK(entry == xa_mk_value(3) && index == 1UL << 40);
	entry = xa_find_after(&xa, &index, ~0UL, XA_PRESENT);
	CHECK(entry == xa_mk_value(2) && index == ~0UL);
	CHECK(!xa_find_after(&xa, &index, ~0UL, XA_PRESENT));
	CHECK(xa_cmpxchg(&xa, 0, xa_mk_value(9), NULL, GFP_KERNEL) == xa_mk_value(1));
	CHECK(xa_load(&xa, 0) == xa_mk_value(1));
	CHECK(xa_cmpxchg(&xa, 0, xa_mk_value(1), NULL, GFP_KERNEL) == xa_mk_value(1));
	CHECK(xa_load(&xa, 0) == NULL);
	CHECK_EQ(xa_insert(&xa, 0, &xa, GFP_KERNEL), 0);
	CHECK_EQ(xa_insert(&xa, 0, &xa, GFP_KERNEL), -EBUSY);
	xa_destroy(&xa);
	CHECK(xa_empty(&xa));
}

TEST(xarray_alloc)
{
	DEFINE_XARRAY_ALLOC1(xa);
	u32 id, next = 0;
	int i;

	for (i = 1; i <= 300; i++) {
		CHECK_EQ(xa_alloc(&xa, &id, &xa, xa_limit_32b, GFP_KERNEL), 0);
		CHECK_EQ(id, i);
	}
	xa_erase(&xa, 65);
	xa_erase(&xa, 200);
	CHECK_EQ(xa_alloc(&xa, &id, &xa, xa_limit_32b, GFP_KERNEL), 0);
	CHECK_EQ(id, 65);
	CHECK_EQ(xa_alloc(&xa, &id, &xa, XA_LIMIT(70, 210), GFP_KERNEL), 0);
	CHECK_EQ(id, 200);
	CHECK_EQ(xa_alloc(&xa, &id, &xa, XA_LIMIT(1, 300), GFP_KERNEL), -EBUSY);
	CHECK_EQ(xa_alloc(&xa, &id, NULL, XA_LIMIT(1, 301), GFP_KERNEL), 0);
	CHECK(id == 301 && !xa_load(&xa, 301));
	xa_erase(&xa, 301);
	xa_erase(&xa, 3);
	CHECK_EQ(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(1, 301), &next, GFP_KERNEL), 0);
	CHECK_EQ(id, 3);
	CHECK_EQ(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(1, 301), &next, GFP_KERNEL), 0);
	CHECK(id == 301 && next == 302);
	xa_erase(&xa, 7);
	CHECK_EQ(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(1, 301), &next, GFP_KERNEL), 1);
	CHECK_EQ(id, 7);
	CHECK_EQ(xa_reserve(&xa, 1000, GFP_KERNEL), 0);
	CHECK(xa_load(&xa, 1000) == NULL);
	xa_release(&xa, 1000);
	xa_destroy(&xa);
}

TEST(xarray_no_memory)
{
	DEFINE_XARRAY(xa);
	unsigned int nth;
	void *entry;

	for (nth = 1;; nth++) {
		kernel_fail_allocation(nth);
		entry = xa_store(&xa, 1UL << 30, &xa, GFP_KERNEL);
		if (!xa_is_err(entry))
			break;
		CHECK_EQ(xa_err(entry), -ENOMEM);
		CHECK(xa_empty(&xa));
	}
	CHECK(nth > 4);
	kernel_fail_allocation(0);
	xa_destroy(&xa);
}

struct entry {
	struct rcu_head rcu;
	unsigned long index, check;
};

static DEFINE_XARRAY(rcu_array);

static int xarray_reader(void *data)
{
	while (!kthread_should_stop()) {
		unsigned long index = test_random() % 500;
		struct entry *entry;

		rcu_read_lock();
		entry = xa_load(&rcu_array, index * 111);
		if (entry)
			CHECK(entry->index == index * 111 && entry->check == ~entry->index);
		xa_for_each_range(&rcu_array, index, entry, 10000, 12000)
			CHECK(entry->check == ~index);
		rcu_read_unlock();
	}
	return 0;
}

/* Readers without a lock, while entries and nodes come and go and are freed. */
TEST(xarray_readers)
{
	struct task_struct *reader = kthread_run(xarray_reader, NULL, "reader");
	struct entry *entry;
	unsigned long index;
	int step;

	for (step = 0; step < 4000; step++) {
		index = test_random() % 500 * 111;
		entry = xa_erase(&rcu_array, index);
		if (entry) {
			kfree_rcu(entry, rcu);
			continue;
		}
		entry = kmalloc(sizeof(*entry), GFP_KERNEL);
		entry->index = index;
		entry->check = ~index;
		CHECK(!xa_err(xa_store(&rcu_array, index, entry, GFP_KERNEL)));
	}
	kthread_stop(reader);
	xa_for_each(&rcu_array, index, entry)
		kfree(entry);
	xa_destroy(&rcu_array);
	rcu_barrier();
}

TEST(idr_numbers)
{
	DEFINE_IDR(idr);
	int i, id, count = 0;
	u32 u = 5;
	void *p;

	CHECK_EQ(idr_alloc(&idr, &idr, 10, 13, GFP_KERNEL), 10);
	CHECK_EQ(idr_alloc(&idr, NULL, 10, 13, GFP_KERNEL), 11);
	CHECK_EQ(idr_alloc(&idr, &u, 10, 13, GFP_KERNEL), 12);
	CHECK_EQ(idr_alloc(&idr, &u, 10, 13, GFP_KERNEL), -ENOSPC);
	CHECK(idr_find(&idr, 10) == &idr && !idr_find(&idr, 11) && !idr_find(&idr, 99));
	CHECK(idr_replace(&idr, &u, 10) == &idr);
	CHECK(IS_ERR(idr_replace(&idr, &u, 77)));
	idr_for_each_entry(&idr, p, id)
		count += id;
	CHECK_EQ(count, 22);
	CHECK(idr_remove(&idr, 10) == &u && !idr_remove(&idr, 10));
	CHECK_EQ(idr_alloc_u32(&idr, &u, &u, 5, GFP_KERNEL), 0);
	CHECK_EQ(u, 5);
	for (i = 0; i < 4; i++)
		CHECK_EQ(idr_alloc_cyclic(&idr, &u, 100, 104, GFP_KERNEL), 100 + i);
	idr_remove(&idr, 101);
	CHECK_EQ(idr_alloc_cyclic(&idr, &u, 100, 104, GFP_KERNEL), 101);
	idr_destroy(&idr);
	CHECK(idr_is_empty(&idr));
}

TEST(ida_numbers)
{
	DEFINE_IDA(ida);
	int i;

	for (i = 0; i < 200; i++)
		CHECK_EQ(ida_alloc(&ida, GFP_KERNEL), i);
	ida_free(&ida, 100);
	CHECK_EQ(ida_alloc_min(&ida, 150, GFP_KERNEL), 200);
	CHECK_EQ(ida_alloc_max(&ida, 99, GFP_KERNEL), -ENOSPC);
	CHECK_EQ(ida_alloc(&ida, GFP_KERNEL), 100);
	ida_destroy(&ida);
	CHECK(ida_is_empty(&ida));
}

TEST(strings)
{
	char buffer[8], *s;
	unsigned int number;
	int negative;
	bool yes;

	CHECK_EQ(strscpy(buffer, "four", sizeof(buffer)), 4);
	CHECK_EQ(strscpy(buffer, "much too long", sizeof(buffer)), -E2BIG);
	CHECK(!strcmp(buffer, "much to"));
	s = kasprintf(GFP_KERNEL, "%s-%d", "disk", 12);
	CHECK(!strcmp(s, "disk-12"));
	kfree(s);
	CHECK_EQ(scnprintf(buffer, sizeof(buffer), "%d", 123456789), 7);
	CHECK_EQ(kstrtouint("0x20\n", 0, &number), 0);
	CHECK_EQ(number, 32);
	CHECK_EQ(kstrtouint("4294967296", 0, &number), -ERANGE);
	CHECK_EQ(kstrtouint("12a", 0, &number), -EINVAL);
	CHECK_EQ(kstrtouint("", 0, &number), -EINVAL);
	CHECK_EQ(kstrtoint("-2147483648", 10, &negative), 0);
	CHECK_EQ(negative, (int)0x80000000);
	CHECK_EQ(kstrtobool("off", &yes), 0);
	CHECK(!yes);
	CHECK(sysfs_streq("on\n", "on") && !sysfs_streq("on", "one"));
	memset(buffer, 7, sizeof(buffer));
	CHECK(!memchr_inv(buffer, 7, sizeof(buffer)));
	buffer[3] = 1;
	CHECK(memchr_inv(buffer, 7, sizeof(buffer)) == buffer + 3);
}
