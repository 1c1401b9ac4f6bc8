// SPDX-License-Identifier: MIT
/*
 * Scatter lists. A table is a chain of chunks, each an allocation of its own; every chunk but the
 * last ends with a chain.
 */
#include "checked.h"
#include "custody.h"

#include <linux/kernel.h>
#include <linux/scatterlist.h>

/* drivers/dma-buf.c */
extern const struct checked_kind kernel_lent_table;

/* A table's first entry, while the table has memory. */
static const struct checked_kind table_kind = {.what = "sg_table", .left = "sg-table-leak"};

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, sizeof(*sgl) * nents);
	if (nents)
		sg_mark_end(&sgl[nents - 1]);
}

void sg_init_one(struct scatterlist *sg, const void *buffer, unsigned int length)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buffer, length);
}

struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	sg++;
	return sg_is_chain(sg) ? sg_chain_ptr(sg) : sg;
}

struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i)
		last = sg;
	return last;
}

int sg_nents(struct scatterlist *sg)
{
	int nents;

	for (nents = 0; sg; sg = sg_next(sg))
		nents++;
	return nents;
}

int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 total = 0;
	int nents;

	if (!len)
		return 0;
	for (nents = 0; sg; sg = sg_next(sg)) {
		nents++;
		total += sg->length;
		if (total >= len)
			return nents;
	}
	return -EINVAL;
}

/* --- tables ------------------------------------------------------------------------------- */

static void chunks_free(struct scatterlist *chunk)
{
	while (chunk) {
		struct scatterlist *next = NULL;
		unsigned int i;

		for (i = 0; i < SG_MAX_SINGLE_ALLOC; i++) {
			if (sg_is_chain(&chunk[i]))
				next = sg_chain_ptr(&chunk[i]);
			if (sg_is_chain(&chunk[i]) || sg_is_last(&chunk[i]))
				break;
		}
		kfree(chunk);
		chunk = next;
	}
}

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t flags)
{
	struct scatterlist *link = NULL;
	unsigned int left = nents;

	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;
	while (left) {
		bool more = left > SG_MAX_SINGLE_ALLOC;
		unsigned int size = more ? SG_MAX_SINGLE_ALLOC : left;
		struct scatterlist *chunk = kmalloc_array(size, sizeof(*chunk), flags);

		if (!chunk) {
			chunks_free(table->sgl);
			memset(table, 0, sizeof(*table));
			return -ENOMEM;
		}
		/* each chunk ends here until there is a next one */
		sg_init_table(chunk, size);
		if (table->sgl)
			sg_chain(link, 1, chunk);
		else
			table->sgl = chunk;
		link = &chunk[size - 1];
		left -= more ? size - 1 : size;
	}
	table->nents = table->orig_nents = nents;
	checked_enter(&table_kind, table->sgl);
	return 0;
}

void sg_free_table(struct sg_table *table)
{
	struct scatterlist *sgl = table->sgl;

	if (!sgl)
		return;
	checked_that(!KERNEL_CHECKED || !checked_has(&kernel_lent_table, table),
		     "dma-buf-table-freed", "an sg_table is freed that a dma_buf only lent");
	checked_that(
		checked_leave(&table_kind, sgl), "double-free",
		"an sg_table is freed that sg_alloc_table() did not make, or is freed already");
	table->sgl = NULL;
	chunks_free(sgl);
}

/* The next entry to fill; a new chunk if there is none. Its last one stays free, for a chain. */
static struct scatterlist *append_entry(struct sg_append_table *table, unsigned int wanted,
					gfp_t flags)
	__trusted("a new array is chained to the one before");

static struct scatterlist *append_entry(struct sg_append_table *table, unsigned int wanted,
					gfp_t flags)
{
	unsigned int size = min_t(unsigned int, wanted + 1, SG_MAX_SINGLE_ALLOC);
	struct scatterlist *chunk;

	if (table->prv && table->sgt.orig_nents < table->total_nents) {
		sg_unmark_end(table->prv);
		return table->prv + 1;
	}
	chunk = kcalloc(size, sizeof(*chunk), flags);
	if (!chunk)
		return NULL;
	if (table->prv) {
		sg_unmark_end(table->prv);
		sg_chain(table->prv + 1, 1, chunk);
	} else {
		table->sgt.sgl = chunk;
		checked_enter(&table_kind, chunk);
	}
	table->total_nents += size - 1;
	return chunk;
}

