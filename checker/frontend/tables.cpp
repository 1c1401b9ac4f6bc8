// SPDX-License-Identifier: MIT
// Questions about single variables, asked only when a table looks odd.
#include "module.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace custody {

// sizeof(V) itself, as in ARRAY_SIZE(V); sizeof(V[0]) says nothing of how many there are.
static bool asksSize(const Stmt *S, const VarDecl *V) {
  if (!S)
    return false;
  if (const auto *U = dyn_cast<UnaryExprOrTypeTraitExpr>(S)) {
    if (U->isArgumentType())
      return false;
    const auto *Ref = dyn_cast<DeclRefExpr>(U->getArgumentExpr()->IgnoreParens());
    return Ref && Ref->getDecl()->getCanonicalDecl() == V->getCanonicalDecl();
  }
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(S)) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Element->getBase()->IgnoreParenImpCasts());
    if (Ref && Ref->getDecl()->getCanonicalDecl() == V->getCanonicalDecl())
      return true;
  }
  for (const Stmt *Child : S->children())
    if (asksSize(Child, V))
      return true;
  return false;
}

bool Module::sized(uint32_t Global) const {
  const auto *V = static_cast<const VarDecl *>(static_cast<const Decl *>(M->globals[Global].decl));
  for (const Decl *D : Main.Decls) {
    const auto *Var = dyn_cast<VarDecl>(D);
    const auto *Fn = dyn_cast<FunctionDecl>(D);
    if (asksSize(Var ? Var->getInit() : Fn ? Fn->getBody() : nullptr, V))
      return true;
  }
  return false;
}

uint32_t Module::findGlobal(StringRef Name) {
  for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Ctx.Idents.get(Name)))
    if (const auto *V = dyn_cast<VarDecl>(D))
      return global(V);
  return IR_NONE;
}

} // namespace custody
