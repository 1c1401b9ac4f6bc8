/* SPDX-License-Identifier: MIT */
/* Calls: by contract, by summary, or unknown. */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"
#include "strict.h"

/* --- Results ------------------------------------------------------------------------------ */

static uint16_t type_flags(const struct ir_module *m, uint32_t type)
{
	const struct ir_type *t;

	if (type == IR_NONE)
		return 0;
	t = &m->types[type];
	if (t->kind == IR_TYPE_BOOL || (t->kind == IR_TYPE_INT && !(t->flags & IR_TYPE_SIGNED)))
		return NODE_NONNEG;
	return 0;
}

void call_add_outcome(struct analysis *x, struct call_outcomes *out, struct world *w,
		      node_id result)
{
	if (out->count == MAX_CALL_OUTCOMES * strict_factor(x)) {
		strict_cut(x, &x->p->stats->cut_outcomes);
		return;
	}
	out->list[out->count++] = (struct call_outcome){w, result};
}

/* --- Escape ------------------------------------------------------------------------------- */

/* --- Unknown code ------------------------------------------------------------------------- */

static bool points_to_const(const struct analysis *x, uint32_t type)
{
	return type != IR_NONE && x->m->types[type].kind == IR_TYPE_POINTER &&
	       (x->m->types[type].flags & IR_TYPE_CONST);
}

uint32_t call_param_type(const struct analysis *x, const struct call *c, uint32_t arg)
{
	const struct ir_function *f = c->fn == IR_NONE ? NULL : &x->m->functions[c->fn];

	return f && arg < f->nparams ? f->locals[arg].type : IR_NONE;
}

/* Functions that free take pointers to const void, so that they can be given any. */
bool call_only_reads(const struct analysis *x, const struct call *c, uint32_t arg)
{
	uint32_t type = call_param_type(x, c, arg);
	const struct ir_type *t;

	if (c->operands[arg] != IR_NONE && points_to_const(x, x->f->insns[c->operands[arg]].type))
		return true;
	if (!points_to_const(x, type) || x->m->types[type].ref == IR_NONE)
		return false;
	t = &x->m->types[x->m->types[type].ref];
	return t->kind == IR_TYPE_RECORD ||
	       (t->kind == IR_TYPE_INT && !((t->flags & IR_TYPE_SIGNED) && t->bits == 8));
}

static bool is_pointer(const struct analysis *x, uint32_t operand)
{
	uint32_t type = operand == IR_NONE ? IR_NONE : x->f->insns[operand].type;
	uint8_t kind = type == IR_NONE ? IR_TYPE_UNKNOWN : x->m->types[type].kind;

	return kind == IR_TYPE_POINTER || kind == IR_TYPE_ARRAY || kind == IR_TYPE_UNKNOWN;
}

static void note_origin(struct analysis *x, node_id result, const struct call *c)
{
	node_id regions[MAX_ORIGINS];
	uint32_t count = 0;

	if (!result)
		return;
	for (uint32_t i = 0; i < c->nargs && count < MAX_ORIGINS; i++)
		if (is_pointer(x, c->operands[i]))
			regions[count++] = region_deref(x->n, c->args[i]);
	if (count)
		program_add_origin(x->p, result, regions, count);
}

/* Memory that was all zero is no more when code that can write to it ran. What was stored there by
 * name is thought to stay. */
static void doubt_zeroes(struct analysis *x, struct world *w, const struct call *c)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];
		const struct node *r = node_at(x->n, b.region);
		bool given = false;

		if (r->kind != REGION_DEREF || b.value != node_int(x->n, 0) ||
		    node_at(x->n, r->a)->kind != NODE_FRESH)
			continue;
		for (uint32_t k = 0; k < c->nargs && !given; k++)
			given = region_within(x->n, region_deref(x->n, c->args[k]), b.region);
		if (given || memory_is_shared(x, w, node_at(x->n, b.region)->a))
			world_set(x->arena, w, b.region, node_havoc(x->n, x->fn, c->insn, c->gen));
	}
}

