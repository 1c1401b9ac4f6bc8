/* SPDX-License-Identifier: MIT */
/* The tables of contracts, and finding things in them by name. */
#include "internal.h"

#include <string.h>

#include <xxhash.h>

enum entry_kind {
	RULE,
	PROTOCOL,
	VIEW,
	FUNCTION,
	METHOD,
	SLOT,
	CALLBACK,
	FIELD,
	RECORD,
	TABLE,
	NEEDS,
	CONTEXT,
	RUNS
};

struct key {
	enum entry_kind kind;
	const char *a, *b; /* b: member, or NULL */
};

static bool key_differs(const struct key *x, const struct key *y)
{
	if (x->kind != y->kind || strcmp(x->a, y->a) != 0)
		return true;
	return x->b && strcmp(x->b, y->b) != 0;
}

/* Keys are compared by what they point to. */
#define HASH_KEYCMP(x, y, size) key_differs((const struct key *)(x), (const struct key *)(y))
#include <uthash.h>

struct entry {
	struct key key;
	void *value;
	UT_hash_handle hh;
};

struct contract_index {
	struct entry *entries;
	struct strings *names;
};

static unsigned key_hash(const struct key *k)
{
	XXH64_hash_t h = XXH3_64bits(k->a, strlen(k->a)) + k->kind;

	return (unsigned)(k->b ? h ^ 31 * XXH3_64bits(k->b, strlen(k->b)) : h);
}

static struct entry *find_own(const struct contracts *c, struct key key)
{
	struct entry *e;

	HASH_FIND_BYHASHVALUE(hh, c->index->entries, &key, sizeof(key), key_hash(&key), e);
	return e;
}

static void *find(const struct contracts *c, enum entry_kind kind, const char *a, const char *b)
{
	struct key key = {kind, a, b};
	struct entry *e;

	for (; c; c = c->base) {
		e = find_own(c, key);
		if (e)
			return e->value;
	}
	return NULL;
}

/* Annotations and resources say more about what the set below speaks of; all else is said once. */
static bool overrides(enum entry_kind kind)
{
	return kind == FUNCTION || kind == METHOD || kind == FIELD || kind == RECORD;
}

static bool add(struct contracts *c, enum entry_kind kind, const char *a, const char *b,
		void *value)
{
	struct entry *e = arena_alloc(c->arena, sizeof(*e));
	struct key key = {kind, a, b};

	if (overrides(kind) ? find_own(c, key) != NULL : find(c, kind, a, b) != NULL)
		return false;
	e->key = key;
	e->value = value;
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, c->index->entries, &e->key, sizeof(e->key), key_hash(&key),
				    e);
	return true;
}

/* --- Life --------------------------------------------------------------------------------- */

static struct contracts *new_in(struct arena *arena, const struct contracts *base)
{
	struct contracts *c = arena_alloc(arena, sizeof(*c));

	c->arena = arena;
	c->index = arena_alloc(arena, sizeof(*c->index));
	c->base = base;
	return c;
}

struct contracts *contracts_new(const struct contracts *base)
{
	return new_in(arena_new(), base);
}

struct contracts *contracts_stage(struct contracts *base)
{
	return new_in(base->arena, base);
}

void contracts_drop(struct contracts *stage)
{
	HASH_CLEAR(hh, stage->index->entries);
	strings_free(stage->index->names);
}

void contracts_free(struct contracts *c)
{
	if (!c)
		return;
	contracts_drop(c);
	arena_free(c->arena);
}

struct strings *contracts_names(struct contracts *c)
{
	if (!c->index->names)
		c->index->names = strings_new();
	return c->index->names;
}

/* --- Adding ------------------------------------------------------------------------------- */

