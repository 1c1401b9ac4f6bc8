// SPDX-License-Identifier: MIT
// A function body while it is made: instructions in emission order, blocks cut
// by labels, constants folded as they arrive. Knows the IR, but nothing of C.
//
// A block is open or there is none: behind a return or goto nothing is
// emitted until a label that somebody jumps to is placed. Emitting then
// returns IR_NONE, and an operand IR_NONE only ever occurs in such dead code.
#ifndef CUSTODY_FRONTEND_BODY_H
#define CUSTODY_FRONTEND_BODY_H

#include "core.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace custody {

using Label = uint32_t;

class Body {
public:
  explicit Body(ir_module *M) : M(M) { startBlock(); }

  bool live() const { return Open; }

  // Values and effects. Each returns the new instruction's index.
  uint32_t emit(ir_op Op, uint32_t Type, ir_loc L, uint32_t A = 0,
                uint32_t B = 0, uint32_t C = 0, uint8_t Flags = 0);
  uint32_t constant(uint32_t Type, ir_loc L, int64_t Value);
  uint32_t cast(uint32_t Type, ir_loc L, uint32_t Value, uint8_t Flags = 0);
  uint32_t unary(ir_unary Op, uint32_t Type, ir_loc L, uint32_t Value);
  uint32_t binary(ir_binary Op, uint32_t Type, ir_loc L, uint32_t A, uint32_t B,
                  bool Unsigned = false);
  uint32_t unknown(uint32_t Type, ir_loc L, const char *Reason);
  uint32_t call(uint32_t Type, ir_loc L, uint32_t Callee,
                llvm::ArrayRef<uint32_t> Args, uint8_t Flags = 0);
  void assembly(ir_loc L, llvm::ArrayRef<uint32_t> Args);

  const ir_insn &insn(uint32_t Value) const { return Insns[Value]; }
  bool isConstant(uint32_t Value) const {
    return Value != IR_NONE && Insns[Value].op == IR_CONST;
  }
  /// Folding must leave the values so far alone: they are used twice.
  void keep() { Kept = Insns.size(); }

  // Control flow.
  Label newLabel();
  unsigned refs(Label L) const { return Labels[L].Refs; }
  /// Starts a block here if anything jumps to L; a Target may also be jumped
  /// to from code that follows (loops, labels in source).
  void place(Label L, bool Target = false);
  void jump(Label To, ir_loc L);
  void branch(uint32_t Value, Label True, Label False, ir_loc L);
  /// Cases are triples of lowest value, highest value, label.
  void switchOn(uint32_t Value, Label Default, llvm::ArrayRef<uint32_t> Cases,
                ir_loc L);
  void choose(llvm::ArrayRef<Label> Targets, ir_loc L);
  void ret(uint32_t Value, ir_loc L);
  void unreachable(ir_loc L);

  /// Drops blocks that nothing reaches, turns labels into blocks and moves the
  /// result to the module's arena. No block is open any more.
  void finish(ir_function &F);

  llvm::SmallVector<ir_local, 16> Locals;

private:
  struct Target {
    uint32_t Block = IR_NONE;
    unsigned Refs = 0;
  };

  uint32_t push(const ir_insn &I);
  void end(const ir_insn &I);
  void startBlock();
  bool reopen(Label L);
  uint32_t addArgs(llvm::ArrayRef<uint32_t> Args);
  void dropConstant(uint32_t Value);
  int64_t wrap(uint32_t Type, int64_t Value) const;
  bool foldable(uint32_t Type) const;
  template <typename Fn> void eachTarget(ir_insn &I, Fn F);
  void placeMissing();
  bool markReachable();
  void compact();
  void renumber(ir_insn &I);

  ir_module *M;
  bool Open = false;
  uint32_t Kept = 0;
  uint32_t Unknowns = 0;
  llvm::SmallVector<ir_insn, 256> Insns;
  llvm::SmallVector<ir_block, 64> Blocks;
  llvm::SmallVector<uint32_t, 128> Pool;
  llvm::SmallVector<Target, 64> Labels;
  llvm::SmallVector<bool, 64> Reached;  // by block
  llvm::SmallVector<uint32_t, 0> Moved; // by old instruction: its new index
};

} // namespace custody

#endif
