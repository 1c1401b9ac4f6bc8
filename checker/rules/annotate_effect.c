/* SPDX-License-Identifier: MIT */
/* What annotations do: effects in the protocols of rules/annotations.rules, added to the contract
 * of a function. */
#include "annotate.h"

#include <ctype.h>
#include <string.h>

/* Transitions as one would write them in rules/annotations.rules. from, to NULL: any, same. */
static const struct template
{
	const char *protocol, *from,
		*to; /* `from` is the state that the function's own body starts with */
	struct {
		const char *in, *rule;
	} misfits[2];
	const char *saved, *matched; /* the capture that `other` goes to or is compared with */
	const char *also, *also_to; /* a second arrow; also_to NULL: same */
}
templates[] = {
	[TAKES] = {"ownership",
		   "owned",
		   "given",
		   {{"borrowed", "borrowed-handover"}, {"given | kept", "double-handover"}},
		   NULL,
		   "allocator"},
	[GIVES] = {"ownership", NULL, "owned", {{0}}, "allocator", NULL},
	[POOLS] = {"origin", NULL, "pooled", {{0}}, NULL, NULL},
	[COUNTS] = {"origin", NULL, "counted", {{0}}, NULL, NULL},
	[UNCOUNTS] = {"origin", NULL, "plain", {{0}}, NULL, NULL},
	[LENDS] = {"ownership", NULL, "borrowed", {{0}}, "lender", NULL},
	[NEEDS_ALIVE] = {"ownership",
			 "borrowed",
			 NULL,
			 {{"given", "use-after-handover"}, {"over", "use-after-lender"}},
			 NULL,
			 NULL,
			 "owned | kept"},
	[NEEDS_MAPPED] = {"mapping", "mapped", NULL, {{"unmapped", "mapping-state"}}, NULL, NULL},
	[NEEDS_UNMAPPED] = {"mapping", "unmapped", NULL, {{"mapped", "mapping-state"}}, NULL, NULL},
	[IS_MAPPED] = {"mapping", NULL, "mapped", {{0}}, NULL, NULL},
	[IS_UNMAPPED] = {"mapping", NULL, "unmapped", {{0}}, NULL, NULL},
	[MAPS] = {"mapping", "unmapped", "mapped", {{"mapped", "mapping-state"}}, NULL, NULL},
	[UNMAPS] = {"mapping", "mapped", "unmapped", {{"unmapped", "mapping-state"}}, NULL, NULL},
	[NEEDS_LOCK] = {"lock", "held", NULL, {{"free", "lock-not-held"}}, NULL, NULL},
	[LOCKS] = {"lock", "free", "held", {{"held", "lock-held-twice"}}, NULL, NULL},
	[UNLOCKS] = {"lock", "held", "free", {{"free", "lock-not-held"}}, NULL, NULL},
	[GETS] = {"refcount", NULL, "held", {{0}}, NULL, NULL},
	[PUTS] = {"refcount", "held", "dropped", {{0}}, NULL, NULL},
	/* With a get there are references that only the code's author can count. */
	[SHARES] = {"ownership", "owned", "shared", {{0}}, NULL, NULL, "borrowed | kept", NULL},
	[DROPS] = {"ownership",
		   "borrowed | kept | shared",
		   NULL,
		   {{"given", "double-handover"}},
		   NULL,
		   NULL,
		   "owned",
		   "given"},
};

/* --- The contract
 * --------------------------------------------------------------------------------------------- */

static const char **param_names(struct annotator *a, const struct ir_function *f)
{
	const char **names = arena_new_array(a->out->arena, const char *, f->nparams);
	uint32_t i;

	for (i = 0; i < f->nparams; i++) {
		if (f->locals[i].name != STR_EMPTY)
			names[i] = str_text(a->m->strings, f->locals[i].name);
	}
	return names;
}

