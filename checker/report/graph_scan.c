/* SPDX-License-Identifier: MIT */
/*
 * What the code of a module says of its members. No paths are followed: a member that some call
 * gives back is strong, and so is one that a call's new reference is stored in. Of the driver's own
 * functions it is known what they do with their parameters (struct function_info), from the same
 * look at their bodies.
 */
#include <string.h>

#include "../rules/annotate.h"
#include "graph.h"

/*
 * What becomes of an object that is handed to a function; the later one says more. The first two
 * are of plain counters: whether they count references shows only in who frees the object.
 */
enum deed { DEED_NONE, DEED_COUNT_UP, DEED_COUNT_LAST, DEED_FREE, DEED_GET, DEED_PUT };

#define MAX_PARAMS 8
struct function_info {
	uint8_t deeds[MAX_PARAMS]; /* enum deed */
};

/* A member that counts references to the structure it is in. */
struct counter {
	uint32_t record, field;
	struct counter *next;
};

struct scan {
	struct graph *g;
	struct ir_module *m;
	const struct contracts *c;
	struct function_info *infos; /* by function */
	struct counter *counters;
	bool changed;
	bool last_round; /* edges are made */
	/* Of the function that is looked at. */
	uint32_t fn;
	const struct ir_function *f;
	uint32_t *stored; /* by local: the value of its only store, or IR_NONE */
	uint8_t *nstores;
	uint32_t last[MAX_PARAMS]; /* the address of its plain counter that is tested for the last,
				      or IR_NONE */
};

/* --- Where a value comes from ------------------------------------------------------------- */

enum origin_kind { FROM_NOWHERE, FROM_PARAM, FROM_MEMBER, FROM_CALL };
struct origin {
	enum origin_kind kind;
	uint32_t number; /* parameter; record; instruction */
	uint32_t field; /* FROM_MEMBER */
};

static void find_stores(struct scan *s)
{
	const struct ir_function *f = s->f;

	s->stored = arena_new_array(s->g->arena, uint32_t, f->nlocals);
	s->nstores = arena_new_array(s->g->arena, uint8_t, f->nlocals);
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *insn = &f->insns[i];
		uint32_t local;

		if (insn->op != IR_STORE || f->insns[insn->a].op != IR_LOCAL)
			continue;
		local = f->insns[insn->a].a;
		s->stored[local] = insn->b;
		if (s->nstores[local] < 2)
			s->nstores[local]++;
	}
}

/* The member that the address at insn is of, elements of arrays counted as the array. */
static uint32_t member_at(const struct ir_function *f, uint32_t insn)
{
	while (f->insns[insn].op == IR_INDEX || f->insns[insn].op == IR_CAST)
		insn = f->insns[insn].a;
	return f->insns[insn].op == IR_FIELD ? insn : IR_NONE;
}

#define MAX_STEPS 24
/* The object that the value points to, or into: members and containers are parts of one object. */
static struct origin origin_of(const struct scan *s, uint32_t value)
{
	const struct ir_function *f = s->f;

	for (int step = 0; step < MAX_STEPS; step++) {
		const struct ir_insn *i = &f->insns[value];
		uint32_t member, local;

		switch (i->op) {
		case IR_CAST:
		case IR_FIELD:
		case IR_CONTAINER:
			value = i->a;
			continue;
		case IR_CALL:
			return (struct origin){FROM_CALL, value, 0};
		case IR_LOAD:
			break;
		default:
			return (struct origin){FROM_NOWHERE, 0, 0};
		}
		member = member_at(f, i->a);
		if (member != IR_NONE)
			return (struct origin){FROM_MEMBER, f->insns[member].b, f->insns[member].c};
		if (f->insns[i->a].op != IR_LOCAL)
			break;
		local = f->insns[i->a].a;
		if (f->locals[local].address_taken)
			break;
		if (local < f->nparams && !s->nstores[local])
			return (struct origin){FROM_PARAM, local, 0};
		if (s->nstores[local] != 1 || local < f->nparams)
			break;
		value = s->stored[local];
	}
	return (struct origin){FROM_NOWHERE, 0, 0};
}

/* --- What contracts say ------------------------------------------------------------------- */

static enum deed deed_of_effect(const struct effect *e)
{
	const struct protocol *p = e->protocol;

