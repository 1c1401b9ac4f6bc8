// SPDX-License-Identifier: MIT
// Expressions: values, addresses, assignments, arithmetic.
#include "lower.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace custody {

// ---- Locals ----

uint32_t Lowering::localOf(const VarDecl *VD) {
  auto [It, New] = LocalOf.try_emplace(VD, 0);
  if (!New)
    return It->second;
  ir_local L = {};
  L.name = VD->getIdentifier() ? Mod.string(VD->getName()) : STR_EMPTY;
  L.type = Mod.type(VD->getType());
  L.loc = Module::loc(VD->getLocation());
  if (VD->hasAttrs())
    L.attrs = Mod.attributes(VD);
  return It->second = build_add_local(B, L);
}

uint32_t Lowering::localAddr(uint32_t Local, ir_loc L) {
  bool Temporary = build_local(B, Local)->name == STR_EMPTY;
  return emit(IR_LOCAL, Mod.pointerTo(build_local(B, Local)->type), L, Local, 0, 0,
              Temporary ? IR_DECAY : 0);
}

/// A new local that only the frontend knows.
uint32_t Lowering::temporaryLocal(uint32_t Type, ir_loc L) {
  ir_local New = {};
  New.type = Type;
  New.loc = L;
  return build_add_local(B, New);
}