/* One of those that the callee's declaration does not name: most are printed, as a pointer maybe.
 */
static bool is_extra(const struct analysis *x, const struct call *c, uint32_t arg)
{
	const struct ir_function *f = c->fn == IR_NONE ? NULL : &x->m->functions[c->fn];

	return f && (f->flags & IR_FN_VARIADIC) && arg >= f->nparams;
}

/* False: an argument is NULL here, and what comes of that is not known. writes: it may write to
 * something. */
static bool give_to_unknown(struct analysis *x, struct world *w, const struct call *c, bool *writes)
{
	const uint32_t giving = x->giving;

	for (uint32_t i = 0; i < c->nargs; i++) {
		node_id v = c->args[i];

		if (!is_pointer(x, c->operands[i])) {
			call_escape_number(x, w, v);
			continue;
		}
		call_note_given(x, w, v);
		if (!is_extra(x, c, i))
			use_argument(x, w, v, c, i, NULL);
		if (c->fn != IR_NONE && (x->m->functions[c->fn].flags & IR_FN_DEFINED) &&
		    !null_passed(x, w, v, c->insn))
			return false;
		if (call_only_reads(x, c, i)) {
			/* It may keep it all the same: a table of functions, a name. */
			call_escape(x, w, v, false);
			continue;
		}
		*writes = true;
		x->giving = out_argument(x, w, v) ? IR_NONE : giving;
		call_escape(x, w, v, true);
		x->giving = giving;
		if (node_at(x->n, v)->kind == NODE_ADDR)
			memory_havoc(x, w, region_deref(x->n, v),
				     node_havoc(x->n, x->fn, c->insn, c->gen));
	}
	return true;
}

/* What writes a message, by its declaration, keeps and changes nothing. */
static void give_to_printer(struct analysis *x, struct world *w, const struct call *c)
{
	for (uint32_t i = 0; i < c->nargs; i++)
		if (is_pointer(x, c->operands[i]))
			use_argument(x, w, c->args[i], c, i, NULL);
}

/* No body, no contract: it may change what it is given, and may keep it. */
static void call_unknown(struct analysis *x, struct world *w, const struct call *c,
			 struct call_outcomes *out)
{
	bool writes = false, returns;

	if (c->fn != IR_NONE && (x->m->functions[c->fn].flags & IR_FN_PRINTS)) {
		give_to_printer(x, w, c);
		call_add_outcome(x, out, w, c->result);
		return;
	}
	if (cfg_used(x->cfg, c->insn))
		x->giving = c->insn;
	else
		x->doubting = c->insn;
	returns = give_to_unknown(x, w, c, &writes);
	x->giving = x->doubting = IR_NONE;
	if (!returns)
		return;
	if (writes) {
		memory_change_links(x, w, node_havoc(x->n, x->fn, c->insn, c->gen));
		doubt_zeroes(x, w, c);
	}
	call_add_outcome(x, out, w, c->result);
}

/* --- Contracts ---------------------------------------------------------------------------- */

#define LOWEST_ADDRESS 4096 /* nothing lies in the first page */

static bool only_looked_at(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_IGNORE && path_from_param(&e->object, arg))
			return true;
	return false;
}

/* The protocol in which the contract itself judges that argument's state. */
static const struct protocol *judged_in(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && path_from_param(&e->object, arg) &&
		    !e->object.nsteps && !e->protocol->strict)
			return e->protocol;
	return NULL;
}

static bool has_end(const struct protocol *p)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].dead)
			return true;
	return false;
}

/* Nobody may touch an object in that state. */
static bool is_over(const struct protocol_state *s)
{
	return s->dead || s->use;
}

/* The contract speaks of what a member of that argument holds, of an object that must not be
 * touched in some states, or of one that must be there. */
