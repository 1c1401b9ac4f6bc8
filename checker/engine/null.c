/* SPDX-License-Identifier: MIT */
/*
 * Results that may say "it failed" and are used as if they did not. Of a function with a contract,
 * any use before a test is one, and a test for NULL is none for an error pointer. Of a function of
 * this file, a use on the path where it returned NULL is one if the file's other calls test for
 * that (what most callers believe holds for the rest: Engler et al., Bugs as Deviant Behavior, SOSP
 * 2001).
 */
#include "call.h"
#include "evidence.h"
#include "memory.h"
#include "program.h"

/* The value through which region is reached, or NODE_NONE. */
static node_id base_pointer(const struct nodes *n, node_id region)
{
	const struct node *nd = node_at(n, region);

	while (nd->kind == REGION_FIELD || nd->kind == REGION_ELEM)
		nd = node_at(n, nd->a);
	return nd->kind == REGION_DEREF ? nd->a : NODE_NONE;
}

/* The call of this function that gave v, or IR_NONE. */
static uint32_t call_of(const struct analysis *x, node_id v)
{
	const struct node *nd = node_at(x->n, v);

	if (nd->kind != NODE_FRESH || nd->a != x->fn || nd->imm || x->f->insns[nd->b].op != IR_CALL)
		return IR_NONE;
	return nd->b;
}

static uint32_t callee_of(const struct analysis *x, uint32_t call)
{
	const struct ir_insn *callee = &x->f->insns[x->f->insns[call].a];

	return callee->op == IR_FUNC ? callee->a : IR_NONE;
}

static struct report use_of(struct analysis *x, const struct rule *rule, uint32_t insn, node_id v,
			    uint32_t callee)
{
	return (struct report){.rule = rule,
			       .insn = insn,
			       .object = describe_node(x->p, v, x->p->out->arena),
			       .callee = str_text(x->m->strings, x->m->functions[callee].name),
			       .region = region_deref(x->n, v)};
}

/* The callee returned NULL on this path. */
static void note_null_use(struct analysis *x, struct world *w, uint32_t call, uint32_t callee,
			  node_id v, uint32_t insn)
{
	const struct rule *rule = contracts_rule(x->p->contracts, "null-result-used");
	struct null_use u = {.callee = callee, .call = call, .fn = x->fn};
	struct report r;

	if (!rule || x->p->nnull_uses == MAX_NULL_USES)
		return;
	for (uint32_t i = 0; i < x->p->nnull_uses; i++)
		if (x->p->null_uses[i].fn == x->fn && x->p->null_uses[i].call == call)
			return;
	r = use_of(x, rule, insn, v, callee);
	u.finding = evidence_finding(x, w, &r);
	x->p->null_uses[x->p->nnull_uses++] = u;
}

/* The rule for using what fc gave before it was tested. An error pointer is never memory, whatever
 * else is said of fc. */
static const struct rule *unchecked_rule(const struct analysis *x,
					 const struct function_contract *fc)
{
	if (fc->unchecked || fc->failure != CLASS_NEGATIVE)
		return fc->unchecked;
	return contracts_rule(x->p->contracts, "error-pointer-used");
}

static void note_test(struct analysis *x, uint32_t call)
{
	for (uint32_t i = 0; i < x->nnull_tests; i++)
		if (x->null_tests[i].call == call && x->null_tests[i].block == x->block)
			return;
	if (x->nnull_tests < MAX_NULL_TESTS)
		x->null_tests[x->nnull_tests++] = (struct null_test){call, x->block};
}

static bool was_tested(const struct analysis *x, uint32_t call)
{
	for (uint32_t i = 0; i < x->nnull_tests; i++)
		if (x->null_tests[i].call == call)
			return true;
	return false;
}

/* Every way from the call to here passes a test of its result. */
static bool always_tested(const struct analysis *x, uint32_t call)
{
	for (uint32_t i = 0; i < x->nnull_tests; i++) {
		const struct null_test *t = &x->null_tests[i];

		if (t->call == call && t->block != x->block &&
		    !cfg_reaches(x->f, cfg_block_of(x->f, call), x->block, t->block))
			return true;
	}
	return false;
}

