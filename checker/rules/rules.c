/* SPDX-License-Identifier: MIT */
/* Rules files: from text, disk or the binary itself into a set of contracts, all or nothing. */
#include "syntax.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LARGEST_FILE (16u << 20)
#define DEEPEST_FOLDER 32
#define MAX_TOLD 20 /* mistakes; what follows is mostly their echo */

/* In the order a reader meets them, file by file. */
static int compare_mistakes(const void *a, const void *b)
{
	const struct mistake *x = *(const struct mistake *const *)a;
	const struct mistake *y = *(const struct mistake *const *)b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	if (x->place.col != y->place.col)
		return x->place.col < y->place.col ? -1 : 1;
	return strcmp(x->message, y->message);
}

static bool same_mistake(const struct mistake *x, const struct mistake *y)
{
	return compare_mistakes(&x, &y) == 0;
}

static void tell_mistakes(struct syntax *s, rules_error_fn *error, void *ctx)
{
	struct mistake **all = arena_new_array(s->arena, struct mistake *, s->nmistakes);
	struct mistake *m;
	uint32_t n = 0, count = 0, i;

	for (m = s->mistakes.first; m; m = m->next)
		all[n++] = m;
	qsort(all, n, sizeof(*all), compare_mistakes);
	for (i = 0; i < n; i++)
		if (i == 0 || !same_mistake(all[i - 1], all[i]))
			all[count++] = all[i];
	for (i = 0; i < count && i < MAX_TOLD; i++)
		error(ctx, all[i]->place, all[i]->message);
	if (count > MAX_TOLD)
		error(ctx, all[MAX_TOLD]->place,
		      arena_format(s->arena, "and %u more mistakes from here on; mend these first",
				   count - MAX_TOLD));
}

/* Keywords come first in a new table of names; see scan.l. */
static struct strings *names_of(struct contracts *c)
{
	struct strings *names = contracts_names(c);

	if (strings_count(names) == 1)
		syntax_intern_keywords(names);
	return names;
}

bool rules_parse_set(struct contracts *c, const struct builtin_file *files, size_t n,
		     rules_error_fn *error, void *ctx)
{
	struct syntax s = {.arena = arena_new(), .stage = contracts_stage(c), .names = names_of(c)};
	bool ok;
	size_t i;

	for (i = 0; i < n; i++)
		syntax_parse(&s, (uint32_t)i, files[i].name, files[i].text, files[i].size);
	/* After a mistake of grammar half of the names would be missing: no use in looking them up.
	 */
	if (s.nmistakes == 0)
		syntax_resolve(&s);
	ok = s.nmistakes == 0;
	if (ok) {
		contracts_commit(s.stage, c);
	} else {
		tell_mistakes(&s, error, ctx);
		contracts_drop(s.stage);
	}
	arena_free(s.arena);
	return ok;
}

bool rules_parse(struct contracts *c, const char *name, const char *text, size_t size,
		 rules_error_fn *error, void *ctx)
{
	struct builtin_file file = {name, text, size};

	return rules_parse_set(c, &file, 1, error, ctx);
}

/* --- From disk ---------------------------------------------------------------------------- */

struct loader {
	struct contracts *c;
	struct arena *arena; /* of the texts, while they are parsed */
	rules_error_fn *error;
	void *ctx;
	struct builtin_file *files;
	size_t nfiles, capfiles;
};

static bool load_error(const struct loader *l, const char *path, const char *cause, const char *fix)
{
	const char *file = arena_copy(l->c->arena, path, strlen(path) + 1);

	l->error(l->ctx, (struct rule_place){.file = file},
		 arena_format(l->arena, "%s; %s", cause, fix));
	return false;
}

static bool read_error(const struct loader *l, const char *path)
{
	return load_error(l, path, arena_format(l->arena, "can't be read: %s", strerror(errno)),
			  "check the path and its permissions");
}

/* The size of the open file; -1 after an error, which was reported. */
static long file_size(const struct loader *l, const char *path, FILE *in)
{
	struct stat st;

	if (fstat(fileno(in), &st) != 0) {
		read_error(l, path);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		load_error(l, path, "is no file", "name a rules file");
		return -1;
	}
	if (st.st_size > LARGEST_FILE) {
		load_error(l, path, "is larger than 16 MiB", "split it");
		return -1;
	}
	return (long)st.st_size;
}

