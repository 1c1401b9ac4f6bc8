/* SPDX-License-Identifier: MIT */
/**
 * DOC: Range allocator
 *
 * &struct drm_mm hands out ranges of a space of numbers: addresses of a GPU, offsets into video
 * memory. drm_mm_init() makes one, drm_mm_takedown() ends it. A range is a &struct drm_mm_node that
 * the driver embeds in its own object and clears. drm_mm_insert_node_in_range() finds a place for
 * it, drm_mm_reserve_node() puts it where it says; drm_mm_remove_node() takes it out again.
 *
 * Nothing here takes a lock: the driver guards each allocator and all its nodes with one lock of
 * its own. drm/drm_mm_allocator.h has an allocator that does that by itself.
 *
 * Costs are logarithmic in the number of nodes. Nodes are in a tree and a list by address. A hole
 * belongs to the node in front of it, and is in a tree by size, in a tree by address that knows the
 * largest hole below each node, and in a list by age.
 *
 * To make room, a driver offers nodes to an eviction scan, drm_mm_scan_init_with_range(), until
 * they would leave a hole that is big enough.
 */
#ifndef _DRM_MM_H_
#define _DRM_MM_H_

#include "custody.h"

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/types.h>

struct drm_mm;
struct drm_printer;

/**
 * enum drm_mm_insert_mode - which hole a node gets, and which end of it
 * @DRM_MM_INSERT_BEST: the smallest hole that fits, its start
 * @DRM_MM_INSERT_LOW: the lowest hole that fits, its start
 * @DRM_MM_INSERT_HIGH: the highest hole that fits, its end
 * @DRM_MM_INSERT_EVICT: the hole that came to be last of those that fit, its start; for use right
 *	after an eviction scan
 * @DRM_MM_INSERT_ONCE: with one of the others: only the first hole of that order is looked at
 * @DRM_MM_INSERT_HIGHEST: the end of the highest hole, or nothing
 * @DRM_MM_INSERT_LOWEST: the start of the lowest hole, or nothing
 */
enum drm_mm_insert_mode {
	DRM_MM_INSERT_BEST = 0,
	DRM_MM_INSERT_LOW,
	DRM_MM_INSERT_HIGH,
	DRM_MM_INSERT_EVICT,
	DRM_MM_INSERT_ONCE = BIT(31),
	DRM_MM_INSERT_HIGHEST = DRM_MM_INSERT_HIGH | DRM_MM_INSERT_ONCE,
	DRM_MM_INSERT_LOWEST = DRM_MM_INSERT_LOW | DRM_MM_INSERT_ONCE,
};

/**
 * struct drm_mm_node - a range of an allocator
 * @color: what mm->color_adjust() goes by; the driver's
 * @start: its first number
 * @size: how many
 *
 * While it is inserted it is linked by its address: it must be neither copied nor moved nor freed.
 */
struct drm_mm_node {
	unsigned long color;
	u64 start;
	u64 size;
	/* private: */
	struct drm_mm *mm;
	struct list_head node_list;
	struct list_head hole_stack;
	struct rb_node rb;
	struct rb_node rb_hole_size;
	struct rb_node rb_hole_addr;
	u64 hole_size; /* of the hole behind it; 0 if there is none */
	u64 subtree_max_hole;
	unsigned long flags;
#define DRM_MM_NODE_ALLOCATED_BIT 0
#define DRM_MM_NODE_SCANNED_BIT 1
} __pinned;

/**
 * struct drm_mm - an allocator
 * @color_adjust: NULL, or told to narrow the hole behind @node, from *@start to *@end, to what a
 *	node of that color may use of it
 */
struct drm_mm {
	void (*color_adjust)(const struct drm_mm_node *node, unsigned long color, u64 *start,
			     u64 *end);
	/* private: */
	struct list_head hole_stack; /* the latest hole first */
	/* stands at both ends of the list: the range in front of the first node is its hole */
	struct drm_mm_node head_node;
	struct rb_root_cached interval_tree;
	struct rb_root_cached holes_size;
	struct rb_root holes_addr;
	unsigned long scan_active; /* blocks that are in a scan */
} __pinned;

/**
 * struct drm_mm_scan - the state of an eviction scan, on the driver's stack
 */
struct drm_mm_scan {
	/* private: */
	struct drm_mm *mm;
	u64 size, alignment, range_start, range_end;
	u64 hit_start, hit_end;
	unsigned long color;
	enum drm_mm_insert_mode mode;
};

