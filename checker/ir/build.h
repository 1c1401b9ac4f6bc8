/* SPDX-License-Identifier: MIT */
/*
 * A function body while a producer makes it: instructions in the order they run, blocks cut by
 * labels, constants folded as they arrive. What build_finish() leaves keeps the promises of ir.h.
 *
 * A block is open or there is none: behind a return or a jump nothing is emitted until a label that
 * somebody jumps to is placed. Emitting returns IR_NONE there, and IR_NONE as the operand of a
 * value occurs only there, so that a producer need not know which code is dead.
 */
#ifndef CUSTODY_BUILD_H
#define CUSTODY_BUILD_H

#include "ir.h"

struct build;
typedef uint32_t ir_label;

/* A builder for the functions of m, one after the other. Aborts when memory runs out. */
struct build *build_new(struct ir_module *m);
/* NULL is allowed. */
void build_free(struct build *b);
/* Starts a body: an open entry block, no locals. */
void build_start(struct build *b);
/*
 * Drops blocks that nothing reaches, turns labels into blocks and puts the body, with its locals,
 * into f; the module's arena owns it. The last block must be closed.
 */
void build_finish(struct build *b, struct ir_function *f);

bool build_live(const struct build *b);
const struct ir_insn *build_insn(const struct build *b, uint32_t value);
/* Folding must leave the values so far alone: they are used twice. */
void build_keep(struct build *b);

/* The index of the new local; the pointer to one is good until the next is added. */
uint32_t build_add_local(struct build *b, struct ir_local local);
struct ir_local *build_local(struct build *b, uint32_t local);

/* Each returns the index of a new instruction, or of an older one with the same value. */
uint32_t build_emit(struct build *b, struct ir_insn insn);
uint32_t build_const(struct build *b, uint32_t type, ir_loc loc, int64_t value);
uint32_t build_cast(struct build *b, uint32_t type, ir_loc loc, uint32_t value, uint8_t flags);
uint32_t build_unary(struct build *b, enum ir_unary op, uint32_t type, ir_loc loc, uint32_t value);
uint32_t build_binary(struct build *b, enum ir_binary op, uint32_t type, ir_loc loc, uint32_t left,
		      uint32_t right, bool is_unsigned);
uint32_t build_unknown(struct build *b, uint32_t type, ir_loc loc, const char *reason);
/* IR_CALL, IR_ASM: copies the arguments, which insn need not name. */
uint32_t build_with_args(struct build *b, struct ir_insn insn, const uint32_t *args,
			 uint32_t nargs);

ir_label build_label(struct build *b);
/* How many jumps to it there are so far. */
uint32_t build_refs(const struct build *b, ir_label label);
/* A block starts here, if anything jumps to label. */
void build_place(struct build *b, ir_label label);
/* The same for a label that code behind it may still jump to: a loop's head, a label in the source.
 */
void build_place_target(struct build *b, ir_label label);

/* Terminators; they close the block. A branch on a constant is a jump. */
void build_jump(struct build *b, ir_label to, ir_loc loc);
void build_branch(struct build *b, uint32_t value, ir_label yes, ir_label no, ir_loc loc);
/* Cases are triples: lowest value, highest value, label. */
void build_switch(struct build *b, uint32_t value, ir_label otherwise, const uint32_t *cases,
		  uint32_t n, ir_loc loc);
void build_choose(struct build *b, const ir_label *targets, uint32_t n, ir_loc loc);
void build_return(struct build *b, uint32_t value, ir_loc loc);
void build_unreachable(struct build *b, ir_loc loc);

#endif