// &x, &x.field and a decaying x.array make x reachable for others.
void Lowering::markAddressTaken(const Expr *E) {
  for (;;) {
    E = selected(E)->IgnoreParenNoopCasts(Ctx);
    if (const auto *ME = dyn_cast<MemberExpr>(E)) {
      if (ME->isArrow())
        return;
      E = ME->getBase();
    } else if (const auto *AS = dyn_cast<ArraySubscriptExpr>(E)) {
      const Expr *Base = AS->getBase()->IgnoreParenImpCasts();
      if (!Base->getType()->isArrayType())
        return;
      E = Base;
    } else {
      break;
    }
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *VD = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (VD && !VD->hasGlobalStorage())
    build_local(B, localOf(VD))->address_taken = true;
}

// ---- Values ----

uint32_t Lowering::unknown(const Expr *E, const char *Reason) {
  return build_unknown(B, Mod.type(E->getType()), begin(E), Reason);
}

uint32_t Lowering::evaluated(const Expr *E, const char *Otherwise) {
  Expr::EvalResult R;
  if (E->isValueDependent() || !E->EvaluateAsInt(R, Ctx))
    return unknown(E, Otherwise);
  return build_const(B, Mod.type(E->getType()), begin(E),
                     R.Val.getInt().extOrTrunc(64).getSExtValue());
}

void Lowering::discard(const Expr *E) {
  if (!live())
    return;
  E = selected(E);
  if (const auto *SE = dyn_cast<StmtExpr>(E))
    stmtExpr(SE, IR_NONE);
  else if (const auto *C = dyn_cast<AbstractConditionalOperator>(E))
    discardChoice(C);
  else if (const auto *A = dyn_cast<BinaryOperator>(E);
           A && A->getOpcode() == BO_Assign && isAggregate(A->getType()))
    copyRecord(A);
  else if (const auto *C = dyn_cast<CastExpr>(E); C && C->getCastKind() == CK_ToVoid)
    discardOnPurpose(C->getSubExpr());
  else if (E->isGLValue())
    addr(E);
  else
    expr(E);
}

/// It is cast to void: the source says that nothing is to look at it.
void Lowering::discardOnPurpose(const Expr *E) {
  Ignored = dyn_cast<CallExpr>(E->IgnoreParens());
  discard(E);
}

/// The value of E; IR_NONE if it has type void or cannot be reached.
uint32_t Lowering::expr(const Expr *E) {
  if (!live())
    return IR_NONE;
  uint32_t Value = exprUnchecked(E);
  if (Value == IR_NONE && live() && !E->getType()->isVoidType())
    return unknown(E, "no value");
  return Value;
}

uint32_t Lowering::literal(const Expr *E) {
  uint32_t Type = Mod.type(E->getType());
  ir_loc L = begin(E);
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return build_const(B, Type, L, int64_t(I->getValue().getLimitedValue()));
  if (const auto *C = dyn_cast<CharacterLiteral>(E))
    return build_const(B, Type, L, int64_t(C->getValue()));
  if (const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(E))
    return build_const(B, Type, L, Bool->getValue());
  if (const auto *F = dyn_cast<FloatingLiteral>(E)) // its bits, as a double
    return build_const(B, Type, L, llvm::bit_cast<int64_t>(F->getValueAsApproximateDouble()));
  return build_const(B, Type, L, 0);
}

uint32_t Lowering::sizeOf(const UnaryExprOrTypeTraitExpr *E) {
  if (E->isArgumentType())
    sizes(E->getArgumentType());
  return evaluated(E, "size of a variable length array");
}

/// { x } as a value.
uint32_t Lowering::listValue(const InitListExpr *E) {
  if (isAggregate(E->getType()))
    return load(E, addr(E));
  if (E->getType()->isScalarType())
    return E->getNumInits() ? expr(E->getInit(0)) : literal(E);
  for (const Expr *Part : E->inits())
    discard(Part);
  return unknown(E, "vector or complex literal");
}

uint32_t Lowering::exprUnchecked(const Expr *E) {
  E = selected(E);
  switch (E->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::FloatingLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
  case Stmt::ImplicitValueInitExprClass: return literal(E);
  case Stmt::UnaryExprOrTypeTraitExprClass: return sizeOf(cast<UnaryExprOrTypeTraitExpr>(E));
  case Stmt::OffsetOfExprClass: return evaluated(E, "variable offsetof");
  case Stmt::TypeTraitExprClass:
  case Stmt::SourceLocExprClass: return evaluated(E, "trait");
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass: return castExpr(cast<CastExpr>(E));
  case Stmt::UnaryOperatorClass: return unaryExpr(cast<UnaryOperator>(E));
  case Stmt::BinaryOperatorClass: return binaryExpr(cast<BinaryOperator>(E));
  case Stmt::CompoundAssignOperatorClass: return compoundAssign(cast<CompoundAssignOperator>(E));
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass:
    if (isAggregate(E->getType()))
      return load(E, addr(E));
    return choice(cast<AbstractConditionalOperator>(E));
  case Stmt::CallExprClass: return callExpr(cast<CallExpr>(E));
  case Stmt::StmtExprClass: return stmtExpr(cast<StmtExpr>(E), IR_NONE);
  case Stmt::AtomicExprClass: return atomicExpr(cast<AtomicExpr>(E));
  case Stmt::OpaqueValueExprClass: return Opaque.lookup_or(cast<OpaqueValueExpr>(E), IR_NONE);
  case Stmt::InitListExprClass: return listValue(cast<InitListExpr>(E));
  case Stmt::DeclRefExprClass:
    if (const auto *C = dyn_cast<EnumConstantDecl>(cast<DeclRefExpr>(E)->getDecl()))
      return build_const(B, Mod.type(E->getType()), begin(E),
                         C->getInitVal().extOrTrunc(64).getSExtValue());
    return load(E, addr(E));
  case Stmt::MemberExprClass:
  case Stmt::ArraySubscriptExprClass:
  case Stmt::CompoundLiteralExprClass: return load(E, addr(E));
  case Stmt::AddrLabelExprClass: // Never NULL. Who jumps there may come from any place that names a
                                 // label.
    return build_const(B, Mod.type(E->getType()), begin(E), 1);
  case Stmt::VAArgExprClass: return unknown(E, "va_arg");
  case Stmt::RecoveryExprClass: return unknown(E, "expression with an error");
  default: return unknown(E, E->getStmtClassName());
  }
}

/// Reads E, whose address is known. A function or an array is its address.
uint32_t Lowering::load(const Expr *E, uint32_t Addr) {
  if (!live() || E->getType()->isFunctionType() || E->getType()->isArrayType())
    return Addr;
  return emit(IR_LOAD, Mod.type(E->getType()), begin(E), Addr);
}

// ---- Addresses ----

uint32_t Lowering::variableAddr(const ValueDecl *D, ir_loc L) {
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    uint32_t Fn = Mod.function(F);
    return emit(IR_FUNC, Mod.pointerTo(Mod.type(F->getType())), L, Fn);
  }
  const auto *VD = dyn_cast<VarDecl>(D);
  if (!VD)
    return IR_NONE;
  if (!VD->hasGlobalStorage())
    return localAddr(localOf(VD), L);
  uint32_t G = Mod.global(VD);
  return emit(IR_GLOBAL, Mod.pointerTo(Mod.type(VD->getType())), L, G);
}

