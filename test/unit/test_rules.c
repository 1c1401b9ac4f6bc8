/* SPDX-License-Identifier: MIT */
/* The rule language: what parses, what it becomes, and what each mistake is told as. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "rules/rules.h"

/* What went wrong, one mistake a line. */
struct log {
	char text[8192];
};

static void log_error(void *ctx, struct rule_place place, const char *message)
{
	struct log *log = ctx;
	size_t n = strlen(log->text);

	snprintf(log->text + n, sizeof(log->text) - n, "%s:%u:%u: %s\n", place.file, place.line, place.col,
		 message);
}

/* Rules and a protocol that the tests share; 6 lines. */
#define PRELUDE                                                                                    \
	"rule tea-spilt certain { summary \"spilt\"; message \"{object} spilt\"; }\n"              \
	"rule tea-cold likely { summary \"cold\"; message \"{object} went {state}\"; }\n"          \
	"protocol tea on \"struct pot\" {\n"                                                       \
	"	states empty, hot \"freshly brewed\", cold; use in cold => tea-cold;\n"            \
	"	leak in hot => tea-spilt; fails in cold => tea-spilt; dead cold; captures cup, sugar;\n"                       \
	"}\n"

static struct contracts *parse(const char *text)
{
	struct contracts *c = contracts_new(NULL);
	struct log log = { "" };

	if (!rules_parse(c, "t", text, strlen(text), log_error, &log))
		print_error("%s", log.text);
	assert_string_equal(log.text, "");
	return c;
}

/* text is refused with exactly these mistakes, and nothing of it is taken in. */
static void refuse(const char *text, const char *mistakes)
{
	struct contracts *c = contracts_new(NULL);
	struct log log = { "" };

	assert_false(rules_parse(c, "t", text, strlen(text), log_error, &log));
	assert_string_equal(log.text, mistakes);
	assert_int_equal(c->nrules + c->nprotocols + c->nviews + c->nfunctions + c->nslots + c->nfields +
				 c->nrecords,
			 0);
	contracts_free(c);
}

/* The same, after the prelude: lines count on from 7. */
#define REFUSE(text, mistakes) refuse(PRELUDE text, mistakes)

static const struct function_contract *function(const struct contracts *c, const char *name)
{
	const struct function_contract *f = contracts_function(c, name);

	assert_non_null(f);
	return f;
}

/* --- What it becomes ---------------------------------------------------------------------- */

static void test_rules_and_protocols(void **state)
{
	struct contracts *c = parse(PRELUDE);
	const struct protocol *p = contracts_protocol(c, "tea");
	const struct rule *r = contracts_rule(c, "tea-cold");

	(void)state;
	assert_int_equal(r->trust, TRUST_LIKELY);
	assert_string_equal(r->message, "{object} went {state}");
	assert_int_equal(r->place.line, 2);
	assert_int_equal(r->place.col, 6);
	assert_string_equal(p->record, "pot");
	assert_int_equal(p->nstates, 3);
	assert_string_equal(p->states[0].phrase, "empty");
	assert_string_equal(p->states[1].phrase, "freshly brewed");
	assert_ptr_equal(p->states[2].use, r);
	assert_null(p->states[1].use);
	assert_ptr_equal(p->states[1].leak, contracts_rule(c, "tea-spilt"));
	assert_ptr_equal(p->states[2].failing, contracts_rule(c, "tea-spilt"));
	assert_true(p->states[2].dead);
	assert_int_equal(p->ncaptures, 2);
	assert_null(contracts_rule(c, "tea"));
	contracts_free(c);
}

