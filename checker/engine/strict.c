/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: what the engine can't show is an error that says what is missing. The rest of the
 * engine calls in here at the places where it gives up; each call returns at once for a function
 * that is not strict. docs/strict.md says what follows for code that passes.
 */
#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "strict.h"

static bool says_strict(const struct program *p, uint32_t fn)
{
	const struct ir_attrs *attrs = &p->m->functions[fn].attrs;
	str_id strict = attrs->count ? str_find(p->m->strings, "strict") : STR_EMPTY;

	for (uint32_t i = 0; strict != STR_EMPTY && i < attrs->count; i++)
		if (attrs->list[i].name == strict)
			return true;
	return false;
}

bool strict_in(const struct program *p, uint32_t fn)
{
	return p->strict || says_strict(p, fn);
}

bool strict_follows(const struct analysis *x, const struct protocol *p)
{
	return x->strict ? !p->lint : !p->strict || p == x->p->kept;
}

/* Told of what the path shows so far; the rule's own sentence says what to add. */
static void tell(struct analysis *x, struct world *w, const char *rule, const struct report *said)
{
	struct report r = *said;
	struct finding f;

	r.rule = contracts_rule(x->p->contracts, rule);
	if (!r.rule)
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

/* --- Code that is not followed ------------------------------------------------------------ */

uint32_t strict_factor(const struct analysis *x)
{
	return x->strict ? STRICT_FACTOR : 1;
}

uint32_t strict_steps(const struct analysis *x)
{
	return x->strict ? STRICT_STEPS : 1;
}

void strict_cut(struct analysis *x, uint32_t *counter)
{
	++*counter;
	x->cut = true;
	x->cut_in[x->block] = true;
}

static const struct ir_type *type_of(const struct analysis *x, uint32_t insn)
{
	uint32_t type = insn == IR_NONE ? IR_NONE : x->f->insns[insn].type;

	return type == IR_NONE ? NULL : &x->m->types[type];
}

/* The type that the callee says its parameter has; else that of the argument. */
static const struct ir_type *param_type(const struct analysis *x, const struct call *c,
					uint32_t arg)
{
	uint32_t type = call_param_type(x, c, arg);

	return type != IR_NONE ? &x->m->types[type] : type_of(x, c->operands[arg]);
}

/* Behind this argument is memory that the callee could keep, change or end. */
static bool gives_memory(const struct analysis *x, const struct call *c, uint32_t arg)
{
	const struct ir_type *t = param_type(x, c, arg);
	uint8_t kind = node_at(x->n, c->args[arg])->kind;

	return t && t->kind == IR_TYPE_POINTER && !(t->flags & IR_TYPE_CONST) && kind != NODE_INT &&
	       kind != NODE_STRING && kind != NODE_FUNC;
}

/* What the reader is to be told of: the first such argument, or the result. */
static bool unknown_object(struct analysis *x, const struct call *c, struct report *r)
{
	const struct ir_type *result = type_of(x, c->insn);

	for (uint32_t i = 0; i < c->nargs; i++)
		if (gives_memory(x, c, i)) {
			r->object = describe_operand(x->m, x->fn, c->operands[i], x->p->out->arena);
			return true;
		}
	if (!result || result->kind != IR_TYPE_POINTER)
		return false;
	r->object = "its result";
	return true;
}

void strict_call(struct analysis *x, struct world *w, const struct call *c)
{
	struct report r = {.insn = c->insn, .callee = c->callee};

	if (!x->strict)
		return;
	if (c->fn != IR_NONE && (x->m->functions[c->fn].flags & IR_FN_DEFINED))
		tell(x, w, "strict-not-followed", &r);
	else if (unknown_object(x, c, &r))
		tell(x, w, "strict-unknown-call", &r);
}

/* The record that a value of this type points to, or IR_NONE. */
static uint32_t pointee(const struct analysis *x, const struct ir_type *t)
{
	if (!t || t->kind != IR_TYPE_POINTER || t->ref == IR_NONE ||
	    x->m->types[t->ref].kind != IR_TYPE_RECORD)
		return IR_NONE;
	return x->m->types[t->ref].ref;
}

/* An integer, or a pointer to another record, becomes a pointer to a record. A void pointer is
 * taken at its word. */
static bool makes_pointer(const struct analysis *x, const struct ir_insn *i)
{
	const struct ir_type *from = type_of(x, i->a),
			     *to = i->type == IR_NONE ? NULL : &x->m->types[i->type];
	uint32_t record = pointee(x, to), other = pointee(x, from);

	if (record == IR_NONE || !from)
		return false;
	if (from->kind == IR_TYPE_INT)
		return x->f->insns[i->a].op != IR_CONST;
	return other != IR_NONE && other != record;
}

void strict_value(struct analysis *x, struct world *w, uint32_t insn)
{
	const struct ir_insn *i = &x->f->insns[insn];

	if (!x->strict)
		return;
	if (i->op == IR_UNKNOWN || (i->op == IR_ASM && i->nargs))
		tell(x, w, "strict-not-followed",
		     &(struct report){.insn = insn,
				      .field = i->op == IR_ASM ? "asm" : "this expression"});
	else if (i->op == IR_CAST && makes_pointer(x, i))
		tell(x, w, "strict-cast",
		     &(struct report){
			     .insn = insn,
			     .object = describe_operand(x->m, x->fn, i->a, x->p->out->arena)});
}

/* Members of the record at region have been named. */
static bool has_members(const struct nodes *n, node_id region)
{
	for (node_id i = 1; i < n->count; i++)
		if (node_at(n, i)->kind == REGION_FIELD && node_at(n, i)->a == region)
			return true;
	return false;
}

/* ... and one has been read as memory. */
static bool reads_members(const struct nodes *n, node_id region)
{
	for (node_id i = 1; i < n->count; i++) {
		const struct node *nd = node_at(n, i), *at = node_at(n, nd->a);

		if (nd->kind == NODE_INIT && at->kind == REGION_FIELD && at->a == region)
			return true;
	}
	return false;
}

/* A parameter is passed on as one that may point to anything. */
static bool passes_param(const struct analysis *x, const struct call *c, uint32_t arg,
			 node_id pointer)
{
	const struct ir_type *t = param_type(x, c, arg);

	return node_at(x->n, pointer)->kind == NODE_PARAM && t && t->kind == IR_TYPE_POINTER &&
	       (t->ref == IR_NONE || x->m->types[t->ref].kind == IR_TYPE_VOID);
}

void strict_address(struct analysis *x, struct world *w, const struct call *c, uint32_t arg)
{
	node_id region = region_deref(x->n, c->args[arg]);
	const struct node *nd;

	/* A callee that takes a record reaches a record. */
	if (x->strict && pointee(x, param_type(x, c, arg)) != IR_NONE)
		return;
	/* A member's own address is taken where registers are laid out as a record. */
	while (node_at(x->n, region)->kind == REGION_ELEM)
		region = node_at(x->n, region)->a;
	nd = node_at(x->n, region);
	if (nd->kind != REGION_DEREF || x->naddresses == MAX_ADDRESSES ||
	    (!x->strict && !passes_param(x, c, arg, nd->a)))
		return;
	for (uint32_t i = 0; i < x->naddresses; i++)
		if (x->addresses[i].region == region)
			return;
	x->addresses[x->naddresses++] = (struct address_use){.region = region,
							     .insn = c->insn,
							     .operand = c->operands[arg],
							     .w = world_fork(x->arena, w)};
}

/* Told at the end: which members there are shows in code that comes later as well. */
static void check_addresses(struct analysis *x)
{
	for (uint32_t i = 0; i < x->naddresses; i++) {
		const struct address_use *u = &x->addresses[i];

		if (x->strict ? has_members(x->n, u->region) : reads_members(x->n, u->region))
			tell(x, u->w, x->strict ? "strict-cast" : "record-as-registers",
			     &(struct report){.insn = u->insn,
					      .object = describe_operand(x->m, x->fn, u->operand,
									 x->p->out->arena)});
	}
}

void strict_explored(struct analysis *x)
{
	check_addresses(x);
	if (x->strict && x->cut)
		tell(x, world_new(x->arena), "strict-not-followed",
		     &(struct report){.insn = 0, .callee = str_text(x->m->strings, x->f->name)});
}

void strict_read(struct analysis *x, struct world *w, uint32_t insn, node_id v)
{
	uint32_t address = x->f->insns[insn].a;

	if (x->strict && x->f->insns[address].op == IR_LOCAL && unset_value(x, address, v))
		tell(x, w, "strict-not-known",
		     &(struct report){
			     .insn = insn,
			     .object = describe_operand(x->m, x->fn, insn, x->p->out->arena)});
}

/* --- States ------------------------------------------------------------------------------- */

/* The states in which the effect is a mistake. What is dead nobody leads to: see docs/strict.md. */
static state_set wrong_states(const struct effect *e)
{
	const struct protocol *p = e->protocol;
	state_set wrong = 0;

	for (uint8_t i = 0; i < e->nmisfits; i++)
		wrong |= e->misfits[i].in;
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].dead)
			wrong &= (state_set) ~(1u << i);
	return wrong;
}

