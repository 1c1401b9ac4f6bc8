/* SPDX-License-Identifier: MIT */
/* Proposals in the module, and as patches of the source. */
#include "infer.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "report/input.h"

#define CONTEXT 3

/* --- In the module -----------------------------------------------------------------------------
 */

static struct ir_attrs *attributes_of(struct ir_module *m, const struct proposal *one)
{
	struct ir_function *f = &m->functions[one->fn];

	return one->param == IR_NONE ? &f->attrs : &f->locals[one->param].attrs;
}

void infer_apply(struct proposals *p, struct proposal *one)
{
	struct ir_attrs *attrs = attributes_of(p->m, one);
	struct ir_attr *list = arena_new_array(p->m->arena, struct ir_attr, attrs->count + 1);
	struct ir_attr attr = {
		.name = str_intern(p->m->strings, one->protocol ? "typestate" : "owned"),
		.nargs = one->protocol ? 3 : 0};

	if (attrs->count)
		memcpy(list, attrs->list, attrs->count * sizeof(*list));
	if (one->protocol) {
		attr.args[0] = str_intern(p->m->strings, one->protocol);
		attr.args[1] = str_intern(p->m->strings, one->from);
		attr.args[2] = str_intern(p->m->strings, one->to);
	}
	attr.loc = p->m->functions[one->fn].loc;
	list[attrs->count++] = attr;
	attrs->list = list;
	one->applied = true;
}

void infer_undo(struct proposals *p, struct proposal *one)
{
	struct ir_attrs *attrs = attributes_of(p->m, one);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < attrs->count; i++) {
		const struct ir_attr *attr = &attrs->list[i];
		const char *protocol = attr->nargs ? str_text(p->m->strings, attr->args[0]) : NULL;

		if (one->protocol ? !protocol || strcmp(protocol, one->protocol) != 0
				  : protocol != NULL)
			attrs->list[kept++] = *attr;
	}
	attrs->count = kept;
	one->applied = false;
}

/* --- The source --------------------------------------------------------------------------------
 */

/* A file as it is with the patches so far. */
struct text {
	const char *name; /* as from the root */
	struct line {
		const char *text;
		uint32_t number; /* in the file as it was read; 0: new */
	} *lines;
	uint32_t count, cap;
	bool has_include;
	struct text *next;
};

struct printer {
	struct proposals *p;
	struct arena *arena;
	const char *root, *include;
	struct text *files;
	FILE *out;
};

static void add_line(struct printer *pr, struct text *t, uint32_t at, struct line line)
{
	t->lines = arena_grow(pr->arena, t->lines, t->count, &t->cap, sizeof(*t->lines));
	memmove(t->lines + at + 1, t->lines + at, (t->count - at) * sizeof(*t->lines));
	t->lines[at] = line;
	t->count++;
}

static bool is_include(const char *line, const char *header)
{
	return !strncmp(line, "#include", 8) && strstr(line, header);
}

static struct text *read_file(struct printer *pr, const char *name, const char *full)
{
	struct text *t = arena_alloc(pr->arena, sizeof(*t));
	size_t size, n;
	char *read = input_read(full, &size);

	t->name = name;
	t->next = pr->files;
	pr->files = t;
	for (const char *at = read; read && at < read + size; at += n + 1) {
		const char *end = memchr(at, '\n', (size_t)(read + size - at));

		n = (size_t)((end ? end : read + size) - at);
		add_line(pr, t, t->count,
			 (struct line){arena_format(pr->arena, "%.*s", (int)n, at), t->count + 1});
		t->has_include |= is_include(t->lines[t->count - 1].text, pr->include);
	}
	free(read);
	return t;
}

static struct text *need_file(struct printer *pr, str_id file)
{
	const char *full = plain_path(pr->arena, pr->root, str_text(pr->p->m->strings, file)),
		   *name = full;
	size_t n = strlen(pr->root);

	if (!strncmp(full, pr->root, n) && full[n] == '/')
		name = full + n + 1;
	for (struct text *t = pr->files; t; t = t->next)
		if (!strcmp(t->name, name))
			return t;
	return read_file(pr, name, full);
}

/* --- Hunks -------------------------------------------------------------------------------------
 */

