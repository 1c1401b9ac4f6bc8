// SPDX-License-Identifier: MIT
// Statements.
#include "lower.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace custody {

bool Module::lower(uint32_t Fn) {
  const auto *FD = static_cast<const FunctionDecl *>(M->functions[Fn].decl);
  if (!FD->getBody() || FD->isInvalidDecl())
    return false;
  Lowering(*this, FD).run(Fn);
  return true;
}

void Lowering::run(uint32_t Fn) {
  const ir_function &Proto = Mod.M->functions[Fn];
  B.Locals.append(Proto.locals, Proto.locals + Proto.nparams);
  for (unsigned I = 0; I < FD->getNumParams(); I++)
    LocalOf[FD->getParamDecl(I)] = I;
  stmt(FD->getBody());
  B.ret(IR_NONE, Module::loc(FD->getBody()->getEndLoc()));
  B.finish(Mod.M->functions[Fn]);
}

// Whether control can enter S other than at its start.
static bool hasLabel(const Stmt *S) {
  if (!S)
    return false;
  if (isa<LabelStmt, SwitchCase>(S))
    return true;
  return llvm::any_of(S->children(), hasLabel);
}

void Lowering::stmt(const Stmt *S) {
  if (!S || (!B.live() && !hasLabel(S)))
    return;
  if (const auto *E = dyn_cast<Expr>(S))
    return discard(E);
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass: return compound(cast<CompoundStmt>(S));
  case Stmt::DeclStmtClass: return declStmt(cast<DeclStmt>(S));
  case Stmt::IfStmtClass: return ifStmt(cast<IfStmt>(S));
  case Stmt::WhileStmtClass: return whileStmt(cast<WhileStmt>(S));
  case Stmt::DoStmtClass: return doStmt(cast<DoStmt>(S));
  case Stmt::ForStmtClass: return forStmt(cast<ForStmt>(S));
  case Stmt::SwitchStmtClass: return switchStmt(cast<SwitchStmt>(S));
  case Stmt::ReturnStmtClass: return returnStmt(cast<ReturnStmt>(S));
  case Stmt::GCCAsmStmtClass: return asmStmt(cast<GCCAsmStmt>(S));
  case Stmt::BreakStmtClass: return exitTo(Break, begin(S));
  case Stmt::ContinueStmtClass: return exitTo(Continue, begin(S));
  case Stmt::GotoStmtClass:
    return goTo(cast<GotoStmt>(S)->getLabel(), begin(S));
  case Stmt::IndirectGotoStmtClass:
    return indirectGoto(cast<IndirectGotoStmt>(S));
  case Stmt::LabelStmtClass:
    B.place(label(cast<LabelStmt>(S)->getDecl()), true);
    return stmt(cast<LabelStmt>(S)->getSubStmt());
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    B.place(CaseOf[cast<SwitchCase>(S)]);
    return stmt(cast<SwitchCase>(S)->getSubStmt());
  case Stmt::AttributedStmtClass:
    return stmt(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::NullStmtClass: return;
  default: B.unknown(IR_NONE, begin(S), "statement");
  }
}

void Lowering::compound(const CompoundStmt *S) {
  size_t Depth = Scopes.size();
  for (const Stmt *Child : S->body())
    stmt(Child);
  endScope(Depth, Module::loc(S->getRBracLoc()));
}

void Lowering::ifStmt(const IfStmt *S) {
  Label Then = B.newLabel(), Else = B.newLabel();
  cond(S->getCond(), Then, Else);
  B.place(Then);
  stmt(S->getThen());
  if (!S->getElse())
    return B.place(Else);
  Label End = B.newLabel();
  B.jump(End, begin(S->getElse()));
  B.place(Else);
  stmt(S->getElse());
  B.place(End);
}

void Lowering::loopBody(const Stmt *Body, Label BreakTo, Label ContinueTo) {
  Exit OldBreak = Break, OldContinue = Continue;
  Break = {BreakTo, Scopes.size()};
  Continue = {ContinueTo, Scopes.size()};
  stmt(Body);
  Break = OldBreak;
  Continue = OldContinue;
}

void Lowering::whileStmt(const WhileStmt *S) {
  Label Head = B.newLabel(), Body = B.newLabel(), End = B.newLabel();
  B.place(Head, true);
  cond(S->getCond(), Body, End);
  B.place(Body);
  loopBody(S->getBody(), End, Head);
  B.jump(Head, begin(S));
  B.place(End);
}

static bool isLiteralZero(const Expr *E) {
  const auto *L = dyn_cast<IntegerLiteral>(selected(E)->IgnoreParenCasts());
  return L && L->getValue() == 0;
}

void Lowering::doStmt(const DoStmt *S) {
  Label Head = B.newLabel(), Test = B.newLabel(), End = B.newLabel();
  bool Once = isLiteralZero(S->getCond()); // a macro: no loop
  if (!Once)
    B.place(Head, true);
  loopBody(S->getBody(), End, Test);
  B.place(Test);
  if (!Once)
    cond(S->getCond(), Head, End);
  B.place(End);
}

void Lowering::forStmt(const ForStmt *S) {
  size_t Depth = Scopes.size();
  Label Head = B.newLabel(), Body = B.newLabel(), Step = B.newLabel(),
        End = B.newLabel();
  stmt(S->getInit());
  B.place(Head, true);
  if (S->getCond())
    cond(S->getCond(), Body, End);
  B.place(Body);
  loopBody(S->getBody(), End, Step);
  B.place(Step);
  if (S->getInc() && B.live())
    discard(S->getInc());
  B.jump(Head, begin(S));
  B.place(End);
  endScope(Depth, Module::loc(S->getEndLoc()));
}

