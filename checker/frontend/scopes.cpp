// SPDX-License-Identifier: MIT
// What control owes on its way out of scopes: cleanup calls, ends of locals.
#include "lower.h"

#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace custody {

// Only for what a pointer may still be around to, or must be cleaned up: most
// scalars just end.
bool Lowering::owes(const ScopeEntry &E) {
  return E.Cleanup || isAggregate(E.VD->getType()) || build_local(B, localOf(E.VD))->address_taken;
}

bool Lowering::owesAny(size_t Depth) {
  for (size_t I = Depth; I < Scopes.size(); I++)
    if (owes(Scopes[I]))
      return true;
  return false;
}

/// Emits what the scopes above Depth owe; they stay open for other paths.
void Lowering::leave(size_t Depth, ir_loc L) {
  if (!live())
    return;
  for (size_t I = Scopes.size(); I-- > Depth;) {
    if (!owes(Scopes[I]))
      continue;
    if (Scopes[I].Cleanup)
      cleanupCall(Scopes[I], L);
    emit(IR_SCOPE_END, IR_NONE, L, localOf(Scopes[I].VD));
  }
}

void Lowering::endScope(size_t Depth, ir_loc L) {
  leave(Depth, L);
  Scopes.truncate(Depth);
}

void Lowering::exitTo(const Exit &E, ir_loc L) {
  leave(E.Depth, L);
  build_jump(B, E.To, L);
}

ir_label Lowering::label(const LabelDecl *LD) {
  auto [It, New] = LabelOf.try_emplace(LD, 0);
  if (New)
    It->second = build_label(B);
  return It->second;
}

void Lowering::goTo(const LabelDecl *LD, ir_loc L) {
  if (!live())
    return;
  if (owesAny(0))
    leave(depthAt(LD), L);
  build_jump(B, label(LD), L);
}

/// How many of the open scope entries are still open at the label.
size_t Lowering::depthAt(const LabelDecl *LD) {
  if (!LabelsMapped) {
    Variables InScope;
    mapLabels(FD->getBody(), InScope);
    LabelsMapped = true;
  }
  const Variables &There = InScopeAt[LD];
  size_t Depth = 0;
  while (Depth < Scopes.size() && llvm::is_contained(There, Scopes[Depth].VD))
    Depth++;
  return Depth;
}

static bool opensScope(const Stmt *S) {
  return isa<CompoundStmt, ForStmt, IfStmt, WhileStmt, DoStmt, SwitchStmt>(S);
}

void Lowering::mapLabels(const Stmt *S, Variables &InScope) {
  if (!S)
    return;
  size_t Depth = InScope.size();
  if (const auto *DS = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : DS->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D))
        InScope.push_back(VD);
  } else if (const auto *LS = dyn_cast<LabelStmt>(S)) {
    InScopeAt[LS->getDecl()] = InScope;
  } else if (const auto *AL = dyn_cast<AddrLabelExpr>(S)) {
    if (!llvm::is_contained(AddressTakenLabels, AL->getLabel()))
      AddressTakenLabels.push_back(AL->getLabel());
  }
  for (const Stmt *Child : S->children())
    mapLabels(Child, InScope);
  if (opensScope(S))
    InScope.truncate(Depth);
}

} // namespace custody
