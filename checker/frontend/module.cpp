// SPDX-License-Identifier: MIT
// The tables: types, records, functions, globals, and their lazy completion.
#include "module.h"

#include "clang/AST/RecordLayout.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace custody {

static Module &self(ir_module *M) { return *static_cast<Module *>(M->producer); }

static const ir_module_ops Ops = {
    [](ir_module *M, uint32_t Fn) { self(M).scan(Fn); },
    [](ir_module *M, uint32_t Fn) { return self(M).lower(Fn); },
    [](ir_module *M, uint32_t Record) { self(M).complete(Record); },
    [](ir_module *M, uint32_t Global) { return self(M).sized(Global); },
    [](ir_module *M, const char *Name) { return self(M).findGlobal(Name); },
    [](ir_module *M, ir_loc Loc) { return self(M).locate(Loc); },
};

Module::Module(ASTContext &Ctx, const MainFile &Main)
    : Ctx(Ctx), M(ir_module_new(&Ops, this)), Builder(build_new(M)), Main(Main) {
  const SourceManager &SM = Ctx.getSourceManager();
  if (auto File = SM.getFileEntryRefForID(SM.getMainFileID()))
    M->main_file = string(File->getName());
  findSuppressions(Main.Comments);
  for (const Decl *D : Main.Decls) {
    if (const auto *FD = dyn_cast<FunctionDecl>(D))
      function(FD);
    else if (const auto *VD = dyn_cast<VarDecl>(D))
      global(VD);
    else if (const auto *RD = dyn_cast<RecordDecl>(D))
      record(RD);
    else
      stray(D->getAttrs(), "a type");
  }
}

Module::~Module() {
  build_free(Builder);
  ir_module_free(M);
}

bool Module::inMainFile(const SourceManager &SM, SourceLocation L) {
  if (L.isMacroID())
    L = SM.getExpansionLoc(L);
  return SM.isWrittenInMainFile(L);
}

bool Module::inMainFile(SourceLocation L) const { return inMainFile(Ctx.getSourceManager(), L); }

str_id Module::string(StringRef Text) { return str_intern_n(M->strings, Text.data(), Text.size()); }

uint32_t Module::pointerTo(uint32_t Pointee, bool Const) {
  auto [It, New] = Pointers.try_emplace(Pointee * 2 + Const, 0);
  if (New) {
    ir_type T = {};
    T.kind = IR_TYPE_POINTER;
    T.flags = Const ? IR_TYPE_CONST : 0;
    T.ref = Pointee;
    It->second = ir_add_type(M, T);
  }
  return It->second;
}

uint32_t Module::type(QualType QT) {
  const Type *T = Ctx.getCanonicalType(QT).getTypePtr();
  auto It = Types.find(T);
  if (It != Types.end())
    return It->second;
  uint32_t Index;
  if (const auto *P = dyn_cast<PointerType>(T))
    Index = pointerTo(type(P->getPointeeType()), P->getPointeeType().isConstQualified());
  else if (const auto *A = dyn_cast<AtomicType>(T))
    Index = type(A->getValueType());
  else
    Index = ir_add_type(M, makeType(T));
  Types[T] = Index;
  return Index;
}

ir_type Module::makeType(const Type *T) {
  ir_type R = {};
  R.kind = IR_TYPE_UNKNOWN;
  if (T->isVoidType()) {
    R.kind = IR_TYPE_VOID;
  } else if (T->isBooleanType()) {
    R.kind = IR_TYPE_BOOL;
    R.bits = 8;
  } else if (T->isIntegralOrEnumerationType()) {
    R.kind = IR_TYPE_INT;
    R.flags = T->isSignedIntegerOrEnumerationType() ? IR_TYPE_SIGNED : 0;
    R.bits = T->isIncompleteType() ? 32 : Ctx.getTypeSize(T);
  } else if (T->isRealFloatingType()) {
    R.kind = IR_TYPE_FLOAT;
    R.bits = Ctx.getTypeSize(T);
  } else if (const auto *A = dyn_cast<ArrayType>(T)) {
    R.kind = IR_TYPE_ARRAY;
    R.ref = type(A->getElementType());
    R.flags = A->getElementType().isConstQualified() ? IR_TYPE_CONST : 0;
    if (const auto *C = dyn_cast<ConstantArrayType>(A))
      R.count = C->getZExtSize();
  } else if (const RecordDecl *RD = T->getAsRecordDecl()) {
    R.kind = IR_TYPE_RECORD;
    R.ref = record(RD);
  } else if (const auto *F = dyn_cast<FunctionType>(T)) {
    R.kind = IR_TYPE_FUNCTION;
    R.ref = type(F->getReturnType());
  }
  return R;
}

