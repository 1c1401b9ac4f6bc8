/* SPDX-License-Identifier: MIT */
/* Protocols: their states, captures and members, and what holds in each state. */
#include "resolve.h"

static void add_states(struct syntax *s, struct protocol *p, const struct clause *c)
{
	const struct word_node *w;
	int i;

	for (w = c->words.first; w; w = w->next) {
		for (i = 0; i < p->nstates && p->states[i].name != w->word.text; i++)
			;
		if (i < p->nstates) {
			syntax_error(s, w->word.line, w->word.col,
				     "state '%s' is declared twice; remove one", w->word.text);
			continue;
		}
		if (i == PROTOCOL_MAX_STATES) {
			syntax_error(s, w->word.line, w->word.col,
				     "more than %d states; split the protocol in two",
				     PROTOCOL_MAX_STATES);
			return;
		}
		p->states[i].name = w->word.text;
		p->states[i].phrase = w->phrase ? w->phrase : w->word.text;
		p->nstates++;
	}
}

static void add_captures(struct syntax *s, struct protocol *p, const struct clause *c)
{
	const struct word_node *w;
	int i;

	for (w = c->words.first; w; w = w->next) {
		for (i = 0; i < p->ncaptures && p->captures[i] != w->word.text; i++)
			;
		if (i < p->ncaptures) {
			syntax_error(s, w->word.line, w->word.col,
				     "'%s' is declared twice; remove one", w->word.text);
			continue;
		}
		if (i == PROTOCOL_MAX_CAPTURES) {
			syntax_error(s, w->word.line, w->word.col,
				     "more than %d captures; leave out what tells least",
				     PROTOCOL_MAX_CAPTURES);
			return;
		}
		p->captures[p->ncaptures++] = w->word.text;
	}
}

static void add_apart(struct syntax *s, struct protocol *p, const struct clause *c)
{
	for (int i = 0; i < p->ncaptures; i++)
		if (p->captures[i] == c->name.text) {
			p->apart[i] = resolve_rule(s, c->rule);
			return;
		}
	syntax_error(s, c->name.line, c->name.col, "protocol '%s' captures no '%s'", p->name,
		     c->name.text);
}

/* Where a state keeps what a clause of this kind says of it. */
static const struct rule **rule_in_state(struct protocol_state *state, enum clause_kind kind)
{
	switch (kind) {
	case CLAUSE_USE:
		return &state->use;
	case CLAUSE_FAILING:
		return &state->failing;
	case CLAUSE_READ:
		return &state->read;
	case CLAUSE_LEFT:
		return &state->left;
	case CLAUSE_LEAK:
		return &state->leak;
	case CLAUSE_GET:
		return &state->get;
	case CLAUSE_PAIRED:
		return &state->paired;
	case CLAUSE_OWED:
		return &state->owed;
	case CLAUSE_ABANDONED:
		return &state->abandoned;
	case CLAUSE_STRAY:
		return &state->stray;
	case CLAUSE_KEPT:
		return &state->kept;
	case CLAUSE_NEVER_ASKED:
		return &state->unasked;
	case CLAUSE_MADE:
		return &state->made;
	case CLAUSE_EARLY:
		return &state->early;
	default:
		return &state->death;
	}
}

static void add_state_rule(struct syntax *s, struct protocol *p, const struct clause *c)
{
	const struct rule *rule = resolve_rule(s, c->rule);
	state_set in = resolve_states(s, p, &c->words);
	const struct rule **place;
	int i;

	for (i = 0; i < p->nstates; i++) {
		if (!(in & (1u << i)))
			continue;
		place = rule_in_state(&p->states[i], c->kind);
		if (*place)
			syntax_error(s, c->at.line, c->at.col,
				     "state '%s' has '%s' for this already; remove one",
				     p->states[i].name, (*place)->name);
		*place = rule;
	}
}

/* The members whose reading the states that c names don't allow. */
static void add_members(struct syntax *s, struct protocol *p, const struct clause *c)
{
	state_set in = resolve_states(s, p, &c->words);
	const struct word_node *w;
	int n = 0;

	for (w = c->parts.first; w; w = w->next, n++) {
		if (n == PROTOCOL_MAX_MEMBERS) {
			syntax_error(s, w->word.line, w->word.col,
				     "more than %d members; leave out what tells least",
				     PROTOCOL_MAX_MEMBERS);
			return;
		}
		for (int i = 0; i < p->nstates; i++)
			if (in & (1u << i))
				p->states[i].members[n] = w->word.text;
	}
}

