// SPDX-License-Identifier: MIT
// Casts, and container_of(), which is one.
#include "lower.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace custody {

uint32_t Lowering::decay(const CastExpr *E) {
  uint32_t Array = addr(E->getSubExpr());
  return convert(Mod.type(E->getType()), begin(E), Array, IR_DECAY);
}

uint32_t Lowering::castExpr(const CastExpr *E) {
  const Expr *Sub = E->getSubExpr();
  uint32_t Type = Mod.type(E->getType());
  switch (E->getCastKind()) {
  case CK_LValueToRValue: return load(E, addr(Sub));
  case CK_NoOp:
  case CK_AtomicToNonAtomic:
  case CK_NonAtomicToAtomic: return expr(Sub);
  case CK_ToVoid: discardOnPurpose(Sub); return IR_NONE;
  case CK_ArrayToPointerDecay: markAddressTaken(Sub); return decay(E);
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr: return addr(Sub);
  case CK_NullToPointer: return build_const(B, Type, begin(E), 0);
  case CK_BitCast:
    if (uint32_t Value = container(E); Value != IR_NONE)
      return Value;
    return convert(Type, begin(E), expr(Sub));
  case CK_AddressSpaceConversion:
  case CK_IntegralToPointer:
  case CK_PointerToIntegral:
  case CK_PointerToBoolean:
  case CK_IntegralCast:
  case CK_IntegralToBoolean:
  case CK_BooleanToSignedIntegral:
  case CK_IntegralToFloating:
  case CK_FloatingToIntegral:
  case CK_FloatingToBoolean:
  case CK_FloatingCast: return convert(Type, begin(E), expr(Sub));
  case CK_ToUnion: return load(E, addr(E));
  default: return unknown(E, E->getCastKindName());
  }
}

// (T *)((void *)p - offsetof(T, a.b)), through any casts and parentheses.
uint32_t Lowering::container(const CastExpr *E) {
  if (!E->getType()->isPointerType() || !E->getType()->getPointeeType()->isRecordType())
    return IR_NONE;
  const auto *Minus = dyn_cast<BinaryOperator>(E->getSubExpr()->IgnoreParenCasts());
  if (!Minus || Minus->getOpcode() != BO_Sub || !Minus->getType()->isPointerType())
    return IR_NONE;
  const auto *Offset = dyn_cast<OffsetOfExpr>(Minus->getRHS()->IgnoreParenCasts());
  QualType Unit = Minus->getType()->getPointeeType();
  if (!Offset || !(Unit->isVoidType() || Unit->isCharType()))
    return IR_NONE;
  for (unsigned I = 0; I < Offset->getNumComponents(); I++)
    if (Offset->getComponent(I).getKind() != OffsetOfNode::Field &&
        Offset->getComponent(I).getKind() != OffsetOfNode::Array)
      return IR_NONE;
  uint32_t Value = expr(Minus->getLHS());
  if (!live())
    return IR_NONE;
  Value = containerChain(Offset, Value);
  return convert(Mod.type(E->getType()), begin(E), Value);
}

uint32_t Lowering::containerChain(const OffsetOfExpr *E, uint32_t Value) {
  ir_loc L = begin(E);
  for (unsigned I = E->getNumComponents(); I-- > 0;) {
    OffsetOfNode Node = E->getComponent(I);
    if (Node.getKind() == OffsetOfNode::Field) {
      const FieldDecl *F = Node.getField();
      uint32_t Owner = Mod.record(F->getParent());
      uint32_t Type = Mod.pointerTo(Mod.type(Ctx.getCanonicalTagType(F->getParent())));
      Value = emit(IR_CONTAINER, Type, L, Value, Owner, F->getFieldIndex());
      continue;
    }
    const Expr *Index = E->getIndexExpr(Node.getArrayExprIndex());
    uint32_t Count = expr(Index);
    if (isConstant(Count) && build_insn(B, Count)->imm == 0)
      continue;
    Value = offsetPointer(build_insn(B, Value)->type, L, Value, Count, true);
  }
  return Value;
}

} // namespace custody
