/* SPDX-License-Identifier: MIT */
/*
 * The grammar of the rule language, as docs/rule-language.md gives it. Generated: parse.tab.c, parse.tab.h.
 *
 * Keywords are not reserved: kernel code calls its parameters `rule`, `error` or `base`. A keyword is a name
 * wherever a name can stand, but for the few (of, as, in, is, or, on, with, else, any, same, later, return) that
 * stand behind or instead of a name; those are members only.
 */
%define api.pure full
%define api.prefix {rules_yy}
%define api.location.type {struct spot}
%define parse.error custom
%define parse.lac full
%locations
%expect 0
%parse-param { struct syntax *s }
%param { void *scanner }

%code requires {
#include "syntax.h"
}

%code {
#include "scan.lex.h"

#include <string.h>

int rules_yylex(RULES_YYSTYPE *value, RULES_YYLTYPE *at, yyscan_t scanner);

#define YYLLOC_DEFAULT(now, rhs, n)                                                                \
	do {                                                                                       \
		if (n) {                                                                           \
			(now) = YYRHSLOC(rhs, 1);                                                  \
			(now).end = YYRHSLOC(rhs, n).end;                                          \
		} else {                                                                           \
			(now) = YYRHSLOC(rhs, 0);                                                  \
			(now).begin = (now).end;                                                   \
		}                                                                                  \
	} while (0)

#define NEW(type, ...) memcpy(arena_alloc(s->arena, sizeof(type)), &(type){ __VA_ARGS__ }, sizeof(type))
#define CLAUSE(...) NEW(struct clause, __VA_ARGS__)
#define ITEM(...) NEW(struct item, .file = s->file, .file_number = s->file_number, __VA_ARGS__)
#define EFFECT(...) NEW(struct effect_node, __VA_ARGS__)
#define WORD(w) NEW(struct word_node, .word = (w))

static void rules_yyerror(struct spot *at, struct syntax *s, void *scanner, const char *message);

static const struct word no_word;

/* Lists pass through the parser by value; node may be NULL after a mistake. */
static struct list with(struct list l, void *node)
{
	if (node)
		list_add(&l, node);
	return l;
}

static struct list one(void *node)
{
	return with((struct list){ 0 }, node);
}

static struct step_node *last_step(struct path_node *p)
{
	return p->steps.last;
}

static void drop_last_step(struct path_node *p)
{
	struct step_node *step, *before = NULL;

	for (step = p->steps.first; step->next; step = step->next)
		before = step;
	p->steps.last = before;
	if (before)
		before->next = NULL;
	else
		p->steps.first = NULL;
}

static struct path_node *path_step(struct syntax *s, struct path_node *p, enum path_step_kind kind,
				   struct word name, struct word member)
{
	list_add(&p->steps, NEW(struct step_node, .kind = kind, .name = name, .member = member));
	return p;
}

/* p->member: its address, then what is stored there. */
static struct path_node *path_member(struct syntax *s, struct path_node *p, struct word member)
{
	path_step(s, p, STEP_FIELD, member, no_word);
	return path_step(s, p, STEP_LOAD, no_word, no_word);
}

/* p.member: p was loaded from the place that holds the member. */
static struct path_node *path_part(struct syntax *s, struct path_node *p, struct word member)
{
	struct step_node *last = last_step(p);

	if (last && last->kind == STEP_LOAD)
		drop_last_step(p);
	else
		syntax_error(s, member.line, member.col,
			     "what stands before '.%s' is a pointer; write '->%s'", member.text,
			     member.text);
	return path_member(s, p, member);
}

static struct path_node *path_address(struct syntax *s, struct path_node *p, struct spot at)
{
	struct step_node *last = last_step(p);

	if (last && last->kind == STEP_LOAD)
		drop_last_step(p);
	else
		syntax_error(s, at.line, at.col,
			     "'&' needs a member to take the address of; write &object->member");
	return p;
}

static struct path_node *path_written(struct syntax *s, struct path_node *p, struct spot at)
{
	p->at = at;
	p->text = str_text(s->names, str_intern_n(s->names, s->text + at.begin, at.end - at.begin));
	return p;
}
}

%union {
	struct word word;
	struct list list;
	struct path_node *path;
	struct effect_node *effect;
	struct clause *clause;
	struct item *item;
	void *node;
	bool flag;
	int kind;
	uint64_t number;
}

