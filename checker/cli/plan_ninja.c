/* SPDX-License-Identifier: MIT */
/*
 * The ninja files of `custody check`. Jobs, progress, what is up to date and going on after an
 * interruption are ninja's. There are two, because what is linked depends on what could be
 * compiled.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan.h"

/* Dependencies are told from where the command runs; ninja reads them from the root. */
static const char *absolute_dependencies(const struct plan *p, const struct source *s)
{
	if (!strcmp(s->folder, p->root))
		return "";
	return arena_format(p->arena, " && sed -i -e 's| \\([^ /\\\\]\\)| %s/\\1|g' %s", s->folder,
			    quote_shell(p->arena, arena_format(p->arena, "%s.d", s->cir)));
}

/* clang's arguments as the words of a response file, or of a shell command when something launches
 * it. */
static void print_arguments(const struct plan *p, const struct source *s, FILE *out, bool shell)
{
	struct args all = {.arena = p->arena};

	for (uint32_t i = 0; i < s->flags.list.count; i++)
		args_add(&all, s->flags.list.list[i]);
	args_add(&all, "-w");
	args_add(&all, "-fsyntax-only");
	args_add(&all, "-MD");
	args_add(&all, "-MF");
	args_add(&all, arena_format(p->arena, "%s.d", s->cir));
	args_add(&all, "-MT");
	args_add(&all, s->cir);
	args_add(&all, arena_format(p->arena, "-fplugin=%s", p->plugin));
	args_add(&all, arena_format(p->arena, "-fplugin-arg-custody-ir=%s", s->cir));
	args_add(&all, "-fplugin-arg-custody-collect");
	args_add(&all, s->file);
	for (uint32_t i = 0; i < all.count; i++) {
		const char *word = shell ? quote_shell(p->arena, all.list[i])
					 : quote_response(p->arena, all.list[i]);

		fprintf(out, " %s", quote_ninja(p->arena, word));
	}
}

static void print_compile(const struct plan *p, const struct source *s, FILE *out)
{
	const char *launcher =
		p->launcher ? arena_format(p->arena, "%s ", p->launcher) : s->flags.launcher;

	fprintf(out, "build %s: %s %s | %s\n  name = %s\n  folder = %s\n  after =%s\n  arguments =",
		quote_ninja_path(p->arena, s->cir), *launcher ? "launched" : "direct",
		quote_ninja_path(p->arena, plain_path(p->arena, s->folder, s->file)),
		quote_ninja_path(p->arena, p->plugin), quote_ninja(p->arena, s->name),
		quote_ninja(p->arena, quote_shell(p->arena, s->folder)),
		quote_ninja(p->arena, absolute_dependencies(p, s)));
	print_arguments(p, s, out, *launcher);
	if (*launcher)
		fprintf(out, "\n  launcher = %s", quote_ninja(p->arena, launcher));
	fputc('\n', out);
}

/* What is there of an earlier run goes first: a file that clang refuses now has no .cir. */
static void print_compile_rules(const struct plan *p, FILE *out)
{
	const char *clang = quote_ninja(p->arena, quote_shell(p->arena, p->clang.program));
	static const char common[] =
		"  description = $name\n  depfile = $out.d\n  deps = gcc\n  restat = 1\n";

	fprintf(out,
		"rule direct\n  command = cd $folder && %s @$out.args$after || { rm -f $out; exit "
		"1; }\n",
		clang);
	fprintf(out, "  rspfile = $out.args\n  rspfile_content = $arguments\n%s", common);
	fprintf(out,
		"rule launched\n  command = cd $folder && ${launcher}%s $arguments$after || { rm "
		"-f $out; exit 1; }\n%s",
		clang, common);
}

static void print_link(const struct plan *p, const struct group *g, FILE *out)
{
	fprintf(out, "build %s: link", quote_ninja_path(p->arena, g->findings));
	for (uint32_t i = 0; i < g->nmembers; i++)
		fprintf(out, " $\n  %s", quote_ninja_path(p->arena, g->members[i]->cir));
	fprintf(out, " | %s %s\n  name = %s\n  names = %s\n  folder = %s\n",
		quote_ninja_path(p->arena, p->custody), quote_ninja_path(p->arena, g->names),
		quote_ninja(p->arena, g->name),
		quote_ninja(p->arena, quote_shell(p->arena, g->names)),
		quote_ninja(p->arena, quote_shell(p->arena, g->members[0]->folder)));
}

