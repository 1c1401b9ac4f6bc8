/* SPDX-License-Identifier: MIT */
#include "graph.h"

#include <string.h>

struct graph *graph_new(void)
{
	struct arena *a = arena_new();
	struct graph *g = arena_alloc(a, sizeof(*g));

	g->arena = a;
	return g;
}

void graph_free(struct graph *g)
{
	if (g)
		arena_free(g->arena);
}

uint32_t graph_node(struct graph *g, const char *name)
{
	uint32_t i = 0;

	while (i < g->nnodes && strcmp(g->nodes[i].name, name))
		i++;
	if (i < g->nnodes)
		return i;
	g->nodes = arena_grow(g->arena, g->nodes, g->nnodes, &g->cap_nodes, sizeof(*g->nodes));
	g->nodes[g->nnodes] = (struct graph_node){.name = arena_format(g->arena, "%s", name)};
	return g->nnodes++;
}

struct graph_edge *graph_edge(struct graph *g, uint32_t from, uint32_t to, const char *member)
{
	for (uint32_t i = 0; i < g->nedges; i++) {
		struct graph_edge *e = &g->edges[i];

		if (e->from == from && e->to == to && !strcmp(e->member, member))
			return e;
	}
	g->edges = arena_grow(g->arena, g->edges, g->nedges, &g->cap_edges, sizeof(*g->edges));
	g->edges[g->nedges] = (struct graph_edge){
		.from = from,
		.to = to,
		.member = arena_format(g->arena, "%s", member),
		.kind = EDGE_POINTS,
	};
	return &g->edges[g->nedges++];
}

static bool is_strong(const struct graph_edge *e)
{
	return e->kind >= EDGE_EMBEDS;
}

/* --- Cycles ------------------------------------------------------------------------------- */

/* Marks in seen, by node, what strong edges lead to from node. */
static void reach(const struct graph *g, uint32_t node, bool *seen)
{
	for (uint32_t i = 0; i < g->nedges; i++) {
		const struct graph_edge *e = &g->edges[i];

		if (e->from != node || !is_strong(e) || seen[e->to])
			continue;
		seen[e->to] = true;
		reach(g, e->to, seen);
	}
}

/*
 * Two nodes that reach each other are in one cycle. A structure that holds its like (a list, a
 * tree) is none: that says nothing of the objects.
 */
static void mark_cycles(struct graph *g, bool *const *reached)
{
	for (uint32_t a = 0; a < g->nnodes; a++) {
		if (g->nodes[a].cycle)
			continue;
		for (uint32_t b = a + 1; b < g->nnodes; b++) {
			if (!reached[a][b] || !reached[b][a])
				continue;
			if (!g->nodes[a].cycle)
				g->nodes[a].cycle = ++g->ncycles;
			g->nodes[b].cycle = g->nodes[a].cycle;
		}
	}
}

void graph_settle(struct graph *g)
{
	bool **reached = arena_new_array(g->arena, bool *, g->nnodes);

	for (uint32_t i = 0; i < g->nnodes; i++) {
		reached[i] = arena_new_array(g->arena, bool, g->nnodes);
		reach(g, i, reached[i]);
	}
	mark_cycles(g, reached);
	for (uint32_t i = 0; i < g->nedges; i++) {
		struct graph_edge *e = &g->edges[i];
		uint32_t cycle = g->nodes[e->from].cycle;

		e->in_cycle =
			is_strong(e) && e->from != e->to && cycle && cycle == g->nodes[e->to].cycle;
		if (e->kind == EDGE_POINTS && e->from != e->to && reached[e->to][e->from])
			e->kind = EDGE_BACK;
	}
}

/* --- Output ------------------------------------------------------------------------------- */

static bool is_shown(const struct graph *g, const struct graph_edge *e, bool all)
{
	bool own = g->nodes[e->from].is_own && g->nodes[e->to].is_own;

	return all || own || (g->nodes[e->from].is_own && e->kind >= EDGE_OWNS) ||
	       e->kind == EDGE_BORROWS;
}

