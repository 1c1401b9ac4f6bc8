// SPDX-License-Identifier: MIT
// Statements.
#include "lower.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace custody {

bool Module::lower(uint32_t Fn) {
  const auto *FD = static_cast<const FunctionDecl *>(M->functions[Fn].decl);
  if (!FD->getBody() || FD->isInvalidDecl())
    return false;
  findSuppressions(FD->getLocation());
  Lowering(*this, FD).run(Fn);
  return true;
}

void Lowering::run(uint32_t Fn) {
  const ir_function &Proto = Mod.M->functions[Fn];
  build_start(B);
  for (unsigned I = 0; I < FD->getNumParams(); I++)
    LocalOf[FD->getParamDecl(I)] = build_add_local(B, Proto.locals[I]);
  stmt(FD->getBody());
  build_return(B, IR_NONE, Module::loc(FD->getBody()->getEndLoc()));
  build_finish(B, &Mod.M->functions[Fn]);
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
  if (!S || (!live() && !hasLabel(S)))
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
  case Stmt::GotoStmtClass: return goTo(cast<GotoStmt>(S)->getLabel(), begin(S));
  case Stmt::IndirectGotoStmtClass: return indirectGoto(cast<IndirectGotoStmt>(S));
  case Stmt::LabelStmtClass:
    build_place_target(B, label(cast<LabelStmt>(S)->getDecl()));
    return stmt(cast<LabelStmt>(S)->getSubStmt());
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    build_place(B, CaseOf[cast<SwitchCase>(S)]);
    return stmt(cast<SwitchCase>(S)->getSubStmt());
  case Stmt::AttributedStmtClass: return stmt(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::NullStmtClass: return;
  default: build_unknown(B, IR_NONE, begin(S), "statement");
  }
}

/// What follows a return can't run, unless a part of the text is left out between the two, as
/// another configuration of the same code has it.
bool Lowering::endsHere(const Stmt *Last, const Stmt *Next) {
  while (const auto *Label = dyn_cast<LabelStmt>(Last))
    Last = Label->getSubStmt();
  const SourceManager &SM = Ctx.getSourceManager();
  SourceLocation From = Last->getEndLoc(), To = Next->getBeginLoc();
  if (!isa<ReturnStmt>(Last) || From.isMacroID() || SM.getExpansionLoc(To) < From)
    return false;
  To = SM.getExpansionLoc(To);
  auto [File, Begin] = SM.getDecomposedLoc(From);
  auto [Other, End] = SM.getDecomposedLoc(To);
  return File == Other && !SM.getBufferData(File).slice(Begin, End).contains('#');
}

/// Code with ways of its own: behind a return it is a part that is off on purpose, not a line too
/// late.
static bool hasWays(const Stmt *S) {
  return isa<IfStmt, SwitchStmt, ForStmt, WhileStmt, DoStmt>(S);
}

/// The calls in code that is not lowered, because nothing leads to it. Off: on purpose, as it
/// looks.
void Lowering::noteUnrun(const Stmt *S, bool Off) {
  if (!S)
    return;
  if (const auto *E = dyn_cast<CallExpr>(S); E && E->getDirectCallee())
    Mod.unrun(FD, E->getDirectCallee(), E->getBeginLoc(), Off);
  for (const Stmt *Child : S->children())
    noteUnrun(Child, Off);
}

void Lowering::compound(const CompoundStmt *S) {
  size_t Depth = Scopes.size();
  const Stmt *Last = nullptr;
  bool Ended = false, Off = false;
  for (const Stmt *Child : S->body()) {
    bool WasLive = live();
    Ended = !WasLive && !hasLabel(Child) && (Ended || (Last && endsHere(Last, Child)));
    Off = Ended && (Off || hasWays(Child));
    if (Ended)
      noteUnrun(Child, Off);
    stmt(Child);
    Last = WasLive || hasLabel(Child) ? Child : nullptr;
  }
  endScope(Depth, Module::loc(S->getRBracLoc()));
}

/// A macro stands in E, or what depends on a type.
static bool isConfigured(const Stmt *E) {
  return E->getBeginLoc().isMacroID() || isa<UnaryExprOrTypeTraitExpr>(E) ||
         llvm::any_of(E->children(),
                      [](const Stmt *Child) { return Child && isConfigured(Child); });
}

