/* SPDX-License-Identifier: MIT */
/* What a group of files takes from files of other groups. */
#ifndef CUSTODY_IMPORTS_H
#define CUSTODY_IMPORTS_H

#include "ir/ir.h"

/*
 * A names file says where the functions are that a group's files, and those that they lead to, call
 * and do not define, and where theirs stand in tables of others. Lines, sorted, each of them
 *
 *   NAME<tab>FILE             FILE, a .cir file, defines NAME
 *   NAME<tab>=RECORD.MEMBER   a table that is not here has NAME as its RECORD.MEMBER
 */

/*
 * parts as one module, with what the names file says they reach in others. *used
 * becomes a list of the files that were read for that: ends with NULL, in a. NULL: *error says why.
 */
struct ir_module *imports_merge(struct ir_module *const *parts, uint32_t nparts, const char *names,
				struct arena *a, const char ***used, const char **error);

#endif
