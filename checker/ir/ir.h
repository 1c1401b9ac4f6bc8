/* SPDX-License-Identifier: MIT */
/*
 * The intermediate representation: what the frontend hands to the engine, and
 * what a .cir file holds. Plain C, no clang type appears here.
 *
 * A module is one translation unit. A function body is a flat array of
 * instructions cut into basic blocks. An instruction's index in that array is
 * also the name of its result, so operands are instruction indices and every
 * temporary has exactly one definition. C variables are not temporaries: they
 * are memory, reached by IR_LOCAL / IR_GLOBAL and read with IR_LOAD. The value
 * of `a && b` or `c ? x : y` travels through a local that the frontend makes.
 *
 * What always holds of a lowered body (ir_verify() checks it):
 *  - block 0 is the entry; each block is a contiguous run of instructions and
 *    ends with exactly one terminator, which is its last instruction;
 *  - an operand's index is smaller than that of the instruction that uses it
 *    and is defined in the same block or in one that dominates it;
 *  - every index (type, record, field, local, global, function, string, block)
 *    lies inside its table.
 */
#ifndef CUSTODY_IR_H
#define CUSTODY_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "strings.h"

#define IR_NONE UINT32_MAX /* no type, no operand, no record, ... */

/*
 * A source position as the producer knows it: opaque to the engine, turned into
 * a place by ir_module.ops->locate() only when a finding needs it (decoding
 * each one would cost more than the analysis). 0 means "nowhere". In a module
 * read from a .cir file it is an index into ir_module.places.
 */
typedef uint32_t ir_loc;

/* Where the reader looks: inside a macro, the place of the outermost expansion. */
struct ir_place {
	str_id file; /* as given to the compiler, relative paths stay relative */
	uint32_t line; /* from 1; 0: unknown */
	uint32_t col; /* from 1 */
	str_id macro; /* outermost macro expanded here, STR_EMPTY if none */
};

enum ir_type_kind {
	IR_TYPE_VOID,
	IR_TYPE_BOOL,
	IR_TYPE_INT, /* enums too */
	IR_TYPE_FLOAT,
	IR_TYPE_POINTER,
	IR_TYPE_ARRAY,
	IR_TYPE_RECORD,
	IR_TYPE_FUNCTION,
	IR_TYPE_UNKNOWN,
};

enum ir_type_flags {
	IR_TYPE_SIGNED = 1,
	IR_TYPE_CONST = 2, /* the pointee is const (pointers), the element is (arrays) */
};

struct ir_type {
	uint8_t kind; /* enum ir_type_kind */
	uint8_t flags;
	uint16_t bits; /* BOOL, INT, FLOAT */
	uint32_t ref; /* POINTER: pointee type; ARRAY: element type; RECORD: record; FUNCTION:
			 result type */
	uint64_t count; /* ARRAY: elements, 0 if unknown */
};

/*
 * One custody attribute as written: __owned_by(alloc) is {"owned_by", {"alloc"}}.
 * The frontend only transports them; checker/rules/annotate.c judges them.
 */
#define IR_ATTR_ARGS 4
struct ir_attr {
	str_id name; /* without the "custody." prefix */
	str_id args[IR_ATTR_ARGS];
	uint32_t nargs;
	ir_loc loc;
};

/* Not written in the source: what the producer says of a function. */
#define IR_SAID_UNUSED "(unused)" /* nothing of the file refers to it */
/* A call behind a return, which nothing leads to: its callee; and "off" where it looks meant so. */
#define IR_SAID_UNRUN "(unrun)"
#define IR_SAID_CONSTANT "(constant)" /* an if that has one answer, by constants written there */

struct ir_attrs {
	struct ir_attr *list;
	uint32_t count;
};

struct ir_field {
	str_id name; /* STR_EMPTY: anonymous struct or union member */
	uint32_t type;
	uint32_t offset; /* bits from the start of the record */
	uint16_t width; /* bit-field width in bits, 0: not a bit-field */
	ir_loc loc;
	struct ir_attrs attrs;
};

struct ir_record {
	str_id name; /* tag, else the typedef's name, else STR_EMPTY */
	bool is_union;
	bool complete; /* fields known; a record that nothing looked into may stay incomplete */
	bool in_main_file;
	bool asked; /* ops->complete() was called for it */
	uint32_t nfields;
	struct ir_field *fields;
	uint64_t size; /* bytes */
	ir_loc loc;
	struct ir_attrs attrs;
};

