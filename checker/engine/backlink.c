/* SPDX-License-Identifier: MIT */
/*
 * From a driver's data back to their object. Drivers keep in their data of a command a pointer to
 * that command, and in those that lie behind a network device one to that device. If all that the
 * module ever stores in such a member is the object whose data the record is, then the member is
 * but another name for it, in the functions too that are given only the data.
 */
#include <string.h>

#include "lock_place.h"
#include "object.h"
#include "program.h"

static const struct view *returns_view(const struct effect *e, uint32_t *param)
{
	const struct path *path = &e->object;

	if (e->kind != EFFECT_RETURN || path->root != PATH_PARAM || path->nsteps != 1 ||
	    path->steps[0].kind != STEP_VIEW)
		return NULL;
	*param = path->index;
	return path->steps[0].view;
}

static const struct data_of NOTHING = {.record = IR_NONE};

static bool is_something(const struct data_of *d)
{
	return d->view || d->record != IR_NONE;
}

static bool same_data(const struct data_of *a, const struct data_of *b)
{
	return a->view == b->view && a->record == b->record && a->field == b->field;
}

/* A function of a header that gives nothing but the address of a member of its argument, as
 * netdev_priv() does. */
static struct data_of lies_in_member(struct program *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_block *b;
	const struct ir_insn *member;
	uint32_t v;

	if ((f->flags & IR_FN_MAIN_FILE) || !(f->flags & IR_FN_DEFINED) || f->nparams != 1 ||
	    f->result == IR_NONE || p->m->types[f->result].kind != IR_TYPE_POINTER ||
	    !ir_need_body(p->m, fn))
		return NOTHING;
	f = &p->m->functions[fn];
	b = &f->blocks[0];
	if (f->nblocks != 1 || f->insns[b->first + b->count - 1].op != IR_RETURN)
		return NOTHING;
	v = program_uncast(f, f->insns[b->first + b->count - 1].a);
	member = v == IR_NONE ? NULL : &f->insns[v];
	if (!member || member->op != IR_FIELD || program_reads_local(f, member->a) != 0)
		return NOTHING;
	return (struct data_of){.record = member->b, .field = member->c};
}

/* What a call gives: data of the object that is its argument param. */
static struct data_of gives_data(struct program *p, uint32_t callee, uint32_t *param)
{
	const struct function_contract *fc = program_contract(p, callee);

	for_each_effect (e, fc) {
		const struct view *v = returns_view(e, param);

		if (v)
			return (struct data_of){.view = v, .record = IR_NONE};
	}
	*param = 0;
	return fc ? NOTHING : lies_in_member(p, callee);
}

static bool asks_for_data(struct program *p, uint32_t fn)
{
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++) {
		uint32_t param;
		const struct data_of d = gives_data(p, p->m->functions[fn].callees[i], &param);

		if (is_something(&d))
			return true;
	}
	return false;
}

/* What the local `of` is data of, if that is the value of insn `object`. */
static struct data_of data_of(struct program *p, const struct ir_function *f, uint32_t of,
			      uint32_t object)
{
	uint32_t local = program_reads_local(f, program_uncast(f, object)), call, only, param,
		 given;
	struct data_of d;

	if (local == IR_NONE || !program_one_value(f, local, &only) ||
	    !program_one_value(f, of, &call) || call == IR_NONE)
		return NOTHING;
	call = program_uncast(f, call);
	if (call == IR_NONE || program_callee(f, call) == IR_NONE)
		return NOTHING;
	d = gives_data(p, program_callee(f, call), &param);
	if (!is_something(&d) || param >= f->insns[call].nargs)
		return NOTHING;
	given = program_uncast(f, f->pool[f->insns[call].args + param]);
	return given != IR_NONE && program_reads_local(f, given) == local ? d : NOTHING;
}

static struct backlink *find(struct program *p, const uint64_t *steps, uint32_t nsteps)
{
	for (uint32_t i = 0; i < p->nbacklinks; i++)
		if (p->backlinks[i].nsteps == nsteps &&
		    !memcmp(p->backlinks[i].steps, steps, nsteps * sizeof(*steps)))
			return &p->backlinks[i];
	return NULL;
}

static void note(struct program *p, const struct ir_function *f, uint32_t store)
{
	const struct place at = lock_place(f, f->insns[store].a);
	const struct data_of d =
		at.local == IR_NONE ? NOTHING : data_of(p, f, at.local, f->insns[store].b);
	struct backlink *b = &p->backlinks[p->nbacklinks];

	if (!is_something(&d) || p->nbacklinks == MAX_BACKLINKS || find(p, at.steps, at.nsteps))
		return;
	*b = (struct backlink){.nsteps = at.nsteps, .of = d};
	memcpy(b->steps, at.steps, at.nsteps * sizeof(at.steps[0]));
	p->nbacklinks++;
}