/// One of the operands of && and || is a constant, as written there.
static bool hasConstant(const Expr *E, const ASTContext &Ctx) {
  bool Value;
  E = E->IgnoreParenImpCasts();
  if (const auto *Op = dyn_cast<BinaryOperator>(E); Op && Op->isLogicalOp())
    return hasConstant(Op->getLHS(), Ctx) || hasConstant(Op->getRHS(), Ctx);
  return !E->isValueDependent() && E->EvaluateAsBooleanCondition(Value, Ctx) && !isConfigured(E);
}

/// Its condition has one answer, and no macro is the cause, which depends on the configuration.
void Lowering::noteConstant(const IfStmt *S) {
  if (!S->getIfLoc().isMacroID() && hasConstant(S->getCond(), Ctx))
    Mod.constant(FD, S->getIfLoc());
}

void Lowering::ifStmt(const IfStmt *S) {
  ir_label Then = build_label(B), Else = build_label(B);
  bool WasLive = live();
  cond(S->getCond(), Then, Else);
  if (WasLive && !(build_refs(B, Then) && build_refs(B, Else)))
    noteConstant(S);
  build_place(B, Then);
  stmt(S->getThen());
  if (!S->getElse())
    return build_place(B, Else);
  ir_label End = build_label(B);
  build_jump(B, End, begin(S->getElse()));
  build_place(B, Else);
  stmt(S->getElse());
  build_place(B, End);
}

// Not only of its body: a break in the condition, inside a statement expression, leaves the loop
// too.
template <typename Fn> void Lowering::inLoop(ir_label BreakTo, ir_label ContinueTo, Fn Lower) {
  Exit OldBreak = Break, OldContinue = Continue;
  Break = {BreakTo, Scopes.size()};
  Continue = {ContinueTo, Scopes.size()};
  Lower();
  Break = OldBreak;
  Continue = OldContinue;
}

void Lowering::whileStmt(const WhileStmt *S) {
  ir_label Head = build_label(B), Body = build_label(B), End = build_label(B);
  build_place_target(B, Head);
  inLoop(End, Head, [&] {
    cond(S->getCond(), Body, End);
    build_place(B, Body);
    stmt(S->getBody());
  });
  build_jump(B, Head, begin(S));
  build_place(B, End);
}

static bool isLiteralZero(const Expr *E) {
  const auto *L = dyn_cast<IntegerLiteral>(selected(E)->IgnoreParenCasts());
  return L && L->getValue() == 0;
}

void Lowering::doStmt(const DoStmt *S) {
  ir_label Head = build_label(B), Test = build_label(B), End = build_label(B);
  bool Once = isLiteralZero(S->getCond()); // a macro: no loop
  if (!Once)
    build_place_target(B, Head);
  inLoop(End, Test, [&] {
    stmt(S->getBody());
    if (Once)
      return build_place(B, Test);
    build_place_target(B, Test);
    cond(S->getCond(), Head, End);
  });
  build_place(B, End);
}

void Lowering::forStmt(const ForStmt *S) {
  size_t Depth = Scopes.size();
  ir_label Head = build_label(B), Body = build_label(B), Step = build_label(B),
           End = build_label(B);
  stmt(S->getInit());
  build_place_target(B, Head);
  inLoop(End, Step, [&] {
    if (S->getCond())
      cond(S->getCond(), Body, End);
    build_place(B, Body);
    stmt(S->getBody());
    build_place(B, Step);
    if (S->getInc())
      discard(S->getInc());
  });
  build_jump(B, Head, begin(S));
  build_place(B, End);
  endScope(Depth, Module::loc(S->getEndLoc()));
}

static bool covers(ASTContext &Ctx, const CaseStmt *C, int64_t Value) {
  auto Low = C->getLHS()->EvaluateKnownConstInt(Ctx).extOrTrunc(64);
  auto High = C->getRHS() ? C->getRHS()->EvaluateKnownConstInt(Ctx).extOrTrunc(64) : Low;
  return Low.getSExtValue() <= Value && Value <= High.getSExtValue();
}

// switch (sizeof(x)): kernel macros are full of it. One case is code.
bool Lowering::switchOnConstant(const SwitchStmt *S, uint32_t Value, ir_label Default) {
  if (!isConstant(Value))
    return false;
  ir_label To = Default;
  for (const SwitchCase *C = S->getSwitchCaseList(); C; C = C->getNextSwitchCase())
    if (const auto *Case = dyn_cast<CaseStmt>(C))
      if (covers(Ctx, Case, build_insn(B, Value)->imm))
        To = CaseOf[C];
  build_jump(B, To, begin(S));
  return true;
}