static bool reads_object(const struct effect *e)
{
	const struct path *path = &e->object;

	if (!path->nsteps)
		return e->kind == EFFECT_STATE && e->narrows &&
		       (e->arrows[0].stay ? has_end(e->protocol)
					  : is_over(&e->protocol->states[e->arrows[0].to]));
	return path->nsteps > 1 && path->steps[0].kind == STEP_FIELD &&
	       path->steps[1].kind == STEP_LOAD;
}

static bool goes_through(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc)
		if (path_from_param(&e->object, arg) && reads_object(e))
			return true;
	return false;
}

/* It counts in what the argument points to, or in a part of that. */
static bool counts_at(const struct effect *e, uint32_t arg)
{
	return e->kind >= EFFECT_COUNT_UP && e->kind <= EFFECT_COUNT_SET &&
	       path_from_param(&e->object, arg) &&
	       (!e->object.nsteps || e->object.steps[0].kind == STEP_FIELD);
}

/* The address is used to reach memory, and nothing else is done with it: NULL will not do. */
static bool reaches_through(const struct analysis *x, const struct function_contract *fc,
			    uint32_t arg)
{
	bool reaches = false;

	for_each_effect (e, fc) {
		if (holds_to_word(x) && counts_at(e, arg))
			return true;
		if (e->kind != EFFECT_STATE || !path_from_param(&e->object, arg))
			continue;
		if (!e->arrows[0].stay)
			return false;
		reaches |= reads_object(e);
	}
	return reaches;
}

/* False: an argument that the function reads is an error pointer, or NULL. */
static bool use_arguments(struct analysis *x, struct world *w, const struct function_contract *fc,
			  const struct call *c)
{
	/* Arguments behind the named ones are formatted: a freed pointer may still be printed. */
	for (uint32_t i = 0; i < c->nargs && i < fc->nparams; i++)
		if (is_pointer(x, c->operands[i]) && !only_looked_at(fc, i)) {
			use_argument(x, w, c->args[i], c, i, judged_in(fc, i));
			if (goes_through(fc, i) && !null_error_used(x, w, c->args[i], c->insn))
				return false;
			if (!reaches_through(x, fc, i))
				continue;
			strict_address(x, w, c, i);
			if (!null_argument(x, w, c, i))
				return false;
		}
	/* A number may be kept in a name, and be read from there again. */
	for (uint32_t i = 0; i < c->nargs; i++)
		if (!is_pointer(x, c->operands[i]) && !judged_in(fc, i) && !only_looked_at(fc, i))
			call_escape_number(x, w, c->args[i]);
	return true;
}

/* Whether it only says which results there can be. */
static bool only_finds(const struct outcome *o)
{
	for (uint32_t i = 0; i < o->neffects; i++)
		if (o->effects[i].kind != EFFECT_FIND)
			return false;
	return o->neffects;
}

/* The object is known to be in another state than those that the result tells of. */
static bool finds_other(struct analysis *x, struct world *w, const struct effect *e,
			const struct call *c)
{
	node_id v = e->kind == EFFECT_FIND ? path_value(x, w, &e->object, c) : NODE_NONE;
	const struct state *s = v ? world_state(w, region_deref(x->n, v), e->protocol->id) : NULL;

	return s && !(s->flags & STATE_UNSURE) && !(e->arrows[0].from & (1u << s->state));
}

/* The results that the function can give in this world. */
static value_classes possible_results(struct analysis *x, struct world *w,
				      const struct function_contract *fc, const struct call *c)
{
	value_classes left = fc->possible ? fc->possible : CLASS_ANY;

	for (uint32_t o = 0; o < fc->noutcomes; o++)
		for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++)
			if (finds_other(x, w, &fc->outcomes[o].effects[i], c))
				left &= ~fc->outcomes[o].when;
	return left;
}

