/* SPDX-License-Identifier: MIT */
/* The trail of a world, and the story of a finding told from it. */
#include <stdlib.h>
#include <string.h>

#include "doubt.h"
#include "evidence.h"
#include "object.h"
#include "program.h"
#include "said.h"
#include "strict.h"

struct event *evidence_add(struct analysis *x, struct world *w, enum event_kind kind, uint32_t insn)
{
	struct event *ev = arena_alloc(x->arena, sizeof(*ev));

	ev->parent = w->trail;
	ev->kind = kind;
	ev->fn = x->fn;
	ev->insn = insn;
	ev->operand = IR_NONE;
	ev->depth = w->trail ? w->trail->depth + 1 : 1;
	w->trail = ev;
	return ev;
}

const struct event *evidence_keep(struct arena *a, const struct event *ev)
{
	const struct event *kept = NULL, **at = &kept;

	for (; ev && !ev->kept; ev = ev->parent) {
		struct event *copy = arena_copy(a, ev, sizeof(*ev));

		/* What its caller asks for again is the same event still. */
		((struct event *)ev)->kept = copy->kept = copy;
		copy->inside = evidence_keep(a, ev->inside);
		*at = copy;
		at = &copy->parent;
	}
	*at = ev ? ev->kept : NULL;
	return kept;
}

/* --- Notes -------------------------------------------------------------------------------- */

#define MAX_NOTES 16
struct story {
	struct analysis *x;
	struct arena *a; /* of the findings */
	const struct protocol *protocol; /* that the finding is about, or NULL */
	struct finding_note notes[MAX_NOTES];
	uint32_t count;
};

static struct ir_place place_of(struct ir_module *m, uint32_t fn, uint32_t insn)
{
	const struct ir_function *f = &m->functions[fn];
	ir_loc loc = insn < f->ninsns ? f->insns[insn].loc : f->loc;

	return ir_locate(m, loc);
}

/* Where a story gets too long, the oldest assumption goes: what was done to the object, and its
 * end, are what it is about. */
static bool drop_assumption(struct story *s)
{
	for (uint32_t i = 0; i < s->count; i++) {
		if (s->notes[i].kind != STEP_ASSUMED)
			continue;
		s->count--;
		memmove(&s->notes[i], &s->notes[i + 1], (s->count - i) * sizeof(*s->notes));
		return true;
	}
	return false;
}

static void tell(struct story *s, enum step_kind kind, uint32_t fn, struct ir_place place,
		 const char *text)
{
	const struct ir_module *m = s->x->m;

	if (s->count < MAX_NOTES || drop_assumption(s))
		s->notes[s->count++] = (struct finding_note){
			place, text, kind,
			arena_format(s->a, "%s", str_text(m->strings, m->functions[fn].name))};
}

static const char *result_word(struct story *s, const struct event *ev)
{
	const struct ir_insn *i = &s->x->m->functions[ev->fn].insns[ev->insn];
	bool pointer = i->type != IR_NONE && s->x->m->types[i->type].kind == IR_TYPE_POINTER;

	switch (ev->classes) {
	case CLASS_ZERO:
		return pointer ? "NULL" : "0";
	case CLASS_NEGATIVE:
		return pointer ? "an error pointer" : "an error";
	case CLASS_POSITIVE:
		return pointer ? "a valid pointer" : "a positive value";
	case CLASS_NONZERO:
		return pointer ? "not NULL" : "nonzero";
	case CLASS_ZERO | CLASS_POSITIVE:
		return "no error";
	default:
		return "any value";
	}
}

static const char *state_phrase(const struct protocol *p, uint8_t state)
{
	const struct protocol_state *st = &p->states[state];

	return st->phrase ? st->phrase : st->name;
}

static const char *event_object(struct story *s, const struct event *ev)
{
	const char *text;

	if (ev->operand == IR_NONE)
		return describe_region(s->x->p, ev->region, s->a);
	/* Functions are given its address; the reader thinks of the object. */
	text = describe_operand(s->x->m, ev->fn, ev->operand, s->a);
	return text[0] == '&' ? text + 1 : text;
}

static void tell_event(struct story *s, const struct event *ev);

