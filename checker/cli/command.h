/* SPDX-License-Identifier: MIT */
/* The subcommands of custody, one file each. */
#ifndef CUSTODY_COMMAND_H
#define CUSTODY_COMMAND_H

#include "../rules/rules.h"

/* Exit statuses of every subcommand. */
enum {
	STATUS_OK = 0, /* done, and nothing is wrong */
	STATUS_WRONG = 1, /* done: there are findings, or what was checked is invalid */
	STATUS_FAILED = 2, /* could not be done: bad arguments, unreadable input */
};

/* Each gets its arguments from argv[1] on and returns a status. argv[0] stands in its messages. */
int command_audit(int argc, char **argv);
int command_check(int argc, char **argv);
int command_compdb(int argc, char **argv);
int command_doc_lint(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_graph(int argc, char **argv);
int command_infer(int argc, char **argv);
int command_ir(int argc, char **argv);
int command_kbuild(int argc, char **argv);
int command_link(int argc, char **argv);
int command_report(int argc, char **argv);
int command_review(int argc, char **argv);
int command_rules(int argc, char **argv);

/* Tells a mistake in rules on standard error, with its place. For rules_load_dir() and its like. */
void command_rules_error(void *ctx, struct rule_place place, const char *message);

#endif
