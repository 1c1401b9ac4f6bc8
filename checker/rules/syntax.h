/* SPDX-License-Identifier: MIT */
/*
 * The syntax tree of rules files: parse.y builds it, resolve.c turns it into contracts. All of it
 * lives in one arena that dies with the parse; only words (interned names) and texts outlive it.
 */
#ifndef CUSTODY_SYNTAX_H
#define CUSTODY_SYNTAX_H

#include "internal.h"

/* Place of a token in its file; begin and end are offsets in bytes. */
struct spot {
	uint32_t line, col;
	uint32_t begin, end;
};

struct word {
	const char *text; /* NULL: nothing written */
	uint32_t line, col;
};

/* A singly linked list; its nodes have their `next` first. Starts as all zeroes. */
struct list {
	void *first, *last;
};

struct word_node {
	struct word_node *next;
	struct word word;
	const char *phrase; /* of a state; NULL if none was written */
};

struct step_node {
	struct step_node *next;
	enum path_step_kind kind;
	struct word name, member;
};

struct path_node {
	struct path_node *next;
	struct word root; /* "return" is the result */
	struct list steps;
	struct spot at;
	const char *text; /* as written */
};

struct arrow_node {
	struct arrow_node *next;
	struct list from; /* words; empty: any state */
	struct word to; /* no text: same */
	struct spot at;
};

struct capture_node {
	struct capture_node *next;
	struct word name;
	struct path_node *value;
	struct word rule; /* of a match */
};

struct misfit_node {
	struct misfit_node *next;
	struct list in; /* words; empty: all that no arrow covers */
	struct word rule;
};

struct effect_node {
	struct effect_node *next;
	enum effect_kind kind;
	struct spot at;
	struct word protocol;
	struct path_node *object, *other;
	struct list arrows, saved, matched, misfits;
	struct list condition; /* FACT: words */
	struct list args; /* CALL: paths */
	struct word rule, callback;
	bool mostly; /* LOCKED */
	bool encoded; /* FACT */
	struct word how; /* COUNT: up, down, kept, last, none or set; PLACE: the record, its member
			    in callback */
};

/* What a slot's argument must be in at the end: "P(path) in a|b or handed on else RULE". */
struct exit_node {
	struct exit_node *next;
	struct word protocol;
	struct path_node *object;
	struct list allowed; /* words */
	struct word how; /* no protocol: even */
	bool handed_on;
	bool forgotten;
	bool kept;
	bool later; /* no object */
	struct word rule;
};

enum clause_kind {
	/* of a rule */
	CLAUSE_SUMMARY, /* text */
	CLAUSE_MESSAGE,
	/* of a protocol */
	CLAUSE_STATES, /* words */
	CLAUSE_USE, /* words, rule; in a resource: rule */
	CLAUSE_READ, /* words, rule, parts: words, the members */
	CLAUSE_GET,
	CLAUSE_LEAK,
	CLAUSE_LEFT,
	CLAUSE_EARLY, /* words, rule, parts: words, the members */
	CLAUSE_DEATH,
	CLAUSE_FAILING,
	CLAUSE_PAIRED,
	CLAUSE_OWED,
	CLAUSE_ABANDONED,
	CLAUSE_STRAY,
	CLAUSE_KEPT,
	CLAUSE_DEAD, /* words */
	CLAUSE_AMBIENT,
	CLAUSE_PRESUMED, /* name */
	CLAUSE_RESTS, /* words */
	CLAUSE_NEAR, /* words */
	CLAUSE_TESTED, /* name -> to; text: the capture, if by a constant */
	CLAUSE_SCOPED, /* name -> to */
	CLAUSE_CAPTURES, /* words */
	CLAUSE_NEVER_ASKED, /* words, rule */
	CLAUSE_MADE, /* words, rule */
	CLAUSE_APART, /* name, rule */
	CLAUSE_COUNTED,
	CLAUSE_CONSTANT,
	CLAUSE_YIELDS,
	CLAUSE_NUMBERS,
	CLAUSE_COMPUTED,
	CLAUSE_WHOLE,
	CLAUSE_STRICT,
	CLAUSE_LINT,
	/* of a function */
	CLAUSE_EFFECT, /* parts: one effect */
	CLAUSE_WHEN, /* words, parts: effects; in a slot: exits */
	CLAUSE_FAILS, /* words */
	CLAUSE_GIVES,
	/* of a slot */
	CLAUSE_GIVEN, /* name(path) to */
	CLAUSE_TEARDOWN,
	CLAUSE_PAUSES,
	CLAUSE_USER,
	CLAUSE_UNASKED,
	CLAUSE_LAST,
	CLAUSE_ORDERED, /* rule */
	CLAUSE_AFTER, /* name */
	CLAUSE_UNDOES, /* name */
	/* of a resource */
	CLAUSE_ACQUIRE, /* words: functions; params, path, parts: words of `fails` */
	CLAUSE_RELEASE, /* words, params, path */
	CLAUSE_DOUBLE, /* rule */
};

