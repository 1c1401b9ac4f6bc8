/* SPDX-License-Identifier: MIT */
/* Branches of macros that complain, such as WARN_ON(): complaint.c. */
#ifndef CUSTODY_COMPLAINT_H
#define CUSTODY_COMPLAINT_H

#include "analysis.h"

/* Whether the branch is part of a macro that complains where it is true. */
bool complaint_branch(struct analysis *x, uint32_t insn);
/* Whether nothing is to be followed behind the branch where it is true: its macro would complain,
 * and that is taken not to be. */
bool complaint_ends(struct analysis *x, const struct world *w, uint32_t insn);

#endif
