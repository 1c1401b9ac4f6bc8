/* SPDX-License-Identifier: MIT */
#include "digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "shape.h"

#define BUFFERED 8192

struct digest_state {
	XXH3_state_t *hash;
	const struct ir_module *m;
	uint64_t *texts; /* by str_id: the hash of it, 0 if not asked for yet */
	uint8_t buffer[BUFFERED]; /* numbers come in by the million */
	size_t used;
};

static void *must(void *p)
{
	if (p)
		return p;
	fprintf(stderr, "custody: out of memory\n");
	abort();
}

struct digest_state *digest_new(void)
{
	struct digest_state *d = must(calloc(1, sizeof(*d)));

	d->hash = must(XXH3_createState());
	XXH3_128bits_reset(d->hash);
	return d;
}

static void flush(struct digest_state *d)
{
	XXH3_128bits_update(d->hash, d->buffer, d->used);
	d->used = 0;
}

void digest_bytes(struct digest_state *d, const void *bytes, size_t size)
{
	flush(d);
	XXH3_128bits_update(d->hash, bytes, size);
}

/* The final NUL too: it ends the text. */
void digest_text(struct digest_state *d, const char *text)
{
	digest_bytes(d, text, strlen(text) + 1);
}

struct digest digest_end(struct digest_state *d)
{
	XXH128_hash_t h;

	flush(d);
	h = XXH3_128bits_digest(d->hash);
	XXH3_freeState(d->hash);
	free(d);
	return (struct digest){h.low64, h.high64};
}

/* --- Parts of a module ------------------------------------------------------------------------ */

static void number(struct digest_state *d, uint64_t x)
{
	if (d->used + sizeof(x) > BUFFERED)
		flush(d);
	memcpy(d->buffer + d->used, &x, sizeof(x));
	d->used += sizeof(x);
}

static void pair(struct digest_state *d, uint32_t a, uint32_t b)
{
	number(d, (uint64_t)a << 32 | b);
}

static void text(struct digest_state *d, str_id id)
{
	const struct strings *s = d->m->strings;

	if (!d->texts[id])
		d->texts[id] = XXH3_64bits(str_text(s, id), str_len(s, id)) | 1;
	number(d, d->texts[id]);
}

static void place(struct digest_state *d, ir_loc loc)
{
	struct ir_place p = ir_locate((struct ir_module *)d->m, loc);

	text(d, p.file);
	pair(d, p.line, p.col);
	text(d, p.macro);
}

static void attributes(struct digest_state *d, const struct ir_attrs *attrs)
{
	number(d, attrs->count);
	for (uint32_t i = 0; i < attrs->count; i++) {
		const struct ir_attr *a = &attrs->list[i];

		text(d, a->name);
		place(d, a->loc);
		number(d, a->nargs);
		for (uint32_t k = 0; k < a->nargs; k++)
			text(d, a->args[k]);
	}
}

static void types(struct digest_state *d)
{
	number(d, d->m->ntypes);
	for (uint32_t i = 0; i < d->m->ntypes; i++) {
		const struct ir_type *t = &d->m->types[i];

		pair(d, t->kind, t->flags);
		pair(d, t->bits, t->ref);
		number(d, t->count);
	}
}

static void record(struct digest_state *d, const struct ir_record *r)
{
	text(d, r->name);
	number(d, r->is_union | r->complete << 1 | r->in_main_file << 2 | r->asked << 3);
	number(d, r->size);
	place(d, r->loc);
	attributes(d, &r->attrs);
	number(d, r->nfields);
	for (uint32_t i = 0; i < r->nfields; i++) {
		const struct ir_field *f = &r->fields[i];

		text(d, f->name);
		pair(d, f->type, f->offset);
		number(d, f->width);
		place(d, f->loc);
		attributes(d, &f->attrs);
	}
}

static void local(struct digest_state *d, const struct ir_local *l)
{
	text(d, l->name);
	pair(d, l->type, l->address_taken | l->is_static << 1);
	place(d, l->loc);
	attributes(d, &l->attrs);
}

