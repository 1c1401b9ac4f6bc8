/* SPDX-License-Identifier: MIT */
/* The parts of `custody check`: what is to be done, and the ninja files that do it. */
#ifndef CUSTODY_PLAN_H
#define CUSTODY_PLAN_H

#include "compdb.h"
#include "flags.h"

/* One file to check. */
struct source {
	const char *folder; /* where its command runs */
	const char *file; /* as the command has it */
	const char *name; /* as from the top, or absolute */
	struct flags flags;
	const char *cir; /* absolute */
	const char *problem; /* why it cannot be checked, or NULL */
};

/* The files of one folder of sources: they are analysed as one program. */
struct group {
	const char *name; /* of the folder */
	const char *findings; /* absolute */
	const char *names; /* absolute: imports.h */
	const struct source **members;
	uint32_t nmembers;
	uint64_t size; /* of their .cir files, in bytes */
};

struct plan {
	struct arena *arena; /* owns all */
	const char *root, /* where the first file is compiled: ninja runs there */
		*top; /* names start there */
	const char *cache; /* absolute: everything that is written */
	const char *custody, *plugin; /* absolute */
	const char *launcher; /* in front of every clang, or NULL: that of the database */
	struct clang clang;
	struct args settings; /* KEY=VALUE, as the plugin takes them */
	uint32_t jobs; /* 0: as many as ninja likes */
	bool quiet; /* no progress */
	struct source *sources; /* in order of name */
	uint32_t nsources;
	struct group *groups; /* in order of name */
	uint32_t ngroups;
};

/* Paths, names and groups for the files of db. */
void plan_sources(struct plan *p, const struct compdb *db);
/* Those that were compiled, by folder. The others have a problem now. */
void plan_groups(struct plan *p);

/* Writes the groups' names files; those that would not change are not touched. Returns NULL, or why
 * not. */
const char *plan_names(const struct plan *p);

/* Write a ninja file and run it. Return NULL, or what went wrong with that; *status is ninja's exit
 * status. */
const char *ninja_compile(struct plan *p, int *status);
const char *ninja_link(struct plan *p, int *status);

/* The plugin that belongs to this command: absolute, or NULL. *custody: this command. */
const char *find_plugin(struct arena *arena, const char **custody);

#endif
