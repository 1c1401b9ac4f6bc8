/* SPDX-License-Identifier: MIT */
/* What `custody check` has to do: files, the names of what is made of them, and groups. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan.h"

const char *find_plugin(struct arena *arena, const char **custody)
{
	char self[PATH_MAX + 1];
	ssize_t n = readlink("/proc/self/exe", self, PATH_MAX);
	const char *folder, *plugin;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	*custody = arena_format(arena, "%s", self);
	folder = arena_format(arena, "%.*s", (int)(strrchr(self, '/') - self), self);
	plugin = plain_path(arena, folder, "../lib/custody.so");
	if (access(plugin, R_OK))
		plugin = plain_path(arena, folder, "../lib/custody/custody.so");
	return access(plugin, R_OK) ? NULL : plugin;
}

/* Below the top: as from there. */
static const char *name_of(const struct plan *p, const char *full)
{
	const char *below = path_below(full, p->top);

	return below ? below : full;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct source *)a)->name, ((const struct source *)b)->name);
}

void plan_sources(struct plan *p, const struct compdb *db)
{
	p->sources = arena_new_array(p->arena, struct source, db->count);
	p->nsources = db->count;
	for (uint32_t i = 0; i < db->count; i++) {
		const struct compile *c = &db->list[i];
		struct source *s = &p->sources[i];

		s->folder = c->folder;
		s->file = c->file;
		s->name = name_of(p, plain_path(p->arena, c->folder, c->file));
		s->flags = flags_of_command(&p->clang, c);
		s->problem = access(plain_path(p->arena, c->folder, c->file), R_OK) ? "is not there"
										    : NULL;
		s->cir = arena_format(p->arena, "%s/%s%s.cir", p->cache,
				      *s->name == '/' ? "outside" : "", s->name);
	}
	if (p->nsources)
		qsort(p->sources, p->nsources, sizeof(*p->sources), by_name);
}

static const char *folder_of(struct arena *arena, const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? arena_format(arena, "%.*s", (int)(slash - name), name) : ".";
}

static struct group *need_group(struct plan *p, const char *name)
{
	struct group *g;

	for (uint32_t i = p->ngroups; i-- > 0;)
		if (!strcmp(p->groups[i].name, name))
			return &p->groups[i];
	g = &p->groups[p->ngroups++];
	g->name = name;
	g->findings = arena_format(p->arena, "%s/%s%s/custody.jsonl", p->cache,
				   *name == '/' ? "outside" : "", name);
	g->names = arena_format(p->arena, "%s/%s%s/custody.names", p->cache,
				*name == '/' ? "outside" : "", name);
	g->members = arena_new_array(p->arena, const struct source *, p->nsources);
	return g;
}

/* Sources are in order of name, so those of a folder and of what is below it stand close together.
 */
void plan_groups(struct plan *p)
{
	p->groups = arena_new_array(p->arena, struct group, p->nsources);
	for (uint32_t i = 0; i < p->nsources; i++) {
		struct source *s = &p->sources[i];
		struct stat cir;
		struct group *g;

		if (!s->problem && (access(s->cir, R_OK) || stat(s->cir, &cir)))
			s->problem = "does not compile";
		if (s->problem)
			continue;
		g = need_group(p, folder_of(p->arena, s->name));
		g->members[g->nmembers++] = s;
		g->size += (uint64_t)cir.st_size;
	}
}
