/* SPDX-License-Identifier: MIT */
/* Resolving what stands inside a contract: conditions, paths, effects. */
#include "resolve.h"

#include <string.h>

struct rule_place place_of(const struct syntax *s, struct spot at)
{
	return (struct rule_place){s->file, at.line, at.col};
}

/* --- Names -------------------------------------------------------------------------------- */

const struct rule *resolve_rule(struct syntax *s, struct word w)
{
	const struct rule *r = contracts_rule(s->stage, w.text);
	struct nearest n = {.word = w.text};
	const struct contracts *c;
	uint32_t i;

	if (r)
		return r;
	for (c = s->stage; c; c = c->base) {
		for (i = 0; i < c->nrules; i++)
			nearest_try(&n, c->rules[i]->name);
	}
	syntax_error(s, w.line, w.col, "no rule '%s'; %s", w.text,
		     nearest_fix(&n, s->arena, "declare it with 'rule NAME certain { ... }'"));
	return NULL;
}

const struct protocol *resolve_protocol(struct syntax *s, struct word w)
{
	const struct protocol *p = contracts_protocol(s->stage, w.text);
	struct nearest n = {.word = w.text};
	const struct contracts *c;
	uint32_t i;

	if (p)
		return p;
	for (c = s->stage; c; c = c->base) {
		for (i = 0; i < c->nprotocols; i++)
			nearest_try(&n, c->protocols[i]->name);
	}
	syntax_suggest_keyword(&n);
	syntax_error(s, w.line, w.col, "no protocol '%s'; %s", w.text,
		     nearest_fix(&n, s->arena, "declare it with 'protocol NAME { states ...; }'"));
	return NULL;
}

static const char *state_names(struct syntax *s, const struct protocol *p)
{
	const char *text = p->states[0].name;
	int i;

	for (i = 1; i < p->nstates; i++)
		text = arena_format(s->arena, "%s, %s", text, p->states[i].name);
	return text;
}

int resolve_state(struct syntax *s, const struct protocol *p, struct word w)
{
	struct nearest n = {.word = w.text};
	int i;

	for (i = 0; i < p->nstates; i++) {
		if (p->states[i].name == w.text || strcmp(p->states[i].name, w.text) == 0)
			return i;
	}
	if (p->nstates == 0)
		return -1;
	for (i = 0; i < p->nstates; i++)
		nearest_try(&n, p->states[i].name);
	syntax_error(
		s, w.line, w.col, "protocol '%s' has no state '%s'; %s", p->name, w.text,
		nearest_fix(&n, s->arena, arena_format(s->arena, "it has %s", state_names(s, p))));
	return -1;
}

state_set resolve_states(struct syntax *s, const struct protocol *p, const struct list *words)
{
	const struct word_node *w;
	state_set states = 0;

	for (w = words->first; w; w = w->next) {
		int state = resolve_state(s, p, w->word);

		if (state < 0)
			continue;
		if (states & (1u << state))
			syntax_error(s, w->word.line, w->word.col,
				     "state '%s' is listed twice; remove one", w->word.text);
		states |= (state_set)(1u << state);
	}
	return states;
}

/* --- Conditions --------------------------------------------------------------------------- */

static value_classes condition_word(const struct scope *scope, struct word w)
{
	struct nearest n = {.word = w.text};
	value_classes classes = condition_classes(w.text);
	bool success = strcmp(w.text, "success") == 0;

	if (classes)
		return classes;
	if (success || strcmp(w.text, "failure") == 0) {
		if (scope->can_fail)
			return success ? scope->possible & (value_classes)~scope->failure
				       : scope->failure;
		syntax_error(scope->s, w.line, w.col,
			     "'%s' needs to know how %s fails; say 'fails negative;' (or null, "
			     "error, ...) "
			     "or name the results",
			     w.text, scope->owner);
		return 0;
	}
	condition_suggest(&n);
	nearest_try(&n, "success");
	nearest_try(&n, "failure");
	syntax_error(
		scope->s, w.line, w.col, "'%s' is no class of results; %s", w.text,
		nearest_fix(
			&n, scope->s->arena,
			"write zero, null, nonzero, negative, error, positive, valid, nonnegative, "
			"nonpositive, success, failure or always"));
	return 0;
}