%token YYEOF 0 "the end of the file"
%token <word> IDENT "a name" RULENAME "a rule" STRING "a string"
%token <number> NUMBER "a hexadecimal number"
%token ARROW "'->'" IMPLIES "'=>'" ELLIPSIS "'...'"
%token <word>
	K_PACK "'pack'" K_RULE "'rule'" K_PROTOCOL "'protocol'" K_VIEW "'view'" K_FUNCTION "'function'"
	K_METHOD "'method'" K_SLOT "'slot'" K_CALLBACK "'callback'" K_RESOURCE "'resource'"
	K_FIELD "'field'" K_RECORD "'record'" K_TABLE "'table'" K_ENDS "'ends'" K_NEEDS "'needs'"
	K_WHERE "'where'" K_PLACES "'places'" K_CONTEXT "'context'"
	K_PAIRED "'paired'" K_OWED "'owed'" K_ABANDONED "'abandoned'" K_STRAY "'stray'" K_KEPT "'kept'"
	K_SUMMARY "'summary'" K_MESSAGE "'message'" K_STATES "'states'" K_USE "'use'" K_LEAK "'leak'"
	K_LEFT "'left'" K_DEATH "'death'" K_DEAD "'dead'" K_AMBIENT "'ambient'" K_TESTED "'tested'"
	K_CAPTURES "'captures'" K_COUNTED "'counted'" K_CONSTANT "'constant'" K_YIELDS "'yields'" K_STRICT "'strict'" K_PRESUMED "'presumed'" K_RESTS "'rests'" K_NEAR "'near'" K_LINT "'lint'" K_HOLDING "'holding'"
	K_WHEN "'when'" K_FAILS "'fails'" K_GIVES "'gives'" K_GIVEN "'given'" K_TEARDOWN "'teardown'" K_PAUSES "'pauses'" K_AFTER "'after'" K_UNDOES "'undoes'" K_BEFORE "'before'" K_EACH "'each'" K_OPENS "'opens'" K_CLOSES "'closes'" K_REQUIRES "'requires'" K_FINDS "'finds'"
	K_HANDS "'hands'" K_HANDED "'handed'" K_FORGOTTEN "'forgotten'" K_APART "'apart'" K_OUTLIVED "'outlived'" K_PUBLISHES "'publishes'" K_TAKES "'takes'" K_LOOKS "'looks'" K_MARKS "'marks'" K_NUMBERS "'numbers'" K_COMPUTED "'computed'" K_ASKS "'asks'" K_USER "'user'" K_UNASKED "'unasked'" K_LAST "'last'" K_MADE "'made'" K_WIDE "'wide'" K_ORDERED "'ordered'"
	K_FROM "'from'" K_GET "'get'" K_IGNORES "'ignores'"
	K_CLOBBERS "'clobbers'" K_AWAITS "'awaits'" K_ZEROES "'zeroes'" K_FILLS "'fills'" K_COPIES "'copies'" K_RETURNS "'returns'" K_FACT "'fact'" K_STORES "'stores'"
	K_CALLS "'calls'" K_COUNTS "'counts'" K_FORBIDDEN "'forbidden'" K_UNGUARDED "'unguarded'" K_STATIC "'static'" K_NORETURN "'noreturn'"
	K_ACQUIRE "'acquire'" K_RELEASE "'release'" K_DOUBLE "'double'"
	K_LOCKED "'locked'" K_MOSTLY "'mostly'" K_ENCODED "'encoded'" K_BY "'by'" K_OWNED "'owned'" K_BORROWED "'borrowed'" K_PINNED "'pinned'"
	K_SCOPED "'scoped'" K_MATCH "'match'" K_BASE "'base'" K_WHOLE "'whole'" K_HAS "'has'"
	K_LATER "'later'" K_RETURN "'return'" K_ANY "'any'" K_SAME "'same'" K_WITH "'with'"
	K_ELSE "'else'" K_OF "'of'" K_AS "'as'" K_IN "'in'" K_IS "'is'" K_OR "'or'" K_ON "'on'"

%type <word> where name soft statement reserved member rulename string on
%type <list> ends_by names params param_list states words set pipes condition clauses_rule clauses_protocol
%type <list> clauses_function clauses_slot clauses_resource effects exits arrows arrow_from
%type <list> saved captures matched match_list misfits misfit_list args paths fails
%type <path> path unary postfix primary any_path
%type <effect> effect
%type <clause> clause_rule clause_protocol clause_function clause_slot clause_resource
%type <item> item
%type <node> state arrow capture matching misfit exit
%type <flag> handed star
%type <kind> duty

%%

file:
	%empty			{ (void)yynerrs; /* bison's own count, which nobody reads */ }
|	file item		{ if ($2) list_add(&s->items, $2); }
;

item:
	K_PACK name string ';'
	{ $$ = ITEM(.kind = ITEM_PACK, .at = @2, .name = $2, .text = $3); }
|	K_RULE rulename name '{' clauses_rule '}'
	{ $$ = ITEM(.kind = ITEM_RULE, .at = @2, .name = $2, .member = $3, .clauses = $5); }
|	K_PROTOCOL name on '{' clauses_protocol '}'
	{ $$ = ITEM(.kind = ITEM_PROTOCOL, .at = @2, .name = $2, .text = $3, .clauses = $5); }
|	K_VIEW IDENT string ';'
	{ $$ = ITEM(.kind = ITEM_VIEW, .at = @2, .name = $2, .text = $3); }
|	K_FUNCTION names '(' params ')' '{' clauses_function '}'
	{ $$ = ITEM(.kind = ITEM_FUNCTION, .at = @2, .names = $2, .params = $4, .clauses = $7); }
|	K_METHOD name '.' member '(' params ')' '{' clauses_function '}'
	{ $$ = ITEM(.kind = ITEM_METHOD, .at = @2, .name = $2, .member = $4, .params = $6, .clauses = $9); }
|	K_SLOT name '.' member '(' params ')' '{' clauses_slot '}'
	{ $$ = ITEM(.kind = ITEM_SLOT, .at = @2, .name = $2, .member = $4, .params = $6, .clauses = $9); }
|	K_CALLBACK name '(' params ')' '{' clauses_slot '}'
	{ $$ = ITEM(.kind = ITEM_CALLBACK, .at = @2, .name = $2, .params = $4, .clauses = $7); }
|	K_RESOURCE name on '{' clauses_resource '}'
	{ $$ = ITEM(.kind = ITEM_RESOURCE, .at = @2, .name = $2, .text = $3, .clauses = $5); }
|	K_FIELD name '.' member K_LOCKED K_BY string IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_FIELD, .at = @2, .name = $2, .member = $4, .what = FIELD_LOCKED,
		    .text = $7, .rule = $9); }