/* What brings the object from one state to another without a call. */
static void add_step(struct syntax *s, struct protocol *p, const struct clause *c)
{
	int from = resolve_state(s, p, c->name);
	int to = resolve_state(s, p, c->to);
	int by = c->text.text ? resolve_capture(s, p, c->text) : 0;

	if (from < 0 || to < 0 || by < 0)
		return;
	if (c->kind == CLAUSE_SCOPED) {
		p->scoped = !c->text.text;
		p->lapses = !p->scoped;
		p->lender = (uint8_t)by;
		p->lent = (uint8_t)from;
		p->over = (uint8_t)to;
	} else if (c->text.text) {
		p->states[from].given = true;
		p->states[from].given_by = (uint8_t)by;
		p->states[from].given_to = (uint8_t)to;
	} else {
		p->states[from].tested = true;
		p->states[from].test_to = (uint8_t)to;
	}
}

static void add_presumed(struct syntax *s, struct protocol *p, const struct clause *c)
{
	int state = resolve_state(s, p, c->name);

	if (state < 0)
		return;
	p->presumes = true;
	p->presumed = (uint8_t)state;
}

static void mark_states(struct syntax *s, struct protocol *p, const struct clause *c)
{
	state_set in = resolve_states(s, p, &c->words);
	int i;

	for (i = 0; i < p->nstates; i++) {
		if (in & (1u << i) && c->kind == CLAUSE_DEAD)
			p->states[i].dead = true;
		else if (in & (1u << i) && c->kind == CLAUSE_RESTS)
			p->states[i].rests = true;
		else if (in & (1u << i) && c->kind == CLAUSE_NEAR)
			p->states[i].near = true;
		else if (in & (1u << i))
			p->states[i].ambient = true;
	}
}

static void add_protocol_clause(struct syntax *s, struct protocol *p, const struct clause *c)
{
	switch (c->kind) {
	case CLAUSE_USE:
	case CLAUSE_GET:
	case CLAUSE_LEAK:
	case CLAUSE_LEFT:
	case CLAUSE_DEATH:
	case CLAUSE_FAILING:
	case CLAUSE_PAIRED:
	case CLAUSE_OWED:
	case CLAUSE_ABANDONED:
	case CLAUSE_STRAY:
	case CLAUSE_NEVER_ASKED:
	case CLAUSE_MADE:
	case CLAUSE_KEPT:
		p->stray |= c->kind == CLAUSE_STRAY;
		add_state_rule(s, p, c);
		break;
	case CLAUSE_EARLY:
	case CLAUSE_READ:
		p->early |= c->kind == CLAUSE_EARLY;
		add_state_rule(s, p, c);
		add_members(s, p, c);
		break;
	case CLAUSE_DEAD:
	case CLAUSE_AMBIENT:
	case CLAUSE_RESTS:
	case CLAUSE_NEAR:
		mark_states(s, p, c);
		break;
	case CLAUSE_PRESUMED:
		add_presumed(s, p, c);
		break;
	case CLAUSE_TESTED:
	case CLAUSE_SCOPED:
		add_step(s, p, c);
		break;
	case CLAUSE_COUNTED:
		p->counted = true;
		break;
	case CLAUSE_STRICT:
		p->strict = true;
		break;
	case CLAUSE_LINT:
		p->lint = true;
		break;
	case CLAUSE_APART:
		add_apart(s, p, c);
		break;
	case CLAUSE_YIELDS:
		p->yields = true;
		break;
	case CLAUSE_NUMBERS:
		p->numbers = true;
		break;
	case CLAUSE_COMPUTED:
		p->computed = true;
		break;
	case CLAUSE_WHOLE:
		p->whole = true;
		break;
	case CLAUSE_CONSTANT:
		p->constant = true;
		break;
	default:
		break;
	}
}

void resolve_add_protocol(struct syntax *s, const struct item *item, struct protocol *p)
{
	p->name = item->name.text;
	p->record = resolve_record(s, item->text);
	p->place = place_of(s, item->at);
	if (!contracts_add_protocol(s->stage, p))
		resolve_told_twice(s, item->at, "protocol", p->name,
				   contracts_protocol(s->stage, p->name)->place);
}

void resolve_protocol_item(struct syntax *s, const struct item *item)
{
	struct protocol *p = arena_alloc(s->stage->arena, sizeof(*p));
	const struct clause *c;

	p->name = item->name.text;
	for (c = item->clauses.first; c; c = c->next) {
		if (c->kind == CLAUSE_STATES)
			add_states(s, p, c);
		else if (c->kind == CLAUSE_CAPTURES)
			add_captures(s, p, c);
	}
	if (p->nstates == 0)
		syntax_error(s, item->at.line, item->at.col,
			     "protocol '%s' has no states; add 'states NAME, ...;'",
			     item->name.text);
	for (c = p->nstates ? item->clauses.first : NULL; c; c = c->next)
		add_protocol_clause(s, p, c);
	resolve_add_protocol(s, item, p);
}