/* What the effect starts from is a state that somebody has to bring the object to, and out of. */
static bool strict_owed_in(const struct protocol *p, state_set from)
{
	if (from == protocol_all_states(p))
		return false;
	for (uint8_t i = 0; i < p->nstates; i++)
		if ((from >> i & 1) && strict_owes(&p->states[i]))
			return true;
	return false;
}

/*
 * Memory that what ran before made, and that this effect would find in a state: it was never
 * brought to one. What is new itself begins in its first state.
 */
static bool made_before(const struct analysis *x, const struct state *now)
{
	const struct node *root = node_at(x->n, region_root(x->n, now->region));

	return x->sequel && node_at(x->n, now->region)->kind == REGION_FIELD &&
	       root->kind == REGION_DEREF && node_at(x->n, root->a)->kind == NODE_FRESH &&
	       now->first->arrows[0].from != protocol_all_states(now->first->protocol);
}

/* This path has allocated the memory itself. */
static bool allocated_here(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *nd = node_at(x->n, region), *v = node_at(x->n, nd->a);

	if (nd->kind != REGION_DEREF || v->kind != NODE_FRESH || v->a != x->fn || v->imm)
		return false;
	for (uint32_t i = 0; i < w->states.count; i++)
		if (w->states.list[i].region == region &&
		    x->p->protocols[w->states.list[i].protocol]->yields)
			return true;
	return false;
}

