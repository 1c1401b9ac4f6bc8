// SPDX-License-Identifier: MIT
// One walk over a body that only lists the functions it names.
#include "module.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace custody {

bool isTransparentBuiltin(unsigned ID) {
  switch (ID) {
  case Builtin::BI__builtin_expect:
  case Builtin::BI__builtin_expect_with_probability:
  case Builtin::BI__builtin_assume_aligned:
  case Builtin::BI__builtin_constant_p:
  case Builtin::BI__builtin_object_size:
  case Builtin::BI__builtin_dynamic_object_size:
  case Builtin::BI__builtin_unreachable: return true;
  default: return false;
  }
}

const Expr *selected(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens(); // also __extension__, _Generic, choose_expr
    if (const auto *F = dyn_cast<FullExpr>(E))
      E = F->getSubExpr();
    else if (const auto *T = dyn_cast<MaterializeTemporaryExpr>(E))
      E = T->getSubExpr(); // f().array
    else
      return E;
  }
}

SmallVector<const Expr *, 2> variableSizes(QualType QT) {
  SmallVector<const Expr *, 2> Sizes;
  while (QT->isVariablyModifiedType()) {
    const ArrayType *A = QT->getAsArrayTypeUnsafe();
    if (const auto *V = dyn_cast_if_present<VariableArrayType>(A); V && V->getSizeExpr())
      Sizes.push_back(V->getSizeExpr());
    if (A)
      QT = A->getElementType();
    else if (const auto *P = QT->getAs<PointerType>())
      QT = P->getPointeeType();
    else
      break;
  }
  return Sizes;
}

namespace {

class Scanner {
public:
  Scanner(Module &Mod, std::vector<uint32_t> &Seen, uint32_t Fn)
      : Mod(Mod), Seen(Seen), Stamp(Fn + 1) {}

  void visit(const Stmt *S);
  SmallVector<uint32_t, 32> Called, Taken;

private:
  void visitExpr(const Expr *E);
  void visitCall(const CallExpr *E);
  void visitDecls(const DeclStmt *S);
  void visitSizes(QualType QT);
  void visitRef(const DeclRefExpr *E);
  void note(const FunctionDecl *FD, bool Taken);

  Module &Mod;
  std::vector<uint32_t> &Seen;
  const uint32_t Stamp;
};

} // namespace

void Scanner::note(const FunctionDecl *FD, bool IsTaken) {
  uint32_t Fn = Mod.function(FD);
  if (IsTaken)
    Mod.M->functions[Fn].flags |= IR_FN_ADDRESS_TAKEN;
  if (Seen.size() <= Fn)
    Seen.resize(Fn + 256);
  if (IsTaken)
    Taken.push_back(Fn);
  else if (Seen[Fn] != Stamp)
    Called.push_back(Fn);
  Seen[Fn] = IsTaken ? Seen[Fn] : Stamp;
}

void Scanner::visitCall(const CallExpr *E) {
  const FunctionDecl *FD = E->getDirectCallee();
  if (!FD) {
    visit(E->getCallee());
  } else if (isTransparentBuiltin(FD->getBuiltinID())) {
    unsigned ID = FD->getBuiltinID();
    if (E->getNumArgs() && ID != Builtin::BI__builtin_constant_p &&
        ID != Builtin::BI__builtin_object_size && ID != Builtin::BI__builtin_dynamic_object_size)
      visit(E->getArg(0));
    return;
  } else {
    note(FD, false);
  }
  for (const Expr *Arg : E->arguments())
    visit(Arg);
}

void Scanner::visitDecls(const DeclStmt *S) {
  for (const Decl *D : S->decls()) {
    const auto *VD = dyn_cast<VarDecl>(D);
    if (const auto *TD = dyn_cast<TypedefNameDecl>(D))
      visitSizes(TD->getUnderlyingType());
    if (!VD) {
      if (D->hasAttrs() && isa<TypeDecl>(D))
        Mod.stray(D->getAttrs(), "a type");
      continue;
    }
    visitSizes(VD->getType());
    if (VD->hasAttrs())
      Mod.trusted(VD->getAttrs(), S->getSourceRange());
    if (VD->isStaticLocal()) {
      Mod.global(VD);
      continue;
    }
    if (VD->hasAttrs())
      Mod.stray(VD->getAttrs(), "a local variable", "trusted");
    if (VD->getInit())
      visit(VD->getInit());
    if (const auto *Cleanup = VD->getAttr<CleanupAttr>())
      note(Cleanup->getFunctionDecl(), false);
  }
}

void Scanner::visitSizes(QualType QT) {
  for (const Expr *Size : variableSizes(QT))
    visit(Size);
}

void Scanner::visitRef(const DeclRefExpr *E) {
  if (const auto *FD = dyn_cast<FunctionDecl>(E->getDecl()))
    note(FD, true);
}

void Scanner::visit(const Stmt *S) {
  if (!S)
    return;
  switch (S->getStmtClass()) {
  case Stmt::UnaryExprOrTypeTraitExprClass:
    return visitSizes(cast<UnaryExprOrTypeTraitExpr>(S)->getTypeOfArgument());
  case Stmt::OffsetOfExprClass:
  case Stmt::IntegerLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::TypeTraitExprClass: return; // not evaluated
  case Stmt::DeclRefExprClass: return visitRef(cast<DeclRefExpr>(S));
  case Stmt::CallExprClass: return visitCall(cast<CallExpr>(S));
  case Stmt::DeclStmtClass: return visitDecls(cast<DeclStmt>(S));
  case Stmt::GenericSelectionExprClass:
  case Stmt::ChooseExprClass: return visit(selected(cast<Expr>(S)));
  case Stmt::AttributedStmtClass:
    Mod.trusted(cast<AttributedStmt>(S)->getAttrs(),
                cast<AttributedStmt>(S)->getSubStmt()->getSourceRange());
    Mod.stray(cast<AttributedStmt>(S)->getAttrs(), "a statement", "trusted");
    break;
  default: break;
  }
  for (const Stmt *Child : S->children())
    visit(Child);
}

void Module::scan(uint32_t Fn) {
  const auto *FD = static_cast<const FunctionDecl *>(M->functions[Fn].decl);
  Scanner S(*this, Seen, Fn);
  S.visit(FD->getBody());
  // What is called and taken counts as called; what is taken twice, once.
  for (uint32_t Taken : S.Taken) {
    if (Seen[Taken] == Fn + 1)
      continue;
    Seen[Taken] = Fn + 1;
    S.Called.push_back(Taken);
  }
  ir_function &F = M->functions[Fn];
  F.ncallees = S.Called.size();
  F.callees = static_cast<uint32_t *>(
      arena_copy(M->arena, S.Called.data(), S.Called.size() * sizeof(uint32_t)));
}

} // namespace custody
