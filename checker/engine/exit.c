/* SPDX-License-Identifier: MIT */
/* What must hold when a function returns: its slot's contract, and that nothing it owes is lost. */
#include "analysis.h"

static node_id address_of(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region);

	return r->kind == REGION_DEREF ? r->a : NODE_NONE;
}

/* The object goes back with the result: it, a part of it, or what it is a part of. */
static bool returned(const struct analysis *x, const struct exit_world *e, node_id region)
{
	if (!e->result)
		return false;
	for (node_id v = e->result; v;) {
		const struct node *nd = node_at(x->n, v);

		if (v == address_of(x->n, region) || v == region)
			return true;
		if (nd->kind != NODE_ADDR && nd->kind != NODE_VIEW && nd->kind != NODE_BASE &&
		    nd->kind != NODE_INIT && nd->kind < REGION_DEREF)
			return false;
		v = nd->a;
	}
	return false;
}

static void check_leaks(struct analysis *x, const struct exit_world *e)
{
	for (uint32_t i = 0; i < e->w->states.count; i++) {
		struct state s = e->w->states.list[i];
		const struct rule *rule = x->p->protocols[s.protocol]->states[s.state].leak;

		if (!rule || (s.flags & (STATE_HANDED_ON | STATE_UNSURE)) || returned(x, e, s.region))
			continue;
		/* Only what this function made is its own to lose. */
		if (!address_of(x->n, s.region) ||
		    node_at(x->n, address_of(x->n, s.region))->kind != NODE_FRESH)
			continue;
		evidence_report(x, e->w,
				&(struct report){ .rule = rule,
						  .insn = e->insn,
						  .object = describe_region(x->p, s.region, x->p->out->arena),
						  .state = &s,
						  .region = s.region });
	}
}

static void check_slot_exit(struct analysis *x, const struct exit_world *e, const struct slot_exit *se)
{
	node_id v = path_value(x, world_new(x->arena), &se->object, NULL);
	const struct state *known;
	struct state s;

	if (!v || (e->result && (fact_classes(x->n, e->w, e->result) & ~se->when)))
		return;
	known = world_state(e->w, region_deref(x->n, v), se->protocol->id);
	if (!known || (known->flags & STATE_UNSURE) || (se->allowed >> known->state & 1))
		return;
	if (se->handed_on && (known->flags & STATE_HANDED_ON))
		return;
	s = *known;
	evidence_report(x, e->w,
			&(struct report){ .rule = se->otherwise,
					  .insn = e->insn,
					  .object = describe_node(x->p, v, x->p->out->arena),
					  .state = &s,
					  .region = s.region });
}

void exit_check(struct analysis *x, const struct exit_world *e)
{
	check_leaks(x, e);
	for (uint32_t i = 0; x->slot && i < x->slot->nexits; i++)
		check_slot_exit(x, e, &x->slot->exits[i]);
}

/* The first address in this function of a member of such a record, or IR_NONE. */
static uint32_t member_address(const struct ir_function *f, uint32_t record)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (f->insns[i].op == IR_FIELD && f->insns[i].b == record)
			return i;
	return IR_NONE;
}

static void report_left_armed(struct analysis *x, struct exit_world *e, struct ambient *am, uint32_t address)
{
	struct arena *a = x->p->out->arena;
	const char *object = describe_operand(x->m, x->fn, x->f->insns[address].a, a);
	const char *member = str_text(x->m->strings, x->m->records[am->record].fields[am->field].name);
	struct event armed = { .kind = EVENT_STATE,
			       .fn = am->fn,
			       .insn = am->insn,
			       .operand = IR_NONE,
			       .protocol = am->protocol,
			       .state = am->state };
	struct state s = { .protocol = am->protocol->id, .state = am->state };

	am->told = true;
	armed.region = region_field(x->n, region_deref(x->n, node_param(x->n, x->fn, 0, 0)), am->record, am->field);
	s.event = arena_copy(x->p->arena, &armed, sizeof(armed));
	evidence_report(x, e->w,
			&(struct report){ .rule = am->protocol->states[am->state].death,
					  .insn = e->insn,
					  .object = arena_format(a, "%s->%s", object, member),
					  .callee = str_text(x->m->strings, x->f->name),
					  .state = &s,
					  .region = armed.region });
}

void exit_check_teardown(struct analysis *x)
{
	if (!x->slot || !x->slot->teardown || !x->nexits)
		return;
	for (uint32_t i = 0; i < x->p->nambients; i++) {
		struct ambient *am = &x->p->ambients[i];
		uint32_t address = member_address(x->f, am->record);

		if (!am->undone && !am->told && program_owns_record(x->p, am->record) && address != IR_NONE)
			report_left_armed(x, &x->exits[0], am, address);
	}
}
