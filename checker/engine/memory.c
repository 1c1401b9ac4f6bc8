/* SPDX-License-Identifier: MIT */
/* A world's memory: what a region holds, whole records included. */
#include "call.h"
#include "memory.h"
#include "object.h"
#include "program.h"

#define MAX_CALLERS 3 /* calls between where the file's code begins and a function that it runs */

/* The same part of another region: r, which lies inside from, as it lies inside to. */
static node_id rebase(struct nodes *n, node_id r, node_id from, node_id to)
{
	struct node nd = *node_at(n, r);

	if (r == from)
		return to;
	if (nd.kind == REGION_FIELD)
		return region_field(n, rebase(n, nd.a, from, to), nd.b, nd.c);
	return region_elem(n, rebase(n, nd.a, from, to), nd.b);
}

static node_id structural_parent(const struct nodes *n, node_id r)
{
	const struct node *nd = node_at(n, r);

	return nd->kind == REGION_FIELD || nd->kind == REGION_ELEM ? nd->a : NODE_NONE;
}

/* A member of a constant table, such as the function in a slot of an ops table. */
static node_id constant_member(struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region), *up;
	const struct ir_global *g;

	if (nd->kind != REGION_FIELD)
		return NODE_NONE;
	up = node_at(x->n, nd->a);
	if (up->kind != REGION_GLOBAL)
		return NODE_NONE;
	g = &x->m->globals[up->a];
	if (!(g->flags & IR_GLOBAL_CONST) || !(g->flags & IR_GLOBAL_DEFINED))
		return NODE_NONE;
	for (uint32_t i = 0; i < g->ninits; i++) {
		const struct ir_init *in = &g->inits[i];

		if (in->record == nd->b && in->field == nd->c && in->kind == IR_INIT_FUNC)
			return node_func(x->n, in->ref);
	}
	return NODE_NONE;
}

/* The record that field c of record points to, or IR_NONE. */
static uint32_t points_to(const struct analysis *x, uint32_t record, uint32_t field)
{
	const struct ir_record *r = &x->m->records[record];
	const struct ir_type *t;

	if (field >= r->nfields || r->fields[field].type == IR_NONE)
		return IR_NONE;
	t = &x->m->types[r->fields[field].type];
	if (t->kind != IR_TYPE_POINTER || t->ref == IR_NONE)
		return IR_NONE;
	t = &x->m->types[t->ref];
	return t->kind == IR_TYPE_RECORD ? t->ref : IR_NONE;
}

/* Whether the record has nothing but pointers to one kind of record, as heads of lists have. */
static bool is_head(const struct analysis *x, uint32_t record)
{
	const struct ir_record *r = &x->m->records[record];
	uint32_t to = points_to(x, record, 0);

	for (uint32_t i = 1; i < r->nfields && to != IR_NONE; i++)
		if (points_to(x, record, i) != to)
			return false;
	return to != IR_NONE && r->nfields <= 2;
}

/*
 * A member that points to its own record type links a structure: lists, trees; so do the members of
 * a list's head. A store to one through one element changes what is found from any other, by an
 * alias that regions don't show. What the link points to, or IR_NONE.
 */
static uint32_t link_to(const struct analysis *x, const struct node *nd)
{
	uint32_t to;

	if (nd->kind != REGION_FIELD || nd->b >= x->m->nrecords)
		return IR_NONE;
	ir_need_fields(x->m, nd->b);
	to = points_to(x, nd->b, nd->c);
	if (to == nd->b || is_head(x, nd->b))
		return to;
	/* A member of an anonymous one is a member of what that lies in. */
	while (to != IR_NONE && x->m->records[nd->b].name == STR_EMPTY) {
		nd = node_at(x->n, nd->a);
		if (nd->kind != REGION_FIELD || nd->b >= x->m->nrecords)
			return IR_NONE;
		if (nd->b == to)
			return to;
	}
	return IR_NONE;
}

static bool is_link(const struct analysis *x, const struct node *nd)
{
	return link_to(x, nd) != IR_NONE;
}