/* How many bytes of the pages, from that one on, are in one piece. */
static unsigned long run_length(struct page **pages, unsigned int n_pages, unsigned int first,
				unsigned int offset, unsigned long size, unsigned int max_segment,
				unsigned int *next)
{
	unsigned long length = min(size, PAGE_SIZE - offset);

	for (*next = first + 1; *next < n_pages && length < size; ++*next) {
		unsigned long more = min(size - length, PAGE_SIZE);

		if (page_to_pfn(pages[*next]) != page_to_pfn(pages[*next - 1]) + 1 ||
		    length + more > max_segment)
			break;
		length += more;
	}
	return length;
}

/* Whether the pages go on where the last entry ends. */
static bool goes_on(struct sg_append_table *table, struct page *first, unsigned int offset,
		    unsigned long length, unsigned int max_segment)
{
	struct scatterlist *last = table->prv;

	if (!last || offset || (last->offset + last->length) % PAGE_SIZE)
		return false;
	return sg_phys(last) + last->length == page_to_phys(first) &&
	       last->length + length <= max_segment;
}

int sg_alloc_append_table_from_pages(struct sg_append_table *table, struct page **pages,
				     unsigned int n_pages, unsigned int offset, unsigned long size,
				     unsigned int max_segment, unsigned int left_pages, gfp_t flags)
{
	unsigned int page, next;
	unsigned long length;

	max_segment = round_down(max_segment, (unsigned int)PAGE_SIZE);
	if (!max_segment)
		return -EINVAL;
	for (page = 0; page < n_pages && size; page = next, size -= length, offset = 0) {
		struct scatterlist *sg;

		length = run_length(pages, n_pages, page, offset, size, max_segment, &next);
		if (goes_on(table, pages[page], offset, length, max_segment)) {
			table->prv->length += length;
			continue;
		}
		sg = append_entry(table, n_pages - page + left_pages, flags);
		if (!sg)
			return -ENOMEM;
		sg_set_page(sg, pages[page], length, offset);
		sg_mark_end(sg);
		table->prv = sg;
		table->sgt.orig_nents++;
		table->sgt.nents = table->sgt.orig_nents;
	}
	return 0;
}

void sg_free_append_table(struct sg_append_table *table)
{
	sg_free_table(&table->sgt);
	table->prv = NULL;
	table->total_nents = 0;
}

int sg_alloc_table_from_pages_segment(struct sg_table *table, struct page **pages,
				      unsigned int n_pages, unsigned int offset, unsigned long size,
				      unsigned int max_segment, gfp_t flags)
{
	struct sg_append_table append = {.prv = NULL};
	int error;

	error = sg_alloc_append_table_from_pages(&append, pages, n_pages, offset, size, max_segment,
						 0, flags);
	if (error)
		sg_free_append_table(&append);
	else
		*table = append.sgt;
	return error;
}

struct scatterlist *sgl_alloc(unsigned long long length, gfp_t flags, unsigned int *nents)
{
	unsigned int count = DIV_ROUND_UP(length, PAGE_SIZE), i;
	struct scatterlist *sgl = kmalloc_array(count, sizeof(*sgl), flags);

	if (!sgl)
		return NULL;
	sg_init_table(sgl, count);
	for (i = 0; i < count; i++) {
		struct page *page = alloc_page(flags);

		if (!page) {
			sgl_free(sgl);
			return NULL;
		}
		sg_set_page(&sgl[i], page, min_t(u64, length, PAGE_SIZE), 0);
		length -= sgl[i].length;
	}
	if (nents)
		*nents = count;
	return sgl;
}

void sgl_free(struct scatterlist *sgl)
{
	struct scatterlist *sg;

	for (sg = sgl; sg && sg_page(sg); sg = sg_next(sg))
		__free_page(sg_page(sg));
	kfree(sgl);
}

/* --- copying ------------------------------------------------------------------------------ */

