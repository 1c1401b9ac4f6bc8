/* SPDX-License-Identifier: MIT */
/* custody check: the files of a compile database, each through clang, then each folder as one
 * program. */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"
#include "command.h"
#include "plan.h"
#include "report/jsonl.h"
#include "report/report.h"
#include "report/result.h"
#include "report_args.h"

struct arguments {
	const char *here; /* the current folder */
	const char *folder; /* that has compile_commands.json */
	const char *cache;
	struct args paths;
	struct plan plan;
	struct report_options report;
	struct options *options; /* only to judge settings */
};

enum { KEY_CACHE = 256, KEY_CLANG, KEY_PLUGIN, KEY_LAUNCHER, KEY_LEVEL, KEY_RULES };

static const struct argp_option options[] = {
	{"build", 'p', "DIR", 0, "The folder that has compile_commands.json (default: this one)",
	 0},
	{"jobs", 'j', "N", 0, "Run N jobs at once (default: one for each processor, and two more)",
	 0},
	{"quiet", 'q', NULL, 0, "Show no progress", 0},
	{"level", KEY_LEVEL, "LEVEL", 0,
	 "Rules of this level of trust or a better one: certain, likely, possible", 1},
	{"rules", KEY_RULES, "DIR", 0, "Also read the rules below DIR", 1},
	{"set", 's', "KEY[=VALUE]", 0,
	 "Any setting of the plugin: enable=RULE, disable=RULE, error, ...", 1},
	{"cache", KEY_CACHE, "DIR", 0,
	 "Keep what was done in DIR (default: .custody in the build's folder)", 2},
	{"launcher", KEY_LAUNCHER, "COMMAND", 0,
	 "Start clang with COMMAND (default: what the database starts the compiler with, such as "
	 "ccache)",
	 2},
	{"clang", KEY_CLANG, "PROGRAM", 0,
	 "The clang to use (default: clang-" CUSTODY_LLVM_VERSION ")", 2},
	{"plugin", KEY_PLUGIN, "FILE", 0,
	 "The plugin to use (default: the one that came with this command)", 2},
	{0},
};

static uint32_t parse_jobs(const char *arg, struct argp_state *state)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (end == arg || *end || n < 1 || n > 10000)
		argp_error(state, "-j wants a number from 1 on, not '%s'", arg);
	return (uint32_t)n;
}

/* Judged here, or each group would judge it. */
static void add_setting(struct arguments *args, const char *key, const char *value,
			struct argp_state *state)
{
	struct plan *p = &args->plan;
	const char *problem = options_set(args->options, key, value);

	if (problem)
		argp_error(state, "%s", problem);
	args_add(&p->settings, value ? arena_format(p->arena, "%s=%s", key, value) : key);
}

