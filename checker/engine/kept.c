/* SPDX-License-Identifier: MIT */
/*
 * Members of records that refer to objects, or are objects, which have to be given back: seen over
 * all of the module's code, who brings one there, and who lets it go. No path is followed; what
 * can't be told from the instructions alone is no evidence.
 */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "checks.h"
#include "evidence.h"
#include "program.h"
#include "reference.h"

#define MAX_KEPT_MEMBERS 32
#define MAX_UNDOERS 8
struct kept_member {
	uint32_t record, field;
	const struct protocol *protocol;
	uint8_t state;
	uint32_t fn, call, address; /* where it is got and stored */
	bool let_go; /* by another function, or perhaps so */
	bool undone; /* somewhere, be it where setting it up failed */
	uint32_t undoers[MAX_UNDOERS], nundoers; /* ... by these functions; the first ones */
	uint32_t by; /* that function, if it is known; or IR_NONE */
};

struct survey {
	struct program *p;
	struct kept_member list[MAX_KEPT_MEMBERS];
	uint32_t count;
};

/* The effect brings its argument out of that state. That something new could not be made there is
 * no such effect. */
static bool brings_out(const struct effect *e, const struct kept_member *k, value_classes when)
{
	const struct protocol *p = e->protocol;

	if (e->kind != EFFECT_STATE || e->object.root != PATH_PARAM || e->object.nsteps ||
	    p != k->protocol)
		return false;
	for (uint8_t i = 0; i < e->narrows; i++)
		if ((e->arrows[i].from >> k->state & 1) && !e->arrows[i].stay &&
		    !p->states[e->arrows[i].to].kept)
			return when == CLASS_ANY || e->arrows[i].from != protocol_all_states(p);
	return false;
}

/* --- Got and stored ----------------------------------------------------------------------- */

static void add_member(struct survey *s, struct kept_member k, uint32_t address)
{
	const struct ir_insn *to = &s->p->m->functions[k.fn].insns[address];

	if (to->op != IR_FIELD || !s->p->m->records[to->b].in_main_file ||
	    s->count == MAX_KEPT_MEMBERS)
		return;
	k.record = to->b;
	k.field = to->c;
	k.address = address;
	k.by = IR_NONE;
	s->list[s->count++] = k;
}

static void note_store(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	struct program *p = s->p;
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *i = &f->insns[insn];
	uint32_t address = i->a, value;
	const struct effect *e;

	if (f->insns[address].op != IR_FIELD)
		return;
	value = reference_maker(f, program_uncast(f, i->b));
	e = value == IR_NONE ? NULL : reference_by_call(p, fn, value);
	if (e)
		add_member(s,
			   (struct kept_member){.protocol = e->protocol,
						.state = e->arrows[0].to,
						.fn = fn,
						.call = value},
			   address);
}

/* The call puts the object where its argument points to. */
static bool gives_by_address(const struct effect *e)
{
	return e->object.nsteps == 1 && e->object.steps[0].kind == STEP_LOAD;
}

/* An argument that is a member, or what a member holds, is brought to such a state; or a call puts
 * an object in that state into a member. */
static void note_brought(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(s->p, f, insn);
	const struct ir_insn *call = &f->insns[insn];

	for_each_effect (e, fc) {
		struct kept_member k = {.protocol = e->protocol, .fn = fn, .call = insn};
		bool given = e->kind == EFFECT_STATE && gives_by_address(e);
		uint32_t arg;

		if (e->kind != EFFECT_STATE || (e->protocol->counted && !given) ||
		    e->object.root != PATH_PARAM || (e->object.nsteps && !given) ||
		    e->object.index >= call->nargs || e->arrows[0].stay ||
		    !e->protocol->states[e->arrows[0].to].kept)
			continue;
		k.state = e->arrows[0].to;
		arg = program_uncast(f, f->pool[call->args + e->object.index]);
		if (arg != IR_NONE && !given && f->insns[arg].op == IR_LOAD)
			arg = f->insns[arg].a;
		if (arg != IR_NONE)
			add_member(s, k, arg);
	}
}

/* --- Let go ------------------------------------------------------------------------------- */

