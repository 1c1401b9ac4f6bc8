/* SPDX-License-Identifier: MIT */
#ifndef CUSTODY_OUT_ARGUMENT_H
#define CUSTODY_OUT_ARGUMENT_H

#include "analysis.h"

/* Code that is not seen is given v. True: v is the address of a variable that is a pointer. What it
 * holds may be gone then, even if that code fails. */
bool out_argument(struct analysis *x, struct world *w, node_id v);

#endif