/* KEY or KEY=VALUE. */
static void parse_setting(struct arguments *args, char *arg, struct argp_state *state)
{
	char *value = strchr(arg, '=');

	if (value)
		*value++ = '\0';
	add_setting(args, arg, value, state);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	struct plan *p = &args->plan;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &args->report;
		return 0;
	case 'p':
		args->folder = arg;
		return 0;
	case 'j':
		p->jobs = parse_jobs(arg, state);
		return 0;
	case 'q':
		p->quiet = true;
		return 0;
	case 's':
		parse_setting(args, arg, state);
		return 0;
	case KEY_LEVEL:
		add_setting(args, "level", arg, state);
		return 0;
	case KEY_RULES:
		add_setting(args, "rules", plain_path(p->arena, args->here, arg), state);
		return 0;
	case KEY_CACHE:
		args->cache = arg;
		return 0;
	case KEY_LAUNCHER:
		p->launcher = arg;
		return 0;
	case KEY_CLANG:
		p->clang.program = arg;
		return 0;
	case KEY_PLUGIN:
		p->plugin = arg;
		return 0;
	case ARGP_KEY_ARG:
		args_add(&args->paths, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Where it cannot be told, names are taken as they are. */
static const char *current_folder(struct arena *arena)
{
	char here[PATH_MAX];

	return getcwd(here, sizeof(here)) ? arena_copy(arena, here, strlen(here) + 1) : "";
}

static int failed(const char *why)
{
	fprintf(stderr, "custody check: %s\n", why);
	return STATUS_FAILED;
}

/* --- Which files -------------------------------------------------------------------------- */

static bool is_in(const char *path, const char *folder)
{
	return !strcmp(path, folder) || path_below(path, folder);
}

/* Whether the file of c is path or below it; path starts at folder, or where the compiler runs. */
static bool is_at(struct arena *arena, const struct compile *c, const char *folder,
		  const char *path)
{
	return is_in(plain_path(arena, c->folder, c->file),
		     plain_path(arena, folder ? folder : c->folder, path));
}

/* A path is taken as from here. If nothing is there, it is one of the tree. */
static const char *start_of(const struct arguments *args, const struct compdb *all,
			    const char *path)
{
	for (uint32_t i = 0; i < all->count; i++)
		if (is_at(all->arena, &all->list[i], args->here, path))
			return args->here;
	return NULL;
}

static void mark_files(const struct arguments *args, const struct compdb *all, bool *wanted)
{
	for (uint32_t i = 0; i < args->paths.count; i++) {
		const char *path = args->paths.list[i], *start = start_of(args, all, path);

		for (uint32_t k = 0; k < all->count; k++)
			wanted[k] |= is_at(all->arena, &all->list[k], start, path);
	}
}

static const char *select_files(const struct arguments *args, struct compdb *all, const char *path)
{
	struct arena *arena = args->plan.arena;
	bool *wanted = arena_new_array(arena, bool, all->count + 1);
	uint32_t n = all->count, kept = 0;

	mark_files(args, all, wanted);
	for (uint32_t i = 0; i < n; i++)
		if (wanted[i] || !args->paths.count)
			all->list[kept++] = all->list[i];
	all->count = kept;
	if (kept)
		return NULL;
	return arena_format(arena,
			    n ? "%s: none of its %u C files is one that you named"
			      : "%s: it has no C files",
			    path, n);
}

/* Where names start: where the compiler runs, as in a kernel tree; for a module out of tree the
 * folder of the database; for a database in a build folder the one around it. */
static const char *top_of(const struct arguments *args, const struct compdb *all)
{
	const struct compile *c = &all->list[0];
	const char *tries[] = {c->folder, args->folder, plain_path(all->arena, args->folder, "..")};

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++)
		if (is_in(plain_path(all->arena, c->folder, c->file), tries[i]))
			return tries[i];
	return c->folder;
}

/* --- Preparation -------------------------------------------------------------------------- */

static const char *find_parts(struct arguments *args)
{
	struct plan *p = &args->plan;
	const char *own = find_plugin(p->arena, &p->custody);
	p->cache = args->cache ? plain_path(p->arena, args->here, args->cache)
			       : arena_format(p->arena, "%s/.custody", args->folder);
	p->plugin = p->plugin ? plain_path(p->arena, args->here, p->plugin) : own;
	if (!p->plugin)
		return "there is no plugin beside this command (../lib/custody.so); --plugin=FILE "
		       "names one";
	if (access(p->plugin, R_OK))
		return arena_format(p->arena, "%s: %s", p->plugin, strerror(errno));
	if (strchr(p->clang.program, '/'))
		p->clang.program = plain_path(p->arena, args->here, p->clang.program);
	return NULL;
}

static void say_unknown(const struct clang *c)
{
	if (!c->unknown.count)
		return;
	fprintf(stderr,
		"custody check: %s does not know these flags, they are left out:", c->program);
	for (uint32_t i = 0; i < c->unknown.count; i++)
		fprintf(stderr, " %s", c->unknown.list[i]);
	fputc('\n', stderr);
}

static const char *prepare(struct arguments *args)
{
	struct plan *p = &args->plan;
	struct compdb db = {.arena = p->arena};
	const char *path, *wrong = find_parts(args);

	if (wrong)
		return wrong;
	path = arena_format(p->arena, "%s/compile_commands.json", args->folder);
	wrong = compdb_read(&db, path);
	/* Of the whole database: what was done below one path is up to date for another one. */
	if (!wrong && db.count) {
		p->root = p->clang.folder = db.list[0].folder;
		p->top = top_of(args, &db);
	}
	if (!wrong)
		wrong = select_files(args, &db, path);
	if (wrong)
		return wrong;
	plan_sources(p, &db);
	wrong = flags_ask(&p->clang);
	for (uint32_t i = 0; !wrong && i < p->nsources; i++)
		flags_drop_unknown(&p->clang, &p->sources[i].flags);
	say_unknown(&p->clang);
	if (!wrong && mkdir(p->cache, 0777) && errno != EEXIST)
		wrong = arena_format(p->arena,
				     "%s: cannot create: %s; --cache=DIR names another place",
				     p->cache, strerror(errno));
	return wrong;
}

/* --- The run ------------------------------------------------------------------------------ */

static uint32_t add_unchecked(const struct plan *p, struct results *r)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nsources; i++) {
		const struct source *s = &p->sources[i];

		if (!s->problem)
			continue;
		results_add_unit(r, &(struct unit){.file = s->file,
						   .folder = s->folder,
						   .skipped = s->problem});
		n++;
	}
	return n;
}