enum ir_op {
	/* Values. */
	IR_CONST, /* imm, converted to the type; a pointer with imm 0 is NULL */
	IR_STRING, /* a string literal; a = str_id of its text */
	IR_FUNC, /* address of function a */
	IR_LOCAL, /* address of local a (parameters come first) */
	IR_GLOBAL, /* address of global a */
	IR_LOAD, /* *a */
	IR_FIELD, /* &a->field: a = record's address, b = record, c = field index */
	IR_INDEX, /* &a[b]: a = address of element 0, b = index; also pointer arithmetic, any
		     element type */
	IR_CONTAINER, /* the inverse of IR_FIELD: address of the record b whose field c is at a */
	IR_CAST, /* a, converted to the type */
	IR_UNARY, /* sub = enum ir_unary, a */
	IR_BINARY, /* sub = enum ir_binary, a, b */
	IR_CALL, /* a = callee (IR_FUNC, or any pointer value); args; result has the type */
	IR_UNKNOWN, /* an expression that is not modelled; a = str_id saying which */
	/* Effects without a result. */
	IR_STORE, /* *a = b */
	IR_COPY, /* *a = *b, whole record or array */
	IR_ASM, /* args: addresses written and values read; clobbers what the addresses reach */
	IR_SCOPE_END, /* local a ends here (its cleanup call, if any, stands just before) */
	/* Terminators. */
	IR_JUMP, /* b = block */
	IR_BRANCH, /* a = condition, b = block if nonzero, c = block if zero */
	IR_SWITCH, /* a = value, b = default block; args: lo, hi, block triples (lo, hi index
		      consts) */
	IR_CHOOSE, /* args: blocks; asm goto, computed goto: any of them may follow */
	IR_RETURN, /* a = value or IR_NONE */
	IR_UNREACHABLE, /* noreturn call before, or __builtin_unreachable() */
	IR_NUM_OPS
};

enum ir_unary { IR_NEG, IR_NOT /* bitwise */, IR_LNOT };

enum ir_binary {
	IR_ADD,
	IR_SUB,
	IR_MUL,
	IR_DIV,
	IR_REM,
	IR_AND,
	IR_OR,
	IR_XOR,
	IR_SHL,
	IR_SHR,
	IR_EQ,
	IR_NE,
	IR_LT,
	IR_LE,
	IR_GT,
	IR_GE,
};

enum ir_insn_flags {
	IR_CLEANUP = 1, /* IR_CALL made by __attribute__((cleanup)), not written by hand */
	IR_UNSIGNED = 2, /* IR_BINARY: LT.. GE, DIV, SHR are unsigned */
	IR_INIT = 4, /* IR_STORE: initialises a local at its declaration */
	IR_DECAY = 8, /* IR_CAST: array to pointer; IR_LOCAL: used as a compiler temporary */
	IR_IGNORED = 16, /* IR_CALL: its result is cast to void */
};

struct ir_insn {
	uint8_t op; /* enum ir_op */
	uint8_t sub; /* enum ir_unary / ir_binary */
	uint8_t flags;
	uint8_t pad;
	uint32_t nargs; /* entries of ir_function.pool from `args` on */
	uint32_t args;
	uint32_t type; /* of the result, IR_NONE if it has none */
	ir_loc loc;
	union {
		int64_t imm;
		struct {
			uint32_t a, b;
		};
	};
	uint32_t c;
};

struct ir_block {
	uint32_t first; /* instruction index */
	uint32_t count; /* at least 1 */
};

struct ir_local {
	str_id name; /* STR_EMPTY: made by the frontend */
	uint32_t type;
	ir_loc loc;
	struct ir_attrs attrs;
	bool address_taken; /* & is applied to it somewhere, so callees may reach it */
	bool is_static; /* a static local is a global; this one only names it */
};

