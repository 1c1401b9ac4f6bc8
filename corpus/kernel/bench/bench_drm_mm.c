// SPDX-License-Identifier: MIT
/*
 * What an insertion and a removal cost with 1, 1,000 and 1,000,000 nodes in the allocator. The
 * space is full of nodes of unequal size with small holes between them, and each step removes a
 * random node and inserts another.
 */
#include <drm/drm_mm.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/vmalloc.h>

#include <stdio.h>

#define STEPS 100000
#define SLOT 64

static u64 seed = 88172645463325252ULL;

static u64 next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static const struct {
	const char *name;
	enum drm_mm_insert_mode mode;
} modes[] = {
	{"best", DRM_MM_INSERT_BEST}, {"low", DRM_MM_INSERT_LOW}, {"high", DRM_MM_INSERT_HIGH}};
#define MODES ARRAY_SIZE(modes)

static int insert(struct drm_mm *mm, struct drm_mm_node *node, enum drm_mm_insert_mode mode)
{
	return drm_mm_insert_node_generic(mm, node, 1 + next_random() % SLOT, 0, 0, mode) != 0;
}

/* Nanoseconds for a removal and an insertion in each mode, 0 if something failed. */
static void measure(struct drm_mm_node *nodes, unsigned long count, u64 *nsecs)
{
	unsigned long i, failed = 0;
	struct drm_mm mm;
	unsigned int m;

	drm_mm_init(&mm, 0, (count + 1) * (u64)SLOT);
	for (i = 0; i < count; i++)
		failed += insert(&mm, &nodes[i], DRM_MM_INSERT_BEST);
	for (m = 0; m < MODES; m++) {
		ktime_t start = ktime_get();

		for (i = 0; i < STEPS; i++) {
			struct drm_mm_node *node = &nodes[next_random() % count];

			drm_mm_remove_node(node);
			failed += insert(&mm, node, modes[m].mode);
		}
		nsecs[m] = failed ? 0 : (ktime_get() - start) / STEPS;
	}
	for (i = 0; i < count; i++)
		drm_mm_remove_node(&nodes[i]);
	drm_mm_takedown(&mm);
}

int main(void)
{
	struct drm_mm_node *nodes = vzalloc(1000000 * sizeof(*nodes));
	u64 one[MODES], thousand[MODES], million[MODES];
	unsigned int m;
	int bad = 0;

	if (!nodes)
		return 1;
	measure(nodes, 1, one);
	measure(nodes, 1000, thousand);
	measure(nodes, 1000000, million);
	printf("mode    1 node  1,000 nodes  1,000,000 nodes   (ns for a removal and an "
	       "insertion)\n");
	for (m = 0; m < MODES; m++) {
		printf("%-5s %8llu %12llu %16llu\n", modes[m].name, one[m], thousand[m],
		       million[m]);
		/* logarithmic would be twice as much, caches make it more; linear would be 1,000
		 * times */
		if (!one[m] || !thousand[m] || !million[m] || million[m] > 100 * thousand[m]) {
			printf("%s does not scale\n", modes[m].name);
			bad = 1;
		}
	}
	vfree(nodes);
	return bad;
}