/* Line `at` becomes `line`, or line comes before it; said first. */
static void print_hunk(struct printer *pr, struct text *t, uint32_t at, const char *line,
		       bool before, const char *why)
{
	uint32_t first = at > CONTEXT ? at - CONTEXT : 0;
	uint32_t after = before ? at : at + 1,
		 last = after + CONTEXT < t->count ? after + CONTEXT : t->count;

	fprintf(pr->out, "%s\n--- a/%s\n+++ b/%s\n", why, t->name, t->name);
	fprintf(pr->out, "@@ -%u,%u +%u,%u @@\n", first + 1, last - first, first + 1,
		last - first + before);
	for (uint32_t i = first; i < at; i++)
		fprintf(pr->out, " %s\n", t->lines[i].text);
	if (!before)
		fprintf(pr->out, "-%s\n", t->lines[at].text);
	fprintf(pr->out, "+%s\n", line);
	for (uint32_t i = after; i < last; i++)
		fprintf(pr->out, " %s\n", t->lines[i].text);
	fputc('\n', pr->out);
	if (before)
		add_line(pr, t, at, (struct line){line, 0});
	else
		t->lines[at].text = line;
}

static bool print_include(struct printer *pr, struct text *t)
{
	uint32_t at = 0;

	while (at < t->count && !is_include(t->lines[at].text, ""))
		at++;
	if (t->has_include || at == t->count)
		return t->has_include;
	print_hunk(pr, t, at, arena_format(pr->arena, "#include %s", pr->include), true,
		   "The words.");
	return t->has_include = true;
}

/* --- Where it goes -----------------------------------------------------------------------------
 */

static bool is_word(const char *line, size_t at, const char *word)
{
	size_t n = strlen(word);

	return n && strlen(line) >= at + n && !strncmp(line + at, word, n) &&
	       !(isalnum((unsigned char)line[at + n]) || line[at + n] == '_');
}

/* The line where the word stands that place speaks of. */
static bool find_line(const struct text *t, struct ir_place place, const char *word, uint32_t *at)
{
	for (*at = 0; *at < t->count; ++*at)
		if (t->lines[*at].number == place.line)
			return place.macro == STR_EMPTY && place.line && place.col &&
			       is_word(t->lines[*at].text, place.col - 1, word);
	return false;
}

static const char *annotation(struct printer *pr, const struct proposal *one)
{
	if (!one->protocol)
		return "__owned";
	return arena_format(pr->arena, "__typestate(%s, %s, %s)", one->protocol, one->from,
			    one->to);
}

static bool print_param(struct printer *pr, struct text *t, const struct proposal *one, uint32_t at,
			size_t end)
{
	const char *line = t->lines[at].text;

	if (line[end] != ',' && line[end] != ')')
		return false;
	print_hunk(pr, t, at,
		   arena_format(pr->arena, "%.*s %s%s", (int)end, line, annotation(pr, one),
				line + end),
		   false, one->evidence);
	return true;
}

static bool print_one(struct printer *pr, const struct proposal *one)
{
	struct ir_module *m = pr->p->m;
	const struct ir_function *f = &m->functions[one->fn];
	bool result = one->param == IR_NONE;
	struct ir_place place = ir_locate(m, result ? f->loc : f->locals[one->param].loc);
	const char *word = str_text(m->strings, result ? f->name : f->locals[one->param].name);
	struct text *t = need_file(pr, place.file);
	uint32_t at;

	if (!find_line(t, place, word, &at))
		return false;
	/* Its type may be on the line before. */
	if (result && (place.col == 1 || isspace((unsigned char)t->lines[at].text[0])))
		return false;
	if (!print_include(pr, t) || !find_line(t, place, word, &at))
		return false;
	if (!result)
		return print_param(pr, t, one, at, place.col - 1 + strlen(word));
	print_hunk(pr, t, at, annotation(pr, one), true, one->evidence);
	return true;
}

uint32_t infer_print(struct proposals *p, const char *root, const char *include, FILE *out)
{
	struct printer pr = {
		.p = p, .arena = arena_new(), .root = root, .include = include, .out = out};
	uint32_t lost = 0;

	for (uint32_t i = 0; i < p->count; i++)
		if (p->list[i].applied && !print_one(&pr, &p->list[i]))
			lost++;
	arena_free(pr.arena);
	return lost;
}
