/* SPDX-License-Identifier: MIT */
#ifndef CUSTODY_RECOMPUTED_H
#define CUSTODY_RECOMPUTED_H

#include "analysis.h"

/* Some code of the file ends objects of the protocol by numbers that it gets anew. */
bool recomputed_releases(struct program *p, const struct protocol *protocol);

#endif
