// SPDX-License-Identifier: MIT
/* Pages, scatter lists, DMA mappings, shared buffers. */
#include "harness.h"
#include "checked.h"
#include "testing.h"

#include <drivers/iommu.h>
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>

struct gadget {
	struct device dev;
	struct device_dma_parameters parms;
	u64 mask;
	bool *released;
};

static void gadget_release(struct device *dev)
{
	struct gadget *g = container_of(dev, struct gadget, dev);

	if (g->released)
		*g->released = true;
	kfree(g);
}

static struct device *gadget_new(bool coherent)
{
	struct gadget *g = kzalloc(sizeof(*g), GFP_KERNEL);

	device_initialize(&g->dev);
	CHECK_EQ(dev_set_name(&g->dev, "gadget%d", 1), 0);
	g->dev.release = gadget_release;
	g->dev.dma_coherent = coherent;
	g->dev.dma_mask = &g->mask;
	g->dev.dma_parms = &g->parms;
	CHECK_EQ(dma_set_mask_and_coherent(&g->dev, DMA_BIT_MASK(40)), 0);
	return &g->dev;
}

static void fill(void *p, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		((unsigned char *)p)[i] = seed + i * 7 + i / 251;
}

static bool is_filled(const void *p, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (((const unsigned char *)p)[i] != (unsigned char)(seed + i * 7 + i / 251))
			return false;
	}
	return true;
}

TEST(pages)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 3), *one;
	char *p = page_address(page);

	CHECK(IS_ALIGNED((unsigned long)p, PAGE_SIZE << 3));
	CHECK(!memchr_inv(p, 0, PAGE_SIZE << 3));
	CHECK(virt_to_page(p + 5 * PAGE_SIZE + 9) == nth_page(page, 5));
	CHECK(page_address(nth_page(page, 5)) == p + 5 * PAGE_SIZE);
	get_page(page);
	__free_pages(page, 3);
	p[0] = 1;
	put_page(page);
	one = alloc_page(GFP_KERNEL);
	CHECK_EQ(page_count(one), 1);
	__free_page(one);
	CHECK_EQ(get_order(1), 0);
	CHECK_EQ(get_order(PAGE_SIZE + 1), 1);
	CHECK_EQ(get_order(5 * PAGE_SIZE), 3);
	CHECK(!alloc_pages(GFP_KERNEL, 20));
}

TEST(pinning)
{
	struct page *pages[3];
	char *buffer = kmalloc(PAGE_SIZE * 3, GFP_KERNEL);
	unsigned long start = (unsigned long)buffer & PAGE_MASK;

	CHECK_EQ(pin_user_pages_fast(start, 3, FOLL_WRITE, pages), 3);
	CHECK(atomic_read(&pages[1]->pins) == 1 && pages[0] == virt_to_page(buffer));
	unpin_user_pages_dirty_lock(pages, 3, true);
	CHECK(!atomic_read(&pages[1]->pins));
	CHECK_EQ(pin_user_pages_fast(0, 1, 0, pages), -EFAULT);
	kfree(buffer);
}

TEST(table_sizes)
{
	static const unsigned int sizes[] = {1, 2, 127, 128, 129, 255, 256, 1000};
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i, n;

	CHECK_EQ(sg_alloc_table(&table, 0, GFP_KERNEL), -EINVAL);
	for (n = 0; n < ARRAY_SIZE(sizes); n++) {
		unsigned int count = 0;

		CHECK_EQ(sg_alloc_table(&table, sizes[n], GFP_KERNEL), 0);
		for_each_sgtable_sg(&table, sg, i) {
			CHECK(!sg_is_chain(sg));
			sg->length = i + 1;
			count++;
		}
		CHECK_EQ(count, sizes[n]);
		CHECK_EQ(sg_nents(table.sgl), sizes[n]);
		CHECK_EQ(sg_last(table.sgl, sizes[n])->length, sizes[n]);
		CHECK_EQ(sg_nents_for_len(table.sgl, 3), sizes[n] == 1 ? -EINVAL : 2);
		sg_free_table(&table);
	}
}

