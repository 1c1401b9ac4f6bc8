// SPDX-License-Identifier: MIT
/* The range allocator against a map of bytes; its eviction scans; its easy flavour from many
 * threads. */
#include "harness.h"
#include "threads.h"

#include <drm/drm_mm.h>
#include <drm/drm_mm_allocator.h>
#include <drm/drm_print.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#define SPACE_START 1000
#define SPACE 4096
#define NODES 300

struct model {
	struct drm_mm mm;
	struct drm_mm_node *nodes[NODES];
	/* who has it: 0 nobody, or the index of the node + 1 */
	unsigned short used[SPACE];
	bool colored;
};

/* Between nodes of unequal color there is one number free. */
static void keep_apart(const struct drm_mm_node *node, unsigned long color, u64 *start, u64 *end)
{
	const struct drm_mm_node *next = list_next_entry(node, node_list);

	if (node != &node->mm->head_node && node->color != color)
		++*start;
	if (next != &node->mm->head_node && next->color != color)
		--*end;
}

static bool allowed(const struct model *m, u64 at, u64 size, unsigned long color)
{
	u64 i;

	if (at < SPACE_START || at + size > SPACE_START + SPACE)
		return false;
	for (i = at; i < at + size; i++) {
		if (m->used[i - SPACE_START])
			return false;
	}
	if (!m->colored)
		return true;
	if (at > SPACE_START) {
		i = m->used[at - 1 - SPACE_START];
		if (i && m->nodes[i - 1]->color != color)
			return false;
	}
	if (at + size < SPACE_START + SPACE) {
		i = m->used[at + size - SPACE_START];
		if (i && m->nodes[i - 1]->color != color)
			return false;
	}
	return true;
}

static void occupy(struct model *m, int index, bool occupied)
{
	const struct drm_mm_node *node = m->nodes[index];
	u64 i;

	for (i = 0; i < node->size; i++)
		m->used[node->start - SPACE_START + i] = occupied ? index + 1 : 0;
}

/* The length of the hole around a place. */
static u64 hole_around(const struct model *m, u64 at)
{
	u64 low = at - SPACE_START, high = low;

	while (low > 0 && !m->used[low - 1])
		low--;
	while (high < SPACE && !m->used[high])
		high++;
	return high - low;
}

struct wish {
	u64 size, alignment, start, end;
	unsigned long color;
};

static bool good(const struct model *m, u64 at, const struct wish *w)
{
	return at >= w->start && at + w->size <= w->end && !(w->alignment && at % w->alignment) &&
	       allowed(m, at, w->size, w->color);
}

/* Compares the place that was chosen with all that were possible. */
static void check_choice(const struct model *m, const struct wish *w, int error, u64 at,
			 enum drm_mm_insert_mode mode)
{
	bool any = false;
	u64 i;

	CHECK(error || good(m, at, w));
	for (i = SPACE_START; i + w->size <= SPACE_START + SPACE; i++) {
		if (!good(m, i, w))
			continue;
		any = true;
		if (error)
			break;
		if (mode == DRM_MM_INSERT_LOW)
			CHECK(at <= i);
		if (mode == DRM_MM_INSERT_HIGH)
			CHECK(at >= i);
		if (mode == DRM_MM_INSERT_BEST)
			CHECK(hole_around(m, at) <= hole_around(m, i));
	}
	CHECK(any == !error);
}

static void check_iteration(const struct model *m)
{
	struct drm_mm_node *node;
	u64 start, end, last = 0, used = 0, free = 0, from = SPACE_START + 1000;
	int in_range = 0, expected = 0, i;

	drm_mm_for_each_node(node, &m->mm) {
		CHECK(node->start >= last);
		last = node->start + node->size;
		used += node->size;
	}
	drm_mm_for_each_hole(node, &m->mm, start, end) {
		CHECK(end > start && !m->used[start - SPACE_START] &&
		      !m->used[end - 1 - SPACE_START]);
		CHECK_EQ(hole_around(m, start), end - start);
		free += end - start;
	}
	CHECK_EQ(used + free, SPACE);
	drm_mm_for_each_node_in_range(node, &m->mm, from, from + 500)
		in_range++;
	for (i = 0; i < NODES; i++) {
		node = m->nodes[i];
		expected += drm_mm_node_allocated(node) && node->start < from + 500 &&
			    node->start + node->size > from;
	}
	CHECK_EQ(in_range, expected);
}