/**
 * drm_mm_node_allocated - whether a node is inserted
 * @node: a node, cleared before its first use
 */
static inline bool drm_mm_node_allocated(const struct drm_mm_node *node)
{
	return test_bit(DRM_MM_NODE_ALLOCATED_BIT, &node->flags);
}

/**
 * drm_mm_initialized - whether drm_mm_init() was called
 * @mm: an allocator, cleared before its first use
 */
static inline bool drm_mm_initialized(const struct drm_mm *mm)
{
	return READ_ONCE(mm->hole_stack.next);
}

/**
 * drm_mm_hole_follows - whether there is a hole behind a node
 * @node: an inserted node
 */
static inline bool drm_mm_hole_follows(const struct drm_mm_node *node)
{
	return node->hole_size;
}

/* private: whether there is a hole or not */
static inline u64 __drm_mm_hole_node_start(const struct drm_mm_node *node)
{
	return node->start + node->size;
}

static inline u64 __drm_mm_hole_node_end(const struct drm_mm_node *node)
{
	return list_next_entry(node, node_list)->start;
}

/**
 * drm_mm_hole_node_start - where the hole behind a node begins
 * @node: a node with a hole, see drm_mm_hole_follows()
 */
static inline u64 drm_mm_hole_node_start(const struct drm_mm_node *node)
{
	return __drm_mm_hole_node_start(node);
}

/**
 * drm_mm_hole_node_end - the first number behind the hole behind a node
 * @node: a node with a hole, see drm_mm_hole_follows()
 */
static inline u64 drm_mm_hole_node_end(const struct drm_mm_node *node)
{
	return __drm_mm_hole_node_end(node);
}

/* The list of the nodes, in the order of their addresses. */
#define drm_mm_nodes(mm) (&(mm)->head_node.node_list)
#define drm_mm_for_each_node(entry, mm) list_for_each_entry(entry, drm_mm_nodes(mm), node_list)
#define drm_mm_for_each_node_safe(entry, next, mm)                                                 \
	list_for_each_entry_safe(entry, next, drm_mm_nodes(mm), node_list)
/* All holes, the latest first. */
#define drm_mm_for_each_hole(pos, mm, hole_start, hole_end)                                        \
	for ((pos) = list_first_entry(&(mm)->hole_stack, __typeof__(*(pos)), hole_stack);          \
	     &(pos)->hole_stack != &(mm)->hole_stack ? (hole_start) = drm_mm_hole_node_start(pos), \
	    (hole_end) = (hole_start) + (pos)->hole_size, 1 : 0;                                   \
	     (pos) = list_next_entry(pos, hole_stack))

/**
 * drm_mm_init - makes an allocator
 * @mm: the allocator
 * @start: the first number it may give
 * @size: how many; it ends with drm_mm_takedown()
 */
void drm_mm_init(struct drm_mm *mm, u64 start, u64 size);

/**
 * drm_mm_takedown - ends an allocator
 * @mm: the allocator of a drm_mm_init(), which no node is in
 */
void drm_mm_takedown(struct drm_mm *mm);

/**
 * drm_mm_insert_node_in_range - finds a place for a node, and inserts it
 * @mm: the allocator, which the caller has locked
 * @node: a cleared node; it goes back with drm_mm_remove_node()
 * @size: how large, not 0
 * @alignment: what its start is a multiple of; 0: anything
 * @color: its color
 * @start: no lower than that
 * @end: and ends no higher than that
 * @mode: which place
 *
 * Returns: 0, or -ENOSPC
 */
int drm_mm_insert_node_in_range(struct drm_mm *mm, struct drm_mm_node *node, u64 size,
				u64 alignment, unsigned long color, u64 start, u64 end,
				enum drm_mm_insert_mode mode);

/**
 * drm_mm_reserve_node - inserts a node at its place
 * @mm: the allocator, which the caller has locked
 * @node: a cleared node with start, size and color set; it goes back with drm_mm_remove_node()
 *
 * Returns: 0, or -ENOSPC if that range is not free
 */
int drm_mm_reserve_node(struct drm_mm *mm, struct drm_mm_node *node);

/**
 * drm_mm_remove_node - takes a node out
 * @node: an inserted node, whose allocator the caller has locked
 */
void drm_mm_remove_node(struct drm_mm_node *node);

