/* SPDX-License-Identifier: MIT */
/* custody link: .cir files, analysed as one program. */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "check.h"
#include "command.h"
#include "imports.h"
#include "ir/cir.h"
#include "ir/merge.h"
#include "ir/save.h"
#include "modules.h"
#include "report/report.h"
#include "report/text.h"
#include "report_args.h"
#include "reuse.h"
#include "rules/rules.h"

struct arguments {
	struct args files;
	struct args settings; /* as they were given */
	struct options *options;
	struct report_options report;
	const char *names; /* where functions of other groups are, or NULL */
	const char *depfile;
	bool to_file; /* findings go there and are not told */
	const char *findings; /* that file */
	bool wrong; /* an annotation */
	int status;
};

enum { KEY_NAMES = 256, KEY_DEPFILE };

static const struct argp_option options[] = {
	{"set", 's', "KEY[=VALUE]", 0, "A setting of the plugin: rules=DIR, only=RULE, ...", 0},
	{"findings", 'f', "FILE", 0,
	 "Write the findings to FILE, for custody report, and tell none", 0},
	{"names", KEY_NAMES, "FILE", 0,
	 "Also look into functions of other .cir files, which FILE names; custody check writes it",
	 0},
	{"depfile", KEY_DEPFILE, "FILE", 0,
	 "Write to FILE, for make and ninja, what the findings depend on; needs --findings", 0},
	{0},
};

static void set(struct arguments *args, const char *arg, struct argp_state *state)
{
	const char *value = strchr(arg, '='), *problem;
	char key[64];

	snprintf(key, sizeof(key), "%.*s", value ? (int)(value - arg) : (int)strlen(arg), arg);
	problem = options_set(args->options, key, value ? value + 1 : NULL);
	if (problem)
		argp_error(state, "%s", problem);
	args_add(&args->settings, arg);
}

/* @FILE stands for the words in FILE: a folder may have more files than a command line holds. */
static void add_files_in(struct arguments *args, const char *path, struct argp_state *state)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!f)
		argp_failure(state, STATUS_FAILED, errno, "%s", path);
	if (getdelim(&text, &size, '\0', f) >= 0 && !args_split(&args->files, text))
		argp_failure(state, STATUS_FAILED, 0, "%s: a quote is not closed", path);
	fclose(f);
	free(text);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->report;
		return 0;
	case 's':
		set(args, arg, state);
		return 0;
	case 'f':
		options_set(args->options, "findings", arg);
		args->to_file = true;
		args->findings = arg;
		return 0;
	case KEY_NAMES:
		args->names = arg;
		return 0;
	case KEY_DEPFILE:
		args->depfile = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (*arg == '@')
			add_files_in(args, arg + 1, state);
		else
			args_add(&args->files, arg);
		return 0;
	case ARGP_KEY_END:
		if (!args->files.count)
			argp_error(state, "which files? `custody check` writes them, and "
					  "-fplugin-arg-custody-ir=FILE");
		if (args->depfile && !args->to_file)
			argp_error(state, "--depfile needs --findings");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

struct depfile {
	FILE *out;
	struct arena *arena;
};

/* And its folder, which changes when a file comes or goes. */
static void add_rules_file(void *ctx, const char *path, const char *text, size_t size)
{
	struct depfile *d = ctx;
	const char *slash = strrchr(path, '/');

	(void)text;
	(void)size;
	fprintf(d->out, " \\\n %s", quote_ninja_path(d->arena, path));
	if (slash)
		fprintf(d->out, " \\\n %s",
			quote_ninja_path(d->arena, arena_format(d->arena, "%.*s",
								(int)(slash - path), path)));
}

static const char *write_depfile(const struct arguments *args, const char *const *used)
{
	struct arena *arena = args->files.arena;
	char *text = NULL;
	const char *wrong;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fprintf(out, "%s:", quote_ninja_path(arena, args->findings));
	for (uint32_t i = 0; i < args->files.count; i++)
		fprintf(out, " \\\n %s", quote_ninja_path(arena, args->files.list[i]));
	for (; used && *used; used++)
		fprintf(out, " \\\n %s", quote_ninja_path(arena, *used));
	for (const struct rules_dir *r = args->options->rules; r; r = r->next)
		rules_each_file(r->path, add_rules_file, &(struct depfile){out, arena});
	fputc('\n', out);
	fclose(out);
	wrong = save_file(args->depfile, text, size);
	free(text);
	return wrong;
}

