// SPDX-License-Identifier: MIT
// clang leaves a plugin's own diagnostics alone: no -w, -Werror or pragma
// reaches them. All such decisions were taken in the gate, before this.
#include "diagnostics.h"

#include "clang/Basic/Diagnostic.h"
#include "llvm/Support/raw_ostream.h"

extern "C" {
#include "../rules/contract.h"
}

using namespace clang;

namespace custody {

void reportError(DiagnosticsEngine &Diags, StringRef Message) {
  Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Error, "custody: %0")) << Message;
}

void Reporter::finding(const struct finding &F) {
  std::string Message = std::string(F.message) + " [custody-" + F.rule->name + "]";
  unsigned ID = F.is_error ? Diags.getCustomDiagID(DiagnosticsEngine::Error, "%0")
                           : Diags.getCustomDiagID(DiagnosticsEngine::Warning, "%0");
  Diags.Report(Mod.sourceOf(F.place), ID) << Message;
  for (uint32_t I = 0; I < F.nnotes; I++)
    Diags.Report(Mod.sourceOf(F.notes[I].place),
                 Diags.getCustomDiagID(DiagnosticsEngine::Note, "%0"))
        << F.notes[I].text;
}

void Reporter::annotationError(const ir_place &Place, const char *Message) {
  Diags.Report(Mod.sourceOf(Place), Diags.getCustomDiagID(DiagnosticsEngine::Error, "%0"))
      << Message;
}

check_sink Reporter::sink() {
  check_sink S = {};
  S.ctx = this;
  S.annotation_error = [](void *Self, ir_place Place, const char *Message) {
    static_cast<Reporter *>(Self)->annotationError(Place, Message);
  };
  S.fatal = [](void *Self, const char *Line) {
    reportError(static_cast<Reporter *>(Self)->Diags, Line);
  };
  S.finding = [](void *Self, const struct finding *F) {
    static_cast<Reporter *>(Self)->finding(*F);
  };
  S.stats = [](void *, const char *Line) { llvm::errs() << Line << '\n'; };
  return S;
}

} // namespace custody