/* False: it did fail on this path, and what follows can't be. */
static bool report_unchecked(struct analysis *x, struct world *w, uint32_t callee, node_id v,
			     uint32_t insn)
{
	const struct function_contract *fc = program_contract(x->p, callee);
	const struct rule *rule = fc ? unchecked_rule(x, fc) : NULL;
	struct report r;

	if (!rule || !(fact_classes(x->n, w, v) & fc->failure))
		return true;
	if (fc->failure == CLASS_ZERO && always_tested(x, call_of(x, v)))
		return true;
	r = use_of(x, rule, insn, v, callee);
	evidence_report(x, w, &r);
	/* Said once. */
	return fact_assume_classes(x->arena, x->n, w, v, CLASS_ANY & ~fc->failure);
}

bool null_other_form(const struct analysis *x, node_id v)
{
	uint32_t call = call_of(x, v), callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
	const struct function_contract *fc =
		callee == IR_NONE ? NULL : program_contract(x->p, callee);

	return fc && fc->failure && !fc->encoded;
}

/* The member that the argument is worked out from, and on the way to the call is stored to: where
 * that says NULL, somebody has thought of it. */
static bool is_set_before(const struct analysis *x, const struct call *c, uint32_t arg)
{
	const struct ir_function *f = x->f;
	const struct ir_insn *member;
	uint32_t from = program_uncast(f, c->operands[arg]);

	while (from != IR_NONE && (f->insns[from].op == IR_INDEX || f->insns[from].op == IR_FIELD))
		from = program_uncast(f, f->insns[from].a);
	member = from == IR_NONE ? NULL : program_reads_member(f, from);
	for (uint32_t i = 0; member && i < f->ninsns; i++) {
		const struct ir_insn *to = &f->insns[f->insns[i].a];

		if (f->insns[i].op == IR_STORE && to->op == IR_FIELD && to->b == member->b &&
		    to->c == member->c && cfg_comes_before(f, i, c->insn))
			return true;
	}
	return false;
}

static bool stores_in_block(const struct ir_function *f, uint32_t block, uint32_t local)
{
	const struct ir_block *b = &f->blocks[block];

	for (uint32_t i = b->first; i < b->first + b->count; i++)
		if (program_stores_local(f, i) == local)
			return true;
	return false;
}

/* The argument's variable is set in every case of a switch before the call: that one of them
 * applies is what a switch without a default says. */
static bool is_set_by_cases(const struct analysis *x, const struct call *c, uint32_t arg)
{
	const struct ir_function *f = x->f;
	uint32_t from = program_uncast(f, c->operands[arg]),
		 local = from == IR_NONE ? IR_NONE : program_reads_local(f, from);

	for (uint32_t i = 0; local != IR_NONE && i < f->ninsns; i++) {
		const struct ir_insn *s = &f->insns[i];
		bool all = s->op == IR_SWITCH && s->nargs && cfg_comes_before(f, i, c->insn);

		for (uint32_t k = 0; all && k + 2 < s->nargs; k += 3)
			all = stores_in_block(f, f->pool[s->args + k + 2], local) &&
			      cfg_reaches(f, f->pool[s->args + k + 2], s->b, IR_NONE);
		if (all)
			return true;
	}
	return false;
}

/* False: what follows can't be. */
static bool tell_null(struct analysis *x, struct world *w, const struct call *c, uint32_t arg)
{
	evidence_report(x, w,
			&(struct report){.rule = contracts_rule(x->p->contracts, "null-passed"),
					 .insn = c->insn,
					 .object = describe_operand(x->m, x->fn, c->operands[arg],
								    x->p->out->arena),
					 .callee = c->callee,
					 .by_tests = true});
	return false;
}

/* False: told, and what follows can't be. */
static bool check_number(struct analysis *x, struct world *w, node_id v, const struct call *c,
			 uint32_t arg)
{
	const struct rule *rule = contracts_rule(x->p->contracts, "null-passed");
	int64_t at = node_at(x->n, v)->imm;

	if (!rule || at < 0 || at >= PAGE || is_set_before(x, c, arg) || is_set_by_cases(x, c, arg))
		return true;
	return tell_null(x, w, c, arg);
}

