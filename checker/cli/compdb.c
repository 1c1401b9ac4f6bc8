/* SPDX-License-Identifier: MIT */
/* custody compdb: the compile database of a kernel tree that is configured and prepared, without
 * building it. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "kernel.h"

struct arguments {
	struct kernel kernel;
	const char *output;
};

static const struct argp_option options[] = {
	{"output", 'o', "FILE", 0,
	 "Write FILE; - is standard output (default: compile_commands.json in the folder)", 0},
	{0},
};

static const char *real_folder(struct arena *arena, const char *path, struct argp_state *state)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		argp_failure(state, STATUS_FAILED, errno, "%s", path);
	return arena_copy(arena, real, strlen(real) + 1);
}

/* make takes a module's folder from where it runs, which is not here. */
static void add_variable(struct kernel *k, const char *arg, struct argp_state *state)
{
	if (!strncmp(arg, "M=", 2)) {
		k->module = real_folder(k->arena, arg + 2, state);
		arg = arena_format(k->arena, "M=%s", k->module);
	}
	args_add(&k->variables, arg);
}

/* As make names it: "./drivers/nvme/" is drivers/nvme, and so is its absolute path. */
static void add_folder(struct kernel *k, const char *arg)
{
	const char *below = path_below(arg, k->folder);
	size_t len;

	if (below)
		arg = below;
	while (*arg == '/' || !strncmp(arg, "./", 2))
		arg += *arg == '/' ? 1 : 2;
	len = strlen(arg);
	while (len > 1 && arg[len - 1] == '/')
		len--;
	args_add(&k->folders, arena_format(k->arena, "%.*s", (int)len, arg));
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	struct kernel *k = &args->kernel;

	switch (key) {
	case 'o':
		args->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (strchr(arg, '='))
			add_variable(k, arg, state);
		else if (!k->folder)
			k->folder = real_folder(k->arena, arg, state);
		else
			add_folder(k, arg);
		return 0;
	case ARGP_KEY_END:
		if (!k->folder)
			argp_error(state, "which kernel tree?");
		if (k->module && k->folders.count)
			argp_error(state, "M= builds a module's folder; folders of the kernel "
					  "cannot be named with it");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int command_compdb(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "KERNELDIR [DIR...] [VAR=VALUE...]",
		.doc = "Writes the compile database of the C files in DIRs of a kernel tree "
		       "(default: drivers), or of the "
		       "module in M=DIR. The tree is configured and prepared (make "
		       "modules_prepare); nothing is built. "
		       "VAR=VALUE is for make; the compiler is that of the configuration.",
	};
	struct arguments args = {0};
	struct kernel *k = &args.kernel;
	struct compdb db = {0};
	const char *wrong;

	db.arena = k->arena = k->variables.arena = k->folders.arena = arena_new();
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (!k->module && !k->folders.count)
		args_add(&k->folders, "drivers");
	if (!args.output)
		args.output = arena_format(k->arena, "%s/compile_commands.json",
					   k->module ? k->module : k->folder);
	wrong = kernel_open(k);
	if (!wrong)
		wrong = kernel_commands(k, &db);
	if (!wrong)
		wrong = compdb_write(&db, args.output);
	if (wrong)
		fprintf(stderr, "custody compdb: %s\n", wrong);
	else
		fprintf(stderr, "custody compdb: %u files in %s\n", db.count, args.output);
	arena_free(k->arena);
	return wrong ? STATUS_FAILED : STATUS_OK;
}
