// SPDX-License-Identifier: MIT
// Suppression comments of the main file: custody: allow RULE: reason
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
  S.line = Place.line;
  S.rule = Mod.string(Rule);
  S.reason = Mod.string(Reason);
  return S;
}

static void parseComment(Module &Mod, StringRef Comment, SourceLocation Begin) {
  Comment.consume_back("*/");
  for (size_t At = 0;; At += Marker.size()) {
    At = Comment.find(Marker, At);
    if (At == StringRef::npos)
      return;
    StringRef Rest = Comment.substr(At + Marker.size());
    if (!Rest.empty() && isRuleChar(Rest.front())) // "custody: allowed"
      continue;
    ir_add_suppression(Mod.M, parse(Mod, Rest, Begin.getLocWithOffset(int(At))));
  }
}

// Nearly no file has one, so the file is lexed again only if the words occur;
// lexing is what tells a comment from a string.
void Module::findSuppressions() {
  const SourceManager &SM = Ctx.getSourceManager();
  auto Buffer = SM.getBufferOrNone(SM.getMainFileID());
  if (!Buffer ||
      !memmem(Buffer->getBufferStart(), Buffer->getBufferSize(), Marker.data(), Marker.size()))
    return;
  Lexer Lex(SM.getMainFileID(), *Buffer, SM, Ctx.getLangOpts());
  Lex.SetCommentRetentionState(true);
  Token Tok;
  do {
    Lex.LexFromRawLexer(Tok);
    if (!Tok.is(tok::comment))
      continue;
    StringRef Text(SM.getCharacterData(Tok.getLocation()), Tok.getLength());
    parseComment(*this, Text, Tok.getLocation());
  } while (!Tok.is(tok::eof));
}

} // namespace custody
