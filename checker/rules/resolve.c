/* SPDX-License-Identifier: MIT */
/*
 * From the syntax tree to contracts. Names may be used before they are declared and in other files
 * than their own, so this runs in three passes over all items of the set: what can be named without
 * needing anything (rules), then what needs only rules (protocols, views, the heads of callbacks),
 * then the rest. Resources come last: they add to functions.
 */
#include "resolve.h"

#include <string.h>

static const char *place_text(struct syntax *s, struct rule_place p)
{
	return arena_format(s->arena, "%s:%u:%u", p.file, p.line, p.col);
}

/* What to do about a second one. Who reads this can't change what is compiled in. */
static const char *twice_fix(struct rule_place first, const char *own)
{
	size_t i;

	for (i = 0; i < builtin_nrules; i++) {
		if (first.file == builtin_rules[i].name)
			return "that one is built in, so remove this one";
	}
	return own;
}

void resolve_told_twice(struct syntax *s, struct spot at, const char *what, const char *name,
			struct rule_place first)
{
	syntax_error(s, at.line, at.col, "%s '%s' is declared at %s already; %s", what, name,
		     place_text(s, first), twice_fix(first, "remove one of the two"));
}

/* --- Rules -------------------------------------------------------------------------------- */

static bool trust_of(const char *word, enum trust *trust)
{
	static const char *const names[] = {"certain", "likely", "possible"};
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], word) == 0) {
			*trust = (enum trust)i;
			return true;
		}
	}
	return false;
}

static const char *const placeholders[] = {"object",   "call",	"state", "given",
					   "captured", "field", "lock",	 "files"};
#define NPLACEHOLDERS (sizeof(placeholders) / sizeof(placeholders[0]))

static bool is_placeholder(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < NPLACEHOLDERS; i++) {
		if (strlen(placeholders[i]) == size && memcmp(placeholders[i], text, size) == 0)
			return true;
	}
	return false;
}

static void check_message(struct syntax *s, struct word message)
{
	const char *open, *close;
	struct nearest n = {0};
	size_t i;

	for (open = strchr(message.text, '{'); open; open = strchr(close, '{')) {
		close = open + strcspn(open, "}");
		if (*close && is_placeholder(open + 1, (size_t)(close - open - 1)))
			continue;
		n.word = arena_format(s->arena, "%.*s", (int)(close - open - 1), open + 1);
		for (i = 0; i < NPLACEHOLDERS; i++)
			nearest_try(&n, placeholders[i]);
		syntax_error(
			s, message.line, message.col, "a message has no '{%s}' to fill in; %s",
			n.word,
			nearest_fix(
				&n, s->arena,
				"write {object}, {call}, {state}, {given}, {captured}, {field}, "
				"{lock} or {files}"));
	}
}

/* One text of a rule, told once and not empty. */
static void rule_text(struct syntax *s, const struct clause *c, const char *what, const char **text)
{
	if (*text)
		syntax_error(s, c->at.line, c->at.col, "a second %s; remove one", what);
	else if (!*c->text.text)
		syntax_error(s, c->text.line, c->text.col, "an empty %s; write a sentence", what);
	*text = c->text.text;
}

