/* SPDX-License-Identifier: MIT */
#include "contract_text.h"

#include <string.h>

struct writer {
	struct arena *a;
	const char *condition; /* "" or "if the result is ...: " */
	contract_text_fn *tell;
	void *ctx;
};

static const char *condition(value_classes when)
{
	static const char *const texts[CLASS_ANY + 1] = {
		[0] = "",
		[CLASS_ZERO] = "if the result is zero: ",
		[CLASS_NEGATIVE] = "if the result is an error: ",
		[CLASS_POSITIVE] = "if the result is positive, or a pointer: ",
		[CLASS_NONZERO] = "if the result is not zero: ",
		[CLASS_ZERO | CLASS_NEGATIVE] = "if the result is zero or an error: ",
		[CLASS_ZERO | CLASS_POSITIVE] = "if the result is no error: ",
		[CLASS_ANY] = "",
	};

	return texts[when & CLASS_ANY];
}

/* "idle or started"; "any state". */
static const char *states(struct arena *a, const struct protocol *p, state_set set)
{
	state_set all = protocol_all_states(p);
	const char *text = NULL;

	if ((set & all) == all)
		return "any state";
	for (uint8_t i = 0; i < p->nstates; i++)
		if (set & (1u << i))
			text = text ? arena_format(a, "%s or %s", text, p->states[i].name)
				    : p->states[i].name;
	return text ? text : "no state";
}

static const char *object(const struct path *path)
{
	return path->root == PATH_RETURN && !path->nsteps ? "the result" : path->text;
}

static void say(struct writer *w, const char *text)
{
	w->tell(w->ctx, arena_format(w->a, "%s%s", w->condition, text));
}

/* Who accounts for memory is of no interest beside what becomes of it. */
static bool is_aside(const struct outcome *o, const struct effect *e)
{
	for (uint32_t i = 0; e->kind == EFFECT_STATE && e->protocol->yields && i < o->neffects;
	     i++) {
		const struct effect *other = &o->effects[i];

		if (other->kind == EFFECT_STATE && !other->protocol->yields &&
		    !strcmp(object(&other->object), object(&e->object)))
			return true;
	}
	return false;
}

/* What the object must be, and stays: by all effects of the outcome on it, in one sentence. NULL:
 * nothing, or an effect before this one has told. */
static const char *needs(struct writer *w, const struct outcome *o, const struct effect *e)
{
	const char *text = NULL;

	for (uint32_t k = 0; k < o->neffects; k++) {
		const struct effect *other = &o->effects[k];

		if (other->kind != EFFECT_STATE || is_aside(o, other) ||
		    strcmp(object(&other->object), object(&e->object)))
			continue;
		for (uint8_t i = 0; i < other->narrows; i++) {
			const char *all = states(w->a, other->protocol, other->arrows[i].from);

			if (!other->arrows[i].stay)
				continue;
			if (!text && other != e)
				return NULL;
			text = text ? arena_format(w->a, "%s, %s %s", text, other->protocol->name,
						   all)
				    : arena_format(w->a, "needs %s as %s %s", object(&e->object),
						   other->protocol->name, all);
		}
	}
	return text;
}

static void say_state(struct writer *w, const struct outcome *o, const struct effect *e)
{
	const struct protocol *p = e->protocol;
	const char *what = object(&e->object), *needed = needs(w, o, e);

	if (needed)
		say(w, needed);
	for (uint8_t i = 0; i < e->narrows; i++) {
		const struct arrow *arrow = &e->arrows[i];

		if (arrow->stay)
			continue;
		if (e->object.root == PATH_RETURN)
			say(w, arena_format(w->a, "gives %s as %s %s", what, p->name,
					    p->states[arrow->to].name));
		else
			say(w,
			    arena_format(w->a, "takes %s from %s %s to %s", what, p->name,
					 states(w->a, p, arrow->from), p->states[arrow->to].name));
	}
}

static void say_effect(struct writer *w, const struct outcome *o, const struct effect *e)
{
	static const char *const verbs[EFFECT_NORETURN + 1] = {
		[EFFECT_HAND_ON] = "takes over %s",
		[EFFECT_PUBLISH] = "lets others reach %s",
		[EFFECT_COUNT_UP] = "takes a reference: %s",
		[EFFECT_COUNT_DOWN] = "gives a reference back: %s",
		[EFFECT_COUNT_LAST] = "gives the last reference back: %s",
		[EFFECT_COUNT_KEPT] = "gives a reference back, others are left: %s",
	};
	const char *verb = verbs[e->kind], *hole;

	if (e->kind == EFFECT_STATE) {
		say_state(w, o, e);
	} else if (e->kind == EFFECT_FORBIDDEN) {
		say(w, "must not be called");
	} else if (verb) {
		hole = strstr(verb, "%s");
		say(w, arena_format(w->a, "%.*s%s", (int)(hole - verb), verb, object(&e->object)));
	}
}

void contract_text(const struct function_contract *c, struct arena *a, contract_text_fn *tell,
		   void *ctx)
{
	struct writer w = {.a = a, .condition = "", .tell = tell, .ctx = ctx};

	for (uint32_t o = 0; o < c->noutcomes; o++) {
		w.condition = condition(c->outcomes[o].when);
		for (uint32_t i = 0; i < c->outcomes[o].neffects; i++)
			if (!is_aside(&c->outcomes[o], &c->outcomes[o].effects[i]))
				say_effect(&w, &c->outcomes[o], &c->outcomes[o].effects[i]);
	}
	w.condition = "";
	if (c->unchecked)
		say(&w, "its result must be tested before it is used");
	if (c->trusted)
		say(&w, "is trusted: its body is not checked");
}

void slot_text(const struct slot *s, struct arena *a, contract_text_fn *tell, void *ctx)
{
	struct writer w = {.a = a, .condition = "", .tell = tell, .ctx = ctx};

	for (uint32_t i = 0; i < s->nentries; i++) {
		const struct slot_entry *e = &s->entries[i];

		say(&w, arena_format(a, "is given %s: %s %s", object(&e->object), e->protocol->name,
				     e->protocol->states[e->state].name));
	}
	for (uint32_t i = 0; i < s->nexits; i++) {
		const struct slot_exit *e = &s->exits[i];

		w.condition = condition(e->when);
		say(&w, arena_format(a, "must leave %s: %s %s%s", object(&e->object),
				     e->protocol->name, states(a, e->protocol, e->allowed),
				     e->handed_on ? ", or hand it on" : ""));
	}
	w.condition = "";
	if (s->teardown)
		say(&w, "tears down: nothing of what it held may run afterwards");
}

const char *annotation_text(const struct strings *strings, const struct ir_attr *attr,
			    struct arena *a)
{
	const char *text = arena_format(a, "__%s", str_text(strings, attr->name));

	for (uint32_t i = 0; i < attr->nargs; i++)
		text = arena_format(a, "%s%s%s", text, i ? ", " : "(",
				    str_text(strings, attr->args[i]));
	return attr->nargs ? arena_format(a, "%s)", text) : text;
}