/* Two links of one kind lead to the same records, and have one name: those of elements, and that of
 * the head. */
static bool same_links(const struct analysis *x, const struct node *a, const struct node *b)
{
	uint32_t to = link_to(x, a);

	return to != IR_NONE && link_to(x, b) == to &&
	       x->m->records[a->b].fields[a->c].name == x->m->records[b->b].fields[b->c].name;
}

bool memory_is_link(const struct analysis *x, node_id region)
{
	return is_link(x, node_at(x->n, region));
}

bool memory_has_links(struct analysis *x, uint32_t record)
{
	ir_need_fields(x->m, record);
	return is_head(x, record) || points_to(x, record, 0) == record;
}

bool memory_is_unsigned(struct analysis *x, node_id region)
{
	const struct node *nd = node_at(x->n, region);
	const struct ir_record *r;
	const struct ir_type *t;

	if (nd->kind != REGION_FIELD)
		return false;
	ir_need_fields(x->m, nd->b);
	r = &x->m->records[nd->b];
	if (nd->c >= r->nfields || r->fields[nd->c].type == IR_NONE)
		return false;
	t = &x->m->types[r->fields[nd->c].type];
	return t->kind == IR_TYPE_INT && !(t->flags & IR_TYPE_SIGNED);
}

/* Stands for "every link of every kind". */
static node_id links(struct analysis *x)
{
	if (!x->p->links)
		x->p->links = region_global(x->n, IR_NONE);
	return x->p->links;
}

/* The link of that name which elements of the list have, in themselves or in an anonymous record of
 * theirs. False: they have none. */
#define MAX_ANONYMOUS 3
static bool find_link(struct analysis *x, uint32_t record, str_id name, int depth,
		      struct node *link)
{
	uint32_t to = link->a;

	ir_need_fields(x->m, record);
	for (uint32_t i = 0; i < x->m->records[record].nfields; i++) {
		const struct ir_field *field = &x->m->records[record].fields[i];
		const struct ir_type *t = field->type == IR_NONE ? NULL : &x->m->types[field->type];

		if (field->name == name && points_to(x, record, i) == to) {
			link->b = record;
			link->c = i;
			return true;
		}
		if (field->name == STR_EMPTY && t && t->kind == IR_TYPE_RECORD &&
		    depth < MAX_ANONYMOUS && find_link(x, t->ref, name, depth + 1, link))
			return true;
	}
	return false;
}

/* Stands for "every link of this kind": bound to the store that last changed one. */
static node_id links_like(struct analysis *x, const struct node *nd)
{
	struct node link = {.a = link_to(x, nd), .b = nd->b, .c = nd->c};

	find_link(x, link.a, x->m->records[nd->b].fields[nd->c].name, 0, &link);
	return region_field(x->n, links(x), link.b, link.c);
}

/* Whether elements of the list point back to what points to them: to its head, or to a pointer of
 * it. */
static bool points_back(struct analysis *x, uint32_t head)
{
	uint32_t element = points_to(x, head, 0);
	const struct ir_record *r;

	if (element == head || element == IR_NONE)
		return true;
	ir_need_fields(x->m, element);
	r = &x->m->records[element];
	for (uint32_t i = 0; i < r->nfields; i++) {
		const struct ir_type *t =
			r->fields[i].type == IR_NONE ? NULL : &x->m->types[r->fields[i].type];

		if (t && t->kind == IR_TYPE_POINTER && t->ref != IR_NONE &&
		    x->m->types[t->ref].kind == IR_TYPE_POINTER)
			return true;
		if (points_to(x, element, i) == head)
			return true;
	}
	return find_link(x, element, x->m->records[head].fields[0].name, 0,
			 &(struct node){.a = element});
}

/* The head of a list in a variable of this function's own, which no element leads to. */
static bool is_own_head(struct analysis *x, node_id region)
{
	return memory_is_private(x, region) && !points_back(x, node_at(x->n, region)->b);
}

/* It leads to itself: the head of an empty list in a variable of this function's own, which nobody
 * else has been told of. */