TEST(table_no_memory)
{
	struct sg_table table;
	int nth, error = -ENOMEM;

	for (nth = 1; error; nth++) {
		kernel_fail_allocation(nth);
		error = sg_alloc_table(&table, 1000, GFP_KERNEL);
		CHECK(error || nth > 7);
	}
	kernel_fail_allocation(0);
	sg_free_table(&table);
}

/* Pages of a block are neighbours; the order makes runs of them. */
static struct page *block;

static void pages_in_order(struct page **pages, const int *order, int count)
{
	int i;

	block = alloc_pages(GFP_KERNEL, 5);
	for (i = 0; i < count; i++)
		pages[i] = nth_page(block, order[i]);
}

TEST(table_from_pages)
{
	static const int order[] = {0, 1, 2, 7, 8, 5, 10, 11, 12, 13};
	struct page *pages[10];
	struct sg_page_iter iter;
	struct sg_table table;
	unsigned int i = 0;

	pages_in_order(pages, order, 10);
	CHECK_EQ(
		sg_alloc_table_from_pages(&table, pages, 10, 100, 10 * PAGE_SIZE - 300, GFP_KERNEL),
		0);
	CHECK_EQ(table.orig_nents, 4);
	CHECK(table.sgl->offset == 100 && table.sgl->length == 3 * PAGE_SIZE - 100);
	CHECK_EQ(sg_last(table.sgl, 4)->length, 4 * PAGE_SIZE - 200);
	for_each_sgtable_page(&table, &iter, 0)
		CHECK(sg_page_iter_page(&iter) == pages[i++]);
	CHECK_EQ(i, 10);
	sg_free_table(&table);
	CHECK_EQ(sg_alloc_table_from_pages_segment(&table, pages, 10, 0, 10 * PAGE_SIZE,
						   2 * PAGE_SIZE, GFP_KERNEL),
		 0);
	CHECK_EQ(table.orig_nents, 6);
	sg_free_table(&table);
	__free_pages(block, 5);
}

TEST(table_append)
{
	struct sg_append_table append = {.prv = NULL};
	struct page *pages[300];
	unsigned int i, count = 0, bytes = 0;
	struct scatterlist *sg;

	/* every second page of big blocks: no neighbours */
	for (i = 0; i < 300; i++) {
		if (i % 16 == 0)
			block = alloc_pages(GFP_KERNEL, 5);
		pages[i] = nth_page(block, i % 16 * 2);
	}
	for (i = 0; i < 300; i += 50)
		CHECK_EQ(sg_alloc_append_table_from_pages(&append, pages + i, 50, 0, 50 * PAGE_SIZE,
							  U32_MAX, 300 - i - 50, GFP_KERNEL),
			 0);
	CHECK_EQ(append.sgt.orig_nents, 300);
	for_each_sgtable_sg(&append.sgt, sg, i) {
		CHECK(sg_page(sg) == pages[i]);
		bytes += sg->length;
		count++;
	}
	CHECK(count == 300 && bytes == 300 * PAGE_SIZE && sg_is_last(append.prv));
	sg_free_append_table(&append);
	for (i = 0; i < 300; i += 16)
		__free_pages(pages[i], 5);
}

TEST(append_merges)
{
	static const int order[] = {0, 1, 2, 3};
	struct sg_append_table append = {.prv = NULL};
	struct page *pages[4];

	pages_in_order(pages, order, 4);
	CHECK_EQ(sg_alloc_append_table_from_pages(&append, pages, 2, 0, 2 * PAGE_SIZE, U32_MAX, 2,
						  GFP_KERNEL),
		 0);
	CHECK_EQ(sg_alloc_append_table_from_pages(&append, pages + 2, 2, 0, 2 * PAGE_SIZE, U32_MAX,
						  0, GFP_KERNEL),
		 0);
	CHECK(append.sgt.orig_nents == 1 && append.prv->length == 4 * PAGE_SIZE);
	sg_free_append_table(&append);
	__free_pages(block, 5);
}

/* A list of heap memory, in pieces of unequal size. */
static struct sg_table *pieces_new(char *memory, const unsigned int *sizes, unsigned int count)
{
	struct sg_table *table = kmalloc(sizeof(*table), GFP_KERNEL);
	struct scatterlist *sg;
	unsigned int i;

