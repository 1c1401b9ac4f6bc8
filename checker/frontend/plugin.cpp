// SPDX-License-Identifier: MIT
// The plugin: options, and the pipeline for one translation unit.
//
//   clang -fplugin=custody.so [-fplugin-arg-custody-KEY=VALUE ...] -c x.c
#include "diagnostics.h"
#include "module.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"

using namespace clang;

namespace custody {

namespace {

struct FreeOptions {
  void operator()(options *O) const { options_free(O); }
};
using Options = std::unique_ptr<options, FreeOptions>;

class Consumer : public ASTConsumer {
public:
  explicit Consumer(Options O) : Opts(std::move(O)) {}
  void Initialize(ASTContext &Ctx) override { SM = &Ctx.getSourceManager(); }
  bool HandleTopLevelDecl(DeclGroupRef Group) override;
  void HandleTranslationUnit(ASTContext &Ctx) override;

private:
  Options Opts;
  const SourceManager *SM = nullptr;
  std::vector<const Decl *> MainFile;
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

// Picked out as they are parsed: to look for them among the 50,000 declarations
// of a kernel file afterwards takes as long as lowering the file.
bool Consumer::HandleTopLevelDecl(DeclGroupRef Group) {
  for (const Decl *D : Group) {
    const auto *FD = dyn_cast<FunctionDecl>(D);
    bool Wanted = FD ? FD->doesThisDeclarationHaveABody() : isa<VarDecl>(D);
    if (Wanted && Module::inMainFile(*SM, D->getLocation()))
      MainFile.push_back(D);
  }
  return true;
}

void Consumer::HandleTranslationUnit(ASTContext &Ctx) {
  DiagnosticsEngine &Diags = Ctx.getDiagnostics();
  if (Diags.hasErrorOccurred() || Diags.hasUncompilableErrorOccurred())
    return;
  Module Mod(Ctx, MainFile);
  Reporter Report(Diags, Mod);
  check_sink Sink = Report.sink();
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
  if (!isC(CI.getLangOpts()))
    return std::make_unique<ASTConsumer>();
  CI.getCodeGenOpts().ClearASTBeforeBackend = false;
  return std::make_unique<Consumer>(std::move(Opts));
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