|	K_FIELD name '.' member K_OWNED ';'
	{ $$ = ITEM(.kind = ITEM_FIELD, .at = @2, .name = $2, .member = $4, .what = FIELD_OWNED); }
|	K_FIELD name '.' member K_BORROWED ';'
	{ $$ = ITEM(.kind = ITEM_FIELD, .at = @2, .name = $2, .member = $4, .what = FIELD_BORROWED); }
|	K_FIELD name '.' member K_BORROWED IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_FIELD, .at = @2, .name = $2, .member = $4, .what = FIELD_BORROWED, .rule = $7); }
|	K_RECORD name K_PINNED IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_RECORD, .at = @2, .name = $2, .what = RECORD_PINNED, .rule = $5); }
|	K_RECORD name K_WIDE IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_RECORD, .at = @2, .name = $2, .what = RECORD_WIDE, .rule = $5); }
|	K_RECORD name K_CALLBACK K_SCOPED IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_RECORD, .at = @2, .name = $2, .what = RECORD_CALLBACK_SCOPED, .rule = $6); }
|	K_RECORD name K_CALLBACK K_SCOPED IMPLIES rulename K_ELSE rulename ';'
	{ $$ = ITEM(.kind = ITEM_RECORD, .at = @2, .name = $2, .what = RECORD_CALLBACK_SCOPED, .rule = $6, .unsure = $8); }
|	K_TABLE star name K_ENDS ends_by IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_TABLE, .at = @3, .name = $3, .what = $2, .names = $5, .rule = $7); }
|	K_FIELD name '.' member K_NEEDS name where IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_NEEDS, .at = @2, .name = $2, .member = $4, .names = one(WORD($6)),
		    .text = $7, .rule = $9); }
|	K_CONTEXT name names ';'
	{ $$ = ITEM(.kind = ITEM_CONTEXT, .at = @2, .name = $2, .names = $3); }
|	K_CONTEXT name names IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_CONTEXT, .at = @2, .name = $2, .names = $3, .rule = $5); }
|	K_CONTEXT name names K_WITH NUMBER K_HAS NUMBER IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_CONTEXT, .at = @2, .name = $2, .names = $3, .number = $5, .bits = $7,
		    .rule = $9); }
|	K_CONTEXT name NUMBER K_OF names IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_CONTEXT, .at = @2, .name = $2, .names = $5, .number = $3, .rule = $7); }
|	K_CONTEXT name name '.' member IMPLIES rulename ';'
	{ $$ = ITEM(.kind = ITEM_CONTEXT, .at = @2, .name = $2, .names = one(WORD($3)), .member = $5,
		    .rule = $7); }
	/* A mistake in a head: its body is read all the same. */
|	K_RULE error '{' clauses_rule '}'		{ $$ = NULL; }
|	K_PROTOCOL error '{' clauses_protocol '}'	{ $$ = NULL; }
|	K_FUNCTION error '{' clauses_function '}'	{ $$ = NULL; }
|	K_METHOD error '{' clauses_function '}'		{ $$ = NULL; }
|	K_SLOT error '{' clauses_slot '}'		{ $$ = NULL; }
|	K_CALLBACK error '{' clauses_slot '}'		{ $$ = NULL; }
|	K_RESOURCE error '{' clauses_resource '}'	{ $$ = NULL; }
|	error ';'					{ $$ = NULL; }
|	error '}'					{ $$ = NULL; }
;

star:
	%empty		{ $$ = false; }
|	'*'		{ $$ = true; }
;

ends_by:
	%empty		{ $$ = (struct list){ 0 }; }
|	K_BY names	{ $$ = $2; }
;

where:
	%empty		{ $$ = no_word; }
|	K_WHERE string	{ $$ = $2; }
;

on:
	%empty		{ $$ = no_word; }
|	K_ON string	{ $$ = $2; }
|	K_ON K_ANY	{ $$ = no_word; }
;

/* --- Words ------------------------------------------------------------------------------------------------ */

soft:
	K_PACK | K_RULE | K_PROTOCOL | K_VIEW | K_FUNCTION | K_METHOD | K_SLOT | K_CALLBACK | K_RESOURCE
|	K_FIELD | K_RECORD | K_SUMMARY | K_MESSAGE | K_STATES | K_USE | K_LEAK | K_LEFT | K_DEATH | K_DEAD
|	K_AMBIENT | K_TESTED | K_CAPTURES | K_COUNTED | K_CONSTANT | K_YIELDS | K_STRICT | K_PRESUMED | K_RESTS | K_NEAR | K_LINT | K_HOLDING | K_GIVEN | K_TEARDOWN | K_PAUSES | K_AFTER | K_UNDOES | K_BEFORE | K_HANDED | K_FORGOTTEN | K_APART | K_ACQUIRE | K_RELEASE
|	K_DOUBLE | K_BY | K_OWNED | K_BORROWED | K_PINNED | K_SCOPED | K_MATCH | K_BASE
|	K_TABLE | K_ENDS | K_WHERE | K_PAIRED | K_OWED | K_ABANDONED | K_STRAY | K_KEPT
|	K_WHOLE | K_COMPUTED | K_FROM | K_GET | K_HAS | K_CONTEXT | K_USER | K_UNASKED | K_LAST | K_MADE | K_WIDE | K_ORDERED
;