static const char *style_of(const struct graph_edge *e)
{
	switch (e->kind) {
	case EDGE_POINTS:
		return "style=dashed, color=gray50, fontcolor=gray30";
	case EDGE_BACK:
		return "style=dotted, color=gray50, fontcolor=gray30, constraint=false";
	case EDGE_BORROWS:
		return "style=dashed";
	case EDGE_EMBEDS:
		return "dir=both, arrowtail=diamond, arrowhead=none";
	case EDGE_OWNS:
		return "style=bold";
	case EDGE_COUNTS:
		return "style=bold, color=blue3, fontcolor=blue3";
	}
	return "";
}

static const char *word_of(const struct graph_edge *e)
{
	switch (e->kind) {
	case EDGE_BACK:
		return "\\nback-pointer";
	case EDGE_BORROWS:
		return "\\nborrowed";
	case EDGE_OWNS:
		return "\\nowned";
	case EDGE_COUNTS:
		return "\\ncounted";
	default:
		return "";
	}
}

/* Inside of quotes. Names of files may hold anything. */
static void print_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
	}
}

static void print_name(const struct graph *g, uint32_t node, FILE *out)
{
	fputc('"', out);
	print_text(g->nodes[node].name, out);
	fputc('"', out);
}

static void print_edge(const struct graph *g, const struct graph_edge *e, FILE *out)
{
	fputc('\t', out);
	print_name(g, e->from, out);
	fputs(" -> ", out);
	print_name(g, e->to, out);
	fputs(" [label=\"", out);
	print_text(e->member, out);
	fputs(word_of(e), out);
	if (e->lock) {
		fputs("\\nunder ", out);
		print_text(e->lock, out);
	}
	fprintf(out, "\", %s", style_of(e));
	if (e->in_cycle)
		fputs(", color=red, fontcolor=red, penwidth=2", out);
	if (e->why) {
		fputs(", tooltip=\"", out);
		print_text(e->file, out);
		fprintf(out, ":%u: ", e->line);
		print_text(e->why, out);
		fputc('"', out);
	}
	fputs("];\n", out);
}

static void print_node(const struct graph *g, uint32_t node, FILE *out)
{
	const struct graph_node *n = &g->nodes[node];

	fputc('\t', out);
	print_name(g, node, out);
	fputs(" [label=\"struct ", out);
	print_text(n->name, out);
	fprintf(out, "\"%s%s];\n", n->is_own ? "" : ", style=dashed",
		n->cycle ? ", color=red, fontcolor=red" : "");
}

void graph_print_dot(const struct graph *g, bool all, FILE *out)
{
	bool *used = arena_new_array(g->arena, bool, g->nnodes);

	fputs("digraph ownership {\n\tnode [shape=box, fontname=\"sans-serif\"];\n"
	      "\tedge [fontname=\"sans-serif\", fontsize=10];\n",
	      out);
	for (uint32_t i = 0; i < g->nedges; i++)
		if (is_shown(g, &g->edges[i], all))
			used[g->edges[i].from] = used[g->edges[i].to] = true;
	for (uint32_t i = 0; i < g->nnodes; i++)
		if (used[i])
			print_node(g, i, out);
	for (uint32_t i = 0; i < g->nedges; i++)
		if (is_shown(g, &g->edges[i], all))
			print_edge(g, &g->edges[i], out);
	fputs("}\n", out);
}

void graph_print_cycles(const struct graph *g, FILE *out)
{
	for (uint32_t cycle = 1; cycle <= g->ncycles; cycle++) {
		fprintf(out,
			"custody: cycle %u: these hold each other, until something gives one of "
			"them back\n",
			cycle);
		for (uint32_t i = 0; i < g->nedges; i++) {
			const struct graph_edge *e = &g->edges[i];

			if (!e->in_cycle || g->nodes[e->from].cycle != cycle)
				continue;
			if (e->why)
				fprintf(out, "%s:%u: ", e->file, e->line);
			fprintf(out, "struct %s.%s holds struct %s%s%s\n", g->nodes[e->from].name,
				e->member, g->nodes[e->to].name, e->why ? ": " : "",
				e->why ? e->why : "");
		}
	}
}