void Lowering::switchStmt(const SwitchStmt *S) {
  uint32_t Value = expr(S->getCond());
  uint32_t Type = Mod.type(S->getCond()->getType());
  ir_label End = build_label(B), Default = End;
  SmallVector<const SwitchCase *, 16> Cases;
  for (const SwitchCase *C = S->getSwitchCaseList(); C; C = C->getNextSwitchCase())
    Cases.push_back(C); // last one first
  for (const SwitchCase *C : llvm::reverse(Cases)) {
    CaseOf[C] = build_label(B);
    if (isa<DefaultStmt>(C))
      Default = CaseOf[C];
  }
  if (live() && !switchOnConstant(S, Value, Default)) {
    SmallVector<uint32_t, 48> Triples;
    for (const SwitchCase *C : llvm::reverse(Cases)) {
      const auto *Case = dyn_cast<CaseStmt>(C);
      if (!Case)
        continue;
      for (const Expr *E : {Case->getLHS(), Case->getRHS() ? Case->getRHS() : Case->getLHS()})
        Triples.push_back(build_const(B, Type, begin(C),
                                      E->EvaluateKnownConstInt(Ctx).extOrTrunc(64).getSExtValue()));
      Triples.push_back(CaseOf[C]);
    }
    build_switch(B, Value, Default, Triples.data(), Triples.size(), begin(S->getCond()));
  }
  Exit OldBreak = Break;
  Break = {End, Scopes.size()};
  stmt(S->getBody());
  Break = OldBreak;
  build_place(B, End);
}

void Lowering::returnStmt(const ReturnStmt *S) {
  uint32_t Value = IR_NONE;
  if (const Expr *E = S->getRetValue()) {
    Value = expr(E);
    if (E->getType()->isVoidType())
      Value = IR_NONE;
  }
  leave(0, begin(S));
  build_return(B, Value, begin(S));
}

void Lowering::indirectGoto(const IndirectGotoStmt *S) {
  discard(S->getTarget());
  Variables InScope;
  if (!LabelsMapped)
    mapLabels(FD->getBody(), InScope);
  LabelsMapped = true;
  SmallVector<ir_label, 8> Targets;
  for (const LabelDecl *LD : AddressTakenLabels)
    Targets.push_back(label(LD));
  if (Targets.empty())
    build_unreachable(B, begin(S));
  build_choose(B, Targets.data(), Targets.size(), begin(S));
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
  withArgs(IR_ASM, IR_NONE, begin(S), 0, Args);
  if (S->isAsmGoto())
    asmJump(S);
}

void Lowering::asmJump(const GCCAsmStmt *S) {
  ir_label Next = build_label(B);
  SmallVector<ir_label, 4> Targets = {Next};
  for (unsigned I = 0; I < S->getNumLabels(); I++)
    Targets.push_back(build_label(B));
  build_choose(B, Targets.data(), Targets.size(), begin(S));
  for (unsigned I = 0; I < S->getNumLabels(); I++) {
    build_place(B, Targets[I + 1]);
    goTo(S->getLabelExpr(I)->getLabel(), begin(S));
  }
  build_place(B, Next);
}

void Lowering::declStmt(const DeclStmt *S) {
  for (const Decl *D : S->decls()) {
    if (const auto *VD = dyn_cast<VarDecl>(D))
      variable(VD);
    else if (const auto *TD = dyn_cast<TypedefNameDecl>(D))
      sizes(TD->getUnderlyingType());
  }
}

/// Evaluates what a variably modified type says of sizes.
void Lowering::sizes(QualType QT) {
  for (const Expr *Size : variableSizes(QT))
    discard(Size);
}

void Lowering::variable(const VarDecl *VD) {
  if (VD->hasGlobalStorage()) {
    Mod.global(VD);
    return;
  }
  sizes(VD->getType());
  uint32_t Local = localOf(VD);
  const FunctionDecl *Cleanup = nullptr;
  if (const auto *A = VD->getAttr<CleanupAttr>()) {
    Cleanup = A->getFunctionDecl();
    build_local(B, Local)->address_taken = true;
  }
  // Its initialiser may leave the function: what it owes starts behind it.
  if (const Expr *E = VD->getInit()) {
    ir_loc L = Module::loc(VD->getLocation());
    if (isAggregate(VD->getType()))
      init(localAddr(Local, L), E);
    else if (uint32_t Value = expr(E); live())
      emit(IR_STORE, IR_NONE, L, localAddr(Local, L), Value, 0, IR_INIT);
  }
  Scopes.push_back({VD, Cleanup});
}

} // namespace custody
