/* SPDX-License-Identifier: MIT */
/*
 * Two sources tell how an object is compiled: a dry run of make, for objects that are missing or
 * out of date, and the .NAME.o.cmd file that the build leaves beside each object, for the others.
 */
#include "kernel.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- Configuration ------------------------------------------------------------------------ */

static bool has_variable(const struct kernel *k, const char *name)
{
	size_t len = strlen(name);

	for (uint32_t i = 0; i < k->variables.count; i++)
		if (!strncmp(k->variables.list[i], name, len) && k->variables.list[i][len] == '=')
			return true;
	return false;
}

static char *read_file(struct arena *arena, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL, *copy = NULL;
	size_t size = 0;

	if (!f)
		return NULL;
	if (getdelim(&text, &size, '\0', f) >= 0)
		copy = arena_copy(arena, text, strlen(text) + 1);
	else if (feof(f))
		copy = arena_copy(arena, "", 1);
	free(text);
	fclose(f);
	return copy;
}

/* The value of a line NAME=VALUE, without quotes, or NULL. */
static const char *config_value(struct arena *arena, const char *config, const char *name)
{
	const char *line = strstr(config, arena_format(arena, "\n%s=", name));

	if (!line)
		return NULL;
	line += strlen(name) + 2;
	line += *line == '"';
	return arena_format(arena, "%.*s", (int)strcspn(line, "\"\n"), line);
}

/* The compiler of the configuration: with another one, make would want to configure anew. */
static void choose_compiler(struct kernel *k, const char *config)
{
	const char *clang = config_value(k->arena, config, "CONFIG_CLANG_VERSION");
	const char *text = config_value(k->arena, config, "CONFIG_CC_VERSION_TEXT");
	int major = clang ? atoi(clang) / 10000 : 0;

	if (has_variable(k, "LLVM") || has_variable(k, "CC") || has_variable(k, "CROSS_COMPILE"))
		return;
	if (major)
		args_add(&k->variables, arena_format(k->arena, "LLVM=-%d", major));
	else if (text && !strncmp(text, "gcc-", 4))
		args_add(&k->variables,
			 arena_format(k->arena, "CC=%.*s", (int)strcspn(text, " "), text));
}

const char *kernel_open(struct kernel *k)
{
	const char *config;

	if (access(arena_format(k->arena, "%s/Makefile", k->folder), R_OK))
		return arena_format(k->arena, "%s: not a kernel tree: it has no Makefile",
				    k->folder);
	config = read_file(k->arena,
			   arena_format(k->arena, "%s/include/config/auto.conf", k->folder));
	if (!config)
		return arena_format(
			k->arena,
			"%s: the tree is not prepared; configure it, then run make modules_prepare",
			k->folder);
	choose_compiler(k, arena_format(k->arena, "\n%s", config));
	return NULL;
}

/* --- Commands ----------------------------------------------------------------------------------
 */

static bool ends(const char *word, const char *with)
{
	size_t len = strlen(word), n = strlen(with);

	return len >= n && !strcmp(word + len - n, with);
}

static bool has_word(const struct args *words, const char *word)
{
	for (uint32_t i = 0; i < words->count; i++)
		if (!strcmp(words->list[i], word))
			return true;
	return false;
}

/* One command; it counts if it compiles a C file. What modpost writes for each module, X.mod.c, is
 * nobody's source. */
static void add_command(struct compdb *db, const char *folder, const char *command)
{
	struct compile c = {.folder = folder, .words.arena = db->arena};

	if (!strstr(command, " -c ") || !args_split(&c.words, command) || c.words.count < 3)
		return;
	c.file = c.words.list[c.words.count - 1];
	if (ends(c.file, ".c") && !ends(c.file, ".mod.c") && has_word(&c.words, "-c"))
		compdb_add(db, c);
}

/* Where the command at p ends: at a ';' or the end of the line, outside quotes. */
static const char *command_end(const char *p)
{
	char quote = 0;

	for (; *p && *p != '\n'; p++) {
		if (*p == quote)
			quote = 0;
		else if (!quote && (*p == '\'' || *p == '"'))
			quote = *p;
		else if (*p == '\\' && quote != '\'' && p[1])
			p++;
		else if (!quote && *p == ';')
			break;
	}
	return p;
}

static void add_commands(struct compdb *db, const char *folder, const char *line)
{
	const char *end;

	for (;; line = end + 1) {
		end = command_end(line);
		add_command(db, folder, arena_format(db->arena, "%.*s", (int)(end - line), line));
		if (*end != ';')
			return;
	}
}

/* --- A dry run -----------------------------------------------------------------------------------
 */

/* "make[1]: Entering directory '/x'": the folder, or NULL. */
static const char *entered(struct arena *arena, const char *line, size_t len)
{
	static const char words[] = "Entering directory '";
	const char *at = memmem(line, len, words, strlen(words));

	if (strncmp(line, "make", 4) || !at)
		return NULL;
	at += strlen(words);
	return arena_format(arena, "%.*s", (int)(line + len - at - 1), at);
}

static void add_dry_run(struct kernel *k, struct compdb *db, const char *text)
{
	const char *folder = k->folder, *next;
	size_t len;

	for (const char *line = text; *line; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		next = entered(k->arena, line, len);
		if (next)
			folder = next;
		else if (memmem(line, len, " -c ", 4))
			add_commands(db, folder, line);
	}
}