struct function_contract *annotation_contract(struct annotator *a, uint32_t fn)
{
	const struct ir_function *f = &a->m->functions[fn];
	const char *name = str_text(a->m->strings, f->name);
	struct function_contract *c = contracts_own_function(a->out, name);
	const struct function_contract *rules;

	if (c)
		return c;
	c = arena_alloc(a->out->arena, sizeof(*c));
	rules = contract_for(contracts_function(a->out->base, name), f->nparams);
	if (rules)
		*c = *rules;
	else
		c->possible = CLASS_ANY;
	c->other = NULL;
	c->name = name;
	c->nparams = (uint16_t)f->nparams;
	c->params = param_names(a, f);
	c->annotated = true;
	c->place = annotation_place(a, f->loc);
	contracts_add_function(a->out, c);
	return c;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_path(const struct path *a, const struct path *b)
{
	uint16_t i;

	if (a->root != b->root || a->nsteps != b->nsteps ||
	    (a->root == PATH_PARAM && a->index != b->index))
		return false;
	for (i = 0; i < a->nsteps; i++) {
		if (a->steps[i].kind != b->steps[i].kind || a->steps[i].view != b->steps[i].view ||
		    !same_text(a->steps[i].name, b->steps[i].name) ||
		    !same_text(a->steps[i].member, b->steps[i].member))
			return false;
	}
	return true;
}

static bool same_arrows(const struct effect *a, const struct effect *b)
{
	unsigned i;

	if (a->narrows != b->narrows)
		return false;
	for (i = 0; i < a->narrows; i++) {
		if (a->arrows[i].from != b->arrows[i].from || a->arrows[i].to != b->arrows[i].to ||
		    a->arrows[i].stay != b->arrows[i].stay)
			return false;
	}
	return true;
}

/* What c says already about the object of e in that protocol, for results of these classes; or
 * NULL. */
static const struct effect *find_effect(const struct function_contract *c, const struct effect *e,
					value_classes when)
{
	uint32_t i, j;

	for (i = 0; i < c->noutcomes; i++) {
		if (!(c->outcomes[i].when & when))
			continue;
		for (j = 0; j < c->outcomes[i].neffects; j++) {
			const struct effect *have = &c->outcomes[i].effects[j];

			if (have->kind == EFFECT_STATE && have->protocol == e->protocol &&
			    same_path(&have->object, &e->object))
				return have;
		}
	}
	return NULL;
}

static void add_effect(const struct annotated *at, struct effect *e)
{
	struct function_contract *c = annotation_contract(at->a, at->fn);
	const struct effect *have = find_effect(c, e, at->when);

	e->kind = EFFECT_STATE;
	e->place = annotation_place(at->a, at->loc);
	if (!have)
		contract_append(at->a->out->arena, c, at->when, e, 1);
	else if (!same_arrows(have, e))
		annotation_wrong(at->a, at->loc,
				 "%s contradicts what %s:%u:%u says of '%s' in protocol '%s'; "
				 "correct one of the two",
				 at->macro, have->place.file, have->place.line, have->place.col,
				 e->object.text, e->protocol->name);
}

/* --- Transitions
 * ---------------------------------------------------------------------------------------------- */

/* The protocol, or NULL after saying that there is none. */
static const struct protocol *find_protocol(const struct annotated *at, const char *name)
{
	const struct protocol *p = contracts_protocol(at->a->out, name);
	struct nearest near = {.word = name};
	const struct contracts *c;
	uint32_t i;

	if (p)
		return p;
	for (c = at->a->out; c; c = c->base) {
		for (i = 0; i < c->nprotocols; i++)
			nearest_try(&near, c->protocols[i]->name);
	}
	annotation_wrong(
		at->a, at->loc, "%s: no protocol '%s'; %s", at->macro, name,
		nearest_fix(&near, at->a->out->arena, "declare it in a rules file and load that"));
	return NULL;
}

/* One state by name; -1 after saying that there is none. */
static int find_state(const struct annotated *at, const struct protocol *p, const char *name)
{
	struct nearest near = {.word = name};
	int i;

	for (i = 0; i < p->nstates; i++) {
		if (strcmp(p->states[i].name, name) == 0)
			return i;
		nearest_try(&near, p->states[i].name);
	}
	annotation_wrong(
		at->a, at->loc, "%s: protocol '%s' has no state '%s'; %s", at->macro, p->name, name,
		nearest_fix(&near, at->a->out->arena, "see 'custody rules --dot' for its states"));
	return -1;
}

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The states in "a", "a | b" or "any"; 0 after a mistake. */
static state_set find_states(const struct annotated *at, const struct protocol *p, const char *text)
{
	state_set all = protocol_all_states(p), states = 0;
	const char *end;
	int state;

	if (strcmp(text, "any") == 0)
		return all;
	for (; *text; text = end) {
		for (end = text; is_name_byte(*end); end++)
			;
		if (end == text) {
			end++;
			continue;
		}
		state = find_state(
			at, p, arena_format(at->a->out->arena, "%.*s", (int)(end - text), text));
		if (state < 0)
			return 0;
		states |= (state_set)(1u << state);
	}
	return states;
}

/* Fills e's only arrow. False: reported. */
static bool set_arrow(const struct annotated *at, struct effect *e, const char *from,
		      const char *to)
{
	int state = 0;

	e->arrows[0].from = find_states(at, e->protocol, from);
	e->arrows[0].stay = strcmp(to, "same") == 0;
	if (!e->arrows[0].stay)
		state = find_state(at, e->protocol, to);
	e->arrows[0].to = (uint8_t)state;
	e->narrows = 1;
	return e->arrows[0].from && state >= 0;
}

static const struct capture *one_capture(struct annotator *a, const struct protocol *p,
					 const char *name, const struct path *value,
					 const char *mismatch)
{
	struct capture *c = arena_alloc(a->out->arena, sizeof(*c));

	while (c->index < p->ncaptures && strcmp(p->captures[c->index], name) != 0)
		c->index++;
	if (c->index == p->ncaptures)
		return NULL;
	c->value = *value;
	if (mismatch)
		c->mismatch = contracts_rule(a->out, mismatch);
	return c;
}

/* What was lent for as long as the lock is held is over once it is given back. */
static void add_lapse(const struct annotated *at, const struct path *lock)
{
	struct effect e = {.kind = EFFECT_EACH, .protocol = find_protocol(at, "ownership")};

	if (!e.protocol || !set_arrow(at, &e, "borrowed", "over"))
		return;
	e.matches = one_capture(at->a, e.protocol, "lender", lock, NULL);
	e.nmatches = e.matches != NULL;
	e.place = annotation_place(at->a, at->loc);
	contract_append(at->a->out->arena, annotation_contract(at->a, at->fn), at->when, &e, 1);
}

void annotation_add(const struct annotated *at, enum annotation_effect what,
		    const struct path *object, const struct path *other)
{
	const struct template *t = &templates[what];
	struct effect e = {.object = *object, .protocol = find_protocol(at, t->protocol)};
	unsigned i;

	if (!e.protocol || !set_arrow(at, &e, t->from ? t->from : "any", t->to ? t->to : "same"))
		return;
	if (t->also)
		e.arrows[e.narrows++] = (struct arrow){
			.from = find_states(at, e.protocol, t->also),
			.to = (uint8_t)(t->also_to ? find_state(at, e.protocol, t->also_to) : 0),
			.stay = !t->also_to};
	for (i = 0; i < 2 && t->misfits[i].in; i++) {
		e.misfits[i].in = find_states(at, e.protocol, t->misfits[i].in);
		e.misfits[i].rule = contracts_rule(at->a->out, t->misfits[i].rule);
		e.nmisfits += e.misfits[i].rule && e.misfits[i].in;
	}
	if (other && t->saved) {
		e.captures = one_capture(at->a, e.protocol, t->saved, other, NULL);
		e.ncaptures = e.captures != NULL;
	}
	if (other && t->matched) {
		e.matches = one_capture(at->a, e.protocol, t->matched, other, "wrong-allocator");
		e.nmatches = e.matches != NULL;
	}
	add_effect(at, &e);
	if (what == UNLOCKS)
		add_lapse(at, object);
	if (what == GIVES && other)
		annotation_add(at, POOLS, object, NULL);
}

void annotation_add_plain(const struct annotated *at, enum effect_kind kind,
			  const struct path *object, const char *rule)
{
	struct function_contract *c = annotation_contract(at->a, at->fn);
	struct effect e = {.kind = kind, .object = *object};

	for_each_effect (have, c)
		if (have->kind == kind && same_path(&have->object, object))
			return;
	if (rule)
		e.otherwise = contracts_rule(at->a->out, rule);
	e.place = annotation_place(at->a, at->loc);
	if (e.otherwise || !rule)
		contract_append(at->a->out->arena, c, at->when, &e, 1);
}

void annotation_add_typestate(const struct annotated *at, const struct path *object,
			      const char *protocol, const char *from, const char *to)
{
	struct effect e = {.object = *object, .protocol = find_protocol(at, protocol)};

	if (!e.protocol || !set_arrow(at, &e, from, to))
		return;
	e.misfits[0].in = protocol_all_states(e.protocol) & (state_set)~e.arrows[0].from;
	e.misfits[0].rule = contracts_rule(at->a->out, "wrong-state");
	e.nmisfits = e.misfits[0].rule && e.misfits[0].in;
	add_effect(at, &e);
}

/* --- __when
 * ---------------------------------------------------------------------------------------------------
 */

/* The classes of "zero" or "null or error"; 0 after saying what is wrong. */
static value_classes when_classes(struct annotator *a, uint32_t fn, const struct ir_attr *attr)
{
	const char *text = annotation_arg(a, attr, 0), *end;
	value_classes all = 0, one;

	for (; *text; text = end) {
		struct nearest near = {0};

		for (end = text; is_name_byte(*end); end++)
			;
		if (end == text) {
			end++;
			continue;
		}
		near.word = arena_format(a->out->arena, "%.*s", (int)(end - text), text);
		if (strcmp(near.word, "or") == 0)
			continue;
		one = condition_classes(near.word);
		if (!one) {
			condition_suggest(&near);
			annotation_wrong(
				a, attr->loc, "__when: '%s' is no class of results; %s", near.word,
				nearest_fix(&near, a->out->arena,
					    "write zero, nonzero, null, nonnull, negative, error, "
					    "positive, valid, nonnegative or nonpositive"));
			return 0;
		}
		all |= one;
	}
	if (!all)
		annotation_wrong(a, attr->loc, "__when names no result; write '__when(zero, ...)'");
	else if (a->m->functions[fn].result == IR_NONE ||
		 a->m->types[a->m->functions[fn].result].kind == IR_TYPE_VOID)
		annotation_wrong(a, attr->loc,
				 "__when speaks of a result, but %s has none; remove it",
				 str_text(a->m->strings, a->m->functions[fn].name));
	else
		return all;
	return 0;
}

#define WHEN_MAX_ARGS 4

/* One effect in a __when, cut into its name and arguments. */
struct when_effect {
	const char *name;
	const char *args[WHEN_MAX_ARGS];
	uint32_t nargs;
};

static const char *trimmed(struct arena *a, const char *start, const char *end)
{
	while (start < end && isspace((unsigned char)*start))
		start++;
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	return arena_format(a, "%.*s", (int)(end - start), start);
}

/* Cuts "name(arg, arg)" from text. Returns what follows it, or NULL if that is none. */
static const char *cut_effect(struct arena *a, const char *text, struct when_effect *e)
{
	const char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;
	const char *start, *end;

	*e = (struct when_effect){0};
	if (!close)
		return NULL;
	e->name = trimmed(a, text, open);
	for (start = open + 1; start <= close; start = end + 1) {
		end = start + strcspn(start, ",)");
		if (e->nargs == WHEN_MAX_ARGS)
			return NULL;
		e->args[e->nargs++] = trimmed(a, start, end);
	}
	text = close + 1;
	while (isspace((unsigned char)*text))
		text++;
	if (*text && *text != ',')
		return NULL;
	return *text ? text + 1 : text;
}

/* Of a parameter itself, the callee becomes the owner, or leaves whose it is; what is reached
 * through one, and the result, the caller gets. */
static enum annotation_effect owner_effect(const struct path *p)
{
	return p->root == PATH_PARAM && p->nsteps == 0 ? TAKES : GIVES;
}

static const struct when_kind {
	const char *name;
	uint32_t nargs;
	enum annotation_effect
		what; /* of owned, owned_by: see owner_effect(); of typestate: unused */
} when_kinds[] = {
	{"owned", 1, GIVES},	       {"owned_by", 2, GIVES},
	{"borrowed", 1, LENDS},	       {"maps", 1, MAPS},
	{"unmaps", 1, UNMAPS},	       {"acquires_lock", 1, LOCKS},
	{"releases_lock", 1, UNLOCKS}, {"typestate", 4, GIVES},
};

#define NWHEN_KINDS (sizeof(when_kinds) / sizeof(when_kinds[0]))

static const struct when_kind *find_when_kind(const struct annotated *at,
					      const struct when_effect *e)
{
	struct nearest near = {.word = e->name};
	size_t i;

	for (i = 0; i < NWHEN_KINDS; i++) {
		if (strcmp(when_kinds[i].name, e->name) == 0) {
			if (e->nargs == when_kinds[i].nargs)
				return &when_kinds[i];
			annotation_wrong(at->a, at->loc,
					 "__when: %s() takes %u argument%s, not %u; correct it",
					 e->name, when_kinds[i].nargs,
					 when_kinds[i].nargs == 1 ? "" : "s", e->nargs);
			return NULL;
		}
		nearest_try(&near, when_kinds[i].name);
	}
	annotation_wrong(
		at->a, at->loc, "__when: no effect '%s'; %s", e->name,
		nearest_fix(&near, at->a->out->arena,
			    "write owned, owned_by, borrowed, maps, unmaps, acquires_lock, "
			    "releases_lock or typestate"));
	return NULL;
}

static void add_when_effect(const struct annotated *at, const struct when_effect *e)
{
	const struct when_kind *kind = find_when_kind(at, e);
	enum annotation_effect what;
	struct path object, other;

	if (!kind || !annotation_path(at->a, at->fn, e->args[0], at->loc, &object))
		return;
	if (kind->nargs == 4) {
		annotation_add_typestate(at, &object, e->args[1], e->args[2], e->args[3]);
		return;
	}
	if (kind->nargs == 2 && !annotation_path(at->a, at->fn, e->args[1], at->loc, &other))
		return;
	what = kind->what;
	if (owner_effect(&object) == TAKES)
		what = what == GIVES ? TAKES : what == LENDS ? NEEDS_ALIVE : what;
	annotation_add(at, what, &object, kind->nargs == 2 ? &other : NULL);
}

void annotation_add_when(struct annotator *a, uint32_t fn, const struct ir_attr *attr)
{
	struct annotated at = {a, fn, when_classes(a, fn, attr), attr->loc, "__when"};
	const char *rest = annotation_arg(a, attr, 1);
	struct when_effect e;

	if (!at.when)
		return;
	do {
		const char *now = rest;

		rest = cut_effect(a->out->arena, now, &e);
		if (!rest) {
			annotation_wrong(a, attr->loc,
					 "__when: '%s' is no effect; write it like "
					 "'acquires_lock(dev->lock)'",
					 now);
			return;
		}
		add_when_effect(&at, &e);
	} while (*rest);
}
