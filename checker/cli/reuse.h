/* SPDX-License-Identifier: MIT */
/* Findings of an earlier run that a new one would only write again. */
#ifndef CUSTODY_REUSE_H
#define CUSTODY_REUSE_H

#include "args.h"
#include "ir/digest.h"
#include "report/options.h"

/*
 * Of all that the findings of m come from: m itself, the settings with the text of the rules files
 * that they name, the folder that we run in, and this program. The source is not read for it: what
 * of it matters is in m.
 */
struct digest reuse_digest(const struct ir_module *m, const struct options *o,
			   const struct args *settings);
/* Whether the file is there and was noted to be of that digest. */
bool reuse_is_current(const char *findings, struct digest d);
/* Before the file is written, so that what is noted is never of another one; and when it is. */
void reuse_forget(const char *findings);
void reuse_note(const char *findings, struct digest d);

#endif
