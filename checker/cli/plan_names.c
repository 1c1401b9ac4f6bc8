/* SPDX-License-Identifier: MIT */
/* Which functions of other groups a group's files lead to: its names file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/cir.h"
#include "ir/save.h"
#include "plan.h"

/* How many files a chain of calls is followed into. Each one more costs time and finds less. */
#define MAX_DEPTH 3

#define NOBODY UINT32_MAX
#define SEVERAL (UINT32_MAX - 1)

struct unit {
	const struct source *source;
	uint32_t group;
	struct cir_links links;
	str_id *names; /* of links */
};

struct names {
	struct arena *arena;
	struct strings *strings;
	struct unit *units;
	uint32_t nunits;
	uint32_t *definer; /* by name: the unit, NOBODY or SEVERAL */
	uint32_t *said_for; /* by name: the group + 1 that was last told of it */
	uint32_t *depth; /* by unit, for the group at hand; 0: not reached */
	struct arena *scratch; /* for the group at hand */
	struct lines {
		struct arena *arena;
		const char **list;
		uint32_t count, cap;
	} *placed; /* by group: where tables of others have its functions */
};

static void add_line(struct lines *l, const char *line)
{
	l->list = arena_grow(l->arena, l->list, l->count, &l->cap, sizeof(*l->list));
	l->list[l->count++] = line;
}

/* --- Who defines what --------------------------------------------------------------------------
 */

static void read_unit(struct names *n, const struct source *source, uint32_t group)
{
	struct unit *u = &n->units[n->nunits++];
	const char *error;

	u->source = source;
	u->group = group;
	/* A file that cannot be read is told of where it is linked. */
	if (!cir_read_links(source->cir, n->arena, &u->links, &error))
		u->links.count = 0;
	u->names = arena_new_array(n->arena, str_id, u->links.count + 1);
	for (uint32_t i = 0; i < u->links.count; i++)
		u->names[i] = str_intern(n->strings, u->links.list[i].name);
}

static void find_definers(struct names *n)
{
	uint32_t count = strings_count(n->strings);

	n->definer = arena_new_array(n->arena, uint32_t, count);
	n->said_for = arena_new_array(n->arena, uint32_t, count);
	for (uint32_t i = 0; i < count; i++)
		n->definer[i] = NOBODY;
	for (uint32_t u = 0; u < n->nunits; u++)
		for (uint32_t i = 0; i < n->units[u].links.count; i++) {
			uint32_t *definer = &n->definer[n->units[u].names[i]];

			if (n->units[u].links.list[i].kind == CIR_LINK_DEFINES)
				*definer = *definer == NOBODY ? u : SEVERAL;
		}
}

/* Of another group than this one: the unit that alone defines the name. */
static bool defined_elsewhere(const struct names *n, str_id name, uint32_t group, uint32_t *unit)
{
	*unit = n->definer[name];
	return *unit < SEVERAL && n->units[*unit].group != group;
}

/* --- What a group reaches ----------------------------------------------------------------------
 */

static void follow(struct names *n, uint32_t group, uint32_t unit, struct lines *lines)
{
	const struct unit *u = &n->units[unit];
	uint32_t to;

	for (uint32_t i = 0; i < u->links.count; i++) {
		if (u->links.list[i].kind != CIR_LINK_NEEDS ||
		    n->said_for[u->names[i]] == group + 1 ||
		    !defined_elsewhere(n, u->names[i], group, &to))
			continue;
		n->said_for[u->names[i]] = group + 1;
		if (!n->depth[to])
			n->depth[to] = n->depth[unit] + 1;
		add_line(lines, arena_format(n->scratch, "%s\t%s\n", u->links.list[i].name,
					     n->units[to].source->cir));
	}
}

static void follow_group(struct names *n, uint32_t group, struct lines *lines)
{
	for (uint32_t u = 0; u < n->nunits; u++)
		n->depth[u] = n->units[u].group == group;
	for (uint32_t depth = 1; depth <= MAX_DEPTH; depth++)
		for (uint32_t u = 0; u < n->nunits; u++)
			if (n->depth[u] == depth)
				follow(n, group, u, lines);
}

/* Tables tell the groups whose functions they hold. */
static void tell_placed(struct names *n, const struct unit *u)
{
	for (uint32_t i = 0; i < u->links.count; i++) {
		const struct cir_link *link = &u->links.list[i];
		uint32_t to;

		if (link->kind == CIR_LINK_PLACES && *link->record && *link->member &&
		    defined_elsewhere(n, u->names[i], u->group, &to))
			add_line(&n->placed[n->units[to].group],
				 arena_format(n->arena, "%s\t=%s.%s\n", link->name, link->record,
					      link->member));
	}
}

/* --- Files -------------------------------------------------------------------------------------
 */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool holds(const char *path, const char *text, size_t size)
{
	FILE *f = fopen(path, "r");
	char *old;
	bool same;

	if (!f)
		return false;
	old = malloc(size + 1);
	if (!old)
		abort();
	same = fread(old, 1, size + 1, f) == size && !memcmp(old, text, size);
	free(old);
	fclose(f);
	return same;
}

static const char *write_lines(struct lines *l, const char *path)
{
	const char *last = "", *wrong = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	if (l->count)
		qsort(l->list, l->count, sizeof(*l->list), by_text);
	for (uint32_t i = 0; i < l->count; last = l->list[i++])
		if (strcmp(last, l->list[i]) != 0)
			fputs(l->list[i], out);
	fclose(out);
	if (!holds(path, text, size))
		wrong = save_file(path, text, size);
	free(text);
	return wrong;
}

static const char *write_group(struct names *n, uint32_t group, const char *path)
{
	struct lines lines = {.arena = n->scratch};
	const char *wrong;

	follow_group(n, group, &lines);
	for (uint32_t i = 0; i < n->placed[group].count; i++)
		add_line(&lines, n->placed[group].list[i]);
	wrong = write_lines(&lines, path);
	arena_reset(n->scratch);
	return wrong;
}

const char *plan_names(const struct plan *p)
{
	struct names n = {.arena = arena_new(), .scratch = arena_new(), .strings = strings_new()};
	const char *wrong = NULL;

	n.units = arena_new_array(n.arena, struct unit, p->nsources + 1);
	n.depth = arena_new_array(n.arena, uint32_t, p->nsources + 1);
	n.placed = arena_new_array(n.arena, struct lines, p->ngroups + 1);
	for (uint32_t g = 0; g < p->ngroups; g++) {
		n.placed[g].arena = n.arena;
		for (uint32_t i = 0; i < p->groups[g].nmembers; i++)
			read_unit(&n, p->groups[g].members[i], g);
	}
	find_definers(&n);
	for (uint32_t u = 0; u < n.nunits; u++)
		tell_placed(&n, &n.units[u]);
	for (uint32_t g = 0; g < p->ngroups && !wrong; g++)
		wrong = write_group(&n, g, p->groups[g].names);
	strings_free(n.strings);
	arena_free(n.scratch);
	arena_free(n.arena);
	return wrong;
}