/* Somebody lets go of an object, by an argument of a call or by moving it elsewhere. */
struct release {
	uint32_t fn, insn;
	const struct effect *effect; /* NULL: code that is not seen gets what the member holds */
	bool alone; /* and nothing else, as code does that puts a reference */
	value_classes when;
	uint8_t depth; /* calls between insn and where it is let go */
	uint32_t record; /* that a pointer to what is let go points to, or IR_NONE */
	bool outside; /* it was given to a function that others call, by an address */
};

#define MAX_CHARGED 3 /* calls that a release is followed up to */

static bool is_released(const struct kept_member *k, const struct release *r)
{
	if (!r->effect)
		return !k->protocol->counted || r->alone;
	return k->protocol->counted
		       ? k->protocol == r->effect->protocol && reference_taken(r->effect)
		       : brings_out(r->effect, k, r->when);
}

/* The type of what the member is, or points to; or IR_NONE. */
static uint32_t kept_type(struct ir_module *m, const struct kept_member *k)
{
	uint32_t type;

	ir_need_fields(m, k->record);
	if (k->field >= m->records[k->record].nfields)
		return IR_NONE;
	type = m->records[k->record].fields[k->field].type;
	if (type != IR_NONE && m->types[type].kind == IR_TYPE_POINTER)
		type = m->types[type].ref;
	return type;
}

/* The record that the member is, or points to; or IR_NONE. */
static uint32_t kept_record(struct ir_module *m, const struct kept_member *k)
{
	uint32_t type = kept_type(m, k);

	return type != IR_NONE && m->types[type].kind == IR_TYPE_RECORD ? m->types[type].ref
									: IR_NONE;
}

/* The member points to pointers, or to plain numbers: no record that is let go is what it holds. */
static bool holds_no_record(struct ir_module *m, const struct kept_member *k)
{
	uint32_t type = kept_type(m, k);

	return type != IR_NONE &&
	       (m->types[type].kind == IR_TYPE_POINTER || m->types[type].kind == IR_TYPE_INT);
}

/*
 * What the member holds may be let go there. A member of a record of others may hold the same
 * object, if it is of the same type: with a part of it they hold a reference of their own.
 */
static bool may_be_it(const struct survey *s, const struct release *r, const struct ir_insn *member,
		      const struct kept_member *k)
{
	uint32_t record = kept_record(s->p->m, k);
	bool named = member && s->p->m->records[member->b].in_main_file;

	/* Nor is the record that has the member. */
	if (!named && r->record != IR_NONE &&
	    (holds_no_record(s->p->m, k) || (r->record == k->record && r->record != record)))
		return false;
	if (!member && r->effect)
		return reference_may_be(s->p->m, r->record, record);
	if (!member)
		return r->record != IR_NONE && r->record == record;
	if (named)
		return k->record == member->b && k->field == member->c;
	return r->record == IR_NONE || record == IR_NONE || r->record == record;
}

/* A call that lets go only where it succeeds cleans nothing up: it has the reference then. */
static bool is_handover(const struct release *r)
{
	return r->effect && r->effect->protocol->counted && r->when != CLASS_ANY;
}

/* member: NULL if it may be any. */
static void let_go(struct survey *s, const struct release *r, const struct ir_insn *member)
{
	bool named = member && s->p->m->records[member->b].in_main_file;

	if (!named && !r->effect && !r->outside)
		return;
	for (uint32_t i = 0; i < s->count; i++) {
		struct kept_member *k = &s->list[i];

		if (k->let_go || !is_released(k, r) || !may_be_it(s, r, member, k))
			continue;
		k->undone = true;
		if (k->nundoers < MAX_UNDOERS)
			k->undoers[k->nundoers++] = r->fn;
		k->let_go = r->fn == IR_NONE || is_handover(r) ||
			    undone_for_good(s->p, k->fn, k->call, r->fn, r->insn);
		if (k->let_go && named && r->effect)
			k->by = r->fn;
	}
}

/* The member that value is the address of, or what it holds; or NULL. */
static const struct ir_insn *named_member(const struct ir_function *f, uint32_t value)
{
	if (value != IR_NONE && f->insns[value].op == IR_FIELD)
		return &f->insns[value];
	return program_reads_member(f, value);
}

/* --- Callers ------------------------------------------------------------------------------ */

