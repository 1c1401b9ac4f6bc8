// SPDX-License-Identifier: MIT
// One function's statements and expressions, lowered to a Body.
//
// Straight from the AST, like a small code generator: an expression becomes
// the index of its value; a condition becomes branches to two labels; what a
// scope owes at its end is emitted wherever control leaves it.
#ifndef CUSTODY_FRONTEND_LOWER_H
#define CUSTODY_FRONTEND_LOWER_H

#include "module.h"

#include "clang/AST/Stmt.h"

namespace custody {

class Lowering {
public:
  Lowering(Module &Mod, const clang::FunctionDecl *FD)
      : Mod(Mod), Ctx(Mod.Ctx), FD(FD), B(Mod.Builder) {}
  void run(uint32_t Fn);

private:
  // lower_stmt.cpp
  void stmt(const clang::Stmt *S);
  void compound(const clang::CompoundStmt *S);
  bool endsHere(const clang::Stmt *Last, const clang::Stmt *Next);
  void noteUnrun(const clang::Stmt *S, bool Off);
  void noteConstant(const clang::IfStmt *S);
  void ifStmt(const clang::IfStmt *S);
  void whileStmt(const clang::WhileStmt *S);
  void doStmt(const clang::DoStmt *S);
  void forStmt(const clang::ForStmt *S);
  void switchStmt(const clang::SwitchStmt *S);
  bool switchOnConstant(const clang::SwitchStmt *S, uint32_t Value, ir_label Default);
  template <typename Fn> void inLoop(ir_label Break, ir_label Continue, Fn Lower);
  void returnStmt(const clang::ReturnStmt *S);
  void indirectGoto(const clang::IndirectGotoStmt *S);
  void asmStmt(const clang::GCCAsmStmt *S);
  void asmJump(const clang::GCCAsmStmt *S);
  void declStmt(const clang::DeclStmt *S);
  void variable(const clang::VarDecl *VD);
  void sizes(clang::QualType QT);

  // scopes.cpp
  struct ScopeEntry {
    const clang::VarDecl *VD;
    const clang::FunctionDecl *Cleanup;
  };
  struct Exit {
    ir_label To;
    size_t Depth; // of Scopes there
  };
  using Variables = llvm::SmallVector<const clang::VarDecl *, 8>;
  void leave(size_t Depth, ir_loc L);
  void endScope(size_t Depth, ir_loc L);
  bool owes(const ScopeEntry &E);
  bool owesAny(size_t Depth);
  void exitTo(const Exit &E, ir_loc L);
  void goTo(const clang::LabelDecl *LD, ir_loc L);
  size_t depthAt(const clang::LabelDecl *LD);
  void mapLabels(const clang::Stmt *S, Variables &InScope);
  ir_label label(const clang::LabelDecl *LD);

  // lower_expr.cpp
  uint32_t expr(const clang::Expr *E);
  uint32_t exprUnchecked(const clang::Expr *E);
  uint32_t addr(const clang::Expr *E);
  void discard(const clang::Expr *E);
  void discardOnPurpose(const clang::Expr *E);
  uint32_t load(const clang::Expr *E, uint32_t Addr);
  uint32_t variableAddr(const clang::ValueDecl *D, ir_loc L);
  uint32_t memberAddr(const clang::MemberExpr *E);
  uint32_t subscriptAddr(const clang::ArraySubscriptExpr *E);
  uint32_t unaryExpr(const clang::UnaryOperator *E);
  uint32_t increment(const clang::UnaryOperator *E);
  uint32_t binaryExpr(const clang::BinaryOperator *E);
  uint32_t arithmetic(const clang::BinaryOperator *E, clang::BinaryOperatorKind Op, uint32_t L,
                      uint32_t R, clang::QualType LType, clang::QualType RType,
                      clang::QualType Type);
  uint32_t offsetPointer(uint32_t Type, ir_loc L, uint32_t Pointer, uint32_t Count, bool Back);
  uint32_t copyRecord(const clang::BinaryOperator *E);
  uint32_t assign(const clang::BinaryOperator *E);
  uint32_t compoundAssign(const clang::CompoundAssignOperator *E);
  uint32_t castExpr(const clang::CastExpr *E);
  uint32_t decay(const clang::CastExpr *E);
  uint32_t container(const clang::CastExpr *E);
  uint32_t containerChain(const clang::OffsetOfExpr *E, uint32_t Value);
  uint32_t atomicExpr(const clang::AtomicExpr *E);
  bool atomicAccess(const clang::AtomicExpr *E, uint32_t &Value);
  const clang::Expr *lastValue(const clang::Stmt *S);
  uint32_t stmtExpr(const clang::StmtExpr *E, uint32_t Into);
  uint32_t literal(const clang::Expr *E);
  uint32_t evaluated(const clang::Expr *E, const char *Otherwise);
  uint32_t sizeOf(const clang::UnaryExprOrTypeTraitExpr *E);
  uint32_t listValue(const clang::InitListExpr *E);
  uint32_t unknown(const clang::Expr *E, const char *Reason);