/* make's first complaint, for a message. */
static const char *complaint(struct arena *arena, const char *text)
{
	const char *at = strstr(text, "*** ");

	while (at && at > text && at[-1] != '\n')
		at--;
	return at ? arena_format(arena, "; make says: %.*s", (int)strcspn(at, "\n"), at) : "";
}

/* make may fail at what comes after the objects, such as modpost, and say so; it matters if there
 * are no commands. */
static const char *dry_run(struct kernel *k, struct compdb *db, const char **said)
{
	struct args argv = {.arena = k->arena};
	int status;
	char *text;

	args_add(&argv, "make");
	args_add(&argv, "-C");
	args_add(&argv, k->folder);
	args_add(&argv, "-nk");
	args_add(&argv, "V=1");
	for (uint32_t i = 0; i < k->variables.count; i++)
		args_add(&argv, k->variables.list[i]);
	for (uint32_t i = 0; i < k->folders.count; i++)
		args_add(&argv, arena_format(k->arena, "%s/", k->folders.list[i]));
	if (!k->folders.count)
		args_add(&argv, "modules");
	status = run_program(&argv, NULL, OUTPUT_ALL, k->arena, &text);
	if (status < 0)
		return arena_format(k->arena, "cannot run make: %s", strerror(errno));
	add_dry_run(k, db, text);
	*said = complaint(k->arena, text);
	return NULL;
}

/* --- What was built ----------------------------------------------------------------------- */

static struct {
	struct kernel *k;
	struct compdb *db;
} walk;

/* "savedcmd_X.o := COMMAND", where make's own characters are escaped; before Linux 6.3 it starts
 * with "cmd_". */
static int read_saved(const char *path, const struct stat *st, int type, struct FTW *at)
{
	char *text, *to;
	const char *from;

	(void)st;
	if (type != FTW_F || path[at->base] != '.' || !ends(path, ".o.cmd"))
		return 0;
	text = read_file(walk.k->arena, path);
	if (!text || (strncmp(text, "savedcmd_", 9) && strncmp(text, "cmd_", 4)) ||
	    !strstr(text, " := "))
		return 0;
	from = strstr(text, " := ") + 4;
	for (to = text; *from && *from != '\n'; *to++ = *from++)
		from += (from[0] == '$' && from[1] == '$') || (from[0] == '\\' && from[1] == '#');
	*to = '\0';
	add_commands(walk.db, walk.k->folder, text);
	return 0;
}

static const char *read_built(struct kernel *k, struct compdb *db)
{
	const char *path;

	walk.k = k;
	walk.db = db;
	for (uint32_t i = 0; i < k->folders.count; i++) {
		path = arena_format(k->arena, "%s/%s", k->folder, k->folders.list[i]);
		if (nftw(path, read_saved, 64, FTW_PHYS) && errno != ENOENT)
			return arena_format(k->arena, "%s: %s", path, strerror(errno));
	}
	if (k->module && nftw(k->module, read_saved, 64, FTW_PHYS))
		return arena_format(k->arena, "%s: %s", k->module, strerror(errno));
	return NULL;
}

/* --- Both --------------------------------------------------------------------------------- */

static int by_file(const void *a, const void *b)
{
	const struct compile *x = a, *y = b;
	int d = strcmp(x->file, y->file);

	return d ? d : (x->number > y->number) - (x->number < y->number);
}

/* A file once. What make would run now tells more than what it ran some time: it comes first. */
static void keep_first(struct compdb *db)
{
	uint32_t kept = 0;

	if (db->count)
		qsort(db->list, db->count, sizeof(*db->list), by_file);
	for (uint32_t i = 0; i < db->count; i++)
		if (!kept || strcmp(db->list[kept - 1].file, db->list[i].file))
			db->list[kept++] = db->list[i];
	db->count = kept;
}

/* Does the command make an object of what was asked for? A tree that was moved has make build its
 * own tools anew on the way. */
static bool is_asked(const struct kernel *k, const struct compile *c)
{
	const char *object = c->file;

	for (uint32_t i = 0; i + 1 < c->words.count; i++)
		if (!strcmp(c->words.list[i], "-o"))
			object = c->words.list[i + 1];
	while (!strncmp(object, "./", 2))
		object += 2;
	if (*object != '/')
		object = arena_format(k->arena, "%s/%s", c->folder, object);
	if (k->module)
		return path_below(object, k->module);
	for (uint32_t i = 0; i < k->folders.count; i++)
		if (path_below(object,
			       arena_format(k->arena, "%s/%s", k->folder, k->folders.list[i])))
			return true;
	return false;
}

static void keep_asked(const struct kernel *k, struct compdb *db)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < db->count; i++)
		if (is_asked(k, &db->list[i]))
			db->list[kept++] = db->list[i];
	db->count = kept;
}

const char *kernel_commands(struct kernel *k, struct compdb *db)
{
	const char *said = "", *wrong = dry_run(k, db, &said);

	if (!wrong)
		wrong = read_built(k, db);
	keep_asked(k, db);
	keep_first(db);
	if (!wrong && !db->count)
		wrong = arena_format(
			k->arena,
			"%s: make would compile nothing there, and nothing was compiled%s",
			k->module ? k->module : k->folder, said);
	return wrong;
}
