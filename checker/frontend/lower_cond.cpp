// SPDX-License-Identifier: MIT
// Conditions: && || ! ?: become control flow.
#include "lower.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace custody {

bool Lowering::condBinary(const BinaryOperator *E, ir_label True, ir_label False) {
  if (E->getOpcode() == BO_Comma) {
    discard(E->getLHS());
    cond(E->getRHS(), True, False);
    return true;
  }
  if (!E->isLogicalOp())
    return false;
  ir_label Next = build_label(B);
  if (E->getOpcode() == BO_LAnd)
    cond(E->getLHS(), Next, False);
  else
    cond(E->getLHS(), True, Next);
  build_place(B, Next);
  cond(E->getRHS(), True, False);
  return true;
}

// A cast that keeps "is it zero" as it is: to bool, or to something wider.
bool Lowering::condCast(const CastExpr *E, ir_label True, ir_label False) {
  const Expr *Sub = E->getSubExpr();
  switch (E->getCastKind()) {
  case CK_IntegralToBoolean:
  case CK_PointerToBoolean:
  case CK_BooleanToSignedIntegral:
  case CK_NoOp: break;
  case CK_IntegralCast:
    if (E->getType()->isBooleanType() ||
        Ctx.getTypeSize(E->getType()) >= Ctx.getTypeSize(Sub->getType()))
      break;
    return false;
  default: return false;
  }
  cond(Sub, True, False);
  return true;
}

void Lowering::condChoice(const AbstractConditionalOperator *E, ir_label True, ir_label False) {
  ir_label Then = build_label(B), Else = build_label(B);
  cond(E->getCond(), Then, Else);
  build_place(B, Then);
  cond(E->getTrueExpr(), True, False);
  build_place(B, Else);
  cond(E->getFalseExpr(), True, False);
}

static const Expr *expected(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *FD = Call ? Call->getDirectCallee() : nullptr;
  if (!FD)
    return nullptr;
  unsigned ID = FD->getBuiltinID();
  return ID == Builtin::BI__builtin_expect || ID == Builtin::BI__builtin_expect_with_probability
             ? Call->getArg(0)
             : nullptr;
}

/// Branches on E. Does nothing where the code is dead.
void Lowering::cond(const Expr *E, ir_label True, ir_label False) {
  if (!live())
    return;
  E = selected(E);
  if (const Expr *Likely = expected(E))
    return cond(Likely, True, False);
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_LNot)
    return cond(U->getSubExpr(), False, True);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    return condChoice(Choice, True, False);
  if (const auto *Op = dyn_cast<BinaryOperator>(E); Op && condBinary(Op, True, False))
    return;
  if (const auto *C = dyn_cast<CastExpr>(E); C && condCast(C, True, False))
    return;
  uint32_t Value = expr(E);
  build_branch(B, Value, True, False, begin(E));
}

/// The value, 0 or 1, of a logical expression.
uint32_t Lowering::truth(const Expr *E) {
  uint32_t Type = Mod.type(E->getType());
  ir_loc L = begin(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    const Expr *Sub = selected(U->getSubExpr());
    if (!isa<BinaryOperator>(Sub->IgnoreParenImpCasts()) ||
        !cast<BinaryOperator>(Sub->IgnoreParenImpCasts())->isLogicalOp())
      return build_unary(B, IR_LNOT, Type, L, expr(Sub));
  }
  ir_label True = build_label(B), False = build_label(B), End = build_label(B);
  cond(E, True, False);
  if (!build_refs(B, True) || !build_refs(B, False)) {
    bool Value = build_refs(B, True);
    build_place(B, Value ? True : False);
    return build_const(B, Type, L, Value);
  }
  uint32_t Local = temporaryLocal(Type, L);
  for (bool Value : {true, false}) {
    build_place(B, Value ? True : False);
    uint32_t C = build_const(B, Type, L, Value);
    emit(IR_STORE, IR_NONE, L, localAddr(Local, L), C);
    if (Value)
      build_jump(B, End, L);
  }
  build_place(B, End);
  return emit(IR_LOAD, Type, L, localAddr(Local, L));
}

// ---- c ? x : y and x ?: y ----

/// Branches on the condition of E. If it is constant, only one arm is code:
/// that arm, and it starts here. Else null.
const Expr *Lowering::onlyArm(const AbstractConditionalOperator *E, ir_label Then, ir_label Else) {
  if (const auto *Short = dyn_cast<BinaryConditionalOperator>(E)) {
    const Expr *Common = Short->getCommon();
    uint32_t Value = Common->isGLValue() ? addr(Common) : expr(Common);
    Opaque[Short->getOpaqueValue()] = Value;
    build_keep(B);
  }
  cond(E->getCond(), Then, Else);
  if (build_refs(B, Then) && build_refs(B, Else))
    return nullptr;
  bool Taken = build_refs(B, Then);
  build_place(B, Taken ? Then : Else);
  return Taken ? E->getTrueExpr() : E->getFalseExpr();
}

template <typename Fn> void Lowering::eachArm(const AbstractConditionalOperator *E, Fn Lower) {
  ir_label Then = build_label(B), Else = build_label(B), End = build_label(B);
  if (const Expr *Only = onlyArm(E, Then, Else))
    return Lower(Only);
  build_place(B, Then);
  Lower(E->getTrueExpr());
  build_jump(B, End, begin(E));
  build_place(B, Else);
  Lower(E->getFalseExpr());
  build_place(B, End);
}

void Lowering::discardChoice(const AbstractConditionalOperator *E) {
  eachArm(E, [&](const Expr *Arm) { discard(Arm); });
}

void Lowering::chooseInto(uint32_t Dest, const AbstractConditionalOperator *E) {
  eachArm(E, [&](const Expr *Arm) { into(Dest, Arm); });
}

/// The value, by way of a temporary.
uint32_t Lowering::choice(const AbstractConditionalOperator *E) {
  if (E->getType()->isVoidType()) {
    discardChoice(E);
    return IR_NONE;
  }
  ir_label Then = build_label(B), Else = build_label(B), End = build_label(B);
  uint32_t Type = Mod.type(E->getType());
  if (const Expr *Only = onlyArm(E, Then, Else))
    return expr(Only);
  uint32_t Local = temporaryLocal(Type, begin(E));
  for (bool Taken : {true, false}) {
    const Expr *Arm = Taken ? E->getTrueExpr() : E->getFalseExpr();
    build_place(B, Taken ? Then : Else);
    uint32_t Value = expr(Arm);
    emit(IR_STORE, IR_NONE, begin(Arm), localAddr(Local, begin(Arm)), Value);
    build_jump(B, End, begin(E));
  }
  build_place(B, End);
  return emit(IR_LOAD, Type, begin(E), localAddr(Local, begin(E)));
}

} // namespace custody
