/* SPDX-License-Identifier: MIT */
/*
 * Contracts of members and of records: a member that needs a lock, owns what is stored in it, or
 * only borrows it; a record that is never copied, or that nothing may keep a pointer to.
 */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "memory.h"
#include "object.h"
#include "program.h"

/* A member with a contract, or without (contract NULL). */
struct member_info {
	const struct field_contract *contract;
	struct field_effects effects;
};

struct record_info {
	bool looked_up;
	bool has_members;
	const struct record_contract *pinned, *scoped;
	struct member_info *members; /* by field */
};

/* What the source itself says of members. */
static void note_own(struct program *p, const struct contracts *c)
{
	p->says_members |= c->nfields || c->nrecords;
	for (uint32_t i = 0; i < c->nfields; i++)
		if (c->fields[i]->put)
			p->kept = c->fields[i]->protocol;
}

void member_find(struct program *p)
{
	const struct contracts *c;

	for (c = p->contracts; c; c = c->base)
		p->has_members |= c->nfields || c->nrecords;
	/* The sets above the built-in one are the driver's own. */
	for (c = p->contracts; c && c->base; c = c->base)
		note_own(p, c);
}

static void look_up_members(struct program *p, uint32_t record, const char *name,
			    struct record_info *info)
{
	uint32_t n;

	ir_need_fields(p->m, record);
	n = p->m->records[record].nfields;
	for (uint32_t i = 0; i < n; i++) {
		const char *member = str_text(p->m->strings, p->m->records[record].fields[i].name);
		const struct field_contract *f = contracts_field(p->contracts, name, member);

		if (!f)
			continue;
		if (!info->members)
			info->members = arena_new_array(p->arena, struct member_info, n);
		info->has_members = true;
		info->members[i].contract = f;
		info->members[i].effects = contracts_field_effects(p->contracts, p->arena, f);
	}
}

static struct record_info *record_info(struct program *p, uint32_t record)
{
	const struct record_contract *r;
	struct record_info *info;
	const char *name;

	if (record >= p->nrecords) {
		uint32_t count = p->m->nrecords + 16;

		p->records = realloc(p->records, count * sizeof(*p->records));
		if (!p->records)
			abort();
		memset(p->records + p->nrecords, 0, (count - p->nrecords) * sizeof(*p->records));
		p->nrecords = count;
	}
	info = &p->records[record];
	if (info->looked_up)
		return info;
	info->looked_up = true;
	name = str_text(p->m->strings, p->m->records[record].name);
	for (r = contracts_record(p->contracts, name); r; r = r->next) {
		if (r->kind == RECORD_PINNED)
			info->pinned = r;
		else if (r->kind == RECORD_CALLBACK_SCOPED)
			info->scoped = r;
	}
	look_up_members(p, record, name, info);
	return info;
}

/* The record that a value of this type points to, or IR_NONE. */
static uint32_t pointee(const struct ir_module *m, uint32_t type)
{
	const struct ir_type *t = type == IR_NONE ? NULL : &m->types[type];

	if (!t || t->kind != IR_TYPE_POINTER || t->ref == IR_NONE ||
	    m->types[t->ref].kind != IR_TYPE_RECORD)
		return IR_NONE;
	return m->types[t->ref].ref;
}

/* --- Which functions matter --------------------------------------------------------------- */

static const struct record_contract *scoped_param(struct program *p, uint32_t fn, uint32_t param)
{
	uint32_t record = pointee(p->m, p->m->functions[fn].locals[param].type);

	return record == IR_NONE ? NULL : record_info(p, record)->scoped;
}

#define MAX_DEPTH 3
/* The contract by which the record, or one inside it, is pinned. */
static const struct record_contract *pinned_in(struct program *p, uint32_t record, int depth)
{
	const struct record_contract *r = record_info(p, record)->pinned;

	for (uint32_t i = 0; !r && depth < MAX_DEPTH && i < p->m->records[record].nfields; i++) {
		uint32_t type = p->m->records[record].fields[i].type;

		if (type != IR_NONE && p->m->types[type].kind == IR_TYPE_RECORD)
			r = pinned_in(p, p->m->types[type].ref, depth + 1);
	}
	return r;
}

