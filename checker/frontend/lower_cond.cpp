// SPDX-License-Identifier: MIT
// Conditions: && || ! ?: become control flow.
#include "lower.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace custody {

bool Lowering::condBinary(const BinaryOperator *E, Label True, Label False) {
  if (E->getOpcode() == BO_Comma) {
    discard(E->getLHS());
    cond(E->getRHS(), True, False);
    return true;
  }
  if (!E->isLogicalOp())
    return false;
  Label Next = B.newLabel();
  if (E->getOpcode() == BO_LAnd)
    cond(E->getLHS(), Next, False);
  else
    cond(E->getLHS(), True, Next);
  B.place(Next);
  cond(E->getRHS(), True, False);
  return true;
}

// A cast that keeps "is it zero" as it is: to bool, or to something wider.
bool Lowering::condCast(const CastExpr *E, Label True, Label False) {
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

void Lowering::condChoice(const AbstractConditionalOperator *E, Label True,
                          Label False) {
  Label Then = B.newLabel(), Else = B.newLabel();
  cond(E->getCond(), Then, Else);
  B.place(Then);
  cond(E->getTrueExpr(), True, False);
  B.place(Else);
  cond(E->getFalseExpr(), True, False);
}

static const Expr *expected(const Expr *E) {
  const auto *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *FD = Call ? Call->getDirectCallee() : nullptr;
  if (!FD)
    return nullptr;
  unsigned ID = FD->getBuiltinID();
  return ID == Builtin::BI__builtin_expect ||
                 ID == Builtin::BI__builtin_expect_with_probability
             ? Call->getArg(0)
             : nullptr;
}

/// Branches on E. Does nothing where the code is dead.
void Lowering::cond(const Expr *E, Label True, Label False) {
  if (!B.live())
    return;
  E = selected(E);
  if (const Expr *Likely = expected(E))
    return cond(Likely, True, False);
  if (const auto *U = dyn_cast<UnaryOperator>(E);
      U && U->getOpcode() == UO_LNot)
    return cond(U->getSubExpr(), False, True);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
    return condChoice(Choice, True, False);
  if (const auto *Op = dyn_cast<BinaryOperator>(E);
      Op && condBinary(Op, True, False))
    return;
  if (const auto *C = dyn_cast<CastExpr>(E); C && condCast(C, True, False))
    return;
  uint32_t Value = expr(E);
  B.branch(Value, True, False, begin(E));
}

/// The value, 0 or 1, of a logical expression.
uint32_t Lowering::truth(const Expr *E) {
  uint32_t Type = Mod.type(E->getType());
  ir_loc L = begin(E);
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    const Expr *Sub = selected(U->getSubExpr());
    if (!isa<BinaryOperator>(Sub->IgnoreParenImpCasts()) ||
        !cast<BinaryOperator>(Sub->IgnoreParenImpCasts())->isLogicalOp())
      return B.unary(IR_LNOT, Type, L, expr(Sub));
  }
  Label True = B.newLabel(), False = B.newLabel(), End = B.newLabel();
  cond(E, True, False);
  if (!B.refs(True) || !B.refs(False)) {
    bool Value = B.refs(True);
    B.place(Value ? True : False);
    return B.constant(Type, L, Value);
  }
  uint32_t Local = temporaryLocal(Type, L);
  for (bool Value : {true, false}) {
    B.place(Value ? True : False);
    uint32_t C = B.constant(Type, L, Value);
    B.emit(IR_STORE, IR_NONE, L, localAddr(Local, L), C);
    if (Value)
      B.jump(End, L);
  }
  B.place(End);
  return B.emit(IR_LOAD, Type, L, localAddr(Local, L));
}

// ---- c ? x : y and x ?: y ----

/// Branches on the condition of E. If it is constant, only one arm is code:
/// that arm, and it starts here. Else null.
const Expr *Lowering::onlyArm(const AbstractConditionalOperator *E, Label Then,
                              Label Else) {
  if (const auto *Short = dyn_cast<BinaryConditionalOperator>(E)) {
    const Expr *Common = Short->getCommon();
    uint32_t Value = Common->isGLValue() ? addr(Common) : expr(Common);
    Opaque[Short->getOpaqueValue()] = Value;
    B.keep();
  }
  cond(E->getCond(), Then, Else);
  if (B.refs(Then) && B.refs(Else))
    return nullptr;
  bool Taken = B.refs(Then);
  B.place(Taken ? Then : Else);
  return Taken ? E->getTrueExpr() : E->getFalseExpr();
}

template <typename Fn>
void Lowering::eachArm(const AbstractConditionalOperator *E, Fn Lower) {
  Label Then = B.newLabel(), Else = B.newLabel(), End = B.newLabel();
  if (const Expr *Only = onlyArm(E, Then, Else))
    return Lower(Only);
  B.place(Then);
  Lower(E->getTrueExpr());
  B.jump(End, begin(E));
  B.place(Else);
  Lower(E->getFalseExpr());
  B.place(End);
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
  Label Then = B.newLabel(), Else = B.newLabel(), End = B.newLabel();
  uint32_t Type = Mod.type(E->getType());
  if (const Expr *Only = onlyArm(E, Then, Else))
    return expr(Only);
  uint32_t Local = temporaryLocal(Type, begin(E));
  for (bool Taken : {true, false}) {
    const Expr *Arm = Taken ? E->getTrueExpr() : E->getFalseExpr();
    B.place(Taken ? Then : Else);
    uint32_t Value = expr(Arm);
    B.emit(IR_STORE, IR_NONE, begin(Arm), localAddr(Local, begin(Arm)), Value);
    B.jump(End, begin(E));
  }
  B.place(End);
  return B.emit(IR_LOAD, Type, begin(E), localAddr(Local, begin(E)));
}

} // namespace custody
