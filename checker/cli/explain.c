/* SPDX-License-Identifier: MIT */
/* custody explain RULE: prints the rule's page. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "rules/internal.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **rule = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*rule)
			argp_error(state, "one rule at a time");
		*rule = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which rule? `custody rules` lists them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int unknown_rule(const char *rule)
{
	struct nearest near = {.word = rule};
	struct arena *a = arena_new();

	for (size_t i = 0; i < builtin_npages; i++)
		nearest_try(&near, builtin_pages[i].name);
	fprintf(stderr, "custody: there is no rule '%s'; %s\n", rule,
		nearest_fix(&near, a,
			    "`custody rules` lists the built-in ones, and those of "
			    "your own are told in their rules file"));
	arena_free(a);
	return STATUS_FAILED;
}

int command_explain(int argc, char **argv)
{
	const struct argp argp = {
		.parser = parse,
		.args_doc = "RULE",
		.doc = "Prints what RULE is about: why, an example of each kind, how to mend it, "
		       "how to "
		       "say that the code is right. RULE may start with custody-, as in a finding.",
	};
	const char *rule = NULL;

	argp_parse(&argp, argc, argv, 0, NULL, &rule);
	if (!strncmp(rule, "custody-", strlen("custody-")))
		rule += strlen("custody-");
	for (size_t i = 0; i < builtin_npages; i++) {
		if (strcmp(builtin_pages[i].name, rule))
			continue;
		fwrite(builtin_pages[i].text, 1, builtin_pages[i].size, stdout);
		return STATUS_OK;
	}
	return unknown_rule(rule);
}