static void test_effects(void **state)
{
	struct contracts *c = parse(PRELUDE
		"view lid \"the lid of\";\n"
		"callback sip(cup, lid) { given tea(cup) hot; }\n"
		"function f, g(pot, cup, fn, _) {\n"
		"	tea(pot->in.cup): empty|cold -> hot, hot -> same with cup = cup match sugar = *cup else tea-cold;\n"
		"	requires tea(lid of pot) in hot, cold else tea-spilt;\n"
		"	calls later fn(pot, base lid of cup) as sip;\n"
		"	stores cup in &pot->spout;\n"
		"	fact pot->n is negative or zero;\n"
		"	publishes pot as tray.pot;\n"
		"	zeroes pot;\n"
		"	fills pot with cup;\n"
		"}\n");
	const struct function_contract *f = function(c, "f");
	const struct effect *e = f->outcomes[0].effects;

	(void)state;
	assert_ptr_equal(function(c, "g")->outcomes, f->outcomes);
	assert_int_equal(f->nparams, 4);
	assert_null(f->params[3]);
	assert_int_equal(f->noutcomes, 1);
	assert_int_equal(f->outcomes[0].when, CLASS_ANY);
	assert_int_equal(f->outcomes[0].neffects, 8);

	assert_int_equal(e[0].kind, EFFECT_STATE);
	assert_string_equal(e[0].object.text, "pot->in.cup");
	assert_int_equal(e[0].object.nsteps, 3);
	assert_int_equal(e[0].object.steps[1].kind, STEP_FIELD);
	assert_int_equal(e[0].object.steps[2].kind, STEP_LOAD);
	assert_int_equal(e[0].narrows, 2);
	assert_int_equal(e[0].arrows[0].from, 5);
	assert_int_equal(e[0].arrows[0].to, 1);
	assert_true(e[0].arrows[1].stay);
	assert_int_equal(e[0].ncaptures, 1);
	assert_int_equal(e[0].captures[0].index, 0);
	assert_int_equal(e[0].nmatches, 1);
	assert_int_equal(e[0].matches[0].index, 1);
	assert_ptr_equal(e[0].matches[0].mismatch, contracts_rule(c, "tea-cold"));

	assert_int_equal(e[1].arrows[0].from, 6);
	assert_true(e[1].arrows[0].stay);
	assert_int_equal(e[1].misfits[0].in, 1);
	assert_int_equal(e[1].object.steps[0].kind, STEP_VIEW);

	assert_int_equal(e[2].kind, EFFECT_CALL_LATER);
	assert_int_equal(e[2].nargs, 2);
	assert_int_equal(e[2].args[1].steps[0].kind, STEP_BASE);
	assert_string_equal(e[2].callback->name, "sip");

	assert_int_equal(e[3].kind, EFFECT_STORE);
	assert_int_equal(e[3].object.nsteps, 1);
	assert_int_equal(e[3].other.index, 1);
	assert_int_equal(e[4].classes, CLASS_NEGATIVE | CLASS_ZERO);
	assert_int_equal(e[5].object.steps[0].kind, STEP_CONTAINER);
	assert_string_equal(e[5].object.steps[0].name, "tray");
	assert_string_equal(e[5].object.steps[0].member, "pot");

	assert_int_equal(e[6].kind, EFFECT_ZERO);
	assert_int_equal(e[7].kind, EFFECT_FILL);
	assert_int_equal(e[7].other.index, 1);
	contracts_free(c);
}

/* Words of the language are names wherever a name can stand. */
static void test_keywords_are_names(void **state)
{
	struct contracts *c = parse("rule rule certain { summary \"s\"; message \"m\"; }\n"
				    "protocol use { states states, use, match; leak in use => rule; }\n"
				    "function field, record(base, error, rule) {\n"
				    "	use(base->in.of): states -> use, use -> match;\n"
				    "	returns rule;\n"
				    "	when error { use(error): match -> states; }\n"
				    "}\n");

	(void)state;
	assert_int_equal(function(c, "record")->outcomes[0].neffects, 2);
	contracts_free(c);
}