static void instruction(struct digest_state *d, const struct ir_function *f, uint32_t i)
{
	const struct ir_insn *insn = &f->insns[i];

	number(d, insn->op | insn->sub << 8 | insn->flags << 16 | (uint64_t)insn->type << 32);
	if (ir_shapes[insn->op].a == ROLE_STRING)
		text(d, insn->a);
	else
		number(d, (uint64_t)insn->imm);
	pair(d, insn->c, insn->nargs);
	place(d, insn->loc);
	for (uint32_t k = 0; k < insn->nargs; k++)
		number(d, f->pool[insn->args + k]);
}

static void function(struct digest_state *d, const struct ir_function *f)
{
	uint32_t nlocals = f->flags & IR_FN_LOWERED ? f->nlocals : f->nparams;

	text(d, f->name);
	pair(d, f->flags, f->unit);
	pair(d, f->result, f->nparams);
	place(d, f->loc);
	place(d, f->end);
	attributes(d, &f->attrs);
	number(d, f->ncallees);
	for (uint32_t i = 0; i < f->ncallees; i++)
		number(d, f->callees[i]);
	number(d, nlocals);
	for (uint32_t i = 0; i < nlocals; i++)
		local(d, &f->locals[i]);
	pair(d, f->ninsns, f->nblocks);
	for (uint32_t i = 0; i < f->nblocks; i++)
		pair(d, f->blocks[i].first, f->blocks[i].count);
	for (uint32_t i = 0; i < f->ninsns; i++)
		instruction(d, f, i);
	number(d, f->unknowns);
}

static void variable(struct digest_state *d, const struct ir_global *g)
{
	text(d, g->name);
	pair(d, g->flags, g->unit);
	number(d, g->type);
	place(d, g->loc);
	attributes(d, &g->attrs);
	number(d, g->ninits);
	for (uint32_t i = 0; i < g->ninits; i++) {
		const struct ir_init *in = &g->inits[i];

		pair(d, in->record, in->field);
		pair(d, in->elem, in->kind);
		if (in->kind == IR_INIT_STRING)
			text(d, in->ref);
		else
			number(d, in->kind == IR_INIT_INT ? (uint64_t)in->imm : in->ref);
		place(d, in->loc);
	}
}

static void comments(struct digest_state *d)
{
	number(d, d->m->nsuppressions);
	for (uint32_t i = 0; i < d->m->nsuppressions; i++) {
		const struct ir_suppression *s = &d->m->suppressions[i];

		text(d, s->file);
		pair(d, s->line, s->col);
		number(d, s->last);
		text(d, s->rule);
		text(d, s->reason);
	}
	number(d, d->m->ntrusted);
	for (uint32_t i = 0; i < d->m->ntrusted; i++) {
		const struct ir_trusted *t = &d->m->trusted[i];

		text(d, t->file);
		pair(d, t->first, t->last);
		text(d, t->reason);
		place(d, t->loc);
	}
	number(d, d->m->nstrays);
	for (uint32_t i = 0; i < d->m->nstrays; i++) {
		text(d, d->m->strays[i].on);
		attributes(d, &d->m->strays[i].attrs);
	}
}

static void files(struct digest_state *d)
{
	text(d, d->m->main_file);
	number(d, d->m->nmains);
	for (uint32_t i = 0; i < d->m->nmains; i++)
		text(d, d->m->mains[i]);
	number(d, d->m->nimports);
	for (uint32_t i = 0; i < d->m->nimports; i++)
		text(d, d->m->imports[i]);
}

void digest_module(struct digest_state *d, const struct ir_module *m)
{
	d->m = m;
	d->texts = must(calloc(strings_count(m->strings) + 1, sizeof(*d->texts)));
	files(d);
	types(d);
	number(d, m->nrecords);
	for (uint32_t i = 0; i < m->nrecords; i++)
		record(d, &m->records[i]);
	number(d, m->nfunctions);
	for (uint32_t i = 0; i < m->nfunctions; i++)
		function(d, &m->functions[i]);
	number(d, m->nglobals);
	for (uint32_t i = 0; i < m->nglobals; i++)
		variable(d, &m->globals[i]);
	number(d, m->ndeclared);
	for (uint32_t i = 0; i < m->ndeclared; i++)
		pair(d, m->declared[i].global, m->declared[i].unit);
	comments(d);
	free(d->texts);
	d->texts = NULL;
}
