/* SPDX-License-Identifier: MIT */
/* said.c: what the annotations of the source speak of, for lint's second look at annotated code. */
#ifndef CUSTODY_ENGINE_SAID_H
#define CUSTODY_ENGINE_SAID_H

#include "analysis.h"

/* Some source says something of functions or members. */
bool said_anything(const struct contracts *c);
/* The object at region is one that an annotation speaks of. */
bool said_of(const struct analysis *x, node_id region);
/* Adds to out, lint's findings, those of shown, which strict mode told of the same module, that
 * rest on annotations, but for lines that out tells of already. */
void said_tell(struct findings *out, const struct findings *shown);

#endif
