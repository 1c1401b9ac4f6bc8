/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What display drivers get from others: operating points, page tables, tables of pages. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/types.h>

struct dev_pm_opp;
struct io_pgtable_cfg {
	int bits;
};
struct io_pgtable_ops;
struct drm_device;
struct drm_gem_object;
struct edid;
struct cea_sad {
	u8 format;
};
struct dev_pm_opp *devfreq_recommended_opp(struct device *dev, unsigned long *freq, u32 flags);
int dev_pm_opp_set_opp(struct device *dev, struct dev_pm_opp *opp);
void dev_pm_opp_put(struct dev_pm_opp *opp);
struct io_pgtable_ops *alloc_io_pgtable_ops(int fmt, struct io_pgtable_cfg *cfg, void *cookie);
struct sg_table *drm_prime_pages_to_sg(struct drm_device *dev, void **pages, unsigned int n);
int drm_edid_to_sad(const struct edid *edid, struct cea_sad **sads);

struct screen {
	struct device *dev;
	struct io_pgtable_cfg cfg;
	struct sg_table *pages;
};

int rate_bad(struct screen *s, unsigned long freq)
{
	struct dev_pm_opp *opp = devfreq_recommended_opp(s->dev, &freq, 0);
	int ret;

	if (IS_ERR(opp))
		return PTR_ERR(opp);
	ret = dev_pm_opp_set_opp(s->dev, opp);
	if (ret)
// CHECK: display.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'opp' is lost on this path; nothing gives it back [custody-provider-leak]
		return ret;
	dev_pm_opp_put(opp);
	return 0;
}

int rate_ok(struct screen *s, unsigned long freq)
{
	struct dev_pm_opp *opp = devfreq_recommended_opp(s->dev, &freq, 0);
	int ret;

	if (IS_ERR(opp))
		return PTR_ERR(opp);
	ret = dev_pm_opp_set_opp(s->dev, opp);
	dev_pm_opp_put(opp);
	return ret;
}

/* They may be part of what the table is described in. */
int tables_ok(struct screen *s)
{
	struct io_pgtable_ops *ops = alloc_io_pgtable_ops(1, &s->cfg, s);

	return ops ? 0 : -12;
}

int pages_bad(struct screen *s, struct drm_device *dev, void **pages)
{
	struct sg_table *table = drm_prime_pages_to_sg(dev, pages, 16);

	if (IS_ERR(table))
		return PTR_ERR(table);
	if (table->nents > 1)
// CHECK: display.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'table' is lost here; nothing frees it [custody-memory-leak]
		return -22;
	s->pages = table;
	return 0;
}

int pages_ok(struct screen *s, struct drm_device *dev, void **pages)
{
	struct sg_table *table = drm_prime_pages_to_sg(dev, pages, 16);

	if (IS_ERR(table))
		return PTR_ERR(table);
	if (table->nents > 1) {
		sg_free_table(table);
		kfree(table);
		return -22;
	}
	s->pages = table;
	return 0;
}

void pages_free_ok(struct screen *s)
{
	sg_free_table(s->pages);
	kfree(s->pages);
}

int sound_bad(const struct edid *edid)
{
	struct cea_sad *sads;
	int n = drm_edid_to_sad(edid, &sads);

	if (n <= 0)
		return n;
	if (sads[0].format > 14)
// CHECK: display.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sads' is lost here; nothing frees it [custody-memory-leak]
		return -22;
	kfree(sads);
	return n;
}

int sound_ok(const struct edid *edid)
{
	struct cea_sad *sads;
	int n = drm_edid_to_sad(edid, &sads);

	if (n <= 0)
		return n;
	n = sads[0].format;
	kfree(sads);
	return n;
}
