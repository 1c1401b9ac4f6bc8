/* SPDX-License-Identifier: MIT */
#ifndef CUSTODY_SKIPPED_H
#define CUSTODY_SKIPPED_H

#include "analysis.h"

/* The condition of the branch at insn is known: if it is a variable that the function has set
 * itself, what the other way undoes is left on purpose. */
void skipped_by_flag(struct analysis *x, struct world *w, uint32_t insn, bool truth);

#endif
