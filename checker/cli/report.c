/* SPDX-License-Identifier: MIT */
/* custody report: findings files to text, SARIF, HTML; against a baseline, for a diff. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "report/jsonl.h"
#include "report/result.h"
#include "report_args.h"

struct arguments {
	struct report_options report;
	char **files;
	int nfiles;
};

static const struct argp_option options[] = {
	{"format", 'f', "FORMAT", 0, "What to print: text (default), jsonl, sarif, html", 0},
	{0},
};

static void parse_format(struct arguments *args, const char *arg, struct argp_state *state)
{
	static const char *const names[] = {
		[REPORT_TEXT] = "text",
		[REPORT_JSONL] = "jsonl",
		[REPORT_SARIF] = "sarif",
		[REPORT_HTML] = "html",
	};

	for (int format = 0; format < REPORT_NFORMATS; format++) {
		if (strcmp(arg, names[format]))
			continue;
		args->report.files[format] = "-";
		args->report.quiet = true;
		return;
	}
	argp_error(state, "'%s' is no format; use text, jsonl, sarif or html", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->report;
		return 0;
	case 'f':
		parse_format(args, arg, state);
		return 0;
	case ARGP_KEY_ARGS:
		args->files = state->argv + state->next;
		args->nfiles = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which findings? -fplugin-arg-custody-findings=FILE writes them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool is_stdin(const char *path)
{
	return path && !strcmp(path, "-");
}

/* Read a second time, it would be empty, and an empty diff hides everything. */
static const char *check_inputs(const struct arguments *args)
{
	int n = is_stdin(args->report.diff) + is_stdin(args->report.baseline);

	for (int i = 0; i < args->nfiles; i++)
		n += is_stdin(args->files[i]);
	return n > 1 ? "standard input can be only one of the inputs" : NULL;
}

int command_report(int argc, char **argv)
{
	const struct argp_child children[] = {{&report_argp, 0, "Reports:", 0}, {0}};
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "FINDINGS...",
		.doc = "Tells what is in findings files, which -fplugin-arg-custody-findings=FILE "
		       "writes "
		       "(-: standard input). Findings go to standard output, what was checked and "
		       "how "
		       "many there are to standard error."
		       "\v"
		       "Exit status: 0 if there is no finding that counts, 1 if there is one, 2 if "
		       "a file "
		       "could not be read or written.",
	};
	struct arguments args = {0};
	struct results *r = results_new();
	const char *error;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	error = check_inputs(&args);
	for (int i = 0; i < args.nfiles && !error; i++)
		jsonl_read(r, args.files[i], &error);
	if (error)
		fprintf(stderr, "custody: %s\n", error);
	status = error ? STATUS_FAILED : report_run(r, &args.report);
	results_free(r);
	return status;
}
