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

#define STEPS 200000
#define SLOT 64

static u64 seed = 88172645463325252ULL;

static u64 next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Nanoseconds for a removal and an insertion, 0 if something failed. */
static u64 measure(struct drm_mm_node *nodes, unsigned long count, enum drm_mm_insert_mode mode)
{
	struct drm_mm mm;
	unsigned long i, failed = 0;
	ktime_t start;
	u64 nsecs;

	drm_mm_init(&mm, 0, (count + 1) * (u64)SLOT);
	for (i = 0; i < count; i++)
		failed += drm_mm_insert_node_generic(&mm, &nodes[i], 1 + next_random() % SLOT, 0, 0,
						     DRM_MM_INSERT_BEST) != 0;
	start = ktime_get();
	for (i = 0; i < STEPS; i++) {
		struct drm_mm_node *node = &nodes[next_random() % count];

		drm_mm_remove_node(node);
		failed += drm_mm_insert_node_generic(&mm, node, 1 + next_random() % SLOT, 0, 0,
						     mode) != 0;
	}
	nsecs = ktime_get() - start;
	for (i = 0; i < count; i++)
		drm_mm_remove_node(&nodes[i]);
	drm_mm_takedown(&mm);
	return failed ? 0 : nsecs / STEPS;
}

int main(void)
{
	static const struct {
		const char *name;
		enum drm_mm_insert_mode mode;
	} modes[] = {{"best", DRM_MM_INSERT_BEST},
		     {"low", DRM_MM_INSERT_LOW},
		     {"high", DRM_MM_INSERT_HIGH}};
	struct drm_mm_node *nodes = vzalloc(1000000 * sizeof(*nodes));
	unsigned int i;
	int bad = 0;

	if (!nodes)
		return 1;
	printf("mode    1 node  1,000 nodes  1,000,000 nodes   (ns for a removal and an "
	       "insertion)\n");
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		u64 one = measure(nodes, 1, modes[i].mode);
		u64 thousand = measure(nodes, 1000, modes[i].mode);
		u64 million = measure(nodes, 1000000, modes[i].mode);

		printf("%-5s %8llu %12llu %16llu\n", modes[i].name, one, thousand, million);
		/* logarithmic would be twice as much, caches make it more; linear would be 1,000
		 * times */
		if (!one || !thousand || !million || million > 50 * thousand) {
			printf("%s does not scale\n", modes[i].name);
			bad = 1;
		}
	}
	vfree(nodes);
	return bad;
}
