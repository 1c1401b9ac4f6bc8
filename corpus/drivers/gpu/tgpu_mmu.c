// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Page tables. The upper end of an address space is the driver's, whose ranges a drm_mm gives out;
 * the rest is what user space binds.
 */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include <asm/byteorder.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

#define TGPU_TABLE_SIZE (TGPU_PTES * sizeof(__le64))

int tgpu_mmu_init(struct tgpu_mmu *mmu, struct tgpu_device *gpu)
{
	mmu->gpu = gpu;
	mmu->table = dma_alloc_coherent(gpu->drm.dev, TGPU_TABLE_SIZE, &mmu->table_dma, GFP_KERNEL);
	if (!mmu->table)
		return -ENOMEM;
	drm_mm_init(&mmu->kernel, DRM_TGPU_VA_END, TGPU_VA_SIZE - DRM_TGPU_VA_END);
	return 0;
}

void tgpu_mmu_fini(struct tgpu_mmu *mmu)
{
	drm_mm_takedown(&mmu->kernel);
	/* the next table may have the same address */
	tgpu_hw_flush_tlb(mmu->gpu);
	dma_free_coherent(mmu->gpu->drm.dev, TGPU_TABLE_SIZE, mmu->table, mmu->table_dma);
}

void tgpu_mmu_map(struct tgpu_mmu *mmu, u32 va, dma_addr_t dma, u32 size, bool writable)
{
	u64 flags = TGPU_PTE_VALID | (writable ? TGPU_PTE_WRITE : 0);
	u32 i;

	for (i = 0; i < size; i += TGPU_PAGE_SIZE)
		WRITE_ONCE(mmu->table[(va + i) >> TGPU_PAGE_SHIFT], cpu_to_le64((dma + i) | flags));
	/* before a stream is submitted that uses it */
	dma_wmb();
}

void tgpu_mmu_map_sgt(struct tgpu_mmu *mmu, u32 va, struct sg_table *sgt, u64 offset, u32 size,
		      bool writable)
{
	struct scatterlist *sg;
	u32 part;
	int i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		if (offset >= sg_dma_len(sg)) {
			offset -= sg_dma_len(sg);
			continue;
		}
		part = min_t(u64, sg_dma_len(sg) - offset, size);
		tgpu_mmu_map(mmu, va, sg_dma_address(sg) + offset, part, writable);
		va += part;
		size -= part;
		if (!size)
			break;
		offset = 0;
	}
}

void tgpu_mmu_unmap(struct tgpu_mmu *mmu, u32 va, u32 size)
{
	u32 i;

	for (i = 0; i < size; i += TGPU_PAGE_SIZE)
		WRITE_ONCE(mmu->table[(va + i) >> TGPU_PAGE_SHIFT], 0);
}
