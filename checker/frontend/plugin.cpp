// SPDX-License-Identifier: MIT
// The plugin: options, and the pipeline for one translation unit.
//
//   clang -fplugin=custody.so [-fplugin-arg-custody-KEY=VALUE ...] -c x.c
#include "diagnostics.h"
#include "module.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace custody {

namespace {

struct FreeOptions {
  void operator()(options *O) const { options_free(O); }
};
using Options = std::unique_ptr<options, FreeOptions>;

// No class with more virtual functions that clang defines may be a base here: a table of them is
// bound when the plugin is loaded, before it can say that this clang is another one.
class Consumer : public ASTConsumer, CommentHandler {
public:
  Consumer(Options O, Preprocessor &PP) : Opts(std::move(O)), PP(PP), SM(PP.getSourceManager()) {
    PP.addCommentHandler(this);
  }
  ~Consumer() override { PP.removeCommentHandler(this); }
  bool HandleComment(Preprocessor &, SourceRange Comment) override;
  bool HandleTopLevelDecl(DeclGroupRef Group) override;
  void HandleTranslationUnit(ASTContext &Ctx) override;

private:
  Options Opts;
  Preprocessor &PP;
  const SourceManager &SM;
  MainFile Main;
};

/// Runs once clang is through with the file, code generation included, so
/// that nothing done here can change the object.
class Action : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override;
  bool ParseArgs(const CompilerInstance &CI, const std::vector<std::string> &Args) override;
  ActionType getActionType() override { return AddAfterMainAction; }

private:
  Options Opts{options_new()};
};

} // namespace

static bool hasAnnotation(const Decl *D) { return D->hasAttr<AnnotateAttr>(); }

// Code, data, and what is annotated: that is judged even if nothing refers to it.
static bool wanted(const Decl *D) {
  if (const auto *FD = dyn_cast<FunctionDecl>(D))
    return FD->doesThisDeclarationHaveABody() || hasAnnotation(FD) ||
           llvm::any_of(FD->parameters(), hasAnnotation);
  if (const auto *RD = dyn_cast<RecordDecl>(D))
    return hasAnnotation(RD) || llvm::any_of(RD->fields(), hasAnnotation);
  return isa<VarDecl>(D) || (isa<TypeDecl>(D) && hasAnnotation(D));
}

bool Consumer::HandleTopLevelDecl(DeclGroupRef Group) {
  for (const Decl *D : Group)
    if (wanted(D) && Module::inMainFile(SM, D->getLocation()))
      Main.Decls.push_back(D);
  return true;
}

bool Consumer::HandleComment(Preprocessor &, SourceRange Comment) {
  if (SM.isWrittenInMainFile(Comment.getBegin()))
    Main.Comments.push_back(Comment);
  return false; // nothing was put into the token stream
}

// No file is passed over in silence, if somebody counts.
static void reportSkipped(const options *O, const SourceManager &SM, const char *Why) {
  auto File = SM.getFileEntryRefForID(SM.getMainFileID());
  std::string Name = File ? File->getName().str() : "input";
  if (options_stats(O))
    llvm::errs() << "custody: " << Name << ": not checked: it " << Why << '\n';
  if (const char *Wrong = check_skipped(O, Name.c_str(), Why))
    reportError(SM.getDiagnostics(), Wrong);
}

void Consumer::HandleTranslationUnit(ASTContext &Ctx) {
  DiagnosticsEngine &Diags = Ctx.getDiagnostics();
  if (Diags.hasErrorOccurred() || Diags.hasUncompilableErrorOccurred())
    return reportSkipped(Opts.get(), SM, "has errors");
  Module Mod(Ctx, Main);
  Reporter Report(Diags, Mod);
  check_sink Sink = Report.sink();
  if (!options_collect(Opts.get()))
    check_module(Mod.M, Opts.get(), &Sink);
  if (const char *Path = options_ir_file(Opts.get()))
    if (const char *Wrong = cir_write(Mod.M, Path))
      reportError(Diags, Wrong);
}

// C only: an assembler file or C++ in the same build passes through.
static bool isC(const LangOptions &L) {
  return !L.CPlusPlus && !L.ObjC && !L.OpenCL && !L.CUDA && !L.HLSL;
}

std::unique_ptr<ASTConsumer> Action::CreateASTConsumer(CompilerInstance &CI, StringRef) {
  if (!isC(CI.getLangOpts())) {
    reportSkipped(Opts.get(), CI.getSourceManager(), "is not C");
    return std::make_unique<ASTConsumer>();
  }
  CI.getCodeGenOpts().ClearASTBeforeBackend = false;
  return std::make_unique<Consumer>(std::move(Opts), CI.getPreprocessor());
}

bool Action::ParseArgs(const CompilerInstance &CI, const std::vector<std::string> &Args) {
  for (const std::string &Arg : Args) {
    auto [Key, Value] = StringRef(Arg).split('=');
    const char *Wrong = options_set(Opts.get(), Key.str().c_str(), Value.str().c_str());
    if (!Wrong)
      continue;
    reportError(CI.getDiagnostics(), Wrong);
    return false;
  }
  return true;
}

} // namespace custody

static FrontendPluginRegistry::Add<custody::Action>
    Registration("custody", "checks who owns what in C drivers");