uint32_t Lowering::fieldAddr(uint32_t Record, const FieldDecl *F, ir_loc L) {
  uint32_t Owner = Mod.record(F->getParent());
  return emit(IR_FIELD, Mod.pointerTo(Mod.type(F->getType())), L, Record, Owner,
              F->getFieldIndex());
}

uint32_t Lowering::memberAddr(const MemberExpr *E) {
  uint32_t Base = E->isArrow() ? expr(E->getBase()) : addr(E->getBase());
  const auto *F = dyn_cast<FieldDecl>(E->getMemberDecl());
  if (!F || !live())
    return IR_NONE;
  return fieldAddr(Base, F, begin(E));
}

// The array of a[i] does not escape by decaying here.
uint32_t Lowering::subscriptAddr(const ArraySubscriptExpr *E) {
  const auto *Cast = dyn_cast<ImplicitCastExpr>(selected(E->getBase()));
  uint32_t Base;
  if (Cast && Cast->getCastKind() == CK_ArrayToPointerDecay)
    Base = decay(Cast);
  else if (E->getBase()->getType()->isVectorType())
    Base = addr(E->getBase());
  else
    Base = expr(E->getBase());
  uint32_t Index = expr(E->getIdx());
  return emit(IR_INDEX, Mod.pointerTo(Mod.type(E->getType())), begin(E), Base, Index);
}

/// The address of an lvalue, or of a place that holds a record's value.
uint32_t Lowering::addr(const Expr *E) {
  if (!live())
    return IR_NONE;
  E = selected(E);
  ir_loc L = begin(E);
  switch (E->getStmtClass()) {
  case Stmt::DeclRefExprClass: return variableAddr(cast<DeclRefExpr>(E)->getDecl(), L);
  case Stmt::MemberExprClass: return memberAddr(cast<MemberExpr>(E));
  case Stmt::ArraySubscriptExprClass: return subscriptAddr(cast<ArraySubscriptExpr>(E));
  case Stmt::UnaryOperatorClass:
    if (cast<UnaryOperator>(E)->getOpcode() == UO_Deref)
      return expr(cast<UnaryOperator>(E)->getSubExpr());
    break;
  case Stmt::StringLiteralClass: {
    const auto *S = cast<StringLiteral>(E);
    str_id Text = S->getCharByteWidth() == 1 ? Mod.string(S->getString()) : STR_EMPTY;
    return emit(IR_STRING, Mod.pointerTo(Mod.type(E->getType())), L, Text);
  }
  case Stmt::PredefinedExprClass: return addr(cast<PredefinedExpr>(E)->getFunctionName());
  case Stmt::OpaqueValueExprClass:
    if (E->isGLValue())
      return Opaque.lookup_or(cast<OpaqueValueExpr>(E), IR_NONE);
    break;
  case Stmt::ImplicitCastExprClass:
  case Stmt::CStyleCastExprClass: {
    const auto *C = cast<CastExpr>(E);
    if (C->getCastKind() == CK_LValueToRValue || C->getCastKind() == CK_NoOp)
      return addr(C->getSubExpr());
    break;
  }
  case Stmt::CompoundLiteralExprClass:
    if (cast<CompoundLiteralExpr>(E)->isFileScope())
      return emit(IR_GLOBAL, Mod.pointerTo(Mod.type(E->getType())), L,
                  Mod.global(cast<CompoundLiteralExpr>(E)));
    break;
  default: break;
  }
  if (E->getType()->isVoidType() || E->getType()->isFunctionType())
    return unknown(E, "address");
  uint32_t Local = temporaryLocal(Mod.type(E->getType()), L);
  uint32_t Temp = localAddr(Local, L);
  if (const auto *CL = dyn_cast<CompoundLiteralExpr>(E)) {
    build_local(B, Local)->address_taken = true;
    init(Temp, CL->getInitializer());
  } else {
    into(Temp, E);
  }
  return Temp;
}

// ---- Operators ----

uint32_t Lowering::unaryExpr(const UnaryOperator *E) {
  const Expr *Sub = E->getSubExpr();
  uint32_t Type = Mod.type(E->getType());
  switch (E->getOpcode()) {
  case UO_AddrOf: markAddressTaken(Sub); return addr(Sub);
  case UO_Deref: return load(E, expr(Sub));
  case UO_Plus: return expr(Sub);
  case UO_Minus: return build_unary(B, IR_NEG, Type, begin(E), expr(Sub));
  case UO_Not: return build_unary(B, IR_NOT, Type, begin(E), expr(Sub));
  case UO_LNot: return truth(E);
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec: return increment(E);
  default: return unknown(E, "unary operator");
  }
}

