// SPDX-License-Identifier: MIT
// __attribute__((annotate("custody.NAME", "argument", ...))) as written, on
// any redeclaration. What they mean is for checker/rules to judge.
#include "module.h"

#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace custody {

static constexpr StringRef Prefix = "custody.";

static str_id argument(Module &Mod, const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *C = dyn_cast<ConstantExpr>(E))
    E = C->getSubExpr()->IgnoreParenImpCasts();
  if (const auto *S = dyn_cast<StringLiteral>(E))
    return S->getCharByteWidth() == 1 ? Mod.string(S->getString()) : STR_EMPTY;
  Expr::EvalResult R;
  if (!E->isValueDependent() && E->EvaluateAsInt(R, Mod.Ctx))
    return Mod.string(llvm::toString(R.Val.getInt(), 10));
  return STR_EMPTY;
}

static ir_attr convert(Module &Mod, const AnnotateAttr *A, StringRef Name) {
  ir_attr R = {};
  R.name = Mod.string(Name);
  R.loc = Module::loc(A->getLocation());
  for (const Expr *E : A->args()) {
    if (R.nargs == IR_ATTR_ARGS)
      break;
    R.args[R.nargs++] = argument(Mod, E);
  }
  return R;
}

// clang copies attributes to later redeclarations and marks the copies, so
// that each counts where it was written.
static void collect(Module &Mod, ArrayRef<const Attr *> Attrs, SmallVectorImpl<ir_attr> &List) {
  for (const Attr *A : Attrs) {
    const auto *Note = dyn_cast<AnnotateAttr>(A);
    if (!Note || Note->isInherited())
      continue;
    StringRef Name = Note->getAnnotation();
    if (Name.consume_front(Prefix))
      List.push_back(convert(Mod, Note, Name));
  }
}

static void collect(Module &Mod, const Decl *D, SmallVectorImpl<ir_attr> &List) {
  if (D->hasAttrs())
    collect(Mod, D->getAttrs(), List);
}

static ir_attrs inArena(Module &Mod, ArrayRef<ir_attr> List) {
  ir_attrs Result = {};
  if (List.empty())
    return Result;
  Result.count = List.size();
  Result.list =
      static_cast<ir_attr *>(arena_copy(Mod.M->arena, List.data(), List.size() * sizeof(ir_attr)));
  return Result;
}

static void collectParam(Module &Mod, const ParmVarDecl *P, SmallVectorImpl<ir_attr> &List) {
  const auto *FD = dyn_cast<FunctionDecl>(P->getDeclContext());
  if (!FD)
    return collect(Mod, P, List);
  for (const FunctionDecl *R : FD->redecls())
    if (P->getFunctionScopeIndex() < R->getNumParams())
      collect(Mod, R->getParamDecl(P->getFunctionScopeIndex()), List);
}

// What the frontend itself says of a function stands among its attributes, by names that no source
// can have.
static ir_attr said(Module &Mod, const char *What, SourceLocation L) {
  ir_attr R = {};
  R.name = Mod.string(What);
  R.loc = Module::loc(L);
  return R;
}

/// Nothing of the file refers to it, and it does not say that this is meant.
static bool isUnused(const FunctionDecl *FD) {
  return FD->getStorageClass() == SC_Static && FD->isThisDeclarationADefinition() &&
         !FD->isReferenced() && !FD->isInlineSpecified() && !FD->hasAttr<UnusedAttr>() &&
         !FD->hasAttr<UsedAttr>() && !FD->hasAttr<ConstructorAttr>();
}

/// One more attribute of a function.
static void append(Module &Mod, const FunctionDecl *In, const ir_attr &A) {
  ir_attrs &Now = Mod.M->functions[Mod.function(In)].attrs;
  SmallVector<ir_attr, 4> List(Now.list, Now.list + Now.count);
  List.push_back(A);
  Now = inArena(Mod, List);
}

void Module::unrun(const FunctionDecl *In, const FunctionDecl *Callee, SourceLocation L, bool Off) {
  ir_attr A = said(*this, IR_SAID_UNRUN, Ctx.getSourceManager().getExpansionLoc(L));
  A.args[A.nargs++] = string(Callee->getName());
  if (Off)
    A.args[A.nargs++] = string("off");
  append(*this, In, A);
}

void Module::constant(const FunctionDecl *In, SourceLocation L) {
  append(*this, In, said(*this, IR_SAID_CONSTANT, L));
}

ir_attrs Module::attributes(const Decl *D) {
  SmallVector<ir_attr, 4> List;
  if (const auto *P = dyn_cast<ParmVarDecl>(D))
    collectParam(*this, P, List);
  else
    for (const Decl *R : D->redecls())
      collect(*this, R, List);
  if (const auto *FD = dyn_cast<FunctionDecl>(D);
      FD && inMainFile(FD->getLocation()) && isUnused(FD))
    List.push_back(said(*this, IR_SAID_UNUSED, FD->getLocation()));
  // redecls() starts anywhere in its ring; the order of the text is stable.
  llvm::stable_sort(List, [](const ir_attr &A, const ir_attr &B) { return A.loc < B.loc; });
  return inArena(*this, List);
}

void Module::declareNamed(ir_attrs Attrs) {
  for (const ir_attr &A : ArrayRef(Attrs.list, Attrs.count))
    for (str_id Arg : ArrayRef(A.args, A.nargs)) {
      DeclarationName Name = &Ctx.Idents.get(str_text(M->strings, Arg));
      for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(Name))
        if (const auto *FD = dyn_cast<FunctionDecl>(D))
          function(FD);
    }
}

void Module::stray(ArrayRef<const Attr *> Attrs, StringRef On, StringRef But) {
  SmallVector<ir_attr, 4> List;
  collect(*this, Attrs, List);
  str_id Allowed = string(But);
  llvm::erase_if(List, [&](const ir_attr &A) { return A.name == Allowed; });
  if (!List.empty())
    ir_add_stray(M, {string(On), inArena(*this, List)});
}

void Module::trusted(ArrayRef<const Attr *> Attrs, SourceRange Range) {
  for (const Attr *A : Attrs) {
    const auto *Note = dyn_cast<AnnotateAttr>(A);
    if (!Note || Note->getAnnotation() != "custody.trusted")
      continue;
    ir_attr Written = convert(*this, Note, "trusted");
    ir_place First = locate(loc(Range.getBegin()));
    ir_place Last = locate(loc(Range.getEnd()));
    ir_trusted T = {};
    T.file = First.file;
    T.first = First.line;
    T.last = Last.file == First.file ? Last.line : First.line;
    T.reason = Written.nargs ? Written.args[0] : STR_EMPTY;
    T.loc = Written.loc;
    ir_add_trusted(M, T);
  }
}

} // namespace custody