bool null_argument(struct analysis *x, struct world *w, const struct call *c, uint32_t arg)
{
	node_id v = base_pointer(x->n, region_deref(x->n, c->args[arg]));
	uint32_t call, callee;
	const struct function_contract *fc;

	if (!v)
		return true;
	if (node_at(x->n, v)->kind == NODE_INT)
		return check_number(x, w, v, c, arg);
	if (holds_to_word(x) && fact_classes(x->n, w, v) == CLASS_ZERO)
		return tell_null(x, w, c, arg);
	call = call_of(x, v);
	callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
	fc = callee == IR_NONE ? NULL : program_contract(x->p, callee);
	return !fc || fc->failure != CLASS_ZERO || report_unchecked(x, w, callee, v, c->insn);
}

bool null_error_used(struct analysis *x, struct world *w, node_id address, uint32_t insn)
{
	node_id v = base_pointer(x->n, region_deref(x->n, address));
	uint32_t call = v ? call_of(x, v) : IR_NONE,
		 callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
	const struct function_contract *fc =
		callee == IR_NONE ? NULL : program_contract(x->p, callee);

	return !fc || fc->failure != CLASS_NEGATIVE || report_unchecked(x, w, callee, v, insn);
}

bool null_passed(struct analysis *x, struct world *w, node_id v, uint32_t insn)
{
	uint32_t call = call_of(x, v), callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
	const struct function_contract *fc =
		callee == IR_NONE ? NULL : program_contract(x->p, callee);

	if (!fc || !unchecked_rule(x, fc) || !cfg_used(x->cfg, insn) || x->strict)
		return true;
	return fact_assume_classes(x->arena, x->n, w, v, CLASS_ANY & ~fc->failure);
}

bool null_dereference(struct analysis *x, struct world *w, node_id region, uint32_t insn)
{
	node_id v = base_pointer(x->n, region);
	uint32_t call, callee;

	if (!v)
		return true;
	if (node_at(x->n, v)->kind == NODE_INT)
		return node_at(x->n, v)->imm != 0;
	call = call_of(x, v);
	callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
	if (callee != IR_NONE && !report_unchecked(x, w, callee, v, insn))
		return false;
	if (fact_classes(x->n, w, v) != CLASS_ZERO)
		return true;
	if (callee != IR_NONE && (x->m->functions[callee].flags & IR_FN_MAIN_FILE) &&
	    !program_contract(x->p, callee))
		note_null_use(x, w, call, callee, v, insn);
	return false;
}

/* A number that may be an error code, kept where it is none any more. */
void null_kept(struct analysis *x, struct world *w)
{
	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];
		uint32_t call = call_of(x, b.value),
			 callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
		const struct function_contract *fc =
			callee == IR_NONE ? NULL : program_contract(x->p, callee);
		value_classes c;
		struct report r;

		if (!fc || !fc->unchecked || fc->failure != CLASS_NEGATIVE ||
		    memory_is_private(x, b.region))
			continue;
		c = fact_classes(x->n, w, b.value);
		if (!(c & CLASS_NEGATIVE) || !(c & CLASS_POSITIVE) ||
		    !memory_is_unsigned(x, b.region))
			continue;
		r = use_of(x, fc->unchecked, call, b.value, callee);
		r.object = describe_region(x->p, b.region, x->p->out->arena);
		r.region = b.region;
		evidence_report(x, w, &r);
	}
}

/* insn reads another variable or member than the one that `to` is the address of. */
static bool reads_other_place(const struct ir_function *f, uint32_t insn, const struct ir_insn *to)
{
	const struct ir_insn *member = program_reads_member(f, insn);
	uint32_t local = program_reads_local(f, insn);

	if (local != IR_NONE)
		return to->op != IR_LOCAL || local != to->a;
	return member && (to->op != IR_FIELD || member->b != to->b || member->c != to->c);
}

/* The contract says of its argument that it may be an error pointer: IS_ERR() and its kind. */
static bool asks_for_error(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_FACT && e->object.root == PATH_PARAM &&
		    (e->classes & CLASS_NEGATIVE))
			return true;
	return false;
}

/* Some code of the function asks what may be the call's result whether it is an error. */
static bool asked_for_error(const struct analysis *x, uint32_t call)
{
	const struct ir_function *f = x->f;
	const struct ir_insn *to = program_result_place(f, call);

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t arg;

		if (f->insns[i].op != IR_CALL || !f->insns[i].nargs ||
		    !asks_for_error(program_call_contract(x->p, f, i)))
			continue;
		arg = program_uncast(f, f->pool[f->insns[i].args]);
		if (!to || arg == IR_NONE || !reads_other_place(f, arg, to))
			return true;
	}
	return false;
}

