/* SPDX-License-Identifier: MIT */
/* A kernel tree and how it is built, and the compile commands of its objects. */
#ifndef CUSTODY_KERNEL_H
#define CUSTODY_KERNEL_H

#include "compdb.h"

struct kernel {
	struct arena *arena;
	const char *folder; /* where its objects are, absolute */
	const char *module; /* of M=: a module out of tree, absolute, or NULL */
	struct args variables; /* VAR=VALUE for make */
	struct args
		folders; /* below folder, without a slash at their end; empty: all that M= builds */
};

/*
 * Finds out with which compiler the tree is configured, and adds what makes make take it. Returns
 * NULL, or why the tree cannot be used.
 */
const char *kernel_open(struct kernel *k);
/*
 * Fills db with the compile commands of all objects of the folders, those that are built and those
 * that are not. Builds nothing. Returns NULL, or what went wrong.
 */
const char *kernel_commands(struct kernel *k, struct compdb *db);

#endif