/* Whether ev is about the object, a part of it, or what it is a part of. */
static bool concerns(const struct nodes *n, const struct event *ev, node_id region)
{
	if (ev->kind != EVENT_STATE && ev->kind != EVENT_ENTRY)
		return false;
	return !region || region_within(n, ev->region, region) ||
	       region_within(n, region, ev->region);
}

/* Whether both are what one operation of this function, or one call, did to one object, in two
 * protocols. */
static bool same_step(const struct event *a, const struct event *b)
{
	return a->kind == EVENT_STATE && b->kind == EVENT_STATE && !a->inside == !b->inside &&
	       a->fn == b->fn && a->insn == b->insn && a->region == b->region;
}

/* Whether b tells what a does: as the finding's own protocol has it, else up to a later step, or as
 * the first of two. */
static bool tells_more(const struct story *s, const struct event *b, const struct event *a)
{
	if (a->protocol == s->protocol || b->protocol == s->protocol)
		return a->protocol != s->protocol;
	if (a->inside && a->inside->depth != b->inside->depth)
		return a->inside->depth < b->inside->depth;
	return b->depth < a->depth;
}

static bool told_otherwise(const struct story *s, const struct event **list, uint32_t n, uint32_t i)
{
	const struct event *ev = list[i];

	for (uint32_t j = i + 1; j < n && same_step(ev, list[j]); j++)
		if (tells_more(s, list[j], ev))
			return true;
	for (uint32_t j = i; j-- > 0 && same_step(ev, list[j]);)
		if (tells_more(s, list[j], ev))
			return true;
	return false;
}

#define MAX_TRAIL 512
#define BRANCHES_BEFORE 2
#define ASSUMPTIONS_TOLD 6
/* The n steps of list, newest first, that matter for region: told oldest first. */
static void tell_steps(struct story *s, const struct event **list, uint32_t n, node_id region)
{
	for (uint32_t i = n; i-- > 0;) {
		const struct event *ev = list[i];

		if ((ev->kind == EVENT_STATE || ev->kind == EVENT_ENTRY) &&
		    !concerns(&s->x->p->nodes, ev, region))
			continue;
		if (told_otherwise(s, list, n, i))
			continue;
		tell_event(s, ev);
	}
}

/* The steps of trail that matter for region, oldest first; with_branches: assumptions along the way
 * too. */
static void tell_trail(struct story *s, const struct event *trail, node_id region)
{
	const struct event *list[MAX_TRAIL];
	uint32_t n = 0, first;

	for (const struct event *ev = trail; ev && n < MAX_TRAIL; ev = ev->parent)
		list[n++] = ev;
	/* list is newest first; find the oldest step that concerns the object. */
	for (first = n; first > 0 && !concerns(&s->x->p->nodes, list[first - 1], region); first--)
		;
	if (!first)
		return;
	tell_steps(s, list, first + BRANCHES_BEFORE < n ? first + BRANCHES_BEFORE : n, region);
}

/* The last assumptions of a path on which nothing happened to region. */
static void tell_assumptions(struct story *s, const struct event *trail, node_id region)
{
	const struct event *list[ASSUMPTIONS_TOLD];
	uint32_t n = 0;

	for (const struct event *ev = trail; ev && n < ASSUMPTIONS_TOLD; ev = ev->parent)
		list[n++] = ev;
	tell_steps(s, list, n, region);
}

#define TESTS_TOLD 8
/* The last tests on the path, and what failed. */
static void tell_tests(struct story *s, const struct event *trail)
{
	const struct event *list[TESTS_TOLD];
	uint32_t n = 0;

	for (const struct event *ev = trail; ev && n < TESTS_TOLD; ev = ev->parent)
		if (ev->kind == EVENT_BRANCH || ev->kind == EVENT_CASE ||
		    (ev->kind == EVENT_RESULT && !(ev->classes & CLASS_POSITIVE)))
			list[n++] = ev;
	tell_steps(s, list, n, NODE_NONE);
}

static void tell_inside(struct story *s, const struct event *ev)
{
	tell(s, STEP_CALL, ev->fn, place_of(s->x->m, ev->fn, ev->insn),
	     arena_format(s->a, "%s() called here", ev->callee));
	/* In the callee the object has another name: what it did to it is ev->inside itself. */
	tell_trail(s, ev->inside, ev->inside->region);
}