static void insert_random(struct model *m, int index)
{
	enum drm_mm_insert_mode mode = test_random() % 4;
	struct wish w = {.size = 1 + test_random() % 60, .start = 0, .end = U64_MAX};
	int error;

	if (test_random() % 3 == 0)
		w.alignment = 1 + test_random() % 64;
	if (test_random() % 3 == 0) {
		w.start = SPACE_START + test_random() % SPACE;
		w.end = w.start + test_random() % SPACE;
	}
	if (m->colored)
		w.color = test_random() % 3;
	error = drm_mm_insert_node_in_range(&m->mm, m->nodes[index], w.size, w.alignment, w.color,
					    w.start, w.end, mode);
	CHECK(!error || error == -ENOSPC);
	check_choice(m, &w, error, m->nodes[index]->start, mode);
}

static void reserve_random(struct model *m, int index)
{
	struct drm_mm_node *node = m->nodes[index];
	bool possible;

	node->start = SPACE_START - 10 + test_random() % (SPACE + 20);
	node->size = 1 + test_random() % 100;
	node->color = m->colored ? test_random() % 3 : 0;
	possible = allowed(m, node->start, node->size, node->color);
	CHECK_EQ(drm_mm_reserve_node(&m->mm, node), possible ? 0 : -ENOSPC);
}

static struct model *model_new(bool colored)
{
	struct model *m = kzalloc(sizeof(*m), GFP_KERNEL);
	int i;

	CHECK(!drm_mm_initialized(&m->mm));
	drm_mm_init(&m->mm, SPACE_START, SPACE);
	CHECK(drm_mm_initialized(&m->mm));
	m->colored = colored;
	if (colored)
		m->mm.color_adjust = keep_apart;
	for (i = 0; i < NODES; i++)
		m->nodes[i] = kzalloc(sizeof(struct drm_mm_node), GFP_KERNEL);
	return m;
}

static void model_free(struct model *m)
{
	int i;

	for (i = 0; i < NODES; i++) {
		if (drm_mm_node_allocated(m->nodes[i]))
			drm_mm_remove_node(m->nodes[i]);
		kfree(m->nodes[i]);
	}
	CHECK(drm_mm_clean(&m->mm));
	drm_mm_takedown(&m->mm);
	kfree(m);
}

static void random_operations(struct model *m, int steps)
{
	int step;

	for (step = 0; step < steps; step++) {
		int index = test_random() % NODES;

		if (drm_mm_node_allocated(m->nodes[index])) {
			occupy(m, index, false);
			drm_mm_remove_node(m->nodes[index]);
			continue;
		}
		if (test_random() % 4)
			insert_random(m, index);
		else
			reserve_random(m, index);
		if (drm_mm_node_allocated(m->nodes[index]))
			occupy(m, index, true);
		if (step % 64 == 0)
			check_iteration(m);
	}
}

TEST(random_against_model)
{
	struct model *m = model_new(false);

	random_operations(m, 3000);
	model_free(m);
}

TEST(random_colored)
{
	struct model *m = model_new(true);

	random_operations(m, 3000);
	model_free(m);
}

/* Evicts in that order until the hole is there, as a driver does; the insertion must then succeed.
 */
static void evict_and_insert(struct model *m, struct drm_mm_node *node, const struct wish *w,
			     enum drm_mm_insert_mode mode)
{
	bool evict[NODES] = {false}, hit = false;
	struct drm_mm_node *extra;
	struct drm_mm_scan scan;
	int order[NODES], count, i;

	drm_mm_scan_init_with_range(&scan, &m->mm, w->size, w->alignment, w->color, w->start,
				    w->end, mode);
	for (count = 0; count < NODES && !hit; count++) {
		order[count] = (count * 37 + 11) % NODES;
		if (drm_mm_node_allocated(m->nodes[order[count]]))
			hit = drm_mm_scan_add_block(&scan, m->nodes[order[count]]);
	}
	for (i = count - 1; i >= 0; i--) {
		if (drm_mm_node_allocated(m->nodes[order[i]]))
			evict[order[i]] = drm_mm_scan_remove_block(&scan, m->nodes[order[i]]);
	}
	CHECK(hit);
	for (i = 0; i < NODES; i++) {
		if (evict[i])
			drm_mm_remove_node(m->nodes[i]);
	}
	while ((extra = drm_mm_scan_color_evict(&scan)))
		drm_mm_remove_node(extra);
	CHECK_EQ(drm_mm_insert_node_in_range(&m->mm, node, w->size, w->alignment, w->color,
					     w->start, w->end, DRM_MM_INSERT_EVICT),
		 0);
}