/* These begin a statement of a function: there, they are no protocols. */
statement:
	K_WHEN | K_FAILS | K_GIVES | K_REQUIRES | K_FINDS | K_HANDS | K_PUBLISHES | K_TAKES | K_LOOKS | K_MARKS | K_NUMBERS | K_ASKS | K_IGNORES | K_CLOBBERS | K_AWAITS | K_ZEROES | K_FILLS | K_COPIES
|	K_RETURNS | K_FACT | K_STORES | K_CALLS | K_COUNTS | K_EACH | K_OPENS | K_CLOSES | K_FORBIDDEN | K_UNGUARDED | K_STATIC | K_NORETURN
|	K_PLACES | K_LOCKED | K_NEEDS
;

reserved:
	K_LATER | K_MOSTLY | K_ENCODED | K_RETURN | K_ANY | K_SAME | K_WITH | K_ELSE | K_OF | K_AS | K_IN | K_IS | K_OR | K_ON
;

name: IDENT | soft | statement;
member: name | reserved;
rulename: RULENAME | name;

string:
	STRING
|	string STRING	{ $$ = $1; $$.text = arena_format(s->stage->arena, "%s%s", $1.text, $2.text); }
;

names:
	name			{ $$ = one(WORD($1)); }
|	names ',' name		{ $$ = with($1, WORD($3)); }
;

/* a, b or a|b: states, where no arrow can follow. */
set:
	name			{ $$ = one(WORD($1)); }
|	set ',' name		{ $$ = with($1, WORD($3)); }
|	set '|' name		{ $$ = with($1, WORD($3)); }
;

pipes:
	name			{ $$ = one(WORD($1)); }
|	pipes '|' name		{ $$ = with($1, WORD($3)); }
;

condition:
	name			{ $$ = one(WORD($1)); }
|	condition K_OR name	{ $$ = with($1, WORD($3)); }
|	condition ',' name	{ $$ = with($1, WORD($3)); }
;

params:
	%empty			{ $$ = (struct list){ 0 }; }
|	ELLIPSIS		{ $$ = (struct list){ 0 }; }
|	param_list
|	param_list ',' ELLIPSIS
;

param_list:
	name			{ $$ = one(WORD($1)); }
|	param_list ',' name	{ $$ = with($1, WORD($3)); }
;

/* --- Rules and protocols ---------------------------------------------------------------------------------- */

clauses_rule:
	%empty				{ $$ = (struct list){ 0 }; }
|	clauses_rule clause_rule	{ $$ = with($1, $2); }
;

clause_rule:
	K_SUMMARY string ';'	{ $$ = CLAUSE(.kind = CLAUSE_SUMMARY, .at = @1, .text = $2); }
|	K_MESSAGE string ';'	{ $$ = CLAUSE(.kind = CLAUSE_MESSAGE, .at = @1, .text = $2); }
|	error ';'		{ yyerrok; $$ = NULL; }
;

clauses_protocol:
	%empty					{ $$ = (struct list){ 0 }; }
|	clauses_protocol clause_protocol	{ $$ = with($1, $2); }
;

clause_protocol:
	K_STATES states ';'	{ $$ = CLAUSE(.kind = CLAUSE_STATES, .at = @1, .words = $2); }
|	K_USE K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_USE, .at = @1, .words = $3, .rule = $5); }
|	K_USE K_OF set K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_READ, .at = @1, .parts = $3, .words = $5, .rule = $7); }
|	K_USE K_OF set K_BEFORE set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_EARLY, .at = @1, .parts = $3, .words = $5, .rule = $7); }
|	K_GET K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_GET, .at = @1, .words = $3, .rule = $5); }
|	K_LEAK K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_LEAK, .at = @1, .words = $3, .rule = $5); }
|	K_LEFT K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_LEFT, .at = @1, .words = $3, .rule = $5); }
|	K_DEATH K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_DEATH, .at = @1, .words = $3, .rule = $5); }
|	K_FAILS K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_FAILING, .at = @1, .words = $3, .rule = $5); }
|	duty K_IN set IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = $1, .at = @1, .words = $3, .rule = $5); }
|	K_DEAD words ';'	{ $$ = CLAUSE(.kind = CLAUSE_DEAD, .at = @1, .words = $2); }
|	K_AMBIENT words ';'	{ $$ = CLAUSE(.kind = CLAUSE_AMBIENT, .at = @1, .words = $2); }
|	K_RESTS words ';'	{ $$ = CLAUSE(.kind = CLAUSE_RESTS, .at = @1, .words = $2); }
|	K_NEAR words ';'	{ $$ = CLAUSE(.kind = CLAUSE_NEAR, .at = @1, .words = $2); }
|	K_PRESUMED name ';'	{ $$ = CLAUSE(.kind = CLAUSE_PRESUMED, .at = @1, .name = $2); }
|	K_SCOPED name ARROW name ';'
	{ $$ = CLAUSE(.kind = CLAUSE_SCOPED, .at = @1, .name = $2, .to = $4); }
|	K_SCOPED name K_BY name ARROW name ';'
	{ $$ = CLAUSE(.kind = CLAUSE_SCOPED, .at = @1, .name = $2, .text = $4, .to = $6); }
|	K_TESTED name ARROW name ';'
	{ $$ = CLAUSE(.kind = CLAUSE_TESTED, .at = @1, .name = $2, .to = $4); }
|	K_TESTED name K_BY K_CONSTANT name ARROW name ';'
	{ $$ = CLAUSE(.kind = CLAUSE_TESTED, .at = @1, .name = $2, .text = $5, .to = $7); }