	CHECK_EQ(sg_alloc_table(table, count, GFP_KERNEL), 0);
	for_each_sgtable_sg(table, sg, i) {
		sg_set_buf(sg, memory, sizes[i]);
		memory += sizes[i] + 64;
	}
	return table;
}

TEST(copying_and_iterating)
{
	static const unsigned int sizes[] = {100, 5000, 1, 4096, 9000};
	const size_t total = 100 + 5000 + 1 + 4096 + 9000;
	char *memory = kzalloc(20000, GFP_KERNEL), *buffer = kmalloc(total, GFP_KERNEL);
	struct sg_table *table = pieces_new(memory, sizes, 5);
	struct sg_mapping_iter miter;
	size_t at = 0;

	fill(buffer, total, 3);
	CHECK_EQ(sg_copy_from_buffer(table->sgl, 5, buffer, total), total);
	memset(buffer, 0, total);
	CHECK_EQ(sg_pcopy_to_buffer(table->sgl, 5, buffer + 50, total - 50, 50), total - 50);
	fill(buffer, 50, 3);
	CHECK(is_filled(buffer, total, 3));
	sg_miter_start(&miter, table->sgl, 5, SG_MITER_FROM_SG);
	CHECK(sg_miter_skip(&miter, 101));
	for (at = 101; sg_miter_next(&miter); at += miter.length) {
		CHECK(miter.length <= PAGE_SIZE && !memcmp(miter.addr, buffer + at, miter.length));
		if (miter.length > 10)
			miter.consumed = miter.length = miter.length / 2;
	}
	CHECK_EQ(at, total);
	sg_miter_stop(&miter);
	CHECK_EQ(sg_zero_buffer(table->sgl, 5, 200, 90), 200);
	sg_copy_to_buffer(table->sgl, 5, buffer, total);
	CHECK(is_filled(buffer, 90, 3) && !memchr_inv(buffer + 90, 0, 200) && buffer[291]);
	sg_free_table(table);
	kfree(table);
	kfree(memory);
	kfree(buffer);
}

TEST(splitting)
{
	static const unsigned int sizes[] = {100, 5000, 1, 4096, 9000};
	static const size_t wanted[] = {120, 6000, 10};
	char *memory = kzalloc(20000, GFP_KERNEL), *buffer = kmalloc(18197, GFP_KERNEL);
	struct sg_table *table = pieces_new(memory, sizes, 5);
	struct scatterlist *out[3];
	size_t at = 30;
	int i, mapped[3];

	fill(buffer, 18197, 9);
	sg_copy_from_buffer(table->sgl, 5, buffer, 18197);
	CHECK_EQ(sg_split(table->sgl, 0, 30, 3, wanted, out, mapped, GFP_KERNEL), 0);
	for (i = 0; i < 3; at += wanted[i], i++) {
		char *part = kmalloc(wanted[i], GFP_KERNEL);

		CHECK_EQ(sg_copy_to_buffer(out[i], sg_nents(out[i]), part, wanted[i]), wanted[i]);
		CHECK(!memcmp(part, buffer + at, wanted[i]));
		kfree(part);
		kfree(out[i]);
	}
	at = 100000;
	CHECK_EQ(sg_split(table->sgl, 0, 0, 1, &at, out, NULL, GFP_KERNEL), -EINVAL);
	sg_free_table(table);
	kfree(table);
	kfree(memory);
	kfree(buffer);
}

/* --- mappings ----------------------------------------------------------------------------- */

