/* SPDX-License-Identifier: MIT */
/* The module as a program: which functions matter, their contracts, slots and summaries, found on
 * demand. */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "checks.h"
#include "object.h"
#include "program.h"
#include "strict.h"

struct fn_info *program_fn(struct program *p, uint32_t fn)
{
	if (fn >= p->nfns) {
		uint32_t count = p->m->nfunctions > fn ? p->m->nfunctions : fn + 1;
		uint32_t cap = count + count / 2;

		p->fns = realloc(p->fns, cap * sizeof(*p->fns));
		if (!p->fns)
			abort();
		memset(p->fns + p->nfns, 0, (cap - p->nfns) * sizeof(*p->fns));
		p->nfns = cap;
	}
	return &p->fns[fn];
}

const struct function_contract *program_contract(struct program *p, uint32_t fn)
{
	struct fn_info *info = program_fn(p, fn);
	const struct ir_function *f = &p->m->functions[fn];
	const uint32_t own = IR_FN_STATIC | IR_FN_DEFINED;

	if (info->resolved)
		return info->contract;
	info->resolved = true;
	info->contract = contract_for(
		contracts_function(p->contracts, str_text(p->m->strings, f->name)), f->nparams);
	/* A driver's own static function only shares the name, unless it was annotated here. */
	if (info->contract && !info->contract->annotated && (f->flags & own) == own &&
	    f->flags & (IR_FN_MAIN_FILE | IR_FN_IMPORTED))
		info->contract = NULL;
	return info->contract;
}

bool program_is_annotated(struct program *p, uint32_t fn)
{
	const struct function_contract *fc = program_contract(p, fn);

	return fc && fc->annotated && !fc->trusted && (p->m->functions[fn].flags & IR_FN_MAIN_FILE);
}

static bool holds(const struct ir_module *m, const struct ir_record *r, uint32_t inner)
{
	for (uint32_t i = 0; i < r->nfields; i++) {
		uint32_t type = r->fields[i].type;

		if (type != IR_NONE && m->types[type].kind == IR_TYPE_RECORD &&
		    m->types[type].ref == inner)
			return true;
	}
	return false;
}

/* Members of an unnamed struct or union are known as those of the record that it stands in. */
static uint32_t named_record(const struct ir_module *m, uint32_t record)
{
	for (uint32_t i = 0; i < m->nrecords; i++)
		if (m->records[record].name == STR_EMPTY && m->records[i].name != STR_EMPTY &&
		    holds(m, &m->records[i], record))
			return i;
	return record;
}

/* The variable that the pointer callee is read from, or IR_NONE: then *member is the place of the
 * member that it was read from, through variables that hold nothing else, or NULL. */
static uint32_t pointer_read_from(const struct ir_function *f, const struct ir_insn *callee,
				  const struct ir_insn **member)
{
	uint32_t local = IR_NONE, value;

	*member = NULL;
	while (callee->op == IR_LOAD) {
		const struct ir_insn *place = &f->insns[callee->a];

		if (place->op == IR_FIELD) {
			*member = place;
			return IR_NONE;
		}
		if (place->op != IR_LOCAL || place->a == local)
			return local;
		local = place->a;
		if (local < f->nparams || !program_one_value(f, local, &value))
			return local;
		callee = &f->insns[program_uncast(f, value)];
	}
	return local;
}

const struct function_contract *program_method(struct program *p, const struct ir_function *f,
					       const struct ir_insn *callee)
{
	const struct ir_insn *field;
	const struct ir_record *r;
	str_id member;
	uint32_t local = pointer_read_from(f, callee, &field);

	if (local != IR_NONE)
		return contracts_method(p->contracts, str_text(p->m->strings, f->name),
					str_text(p->m->strings, f->locals[local].name));
	if (!field)
		return NULL;
	ir_need_fields(p->m, field->b);
	r = &p->m->records[field->b];
	if (field->c >= r->nfields)
		return NULL;
	member = r->fields[field->c].name;
	r = &p->m->records[named_record(p->m, field->b)];
	return contracts_method(p->contracts, str_text(p->m->strings, r->name),
				str_text(p->m->strings, member));
}

bool program_one_value(const struct ir_function *f, uint32_t local, uint32_t *value)
{
	uint32_t stores = local < f->nparams;

	*value = IR_NONE;
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (program_stores_local(f, i) == local) {
			stores++;
			*value = f->insns[i].b;
		}
	return stores == 1 && !f->locals[local].address_taken;
}