/* Which outcomes besides the unconditional ones take part when the result is in class. */
static uint64_t taking_part(const struct function_contract *fc, value_classes class)
{
	uint64_t set = 0;

	for (uint32_t o = 0; o < fc->noutcomes && o < 64; o++)
		if (fc->outcomes[o].when != CLASS_ANY && (fc->outcomes[o].when & class) &&
		    !only_finds(&fc->outcomes[o]))
			set |= 1ull << o;
	return set;
}

/* The classes, beginning with the lowest of `left`, for which the same outcomes take part. */
static value_classes next_group(const struct function_contract *fc, value_classes left)
{
	value_classes first = left & -left, group = 0;

	for (value_classes c = CLASS_ZERO; c <= CLASS_POSITIVE; c <<= 1)
		if ((left & c) && taking_part(fc, c) == taking_part(fc, first))
			group |= c;
	return group;
}

static void result_event(struct analysis *x, struct world *w, const struct call *c,
			 value_classes group)
{
	struct event *ev = evidence_add(x, w, EVENT_RESULT, c->insn);

	ev->callee = c->callee;
	ev->classes = group;
}

/* What runs as part of the call is not known: it may keep or end what it is given. */
static void give_to_callback(struct analysis *x, struct world *w, const struct effect *e,
			     const struct call *c)
{
	for (uint8_t i = 0; i < e->nargs; i++) {
		node_id v = path_value(x, w, &e->args[i], c);

		if (v)
			call_escape(x, w, v, true);
	}
}

/* The function that an argument points to runs as part of the call. */
static void call_back(struct analysis *x, struct world *w, const struct effect *e,
		      const struct call *c, struct call_outcomes *out)
{
	node_id f = path_value(x, w, &e->object, c), args[EFFECT_MAX_ARGS];
	uint32_t operands[EFFECT_MAX_ARGS];
	struct call inner = {.insn = c->insn,
			     .nargs = e->nargs,
			     .args = args,
			     .operands = operands,
			     .result = c->result,
			     .gen = c->gen};
	uint32_t first = out->count;
	const struct summary *s;

	if (!f || node_at(x->n, f)->kind != NODE_FUNC || !program_summary(x, node_at(x->n, f)->a)) {
		give_to_callback(x, w, e, c);
		call_add_outcome(x, out, w, c->result);
		return;
	}
	inner.fn = node_at(x->n, f)->a;
	inner.callee = str_text(x->m->strings, x->m->functions[inner.fn].name);
	for (uint8_t i = 0; i < e->nargs; i++) {
		args[i] = path_value(x, w, &e->args[i], c);
		if (!args[i])
			args[i] = node_fresh(x->n, x->fn, c->insn, c->gen, node_int(x->n, i), 0);
		operands[i] = IR_NONE;
	}
	s = program_summary(x, inner.fn);
	summary_apply(x, w, s, &inner, out);
	for (uint32_t i = first; i < out->count; i++)
		out->list[i].result = c->result;
}

static bool known_function(struct analysis *x, struct world *w, const struct effect *e,
			   const struct call *c)
{
	node_id f = path_value(x, w, &e->object, c);

	return f && node_at(x->n, f)->kind == NODE_FUNC;
}

/* Whether the outcome's condition on an argument holds; one that is not known does not. */
static bool flags_given(const struct analysis *x, const struct outcome *o, const struct call *c)
{
	const struct node *nd;

	if (!o->bits)
		return true;
	if (o->flags >= c->nargs)
		return false;
	nd = node_at(x->n, c->args[o->flags]);
	return nd->kind == NODE_INT && ((uint64_t)nd->imm & o->bits) == o->bits;
}

/* What is handed on goes to a function that is called back at once, and is seen: that one tells
 * what becomes of it. */
