/* SPDX-License-Identifier: MIT */
#include "html_graphs.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "../ir/cir.h"
#include "../rules/rules.h"
#include "graph.h"
#include "picture.h"

struct folder {
	const char *name;
	struct graph *graph;
	struct folder *next;
};

struct drawing {
	struct arena *arena;
	const char *root;
	struct contracts *rules;
	struct folder *folders; /* in the order of their names */
};

/* Of a source file: its folder, below root if it is. */
static const char *folder_of(const struct drawing *d, const char *file)
{
	const char *slash = strrchr(file, '/');
	size_t length = strlen(d->root);

	if (!slash)
		return ".";
	if (!strncmp(file, d->root, length) && file[length] == '/')
		file += length + 1;
	return file < slash ? arena_format(d->arena, "%.*s", (int)(slash - file), file) : ".";
}

static struct folder *find_folder(struct drawing *d, const char *name)
{
	struct folder **at = &d->folders, *f;

	while (*at && strcmp((*at)->name, name) < 0)
		at = &(*at)->next;
	if (*at && !strcmp((*at)->name, name))
		return *at;
	f = arena_alloc(d->arena, sizeof(*f));
	*f = (struct folder){name, graph_new(), *at};
	*at = f;
	return f;
}

static void add_file(struct drawing *d, const char *path)
{
	const char *error;
	struct ir_module *m = cir_read(path, &error);

	if (!m)
		return;
	graph_add(find_folder(d, folder_of(d, str_text(m->strings, m->main_file)))->graph, m,
		  d->rules);
	ir_module_free(m);
}

static int compare_names(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add_files(struct drawing *d, const char *dir)
{
	char *path = arena_format(d->arena, "%s", dir), *paths[] = {path, NULL};
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, compare_names);
	const FTSENT *entry;

	while (walk && (entry = fts_read(walk))) {
		size_t length = strlen(entry->fts_path);

		if (entry->fts_info == FTS_F && length > 4 &&
		    !strcmp(entry->fts_path + length - 4, ".cir"))
			add_file(d, entry->fts_path);
	}
	if (walk)
		fts_close(walk);
}

static void print_quoted(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '&' || *text == '"' || *text == '<')
			fprintf(out, "&#%d;", *text);
		else
			fputc(*text, out);
	}
}

static void print_folder(const struct folder *f, FILE *out)
{
	FILE *dot = tmpfile();
	char *svg;

	graph_settle(f->graph);
	if (!dot)
		return;
	graph_print_dot(f->graph, false, dot);
	rewind(dot);
	svg = picture_svg(dot);
	fclose(dot);
	if (svg) {
		fprintf(out, "<template class=\"graph\" data-cycles=\"%u\" data-folder=\"",
			f->graph->ncycles);
		print_quoted(f->name, out);
		fprintf(out, "\">%s</template>\n", svg);
	}
	free(svg);
}

void html_print_graphs(const char *dir, const char *root, FILE *out)
{
	struct drawing d = {.arena = arena_new(), .root = root, .rules = rules_builtin()};

	add_files(&d, dir);
	for (struct folder *f = d.folders; f; f = f->next) {
		print_folder(f, out);
		graph_free(f->graph);
	}
	contracts_free(d.rules);
	arena_free(d.arena);
}
