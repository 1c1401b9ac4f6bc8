/* SPDX-License-Identifier: MIT */
/* Hash-consing of values and regions, and the simplifications that make aliases equal. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#define RECENT 4096 /* nodes; so many stay in the processor's cache */

/* The products do not wait for each other. */
static uint32_t hash_node(const struct node *k)
{
	uint64_t what = (uint64_t)k->a << 16 | (uint64_t)k->kind << 8 | k->sub,
		 with = (uint64_t)k->b << 32 | k->c;
	uint64_t h = what * 0x9e3779b97f4a7c15u ^ with * 0xc4ceb9fe1a85ec53u ^
		     (uint64_t)k->imm * 0xff51afd7ed558ccdu;

	h ^= h >> 29;
	return (uint32_t)(h ^ (h >> 32));
}

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static void put(struct nodes *n, struct node_slot s)
{
	uint32_t at = s.hash & (n->nslots - 1);

	while (n->slots[at].id)
		at = (at + 1) & (n->nslots - 1);
	n->slots[at] = s;
}

static void rehash(struct nodes *n)
{
	struct node_slot *old = n->slots;
	uint32_t nold = n->nslots;

	n->nslots = nold ? nold * 2 : 8192;
	n->slots = must(calloc(n->nslots, sizeof(*n->slots)));
	for (uint32_t i = 0; i < nold; i++)
		if (old[i].id)
			put(n, old[i]);
	free(old);
}

void nodes_init(struct nodes *n)
{
	memset(n, 0, sizeof(*n));
	n->cap = 4096;
	n->list = must(calloc(n->cap, sizeof(*n->list)));
	n->recent = must(calloc(RECENT, sizeof(*n->recent)));
	n->derefs = must(calloc(n->cap, sizeof(*n->derefs)));
	n->count = 1; /* NODE_NONE */
	rehash(n);
}

void nodes_free(struct nodes *n)
{
	free(n->list);
	free(n->slots);
	free(n->recent);
	free(n->derefs);
	free(n->marks);
	memset(n, 0, sizeof(*n));
}

void nodes_clear_marks(struct nodes *n)
{
	n->round++;
	if (n->nmarks >= n->count)
		return;
	n->marks = must(realloc(n->marks, n->cap * sizeof(*n->marks)));
	memset(n->marks + n->nmarks, 0, (n->cap - n->nmarks) * sizeof(*n->marks));
	n->nmarks = n->cap;
}

bool node_mark(struct nodes *n, node_id v)
{
	if (n->marks[v] == n->round)
		return false;
	n->marks[v] = n->round;
	return true;
}

bool node_marked(const struct nodes *n, node_id v)
{
	return n->marks[v] == n->round;
}

static bool is_same(const struct node *o, const struct node *k)
{
	return o->kind == k->kind && o->sub == k->sub && o->a == k->a && o->b == k->b &&
	       o->c == k->c && o->imm == k->imm;
}

static bool holds(const struct nodes *n, struct node_slot s, const struct node *k, uint32_t hash)
{
	return s.hash == hash && s.id && is_same(&n->list[s.id], k);
}

static node_id find(const struct nodes *n, const struct node *k, uint32_t hash)
{
	uint32_t at = hash & (n->nslots - 1);

	if (holds(n, n->recent[hash % RECENT], k, hash))
		return n->recent[hash % RECENT].id;
	while (n->slots[at].id && !holds(n, n->slots[at], k, hash))
		at = (at + 1) & (n->nslots - 1);
	return n->slots[at].id;
}

static void grow(struct nodes *n)
{
	n->list = must(realloc(n->list, 2 * n->cap * sizeof(*n->list)));
	n->derefs = must(realloc(n->derefs, 2 * n->cap * sizeof(*n->derefs)));
	memset(n->derefs + n->cap, 0, n->cap * sizeof(*n->derefs));
	n->cap *= 2;
}

/* Whether values that an instruction made go into it. */
static bool is_made(const struct nodes *n, const struct node *k)
{
	switch (k->kind) {
	case NODE_FRESH:
	case NODE_HAVOC:
		return true;
	case NODE_BINARY:
	case NODE_INIT:
	case REGION_ELEM:
		return (n->list[k->a].flags | n->list[k->b].flags) & NODE_MADE;
	case NODE_UNARY:
	case NODE_VIEW:
	case NODE_BASE:
	case NODE_ADDR:
	case NODE_COPY:
	case REGION_DEREF:
	case REGION_FIELD:
	case REGION_CONTAINER:
		return n->list[k->a].flags & NODE_MADE;
	default:
		return false;
	}
}

