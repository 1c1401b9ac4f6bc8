// SPDX-License-Identifier: MIT
/* The range allocator. include/drm/drm_mm.h says what it is made of. */
#include "checked.h"

#include <drm/drm_mm.h>
#include <drm/drm_print.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/rbtree_augmented.h>

static const struct checked_kind node_kind = {.what = "inserted drm_mm_node",
					      .freed = "mm-node-freed-inserted"};
static const struct checked_kind used_kind = {.what = "drm_mm with nodes",
					      .freed = "allocator-destroyed-in-use"};

static struct drm_mm_node *by_address(struct rb_node *rb)
{
	return rb_entry_safe(rb, struct drm_mm_node, rb_hole_addr);
}

#define HOLE_SIZE(node) ((node)->hole_size)
RB_DECLARE_CALLBACKS_MAX(static, hole_callbacks, struct drm_mm_node, rb_hole_addr, u64,
			 subtree_max_hole, HOLE_SIZE)

/* --- holes -------------------------------------------------------------------------------- */

static bool smaller_first(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct drm_mm_node, rb_hole_size)->hole_size <
	       rb_entry(b, struct drm_mm_node, rb_hole_size)->hole_size;
}

static void insert_by_address(struct drm_mm *mm, struct drm_mm_node *node)
{
	struct rb_node **link = &mm->holes_addr.rb_node, *parent = NULL;
	u64 start = __drm_mm_hole_node_start(node);

	node->subtree_max_hole = node->hole_size;
	while (*link) {
		struct drm_mm_node *at = by_address(*link);

		parent = *link;
		at->subtree_max_hole = max(at->subtree_max_hole, node->hole_size);
		link = start < __drm_mm_hole_node_start(at) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&node->rb_hole_addr, parent, link);
	rb_insert_augmented(&node->rb_hole_addr, &mm->holes_addr, &hole_callbacks);
}

/* The range behind the node is free now. */
static void add_hole(struct drm_mm *mm, struct drm_mm_node *node)
{
	node->hole_size = __drm_mm_hole_node_end(node) - __drm_mm_hole_node_start(node);
	rb_add_cached(&node->rb_hole_size, &mm->holes_size, smaller_first);
	insert_by_address(mm, node);
	list_add(&node->hole_stack, &mm->hole_stack);
}

static void remove_hole(struct drm_mm *mm, struct drm_mm_node *node)
{
	list_del(&node->hole_stack);
	rb_erase_cached(&node->rb_hole_size, &mm->holes_size);
	rb_erase_augmented(&node->rb_hole_addr, &mm->holes_addr, &hole_callbacks);
	node->hole_size = 0;
}

static struct rb_node *child(struct rb_node *rb, bool high)
{
	return high ? rb->rb_right : rb->rb_left;
}

static bool fits_below(struct rb_node *rb, u64 size)
{
	return rb && by_address(rb)->subtree_max_hole >= size;
}

/* The outermost hole of at least that size below a node that has one. */
static struct drm_mm_node *outermost(struct rb_node *rb, u64 size, bool high)
{
	for (;;) {
		if (fits_below(child(rb, high), size))
			rb = child(rb, high);
		else if (by_address(rb)->hole_size >= size)
			return by_address(rb);
		else
			rb = child(rb, !high);
	}
}

/* The next one of at least that size, upwards or (high) downwards. */
static struct drm_mm_node *next_by_address(struct drm_mm_node *node, u64 size, bool high)
{
	struct rb_node *rb = &node->rb_hole_addr, *parent;

	if (fits_below(child(rb, !high), size))
		return outermost(child(rb, !high), size, high);
	while ((parent = rb_parent(rb))) {
		if (child(parent, high) == rb) {
			if (by_address(parent)->hole_size >= size)
				return by_address(parent);
			if (fits_below(child(parent, !high), size))
				return outermost(child(parent, !high), size, high);
		}
		rb = parent;
	}
	return NULL;
}

/* The last hole that begins at or below that address, whatever its size; NULL if there is none. */
static struct drm_mm_node *hole_at_or_below(const struct drm_mm *mm, u64 address)
{
	struct rb_node *rb = mm->holes_addr.rb_node;
	struct drm_mm_node *found = NULL;

	while (rb) {
		struct drm_mm_node *node = by_address(rb);

		if (__drm_mm_hole_node_start(node) <= address) {
			found = node;
			rb = rb->rb_right;
		} else {
			rb = rb->rb_left;
		}
	}
	return found;
}

