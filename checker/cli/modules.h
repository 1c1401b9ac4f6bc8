/* SPDX-License-Identifier: MIT */
/* The .cir files of a command line. */
#ifndef CUSTODY_MODULES_H
#define CUSTODY_MODULES_H

#include "args.h"
#include "ir/ir.h"

/*
 * Reads all of them, sorted by name first: findings may not depend on the order of the arguments.
 * The list is files->count long and in files->arena; the modules are the caller's to free. NULL:
 * one could not be read, which is said on standard error in the command's name.
 */
struct ir_module **modules_read(struct args *files, const char *command);

#endif