	switch (e->kind) {
	case EFFECT_COUNT_UP:
		return e->object.nsteps ? DEED_GET : DEED_COUNT_UP;
	case EFFECT_COUNT_LAST:
		return e->object.nsteps ? DEED_PUT : DEED_COUNT_LAST;
	case EFFECT_STATE:
		if (!e->narrows || !p->states[e->arrows[0].to].dead)
			return DEED_NONE;
		return p->counted ? DEED_PUT : DEED_FREE;
	default:
		return DEED_NONE;
	}
}

/* In one outcome it may be put and the last reference's release run: what is said first counts
 * most. */
static enum deed deed_of_contract(const struct function_contract *c, enum path_root root,
				  uint32_t index)
{
	enum deed deed = DEED_NONE, one;

	for_each_effect (e, c) {
		if (e->object.root != root || (root == PATH_PARAM && e->object.index != index))
			continue;
		one = deed_of_effect(e);
		if (one > deed)
			deed = one;
	}
	return deed;
}

static uint32_t callee_of(const struct scan *s, const struct ir_insn *call)
{
	const struct ir_insn *callee = &s->f->insns[call->a];

	return callee->op == IR_FUNC ? callee->a : IR_NONE;
}

static const struct function_contract *contract_of(const struct scan *s, uint32_t callee)
{
	const struct ir_function *f = &s->m->functions[callee];
	const uint32_t own = IR_FN_STATIC | IR_FN_MAIN_FILE | IR_FN_DEFINED;
	const struct function_contract *c;

	c = contracts_function(s->c, str_text(s->m->strings, f->name));
	/* A driver's own static function only shares the name. */
	return c && !c->annotated && (f->flags & own) == own ? NULL : c;
}

static enum deed deed_of_call(const struct scan *s, uint32_t callee, uint32_t param)
{
	const struct function_contract *c = contract_of(s, callee);

	if (c)
		return deed_of_contract(c, PATH_PARAM, param);
	return param < MAX_PARAMS ? s->infos[callee].deeds[param] : DEED_NONE;
}

/* Whether the result is a reference that is now the caller's. */
static bool gives_reference(const struct scan *s, uint32_t callee)
{
	const struct function_contract *c = contract_of(s, callee);

	for_each_effect (e, c) {
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN && !e->object.nsteps &&
		    e->protocol->counted)
			return true;
		/* get(x) returns x. */
		if (e->kind == EFFECT_RETURN && !e->object.nsteps &&
		    deed_of_contract(c, PATH_PARAM, e->object.index) == DEED_GET)
			return true;
	}
	return false;
}

/* --- Edges -------------------------------------------------------------------------------- */

/* The kernel's headers stand in folders called include, a driver's beside it. */
static bool is_own_file(const char *file)
{
	return strncmp(file, "include/", strlen("include/")) && !strstr(file, "/include/");
}

/* IR_NONE for one without a name. */
static uint32_t node_of(struct scan *s, uint32_t record)
{
	const struct ir_record *r = &s->m->records[record];
	uint32_t node;

	if (r->name == STR_EMPTY)
		return IR_NONE;
	node = graph_node(s->g, str_text(s->m->strings, r->name));
	if (r->loc && is_own_file(str_text(s->m->strings, ir_locate(s->m, r->loc).file)))
		s->g->nodes[node].is_own = true;
	return node;
}

/* The record that a member points to, or holds, elements of arrays counted as the array. */
static uint32_t target_of(const struct ir_module *m, uint32_t type, bool *by_value)
{
	*by_value = true;
	while (type != IR_NONE) {
		const struct ir_type *t = &m->types[type];

		if (t->kind == IR_TYPE_RECORD)
			return t->ref;
		if (t->kind == IR_TYPE_POINTER)
			*by_value = false;
		else if (t->kind != IR_TYPE_ARRAY)
			return IR_NONE;
		type = t->ref;
	}
	return IR_NONE;
}

/* NULL if the member leads to no named structure. */
static struct graph_edge *edge_of(struct scan *s, uint32_t record, uint32_t field, bool *by_value)
{
	const struct ir_field *f = &s->m->records[record].fields[field];
	uint32_t target = target_of(s->m, f->type, by_value), from, to;

