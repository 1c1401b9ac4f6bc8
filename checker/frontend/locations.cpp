// SPDX-License-Identifier: MIT
// From an ir_loc, which is clang's raw location, to the place a reader sees.
#include "module.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace custody {

// Walks out of the macros around L. A token that came in as a macro argument
// stands where the reader wrote it; one of a macro's own body stands where the
// macro is used. Like SourceManager::getFileLoc(), which does not say the name.
static SourceLocation leaveMacros(const ASTContext &Ctx, SourceLocation L, StringRef &Outermost) {
  const SourceManager &SM = Ctx.getSourceManager();
  while (L.isMacroID()) {
    if (SM.isMacroArgExpansion(L)) {
      L = SM.getImmediateSpellingLoc(L);
      continue;
    }
    Outermost = Lexer::getImmediateMacroName(L, SM, Ctx.getLangOpts());
    L = SM.getImmediateExpansionRange(L).getBegin();
  }
  return L;
}

ir_place Module::locate(ir_loc Loc) {
  ir_place P = {};
  SourceLocation L = SourceLocation::getFromRawEncoding(Loc);
  if (L.isInvalid())
    return P;
  StringRef Macro;
  L = leaveMacros(Ctx, L, Macro);
  PresumedLoc PL = Ctx.getSourceManager().getPresumedLoc(L);
  if (PL.isInvalid())
    return P;
  P.file = str_intern(M->strings, PL.getFilename());
  P.line = PL.getLine();
  P.col = PL.getColumn();
  P.macro = string(Macro);
  Places[{P.file, {P.line, P.col}}] = L.getRawEncoding();
  return P;
}

// Every place the engine holds came out of locate().
SourceLocation Module::sourceOf(const ir_place &P) const {
  auto It = Places.find({P.file, {P.line, P.col}});
  if (It == Places.end())
    return SourceLocation();
  return SourceLocation::getFromRawEncoding(It->second);
}

} // namespace custody
