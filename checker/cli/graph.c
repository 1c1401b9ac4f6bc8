/* SPDX-License-Identifier: MIT */
/* custody graph: who holds whom in a driver, from its .cir files. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "ir/cir.h"
#include "report/graph.h"
#include "report/picture.h"
#include "rules/internal.h"

struct arguments {
	char **files;
	int nfiles;
	const char *rules;
	bool svg, all;
};

static const struct argp_option options[] = {
	{"svg", 's', NULL, 0, "Print a picture (needs graphviz) instead of a graph for dot", 0},
	{"all", 'a', NULL, 0,
	 "Also show structures of the kernel, and pointers that nothing is known of", 0},
	{"rules", 'r', "DIR", 0, "Also read the rules below DIR", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 's':
		args->svg = true;
		return 0;
	case 'a':
		args->all = true;
		return 0;
	case 'r':
		args->rules = arg;
		return 0;
	case ARGP_KEY_ARGS:
		args->files = state->argv + state->next;
		args->nfiles = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "of which files? -fplugin-arg-custody-ir=FILE writes one");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int add_file(struct graph *g, const char *path, const struct contracts *rules)
{
	const char *error;
	struct ir_module *m = cir_read(path, &error);

	if (!m) {
		fprintf(stderr, "custody graph: %s\n", error);
		return STATUS_FAILED;
	}
	graph_add(g, m, rules);
	ir_module_free(m);
	return STATUS_OK;
}

static bool print_svg(const struct graph *g, bool all)
{
	FILE *graph = tmpfile();
	char *svg;

	if (!graph)
		return false;
	graph_print_dot(g, all, graph);
	rewind(graph);
	svg = picture_svg(graph);
	fclose(graph);
	if (svg)
		fputs(svg, stdout);
	else
		fprintf(stderr, "custody graph: graphviz's dot is needed for a picture\n");
	free(svg);
	return svg != NULL;
}

static int tell(struct graph *g, const struct arguments *args)
{
	graph_settle(g);
	if (!args->svg)
		graph_print_dot(g, args->all, stdout);
	else if (!print_svg(g, args->all))
		return STATUS_FAILED;
	fflush(stdout);
	graph_print_cycles(g, stderr);
	return g->ncycles ? STATUS_WRONG : STATUS_OK;
}

int command_graph(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE.cir...",
		.doc = "Draws the structures of a driver and what their pointers are: owned (freed "
		       "through that "
		       "member), counted (a reference), borrowed, embedded, back-pointers. Cycles "
		       "of strong "
		       "ones are red, and told on standard error."
		       "\v"
		       "Exit status: 0 if there is no strong cycle, 1 if there is one, 2 if a file "
		       "could not be "
		       "read.",
	};
	struct arguments args = {0};
	struct contracts *builtin, *rules;
	struct graph *g = graph_new();
	int status = STATUS_OK;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	builtin = rules_builtin();
	rules = contracts_new(builtin);
	if (args.rules && !rules_load_dir(rules, args.rules, command_rules_error, NULL))
		status = STATUS_FAILED;
	for (int i = 0; i < args.nfiles && status == STATUS_OK; i++)
		status = add_file(g, args.files[i], rules);
	if (status == STATUS_OK)
		status = tell(g, &args);
	contracts_free(rules);
	contracts_free(builtin);
	graph_free(g);
	return status;
}