/* The instruction may copy a record that is pinned. */
static bool copies_pinned(struct program *p, const struct ir_function *f, uint32_t insn)
{
	const struct ir_insn *in = &f->insns[insn];
	const struct function_contract *fc;
	uint32_t record;

	if (in->op == IR_COPY) {
		record = program_pointee_record(p->m, f, in->b);
		return record != IR_NONE && pinned_in(p, record, 0);
	}
	fc = in->op == IR_CALL ? program_call_contract(p, f, insn) : NULL;
	for_each_effect (e, fc) {
		if (e->kind != EFFECT_COPY || e->object.index >= in->nargs)
			continue;
		record = program_pointee_record(p->m, f, f->pool[in->args + e->object.index]);
		if (record != IR_NONE && pinned_in(p, record, 0))
			return true;
	}
	return false;
}

static bool body_matters(struct program *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];

	if (!ir_need_body(p->m, fn))
		return false;
	for (uint32_t i = 0; i < f->ninsns; i++) {
		if (p->says_members && f->insns[i].op == IR_FIELD &&
		    record_info(p, f->insns[i].b)->has_members)
			return true;
		if (copies_pinned(p, f, i))
			return true;
	}
	return false;
}

bool member_interest(struct program *p, uint32_t fn)
{
	struct fn_info *info = program_fn(p, fn);

	if (!p->has_members || !program_is_own(p, fn) || info->members_known)
		return info->members_matter;
	info->members_known = true;
	for (uint32_t i = 0; i < p->m->functions[fn].nparams; i++)
		if (scoped_param(p, fn, i))
			program_fn(p, fn)->members_matter = true;
	if (body_matters(p, fn))
		program_fn(p, fn)->members_matter = true;
	return program_fn(p, fn)->members_matter;
}

/* --- Touching a member -------------------------------------------------------------------- */

static const struct member_info *member_at(struct program *p, const struct node *nd)
{
	const struct record_info *info;

	if (nd->kind != REGION_FIELD)
		return NULL;
	info = record_info(p, nd->b);
	return info->has_members && info->members[nd->c].contract ? &info->members[nd->c] : NULL;
}

static void apply(struct analysis *x, struct world *w, const struct effect *e, node_id v,
		  node_id region, uint32_t insn)
{
	const uint32_t none = IR_NONE;
	struct call c = {.insn = insn,
			 .fn = IR_NONE,
			 .nargs = 1,
			 .args = &v,
			 .operands = &none,
			 .field = describe_region(x->p, region, x->p->out->arena)};

	effect_apply(x, w, e, &c);
}

/* What this function made itself nobody else can reach, unless it was stored where they can: no
 * lock is needed. */
static bool is_exclusive(const struct analysis *x, const struct world *w, node_id region)
{
	const struct node *root = node_at(x->n, region_root(x->n, region));

	if (root->kind != REGION_DEREF)
		return root->kind == REGION_LOCAL || root->kind == REGION_TEMP;
	for (uint32_t i = 0; i < w->nescaped; i++)
		if (w->escaped[i] == root->a)
			return false;
	return node_at(x->n, root->a)->kind == NODE_FRESH;
}

void member_touch(struct analysis *x, struct world *w, node_id region, uint32_t insn)
{
	if (!x->p->has_members || is_exclusive(x, w, region))
		return;
	for (node_id r = region;
	     node_at(x->n, r)->kind == REGION_FIELD || node_at(x->n, r)->kind == REGION_ELEM;
	     r = node_at(x->n, r)->a) {
		const struct node *nd = node_at(x->n, r);
		const struct member_info *m = member_at(x->p, nd);
		node_id lock;

		if (!m || !m->effects.access)
			continue;
		lock = path_member(x, w, nd->a, nd->b, m->contract->lock);
		if (lock)
			apply(x, w, m->effects.access, node_addr(x->n, lock), r, insn);
	}
}

/* --- What members keep -------------------------------------------------------------------- */

/* v leads to what parameter `param` points to: the pointer itself, one into it, or what a member of
 * it owns. */
