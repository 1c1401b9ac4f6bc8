/* SPDX-License-Identifier: MIT */
/* What an effect saves of its call, and what later calls are given beside it. */
#include <string.h>

#include "call.h"
#include "doubt.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"
#include "transition.h"

/* Addresses of two variables, or of two members of one struct. */
static bool apart(const struct analysis *x, const struct node *a, const struct node *b)
{
	const struct node *p = node_at(x->n, a->a), *q = node_at(x->n, b->a);

	if (a->kind != NODE_ADDR || b->kind != NODE_ADDR)
		return false;
	if (p->kind == REGION_FIELD && q->kind == REGION_FIELD)
		return p->a == q->a && p->b == q->b && p->c != q->c &&
		       !x->m->records[p->b].is_union;
	return (p->kind == REGION_GLOBAL || p->kind == REGION_LOCAL) &&
	       (q->kind == REGION_GLOBAL || q->kind == REGION_LOCAL) && a->a != b->a;
}

/* The value that a callee made, as the callee names it. */
static node_id as_made(const struct analysis *x, node_id v)
{
	const struct node *nd = node_at(x->n, v);

	while (nd->kind == NODE_FRESH && nd->imm &&
	       node_at(x->n, (node_id)nd->imm)->kind == NODE_FRESH) {
		v = (node_id)nd->imm;
		nd = node_at(x->n, v);
	}
	return v;
}

/* A call made it: it does not stand for something that the callee found in memory. */
static bool is_made(const struct analysis *x, node_id v)
{
	const struct node *nd = node_at(x->n, as_made(x, v));

	return nd->kind == NODE_FRESH && !nd->imm;
}

/*
 * Two values are told apart only when no alias could make them equal: different constants,
 * different variables, or the result of the very call that saved the other one. dev and priv->dev
 * may well be the same device.
 */
static bool differ(const struct analysis *x, node_id saved, node_id given, const struct state *s)
{
	const struct node *a = node_at(x->n, saved), *b = node_at(x->n, given);

	if (saved == given)
		return false;
	if ((a->kind == NODE_INT && b->kind == NODE_INT) || apart(x, a, b))
		return true;
	return is_made(x, given) && s->event && b->a == s->event->fn && b->b == s->event->insn;
}

/* What two members of one record, or two elements of one array, hold. */
static bool held_apart(const struct analysis *x, node_id saved, node_id given)
{
	const struct node *a = node_at(x->n, saved), *b = node_at(x->n, given), *p, *q;

	if (a->kind != NODE_INIT || b->kind != NODE_INIT || a->b != b->b)
		return false;
	p = node_at(x->n, a->a);
	q = node_at(x->n, b->a);
	if (p->kind == REGION_FIELD && q->kind == REGION_FIELD && p->a == q->a)
		return p->b == q->b && p->c != q->c && !x->m->records[p->b].is_union;
	return region_other_element(x->n, a->a, b->a);
}

/* The call was given v, by the function at hand. */
static bool is_argument(const struct call *c, node_id v)
{
	for (uint32_t i = 0; i < c->nargs; i++)
		if (c->args[i] == v)
			return true;
	return false;
}

static void check_match(struct analysis *x, struct world *w, const struct capture *m,
			const struct state *s, node_id given, const struct call *c,
			uint32_t operand)
{
	struct arena *a = x->p->out->arena;
	node_id saved = s->captures[m->index];
	const struct rule *rule = m->mismatch;
	const char *one, *other;

	if (!saved || !given)
		return;
	if (!strict_differs(x, s, saved, given) && !differ(x, saved, given, s)) {
		rule = x->p->protocols[s->protocol]->apart[m->index];
		if (!rule || !held_apart(x, saved, given))
			return;
	}
	if (!strict_differs(x, s, saved, given) && (doubt_choice(x, w, s, c) || c->chosen))
		return;
	one = describe_node(x->p, given, a);
	other = describe_node(x->p, saved, a);
	if (!strcmp(one, other)) {
		one = describe_node(x->p, as_made(x, given), a);
		other = describe_node(x->p, as_made(x, saved), a);
	}
	evidence_report(x, w,
			&(struct report){.rule = rule,
					 .insn = c->insn,
					 .object = effect_object_text(x, operand, s->region),
					 .callee = c->callee,
					 .given = one,
					 .captured = other,
					 .state = s,
					 .region = s->region,
					 .inside = c->inside,
					 /* What a callee took from elsewhere is its own choice. */
					 .in_callee = c->inside && !is_argument(c, given)});
}

void capture_check(struct analysis *x, struct world *w, const struct effect *e,
		   const struct state *s, const node_id *given, const struct call *c,
		   uint32_t operand)
{
	if (!s->captures || !given)
		return;
	for (uint8_t i = 0; i < e->nmatches; i++)
		check_match(x, w, &e->matches[i], s, given[e->matches[i].index], c, operand);
}

const node_id *capture_take(struct analysis *x, struct world *w, const struct effect *e,
			    const struct call *c)
{
	node_id *captures;

	if (!e->ncaptures && !e->nmatches)
		return NULL;
	captures = arena_new_array(x->p->arena, node_id, PROTOCOL_MAX_CAPTURES);
	for (uint8_t i = 0; i < e->ncaptures; i++)
		captures[e->captures[i].index] = path_value(x, w, &e->captures[i].value, c);
	for (uint8_t i = 0; i < e->nmatches; i++)
		captures[e->matches[i].index] = path_value(x, w, &e->matches[i].value, c);
	return captures;
}