static void tell_state(struct story *s, const struct event *ev, struct ir_place place)
{
	if (ev->inside) {
		tell_inside(s, ev);
		return;
	}
	tell(s, STEP_STATE, ev->fn, place,
	     ev->callee ? arena_format(s->a, "'%s' %s here by %s()", event_object(s, ev),
				       state_phrase(ev->protocol, ev->state), ev->callee)
			: arena_format(s->a, "'%s' %s here", event_object(s, ev),
				       state_phrase(ev->protocol, ev->state)));
}

/* Macros negate twice to have 0 or 1: for a condition that is no difference. */
static const char *condition_text(struct story *s, const struct event *ev)
{
	const char *text = describe_operand(s->x->m, ev->fn, ev->operand, s->a);

	while (!strncmp(text, "!!", 2))
		text += 2;
	return text;
}

static void tell_event(struct story *s, const struct event *ev)
{
	struct ir_module *m = s->x->m;
	struct ir_place place = place_of(m, ev->fn, ev->insn);

	switch (ev->kind) {
	case EVENT_BRANCH:
		tell(s, STEP_ASSUMED, ev->fn, place,
		     arena_format(s->a, "'%s' assumed %s", condition_text(s, ev),
				  ev->truth ? "true" : "false"));
		break;
	case EVENT_CASE:
		tell(s, STEP_ASSUMED, ev->fn, place,
		     arena_format(s->a, "'%s' assumed to be %lld",
				  describe_operand(m, ev->fn, ev->operand, s->a),
				  (long long)ev->number));
		break;
	case EVENT_RESULT:
		tell(s, STEP_ASSUMED, ev->fn, place,
		     arena_format(s->a, "%s() assumed to return %s", ev->callee,
				  result_word(s, ev)));
		break;
	case EVENT_STATE:
		tell_state(s, ev, place);
		break;
	case EVENT_ENTRY:
		tell(s, STEP_ENTRY, ev->fn, ir_locate(m, m->functions[ev->fn].loc),
		     arena_format(s->a, "'%s' is %s when this function is called",
				  event_object(s, ev), state_phrase(ev->protocol, ev->state)));
		break;
	case EVENT_CALL:
		break;
	}
}

/* --- Messages ----------------------------------------------------------------------------- */

/* A name that begins with something that has none, or is cut. */
static bool is_vague(const char *name)
{
	return (!strncmp(name, "it", 2) && (!name[2] || strchr("-.[", name[2]))) ||
	       strstr(name, "....");
}

/* The object as the reader calls it where it is used; else as it was called where it got into its
 * state. */
static const char *object_name(struct story *s, const struct report *r)
{
	const char *name = r->object;

	if (!name && r->region)
		name = describe_region(s->x->p, r->region, s->a);
	if (name && !is_vague(name))
		return name;
	return r->state && r->state->event ? event_object(s, r->state->event) : "it";
}

static const char *placeholder(struct story *s, const struct report *r, const char *name,
			       size_t len)
{
	struct {
		const char *name, *text;
		bool quoted;
	} known[] = {
		{"object", object_name(s, r), true},
		{"given", r->given, true},
		{"captured", r->captured, true},
		{"lock", r->object, true},
		{"field", r->field, true},
		{"call",
		 r->callee  ? arena_format(s->a, "%s()", r->callee)
		 : r->field ? arena_format(s->a, "'%s'", r->field)
			    : "this call",
		 false},
		{"state",
		 r->state ? state_phrase(s->x->p->protocols[r->state->protocol], r->state->state)
			  : NULL,
		 false},
		{"files", describe_files(s->x->m), false},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strlen(known[i].name) != len || strncmp(known[i].name, name, len))
			continue;
		if (!known[i].text)
			return "it";
		return known[i].quoted ? arena_format(s->a, "'%s'", known[i].text) : known[i].text;
	}
	return "it";
}

static const char *message(struct story *s, const struct report *r)
{
	const char *at = r->rule->message, *out = "";

	while (*at) {
		const char *open = strchr(at, '{'), *close = open ? strchr(open, '}') : NULL;

		if (!close)
			return arena_format(s->a, "%s%s", out, at);
		out = arena_format(s->a, "%s%.*s%s", out, (int)(open - at), at,
				   placeholder(s, r, open + 1, (size_t)(close - open - 1)));
		at = close + 1;
	}
	return out;
}