static void single_mapping(bool coherent)
{
	struct device *dev = gadget_new(coherent);
	char *buffer = kmalloc(6000, GFP_KERNEL), seen[6000];
	dma_addr_t at;

	fill(buffer, 6000, 1);
	at = dma_map_single(dev, buffer + 10, 5990, DMA_BIDIRECTIONAL);
	CHECK(!dma_mapping_error(dev, at));
	CHECK_EQ(kernel_device_read(dev, at - 10, seen, 6000), -EFAULT);
	CHECK_EQ(kernel_device_read(dev, at, seen, 5990), 0);
	CHECK(!memcmp(seen, buffer + 10, 5990));
	fill(seen, 5990, 77);
	CHECK_EQ(kernel_device_write(dev, at, seen, 5990), 0);
	CHECK_EQ(is_filled(buffer + 10, 5990, 77), coherent);
	dma_sync_single_for_cpu(dev, at, 100, DMA_BIDIRECTIONAL);
	CHECK(is_filled(buffer + 10, 100, 77));
	buffer[10] = 0;
	dma_sync_single_for_device(dev, at, 100, DMA_BIDIRECTIONAL);
	CHECK_EQ(kernel_device_read(dev, at, seen, 1), 0);
	CHECK_EQ(seen[0], 0);
	dma_unmap_single(dev, at, 5990, DMA_BIDIRECTIONAL);
	CHECK(buffer[10] == 0 && !memcmp(buffer + 11, seen + 1, 5989));
	CHECK_EQ(kernel_device_read(dev, at, seen, 1), -EFAULT);
	kfree(buffer);
	put_device(dev);
}

TEST(mapping_coherent)
{
	single_mapping(true);
}

TEST(mapping_needs_sync)
{
	single_mapping(false);
}

TEST(mapping_directions)
{
	struct device *dev = gadget_new(true);
	char *buffer = kzalloc(100, GFP_KERNEL), byte = 1;
	dma_addr_t to = dma_map_single(dev, buffer, 50, DMA_TO_DEVICE);
	dma_addr_t from = dma_map_single(dev, buffer + 50, 50, DMA_FROM_DEVICE);

	CHECK(!dma_mapping_error(dev, to) && !dma_mapping_error(dev, from));
	CHECK_EQ(kernel_device_write(dev, to, &byte, 1), -EFAULT);
	CHECK_EQ(kernel_device_read(dev, from, &byte, 1), -EFAULT);
	CHECK_EQ(kernel_device_write(dev, from, &byte, 1), 0);
	dma_unmap_single(dev, to, 50, DMA_TO_DEVICE);
	dma_unmap_single(dev, from, 50, DMA_FROM_DEVICE);
	kfree(buffer);
	put_device(dev);
}

/* Unordered pages are many entries of memory, but one piece for the device. */
TEST(lists_merge)
{
	static const int order[] = {9, 7, 5, 3, 1};
	struct device *dev = gadget_new(false);
	struct sg_dma_page_iter iter;
	struct page *pages[5];
	struct sg_table table;
	struct scatterlist *sg;
	char *seen = kmalloc(5 * PAGE_SIZE, GFP_KERNEL);
	unsigned int i, total = 0;

	pages_in_order(pages, order, 5);
	CHECK_EQ(sg_alloc_table_from_pages(&table, pages, 5, 0, 5 * PAGE_SIZE - 8, GFP_KERNEL), 0);
	fill(seen, 5 * PAGE_SIZE, 5);
	sg_copy_from_buffer(table.sgl, table.orig_nents, seen, 5 * PAGE_SIZE - 8);
	CHECK_EQ(dma_map_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0), 0);
	CHECK_EQ(table.orig_nents, 5);
	CHECK_EQ(table.nents, 1);
	memset(seen, 0, 5 * PAGE_SIZE);
	for_each_sgtable_dma_sg(&table, sg, i) {
		CHECK_EQ(kernel_device_read(dev, sg_dma_address(sg), seen, sg_dma_len(sg)), 0);
		total += sg_dma_len(sg);
	}
	CHECK_EQ(total, 5 * PAGE_SIZE - 8);
	CHECK(is_filled(seen, total, 5));
	i = 0;
	for_each_sgtable_dma_page(&table, &iter, 0)
		CHECK_EQ(sg_page_iter_dma_address(&iter),
			 sg_dma_address(table.sgl) + PAGE_SIZE * i++);
	CHECK_EQ(i, 5);
	fill(seen, total, 8);
	CHECK_EQ(kernel_device_write(dev, sg_dma_address(table.sgl), seen, total), 0);
	dma_sync_sgtable_for_cpu(dev, &table, DMA_BIDIRECTIONAL);
	memset(seen, 0, total);
	sg_copy_to_buffer(table.sgl, table.orig_nents, seen, total);
	CHECK(is_filled(seen, total, 8));
	dma_unmap_sgtable(dev, &table, DMA_BIDIRECTIONAL, 0);
	dma_set_max_seg_size(dev, 2 * PAGE_SIZE);
	CHECK_EQ(dma_map_sg(dev, table.sgl, 5, DMA_TO_DEVICE), 3);
	dma_unmap_sg(dev, table.sgl, 5, DMA_TO_DEVICE);
	sg_free_table(&table);
	__free_pages(block, 5);
	kfree(seen);
	put_device(dev);
}