static node_id intern(struct nodes *n, struct node k)
{
	uint32_t h = hash_node(&k);
	node_id id = find(n, &k, h);

	n->recent[h % RECENT] = (struct node_slot){h, id ? id : n->count};
	if (id)
		return id;
	if (n->count == n->cap)
		grow(n);
	id = n->count++;
	if (is_made(n, &k))
		k.flags |= NODE_MADE;
	n->list[id] = k;
	put(n, (struct node_slot){h, id});
	if (n->count > n->nslots / 2)
		rehash(n);
	return id;
}

static node_id make(struct nodes *n, enum node_kind kind, uint32_t a, uint32_t b, uint32_t c,
		    uint16_t flags)
{
	return intern(n, (struct node){.kind = kind, .a = a, .b = b, .c = c, .flags = flags});
}

static void set_parent(struct nodes *n, node_id part, node_id whole)
{
	n->list[part].parent = whole;
	n->list[whole].flags |= NODE_HAS_PARTS;
}

node_id node_int(struct nodes *n, int64_t imm)
{
	return intern(n, (struct node){.kind = NODE_INT, .imm = imm});
}

node_id node_func(struct nodes *n, uint32_t fn)
{
	return make(n, NODE_FUNC, fn, 0, 0, 0);
}

node_id node_string(struct nodes *n, str_id text)
{
	return make(n, NODE_STRING, text, 0, 0, 0);
}

node_id node_param(struct nodes *n, uint32_t fn, uint32_t index, uint16_t flags)
{
	return make(n, NODE_PARAM, fn, index, 0, flags);
}

node_id node_init(struct nodes *n, node_id region, node_id since, uint16_t flags)
{
	return make(n, NODE_INIT, region, since, 0, flags);
}

node_id node_fresh(struct nodes *n, uint32_t fn, uint32_t insn, uint32_t gen, node_id of,
		   uint16_t flags)
{
	return intern(n, (struct node){.kind = NODE_FRESH,
				       .a = fn,
				       .b = insn,
				       .c = gen,
				       .imm = of,
				       .flags = flags});
}

node_id node_join(struct nodes *n, uint32_t fn, uint32_t block, node_id region, uint16_t flags)
{
	return make(n, NODE_JOIN, fn, block, region, flags);
}

bool node_is_comparison(enum ir_binary op)
{
	return op >= IR_EQ && op <= IR_GE;
}

static bool fold(enum ir_binary op, bool is_unsigned, int64_t a, int64_t b, int64_t *r)
{
	uint64_t ua = (uint64_t)a, ub = (uint64_t)b;

	switch (op) {
	case IR_ADD:
		*r = (int64_t)(ua + ub);
		return true;
	case IR_SUB:
		*r = (int64_t)(ua - ub);
		return true;
	case IR_MUL:
		*r = (int64_t)(ua * ub);
		return true;
	case IR_DIV:
	case IR_REM:
		if (!b || (!is_unsigned && (a < 0 || b < 0)))
			return false;
		*r = (int64_t)(op == IR_DIV ? ua / ub : ua % ub);
		return true;
	case IR_AND:
		*r = a & b;
		return true;
	case IR_OR:
		*r = a | b;
		return true;
	case IR_XOR:
		*r = a ^ b;
		return true;
	case IR_SHL:
		*r = ub < 64 ? (int64_t)(ua << ub) : 0;
		return true;
	case IR_SHR:
		*r = ub < 64 ? (int64_t)(ua >> ub) : 0;
		return is_unsigned || a >= 0;
	case IR_EQ:
		*r = a == b;
		return true;
	case IR_NE:
		*r = a != b;
		return true;
	case IR_LT:
		*r = is_unsigned ? ua < ub : a < b;
		return true;
	case IR_LE:
		*r = is_unsigned ? ua <= ub : a <= b;
		return true;
	case IR_GT:
		*r = is_unsigned ? ua > ub : a > b;
		return true;
	case IR_GE:
		*r = is_unsigned ? ua >= ub : a >= b;
		return true;
	default:
		return false;
	}
}

/* 0 or 1 by construction, so that testing it against 0 is testing itself. */
static bool is_truth(const struct node *nd)
{
	return (nd->kind == NODE_BINARY && node_is_comparison(nd->sub)) ||
	       (nd->kind == NODE_UNARY && nd->sub == IR_LNOT);
}

node_id node_unary(struct nodes *n, enum ir_unary op, node_id a)
{
	const struct node *na = node_at(n, a);

	if (na->kind == NODE_INT)
		return node_int(n, op == IR_NEG	  ? (int64_t)(0 - (uint64_t)na->imm)
				   : op == IR_NOT ? ~na->imm
						  : !na->imm);
	if (op == IR_LNOT && na->kind == NODE_UNARY && na->sub == IR_LNOT &&
	    is_truth(node_at(n, na->a)))
		return na->a;
	return intern(n, (struct node){.kind = NODE_UNARY, .sub = op, .a = a});
}

