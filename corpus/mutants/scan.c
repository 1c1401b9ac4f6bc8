// SPDX-License-Identifier: MIT
/* The driver, read by libclang. */
#include "mutate.h"

#include <stdlib.h>
#include <string.h>

/* What is at hand on the way down. */
struct scan {
	struct driver *driver;
	struct function *function;
	int statement; /* the innermost one */
	struct span scope; /* of variables */
};

static void scan_cursor(struct scan *scan, CXCursor cursor);
static enum CXChildVisitResult scan_child(CXCursor cursor, CXCursor parent, CXClientData data);

static char *take_string(CXString string)
{
	char *copy = strdup(clang_getCString(string));

	clang_disposeString(string);
	return copy;
}

static unsigned offset_of(struct driver *d, CXSourceLocation location)
{
	unsigned offset;
	CXFile file;

	clang_getFileLocation(location, &file, NULL, NULL, &offset);
	return file && clang_File_isEqual(file, d->file) ? offset : d->size;
}

/* Where the cursor is in the driver's file: for what a macro made, where the macro is named. */
static struct span span_of(struct driver *d, CXCursor cursor)
{
	CXSourceRange range = clang_getCursorExtent(cursor);
	struct span span = {offset_of(d, clang_getRangeStart(range)),
			    offset_of(d, clang_getRangeEnd(range))};

	if (span.end < span.start)
		span.end = span.start;
	return span;
}

static bool starts_with(const struct driver *d, struct span at, const char *word)
{
	size_t length = strlen(word);

	return at.start + length < d->size && !strncmp(d->text + at.start, word, length);
}

CXType plain(CXType type)
{
	if (type.kind == CXType_Invalid) /* libclang looks into it */
		return type;
	return clang_getUnqualifiedType(clang_getCanonicalType(type));
}

/* --- calls -------------------------------------------------------------------------------- */

static struct span word_at(const struct driver *d, unsigned at)
{
	struct span word = {at, at};

	while (word.end < d->size && is_word(d->text[word.end]))
		word.end++;
	return word;
}

static const struct contract *contract_for(struct driver *d, const char *name, CXCursor callee)
{
	const struct contract *found = contract_find(d->contracts, name);
	CXCursor definition = clang_getCursorDefinition(callee);

	if (found || clang_Cursor_isNull(definition))
		return found;
	if (!clang_Location_isFromMainFile(clang_getCursorLocation(definition)))
		return NULL;
	return contract_own(&d->contracts, name);
}

static struct call *call_at(struct function *f, unsigned start)
{
	for (int i = 0; i < f->ncalls; i++) {
		if (f->calls[i].at.start == start)
			return &f->calls[i];
	}
	return NULL;
}

/* Which parameter an argument is for: that whose value stands at the same place. */
static void find_wanted(struct driver *d, struct call *call, CXCursor cursor)
{
	CXType function = clang_getCursorType(call->callee);
	int n = clang_Cursor_getNumArguments(cursor);

	for (int i = 0; i < n && i < clang_getNumArgTypes(function); i++) {
		struct span at = span_of(d, clang_Cursor_getArgument(cursor, i));

		for (unsigned j = 0; j < call->narguments; j++) {
			struct argument *a = &call->arguments[j];

			if (a->at.start == at.start && a->at.end == at.end)
				a->wanted = clang_getArgType(function, i);
		}
	}
}

static void scan_call(struct scan *scan, CXCursor cursor)
{
	struct driver *d = scan->driver;
	struct span at = span_of(d, cursor), word = word_at(d, at.start);
	CXCursor callee = clang_getCursorReferenced(cursor);
	unsigned open = text_skip_space(d, word.end);
	const struct contract *contract;
	struct call *call;
	char *name;

	if (word.end == word.start || d->text[open] != '(' ||
	    clang_getCursorKind(callee) != CXCursor_FunctionDecl)
		return;
	name = take_string(clang_getCursorSpelling(callee));
	contract = contract_for(d, name, callee);
	free(name);
	if (!contract || call_at(scan->function, at.start))
		return;
	call = APPEND(scan->function->calls, scan->function->ncalls);
	call->at = (struct span){at.start, text_closing(d, open) + 1};
	call->name = word;
	call->contract = contract;
	call->callee = callee;
	call->statement = scan->statement;
	call->narguments = text_split(d, open, call->arguments);
	find_wanted(d, call, cursor);
}