/* Calls it for each piece of the bytes from skip on. Pieces of one entry are contiguous here. */
static size_t for_each_piece(struct scatterlist *sgl, unsigned int nents, size_t length, off_t skip,
			     void (*piece)(void *at, size_t size, void *data), void *data)
{
	struct scatterlist *sg;
	size_t done = 0;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i) {
		size_t size;

		if (done == length)
			break;
		if (skip >= (off_t)sg->length) {
			skip -= sg->length;
			continue;
		}
		size = min(sg->length - (size_t)skip, length - done);
		piece((char *)sg_virt(sg) + skip, size, data);
		done += size;
		skip = 0;
	}
	return done;
}

struct copy {
	char *buffer;
	bool to_buffer;
};

static void copy_piece(void *at, size_t size, void *data)
{
	struct copy *copy = data;

	if (copy->to_buffer)
		memcpy(copy->buffer, at, size);
	else
		memcpy(at, copy->buffer, size);
	copy->buffer += size;
}

size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buffer, size_t length,
		      off_t skip, bool to_buffer)
{
	struct copy copy = {buffer, to_buffer};

	return for_each_piece(sgl, nents, length, skip, copy_piece, &copy);
}

static void zero_piece(void *at, size_t size, void *data)
{
	(void)data;
	memset(at, 0, size);
}

size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents, size_t length, off_t skip)
{
	return for_each_piece(sgl, nents, length, skip, zero_piece, NULL);
}

/* --- splitting ---------------------------------------------------------------------------- */

/* The pieces of a list, one after the other: of memory, or (dma) of what is mapped. */
struct cursor {
	struct scatterlist *sg;
	int left; /* entries */
	unsigned int skip;
	bool dma;
};

static unsigned int entry_length(const struct cursor *c)
{
	return c->dma ? sg_dma_len(c->sg) : c->sg->length;
}

/* How long the next piece is, if it is of that size at most; 0 at the end. */
static size_t piece_length(struct cursor *c, size_t size)
{
	while (c->left && c->skip >= entry_length(c)) {
		c->skip -= entry_length(c);
		c->sg = sg_next(c->sg);
		c->left--;
	}
	return c->left ? min(size, (size_t)entry_length(c) - c->skip) : 0;
}

/* How many pieces that many bytes are; 0 if the list ends before. */
static int count_pieces(struct cursor c, size_t size)
{
	int count = 0;

	while (size) {
		size_t length = piece_length(&c, size);

		if (!length)
			return 0;
		c.skip += length;
		size -= length;
		count++;
	}
	return count;
}

/* The list is as long as count_pieces() said. */
static void fill_memory(struct cursor *c, size_t size, struct scatterlist *out)
{
	for (; size; out++) {
		size_t length = piece_length(c, size);
		unsigned int offset = c->sg->offset + c->skip;

		sg_set_page(out, nth_page(sg_page(c->sg), offset >> PAGE_SHIFT), length,
			    offset_in_page((unsigned long)offset));
		c->skip += length;
		size -= length;
	}
}

static void fill_mapped(struct cursor *c, size_t size, struct scatterlist *out)
{
	for (; size; out++) {
		size_t length = piece_length(c, size);

		sg_dma_address(out) = sg_dma_address(c->sg) + c->skip;
		sg_dma_len(out) = length;
		c->skip += length;
		size -= length;
	}
}

static struct scatterlist *split_one(struct cursor *memory, struct cursor *mapped, size_t size,
				     int *mapped_nents, gfp_t flags)
{
	int nents = count_pieces(*memory, size);
	int dma_nents = mapped->sg ? count_pieces(*mapped, size) : 0;
	struct scatterlist *out;

	if (!nents || (mapped->sg && !dma_nents))
		return ERR_PTR(-EINVAL);
	out = kmalloc_array(max(nents, dma_nents), sizeof(*out), flags);
	if (!out)
		return ERR_PTR(-ENOMEM);
	sg_init_table(out, max(nents, dma_nents));
	fill_memory(memory, size, out);
	if (mapped->sg)
		fill_mapped(mapped, size, out);
	sg_mark_end(&out[nents - 1]);
	*mapped_nents = dma_nents;
	return out;
}