static bool followed(struct analysis *x, struct world *w, const struct outcome *o,
		     const struct effect *e, const struct call *c)
{
	if (e->kind != EFFECT_HAND_ON || o->when == CLASS_ANY)
		return false;
	for (uint32_t i = 0; i < o->neffects; i++)
		if (o->effects[i].kind == EFFECT_CALL && known_function(x, w, &o->effects[i], c))
			return true;
	return false;
}

/* In lint, what that one does not end is handed on all the same. */
static void hand_on_rest(struct analysis *x, struct world *w, const struct outcome *o,
			 const struct call *c)
{
	for (uint32_t i = 0; i < o->neffects; i++) {
		const struct effect *e = &o->effects[i];
		node_id v = followed(x, w, o, e, c) ? path_value(x, w, &e->object, c) : NODE_NONE;

		if (v && !death_has_come(x, w, region_deref(x->n, v)))
			effect_apply(x, w, e, c);
	}
}

/* The effects of one outcome, in order. False: the world can't be. */
static bool run_effects(struct analysis *x, struct world *w, const struct outcome *o,
			struct call *c, const struct effect **call)
{
	for (uint32_t i = 0; i < o->neffects && flags_given(x, o, c); i++) {
		const struct effect *e = &o->effects[i];
		node_id v;

		if (e->kind == EFFECT_CALL && (!*call || !known_function(x, w, *call, c)))
			*call = e;
		if (e->kind == EFFECT_RETURN) {
			v = path_value(x, w, &e->object, c);
			c->result = v ? v : c->result;
		}
		if (!followed(x, w, o, e, c) && !effect_apply(x, w, e, c))
			return false;
	}
	return true;
}

/*
 * The result is one of that group. A valid pointer is not one of the small numbers that allocators
 * give for memory of no size: nothing is owed for those.
 */
static bool assume_result(struct analysis *x, struct world *w, const struct call *c,
			  value_classes group)
{
	uint32_t type = x->f->insns[c->insn].type;

	if (!c->result || group == CLASS_ANY)
		return true;
	if (!fact_assume_classes(x->arena, x->n, w, c->result, group))
		return false;
	return group != CLASS_POSITIVE || type == IR_NONE ||
	       x->m->types[type].kind != IR_TYPE_POINTER ||
	       fact_assume_range(x->arena, x->n, w, c->result, LOWEST_ADDRESS, INT64_MAX, true);
}

static void run_group(struct analysis *x, struct world *w, const struct function_contract *fc,
		      value_classes group, bool alone, struct call c, struct call_outcomes *out)
{
	const struct effect *callback = NULL;
	uint64_t part = taking_part(fc, group & -group);

	if (!assume_result(x, w, &c, group))
		return;
	if (!alone)
		result_event(x, w, &c, group);
	for (uint32_t o = 0; o < fc->noutcomes && o < 64; o++)
		if ((part >> o & 1) && !run_effects(x, w, &fc->outcomes[o], &c, &callback))
			return;
	if (callback) {
		const uint32_t from = out->count;

		call_back(x, w, callback, &c, out);
		for (uint32_t o = 0; o < fc->noutcomes && o < 64 && !x->strict; o++)
			for (uint32_t k = from; (part >> o & 1) && k < out->count; k++)
				hand_on_rest(x, out->list[k].w, &fc->outcomes[o], &c);
	} else {
		call_add_outcome(x, out, w, c.result);
	}
}

static bool is_scalar(const struct ir_module *m, uint32_t type)
{
	return type != IR_NONE &&
	       (m->types[type].kind == IR_TYPE_INT || m->types[type].kind == IR_TYPE_BOOL ||
		m->types[type].kind == IR_TYPE_POINTER);
}

/* A contract says nothing of the parameters that it does not list: where the callee is given the
 * address of a number or a pointer, it may store one there. */
