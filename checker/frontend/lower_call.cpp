// SPDX-License-Identifier: MIT
// Calls.
#include "lower.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace custody {

uint32_t Lowering::transparentBuiltin(const CallExpr *E, unsigned ID) {
  Expr::EvalResult R;
  uint32_t Type = Mod.type(E->getType());
  switch (ID) {
  case Builtin::BI__builtin_unreachable: build_unreachable(B, begin(E)); return IR_NONE;
  case Builtin::BI__builtin_constant_p:
    // What only becomes constant by inlining is taken as not constant.
    return build_const(B, Type, begin(E), E->EvaluateAsInt(R, Ctx) && R.Val.getInt() != 0);
  case Builtin::BI__builtin_object_size:
  case Builtin::BI__builtin_dynamic_object_size:
    if (E->EvaluateAsInt(R, Ctx))
      return build_const(B, Type, begin(E), R.Val.getInt().getSExtValue());
    return build_const(B, Type, begin(E), -1);
  default: // __builtin_expect and the like
    return convert(Type, begin(E), expr(E->getArg(0)));
  }
}

static bool returns(const CallExpr *E, const FunctionDecl *FD) {
  if (FD && (FD->isNoReturn() || FD->getBuiltinID() == Builtin::BI__builtin_trap))
    return false;
  QualType Callee = E->getCallee()->getType();
  if (const auto *P = Callee->getAs<PointerType>())
    Callee = P->getPointeeType();
  const auto *F = Callee->getAs<FunctionType>();
  return !F || !F->getNoReturnAttr();
}

uint32_t Lowering::callExpr(const CallExpr *E) {
  const FunctionDecl *Direct = E->getDirectCallee();
  if (Direct && isTransparentBuiltin(Direct->getBuiltinID()))
    return transparentBuiltin(E, Direct->getBuiltinID());
  uint32_t Callee = Direct ? variableAddr(Direct, begin(E)) : expr(E->getCallee());
  SmallVector<uint32_t, 8> Args;
  for (const Expr *Arg : E->arguments())
    Args.push_back(Arg->isGLValue() ? addr(Arg) : expr(Arg));
  uint32_t Value = withArgs(IR_CALL, Mod.type(E->getType()), begin(E), Callee, Args,
                            E == Ignored ? IR_IGNORED : 0);
  if (!returns(E, Direct))
    build_unreachable(B, begin(E));
  return Value;
}

uint32_t Lowering::cleanupCall(const ScopeEntry &E, ir_loc L) {
  uint32_t Callee = variableAddr(E.Cleanup, L);
  uint32_t Arg = localAddr(localOf(E.VD), L);
  return withArgs(IR_CALL, Mod.type(Ctx.VoidTy), L, Callee, {Arg}, IR_CLEANUP);
}

} // namespace custody
