// SPDX-License-Identifier: MIT
// Records and arrays as values: initialiser lists, copies.
//
// A store of a constant 0 of record or array type fills all of it with zeros.
// One such store stands in front of an initialiser list that leaves members
// out; after it, literal zeros in the list are not stored again.
#include "lower.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace custody {

static bool isComplete(ASTContext &Ctx, const InitListExpr *E) {
  QualType QT = E->getType();
  if (const auto *A = Ctx.getAsConstantArrayType(QT))
    return E->getNumInits() == A->getZExtSize() && !E->hasArrayFiller();
  for (const Expr *I : E->inits())
    if (isa<ImplicitValueInitExpr>(I))
      return false;
  const RecordDecl *RD = QT->getAsRecordDecl();
  return !RD ||
         (RD->isUnion() ? E->getInitializedFieldInUnion() != nullptr : E->getNumInits() != 0);
}

static bool isZero(const Expr *E) {
  E = selected(E)->IgnoreParenCasts();
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue() == 0;
  return isa<ImplicitValueInitExpr>(E);
}

/// Initialises the aggregate at Dest, at its declaration.
void Lowering::init(uint32_t Dest, const Expr *E) {
  E = selected(E);
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return initList(Dest, List, false);
  if (const auto *C = dyn_cast<CastExpr>(E))
    if (const auto *L = dyn_cast<CompoundLiteralExpr>(selected(C->getSubExpr())))
      if (C->getCastKind() == CK_LValueToRValue)
        return init(Dest, L->getInitializer());
  if (const auto *L = dyn_cast<CompoundLiteralExpr>(E))
    return init(Dest, L->getInitializer());
  into(Dest, E);
}

void Lowering::initList(uint32_t Dest, const InitListExpr *E, bool Zeroed) {
  if (!live())
    return;
  ir_loc L = begin(E);
  if (E->getType()->isArrayType() && E->getNumInits() == 1 &&
      isa<StringLiteral>(selected(E->getInit(0))))
    return into(Dest, E->getInit(0)); // { "text" }
  if (!Zeroed && !isComplete(Ctx, E)) {
    uint32_t Zero = build_const(B, Mod.type(E->getType()), L, 0);
    emit(IR_STORE, IR_NONE, L, Dest, Zero, 0, IR_INIT);
    Zeroed = true;
  }
  if (E->getType()->isArrayType())
    initArray(Dest, E, Zeroed);
  else if (E->getType()->isRecordType())
    initRecord(Dest, E, Zeroed);
  else
    into(Dest, E);
}

void Lowering::initRecord(uint32_t Dest, const InitListExpr *E, bool Zeroed) {
  const RecordDecl *RD = E->getType()->getAsRecordDecl();
  unsigned I = 0;
  for (const FieldDecl *F : RD->fields()) {
    if (F->isUnnamedBitField() || I == E->getNumInits())
      continue;
    if (RD->isUnion() && F != E->getInitializedFieldInUnion())
      continue;
    const Expr *Part = E->getInit(I++);
    if (isa<ImplicitValueInitExpr>(Part) || (Zeroed && isZero(Part)))
      continue;
    initPart(fieldAddr(Dest, F, begin(Part)), Part, Zeroed);
  }
}

void Lowering::initArray(uint32_t Dest, const InitListExpr *E, bool Zeroed) {
  QualType Elem = Ctx.getAsArrayType(E->getType())->getElementType();
  uint32_t Type = Mod.pointerTo(Mod.type(Elem));
  uint32_t IndexType = Mod.type(Ctx.getSizeType());
  uint32_t First = convert(Type, begin(E), Dest, IR_DECAY);
  for (unsigned I = 0; I < E->getNumInits(); I++) {
    const Expr *Part = E->getInit(I);
    if (isa<ImplicitValueInitExpr>(Part) || (Zeroed && isZero(Part)))
      continue;
    ir_loc L = begin(Part);
    uint32_t Index = build_const(B, IndexType, L, I);
    initPart(emit(IR_INDEX, Type, L, First, Index), Part, Zeroed);
  }
}

// A member's initialiser may be any expression, and end here.
void Lowering::initPart(uint32_t Dest, const Expr *E, bool Zeroed) {
  E = selected(E);
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return initList(Dest, List, Zeroed);
  if (isAggregate(E->getType()))
    return into(Dest, E);
  uint32_t Value = expr(E);
  emit(IR_STORE, IR_NONE, begin(E), Dest, Value, 0, IR_INIT);
}

// Whether addr() finds it somewhere, without a temporary.
static bool hasPlace(const Expr *E) {
  if (const auto *C = dyn_cast<CastExpr>(E))
    return C->getCastKind() == CK_LValueToRValue || C->getCastKind() == CK_NoOp;
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return U->getOpcode() == UO_Deref;
  return isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr, StringLiteral, PredefinedExpr,
             CompoundLiteralExpr>(E);
}

/// Puts the aggregate value of E at Dest.
void Lowering::into(uint32_t Dest, const Expr *E) {
  if (!live())
    return;
  E = selected(E);
  ir_loc L = begin(E);
  if (!isAggregate(E->getType()) || isa<CallExpr, VAArgExpr>(E)) {
    uint32_t Value = expr(E);
    emit(IR_STORE, IR_NONE, L, Dest, Value);
  } else if (const auto *List = dyn_cast<InitListExpr>(E)) {
    initList(Dest, List, false);
  } else if (const auto *C = dyn_cast<AbstractConditionalOperator>(E)) {
    chooseInto(Dest, C);
  } else if (const auto *S = dyn_cast<StmtExpr>(E)) {
    stmtExpr(S, Dest);
  } else if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    if (Op->getOpcode() == BO_Comma) {
      discard(Op->getLHS());
      return into(Dest, Op->getRHS());
    }
    uint32_t From = copyRecord(Op);
    emit(IR_COPY, IR_NONE, L, Dest, From);
  } else if (const auto *C = dyn_cast<CastExpr>(E); C && C->getCastKind() == CK_ToUnion) {
    uint32_t Value = expr(C->getSubExpr());
    const FieldDecl *F = C->getTargetUnionField();
    emit(IR_STORE, IR_NONE, L, fieldAddr(Dest, F, L), Value);
  } else if (isa<ImplicitValueInitExpr>(E)) {
    uint32_t Zero = build_const(B, Mod.type(E->getType()), L, 0);
    emit(IR_STORE, IR_NONE, L, Dest, Zero);
  } else if (hasPlace(E)) {
    uint32_t From = addr(E);
    emit(IR_COPY, IR_NONE, L, Dest, From);
  } else {
    uint32_t Value = unknown(E, E->getStmtClassName());
    emit(IR_STORE, IR_NONE, L, Dest, Value);
  }
}

} // namespace custody
