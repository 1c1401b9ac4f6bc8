/* SPDX-License-Identifier: MIT */
/* custody COMMAND: finds the subcommand and hands the rest of the arguments on. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "rules/internal.h"

const char *argp_program_version = "custody " CUSTODY_VERSION;

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
	{"audit", command_audit},	{"check", command_check},     {"compdb", command_compdb},
	{"doc-lint", command_doc_lint}, {"explain", command_explain}, {"graph", command_graph},
	{"infer", command_infer},	{"ir", command_ir},	      {"kbuild", command_kbuild},
	{"link", command_link},		{"report", command_report},   {"review", command_review},
	{"rules", command_rules},
};
#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char doc[] =
	"Checks who owns what in C drivers, over a whole tree; and looks at what that works with: "
	"rules, and the "
	".cir files that the plugin writes."
	"\v"
	"Commands:\n"
	"  audit PATH...          list suppressions and trusted code, with their reasons\n"
	"  check [PATH...]        check the C files of a compile database\n"
	"  compdb KERNELDIR       write the compile database of a kernel tree\n"
	"  doc-lint FILE...       check the kernel-doc comments of annotated interfaces\n"
	"  explain RULE           say what RULE is about, with examples\n"
	"  graph FILE.cir...      draw who owns whom in a driver\n"
	"  infer FILE.cir...      propose annotations, as a patch\n"
	"  ir FILE                print a .cir file\n"
	"  ir --check FILE        check a .cir file as the plugin checks its source\n"
	"  kbuild FLAG... FILE    check FILE from make C=1 CHECK=\"custody kbuild\"\n"
	"  link FILE...           analyse .cir files as one program\n"
	"  report FINDINGS...     tell findings that were written to files: text, SARIF, HTML, "
	"JSON lines\n"
	"  review BASE..HEAD      say what a change means for who owns what\n"
	"  rules                  list the rules: name, level, summary\n"
	"  rules --check PATH     check a rules file, or all those below a folder\n"
	"  rules --dot            print the protocols as graphs for dot\n"
	"\n"
	"`custody COMMAND --help` says more. Exit status: 0 if all is well, 1 if there are "
	"findings or the "
	"file checked is invalid, 2 if the command could not run.";

struct chosen {
	const struct command *command;
	int first; /* index of the command's name in argv */
};

static const struct command *find_command(const char *name, struct argp_state *state)
{
	struct nearest near = {.word = name};

	for (size_t i = 0; i < NCOMMANDS; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
		nearest_try(&near, commands[i].name);
	}
	argp_error(state, "unknown command '%s'; %s", name,
		   nearest_fix(&near, arena_new(), "`custody --help` lists them"));
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct chosen *chosen = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		chosen->command = find_command(arg, state);
		chosen->first = state->next - 1;
		state->next = state->argc; /* the rest is the command's */
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a command is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int main(int argc, char **argv)
{
	const struct argp argp = {.parser = parse, .args_doc = "COMMAND [ARGUMENT...]", .doc = doc};
	struct chosen chosen = {0};
	char name[64];

	argp_err_exit_status = STATUS_FAILED;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &chosen);
	snprintf(name, sizeof(name), "custody %s", chosen.command->name);
	argv[chosen.first] = name;
	return chosen.command->run(argc - chosen.first, argv + chosen.first);
}