/* `fails` WORDS: what can come back at all, what of it is failure, and so what `success` is. */
static void test_conditions(void **state)
{
	static const struct {
		const char *fails;
		value_classes possible, failure, success;
	} table[] = {
		{ "null", CLASS_ZERO | CLASS_POSITIVE, CLASS_ZERO, CLASS_POSITIVE },
		{ "error", CLASS_NEGATIVE | CLASS_POSITIVE, CLASS_NEGATIVE, CLASS_POSITIVE },
		{ "null or error", CLASS_ANY, CLASS_ZERO | CLASS_NEGATIVE, CLASS_POSITIVE },
		{ "negative", CLASS_ANY, CLASS_NEGATIVE, CLASS_ZERO | CLASS_POSITIVE },
		{ "nonzero", CLASS_ANY, CLASS_NONZERO, CLASS_ZERO },
		{ "zero", CLASS_ANY, CLASS_ZERO, CLASS_NONZERO },
		{ "false", CLASS_ANY, CLASS_ZERO, CLASS_NONZERO },
		{ "nonpositive", CLASS_ANY, CLASS_ZERO | CLASS_NEGATIVE, CLASS_POSITIVE },
	};
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct function_contract *f;
		struct contracts *c;

		/* `fails` may stand behind what needs it. */
		snprintf(text, sizeof(text),
			 PRELUDE "function f(p) { when success { tea(p): -> hot; } publishes p;\n"
				 "when failure { noreturn; } fails %s; }", table[i].fails);
		c = parse(text);
		f = function(c, "f");
		assert_int_equal(f->possible, table[i].possible);
		assert_int_equal(f->failure, table[i].failure);
		assert_int_equal(f->noutcomes, 3);
		assert_int_equal(f->outcomes[0].when, CLASS_ANY);
		assert_int_equal(f->outcomes[0].effects[0].kind, EFFECT_PUBLISH);
		assert_int_equal(f->outcomes[1].when, table[i].success);
		assert_int_equal(f->outcomes[2].when, table[i].failure);
		contracts_free(c);
	}
}

static void test_slots(void **state)
{
	struct contracts *c = parse(PRELUDE
		"slot shop.serve(_, pot) {\n"
		"	given tea(pot) hot;\n"
		"	when zero { tea(pot) in empty|cold or handed on else tea-spilt; }\n"
		"	when nonzero { tea(pot) in hot else tea-cold; }\n"
		"}\n"
		"method shop.close(s, ...) { noreturn; }\n");
	const struct slot *s = contracts_slot(c, "shop", "serve");

	(void)state;
	assert_non_null(s);
	assert_string_equal(s->name, "shop.serve");
	assert_int_equal(s->nentries, 1);
	assert_int_equal(s->entries[0].state, 1);
	assert_int_equal(s->entries[0].object.index, 1);
	assert_int_equal(s->nexits, 2);
	assert_int_equal(s->exits[0].allowed, 5);
	assert_true(s->exits[0].handed_on);
	assert_int_equal(s->exits[1].when, CLASS_NONZERO);
	assert_non_null(contracts_method(c, "shop", "close"));
	assert_null(contracts_function(c, "close"));
	contracts_free(c);
}

#define FIRMWARE                                                                                   \
	"resource firmware on \"struct firmware\" {\n"                                             \
	"	acquire request_firmware(fw, name, dev) -> *fw fails negative;\n"                  \
	"	release release_firmware(fw) fw;\n"                                                \
	"	leak => tea-spilt; use => tea-cold; double => tea-cold;\n"                         \
	"}\n"

static void test_resource(void **state)
{
	struct contracts *c = parse(PRELUDE FIRMWARE);
	const struct protocol *p = contracts_protocol(c, "firmware");
	const struct function_contract *get = function(c, "request_firmware");
	const struct function_contract *put = function(c, "release_firmware");
	const struct effect *e;

	(void)state;
	assert_string_equal(p->record, "firmware");
	assert_string_equal(p->states[0].name, "held");
	assert_string_equal(p->states[0].phrase, "acquired");
	assert_ptr_equal(p->states[0].leak, contracts_rule(c, "tea-spilt"));
	assert_string_equal(p->states[1].name, "released");
	assert_true(p->states[1].dead);
	assert_ptr_equal(p->states[1].use, contracts_rule(c, "tea-cold"));

	assert_int_equal(get->failure, CLASS_NEGATIVE);
	assert_int_equal(get->noutcomes, 1);
	assert_int_equal(get->outcomes[0].when, CLASS_ZERO | CLASS_POSITIVE);
	e = get->outcomes[0].effects;
	assert_int_equal(e->arrows[0].from, 3);
	assert_int_equal(e->arrows[0].to, 0);
	assert_int_equal(e->object.steps[0].kind, STEP_LOAD);

	assert_int_equal(put->noutcomes, 1);
	assert_int_equal(put->outcomes[0].when, CLASS_ANY);
	e = put->outcomes[0].effects;
	assert_int_equal(e->arrows[0].from, 1);
	assert_int_equal(e->arrows[0].to, 1);
	assert_int_equal(e->misfits[0].in, 2);
	contracts_free(c);
}