	if (target == IR_NONE || f->name == STR_EMPTY)
		return NULL;
	from = node_of(s, record);
	to = node_of(s, target);
	if (from == IR_NONE || to == IR_NONE)
		return NULL;
	return graph_edge(s->g, from, to, str_text(s->m->strings, f->name));
}

static void strengthen(struct scan *s, struct origin at, enum edge_kind kind, uint32_t insn,
		       const char *verb, uint32_t callee)
{
	bool by_value;
	struct graph_edge *e = edge_of(s, at.number, at.field, &by_value);
	struct ir_place place;

	if (!e || by_value || e->kind >= kind || e->kind == EDGE_BORROWS)
		return;
	place = ir_locate(s->m, s->f->insns[insn].loc);
	e->kind = kind;
	e->file = arena_format(s->g->arena, "%s", str_text(s->m->strings, place.file));
	e->line = place.line;
	e->why = arena_format(s->g->arena, "%s by %s() in %s()", verb,
			      str_text(s->m->strings, s->m->functions[callee].name),
			      str_text(s->m->strings, s->f->name));
}

/* --- Bodies ------------------------------------------------------------------------------- */

static void learn(struct scan *s, uint32_t param, enum deed deed)
{
	uint8_t *known;

	if (param >= MAX_PARAMS)
		return;
	known = &s->infos[s->fn].deeds[param];
	if (*known >= deed)
		return;
	*known = (uint8_t)deed;
	s->changed = true;
}

static struct counter *find_counter(const struct scan *s, uint32_t record, uint32_t field)
{
	struct counter *c = s->counters;

	while (c && (c->record != record || c->field != field))
		c = c->next;
	return c;
}

static void look_at_counter(struct scan *s, enum deed deed, uint32_t value)
{
	uint32_t member = member_at(s->f, value);
	struct origin from = origin_of(s, value);

	if (member == IR_NONE || from.kind != FROM_PARAM || from.number >= MAX_PARAMS)
		return;
	if (deed == DEED_COUNT_LAST)
		s->last[from.number] = member;
	else if (find_counter(s, s->f->insns[member].b, s->f->insns[member].c))
		learn(s, from.number, DEED_GET);
}

/* A function that tests a counter for the last, and frees the object, is a put; the counter counts
 * references. */
static void settle_counters(struct scan *s)
{
	for (uint32_t i = 0; i < MAX_PARAMS; i++) {
		const struct ir_insn *member;
		struct counter *c;

		if (s->last[i] == IR_NONE || s->infos[s->fn].deeds[i] != DEED_FREE)
			continue;
		learn(s, i, DEED_PUT);
		member = &s->f->insns[s->last[i]];
		if (find_counter(s, member->b, member->c))
			continue;
		c = arena_alloc(s->g->arena, sizeof(*c));
		*c = (struct counter){member->b, member->c, s->counters};
		s->counters = c;
	}
}

static void look_at_call(struct scan *s, uint32_t number)
{
	const struct ir_insn *call = &s->f->insns[number];
	uint32_t callee = callee_of(s, call);

	if (callee == IR_NONE)
		return;
	for (uint32_t i = 0; i < call->nargs; i++) {
		enum deed deed = deed_of_call(s, callee, i);
		struct origin from;

		if (deed == DEED_COUNT_UP || deed == DEED_COUNT_LAST)
			look_at_counter(s, deed, s->f->pool[call->args + i]);
		if (deed < DEED_FREE)
			continue;
		from = origin_of(s, s->f->pool[call->args + i]);
		if (from.kind == FROM_PARAM)
			learn(s, from.number, deed);
		if (from.kind != FROM_MEMBER || !s->last_round || deed == DEED_GET)
			continue;
		if (deed == DEED_PUT)
			strengthen(s, from, EDGE_COUNTS, number, "put", callee);
		else
			strengthen(s, from, EDGE_OWNS, number, "freed", callee);
	}
}

/* Whose new reference a value is: that of the function called, or of this one, which got its
 * parameter. */
