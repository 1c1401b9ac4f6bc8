/* SPDX-License-Identifier: MIT */
/* Arithmetic on constants, as the IR's types define it. */
#ifndef CUSTODY_FOLD_H
#define CUSTODY_FOLD_H

#include "ir.h"

/* Whether constants of the type can be computed with: booleans, pointers, integers of up to 64
 * bits. */
bool fold_type(const struct ir_type *t);
/* The value as the type holds it: cut to its width, extended by its sign. */
int64_t fold_wrap(const struct ir_type *t, int64_t value);
int64_t fold_unary(enum ir_unary op, int64_t value);
/* False: not defined (a division by zero, a shift too far). */
bool fold_binary(enum ir_binary op, int64_t a, int64_t b, bool is_unsigned, int64_t *result);

#endif