static bool is_rule_name(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static void resolve_rule_item(struct syntax *s, const struct item *item)
{
	struct rule *r = arena_alloc(s->stage->arena, sizeof(*r));
	const struct clause *c;

	r->name = item->name.text;
	r->place = place_of(s, item->at);
	if (!is_rule_name(r->name))
		syntax_error(s, item->at.line, item->at.col,
			     "'%s' is no name for a rule; use small letters, digits and '-'",
			     r->name);
	if (!trust_of(item->member.text, &r->trust))
		syntax_error(s, item->member.line, item->member.col,
			     "'%s' is no level of trust; write certain, likely or possible",
			     item->member.text);
	for (c = item->clauses.first; c; c = c->next) {
		if (c->kind == CLAUSE_SUMMARY)
			rule_text(s, c, "summary", &r->summary);
		else
			rule_text(s, c, "message", &r->message);
		if (c->kind == CLAUSE_MESSAGE)
			check_message(s, c->text);
	}
	if (!r->summary || !r->message)
		syntax_error(s, item->at.line, item->at.col,
			     "rule '%s' has no %s; add '%s \"...\";'", r->name,
			     r->summary ? "message" : "summary",
			     r->summary ? "message" : "summary");
	if (!contracts_add_rule(s->stage, r))
		resolve_told_twice(s, item->at, "rule", r->name,
				   contracts_rule(s->stage, r->name)->place);
}

/* --- Views, records ----------------------------------------------------------------------- */

/* The tag in "struct tag", "union tag" or "name"; NULL for any memory or after a mistake. */
const char *resolve_record(struct syntax *s, struct word w)
{
	const char *tag = w.text;

	if (!tag)
		return NULL;
	if (strncmp(tag, "struct ", 7) == 0)
		tag += 7;
	else if (strncmp(tag, "union ", 6) == 0)
		tag += 6;
	if (*tag &&
	    strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
		    strlen(tag))
		return tag;
	syntax_error(s, w.line, w.col, "\"%s\" names no record; write \"struct NAME\"", w.text);
	return NULL;
}

static void resolve_view_item(struct syntax *s, const struct item *item)
{
	struct view *v = arena_alloc(s->stage->arena, sizeof(*v));

	v->name = item->name.text;
	v->phrase = item->text.text;
	if (!contracts_add_view(s->stage, v))
		syntax_error(s, item->at.line, item->at.col,
			     "view '%s' is declared already; remove one of the two", v->name);
}

/* --- Functions ---------------------------------------------------------------------------- */

/* The names of the parameters; one name twice is a mistake. */
static void resolve_params(struct scope *scope, const struct list *params)
{
	const struct word_node *w;
	uint16_t n = 0, i;

	for (w = params->first; w; w = w->next)
		n++;
	scope->params = arena_new_array(scope->s->stage->arena, const char *, n);
	for (w = params->first, n = 0; w; w = w->next, n++) {
		if (strcmp(w->word.text, "_") == 0)
			continue;
		for (i = 0; i < n; i++) {
			if (scope->params[i] == w->word.text)
				syntax_error(scope->s, w->word.line, w->word.col,
					     "a second parameter '%s'; rename one", w->word.text);
		}
		scope->params[n] = w->word.text;
	}
	scope->nparams = n;
}

static struct scope scope_of(struct syntax *s, const char *owner, const struct list *params)
{
	struct scope scope = {.s = s, .owner = owner, .possible = CLASS_ANY};

	resolve_params(&scope, params);
	return scope;
}

static struct effect *resolve_effects(const struct scope *scope, const struct list *nodes,
				      uint32_t *count)
{
	const struct effect_node *node;
	struct effect *effects;
	uint32_t n = 0;

	for (node = nodes->first; node; node = node->next)
		n++;
	effects = arena_new_array(scope->s->stage->arena, struct effect, n);
	for (node = nodes->first, n = 0; node; node = node->next)
		resolve_effect(scope, node, &effects[n++]);
	*count = n;
	return effects;
}

/* The unconditional effects of a body, which stand one to a clause. */
static uint32_t resolve_plain_effects(const struct scope *scope, const struct list *clauses,
				      struct effect *effects)
{
	const struct clause *c;
	uint32_t n = 0;

	for (c = clauses->first; c; c = c->next) {
		if (c->kind == CLAUSE_EFFECT)
			resolve_effect(scope, c->parts.first, &effects[n++]);
	}
	return n;
}

/* `fails` and `gives` speak of the whole body, wherever they stand in it. */
static void resolve_results(struct scope *scope, const struct list *clauses)
{
	const struct clause *c, *fails = NULL, *gives = NULL;

	for (c = clauses->first; c; c = c->next) {
		if (c->kind != CLAUSE_FAILS && c->kind != CLAUSE_GIVES)
			continue;
		if (c->kind == CLAUSE_FAILS ? fails : gives)
			syntax_error(scope->s, c->at.line, c->at.col, "a second '%s'; remove one",
				     c->kind == CLAUSE_FAILS ? "fails" : "gives");
		if (c->kind == CLAUSE_FAILS)
			fails = c;
		else
			gives = c;
	}
	if (fails)
		resolve_fails(scope, &fails->words);
	if (!gives)
		return;
	scope->possible = CLASS_ANY;
	scope->possible = resolve_condition(scope, &gives->words);
	if (!(scope->failure & ~scope->possible))
		return;
	syntax_error(scope->s, gives->at.line, gives->at.col,
		     "%s fails in a way that it never gives; correct 'fails' or 'gives'",
		     scope->owner);
}

/* The body of a function or method, into f. */
static void resolve_body(struct scope *scope, const struct list *clauses,
			 struct function_contract *f)
{
	struct arena *a = scope->s->stage->arena;
	const struct clause *c;
	uint32_t nplain = 0, nwhen = 0;

	resolve_results(scope, clauses);
	for (c = clauses->first; c; c = c->next) {
		nplain += c->kind == CLAUSE_EFFECT;
		nwhen += c->kind == CLAUSE_WHEN;
	}
	f->outcomes = arena_new_array(a, struct outcome, nwhen + (nplain > 0));
	if (nplain) {
		struct outcome *always = &f->outcomes[f->noutcomes++];

		always->when = CLASS_ANY;
		always->effects = arena_new_array(a, struct effect, nplain);
		always->neffects = resolve_plain_effects(scope, clauses, always->effects);
	}
	for (c = clauses->first; c; c = c->next) {
		struct outcome *o;

		if (c->kind != CLAUSE_WHEN)
			continue;
		o = &f->outcomes[f->noutcomes++];
		o->bits = c->bits;
		o->when = c->name.text ? CLASS_ANY : resolve_condition(scope, &c->words);
		if (c->name.text)
			resolve_parameter(scope, c->name, &o->flags);
		o->effects = resolve_effects(scope, &c->parts, &o->neffects);
	}
	f->nparams = scope->nparams;
	f->params = scope->params;
	f->possible = scope->possible;
	f->failure = scope->failure;
	for (c = clauses->first; c; c = c->next) {
		if (c->kind == CLAUSE_FAILS && c->rule.text)
			f->unchecked = resolve_rule(scope->s, c->rule);
		f->encoded |= c->kind == CLAUSE_FAILS && c->encoded;
	}
}

static void add_function(struct syntax *s, struct word name, const struct function_contract *body)
{
	struct function_contract *f = arena_copy(s->stage->arena, body, sizeof(*body));
	struct function_contract *own = contracts_own_function(s->stage, name.text);
	const struct function_contract *first = contracts_function(s->stage, name.text);

	f->name = name.text;
	f->place = (struct rule_place){s->file, name.line, name.col};
	if (!first) {
		contracts_add_function(s->stage, f);
		return;
	}
	/* Kernels may have it with other parameters. */
	if (own && contract_for(own, f->nparams)->nparams != f->nparams) {
		f->other = own->other;
		own->other = f;
		return;
	}
	syntax_error(s, name.line, name.col, "function '%s' has a contract at %s already; %s",
		     f->name, place_text(s, first->place),
		     twice_fix(first->place, "merge the two into one item"));
}

static void resolve_function_item(struct syntax *s, const struct item *item)
{
	const struct word_node *name = item->names.first;
	struct scope scope = scope_of(s, name->word.text, &item->params);
	struct function_contract body = {0};

	resolve_body(&scope, &item->clauses, &body);
	for (; name; name = name->next)
		add_function(s, name->word, &body);
}

const char *resolve_dotted_name(struct syntax *s, const struct item *item)
{
	return arena_format(s->stage->arena, "%s.%s", item->name.text, item->member.text);
}

static void resolve_method_item(struct syntax *s, const struct item *item)
{
	struct function_contract *f = arena_alloc(s->stage->arena, sizeof(*f));
	const char *name = resolve_dotted_name(s, item);
	struct scope scope = scope_of(s, name, &item->params);
	const struct function_contract *first;

	resolve_body(&scope, &item->clauses, f);
	f->record = item->name.text;
	f->member = item->member.text;
	f->place = place_of(s, item->at);
	first = contracts_method(s->stage, f->record, f->member);
	if (first)
		resolve_told_twice(s, item->at, "method", name, first->place);
	else
		contracts_add_function(s->stage, f);
}

/* --- Slots -------------------------------------------------------------------------------- */

static struct slot *declare_slot(struct syntax *s, const struct item *item)
{
	struct slot *slot = arena_alloc(s->stage->arena, sizeof(*slot));
	struct scope scope;
	const struct slot *first;

	slot->name = item->name.text;
	if (item->kind == ITEM_SLOT) {
		slot->name = resolve_dotted_name(s, item);
		slot->record = item->name.text;
		slot->member = item->member.text;
	}
	scope = scope_of(s, slot->name, &item->params);
	slot->nparams = scope.nparams;
	slot->params = scope.params;
	slot->place = place_of(s, item->at);
	if (contracts_add_slot(s->stage, slot))
		return slot;
	first = slot->record ? contracts_slot(s->stage, slot->record, slot->member)
			     : contracts_callback(s->stage, slot->name);
	resolve_told_twice(s, item->at, slot->record ? "slot" : "callback", slot->name,
			   first->place);
	return slot;
}

static void resolve_given(const struct scope *scope, const struct clause *c,
			  struct slot_entry *entry)
{
	struct syntax *s = scope->s;
	int state = 0;

	if (resolve_path(scope, c->path, &entry->object) && entry->object.root == PATH_RETURN)
		syntax_error(s, c->path->at.line, c->path->at.col,
			     "there is no result yet at entry; name a parameter");
	entry->protocol = resolve_protocol(s, c->name);
	if (entry->protocol)
		state = resolve_state(s, entry->protocol, c->to);
	entry->state = (uint8_t)state;
}

static void resolve_exit(const struct scope *scope, const struct exit_node *node,
			 struct slot_exit *exit)
{
	exit->otherwise = resolve_rule(scope->s, node->rule);
	exit->later = node->later;
	if (node->later)
		return;
	if (!node->object) {
		if (strcmp(node->how.text, "even") != 0)
			syntax_error(scope->s, node->how.line, node->how.col,
				     "write 'counts even'");
		return;
	}
	resolve_path(scope, node->object, &exit->object);
	exit->kept = node->kept;
	if (node->kept && !node->protocol.text)
		return;
	exit->protocol = resolve_protocol(scope->s, node->protocol);
	if (exit->protocol)
		exit->allowed = resolve_states(scope->s, exit->protocol, &node->allowed);
	exit->handed_on = node->handed_on;
	exit->forgotten = node->forgotten;
}

static void resolve_exits(const struct scope *scope, const struct clause *c, struct slot *slot)
{
	const struct exit_node *node;
	value_classes when = resolve_condition(scope, &c->words);

	for (node = c->parts.first; node; node = node->next) {
		slot->exits[slot->nexits].when = when;
		resolve_exit(scope, node, &slot->exits[slot->nexits++]);
	}
}

/* The slot was declared in an earlier pass. */
static void fill_slot(struct syntax *s, const struct item *item, struct slot *slot)
{
	struct scope scope = {.s = s,
			      .owner = slot->name,
			      .nparams = slot->nparams,
			      .params = slot->params,
			      .possible = CLASS_ANY};
	const struct exit_node *exit;
	const struct clause *c;
	uint32_t nentries = 0, nexits = 0;

	for (c = item->clauses.first; c; c = c->next) {
		nentries += c->kind == CLAUSE_GIVEN;
		for (exit = c->parts.first; exit; exit = exit->next)
			nexits++;
	}
	slot->entries = arena_new_array(s->stage->arena, struct slot_entry, nentries);
	slot->exits = arena_new_array(s->stage->arena, struct slot_exit, nexits);
	for (c = item->clauses.first; c; c = c->next) {
		if (c->kind == CLAUSE_GIVEN)
			resolve_given(&scope, c, &slot->entries[slot->nentries++]);
		else if (c->kind == CLAUSE_TEARDOWN)
			slot->teardown = true;
		else if (c->kind == CLAUSE_PAUSES)
			slot->pauses = true;
		else if (c->kind == CLAUSE_USER)
			slot->user = true;
		else if (c->kind == CLAUSE_UNASKED)
			slot->unasked = true;
		else if (c->kind == CLAUSE_LAST)
			slot->last = true;
		else if (c->kind == CLAUSE_ORDERED)
			slot->ordered = resolve_rule(s, c->rule);
		else if (c->kind == CLAUSE_AFTER)
			slot->after = slot->undoes = c->name.text;
		else if (c->kind == CLAUSE_UNDOES)
			slot->undoes = c->name.text;
		else
			resolve_exits(&scope, c, slot);
	}
}

/* --- Resources ---------------------------------------------------------------------------- */

enum { HELD, RELEASED, RESOURCE_STATES };

static void resolve_resource_head(struct syntax *s, const struct item *item)
{
	struct protocol *p = arena_alloc(s->stage->arena, sizeof(*p));
	const struct clause *c;
	bool used = false;

	p->nstates = RESOURCE_STATES;
	p->states[HELD] = (struct protocol_state){.name = "held", .phrase = "acquired"};
	p->states[RELEASED] =
		(struct protocol_state){.name = "released", .phrase = "released", .dead = true};
	for (c = item->clauses.first; c; c = c->next) {
		if (c->kind == CLAUSE_LEAK)
			p->states[HELD].leak = resolve_rule(s, c->rule);
		else if (c->kind == CLAUSE_USE)
			p->states[RELEASED].use = resolve_rule(s, c->rule);
		used = used || c->kind == CLAUSE_ACQUIRE || c->kind == CLAUSE_RELEASE;
	}
	if (!used)
		syntax_error(
			s, item->at.line, item->at.col,
			"resource '%s' is never acquired or released; add 'acquire' and 'release'",
			item->name.text);
	resolve_add_protocol(s, item, p);
}

/* The contract of a function that a resource adds to: the one it has, or a new one. */
static struct function_contract *function_to_extend(struct syntax *s, const struct scope *scope,
						    struct word name)
{
	struct function_contract *own = contracts_own_function(s->stage, name.text);
	const struct function_contract *below;
	struct function_contract *f;

	if (own)
		return own;
	f = arena_alloc(s->stage->arena, sizeof(*f));
	below = contracts_function(s->stage, name.text);
	if (below) {
		*f = *below;
	} else {
		f->name = name.text;
		f->nparams = scope->nparams;
		f->params = scope->params;
		f->possible = CLASS_ANY;
		f->place = (struct rule_place){s->file, name.line, name.col};
	}
	contracts_add_function(s->stage, f);
	return f;
}

/* How the function fails: as the resource says, as its own contract says, or not at all. */
static bool unite_failure(const struct scope *scope, struct word name, struct function_contract *f)
{
	if (!scope->can_fail)
		return true;
	if (f->failure && (f->failure != scope->failure || f->possible != scope->possible)) {
		syntax_error(scope->s, name.line, name.col,
			     "'%s' fails in another way at %s; make them agree", f->name,
			     place_text(scope->s, f->place));
		return false;
	}
	f->failure = scope->failure;
	f->possible = scope->possible;
	return true;
}

static void add_resource_effect(const struct scope *scope, const struct clause *c,
				const struct effect *e)
{
	struct syntax *s = scope->s;
	const struct word_node *w;

	for (w = c->words.first; w; w = w->next) {
		struct function_contract *f = function_to_extend(s, scope, w->word);
		value_classes when = CLASS_ANY;

		if (!unite_failure(scope, w->word, f))
			continue;
		if (c->kind == CLAUSE_ACQUIRE && f->failure)
			when = f->possible & (value_classes)~f->failure;
		contract_append(s->stage->arena, f, when, e, 1);
	}
}

static void resolve_resource_clause(struct syntax *s, const struct clause *c,
				    const struct protocol *p, const struct rule *twice)
{
	const struct word_node *name = c->words.first;
	struct scope scope = scope_of(s, name->word.text, &c->params);
	struct effect e = {.kind = EFFECT_STATE, .protocol = p, .narrows = 1};

	if (c->parts.first)
		resolve_fails(&scope, &c->parts);
	e.place = place_of(s, c->at);
	e.arrows[0] = (struct arrow){.from = protocol_all_states(p), .to = HELD};
	if (c->kind == CLAUSE_RELEASE)
		e.arrows[0] = (struct arrow){.from = 1u << HELD, .to = RELEASED};
	if (c->kind == CLAUSE_RELEASE && twice) {
		e.misfits[0] = (struct misfit){.in = 1u << RELEASED, .rule = twice};
		e.nmisfits = 1;
	}
	if (resolve_path(&scope, c->path, &e.object))
		add_resource_effect(&scope, c, &e);
}

static void resolve_resource_item(struct syntax *s, const struct item *item)
{
	const struct protocol *p = contracts_protocol(s->stage, item->name.text);
	const struct rule *twice = NULL;
	const struct clause *c;

	for (c = item->clauses.first; c; c = c->next) {
		if (c->kind == CLAUSE_DOUBLE)
			twice = resolve_rule(s, c->rule);
	}
	for (c = item->clauses.first; c; c = c->next) {
		if (c->kind == CLAUSE_ACQUIRE || c->kind == CLAUSE_RELEASE)
			resolve_resource_clause(s, c, p, twice);
	}
}

/* --- Passes ------------------------------------------------------------------------------- */

static void declare(struct syntax *s, struct item *item)
{
	switch (item->kind) {
	case ITEM_PROTOCOL:
		resolve_protocol_item(s, item);
		break;
	case ITEM_RESOURCE:
		resolve_resource_head(s, item);
		break;
	case ITEM_VIEW:
		resolve_view_item(s, item);
		break;
	case ITEM_SLOT:
	case ITEM_CALLBACK:
		item->slot = declare_slot(s, item);
		break;
	case ITEM_NEEDS:
		resolve_needs_item(s, item);
		break;
	case ITEM_CONTEXT:
		resolve_context_item(s, item);
		break;
	default:
		break;
	}
}

static void resolve_item(struct syntax *s, const struct item *item)
{
	switch (item->kind) {
	case ITEM_FUNCTION:
		resolve_function_item(s, item);
		break;
	case ITEM_METHOD:
		resolve_method_item(s, item);
		break;
	case ITEM_SLOT:
	case ITEM_CALLBACK:
		fill_slot(s, item, item->slot);
		break;
	case ITEM_FIELD:
		resolve_field_item(s, item);
		break;
	case ITEM_RECORD:
		resolve_record_item(s, item);
		break;
	case ITEM_TABLE:
		resolve_table_item(s, item);
		break;
	default:
		break;
	}
}

static void enter_file(struct syntax *s, const struct item *item)
{
	s->file = item->file;
	s->file_number = item->file_number;
}

void syntax_resolve(struct syntax *s)
{
	struct item *item;

	for (item = s->items.first; item; item = item->next) {
		enter_file(s, item);
		if (item->kind == ITEM_RULE)
			resolve_rule_item(s, item);
	}
	for (item = s->items.first; item; item = item->next) {
		enter_file(s, item);
		declare(s, item);
	}
	for (item = s->items.first; item; item = item->next) {
		enter_file(s, item);
		resolve_item(s, item);
	}
	for (item = s->items.first; item; item = item->next) {
		enter_file(s, item);
		if (item->kind == ITEM_RESOURCE)
			resolve_resource_item(s, item);
	}
}