enum ir_function_flags {
	IR_FN_DEFINED = 1, /* has a body in this translation unit */
	IR_FN_STATIC = 2,
	IR_FN_INLINE = 4,
	IR_FN_NORETURN = 8,
	IR_FN_VARIADIC = 16,
	IR_FN_MAIN_FILE = 32, /* its body stands in the main file */
	IR_FN_ADDRESS_TAKEN = 64, /* seen as a value, not only called (filled by the scan) */
	IR_FN_LOWERED = 128, /* insns, blocks, pool, locals are filled */
	IR_FN_SCANNED = 256, /* callees is filled */
	IR_FN_TOO_ODD = 512, /* ops->lower() gave up on it: DEFINED, never LOWERED */
	IR_FN_INIT = 1024, /* runs once, before the rest of the file: its code is in .init.text */
	IR_FN_PRINTS = 2048, /* declared to format its arguments, and gives no result */
	IR_FN_ALL = 4095, /* every one of them in a file */
	IR_FN_IMPORTED = 4096, /* in a merged module: of the main file of an import */
};

struct ir_function {
	str_id name;
	uint32_t flags;
	uint32_t result; /* type */
	uint32_t nparams;
	uint32_t nlocals; /* parameters included; until lowered, only these are there */
	struct ir_local *locals;
	ir_loc loc; /* of its name */
	ir_loc end; /* of its closing brace */
	struct ir_attrs attrs; /* on the function or its result */
	/*
	 * Filled by ops->scan(), without lowering: the functions it calls by
	 * name, then those whose address it takes, each once, in source order.
	 * The engine decides from it which bodies are worth lowering.
	 */
	uint32_t *callees;
	uint32_t ncallees;
	/* Filled by ops->lower(). */
	struct ir_insn *insns;
	uint32_t ninsns;
	struct ir_block *blocks;
	uint32_t nblocks;
	uint32_t *pool;
	uint32_t npool;
	uint32_t unknowns; /* IR_UNKNOWN instructions in it */
	uint32_t unit; /* in a merged module, from 1: the part it comes from */
	void *decl; /* the producer's own handle */
};

/* One scalar of a static initialiser, outermost aggregate flattened away. */
enum ir_init_kind { IR_INIT_INT, IR_INIT_FUNC, IR_INIT_GLOBAL, IR_INIT_STRING, IR_INIT_OTHER };
struct ir_init {
	uint32_t record; /* innermost record that holds it, IR_NONE for a plain array or scalar */
	uint32_t field; /* its field there */
	uint32_t elem; /* element of the outermost array, IR_NONE if the variable is no array */
	uint32_t kind; /* enum ir_init_kind */
	union {
		int64_t imm;
		uint32_t ref; /* function, global or str_id */
	};
	ir_loc loc;
};

enum ir_global_flags {
	IR_GLOBAL_STATIC = 1,
	IR_GLOBAL_CONST = 2,
	IR_GLOBAL_DEFINED = 4, /* inits lists its explicit non-zero scalars */
	IR_GLOBAL_LOCAL = 8, /* a static local */
	IR_GLOBAL_MAIN_FILE = 16,
	IR_GLOBAL_SIZED =
		32, /* the main file asks for its size; known once ir_is_sized() was asked */
	IR_GLOBAL_WANTED = 64, /* asked for by name */
};

struct ir_global {
	str_id name;
	uint32_t flags;
	uint32_t type;
	ir_loc loc;
	struct ir_attrs attrs;
	struct ir_init *inits;
	uint32_t ninits;
	uint32_t unit; /* of one that is defined, in a merged module: the part, as ir_function.unit
			*/
	void *decl;
};

/* In a merged module: a part declares this variable, which another file defines. */
struct ir_declared {
	uint32_t global, unit;
};

/*
 * A suppression comment: custody: allow RULE: reason. Covers its own lines and the next one; lines
 * of nothing but further comments, right below, count as its own.
 */
struct ir_suppression {
	str_id file;
	uint32_t line, col; /* of the word custody */
	uint32_t last; /* line */
	str_id rule;
	str_id reason;
};

/* A region that a __trusted("reason") block or declaration covers, both lines included. */
struct ir_trusted {
	str_id file;
	uint32_t first, last;
	str_id reason;
	ir_loc loc;
};

/* Annotations where none may stand: on a local variable, a statement, a type. Transported, so that
 * they are judged. */
struct ir_stray {
	str_id on; /* "a statement", for the message */
	struct ir_attrs attrs;
};

struct ir_module;

