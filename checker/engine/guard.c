/* SPDX-License-Identifier: MIT */
/*
 * Locks by convention. Which lock guards what is seldom written down; the code says it by what it
 * does. Two things are judged, by all of the module's code:
 *  - a function asserts that its caller holds a lock, and one caller, which nobody calls with that
 *    lock, neither takes it nor asserts it;
 *  - what a contract says to be in need of a lock is done under one lock everywhere but in one
 * place.
 */
#include <string.h>

#include "call.h"
#include "evidence.h"
#include "guard.h"
#include "object.h"
#include "program.h"

/* What of the locks is known where the function begins. */
struct entry {
	kind_set held, free; /* by all of its callers; by none */
	bool known, busy;
};

#define MAX_THINGS 64
/* What is to be guarded: a member of a record, or a variable. */
struct thing {
	uint32_t record, field, global;
	uint32_t held[MAX_KINDS]; /* sites under that lock */
	uint32_t nsites, nbare; /* in all; under no lock at all */
	uint32_t bare; /* the site under no lock */
	uint32_t like[MAX_KINDS]; /* a site under that lock */
	const struct effect *by; /* what says so of the bare site */
	bool doubtful; /* not all such things are shared */
	bool holds; /* something else is put into it */
};

struct judge {
	struct guards *g;
	struct entry *entries; /* by function */
	uint32_t *first, *next; /* sites by callee, then by site; index + 1 */
	bool *given; /* by function: some code of the module has its address, without calling it */
	bool *placed; /* by function: stands in a table */
	bool *inner; /* by function: in one of a kind that the module has for itself */
	kind_set *relayed; /* by function: asserted by what it always calls, before any lock */
	uint32_t *relay; /* by function: the last such callee */
	struct thing things[MAX_THINGS];
	uint32_t nthings;
};

/* --- Sites -------------------------------------------------------------------------------- */

static const struct effect *guarded(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_LOCKED)
			return e;
	return NULL;
}

bool guard_wants(struct program *p, const struct ir_function *f, uint32_t insn)
{
	uint32_t callee = program_callee(f, insn);

	return callee != IR_NONE &&
	       (program_is_own(p, callee) || guarded(program_contract(p, callee)));
}

void guard_note(struct guards *g, struct guard_site site)
{
	if (g->nsites == g->cap_sites)
		g->sites = arena_grow(g->a, g->sites, g->nsites, &g->cap_sites, sizeof(*g->sites));
	g->sites[g->nsites++] = site;
}

static kind_set all_kinds(const struct guards *g)
{
	return (kind_set)((1u << g->nkinds) - 1);
}

static uint32_t callee_of(const struct guards *g, uint32_t site)
{
	return program_callee(&g->p->m->functions[g->sites[site].fn], g->sites[site].insn);
}

/* Calls in functions that touch no lock themselves. */
static void note_rest(struct guards *g)
{
	for (uint32_t fn = 0; fn < g->p->m->nfunctions; fn++) {
		const struct ir_function *f;

		if (!program_is_own(g->p, fn) || lock_touches(g->p, fn))
			continue;
		ir_need_body(g->p->m, fn);
		f = &g->p->m->functions[fn];
		for (uint32_t i = 0; i < f->ninsns; i++)
			if (f->insns[i].op == IR_CALL && guard_wants(g->p, f, i)) {
				guard_note(g, (struct guard_site){.fn = fn,
								  .insn = i,
								  .untouched = all_kinds(g)});
				f = &g->p->m->functions[fn];
			}
	}
}

/* --- What the callers hold ---------------------------------------------------------------- */

static struct entry entry_of(struct judge *j, uint32_t fn)
{
	struct entry *e = &j->entries[fn];
	const uint32_t flags = j->g->p->m->functions[fn].flags;
	struct entry all = {.held = all_kinds(j->g), .free = all_kinds(j->g), .known = true};

	if (e->known || e->busy)
		return *e;
	e->busy = true;
	for (uint32_t i = j->first[fn]; i; i = j->next[i - 1]) {
		const struct guard_site s = j->g->sites[i - 1];
		const struct entry by = entry_of(j, s.fn);

		all.held &= s.held | (s.untouched & by.held);
		all.free &= s.untouched & by.free;
	}
	if (flags & IR_FN_ADDRESS_TAKEN)
		all.held = 0;
	else if (!j->first[fn])
		all.held = 0;
	if ((j->given[fn] || !j->placed[fn]) && !j->first[fn] && !program_fn(j->g->p, fn)->nslots)
		all.free = 0;
	return *e = all;
}

