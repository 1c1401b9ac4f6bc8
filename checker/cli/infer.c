/* SPDX-License-Identifier: MIT */
/* custody infer: proposes annotations, as a patch. */
#include <argp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "args.h"
#include "command.h"
#include "engine/engine.h"
#include "infer.h"
#include "ir/cir.h"
#include "ir/merge.h"
#include "modules.h"
#include "report/result.h"

struct arguments {
	const char *include, *root;
	struct args files;
	struct options *options;
};

enum { KEY_INCLUDE = 256, KEY_ROOT };

static const struct argp_option options[] = {
	{"set", 's', "KEY[=VALUE]", 0, "A setting of the plugin: rules=DIR, ...", 0},
	{"root", KEY_ROOT, "DIR", 0,
	 "Name files relative to DIR, where the compiler ran; default: the current folder", 0},
	{"include", KEY_INCLUDE, "HEADER", 0,
	 "The header with the words, as files include it (default: \"custody.h\")", 0},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	char *value;
	const char *problem;

	switch (key) {
	case 's':
		value = strchr(arg, '=');
		if (value)
			*value++ = '\0';
		problem = options_set(args->options, arg, value);
		if (problem)
			argp_error(state, "%s", problem);
		return 0;
	case KEY_ROOT:
		args->root = arg;
		return 0;
	case KEY_INCLUDE:
		args->include = arg;
		return 0;
	case ARGP_KEY_ARG:
		args_add(&args->files, arg);
		return 0;
	case ARGP_KEY_END:
		if (!args->files.count)
			argp_error(state, "of what? Name .cir files; custody check writes them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- Runs --------------------------------------------------------------------------------------
 */

/* All findings of a run, in order. */
struct run {
	char *text;
	size_t size;
	FILE *out;
	struct ir_module *m;
	bool wrong;
};

static void on_error(void *ctx, struct ir_place place, const char *message)
{
	struct run *run = ctx;

	(void)place;
	(void)message;
	run->wrong = true;
}

static void on_line(void *ctx, const char *line)
{
	(void)ctx;
	fprintf(stderr, "custody infer: %s\n", line);
}

static void on_finding(void *ctx, const struct finding *f)
{
	struct run *run = ctx;

	/* Not which rule: a leak of memory is one of what is owned, once it is said who owns it. */
	fprintf(run->out, "%s:%u\n", str_text(run->m->strings, f->place.file), f->place.line);
}

/* NULL: it could not be done. The text is freed by the caller. */
static char *findings(const struct arguments *args, struct ir_module *m,
		      const struct engine_watch *watch)
{
	struct run run = {.m = m};
	const struct check_sink sink = {.annotation_error = on_error,
					.fatal = on_line,
					.finding = on_finding,
					.stats = on_line,
					.watch = watch,
					.ctx = &run};
	int status;

	run.out = open_memstream(&run.text, &run.size);
	if (!run.out)
		abort();
	status = check_module(m, args->options, &sink);
	fclose(run.out);
	if (!status && !run.wrong)
		return run.text;
	free(run.text);
	return NULL;
}

/* --- Which of them change nothing --------------------------------------------------------------
 */

struct trial {
	const struct arguments *args;
	struct proposals *p;
	const char *before; /* findings without any */
	uint32_t runs;
};

static bool changes_nothing(struct trial *t)
{
	char *now = findings(t->args, t->p->m, NULL);
	bool same = now && !strcmp(now, t->before);

	t->runs++;
	free(now);
	return same;
}

/* Of an object that an __owned stands for already, nothing more is said. */
static void spare(struct proposals *p)
{
	for (uint32_t i = 0; i < p->count; i++)
		for (uint32_t k = 0; k < i && p->list[i].protocol; k++)
			p->list[i].spared |= !p->list[k].protocol && p->list[k].applied &&
					     p->list[k].fn == p->list[i].fn &&
					     p->list[k].param == p->list[i].param;
}

/* Whether it is the turn of this one: first those that say __owned. */
static bool is_due(const struct proposal *one, bool owned)
{
	return owned ? !one->protocol : one->protocol && !one->spared;
}

/* Keeps of `count` proposals from `first` on those that, with what was kept before, change no
 * finding. */
static void keep(struct trial *t, uint32_t first, uint32_t count, bool owned)
{
	uint32_t tried = 0;

	for (uint32_t i = 0; i < count; i++)
		if (is_due(&t->p->list[first + i], owned)) {
			infer_apply(t->p, &t->p->list[first + i]);
			tried++;
		}
	if (!tried || changes_nothing(t))
		return;
	for (uint32_t i = 0; i < count; i++)
		if (is_due(&t->p->list[first + i], owned))
			infer_undo(t->p, &t->p->list[first + i]);
	if (tried == 1)
		return;
	keep(t, first, count / 2, owned);
	keep(t, first + count / 2, count - count / 2, owned);
}

static int infer(const struct arguments *args, struct ir_module *m, const char *root)
{
	struct proposals p = {.arena = arena_new(), .m = m};
	const struct engine_watch watch = infer_watch(&p);
	struct trial t = {.args = args, .p = &p};
	uint32_t kept = 0, refused = 0, lost;
	char *before = findings(args, m, &watch);
	int status = STATUS_FAILED;

	if (!before) {
		fprintf(stderr, "custody infer: an annotation is wrong, or rules are: custody link "
				"says which\n");
		goto out;
	}
	t.before = before;
	keep(&t, 0, p.count, true);
	spare(&p);
	keep(&t, 0, p.count, false);
	for (uint32_t i = 0; i < p.count; i++) {
		kept += p.list[i].applied;
		refused += !p.list[i].applied && p.list[i].protocol && !p.list[i].spared;
	}
	lost = infer_print(&p, root, args->include, stdout);
	fprintf(stderr,
		"custody: %u annotations proposed; %u more would change findings, %u have no place "
		"for one\n",
		kept - lost, refused, lost);
	status = fflush(stdout) || ferror(stdout) ? STATUS_FAILED : STATUS_OK;
out:
	free(before);
	arena_free(p.arena);
	return status;
}

/* NULL: said why. */
static struct ir_module *read_all(struct args *files)
{
	struct ir_module **parts = modules_read(files, "infer"), *all;

	if (!parts)
		return NULL;
	all = ir_merge(parts, files->count);
	for (uint32_t i = 0; i < files->count; i++)
		ir_module_free(parts[i]);
	return all;
}

int command_infer(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE.cir...",
		.doc = "Proposes annotations for functions of .cir FILEs, analysed as one program, "
		       "that say what custody "
		       "saw them do with what they are given and return, as a patch for patch -p1. "
		       "Before each stands "
		       "why. Only what changes no finding is proposed: each was tried."
		       "\v"
		       "Exit status: 0 if it was done, 2 if a file could not be read.",
	};
	struct arguments args = {.include = "\"custody.h\"",
				 .root = ".",
				 .files.arena = arena_new(),
				 .options = options_new()};
	struct ir_module *m = NULL;
	char root[PATH_MAX];
	int status = STATUS_FAILED;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	if (realpath(args.root, root))
		m = read_all(&args.files);
	else
		fprintf(stderr, "custody infer: %s: no such folder\n", args.root);
	if (m)
		status = infer(&args, m, root);
	ir_module_free(m);
	options_free(args.options);
	arena_free(args.files.arena);
	return status;
}