/// Pointer + Count elements, or - with Back.
uint32_t Lowering::offsetPointer(uint32_t Type, ir_loc L, uint32_t Pointer, uint32_t Count,
                                 bool Back) {
  if (!live())
    return IR_NONE;
  if (Back)
    Count = build_unary(B, IR_NEG, Mod.type(Ctx.getPointerDiffType()), L,
                        convert(Mod.type(Ctx.getPointerDiffType()), L, Count));
  return emit(IR_INDEX, Type, L, Pointer, Count);
}

uint32_t Lowering::increment(const UnaryOperator *E) {
  QualType QT = E->getType();
  uint32_t Type = Mod.type(QT);
  ir_loc L = begin(E);
  uint32_t Addr = addr(E->getSubExpr());
  uint32_t Old = load(E->getSubExpr(), Addr), New;
  if (QT->isPointerType())
    New = offsetPointer(Type, L, Old, build_const(B, Mod.type(Ctx.getPointerDiffType()), L, 1),
                        E->isDecrementOp());
  else
    New = build_binary(B, E->isIncrementOp() ? IR_ADD : IR_SUB, Type, L, Old,
                       build_const(B, Type, L, 1), false);
  emit(IR_STORE, IR_NONE, L, Addr, New);
  return E->isPrefix() ? New : Old;
}

static bool irOperator(BinaryOperatorKind Op, ir_binary &R) {
  switch (Op) {
  case BO_Mul: R = IR_MUL; return true;
  case BO_Div: R = IR_DIV; return true;
  case BO_Rem: R = IR_REM; return true;
  case BO_Add: R = IR_ADD; return true;
  case BO_Sub: R = IR_SUB; return true;
  case BO_Shl: R = IR_SHL; return true;
  case BO_Shr: R = IR_SHR; return true;
  case BO_And: R = IR_AND; return true;
  case BO_Or: R = IR_OR; return true;
  case BO_Xor: R = IR_XOR; return true;
  case BO_EQ: R = IR_EQ; return true;
  case BO_NE: R = IR_NE; return true;
  case BO_LT: R = IR_LT; return true;
  case BO_LE: R = IR_LE; return true;
  case BO_GT: R = IR_GT; return true;
  case BO_GE: R = IR_GE; return true;
  default: return false;
  }
}

uint32_t Lowering::arithmetic(const BinaryOperator *E, BinaryOperatorKind Op, uint32_t L,
                              uint32_t R, QualType LType, QualType RType, QualType QT) {
  ir_loc Loc = begin(E);
  uint32_t Type = Mod.type(QT);
  ir_binary IrOp;
  if (QT->isPointerType() && LType->isPointerType())
    return offsetPointer(Type, Loc, L, R, Op == BO_Sub);
  if (QT->isPointerType() && RType->isPointerType())
    return offsetPointer(Type, Loc, R, L, false);
  if (!irOperator(Op, IrOp))
    return unknown(E, "binary operator");
  bool Unsigned = LType->isPointerType() || LType->isUnsignedIntegerOrEnumerationType();
  return build_binary(B, IrOp, Type, Loc, L, R, Unsigned);
}

uint32_t Lowering::binaryExpr(const BinaryOperator *E) {
  const Expr *LHS = E->getLHS(), *RHS = E->getRHS();
  switch (E->getOpcode()) {
  case BO_Assign: return assign(E);
  case BO_Comma: discard(LHS); return expr(RHS);
  case BO_LAnd:
  case BO_LOr: return truth(E);
  default: break;
  }
  if (E->getType()->isVectorType() || E->getType()->isAnyComplexType()) {
    discard(LHS);
    discard(RHS);
    return unknown(E, "vector or complex arithmetic");
  }
  uint32_t L = expr(LHS);
  uint32_t R = expr(RHS);
  return arithmetic(E, E->getOpcode(), L, R, LHS->getType(), RHS->getType(), E->getType());
}

/// *a = *b; returns the address of *a.
uint32_t Lowering::copyRecord(const BinaryOperator *E) {
  uint32_t From = addr(E->getRHS());
  uint32_t To = addr(E->getLHS());
  emit(IR_COPY, IR_NONE, begin(E), To, From);
  return To;
}

