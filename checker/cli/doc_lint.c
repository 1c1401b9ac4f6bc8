/* SPDX-License-Identifier: MIT */
/* custody doc-lint: whether annotated interfaces have the kernel-doc comments that their users
 * need. */
#include <argp.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "kerneldoc.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	char ***paths = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_ARGS:
		*paths = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "of what? Name headers or C files");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

struct lint {
	struct arena *arena;
	struct doc_decl *decls;
	unsigned found;
};

__attribute__((format(printf, 3, 4))) static void tell(struct lint *l, const struct doc_decl *d,
						       const char *format, ...)
{
	va_list args;

	printf("%s:%u: %s%s%s ", d->file, d->line, d->is_struct ? "struct " : "", d->name,
	       d->is_struct ? "" : "()");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	l->found++;
}

static void check_names(struct lint *l, const struct doc_decl *d)
{
	const char *what = d->is_struct ? "member" : "parameter";

	for (unsigned i = 0; i < d->params.count; i++)
		if (!doc_has(&d->explained, d->params.list[i]))
			tell(l, d, "does not explain its %s '%s'", what, d->params.list[i]);
	/* A struct may explain members that carry no annotation. */
	for (unsigned i = 0; !d->is_struct && i < d->explained.count; i++)
		if (!doc_has(&d->params, d->explained.list[i]) &&
		    strcmp(d->explained.list[i], "..."))
			tell(l, d, "explains '%s', which is no parameter of it",
			     d->explained.list[i]);
}

static const struct doc_decl *find_documented(const struct lint *l, const char *name)
{
	const struct doc_decl *d;

	for (d = l->decls; d; d = d->next)
		if (d->has_comment && !d->is_struct && !strcmp(d->name, name))
			return d;
	return NULL;
}

/* What changes hands comes back by another function: both name each other. */
static void check_counterparts(struct lint *l, const struct doc_decl *d)
{
	if (!d->moves)
		return;
	if (!d->mentioned.count)
		tell(l, d, "names no counterpart: the function that undoes what it does");
	for (unsigned i = 0; !d->is_struct && i < d->mentioned.count; i++) {
		const struct doc_decl *other = find_documented(l, d->mentioned.list[i]);

		if (other && other->moves && !doc_has(&other->mentioned, d->name))
			tell(l, d, "names %s(), which does not name it", other->name);
	}
}

/* A declaration is documented where it is declared or where it is defined. */
static bool documented_elsewhere(const struct lint *l, const struct doc_decl *d)
{
	const struct doc_decl *other = find_documented(l, d->name);

	return !d->has_comment && !d->is_struct && other && other != d;
}

static void check(struct lint *l, const struct doc_decl *d)
{
	if (documented_elsewhere(l, d))
		return;
	if (!d->has_comment) {
		tell(l, d, "is annotated, but has no kernel-doc comment");
		return;
	}
	if (!d->has_intro)
		tell(l, d, "is not introduced: begin the comment with '%s%s - what it is for'",
		     d->name, d->is_struct ? "" : "()");
	check_names(l, d);
	if (d->gives_result && !d->explains_result)
		tell(l, d, "does not say what it returns");
	check_counterparts(l, d);
	if (!strncmp(d->name, "__", 2) && !d->says_internal)
		tell(l, d, "is internal by its name, but its comment does not say so");
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!f)
		return NULL;
	/* No text of C has a zero byte. */
	if (getdelim(&text, &size, 0, f) < 0) {
		free(text);
		text = ferror(f) ? NULL : strdup("");
	}
	fclose(f);
	return text;
}

int command_doc_lint(int argc, char **argv)
{
	const struct argp argp = {.parser = parse,
				  .args_doc = "FILE...",
				  .doc = "Checks the kernel-doc comments of annotated functions "
					 "and structs: an introduction, every "
					 "parameter and annotated member, the result, counterparts "
					 "that name each other, and what is "
					 "internal marked so. All FILEs are read first, so that "
					 "pairs may stand in different ones."};
	struct lint l = {.arena = arena_new()};
	char **paths = NULL;
	int status = STATUS_OK;

	argp_parse(&argp, argc, argv, 0, NULL, &paths);
	for (; *paths; paths++) {
		char *text = read_file(*paths);

		if (!text) {
			fprintf(stderr, "custody doc-lint: %s: %s\n", *paths, strerror(errno));
			status = STATUS_FAILED;
			goto out;
		}
		kerneldoc_scan(l.arena, *paths, text, &l.decls);
		free(text);
	}
	for (const struct doc_decl *d = l.decls; d; d = d->next)
		check(&l, d);
	if (l.found)
		status = STATUS_WRONG;
out:
	arena_free(l.arena);
	return status;
}
