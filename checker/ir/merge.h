/* SPDX-License-Identifier: MIT */
/* Several modules as one program: what a linker does, for IR. */
#ifndef CUSTODY_MERGE_H
#define CUSTODY_MERGE_H

#include "ir.h"

/*
 * A new module of all that the parts hold; the parts, read from files, stay as they are and may go
 * afterwards.
 *
 * One thing are: functions and variables with external linkage and one name; what headers declare
 * at one place, as inline functions and records; equal types. Static functions and variables stay
 * apart. A name that two parts define stays apart too, and is unknown to the other parts: nobody
 * can say which of the two they mean.
 *
 * The result depends on the order of the parts, and on nothing else. A record that a header in the
 * folder of the parts' main files declares counts as one of the main file.
 */
struct ir_module *ir_merge(struct ir_module *const *parts, uint32_t nparts);

#endif