static bool is_empty_head(const struct analysis *x, const struct world *w, const struct binding *b)
{
	const struct node *v = node_at(x->n, b->value);

	if (v->kind != NODE_ADDR || v->a != node_at(x->n, b->region)->a ||
	    !memory_is_private(x, b->region) || w->nescaped == MAX_ESCAPED)
		return false;
	for (uint32_t i = 0; i < w->nescaped; i++)
		if (w->escaped[i] == b->value)
			return false;
	return true;
}

/* The link at position `at` of the store leads to something unknown from now on. */
static void forget_link(struct analysis *x, struct world *w, uint32_t at, node_id since)
{
	node_id region = w->store.list[at].region;

	/* What is known of the whole is older than what is forgotten. */
	for (node_id r = structural_parent(x->n, region); r; r = structural_parent(x->n, r))
		if (world_get(w, r)) {
			world_set(x->arena, w, region, since);
			return;
		}
	world_drop_binding(x->arena, w, at);
}

static void change_links_like(struct analysis *x, struct world *w, node_id region, node_id since)
{
	struct node nd = *node_at(x->n, region);

	for (uint32_t i = w->store.count; i-- > 0;) {
		const struct node *o = node_at(x->n, w->store.list[i].region);

		if (same_links(x, o, &nd) && !is_own_head(x, w->store.list[i].region) &&
		    !is_empty_head(x, w, &w->store.list[i]))
			forget_link(x, w, i, since);
	}
	world_set(x->arena, w, links_like(x, &nd), since);
}

void memory_change_links(struct analysis *x, struct world *w, node_id since)
{
	node_id all = links(x);

	for (uint32_t i = w->store.count; i-- > 0;) {
		node_id region = w->store.list[i].region;

		if (region_within(x->n, region, all))
			world_drop_binding(x->arena, w, i);
		else if (is_link(x, node_at(x->n, region)) && !is_own_head(x, region) &&
			 !is_empty_head(x, w, &w->store.list[i]))
			forget_link(x, w, i, since);
	}
	world_set(x->arena, w, links(x), since);
}

/* The HAVOC that last changed this link by an alias, or NODE_NONE. */
static node_id link_changed(struct analysis *x, struct world *w, node_id region)
{
	node_id v;

	if (!is_link(x, node_at(x->n, region)))
		return NODE_NONE;
	v = world_get(w, links_like(x, node_at(x->n, region)));
	return v ? v : world_get(w, links(x));
}

/* Nothing of the file has run before fn but callers of its own that do not name the variable. */
static bool runs_first(struct program *p, uint32_t fn, uint32_t global, int depth)
{
	const uint32_t first = IR_FN_INIT | IR_FN_STATIC;

	if ((p->m->functions[fn].flags & first) != first || depth > MAX_CALLERS)
		return false;
	for (uint32_t g = 0; program_fn(p, fn)->ncalls && g < p->m->nfunctions; g++) {
		const struct ir_function *f = &p->m->functions[g];
		bool calls = false, names = false;

		for (uint32_t i = 0; i < f->ninsns; i++) {
			calls |= program_callee(f, i) == fn;
			names |= f->insns[i].op == IR_GLOBAL && f->insns[i].a == global;
		}
		if (calls && (names || !runs_first(p, g, global, depth + 1)))
			return false;
	}
	return true;
}

/* A static variable that nothing initialises, seen by code that runs before all other code of the
 * file. */
static bool is_unset(const struct analysis *x, node_id region)
{
	const struct node *nd;
	const struct ir_global *g;

	if (!(x->f->flags & IR_FN_INIT))
		return false;
	while (structural_parent(x->n, region))
		region = structural_parent(x->n, region);
	nd = node_at(x->n, region);
	if (nd->kind != REGION_GLOBAL || nd->a >= x->m->nglobals)
		return false;
	g = &x->m->globals[nd->a];
	return (g->flags & IR_GLOBAL_STATIC) && (g->flags & IR_GLOBAL_MAIN_FILE) && !g->ninits &&
	       runs_first(x->p, x->fn, nd->a, 0);
}