/* Findings of all groups. False: some group has none because it could not be analysed. */
static bool add_findings(const struct plan *p, struct results *r)
{
	const char *error;
	bool all = true;

	for (uint32_t i = 0; i < p->ngroups; i++) {
		if (jsonl_read(r, p->groups[i].findings, &error))
			continue;
		fprintf(stderr, "custody check: the files in %s could not be analysed: %s\n",
			p->groups[i].name, error);
		all = false;
	}
	return all;
}

static int report(const struct plan *p, const struct report_options *o)
{
	struct results *r = results_new();
	bool all = add_findings(p, r);
	uint32_t unchecked = add_unchecked(p, r);
	int status = report_run(r, o);

	if (unchecked == p->nsources)
		status = failed("nothing was checked");
	results_free(r);
	return all ? status : STATUS_FAILED;
}

/* ninja's own failures are those of files and groups, and seen there. Ended by a signal, so are we.
 */
static int run(struct plan *p, const struct report_options *o)
{
	const char *wrong;
	int status;

	wrong = ninja_compile(p, &status);
	if (wrong)
		return failed(wrong);
	if (status >= 128)
		return status;
	plan_groups(p);
	wrong = plan_names(p);
	if (!wrong && p->ngroups)
		wrong = ninja_link(p, &status);
	if (wrong)
		return failed(wrong);
	return status >= 128 ? status : report(p, o);
}

int command_check(int argc, char **argv)
{
	const struct argp_child children[] = {{&report_argp, 0, "Reports:", 3}, {0}};
	const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "[PATH...]",
		.doc = "Checks the C files of a compile database, or those of them that are PATH "
		       "or below it. Each goes "
		       "through clang with the plugin; then the files of each folder are analysed "
		       "as one program. What is "
		       "up to date is not done again."
		       "\v"
		       "Exit status: 0 if there is no finding that counts, 1 if there is one, 2 if "
		       "nothing could be checked or "
		       "reported. A file that does not compile is named and stops nothing.",
	};
	struct arguments args = {.folder = ".", .options = options_new()};
	struct plan *p = &args.plan;
	const char *wrong;
	int status;

	p->arena = arena_new();
	args.here = current_folder(p->arena);
	args.paths.arena = p->settings.arena = p->arena;
	p->clang = (struct clang){.arena = p->arena,
				  .program = "clang-" CUSTODY_LLVM_VERSION,
				  .unknown.arena = p->arena};
	argp_parse(&argp, argc, argv, 0, NULL, &args);
	args.folder = plain_path(p->arena, args.here, args.folder);
	wrong = prepare(&args);
	status = wrong ? failed(wrong) : run(p, &args.report);
	flags_free(&p->clang);
	options_free(args.options);
	arena_free(p->arena);
	return status;
}