|	K_CAPTURES words ';'	{ $$ = CLAUSE(.kind = CLAUSE_CAPTURES, .at = @1, .words = $2); }
|	K_APART name IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_APART, .at = @1, .name = $2, .rule = $4); }
|	K_COUNTED ';'		{ $$ = CLAUSE(.kind = CLAUSE_COUNTED, .at = @1); }
|	K_YIELDS ';'		{ $$ = CLAUSE(.kind = CLAUSE_YIELDS, .at = @1); }
|	K_CONSTANT ';'		{ $$ = CLAUSE(.kind = CLAUSE_CONSTANT, .at = @1); }
|	K_WHOLE ';'		{ $$ = CLAUSE(.kind = CLAUSE_WHOLE, .at = @1); }
|	K_NUMBERS ';'		{ $$ = CLAUSE(.kind = CLAUSE_NUMBERS, .at = @1); }
|	K_COMPUTED ';'		{ $$ = CLAUSE(.kind = CLAUSE_COMPUTED, .at = @1); }
|	K_STRICT ';'		{ $$ = CLAUSE(.kind = CLAUSE_STRICT, .at = @1); }
|	K_LINT ';'		{ $$ = CLAUSE(.kind = CLAUSE_LINT, .at = @1); }
|	error ';'		{ yyerrok; $$ = NULL; }
;

duty:
	K_PAIRED	{ $$ = CLAUSE_PAIRED; }
|	K_OWED		{ $$ = CLAUSE_OWED; }
|	K_ABANDONED	{ $$ = CLAUSE_ABANDONED; }
|	K_STRAY		{ $$ = CLAUSE_STRAY; }
|	K_KEPT		{ $$ = CLAUSE_KEPT; }
|	K_UNASKED	{ $$ = CLAUSE_NEVER_ASKED; }
|	K_MADE		{ $$ = CLAUSE_MADE; }
;

words: set;

states:
	state			{ $$ = one($1); }
|	states ',' state	{ $$ = with($1, $3); }
;

state:
	name			{ $$ = WORD($1); }
|	name string		{ $$ = NEW(struct word_node, .word = $1, .phrase = $2.text); }
;

/* --- Functions -------------------------------------------------------------------------------------------- */

clauses_function:
	%empty					{ $$ = (struct list){ 0 }; }
|	clauses_function clause_function	{ $$ = with($1, $2); }
;

clause_function:
	effect ';'		{ $$ = CLAUSE(.kind = CLAUSE_EFFECT, .at = @1, .parts = one($1)); }
|	K_WHEN condition '{' effects '}'
	{ $$ = CLAUSE(.kind = CLAUSE_WHEN, .at = @1, .words = $2, .parts = $4); }
|	K_WHEN name K_HAS NUMBER '{' effects '}'
	{ $$ = CLAUSE(.kind = CLAUSE_WHEN, .at = @1, .name = $2, .bits = $4, .parts = $6); }
|	K_FAILS condition ';'	{ $$ = CLAUSE(.kind = CLAUSE_FAILS, .at = @1, .words = $2); }
|	K_FAILS condition IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_FAILS, .at = @1, .words = $2, .rule = $4); }
|	K_FAILS K_ENCODED condition ';'
	{ $$ = CLAUSE(.kind = CLAUSE_FAILS, .at = @1, .words = $3, .encoded = true); }
|	K_GIVES condition ';'	{ $$ = CLAUSE(.kind = CLAUSE_GIVES, .at = @1, .words = $2); }
|	K_WHEN error '{' effects '}'	{ $$ = NULL; }
|	error ';'		{ yyerrok; $$ = NULL; }
;

effects:
	%empty			{ $$ = (struct list){ 0 }; }
|	effects effect ';'	{ $$ = with($1, $2); }
|	effects error ';'	{ yyerrok; $$ = $1; }
;

effect:
	IDENT '(' path ')' ':' arrows saved matched misfits
	{ $$ = EFFECT(.kind = EFFECT_STATE, .at = @1, .protocol = $1, .object = $3, .arrows = $6,
		      .saved = $7, .matched = $8, .misfits = $9); }
|	soft '(' path ')' ':' arrows saved matched misfits
	{ $$ = EFFECT(.kind = EFFECT_STATE, .at = @1, .protocol = $1, .object = $3, .arrows = $6,
		      .saved = $7, .matched = $8, .misfits = $9); }
|	K_REQUIRES name '(' path ')' K_IN set K_ELSE rulename
	{
		struct arrow_node *stay = NEW(struct arrow_node, .from = $7, .at = @7);
		struct misfit_node *others = NEW(struct misfit_node, .rule = $9);

		$$ = EFFECT(.kind = EFFECT_STATE, .at = @1, .protocol = $2, .object = $4,
			    .arrows = one(stay), .misfits = one(others));
	}
|	K_FINDS name '(' path ')' K_IN set
	{
		struct arrow_node *stay = NEW(struct arrow_node, .from = $7, .at = @7);

		$$ = EFFECT(.kind = EFFECT_FIND, .at = @1, .protocol = $2, .object = $4, .arrows = one(stay));
	}
|	K_EACH name saved ':' arrows misfits
	{ $$ = EFFECT(.kind = EFFECT_EACH, .at = @1, .protocol = $2, .saved = $3, .arrows = $5, .misfits = $6); }
|	K_EACH name K_HOLDING path ':' arrows misfits
	{ $$ = EFFECT(.kind = EFFECT_EACH, .at = @1, .protocol = $2, .object = $4, .arrows = $6, .misfits = $7); }