static void note_release(struct survey *s, const struct release *r, uint32_t arg);

/*
 * What is let go is what the function was given: what its callers give it, then. Other files may
 * call it too, but cannot get at members of this one's records.
 */
static void charge_callers(struct survey *s, const struct release *r, uint32_t param)
{
	struct program *p = s->p;
	struct release any = *r, up = *r;
	struct calling at = {0};

	any.outside = program_fn(p, r->fn)->nslots ||
		      (p->m->functions[r->fn].flags & IR_FN_ADDRESS_TAKEN);
	if (r->depth == MAX_CHARGED || any.outside) {
		let_go(s, &any, NULL);
		return;
	}
	up.depth++;
	while (program_next_call(p, r->fn, &at)) {
		up.fn = at.fn;
		up.insn = at.insn;
		note_release(s, &up, param);
	}
}

/* The value is let go: a member, or what is reached by a parameter, or anything. */
static void let_go_value(struct survey *s, const struct release *r, uint32_t value)
{
	const struct ir_function *f = &s->p->m->functions[r->fn];
	const struct ir_insn *member = named_member(f, value);
	uint32_t param = reference_param(f, value);

	if (member)
		let_go(s, r, member);
	/* With the counted part of a record the record itself. */
	if (param != IR_NONE && (!member || (r->effect && r->effect->protocol->counted)))
		charge_callers(s, r, param);
	else if (!member)
		let_go(s, r, NULL);
}

/* The variable may hold what any of its stores put there. */
static void let_go_variable(struct survey *s, const struct release *r, uint32_t local)
{
	if (local < s->p->m->functions[r->fn].nparams)
		charge_callers(s, r, local);
	for (uint32_t i = 0; i < s->p->m->functions[r->fn].ninsns; i++) {
		const struct ir_function *f = &s->p->m->functions[r->fn];
		uint32_t value;

		if (program_stores_local(f, i) != local)
			continue;
		value = program_uncast(f, f->insns[i].b);
		if (value != IR_NONE && f->insns[value].op != IR_CONST &&
		    (!r->effect || !reference_is_own(s->p, r->fn, value)))
			let_go_value(s, r, value);
	}
}

/* Some member that nothing has let go yet may be by such a release. */
static bool is_wanted(const struct survey *s, const struct release *r)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (!s->list[i].let_go && is_released(&s->list[i], r))
			return true;
	return false;
}

/* The record that the value points to, read from a member of somebody else's record, where code of
 * the file put it; or IR_NONE. */
static uint32_t private_record(const struct program *p, const struct ir_function *f, uint32_t value)
{
	const struct ir_insn *from = program_reads_member(f, value);

	return from && !p->m->records[from->b].in_main_file ? reference_put_in(p, from) : IR_NONE;
}

/* Argument number arg of the call is let go there. */
static void note_release(struct survey *s, const struct release *r, uint32_t arg)
{
	const struct ir_function *f = &s->p->m->functions[r->fn];
	const struct ir_insn *call = &f->insns[r->insn];
	struct release of = *r;
	uint32_t operand, local;

	if (arg >= call->nargs || !is_wanted(s, r))
		return;
	of.record = program_pointee_record(s->p->m, f, f->pool[call->args + arg]);
	operand = program_uncast(f, f->pool[call->args + arg]);
	if (of.record == IR_NONE)
		of.record = private_record(s->p, f, operand);
	local = program_reads_local(f, operand);
	if (local != IR_NONE && r->effect)
		let_go_variable(s, &of, local);
	else
		let_go_value(s, &of, operand);
}

/* What is called has a body that is looked at. Those of other folders are not. */
static bool has_body(const struct program *p, const struct ir_function *f, uint32_t insn)
{
	uint32_t callee = program_callee(f, insn);

	return callee != IR_NONE && (p->m->functions[callee].flags & IR_FN_DEFINED) &&
	       !(p->m->functions[callee].flags & IR_FN_IMPORTED);
}