/* A value bound to an array is that of its first element, and says nothing of the element `part`.
 */
static bool is_first_element(const struct nodes *n, node_id part, const struct node *value)
{
	return node_at(n, part)->kind == REGION_ELEM && value->kind != NODE_COPY &&
	       value->kind != NODE_HAVOC && value->kind != NODE_JOIN &&
	       (value->kind != NODE_INT || value->imm);
}

/* An element at an index that is not a number, of an array of which one has been stored to: it may
 * be that one, and is not what the array was made of. */
static bool maybe_stored(const struct analysis *x, const struct world *w, node_id region)
{
	for (node_id r = region; r; r = structural_parent(x->n, r)) {
		const struct node *nd = node_at(x->n, r);

		if (nd->kind != REGION_ELEM || node_at(x->n, nd->b)->kind == NODE_INT)
			continue;
		for (uint32_t i = 0; i < w->store.count; i++) {
			node_id at = w->store.list[i].region;

			if (at != nd->a && region_within(x->n, at, nd->a))
				return true;
		}
	}
	return false;
}

node_id memory_load(struct analysis *x, struct world *w, node_id region, uint16_t flags)
{
	node_id links = link_changed(x, w, region), v;

	for (node_id r = region, part = NODE_NONE; r; part = r, r = structural_parent(x->n, r)) {
		struct node nd;

		v = world_get(w, r);
		if (!v)
			continue;
		nd = *node_at(x->n, v);
		if (part && is_first_element(x->n, part, &nd))
			break;
		if (nd.kind == NODE_COPY)
			return node_init(x->n, rebase(x->n, region, r, nd.a), nd.b, flags);
		if (part && nd.kind == NODE_INT && maybe_stored(x, w, region))
			break;
		if (nd.kind != NODE_HAVOC && (r == region || (nd.kind == NODE_INT && !nd.imm)))
			return v;
		/* A part of what is only known as a whole. A link found from elsewhere may have
		 * changed since then. */
		part = backlink_object(x, region);
		return part ? part : node_init(x->n, region, links ? links : v, flags);
	}
	if (links)
		return node_init(x->n, region, links, flags);
	v = constant_member(x, region);
	if (!v)
		v = backlink_object(x, region);
	if (!v && is_unset(x, region))
		return node_int(x->n, 0);
	return v ? v : node_init(x->n, region, NODE_NONE, flags);
}

/* The outermost union that region is a member of, or of whose member it is a part; or NODE_NONE. */
static node_id union_of(const struct analysis *x, node_id region)
{
	node_id outer = NODE_NONE;

	for (node_id r = region; node_at(x->n, r)->kind == REGION_FIELD; r = node_at(x->n, r)->a)
		if (x->m->records[node_at(x->n, r)->b].is_union)
			outer = node_at(x->n, r)->a;
	return outer;
}

/* Both lie in the same member of every union that region lies in. */
static bool in_same_members(const struct analysis *x, node_id part, node_id region)
{
	for (node_id r = region; node_at(x->n, r)->kind == REGION_FIELD; r = node_at(x->n, r)->a)
		if (x->m->records[node_at(x->n, r)->b].is_union && !region_within(x->n, part, r))
			return false;
	return true;
}

/* A store to a part of one member of a union changes the other members: they are what was made of
 * this value. What is known of the other parts of that member stays. */
#define MAX_KEPT 8
static void change_union(struct analysis *x, struct world *w, node_id region, node_id whole,
			 node_id value)
{
	struct binding kept[MAX_KEPT];
	uint32_t n = 0;

	for (uint32_t i = 0; i < w->store.count && n < MAX_KEPT; i++)
		if (w->store.list[i].region != whole &&
		    region_within(x->n, w->store.list[i].region, whole) &&
		    in_same_members(x, w->store.list[i].region, region))
			kept[n++] = w->store.list[i];
	world_forget(x->arena, w, x->n, whole);
	if (node_at(x->n, value)->kind != NODE_COPY)
		world_set(x->arena, w, whole, value);
	while (n--)
		world_set(x->arena, w, kept[n].region, kept[n].value);
}

