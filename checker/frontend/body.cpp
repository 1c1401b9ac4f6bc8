// SPDX-License-Identifier: MIT
// Emission, folding and control flow of a body, and its final form.
#include "body.h"

#include <limits>

namespace custody {

static ir_insn make(ir_op Op, uint32_t Type, ir_loc L) {
  ir_insn I = {};
  I.op = Op;
  I.type = Type;
  I.loc = L;
  return I;
}

uint32_t Body::push(const ir_insn &I) {
  if (!Open)
    return IR_NONE;
  Insns.push_back(I);
  return Insns.size() - 1;
}

uint32_t Body::emit(ir_op Op, uint32_t Type, ir_loc L, uint32_t A, uint32_t B,
                    uint32_t C, uint8_t Flags) {
  if (Open && A == IR_NONE && ir_shapes[Op].a == ROLE_VALUE)
    A = unknown(IR_NONE, L, "no address");
  ir_insn I = make(Op, Type, L);
  I.a = A;
  I.b = B;
  I.c = C;
  I.flags = Flags;
  return push(I);
}

uint32_t Body::constant(uint32_t Type, ir_loc L, int64_t Value) {
  ir_insn I = make(IR_CONST, Type, L);
  I.imm = foldable(Type) ? wrap(Type, Value) : Value;
  return push(I);
}

uint32_t Body::unknown(uint32_t Type, ir_loc L, const char *Reason) {
  ir_insn I = make(IR_UNKNOWN, Type, L);
  I.a = str_intern(M->strings, Reason);
  Unknowns += Open;
  return push(I);
}

uint32_t Body::addArgs(llvm::ArrayRef<uint32_t> Args) {
  uint32_t First = Pool.size();
  Pool.append(Args.begin(), Args.end());
  return First;
}

uint32_t Body::call(uint32_t Type, ir_loc L, uint32_t Callee,
                    llvm::ArrayRef<uint32_t> Args, uint8_t Flags) {
  if (!Open)
    return IR_NONE;
  ir_insn I = make(IR_CALL, Type, L);
  I.flags = Flags;
  I.a = Callee;
  I.nargs = Args.size();
  I.args = addArgs(Args);
  return push(I);
}

void Body::assembly(ir_loc L, llvm::ArrayRef<uint32_t> Args) {
  if (!Open)
    return;
  ir_insn I = make(IR_ASM, IR_NONE, L);
  I.nargs = Args.size();
  I.args = addArgs(Args);
  push(I);
}

// ---- Constant folding ----

bool Body::foldable(uint32_t Type) const {
  const ir_type &T = M->types[Type];
  return T.kind == IR_TYPE_BOOL || T.kind == IR_TYPE_POINTER ||
         (T.kind == IR_TYPE_INT && T.bits <= 64);
}

int64_t Body::wrap(uint32_t Type, int64_t Value) const {
  const ir_type &T = M->types[Type];
  if (T.kind == IR_TYPE_BOOL)
    return Value != 0;
  if (T.kind != IR_TYPE_INT || T.bits >= 64)
    return Value;
  unsigned Shift = 64 - T.bits;
  uint64_t Up = uint64_t(Value) << Shift;
  return T.flags & IR_TYPE_SIGNED ? int64_t(Up) >> Shift : int64_t(Up >> Shift);
}

// A folded operand is nearly always the last thing emitted: take it back.
void Body::dropConstant(uint32_t Value) {
  if (Value + 1 == Insns.size() && Value >= Kept &&
      Value >= Blocks.back().first)
    Insns.pop_back();
}

uint32_t Body::cast(uint32_t Type, ir_loc L, uint32_t Value, uint8_t Flags) {
  if (!Open)
    return IR_NONE;
  if (Insns[Value].type == Type && !Flags)
    return Value;
  if (isConstant(Value) && foldable(Type) && foldable(Insns[Value].type)) {
    int64_t Imm = Insns[Value].imm;
    dropConstant(Value);
    return constant(Type, L, Imm);
  }
  return emit(IR_CAST, Type, L, Value, 0, 0, Flags);
}

uint32_t Body::unary(ir_unary Op, uint32_t Type, ir_loc L, uint32_t Value) {
  if (!Open)
    return IR_NONE;
  if (isConstant(Value) && foldable(Type) && foldable(Insns[Value].type)) {
    int64_t Imm = Insns[Value].imm;
    dropConstant(Value);
    return constant(Type, L,
                    Op == IR_NEG   ? int64_t(-uint64_t(Imm))
                    : Op == IR_NOT ? ~Imm
                                   : !Imm);
  }
  uint32_t R = emit(IR_UNARY, Type, L, Value);
  Insns[R].sub = Op;
  return R;
}

static bool foldDivision(ir_binary Op, int64_t A, int64_t B, bool Unsigned,
                         int64_t &R) {
  if (B == 0 || (B == -1 && A == std::numeric_limits<int64_t>::min()))
    return false;
  if (Unsigned)
    R = Op == IR_DIV ? uint64_t(A) / uint64_t(B) : uint64_t(A) % uint64_t(B);
  else
    R = Op == IR_DIV ? A / B : A % B;
  return true;
}

static bool foldShift(ir_binary Op, int64_t A, int64_t B, bool Unsigned,
                      int64_t &R) {
  if (B < 0 || B > 63)
    return false;
  if (Op == IR_SHL)
    R = int64_t(uint64_t(A) << B);
  else
    R = Unsigned ? int64_t(uint64_t(A) >> B) : A >> B;
  return true;
}

static bool fold(ir_binary Op, int64_t A, int64_t B, bool Unsigned,
                 int64_t &R) {
  uint64_t UA = A, UB = B;
  switch (Op) {
  case IR_ADD: R = int64_t(UA + UB); return true;
  case IR_SUB: R = int64_t(UA - UB); return true;
  case IR_MUL: R = int64_t(UA * UB); return true;
  case IR_AND: R = A & B; return true;
  case IR_OR: R = A | B; return true;
  case IR_XOR: R = A ^ B; return true;
  case IR_EQ: R = A == B; return true;
  case IR_NE: R = A != B; return true;
  case IR_LT: R = Unsigned ? UA < UB : A < B; return true;
  case IR_LE: R = Unsigned ? UA <= UB : A <= B; return true;
  case IR_GT: R = Unsigned ? UA > UB : A > B; return true;
  case IR_GE: R = Unsigned ? UA >= UB : A >= B; return true;
  case IR_DIV:
  case IR_REM: return foldDivision(Op, A, B, Unsigned, R);
  case IR_SHL:
  case IR_SHR: return foldShift(Op, A, B, Unsigned, R);
  }
  return false;
}

uint32_t Body::binary(ir_binary Op, uint32_t Type, ir_loc L, uint32_t A,
                      uint32_t B, bool Unsigned) {
  if (!Open)
    return IR_NONE;
  int64_t R;
  if (isConstant(A) && isConstant(B) && foldable(Type) &&
      foldable(Insns[A].type) && foldable(Insns[B].type) &&
      fold(Op, Insns[A].imm, Insns[B].imm, Unsigned, R)) {
    dropConstant(B);
    dropConstant(A);
    return constant(Type, L, R);
  }
  uint32_t I = emit(IR_BINARY, Type, L, A, B, 0, Unsigned ? IR_UNSIGNED : 0);
  Insns[I].sub = Op;
  return I;
}

// ---- Control flow ----
// Until finish(), terminators hold labels where blocks will stand.

Label Body::newLabel() {
  Labels.emplace_back();
  return Labels.size() - 1;
}

void Body::startBlock() {
  Blocks.push_back({uint32_t(Insns.size()), 0});
  Open = true;
}

void Body::end(const ir_insn &I) {
  if (!Open)
    return;
  Insns.push_back(I);
  Blocks.back().count = Insns.size() - Blocks.back().first;
  Open = false;
}

// A lone jump to the place that follows it is no jump.
bool Body::reopen(Label L) {
  if (Open || Labels[L].Refs != 1 || Insns.empty() ||
      Insns.back().op != IR_JUMP || Insns.back().b != L)
    return false;
  Insns.pop_back();
  Open = true;
  return true;
}

void Body::place(Label L, bool Target) {
  if (!Target && (!Labels[L].Refs || reopen(L)))
    return;
  bool Fresh = Open && Blocks.size() > 1 && Blocks.back().first == Insns.size();
  if (!Fresh) {
    jump(L, Insns.empty() ? 0 : Insns.back().loc);
    startBlock();
  }
  Labels[L].Block = Blocks.size() - 1;
}

void Body::jump(Label To, ir_loc L) {
  if (!Open)
    return;
  ir_insn I = make(IR_JUMP, IR_NONE, L);
  I.b = To;
  Labels[To].Refs++;
  end(I);
}

void Body::branch(uint32_t Value, Label True, Label False, ir_loc L) {
  if (!Open)
    return;
  if (isConstant(Value)) {
    bool Taken = Insns[Value].imm != 0;
    dropConstant(Value);
    return jump(Taken ? True : False, L);
  }
  if (True == False)
    return jump(True, L);
  ir_insn I = make(IR_BRANCH, IR_NONE, L);
  I.a = Value;
  I.b = True;
  I.c = False;
  Labels[True].Refs++;
  Labels[False].Refs++;
  end(I);
}

void Body::switchOn(uint32_t Value, Label Default,
                    llvm::ArrayRef<uint32_t> Cases, ir_loc L) {
  if (!Open)
    return;
  ir_insn I = make(IR_SWITCH, IR_NONE, L);
  I.a = Value;
  I.b = Default;
  I.nargs = Cases.size();
  I.args = addArgs(Cases);
  Labels[Default].Refs++;
  for (size_t C = 2; C < Cases.size(); C += 3)
    Labels[Cases[C]].Refs++;
  end(I);
}

void Body::choose(llvm::ArrayRef<Label> Targets, ir_loc L) {
  if (!Open)
    return;
  ir_insn I = make(IR_CHOOSE, IR_NONE, L);
  I.nargs = Targets.size();
  I.args = addArgs(Targets);
  for (Label T : Targets)
    Labels[T].Refs++;
  end(I);
}

void Body::ret(uint32_t Value, ir_loc L) {
  ir_insn I = make(IR_RETURN, IR_NONE, L);
  I.a = Value;
  end(I);
}

void Body::unreachable(ir_loc L) { end(make(IR_UNREACHABLE, IR_NONE, L)); }

// ---- The final form ----

template <typename Fn> void Body::eachTarget(ir_insn &I, Fn F) {
  if (ir_shapes[I.op].b == ROLE_BLOCK)
    F(I.b);
  if (ir_shapes[I.op].c == ROLE_BLOCK)
    F(I.c);
  for (uint32_t A = 0; A < I.nargs; A++)
    if (ir_arg_role(&ir_shapes[I.op], A) == ROLE_BLOCK)
      F(Pool[I.args + A]);
}

// A goto whose label went with dead code around it cannot be; should lowering
// ever be wrong about it, that path ends instead of the compiler.
void Body::placeMissing() {
  for (Label L = 0; L < Labels.size(); L++) {
    if (!Labels[L].Refs || Labels[L].Block != IR_NONE)
      continue;
    place(L);
    unreachable(0);
  }
}

// Returns whether all blocks are reached from the entry.
bool Body::markReachable() {
  llvm::SmallVector<uint32_t, 64> Work = {0};
  size_t Count = 1;
  Reached.assign(Blocks.size(), false);
  Reached[0] = true;
  while (!Work.empty()) {
    const ir_block &B = Blocks[Work.pop_back_val()];
    eachTarget(Insns[B.first + B.count - 1], [&](uint32_t To) {
      if (Reached[To])
        return;
      Reached[To] = true;
      Work.push_back(To);
      Count++;
    });
  }
  return Count == Blocks.size();
}

void Body::renumber(ir_insn &I) {
  const ir_shape &S = ir_shapes[I.op];
  auto Move = [&](uint32_t &Value) {
    if (Value != IR_NONE)
      Value = Moved[Value];
  };
  if (S.a == ROLE_VALUE || S.a == ROLE_OPT_VALUE)
    Move(I.a);
  if (S.b == ROLE_VALUE)
    Move(I.b);
  for (uint32_t A = 0; A < I.nargs; A++)
    if (ir_arg_role(&S, A) == ROLE_VALUE)
      Move(Pool[I.args + A]);
}

void Body::compact() {
  llvm::SmallVector<uint32_t, 64> NewBlock(Blocks.size(), IR_NONE);
  uint32_t NBlocks = 0, NInsns = 0;
  Moved.assign(Insns.size(), 0);
  for (uint32_t B = 0; B < Blocks.size(); B++) {
    if (!Reached[B])
      continue;
    NewBlock[B] = NBlocks;
    ir_block Old = Blocks[B];
    Blocks[NBlocks++] = {NInsns, Old.count};
    for (uint32_t I = Old.first; I < Old.first + Old.count; I++) {
      Moved[I] = NInsns;
      Insns[NInsns] = Insns[I];
      renumber(Insns[NInsns++]);
    }
  }
  Blocks.truncate(NBlocks);
  Insns.truncate(NInsns);
  for (const ir_block &B : Blocks)
    eachTarget(Insns[B.first + B.count - 1],
               [&](uint32_t &To) { To = NewBlock[To]; });
}

template <typename T> static T *keepIn(arena *A, llvm::ArrayRef<T> List) {
  return static_cast<T *>(arena_copy(A, List.data(), List.size() * sizeof(T)));
}

void Body::finish(ir_function &F) {
  placeMissing();
  for (const ir_block &B : Blocks)
    eachTarget(Insns[B.first + B.count - 1],
               [&](uint32_t &To) { To = Labels[To].Block; });
  if (!markReachable())
    compact();
  F.insns = keepIn<ir_insn>(M->arena, Insns);
  F.ninsns = Insns.size();
  F.blocks = keepIn<ir_block>(M->arena, Blocks);
  F.nblocks = Blocks.size();
  F.pool = keepIn<uint32_t>(M->arena, Pool);
  F.npool = Pool.size();
  F.locals = keepIn<ir_local>(M->arena, Locals);
  F.nlocals = Locals.size();
  F.unknowns = Unknowns;
}

} // namespace custody
