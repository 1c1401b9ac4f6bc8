/* SPDX-License-Identifier: MIT */
/*
 * What functions do with references, as their contracts say or, without one, their bodies: seen
 * from the instructions alone, no path is followed. Functions of the module that pass a reference
 * on are so many, and so short, that what one of them is given counts as what the call in it is
 * given.
 */
#ifndef CUSTODY_REFERENCE_H
#define CUSTODY_REFERENCE_H

#include "analysis.h"

/* The contract gives a reference that its caller owes: that effect, or NULL. */
const struct effect *reference_given(const struct function_contract *fc);
/* The effect takes one away from its argument. */
bool reference_taken(const struct effect *e);

/* The call that made the value, looking through a variable in which nothing else but constants was
 * ever put; what insn is itself if it reads none; or IR_NONE. */
uint32_t reference_maker(const struct ir_function *f, uint32_t insn);
/* The parameter that the value is, or the address of a part of what that points to; or IR_NONE. */
uint32_t reference_param(const struct ir_function *f, uint32_t value);

/* A pointer to one of the records may lead to the same object as a pointer to the other: they are
 * one, or one is a part of the other, or one is not known. IR_NONE: not known either. */
bool reference_may_be(struct ir_module *m, uint32_t record, uint32_t other);

/* The one record of which code of the file puts pointers into the member, a pointer to anything; or
 * IR_NONE. */
uint32_t reference_put_in(const struct program *p, const struct ir_insn *member);

/* The call gives a reference, by its contract or by the body of what it calls; lowers that. That
 * effect, or NULL. */
const struct effect *reference_by_call(struct program *p, uint32_t fn, uint32_t call);
/* What the call gives is another object than any that the module already holds, or another
 * reference; lowers what it calls. A function that is not seen is taken to give one. */
bool reference_is_own(struct program *p, uint32_t fn, uint32_t value);

#endif
