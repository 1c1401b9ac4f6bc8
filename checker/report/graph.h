/* SPDX-License-Identifier: MIT */
/*
 * The ownership graph of a driver: its structures, and what each pointer in them is to what it
 * points to. An edge is strong if the driver gives back what the member holds, or if an annotation
 * says so.
 */
#ifndef CUSTODY_GRAPH_H
#define CUSTODY_GRAPH_H

#include <stdbool.h>
#include <stdio.h>

#include "../ir/ir.h"

struct contracts;

enum edge_kind {
	EDGE_POINTS, /* nothing in the code says that it holds anything */
	EDGE_BACK, /* the same, to what holds this structure */
	EDGE_BORROWS, /* annotated so */
	EDGE_EMBEDS, /* a member by value: it lives and dies with the structure */
	EDGE_OWNS, /* freed through this member */
	EDGE_COUNTS, /* holds a reference */
};

struct graph_edge {
	uint32_t from, to; /* nodes */
	const char *member;
	enum edge_kind kind;
	const char *lock; /* that guards it, or NULL */
	const char *why; /* a sentence, or NULL */
	const char *file; /* of what `why` says */
	uint32_t line;
	bool in_cycle;
};

struct graph_node {
	const char *name; /* the structure's tag */
	bool is_own; /* the driver's, not the kernel's */
	uint32_t cycle; /* number of the strong cycle it is in, from 1; 0: none */
};

struct graph {
	struct arena *arena; /* owns all texts */
	IR_TABLE(struct graph_node, nodes);
	IR_TABLE(struct graph_edge, edges);
	uint32_t ncycles;
};

struct graph *graph_new(void);
/* NULL is allowed. */
void graph_free(struct graph *g);

/* The node called name, made if there is none. name is copied. */
uint32_t graph_node(struct graph *g, const char *name);
/* The edge of that member, made as EDGE_POINTS if there is none. member is copied. */
struct graph_edge *graph_edge(struct graph *g, uint32_t from, uint32_t to, const char *member);

/* Adds what m, with its annotations, shows. Lowers bodies as needed. */
void graph_add(struct graph *g, struct ir_module *m, const struct contracts *rules);
/* Marks cycles of strong edges and back-pointers; once, when all modules are in. */
void graph_settle(struct graph *g);

/* For dot(1). all: also pointers to and in structures of the kernel that nothing is known of. */
void graph_print_dot(const struct graph *g, bool all, FILE *out);
/* A line for each strong edge in a cycle. */
void graph_print_cycles(const struct graph *g, FILE *out);

#endif