static void free_splits(struct scatterlist **out, int count)
{
	while (count--)
		kfree(out[count]);
}

int sg_split(struct scatterlist *in, const int in_mapped_nents, const off_t skip,
	     const int nb_splits, const size_t *split_sizes, struct scatterlist **out,
	     int *out_mapped_nents, gfp_t flags)
{
	struct cursor memory = {in, sg_nents(in), skip, false};
	struct cursor mapped = {in_mapped_nents ? in : NULL, in_mapped_nents, skip, true};
	int i, mapped_nents;

	for (i = 0; i < nb_splits; i++) {
		out[i] = split_one(&memory, &mapped, split_sizes[i], &mapped_nents, flags);
		if (IS_ERR(out[i]))
			goto fail;
		if (out_mapped_nents)
			out_mapped_nents[i] = mapped_nents;
	}
	return 0;
fail:
	mapped_nents = PTR_ERR(out[i]);
	free_splits(out, i);
	return mapped_nents;
}

/* --- iterators ---------------------------------------------------------------------------- */

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sgl, unsigned int nents,
			  unsigned long pgoffset)
{
	*piter = (struct sg_page_iter){.sg = sgl, .sg_pgoffset = pgoffset, .__nents = nents};
}

static bool page_iter_next(struct sg_page_iter *piter, bool dma)
{
	if (!piter->__nents || !piter->sg)
		return false;
	piter->sg_pgoffset += piter->__pg_advance;
	piter->__pg_advance = 1;
	for (;;) {
		unsigned int pages =
			dma ? PAGE_ALIGN(sg_dma_len(piter->sg)) >> PAGE_SHIFT
			    : PAGE_ALIGN(piter->sg->offset + piter->sg->length) >> PAGE_SHIFT;

		if (piter->sg_pgoffset < pages)
			return true;
		piter->sg_pgoffset -= pages;
		piter->sg = sg_next(piter->sg);
		if (!--piter->__nents || !piter->sg)
			return false;
	}
}

bool __sg_page_iter_next(struct sg_page_iter *piter)
{
	return page_iter_next(piter, false);
}

bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter)
{
	return page_iter_next(&dma_iter->base, true);
}

void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl, unsigned int nents,
		    unsigned int flags)
{
	memset(miter, 0, sizeof(*miter));
	__sg_page_iter_start(&miter->piter, sgl, nents, 0);
	miter->__flags = flags;
}

/* Goes to the next page if this one is used up. */
static bool miter_page(struct sg_mapping_iter *miter)
{
	struct scatterlist *sg;

	if (miter->__remaining)
		return true;
	if (!__sg_page_iter_next(&miter->piter))
		return false;
	sg = miter->piter.sg;
	miter->__offset = miter->piter.sg_pgoffset ? 0 : sg->offset;
	miter->__remaining = sg->offset + sg->length - (miter->piter.sg_pgoffset << PAGE_SHIFT) -
			     miter->__offset;
	miter->__remaining = min_t(unsigned long, miter->__remaining, PAGE_SIZE - miter->__offset);
	return true;
}

bool sg_miter_next(struct sg_mapping_iter *miter)
{
	sg_miter_stop(miter);
	if (!miter_page(miter))
		return false;
	miter->page = sg_page_iter_page(&miter->piter);
	miter->consumed = miter->length = miter->__remaining;
	miter->addr = (char *)page_address(miter->page) + miter->__offset;
	return true;
}

void sg_miter_stop(struct sg_mapping_iter *miter)
{
	if (!miter->addr)
		return;
	miter->__offset += miter->consumed;
	miter->__remaining -= miter->consumed;
	if (miter->__flags & SG_MITER_TO_SG)
		set_page_dirty(miter->page);
	miter->page = NULL;
	miter->addr = NULL;
	miter->length = 0;
	miter->consumed = 0;
}

bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset)
{
	sg_miter_stop(miter);
	while (offset) {
		off_t step;

		if (!miter_page(miter))
			return false;
		step = min_t(off_t, offset, miter->__remaining);
		miter->__offset += step;
		miter->__remaining -= step;
		offset -= step;
	}
	return true;
}