/* A store that puts something else there. */
static void doubt(struct program *p, const struct ir_function *f, uint32_t store)
{
	const struct ir_insn *field = &f->insns[f->insns[store].a];
	const uint64_t member = (uint64_t)field->b << 32 | field->c;

	for (uint32_t i = 0; i < p->nbacklinks; i++) {
		struct backlink *b = &p->backlinks[i];
		struct data_of d;
		struct place at;

		if (b->steps[0] != member || !is_something(&b->of))
			continue;
		at = lock_place(f, f->insns[store].a);
		if (at.nsteps && find(p, at.steps, at.nsteps) != b)
			continue;
		d = at.local == IR_NONE ? NOTHING : data_of(p, f, at.local, f->insns[store].b);
		if (!same_data(&d, &b->of))
			b->of = NOTHING;
	}
}

static void each_store(struct program *p, uint32_t fn,
		       void (*visit)(struct program *, const struct ir_function *, uint32_t))
{
	const struct ir_function *f;

	ir_need_body(p->m, fn);
	f = &p->m->functions[fn];
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && f->insns[f->insns[i].a].op == IR_FIELD)
			visit(p, f, i);
}

static void note_type(struct program *p, const struct data_of *of, uint32_t data)
{
	for (uint32_t i = 0; i < p->ndata_types; i++) {
		struct data_type *t = &p->data_types[i];

		if (t->record != of->record || t->field != of->field)
			continue;
		if (t->data != data)
			t->data = IR_NONE;
		return;
	}
	if (p->ndata_types < MAX_DATA_TYPES)
		p->data_types[p->ndata_types++] = (struct data_type){of->record, of->field, data};
}

/* As what the function takes the data of the objects that it is given. */
static void note_types(struct program *p, uint32_t fn)
{
	ir_need_body(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		const struct ir_insn *in = &f->insns[i];
		uint32_t callee = in->op == IR_CAST ? program_callee(f, in->a) : IR_NONE, param;
		const struct ir_type *to, *data;
		struct data_of d;

		if (callee == IR_NONE || in->type == IR_NONE)
			continue;
		to = &p->m->types[in->type];
		data = to->kind == IR_TYPE_POINTER && to->ref != IR_NONE ? &p->m->types[to->ref]
									 : NULL;
		if (!data || data->kind != IR_TYPE_RECORD)
			continue;
		d = gives_data(p, callee, &param);
		if (d.record != IR_NONE)
			note_type(p, &d, data->ref);
	}
}

void backlink_survey(struct program *p)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn) && asks_for_data(p, fn)) {
			each_store(p, fn, note);
			note_types(p, fn);
		}
	for (uint32_t fn = 0; p->nbacklinks && fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn))
			each_store(p, fn, doubt);
}

uint32_t backlink_data(const struct program *p, uint32_t record, uint32_t *field)
{
	for (uint32_t i = 0; i < p->ndata_types; i++)
		if (p->data_types[i].record == record) {
			*field = p->data_types[i].field;
			return p->data_types[i].data;
		}
	return IR_NONE;
}

/* The link that region is; its data are found by *data. */
static const struct backlink *link_at(struct analysis *x, node_id region, node_id *data)
{
	uint64_t steps[MAX_BACKLINK_STEPS];
	const struct node *nd = node_at(x->n, region);
	const struct backlink *b;
	uint32_t n = 0;

	if (!x->p->nbacklinks)
		return NULL;
	for (; nd->kind == REGION_FIELD && n < MAX_BACKLINK_STEPS; nd = node_at(x->n, nd->a))
		steps[n++] = (uint64_t)nd->b << 32 | nd->c;
	if (!n || nd->kind != REGION_DEREF)
		return NULL;
	*data = nd->a;
	b = find(x->p, steps, n);
	return b && is_something(&b->of) ? b : NULL;
}

node_id backlink_object(struct analysis *x, node_id region)
{
	node_id data;
	const struct backlink *b = link_at(x, region, &data);

	return b && b->of.view ? node_base(x->n, data, b->of.view->id) : NODE_NONE;
}

node_id backlink_whole(struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region);
	const struct backlink *b;
	node_id data;

	if (nd->kind != REGION_DEREF || node_at(x->n, nd->a)->kind != NODE_INIT)
		return NODE_NONE;
	b = link_at(x, node_at(x->n, nd->a)->a, &data);
	return b && !b->of.view
		       ? region_container(x->n, region_deref(x->n, data), b->of.record, b->of.field)
		       : NODE_NONE;
}