/* NULL: said why. */
static struct ir_module *merge(struct ir_module **parts, struct arguments *args)
{
	uint32_t n = args->files.count;
	struct ir_module *all;
	const char **used = NULL, *wrong = NULL;

	if (args->names)
		all = imports_merge(parts, n, args->names, args->files.arena, &used, &wrong);
	else
		all = n == 1 ? parts[0] : ir_merge(parts, n);
	if (all && args->depfile)
		wrong = write_depfile(args, used);
	if (!wrong)
		return all;
	fprintf(stderr, "custody link: %s\n", wrong);
	if (all != parts[0])
		ir_module_free(all);
	return NULL;
}

/* NULL: said why. */
static struct ir_module *read_all(struct arguments *args)
{
	struct ir_module **parts = modules_read(&args->files, "link"), *all;

	if (!parts)
		return NULL;
	all = merge(parts, args);
	for (uint32_t i = 0; i < args->files.count; i++)
		if (parts[i] != all)
			ir_module_free(parts[i]);
	return all;
}

/* --- What it says ------------------------------------------------------------------------- */

struct told {
	struct arguments *args;
	const struct strings *strings;
};

static void on_error(void *ctx, struct ir_place place, const char *message)
{
	struct told *t = ctx;

	t->args->wrong = true;
	text_error(stderr, place, message, t->strings);
}

static void on_line(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "custody link: %s\n", line);
}

static void on_finding(void *ctx, const struct finding *f)
{
	(void)ctx;
	(void)f; /* they all come in on_results() */
}

static void on_results(void *ctx, struct results *r)
{
	struct told *t = ctx;

	if (!t->args->to_file)
		t->args->status = report_run(r, &t->args->report);
}

static int analyse(struct ir_module *m, struct arguments *args)
{
	struct told told = {.args = args, .strings = m->strings};
	const struct check_sink sink = {
		.annotation_error = on_error,
		.fatal = on_line,
		.finding = on_finding,
		.stats = on_line,
		.results = on_results,
		.ctx = &told,
	};

	args->status = STATUS_OK;
	if (check_module(m, args->options, &sink))
		return STATUS_FAILED;
	return args->wrong && !args->status ? STATUS_WRONG : args->status;
}

/* With --findings: nothing is done where the file would not change. */
static int analyse_anew(struct ir_module *m, struct arguments *args)
{
	struct digest d;
	int status;

	if (!args->to_file)
		return analyse(m, args);
	d = reuse_digest(m, args->options, &args->settings);
	if (reuse_is_current(args->findings, d))
		return STATUS_OK;
	reuse_forget(args->findings);
	status = analyse(m, args);
	/* What is wrong is said again each time. */
	if (status == STATUS_OK)
		reuse_note(args->findings, d);
	return status;
}

int command_link(int argc, char **argv)
{
	const struct argp_child children[] = {{&report_argp, 0, "Reports:", 0}, {0}};
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "FILE... [@LIST...]",
		.doc = "Analyses .cir FILEs as one program: what a function of one does counts in "
		       "the others that call "
		       "it, and so does what their tables of functions and callbacks say. Of one "
		       "FILE the findings are "
		       "those of the plugin. LIST is a file that names more."
		       "\v"
		       "Exit status: 0 if there is no finding that counts, 1 if there is one or an "
		       "annotation is wrong, 2 if "
		       "a file could not be read or written. With --findings, findings do not "
		       "count.",
	};
	struct arguments args = {.files.arena = arena_new(), .options = options_new()};
	struct ir_module *m;
	int status = STATUS_FAILED;

	args.settings.arena = args.files.arena;
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	m = read_all(&args);
	if (m)
		status = analyse_anew(m, &args);
	ir_module_free(m);
	options_free(args.options);
	arena_free(args.files.arena);
	return status;
}