static struct drm_mm_node *smallest_of(const struct drm_mm *mm, u64 size)
{
	struct rb_node *rb = mm->holes_size.rb_root.rb_node;
	struct drm_mm_node *found = NULL;

	while (rb) {
		struct drm_mm_node *node = rb_entry(rb, struct drm_mm_node, rb_hole_size);

		if (node->hole_size >= size) {
			found = node;
			rb = rb->rb_left;
		} else {
			rb = rb->rb_right;
		}
	}
	return found;
}

static struct drm_mm_node *first_by_address(const struct drm_mm *mm, u64 size, u64 bound, bool high)
{
	struct rb_node *root = mm->holes_addr.rb_node;
	struct drm_mm_node *hole = hole_at_or_below(mm, high ? bound - 1 : bound);

	if (hole && hole->hole_size >= size && (high || __drm_mm_hole_node_end(hole) > bound))
		return hole;
	if (hole)
		return next_by_address(hole, size, high);
	return !high && fits_below(root, size) ? outermost(root, size, false) : NULL;
}

static struct drm_mm_node *stack_entry(const struct drm_mm *mm, const struct list_head *entry)
{
	return entry == &mm->hole_stack ? NULL : list_entry(entry, struct drm_mm_node, hole_stack);
}

#define WAY(mode) ((mode) & ~DRM_MM_INSERT_ONCE)

static struct drm_mm_node *first_hole(const struct drm_mm *mm, u64 size, u64 start, u64 end,
				      enum drm_mm_insert_mode mode)
{
	switch (WAY(mode)) {
	case DRM_MM_INSERT_LOW:
		return first_by_address(mm, size, start, false);
	case DRM_MM_INSERT_HIGH:
		return first_by_address(mm, size, end, true);
	case DRM_MM_INSERT_EVICT:
		return stack_entry(mm, mm->hole_stack.next);
	default:
		return smallest_of(mm, size);
	}
}

static struct drm_mm_node *next_hole(const struct drm_mm *mm, struct drm_mm_node *hole, u64 size,
				     enum drm_mm_insert_mode mode)
{
	switch (WAY(mode)) {
	case DRM_MM_INSERT_LOW:
		return next_by_address(hole, size, false);
	case DRM_MM_INSERT_HIGH:
		return next_by_address(hole, size, true);
	case DRM_MM_INSERT_EVICT:
		return stack_entry(mm, hole->hole_stack.next);
	default:
		return rb_entry_safe(rb_next(&hole->rb_hole_size), struct drm_mm_node,
				     rb_hole_size);
	}
}

/* --- placing ------------------------------------------------------------------------------ */

struct request {
	u64 size, alignment, start, end;
	unsigned long color;
	enum drm_mm_insert_mode mode;
};

/* Whether the range behind that node, taken as free up to the next one, has a place for it. */
static bool place(const struct drm_mm *mm, const struct drm_mm_node *before,
		  const struct request *request, u64 *at)
{
	u64 start = __drm_mm_hole_node_start(before), end = __drm_mm_hole_node_end(before);
	bool high = WAY(request->mode) == DRM_MM_INSERT_HIGH;
	u64 rest;

	if (mm->color_adjust)
		mm->color_adjust(before, request->color, &start, &end);
	start = max(start, request->start);
	end = min(end, request->end);
	if (end <= start || end - start < request->size)
		return false;
	*at = high ? end - request->size : start;
	if (request->alignment <= 1)
		return true;
	rest = *at % request->alignment;
	if (!rest)
		return true;
	if (high) {
		*at -= rest;
		return *at >= start && *at + rest >= *at;
	}
	/* the step up must neither wrap nor leave the range */
	rest = request->alignment - rest;
	if (end - start < rest || end - start - rest < request->size)
		return false;
	*at += rest;
	return true;
}

static void insert_by_start(struct drm_mm *mm, struct drm_mm_node *node)
{
	struct rb_node **link = &mm->interval_tree.rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (node->start < rb_entry(parent, struct drm_mm_node, rb)->start) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(&node->rb, parent, link);
	rb_insert_color_cached(&node->rb, &mm->interval_tree, leftmost);
}