TEST(mapped_split)
{
	static const int order[] = {9, 7, 5, 3, 1};
	static const size_t wanted[] = {PAGE_SIZE + 10, 2 * PAGE_SIZE};
	struct device *dev = gadget_new(true);
	struct scatterlist *out[2];
	struct page *pages[5];
	struct sg_table table;
	int mapped[2];

	pages_in_order(pages, order, 5);
	CHECK_EQ(sg_alloc_table_from_pages(&table, pages, 5, 0, 5 * PAGE_SIZE, GFP_KERNEL), 0);
	CHECK_EQ(dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	CHECK_EQ(sg_split(table.sgl, table.nents, 0, 2, wanted, out, mapped, GFP_KERNEL), 0);
	CHECK(mapped[0] == 1 && mapped[1] == 1 && sg_nents(out[0]) == 2);
	CHECK_EQ(sg_dma_address(out[1]), sg_dma_address(table.sgl) + PAGE_SIZE + 10);
	kfree(out[0]);
	kfree(out[1]);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	sg_free_table(&table);
	__free_pages(block, 5);
	put_device(dev);
}

TEST(coherent_memory)
{
	struct device *dev = gadget_new(false);
	dma_addr_t at;
	char *memory = dma_alloc_coherent(dev, 5000, &at, GFP_KERNEL), byte = 9;

	CHECK(memory && !memchr_inv(memory, 0, 5000));
	CHECK_EQ(kernel_device_write(dev, at + 4999, &byte, 1), 0);
	CHECK_EQ(memory[4999], 9);
	dma_free_coherent(dev, 5000, memory, at);
	put_device(dev);
}

TEST(device_reference)
{
	bool released = false;
	struct device *dev = gadget_new(true);

	container_of(dev, struct gadget, dev)->released = &released;
	get_device(dev);
	put_device(dev);
	CHECK(!released && !strcmp(dev_name(dev), "gadget1"));
	put_device(dev);
	CHECK(released);
}

/* --- shared buffers ----------------------------------------------------------------------- */

struct exporter {
	struct page *page;
	bool *released;
};

static struct sg_table *exporter_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	struct exporter *exporter = attach->dmabuf->priv;
	struct sg_table *table = kmalloc(sizeof(*table), GFP_KERNEL);
	int error;

	if (!table)
		return ERR_PTR(-ENOMEM);
	error = sg_alloc_table_from_pages(table, &exporter->page, 1, 0, PAGE_SIZE, GFP_KERNEL);
	if (error)
		goto free;
	error = dma_map_sgtable(attach->dev, table, dir, 0);
	if (error)
		goto free_table;
	return table;
free_table:
	sg_free_table(table);
free:
	kfree(table);
	return ERR_PTR(error);
}

static void exporter_unmap(struct dma_buf_attachment *attach, struct sg_table *table,
			   enum dma_data_direction dir)
{
	dma_unmap_sgtable(attach->dev, table, dir, 0);
	sg_free_table(table);
	kfree(table);
}

static void exporter_release(struct dma_buf *dmabuf)
{
	struct exporter *exporter = dmabuf->priv;

	*exporter->released = true;
	__free_page(exporter->page);
	kfree(exporter);
}

static int exporter_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	iosys_map_set_vaddr(map, page_address(((struct exporter *)dmabuf->priv)->page));
	return 0;
}