// The right side first, as clang's own code does: p->x = f(p) stores through
// the p, and after the effects, of the call.
uint32_t Lowering::assign(const BinaryOperator *E) {
  if (isAggregate(E->getType()))
    return load(E, copyRecord(E));
  uint32_t Value = expr(E->getRHS());
  uint32_t To = addr(E->getLHS());
  emit(IR_STORE, IR_NONE, begin(E), To, Value);
  return Value;
}

uint32_t Lowering::compoundAssign(const CompoundAssignOperator *E) {
  ir_loc L = begin(E);
  uint32_t Value = expr(E->getRHS());
  uint32_t To = addr(E->getLHS());
  uint32_t Old = load(E->getLHS(), To);
  if (!live())
    return IR_NONE;
  QualType Wide = E->getComputationLHSType();
  Old = convert(Mod.type(Wide), L, Old);
  BinaryOperatorKind Op = BinaryOperator::getOpForCompoundAssignment(E->getOpcode());
  uint32_t New =
      arithmetic(E, Op, Old, Value, Wide, E->getRHS()->getType(), E->getComputationResultType());
  New = convert(Mod.type(E->getType()), L, New);
  emit(IR_STORE, IR_NONE, L, To, New);
  return New;
}

/// A plain load, store or exchange, as other volatile accesses are.
bool Lowering::atomicAccess(const AtomicExpr *E, uint32_t &Value) {
  AtomicExpr::AtomicOp Op = E->getOp();
  bool Loads = Op == AtomicExpr::AO__atomic_load_n || Op == AtomicExpr::AO__c11_atomic_load;
  bool Stores = Op == AtomicExpr::AO__atomic_store_n || Op == AtomicExpr::AO__c11_atomic_store;
  if (Op == AtomicExpr::AO__atomic_exchange_n || Op == AtomicExpr::AO__c11_atomic_exchange)
    Loads = Stores = true;
  if (!Loads && !Stores)
    return false;
  uint32_t Addr = expr(E->getPtr());
  uint32_t New = Stores ? expr(E->getVal1()) : IR_NONE;
  Value = Loads && live() ? emit(IR_LOAD, Mod.type(E->getType()), begin(E), Addr) : IR_NONE;
  if (Stores)
    emit(IR_STORE, IR_NONE, begin(E), Addr, New);
  return true;
}

// Operands in clang's own order: pointer, order, values.
uint32_t Lowering::atomicExpr(const AtomicExpr *E) {
  uint32_t Value;
  if (atomicAccess(E, Value))
    return Value;
  SmallVector<uint32_t, 6> Args;
  for (const Stmt *Child : E->children())
    Args.push_back(expr(cast<Expr>(Child)));
  std::string Name = E->getOpAsString().str();
  return withArgs(
      IR_CALL, Mod.type(E->getType()), begin(E),
      emit(IR_FUNC, Mod.pointerTo(Mod.type(Ctx.VoidTy)), begin(E), Mod.namedFunction(Name)), Args);
}

/// The expression that a statement expression ends with, maybe behind labels,
/// which are placed; null if it ends otherwise.
const Expr *Lowering::lastValue(const Stmt *S) {
  for (;;) {
    if (const auto *A = dyn_cast<AttributedStmt>(S)) {
      S = A->getSubStmt();
    } else if (const auto *LS = dyn_cast<LabelStmt>(S); LS && isa<ValueStmt>(LS->getSubStmt())) {
      build_place_target(B, label(LS->getDecl()));
      S = LS->getSubStmt();
    } else {
      return dyn_cast<Expr>(S);
    }
  }
}

/// With Into, the value is stored there.
uint32_t Lowering::stmtExpr(const StmtExpr *E, uint32_t Into) {
  size_t Depth = Scopes.size();
  uint32_t Value = IR_NONE;
  const CompoundStmt *S = E->getSubStmt();
  const Stmt *Last = S->body_empty() ? nullptr : S->body_back();
  for (const Stmt *Child : S->body()) {
    const Expr *Result = Child == Last ? lastValue(Child) : nullptr;
    if (!Result || E->getType()->isVoidType())
      stmt(Child);
    else if (Into != IR_NONE)
      into(Into, Result);
    else
      Value = expr(Result);
  }
  endScope(Depth, Module::loc(S->getRBracLoc()));
  return Value;
}

} // namespace custody