/* A resource adds to a function that has a contract, and leaves those alone that share its item. */
static void test_resource_adds(void **state)
{
	struct contracts *c = parse(PRELUDE
		"function release_firmware, other(fw) { publishes fw; }\n"
		"function request_firmware(out) { fails negative; when success { clobbers *out; } }\n" FIRMWARE);
	const struct function_contract *get = function(c, "request_firmware");

	(void)state;
	assert_int_equal(function(c, "release_firmware")->outcomes[0].neffects, 2);
	assert_int_equal(function(c, "other")->outcomes[0].neffects, 1);
	assert_int_equal(get->noutcomes, 1);
	assert_int_equal(get->outcomes[0].neffects, 2);
	contracts_free(c);
}

static void test_fields_and_records(void **state)
{
	struct contracts *c = parse(PRELUDE
		"field pot.owner borrowed;\n"
		"field pot.owner locked by \"table->lock\" => tea-cold;\n"
		"field pot.cups owned;\n"
		"record pot pinned => tea-spilt;\n"
		"record pot callback scoped => tea-cold;\n");
	const struct field_contract *f = contracts_field(c, "pot", "owner");
	const struct record_contract *r = contracts_record(c, "pot");

	(void)state;
	assert_int_equal(f->kind, FIELD_BORROWED);
	assert_string_equal(f->lock, "table->lock");
	assert_string_equal(f->otherwise->name, "tea-cold");
	assert_int_equal(contracts_field(c, "pot", "cups")->kind, FIELD_OWNED);
	assert_int_equal(r->kind, RECORD_PINNED);
	assert_int_equal(r->next->kind, RECORD_CALLBACK_SCOPED);
	assert_null(r->next->next);
	contracts_free(c);
}

/* Sets stand on each other: names are found below, ids go on, a resource adds to a copy. */
static void test_base(void **state)
{
	struct contracts *base = parse(PRELUDE "function release_firmware(fw) { publishes fw; }\n");
	struct contracts *c = contracts_new(base);
	struct log log = { "" };

	(void)state;
	assert_true(rules_parse(c, "u", FIRMWARE, strlen(FIRMWARE), log_error, &log));
	assert_int_equal(contracts_protocol(c, "firmware")->id, 1);
	assert_int_equal(contracts_nprotocols(c), 2);
	assert_non_null(contracts_rule(c, "tea-cold"));
	assert_int_equal(function(c, "release_firmware")->outcomes[0].neffects, 2);
	assert_int_equal(function(base, "release_firmware")->outcomes[0].neffects, 1);
	assert_false(rules_parse(c, "v", PRELUDE, strlen(PRELUDE), log_error, &log));
	assert_non_null(strstr(log.text, "v:1:6: rule 'tea-spilt' is declared at t:1:6 already; remove one"));
	contracts_free(c);
	contracts_free(base);
}

/* What was taken in before stays when a later file is refused. */
static void test_later_file_refused(void **state)
{
	struct contracts *c = parse(PRELUDE);
	const char *text = "function good(p) { publishes p; }\nfunction bad(p) { publishes q; }\n";
	struct log log = { "" };

	(void)state;
	assert_false(rules_parse(c, "u", text, strlen(text), log_error, &log));
	assert_string_equal(log.text, "u:2:29: bad has no parameter 'q'; name it in the parameter list\n");
	assert_null(contracts_function(c, "good"));
	assert_int_equal(c->nfunctions, 0);
	assert_int_equal(c->nprotocols, 1);
	text = "resource brew { release drop(p) p; }\nfunction good(p) { publishes p; }\n";
	assert_true(rules_parse(c, "w", text, strlen(text), log_error, &log));
	assert_int_equal(contracts_protocol(c, "brew")->id, 1);
	contracts_free(c);
}

