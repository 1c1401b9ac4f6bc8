/* SPDX-License-Identifier: MIT */
/* custody rules: lists the rules, checks rules files, draws the protocols. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "report/gate.h"
#include "rules/internal.h"

struct arguments {
	const char *check;
	const char *dir; /* more rules */
	bool dot, functions;
	const char *protocol; /* to draw; NULL: all */
};

static const struct argp_option options[] = {
	{"check", 'c', "PATH", 0,
	 "Check a rules file, or all those below a folder as one set; print nothing if they are "
	 "right",
	 0},
	{"dot", 'd', NULL, 0, "Print each protocol, or that PROTOCOL, as a graph for dot", 0},
	{"functions", 'f', NULL, 0,
	 "List the functions that have a contract instead, one a line: name, rules file, what it "
	 "does to which argument",
	 0},
	{"rules", 'r', "DIR", 0, "List or draw the rules below DIR as well", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'c':
		args->check = arg;
		return 0;
	case 'd':
		args->dot = true;
		return 0;
	case 'f':
		args->functions = true;
		return 0;
	case 'r':
		args->dir = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (args->protocol)
			argp_error(state, "unexpected argument '%s'", arg);
		args->protocol = arg;
		return 0;
	case ARGP_KEY_END:
		if (args->protocol && !args->dot)
			argp_error(state,
				   "unexpected argument '%s'; --dot draws a protocol, `custody "
				   "explain` says what a "
				   "rule is about",
				   args->protocol);
		if (args->dot && args->functions)
			argp_error(state, "--dot and --functions are two answers");
		if (args->check && (args->dot || args->dir || args->functions))
			argp_error(state, "--check stands alone");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int compare_names(const void *x, const void *y)
{
	const struct rule *const *a = x, *const *b = y;

	return strcmp((*a)->name, (*b)->name);
}

static int list(const struct contracts *top)
{
	uint32_t n = GATE_NRULES, at = 0;
	const struct rule **rules;
	int width = 0;

	for (const struct contracts *c = top; c; c = c->base)
		n += c->nrules;
	rules = calloc(n, sizeof(*rules));
	if (!rules)
		abort();
	for (; at < GATE_NRULES; at++)
		rules[at] = &gate_rules[at];
	for (const struct contracts *c = top; c; c = c->base)
		for (uint32_t i = 0; i < c->nrules; i++)
			rules[at++] = c->rules[i];
	for (uint32_t i = 0; i < n; i++)
		if (width < (int)strlen(rules[i]->name))
			width = (int)strlen(rules[i]->name);
	qsort(rules, n, sizeof(*rules), compare_names);
	for (uint32_t i = 0; i < n; i++)
		printf("%-*s  %-8s  %s\n", width, rules[i]->name, trust_name(rules[i]->trust),
		       rules[i]->summary);
	free(rules);
	return STATUS_OK;
}

void command_rules_error(void *ctx, struct rule_place place, const char *message)
{
	(void)ctx;
	if (place.line)
		fprintf(stderr, "%s:%u:%u: error: %s\n", place.file, place.line, place.col,
			message);
	else
		fprintf(stderr, "%s: error: %s\n", place.file, message);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int check(struct contracts *c, const char *path)
{
	bool ok = is_folder(path) ? rules_load_dir(c, path, command_rules_error, NULL)
				  : rules_load_file(c, path, command_rules_error, NULL);

	return ok ? STATUS_OK : STATUS_WRONG;
}

static int unknown_protocol(const struct contracts *top, const char *name)
{
	struct nearest near = {.word = name};
	struct arena *a = arena_new();
	const char *all = "";

	for (const struct contracts *c = top; c; c = c->base) {
		for (uint32_t i = 0; i < c->nprotocols; i++) {
			nearest_try(&near, c->protocols[i]->name);
			all = arena_format(a, "%s%s%s", all, *all ? ", " : "",
					   c->protocols[i]->name);
		}
	}
	fprintf(stderr, "custody rules: no protocol '%s'; %s\n", name,
		nearest_fix(&near, a, arena_format(a, "there are %s", all)));
	arena_free(a);
	return STATUS_FAILED;
}

static int draw(const struct contracts *c, const char *protocol)
{
	if (protocol && !contracts_protocol(c, protocol))
		return unknown_protocol(c, protocol);
	rules_print_dot(c, protocol, stdout);
	return STATUS_OK;
}

static int list_functions(const struct contracts *c)
{
	rules_print_functions(c, stdout);
	return STATUS_OK;
}

int command_rules(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[--dot [PROTOCOL]]",
		.doc = "Without an option, lists the built-in rules, one a line: name, level, "
		       "summary.",
	};
	struct arguments args = {0};
	struct contracts *builtin, *c;
	int status = STATUS_FAILED;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	builtin = rules_builtin();
	c = contracts_new(builtin);
	if (args.check)
		status = check(c, args.check);
	else if (args.dir && !rules_load_dir(c, args.dir, command_rules_error, NULL))
		status = STATUS_WRONG;
	else if (args.dot)
		status = draw(c, args.protocol);
	else if (args.functions)
		status = list_functions(c);
	else
		status = list(c);
	contracts_free(c);
	contracts_free(builtin);
	return status;
}