static bool is_held(struct judge *j, const struct guard_site *s, uint32_t kind)
{
	return ((s->held | (s->untouched & entry_of(j, s->fn).held)) >> kind) & 1;
}

static bool is_bare(struct judge *j, const struct guard_site *s)
{
	return (s->untouched & entry_of(j, s->fn).free) == all_kinds(j->g);
}

/* --- Things ------------------------------------------------------------------------------- */

static struct thing *thing_of(struct judge *j, const struct place *at)
{
	const uint32_t record = at->nsteps ? (uint32_t)(at->steps[0] >> 32) : IR_NONE,
		       field = at->nsteps ? (uint32_t)at->steps[0] : IR_NONE,
		       global = at->nsteps ? IR_NONE : at->global;

	for (uint32_t i = 0; i < j->nthings; i++)
		if (j->things[i].record == record && j->things[i].field == field &&
		    j->things[i].global == global)
			return &j->things[i];
	if (j->nthings == MAX_THINGS || (record == IR_NONE && global == IR_NONE))
		return NULL;
	j->things[j->nthings] = (struct thing){.record = record, .field = field, .global = global};
	return &j->things[j->nthings++];
}

/* The call puts another argument into what e speaks of. */
static bool puts_into(const struct function_contract *fc, const struct effect *locked)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_HAND_ON && e->object.index != locked->object.index)
			return true;
	return false;
}

/* The effect of the call at s that says that t needs a lock, or NULL. */
static const struct effect *needs_for(struct judge *j, const struct guard_site *s,
				      const struct thing *t)
{
	struct program *p = j->g->p;
	const struct ir_function *f = &p->m->functions[s->fn];
	const struct function_contract *fc = program_call_contract(p, f, s->insn);

	for_each_effect (e, fc) {
		struct place at;

		if (e->kind != EFFECT_LOCKED || e->object.root != PATH_PARAM ||
		    e->object.index >= f->insns[s->insn].nargs)
			continue;
		at = lock_place(f, f->pool[f->insns[s->insn].args + e->object.index]);
		if (thing_of(j, &at) == t)
			return e;
	}
	return NULL;
}

static void count_site(struct judge *j, uint32_t site)
{
	struct program *p = j->g->p;
	const struct guard_site s = j->g->sites[site];
	const struct ir_function *f = &p->m->functions[s.fn];
	const struct function_contract *fc = program_call_contract(p, f, s.insn);

	for_each_effect (e, fc) {
		struct place at;
		struct thing *t;

		if (e->kind != EFFECT_LOCKED || e->object.root != PATH_PARAM ||
		    e->object.index >= f->insns[s.insn].nargs)
			continue;
		at = lock_place(f, f->pool[f->insns[s.insn].args + e->object.index]);
		t = thing_of(j, &at);
		if (!t)
			continue;
		t->nsites++;
		t->doubtful |= e->mostly;
		t->holds |= puts_into(fc, e);
		for (uint32_t k = 0; k < j->g->nkinds; k++)
			if (is_held(j, &s, k)) {
				t->held[k]++;
				t->like[k] = site;
			}
		if (is_bare(j, &s)) {
			t->nbare++;
			t->bare = site;
			t->by = e;
		}
	}
}

/* --- Whether others are about --------------------------------------------------------------- */

#define MAX_CALLERS_UP 4

static bool lock_is_named(const struct lock_kind *k)
{
	return k->record != IR_NONE || k->global != IR_NONE;
}

static bool is_kind(const struct lock_kind *k, const struct ir_insn *address)
{
	if (address->op == IR_FIELD)
		return k->record == address->b && k->field == address->c;
	return address->op == IR_GLOBAL && k->global == address->a;
}

/* The call sets up the lock, or what lies in the same record, or ends it: it is given it, and needs
 * no lock for that. */
static bool sets_up(struct program *p, const struct ir_function *f, uint32_t call,
		    const struct lock_kind *k)
{
	const struct function_contract *fc = program_call_contract(p, f, call);
	bool clobbers = false;

	for_each_effect (e, fc) {
		if (lock_direction(e) || e->kind == EFFECT_LOCKED)
			return false;
		clobbers |= e->kind == EFFECT_CLOBBER && path_from_param(&e->object, 0);
	}
	for (uint32_t i = 0; i < f->insns[call].nargs; i++) {
		uint32_t arg = program_uncast(f, f->pool[f->insns[call].args + i]);

		if (arg != IR_NONE &&
		    (is_kind(k, &f->insns[arg]) ||
		     (clobbers && f->insns[arg].op == IR_FIELD && f->insns[arg].b == k->record)))
			return true;
	}
	return false;
}