/* What a lazy producer provides; a module read from a file has everything already. */
struct ir_module_ops {
	/* Fills callees and ncallees. Called once for a function that is DEFINED. */
	void (*scan)(struct ir_module *m, uint32_t fn);
	/* Fills the body. Called once for a function that is DEFINED. False: too odd to lower. */
	bool (*lower)(struct ir_module *m, uint32_t fn);
	/* Fills the fields of an incomplete record, if they can be known. */
	void (*complete)(struct ir_module *m, uint32_t record);
	/* Whether the main file asks for the size of that variable. */
	bool (*sized)(struct ir_module *m, uint32_t global);
	/* The variable of that name if the file declares one, else IR_NONE. */
	uint32_t (*find_global)(struct ir_module *m, const char *name);
	struct ir_place (*locate)(struct ir_module *m, ir_loc loc);
};

#define IR_TABLE(type, name)                                                                       \
	type *name;                                                                                \
	uint32_t n##name;                                                                          \
	uint32_t cap_##name

struct ir_module {
	struct arena *arena; /* owns everything below */
	struct strings *strings;
	str_id main_file;
	IR_TABLE(str_id, mains); /* of a merged module: the main files of its parts, by
				    ir_function.unit - 1 */
	IR_TABLE(str_id,
		 imports); /* of a merged module: files of which only some functions are here */
	IR_TABLE(struct ir_type, types);
	IR_TABLE(struct ir_record, records);
	IR_TABLE(struct ir_function, functions);
	IR_TABLE(struct ir_global, globals);
	IR_TABLE(struct ir_declared, declared);
	IR_TABLE(struct ir_place,
		 places); /* only in a module read from a file, and while one is written */
	IR_TABLE(struct ir_suppression, suppressions);
	IR_TABLE(struct ir_trusted, trusted);
	IR_TABLE(struct ir_stray, strays);
	const struct ir_module_ops *ops;
	void *producer;
};

/* Makes an empty module that lives in a new arena. Never fails (no memory: aborts). */
struct ir_module *ir_module_new(const struct ir_module_ops *ops, void *producer);
/* Frees the module and all it holds. NULL is allowed. */
void ir_module_free(struct ir_module *m);

/* Each appends one zeroed entry and returns its index. Pointers into that table die. */
uint32_t ir_add_type(struct ir_module *m, struct ir_type type);
uint32_t ir_add_record(struct ir_module *m);
uint32_t ir_add_function(struct ir_module *m);
uint32_t ir_add_global(struct ir_module *m);
uint32_t ir_add_place(struct ir_module *m, struct ir_place place);
void ir_add_suppression(struct ir_module *m, struct ir_suppression s);
void ir_add_trusted(struct ir_module *m, struct ir_trusted t);
bool ir_is_trusted(const struct ir_module *m, struct ir_place place);
void ir_add_stray(struct ir_module *m, struct ir_stray s);
uint32_t ir_add_main(struct ir_module *m, str_id file);
void ir_add_import(struct ir_module *m, str_id file);
void ir_add_declared(struct ir_module *m, uint32_t global, uint32_t unit);

/* Whether file is the main file, or that of a part. */
bool ir_is_main_file(const struct ir_module *m, str_id file);
/* Whether file is that of an import: its own group checks it. */
bool ir_is_import(const struct ir_module *m, str_id file);

/* Scans, lowers, completes through ops when not done yet. */
void ir_need_scan(struct ir_module *m, uint32_t fn);
bool ir_need_body(struct ir_module *m, uint32_t fn);
void ir_need_fields(struct ir_module *m, uint32_t record);

/* Whether code of the main file uses sizeof() on the variable. */
bool ir_is_sized(struct ir_module *m, uint32_t global);
/* The variable of that name, looked up among all that the file of the variable `user` declares, or
 * IR_NONE. */
uint32_t ir_find_global(struct ir_module *m, const char *name, uint32_t user);

struct ir_place ir_locate(struct ir_module *m, ir_loc loc);

/* Whether the instruction has the value of the instruction `value` as an operand. */
bool ir_insn_reads(const struct ir_function *f, uint32_t insn, uint32_t value);

bool ir_is_terminator(enum ir_op op);
const char *ir_op_name(enum ir_op op);
const char *ir_unary_name(enum ir_unary op);
const char *ir_binary_name(enum ir_binary op);

/* Checks what the head of this file promises. Returns NULL, or a static sentence saying what is
 * broken. */
const char *ir_verify(const struct ir_module *m, uint32_t fn);

#endif