/* Into the hole behind `hole`, at the node's start. */
static void insert(struct drm_mm *mm, struct drm_mm_node *hole, struct drm_mm_node *node)
{
	u64 hole_start = __drm_mm_hole_node_start(hole), hole_end = __drm_mm_hole_node_end(hole);

	if (drm_mm_clean(mm))
		checked_enter(&used_kind, mm);
	checked_enter(&node_kind, node);
	node->mm = mm;
	node->hole_size = 0;
	__set_bit(DRM_MM_NODE_ALLOCATED_BIT, &node->flags);
	list_add(&node->node_list, &hole->node_list);
	insert_by_start(mm, node);
	remove_hole(mm, hole);
	if (node->start > hole_start)
		add_hole(mm, hole);
	if (node->start + node->size < hole_end)
		add_hole(mm, node);
}

static void check_new(const struct drm_mm *mm, const struct drm_mm_node *node)
{
	checked_that(!KERNEL_CHECKED || !checked_has(&node_kind, node), "mm-node-inserted-twice",
		     "a drm_mm_node is inserted that is inserted already");
	checked_that(!mm->scan_active, "mm-changed-during-scan",
		     "a drm_mm is changed while it is scanned for eviction");
}

int drm_mm_insert_node_in_range(struct drm_mm *mm, struct drm_mm_node *node, u64 size,
				u64 alignment, unsigned long color, u64 start, u64 end,
				enum drm_mm_insert_mode mode)
{
	struct request request = {size, alignment, start, end, color, mode};
	struct drm_mm_node *hole;
	u64 at;

	check_new(mm, node);
	if (!size || end <= start || end - start < size ||
	    !fits_below(mm->holes_addr.rb_node, size))
		return -ENOSPC;
	for (hole = first_hole(mm, size, start, end, mode); hole;
	     hole = next_hole(mm, hole, size, mode)) {
		u64 hole_start = __drm_mm_hole_node_start(hole);

		if (WAY(mode) == DRM_MM_INSERT_LOW && hole_start >= end)
			break;
		if (WAY(mode) == DRM_MM_INSERT_HIGH && hole_start + hole->hole_size <= start)
			break;
		if (place(mm, hole, &request, &at)) {
			node->start = at;
			node->size = size;
			node->color = color;
			insert(mm, hole, node);
			return 0;
		}
		if (mode & DRM_MM_INSERT_ONCE)
			break;
	}
	return -ENOSPC;
}

int drm_mm_reserve_node(struct drm_mm *mm, struct drm_mm_node *node)
{
	struct drm_mm_node *hole;
	u64 start, end;

	check_new(mm, node);
	if (!node->size || node->start + node->size <= node->start)
		return -ENOSPC;
	hole = hole_at_or_below(mm, node->start);
	if (!hole)
		return -ENOSPC;
	start = __drm_mm_hole_node_start(hole);
	end = start + hole->hole_size;
	if (mm->color_adjust)
		mm->color_adjust(hole, node->color, &start, &end);
	if (node->start < start || node->start + node->size > end)
		return -ENOSPC;
	insert(mm, hole, node);
	return 0;
}

void drm_mm_remove_node(struct drm_mm_node *node)
{
	struct drm_mm *mm = node->mm;
	struct drm_mm_node *before;

	checked_that(checked_leave(&node_kind, node), "mm-node-removed-twice",
		     "a drm_mm_node is removed that is not inserted, or stands elsewhere now");
	if (WARN_ON(!drm_mm_node_allocated(node)))
		return;
	checked_that(!mm->scan_active, "mm-changed-during-scan",
		     "a drm_mm is changed while it is scanned for eviction");
	before = list_prev_entry(node, node_list);
	if (drm_mm_hole_follows(node))
		remove_hole(mm, node);
	if (drm_mm_hole_follows(before))
		remove_hole(mm, before);
	rb_erase_cached(&node->rb, &mm->interval_tree);
	list_del(&node->node_list);
	__clear_bit(DRM_MM_NODE_ALLOCATED_BIT, &node->flags);
	add_hole(mm, before);
	if (drm_mm_clean(mm))
		checked_leave(&used_kind, mm);
}

struct drm_mm_node *__drm_mm_interval_first(const struct drm_mm *mm, u64 start, u64 last)
{
	struct rb_node *rb = mm->interval_tree.rb_root.rb_node;
	const struct drm_mm_node *found = &mm->head_node;

	(void)last;
	while (rb) {
		struct drm_mm_node *node = rb_entry(rb, struct drm_mm_node, rb);

		if (node->start + node->size > start || node->start + node->size < node->start) {
			found = node;
			rb = rb->rb_left;
		} else {
			rb = rb->rb_right;
		}
	}
	return (struct drm_mm_node *)found;
}

/* --- eviction ----------------------------------------------------------------------------- */