/**
 * drm_mm_insert_node_generic - drm_mm_insert_node_in_range() without limits
 * @mm: the allocator
 * @node: a cleared node
 * @size: how large
 * @alignment: what its start is a multiple of; 0: anything
 * @color: its color
 * @mode: which place
 *
 * Returns: 0, or -ENOSPC
 */
static inline int drm_mm_insert_node_generic(struct drm_mm *mm, struct drm_mm_node *node, u64 size,
					     u64 alignment, unsigned long color,
					     enum drm_mm_insert_mode mode)
{
	return drm_mm_insert_node_in_range(mm, node, size, alignment, color, 0, U64_MAX, mode);
}

/**
 * drm_mm_insert_node - drm_mm_insert_node_generic() at the best place
 * @mm: the allocator
 * @node: a cleared node
 * @size: how large
 *
 * Returns: 0, or -ENOSPC
 */
static inline int drm_mm_insert_node(struct drm_mm *mm, struct drm_mm_node *node, u64 size)
{
	return drm_mm_insert_node_generic(mm, node, size, 0, 0, DRM_MM_INSERT_BEST);
}

/**
 * drm_mm_clean - whether no node is in it
 * @mm: the allocator
 */
static inline bool drm_mm_clean(const struct drm_mm *mm)
{
	return list_empty(drm_mm_nodes(mm));
}

/* private: the first node that ends behind start; the head node if there is none */
struct drm_mm_node *__drm_mm_interval_first(const struct drm_mm *mm, u64 start, u64 last);

/* The nodes that overlap the range, which ends no later than the allocator. */
#define drm_mm_for_each_node_in_range(node__, mm__, start__, end__)                                \
	for ((node__) = __drm_mm_interval_first((mm__), (start__), (end__) - 1);                   \
	     (node__)->start < (end__); (node__) = list_next_entry(node__, node_list))

/**
 * drm_mm_scan_init_with_range - begins an eviction scan
 * @scan: the scan
 * @mm: the allocator, which the caller has locked until the scan is over
 * @size: how large the hole must be
 * @alignment: see drm_mm_insert_node_in_range()
 * @color: the same
 * @start: the same
 * @end: the same
 * @mode: the same, of which only DRM_MM_INSERT_HIGH makes a difference
 *
 * The driver adds nodes in the order in which it would evict them, drm_mm_scan_add_block(). Then it
 * removes every one of them from the scan in the reverse order, drm_mm_scan_remove_block(). Until
 * that is done nothing else may be done with the allocator.
 */
void drm_mm_scan_init_with_range(struct drm_mm_scan *scan, struct drm_mm *mm, u64 size,
				 u64 alignment, unsigned long color, u64 start, u64 end,
				 enum drm_mm_insert_mode mode);

/**
 * drm_mm_scan_init - drm_mm_scan_init_with_range() without limits
 * @scan: the scan
 * @mm: the allocator
 * @size: how large the hole must be
 * @alignment: see drm_mm_insert_node_in_range()
 * @color: the same
 * @mode: the same
 */
static inline void drm_mm_scan_init(struct drm_mm_scan *scan, struct drm_mm *mm, u64 size,
				    u64 alignment, unsigned long color,
				    enum drm_mm_insert_mode mode)
{
	drm_mm_scan_init_with_range(scan, mm, size, alignment, color, 0, U64_MAX, mode);
}

/**
 * drm_mm_scan_add_block - offers a node for eviction
 * @scan: the scan
 * @node: an inserted node, which stays where it is
 *
 * Returns: true if the nodes offered so far would leave a hole that fits
 */
bool drm_mm_scan_add_block(struct drm_mm_scan *scan, struct drm_mm_node *node);

/**
 * drm_mm_scan_remove_block - takes the node that was added last out of the scan
 * @scan: the scan
 * @node: the node
 *
 * Returns: true if it lies in the hole that was found, and so must be evicted
 */
bool drm_mm_scan_remove_block(struct drm_mm_scan *scan, struct drm_mm_node *node);

/**
 * drm_mm_scan_color_evict - a neighbour whose color is in the way
 * @scan: the scan, whose nodes to be evicted were removed from the allocator
 *
 * Returns: a node to be evicted too, after which this is called again; NULL if there is none
 */
struct drm_mm_node *drm_mm_scan_color_evict(struct drm_mm_scan *scan);

/**
 * drm_mm_print - prints nodes and holes
 * @mm: the allocator
 * @p: to there
 */
void drm_mm_print(const struct drm_mm *mm, struct drm_printer *p);

#endif