/* --- Mistakes of grammar ------------------------------------------------------------------ */

static void test_grammar_mistakes(void **state)
{
	(void)state;
	refuse("functoin f(x) { }\n", "t:1:1: unexpected 'functoin'; did you mean 'function'?\n");
	refuse("function f(x {\n}\n", "t:1:14: unexpected '{'; expected ')' or ','\n");
	refuse("function f(x) {\n\trequries lock(x) in held else r;\n}\n",
	       "t:2:11: unexpected 'lock'; did you mean 'requires' instead of 'requries'?\n");
	refuse("function f(x) { publishes x }\n", "t:1:29: unexpected '}'; expected '->', 'by', 'of', 'as', 'in', ';', '.' or '['\n");
	refuse("protocol p { states ; }\n", "t:1:21: unexpected ';'; expected a name\n");
	refuse("function f(x) { publishes x;\n", "t:2:1: unexpected the end of the file; expected a name or '}'\n");
	refuse("view v \"abc;\n", "t:1:8: this string has no end; close it with '\"' on its line\n");
	refuse("view v \"abc\n", "t:1:8: this string has no end; close it with '\"' on its line\n"
				  "t:2:1: unexpected the end of the file; expected a string or ';'\n");
	refuse("view v \"a\"; $\n", "t:1:13: '$' means nothing in a rules file; remove it\n");
	refuse("view v \"a\"; \xc3\n", "t:1:13: byte 0xc3 outside a string or comment; remove it\n");
	refuse("function f(x) { publishes x.y; }\n",
	       "t:1:29: what stands before '.y' is a pointer; write '->y'\n");
	refuse("function f(x) { publishes &x; }\n",
	       "t:1:27: '&' needs a member to take the address of; write &object->member\n");
}

/* One mistake does not hide the next, in a head, in a body, between items. */
static void test_recovery(void **state)
{
	(void)state;
	refuse("function f(x { publishes x x; }\n"
	       "protocol p { states a b; use a => r; leak in a => r; }\n"
	       "bogus;\n"
	       "function g(x) { when zero ( ) { publishes; } fact x; }\n",
	       "t:1:14: unexpected '{'; expected ')' or ','\n"
	       "t:1:28: unexpected 'x'; expected '->', 'by', 'of', 'as', 'in', ';', '.' or '['\n"
	       "t:2:23: unexpected 'b'; expected a string, ';' or ','\n"
	       "t:2:30: unexpected 'a'; expected 'of' or 'in'\n"
	       "t:3:1: unexpected 'bogus'; expected the end of the file, 'pack', 'rule', 'protocol', 'view', "
	       "'function', 'method', 'slot', 'callback', 'resource', 'field', 'record', 'table' or 'context'\n"
	       "t:4:27: unexpected '('; expected 'has', 'or', '{' or ','\n"
	       "t:4:52: unexpected ';'; expected '->', 'of', 'as', 'is', '.' or '['\n");
}

/* What has one cause is not told a hundred times. */
static void test_many_mistakes(void **state)
{
	char text[64 * 24] = "", told[21 * 96] = "";
	size_t at = 0, n = 0;

	(void)state;
	for (int i = 0; i < 64; i++)
		at += snprintf(text + at, sizeof(text) - at, "field s.m gone;\n");
	for (int i = 1; i <= 20; i++)
		n += snprintf(told + n, sizeof(told) - n,
			      "t:%d:11: unexpected 'gone'; expected 'needs', 'locked', 'owned' or 'borrowed'\n", i);
	snprintf(told + n, sizeof(told) - n, "t:21:11: and 44 more mistakes from here on; mend these first\n");
	refuse(text, told);
}

/* --- Mistakes of meaning ------------------------------------------------------------------ */