/* The innermost expression that is exactly an argument tells its type. */
static void scan_type(struct scan *scan, CXCursor cursor)
{
	struct span at = span_of(scan->driver, cursor);

	for (int i = 0; i < scan->function->ncalls; i++) {
		struct call *call = &scan->function->calls[i];

		for (unsigned j = 0; span_has(call->at, at) && j < call->narguments; j++) {
			struct argument *a = &call->arguments[j];

			if (a->at.start == at.start && a->at.end == at.end)
				a->type = clang_getCursorType(cursor);
		}
	}
}

/* --- variables and members ---------------------------------------------------------------- */

static void scan_variable(struct scan *scan, CXCursor cursor)
{
	struct function *f = scan->function;
	struct span at = span_of(scan->driver, cursor);
	struct variable *v = APPEND(f->variables, f->nvariables);

	v->name = take_string(clang_getCursorSpelling(cursor));
	v->type = clang_getCursorType(cursor);
	v->is_parameter = clang_getCursorKind(cursor) == CXCursor_ParmDecl;
	v->is_set =
		v->is_parameter || memchr(scan->driver->text + at.start, '=', at.end - at.start);
	v->visible = (struct span){at.end, scan->scope.end};
}

static void scan_reference(struct scan *scan, CXCursor cursor)
{
	struct function *f = scan->function;
	struct span at = span_of(scan->driver, cursor);
	struct reference *r;

	for (int i = f->nvariables - 1; i >= 0; i--) {
		struct variable *v = &f->variables[i];

		if (!span_has(v->visible, at) || strlen(v->name) != at.end - at.start ||
		    strncmp(v->name, scan->driver->text + at.start, at.end - at.start))
			continue;
		r = APPEND(f->references, f->nreferences);
		*r = (struct reference){at, i};
		return;
	}
}

static void scan_member(struct scan *scan, CXCursor cursor)
{
	struct function *f = scan->function;
	struct span at = span_of(scan->driver, cursor);
	CXCursor field = clang_getCursorReferenced(cursor);
	char *name = take_string(clang_getCursorSpelling(field));
	size_t length = strlen(name);
	struct member_read *m;

	if (length && at.end - at.start > length &&
	    !strncmp(scan->driver->text + at.end - length, name, length)) {
		m = APPEND(f->members, f->nmembers);
		*m = (struct member_read){at, {at.end - length, at.end}, field};
	}
	free(name);
}

/* --- statements --------------------------------------------------------------------------- */

static enum CXChildVisitResult take_last(CXCursor cursor, CXCursor parent, CXClientData data)
{
	(void)parent;
	*(CXCursor *)data = cursor;
	return CXChildVisit_Continue;
}

static bool is_label(enum CXCursorKind kind)
{
	return kind == CXCursor_LabelStmt || kind == CXCursor_CaseStmt ||
	       kind == CXCursor_DefaultStmt;
}

static void scan_label(struct scan *scan, CXCursor cursor)
{
	struct function *f = scan->function;
	struct span at = span_of(scan->driver, cursor), word = word_at(scan->driver, at.start);

	if (clang_getCursorKind(cursor) == CXCursor_LabelStmt && word.end > word.start)
		*APPEND(f->labels, f->nlabels) = word;
}