value_classes resolve_condition(const struct scope *scope, const struct list *words)
{
	const struct word_node *first = words->first, *w;
	value_classes all = 0, one;
	bool known = true;

	for (w = first; w; w = w->next) {
		one = condition_word(scope, w->word);
		known = known && one;
		all |= one;
	}
	if (!known)
		return 0;
	if (all & scope->possible)
		return all;
	syntax_error(scope->s, first->word.line, first->word.col,
		     "%s never gives such a result; correct this or its 'fails'", scope->owner);
	return 0;
}

/*
 * Pointers are null or valid, or an error pointer or valid; that follows from the word. Of a number
 * that is negative on failure nothing follows about the rest.
 */
void resolve_fails(struct scope *scope, const struct list *words)
{
	const struct word_node *w;
	bool only_null = true, only_error = true;

	scope->possible = CLASS_ANY;
	scope->failure = resolve_condition(scope, words);
	if (!scope->failure)
		return;
	scope->can_fail = true;
	for (w = words->first; w; w = w->next) {
		only_null = only_null && strcmp(w->word.text, "null") == 0;
		only_error = only_error && strcmp(w->word.text, "error") == 0;
	}
	if (only_null)
		scope->possible = CLASS_ZERO | CLASS_POSITIVE;
	if (only_error)
		scope->possible = CLASS_NEGATIVE | CLASS_POSITIVE;
}

/* --- Paths -------------------------------------------------------------------------------- */

bool resolve_parameter(const struct scope *scope, struct word name, uint16_t *index)
{
	struct nearest n = {.word = name.text};
	uint16_t i;

	for (i = 0; i < scope->nparams; i++) {
		if (scope->params[i] && strcmp(scope->params[i], name.text) == 0) {
			*index = i;
			return true;
		}
	}
	for (i = 0; i < scope->nparams; i++) {
		if (scope->params[i])
			nearest_try(&n, scope->params[i]);
	}
	syntax_error(scope->s, name.line, name.col, "%s has no parameter '%s'; %s", scope->owner,
		     name.text, nearest_fix(&n, scope->s->arena, "name it in the parameter list"));
	return false;
}

static bool path_root(const struct scope *scope, const struct path_node *node, struct path *path)
{
	if (strcmp(node->root.text, "return") == 0) {
		path->root = PATH_RETURN;
		return true;
	}
	path->root = PATH_PARAM;
	return resolve_parameter(scope, node->root, &path->index);
}

static const struct view *find_view(struct syntax *s, struct word w)
{
	const struct view *v = contracts_view(s->stage, w.text);
	struct nearest n = {.word = w.text};
	const struct contracts *c;
	uint32_t i;

	if (v)
		return v;
	for (c = s->stage; c; c = c->base) {
		for (i = 0; i < c->nviews; i++)
			nearest_try(&n, c->views[i]->name);
	}
	syntax_error(s, w.line, w.col, "no view '%s'; %s", w.text,
		     nearest_fix(&n, s->arena, "declare it with 'view NAME \"PHRASE\";'"));
	return NULL;
}

static bool path_one_step(const struct scope *scope, const struct step_node *node,
			  struct path_step *step)
{
	step->kind = node->kind;
	step->name = node->name.text;
	step->member = node->member.text;
	if (node->kind == STEP_ELEM)
		return resolve_parameter(scope, node->name, &step->index);
	if (node->kind != STEP_VIEW && node->kind != STEP_BASE)
		return true;
	step->view = find_view(scope->s, node->name);
	return step->view;
}