void drm_mm_scan_init_with_range(struct drm_mm_scan *scan, struct drm_mm *mm, u64 size,
				 u64 alignment, unsigned long color, u64 start, u64 end,
				 enum drm_mm_insert_mode mode)
{
	checked_that(!mm->scan_active, "mm-changed-during-scan",
		     "a drm_mm is scanned for eviction while it is scanned already");
	*scan = (struct drm_mm_scan){.mm = mm,
				     .size = size,
				     .alignment = alignment,
				     .color = color,
				     .range_start = start,
				     .range_end = end,
				     .hit_start = U64_MAX,
				     .mode = mode};
}

/* The node leaves the list, but keeps its links, by which it finds its place again. */
bool drm_mm_scan_add_block(struct drm_mm_scan *scan, struct drm_mm_node *node)
{
	struct drm_mm_node *before = list_prev_entry(node, node_list);
	struct request request = {scan->size,	   scan->alignment, scan->range_start,
				  scan->range_end, scan->color,	    scan->mode};
	u64 at;

	if (WARN_ON(!drm_mm_node_allocated(node) ||
		    __test_and_set_bit(DRM_MM_NODE_SCANNED_BIT, &node->flags)))
		return false;
	scan->mm->scan_active++;
	__list_del_entry(&node->node_list);
	if (!place(scan->mm, before, &request, &at))
		return false;
	scan->hit_start = at;
	scan->hit_end = at + scan->size;
	return true;
}

bool drm_mm_scan_remove_block(struct drm_mm_scan *scan, struct drm_mm_node *node)
{
	if (WARN_ON(!__test_and_clear_bit(DRM_MM_NODE_SCANNED_BIT, &node->flags)))
		return false;
	scan->mm->scan_active--;
	list_add(&node->node_list, node->node_list.prev);
	return node->start + node->size > scan->hit_start && node->start < scan->hit_end;
}

struct drm_mm_node *drm_mm_scan_color_evict(struct drm_mm_scan *scan)
{
	struct drm_mm *mm = scan->mm;
	struct drm_mm_node *hole;
	u64 start, end;

	if (!mm->color_adjust)
		return NULL;
	hole = hole_at_or_below(mm, scan->hit_start);
	if (!hole)
		return NULL;
	start = __drm_mm_hole_node_start(hole);
	end = start + hole->hole_size;
	mm->color_adjust(hole, scan->color, &start, &end);
	if (start > scan->hit_start)
		return hole;
	if (end < scan->hit_end)
		return list_next_entry(hole, node_list);
	return NULL;
}

/* --- the whole ---------------------------------------------------------------------------- */

void drm_mm_init(struct drm_mm *mm, u64 start, u64 size)
{
	WARN_ON(start + size < start || !size);
	*mm = (struct drm_mm){.color_adjust = NULL};
	INIT_LIST_HEAD(&mm->hole_stack);
	mm->interval_tree = RB_ROOT_CACHED;
	mm->holes_size = RB_ROOT_CACHED;
	mm->holes_addr = RB_ROOT;
	INIT_LIST_HEAD(&mm->head_node.node_list);
	__set_bit(DRM_MM_NODE_ALLOCATED_BIT, &mm->head_node.flags);
	mm->head_node.mm = mm;
	/* it stands behind the end, and is so large that what is behind it begins at the start */
	mm->head_node.start = start + size;
	mm->head_node.size = -size;
	add_hole(mm, &mm->head_node);
}

void drm_mm_takedown(struct drm_mm *mm)
{
	checked_that(drm_mm_clean(mm), "allocator-destroyed-in-use",
		     "a drm_mm is taken down with nodes in it");
	WARN(!drm_mm_clean(mm), "drm_mm is taken down with nodes in it\n");
}

static void print_range(struct drm_printer *p, u64 start, u64 size, const char *what)
{
	drm_printf(p, "%#018llx-%#018llx: %llu: %s\n", start, start + size, size, what);
}

void drm_mm_print(const struct drm_mm *mm, struct drm_printer *p)
{
	const struct drm_mm_node *node = &mm->head_node;
	u64 used = 0, free = 0;

	do {
		if (node != &mm->head_node) {
			print_range(p, node->start, node->size, "used");
			used += node->size;
		}
		if (drm_mm_hole_follows(node)) {
			print_range(p, __drm_mm_hole_node_start(node), node->hole_size, "free");
			free += node->hole_size;
		}
		node = list_next_entry(node, node_list);
	} while (node != &mm->head_node);
	drm_printf(p, "total: %llu, used %llu free %llu\n", used + free, used, free);
}