/* The effect takes down what lies in memory that this path itself has made: nothing has set it up.
 */
static bool never_set_up(const struct analysis *x, const struct world *w, const struct state *now,
			 const struct state *known)
{
	const struct protocol *p = now->first->protocol;

	if (known || x->sequel || now->first->arrows[0].stay || p->counted || p->strict ||
	    p->stray || p->yields || p->constant || !strict_owed_in(p, now->first->arrows[0].from))
		return false;
	return node_at(x->n, now->region)->kind == REGION_FIELD &&
	       allocated_here(x, w, region_root(x->n, now->region));
}

void strict_needs(struct analysis *x, struct world *w, const struct state *now,
		  const struct state *known, const struct call *c, uint32_t operand)
{
	const struct effect *e = now->first;

	if (!x->strict || lock_direction(e) > 0)
		return;
	if (!never_set_up(x, w, now, known) &&
	    (!wrong_states(e) || (!known && !made_before(x, now))))
		return;
	tell(x, w, "strict-state",
	     &(struct report){
		     .insn = c->insn,
		     .object = operand == IR_NONE
				       ? describe_region(x->p, now->region, x->p->out->arena)
				       : describe_operand(x->m, x->fn, operand, x->p->out->arena),
		     .callee = c->callee,
		     .given = e->protocol->name,
		     .region = now->region,
		     .inside = c->inside});
}

/* A caller of this function gave it, or a call of this function did. */
static bool is_given(const struct nodes *n, node_id region)
{
	const struct node *nd = node_at(n, region), *v = node_at(n, nd->a);

	return nd->kind == REGION_LOCAL ||
	       (nd->kind == REGION_DEREF && (v->kind == NODE_PARAM || v->kind == NODE_FRESH));
}

bool strict_presumes(struct analysis *x, struct world *w, const struct state *now)
{
	const struct protocol *p = now->first->protocol;

	if (!x->strict || !p->presumes || is_given(x->n, now->region))
		return false;
	explore_enter(x, w, now->region, p, p->presumed);
	return true;
}