static void test_rule_mistakes(void **state)
{
	(void)state;
	refuse("rule Tea sure { summary \"\"; message \"{objct}\"; summary \"s\"; }\n",
	       "t:1:6: 'Tea' is no name for a rule; use small letters, digits and '-'\n"
	       "t:1:10: 'sure' is no level of trust; write certain, likely or possible\n"
	       "t:1:25: an empty summary; write a sentence\n"
	       "t:1:37: a message has no '{objct}' to fill in; did you mean 'object'?\n"
	       "t:1:48: a second summary; remove one\n");
	refuse("rule a-b certain { summary \"s\"; }\n", "t:1:6: rule 'a-b' has no message; add 'message \"...\";'\n");
	REFUSE("rule tea-cold certain { summary \"s\"; message \"m\"; }\n",
	       "t:7:6: rule 'tea-cold' is declared at t:2:6 already; remove one of the two\n");
}

static void test_table_mistakes(void **state)
{
	(void)state;
	refuse("rule a-b certain { summary \"s\"; message \"m\"; }\ntable t ends => a-b;\ntable t ends by a => a-b;\n"
	       "table *t ends by a, b, c, d, e => a-b;\nfunction f(x) { places x in t.a; }\n",
	       "t:3:7: table 't' is declared at t:2:7 already; remove one of the two\n"
	       "t:4:30: more than 4 members; name the one that decides\n"
	       "t:5:29: nothing is said of 't.a'; declare it with 'field ... needs'\n");
}

static void test_context_mistakes(void **state)
{
	(void)state;
	refuse("rule a-b certain { summary \"s\"; message \"m\"; }\ncontext sleps f => a-b;\ncontext sleeps f;\n"
	       "context enters f => a-b;\ncontext sleeps g => a-b;\ncontext leaves g;\ncontext runs 0x1 of g => a-b;\n",
	       "t:2:9: no context 'sleps'; did you mean 'sleeps'?\n"
	       "t:3:9: 'context sleeps' needs a rule; add '=> RULE'\n"
	       "t:4:9: 'context enters' reports nothing; remove '=> a-b'\n"
	       "t:6:9: context 'g' is declared at t:5:16 already; remove one of the two\n");
}

static void test_protocol_mistakes(void **state)
{
	(void)state;
	refuse("protocol p { counted; }\n", "t:1:10: protocol 'p' has no states; add 'states NAME, ...;'\n");
	refuse("protocol p on \"struct\" { states a, a; dead b; tested a -> c; captures x, x; }\n",
	       "t:1:36: state 'a' is declared twice; remove one\n"
	       "t:1:44: protocol 'p' has no state 'b'; it has a\n"
	       "t:1:59: protocol 'p' has no state 'c'; it has a\n"
	       "t:1:74: 'x' is declared twice; remove one\n");
	refuse("protocol p on \"a struct\" { states a; }\n",
	       "t:1:15: \"a struct\" names no record; write \"struct NAME\"\n");
	refuse("protocol p { states a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q; }\n",
	       "t:1:69: more than 16 states; split the protocol in two\n");
	REFUSE("protocol q { states a; use in a => tea-clod; }\n",
	       "t:7:36: no rule 'tea-clod'; did you mean 'tea-cold'?\n");
	REFUSE("protocol q { states a; use in a => tea-cold; use in a => tea-spilt; }\n",
	       "t:7:46: state 'a' has 'tea-cold' for this already; remove one\n");
	REFUSE("view v \"a\"; view v \"b\";\n", "t:7:18: view 'v' is declared already; remove one of the two\n");
}

