/* SPDX-License-Identifier: MIT */
/*
 * The .cir file format, shared by its writer and its reader.
 *
 *   offset  bytes
 *   0       8      magic
 *   8       4      CIR_VERSION; a reader refuses every other one
 *   12      4      not used
 *   16      8      bytes of payload: all that follows the header
 *   24      8      XXH3-64 of the payload
 *   32             payload: section table, then the sections, in the order of enum cir_section
 *
 * An entry of the section table is the section's number of entries and its bytes, 4 bytes each.
 * Fixed-size numbers are little-endian. All others are LEB128: seven bits a byte, lowest first,
 * the top bit set on all but the last byte.
 *
 *   num          unsigned, or an index; of a string, place, type, ... as its section counts them
 *   opt          an index plus 1, 0 standing for IR_NONE
 *   signed       zigzag: 0, -1, 1, -2, ...
 *   n * x        n times x, n being a num before them
 *
 *   MODULE       1 entry: name of the main file
 *   STRINGS      from 1 on, 0 is "": length, bytes
 *   PLACES       from 1 on, 0 is nowhere: file, line, column, macro
 *   TYPES        kind, flags, bits, opt ref, count
 *   RECORDS      name, flags (enum cir_record_flags), size, place, attrs,
 *                if complete: n * (name, type, offset, width, place, attrs)
 *   FUNCTIONS    name, flags, result, parameters, place, end place, attrs, n * callee, n * local,
 *                if IR_FN_LOWERED: body
 *   GLOBALS      name, flags, type, place, attrs,
 *                n * (kind, opt record, field, opt element, signed imm or ref, place)
 *   SUPPRESSIONS file, line, column, last line, rule, reason
 *   TRUSTED      file, first, last, reason, place
 *   STRAYS       what they stand on, attrs
 *   LINKS        kind (enum cir_link_kind), text name, [text record, text member]; what linking
 *                asks for before it reads the rest, so that it refers to no other section
 *
 *   text         length, bytes
 *   attrs        n * (name, place, n * argument)
 *   local        name, type, place, attrs, flags (enum cir_local_flags)
 *   body         unknowns, number of instructions, number of arguments in all of them,
 *                n * (block: first, count), instructions
 *   instruction  op, flags, [sub], opt type, signed place (minus that of the one before),
 *                a, b, c as their roles in shape.h say, [n * argument]
 *   value        as an operand: how many instructions back, 0 standing for IR_NONE
 *
 * What makes it finite to follow: a type names only types before it, no record holds itself by
 * value, a value is defined before its use.
 */
#ifndef CUSTODY_CIR_FORMAT_H
#define CUSTODY_CIR_FORMAT_H

#include <stdint.h>

#define CIR_MAGIC "\177CIR\r\n\032\n" /* as PNG's: a transfer as text shows */
#define CIR_MAGIC_SIZE 8
#define CIR_VERSION 5u

#define CIR_AT_VERSION 8
#define CIR_AT_SIZE 16
#define CIR_AT_HASH 24
#define CIR_HEADER_SIZE 32

enum cir_section {
	CIR_MODULE,
	CIR_STRINGS,
	CIR_PLACES,
	CIR_TYPES,
	CIR_RECORDS,
	CIR_FUNCTIONS,
	CIR_GLOBALS,
	CIR_SUPPRESSIONS,
	CIR_TRUSTED,
	CIR_STRAYS,
	CIR_LINKS,
	CIR_NUM_SECTIONS
};

#define CIR_TABLE_SIZE (CIR_NUM_SECTIONS * 8)

enum cir_record_flags { CIR_RECORD_UNION = 1, CIR_RECORD_COMPLETE = 2, CIR_RECORD_MAIN_FILE = 4 };
enum cir_local_flags { CIR_LOCAL_ADDRESS_TAKEN = 1, CIR_LOCAL_STATIC = 2 };

/* Deepest chain of types, and of records held by value: readers may recurse that far. */
#define CIR_MAX_DEPTH 1000

#endif