|	K_OPENS name		{ $$ = EFFECT(.kind = EFFECT_OPEN, .at = @1, .protocol = $2); }
|	K_CLOSES name		{ $$ = EFFECT(.kind = EFFECT_CLOSE, .at = @1, .protocol = $2); }
|	K_HANDS K_ON path	{ $$ = EFFECT(.kind = EFFECT_HAND_ON, .at = @1, .object = $3); }
|	K_PUBLISHES path	{ $$ = EFFECT(.kind = EFFECT_PUBLISH, .at = @1, .object = $2); }
|	K_PUBLISHES path K_IN path K_BY name
	{ $$ = EFFECT(.kind = EFFECT_PUBLISH, .at = @1, .object = $2, .other = $4, .protocol = $6); }
|	K_PUBLISHES path K_BY name
	{ $$ = EFFECT(.kind = EFFECT_PUBLISH, .at = @1, .object = $2, .protocol = $4); }
|	K_TAKES K_FROM path	{ $$ = EFFECT(.kind = EFFECT_TAKE, .at = @1, .object = $3); }
|	K_LOOKS K_IN path	{ $$ = EFFECT(.kind = EFFECT_LOOK, .at = @1, .object = $3); }
|	K_LOOKS K_IN path K_BY name
	{ $$ = EFFECT(.kind = EFFECT_LOOK, .at = @1, .object = $3, .protocol = $5); }
|	K_MARKS path		{ $$ = EFFECT(.kind = EFFECT_MARK, .at = @1, .object = $2); }
|	K_NUMBERS path K_IN path
	{ $$ = EFFECT(.kind = EFFECT_NUMBER, .at = @1, .object = $2, .other = $4); }
|	K_ASKS path K_IN path K_ELSE rulename
	{ $$ = EFFECT(.kind = EFFECT_ASK, .at = @1, .object = $2, .other = $4, .rule = $6); }
|	K_IGNORES path		{ $$ = EFFECT(.kind = EFFECT_IGNORE, .at = @1, .object = $2); }
|	K_CLOBBERS path		{ $$ = EFFECT(.kind = EFFECT_CLOBBER, .at = @1, .object = $2); }
|	K_AWAITS path		{ $$ = EFFECT(.kind = EFFECT_AWAIT, .at = @1, .object = $2); }
|	K_ZEROES path		{ $$ = EFFECT(.kind = EFFECT_ZERO, .at = @1, .object = $2); }
|	K_COPIES path		{ $$ = EFFECT(.kind = EFFECT_COPY, .at = @1, .object = $2); }
|	K_FILLS path K_WITH path
	{ $$ = EFFECT(.kind = EFFECT_FILL, .at = @1, .object = $2, .other = $4); }
|	K_COUNTS name path	{ $$ = EFFECT(.kind = EFFECT_COUNT_UP, .at = @1, .how = $2, .object = $3); }
|	K_COUNTS name path ',' path
	{ $$ = EFFECT(.kind = EFFECT_COUNT_SET, .at = @1, .how = $2, .object = $3, .other = $5); }
|	K_NEEDS path IMPLIES rulename
	{ $$ = EFFECT(.kind = EFFECT_NEED, .at = @1, .object = $2, .rule = $4); }
|	K_RETURNS path		{ $$ = EFFECT(.kind = EFFECT_RETURN, .at = @1, .object = $2); }
|	K_FACT path K_IS condition
	{ $$ = EFFECT(.kind = EFFECT_FACT, .at = @1, .object = $2, .condition = $4); }
|	K_FACT path K_IS K_ENCODED condition
	{ $$ = EFFECT(.kind = EFFECT_FACT, .at = @1, .object = $2, .condition = $5, .encoded = true); }
|	K_STORES path K_IN path
	{ $$ = EFFECT(.kind = EFFECT_STORE, .at = @1, .other = $2, .object = $4); }
|	K_CALLS path '(' args ')'
	{ $$ = EFFECT(.kind = EFFECT_CALL, .at = @1, .object = $2, .args = $4); }
|	K_CALLS path '(' args ')' K_AS name
	{ $$ = EFFECT(.kind = EFFECT_CALL, .at = @1, .object = $2, .args = $4, .callback = $7); }
|	K_CALLS K_LATER path '(' args ')'
	{ $$ = EFFECT(.kind = EFFECT_CALL_LATER, .at = @1, .object = $3, .args = $5); }
|	K_CALLS K_LATER path '(' args ')' K_AS name
	{ $$ = EFFECT(.kind = EFFECT_CALL_LATER, .at = @1, .object = $3, .args = $5, .callback = $8); }
|	K_STATIC path K_ELSE rulename
	{ $$ = EFFECT(.kind = EFFECT_STATIC, .at = @1, .object = $2, .rule = $4); }
|	K_UNGUARDED IMPLIES rulename
	{ $$ = EFFECT(.kind = EFFECT_UNGUARDED, .at = @1, .rule = $3); }
|	K_PLACES path K_IN name '.' member
	{ $$ = EFFECT(.kind = EFFECT_PLACE, .at = @1, .object = $2, .how = $4, .callback = $6); }
|	K_LOCKED path K_ELSE rulename
	{ $$ = EFFECT(.kind = EFFECT_LOCKED, .at = @1, .object = $2, .rule = $4); }
|	K_LOCKED K_MOSTLY path K_ELSE rulename
	{ $$ = EFFECT(.kind = EFFECT_LOCKED, .at = @1, .object = $3, .rule = $5, .mostly = true); }
|	K_FORBIDDEN IMPLIES rulename
	{ $$ = EFFECT(.kind = EFFECT_FORBIDDEN, .at = @1, .rule = $3); }
