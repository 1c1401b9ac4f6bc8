// SPDX-License-Identifier: MIT
// Suppression comments, of the main file and the headers that matter: custody: allow RULE: reason
#include "module.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace custody {

static constexpr StringRef Marker = "custody: allow";

static bool isRuleChar(char C) { return llvm::isAlnum(C) || C == '-' || C == '_' || C == '*'; }

// A missing rule or reason is handed on as "": the gate complains about it.
static ir_suppression parse(Module &Mod, StringRef Text, SourceLocation L) {
  ir_suppression S = {};
  Text = Text.take_until([](char C) { return C == '\n' || C == '\r'; });
  Text = Text.ltrim();
  StringRef Rule = Text.take_while(isRuleChar);
  Text = Text.drop_front(Rule.size()).ltrim();
  StringRef Reason;
  if (Text.consume_front(":"))
    Reason = Text.trim();
  ir_place Place = Mod.locate(Module::loc(L));
  S.file = Place.file;
  S.line = S.last = Place.line;
  S.col = Place.col;
  S.rule = Mod.string(Rule);
  S.reason = Mod.string(Reason);
  return S;
}

static void parseComment(Module &Mod, StringRef Comment, SourceLocation Begin) {
  Comment.consume_back("*/");
  for (size_t At = 0; (At = Comment.find(Marker, At)) != StringRef::npos; At += Marker.size()) {
    StringRef Rest = Comment.substr(At + Marker.size());
    if (!Rest.empty() && isRuleChar(Rest.front())) // "custody: allowed"
      continue;
    ir_add_suppression(Mod.M, parse(Mod, Rest, Begin.getLocWithOffset(int(At))));
  }
}

namespace {
/// Comments in a row: what one of them allows holds for the line below the last.
struct Run {
  uint32_t First = 0; // suppression
  uint32_t Last = 0;  // line of the last comment's end, 0: none yet
};
} // namespace

// Only blanks stand between the start of the line and At.
static bool startsLine(StringRef Text, size_t At) {
  StringRef Before = Text.take_front(At);
  return Before.take_back(Before.size() - (Before.rfind('\n') + 1)).trim().empty();
}

static void readComment(Module &Mod, StringRef File, SourceRange Range, Run &R) {
  const SourceManager &SM = Mod.Ctx.getSourceManager();
  unsigned Begin = SM.getFileOffset(Range.getBegin()), End = SM.getFileOffset(Range.getEnd());
  ir_place From = Mod.locate(Module::loc(Range.getBegin()));
  ir_place To = Mod.locate(Module::loc(Range.getEnd().getLocWithOffset(-1)));
  if (!startsLine(File, Begin) || From.line != R.Last + 1)
    R.First = Mod.M->nsuppressions;
  R.Last = To.line;
  parseComment(Mod, File.slice(Begin, End), Range.getBegin());
  for (uint32_t I = R.First; I < Mod.M->nsuppressions; I++)
    Mod.M->suppressions[I].last = To.line;
}

// Nearly no file has one, so comments are looked into only if the words occur.
static bool mayHaveSuppressions(StringRef File) {
  return memmem(File.data(), File.size(), Marker.data(), Marker.size());
}

void Module::findSuppressions(ArrayRef<SourceRange> Comments) {
  const SourceManager &SM = Ctx.getSourceManager();
  StringRef File = SM.getBufferData(SM.getMainFileID());
  if (!mayHaveSuppressions(File))
    return;
  Run R;
  for (SourceRange Comment : Comments)
    readComment(*this, File, Comment, R);
}

// Only a header that a body was lowered from can hold a finding. Its comments were not kept, so
// they are lexed once more; one in a skipped #if does no harm, as unused ones in headers are no
// finding.
void Module::findSuppressions(SourceLocation L) {
  const SourceManager &SM = Ctx.getSourceManager();
  FileID ID = SM.getFileID(SM.getExpansionLoc(L));
  if (ID == SM.getMainFileID() || !Searched.insert(ID).second)
    return;
  auto Buffer = SM.getBufferOrNone(ID);
  if (!Buffer || !mayHaveSuppressions(Buffer->getBuffer()))
    return;
  Lexer Lex(ID, *Buffer, SM, Ctx.getLangOpts());
  Lex.SetCommentRetentionState(true);
  Token Tok;
  Run R;
  do {
    Lex.LexFromRawLexer(Tok);
    if (Tok.is(tok::comment))
      readComment(*this, Buffer->getBuffer(), {Tok.getLocation(), Tok.getEndLoc()}, R);
  } while (!Tok.is(tok::eof));
}

} // namespace custody