static bool leads_into(struct analysis *x, node_id v, uint32_t param)
{
	node_id object = region_deref(x->n, node_param(x->n, x->fn, param, 0));
	const struct node *nd = node_at(x->n, v);
	const struct member_info *m;

	if (nd->kind == NODE_PARAM)
		return region_deref(x->n, v) == object;
	if (nd->kind == NODE_ADDR)
		return region_within(x->n, nd->a, object);
	if (nd->kind != NODE_INIT || !region_within(x->n, nd->a, object))
		return false;
	m = member_at(x->p, node_at(x->n, nd->a));
	return m && m->contract->kind == FIELD_OWNED;
}

const struct field_contract *member_contract(struct program *p, uint32_t record, uint32_t field)
{
	const struct record_info *info = record_info(p, record);

	return info->members ? info->members[field].contract : NULL;
}

/* Whether v is found by way of region, or lies in it. */
static bool comes_from(const struct nodes *n, node_id v, node_id region)
{
	for (; v; v = node_found_by(n, v))
		if (v == region)
			return true;
	return false;
}

/* The holder belongs to the object: it was found by way of it, or is stored in it. */
static bool belongs_to(struct analysis *x, const struct world *w, node_id holder, node_id object)
{
	node_id root = region_root(x->n, holder);

	if (comes_from(x->n, holder, object))
		return true;
	for (uint32_t i = 0; i < w->store.count; i++)
		if (comes_from(x->n, w->store.list[i].region, object) &&
		    comes_from(x->n, region_deref(x->n, w->store.list[i].value), root))
			return true;
	return false;
}

/* What region lies in, or what the record that it lies in was found around. */
static node_id base_of(const struct nodes *n, node_id region)
{
	while (node_at(n, region)->kind == REGION_FIELD ||
	       node_at(n, region)->kind == REGION_ELEM ||
	       node_at(n, region)->kind == REGION_CONTAINER)
		region = node_at(n, region)->a;
	return region;
}

/* Memory that is there when the caller goes on: its own, if anybody may call this function, what
 * was found by way of another object, or what was made here. */
static bool outlives_call(const struct analysis *x, node_id holder)
{
	const struct node *nd = node_at(x->n, base_of(x->n, holder));

	if (nd->kind == REGION_GLOBAL)
		return true;
	if (nd->kind != REGION_DEREF)
		return false;
	nd = node_at(x->n, nd->a);
	return nd->kind == NODE_FRESH || nd->kind == NODE_INIT || x->slot ||
	       !(x->f->flags & IR_FN_STATIC);
}

static void note_kept(struct analysis *x, node_id region, node_id v, uint32_t insn)
{
	for (uint32_t i = 0; i < x->f->nparams; i++) {
		const struct record_contract *r = scoped_param(x->p, x->fn, i);

		if (r && x->nkept < MAX_KEPT && leads_into(x, v, i) && outlives_call(x, region))
			x->kept[x->nkept++] = (struct kept){
				.region = region, .value = v, .param = i, .insn = insn, .by = r};
	}
}

void member_stored_below(struct analysis *x, node_id region, node_id v, const struct call *c)
{
	/* What others may call is told of where it stores. */
	if (!x->p->has_members || memory_is_private(x, region) || c->fn == IR_NONE ||
	    !(x->m->functions[c->fn].flags & IR_FN_STATIC) || program_fn(x->p, c->fn)->nslots)
		return;
	note_kept(x, region, v, c->insn);
}

bool member_store(struct analysis *x, struct world *w, node_id region, node_id v, uint32_t insn)
{
	const struct member_info *m;
	const struct state *before;
	node_id old;

	if (!x->p->has_members || memory_is_private(x, region))
		return false;
	note_kept(x, region, v, insn);
	m = member_at(x->p, node_at(x->n, region));
	if (!m || !m->effects.stored)
		return m && m->contract->kind == FIELD_BORROWED;
	old = memory_load(x, w, region, 0);
	before = world_state(w, region_deref(x->n, old), m->effects.removed->protocol->id);
	if (before && before->state == (uint8_t)__builtin_ctz(m->effects.removed->arrows[0].from))
		apply(x, w, m->effects.removed, old, region, insn);
	apply(x, w, m->effects.stored, v, region, insn);
	return false;
}