|	K_NORETURN		{ $$ = EFFECT(.kind = EFFECT_NORETURN, .at = @1); }
;

args:
	%empty			{ $$ = (struct list){ 0 }; }
|	paths
;

paths:
	path			{ $$ = one($1); }
|	paths ',' path		{ $$ = with($1, $3); }
;

arrows:
	arrow			{ $$ = one($1); }
|	arrows ',' arrow	{ $$ = with($1, $3); }
;

arrow:
	arrow_from ARROW name
	{ $$ = NEW(struct arrow_node, .from = $1, .to = $3, .at = @1); }
|	arrow_from ARROW K_SAME
	{ $$ = NEW(struct arrow_node, .from = $1, .at = @1); }
;

arrow_from:
	%empty			{ $$ = (struct list){ 0 }; }
|	K_ANY			{ $$ = (struct list){ 0 }; }
|	pipes
;

saved:
	%empty			{ $$ = (struct list){ 0 }; }
|	K_WITH captures		{ $$ = $2; }
;

captures:
	capture			{ $$ = one($1); }
|	captures ',' capture	{ $$ = with($1, $3); }
;

capture:
	name '=' path		{ $$ = NEW(struct capture_node, .name = $1, .value = $3); }
;

matched:
	%empty			{ $$ = (struct list){ 0 }; }
|	K_MATCH match_list	{ $$ = $2; }
;

match_list:
	matching			{ $$ = one($1); }
|	match_list ',' matching	{ $$ = with($1, $3); }
;

matching:
	name '=' path K_ELSE rulename
	{ $$ = NEW(struct capture_node, .name = $1, .value = $3, .rule = $5); }
;

misfits:
	%empty			{ $$ = (struct list){ 0 }; }
|	K_ELSE misfit_list	{ $$ = $2; }
;

misfit_list:
	misfit			{ $$ = one($1); }
|	misfit_list ',' misfit	{ $$ = with($1, $3); }
;

misfit:
	rulename		{ $$ = NEW(struct misfit_node, .rule = $1); }
|	pipes IMPLIES rulename	{ $$ = NEW(struct misfit_node, .in = $1, .rule = $3); }
;

/* --- Slots ------------------------------------------------------------------------------------------------ */

clauses_slot:
	%empty				{ $$ = (struct list){ 0 }; }
|	clauses_slot clause_slot	{ $$ = with($1, $2); }
;

clause_slot:
	K_GIVEN name '(' path ')' name ';'
	{ $$ = CLAUSE(.kind = CLAUSE_GIVEN, .at = @1, .name = $2, .path = $4, .to = $6); }
|	K_PAUSES ';'		{ $$ = CLAUSE(.kind = CLAUSE_PAUSES, .at = @1); }
|	K_TEARDOWN ';'		{ $$ = CLAUSE(.kind = CLAUSE_TEARDOWN, .at = @1); }
|	K_USER ';'		{ $$ = CLAUSE(.kind = CLAUSE_USER, .at = @1); }
|	K_UNASKED ';'		{ $$ = CLAUSE(.kind = CLAUSE_UNASKED, .at = @1); }
|	K_LAST ';'		{ $$ = CLAUSE(.kind = CLAUSE_LAST, .at = @1); }
|	K_ORDERED IMPLIES rulename ';'
	{ $$ = CLAUSE(.kind = CLAUSE_ORDERED, .at = @1, .rule = $3); }
|	K_AFTER member ';'	{ $$ = CLAUSE(.kind = CLAUSE_AFTER, .at = @1, .name = $2); }
|	K_UNDOES member ';'	{ $$ = CLAUSE(.kind = CLAUSE_UNDOES, .at = @1, .name = $2); }
|	K_WHEN condition '{' exits '}'
	{ $$ = CLAUSE(.kind = CLAUSE_WHEN, .at = @1, .words = $2, .parts = $4); }
|	K_WHEN error '{' exits '}'	{ $$ = NULL; }
|	error ';'		{ yyerrok; $$ = NULL; }
;

exits:
	%empty			{ $$ = (struct list){ 0 }; }
|	exits exit ';'		{ $$ = with($1, $2); }
|	exits error ';'		{ yyerrok; $$ = $1; }
;

exit:
	name '(' path ')' K_IN set handed K_ELSE rulename
	{ $$ = NEW(struct exit_node, .protocol = $1, .object = $3, .allowed = $6, .handed_on = $7,
		   .rule = $9); }
|	name '(' path ')' K_FORGOTTEN K_IN set IMPLIES rulename
	{ $$ = NEW(struct exit_node, .protocol = $1, .object = $3, .allowed = $7, .forgotten = true,
		   .rule = $9); }
|	K_OUTLIVED path IMPLIES rulename
	{ $$ = NEW(struct exit_node, .object = $2, .kept = true, .rule = $4); }
|	name '(' path ')' K_OUTLIVED K_IN set IMPLIES rulename
	{ $$ = NEW(struct exit_node, .protocol = $1, .object = $3, .allowed = $7, .kept = true,
		   .rule = $9); }
|	K_COUNTS name K_ELSE rulename
	{ $$ = NEW(struct exit_node, .how = $2, .rule = $4); }
|	K_CALLS K_LATER K_ELSE rulename
	{ $$ = NEW(struct exit_node, .later = true, .rule = $4); }
;

handed:
	%empty			{ $$ = false; }
|	K_OR K_HANDED K_ON	{ $$ = true; }
;

/* --- Resources -------------------------------------------------------------------------------------------- */

