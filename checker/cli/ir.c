/* SPDX-License-Identifier: MIT */
/* custody ir: prints a .cir file, or checks it as the plugin checks its source. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "command.h"
#include "ir/cir.h"
#include "report/text.h"

struct arguments {
	const char *file;
	bool check;
	struct options *options;
};

static const struct argp_option options[] = {
	{"check", 'c', NULL, 0, "Print the findings instead of the code", 0},
	{0},
};

/* KEY=VALUE or KEY: a setting, as after -fplugin-arg-custody-. */
static void parse_setting(struct arguments *args, char *arg, struct argp_state *state)
{
	char *value = strchr(arg, '=');
	const char *problem;

	if (value)
		*value++ = '\0';
	problem = options_set(args->options, arg, value);
	if (problem)
		argp_error(state, "%s", problem);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'c':
		args->check = true;
		return 0;
	case ARGP_KEY_ARG:
		if (args->file)
			parse_setting(args, arg, state);
		else
			args->file = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->file)
			argp_error(state, "which file? -fplugin-arg-custody-ir=FILE writes one");
		if (!args->check && state->arg_num > 1)
			argp_error(state, "settings are for --check");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

struct output {
	const struct strings *strings;
	bool wrong; /* something was reported */
};

static void on_error(void *ctx, struct ir_place place, const char *message)
{
	struct output *out = ctx;

	out->wrong = true;
	text_error(stdout, place, message, out->strings);
}

static void on_finding(void *ctx, const struct finding *f)
{
	struct output *out = ctx;

	out->wrong = true;
	text_finding(stdout, f, out->strings);
}

static void on_fatal(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "custody: %s\n", line);
}

static void on_stats(void *ctx, const char *line)
{
	(void)ctx;
	printf("%s\n", line);
}

static int check(struct ir_module *m, const struct options *o)
{
	struct output out = {.strings = m->strings};
	const struct check_sink sink = {
		.annotation_error = on_error,
		.fatal = on_fatal,
		.finding = on_finding,
		.stats = on_stats,
		.ctx = &out,
	};

	if (check_module(m, o, &sink))
		return STATUS_FAILED;
	return out.wrong ? STATUS_WRONG : STATUS_OK;
}

int command_ir(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE [KEY[=VALUE]...]",
		.doc = "Prints the .cir FILE that -fplugin-arg-custody-ir=FILE wrote, one line an "
		       "instruction; with --check, the findings in it. For --check, the plugin's "
		       "settings may follow: rules=DIR, only=RULE, ...",
	};
	struct arguments args = {.options = options_new()};
	struct ir_module *m;
	const char *error;
	int status = STATUS_OK;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	m = cir_read(args.file, &error);
	if (!m) {
		fprintf(stderr, "custody: %s\n", error);
		status = STATUS_FAILED;
	} else if (args.check) {
		status = check(m, args.options);
	} else {
		ir_print(m, stdout);
	}
	ir_module_free(m);
	options_free(args.options);
	return status;
}