static void scan_statement(struct scan *scan, CXCursor cursor, int block)
{
	struct function *f = scan->function;
	struct driver *d = scan->driver;
	int outer = scan->statement;
	struct statement *s;
	struct span at;
	unsigned end;

	while (is_label(clang_getCursorKind(cursor))) {
		scan_label(scan, cursor);
		clang_visitChildren(cursor, take_last, &cursor);
	}
	at = span_of(d, cursor);
	end = text_skip_space(d, at.end);
	if (end < d->size && d->text[end] == ';' && d->text[at.end - 1] != ';')
		at.end = end + 1;
	scan->statement = f->nstatements;
	s = APPEND(f->statements, f->nstatements);
	*s = (struct statement){.at = at, .kind = clang_getCursorKind(cursor), .block = block};
	if (block != NONE) {
		struct block *b = &f->blocks[block];

		s->position = b->nstatements;
		*APPEND(b->statements, b->nstatements) = scan->statement;
	}
	scan_cursor(scan, cursor);
	scan->statement = outer;
}

struct in_block {
	struct scan *scan;
	int block;
};

static enum CXChildVisitResult scan_in_block(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct in_block *in = data;

	(void)parent;
	scan_statement(in->scan, cursor, in->block);
	return CXChildVisit_Continue;
}

static void scan_block(struct scan *scan, CXCursor cursor)
{
	struct function *f = scan->function;
	struct span at = span_of(scan->driver, cursor), outer = scan->scope;
	struct in_block in = {scan, f->nblocks};

	if (!starts_with(scan->driver, at, "{")) {
		clang_visitChildren(cursor, scan_child, scan);
		return;
	}
	APPEND(f->blocks, f->nblocks)->at = at;
	scan->scope = at;
	clang_visitChildren(cursor, scan_in_block, &in);
	scan->scope = outer;
}

/* An if or a loop: a statement of its own without braces stands in no block. */
static enum CXChildVisitResult scan_branch(CXCursor cursor, CXCursor parent, CXClientData data)
{
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	struct scan *scan = data;
	struct span outer = span_of(scan->driver, parent), at = span_of(scan->driver, cursor);
	char before;

	before = at.start > outer.start ? scan->driver->text[at.start - 1] : '(';
	if (kind != CXCursor_CompoundStmt && (before == '\t' || before == ' ') &&
	    scan->driver->text[text_skip_space(scan->driver, at.end)] == ';')
		scan_statement(scan, cursor, NONE);
	else
		scan_cursor(scan, cursor);
	return CXChildVisit_Continue;
}

static enum CXChildVisitResult take_first(CXCursor cursor, CXCursor parent, CXClientData data)
{
	(void)parent;
	*(CXCursor *)data = cursor;
	return CXChildVisit_Break;
}

static void scan_if(struct scan *scan, CXCursor cursor)
{
	struct function *f = scan->function;
	struct driver *d = scan->driver;
	struct span at = span_of(d, cursor);
	CXCursor condition = clang_getNullCursor();
	struct test *test;
	unsigned open = text_skip_space(d, at.start + 2);

	clang_visitChildren(cursor, take_first, &condition);
	if (starts_with(d, at, "if") && d->text[open] == '(') {
		test = APPEND(f->tests, f->ntests);
		*test = (struct test){at, {open + 1, text_closing(d, open)}};
	}
	clang_visitChildren(cursor, scan_branch, scan);
}

static void scan_goto(struct scan *scan, CXCursor cursor)
{
	struct driver *d = scan->driver;
	struct function *f = scan->function;
	struct span at = span_of(d, cursor);
	struct jump *jump;

	if (!starts_with(d, at, "goto"))
		return;
	jump = APPEND(f->jumps, f->njumps);
	*jump = (struct jump){at, word_at(d, text_skip_space(d, at.start + 4))};
}

static void scan_return(struct scan *scan, CXCursor cursor)
{
	struct driver *d = scan->driver;
	struct span at = span_of(d, cursor);

	if (starts_with(d, at, "return"))
		*APPEND(scan->function->returns, scan->function->nreturns) = at;
}

