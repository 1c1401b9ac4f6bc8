// SPDX-License-Identifier: MIT
// From clang's declarations and types to the tables of an ir_module.
//
// Everything is lazy: a declaration gets an entry when something refers to it,
// a body is walked or lowered and a record gets its fields when the engine
// asks. A kernel file includes 6,000 inline functions and uses a hundred.
#ifndef CUSTODY_FRONTEND_MODULE_H
#define CUSTODY_FRONTEND_MODULE_H

#include "core.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace custody {

/// What is picked out of the main file while clang reads it, in the order of the text: to look for
/// it among the 50,000 declarations of a kernel file afterwards takes as long as lowering the file.
struct MainFile {
  std::vector<const clang::Decl *> Decls;   // function definitions and variables
  std::vector<clang::SourceRange> Comments; // of code that is compiled, not skipped by #if
};

class Module {
public:
  Module(clang::ASTContext &Ctx, const MainFile &Main);
  ~Module();
  Module(const Module &) = delete;
  Module &operator=(const Module &) = delete;

  clang::ASTContext &Ctx;
  ir_module *const M;
  build *const Builder; // of bodies, used for one after the other

  // Indices into the tables of M, made on first use.
  uint32_t type(clang::QualType QT);
  uint32_t pointerTo(uint32_t Pointee, bool Const = false);
  uint32_t record(const clang::RecordDecl *RD);
  uint32_t function(const clang::FunctionDecl *FD);
  uint32_t global(const clang::VarDecl *VD);
  /// A literal of static storage duration: a global without a name.
  uint32_t global(const clang::CompoundLiteralExpr *E);
  /// A function without a declaration: clang's atomic operators.
  uint32_t namedFunction(llvm::StringRef Name);
  str_id string(llvm::StringRef Text);

  static ir_loc loc(clang::SourceLocation L) { return L.getRawEncoding(); }
  ir_place locate(ir_loc Loc);
  /// Where in the source locate() found a place, to put a diagnostic there.
  clang::SourceLocation sourceOf(const ir_place &P) const;
  bool inMainFile(clang::SourceLocation L) const;
  static bool inMainFile(const clang::SourceManager &SM, clang::SourceLocation L);

  // What ir_module_ops asks for.
  void scan(uint32_t Fn);
  bool lower(uint32_t Fn);
  void complete(uint32_t Record);
  bool sized(uint32_t Global);
  uint32_t findGlobal(llvm::StringRef Name);

  // attributes.cpp
  ir_attrs attributes(const clang::Decl *D);
  /// Registers the functions that annotations name as arguments: __refcounted(get, put).
  void declareNamed(ir_attrs Attrs);
  void unrun(const clang::FunctionDecl *In, const clang::FunctionDecl *Callee,
             clang::SourceLocation L, bool Off);
  void constant(const clang::FunctionDecl *In, clang::SourceLocation L);
  /// Notes the lines of a statement or declaration that is trusted.
  void trusted(llvm::ArrayRef<const clang::Attr *> Attrs, clang::SourceRange Range);
  /// Notes annotations, other than But, on what can't have any; On says what it is.
  void stray(llvm::ArrayRef<const clang::Attr *> Attrs, llvm::StringRef On,
             llvm::StringRef But = {});
  // initialisers.cpp
  void fillInits(uint32_t Global, const clang::Expr *Init);
  // comments.cpp
  void findSuppressions(llvm::ArrayRef<clang::SourceRange> Comments);
  /// Those of the header that L is in.
  void findSuppressions(clang::SourceLocation L);

private:
  const MainFile &Main;
  uint32_t addGlobal(clang::QualType QT, clang::SourceLocation L);
  ir_type makeType(const clang::Type *T);

  llvm::DenseMap<const clang::Type *, uint32_t> Types;
  llvm::DenseMap<uint32_t, uint32_t> Pointers;         // pointee * 2 + const → pointer
  llvm::DenseMap<const clang::Decl *, uint32_t> Decls; // canonical
  llvm::DenseMap<const clang::Expr *, uint32_t> Literals;
  llvm::DenseMap<str_id, uint32_t> Named;
  std::vector<const clang::RecordDecl *> RecordDecls; // by index
  llvm::DenseSet<const clang::Decl *> Sized;          // variables whose size the file asks for
  bool SizedKnown = false;
  llvm::DenseSet<clang::FileID> Searched; // headers, for suppressions
  std::vector<uint32_t> Seen;             // by function: scan's stamps
  llvm::DenseMap<std::pair<str_id, std::pair<uint32_t, uint32_t>>, uint32_t>
      Places; // file, line, column → raw location
};

/// A builtin that stands for one of its arguments or for a constant.
bool isTransparentBuiltin(unsigned ID);

/// The sizes in a type that are known only at run time.
llvm::SmallVector<const clang::Expr *, 2> variableSizes(clang::QualType QT);

/// Looks through parentheses and through what is decided while compiling:
/// _Generic, __builtin_choose_expr, __extension__.
const clang::Expr *selected(const clang::Expr *E);

} // namespace custody

#endif