/* Appends the file at path to l->files. */
static bool read_file(struct loader *l, const char *path)
{
	FILE *in = fopen(path, "re");
	struct builtin_file file = {0};
	bool ok = false;
	char *text;
	long size;

	if (!in)
		return read_error(l, path);
	size = file_size(l, path, in);
	if (size < 0)
		goto out;
	text = arena_alloc(l->arena, (size_t)size + 1);
	file.size = fread(text, 1, (size_t)size, in);
	if (ferror(in)) {
		read_error(l, path);
		goto out;
	}
	file.text = text;
	file.name = arena_copy(l->c->arena, path, strlen(path) + 1);
	if (l->nfiles == l->capfiles) {
		struct builtin_file *bigger;

		l->capfiles = l->capfiles ? 2 * l->capfiles : 16;
		bigger = arena_new_array(l->arena, struct builtin_file, l->capfiles);
		if (l->nfiles)
			memcpy(bigger, l->files, l->nfiles * sizeof(*bigger));
		l->files = bigger;
	}
	l->files[l->nfiles++] = file;
	ok = true;
out:
	fclose(in);
	return ok;
}

static struct loader loader_new(struct contracts *c, rules_error_fn *error, void *ctx)
{
	return (struct loader){.c = c, .arena = arena_new(), .error = error, .ctx = ctx};
}

bool rules_load_file(struct contracts *c, const char *path, rules_error_fn *error, void *ctx)
{
	struct loader l = loader_new(c, error, ctx);
	bool ok = read_file(&l, path) && rules_parse_set(c, l.files, l.nfiles, error, ctx);

	arena_free(l.arena);
	return ok;
}

/* By byte, not by locale: the same order everywhere. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_rules_file(const char *name)
{
	size_t n = strlen(name);

	return n > 6 && strcmp(name + n - 6, ".rules") == 0;
}

/* Symbolic links to folders are not followed: they may lead back up. */
static bool is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool read_folder(struct loader *l, const char *dir, int depth)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, by_name);
	bool ok = true;
	int i;

	if (n < 0)
		return read_error(l, dir);
	if (depth == DEEPEST_FOLDER)
		ok = load_error(l, dir, "folders are nested too deeply", "flatten them");
	for (i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		const char *path = arena_format(l->arena, "%s/%s", dir, name);

		if (name[0] != '.' && ok && is_folder(path))
			ok = read_folder(l, path, depth + 1);
		else if (name[0] != '.' && ok && is_rules_file(name))
			ok = read_file(l, path);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

bool rules_load_dir(struct contracts *c, const char *dir, rules_error_fn *error, void *ctx)
{
	struct loader l = loader_new(c, error, ctx);
	bool ok = read_folder(&l, dir, 0);

	if (ok && l.nfiles == 0)
		ok = load_error(&l, dir, "holds no .rules file",
				"name the folder that holds your rules");
	ok = ok && rules_parse_set(c, l.files, l.nfiles, error, ctx);
	arena_free(l.arena);
	return ok;
}

static void ignore(void *ctx, struct rule_place place, const char *message)
{
	(void)ctx;
	(void)place;
	(void)message;
}

bool rules_each_file(const char *dir,
		     void (*each)(void *ctx, const char *path, const char *text, size_t size),
		     void *ctx)
{
	struct contracts *names = contracts_new(NULL); /* owns those of the files */
	struct loader l = loader_new(names, ignore, NULL);
	bool ok = read_folder(&l, dir, 0);

	for (size_t i = 0; i < l.nfiles; i++)
		each(ctx, l.files[i].name, l.files[i].text, l.files[i].size);
	arena_free(l.arena);
	contracts_free(names);
	return ok;
}

/* --- Built in ----------------------------------------------------------------------------- */

static void print_mistake(void *ctx, struct rule_place place, const char *message)
{
	(void)ctx;
	fprintf(stderr, "rules/%s:%u:%u: error: %s\n", place.file, place.line, place.col, message);
}

struct contracts *rules_builtin(void)
{
	struct contracts *c = contracts_new(NULL);

	if (rules_parse_set(c, builtin_rules, builtin_nrules, print_mistake, NULL))
		return c;
	fprintf(stderr, "custody: its own rules are broken; this build is unusable\n");
	abort();
}