bool resolve_path(const struct scope *scope, const struct path_node *node, struct path *path)
{
	const struct step_node *step;
	struct path_step *steps;
	unsigned n = 0;

	path->text = node->text;
	if (!path_root(scope, node, path))
		return false;
	for (step = node->steps.first; step; step = step->next)
		n++;
	if (n > PATH_MAX_STEPS) {
		syntax_error(scope->s, node->at.line, node->at.col,
			     "this path has more than %d steps; name a nearer object",
			     PATH_MAX_STEPS);
		return false;
	}
	if (n == 0)
		return true;
	path->steps = steps = arena_new_array(scope->s->stage->arena, struct path_step, n);
	for (step = node->steps.first; step; step = step->next) {
		if (!path_one_step(scope, step, &steps[path->nsteps++]))
			return false;
	}
	return true;
}

/* --- Transitions -------------------------------------------------------------------------- */

/* Whether one more fits; says so if not. what: "arrows". */
static bool has_room(struct syntax *s, struct spot at, unsigned have, unsigned max,
		     const char *what)
{
	if (have < max)
		return true;
	syntax_error(s, at.line, at.col,
		     "more than %u %s; split this into several effects or states", max, what);
	return false;
}

static bool resolve_arrow(struct syntax *s, const struct arrow_node *node, struct effect *e,
			  state_set *covered)
{
	struct arrow *arrow = &e->arrows[e->narrows];
	int to = 0;

	if (!has_room(s, node->at, e->narrows, EFFECT_MAX_ARROWS, "arrows"))
		return false;
	arrow->from = protocol_all_states(e->protocol);
	if (node->from.first)
		arrow->from = resolve_states(s, e->protocol, &node->from);
	if (node->to.text)
		to = resolve_state(s, e->protocol, node->to);
	if (to < 0 || arrow->from == 0)
		return false;
	if ((arrow->from & ~*covered) == 0) {
		syntax_error(
			s, node->at.line, node->at.col,
			"this arrow is never taken, an earlier one has all its states; remove it");
		return false;
	}
	arrow->to = (uint8_t)to;
	arrow->stay = !node->to.text;
	e->narrows++;
	*covered |= arrow->from;
	return true;
}

static bool resolve_misfit(struct syntax *s, const struct misfit_node *node, struct effect *e,
			   state_set covered)
{
	struct misfit *m = &e->misfits[e->nmisfits];
	state_set all = protocol_all_states(e->protocol), told = covered;
	int i;

	if (!has_room(s, (struct spot){.line = node->rule.line, .col = node->rule.col}, e->nmisfits,
		      EFFECT_MAX_MISFITS, "mistakes"))
		return false;
	for (i = 0; i < e->nmisfits; i++)
		told |= e->misfits[i].in;
	m->in = node->in.first ? resolve_states(s, e->protocol, &node->in) : all & (state_set)~told;
	m->rule = resolve_rule(s, node->rule);
	if (!m->rule || (node->in.first && !m->in))
		return false;
	if ((m->in & ~told) == 0) {
		syntax_error(
			s, node->rule.line, node->rule.col,
			"'%s' can never be reported here, all its states are spoken for; remove it",
			m->rule->name);
		return false;
	}
	e->nmisfits++;
	return true;
}

int resolve_capture(struct syntax *s, const struct protocol *p, struct word w)
{
	struct nearest n = {.word = w.text};
	int i;

	for (i = 0; i < p->ncaptures; i++) {
		if (strcmp(p->captures[i], w.text) == 0)
			return i;
	}
	for (i = 0; i < p->ncaptures; i++)
		nearest_try(&n, p->captures[i]);
	syntax_error(s, w.line, w.col, "protocol '%s' captures no '%s'; %s", p->name, w.text,
		     nearest_fix(&n, s->arena, "add it to its 'captures'"));
	return -1;
}

