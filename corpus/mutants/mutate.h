/* SPDX-License-Identifier: MIT */
/*
 * Mutants of a driver: one small edit of its source each, which makes one mistake.
 *
 *  - contracts.c reads which functions have a contract;
 *  - scan.c reads the driver by libclang: functions, blocks, statements, calls, tests, variables;
 *  - calls.c, blocks.c, flow.c and values.c are the operators: they turn what was read into
 * mutants;
 *  - mutants.c keeps the mutants, drops those that are alike or do not compile, and prints them.
 *
 * All places are offsets in the driver's own file. What a macro's body has is never edited.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include <clang-c/Index.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <uthash.h>

#define MAX_ARGUMENTS 8
#define MAX_EDITS 8
#define NONE -1

/* Room for one more at the end of an array; what is there is zero. */
#define APPEND(array, count)                                                                       \
	((array) = grow((array), (count), sizeof(*(array))), &(array)[(count)++])
void *grow(void *array, size_t count, size_t size);

struct span {
	unsigned start, end;
};

/* --- contracts ---------------------------------------------------------------------------- */

struct contract {
	char *name;
	char *area; /* the rules file, or "own": a function of the driver */
	int ended; /* argument that may not be used afterwards, or NONE */
	char lock; /* '+': takes a lock, '-': releases one */
	UT_hash_handle hh;
};

struct contract *contracts_read(const char *path);
struct contract *contract_own(struct contract **all, const char *name);
struct contract *contract_find(struct contract *all, const char *name);

/* --- what the driver has ------------------------------------------------------------------ */

struct argument {
	struct span at;
	CXType type; /* its own; invalid if not known */
	CXType wanted; /* the parameter's; invalid inside of macros that reorder */
};

struct call {
	struct span at, name;
	const struct contract *contract;
	CXCursor callee;
	int statement; /* that it stands in; NONE: in a declaration or a test */
	unsigned narguments;
	struct argument arguments[MAX_ARGUMENTS];
};

struct statement {
	struct span at; /* with its semicolon, without labels */
	enum CXCursorKind kind;
	int block; /* NONE: the only statement after an if or a loop */
	unsigned position; /* in its block */
};

struct block {
	struct span at;
	int *statements;
	int nstatements;
};

struct test {
	struct span at, condition;
};

struct jump { /* a goto */
	struct span at, label;
};

struct variable {
	char *name;
	CXType type;
	struct span visible;
	bool is_parameter, is_set; /* is_set: it has a value from the start */
};

struct reference { /* a variable is read */
	struct span at;
	int variable;
};

struct member_read { /* x->m as an argument, or &x->m */
	struct span at, name;
	CXCursor field;
};

struct function {
	char *name;
	struct span body;
	CXType result;
	struct block *blocks;
	struct statement *statements;
	struct call *calls;
	struct test *tests;
	struct jump *jumps;
	struct span *returns; /* the whole statements */
	struct span *labels; /* the names */
	struct variable *variables;
	struct reference *references;
	struct member_read *members;
	int nblocks, nstatements, ncalls, ntests, njumps, nreturns, nlabels, nvariables,
		nreferences, nmembers;
};

struct slot { /* ".member = function," of a table */
	struct span at;
	char *table;
};

struct driver {
	const char *path;
	char *text;
	unsigned size;
	CXTranslationUnit unit;
	CXFile file;
	struct contract *contracts;
	struct function *functions;
	int nfunctions;
	struct slot *slots;
	int nslots;
};

void driver_scan(struct driver *driver);

/* --- text --------------------------------------------------------------------------------- */

bool is_word(char c);
unsigned text_skip_space(const struct driver *d, unsigned at);
unsigned text_closing(const struct driver *d,
		      unsigned open); /* of the parenthesis there; 0: none */
unsigned text_split(const struct driver *d, unsigned open, struct argument *arguments);
bool text_has_word(const struct driver *d, struct span in, const char *word);
bool span_has(struct span outer, struct span inner);
/* For "%.*s". */
#define TEXT(d, span) (int)((span).end - (span).start), (d)->text + (span).start

/* --- mutants ------------------------------------------------------------------------------ */

struct edit {
	struct span at;
	char *text;
};

struct mutant {
	const char *operator; /* a constant */
	char *function; /* or the table */
	const char *area;
	unsigned place, base; /* where it is; where its function begins */
	struct edit edits[MAX_EDITS];
	int nedits;
	char *id; /* NULL: another one has the same text */
	char *text; /* of the whole file; NULL: the edits overlap */
};

struct mutants {
	const struct driver *driver;
	struct mutant *list;
	int count;
};

struct mutant *mutant_add(struct mutants *m, const char *operator, const struct function * in,
			  const char *area, unsigned place);
void mutant_edit(struct mutant *mutant, struct span at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/*
 * Of those that differ from the driver and from each other, and compile: prints one a line, all or,
 * if there are any, those whose id is wanted. Returns their number.
 */
int mutants_print(struct mutants *m, char **wanted, FILE *out);

void mutate_calls(struct mutants *m, const struct function *f);
void mutate_blocks(struct mutants *m, const struct function *f);
void mutate_flow(struct mutants *m, const struct function *f);
void mutate_values(struct mutants *m, const struct function *f);
void mutate_tables(struct mutants *m);

/* The call is the whole statement, or all that is assigned by it. */
bool call_is_statement(const struct driver *d, const struct function *f, const struct call *call);
bool call_is_assigned(const struct driver *d, const struct function *f, const struct call *call);
bool is_jump(const struct statement *statement);
/* The area of the first call in there; NULL: there is none. */
const char *area_of(const struct function *f, struct span in);
CXType plain(CXType type); /* canonical, unqualified */

#endif