bool member_owns(struct analysis *x, node_id region)
{
	const struct member_info *m =
		x->p->has_members ? member_at(x->p, node_at(x->n, region)) : NULL;

	return m && m->contract->kind == FIELD_OWNED;
}

node_id member_owner(struct analysis *x, struct world *w, node_id region)
{
	const struct node *nd = node_at(x->n, region);
	node_id pointer = nd->a, place;

	if (nd->kind != REGION_DEREF || node_at(x->n, pointer)->kind != NODE_INIT)
		return NODE_NONE;
	place = node_at(x->n, pointer)->a;
	if (!member_owns(x, place) || memory_load(x, w, place, 0) != pointer)
		return NODE_NONE;
	return node_at(x->n, place)->a;
}

/* Some code of the module stores NULL in the variable or the member that this address names. */
static bool is_reset(struct program *p, const struct ir_insn *place)
{
	for (uint32_t fn = 0; fn < p->m->nfunctions; fn++) {
		const struct ir_function *f = &p->m->functions[fn];

		if (!(f->flags & IR_FN_MAIN_FILE) || !ir_need_body(p->m, fn))
			continue;
		f = &p->m->functions[fn];
		for (uint32_t i = 0; i < f->ninsns; i++) {
			uint32_t v = f->insns[i].op == IR_STORE ? program_uncast(f, f->insns[i].b)
								: IR_NONE;
			const struct ir_insn *at = v == IR_NONE ? NULL : &f->insns[f->insns[i].a];

			if (at && f->insns[v].op == IR_CONST && at->op == place->op &&
			    (at->op == IR_GLOBAL ? at->a == place->a
						 : at->b == place->b && at->c == place->c))
				return true;
		}
	}
	return false;
}

/* Objects of the record are counted: who stores a pointer may have got a reference to go with it.
 */
static bool is_counted(const struct program *p, const char *record)
{
	for (uint32_t i = 0; i < contracts_nprotocols(p->contracts); i++) {
		const struct protocol *of = p->protocols[i];

		if (of->counted && of->record && !strcmp(of->record, record))
			return true;
	}
	return false;
}

/* This function allocated the object, or entered it somewhere: it came from a call, and something
 * is known of it. */
static bool was_made(struct analysis *x, const struct world *w, node_id object)
{
	const struct node *nd = node_at(x->n, object);

	if (nd->kind != REGION_DEREF || node_at(x->n, nd->a)->kind != NODE_FRESH)
		return false;
	for (uint32_t i = 0; i < w->states.count; i++)
		if (region_within(x->n, w->states.list[i].region, object))
			return true;
	return false;
}

/* The address that k was stored at, as an instruction: of what a function that is called has
 * stored, the place says what it is. */
static struct ir_insn place_of(const struct analysis *x, const struct kept *k)
{
	const struct ir_insn *store = &x->f->insns[k->insn];
	const struct node *at = node_at(x->n, k->region);

	if (store->op == IR_STORE)
		return x->f->insns[store->a];
	if (store->op == IR_CALL && at->kind == REGION_FIELD)
		return (struct ir_insn){.op = IR_FIELD, .b = at->b, .c = at->c};
	if (store->op == IR_CALL && at->kind == REGION_GLOBAL)
		return (struct ir_insn){.op = IR_GLOBAL, .a = at->a};
	return (struct ir_insn){.op = IR_UNKNOWN};
}

/* What keeps it is there for good: it was not made by this function, and nothing ever lets go. */
static const struct rule *kept_rule(struct analysis *x, const struct world *w, const struct kept *k)
{
	const struct ir_insn place = place_of(x, k);

	if (!k->by->unsure)
		return k->by->otherwise;
	if (was_made(x, w, base_of(x->n, k->region)) ||
	    (place.op != IR_FIELD && place.op != IR_GLOBAL) ||
	    (!x->slot && is_counted(x->p, k->by->record)) || is_reset(x->p, &place))
		return k->by->unsure;
	return k->by->otherwise;
}