static void note_call(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct function_contract *fc = program_call_contract(s->p, f, insn);

	for (uint32_t o = 0; fc && o < fc->noutcomes; o++)
		for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++) {
			const struct effect *e = &fc->outcomes[o].effects[i];

			if (e->object.root != PATH_PARAM || e->object.nsteps)
				continue;
			if (e->kind == EFFECT_HAND_ON)
				note_release(s, &(struct release){.fn = fn, .insn = insn},
					     e->object.index);
			else if (e->kind == EFFECT_STATE)
				note_release(s,
					     &(struct release){.fn = fn,
							       .insn = insn,
							       .effect = e,
							       .when = fc->outcomes[o].when},
					     e->object.index);
		}
	for (uint32_t i = 0; !fc && !has_body(s->p, f, insn) && i < f->insns[insn].nargs; i++)
		note_release(s,
			     &(struct release){
				     .fn = fn, .insn = insn, .alone = f->insns[insn].nargs == 1},
			     i);
}

/* What the member holds is moved on: stored, or given back to a caller. */
static void note_moved(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct ir_insn *i = &f->insns[insn];
	const struct release r = {.fn = fn, .insn = insn, .record = IR_NONE};
	uint32_t value = program_uncast(f, i->op == IR_STORE ? i->b : i->a);

	if (program_stores_local(f, insn) != IR_NONE)
		return;
	if (program_reads_member(f, value))
		let_go(s, &r, program_reads_member(f, value));
	else if (program_reads_local(f, value) != IR_NONE)
		let_go_variable(s, &r, program_reads_local(f, value));
}

/* A function that lets go, given away by its address, may be called for any object. */
static void note_callbacks(struct survey *s)
{
	for (uint32_t fn = 0; fn < s->p->m->nfunctions; fn++) {
		const struct function_contract *fc;

		if (!(s->p->m->functions[fn].flags & IR_FN_ADDRESS_TAKEN))
			continue;
		fc = program_contract(s->p, fn);
		for (uint32_t o = 0; fc && o < fc->noutcomes; o++)
			for (uint32_t i = 0; i < fc->outcomes[o].neffects; i++)
				if (fc->outcomes[o].effects[i].kind == EFFECT_STATE)
					let_go(s,
					       &(struct release){
						       .fn = IR_NONE,
						       .insn = IR_NONE,
						       .record = IR_NONE,
						       .effect = &fc->outcomes[o].effects[i],
						       .when = fc->outcomes[o].when},
					       NULL);
	}
}

/* --- The verdict -------------------------------------------------------------------------- */

static bool names_record(const struct ir_function *f, uint32_t record)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_FIELD && f->insns[i].b == record)
			return true;
	return false;
}

/* The function stores NULL in the member, of a record that it was given: one of its own is new. */
static bool clears(const struct ir_function *f, const struct kept_member *k)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *to = &f->insns[f->insns[i].a];
		uint32_t value;

		if (f->insns[i].op != IR_STORE || to->op != IR_FIELD || to->b != k->record ||
		    to->c != k->field || reference_param(f, f->insns[i].a) == IR_NONE)
			continue;
		value = program_uncast(f, f->insns[i].b);
		if (value != IR_NONE && f->insns[value].op == IR_CONST && !f->insns[value].imm)
			return true;
	}
	return false;
}

/* What is undone nowhere: another function that stores NULL in the member, and so forgets what it
 * holds; or IR_NONE. */
static uint32_t forgotten_by(const struct program *p, const struct kept_member *k)
{
	for (uint32_t fn = 0; !k->undone && fn < p->m->nfunctions; fn++)
		if (fn != k->fn && program_is_own(p, fn) && clears(&p->m->functions[fn], k))
			return fn;
	return IR_NONE;
}

/* The function is called where the member is set up, and nowhere else: it undoes what failed. */
static bool undoes_only(const struct survey *s, const struct kept_member *k, uint32_t fn)
{
	struct calling at = {0};
	bool called = false;

	while (program_next_call(s->p, fn, &at)) {
		called = true;
		if (at.fn != k->fn)
			return false;
	}
	return called;
}

/* Marks the function and those that call it, `levels` of them up, but for one. */
static void mark_callers(const struct survey *s, uint8_t *marks, uint32_t fn, uint32_t but,
			 uint8_t levels)
{
	struct calling at = {0};

	if (fn == but || marks[fn] >= levels)
		return;
	marks[fn] = levels;
	while (program_next_call(s->p, fn, &at))
		mark_callers(s, marks, at.fn, but, levels - 1);
}