  // lower_call.cpp
  uint32_t callExpr(const clang::CallExpr *E);
  uint32_t transparentBuiltin(const clang::CallExpr *E, unsigned ID);
  uint32_t cleanupCall(const ScopeEntry &E, ir_loc L);

  // lower_cond.cpp
  void cond(const clang::Expr *E, ir_label True, ir_label False);
  bool condCast(const clang::CastExpr *E, ir_label True, ir_label False);
  bool condBinary(const clang::BinaryOperator *E, ir_label True, ir_label False);
  void condChoice(const clang::AbstractConditionalOperator *E, ir_label True, ir_label False);
  uint32_t truth(const clang::Expr *E);
  uint32_t choice(const clang::AbstractConditionalOperator *E);
  template <typename Fn> void eachArm(const clang::AbstractConditionalOperator *E, Fn Lower);
  const clang::Expr *onlyArm(const clang::AbstractConditionalOperator *E, ir_label Then,
                             ir_label Else);
  void discardChoice(const clang::AbstractConditionalOperator *E);
  void chooseInto(uint32_t Dest, const clang::AbstractConditionalOperator *E);
  uint32_t temporaryLocal(uint32_t Type, ir_loc L);

  // lower_init.cpp
  void init(uint32_t Dest, const clang::Expr *E);
  void initList(uint32_t Dest, const clang::InitListExpr *E, bool Zeroed);
  void initRecord(uint32_t Dest, const clang::InitListExpr *E, bool Zeroed);
  void initArray(uint32_t Dest, const clang::InitListExpr *E, bool Zeroed);
  void initPart(uint32_t Dest, const clang::Expr *E, bool Zeroed);
  void into(uint32_t Dest, const clang::Expr *E);
  uint32_t fieldAddr(uint32_t Record, const clang::FieldDecl *F, ir_loc L);

  // emit.cpp: shorthand for the builder's functions.
  bool live() const { return build_live(B); }
  uint32_t emit(ir_op Op, uint32_t Type, ir_loc L, uint32_t A = 0, uint32_t B = 0, uint32_t C = 0,
                uint8_t Flags = 0);
  uint32_t withArgs(ir_op Op, uint32_t Type, ir_loc L, uint32_t Callee,
                    llvm::ArrayRef<uint32_t> Args, uint8_t Flags = 0);
  uint32_t convert(uint32_t Type, ir_loc L, uint32_t Value, uint8_t Flags = 0) {
    return build_cast(B, Type, L, Value, Flags);
  }
  bool isConstant(uint32_t Value) const {
    return Value != IR_NONE && build_insn(B, Value)->op == IR_CONST;
  }

  // Locals.
  uint32_t localOf(const clang::VarDecl *VD);
  uint32_t localAddr(uint32_t Local, ir_loc L);
  void markAddressTaken(const clang::Expr *E);

  static ir_loc begin(const clang::Stmt *S) { return Module::loc(S->getBeginLoc()); }
  static bool isAggregate(clang::QualType QT) { return QT->isRecordType() || QT->isArrayType(); }

  Module &Mod;
  clang::ASTContext &Ctx;
  const clang::FunctionDecl *FD;
  const clang::CallExpr *Ignored = nullptr; // the last one that is cast to void
  build *const B;
  llvm::DenseMap<const clang::VarDecl *, uint32_t> LocalOf;
  llvm::DenseMap<const clang::LabelDecl *, ir_label> LabelOf;
  llvm::DenseMap<const clang::LabelDecl *, Variables> InScopeAt;
  llvm::SmallVector<const clang::LabelDecl *, 4> AddressTakenLabels;
  llvm::DenseMap<const clang::SwitchCase *, ir_label> CaseOf;
  llvm::DenseMap<const clang::OpaqueValueExpr *, uint32_t> Opaque;
  llvm::SmallVector<ScopeEntry, 16> Scopes;
  Exit Break = {}, Continue = {};
  bool LabelsMapped = false;
};

} // namespace custody

#endif
