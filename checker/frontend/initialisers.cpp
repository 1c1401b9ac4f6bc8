// SPDX-License-Identifier: MIT
// Static initialisers, flattened to their explicit non-zero scalars: above all
// the operations tables, but also ids and flags next to them.
#include "module.h"

using namespace clang;

namespace custody {

namespace {

struct Position {
  uint32_t Record = IR_NONE;
  uint32_t Field = IR_NONE;
  uint32_t Elem = IR_NONE;
  bool Inside = false; // of the variable: Elem, if any, is set
};

class Flattener {
public:
  explicit Flattener(Module &Mod) : Mod(Mod) {}
  void visit(const Expr *E, Position P);
  SmallVector<ir_init, 32> Inits;

private:
  void visitRecord(const InitListExpr *E, Position P);
  void visitArray(const InitListExpr *E, Position P);
  bool address(const Expr *E, ir_init &I);
  bool scalar(const Expr *E, ir_init &I);

  Module &Mod;
};

} // namespace

void Flattener::visitRecord(const InitListExpr *E, Position P) {
  const RecordDecl *RD = E->getType()->getAsRecordDecl();
  P.Record = Mod.record(RD);
  P.Inside = true;
  if (RD->isUnion()) {
    if (const FieldDecl *FD = E->getInitializedFieldInUnion()) {
      P.Field = FD->getFieldIndex();
      if (E->getNumInits())
        visit(E->getInit(0), P);
    }
    return;
  }
  unsigned I = 0;
  for (const FieldDecl *FD : RD->fields()) {
    if (FD->isUnnamedBitField())
      continue;
    if (I == E->getNumInits())
      return;
    P.Field = FD->getFieldIndex();
    visit(E->getInit(I++), P);
  }
}

// Plain numbers in plain arrays (firmware, lookup tables) say nothing about
// ownership and can be a megabyte.
void Flattener::visitArray(const InitListExpr *E, Position P) {
  if (Mod.Ctx.getBaseElementType(E->getType())->isArithmeticType())
    return;
  bool Outermost = !P.Inside;
  P.Inside = true;
  for (unsigned I = 0; I < E->getNumInits(); I++) {
    if (Outermost)
      P.Elem = I;
    visit(E->getInit(I), P);
  }
}

// The variable, function or string that an address constant points into.
bool Flattener::address(const Expr *E, ir_init &I) {
  for (;;) {
    E = selected(E)->IgnoreParenCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(E))
      E = U->getSubExpr();
    else if (const auto *ME = dyn_cast<MemberExpr>(E))
      E = ME->getBase();
    else if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
      E = A->getBase();
    else
      break;
  }
  if (const auto *S = dyn_cast<StringLiteral>(E)) {
    I.kind = IR_INIT_STRING;
    I.ref = S->getCharByteWidth() == 1 ? Mod.string(S->getString()) : STR_EMPTY;
    return true;
  }
  if (const auto *L = dyn_cast<CompoundLiteralExpr>(E)) {
    I.kind = IR_INIT_GLOBAL;
    I.ref = Mod.global(L);
    return true;
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  if (!Ref)
    return false;
  if (const auto *FD = dyn_cast<FunctionDecl>(Ref->getDecl())) {
    I.kind = IR_INIT_FUNC;
    I.ref = Mod.function(FD);
    Mod.M->functions[I.ref].flags |= IR_FN_ADDRESS_TAKEN;
    return true;
  }
  const auto *VD = dyn_cast<VarDecl>(Ref->getDecl());
  if (!VD || !VD->hasGlobalStorage())
    return false;
  I.kind = IR_INIT_GLOBAL;
  I.ref = Mod.global(VD);
  return true;
}

// False: zero, so not listed.
bool Flattener::scalar(const Expr *E, ir_init &I) {
  Expr::EvalResult R;
  I.kind = IR_INIT_INT;
  if (const auto *L = dyn_cast<IntegerLiteral>(E->IgnoreParenCasts())) {
    I.imm = int64_t(L->getValue().getLimitedValue());
    if (I.imm == 0 || E->getType()->isPointerType())
      return I.imm != 0;
  }
  if (E->getType()->isPointerType() && address(E, I))
    return true;
  I.kind = IR_INIT_INT;
  if (E->isValueDependent())
    return false;
  if (E->getType()->isIntegralOrEnumerationType() && E->EvaluateAsInt(R, Mod.Ctx)) {
    I.imm = R.Val.getInt().extOrTrunc(64).getSExtValue();
    return I.imm != 0;
  }
  if (E->EvaluateAsRValue(R, Mod.Ctx) && R.Val.isLValue() && R.Val.isNullPointer())
    return false;
  I.kind = IR_INIT_OTHER;
  return true;
}

void Flattener::visit(const Expr *E, Position P) {
  E = selected(E);
  if (isa<ImplicitValueInitExpr>(E))
    return;
  if (const auto *C = dyn_cast<CastExpr>(E->IgnoreParenNoopCasts(Mod.Ctx)))
    if (E->getType()->isRecordType())
      E = selected(C->getSubExpr());
  if (const auto *L = dyn_cast<CompoundLiteralExpr>(E))
    E = L->getInitializer(); // a record copied from a literal
  const auto *List = dyn_cast<InitListExpr>(E);
  if (List && List->getType()->isRecordType())
    return visitRecord(List, P);
  if (List && List->getType()->isArrayType())
    return visitArray(List, P);
  if (List && List->getNumInits() == 1)
    return visit(List->getInit(0), P);
  const auto *Text = dyn_cast<StringLiteral>(E->IgnoreParens());
  bool IsText = Text && E->getType()->isArrayType() && Text->getLength() && P.Inside;
  if (!E->getType()->isScalarType() && !IsText)
    return;
  ir_init I = {};
  I.record = P.Record;
  I.field = P.Field;
  I.elem = P.Elem;
  I.loc = Module::loc(E->getBeginLoc());
  // The text of a character array stands for all of its characters.
  if (IsText)
    address(Text, I);
  if (IsText || scalar(E, I))
    Inits.push_back(I);
}

void Module::fillInits(uint32_t Global, const Expr *Init) {
  Flattener F(*this);
  F.visit(Init, Position());
  ir_global &G = M->globals[Global];
  G.ninits = F.Inits.size();
  G.inits = static_cast<ir_init *>(
      arena_copy(M->arena, F.Inits.data(), F.Inits.size() * sizeof(ir_init)));
}

} // namespace custody