/* Comparisons are kept as EQ, LT and LE only, constants on the right, so that one test has one
 * name. */
static node_id compare(struct nodes *n, enum ir_binary op, bool is_unsigned, node_id a, node_id b)
{
	switch (op) {
	case IR_NE:
		if (node_at(n, b)->kind == NODE_INT && !node_at(n, b)->imm &&
		    is_truth(node_at(n, a)))
			return a;
		return node_unary(n, IR_LNOT, compare(n, IR_EQ, false, a, b));
	case IR_EQ:
		if (a == b)
			return node_int(n, 1);
		if (node_at(n, a)->kind == NODE_INT || (a > b && node_at(n, b)->kind != NODE_INT))
			return compare(n, IR_EQ, false, b, a);
		if (node_at(n, b)->kind == NODE_INT && !node_at(n, b)->imm &&
		    is_truth(node_at(n, a)))
			return node_unary(n, IR_LNOT, a);
		is_unsigned = false; /* it makes no difference */
		break;
	case IR_GT:
		return node_unary(n, IR_LNOT, compare(n, IR_LE, is_unsigned, a, b));
	case IR_GE:
		return node_unary(n, IR_LNOT, compare(n, IR_LT, is_unsigned, a, b));
	default:
		break;
	}
	return intern(n, (struct node){.kind = NODE_BINARY,
				       .sub = op,
				       .a = a,
				       .b = b,
				       .c = is_unsigned,
				       .flags = is_unsigned ? NODE_UNSIGNED : 0});
}

/*
 * Some bits of a word of flags: what was set or cleared in others does not change them, what was
 * set or cleared in them is known. So a flag that is tested again has one name.
 */
static node_id mask(struct nodes *n, node_id a, int64_t bits)
{
	const struct node na = *node_at(n, a);
	bool constant = na.kind == NODE_BINARY && node_at(n, na.b)->kind == NODE_INT;
	int64_t c = constant ? node_at(n, na.b)->imm : 0;

	if (!bits)
		return node_int(n, 0);
	if (constant && na.sub == IR_OR && (c & bits) == bits)
		return node_int(n, bits);
	if (constant && na.sub == IR_OR && !(c & bits))
		return mask(n, na.a, bits);
	if (constant && na.sub == IR_AND)
		return mask(n, na.a, c & bits);
	n->list[a].flags |= NODE_MASKED;
	return intern(
		n,
		(struct node){.kind = NODE_BINARY, .sub = IR_AND, .a = a, .b = node_int(n, bits)});
}

node_id node_binary(struct nodes *n, enum ir_binary op, bool is_unsigned, node_id a, node_id b)
{
	const struct node *na = node_at(n, a), *nb = node_at(n, b);
	int64_t r;

	if (na->kind == NODE_INT && nb->kind == NODE_INT &&
	    fold(op, is_unsigned, na->imm, nb->imm, &r))
		return node_int(n, r);
	if (node_is_comparison(op))
		return compare(n, op, is_unsigned, a, b);
	if (na->kind == NODE_INT && (op == IR_AND || op == IR_OR))
		return node_binary(n, op, is_unsigned, b, a);
	if (nb->kind == NODE_INT && op == IR_AND)
		return mask(n, a, nb->imm);
	if (nb->kind == NODE_INT && !nb->imm &&
	    (op == IR_ADD || op == IR_SUB || op == IR_OR || op == IR_SHL))
		return a;
	/* Raised and lowered again. */
	if (na->kind == NODE_BINARY && na->b == b &&
	    ((op == IR_SUB && na->sub == IR_ADD) || (op == IR_ADD && na->sub == IR_SUB)))
		return na->a;
	return intern(n, (struct node){.kind = NODE_BINARY, .sub = op, .a = a, .b = b});
}

/* What NULL points to is one region for all functions: nothing that one of them makes of it may
 * hold it for the others. */
static bool of_number(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region);

	return r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_INT;
}

/* The region that holds the view is the object's; what it is a part of is known from here on. */
node_id node_view(struct nodes *n, node_id a, uint16_t view)
{
	const struct node *na = node_at(n, a);
	node_id id, inner;

	if (na->kind == NODE_BASE && na->b == view)
		return na->a;
	id = make(n, NODE_VIEW, a, view, 0, 0);
	inner = region_deref(n, id);
	set_parent(n, inner, region_deref(n, a));
	return id;
}

node_id node_base(struct nodes *n, node_id a, uint16_t view)
{
	const struct node *na = node_at(n, a);
	node_id id, inner;

	if (na->kind == NODE_VIEW && na->b == view)
		return na->a;
	id = make(n, NODE_BASE, a, view, 0, 0);
	inner = region_deref(n, a);
	if (n->list[inner].parent == NODE_NONE && !of_number(n, inner))
		set_parent(n, inner, region_deref(n, id));
	return id;
}