static bool is_pointer_member(const struct analysis *x, const struct ir_record *r, uint32_t field)
{
	return field < r->nfields && r->fields[field].type != IR_NONE &&
	       x->m->types[r->fields[field].type].kind == IR_TYPE_POINTER;
}

/* A pointer that was stored in a member of a union is what the union's other pointers are. */
static void store_alike(struct analysis *x, struct world *w, node_id region, node_id value)
{
	const struct node nd = *node_at(x->n, region);
	const struct ir_record *r = nd.kind == REGION_FIELD ? &x->m->records[nd.b] : NULL;

	if (!r || !r->is_union || !is_pointer_member(x, r, nd.c))
		return;
	for (uint32_t i = 0; i < r->nfields; i++)
		if (i != nd.c && is_pointer_member(x, r, i))
			world_set(x->arena, w, region_field(x->n, nd.a, nd.b, i), value);
}

void memory_store(struct analysis *x, struct world *w, node_id region, node_id value, node_id since)
{
	node_id whole = union_of(x, region);

	if (region == links(x)) {
		memory_change_links(x, w, since);
		return;
	}
	if (memory_is_link(x, region))
		change_links_like(x, w, region, since);
	if (whole) {
		change_union(x, w, region, whole, value);
		store_alike(x, w, region, value);
	}
	world_set(x->arena, w, region, value);
}

/* What a copy of region would hold where nothing is known of the parts. */
static node_id contents(struct analysis *x, struct world *w, node_id region)
{
	for (node_id r = region; r; r = structural_parent(x->n, r)) {
		node_id v = world_get(w, r);
		struct node nd;

		if (!v)
			continue;
		nd = *node_at(x->n, v);
		if (nd.kind == NODE_COPY)
			return node_copy(x->n, rebase(x->n, region, r, nd.a), nd.b);
		if (nd.kind == NODE_INT && !nd.imm)
			return v;
		return node_copy(x->n, region, v);
	}
	return node_copy(x->n, region, NODE_NONE);
}

void memory_copy(struct analysis *x, struct world *w, node_id to, node_id from)
{
	node_id rest = contents(x, w, from);
	struct binding *parts;
	uint32_t n = 0;

	if (to == from)
		return;
	parts = arena_new_array(x->arena, struct binding, w->store.count + 1);
	/* What is known of the parts now moves along; one of them may lie where they go. */
	for (uint32_t i = 0; i < w->store.count; i++) {
		struct binding b = w->store.list[i];

		if (b.region != from && region_within(x->n, b.region, from) &&
		    structural_parent(x->n, b.region) && !region_within(x->n, b.region, to))
			parts[n++] = (struct binding){rebase(x->n, b.region, from, to), b.value};
	}
	world_forget(x->arena, w, x->n, to);
	for (uint32_t i = 0; i < n; i++)
		world_set(x->arena, w, parts[i].region, parts[i].value);
	world_set(x->arena, w, to, rest);
}

node_id memory_since(struct analysis *x, struct world *w, uint32_t insn)
{
	return node_havoc(x->n, x->fn, insn, generation_of(x, w, insn));
}

void memory_havoc(struct analysis *x, struct world *w, node_id region, node_id since)
{
	world_forget(x->arena, w, x->n, region);
	world_set(x->arena, w, region, since);
}

bool memory_is_private(const struct analysis *x, node_id region)
{
	uint8_t kind = node_at(x->n, region_root(x->n, region))->kind;

	return kind == REGION_LOCAL || kind == REGION_TEMP;
}

bool memory_is_shared(const struct analysis *x, const struct world *w, node_id v)
{
	for (uint32_t i = 0; i < w->store.count; i++)
		if (w->store.list[i].value == v && !memory_is_private(x, w->store.list[i].region))
			return true;
	for (uint32_t i = 0; i < w->nescaped; i++)
		if (w->escaped[i] == v)
			return true;
	return false;
}