static bool covers(ASTContext &Ctx, const CaseStmt *C, int64_t Value) {
  auto Low = C->getLHS()->EvaluateKnownConstInt(Ctx).extOrTrunc(64);
  auto High = C->getRHS()
                  ? C->getRHS()->EvaluateKnownConstInt(Ctx).extOrTrunc(64)
                  : Low;
  return Low.getSExtValue() <= Value && Value <= High.getSExtValue();
}

// switch (sizeof(x)): kernel macros are full of it. One case is code.
bool Lowering::switchOnConstant(const SwitchStmt *S, uint32_t Value,
                                Label Default) {
  if (!B.isConstant(Value))
    return false;
  Label To = Default;
  for (const SwitchCase *C = S->getSwitchCaseList(); C;
       C = C->getNextSwitchCase())
    if (const auto *Case = dyn_cast<CaseStmt>(C))
      if (covers(Ctx, Case, B.insn(Value).imm))
        To = CaseOf[C];
  B.jump(To, begin(S));
  return true;
}

void Lowering::switchStmt(const SwitchStmt *S) {
  uint32_t Value = expr(S->getCond());
  uint32_t Type = Mod.type(S->getCond()->getType());
  Label End = B.newLabel(), Default = End;
  SmallVector<const SwitchCase *, 16> Cases;
  for (const SwitchCase *C = S->getSwitchCaseList(); C;
       C = C->getNextSwitchCase())
    Cases.push_back(C); // last one first
  for (const SwitchCase *C : llvm::reverse(Cases)) {
    CaseOf[C] = B.newLabel();
    if (isa<DefaultStmt>(C))
      Default = CaseOf[C];
  }
  if (B.live() && !switchOnConstant(S, Value, Default)) {
    SmallVector<uint32_t, 48> Triples;
    for (const SwitchCase *C : llvm::reverse(Cases)) {
      const auto *Case = dyn_cast<CaseStmt>(C);
      if (!Case)
        continue;
      for (const Expr *E :
           {Case->getLHS(), Case->getRHS() ? Case->getRHS() : Case->getLHS()})
        Triples.push_back(B.constant(
            Type, begin(C),
            E->EvaluateKnownConstInt(Ctx).extOrTrunc(64).getSExtValue()));
      Triples.push_back(CaseOf[C]);
    }
    B.switchOn(Value, Default, Triples, begin(S->getCond()));
  }
  Exit OldBreak = Break;
  Break = {End, Scopes.size()};
  stmt(S->getBody());
  Break = OldBreak;
  B.place(End);
}

void Lowering::returnStmt(const ReturnStmt *S) {
  uint32_t Value = IR_NONE;
  if (const Expr *E = S->getRetValue()) {
    Value = expr(E);
    if (E->getType()->isVoidType())
      Value = IR_NONE;
  }
  leave(0, begin(S));
  B.ret(Value, begin(S));
}

void Lowering::indirectGoto(const IndirectGotoStmt *S) {
  discard(S->getTarget());
  Variables InScope;
  if (!LabelsMapped)
    mapLabels(FD->getBody(), InScope);
  LabelsMapped = true;
  SmallVector<Label, 8> Targets;
  for (const LabelDecl *LD : AddressTakenLabels)
    Targets.push_back(label(LD));
  if (Targets.empty())
    B.unreachable(begin(S));
  B.choose(Targets, begin(S));
}

// Outputs by address, inputs by value. An input in memory is read.
void Lowering::asmStmt(const GCCAsmStmt *S) {
  SmallVector<uint32_t, 8> Args;
  for (unsigned I = 0; I < S->getNumOutputs(); I++)
    Args.push_back(addr(S->getOutputExpr(I)));
  for (unsigned I = 0; I < S->getNumInputs(); I++) {
    const Expr *E = S->getInputExpr(I);
    if (!E->isGLValue())
      Args.push_back(expr(E));
    else if (E->getType()->isArrayType() || E->getType()->isFunctionType())
      Args.push_back(addr(E));
    else
      Args.push_back(load(E, addr(E)));
  }
  B.assembly(begin(S), Args);
  if (S->isAsmGoto())
    asmJump(S);
}

void Lowering::asmJump(const GCCAsmStmt *S) {
  Label Next = B.newLabel();
  SmallVector<Label, 4> Targets = {Next};
  for (unsigned I = 0; I < S->getNumLabels(); I++)
    Targets.push_back(B.newLabel());
  B.choose(Targets, begin(S));
  for (unsigned I = 0; I < S->getNumLabels(); I++) {
    B.place(Targets[I + 1]);
    goTo(S->getLabelExpr(I)->getLabel(), begin(S));
  }
  B.place(Next);
}

void Lowering::declStmt(const DeclStmt *S) {
  for (const Decl *D : S->decls())
    if (const auto *VD = dyn_cast<VarDecl>(D))
      variable(VD);
}

void Lowering::variable(const VarDecl *VD) {
  if (VD->hasGlobalStorage()) {
    Mod.global(VD);
    return;
  }
  uint32_t Local = localOf(VD);
  const FunctionDecl *Cleanup = nullptr;
  if (const auto *A = VD->getAttr<CleanupAttr>()) {
    Cleanup = A->getFunctionDecl();
    B.Locals[Local].address_taken = true;
  }
  // Its initialiser may leave the function: what it owes starts behind it.
  if (const Expr *E = VD->getInit()) {
    ir_loc L = Module::loc(VD->getLocation());
    if (isAggregate(VD->getType()))
      init(localAddr(Local, L), E);
    else if (uint32_t Value = expr(E); B.live())
      B.emit(IR_STORE, IR_NONE, L, localAddr(Local, L), Value, 0, IR_INIT);
  }
  Scopes.push_back({VD, Cleanup});
}

} // namespace custody