static void scan_cursor(struct scan *scan, CXCursor cursor)
{
	enum CXCursorKind kind = clang_getCursorKind(cursor);

	if (clang_isExpression(kind))
		scan_type(scan, cursor);
	switch (kind) {
	case CXCursor_CompoundStmt:
		scan_block(scan, cursor);
		return;
	case CXCursor_IfStmt:
		scan_if(scan, cursor);
		return;
	case CXCursor_ForStmt:
	case CXCursor_WhileStmt:
		clang_visitChildren(cursor, scan_branch, scan);
		return;
	case CXCursor_GotoStmt:
		scan_goto(scan, cursor);
		return;
	case CXCursor_ReturnStmt:
		scan_return(scan, cursor);
		break;
	case CXCursor_VarDecl:
		scan_variable(scan, cursor);
		break;
	case CXCursor_CallExpr:
		scan_call(scan, cursor);
		break;
	case CXCursor_DeclRefExpr:
		scan_reference(scan, cursor);
		break;
	case CXCursor_MemberRefExpr:
		scan_member(scan, cursor);
		break;
	default:
		break;
	}
	clang_visitChildren(cursor, scan_child, scan);
}

static enum CXChildVisitResult scan_child(CXCursor cursor, CXCursor parent, CXClientData data)
{
	(void)parent;
	scan_cursor(data, cursor);
	return CXChildVisit_Continue;
}

/* --- the file ----------------------------------------------------------------------------- */

static enum CXChildVisitResult scan_part(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct scan *scan = data;

	(void)parent;
	if (clang_getCursorKind(cursor) == CXCursor_ParmDecl) {
		scan_variable(scan, cursor);
	} else if (clang_getCursorKind(cursor) == CXCursor_CompoundStmt) {
		scan->function->body = span_of(scan->driver, cursor);
		scan_cursor(scan, cursor);
	}
	return CXChildVisit_Continue;
}

static void scan_function(struct driver *d, CXCursor cursor)
{
	struct scan scan = {.driver = d, .statement = NONE, .scope = span_of(d, cursor)};

	if (!clang_isCursorDefinition(cursor) || d->text[scan.scope.end - 1] != '}')
		return;
	scan.function = APPEND(d->functions, d->nfunctions);
	scan.function->name = take_string(clang_getCursorSpelling(cursor));
	scan.function->result = clang_getResultType(clang_getCursorType(cursor));
	clang_visitChildren(cursor, scan_part, &scan);
}

struct in_table {
	struct driver *driver;
	const char *name;
};

/* ".member = function," around the function's name. */
static enum CXChildVisitResult scan_slot(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct in_table *table = data;
	struct driver *d = table->driver;
	struct span at = span_of(d, cursor);
	struct slot *slot;

	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_DeclRefExpr ||
	    clang_getCursorKind(clang_getCursorReferenced(cursor)) != CXCursor_FunctionDecl)
		return CXChildVisit_Recurse;
	while (at.start && !strchr(".,{", d->text[at.start]))
		at.start--;
	if (d->text[at.start] != '.' || d->text[at.end] != ',')
		return CXChildVisit_Continue;
	at.end++;
	slot = APPEND(d->slots, d->nslots);
	*slot = (struct slot){at, strdup(table->name)};
	return CXChildVisit_Continue;
}

static void scan_table(struct driver *d, CXCursor cursor)
{
	struct span at = span_of(d, cursor);
	struct in_table table = {d, NULL};
	char *name;

	if (at.end >= d->size || d->text[at.end - 1] != '}')
		return;
	name = take_string(clang_getCursorSpelling(cursor));
	table.name = name;
	clang_visitChildren(cursor, scan_slot, &table);
	free(name);
}

static enum CXChildVisitResult scan_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct driver *d = data;

	(void)parent;
	if (!clang_Location_isFromMainFile(clang_getCursorLocation(cursor)))
		return CXChildVisit_Continue;
	if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl)
		scan_function(d, cursor);
	else if (clang_getCursorKind(cursor) == CXCursor_VarDecl)
		scan_table(d, cursor);
	return CXChildVisit_Continue;
}

void driver_scan(struct driver *driver)
{
	clang_visitChildren(clang_getTranslationUnitCursor(driver->unit), scan_top, driver);
}
