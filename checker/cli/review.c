/* SPDX-License-Identifier: MIT */
/* custody review: what a change means for who owns what. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "../check.h"
#include "command.h"
#include "ir/cir.h"
#include "ir/save.h"
#include "patch.h"
#include "plan.h"
#include "report/input.h"
#include "report/source.h"
#include "review.h"

struct arguments {
	const char *build, *range, *diff, *output;
	const char *root; /* absolute */
	enum review_format format;
	const char *plugin;
	struct options *options;
	struct clang clang;
	struct args also; /* C files besides those of the diff */
	struct patch *patch;
	struct review_input input;
	const char *folder; /* for what is made on the way, absolute */
	const char *overlay; /* shows clang the files as they were before */
};

enum { KEY_CLANG = 256, KEY_PLUGIN, KEY_ROOT };

static const struct argp_option options[] = {
	{"build", 'p', "DIR", 0, "The folder that has compile_commands.json (default: this one)",
	 0},
	{"diff", 'd', "FILE", 0, "The change as a unified diff (-: standard input)", 0},
	{"format", 'f', "FORMAT", 0, "text (default), markdown or json", 0},
	{"output", 'o', "FILE", 0, "Write the review to FILE (default: standard output)", 0},
	{"root", KEY_ROOT, "DIR", 0,
	 "Names in the diff are relative to DIR; default: the current folder", 0},
	{"set", 's', "KEY[=VALUE]", 0, "A setting of the plugin: rules=DIR, level=LEVEL, ...", 0},
	{"clang", KEY_CLANG, "PROGRAM", 0,
	 "The clang to use (default: clang-" CUSTODY_LLVM_VERSION ")", 0},
	{"plugin", KEY_PLUGIN, "FILE", 0,
	 "The plugin to use (default: the one that came with this command)", 0},
	{0},
};

static void set(struct arguments *args, char *arg, struct argp_state *state)
{
	char *value = strchr(arg, '=');
	const char *problem;

	if (value)
		*value++ = '\0';
	problem = options_set(args->options, arg, value);
	if (problem)
		argp_error(state, "%s", problem);
}

static void parse_format(struct arguments *args, const char *arg, struct argp_state *state)
{
	static const char *const words[] = {"text", "markdown", "json"};

	for (int i = 0; i < 3; i++)
		if (!strcmp(arg, words[i])) {
			args->format = (enum review_format)i;
			return;
		}
	argp_error(state, "'%s' is no format; use text, markdown or json", arg);
}

