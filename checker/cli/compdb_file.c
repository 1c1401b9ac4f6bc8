/* SPDX-License-Identifier: MIT */
/* Reads and writes compile_commands.json, as clang's and CMake's documentation describes it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <uthash.h>

#include "compdb.h"

void compdb_add(struct compdb *db, struct compile one)
{
	if (db->count == db->cap) {
		uint32_t cap = db->cap ? 2 * db->cap : 64;
		struct compile *list = arena_new_array(db->arena, struct compile, cap);

		if (db->count)
			memcpy(list, db->list, db->count * sizeof(*list));
		db->list = list;
		db->cap = cap;
	}
	one.number = db->count;
	db->list[db->count++] = one;
}

struct reader {
	struct compdb *db;
	struct compdb found;
	struct seen *seen;
	const char *path;
	size_t entry; /* being read, from 1 */
};

/* A file that is there already: one that is compiled twice is checked as it is compiled first. */
struct seen {
	UT_hash_handle hh;
	char name[];
};

static const char *wrong(const struct reader *r, const char *what)
{
	return arena_format(r->db->arena, "%s: entry %zu: %s", r->path, r->entry, what);
}

static bool is_new(struct reader *r, const struct compile *c)
{
	const char *name =
		arena_format(r->db->arena, "%s/%s", *c->file == '/' ? "" : c->folder, c->file);
	struct seen *s;

	HASH_FIND_STR(r->seen, name, s);
	if (s)
		return false;
	s = arena_alloc(r->db->arena, sizeof(*s) + strlen(name) + 1);
	strcpy(s->name, name);
	HASH_ADD_STR(r->seen, name, s);
	return true;
}

static bool is_c(const char *file)
{
	size_t len = strlen(file);

	return len > 2 && !strcmp(file + len - 2, ".c");
}

static const char *copy_string(const struct reader *r, const json_t *value)
{
	const char *text = json_string_value(value);

	return text ? arena_copy(r->db->arena, text, strlen(text) + 1) : NULL;
}

static const char *read_words(const struct reader *r, const json_t *entry, struct args *words)
{
	const json_t *arguments = json_object_get(entry, "arguments"), *word;
	const char *command = json_string_value(json_object_get(entry, "command"));
	size_t i;

	json_array_foreach(arguments, i, word)
	{
		if (!json_is_string(word))
			return wrong(r, "'arguments' holds something else than strings");
		args_add(words, copy_string(r, word));
	}
	if (!words->count && !command)
		return wrong(r, "there is neither 'command' nor 'arguments'");
	if (!words->count && !args_split(words, command))
		return wrong(r, "a quote in 'command' is not closed");
	return words->count ? NULL : wrong(r, "'command' is empty");
}

static const char *read_entry(struct reader *r, const json_t *entry)
{
	struct compile c = {.words.arena = r->db->arena};
	const char *problem;

	c.folder = copy_string(r, json_object_get(entry, "directory"));
	c.file = copy_string(r, json_object_get(entry, "file"));
	if (!c.folder || !c.file)
		return wrong(r, c.folder ? "there is no 'file'" : "there is no 'directory'");
	if (*c.folder != '/')
		return wrong(r, "'directory' is no absolute path");
	if (!is_c(c.file))
		return NULL;
	problem = read_words(r, entry, &c.words);
	if (!problem && is_new(r, &c))
		compdb_add(&r->found, c);
	return problem;
}

static const char *read_entries(struct reader *r, const json_t *root)
{
	const char *problem = NULL;
	const json_t *entry;
	size_t i;

	if (!json_is_array(root))
		return arena_format(r->db->arena,
				    "%s: not a compile database: the outermost value is no array",
				    r->path);
	json_array_foreach(root, i, entry)
	{
		r->entry = i + 1;
		problem = read_entry(r, entry);
		if (problem)
			break;
	}
	return problem;
}

const char *compdb_read(struct compdb *db, const char *path)
{
	struct reader r = {.db = db, .found.arena = db->arena, .path = path};
	const char *problem;
	json_error_t error;
	FILE *f = fopen(path, "r");
	json_t *root;

	if (!f)
		return arena_format(db->arena, "%s: cannot read: %s", path, strerror(errno));
	root = json_loadf(f, 0, &error);
	fclose(f);
	if (!root)
		return arena_format(db->arena, "%s:%d:%d: %s", path, error.line, error.column,
				    error.text);
	problem = read_entries(&r, root);
	json_decref(root);
	HASH_CLEAR(hh, r.seen);
	for (uint32_t i = 0; !problem && i < r.found.count; i++)
		compdb_add(db, r.found.list[i]);
	return problem;
}

static json_t *entry_of(const struct compile *c)
{
	json_t *words = json_array();

	for (uint32_t i = 0; i < c->words.count; i++)
		json_array_append_new(words, json_string(c->words.list[i]));
	return json_pack("{s:s, s:s, s:o}", "directory", c->folder, "file", c->file, "arguments",
			 words);
}

static bool print_all(const struct compdb *db, FILE *out)
{
	json_t *all = json_array();
	bool done;

	for (uint32_t i = 0; i < db->count; i++)
		json_array_append_new(all, entry_of(&db->list[i]));
	done = !json_dumpf(all, out, JSON_INDENT(1)) && fputc('\n', out) != EOF && !fflush(out);
	json_decref(all);
	return done;
}

const char *compdb_write(const struct compdb *db, const char *path)
{
	char *temp;
	bool done;
	FILE *out;

	if (!strcmp(path, "-"))
		return print_all(db, stdout) ? NULL : "cannot write to standard output";
	temp = arena_format(db->arena, "%s.%ld.tmp", path, (long)getpid());
	out = fopen(temp, "w");
	if (!out)
		return arena_format(db->arena, "%s: cannot create: %s", temp, strerror(errno));
	done = print_all(db, out);
	if (fclose(out) || !done || rename(temp, path)) {
		int number = errno;

		unlink(temp);
		return arena_format(db->arena, "%s: cannot write: %s", path, strerror(number));
	}
	return NULL;
}
