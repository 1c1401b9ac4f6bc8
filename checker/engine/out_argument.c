/* SPDX-License-Identifier: MIT */
/*
 * Variables that are pointers, and whose address code that is not seen is given: what they hold
 * afterwards may be another object, whether the call failed or not, and what is given back then may
 * be the first one all the same.
 */
#include "call.h"
#include "memory.h"

bool out_argument(struct analysis *x, struct world *w, node_id v)
{
	const struct node *at = node_at(x->n, node_at(x->n, v)->a);
	const struct ir_local *l;

	if (node_at(x->n, v)->kind != NODE_ADDR || at->kind != REGION_LOCAL || at->a != x->fn)
		return false;
	l = &x->f->locals[at->b];
	if (l->type == IR_NONE || x->m->types[l->type].kind != IR_TYPE_POINTER)
		return false;
	call_note_given(x, w, memory_load(x, w, region_deref(x->n, v), 0));
	return true;
}
