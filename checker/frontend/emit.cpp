// SPDX-License-Identifier: MIT
// The builder's functions, as lowering likes to call them.
#include "lower.h"

namespace custody {

static ir_insn make(ir_op Op, uint32_t Type, ir_loc L, uint8_t Flags) {
  ir_insn I = {};
  I.op = Op;
  I.flags = Flags;
  I.type = Type;
  I.loc = L;
  return I;
}

uint32_t Lowering::emit(ir_op Op, uint32_t Type, ir_loc L, uint32_t A, uint32_t B2, uint32_t C,
                        uint8_t Flags) {
  ir_insn I = make(Op, Type, L, Flags);
  I.a = A;
  I.b = B2;
  I.c = C;
  return build_emit(B, I);
}

uint32_t Lowering::withArgs(ir_op Op, uint32_t Type, ir_loc L, uint32_t Callee,
                            llvm::ArrayRef<uint32_t> Args, uint8_t Flags) {
  ir_insn I = make(Op, Type, L, Flags);
  I.a = Callee;
  return build_with_args(B, I, Args.data(), Args.size());
}

} // namespace custody