uint32_t Module::record(const RecordDecl *RD) {
  auto It = Decls.find(RD->getCanonicalDecl());
  if (It != Decls.end())
    return It->second;
  uint32_t Index = ir_add_record(M);
  Decls[RD->getCanonicalDecl()] = Index;
  if (const RecordDecl *Def = RD->getDefinition())
    RD = Def;
  RecordDecls.push_back(RD);
  ir_record &R = M->records[Index];
  if (RD->getIdentifier())
    R.name = string(RD->getName());
  else if (const TypedefNameDecl *TD = RD->getTypedefNameForAnonDecl())
    R.name = string(TD->getName());
  R.is_union = RD->isUnion();
  R.in_main_file = inMainFile(RD->getLocation());
  R.loc = loc(RD->getLocation());
  R.attrs = attributes(RD);
  declareNamed(R.attrs);
  // What is said of its members counts from the start, wherever the record is declared.
  if (RD->isCompleteDefinition() &&
      llvm::any_of(RD->fields(), [](const FieldDecl *FD) { return FD->hasAttr<AnnotateAttr>(); }))
    ir_need_fields(M, Index);
  return Index;
}

// The parameters of a function pointer: they are no place for annotations yet.
static void strayParameters(Module &Mod, const FieldDecl *FD) {
  TypeLoc Loc = FD->getTypeSourceInfo()->getTypeLoc().IgnoreParens();
  auto Pointer = Loc.getAs<PointerTypeLoc>();
  if (!Pointer)
    return;
  auto Function = Pointer.getPointeeLoc().IgnoreParens().getAs<FunctionProtoTypeLoc>();
  if (!Function)
    return;
  for (const ParmVarDecl *P : Function.getParams())
    if (P && P->hasAttrs())
      Mod.stray(P->getAttrs(), "a parameter of a function pointer");
}

void Module::complete(uint32_t Record) {
  const RecordDecl *RD = RecordDecls[Record]->getDefinition();
  if (!RD || RD->isInvalidDecl())
    return;
  const ASTRecordLayout &Layout = Ctx.getASTRecordLayout(RD);
  uint32_t Count = std::distance(RD->field_begin(), RD->field_end());
  auto *Fields = arena_new_array(M->arena, ir_field, Count ? Count : 1);
  for (const FieldDecl *FD : RD->fields()) {
    ir_field &F = Fields[FD->getFieldIndex()];
    F.name = FD->getIdentifier() ? string(FD->getName()) : STR_EMPTY;
    F.type = type(FD->getType()); // may add records: no pointer to ours yet
    F.offset = Layout.getFieldOffset(FD->getFieldIndex());
    F.width = FD->isBitField() ? FD->getBitWidthValue() : 0;
    F.loc = loc(FD->getLocation());
    F.attrs = attributes(FD);
    if (FD->getType()->isFunctionPointerType())
      strayParameters(*this, FD);
  }
  ir_record &R = M->records[Record];
  R.fields = Fields;
  R.nfields = Count;
  R.size = Layout.getSize().getQuantity();
  R.complete = true;
}

static ir_attrs paramAttributes(Module &Mod, const FunctionDecl *FD, unsigned I) {
  return Mod.attributes(FD->getParamDecl(I));
}

static uint32_t functionFlags(const FunctionDecl *FD, const FunctionDecl *Def) {
  uint32_t Flags = 0;
  if (Def)
    Flags |= IR_FN_DEFINED;
  if (FD->getStorageClass() == SC_Static)
    Flags |= IR_FN_STATIC;
  if (FD->isInlineSpecified() || FD->hasAttr<AlwaysInlineAttr>())
    Flags |= IR_FN_INLINE;
  if (FD->isNoReturn())
    Flags |= IR_FN_NORETURN;
  if (FD->isVariadic())
    Flags |= IR_FN_VARIADIC;
  if (FD->hasAttr<FormatAttr>() && FD->getReturnType()->isVoidType())
    Flags |= IR_FN_PRINTS;
  if (const auto *Section = FD->getAttr<SectionAttr>())
    if (Section->getName().starts_with(".init.text"))
      Flags |= IR_FN_INIT;
  return Flags;
}

