// SPDX-License-Identifier: MIT
/*
 * A radix tree of nodes with 64 slots. The top node covers index 0 up to what its shift says, and
 * grows upwards. A slot of a node with shift 0 holds an entry, the others hold nodes. For every
 * node there is a bitmap of the slots that are occupied, one of those that are full below, and one
 * for each mark; so no search looks at empty or full parts.
 *
 * Readers walk without a lock: slots are published with release, and nodes freed after a grace
 * period. A node knows its place, and is filled before it is linked, so a reader that finds an old
 * top node finds what was in the array then.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#define SHIFT 6
#define SLOTS (1U << SHIFT)
#define MARKS 3

struct xa_node {
	unsigned char shift, offset;
	struct xa_node *parent;
	struct rcu_head rcu;
	unsigned long used, full, marks[MARKS];
	void *slots[SLOTS];
};

/* The last index that a tree with that top node can hold. */
static unsigned long top_max(const struct xa_node *top)
{
	return top->shift + SHIFT >= BITS_PER_LONG ? ~0UL : (1UL << (top->shift + SHIFT)) - 1;
}

static unsigned int slot_of(const struct xa_node *node, unsigned long index)
{
	return (index >> node->shift) % SLOTS;
}

static struct xa_node *top_of(const struct xarray *xa)
{
	return rcu_dereference(*(struct xa_node **)&xa->xa_head);
}

static void *visible(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

/* The node with the entry's slot, or NULL. */
static struct xa_node *leaf_of(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node = top_of(xa);

	if (!node || index > top_max(node))
		return NULL;
	while (node && node->shift)
		node = rcu_dereference(node->slots[slot_of(node, index)]);
	return node;
}

static void *peek(const struct xarray *xa, unsigned long index)
{
	struct xa_node *leaf = leaf_of(xa, index);

	return leaf ? rcu_dereference(leaf->slots[index % SLOTS]) : NULL;
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	void *entry;

	rcu_read_lock();
	entry = visible(peek(xa, index));
	rcu_read_unlock();
	return entry;
}

/* --- with the lock held: the shape of the tree
 * ------------------------------------------------------------- */

static struct xa_node *node_new(unsigned int shift, gfp_t flags)
{
	/* the lock is a spinlock */
	struct xa_node *node = kzalloc(sizeof(*node), flags & ~__GFP_DIRECT_RECLAIM);

	if (node)
		node->shift = shift;
	return node;
}

static void set_word(unsigned long *word, unsigned int bit, bool value)
{
	WRITE_ONCE(*word, value ? *word | BIT(bit) : *word & ~BIT(bit));
}

static void attach(struct xa_node *parent, unsigned int slot, struct xa_node *child)
{
	unsigned int mark;

	child->parent = parent;
	child->offset = slot;
	set_word(&parent->used, slot, true);
	set_word(&parent->full, slot, child->full == ~0UL);
	for (mark = 0; mark < MARKS; mark++)
		set_word(&parent->marks[mark], slot, child->marks[mark]);
	rcu_assign_pointer(parent->slots[slot], child);
}

/* Makes the tree high enough for that index. */
static int grow(struct xarray *xa, unsigned long index, gfp_t flags)
{
	struct xa_node *top = xa->xa_head, *above;

	if (!top) {
		top = node_new(0, flags);
		if (!top)
			return -ENOMEM;
		while (index > top_max(top))
			top->shift += SHIFT;
		rcu_assign_pointer(xa->xa_head, (void *)top);
	}
	while (index > top_max(top)) {
		above = node_new(top->shift + SHIFT, flags);
		if (!above)
			return -ENOMEM;
		attach(above, 0, top);
		rcu_assign_pointer(xa->xa_head, (void *)above);
		top = above;
	}
	return 0;
}

/* Removes empty nodes, from that one upwards. */
static void prune(struct xarray *xa, struct xa_node *node)
{
	while (node && !node->used) {
		struct xa_node *parent = node->parent;

		if (parent) {
			RCU_INIT_POINTER(parent->slots[node->offset], NULL);
			set_word(&parent->used, node->offset, false);
		} else {
			RCU_INIT_POINTER(xa->xa_head, NULL);
		}
		kfree_rcu(node, rcu);
		node = parent;
	}
}

static struct xa_node *leaf_make(struct xarray *xa, unsigned long index, gfp_t flags)
{
	struct xa_node *node, *child;

	if (grow(xa, index, flags))
		return NULL;
	for (node = xa->xa_head; node->shift; node = child) {
		child = node->slots[slot_of(node, index)];
		if (child)
			continue;
		child = node_new(node->shift - SHIFT, flags);
		if (!child) {
			prune(xa, node);
			return NULL;
		}
		attach(node, slot_of(node, index), child);
	}
	return node;
}

static void mark_up(struct xa_node *node, unsigned int slot, unsigned int mark, bool value)
{
	for (; node; slot = node->offset, node = node->parent) {
		bool before = node->marks[mark];

		set_word(&node->marks[mark], slot, value);
		if (before == !!node->marks[mark] && before)
			return;
		value = node->marks[mark];
	}
}

static void full_up(struct xa_node *node, unsigned int slot, bool full)
{
	for (; node; slot = node->offset, node = node->parent) {
		set_word(&node->full, slot, full);
		full = node->full == ~0UL;
	}
}

static void leaf_store(struct xarray *xa, struct xa_node *leaf, unsigned int slot, void *entry)
{
	unsigned int mark;

	rcu_assign_pointer(leaf->slots[slot], entry);
	set_word(&leaf->used, slot, entry);
	full_up(leaf, slot, entry);
	if (entry)
		return;
	for (mark = 0; mark < MARKS; mark++)
		mark_up(leaf, slot, mark, false);
	prune(xa, leaf);
}

/* The old entry, or an error. NULL frees the slot. */
static void *replace(struct xarray *xa, unsigned long index, void *entry, gfp_t flags)
{
	struct xa_node *leaf;
	void *old;

	lockdep_assert_held(&xa->xa_lock);
	leaf = leaf_of(xa, index);
	if (!leaf && !entry)
		return NULL;
	if (!leaf)
		leaf = leaf_make(xa, index, flags);
	if (!leaf)
		return XA_ERROR(-ENOMEM);
	old = leaf->slots[index % SLOTS];
	leaf_store(xa, leaf, index % SLOTS, entry);
	return old;
}

/* --- entries
 * -----------------------------------------------------------------------------------------------
 */

/* In an array that gives out indices, NULL that is stored keeps its index. */
static void *stored(const struct xarray *xa, void *entry)
{
	return !entry && (xa->xa_flags & XA_FLAGS_TRACK_FREE) ? XA_ZERO_ENTRY : entry;
}

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t flags)
{
	if (WARN_ON_ONCE(xa_is_internal(entry)))
		return XA_ERROR(-EINVAL);
	return visible(replace(xa, index, stored(xa, entry), flags));
}

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	return visible(replace(xa, index, NULL, 0));
}

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t flags)
{
	void *found = visible(peek(xa, index));
	void *result;

	if (WARN_ON_ONCE(xa_is_internal(entry)))
		return XA_ERROR(-EINVAL);
	if (found != old)
		return found;
	result = replace(xa, index, stored(xa, entry), flags);
	return xa_is_err(result) ? result : found;
}

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t flags)
{
	if (WARN_ON_ONCE(xa_is_internal(entry)))
		return -EINVAL;
	if (peek(xa, index))
		return -EBUSY;
	return xa_err(replace(xa, index, entry ? entry : XA_ZERO_ENTRY, flags));
}