static void eviction(bool colored)
{
	static const enum drm_mm_insert_mode modes[] = {DRM_MM_INSERT_BEST, DRM_MM_INSERT_HIGH};
	struct drm_mm_node node = {.size = 0};
	struct model *m = model_new(colored);
	struct wish w = {.end = U64_MAX};
	int round, i;

	for (round = 0; round < 60; round++) {
		for (i = 0; i < NODES; i++) {
			if (!drm_mm_node_allocated(m->nodes[i]))
				drm_mm_insert_node_generic(&m->mm, m->nodes[i],
							   1 + test_random() % 30, 0,
							   colored ? test_random() % 3 : 0, 0);
		}
		w.size = 100 + test_random() % 800;
		w.alignment = round % 3 ? 0 : 64;
		w.color = colored ? test_random() % 3 : 0;
		w.start = round % 4 ? 0 : SPACE_START + 700;
		evict_and_insert(m, &node, &w, modes[round % 2]);
		CHECK(node.start >= w.start && !(w.alignment && node.start % w.alignment));
		drm_mm_remove_node(&node);
	}
	model_free(m);
}

TEST(eviction_makes_room)
{
	eviction(false);
}

TEST(eviction_with_colors)
{
	eviction(true);
}

TEST(whole_space_and_edges)
{
	struct drm_mm_node a = {.size = 0}, b = {.size = 0};
	struct drm_mm mm;

	drm_mm_init(&mm, 0, U64_MAX);
	CHECK_EQ(drm_mm_insert_node(&mm, &a, U64_MAX), 0);
	CHECK_EQ(drm_mm_insert_node(&mm, &b, 1), -ENOSPC);
	drm_mm_remove_node(&a);
	CHECK_EQ(drm_mm_insert_node_generic(&mm, &a, 1, 0, 0, DRM_MM_INSERT_HIGHEST), 0);
	CHECK(a.start == U64_MAX - 1);
	CHECK_EQ(drm_mm_insert_node_generic(&mm, &b, 10, 1ULL << 63, 0, DRM_MM_INSERT_HIGH), 0);
	CHECK(b.start == 1ULL << 63);
	drm_mm_remove_node(&b);
	CHECK_EQ(drm_mm_insert_node(&mm, &b, 0), -ENOSPC);
	drm_mm_remove_node(&a);
	drm_mm_takedown(&mm);
}

TEST(once_looks_at_one_hole)
{
	struct drm_mm_node wall = {.start = 4, .size = 1}, node = {.size = 0};
	struct drm_mm mm;

	drm_mm_init(&mm, 0, 100);
	CHECK_EQ(drm_mm_reserve_node(&mm, &wall), 0);
	CHECK_EQ(drm_mm_insert_node_in_range(&mm, &node, 3, 16, 0, 1, 100, DRM_MM_INSERT_LOWEST),
		 -ENOSPC);
	CHECK_EQ(drm_mm_insert_node_in_range(&mm, &node, 3, 16, 0, 1, 100, DRM_MM_INSERT_LOW), 0);
	CHECK_EQ(node.start, 16);
	drm_mm_remove_node(&node);
	CHECK_EQ(drm_mm_insert_node_in_range(&mm, &node, 3, 0, 0, 1, 100, DRM_MM_INSERT_LOWEST), 0);
	CHECK_EQ(node.start, 1);
	drm_mm_remove_node(&node);
	drm_mm_remove_node(&wall);
	drm_mm_takedown(&mm);
}

static void count_lines(struct drm_printer *p, struct va_format *vaf)
{
	++*(int *)p->arg;
}

TEST(printing)
{
	struct drm_mm_node node = {.start = 10, .size = 5};
	int lines = 0;
	struct drm_printer p = {.printfn = count_lines, .arg = &lines};
	struct drm_mm mm;

	drm_mm_init(&mm, 0, 100);
	CHECK_EQ(drm_mm_reserve_node(&mm, &node), 0);
	drm_mm_print(&mm, &p);
	CHECK_EQ(lines, 4);
	drm_mm_remove_node(&node);
	drm_mm_takedown(&mm);
}

