/* SPDX-License-Identifier: MIT */
/* Arithmetic on constants. */
#include "fold.h"

bool fold_type(const struct ir_type *t)
{
	return t->kind == IR_TYPE_BOOL || t->kind == IR_TYPE_POINTER ||
	       (t->kind == IR_TYPE_INT && t->bits <= 64);
}

int64_t fold_wrap(const struct ir_type *t, int64_t value)
{
	unsigned int shift;
	uint64_t up;

	if (t->kind == IR_TYPE_BOOL)
		return value != 0;
	if (t->kind != IR_TYPE_INT || t->bits == 0 || t->bits >= 64)
		return value;
	shift = 64 - t->bits;
	up = (uint64_t)value << shift;
	return t->flags & IR_TYPE_SIGNED ? (int64_t)up >> shift : (int64_t)(up >> shift);
}

int64_t fold_unary(enum ir_unary op, int64_t value)
{
	switch (op) {
	case IR_NEG:
		return (int64_t)-(uint64_t)value;
	case IR_NOT:
		return ~value;
	case IR_LNOT:
		return !value;
	}
	return 0;
}

static bool divide(enum ir_binary op, int64_t a, int64_t b, bool is_unsigned, int64_t *result)
{
	if (b == 0 || (b == -1 && a == INT64_MIN))
		return false;
	if (is_unsigned)
		*result = (int64_t)(op == IR_DIV ? (uint64_t)a / (uint64_t)b
						 : (uint64_t)a % (uint64_t)b);
	else
		*result = op == IR_DIV ? a / b : a % b;
	return true;
}

static bool shift(enum ir_binary op, int64_t a, int64_t b, bool is_unsigned, int64_t *result)
{
	if (b < 0 || b > 63)
		return false;
	if (op == IR_SHL)
		*result = (int64_t)((uint64_t)a << b);
	else
		*result = is_unsigned ? (int64_t)((uint64_t)a >> b) : a >> b;
	return true;
}

static bool compare(enum ir_binary op, int64_t a, int64_t b, bool is_unsigned)
{
	bool less = is_unsigned ? (uint64_t)a < (uint64_t)b : a < b;

	switch (op) {
	case IR_EQ:
		return a == b;
	case IR_NE:
		return a != b;
	case IR_LT:
		return less;
	case IR_LE:
		return less || a == b;
	case IR_GT:
		return !less && a != b;
	default: /* IR_GE */
		return !less;
	}
}

bool fold_binary(enum ir_binary op, int64_t a, int64_t b, bool is_unsigned, int64_t *result)
{
	switch (op) {
	case IR_ADD:
		*result = (int64_t)((uint64_t)a + (uint64_t)b);
		return true;
	case IR_SUB:
		*result = (int64_t)((uint64_t)a - (uint64_t)b);
		return true;
	case IR_MUL:
		*result = (int64_t)((uint64_t)a * (uint64_t)b);
		return true;
	case IR_DIV:
	case IR_REM:
		return divide(op, a, b, is_unsigned, result);
	case IR_AND:
		*result = a & b;
		return true;
	case IR_OR:
		*result = a | b;
		return true;
	case IR_XOR:
		*result = a ^ b;
		return true;
	case IR_SHL:
	case IR_SHR:
		return shift(op, a, b, is_unsigned, result);
	default:
		*result = compare(op, a, b, is_unsigned);
		return true;
	}
}
