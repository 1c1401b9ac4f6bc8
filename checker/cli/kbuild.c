/* SPDX-License-Identifier: MIT */
/* custody kbuild: what make C=1 runs for each file, with the flags of its compiler and of sparse.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "command.h"
#include "plan.h"

struct arguments {
	struct clang clang;
	const char *plugin;
	struct args settings; /* plugin arguments */
	bool strict; /* findings may be errors */
	struct options *options; /* only to judge the settings */
};

static const struct argp_option options[] = {
	{"set", 's', "KEY[=VALUE]", 0,
	 "A setting of the plugin: only=RULE, level=LEVEL, error, ...", 0},
	{"clang", 'c', "PROGRAM", 0, "The clang to use (default: clang-" CUSTODY_LLVM_VERSION ")",
	 0},
	{"plugin", 'p', "FILE", 0,
	 "The plugin to use (default: the one that came with this command)", 0},
	{0},
};

static void set(struct arguments *args, const char *arg, struct argp_state *state)
{
	struct arena *arena = args->clang.arena;
	const char *value = strchr(arg, '='), *problem;
	const char *key = value ? arena_format(arena, "%.*s", (int)(value - arg), arg) : arg;

	problem = options_set(args->options, key, value ? value + 1 : NULL);
	if (problem)
		argp_error(state, "%s", problem);
	args->strict |= !strcmp(key, "error");
	args_add(&args->settings, arena_format(arena, "-fplugin-arg-custody-%s", arg));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 's':
		set(args, arg, state);
		return 0;
	case 'c':
		args->clang.program = arg;
		return 0;
	case 'p':
		args->plugin = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Our own arguments come first; the first that is none of them starts the compiler's. */
static int count_own(int argc, char **argv)
{
	static const char *const own[] = {"--set=",  "--clang=",  "--plugin=", "--help",
					  "--usage", "--version", "-?",	       "-V"};
	int n = 1;

	for (; n < argc; n++) {
		size_t i = 0;

		while (i < sizeof(own) / sizeof(own[0]) && strncmp(argv[n], own[i], strlen(own[i])))
			i++;
		if (i == sizeof(own) / sizeof(own[0]))
			break;
	}
	return n;
}

static int check_file(struct arguments *args, struct flags *f, const char *file)
{
	struct args argv = {.arena = args->clang.arena};
	int status;

	args_add(&argv, args->clang.program);
	for (uint32_t i = 0; i < f->list.count; i++)
		args_add(&argv, f->list.list[i]);
	args_add(&argv, "-w");
	args_add(&argv, "-ferror-limit=3");
	args_add(&argv, "-fsyntax-only");
	args_add(&argv, arena_format(argv.arena, "-fplugin=%s", args->plugin));
	for (uint32_t i = 0; i < args->settings.count; i++)
		args_add(&argv, args->settings.list[i]);
	args_add(&argv, file);
	status = run_program(&argv, NULL, OUTPUT_NOTHING, argv.arena, NULL);
	if (!status || args->strict)
		return status ? STATUS_WRONG : STATUS_OK;
	fprintf(stderr, "custody kbuild: %s: not checked: %s does not compile it\n", file,
		args->clang.program);
	return STATUS_OK;
}

static int check(struct arguments *args, const struct args *words)
{
	struct compile one = {.folder = "", .file = words->list[words->count - 1], .words = *words};
	const char *wrong = NULL, *custody, *own;
	struct flags f;

	own = find_plugin(args->clang.arena, &custody);
	if (!args->plugin)
		args->plugin = own;
	f = flags_of_checker(&args->clang, &one);
	if (!args->plugin)
		wrong = "there is no plugin beside this command (../lib/custody.so); --plugin=FILE "
			"names one";
	else
		wrong = flags_ask(&args->clang);
	if (wrong) {
		fprintf(stderr, "custody kbuild: %s\n", wrong);
		return STATUS_FAILED;
	}
	flags_drop_unknown(&args->clang, &f);
	return check_file(args, &f, one.file);
}

int command_kbuild(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FLAG... FILE",
		.doc = "Checks FILE as the plugin does, with the FLAGs that kbuild has for sparse "
		       "and the compiler, be that "
		       "gcc or clang:\n\n"
		       "    make C=1 CHECK=\"custody kbuild\" drivers/block/\n\n"
		       "Findings are warnings. The status is 0 unless --set=error makes errors of "
		       "them, or clang cannot be "
		       "run: a file that only gcc compiles is named and does not stop make. "
		       "Options stand before the flags, "
		       "in their long form.",
	};
	struct arguments args = {.options = options_new()};
	struct args words = {0};
	int own = count_own(argc, argv), status = STATUS_FAILED;

	words.arena = args.settings.arena = args.clang.arena = args.clang.unknown.arena =
		arena_new();
	args.clang.program = "clang-" CUSTODY_LLVM_VERSION;
	argp_parse(&argp, own, argv, 0, NULL, &args);
	for (int i = own; i < argc; i++)
		args_add(&words, argv[i]);
	if (words.count)
		status = check(&args, &words);
	else
		fprintf(stderr,
			"custody kbuild: which file? make C=1 CHECK=\"custody kbuild\" names it\n");
	flags_free(&args.clang);
	options_free(args.options);
	arena_free(words.arena);
	return status;
}