static const struct dma_buf_ops exporter_ops = {
	.map_dma_buf = exporter_map,
	.unmap_dma_buf = exporter_unmap,
	.release = exporter_release,
	.vmap = exporter_vmap,
};

static struct dma_buf *export_page(bool *released)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct exporter *exporter = kzalloc(sizeof(*exporter), GFP_KERNEL);
	struct dma_buf *dmabuf;

	exporter->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	exporter->released = released;
	info.ops = &exporter_ops;
	info.size = PAGE_SIZE;
	info.priv = exporter;
	dmabuf = dma_buf_export(&info);
	CHECK(!IS_ERR(dmabuf));
	return dmabuf;
}

TEST(dma_buf_shared)
{
	struct device *dev = gadget_new(true);
	struct dma_buf_attachment *attach;
	bool released = false;
	struct dma_buf *dmabuf;
	struct iosys_map map;
	struct sg_table *sgt;
	int fd = dma_buf_fd(export_page(&released), 0);

	CHECK(fd >= 3 && IS_ERR(dma_buf_get(fd + 1)));
	dmabuf = dma_buf_get(fd);
	CHECK_EQ(kernel_close_descriptor(fd), 0);
	CHECK_EQ(kernel_close_descriptor(fd), -EBADF);
	attach = dma_buf_attach(dmabuf, dev);
	CHECK(!IS_ERR(attach));
	sgt = dma_buf_map_attachment_unlocked(attach, DMA_FROM_DEVICE);
	CHECK(!IS_ERR(sgt));
	CHECK_EQ(kernel_device_write(dev, sg_dma_address(sgt->sgl), "hello", 6), 0);
	dma_buf_unmap_attachment_unlocked(attach, sgt, DMA_FROM_DEVICE);
	dma_resv_lock(dmabuf->resv, NULL);
	CHECK_EQ(dma_buf_vmap(dmabuf, &map), 0);
	CHECK(!strcmp(map.vaddr, "hello"));
	dma_buf_vunmap(dmabuf, &map);
	dma_resv_unlock(dmabuf->resv);
	dma_buf_detach(dmabuf, attach);
	CHECK(!released);
	dma_buf_put(dmabuf);
	CHECK(released);
	put_device(dev);
}

/* --- traps -------------------------------------------------------------------------------- */

static struct sg_table trap_table;
static struct device *trap_dev;

static void map_for_trap(void)
{
	static const int order[] = {9, 7, 5};
	struct page *pages[3];

	trap_dev = gadget_new(true);
	pages_in_order(pages, order, 3);
	CHECK_EQ(sg_alloc_table_from_pages(&trap_table, pages, 3, 0, 3 * PAGE_SIZE, GFP_KERNEL), 0);
	CHECK_EQ(dma_map_sgtable(trap_dev, &trap_table, DMA_TO_DEVICE, 0), 0);
}

TRAP(unmap_with_nents, "dma-unmap-count")
{
	map_for_trap();
	dma_unmap_sg(trap_dev, trap_table.sgl, trap_table.nents, DMA_TO_DEVICE);
}

TRAP(unmap_other_direction, "dma-unmap-direction")
{
	map_for_trap();
	dma_unmap_sgtable(trap_dev, &trap_table, DMA_FROM_DEVICE, 0);
}

TRAP(unmap_other_device, "dma-unmap-device")
{
	map_for_trap();
	dma_unmap_sgtable(gadget_new(true), &trap_table, DMA_TO_DEVICE, 0);
}

TRAP(unmap_twice, "dma-double-unmap")
{
	map_for_trap();
	dma_unmap_sgtable(trap_dev, &trap_table, DMA_TO_DEVICE, 0);
	dma_unmap_sgtable(trap_dev, &trap_table, DMA_TO_DEVICE, 0);
}

TRAP(map_twice, "dma-mapped-twice")
{
	map_for_trap();
	CHECK_EQ(dma_map_sgtable(trap_dev, &trap_table, DMA_TO_DEVICE, 0), 0);
}

TRAP(free_mapped_table, "sg-free-while-mapped")
{
	map_for_trap();
	sg_free_table(&trap_table);
}

TRAP(free_mapped_page, "page-freed-while-mapped")
{
	map_for_trap();
	__free_pages(block, 5);
}