/* Room for all captures of a protocol is enough: the same one twice is a mistake. */
static bool resolve_captures(const struct scope *scope, const struct list *nodes,
			     const struct protocol *p, const struct capture **captures,
			     uint8_t *count)
{
	struct syntax *s = scope->s;
	const struct capture_node *node;
	struct capture *list;
	bool ok = true;
	unsigned seen = 0;

	if (!nodes->first)
		return true;
	list = arena_new_array(s->stage->arena, struct capture, p->ncaptures);
	for (node = nodes->first; node; node = node->next) {
		struct capture *one = &list[*count];
		int i = resolve_capture(s, p, node->name);

		if (i >= 0 && seen & (1u << i)) {
			syntax_error(s, node->name.line, node->name.col,
				     "'%s' is given twice; remove one", node->name.text);
			i = -1;
		}
		if (i < 0) {
			ok = false;
			continue;
		}
		seen |= 1u << i;
		one->index = (uint8_t)i;
		ok &= resolve_path(scope, node->value, &one->value);
		if (node->rule.text)
			ok &= (one->mismatch = resolve_rule(s, node->rule)) != NULL;
		++*count;
	}
	*captures = list;
	return ok;
}

static bool resolve_transition(const struct scope *scope, const struct effect_node *node,
			       struct effect *e)
{
	const struct arrow_node *arrow;
	const struct misfit_node *misfit;
	state_set covered = 0;
	bool ok = true;

	e->protocol = resolve_protocol(scope->s, node->protocol);
	if (!e->protocol)
		return false;
	for (arrow = node->arrows.first; arrow; arrow = arrow->next)
		ok &= resolve_arrow(scope->s, arrow, e, &covered);
	/* Which states are left for a misfit can't be known after a mistake above. */
	for (misfit = ok ? node->misfits.first : NULL; misfit; misfit = misfit->next)
		ok &= resolve_misfit(scope->s, misfit, e, covered);
	ok &= resolve_captures(scope, &node->saved, e->protocol, &e->captures, &e->ncaptures);
	ok &= resolve_captures(scope, &node->matched, e->protocol, &e->matches, &e->nmatches);
	return ok;
}

/* --- Effects ------------------------------------------------------------------------------ */

static const struct slot *find_callback(struct syntax *s, struct word w)
{
	const struct slot *slot = contracts_callback(s->stage, w.text);
	struct nearest n = {.word = w.text};
	const struct contracts *c;
	uint32_t i;

	if (slot)
		return slot;
	for (c = s->stage; c; c = c->base) {
		for (i = 0; i < c->nslots; i++) {
			if (!c->slots[i]->record)
				nearest_try(&n, c->slots[i]->name);
		}
	}
	syntax_error(
		s, w.line, w.col, "no callback '%s'; %s", w.text,
		nearest_fix(&n, s->arena, "declare it with 'callback NAME(parameters) { ... }'"));
	return NULL;
}

static bool resolve_call(const struct scope *scope, const struct effect_node *node,
			 struct effect *e)
{
	const struct path_node *arg;
	struct path *args;
	bool ok = true;

	if (node->args.first) {
		args = arena_new_array(scope->s->stage->arena, struct path, EFFECT_MAX_ARGS);
		for (arg = node->args.first; arg; arg = arg->next) {
			if (!has_room(scope->s, arg->at, e->nargs, EFFECT_MAX_ARGS, "arguments"))
				return false;
			ok &= resolve_path(scope, arg, &args[e->nargs++]);
		}
		e->args = args;
	}
	if (!node->callback.text)
		return ok;
	e->callback = find_callback(scope->s, node->callback);
	if (!e->callback || e->callback->nparams == e->nargs)
		return ok && e->callback;
	syntax_error(scope->s, node->callback.line, node->callback.col,
		     "callback '%s' takes %u arguments, not %u; give it as many",
		     node->callback.text, e->callback->nparams, e->nargs);
	return false;
}