/* The member is undone in the function, in what it calls, or in what calls it. */
static bool undone_around(const struct survey *s, const struct kept_member *k, uint32_t fn)
{
	uint32_t n = s->p->m->nfunctions;
	uint8_t *undo = arena_new_array(s->p->arena, uint8_t, n + 1);
	uint8_t *around = arena_new_array(s->p->arena, uint8_t, n + 1);

	if (k->nundoers == MAX_UNDOERS)
		return true;
	mark_callers(s, around, fn, k->fn, MAX_CHARGED + 1);
	for (uint32_t i = 0; i < k->nundoers; i++) {
		if (k->undoers[i] == IR_NONE)
			return true;
		mark_callers(s, undo, k->undoers[i], IR_NONE, MAX_CHARGED + 1);
	}
	for (uint32_t i = 0; i < n; i++)
		if (around[i] && undo[i])
			return true;
	return false;
}

/* The call frees what a member of somebody else's record points to, which is such a record. */
static bool frees_private(const struct survey *s, const struct ir_function *f, uint32_t call,
			  uint32_t record)
{
	const struct function_contract *fc = program_call_contract(s->p, f, call);

	for_each_effect (e, fc)
		if (effect_ends(e) && e->object.root == PATH_PARAM && !e->object.nsteps &&
		    e->object.index < f->insns[call].nargs &&
		    private_record(s->p, f, f->pool[f->insns[call].args + e->object.index]) ==
			    record)
			return true;
	return false;
}

/* What the call frees is no new record, that the function has just made itself. */
static bool frees_given(const struct survey *s, const struct kept_member *k, uint32_t fn,
			uint32_t call)
{
	const struct ir_function *f = &s->p->m->functions[fn];
	uint32_t local, value;

	if (frees_private(s, f, call, k->record))
		return true;
	if (!sibling_frees_record(s->p, f, call, k->record) || !f->insns[call].nargs)
		return false;
	local = program_reads_local(f, program_uncast(f, f->pool[f->insns[call].args]));
	if (local == IR_NONE || local < f->nparams)
		return true;
	for (uint32_t i = 0; i < f->ninsns; i++) {
		value = program_stores_local(f, i) == local ? program_uncast(f, f->insns[i].b)
							    : IR_NONE;
		if (value != IR_NONE && f->insns[value].op == IR_CALL &&
		    reference_is_own(s->p, fn, value))
			return false;
		f = &s->p->m->functions[fn];
	}
	return true;
}

/* The function frees such a record, which others have set up, and not also one of the kind that the
 * member holds: it may be that one. */
static bool frees_holder(const struct survey *s, const struct kept_member *k, uint32_t fn)
{
	const uint32_t held = kept_record(s->p->m, k);
	bool frees = false;

	for (uint32_t i = 0; i < s->p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &s->p->m->functions[fn];

		if (f->insns[i].op != IR_CALL)
			continue;
		if (held != IR_NONE && sibling_frees_record(s->p, f, i, held))
			return false;
		frees |= frees_given(s, k, fn, i);
	}
	return frees;
}

/* A function that frees such a record, and the member is let go by none around it; or IR_NONE. */
static uint32_t freed_by(const struct survey *s, const struct kept_member *k)
{
	for (uint32_t fn = 0; fn < s->p->m->nfunctions; fn++)
		if (fn != k->fn && program_is_own(s->p, fn) && frees_holder(s, k, fn) &&
		    !undoes_only(s, k, fn) && !undone_around(s, k, fn))
			return fn;
	return IR_NONE;
}

/* What sets the member up has no result, so it can't fail, and undoes that itself: it does not
 * leave it to others. */
static bool keeps_for_itself(const struct survey *s, const struct kept_member *k)
{
	const uint32_t result = s->p->m->functions[k->fn].result;

	if (result != IR_NONE && s->p->m->types[result].kind != IR_TYPE_VOID)
		return false;
	for (uint32_t i = 0; i < k->nundoers; i++)
		if (k->undoers[i] == k->fn || undoes_only(s, k, k->undoers[i]))
			return true;
	return false;
}

/*
 * The function that takes down what holds the member: a slot says so, it lets go something else
 * that the record has, it forgets what is there, or frees the record. IR_NONE: it is not in sight.
 */
