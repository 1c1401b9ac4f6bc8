/* SPDX-License-Identifier: MIT */
/* custody rules: lists the built-in rules, checks a rules file, draws the protocols. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "report/gate.h"
#include "rules/rules.h"

struct arguments {
	const char *check;
	bool dot;
	const char *protocol; /* to draw; NULL: all */
};

static const struct argp_option options[] = {
	{"check", 'c', "FILE", 0, "Check the rules file FILE; print nothing if it is right", 0},
	{"dot", 'd', NULL, 0, "Print each protocol, or that PROTOCOL, as a graph for dot", 0},
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
	case ARGP_KEY_ARG:
		if (!args->dot || args->protocol)
			argp_error(state, "unexpected argument '%s'", arg);
		args->protocol = arg;
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

static int list(const struct contracts *c)
{
	uint32_t n = c->nrules + GATE_NRULES;
	const struct rule **rules = calloc(n, sizeof(*rules));
	int width = 0;

	if (!rules)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		rules[i] = i < c->nrules ? c->rules[i] : &gate_rules[i - c->nrules];
		if (width < (int)strlen(rules[i]->name))
			width = (int)strlen(rules[i]->name);
	}
	qsort(rules, n, sizeof(*rules), compare_names);
	for (uint32_t i = 0; i < n; i++)
		printf("%-*s  %-8s  %s\n", width, rules[i]->name, trust_name(rules[i]->trust),
		       rules[i]->summary);
	free(rules);
	return STATUS_OK;
}

static void print_error(void *ctx, struct rule_place place, const char *message)
{
	(void)ctx;
	if (place.line)
		fprintf(stderr, "%s:%u:%u: error: %s\n", place.file, place.line, place.col, message);
	else
		fprintf(stderr, "%s: error: %s\n", place.file, message);
}

static int check(const struct contracts *builtin, const char *path)
{
	struct contracts *c = contracts_new(builtin);
	bool ok = rules_load_file(c, path, print_error, NULL);

	contracts_free(c);
	return ok ? STATUS_OK : STATUS_WRONG;
}

static int draw(const struct contracts *c, const char *protocol)
{
	if (!protocol || contracts_protocol(c, protocol)) {
		rules_print_dot(c, protocol, stdout);
		return STATUS_OK;
	}
	fprintf(stderr, "custody rules: no protocol '%s'; 'custody rules --dot' prints all\n", protocol);
	return STATUS_FAILED;
}

int command_rules(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[PROTOCOL]",
		.doc = "Without an option, lists the built-in rules, one a line: name, level, summary.",
	};
	struct arguments args = {0};
	struct contracts *c;
	int status = STATUS_OK;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	c = rules_builtin();
	if (args.check)
		status = check(c, args.check);
	else if (args.dot)
		status = draw(c, args.protocol);
	else
		status = list(c);
	contracts_free(c);
	return status;
}