node_id node_addr(struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region);

	if (r->kind == REGION_DEREF)
		return r->a;
	return make(n, NODE_ADDR, region, 0, 0, 0);
}

node_id node_copy(struct nodes *n, node_id region, node_id since)
{
	return make(n, NODE_COPY, region, since, 0, 0);
}

node_id node_havoc(struct nodes *n, uint32_t fn, uint32_t insn, uint32_t gen)
{
	return make(n, NODE_HAVOC, fn, insn, gen, 0);
}

node_id region_local(struct nodes *n, uint32_t fn, uint32_t local)
{
	return make(n, REGION_LOCAL, fn, local, 0, 0);
}

node_id region_temp(struct nodes *n, uint32_t fn, uint32_t insn)
{
	return make(n, REGION_TEMP, fn, insn, 0, 0);
}

node_id region_global(struct nodes *n, uint32_t global)
{
	return make(n, REGION_GLOBAL, global, 0, 0, 0);
}

node_id region_deref(struct nodes *n, node_id value)
{
	const struct node *v = node_at(n, value);

	if (v->kind == NODE_ADDR)
		return v->a;
	if (!n->derefs[value]) {
		node_id id = make(n, REGION_DEREF, value, 0, 0, 0);

		n->derefs[value] = id;
	}
	return n->derefs[value];
}

node_id region_deref_known(const struct nodes *n, node_id value)
{
	const struct node *v = node_at(n, value);

	return v->kind == NODE_ADDR ? v->a : n->derefs[value];
}

static node_id part(struct nodes *n, enum node_kind kind, node_id region, uint32_t b, uint32_t c)
{
	node_id id = make(n, kind, region, b, c, 0);

	set_parent(n, id, region);
	return id;
}

node_id region_field(struct nodes *n, node_id region, uint32_t record, uint32_t field)
{
	const struct node *r = node_at(n, region);

	if (r->kind == REGION_CONTAINER && r->b == record && r->c == field)
		return r->a;
	return part(n, REGION_FIELD, region, record, field);
}

node_id region_elem(struct nodes *n, node_id region, node_id index)
{
	const struct node *i = node_at(n, index);

	/* p[0] is *p; but a[1][0] is not a[1], or it would be a[0][1] as well. */
	if (i->kind == NODE_INT && !i->imm && node_at(n, region)->kind != REGION_ELEM)
		return region;
	return part(n, REGION_ELEM, region, index, 0);
}

/* The array of a region that is an element of one by a known index, or the first one. */
static node_id array_of(const struct nodes *n, node_id region, int64_t *index)
{
	const struct node *r = node_at(n, region);

	*index = 0;
	if (r->kind != REGION_ELEM)
		return region;
	if (node_at(n, r->b)->kind != NODE_INT)
		return NODE_NONE;
	*index = node_at(n, r->b)->imm;
	return r->a;
}

bool region_other_element(const struct nodes *n, node_id a, node_id b)
{
	int64_t i, k;
	node_id one = array_of(n, a, &i), other = array_of(n, b, &k);

	return one && one == other && i != k;
}

node_id region_container(struct nodes *n, node_id region, uint32_t record, uint32_t field)
{
	const struct node *r = node_at(n, region);
	node_id id;

	if (r->kind == REGION_FIELD && r->b == record && r->c == field)
		return r->a;
	id = make(n, REGION_CONTAINER, region, record, field, 0);
	if (n->list[region].parent == NODE_NONE && !of_number(n, region))
		set_parent(n, region, id);
	return id;
}

node_id node_found_by(const struct nodes *n, node_id v)
{
	const struct node *nd = node_at(n, v);

	if (nd->kind >= REGION_DEREF || nd->kind == NODE_INIT || nd->kind == NODE_ADDR ||
	    nd->kind == NODE_VIEW || nd->kind == NODE_BASE)
		return nd->a;
	return NODE_NONE;
}

node_id region_root(const struct nodes *n, node_id r)
{
	while (n->list[r].parent)
		r = n->list[r].parent;
	return r;
}

bool region_part_of(const struct nodes *n, node_id r, node_id outer)
{
	for (; r; r = n->list[r].parent)
		if (r == outer)
			return true;
	return false;
}

bool node_loaded_from(const struct nodes *n, node_id v, node_id region)
{
	for (; v; v = node_found_by(n, v))
		if (n->list[v].kind == NODE_INIT && region_within(n, n->list[v].a, region))
			return true;
	return false;
}

bool node_is_region(const struct node *nd)
{
	return nd->kind >= REGION_LOCAL;
}