static uint32_t teardown_of(const struct survey *s, const struct kept_member *k)
{
	struct program *p = s->p;
	uint32_t record = k->record, fn;

	if (keeps_for_itself(s, k))
		return IR_NONE;
	for (fn = 0; fn < p->m->nfunctions; fn++)
		for (uint32_t i = 0; i < program_fn(p, fn)->nslots; i++)
			if (program_fn(p, fn)->slots[i]->teardown &&
			    names_record(&p->m->functions[fn], record))
				return fn;
	for (uint32_t i = 0; i < s->count; i++)
		if (s->list[i].record == record && s->list[i].let_go && s->list[i].by != IR_NONE)
			return s->list[i].by;
	fn = forgotten_by(p, k);
	return fn == IR_NONE ? freed_by(s, k) : fn;
}

/* The call lets go of what another one of the function gave for the member. */
static bool undoes_call(struct program *p, const struct kept_member *k, uint32_t call)
{
	const struct ir_function *f = &p->m->functions[k->fn];
	const struct function_contract *fc = program_call_contract(p, f, call);

	for_each_effect (e, fc) {
		uint32_t arg = e->object.index;

		if (brings_out(e, k, CLASS_ANY) && arg < f->insns[call].nargs &&
		    reference_maker(f, program_uncast(f, f->pool[f->insns[call].args + arg])) ==
			    k->call)
			return true;
	}
	return false;
}

/* The function that sets the member up lets go of what it holds on all its ways from there on. */
static bool lends_only(const struct survey *s, const struct kept_member *k)
{
	const struct ir_function *f = &s->p->m->functions[k->fn];
	bool *undone = arena_new_array(s->p->arena, bool, f->nblocks);

	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_CALL && undoes_call(s->p, k, i))
			undone[cfg_block_of(f, i)] = true;
	return !cfg_returns(f, cfg_block_of(f, k->address), undone);
}

static void report_kept(const struct survey *s, const struct kept_member *k)
{
	struct program *p = s->p;
	struct arena *a = p->out->arena;
	uint32_t fn = teardown_of(s, k);
	const struct ir_function *f = &p->m->functions[k->fn];
	const struct state state = {.protocol = k->protocol->id, .state = k->state};
	const struct protocol_state *in = &k->protocol->states[k->state];
	struct finding_note got;
	const char *callee =
		str_text(p->m->strings, p->m->functions[f->insns[f->insns[k->call].a].a].name);
	struct report r = {.rule = k->protocol->states[k->state].kept,
			   .object = describe_address(p->m, k->fn, k->address, a),
			   .callee = callee,
			   .state = &state};

	if (fn == IR_NONE || fn == k->fn || lends_only(s, k))
		return;
	got = (struct finding_note){
		.place = ir_locate(p->m, f->insns[k->call].loc),
		.text = arena_format(a, "'%s' %s here by %s()", r.object,
				     in->phrase ? in->phrase : in->name, callee),
		.kind = STEP_STATE,
		.function = arena_format(a, "%s", str_text(p->m->strings, f->name))};
	evidence_static(p, &r, fn, ir_locate(p->m, p->m->functions[fn].end), &got);
}

static bool all_let_go(const struct survey *s)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (!s->list[i].let_go)
			return false;
	return true;
}

static void look_for_releases(struct survey *s)
{
	program_each_insn(s->p, IR_CALL, note_call, s);
	program_each_insn(s->p, IR_STORE, note_moved, s);
	program_each_insn(s->p, IR_RETURN, note_moved, s);
}

void kept_check(struct program *p)
{
	struct survey s = {.p = p};

	program_each_insn(p, IR_STORE, note_store, &s);
	program_each_insn(p, IR_CALL, note_brought, &s);
	if (!s.count)
		return;
	look_for_releases(&s);
	note_callbacks(&s);
	if (all_let_go(&s))
		return;
	/* Code without any contract may move it on all the same. */
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		if (program_is_own(p, fn))
			ir_need_body(p->m, fn);
	look_for_releases(&s);
	for (uint32_t i = 0; i < s.count; i++)
		if (!s.list[i].let_go)
			report_kept(&s, &s.list[i]);
}
