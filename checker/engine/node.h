/* SPDX-License-Identifier: MIT */
/*
 * Values and memory regions, hash-consed: equal meaning, equal number, in every world of the
 * module. That makes aliases a matter of construction: rq, blk_mq_rq_from_pdu(blk_mq_rq_to_pdu(rq))
 * and the container of one of its members are one node.
 */
#ifndef CUSTODY_NODE_H
#define CUSTODY_NODE_H

#include "../rules/contract.h"

typedef uint32_t node_id;
#define NODE_NONE 0u

enum node_kind {
	NODE_NOTHING,
	/* Values. */
	NODE_INT, /* imm */
	NODE_FUNC, /* a = function */
	NODE_STRING, /* a = str_id */
	NODE_PARAM, /* a = function, b = parameter: its value at entry */
	NODE_INIT, /* what region a holds since its contents became unknown (b: that HAVOC, or the
		      JOIN of the whole), or at entry (b 0) */
	NODE_FRESH, /* a = function, b = instruction, c = generation, imm = callee's node it stands
		       for, or 0 */
	NODE_JOIN, /* a = function, b = block, c = region: one of several values that met there */
	NODE_UNARY, /* sub, a */
	NODE_BINARY, /* sub, flags & NODE_UNSIGNED, a, b */
	NODE_VIEW, /* address of view b of the object that a points to */
	NODE_BASE, /* address of the object whose view b a points to */
	NODE_ADDR, /* address of region a */
	/* Contents of a whole region; sub-regions are derived from them on demand. */
	NODE_COPY, /* those of region a, unknown since b or as at entry (b 0), at the time of the
		      copy */
	NODE_HAVOC, /* unknown since instruction b of function a, c = generation */
	/* Regions. */
	REGION_LOCAL, /* a = function, b = local */
	REGION_TEMP, /* a = function, b = instruction: a temporary that lives across blocks */
	REGION_GLOBAL, /* a = global */
	REGION_DEREF, /* what the value a points to */
	REGION_FIELD, /* a = region, b = record, c = field */
	REGION_ELEM, /* a = region, b = index value */
	REGION_CONTAINER, /* the record b whose field c is region a */
};

enum node_flags {
	NODE_UNSIGNED = 1, /* BINARY: unsigned comparison */
	NODE_NONNEG = 2, /* never negative by its type */
	NODE_HAS_PARTS = 4, /* regions: it is the parent of another */
	NODE_MADE = 8, /* without it, no FRESH and no HAVOC goes into the node */
	NODE_MASKED = 16, /* values: some bits of it, as of a word of flags, are a node */
};

struct node {
	uint8_t kind;
	uint8_t sub;
	uint16_t flags;
	uint32_t a, b, c;
	int64_t imm;
	node_id parent; /* regions: the region that holds it, by member, view or container;
			   NODE_NONE at the root */
};

/* A place of a hash table: most nodes that are not the one looked for need not be read. */
struct node_slot {
	uint32_t hash;
	node_id id;
};

struct nodes {
	struct node *list;
	uint32_t count, cap;
	struct node_slot *slots; /* by hash, the next free one if that is taken */
	uint32_t nslots; /* a power of two, and at most half of them taken */
	struct node_slot *recent; /* by the end of its hash: the node that was asked for last */
	node_id *derefs; /* by value: what it points to, if anything asked for that */
	uint32_t *marks; /* by node: the round in which it was marked last */
	uint32_t nmarks, round;
};

void nodes_init(struct nodes *n);
void nodes_free(struct nodes *n);

static inline const struct node *node_at(const struct nodes *n, node_id id)
{
	return &n->list[id];
}

/* Marks last until the next nodes_clear_marks(). */
void nodes_clear_marks(struct nodes *n);
/* Marks v; false if it was marked already. */
bool node_mark(struct nodes *n, node_id v);
bool node_marked(const struct nodes *n, node_id v);

/* Values. */
node_id node_int(struct nodes *n, int64_t imm);
node_id node_func(struct nodes *n, uint32_t fn);
node_id node_string(struct nodes *n, str_id text);
node_id node_param(struct nodes *n, uint32_t fn, uint32_t index, uint16_t flags);
node_id node_init(struct nodes *n, node_id region, node_id since, uint16_t flags);
node_id node_fresh(struct nodes *n, uint32_t fn, uint32_t insn, uint32_t gen, node_id of,
		   uint16_t flags);
node_id node_join(struct nodes *n, uint32_t fn, uint32_t block, node_id region, uint16_t flags);
node_id node_unary(struct nodes *n, enum ir_unary op, node_id a);
node_id node_binary(struct nodes *n, enum ir_binary op, bool is_unsigned, node_id a, node_id b);
node_id node_view(struct nodes *n, node_id a, uint16_t view);
node_id node_base(struct nodes *n, node_id a, uint16_t view);
node_id node_addr(struct nodes *n, node_id region);
node_id node_copy(struct nodes *n, node_id region, node_id since);
node_id node_havoc(struct nodes *n, uint32_t fn, uint32_t insn, uint32_t gen);

/* Regions. */
node_id region_local(struct nodes *n, uint32_t fn, uint32_t local);
node_id region_temp(struct nodes *n, uint32_t fn, uint32_t insn);
node_id region_global(struct nodes *n, uint32_t global);
node_id region_deref(struct nodes *n, node_id value);
/* The same, or NODE_NONE if nothing has named that region yet: then nothing is known of it either.
 */
node_id region_deref_known(const struct nodes *n, node_id value);
node_id region_field(struct nodes *n, node_id region, uint32_t record, uint32_t field);
node_id region_elem(struct nodes *n, node_id region, node_id index);
/* Two elements of one array, by their numbers. */
bool region_other_element(const struct nodes *n, node_id a, node_id b);
node_id region_container(struct nodes *n, node_id region, uint32_t record, uint32_t field);

/* What the address or region v is found by way of: what holds it, leads to it or is read for it.
 * NODE_NONE: it begins here. */
node_id node_found_by(const struct nodes *n, node_id v);
/* Whether v was read from region, or found by way of something that was. */
bool node_loaded_from(const struct nodes *n, node_id v, node_id region);
/* The outermost region that holds r. */
node_id region_root(const struct nodes *n, node_id r);
bool region_part_of(const struct nodes *n, node_id r, node_id outer);

/* Most regions have none: what walks over all bindings of a world asks for that first. */
static inline bool region_has_parts(const struct nodes *n, node_id r)
{
	return node_at(n, r)->flags & NODE_HAS_PARTS;
}

/* Whether r is outer or lies inside it. */
static inline bool region_within(const struct nodes *n, node_id r, node_id outer)
{
	return region_has_parts(n, outer) ? region_part_of(n, r, outer) : r && r == outer;
}

bool node_is_region(const struct node *nd);
bool node_is_comparison(enum ir_binary op);

#endif