static bool resolve_place(struct syntax *s, const struct effect_node *node, struct effect *e)
{
	e->needs = contracts_needs(s->stage, node->how.text, node->callback.text);
	if (e->needs)
		return true;
	syntax_error(s, node->how.line, node->how.col,
		     "nothing is said of '%s.%s'; declare it with 'field ... needs'",
		     node->how.text, node->callback.text);
	return false;
}

static bool resolve_section(struct syntax *s, const struct effect_node *node, struct effect *e)
{
	e->protocol = resolve_protocol(s, node->protocol);
	if (!e->protocol || e->protocol->scoped)
		return e->protocol;
	syntax_error(s, node->protocol.line, node->protocol.col,
		     "protocol '%s' has no sections; say there what their end does: scoped LENT -> "
		     "OVER;",
		     e->protocol->name);
	return false;
}

/* "counts set", and only it, has a second path. */
static bool resolve_count(struct syntax *s, const struct effect_node *node, struct effect *e)
{
	static const struct {
		const char *word;
		enum effect_kind kind;
	} words[] = {{"up", EFFECT_COUNT_UP},	  {"down", EFFECT_COUNT_DOWN},
		     {"kept", EFFECT_COUNT_KEPT}, {"last", EFFECT_COUNT_LAST},
		     {"none", EFFECT_COUNT_NONE}, {"set", EFFECT_COUNT_SET}};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		e->kind = words[i].kind;
		if (!strcmp(node->how.text, words[i].word) &&
		    !node->other == (e->kind != EFFECT_COUNT_SET))
			return true;
	}
	syntax_error(s, node->how.line, node->how.col,
		     "write counts up, down, kept (down, others are left), last (down, none is "
		     "left), none (none was left), or 'counts set COUNTER, NUMBER'");
	return false;
}

bool resolve_effect(const struct scope *scope, const struct effect_node *node, struct effect *e)
{
	bool ok = true;

	e->kind = node->kind;
	e->place = place_of(scope->s, node->at);
	e->mostly = node->mostly;
	if (node->object)
		ok &= resolve_path(scope, node->object, &e->object);
	if (node->other)
		ok &= resolve_path(scope, node->other, &e->other);
	if (node->rule.text)
		ok &= (e->otherwise = resolve_rule(scope->s, node->rule)) != NULL;
	switch (node->kind) {
	case EFFECT_STATE:
	case EFFECT_FIND:
		return resolve_transition(scope, node, e) && ok;
	case EFFECT_EACH:
		/* Here `with` selects the objects that saved these values. */
		ok &= resolve_transition(scope, node, e);
		e->matches = e->captures;
		e->nmatches = e->ncaptures;
		e->holding = node->object != NULL;
		e->captures = NULL;
		e->ncaptures = 0;
		return ok;
	case EFFECT_COUNT_UP:
	case EFFECT_COUNT_SET:
		return resolve_count(scope->s, node, e) && ok;
	case EFFECT_CALL:
	case EFFECT_CALL_LATER:
		return resolve_call(scope, node, e) && ok;
	case EFFECT_PLACE:
		return resolve_place(scope->s, node, e) && ok;
	case EFFECT_FACT:
		/* A fact is about any value, not about the function's own result. */
		e->classes = resolve_condition(&(struct scope){.s = scope->s,
							       .owner = scope->owner,
							       .possible = CLASS_ANY},
					       &node->condition);
		e->encoded = node->encoded;
		return e->classes && ok;
	case EFFECT_OPEN:
	case EFFECT_CLOSE:
		return resolve_section(scope->s, node, e) && ok;
	case EFFECT_LOOK:
		if (node->protocol.text)
			ok &= resolve_section(scope->s, node, e);
		return ok;
	case EFFECT_PUBLISH:
		if (node->protocol.text)
			ok &= (e->protocol = resolve_protocol(scope->s, node->protocol)) != NULL;
		return ok;
	default:
		return ok;
	}
}