TRAP(table_leaks, "sg-table-leak")
{
	map_for_trap();
	dma_unmap_sgtable(trap_dev, &trap_table, DMA_TO_DEVICE, 0);
	checked_teardown();
}

TRAP(sync_unmapped, "dma-sync-unmapped")
{
	map_for_trap();
	dma_unmap_sgtable(trap_dev, &trap_table, DMA_TO_DEVICE, 0);
	dma_sync_sgtable_for_cpu(trap_dev, &trap_table, DMA_TO_DEVICE);
}

TRAP(unmap_other_size, "dma-unmap-size")
{
	struct device *dev = gadget_new(true);
	dma_addr_t at = dma_map_single(dev, kmalloc(100, GFP_KERNEL), 100, DMA_TO_DEVICE);

	CHECK(!dma_mapping_error(dev, at));
	dma_unmap_single(dev, at, 99, DMA_TO_DEVICE);
}

TRAP(error_not_tested, "dma-mapping-unchecked")
{
	struct device *dev = gadget_new(true);
	dma_addr_t at = dma_map_single(dev, kmalloc(100, GFP_KERNEL), 100, DMA_TO_DEVICE);

	dma_unmap_single(dev, at, 100, DMA_TO_DEVICE);
}

TRAP(unmap_failed, "dma-unmap-failed")
{
	dma_unmap_single(gadget_new(true), DMA_MAPPING_ERROR, 100, DMA_TO_DEVICE);
}

TRAP(coherent_other_size, "dma-free-mismatch")
{
	struct device *dev = gadget_new(true);
	dma_addr_t at;
	void *memory = dma_alloc_coherent(dev, 5000, &at, GFP_KERNEL);

	dma_free_coherent(dev, 4096, memory, at);
}

TRAP(coherent_twice, "dma-memory-double-free")
{
	struct device *dev = gadget_new(true);
	dma_addr_t at;
	void *memory = dma_alloc_coherent(dev, 5000, &at, GFP_KERNEL);

	dma_free_coherent(dev, 5000, memory, at);
	dma_free_coherent(dev, 5000, memory, at);
}

TRAP(released_while_mapped, "device-released-while-mapped")
{
	map_for_trap();
	put_device(trap_dev);
}

TRAP(device_kfreed, "device-freed-by-hand")
{
	kfree(container_of(gadget_new(true), struct gadget, dev));
}

TRAP(order_mismatch, "page-order-mismatch")
{
	__free_pages(alloc_pages(GFP_KERNEL, 2), 1);
}

TOUCH(page_after_free, "use-after-free")
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *p = page_address(page);

	__free_page(page);
	p[7] = 1;
}

static bool trap_released;

TRAP(detach_while_mapped, "dma-buf-detach-while-mapped")
{
	struct dma_buf *dmabuf = export_page(&trap_released);
	struct dma_buf_attachment *attach = dma_buf_attach(dmabuf, gadget_new(true));

	CHECK(!IS_ERR(dma_buf_map_attachment_unlocked(attach, DMA_TO_DEVICE)));
	dma_buf_detach(dmabuf, attach);
}

TRAP(map_without_lock, "lock-not-held")
{
	struct dma_buf_attachment *attach =
		dma_buf_attach(export_page(&trap_released), gadget_new(true));

	dma_buf_map_attachment(attach, DMA_TO_DEVICE);
}

TRAP(importer_frees_table, "dma-buf-table-freed")
{
	struct dma_buf_attachment *attach =
		dma_buf_attach(export_page(&trap_released), gadget_new(true));

	sg_free_table(dma_buf_map_attachment_unlocked(attach, DMA_TO_DEVICE));
}

TRAP(attachment_leaks, "dma-buf-attachment-leak")
{
	struct dma_buf *dmabuf = export_page(&trap_released);

	CHECK(!IS_ERR(dma_buf_attach(dmabuf, gadget_new(true))));
	dma_buf_put(dmabuf);
}

TRAP(buffer_leaks, "dma-buf-leak")
{
	CHECK(export_page(&trap_released) != NULL);
	checked_teardown();
}
