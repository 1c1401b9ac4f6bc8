/* SPDX-License-Identifier: MIT */
/*
 * What is lent for as long as a section lasts, as a pointer is that was read under RCU. Sections
 * nest, and only the end of the outermost one that this path opened ends the loan; one that the
 * caller opened is the caller's to know. A reference taken meanwhile makes the object one's own:
 * any function that is given it, or what it leads to, may have taken one, be it to the module that
 * an object names.
 */
#include "call.h"
#include "evidence.h"
#include "object.h"
#include "program.h"

static struct section *find(struct world *w, uint16_t protocol)
{
	for (uint32_t i = 0; i < MAX_SECTIONS; i++)
		if (w->sections[i].depth && w->sections[i].protocol == protocol)
			return &w->sections[i];
	for (uint32_t i = 0; i < MAX_SECTIONS; i++)
		if (!w->sections[i].depth) {
			w->sections[i].protocol = protocol;
			return &w->sections[i];
		}
	return NULL;
}

bool section_open(const struct world *w, const struct protocol *p)
{
	for (uint32_t i = 0; i < MAX_SECTIONS; i++)
		if (w->sections[i].depth > 0 && w->sections[i].protocol == p->id)
			return true;
	return false;
}

static void end_loans(struct analysis *x, struct world *w, const struct protocol *p,
		      const struct call *c)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];
		struct event *ev;

		if (s.protocol != p->id || s.state != p->lent)
			continue;
		ev = evidence_add(x, w, EVENT_STATE, c->insn);
		ev->region = s.region;
		ev->protocol = p;
		ev->state = s.state = p->over;
		ev->callee = c->callee;
		ev->inside = c->inside;
		s.event = ev;
		world_set_state(x->arena, w, s);
	}
}

#define MAX_DEPTH 64
void section_move(struct analysis *x, struct world *w, uint16_t protocol, int depth,
		  const struct call *c)
{
	struct section *s = depth ? find(w, protocol) : NULL;
	int before;

	if (!s)
		return;
	before = s->depth;
	if (before + depth > -MAX_DEPTH && before + depth < MAX_DEPTH)
		s->depth = (int8_t)(before + depth);
	if (before > 0 && s->depth <= 0)
		end_loans(x, w, x->p->protocols[protocol], c);
	if (!s->depth)
		s->protocol = 0; /* so that worlds with nothing open are alike */
}

bool section_any(const struct world *w)
{
	for (uint32_t i = 0; i < MAX_SECTIONS; i++)
		if (w->sections[i].depth > 0)
			return true;
	return false;
}

/* Whether the address v lies in region, or was found by way of it. */
static bool leads_to(const struct nodes *n, node_id region, node_id v)
{
	while (v && v != region)
		v = node_found_by(n, v);
	return v;
}

/* What leads to v is no longer lent; what is over stays over. */
static void keep(struct analysis *x, struct world *w, node_id v)
{
	for (uint32_t i = 0; i < w->states.count;) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if (p->scoped && s->state == p->lent &&
		    (leads_to(x->n, s->region, v) ||
		     (p == x->p->looked && s->region == region_deref(x->n, v))))
			world_drop_state(x->arena, w, i);
		else
			i++;
	}
}

/* The pointer to region was read once more: by what right, that code knows. */
static void find_again(struct analysis *x, struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count;) {
		if (w->states.list[i].region == region &&
		    x->p->protocols[w->states.list[i].protocol]->scoped)
			world_drop_state(x->arena, w, i);
		else
			i++;
	}
}

static void lend(struct analysis *x, struct world *w, const struct function_contract *fc, node_id v,
		 uint32_t insn)
{
	struct call c = {.insn = insn, .fn = IR_NONE, .callee = fc->name, .result = v};

	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->protocol->scoped && e->object.root == PATH_RETURN)
			effect_apply(x, w, e, &c);
}

void section_load(struct analysis *x, struct world *w, node_id v, uint32_t insn)
{
	uint32_t type = x->f->insns[insn].type;
	const struct function_contract *fc;
	str_id macro;

	if (type == IR_NONE || x->m->types[type].kind != IR_TYPE_POINTER)
		return;
	if (w->states.count)
		find_again(x, w, region_deref(x->n, v));
	if (!section_any(w))
		return;
	macro = ir_locate(x->m, x->f->insns[insn].loc).macro;
	fc = macro == STR_EMPTY
		     ? NULL
		     : contracts_function(x->p->contracts, str_text(x->m->strings, macro));
	if (fc)
		lend(x, w, fc, v, insn);
}

/* What somebody writes into, he may have marked as in use. */
void section_stored(struct analysis *x, struct world *w, node_id region)
{
	if (x->p->looked && section_open(w, x->p->looked))
		keep(x, w, node_addr(x->n, region));
}

void section_counted(struct analysis *x, struct world *w, node_id region)
{
	if (section_any(w))
		keep(x, w, node_addr(x->n, region));
}

/* Of a function that has a contract, all that it does to its arguments is known. */
static bool touches(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc)
		if (e->kind != EFFECT_COPY && path_from_param(&e->object, arg))
			return true;
	return false;
}

void section_passed(struct analysis *x, struct world *w, const struct function_contract *fc,
		    const struct call *c)
{
	if (!section_any(w) || !w->states.count)
		return;
	for (uint32_t i = 0; i < c->nargs; i++) {
		uint32_t type =
			c->operands[i] == IR_NONE ? IR_NONE : x->f->insns[c->operands[i]].type;

		if (type == IR_NONE || x->m->types[type].kind != IR_TYPE_POINTER)
			continue;
		/* A pointer that was read from it may lead to the count of its references. */
		if (fc && node_at(x->n, c->args[i])->kind != NODE_INIT ? touches(fc, i)
								       : !call_only_reads(x, c, i))
			keep(x, w, c->args[i]);
	}
}