/* The call ends an object of that record. */
static bool ends(struct program *p, const struct ir_function *f, uint32_t call, uint32_t record)
{
	const struct function_contract *fc = program_call_contract(p, f, call);

	for_each_effect (e, fc) {
		uint32_t arg;

		if (!effect_ends(e) || e->object.root != PATH_PARAM ||
		    e->object.index >= f->insns[call].nargs)
			continue;
		arg = program_uncast(f, f->pool[f->insns[call].args + e->object.index]);
		if (arg != IR_NONE && program_pointee_record(p->m, f, arg) == record)
			return true;
	}
	return false;
}

static bool is_placed_for(struct program *p, uint32_t fn)
{
	const struct fn_info *info = program_fn(p, fn);

	for (uint32_t i = 0; i < info->nslots; i++)
		if (info->slots[i]->teardown)
			return true;
	return false;
}

/* The function, or one that it is called by, sets the lock up or ends what it lies in: nobody else
 * is at work there. */
static bool alone(struct judge *j, uint32_t fn, const struct lock_kind *k, int depth)
{
	struct program *p = j->g->p;
	const struct ir_function *f = &p->m->functions[fn];

	if ((f->flags & IR_FN_INIT) || is_placed_for(p, fn))
		return true;
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_CALL && (sets_up(p, f, i, k) || ends(p, f, i, k->record)))
			return true;
	for (uint32_t i = depth < MAX_CALLERS_UP ? j->first[fn] : 0; i; i = j->next[i - 1])
		if (alone(j, j->g->sites[i - 1].fn, k, depth + 1))
			return true;
	return false;
}

#define ENOUGH 3 /* calls under a lock, where one might be by chance */

static const char *lock_name(struct ir_module *m, const struct lock_kind *k)
{
	if (k->global != IR_NONE)
		return str_text(m->strings, m->globals[k->global].name);
	ir_need_fields(m, k->record);
	return str_text(m->strings, m->records[k->record].fields[k->field].name);
}

static const char *callee_name(const struct ir_module *m, const struct ir_function *f,
			       uint32_t call)
{
	return str_text(m->strings, m->functions[f->insns[f->insns[call].a].a].name);
}

static void tell_thing(struct judge *j, const struct thing *t, uint32_t kind)
{
	struct program *p = j->g->p;
	struct ir_module *m = p->m;
	struct arena *out = p->out->arena;
	const struct guard_site s = j->g->sites[t->bare], other = j->g->sites[t->like[kind]];
	const struct ir_function *f = &m->functions[s.fn], *g = &m->functions[other.fn];
	struct report r = {
		.rule = t->by->otherwise,
		.object = describe_operand(
			m, s.fn, f->pool[f->insns[s.insn].args + t->by->object.index], out),
		.callee = callee_name(m, f, s.insn),
		.captured = lock_name(m, &j->g->kinds[kind])};
	struct finding_note like = {.place = ir_locate(m, g->insns[other.insn].loc),
				    .text = arena_format(out, "'%s' is held at this call of %s()",
							 r.captured, callee_name(m, g, other.insn)),
				    .kind = STEP_STATE,
				    .function = str_text(m->strings, g->name)};

	evidence_static(p, &r, s.fn, ir_locate(m, f->insns[s.insn].loc), &like);
}

/* Elements that are made and entered in a loop fill a pool that nobody uses yet. */
static bool fills(const struct judge *j, const struct thing *t)
{
	const struct guard_site *s = &j->g->sites[t->bare];

	return t->doubtful && program_in_loop(&j->g->p->m->functions[s->fn], s->insn);
}

/* Whether someone who leads to fn may have taken that lock: code of others can't if the lock is the
 * module's own. */
static bool taken_before(struct judge *j, uint32_t fn, uint32_t kind, int depth)
{
	const struct lock_kind *k = &j->g->kinds[kind];

	if (depth > MAX_CALLERS_UP || (!j->first[fn] && (!k->own || k->shared_calls)))
		return true;
	for (uint32_t i = j->first[fn]; i; i = j->next[i - 1]) {
		const struct guard_site *s = &j->g->sites[i - 1];

		if (!(s->untouched >> kind & 1) || taken_before(j, s->fn, kind, depth + 1))
			return true;
	}
	return false;
}

/* At the site that lock is held by nobody who leads there, and another one of its record is. */
static bool other_lock(struct judge *j, const struct guard_site *s, uint32_t best)
{
	const struct lock_kind *kinds = j->g->kinds;

	if (!(s->untouched >> best & 1) || taken_before(j, s->fn, best, 0))
		return false;
	for (uint32_t k = 0; k < j->g->nkinds; k++)
		if (k != best && is_held(j, s, k) && kinds[k].record != IR_NONE &&
		    kinds[k].record == kinds[best].record && kinds[k].field != kinds[best].field)
			return true;
	return false;
}

