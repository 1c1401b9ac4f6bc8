// SPDX-License-Identifier: MIT
// Questions about single variables, asked only when a table looks odd.
#include "module.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace custody {

// Notes the variables V of sizeof(V), as in ARRAY_SIZE(V), and of V[I]; sizeof(V[0]) says nothing
// of how many there are.
static void noteSized(const Stmt *S, llvm::DenseSet<const Decl *> &Found) {
  if (!S)
    return;
  const auto *U = dyn_cast<UnaryExprOrTypeTraitExpr>(S);
  const auto *Element = dyn_cast<ArraySubscriptExpr>(S);
  if (U && U->isArgumentType())
    return;
  const Expr *Named = U         ? U->getArgumentExpr()->IgnoreParens()
                      : Element ? Element->getBase()->IgnoreParenImpCasts()
                                : nullptr;
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Named))
    Found.insert(Ref->getDecl()->getCanonicalDecl());
  if (U)
    return;
  for (const Stmt *Child : S->children())
    noteSized(Child, Found);
}

// All of the file is looked through once: many tables may be asked about. A compound literal has no
// name to ask its size by.
bool Module::sized(uint32_t Global) {
  const auto *Table = static_cast<const Decl *>(M->globals[Global].decl);
  if (!Table)
    return false;
  if (!SizedKnown)
    for (const Decl *D : Main.Decls) {
      const auto *Var = dyn_cast<VarDecl>(D);
      const auto *Fn = dyn_cast<FunctionDecl>(D);
      noteSized(Var ? Var->getInit() : Fn ? Fn->getBody() : nullptr, Sized);
    }
  SizedKnown = true;
  return Sized.contains(Table->getCanonicalDecl());
}

uint32_t Module::findGlobal(StringRef Name) {
  for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Ctx.Idents.get(Name)))
    if (const auto *V = dyn_cast<VarDecl>(D))
      return global(V);
  return IR_NONE;
}

} // namespace custody
