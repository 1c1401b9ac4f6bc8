/* SPDX-License-Identifier: MIT */
#include "imports.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/cir.h"
#include "ir/merge.h"

/* Another group's file. */
struct file {
	const char *path;
	struct ir_module *m; /* NULL: not asked for yet */
	uint32_t *roots; /* the functions that are asked for */
	uint32_t nroots, cap;
	bool grown; /* roots are new since reach was made */
	struct cir_reach reach;
};

/* A line of the names file. */
struct name {
	uint32_t file; /* index, or IR_NONE: record and member say what it is */
	const char *record, *member;
	bool asked;
};

struct imports {
	struct arena *arena;
	struct strings *strings; /* by id: a name, or a path */
	struct name *names; /* by id; the first line of a name that has a file */
	uint32_t nnames;
	struct file *files; /* in order of their first line, so of nothing but the names file */
	uint32_t nfiles, cap;
	struct placed {
		const char *name, *record, *member;
	} *placed;
	uint32_t nplaced, cap_placed;
};

static _Thread_local char error_text[1024];

/* --- The names file ----------------------------------------------------------------------------
 */

static struct name *name_at(struct imports *im, str_id id)
{
	uint32_t room = im->nnames;

	if (id < room)
		return &im->names[id];
	room = 2 * id + 64;
	im->names = realloc(im->names, room * sizeof(*im->names));
	if (!im->names)
		abort();
	for (; im->nnames < room; im->nnames++)
		im->names[im->nnames] = (struct name){.file = IR_NONE};
	return &im->names[id];
}

static uint32_t need_file(struct imports *im, const char *path)
{
	/* A path has a slash, no name has one: they share a table. */
	struct name *n = name_at(im, str_intern(im->strings, path));

	if (n->file != IR_NONE)
		return n->file;
	n->file = im->nfiles;
	im->files = arena_grow(im->arena, im->files, im->nfiles, &im->cap, sizeof(*im->files));
	im->files[im->nfiles++] = (struct file){.path = arena_format(im->arena, "%s", path)};
	return im->nfiles - 1;
}

static bool add_placed(struct imports *im, const char *name, char *place)
{
	char *dot = strchr(place, '.');

	if (!dot)
		return false;
	*dot = '\0';
	im->placed = arena_grow(im->arena, im->placed, im->nplaced, &im->cap_placed,
				sizeof(*im->placed));
	im->placed[im->nplaced++] = (struct placed){arena_format(im->arena, "%s", name),
						    arena_format(im->arena, "%s", place),
						    arena_format(im->arena, "%s", dot + 1)};
	return true;
}

static bool add_line(struct imports *im, char *line)
{
	char *tab = strchr(line, '\t');
	uint32_t file;

	if (!tab || tab == line || !tab[1])
		return false;
	*tab = '\0';
	if (tab[1] == '=')
		return add_placed(im, line, tab + 2);
	file = need_file(im, tab + 1);
	name_at(im, str_intern(im->strings, line))->file = file;
	return true;
}

static bool read_names(struct imports *im, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	uint32_t number = 0;
	bool done = true;

	if (!f) {
		snprintf(error_text, sizeof(error_text), "%s: cannot read: %s", path,
			 strerror(errno));
		return false;
	}
	while (done && (n = getline(&line, &size, f)) > 0) {
		number++;
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		done = add_line(im, line);
	}
	if (!done)
		snprintf(error_text, sizeof(error_text), "%s:%u: not a line of a names file", path,
			 number);
	free(line);
	fclose(f);
	return done;
}

/* --- What is reached ---------------------------------------------------------------------------
 */

static bool need_module(struct file *f)
{
	const char *error;

	if (f->m)
		return true;
	f->m = cir_read(f->path, &error);
	if (!f->m)
		snprintf(error_text, sizeof(error_text), "%s", error);
	return f->m;
}

static uint32_t definition_of(const struct ir_module *m, const char *name)
{
	const uint32_t wanted = IR_FN_DEFINED | IR_FN_MAIN_FILE;
	str_id id = str_find(m->strings, name);

	for (uint32_t fn = 0; id != STR_EMPTY && fn < m->nfunctions; fn++)
		if (m->functions[fn].name == id &&
		    (m->functions[fn].flags & (wanted | IR_FN_STATIC)) == wanted)
			return fn;
	return IR_NONE;
}