static void tell_ambient_state(struct story *s, const struct report *r)
{
	const struct event *ev = r->state ? r->state->event : NULL;

	/* A step of another function (armed elsewhere in the module) is not on this world's trail.
	 */
	if (ev && ev->fn != s->x->fn)
		tell_event(s, ev);
}

/* A finding that is kept back, with its world. */
struct doubt {
	struct doubt *next;
	struct belief belief;
};

static void believe(struct program *p, const struct belief *b)
{
	p->beliefs =
		arena_grow(p->arena, p->beliefs, p->nbeliefs, &p->cap_beliefs, sizeof(*p->beliefs));
	p->beliefs[p->nbeliefs++] = *b;
}

void evidence_settle(struct analysis *x, const struct world *w)
{
	if (w->doubts && doubt_callers_put(x, w))
		return;
	for (const struct doubt *d = w->doubts; d; d = d->next)
		believe(x->p, &d->belief);
}

/* So many functions do not all make the same mistake: with what they have found under a lock, and
 * after they have put what they were given. */
#define MANY_FIND 5
#define MANY_PUT 3

static bool is_shared(const struct program *p, const struct belief *of)
{
	const char *in[MANY_FIND];
	uint32_t n = 0;

	for (uint32_t i = 0; of->of && i < p->nbeliefs; i++) {
		const struct belief *b = &p->beliefs[i];
		uint32_t k = 0;

		if (!b->of || strcmp(b->of, of->of))
			continue;
		while (k < n && strcmp(in[k], b->finding.function))
			k++;
		if (k == n)
			in[n++] = b->finding.function;
		if (n == of->many)
			return true;
	}
	return false;
}

void evidence_beliefs(struct program *p)
{
	for (uint32_t i = 0; i < p->nbeliefs; i++)
		if (p->beliefs[i].finding.strict || !is_shared(p, &p->beliefs[i]))
			findings_add(p->out, &p->beliefs[i].finding);
}

static void keep_back(struct analysis *x, struct world *w, const struct report *r,
		      const struct finding *f)
{
	const struct event *put = r->state ? r->state->event : NULL;
	struct doubt *d = arena_alloc(x->arena, sizeof(*d));

	d->next = w->doubts;
	d->belief = (struct belief){put && put->inside ? put->callee : NULL, MANY_PUT, *f};
	w->doubts = d;
}

/* A number that is another one in each round of a loop, or on another way. */
static bool names_any_join(const struct analysis *x, node_id v, int depth)
{
	const struct node *nd = node_at(x->n, v);

	if (!v || depth > 8)
		return false;
	switch (nd->kind) {
	case NODE_BINARY:
		return names_any_join(x, nd->a, depth + 1) || names_any_join(x, nd->b, depth + 1);
	case NODE_UNARY:
		return names_any_join(x, nd->a, depth + 1);
	case NODE_FRESH:
		return program_in_loop(&x->m->functions[nd->a], nd->b);
	default:
		return nd->kind == NODE_JOIN;
	}
}

/* An element of an array at an index that a loop has changed: this one or another. */
static bool any_element(const struct analysis *x, node_id region)
{
	for (; region; region = node_found_by(x->n, region))
		if (node_at(x->n, region)->kind == REGION_ELEM &&
		    names_any_join(x, node_at(x->n, region)->b, 0))
			return true;
	return false;
}

/* The story up to the finding: what the call in question does to the object is not part of it. */
static const struct event *before(const struct analysis *x, const struct event *trail,
				  const struct report *r)
{
	while (trail && trail->kind == EVENT_STATE && trail->fn == x->fn &&
	       trail->insn == r->insn && (r->in_callee || !trail->inside))
		trail = trail->parent;
	return trail;
}

/* Where it is told: in this function, or in the callee that did it. */
static struct event scene(const struct analysis *x, const struct report *r)
{
	const struct event *ev = event_innermost(r->inside);

	return ev && r->in_callee ? *ev : (struct event){.fn = x->fn, .insn = r->insn};
}

/* Of what is left at a return: where this function got it. */
static struct ir_place origin_of(const struct analysis *x, const struct report *r)
{
	const struct event *ev = r->state ? r->state->event : NULL;

	if (!ev || ev->fn != x->fn || x->m->functions[x->fn].insns[r->insn].op != IR_RETURN)
		return (struct ir_place){0};
	return place_of(x->m, ev->fn, ev->insn);
}