static uint32_t getter_of(const struct scan *s, struct origin from)
{
	uint32_t callee;

	if (from.kind == FROM_PARAM && from.number < MAX_PARAMS &&
	    s->infos[s->fn].deeds[from.number] == DEED_GET)
		return s->fn;
	if (from.kind != FROM_CALL)
		return IR_NONE;
	callee = callee_of(s, &s->f->insns[from.number]);
	return callee != IR_NONE && gives_reference(s, callee) ? callee : IR_NONE;
}

static void look_at_store(struct scan *s, uint32_t number)
{
	const struct ir_insn *store = &s->f->insns[number];
	uint32_t member = member_at(s->f, store->a), getter;
	struct origin at;

	if (member == IR_NONE)
		return;
	getter = getter_of(s, origin_of(s, store->b));
	if (getter == IR_NONE)
		return;
	at = (struct origin){FROM_MEMBER, s->f->insns[member].b, s->f->insns[member].c};
	strengthen(s, at, EDGE_COUNTS, number, "got", getter);
}

static void look_at_body(struct scan *s, uint32_t fn)
{
	s->fn = fn;
	s->f = &s->m->functions[fn];
	find_stores(s);
	memset(s->last, 0xff, sizeof(s->last));
	for (uint32_t i = 0; i < s->f->ninsns; i++) {
		if (s->f->insns[i].op == IR_CALL)
			look_at_call(s, i);
		else if (s->f->insns[i].op == IR_STORE && s->last_round)
			look_at_store(s, i);
	}
	settle_counters(s);
}

static void look_at_bodies(struct scan *s)
{
	for (uint32_t i = 0; i < s->m->nfunctions; i++)
		if (s->m->functions[i].flags & IR_FN_LOWERED)
			look_at_body(s, i);
}

/* --- Declarations ------------------------------------------------------------------------- */

static void apply_annotation(struct scan *s, struct graph_edge *e, const struct field_contract *c)
{
	if (!c)
		return;
	if (c->kind == FIELD_OWNED)
		e->kind = EDGE_OWNS;
	else if (c->kind == FIELD_BORROWED)
		e->kind = EDGE_BORROWS;
	if (c->lock)
		e->lock = arena_format(s->g->arena, "%s", c->lock);
	if (c->place.file) {
		e->file = arena_format(s->g->arena, "%s", c->place.file);
		e->line = c->place.line;
		e->why = "annotated";
	}
}

static void look_at_record(struct scan *s, uint32_t record)
{
	const struct ir_record *r = &s->m->records[record];
	const char *name = str_text(s->m->strings, r->name);

	for (uint32_t i = 0; r->name != STR_EMPTY && i < r->nfields; i++) {
		bool by_value;
		struct graph_edge *e = edge_of(s, record, i, &by_value);

		if (!e)
			continue;
		if (by_value)
			e->kind = EDGE_EMBEDS;
		else
			apply_annotation(
				s, e,
				contracts_field(s->c, name,
						str_text(s->m->strings, r->fields[i].name)));
	}
}

static void lower_main_file(struct ir_module *m)
{
	for (uint32_t i = 0; i < m->nfunctions; i++)
		if ((m->functions[i].flags & IR_FN_DEFINED) &&
		    (m->functions[i].flags & IR_FN_MAIN_FILE))
			ir_need_body(m, i);
}

#define MAX_ROUNDS 8 /* of learning what functions do: one for each level of calls */

static void scan(struct graph *g, struct ir_module *m, const struct contracts *c)
{
	struct scan s = {.g = g, .m = m, .c = c};

	lower_main_file(m);
	s.infos = arena_new_array(g->arena, struct function_info, m->nfunctions);
	for (uint32_t i = 0; i < m->nrecords; i++)
		look_at_record(&s, i);
	for (int round = 0; round < MAX_ROUNDS; round++) {
		s.changed = false;
		look_at_bodies(&s);
		if (!s.changed)
			break;
	}
	s.last_round = true;
	look_at_bodies(&s);
}

/* What is wrong with annotations, the plugin says at their place. */
static void ignore_error(void *ctx, ir_loc loc, const char *message)
{
	(void)ctx;
	(void)loc;
	(void)message;
}

void graph_add(struct graph *g, struct ir_module *m, const struct contracts *rules)
{
	struct contracts *all = annotations_compile(m, rules, ignore_error, NULL);

	scan(g, m, all);
	contracts_free(all);
}