static void print_link_rule(const struct plan *p, FILE *out)
{
	fprintf(out,
		"rule link\n  command = cd $folder && %s link --findings=$out --names=$names "
		"--depfile=$out.d",
		quote_ninja(p->arena, quote_shell(p->arena, p->custody)));
	for (uint32_t i = 0; i < p->settings.count; i++)
		fprintf(out, " --set=%s",
			quote_ninja(p->arena, quote_shell(p->arena, p->settings.list[i])));
	fprintf(out,
		" @$out.args || { status=$$?; [ $$status = 1 ] || rm -f $out; exit $$status; }\n"
		"  description = link $name\n  depfile = $out.d\n  deps = gcc\n  restat = 1\n  "
		"rspfile = $out.args\n"
		"  rspfile_content = $in_newline\n");
}

static int by_size(const void *a, const void *b)
{
	const struct group *g = *(const struct group *const *)a,
			   *h = *(const struct group *const *)b;

	if (g->size != h->size)
		return g->size < h->size ? 1 : -1;
	return strcmp(g->name, h->name);
}

/* ninja starts them in this order: the large ones first, or the others would wait for one that came
 * late. */
static void print_links(const struct plan *p, FILE *out)
{
	const struct group **list = arena_new_array(p->arena, const struct group *, p->ngroups + 1);

	for (uint32_t i = 0; i < p->ngroups; i++)
		list[i] = &p->groups[i];
	qsort(list, p->ngroups, sizeof(*list), by_size);
	for (uint32_t i = 0; i < p->ngroups; i++)
		print_link(p, list[i], out);
}

static void print_all(const struct plan *p, FILE *out, bool link)
{
	fprintf(out,
		"# Written by custody check; what is below %s may be "
		"deleted.\nninja_required_version = 1.7\n"
		"builddir = %s%s\n",
		p->cache, quote_ninja(p->arena, p->cache), link ? "/link" : "");
	if (link) {
		print_link_rule(p, out);
		print_links(p, out);
	} else {
		print_compile_rules(p, out);
		for (uint32_t i = 0; i < p->nsources; i++)
			if (!p->sources[i].problem)
				print_compile(p, &p->sources[i], out);
	}
}

static const char *write_ninja(const struct plan *p, const char *path, bool link)
{
	FILE *out = fopen(path, "w");

	if (!out)
		return arena_format(p->arena, "%s: cannot create: %s", path, strerror(errno));
	print_all(p, out, link);
	if (fflush(out) || ferror(out)) {
		fclose(out);
		return arena_format(p->arena, "%s: cannot write: %s", path, strerror(errno));
	}
	fclose(out);
	return NULL;
}

/* Of what ninja says although it is to show no progress: what went wrong with it, and what clang
 * said of files that do not compile. */
static void tell_quietly(const char *text)
{
	for (size_t len; *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		if (strncmp(text, "ninja: no work", 14) &&
		    strncmp(text, "ninja: build stopped", 20))
			fwrite(text, 1, len, stderr);
	}
}

static const char *run(struct plan *p, const char *name, bool link, int *status)
{
	const char *path = arena_format(p->arena, "%s/%s", p->cache, name), *wrong;
	struct args argv = {.arena = p->arena};
	char *text = NULL;

	wrong = write_ninja(p, path, link);
	if (wrong)
		return wrong;
	args_add(&argv, "ninja");
	args_add(&argv, "-f");
	args_add(&argv, path);
	args_add(&argv, "-k");
	args_add(&argv, "0");
	if (p->quiet)
		args_add(&argv, "--quiet");
	if (p->jobs)
		args_add(&argv, arena_format(p->arena, "-j%u", p->jobs));
	*status = run_program(&argv, p->root, p->quiet ? OUTPUT_ALL : OUTPUT_NOTHING, p->arena,
			      &text);
	if (text)
		tell_quietly(text);
	if (*status < 0)
		return arena_format(p->arena,
				    "cannot run ninja: %s: the package ninja-build has it",
				    strerror(errno));
	return NULL;
}

const char *ninja_compile(struct plan *p, int *status)
{
	return run(p, "compile.ninja", false, status);
}

const char *ninja_link(struct plan *p, int *status)
{
	return run(p, "link.ninja", true, status);
}