/* The call was asked for something of its own, and gives a pointer to it: NULL is none. */
static bool gives_object(const struct analysis *x, const struct function_contract *fc,
			 uint32_t call)
{
	uint32_t type = x->f->insns[call].type;

	if (type == IR_NONE || x->m->types[type].kind != IR_TYPE_POINTER)
		return false;
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->object.root == PATH_RETURN)
			return true;
	return false;
}

/*
 * What was taken for no failure because it is not NULL, and may be an error pointer, while the
 * function goes on as if it had succeeded: to somebody that uses it, or will.
 */
void null_mistaken(struct analysis *x, const struct exit_world *e)
{
	const value_classes result = e->result ? fact_classes(x->n, e->w, e->result) : CLASS_ANY;

	if (x->strict || !(result & CLASS_ZERO))
		return;
	for (uint32_t i = 0; i < e->w->facts.count; i++) {
		node_id v = e->w->facts.list[i].value;
		uint32_t call = call_of(x, v),
			 callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
		const struct function_contract *fc =
			callee == IR_NONE ? NULL : program_contract(x->p, callee);
		value_classes c = fact_classes(x->n, e->w, v);
		struct report r;

		if (!fc || fc->failure != CLASS_NEGATIVE || fc->unchecked ||
		    !gives_object(x, fc, call) || !(c & CLASS_NEGATIVE) || (c & CLASS_ZERO) ||
		    !was_tested(x, call) || asked_for_error(x, call))
			continue;
		r = use_of(x, unchecked_rule(x, fc), call, v, callee);
		if (r.rule)
			evidence_report(x, e->w, &r);
	}
}

/* The pointer that a condition compares with NULL, or NODE_NONE. */
static node_id pointer_tested(const struct nodes *n, node_id v)
{
	for (;;) {
		const struct node *nd = node_at(n, v);

		if (nd->kind == NODE_UNARY && nd->sub == IR_LNOT)
			v = nd->a;
		else if (nd->kind == NODE_BINARY && nd->sub == IR_EQ &&
			 node_at(n, nd->b)->kind == NODE_INT && !node_at(n, nd->b)->imm)
			v = nd->a;
		else
			return nd->kind == NODE_FRESH ? v : NODE_NONE;
	}
}

void null_tested(struct analysis *x, node_id condition)
{
	node_id v = pointer_tested(x->n, condition);
	uint32_t call = v ? call_of(x, v) : IR_NONE,
		 callee = call == IR_NONE ? IR_NONE : callee_of(x, call);
	struct fn_info *info;

	if (callee == IR_NONE)
		return;
	note_test(x, call);
	info = program_fn(x->p, callee);
	if (info->tested_at.insn == call && info->tested_at.fn == x->fn && info->ntested)
		return;
	info->tested_at.fn = x->fn;
	info->tested_at.insn = call;
	info->ntested++;
}

/* Two calls with different constants (flags of an allocation, say) may differ in whether they can
 * fail. */
static bool other_constants(const struct program *p, const struct null_use *u,
			    const struct fn_info *info)
{
	const struct ir_function *f = &p->m->functions[u->fn],
				 *g = &p->m->functions[info->tested_at.fn];
	const struct ir_insn *a = &f->insns[u->call], *b = &g->insns[info->tested_at.insn];

	for (uint32_t i = 0; i < a->nargs && i < b->nargs; i++) {
		const struct ir_insn *m = &f->insns[f->pool[a->args + i]],
				     *n = &g->insns[g->pool[b->args + i]];

		if (m->op == IR_CONST && n->op == IR_CONST && m->imm != n->imm)
			return true;
	}
	return false;
}

void null_report(struct program *p)
{
	for (uint32_t i = 0; i < p->nnull_uses; i++) {
		struct null_use *u = &p->null_uses[i];
		const struct fn_info *info = program_fn(p, u->callee);
		uint32_t uses = 0;

		for (uint32_t k = 0; k < p->nnull_uses; k++)
			uses += p->null_uses[k].callee == u->callee;
		if (!info->ntested || info->ntested < uses || other_constants(p, u, info) ||
		    (info->tested_at.fn == u->fn && info->tested_at.insn == u->call))
			continue;
		findings_add(p->out, &u->finding);
	}
}