struct clause {
	struct clause *next;
	enum clause_kind kind;
	struct spot at;
	struct list words, params, parts;
	struct path_node *path;
	struct word name, to, rule, text;
	uint64_t bits;
	bool encoded; /* FAILS */
};

enum item_kind {
	ITEM_PACK, /* name, text */
	ITEM_RULE, /* name, trust in member, clauses */
	ITEM_PROTOCOL, /* name, text: record, clauses */
	ITEM_VIEW, /* name, text: phrase */
	ITEM_FUNCTION, /* names, params, clauses */
	ITEM_METHOD, /* name.member, params, clauses */
	ITEM_SLOT, /* name.member, params, clauses */
	ITEM_CALLBACK, /* name, params, clauses */
	ITEM_RESOURCE, /* name, text: record, clauses */
	ITEM_FIELD, /* name.member, what; text, rule if locked */
	ITEM_RECORD, /* name, what, rule */
	ITEM_TABLE, /* name, what: of pointers, names: members, rule */
	ITEM_CONTEXT, /* name: what, names: functions, number: argument, bits, rule; or
			 text.member */
	ITEM_NEEDS, /* name.member, names: the member needed, text: a variable, rule */
};

struct item {
	struct item *next;
	enum item_kind kind;
	const char *file;
	uint32_t file_number;
	struct spot at;
	struct list names, params, clauses;
	struct word name, member, text, rule, unsure;
	int what; /* enum field_kind or record_kind */
	uint64_t number, bits;
	struct slot *slot; /* of a slot or callback, once it is declared */
};

struct mistake {
	struct mistake *next;
	uint32_t file; /* number in the set: mistakes are told file by file */
	struct rule_place place;
	const char *message;
};

/* One set of files on its way to contracts. */
struct syntax {
	struct arena *arena; /* of the tree */
	struct contracts *stage;
	struct strings *names;
	struct list items;
	struct list mistakes;
	uint32_t nmistakes;
	/* The file being parsed or resolved. */
	uint32_t file_number;
	const char *file;
	/* The scanner's own. */
	const char *text, *end;
	const char *line_start;
	uint32_t line;
	struct word last_name,
		name_before; /* the latest two words that are no keywords, for hints */
};

/* Parses one file into s->items. */
void syntax_parse(struct syntax *s, uint32_t number, const char *name, const char *text,
		  size_t size);

__attribute__((format(printf, 4, 5))) void syntax_error(struct syntax *s, uint32_t line,
							uint32_t col, const char *format, ...);

void list_add(struct list *l, void *node);

/* --- scan.l: the keywords ----------------------------------------------------------------- */

/* Puts the keywords first into a new table of names, so that a name's number tells whether it is
 * one. */
void syntax_intern_keywords(struct strings *names);
void syntax_suggest_keyword(struct nearest *n);

/* --- resolve.c ---------------------------------------------------------------------------- */

/* Fills s->stage from s->items; mistakes go to s->mistakes. Requires a parse without mistakes. */
void syntax_resolve(struct syntax *s);

#endif