/* False: the file cannot be read. A name that is not there after all is one of unknown code. */
static bool ask_for(struct imports *im, const char *text)
{
	str_id id = str_find(im->strings, text);
	struct name *n = id == STR_EMPTY ? NULL : name_at(im, id);
	struct file *f;
	uint32_t fn;

	if (!n || n->file == IR_NONE || n->asked)
		return true;
	n->asked = true;
	f = &im->files[n->file];
	if (!need_module(f))
		return false;
	fn = definition_of(f->m, text);
	if (fn == IR_NONE)
		return true;
	f->roots = arena_grow(im->arena, f->roots, f->nroots, &f->cap, sizeof(*f->roots));
	f->roots[f->nroots++] = fn;
	f->grown = true;
	return true;
}

static bool is_foreign(const struct ir_function *f)
{
	return !(f->flags & (IR_FN_DEFINED | IR_FN_STATIC)) && f->name != STR_EMPTY;
}

static bool ask_for_part(struct imports *im, const struct ir_module *m)
{
	for (uint32_t fn = 0; fn < m->nfunctions; fn++)
		if (is_foreign(&m->functions[fn]) &&
		    !ask_for(im, str_text(m->strings, m->functions[fn].name)))
			return false;
	return true;
}

static bool follow(struct imports *im, struct file *f)
{
	f->grown = false;
	cir_reach_free(&f->reach);
	cir_reach_from(&f->reach, f->m, f->roots, f->nroots);
	for (uint32_t i = 0; i < f->reach.functions.count; i++) {
		const struct ir_function *fn = &f->m->functions[f->reach.functions.old[i]];

		if (is_foreign(fn) && !ask_for(im, str_text(f->m->strings, fn->name)))
			return false;
	}
	return true;
}

static bool follow_all(struct imports *im)
{
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t i = 0; i < im->nfiles; i++) {
			if (!im->files[i].grown)
				continue;
			again = true;
			if (!follow(im, &im->files[i]))
				return false;
		}
	}
	return true;
}

/* --- All together ------------------------------------------------------------------------------
 */

static struct ir_module *merge(struct imports *im, struct ir_module *const *parts, uint32_t nparts)
{
	struct ir_import *list = arena_new_array(im->arena, struct ir_import, im->nfiles + 1);
	struct ir_module *m;
	uint32_t n = 0, fn;

	for (uint32_t i = 0; i < im->nfiles; i++)
		if (im->files[i].nroots)
			list[n++] = (struct ir_import){im->files[i].m, &im->files[i].reach};
	m = ir_merge_with(parts, nparts, list, n);
	for (uint32_t i = 0; i < im->nplaced; i++) {
		fn = definition_of(m, im->placed[i].name);
		if (fn != IR_NONE)
			ir_place_function(m, fn, im->placed[i].record, im->placed[i].member);
	}
	return m;
}

static const char **list_used(const struct imports *im, struct arena *a)
{
	const char **list = arena_new_array(a, const char *, im->nfiles + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < im->nfiles; i++)
		if (im->files[i].m)
			list[n++] = arena_format(a, "%s", im->files[i].path);
	return list;
}

struct ir_module *imports_merge(struct ir_module *const *parts, uint32_t nparts, const char *names,
				struct arena *a, const char ***used, const char **error)
{
	struct imports im = {.arena = arena_new(), .strings = strings_new()};
	struct ir_module *m = NULL;
	bool done = read_names(&im, names);

	*error = error_text;
	*used = NULL;
	for (uint32_t i = 0; done && i < nparts; i++)
		done = ask_for_part(&im, parts[i]);
	if (done && follow_all(&im)) {
		m = merge(&im, parts, nparts);
		*used = list_used(&im, a);
		*error = NULL;
	}
	for (uint32_t i = 0; i < im.nfiles; i++) {
		cir_reach_free(&im.files[i].reach);
		ir_module_free(im.files[i].m);
	}
	free(im.names);
	strings_free(im.strings);
	arena_free(im.arena);
	return m;
}