void member_exit(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; i < x->nkept; i++) {
		struct kept *k = &x->kept[i];
		node_id object = region_deref(x->n, node_param(x->n, x->fn, k->param, 0));
		const struct rule *rule;

		if (k->told || world_get(e->w, k->region) != k->value ||
		    death_has_come(x, e->w, region_root(x->n, k->region)) ||
		    publish_has_reference(x, e->w, object) ||
		    belongs_to(x, e->w, k->region, object))
			continue;
		rule = kept_rule(x, e->w, k);
		if (!rule)
			continue;
		k->told = true;
		evidence_report(x, e->w,
				&(struct report){
					.rule = rule,
					.insn = k->insn,
					.object = describe_node(x->p, k->value, x->p->out->arena),
					.field = describe_region(x->p, k->region, x->p->out->arena),
					.region = k->region});
	}
}

/* --- Copies ------------------------------------------------------------------------------- */

/* The variable holds nothing but zeroes: to copy it is to clear the other one. */
static bool is_zero(const struct analysis *x, const struct world *w, uint32_t from)
{
	node_id v = x->f->insns[from].op == IR_LOCAL
			    ? world_get(w, region_local(x->n, x->fn, x->f->insns[from].a))
			    : NODE_NONE;

	return v && node_at(x->n, v)->kind == NODE_INT && !node_at(x->n, v)->imm;
}

void member_copied(struct analysis *x, struct world *w, uint32_t from, uint32_t insn)
{
	const struct record_contract *r;
	uint32_t record;

	if (!x->p->has_members || from == IR_NONE)
		return;
	/* A literal is no copy of anything. */
	if (x->f->insns[from].op == IR_LOCAL && x->f->locals[x->f->insns[from].a].name == STR_EMPTY)
		return;
	if (is_zero(x, w, from))
		return;
	record = program_pointee_record(x->m, x->f, from);
	r = record == IR_NONE ? NULL : pinned_in(x->p, record, 0);
	if (!r || !r->otherwise)
		return;
	evidence_report(
		x, w,
		&(struct report){.rule = r->otherwise,
				 .insn = insn,
				 .object = describe_address(x->m, x->fn, from, x->p->out->arena),
				 .region = NODE_NONE});
}

/* The variable by which the address is found, or IR_NONE. */
static uint32_t found_by(const struct ir_function *f, uint32_t address)
{
	for (;;) {
		address = program_uncast(f, address);
		if (address == IR_NONE)
			return IR_NONE;
		if (program_reads_local(f, address) != IR_NONE)
			return program_reads_local(f, address);
		if (f->insns[address].op == IR_LOCAL)
			return f->insns[address].a;
		if (f->insns[address].op != IR_FIELD)
			return IR_NONE;
		address = f->insns[address].a;
	}
}

/* What is pinned in the copy is given to a function next, which makes a new one of it. */
static bool is_made_anew(struct analysis *x, uint32_t insn)
{
	const struct ir_function *f = x->f;
	uint32_t to = found_by(f, f->insns[insn].a);

	for (uint32_t i = insn + 1; to != IR_NONE && i < f->ninsns; i++) {
		const struct ir_insn *call = &f->insns[i];

		if (call->op != IR_CALL || !cfg_comes_before(f, insn, i))
			continue;
		for (uint32_t k = 0; k < call->nargs; k++) {
			uint32_t arg = program_uncast(f, f->pool[call->args + k]), record;

			if (arg == IR_NONE || f->insns[arg].op != IR_FIELD ||
			    found_by(f, arg) != to)
				continue;
			record = program_pointee_record(x->m, f, arg);
			if (record != IR_NONE && pinned_in(x->p, record, 0))
				return true;
		}
	}
	return false;
}

void member_copy(struct analysis *x, struct world *w, uint32_t insn)
{
	uint32_t from = x->f->insns[insn].b, record;

	if (!x->p->has_members || from == IR_NONE)
		return;
	record = program_pointee_record(x->m, x->f, from);
	if (record == IR_NONE || !pinned_in(x->p, record, 0) ||
	    (!x->strict && is_made_anew(x, insn)))
		return;
	member_copied(x, w, from, insn);
}