bool program_in_loop(const struct ir_function *f, uint32_t insn)
{
	for (uint32_t b = 0; b < f->nblocks; b++) {
		uint32_t last = f->blocks[b].first + f->blocks[b].count - 1;
		const struct ir_insn *t = &f->insns[last];
		bool back = false;

		if (last < insn || (t->op != IR_JUMP && t->op != IR_BRANCH))
			continue;
		back = f->blocks[t->b].first <= insn && f->blocks[t->b].first <= f->blocks[b].first;
		if (t->op == IR_BRANCH)
			back |= f->blocks[t->c].first <= insn &&
				f->blocks[t->c].first <= f->blocks[b].first;
		if (back)
			return true;
	}
	return false;
}

bool program_event_in_loop(const struct program *p, const struct event *ev)
{
	for (; ev; ev = ev->inside)
		if (program_in_loop(&p->m->functions[ev->fn], ev->insn))
			return true;
	return false;
}

const struct ir_insn *program_result_place(const struct ir_function *f, uint32_t call)
{
	for (uint32_t i = call; i < f->ninsns; i++)
		if (f->insns[i].op == IR_STORE && program_uncast(f, f->insns[i].b) == call)
			return &f->insns[f->insns[i].a];
	return NULL;
}

uint32_t program_result_local(const struct ir_function *f, uint32_t call)
{
	for (uint32_t i = call; i < f->ninsns; i++)
		if (program_stores_local(f, i) != IR_NONE &&
		    program_uncast(f, f->insns[i].b) == call)
			return program_stores_local(f, i);
	return IR_NONE;
}

uint32_t program_uncast(const struct ir_function *f, uint32_t insn)
{
	while (insn != IR_NONE && f->insns[insn].op == IR_CAST)
		insn = f->insns[insn].a;
	return insn;
}

uint32_t program_reads_local(const struct ir_function *f, uint32_t insn)
{
	if (insn == IR_NONE || f->insns[insn].op != IR_LOAD ||
	    f->insns[f->insns[insn].a].op != IR_LOCAL)
		return IR_NONE;
	return f->insns[f->insns[insn].a].a;
}

#define MAX_COMPUTED 16 /* steps from a variable to what was worked out from it */
static bool computed_from(const struct ir_function *f, uint32_t insn, uint32_t local, int depth)
{
	const struct ir_insn *i;

	insn = program_uncast(f, insn);
	if (insn == IR_NONE || depth > MAX_COMPUTED)
		return false;
	if (program_reads_local(f, insn) == local)
		return true;
	i = &f->insns[insn];
	if (i->op == IR_BINARY || i->op == IR_INDEX)
		return computed_from(f, i->a, local, depth + 1) ||
		       computed_from(f, i->b, local, depth + 1);
	return (i->op == IR_UNARY || i->op == IR_FIELD) && computed_from(f, i->a, local, depth + 1);
}

bool program_computed_from(const struct ir_function *f, uint32_t insn, uint32_t local)
{
	return computed_from(f, insn, local, 0);
}

uint32_t program_stores_local(const struct ir_function *f, uint32_t insn)
{
	const struct ir_insn *i = &f->insns[insn];

	return i->op == IR_STORE && f->insns[i->a].op == IR_LOCAL ? f->insns[i->a].a : IR_NONE;
}

uint32_t program_callee(const struct ir_function *f, uint32_t insn)
{
	const struct ir_insn *i = &f->insns[insn];

	return i->op == IR_CALL && f->insns[i->a].op == IR_FUNC ? f->insns[i->a].a : IR_NONE;
}

const struct ir_insn *program_reads_member(const struct ir_function *f, uint32_t insn)
{
	insn = program_uncast(f, insn);
	if (insn == IR_NONE || f->insns[insn].op != IR_LOAD ||
	    f->insns[f->insns[insn].a].op != IR_FIELD)
		return NULL;
	return &f->insns[f->insns[insn].a];
}

bool program_is_own(const struct program *p, uint32_t fn)
{
	const uint32_t own = IR_FN_MAIN_FILE | IR_FN_DEFINED;

	return (p->m->functions[fn].flags & own) == own;
}

void program_each_insn(struct program *p, uint8_t op,
		       void (*visit)(void *ctx, uint32_t fn, uint32_t insn), void *ctx)
{
	const uint32_t seen = IR_FN_MAIN_FILE | IR_FN_LOWERED;

	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if ((p->m->functions[fn].flags & seen) != seen)
			continue;
		for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++)
			if (p->m->functions[fn].insns[i].op == op)
				visit(ctx, fn, i);
	}
}

