/* SPDX-License-Identifier: MIT */
/* Meaning: what rules say of members, records, tables, and of where code may sleep. */
#include "resolve.h"

#include <string.h>

/* A member may be owned or borrowed, and locked besides: two items, one contract. */
static bool merge_field(struct field_contract *have, const struct field_contract *f)
{
	if (f->lock && !have->lock) {
		have->lock = f->lock;
		have->otherwise = f->otherwise;
		return true;
	}
	if (!f->lock && have->kind == FIELD_LOCKED) {
		have->kind = f->kind;
		return true;
	}
	return false;
}

void resolve_field_item(struct syntax *s, const struct item *item)
{
	struct field_contract *f = arena_alloc(s->stage->arena, sizeof(*f));
	const struct field_contract *first;
	struct field_contract *have;

	f->record = item->name.text;
	f->member = item->member.text;
	f->kind = (enum field_kind)item->what;
	f->place = place_of(s, item->at);
	if (item->what == FIELD_LOCKED) {
		f->lock = item->text.text;
		f->otherwise = resolve_rule(s, item->rule);
	} else if (item->rule.text) {
		f->released = resolve_rule(s, item->rule);
	}
	have = contracts_own_field(s->stage, f->record, f->member);
	first = contracts_field(s->stage, f->record, f->member);
	if (!first)
		contracts_add_field(s->stage, f);
	else if (!have || !merge_field(have, f))
		resolve_told_twice(s, item->at, "field", resolve_dotted_name(s, item),
				   first->place);
}

void resolve_record_item(struct syntax *s, const struct item *item)
{
	struct record_contract *r = arena_alloc(s->stage->arena, sizeof(*r));
	const struct record_contract *first;

	r->record = item->name.text;
	r->kind = (enum record_kind)item->what;
	r->otherwise = resolve_rule(s, item->rule);
	if (item->unsure.text)
		r->unsure = resolve_rule(s, item->unsure);
	r->place = place_of(s, item->at);
	for (first = contracts_record(s->stage, r->record); first; first = first->next) {
		if (first->kind == r->kind)
			break;
	}
	if (first)
		resolve_told_twice(s, item->at, "record", r->record, first->place);
	else
		contracts_add_record(s->stage, r);
}

void resolve_table_item(struct syntax *s, const struct item *item)
{
	struct table_contract *t = arena_alloc(s->stage->arena, sizeof(*t));
	const size_t most = sizeof(t->members) / sizeof(t->members[0]);
	const struct table_contract *first = contracts_table(s->stage, item->name.text, item->what);
	const struct word_node *w;

	t->record = item->name.text;
	t->pointers = item->what;
	t->otherwise = resolve_rule(s, item->rule);
	t->place = place_of(s, item->at);
	for (w = item->names.first; w; w = w->next) {
		if (t->nmembers == most) {
			syntax_error(s, w->word.line, w->word.col,
				     "more than %zu members; name the one that decides", most);
			return;
		}
		t->members[t->nmembers++] = w->word.text;
	}
	if (first)
		resolve_told_twice(s, item->at, "table", t->record, first->place);
	else
		contracts_add_table(s->stage, t);
}

void resolve_needs_item(struct syntax *s, const struct item *item)
{
	struct needs_contract *n = arena_alloc(s->stage->arena, sizeof(*n));
	const struct needs_contract *first =
		contracts_needs(s->stage, item->name.text, item->member.text);

	n->record = item->name.text;
	n->member = item->member.text;
	n->needs = ((const struct word_node *)item->names.first)->word.text;
	n->unless_missing = item->text.text;
	n->otherwise = resolve_rule(s, item->rule);
	n->place = place_of(s, item->at);
	if (first)
		resolve_told_twice(s, item->at, "field", resolve_dotted_name(s, item),
				   first->place);
	else
		contracts_add_needs(s->stage, n);
}

/* --- Where code may sleep ----------------------------------------------------------------- */

static bool context_kind(struct syntax *s, const struct item *item, enum context_kind *kind)
{
	static const char *const words[] = {"sleeps", "enters", "tries", "leaves", "runs"};
	struct nearest n = {.word = item->name.text};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(item->name.text, words[i])) {
			*kind = (enum context_kind)i;
			return true;
		}
		nearest_try(&n, words[i]);
	}
	syntax_error(s, item->name.line, item->name.col, "no context '%s'; %s", item->name.text,
		     nearest_fix(&n, s->arena, "say sleeps, enters, tries, leaves or runs"));
	return false;
}

void resolve_context_item(struct syntax *s, const struct item *item)
{
	enum context_kind kind;

	if (!context_kind(s, item, &kind))
		return;
	if ((kind == CONTEXT_SLEEPS || kind == CONTEXT_RUNS) != (item->rule.text != NULL)) {
		syntax_error(s, item->name.line, item->name.col,
			     item->rule.text ? "'context %s' reports nothing; remove '=> %s'"
					     : "'context %s' needs a rule; add '=> RULE'",
			     item->name.text, item->rule.text);
		return;
	}
	for (const struct word_node *w = item->names.first; w; w = w->next) {
		struct context_contract *x = arena_alloc(s->stage->arena, sizeof(*x));
		const struct context_contract *first;

		x->name = w->word.text;
		x->member = item->member.text;
		x->kind = kind;
		x->arg = (uint16_t)item->number;
		x->bits = item->bits;
		x->otherwise = item->rule.text ? resolve_rule(s, item->rule) : NULL;
		x->place = (struct rule_place){s->file, w->word.line, w->word.col};
		first = kind == CONTEXT_RUNS ? contracts_runs(s->stage, x->name, x->member)
					     : contracts_context(s->stage, x->name);
		if (first)
			resolve_told_twice(s, item->at, "context", x->name, first->place);
		else
			contracts_add_context(s->stage, x);
	}
}