static void parse_word(struct arguments *args, const char *arg)
{
	if (!args->range && !args->diff && strstr(arg, ".."))
		args->range = arg;
	else
		args_add(&args->also, arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;

	switch (key) {
	case 'p':
		args->build = arg;
		return 0;
	case 'd':
		args->diff = arg;
		return 0;
	case 'f':
		parse_format(args, arg, state);
		return 0;
	case 'o':
		args->output = arg;
		return 0;
	case 's':
		set(args, arg, state);
		return 0;
	case KEY_ROOT:
		args->root = arg;
		return 0;
	case KEY_CLANG:
		args->clang.program = arg;
		return 0;
	case KEY_PLUGIN:
		args->plugin = arg;
		return 0;
	case ARGP_KEY_ARG:
		parse_word(args, arg);
		return 0;
	case ARGP_KEY_END:
		if (!args->diff && !args->range)
			argp_error(state, "which change? --diff=FILE, or BASE..HEAD of git");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int failed(const char *why)
{
	fprintf(stderr, "custody review: %s\n", why);
	return STATUS_FAILED;
}

/* The whole of path, in a; NULL with errno set. */
static char *read_text(const char *path, struct arena *a)
{
	size_t size;
	char *read = input_read(path, &size), *text;

	if (!read)
		return NULL;
	text = arena_format(a, "%.*s", (int)size, read);
	free(read);
	return text;
}

/* --- The change --------------------------------------------------------------------------------
 */

static const char *git_diff(struct arguments *args, char **text)
{
	struct args argv = {.arena = args->clang.arena};

	args_add(&argv, "git");
	args_add(&argv, "diff");
	args_add(&argv, "--no-ext-diff");
	args_add(&argv, "--no-color");
	args_add(&argv, "--relative");
	args_add(&argv, args->range);
	if (run_program(&argv, args->root, OUTPUT_ALL, argv.arena, text))
		return arena_format(argv.arena, "git diff %s failed: %s", args->range,
				    *text ? *text : "");
	return NULL;
}

static const char *read_change(struct arguments *args)
{
	struct arena *a = args->clang.arena;
	char *text = NULL;
	const char *wrong = NULL;

	if (args->range)
		wrong = git_diff(args, &text);
	else if (!(text = read_text(args->diff, a)))
		wrong = arena_format(a, "%s: cannot read: %s", input_name(args->diff),
				     strerror(errno));
	if (wrong)
		return wrong;
	args->input.diff = diff_read_memory(
		text, strlen(text), args->range ? args->range : input_name(args->diff), a, &wrong);
	if (args->input.diff)
		args->patch = patch_read(text, a);
	return wrong;
}

/* --- The files as they were --------------------------------------------------------------------
 */

/* The file of the diff, absolute; "a/" and "b/" are git's. */
static const char *place_of(const struct arguments *args, const char *name)
{
	struct arena *a = args->clang.arena;
	const char *slash = strchr(name, '/'), *full = plain_path(a, args->root, name);

	return access(full, R_OK) && slash ? plain_path(a, args->root, slash + 1) : full;
}

static const char *undo_file(struct arguments *args, const struct patched *p, const char *full,
			     const char *to)
{
	struct arena *a = args->clang.arena;
	const char *before;
	uint32_t line;
	char *now = read_text(full, a);

	if (!now)
		return arena_format(a, "%s: cannot read: %s", full, strerror(errno));
	before = patch_undo(p, now, a, &line);
	if (!before)
		return arena_format(a,
				    "%s:%u: is not what the diff says: the tree must be the one "
				    "after the change",
				    full, line);
	return save_file(to, before, strlen(before));
}

/* Writes the files as they were, and the overlay that shows clang these in place of those. */
static const char *undo_change(struct arguments *args)
{
	struct arena *a = args->clang.arena;
	json_t *roots = json_array(), *all;
	const char *wrong = NULL;
	char *text;

	for (uint32_t i = 0; i < args->patch->nfiles && !wrong; i++) {
		const struct patched *p = &args->patch->files[i];
		const char *full = place_of(args, p->name);
		const char *to = arena_format(a, "%s/before-%u", args->folder, i);

		if (p->is_new || p->is_gone || !p->nhunks)
			continue;
		wrong = undo_file(args, p, full, to);
		sources_replace(args->input.sources, full, to);
		json_array_append_new(roots, json_pack("{s:s, s:s, s:s}", "type", "file", "name",
						       full, "external-contents", to));
	}
	all = json_pack("{s:i, s:b, s:b, s:o}", "version", 0, "case-sensitive", 1,
			"use-external-names", 0, "roots", roots);
	text = json_dumps(all, 0);
	if (!wrong)
		wrong = save_file(args->overlay, text, strlen(text));
	free(text);
	json_decref(all);
	return wrong;
}

/* --- One file ----------------------------------------------------------------------------------
 */

static struct ir_module *compile(struct arguments *args, const struct compile *one,
				 struct flags *flags, bool before)
{
	struct args argv = {.arena = args->clang.arena};
	const char *cir = arena_format(argv.arena, "%s/%s.cir", args->folder,
				       before ? "before" : "now"),
		   *error;
	struct ir_module *m;
	char *said = NULL;

	args_add(&argv, args->clang.program);
	for (uint32_t i = 0; i < flags->list.count; i++)
		args_add(&argv, flags->list.list[i]);
	if (before)
		args_add(&argv, arena_format(argv.arena, "-ivfsoverlay%s", args->overlay));
	args_add(&argv, "-w");
	args_add(&argv, "-fsyntax-only");
	args_add(&argv, arena_format(argv.arena, "-fplugin=%s", args->plugin));
	args_add(&argv, arena_format(argv.arena, "-fplugin-arg-custody-ir=%s", cir));
	args_add(&argv, "-fplugin-arg-custody-collect");
	args_add(&argv, one->file);
	if (run_program(&argv, one->folder, OUTPUT_ALL, argv.arena, &said)) {
		fprintf(stderr, "%s", said ? said : "");
		return NULL;
	}
	m = cir_read(cir, &error);
	if (!m)
		fprintf(stderr, "custody review: %s\n", error);
	return m;
}

static const struct patched *patched_at(const struct arguments *args, const char *full)
{
	for (uint32_t i = 0; i < args->patch->nfiles; i++)
		if (!strcmp(place_of(args, args->patch->files[i].name), full))
			return &args->patch->files[i];
	return NULL;
}

static bool is_wanted(const struct arguments *args, const char *full)
{
	for (uint32_t i = 0; i < args->also.count; i++)
		if (!strcmp(plain_path(args->also.arena, args->root, args->also.list[i]), full))
			return true;
	return patched_at(args, full);
}

static void review_one(struct arguments *args, struct review *r, const struct compile *one)
{
	const char *full = plain_path(r->arena, one->folder, one->file), *wrong = NULL;
	const struct patched *p = patched_at(args, full);
	struct flags flags = flags_of_command(&args->clang, one);
	struct ir_module *now = NULL, *before = NULL;

	wrong = flags_ask(&args->clang);
	flags_drop_unknown(&args->clang, &flags);
	if (!wrong && chdir(one->folder))
		wrong = arena_format(r->arena, "%s: %s", one->folder, strerror(errno));
	if (!wrong) {
		now = compile(args, one, &flags, false);
		before = p && p->is_new ? NULL : compile(args, one, &flags, true);
		if (!now)
			wrong = "it does not compile";
		else if (!before && !(p && p->is_new))
			wrong = "it did not compile before the change";
	}
	if (!wrong)
		wrong = review_file(r, &args->input, before, now);
	if (wrong)
		remark(r, &r->notes, p ? p->name : full, 1, wrong);
	ir_module_free(now);
	ir_module_free(before);
}

/* --- All ---------------------------------------------------------------------------------------
 */

static bool ends_in_c(const char *name)
{
	size_t n = strlen(name);

	return n > 2 && !strcmp(name + n - 2, ".c");
}

/* Files of the change that nothing compiles. */
static void note_others(struct arguments *args, struct review *r, const struct compdb *db)
{
	for (uint32_t i = 0; i < args->patch->nfiles; i++) {
		const struct patched *p = &args->patch->files[i];
		const char *full = place_of(args, p->name);
		bool found = p->is_gone || !ends_in_c(p->name);

		for (uint32_t k = 0; k < db->count && !found; k++)
			found = !strcmp(plain_path(r->arena, db->list[k].folder, db->list[k].file),
					full);
		if (!found)
			remark(r, &r->notes, p->name, 1, "the compile database does not have it");
	}
}

static const char *prepare(struct arguments *args, struct compdb *db)
{
	struct arena *a = args->clang.arena;
	const char *custody, *own = find_plugin(a, &custody), *wrong;
	char root[PATH_MAX], build[PATH_MAX];

	if (!realpath(args->root ? args->root : ".", root))
		return arena_format(a, "%s: %s", args->root, strerror(errno));
	if (!realpath(args->build, build))
		return arena_format(a, "%s: %s", args->build, strerror(errno));
	args->input.root = args->root = arena_format(a, "%s", root);
	args->plugin = args->plugin ? plain_path(a, root, args->plugin) : own;
	if (!args->plugin)
		return "there is no plugin beside this command (../lib/custody.so); --plugin=FILE "
		       "names one";
	wrong = compdb_read(db, arena_format(a, "%s/compile_commands.json", build));
	if (!wrong)
		wrong = read_change(args);
	if (args->output) /* the folder changes below */
		args->output =
			plain_path(a, getcwd(build, sizeof(build)) ? build : "", args->output);
	args->overlay = arena_format(a, "%s/overlay.json", args->folder);
	args->input.scratch = arena_format(a, "%s/baseline", args->folder);
	args->input.options = args->options;
	return wrong ? wrong : undo_change(args);
}

static const char *write_review(const struct arguments *args, const struct review *r)
{
	const char *wrong = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	review_print(r, args->format, out);
	fclose(out);
	if (args->output)
		wrong = save_file(args->output, text, size);
	else
		fwrite(text, 1, size, stdout);
	free(text);
	if (!args->output && (fflush(stdout) || ferror(stdout)))
		wrong = "cannot write to standard output";
	return wrong;
}

static int run(struct arguments *args)
{
	struct review r = {.arena = args->clang.arena};
	struct compdb db = {.arena = r.arena};
	const char *wrong = prepare(args, &db);

	if (wrong)
		return failed(wrong);
	note_others(args, &r, &db);
	for (uint32_t i = 0; i < db.count; i++)
		if (is_wanted(args, plain_path(r.arena, db.list[i].folder, db.list[i].file)))
			review_one(args, &r, &db.list[i]);
	wrong = write_review(args, &r);
	if (wrong)
		return failed(wrong);
	return r.introduced.count ? STATUS_WRONG : STATUS_OK;
}

static void remove_folder(const struct arguments *args)
{
	struct arena *a = args->clang.arena;
	static const char *const made[] = {"overlay.json", "baseline", "before.cir", "now.cir"};

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		unlink(arena_format(a, "%s/%s", args->folder, made[i]));
	for (uint32_t i = 0; args->patch && i < args->patch->nfiles; i++)
		unlink(arena_format(a, "%s/before-%u", args->folder, i));
	rmdir(args->folder);
}

int command_review(int argc, char **argv)
{
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "BASE..HEAD [FILE...]\n--diff=FILE [FILE...]",
		.doc = "Says what a change means for who owns what: for each function that it "
		       "touches what it must "
		       "hold and return, the contracts of the calls in changed lines, and what is "
		       "known of objects "
		       "there; contracts added, removed or weakened; pointers and functions "
		       "without one; lines taken "
		       "on trust; findings introduced and fixed. The tree is the one after the "
		       "change. C files of "
		       "the change are compiled, and FILEs, which see its headers."
		       "\v"
		       "Exit status: 0 if the change introduces no finding, 1 if it does, 2 if it "
		       "could not be looked "
		       "at.",
	};
	struct arguments args = {.build = ".", .options = options_new()};
	struct arena *arena = arena_new();
	char folder[] = "/tmp/custody-review-XXXXXX";
	int status;

	args.also.arena = arena;
	args.clang = (struct clang){
		.arena = arena, .program = "clang-" CUSTODY_LLVM_VERSION, .unknown.arena = arena};
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	args.folder = mkdtemp(folder);
	if (args.folder) {
		args.input.sources = sources_new(NULL);
		status = run(&args);
		remove_folder(&args);
		sources_free(args.input.sources);
	} else {
		status = failed("cannot make a folder below /tmp");
	}
	flags_free(&args.clang);
	options_free(args.options);
	arena_free(arena);
	return status;
}