const struct function_contract *program_call_contract(struct program *p,
						      const struct ir_function *f, uint32_t insn)
{
	uint32_t callee = program_callee(f, insn);

	return callee == IR_NONE ? NULL : program_contract(p, callee);
}

/* Contracts that only describe values (IS_ERR(), kmalloc()) give nothing to watch by themselves. */
static bool watches(const struct program *p, const struct function_contract *fc)
{
	if (fc->unchecked)
		return true;
	for_each_effect (e, fc)
		if ((fc->annotated && e->kind >= EFFECT_COUNT_UP && e->kind <= EFFECT_COUNT_SET) ||
		    (e->kind == EFFECT_STATE && !e->protocol->strict &&
		     (!e->protocol->stray || fc->annotated)) ||
		    e->kind == EFFECT_CLOSE || e->kind == EFFECT_FORBIDDEN ||
		    e->kind == EFFECT_STATIC || e->kind == EFFECT_UNGUARDED ||
		    e->kind == EFFECT_PUBLISH || e->kind == EFFECT_TAKE || e->kind == EFFECT_CALL ||
		    e->kind == EFFECT_CALL_LATER || e->kind == EFFECT_PLACE ||
		    (e->kind == EFFECT_EACH && p->given[e->protocol->id]))
			return true;
	return false;
}

#define MAX_CALL_DEPTH 64
static bool search(struct program *p, uint32_t fn, int depth)
{
	const struct function_contract *fc = program_contract(p, fn);
	bool found = false;

	if (fc)
		return watches(p, fc);
	if (!(p->m->functions[fn].flags & IR_FN_DEFINED) || depth > MAX_CALL_DEPTH)
		return false;
	if (program_fn(p, fn)->interest_known)
		return program_fn(p, fn)->interesting;
	if (program_fn(p, fn)->in_stack)
		return false;
	program_fn(p, fn)->in_stack = true;
	ir_need_scan(p->m, fn);
	for (uint32_t i = 0; i < p->m->functions[fn].ncallees && !found; i++)
		found = search(p, p->m->functions[fn].callees[i], depth + 1);
	program_fn(p, fn)->in_stack = false;
	program_fn(p, fn)->interest_known = true;
	program_fn(p, fn)->interesting = found;
	return found;
}

/* A pointer from a function of this file may be NULL: null.c. */
static bool asks_for_pointer(struct program *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];

	for (uint32_t i = 0; i < f->ncallees; i++) {
		const struct ir_function *callee = &p->m->functions[f->callees[i]];

		if (program_is_own(p, f->callees[i]) && callee->result != IR_NONE &&
		    p->m->types[callee->result].kind == IR_TYPE_POINTER)
			return true;
	}
	return false;
}

bool program_interesting(struct program *p, uint32_t fn)
{
	return strict_in(p, fn) || search(p, fn, 0) || lock_uneven(p, fn) ||
	       member_interest(p, fn) ||
	       (program_fn(p, fn)->interest_known && asks_for_pointer(p, fn));
}

static bool worth_it(struct analysis *x, uint32_t fn)
{
	struct program *p = x->p;

	if (program_fn(p, fn)->nslots || program_interesting(p, fn) ||
	    (x->locks && lock_follow(p, fn)))
		return true;
	/* A small helper without contracts still says what it returns and stores; its own helpers
	 * do only if they call no more than another name for them. */
	ir_need_scan(p->m, fn);
	if (!x->interesting && p->m->functions[fn].ncallees > 1)
		return false;
	return ir_need_body(p->m, fn) && p->m->functions[fn].ninsns <= SMALL_BODY;
}

const struct summary *program_summary(struct analysis *x, uint32_t fn)
{
	struct program *p = x->p;
	const struct function_contract *fc = program_contract(p, fn);

	if (!(p->m->functions[fn].flags & IR_FN_DEFINED) || (fc && fc->trusted))
		return NULL;
	if (program_fn(p, fn)->progress == FN_BUSY) {
		p->stats->recursive_calls++;
		return NULL;
	}
	if (program_fn(p, fn)->progress == FN_NEW) {
		struct summary *s;

		program_fn(p, fn)->progress = FN_BUSY;
		if (!worth_it(x, fn)) {
			/* Not for this caller: for one that does more, it may be. */
			program_fn(p, fn)->progress = FN_NEW;
			return NULL;
		}
		s = ir_need_body(p->m, fn) ? explore_function(p, fn, NULL, NULL,
							      program_fn(p, fn)->nslots ||
								      program_interesting(p, fn))
					   : NULL;
		program_fn(p, fn)->summary = s;
		program_fn(p, fn)->progress = FN_DONE;
		x->f = &p->m->functions[x->fn];
	}
	return program_fn(p, fn)->summary;
}

