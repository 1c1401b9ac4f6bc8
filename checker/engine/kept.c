/* SPDX-License-Identifier: MIT */
/*
 * Members of records that refer to counted objects, seen over all of the module's code: who puts a reference there, and
 * who lets it go. No path is followed; what can't be told from the instructions alone is no evidence.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis.h"

#define MAX_KEPT_MEMBERS 32
struct kept_member {
	uint32_t record, field;
	const struct protocol *protocol;
	uint8_t state;
	uint32_t fn, call, address; /* where it is got and stored */
	bool let_go; /* by another function, or perhaps so */
};

struct survey {
	struct program *p;
	struct kept_member list[MAX_KEPT_MEMBERS];
	uint32_t count;
};

/* --- What a contract does with a reference ------------------------------------------------------------------ */

/* The contract gives a reference that its caller owes: that effect, or NULL. */
static const struct effect *gives_reference(const struct function_contract *fc)
{
	bool returns = false;

	for_each_effect(e, fc)
		returns |= e->kind == EFFECT_RETURN;
	for_each_effect(e, fc)
		if (e->kind == EFFECT_STATE && !e->object.nsteps && (e->object.root == PATH_RETURN || returns) &&
		    !e->arrows[0].stay && e->protocol->states[e->arrows[0].to].kept)
			return e;
	return NULL;
}

/* The contract takes one away from its argument. */
static bool takes_reference(const struct effect *e)
{
	return e->kind == EFFECT_STATE && e->object.root == PATH_PARAM && !e->object.nsteps && !e->arrows[0].stay &&
	       e->protocol->states[e->arrows[0].to].dead;
}

/* --- Got and stored ------------------------------------------------------------------------------------------ */

static void note_store(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	struct program *p = s->p;
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *i = &f->insns[insn], *to = &f->insns[i->a];
	uint32_t value = program_uncast(f, i->b);
	const struct function_contract *fc = value == IR_NONE ? NULL : program_call_contract(p, f, value);
	const struct effect *e = fc ? gives_reference(fc) : NULL;

	if (!e || to->op != IR_FIELD || !p->m->records[to->b].in_main_file || s->count == MAX_KEPT_MEMBERS)
		return;
	s->list[s->count++] = (struct kept_member){ .record = to->b,
					     .field = to->c,
					     .protocol = e->protocol,
					     .state = e->arrows[0].to,
					     .fn = fn,
					     .call = value,
					     .address = i->a };
}

/* --- Let go -------------------------------------------------------------------------------------------------- */

/* A return that may say success. */
static bool succeeds(const struct ir_function *f, const struct ir_block *b)
{
	const struct ir_insn *last = &f->insns[b->first + b->count - 1];

	if (last->op != IR_RETURN)
		return false;
	return last->a == IR_NONE || f->insns[last->a].op != IR_CONST || f->insns[last->a].imm == 0;
}

/* The function that stored the reference lets it go on each of its ways to success. */
static bool always_lets_go(const struct ir_function *f, uint32_t store, uint32_t release)
{
	for (uint32_t b = 0; b < f->nblocks; b++)
		if (succeeds(f, &f->blocks[b]) && cfg_reaches(f, cfg_block_of(f, store), b, cfg_block_of(f, release)))
			return false;
	return true;
}

/* member: NULL if it may be any. A member of a record of others may hold the same object. */
static void let_go(struct survey *s, const struct protocol *protocol, uint32_t fn, uint32_t release,
		   const struct ir_insn *member)
{
	if (member && !s->p->m->records[member->b].in_main_file)
		member = NULL;
	for (uint32_t i = 0; i < s->count; i++) {
		struct kept_member *k = &s->list[i];

		if (k->protocol != protocol || (member && (k->record != member->b || k->field != member->c)))
			continue;
		if (k->fn != fn || always_lets_go(&s->p->m->functions[fn], k->call, release))
			k->let_go = true;
	}
}

/* The variable may hold what any of its stores put there. */
static void let_go_variable(struct survey *s, const struct protocol *protocol, uint32_t fn, uint32_t release,
			    uint32_t local)
{
	const struct ir_function *f = &s->p->m->functions[fn];

	if (local < f->nparams)
		let_go(s, protocol, fn, release, NULL);
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *st = &f->insns[i], *from;
		uint32_t value = st->op == IR_STORE ? program_uncast(f, st->b) : IR_NONE;

		if (value == IR_NONE || f->insns[st->a].op != IR_LOCAL || f->insns[st->a].a != local)
			continue;
		from = &f->insns[value];
		if (from->op == IR_LOAD && f->insns[from->a].op == IR_FIELD)
			let_go(s, protocol, fn, release, &f->insns[from->a]);
		else if (from->op != IR_CALL && from->op != IR_CONST)
			let_go(s, protocol, fn, release, NULL);
	}
}

static void note_release(struct survey *s, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &s->p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn], *from;
	uint32_t operand;

	if (!takes_reference(e) || e->object.index >= call->nargs)
		return;
	operand = program_uncast(f, f->pool[call->args + e->object.index]);
	from = operand == IR_NONE ? NULL : &f->insns[operand];
	if (from && from->op == IR_LOAD && f->insns[from->a].op == IR_FIELD)
		let_go(s, e->protocol, fn, insn, &f->insns[from->a]);
	else if (program_reads_local(f, operand) != IR_NONE)
		let_go_variable(s, e->protocol, fn, insn, program_reads_local(f, operand));
	else
		let_go(s, e->protocol, fn, insn, NULL);
}

static void note_call(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	const struct function_contract *fc = program_call_contract(s->p, &s->p->m->functions[fn], insn);

	for_each_effect(e, fc)
		note_release(s, fn, insn, e);
}

