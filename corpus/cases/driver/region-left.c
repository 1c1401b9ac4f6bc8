/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

struct resource {
	unsigned long start, end;
};
extern struct resource iomem_resource;
struct resource *__request_region(struct resource *parent, unsigned long start, unsigned long n, const char *name, int flags);
void __release_region(struct resource *parent, unsigned long start, unsigned long n);
#define request_mem_region(start, n, name) __request_region(&iomem_resource, (start), (n), (name), 0)
#define release_mem_region(start, n) __release_region(&iomem_resource, (start), (n))
int card_setup(unsigned long start);

int probe_bad(struct resource *res)
{
	int ret;

	if (!request_mem_region(res->start, 16, "tea"))
		return -16;
	ret = card_setup(1);
	if (ret < 0)
// CHECK: region-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: the region at 'res->start' is left requested, though the function fails; nothing releases it [custody-region-left]
		return ret;
	ret = card_setup(2);
	if (ret < 0) {
		release_mem_region(res->start, 16);
		return ret;
	}
	return 0;
}

int probe_ok(struct resource *res)
{
	int ret;

	if (!request_mem_region(res->start, 16, "tea"))
		return -16;
	ret = card_setup(1);
	if (ret < 0)
		goto err_region;
	ret = card_setup(2);
	if (ret < 0)
		goto err_region;
	return 0;
err_region:
	release_mem_region(res->start, 16);
	return ret;
}

/* No path of this function releases it: the caller does. */
int step_ok(struct resource *res)
{
	if (!request_mem_region(res->start, 16, "tea"))
		return -16;
	return card_setup(1);
}

/* The mark says whether there was anything to release. */
static int refused;

int marked_ok(struct resource *res)
{
	if (!request_mem_region(res->start, 16, "tea"))
		refused = 1;
	if (card_setup(1)) {
		if (!refused)
			release_mem_region(res->start, 16);
		return -19;
	}
	return 0;
}

/* It always fails, so that other drivers may have the device: what it leaves then is meant. */
int never_bound_ok(struct resource *res)
{
	int ret;

	if (!request_mem_region(res->start, 16, "tea"))
		return -16;
	ret = card_setup(1);
	if (ret < 0) {
		release_mem_region(res->start, 16);
		return ret;
	}
	return -19;
}