/* --- What a result was computed from ------------------------------------------------------ */

void program_add_origin(struct program *p, node_id value, const node_id *regions, uint32_t count)
{
	struct origin *o;

	if (program_origin(p, value))
		return;
	if (p->norigins * 2 >= p->cap_origins) {
		struct origin *old = p->origins;
		uint32_t oldcap = p->cap_origins;

		p->cap_origins = oldcap ? oldcap * 2 : 256;
		p->origins = calloc(p->cap_origins, sizeof(*p->origins));
		if (!p->origins)
			abort();
		p->norigins = 0;
		for (uint32_t i = 0; i < oldcap; i++)
			if (old[i].value)
				program_add_origin(p, old[i].value, old[i].regions, old[i].count);
		free(old);
	}
	for (uint32_t h = value * 2654435761u;; h++) {
		o = &p->origins[h & (p->cap_origins - 1)];
		if (!o->value)
			break;
	}
	o->value = value;
	o->count = count;
	memcpy(o->regions, regions, count * sizeof(*regions));
	p->norigins++;
}

const struct origin *program_origin(const struct program *p, node_id value)
{
	if (!p->cap_origins)
		return NULL;
	for (uint32_t h = value * 2654435761u;; h++) {
		const struct origin *o = &p->origins[h & (p->cap_origins - 1)];

		if (!o->value)
			return NULL;
		if (o->value == value)
			return o;
	}
}

/* --- Slots -------------------------------------------------------------------------------- */

static void place_in_slot(struct program *p, uint32_t fn, const struct slot *slot)
{
	struct fn_info *info = program_fn(p, fn);
	const struct slot **more;

	if (!slot || !(p->m->functions[fn].flags & IR_FN_DEFINED))
		return;
	for (uint32_t i = 0; i < info->nslots; i++)
		if (info->slots[i] == slot)
			return;
	more = arena_new_array(p->arena, const struct slot *, info->nslots + 1);
	if (info->nslots)
		memcpy(more, info->slots, info->nslots * sizeof(*more));
	more[info->nslots++] = slot;
	info->slots = more;
	info->ends |= slot->last;
	for (uint32_t i = 0; i < slot->nentries; i++)
		p->given[slot->entries[i].protocol->id] = true;
	for (uint32_t i = 0; i < slot->nexits; i++)
		if (slot->exits[i].forgotten)
			p->watched = slot->exits[i].protocol;
}

static const struct slot *slot_of(struct program *p, uint32_t record, uint32_t field)
{
	const struct ir_record *r;
	str_id member;

	if (record == IR_NONE)
		return NULL;
	ir_need_fields(p->m, record);
	r = &p->m->records[record];
	if (field >= r->nfields)
		return NULL;
	member = r->fields[field].name;
	r = &p->m->records[named_record(p->m, record)];
	return contracts_slot(p->contracts, str_text(p->m->strings, r->name),
			      str_text(p->m->strings, member));
}

const struct needs_contract *program_needs(struct program *p, uint32_t record, uint32_t field)
{
	const struct ir_record *r;

	ir_need_fields(p->m, record);
	r = &p->m->records[record];
	if (field >= r->nfields)
		return NULL;
	return contracts_needs(
		p->contracts,
		str_text(p->m->strings, p->m->records[named_record(p->m, record)].name),
		str_text(p->m->strings, r->fields[field].name));
}

/* Functions named in ops tables. */
void program_find_slots(struct program *p)
{
	for (uint32_t g = 0; g < p->m->nglobals; g++)
		for (uint32_t i = 0; i < p->m->globals[g].ninits; i++) {
			const struct ir_init *in = &p->m->globals[g].inits[i];

			if (in->kind == IR_INIT_FUNC)
				place_in_slot(p, in->ref, slot_of(p, in->record, in->field));
		}
}