/* Another lock is held at one site than at all others: t->bare and t->by are of that one then. */
static bool find_other_lock(struct judge *j, struct thing *t, uint32_t best)
{
	bool found = false;

	if (t->nbare || (t->doubtful && !t->holds))
		return false;
	for (uint32_t i = 0; i < j->g->nsites; i++) {
		const struct effect *e = needs_for(j, &j->g->sites[i], t);

		if (!e || is_held(j, &j->g->sites[i], best))
			continue;
		if (found || !other_lock(j, &j->g->sites[i], best))
			return false;
		found = true;
		t->bare = i;
		t->by = e;
	}
	return found;
}

/* One lock is held at all the sites but one, and at that one no lock is, or another one. */
static void judge_thing(struct judge *j, struct thing *t)
{
	uint32_t best = 0;

	for (uint32_t k = 1; k < j->g->nkinds; k++)
		if (t->held[k] > t->held[best])
			best = k;
	if (t->held[best] + 1 != t->nsites || !lock_is_named(&j->g->kinds[best]))
		return;
	if (t->nbare == 1 ? t->held[best] < (t->doubtful ? ENOUGH : 1)
			  : !find_other_lock(j, t, best))
		return;
	if (!fills(j, t) && !alone(j, j->g->sites[t->bare].fn, &j->g->kinds[best], 0))
		tell_thing(j, t, best);
}

/* --- Asserted ----------------------------------------------------------------------------- */

/* The name of one that takes the lock for the other, as names are given in C: without its
 * underscores. */
static bool is_outer_name(const struct ir_module *m, uint32_t fn, uint32_t callee)
{
	const char *name = str_text(m->strings, m->functions[fn].name),
		   *inner = str_text(m->strings, m->functions[callee].name);

	return *inner == '_' && !strcmp(name, inner + strspn(inner, "_"));
}

/* It calls something that is not seen, and that is named as one that locks: that may take it. */
static bool locks_elsewhere(struct program *p, uint32_t fn)
{
	const struct ir_function *f = &p->m->functions[fn];

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t callee = program_callee(f, i);

		if (callee != IR_NONE && !program_contract(p, callee) &&
		    !(p->m->functions[callee].flags & IR_FN_DEFINED) &&
		    strstr(str_text(p->m->strings, p->m->functions[callee].name), "lock"))
			return true;
	}
	return false;
}

/* All that leads to the function is seen: its callers, or the table that it stands in. */
static bool is_closed(const struct judge *j, uint32_t fn, int depth)
{
	if (!(j->g->p->m->functions[fn].flags & IR_FN_STATIC) || j->inner[fn] ||
	    depth > MAX_CALLERS_UP)
		return false;
	for (uint32_t i = j->first[fn]; i; i = j->next[i - 1])
		if (!is_closed(j, j->g->sites[i - 1].fn, depth + 1))
			return false;
	return true;
}

/* Who always calls a function that asserts a lock, without taking one, asserts it as well. */
static void relay_assertions(struct judge *j)
{
	struct guards *g = j->g;
	bool grew = true;

	for (uint32_t fn = 0; fn < g->p->m->nfunctions; fn++)
		if (g->asserted[fn] &&
		    lock_always_reached(g->p->m, &g->p->m->functions[fn], g->asserted_at[fn]))
			j->relayed[fn] = g->asserted[fn];
	for (int round = 0; grew && round < MAX_CALLERS_UP; round++) {
		grew = false;
		for (uint32_t i = 0; i < g->nsites; i++) {
			const struct guard_site *s = &g->sites[i];
			const uint32_t callee = callee_of(g, i);
			const kind_set by = j->relayed[callee] & s->untouched;

			if (!(by & ~j->relayed[s->fn]) ||
			    !lock_always_reached(g->p->m, &g->p->m->functions[s->fn], s->insn))
				continue;
			if (!j->relayed[s->fn])
				j->relay[s->fn] = callee;
			j->relayed[s->fn] |= by;
			grew = true;
		}
	}
}

/* No way from the places where others call into the file has taken the lock; told where the last of
 * them begins. */
static bool is_free(struct judge *j, const struct guard_site *s, uint32_t callee, uint32_t kind)
{
	return (j->relayed[callee] >> kind & 1) && j->g->kinds[kind].own &&
	       !(j->first[s->fn] && (j->relayed[s->fn] >> kind & 1)) && is_closed(j, s->fn, 0) &&
	       (entry_of(j, s->fn).free >> kind & 1);
}