struct finding evidence_finding(struct analysis *x, struct world *w, const struct report *r)
{
	struct story s = {.x = x, .a = x->p->out->arena};
	struct finding f = {.rule = r->rule};
	struct event at = scene(x, r);
	const struct ir_function *in = &x->m->functions[at.fn];

	if (r->state)
		s.protocol = x->p->protocols[r->state->protocol];
	tell_ambient_state(&s, r);
	if (r->by_tests)
		tell_tests(&s, before(x, w->trail, r));
	else
		tell_trail(&s, before(x, w->trail, r), r->region);
	if (r->inside) {
		tell(&s, STEP_CALL, x->fn, place_of(x->m, x->fn, r->insn),
		     arena_format(s.a, "%s() called here", r->callee));
		if (!r->in_callee)
			tell_trail(&s, r->inside, r->inside->region);
	}
	if (r->touched && !r->inside)
		tell(&s, STEP_STATE, r->touched_in, place_of(x->m, r->touched_in, r->touched->insn),
		     arena_format(s.a, "used here, in %s()", r->callee));
	if (r->elsewhere) {
		tell_assumptions(&s, before(x, w->trail, r), r->region);
		tell_event(&s, r->elsewhere);
	}
	f.place = place_of(x->m, at.fn, at.insn);
	f.origin = origin_of(x, r);
	f.start_of_function = ir_locate(x->m, in->loc);
	f.end_of_function = ir_locate(x->m, in->end);
	f.function = arena_format(s.a, "%s", str_text(x->m->strings, in->name));
	f.message = message(&s, r);
	f.said = x->p->again && (r->said || said_of(x, r->region));
	f.strict = strict_in(x->p, at.fn);
	if (s.protocol)
		f.protocol = s.protocol->name;
	f.nnotes = s.count;
	f.notes = arena_copy(s.a, s.notes, s.count * sizeof(*s.notes));
	return f;
}

void evidence_report(struct analysis *x, struct world *w, const struct report *r)
{
	struct finding f;

	if (!x->strict && any_element(x, r->region))
		return;
	if (r->state && !x->strict &&
	    (doubt_asked_twice(x, w, r->state) || doubt_particular_error(x, w, r->state) ||
	     doubt_told_callee(x, r->state)))
		return;
	f = evidence_finding(x, w, r);
	if (count_assumes_last(w))
		keep_back(x, w, r, &f);
	else if (r->state && x->p->protocols[r->state->protocol] == x->p->looked)
		believe(x->p, &(struct belief){x->p->looked->name, MANY_FIND, f});
	else
		findings_add(x->p->out, &f);
}

const struct ir_insn *evidence_member(const struct analysis *x, const struct event *ev)
{
	ev = event_innermost(ev);
	return ev && ev->kind == EVENT_STATE
		       ? program_reads_member(&x->m->functions[ev->fn], ev->operand)
		       : NULL;
}

void evidence_static(struct program *p, const struct report *r, uint32_t fn, struct ir_place place,
		     const struct finding_note *because)
{
	struct analysis x = {.p = p, .m = p->m};
	struct story s = {.x = &x, .a = p->out->arena};
	struct finding f = {.rule = r->rule,
			    .place = place,
			    .start_of_function = place,
			    .end_of_function = place,
			    .function = r->object};

	if (fn != IR_NONE) {
		const struct ir_function *of = &p->m->functions[fn];

		f.start_of_function = ir_locate(p->m, of->loc);
		f.end_of_function = ir_locate(p->m, of->end);
		f.function = arena_format(s.a, "%s", str_text(p->m->strings, of->name));
	}
	f.message = message(&s, r);
	f.said = p->again && fn != IR_NONE && program_is_annotated(p, fn);
	f.strict = fn == IR_NONE ? p->strict : strict_in(p, fn);
	f.nnotes = because ? 1 : 0;
	f.notes = because ? arena_copy(s.a, because, sizeof(*because)) : NULL;
	findings_add(p->out, &f);
}

bool evidence_told(const struct findings *out, struct ir_place at)
{
	for (uint32_t i = 0; i < out->count; i++)
		if (out->list[i].place.line == at.line && out->list[i].place.file == at.file)
			return true;
	return false;
}