static void test_effect_mistakes(void **state)
{
	(void)state;
	REFUSE("function f(pot) { tee(pot): -> hot; }\n", "t:7:19: no protocol 'tee'; did you mean 'tea'?\n");
	REFUSE("function f(pot) { tea(pt): -> hot; }\n", "t:7:23: f has no parameter 'pt'; did you mean 'pot'?\n");
	REFUSE("function f(pot) { tea(pot): -> hott; }\n",
	       "t:7:32: protocol 'tea' has no state 'hott'; did you mean 'hot'?\n");
	REFUSE("function f(pot) { tea(pot): hot -> cold, hot -> empty; }\n",
	       "t:7:42: this arrow is never taken, an earlier one has all its states; remove it\n");
	REFUSE("function f(pot) { tea(pot): -> cold else tea-cold; }\n",
	       "t:7:42: 'tea-cold' can never be reported here, all its states are spoken for; remove it\n");
	REFUSE("function f(pot) { tea(pot): empty -> hot, hot -> cold, cold -> empty, empty -> cold, any -> hot; }\n",
	       "t:7:71: this arrow is never taken, an earlier one has all its states; remove it\n"
	       "t:7:86: this arrow is never taken, an earlier one has all its states; remove it\n");
	REFUSE("function f(pot) { tea(pot): -> hot with cpu = pot; }\n",
	       "t:7:41: protocol 'tea' captures no 'cpu'; did you mean 'cup'?\n");
	REFUSE("function f(pot) { tea(pot): -> hot with cup = pot, cup = pot; }\n",
	       "t:7:52: 'cup' is given twice; remove one\n");
	REFUSE("function f(pot) { publishes lid of pot; }\n",
	       "t:7:29: no view 'lid'; declare it with 'view NAME \"PHRASE\";'\n");
	REFUSE("function f(fn) { calls fn() as sip; }\n",
	       "t:7:32: no callback 'sip'; declare it with 'callback NAME(parameters) { ... }'\n");
	REFUSE("callback sip(a, b) { }\nfunction f(fn) { calls fn(fn) as sip; }\n",
	       "t:8:34: callback 'sip' takes 2 arguments, not 1; give it as many\n");
	REFUSE("function f(p) { calls p(p, p, p, p, p, p, p); }\n",
	       "t:7:43: more than 6 arguments; split this into several effects or states\n");
	REFUSE("function f(p) { publishes p->a->b->c->d->e; }\n",
	       "t:7:27: this path has more than 8 steps; name a nearer object\n");
	REFUSE("function f(p, p) { }\n", "t:7:15: a second parameter 'p'; rename one\n");
}

static void test_condition_mistakes(void **state)
{
	(void)state;
	REFUSE("function f(p) { when zreo { noreturn; } }\n",
	       "t:7:22: 'zreo' is no class of results; did you mean 'zero'?\n");
	REFUSE("function f(p) { when success { noreturn; } }\n",
	       "t:7:22: 'success' needs to know how f fails; say 'fails negative;' (or null, error, ...) or name "
	       "the results\n");
	REFUSE("function f(p) { fails null; when negative { noreturn; } }\n",
	       "t:7:34: f never gives such a result; correct this or its 'fails'\n");
	REFUSE("function f(p) { fails null; fails error; gives zero; gives zero; }\n",
	       "t:7:29: a second 'fails'; remove one\n"
	       "t:7:54: a second 'gives'; remove one\n"
	       "t:7:54: f fails in a way that it never gives; correct 'fails' or 'gives'\n");
	REFUSE("slot a.b(p) { when success { tea(p) in hot else tea-cold; } }\n",
	       "t:7:20: 'success' needs to know how a.b fails; say 'fails negative;' (or null, error, ...) or name "
	       "the results\n");
}

static void test_item_mistakes(void **state)
{
	(void)state;
	REFUSE("function f(p) { }\nfunction g, f(p) { }\n",
	       "t:8:13: function 'f' has a contract at t:7:10 already; merge the two into one item\n");
	REFUSE("method a.b(p) { }\nmethod a.b(p) { }\n",
	       "t:8:8: method 'a.b' is declared at t:7:8 already; remove one of the two\n");
	REFUSE("slot a.b(p) { given tea(return) hot; }\nslot a.b(p) { }\n",
	       "t:7:25: there is no result yet at entry; name a parameter\n"
	       "t:8:6: slot 'a.b' is declared at t:7:6 already; remove one of the two\n");
	REFUSE("callback a(p) { }\ncallback a(p) { }\n",
	       "t:8:10: callback 'a' is declared at t:7:10 already; remove one of the two\n");
	REFUSE("field a.b owned;\nfield a.b borrowed;\n",
	       "t:8:7: field 'a.b' is declared at t:7:7 already; remove one of the two\n");
	REFUSE("record a pinned => tea-cold;\nrecord a pinned => tea-cold;\n",
	       "t:8:8: record 'a' is declared at t:7:8 already; remove one of the two\n");
	REFUSE("resource r { leak => tea-cold; }\n",
	       "t:7:10: resource 'r' is never acquired or released; add 'acquire' and 'release'\n");
	REFUSE("function f(p) { fails null; }\nresource r { acquire f(p) -> return fails error; }\n",
	       "t:8:22: 'f' fails in another way at t:7:10; make them agree\n");
}

