/* SPDX-License-Identifier: MIT */
/*
 * From a view back to its object. Drivers keep in their data of a command a pointer to that
 * command. If all that the module ever stores in such a member is the object whose view the record
 * is, then the member is but another name for it, in the functions too that are given only the
 * view.
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

static bool asks_for_view(struct program *p, uint32_t fn)
{
	uint32_t param;

	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees; i++) {
		const struct function_contract *fc =
			program_contract(p, p->m->functions[fn].callees[i]);

		for_each_effect (e, fc)
			if (returns_view(e, &param))
				return true;
	}
	return false;
}

/* What the local `of` is a view of, if that is the value of insn `object`; or NULL. */
static const struct view *view_of(struct program *p, const struct ir_function *f, uint32_t of,
				  uint32_t object)
{
	uint32_t local = program_reads_local(f, program_uncast(f, object)), call, only, param;
	const struct function_contract *fc;

	if (local == IR_NONE || !program_one_value(f, local, &only) ||
	    !program_one_value(f, of, &call) || call == IR_NONE)
		return NULL;
	call = program_uncast(f, call);
	if (call == IR_NONE || f->insns[call].op != IR_CALL)
		return NULL;
	fc = program_call_contract(p, f, call);
	for_each_effect (e, fc) {
		const struct view *v = returns_view(e, &param);
		uint32_t given = v && param < f->insns[call].nargs
					 ? program_uncast(f, f->pool[f->insns[call].args + param])
					 : IR_NONE;

		if (given != IR_NONE && program_reads_local(f, given) == local)
			return v;
	}
	return NULL;
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
	const struct view *view =
		at.local == IR_NONE ? NULL : view_of(p, f, at.local, f->insns[store].b);
	struct backlink *b = &p->backlinks[p->nbacklinks];

	if (!view || p->nbacklinks == MAX_BACKLINKS || find(p, at.steps, at.nsteps))
		return;
	*b = (struct backlink){.nsteps = at.nsteps, .view = view};
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
		struct place at;

		if (b->steps[0] != member || !b->view)
			continue;
		at = lock_place(f, f->insns[store].a);
		if (at.nsteps && find(p, at.steps, at.nsteps) != b)
			continue;
		if (at.local == IR_NONE || view_of(p, f, at.local, f->insns[store].b) != b->view)
			b->view = NULL;
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

void backlink_survey(struct program *p)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn) && asks_for_view(p, fn))
			each_store(p, fn, note);
	for (uint32_t fn = 0; p->nbacklinks && fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn))
			each_store(p, fn, doubt);
}

node_id backlink_object(struct analysis *x, node_id region)
{
	uint64_t steps[MAX_BACKLINK_STEPS];
	const struct node *nd = node_at(x->n, region);
	const struct backlink *b;
	uint32_t n = 0;

	if (!x->p->nbacklinks)
		return NODE_NONE;
	for (; nd->kind == REGION_FIELD && n < MAX_BACKLINK_STEPS; nd = node_at(x->n, nd->a))
		steps[n++] = (uint64_t)nd->b << 32 | nd->c;
	if (!n || nd->kind != REGION_DEREF)
		return NODE_NONE;
	b = find(x->p, steps, n);
	return b && b->view ? node_base(x->n, nd->a, b->view->id) : NODE_NONE;
}