uint32_t program_pointee_record(const struct ir_module *m, const struct ir_function *f,
				uint32_t insn)
{
	while (insn != IR_NONE) {
		uint32_t type = f->insns[insn].type;

		if (type != IR_NONE && m->types[type].kind == IR_TYPE_POINTER &&
		    m->types[type].ref != IR_NONE &&
		    m->types[m->types[type].ref].kind == IR_TYPE_RECORD)
			return m->types[m->types[type].ref].ref;
		if (f->insns[insn].op != IR_CAST)
			break;
		insn = f->insns[insn].a;
	}
	return IR_NONE;
}

/* --- What the whole module does with a member --------------------------------------------- */

static struct ambient *find_ambient(struct program *p, uint32_t record, uint32_t field,
				    const struct protocol *protocol)
{
	for (uint32_t i = 0; i < p->nambients; i++)
		if (p->ambients[i].record == record && p->ambients[i].field == field &&
		    p->ambients[i].protocol == protocol)
			return &p->ambients[i];
	return NULL;
}

static struct ambient *need_ambient(struct program *p, uint32_t record, uint32_t field,
				    const struct protocol *protocol)
{
	struct ambient *am = find_ambient(p, record, field, protocol);

	if (am)
		return am;
	if (p->nambients == p->cap_ambients) {
		p->cap_ambients = p->cap_ambients * 2 + 16;
		p->ambients = realloc(p->ambients, p->cap_ambients * sizeof(*p->ambients));
		if (!p->ambients)
			abort();
	}
	am = &p->ambients[p->nambients++];
	*am = (struct ambient){
		.record = record, .field = field, .protocol = protocol, .fn = IR_NONE};
	return am;
}

static bool only_pauses(struct program *p, uint32_t fn)
{
	const struct fn_info *info = program_fn(p, fn);

	for (uint32_t i = 0; i < info->nslots; i++)
		if (!info->slots[i]->pauses)
			return false;
	return info->nslots;
}

static bool counts_up(struct program *p, const struct ir_function *f, uint32_t block)
{
	const struct ir_block *b = &f->blocks[block];

	for (uint32_t i = b->first; i < b->first + b->count; i++) {
		const struct function_contract *fc =
			f->insns[i].op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc)
			if (e->kind == EFFECT_COUNT_UP)
				return true;
	}
	return false;
}

/* Who arms it counts it where that was new: who takes down what holds it can wait for the count. */
static bool is_counted(struct program *p, const struct ir_function *f, uint32_t call)
{
	for (uint32_t i = call + 1; i < f->ninsns; i++) {
		const struct ir_insn *branch = &f->insns[i];
		uint32_t on = branch->op == IR_BRANCH ? program_uncast(f, branch->a) : IR_NONE;

		if (on == call && counts_up(p, f, branch->b))
			return true;
	}
	return false;
}

static void note_member(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn], *field;
	const struct protocol_state *to = &e->protocol->states[e->arrows[0].to];
	struct ambient *am;
	uint32_t operand;

	if (e->object.root != PATH_PARAM || e->object.nsteps || e->object.index >= call->nargs ||
	    e->arrows[0].stay)
		return;
	operand = program_uncast(f, f->pool[call->args + e->object.index]);
	if (operand == IR_NONE || f->insns[operand].op != IR_FIELD)
		return;
	field = &f->insns[operand];
	/* The protocol's first state is the one constructors give; any other that is not ambient
	 * ends the danger. */
	if (!to->ambient && e->arrows[0].to == 0)
		return;
	if (to->ambient && is_counted(p, f, insn))
		return;
	am = need_ambient(p, field->b, field->c, e->protocol);
	if (!to->ambient) {
		am->undone |= !only_pauses(p, fn);
	} else if (am->fn == IR_NONE) {
		am->fn = fn;
		am->insn = insn;
		am->operand = operand;
		am->state = e->arrows[0].to;
	}
}

bool program_runs_later(const struct protocol *p)
{
	for (uint8_t i = 0; i < p->nstates; i++)
		if (p->states[i].ambient)
			return true;
	return false;
}

static bool drops_last(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_COUNT_LAST)
			return true;
	return false;
}

static void note_callback(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e,
			  const struct function_contract *fc)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn];
	uint32_t operand;

	if (e->object.root != PATH_PARAM || e->object.nsteps || e->object.index >= call->nargs)
		return;
	operand = program_uncast(f, f->pool[call->args + e->object.index]);
	if (operand == IR_NONE || f->insns[operand].op != IR_FUNC)
		return;
	place_in_slot(p, f->insns[operand].a, e->callback);
	if (e->kind == EFFECT_CALL)
		program_fn(p, f->insns[operand].a)->releases = true;
	if (e->kind == EFFECT_CALL && drops_last(fc))
		program_fn(p, f->insns[operand].a)->ends = true;
}

