/* SPDX-License-Identifier: MIT */
/*
 * What each instruction kind's a, b, c and args hold. The verifier, the .cir
 * writer and the .cir reader all walk this one table; a new kind of instruction
 * is added here and in ir.h.
 */
#ifndef CUSTODY_SHAPE_H
#define CUSTODY_SHAPE_H

#include "ir.h"

enum ir_role {
	ROLE_NONE, /* not used: 0 */
	ROLE_VALUE, /* instruction index of an earlier value */
	ROLE_OPT_VALUE, /* the same or IR_NONE */
	ROLE_STRING,
	ROLE_FUNCTION,
	ROLE_LOCAL,
	ROLE_GLOBAL,
	ROLE_RECORD,
	ROLE_FIELD, /* of the record in b */
	ROLE_BLOCK,
	ROLE_IMM, /* imm, over a and b */
	ROLE_CASES, /* args only: triples of a const, a const, a block */
};

struct ir_shape {
	const char *name;
	uint8_t a, b, c, args; /* enum ir_role */
	uint8_t nsubs; /* sub is below this; 0: no sub */
	bool value; /* has a result that others may use */
	bool typed; /* and must have a type; addresses and calls may go without */
	bool terminator;
};

extern const struct ir_shape ir_shapes[IR_NUM_OPS];

/* The role of args[i]. */
static inline enum ir_role ir_arg_role(const struct ir_shape *shape, uint32_t i)
{
	if (shape->args != ROLE_CASES)
		return (enum ir_role)shape->args;
	return i % 3 == 2 ? ROLE_BLOCK : ROLE_VALUE;
}

#endif