/* --- the easy flavour --------------------------------------------------------------------- */

static int range_user(void *data)
{
	struct drm_mm_allocator *allocator = data;
	struct drm_mm_range *held[16] = {NULL}, *other;
	int i;

	for (i = 0; i < 2000; i++) {
		struct drm_mm_range **slot = &held[test_random() % 16];

		drm_mm_range_put(*slot);
		*slot = drm_mm_allocator_alloc(allocator, 1 + test_random() % 50, 0, 0, U64_MAX,
					       test_random() % 3);
		if (IS_ERR(*slot))
			*slot = NULL;
		other = drm_mm_allocator_find(allocator, test_random() % 1000);
		if (other) {
			CHECK(drm_mm_range_start(other) + drm_mm_range_size(other) <= 1000);
			drm_mm_range_put(other);
		}
	}
	for (i = 0; i < 16; i++)
		drm_mm_range_put(held[i]);
	/* the thread's reference */
	drm_mm_allocator_put(allocator);
	return 1;
}

static DECLARE_COMPLETION(running);

static int counted_range_user(void *data)
{
	complete(&running);
	return range_user(data);
}

TEST(ranges_from_many_threads)
{
	struct drm_mm_allocator *allocator = drm_mm_allocator_create(0, 1000);
	struct task_struct *threads[3];
	int i;

	for (i = 0; i < 3; i++)
		threads[i] = thread_start(counted_range_user, drm_mm_allocator_get(allocator));
	for (i = 0; i < 3; i++)
		wait_for_completion(&running);
	drm_mm_allocator_put(allocator);
	for (i = 0; i < 3; i++)
		CHECK_EQ(thread_end(threads[i]), 1);
}

TEST(ranges_keep_the_allocator)
{
	struct drm_mm_allocator *allocator = drm_mm_allocator_create(0, 100);
	struct drm_mm_range *range, *found;

	range = drm_mm_allocator_reserve(allocator, 10, 20);
	CHECK(!IS_ERR(range));
	CHECK_EQ(PTR_ERR(drm_mm_allocator_reserve(allocator, 29, 5)), -ENOSPC);
	CHECK(!drm_mm_allocator_find(allocator, 9) && !drm_mm_allocator_find(allocator, 30));
	found = drm_mm_allocator_find(allocator, 29);
	CHECK(found == range);
	drm_mm_allocator_put(allocator);
	drm_mm_range_put(range);
	CHECK_EQ(drm_mm_range_start(found), 10);
	drm_mm_range_put(found);
}

/* --- traps -------------------------------------------------------------------------------- */

static struct drm_mm trap_mm;

TRAP(node_inserted_twice, "mm-node-inserted-twice")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	drm_mm_init(&trap_mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 1), 0);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 1), 0);
}

TRAP(node_removed_twice, "mm-node-removed-twice")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	drm_mm_init(&trap_mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 1), 0);
	drm_mm_remove_node(node);
	drm_mm_remove_node(node);
}

TRAP(node_copied, "mm-node-removed-twice")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL), copy;

	drm_mm_init(&trap_mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 1), 0);
	copy = *node;
	drm_mm_remove_node(&copy);
}

TRAP(node_freed, "mm-node-freed-inserted")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	drm_mm_init(&trap_mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 1), 0);
	kfree(node);
}

TRAP(taken_down_in_use, "allocator-destroyed-in-use")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);

	drm_mm_init(&trap_mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 1), 0);
	drm_mm_takedown(&trap_mm);
}

TRAP(allocator_freed_in_use, "allocator-destroyed-in-use")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);
	struct drm_mm *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	drm_mm_init(mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(mm, node, 1), 0);
	kfree(mm);
}

TRAP(changed_during_scan, "mm-changed-during-scan")
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL), other = {.size = 0};
	struct drm_mm_scan scan;

	drm_mm_init(&trap_mm, 0, 100);
	CHECK_EQ(drm_mm_insert_node(&trap_mm, node, 60), 0);
	drm_mm_scan_init(&scan, &trap_mm, 70, 0, 0, DRM_MM_INSERT_BEST);
	CHECK(drm_mm_scan_add_block(&scan, node));
	CHECK_EQ(drm_mm_insert_node(&trap_mm, &other, 1), 0);
}