clauses_resource:
	%empty					{ $$ = (struct list){ 0 }; }
|	clauses_resource clause_resource	{ $$ = with($1, $2); }
;

clause_resource:
	K_ACQUIRE names '(' params ')' ARROW path fails ';'
	{ $$ = CLAUSE(.kind = CLAUSE_ACQUIRE, .at = @1, .words = $2, .params = $4, .path = $7, .parts = $8); }
|	K_RELEASE names '(' params ')' path ';'
	{ $$ = CLAUSE(.kind = CLAUSE_RELEASE, .at = @1, .words = $2, .params = $4, .path = $6); }
|	K_LEAK IMPLIES rulename ';'	{ $$ = CLAUSE(.kind = CLAUSE_LEAK, .at = @1, .rule = $3); }
|	K_USE IMPLIES rulename ';'	{ $$ = CLAUSE(.kind = CLAUSE_USE, .at = @1, .rule = $3); }
|	K_DOUBLE IMPLIES rulename ';'	{ $$ = CLAUSE(.kind = CLAUSE_DOUBLE, .at = @1, .rule = $3); }
|	error ';'			{ yyerrok; $$ = NULL; }
;

fails:
	%empty			{ $$ = (struct list){ 0 }; }
|	K_FAILS condition	{ $$ = $2; }
;

/* --- Paths ------------------------------------------------------------------------------------------------ */

path: any_path			{ $$ = path_written(s, $1, @1); };

any_path:
	unary
|	any_path K_AS name '.' member	{ $$ = path_step(s, $1, STEP_CONTAINER, $3, $5); }
;

unary:
	postfix
|	'*' unary		{ $$ = path_step(s, $2, STEP_LOAD, no_word, no_word); }
|	'&' unary		{ $$ = path_address(s, $2, @1); }
|	IDENT K_OF unary	{ $$ = path_step(s, $3, STEP_VIEW, $1, no_word); }
|	K_WHOLE K_OF unary	{ $$ = path_step(s, $3, STEP_WHOLE, no_word, no_word); }
|	K_BASE IDENT K_OF unary	{ $$ = path_step(s, $4, STEP_BASE, $2, no_word); }
;

postfix:
	primary
|	postfix ARROW member	{ $$ = path_member(s, $1, $3); }
|	postfix '.' member	{ $$ = path_part(s, $1, $3); }
|	postfix '[' name ']'
	{ $$ = path_step(s, path_step(s, $1, STEP_ELEM, $3, no_word), STEP_LOAD, no_word, no_word); }
;

primary:
	name			{ $$ = NEW(struct path_node, .root = $1); }
|	K_RETURN		{ $$ = NEW(struct path_node, .root = $1); }
|	'(' any_path ')'	{ $$ = $2; }
;

%%

static void rules_yyerror(struct spot *at, struct syntax *s, void *scanner, const char *message)
{
	(void)scanner;
	syntax_error(s, at->line, at->col, "%s; simplify what stands here", message);
}

/* "'a', 'b' or 'c'"; with a name allowed, keywords say nothing: they are names too. */
static const char *list_expected(struct syntax *s, const yysymbol_kind_t *expected, int n)
{
	const char *text = "";
	bool name = false;
	int i, left = 0;

	for (i = 0; i < n; i++)
		name = name || expected[i] == YYSYMBOL_IDENT;
	for (i = 0; i < n; i++)
		left += !(name && expected[i] > YYSYMBOL_ELLIPSIS && expected[i] < YYSYMBOL_K_LATER &&
			  expected[i] >= YYSYMBOL_K_PACK);
	for (i = 0; i < n; i++) {
		if (name && expected[i] >= YYSYMBOL_K_PACK && expected[i] < YYSYMBOL_K_LATER)
			continue;
		left--;
		text = arena_format(s->arena, "%s%s%s", text, yysymbol_name(expected[i]),
				   left == 0 ? "" : left == 1 ? " or " : ", ");
	}
	return text;
}

/* A misspelt keyword is met as a name: either it is the unexpected word, or it stands just before it. */
static const char *keyword_hint(struct syntax *s, const struct spot *at, const char *found)
{
	struct word before = s->last_name;
	struct nearest n = { .word = found };

	if (before.text && before.line == at->line && before.col == at->col)
		before = s->name_before;
	if (before.text && before.line == at->line && before.col < at->col) {
		n.word = before.text;
		syntax_suggest_keyword(&n);
		if (n.best)
			return arena_format(s->arena, "did you mean '%s' instead of '%s'?", n.best, n.word);
	}
	n = (struct nearest){ .word = found };
	syntax_suggest_keyword(&n);
	return n.best && n.distance ? nearest_fix(&n, s->arena, NULL) : NULL;
}

static int yyreport_syntax_error(const yypcontext_t *context, struct syntax *s, void *scanner)
{
	const struct spot *at = yypcontext_location(context);
	yysymbol_kind_t expected[YYNTOKENS];
	int n = yypcontext_expected_tokens(context, expected, YYNTOKENS);
	const char *found = arena_format(s->arena, "%.*s", (int)(at->end - at->begin), s->text + at->begin);
	const char *hint = keyword_hint(s, at, found);

	(void)scanner;
	if (yypcontext_token(context) == YYSYMBOL_YYEOF)
		found = "the end of the file";
	else
		found = arena_format(s->arena, "'%s'", found);
	if (!hint)
		hint = arena_format(s->arena, "expected %s", list_expected(s, expected, n));
	syntax_error(s, at->line, at->col, "unexpected %s; %s", found, hint);
	return 0;
}