uint32_t Module::function(const FunctionDecl *FD) {
  auto It = Decls.find(FD->getCanonicalDecl());
  if (It != Decls.end())
    return It->second;
  uint32_t Index = ir_add_function(M);
  Decls[FD->getCanonicalDecl()] = Index;
  const FunctionDecl *Def = nullptr;
  if (FD->hasBody(Def))
    FD = Def;
  uint32_t NParams = FD->getNumParams();
  auto *Params = arena_new_array(M->arena, ir_local, NParams ? NParams : 1);
  for (uint32_t I = 0; I < NParams; I++) {
    const ParmVarDecl *P = FD->getParamDecl(I);
    Params[I].name = P->getIdentifier() ? string(P->getName()) : STR_EMPTY;
    Params[I].type = type(P->getType());
    Params[I].loc = loc(P->getLocation());
    Params[I].attrs = paramAttributes(*this, FD, I);
  }
  ir_function F = {};
  F.name = string(FD->getName());
  F.flags = functionFlags(FD, Def);
  F.result = type(FD->getReturnType());
  F.nparams = F.nlocals = NParams;
  F.locals = Params;
  F.loc = loc(FD->getLocation());
  F.end = Def ? loc(Def->getBody()->getEndLoc()) : 0;
  F.attrs = attributes(FD);
  F.decl = const_cast<FunctionDecl *>(FD);
  if (Def && inMainFile(FD->getLocation()))
    F.flags |= IR_FN_MAIN_FILE;
  M->functions[Index] = F;
  return Index;
}

uint32_t Module::namedFunction(StringRef Name) {
  str_id Text = string(Name);
  auto [It, New] = Named.try_emplace(Text, 0);
  if (!New)
    return It->second;
  It->second = ir_add_function(M);
  M->functions[It->second].name = Text;
  M->functions[It->second].result = type(Ctx.VoidTy);
  return It->second;
}

uint32_t Module::addGlobal(QualType QT, SourceLocation L) {
  uint32_t Index = ir_add_global(M);
  uint32_t T = type(QT);
  ir_global &G = M->globals[Index];
  G.type = T;
  G.loc = loc(L);
  if (Ctx.getBaseElementType(QT).isConstQualified())
    G.flags |= IR_GLOBAL_CONST;
  if (inMainFile(L))
    G.flags |= IR_GLOBAL_MAIN_FILE;
  return Index;
}

uint32_t Module::global(const VarDecl *VD) {
  auto It = Decls.find(VD->getCanonicalDecl());
  if (It != Decls.end())
    return It->second;
  const VarDecl *First = VD->getCanonicalDecl();
  const VarDecl *Def = VD->getDefinition();
  if (!Def)
    Def = VD->getActingDefinition();
  if (Def)
    VD = Def;
  uint32_t Index = addGlobal(VD->getType(), VD->getLocation());
  Decls[First] = Index;
  ir_attrs Attrs = attributes(VD);
  ir_global &G = M->globals[Index];
  G.name = string(VD->getName());
  G.attrs = Attrs;
  G.decl = const_cast<VarDecl *>(VD);
  if (VD->getFormalLinkage() == Linkage::Internal || VD->isStaticLocal())
    G.flags |= IR_GLOBAL_STATIC;
  if (VD->isStaticLocal())
    G.flags |= IR_GLOBAL_LOCAL;
  if (Def)
    G.flags |= IR_GLOBAL_DEFINED;
  if (Def && Def->getInit())
    fillInits(Index, Def->getInit());
  return Index;
}

uint32_t Module::global(const CompoundLiteralExpr *E) {
  auto It = Literals.find(E);
  if (It != Literals.end())
    return It->second;
  uint32_t Index = addGlobal(E->getType(), E->getBeginLoc());
  Literals[E] = Index;
  M->globals[Index].flags |= IR_GLOBAL_STATIC | IR_GLOBAL_DEFINED;
  fillInits(Index, E->getInitializer());
  return Index;
}

} // namespace custody