/* --- Locks -------------------------------------------------------------------------------- */

/* In a strict function no lock is held at the start but those that its annotations name. */
static bool is_held(const struct analysis *x, const struct state *s)
{
	return s && x->p->protocols[s->protocol]->states[s->state].stray;
}

static void tell_lock(struct analysis *x, struct world *w, const char *rule, const struct state *s,
		      uint32_t insn, const struct call *c, uint32_t operand)
{
	struct report r = {
		.insn = insn,
		.object = operand == IR_NONE
				  ? describe_region(x->p, s->region, x->p->out->arena)
				  : describe_operand(x->m, x->fn, operand, x->p->out->arena),
		.region = s->region};

	if (c) {
		r.callee = c->callee;
		r.inside = c->inside;
	}
	tell(x, w, rule, &r);
}

/* Whether the function says that it takes, releases or keeps this lock for its callers (if
 * `itself`); or one that this one lies in, and that is made of it. */
static bool hands_lock(struct analysis *x, struct world *w, node_id lock, bool itself)
{
	const struct function_contract *fc = x->owed;

	for_each_effect (e, fc) {
		node_id v = e->kind == EFFECT_STATE && e->protocol->stray
				    ? path_value(x, w, &e->object, NULL)
				    : NODE_NONE;

		if (v && region_within(x->n, lock, region_deref(x->n, v)) &&
		    (itself || region_deref(x->n, v) != lock))
			return true;
	}
	return false;
}

void strict_lock(struct analysis *x, struct world *w, const struct state *now,
		 const struct state *known, const struct call *c, uint32_t operand)
{
	int direction = lock_direction(now->first);

	if (!x->strict || (known && (known->flags & STATE_UNSURE)))
		return;
	if (direction > 0 && is_held(x, known) && !now->first->nmisfits)
		tell_lock(x, w, "strict-lock-twice", now, c->insn, c, operand);
	if (direction <= 0 && !is_held(x, known) && (!known || !now->first->nmisfits) &&
	    !hands_lock(x, w, now->region, false))
		tell_lock(x, w, "strict-lock-not-held", now, c->insn, c, operand);
}

void strict_exit(struct analysis *x, const struct exit_world *e)
{
	if (!x->strict || !(x->f->flags & IR_FN_MAIN_FILE))
		return;
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		struct state s = e->w->states.list[i];
		bool came_held = s.event && s.event->kind == EVENT_ENTRY;

		if (!x->p->protocols[s.protocol]->stray || (s.flags & STATE_UNSURE) ||
		    hands_lock(x, e->w, s.region, true))
			continue;
		if (is_held(x, &s) && !came_held)
			tell_lock(x, e->w, "strict-lock-held", &s, e->insn, NULL, IR_NONE);
	}
}

/* How many sections of that kind the function says that it leaves open, with this result. */
static int says_open(const struct analysis *x, const struct exit_world *e, uint16_t protocol)
{
	value_classes result = e->result ? fact_classes(x->n, e->w, e->result) : CLASS_ANY;
	int depth = 0;

	for (uint32_t o = 0; x->owed && o < x->owed->noutcomes; o++)
		for (uint32_t i = 0; i < x->owed->outcomes[o].neffects; i++) {
			const struct effect *f = &x->owed->outcomes[o].effects[i];

			if (!f->protocol || f->protocol->id != protocol ||
			    !(x->owed->outcomes[o].when & result))
				continue;
			depth += (f->kind == EFFECT_OPEN) - (f->kind == EFFECT_CLOSE);
		}
	return depth;
}

void strict_sections(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; x->strict && i < MAX_SECTIONS; i++) {
		const struct section *s = &e->w->sections[i];
		struct report r = {.insn = e->insn, .callee = str_text(x->m->strings, x->f->name)};

		if (!s->depth || s->depth == says_open(x, e, s->protocol) ||
		    !(x->f->flags & IR_FN_MAIN_FILE))
			continue;
		r.object = arena_format(x->p->out->arena, "the %s section",
					x->p->protocols[s->protocol]->name);
		tell(x, e->w, s->depth > 0 ? "strict-lock-held" : "strict-lock-not-held", &r);
	}
}