/* A function that lets go, given away by its address, may be called for any object. */
static void note_callbacks(struct survey *s)
{
	for (uint32_t fn = 0; fn < s->p->m->nfunctions; fn++) {
		const struct function_contract *fc;

		if (!(s->p->m->functions[fn].flags & IR_FN_ADDRESS_TAKEN))
			continue;
		fc = program_contract(s->p, fn);
		for_each_effect(e, fc)
			if (takes_reference(e))
				let_go(s, e->protocol, IR_NONE, IR_NONE, NULL);
	}
}

/* --- The verdict --------------------------------------------------------------------------------------------- */

static bool names_record(const struct ir_function *f, uint32_t record)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_FIELD && f->insns[i].b == record)
			return true;
	return false;
}

/* The function that takes down what holds the member, or IR_NONE. */
static uint32_t teardown_of(struct program *p, uint32_t record)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++)
		for (uint32_t i = 0; i < program_fn(p, fn)->nslots; i++)
			if (program_fn(p, fn)->slots[i]->teardown && names_record(&p->m->functions[fn], record))
				return fn;
	return IR_NONE;
}

static void report_kept(struct program *p, const struct kept_member *k)
{
	struct arena *a = p->out->arena;
	uint32_t fn = teardown_of(p, k->record);
	const struct ir_function *f = &p->m->functions[k->fn];
	const struct state state = { .protocol = k->protocol->id, .state = k->state };
	const struct protocol_state *in = &k->protocol->states[k->state];
	struct finding_note got;
	const char *callee = str_text(p->m->strings, p->m->functions[f->insns[f->insns[k->call].a].a].name);
	struct report r = { .rule = k->protocol->states[k->state].kept,
			    .object = describe_address(p->m, k->fn, k->address, a),
			    .callee = callee,
			    .state = &state };

	if (fn == IR_NONE || fn == k->fn)
		return;
	got = (struct finding_note){ .place = ir_locate(p->m, f->insns[k->call].loc),
				     .text = arena_format(a, "'%s' %s here by %s()", r.object,
							  in->phrase ? in->phrase : in->name, callee),
				     .kind = STEP_STATE,
				     .function = arena_format(a, "%s", str_text(p->m->strings, f->name)) };
	evidence_static(p, &r, fn, ir_locate(p->m, p->m->functions[fn].end), &got);
}

/* --- Borrowed ------------------------------------------------------------------------------------------------- */

static const struct field_contract *borrowed(const struct program *p, const struct ir_insn *member)
{
	const struct ir_record *r = &p->m->records[member->b];
	const struct field_contract *fc;

	if (member->c >= r->nfields)
		return NULL;
	fc = contracts_field(p->contracts, str_text(p->m->strings, r->name), str_text(p->m->strings, r->fields[member->c].name));
	return fc && fc->kind == FIELD_BORROWED && fc->released ? fc : NULL;
}

/* Whether any code of the file puts something into the member, or takes a reference to what it finds there. */
static bool ever_taken(struct program *p, uint32_t record, uint32_t field)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		if (!program_is_own(p, fn) || !ir_need_body(p->m, fn))
			continue;
		for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
			const struct ir_function *f = &p->m->functions[fn];
			const struct ir_insn *in = &f->insns[i], *to;
			const struct function_contract *fc;
			uint32_t arg;

			if (in->op == IR_STORE) {
				to = &f->insns[in->a];
				if (to->op == IR_FIELD && to->b == record && to->c == field)
					return true;
			}
			fc = program_call_contract(p, f, i);
			if (!fc || !in->nargs || !gives_reference(fc))
				continue;
			arg = program_uncast(f, f->pool[in->args]);
			to = arg != IR_NONE && f->insns[arg].op == IR_LOAD ? &f->insns[f->insns[arg].a] : NULL;
			if (to && to->op == IR_FIELD && to->b == record && to->c == field)
				return true;
		}
	}
	return false;
}

static void check_borrowed(struct program *p, uint32_t fn, uint32_t insn, const struct effect *e)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *call = &f->insns[insn], *member;
	const struct field_contract *fc;
	uint32_t operand;
	struct report r;

	if (!takes_reference(e) || e->object.index >= call->nargs)
		return;
	operand = program_uncast(f, f->pool[call->args + e->object.index]);
	if (operand == IR_NONE || f->insns[operand].op != IR_LOAD || f->insns[f->insns[operand].a].op != IR_FIELD)
		return;
	member = &f->insns[f->insns[operand].a];
	fc = borrowed(p, member);
	if (!fc || ever_taken(p, member->b, member->c))
		return;
	f = &p->m->functions[fn];
	r = (struct report){ .rule = fc->released,
			     .object = describe_operand(p->m, fn, operand, p->out->arena),
			     .callee = str_text(p->m->strings, p->m->functions[f->insns[f->insns[insn].a].a].name) };
	evidence_static(p, &r, fn, ir_locate(p->m, f->insns[insn].loc), NULL);
}

static void visit_borrowed(void *ctx, uint32_t fn, uint32_t insn)
{
	struct survey *s = ctx;
	const struct function_contract *fc = program_call_contract(s->p, &s->p->m->functions[fn], insn);

	for_each_effect(e, fc)
		check_borrowed(s->p, fn, insn, e);
}

void kept_check(struct program *p)
{
	struct survey s = { .p = p };

	program_each_insn(p, IR_CALL, visit_borrowed, &s);
	program_each_insn(p, IR_STORE, note_store, &s);
	if (!s.count)
		return;
	program_each_insn(p, IR_CALL, note_call, &s);
	note_callbacks(&s);
	for (uint32_t i = 0; i < s.count; i++)
		if (!s.list[i].let_go)
			report_kept(p, &s.list[i]);
}