static void fill_unlisted(struct analysis *x, struct world *w, const struct function_contract *fc,
			  const struct call *c)
{
	uint32_t params = c->fn == IR_NONE ? 0 : x->m->functions[c->fn].nparams;

	for (uint32_t k = fc->nparams; k < c->nargs && k < params; k++) {
		uint32_t type = call_param_type(x, c, k);

		if (type != IR_NONE && x->m->types[type].kind == IR_TYPE_POINTER &&
		    is_scalar(x->m, x->m->types[type].ref) && !points_to_const(x, type) &&
		    node_at(x->n, c->args[k])->kind == NODE_ADDR)
			memory_havoc(x, w, region_deref(x->n, c->args[k]),
				     node_havoc(x->n, x->fn, c->insn, c->gen));
	}
}

static void call_contract(struct analysis *x, struct world *w, const struct function_contract *fc,
			  struct call *c, struct call_outcomes *out)
{
	const struct effect *callback = NULL;
	value_classes left = possible_results(x, w, fc, c), group;

	if (count_contradicts(x, w, fc, c))
		return;
	if (!use_arguments(x, w, fc, c))
		return;
	fill_unlisted(x, w, fc, c);
	for (uint32_t o = 0; o < fc->noutcomes; o++)
		if (fc->outcomes[o].when == CLASS_ANY &&
		    !run_effects(x, w, &fc->outcomes[o], c, &callback))
			return;
	if (callback) {
		call_back(x, w, callback, c, out);
		return;
	}
	note_origin(x, c->result, c);
	if (c->result)
		left &= fact_classes(x->n, w, c->result);
	group = next_group(fc, left);
	for (bool alone = group == left; left; left &= ~group) {
		group = next_group(fc, left);
		run_group(x, left == group ? w : world_fork(x->arena, w), fc, group, alone, *c,
			  out);
	}
}

/*
 * What carries an object on, as a clone that leads back to it, is found in it and of its kind:
 * whoever gets that may do what is owed to the object.
 */
static void hand_on_by_clones(struct analysis *x, struct world *w, const struct call *c)
{
	for (uint32_t k = 0; w->states.count && k < c->nargs; k++) {
		uint32_t record = c->operands[k] == IR_NONE
					  ? IR_NONE
					  : program_pointee_record(x->m, x->f, c->operands[k]);

		for (uint32_t i = 0; record != IR_NONE && i < w->states.count; i++) {
			struct state s = w->states.list[i];
			const char *kind = x->p->protocols[s.protocol]->record;

			if ((s.flags & STATE_HANDED_ON) || !kind ||
			    strcmp(kind, str_text(x->m->strings, x->m->records[record].name)) ||
			    !node_loaded_from(x->n, c->args[k], s.region))
				continue;
			state_hand_on(&s);
			world_set_state(x->arena, w, s);
		}
	}
}

/* --- The instruction ---------------------------------------------------------------------- */

static const char *callee_name(struct analysis *x, const struct ir_insn *callee, uint32_t fn)
{
	if (fn != IR_NONE)
		return str_text(x->m->strings, x->m->functions[fn].name);
	if (callee->op == IR_LOAD && x->f->insns[callee->a].op == IR_FIELD) {
		const struct ir_insn *field = &x->f->insns[callee->a];

		ir_need_fields(x->m, field->b);
		if (field->c < x->m->records[field->b].nfields)
			return str_text(x->m->strings,
					x->m->records[field->b].fields[field->c].name);
	}
	return "a function pointer";
}

/*
 * A mistake that shows from what the callee does in general is told here, at the call. One that
 * only shows when the callee is followed with the states that the slot gave (it tests them, say) is
 * told in the callee.
 */
static void call_summary(struct analysis *x, struct world *w, const struct call *c,
			 struct call_outcomes *out)
{
	uint32_t before = x->p->out->count;
	struct world *other = world_fork(x->arena, w);
	struct call_outcomes general = {.count = 0};
	const struct summary *given;

	summary_apply(x, w, given_general(x, c), c, &general);
	given = x->p->out->count == before ? given_special(x, other, c) : NULL;
	if (given)
		summary_apply(x, other, given, c, out);
	else
		*out = general;
}