/* A table that is handed over by its address. */
static void note_placed(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn];
	uint32_t operand;

	if (e->object.root != PATH_PARAM || e->object.nsteps || e->object.index >= call->nargs)
		return;
	operand = program_uncast(f, f->pool[call->args + e->object.index]);
	if (operand != IR_NONE && f->insns[operand].op == IR_GLOBAL)
		tables_note_place(p, f->insns[operand].a, e->needs);
}

static void note_call(struct program *p, uint32_t fn, uint32_t insn)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *callee = &f->insns[f->insns[insn].a];
	const struct function_contract *fc;

	if (callee->op != IR_FUNC)
		return;
	program_fn(p, callee->a)->ncalls++;
	fc = program_contract(p, callee->a);
	for_each_effect (e, fc) {
		if (e->kind == EFFECT_PUBLISH || e->kind == EFFECT_TAKE || e->kind == EFFECT_LOOK ||
		    e->kind == EFFECT_MARK)
			publish_note(p, fn, insn, e);
		if (e->kind == EFFECT_STATE && program_runs_later(e->protocol))
			note_member(p, fn, insn, e);
		if (e->kind == EFFECT_CALL || e->kind == EFFECT_CALL_LATER)
			note_callback(p, fn, insn, e, fc);
		if (e->kind == EFFECT_PLACE)
			note_placed(p, fn, insn, e);
	}
}

static void note_store(struct program *p, uint32_t fn, uint32_t insn)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *i = &f->insns[insn];
	uint32_t value = program_uncast(f, i->b);

	if (f->insns[i->a].op == IR_FIELD && value != IR_NONE && f->insns[value].op == IR_GLOBAL)
		tables_note_place(p, f->insns[value].a,
				  program_needs(p, f->insns[i->a].b, f->insns[i->a].c));
	if (f->insns[i->a].op == IR_FIELD && value != IR_NONE && f->insns[value].op == IR_FUNC)
		place_in_slot(p, f->insns[value].a, slot_of(p, f->insns[i->a].b, f->insns[i->a].c));
}

/* Drops members that are only ever undone, never armed here. */
static void keep_armed(struct program *p)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < p->nambients; i++)
		if (p->ambients[i].fn != IR_NONE)
			p->ambients[kept++] = p->ambients[i];
	p->nambients = kept;
}

static bool points_to(const struct ir_module *m, uint32_t type, uint32_t record)
{
	if (type == IR_NONE || m->types[type].kind != IR_TYPE_POINTER)
		return false;
	type = m->types[type].ref;
	return type != IR_NONE && m->types[type].kind == IR_TYPE_RECORD &&
	       m->types[type].ref == record;
}

/* A function of another file is called that takes such records: that file knows their members. */
static bool known_elsewhere(const struct program *p, uint32_t record)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		const struct ir_function *f = &p->m->functions[fn];

		for (uint32_t i = 0; !(f->flags & IR_FN_DEFINED) && i < f->nparams; i++)
			if (points_to(p->m, f->locals[i].type, record))
				return true;
	}
	return false;
}

bool program_owns_record(const struct program *p, uint32_t fn, uint32_t record)
{
	return p->m->records[record].in_main_file ||
	       (p->self_contained[p->m->functions[fn].unit] && !known_elsewhere(p, record));
}

static void find_self_contained(struct program *p)
{
	p->self_contained = arena_new_array(p->arena, bool, p->m->nmains + 1);
	memset(p->self_contained, true, p->m->nmains + 1);
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn) && !(p->m->functions[fn].flags & IR_FN_STATIC))
			p->self_contained[p->m->functions[fn].unit] = false;
}

void program_survey(struct program *p)
{
	find_self_contained(p);
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (!(f->flags & IR_FN_LOWERED) || !(f->flags & IR_FN_MAIN_FILE))
			continue;
		for (uint32_t i = 0; i < f->ninsns; i++) {
			if (f->insns[i].op == IR_CALL)
				note_call(p, fn, i);
			else if (f->insns[i].op == IR_STORE)
				note_store(p, fn, i);
			f = &p->m->functions[fn];
		}
	}
	keep_armed(p);
	backlink_survey(p);
}
