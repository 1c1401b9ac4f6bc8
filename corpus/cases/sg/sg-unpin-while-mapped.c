/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

void unpin_user_pages(struct page **pages, unsigned long npages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool make_dirty);

struct job {
	struct device *dev;
	struct page **pages;
	unsigned int n;
	struct sg_table sgt;
};
int hw_run(int how);

int ran_bad(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	ret = dma_map_sgtable(j->dev, &j->sgt, DMA_FROM_DEVICE, 0);
	if (!ret) {
		ret = hw_run(1);
		unpin_user_pages_dirty_lock(j->pages, j->n, true);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sgtable() on 'j->sgt.sgl', whose pages were unpinned before [custody-sg-unpin-while-mapped]
		dma_unmap_sgtable(j->dev, &j->sgt, DMA_FROM_DEVICE, 0);
	}
	sg_free_table(&j->sgt);
	return ret;
}

/* In the wrong order on the way out only. */
int failed_bad(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		goto unpin;
	ret = dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0);
	if (ret)
		goto free;
	ret = hw_run(2);
	if (ret)
		goto unmap;
	return 0;
unmap:
	unpin_user_pages(j->pages, j->n);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sgtable() on 'j->sgt.sgl', whose pages were unpinned before [custody-sg-unpin-while-mapped]
	dma_unmap_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0);
	sg_free_table(&j->sgt);
	return ret;
free:
	sg_free_table(&j->sgt);
unpin:
	unpin_user_pages(j->pages, j->n);
	return ret;
}

static void unpin(struct job *j)
{
	unpin_user_pages(j->pages, j->n);
}

static void unmap(struct job *j)
{
	dma_unmap_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0);
	sg_free_table(&j->sgt);
}

int helpers_bad(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		ret = hw_run(3);
		unpin_user_pages(j->pages, j->n);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: unmap() on 'j->sgt.sgl', whose pages were unpinned before [custody-sg-unpin-while-mapped]
		unmap(j);
		return ret;
	}
	sg_free_table(&j->sgt);
	return -EIO;
}

int below_bad(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		ret = hw_run(3);
		unpin(j);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: unmap() on 'j->sgt.sgl', whose pages were unpinned before [custody-sg-unpin-while-mapped]
		unmap(j);
		return ret;
	}
	sg_free_table(&j->sgt);
	return -EIO;
}

/* The pages are given to the function that unpins them; it has others to unpin, too. */
static void unpin_both(struct page **pages, struct page **more, unsigned int n)
{
	unpin_user_pages(more, n);
	unpin_user_pages_dirty_lock(pages, n, true);
}

int both_bad(struct job *j, struct page **more)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		unpin_both(j->pages, more, j->n);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: unmap() on 'j->sgt.sgl', whose pages were unpinned before [custody-sg-unpin-while-mapped]
		unmap(j);
		return 0;
	}
	sg_free_table(&j->sgt);
	return -EIO;
}

static void unpin_more(struct page **more, unsigned int n)
{
	unpin_user_pages(more, n);
}

int others_below_ok(struct job *j, struct page **more)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		unpin_more(more, j->n);
		unmap(j);
		return 0;
	}
	sg_free_table(&j->sgt);
	return -EIO;
}

/* It unpins what is not mapped. */
static void unpin_unless(struct job *j, int mapped)
{
	if (!mapped)
		unpin_user_pages(j->pages, j->n);
}

int unless_ok(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		unpin_unless(j, hw_run(5));
		unmap(j);
		return 0;
	}
	sg_free_table(&j->sgt);
	return -EIO;
}

/* What was mapped elsewhere was made of the pages beside it, as the file has it. */
void elsewhere_bad(struct job *j)
{
	unpin(j);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: unmap() on 'j', whose pages were unpinned before [custody-sg-unpin-while-mapped]
	unmap(j);
}

void teardown_bad(struct job *j, int dirty)
{
	if (dirty)
		unpin_user_pages_dirty_lock(j->pages, j->n, true);
	else
		unpin_user_pages(j->pages, j->n);
// CHECK: sg-unpin-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sgtable() on '&j->sgt', whose pages were unpinned before [custody-sg-unpin-while-mapped]
	dma_unmap_sgtable(j->dev, &j->sgt, DMA_FROM_DEVICE, 0);
	sg_free_table(&j->sgt);
}

void elsewhere_ok(struct job *j)
{
	unmap(j);
	unpin(j);
}

/* The pages of another one; a table that was unmapped elsewhere; one of the two in each way. */
void other_ok(struct job *j, struct job *before)
{
	unpin(before);
	unmap(j);
}

void unmapped_ok(struct job *j)
{
	unpin(j);
	sg_free_table(&j->sgt);
}

void either_ok(struct job *j, int mapped)
{
	if (!mapped) {
		unpin(j);
		return;
	}
	unmap(j);
	unpin(j);
}

int ran_ok(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	ret = dma_map_sgtable(j->dev, &j->sgt, DMA_FROM_DEVICE, 0);
	if (!ret) {
		ret = hw_run(1);
		dma_unmap_sgtable(j->dev, &j->sgt, DMA_FROM_DEVICE, 0);
		unpin_user_pages_dirty_lock(j->pages, j->n, true);
	}
	sg_free_table(&j->sgt);
	return ret;
}

int helpers_ok(struct job *j)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		ret = hw_run(3);
		unmap(j);
		unpin(j);
		return ret;
	}
	sg_free_table(&j->sgt);
	unpin(j);
	return -EIO;
}

/* Other pages. */
int others_ok(struct job *j, struct page **more, unsigned int n)
{
	int ret = sg_alloc_table_from_pages(&j->sgt, j->pages, j->n, 0, j->n << 12, 0);

	if (ret)
		return ret;
	if (!dma_map_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0)) {
		unpin_user_pages(more, n);
		ret = hw_run(4);
		dma_unmap_sgtable(j->dev, &j->sgt, DMA_TO_DEVICE, 0);
	}
	sg_free_table(&j->sgt);
	return ret;
}
