// SPDX-License-Identifier: MIT
// Findings and errors, said as clang says its own.
#ifndef CUSTODY_FRONTEND_DIAGNOSTICS_H
#define CUSTODY_FRONTEND_DIAGNOSTICS_H

#include "module.h"

namespace clang {
class DiagnosticsEngine;
}

namespace custody {

class Reporter {
public:
  Reporter(clang::DiagnosticsEngine &Diags, Module &Mod) : Diags(Diags), Mod(Mod) {}

  /// Where check_module() sends what it has to say; holds a pointer to this.
  check_sink sink();
  void finding(const finding &F);
  void annotationError(const ir_place &Place, const char *Message);

private:
  clang::DiagnosticsEngine &Diags;
  Module &Mod;
};

/// An error that has no place in the source.
void reportError(clang::DiagnosticsEngine &Diags, llvm::StringRef Message);

} // namespace custody

#endif