/* The first index from min on that is free; beyond max if there is none. */
static unsigned long first_free(const struct xarray *xa, unsigned long min, unsigned long max)
{
	struct xa_node *top = xa->xa_head, *node;
	unsigned long index = min;

	while (index <= max) {
		unsigned int slot;

		if (!top || index > top_max(top))
			return index;
		for (node = top;; node = node->slots[slot]) {
			unsigned long step = 1UL << node->shift;
			unsigned int from = slot_of(node, index);

			slot = find_next_zero_bit(&node->full, SLOTS, from);
			if (slot != from)
				index = (index & ~(step - 1)) + (slot - from) * step;
			if (slot == SLOTS || !node->shift || !node->slots[slot])
				break;
		}
		if (slot < SLOTS)
			return index;
		if (!index) /* wrapped: everything is full */
			break;
	}
	return max + 1;
}

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t flags)
{
	unsigned long index;
	int error;

	if (WARN_ON_ONCE(xa_is_internal(entry) || !(xa->xa_flags & XA_FLAGS_TRACK_FREE)))
		return -EINVAL;
	if (!limit.min && (xa->xa_flags & XA_FLAGS_ZERO_BUSY))
		limit.min = 1;
	index = first_free(xa, limit.min, limit.max);
	if (index > limit.max)
		return -EBUSY;
	error = xa_err(replace(xa, index, stored(xa, entry), flags));
	if (!error)
		*id = index;
	return error;
}

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		      gfp_t flags)
{
	u32 min = limit.min;
	int result;

	limit.min = max(min, *next);
	result = __xa_alloc(xa, id, entry, limit, flags);
	if (result == -EBUSY && limit.min > min) {
		limit.min = min;
		result = __xa_alloc(xa, id, entry, limit, flags);
		if (!result)
			result = 1;
	}
	if (result >= 0)
		*next = *id + 1;
	return result;
}

/* --- marks
 * -------------------------------------------------------------------------------------------------
 */

static void change_mark(struct xarray *xa, unsigned long index, xa_mark_t mark, bool value)
{
	struct xa_node *leaf = leaf_of(xa, index);

	lockdep_assert_held(&xa->xa_lock);
	if (leaf && leaf->slots[index % SLOTS])
		mark_up(leaf, index % SLOTS, mark, value);
}

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	change_mark(xa, index, mark, true);
}

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	change_mark(xa, index, mark, false);
}

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *leaf;
	bool marked;

	rcu_read_lock();
	leaf = leaf_of(xa, index);
	marked = leaf && (READ_ONCE(leaf->marks[mark]) & BIT(index % SLOTS));
	rcu_read_unlock();
	return marked;
}

bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	struct xa_node *top;
	bool marked;

	rcu_read_lock();
	top = top_of(xa);
	marked = top && READ_ONCE(top->marks[mark]);
	rcu_read_unlock();
	return marked;
}

/* --- searching
 * --------------------------------------------------------------------------------------------- */

static const unsigned long *filter_of(const struct xa_node *node, xa_mark_t filter)
{
	return filter == XA_PRESENT ? &node->used : &node->marks[filter];
}

/* One walk down from the top: an entry at or behind *index, or NULL and *index where to go on; 0 at
 * the end. */
static void *descend(const struct xa_node *top, unsigned long *index, xa_mark_t filter)
{
	const struct xa_node *node = top;

	while (node) {
		unsigned long step = 1UL << node->shift;
		unsigned int from = slot_of(node, *index);
		unsigned int slot = find_next_bit(filter_of(node, filter), SLOTS, from);

		if (slot != from)
			*index = (*index & ~(step - 1)) + (slot - from) * step;
		if (slot == SLOTS)
			return NULL;
		if (!node->shift) {
			void *entry = visible(rcu_dereference(node->slots[slot]));

			if (!entry)
				++*index;
			return entry;
		}
		node = rcu_dereference(node->slots[slot]);
		if (!node) /* removed meanwhile */
			*index = (*index & ~(step - 1)) + step;
	}
	return NULL;
}

static void *find_from(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	unsigned long at = *index;
	void *entry = NULL;

	rcu_read_lock();
	while (at <= max) {
		struct xa_node *top = top_of(xa);

		if (!top || at > top_max(top))
			break;
		entry = descend(top, &at, filter);
		if (entry || !at)
			break;
	}
	rcu_read_unlock();
	if (!entry || at > max)
		return NULL;
	*index = at;
	return entry;
}

void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	return find_from(xa, index, max, filter);
}

void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	unsigned long at = *index + 1;
	void *entry = at ? find_from(xa, &at, max, filter) : NULL;

	if (entry)
		*index = at;
	return entry;
}

unsigned int xa_extract(struct xarray *xa, void **to, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	unsigned int count = 0;
	void *entry;

	if (!n)
		return 0;
	for (entry = xa_find(xa, &start, max, filter); entry;
	     entry = xa_find_after(xa, &start, max, filter)) {
		to[count++] = entry;
		if (count == n)
			break;
	}
	return count;
}

/* Each node after those below it. Readers that still have the tree find nothing in it. */
static void destroy(struct xa_node *node)
{
	struct xa_node *parent;
	unsigned long slot;

	while (node) {
		if (node->shift && node->used) {
			slot = __ffs(node->used);
			set_word(&node->used, slot, false);
			node = node->slots[slot];
			continue;
		}
		parent = node->parent;
		kfree_rcu(node, rcu);
		node = parent;
	}
}

void xa_destroy(struct xarray *xa)
{
	struct xa_node *top;

	xa_lock(xa);
	top = xa->xa_head;
	RCU_INIT_POINTER(xa->xa_head, NULL);
	destroy(top);
	xa_unlock(xa);
}

/* --- those that take the lock
 * ------------------------------------------------------------------------------ */

#define LOCKED(type, call)                                                                         \
	do {                                                                                       \
		type result;                                                                       \
		if (gfpflags_allow_blocking(flags))                                                \
			might_sleep();                                                             \
		xa_lock(xa);                                                                       \
		result = call;                                                                     \
		xa_unlock(xa);                                                                     \
		return result;                                                                     \
	} while (0)

void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t flags)
{
	LOCKED(void *, __xa_store(xa, index, entry, flags));
}

void *xa_erase(struct xarray *xa, unsigned long index)
{
	const gfp_t flags = 0;

	LOCKED(void *, __xa_erase(xa, index));
}

void *xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t flags)
{
	LOCKED(void *, __xa_cmpxchg(xa, index, old, entry, flags));
}

int xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t flags)
{
	LOCKED(int, __xa_insert(xa, index, entry, flags));
}

int xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t flags)
{
	LOCKED(int, __xa_alloc(xa, id, entry, limit, flags));
}

int xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		    gfp_t flags)
{
	LOCKED(int, __xa_alloc_cyclic(xa, id, entry, limit, next, flags));
}

int xa_reserve(struct xarray *xa, unsigned long index, gfp_t flags)
{
	LOCKED(int, peek(xa, index) ? 0 : xa_err(replace(xa, index, XA_ZERO_ENTRY, flags)));
}

void xa_release(struct xarray *xa, unsigned long index)
{
	xa_lock(xa);
	if (xa_is_zero(peek(xa, index)))
		replace(xa, index, NULL, 0);
	xa_unlock(xa);
}

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}