/* The effect says in which states the object may be, and leaves it there. */
static bool only_asks(const struct effect *e)
{
	for (uint8_t i = 0; i < e->narrows; i++)
		if (!e->arrows[i].stay)
			return false;
	return true;
}

bool call_asserts_only(const struct program *p, uint32_t fn, const struct function_contract *fc)
{
	if (fn == IR_NONE || !fc->annotated || fc->trusted ||
	    !(p->m->functions[fn].flags & IR_FN_DEFINED))
		return false;
	for_each_effect (e, fc)
		if (e->kind != EFFECT_STATE || !only_asks(e) || e->object.root != PATH_PARAM)
			return false;
	return true;
}

/* The contract says what becomes of the arguments; whether they are fit for what the body does with
 * them, the body shows. */
static void try_body(struct analysis *x, struct world *w, const struct function_contract *fc,
		     const struct call *c)
{
	struct call_outcomes none = {.count = 0};

	if (c->fn != IR_NONE && fc->annotated && !fc->trusted && program_is_own(x->p, c->fn) &&
	    program_summary(x, c->fn))
		call_summary(x, world_fork(x->arena, w), c, &none);
}

/* What it asks for is judged by its contract, and then the body is followed. */
static void call_annotated(struct analysis *x, struct world *w, const struct function_contract *fc,
			   struct call *c, struct call_outcomes *out)
{
	if (call_asserts_only(x->p, c->fn, fc) && program_summary(x, c->fn)) {
		struct call_outcomes locks = {.count = 0};

		call_contract(x, w, fc, c, &locks);
		if (locks.count == 1)
			call_summary(x, locks.list[0].w, c, out);
		return;
	}
	if (x->strict)
		try_body(x, w, fc, c);
	call_contract(x, w, fc, c, out);
}

void call_execute(struct analysis *x, const struct path_state *ps, uint32_t insn,
		  struct call_outcomes *out)
{
	const struct ir_insn *i = &x->f->insns[insn], *callee = &x->f->insns[i->a];
	const struct function_contract *fc;
	const struct node *target = node_at(x->n, transfer_operand(x, ps, i->a));
	node_id args[16];
	struct call c = {
		.insn = insn, .fn = IR_NONE, .args = args, .operands = x->f->pool + i->args};

	c.nargs = i->nargs < 16 ? i->nargs : 16;
	if (target->kind == NODE_FUNC)
		c.fn = target->a;
	for (uint32_t k = 0; k < c.nargs; k++)
		args[k] = transfer_operand(x, ps, c.operands[k]);
	c.callee = callee_name(x, callee, c.fn);
	c.gen = generation_of(x, ps->w, insn);
	generation_rename_arguments(x, ps->w, &c, args);
	if (i->type != IR_NONE && x->m->types[i->type].kind != IR_TYPE_VOID)
		c.result =
			node_fresh(x->n, x->fn, insn, c.gen, NODE_NONE, type_flags(x->m, i->type));
	fc = c.fn != IR_NONE ? program_contract(x->p, c.fn) : program_method(x->p, x->f, callee);
	section_passed(x, ps->w, fc, &c);
	hand_on_by_clones(x, ps->w, &c);
	if (fc) {
		strict_ignored(x, ps->w, &c);
		call_annotated(x, ps->w, fc, &c, out);
		return;
	}
	if (c.fn != IR_NONE && program_summary(x, c.fn)) {
		strict_ignored(x, ps->w, &c);
		call_summary(x, ps->w, &c, out);
		return;
	}
	strict_call(x, ps->w, &c);
	note_origin(x, c.result, &c);
	call_unknown(x, ps->w, &c, out);
	if (c.fn != IR_NONE && (x->m->functions[c.fn].flags & IR_FN_NORETURN))
		out->count = 0;
}