/* --- Files -------------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

/* A folder is one set, its files in order; what one of them names may stand in another. */
static void test_folder(void **state)
{
	char dir[] = "/tmp/custody-rules-XXXXXX", command[64];
	struct contracts *c = contracts_new(NULL);
	struct log log = { "" };

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_false(rules_load_dir(c, ".", log_error, &log));
	assert_string_equal(log.text, ".:0:0: holds no .rules file; name the folder that holds your rules\n");

	write_file("a.rules", "function f(p) { tea(p): -> hot; }\n");
	write_file("sub/b.rules", PRELUDE);
	write_file("note.txt", "not a rule");
	log.text[0] = 0;
	assert_true(rules_load_dir(c, ".", log_error, &log));
	assert_string_equal(log.text, "");
	assert_ptr_equal(function(c, "f")->outcomes[0].effects[0].protocol, contracts_protocol(c, "tea"));

	write_file("c.rules", "function g(p) { tae(p): -> hot; }\n");
	contracts_free(c);
	c = contracts_new(NULL);
	assert_false(rules_load_dir(c, ".", log_error, &log));
	assert_string_equal(log.text, "./c.rules:1:17: no protocol 'tae'; did you mean 'tea'?\n");
	assert_int_equal(c->nfunctions + c->nprotocols, 0);

	log.text[0] = 0;
	assert_false(rules_load_file(c, "none.rules", log_error, &log));
	assert_string_equal(log.text, "none.rules:0:0: can't be read: No such file or directory; check the path "
				      "and its permissions\n");
	contracts_free(c);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
}

static void test_builtin(void **state)
{
	struct contracts *c = rules_builtin();
	uint32_t i;

	(void)state;
	assert_true(c->nrules > 0);
	for (i = 0; i < c->nprotocols; i++)
		assert_int_equal(c->protocols[i]->id, i);
	assert_non_null(contracts_protocol(c, "ownership"));
	contracts_free(c);
}

/* Cut anywhere and with bytes changed, a file is refused or taken, never worse. For the sanitizers. */
static void test_damaged(void **state)
{
	static const char text[] = PRELUDE FIRMWARE "function f(p) { tea(p->a.b): hot -> cold else tea-cold; }\n";
	char copy[sizeof(text)];
	struct log log;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(text); i++) {
		struct contracts *c = contracts_new(NULL);

		log.text[0] = 0;
		rules_parse(c, "t", text, i, log_error, &log);
		memcpy(copy, text, sizeof(text));
		copy[i] = (char)(i * 37);
		rules_parse(c, "u", copy, sizeof(text) - 1, log_error, &log);
		contracts_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_mistakes), cmocka_unit_test(test_rules_and_protocols), cmocka_unit_test(test_effects),
		cmocka_unit_test(test_keywords_are_names),  cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_slots),		    cmocka_unit_test(test_resource),
		cmocka_unit_test(test_resource_adds),	    cmocka_unit_test(test_fields_and_records),
		cmocka_unit_test(test_base),		    cmocka_unit_test(test_later_file_refused),
		cmocka_unit_test(test_grammar_mistakes),    cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_rule_mistakes),	    cmocka_unit_test(test_protocol_mistakes),
		cmocka_unit_test(test_effect_mistakes),	    cmocka_unit_test(test_condition_mistakes),
		cmocka_unit_test(test_item_mistakes),	    cmocka_unit_test(test_folder),
		cmocka_unit_test(test_builtin),		    cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_table_mistakes),
		cmocka_unit_test(test_context_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