#define APPEND(c, table, value)                                                                    \
	((c)->table = arena_grow((c)->arena, (c)->table, (c)->n##table, &(c)->cap_##table,         \
				 sizeof(*(c)->table)),                                             \
	 (c)->table[(c)->n##table++] = (value))

uint32_t contracts_nprotocols(const struct contracts *c)
{
	uint32_t n = 0;

	for (; c; c = c->base)
		n += c->nprotocols;
	return n;
}

bool contracts_add_rule(struct contracts *c, struct rule *r)
{
	if (!add(c, RULE, r->name, NULL, r))
		return false;
	APPEND(c, rules, r);
	return true;
}

bool contracts_add_protocol(struct contracts *c, struct protocol *p)
{
	if (!add(c, PROTOCOL, p->name, NULL, p))
		return false;
	p->id = (uint16_t)contracts_nprotocols(c);
	APPEND(c, protocols, p);
	return true;
}

bool contracts_add_view(struct contracts *c, struct view *v)
{
	const struct contracts *below;

	if (!add(c, VIEW, v->name, NULL, v))
		return false;
	v->id = 0;
	for (below = c; below; below = below->base)
		v->id = (uint16_t)(v->id + below->nviews);
	APPEND(c, views, v);
	return true;
}

bool contracts_add_function(struct contracts *c, struct function_contract *f)
{
	if (f->name ? !add(c, FUNCTION, f->name, NULL, f)
		    : !add(c, METHOD, f->record, f->member, f))
		return false;
	APPEND(c, functions, f);
	return true;
}

bool contracts_add_slot(struct contracts *c, struct slot *s)
{
	if (s->record ? !add(c, SLOT, s->record, s->member, s)
		      : !add(c, CALLBACK, s->name, NULL, s))
		return false;
	APPEND(c, slots, s);
	return true;
}

bool contracts_add_field(struct contracts *c, struct field_contract *f)
{
	if (!add(c, FIELD, f->record, f->member, f))
		return false;
	APPEND(c, fields, f);
	return true;
}

/* A record may be under several contracts: the first is in the index, the others hang on it. */
bool contracts_add_record(struct contracts *c, struct record_contract *r)
{
	struct entry *first = find_own(c, (struct key){RECORD, r->record, NULL});
	struct record_contract *other;

	for (other = first ? first->value : NULL; other; other = other->next) {
		if (other->kind == r->kind)
			return false;
		if (!other->next)
			break;
	}
	if (other)
		other->next = r;
	else
		add(c, RECORD, r->record, NULL, r);
	APPEND(c, records, r);
	return true;
}

bool contracts_add_table(struct contracts *c, struct table_contract *t)
{
	if (!add(c, TABLE, t->record, t->pointers ? "*" : NULL, t))
		return false;
	APPEND(c, tables, t);
	return true;
}

bool contracts_add_needs(struct contracts *c, struct needs_contract *n)
{
	if (!add(c, NEEDS, n->record, n->member, n))
		return false;
	APPEND(c, needs, n);
	return true;
}

/* A function whose handler runs there stands for no member. */
static const char *member_of(const char *member)
{
	return member ? member : "";
}

bool contracts_add_context(struct contracts *c, struct context_contract *x)
{
	if (x->kind == CONTEXT_RUNS ? !add(c, RUNS, x->name, member_of(x->member), x)
				    : !add(c, CONTEXT, x->name, NULL, x))
		return false;
	APPEND(c, contexts, x);
	return true;
}

/* Puts f where the function of its name stood. */
static void replace_function(struct contracts *c, struct function_contract *f)
{
	struct entry *e = find_own(c, (struct key){FUNCTION, f->name, NULL});
	uint32_t i;

	for (i = 0; i < c->nfunctions; i++) {
		if (c->functions[i] == e->value)
			c->functions[i] = f;
	}
	e->value = f;
}

/* The built-in rules come into an empty set: no need to enter everything twice. */
static void move_all(struct contracts *stage, struct contracts *base)
{
	struct contract_index *index = base->index;
	const struct contracts *below = base->base;

	index->entries = stage->index->entries;
	*base = *stage;
	base->index = index;
	base->base = below;
}

void contracts_commit(struct contracts *stage, struct contracts *base)
{
	uint32_t i;

	if (!base->index->entries) {
		move_all(stage, base);
		return;
	}
	for (i = 0; i < stage->nrules; i++)
		contracts_add_rule(base, stage->rules[i]);
	for (i = 0; i < stage->nprotocols; i++)
		contracts_add_protocol(base, stage->protocols[i]);
	for (i = 0; i < stage->nviews; i++)
		contracts_add_view(base, stage->views[i]);
	for (i = 0; i < stage->nfunctions; i++) {
		if (!contracts_add_function(base, stage->functions[i]))
			replace_function(base, stage->functions[i]);
	}
	for (i = 0; i < stage->nslots; i++)
		contracts_add_slot(base, stage->slots[i]);
	for (i = 0; i < stage->nfields; i++)
		contracts_add_field(base, stage->fields[i]);
	for (i = 0; i < stage->nrecords; i++) {
		stage->records[i]->next = NULL;
		contracts_add_record(base, stage->records[i]);
	}
	for (i = 0; i < stage->ntables; i++)
		contracts_add_table(base, stage->tables[i]);
	for (i = 0; i < stage->nneeds; i++)
		contracts_add_needs(base, stage->needs[i]);
	for (i = 0; i < stage->ncontexts; i++)
		contracts_add_context(base, stage->contexts[i]);
	contracts_drop(stage);
}

const struct effect *contract_next_effect(const struct function_contract *fc,
					  const struct effect *e)
{
	bool passed = !e;

	for (uint32_t i = 0; fc && i < fc->noutcomes; i++) {
		const struct outcome *o = &fc->outcomes[i];

		if (passed && o->neffects)
			return o->effects;
		if (passed || e < o->effects || e >= o->effects + o->neffects)
			continue;
		if (e + 1 < o->effects + o->neffects)
			return e + 1;
		passed = true;
	}
	return NULL;
}

/* The outcome for these classes to add to, made if there is none. */
static struct outcome *outcome_for(struct arena *a, struct function_contract *f, value_classes when)
{
	struct outcome *list;
	uint32_t i, first = when == CLASS_ANY ? 1 : 0;

	for (i = 0; i < f->noutcomes && f->outcomes[i].when != when; i++)
		;
	list = arena_new_array(a, struct outcome, f->noutcomes + 1);
	if (i < f->noutcomes) {
		memcpy(list, f->outcomes, f->noutcomes * sizeof(*list));
		f->outcomes = list;
		return &list[i];
	}
	if (f->noutcomes)
		memcpy(list + first, f->outcomes, f->noutcomes * sizeof(*list));
	i = first ? 0 : f->noutcomes;
	list[i] = (struct outcome){.when = when};
	f->outcomes = list;
	f->noutcomes++;
	return &list[i];
}

void contract_append(struct arena *a, struct function_contract *f, value_classes when,
		     const struct effect *effects, uint32_t n)
{
	struct outcome *o = outcome_for(a, f, when);
	struct effect *all = arena_new_array(a, struct effect, o->neffects + n);

	if (o->neffects)
		memcpy(all, o->effects, o->neffects * sizeof(*all));
	if (n)
		memcpy(all + o->neffects, effects, n * sizeof(*all));
	o->effects = all;
	o->neffects += n;
}

/* --- Looking up --------------------------------------------------------------------------- */

const struct rule *contracts_rule(const struct contracts *c, const char *name)
{
	return find(c, RULE, name, NULL);
}

const struct protocol *contracts_protocol(const struct contracts *c, const char *name)
{
	return find(c, PROTOCOL, name, NULL);
}

const struct view *contracts_view(const struct contracts *c, const char *name)
{
	return find(c, VIEW, name, NULL);
}

const struct function_contract *contracts_function(const struct contracts *c, const char *name)
{
	return find(c, FUNCTION, name, NULL);
}

const struct function_contract *contract_for(const struct function_contract *fc, uint32_t nparams)
{
	for (const struct function_contract *c = fc; c; c = c->other)
		if (c->nparams == nparams)
			return c;
	return fc;
}

const struct function_contract *contracts_method(const struct contracts *c, const char *record,
						 const char *member)
{
	return find(c, METHOD, record, member);
}

const struct slot *contracts_slot(const struct contracts *c, const char *record, const char *member)
{
	return find(c, SLOT, record, member);
}

const struct slot *contracts_slot_undoing(const struct contracts *c, const char *record,
					  const char *member)
{
	for (; c; c = c->base)
		for (uint32_t i = 0; i < c->nslots; i++) {
			const struct slot *s = c->slots[i];

			if (s->undoes && s->record && !strcmp(s->record, record) &&
			    !strcmp(s->undoes, member))
				return s;
		}
	return NULL;
}

const struct slot *contracts_callback(const struct contracts *c, const char *name)
{
	return find(c, CALLBACK, name, NULL);
}

const struct field_contract *contracts_field(const struct contracts *c, const char *record,
					     const char *member)
{
	return find(c, FIELD, record, member);
}

const struct record_contract *contracts_record(const struct contracts *c, const char *record)
{
	return find(c, RECORD, record, NULL);
}

const struct table_contract *contracts_table(const struct contracts *c, const char *record,
					     bool pointers)
{
	return find(c, TABLE, record, pointers ? "*" : NULL);
}

const struct needs_contract *contracts_needs(const struct contracts *c, const char *record,
					     const char *member)
{
	return find(c, NEEDS, record, member);
}

const struct context_contract *contracts_context(const struct contracts *c, const char *name)
{
	return find(c, CONTEXT, name, NULL);
}

const struct context_contract *contracts_runs(const struct contracts *c, const char *name,
					      const char *member)
{
	return find(c, RUNS, name, member_of(member));
}

struct function_contract *contracts_own_function(struct contracts *c, const char *name)
{
	struct entry *e = find_own(c, (struct key){FUNCTION, name, NULL});

	return e ? e->value : NULL;
}

struct field_contract *contracts_own_field(struct contracts *c, const char *record,
					   const char *member)
{
	struct entry *e = find_own(c, (struct key){FIELD, record, member});

	return e ? e->value : NULL;
}