/*
 * A caller that is come to without the lock; or one that nobody in the file calls, and that is
 * named as the one that takes it. Of others, those who call them may hold it.
 */
static bool misses_asserted(struct judge *j, const struct guard_site *s, uint32_t callee,
			    uint32_t kind)
{
	const struct guards *g = j->g;

	if (!((~g->asserted[s->fn] & s->untouched) >> kind & 1) || !lock_is_named(&g->kinds[kind]))
		return false;
	return (((g->asserted[callee] >> kind & 1) && !j->first[s->fn] &&
		 is_outer_name(g->p->m, s->fn, callee)) ||
		is_free(j, s, callee, kind)) &&
	       !locks_elsewhere(g->p, s->fn);
}

static void tell_asserted(const struct judge *j, const struct guard_site *s, uint32_t callee,
			  uint32_t kind)
{
	const struct guards *g = j->g;
	struct program *p = g->p;
	struct ir_module *m = p->m;
	const struct ir_function *inner = &m->functions[callee];
	struct report r = {.rule = contracts_rule(p->contracts, "asserted-lock-not-held"),
			   .object = lock_name(m, &g->kinds[kind]),
			   .callee = str_text(m->strings, inner->name)};
	struct finding_note asserted = {.kind = STEP_STATE};

	while (!(g->asserted[callee] >> kind & 1) && j->relay[callee])
		callee = j->relay[callee];
	inner = &m->functions[callee];
	asserted.place = ir_locate(m, inner->insns[g->asserted_at[callee]].loc);
	asserted.text = arena_format(p->out->arena, "'%s' is asserted to be held here", r.object);
	asserted.function = str_text(m->strings, inner->name);
	if (r.rule)
		evidence_static(p, &r, s->fn, ir_locate(m, m->functions[s->fn].insns[s->insn].loc),
				&asserted);
}

/* --- The module --------------------------------------------------------------------------- */

/* The address of a function that code has may be called by that code, under any lock. */
static void note_given(struct judge *j, uint32_t fn)
{
	const struct ir_module *m = j->g->p->m;

	for (uint32_t i = 0; i < m->functions[fn].ncallees; i++) {
		uint32_t callee = m->functions[fn].callees[i], site = j->first[callee];

		while (site && j->g->sites[site - 1].fn != fn)
			site = j->next[site - 1];
		j->given[callee] |= !site;
	}
}

/* In a record: an export stands in a variable of its own. */
static void note_placed(struct judge *j)
{
	const struct ir_module *m = j->g->p->m;

	for (uint32_t g = 0; g < m->nglobals; g++)
		for (uint32_t i = 0; i < m->globals[g].ninits; i++)
			if (m->globals[g].inits[i].kind == IR_INIT_FUNC &&
			    m->globals[g].inits[i].record != IR_NONE) {
				uint32_t fn = m->globals[g].inits[i].ref;

				j->placed[fn] = true;
				j->inner[fn] |=
					m->records[m->globals[g].inits[i].record].in_main_file;
			}
}

static void index_sites(struct judge *j)
{
	for (uint32_t i = 0; i < j->g->nsites; i++) {
		uint32_t callee = callee_of(j->g, i);

		j->next[i] = j->first[callee];
		j->first[callee] = i + 1;
	}
}

void guard_check(struct guards *g)
{
	struct judge j = {.g = g};
	uint32_t n = g->p->m->nfunctions;

	note_rest(g);
	j.entries = arena_new_array(g->a, struct entry, n);
	j.first = arena_new_array(g->a, uint32_t, n);
	j.next = arena_new_array(g->a, uint32_t, g->nsites);
	j.given = arena_new_array(g->a, bool, n);
	j.placed = arena_new_array(g->a, bool, n);
	j.inner = arena_new_array(g->a, bool, n);
	j.relayed = arena_new_array(g->a, kind_set, n);
	j.relay = arena_new_array(g->a, uint32_t, n);
	note_placed(&j);
	index_sites(&j);
	for (uint32_t fn = 0; fn < n; fn++)
		if (program_is_own(g->p, fn))
			note_given(&j, fn);
	for (uint32_t i = 0; i < g->nsites; i++)
		count_site(&j, i);
	for (uint32_t i = 0; i < j.nthings; i++)
		judge_thing(&j, &j.things[i]);
	relay_assertions(&j);
	for (uint32_t i = 0; i < g->nsites; i++)
		for (uint32_t k = 0; k < g->nkinds; k++)
			if (misses_asserted(&j, &g->sites[i], callee_of(g, i), k))
				tell_asserted(&j, &g->sites[i], callee_of(g, i), k);
}
