/* SPDX-License-Identifier: MIT */
/* Intervals of symbolic values, and branch conditions taken apart. */
#include "fact.h"

#define LOWEST INT64_MIN
#define HIGHEST INT64_MAX
/* What a negative result or error pointer holds at most: include/linux/err.h of Linux. */
#define MAX_ERRNO 4095

static struct interval exactly(int64_t i)
{
	return (struct interval){i, i, i != 0, 0};
}

#define NHOLES 32
static bool is_hole(struct interval i, int64_t k)
{
	return k > 0 && k < NHOLES && (i.holes >> k & 1);
}

/* Bits 1 to n of the holes, as far as there are such. */
static uint32_t up_to(int64_t n)
{
	return n < 1 ? 0 : n >= NHOLES - 1 ? ~UINT32_C(1) : (UINT32_C(2) << n) - 2;
}

/* The small numbers that are not in it, by its bounds or as holes. */
static uint32_t not_in(struct interval i)
{
	uint32_t below = i.lo > LOWEST ? up_to(i.lo - 1) : 0;

	return i.holes | below | (~up_to(i.hi) & ~UINT32_C(1));
}

/* A hole at a bound moves the bound; what lies outside is none. */
static struct interval trimmed(struct interval i)
{
	while (i.lo <= i.hi && is_hole(i, i.lo))
		i.lo++;
	while (i.lo <= i.hi && is_hole(i, i.hi))
		i.hi--;
	i.holes &= ~not_in((struct interval){i.lo, i.hi, false, 0});
	return i;
}

/* The truth of a comparison that intervals alone decide. */
static struct interval compare_intervals(const struct node *nd, struct interval a,
					 struct interval b)
{
	bool is_unsigned = nd->flags & NODE_UNSIGNED;

	/* Unsigned comparisons are signed ones once both sides are known to be non-negative, or
	 * both negative. */
	if (is_unsigned && !((a.lo >= 0 && b.lo >= 0) || (a.hi < 0 && b.hi < 0))) {
		if (a.lo >= 0 && b.hi < 0)
			return exactly(nd->sub != IR_EQ);
		if (a.hi < 0 && b.lo >= 0)
			return exactly(0);
		return (struct interval){0, 1, false, 0};
	}
	switch (nd->sub) {
	case IR_EQ:
		if (a.lo == a.hi && b.lo == b.hi && a.lo == b.lo)
			return exactly(1);
		if (a.hi < b.lo || b.hi < a.lo)
			return exactly(0);
		if ((a.nonzero && b.lo == 0 && b.hi == 0) || (b.nonzero && a.lo == 0 && a.hi == 0))
			return exactly(0);
		if ((a.lo == a.hi && is_hole(b, a.lo)) || (b.lo == b.hi && is_hole(a, b.lo)))
			return exactly(0);
		break;
	case IR_LT:
		if (a.hi < b.lo)
			return exactly(1);
		if (a.lo >= b.hi)
			return exactly(0);
		break;
	case IR_LE:
		if (a.hi <= b.lo)
			return exactly(1);
		if (a.lo > b.hi)
			return exactly(0);
		break;
	default:
		break;
	}
	return (struct interval){0, 1, false, 0};
}

static struct interval meet(struct interval a, struct interval b)
{
	struct interval r = {a.lo > b.lo ? a.lo : b.lo, a.hi < b.hi ? a.hi : b.hi,
			     a.nonzero || b.nonzero, a.holes | b.holes};

	if (r.nonzero && r.lo == 0)
		r.lo = 1;
	if (r.nonzero && r.hi == 0)
		r.hi = -1;
	return r.holes ? trimmed(r) : r;
}

static bool not_zero(struct interval i)
{
	return i.nonzero || i.lo > 0 || i.hi < 0;
}

struct fact fact_either(node_id value, struct interval a, struct interval b)
{
	struct interval both = {a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi,
				not_zero(a) && not_zero(b), 0};

	both.holes = not_in(a) & not_in(b) & ~not_in(both);
	return (struct fact){value, both.nonzero, both.holes, both.lo, both.hi};
}

/*
 * Operations that are looked into below each other. An operand may be shared by many operations, as
 * in the parity of a word, and asking for all of them anew takes two to the power of their depth.
 */
#define DEEPEST 8

static struct interval interval_within(const struct nodes *n, const struct world *w, node_id v,
				       unsigned int depth);

/* What is known of the right operand makes a difference. */
static bool needs_right(uint8_t op)
{
	return op != IR_SHL && op != IR_SHR && op != IR_DIV && op != IR_REM;
}

static struct interval arithmetic(const struct nodes *n, const struct world *w,
				  const struct node *nd, unsigned int depth)
{
	struct interval all = {LOWEST, HIGHEST, false, 0}, a, b = all;

	if (needs_right(nd->sub))
		b = interval_within(n, w, nd->b, depth);
	/* Flags of a word: whatever the word is. */
	if (nd->sub == IR_AND && b.lo >= 0)
		return (struct interval){0, b.hi, false, 0};
	if ((nd->sub == IR_ADD || nd->sub == IR_SUB) && b.lo != b.hi)
		return all;
	a = interval_within(n, w, nd->a, depth);
	switch (nd->sub) {
	case IR_EQ:
	case IR_LT:
	case IR_LE:
		return compare_intervals(nd, a, b);
	case IR_AND:
		if (a.lo >= 0)
			return (struct interval){0, a.hi, false, 0};
		return all;
	case IR_OR:
		all.nonzero = a.nonzero || b.nonzero;
		if (a.lo >= 0 && b.lo >= 0)
			all.lo = 0;
		return all;
	case IR_ADD:
		/* A count is not thought to wrap. */
		if (b.lo > 0 && a.lo >= 0 && a.hi == HIGHEST && a.lo < HIGHEST - b.lo)
			return (struct interval){a.lo + b.lo, HIGHEST, false, 0};
		if (a.lo == LOWEST || a.hi == HIGHEST ||
		    __builtin_add_overflow(a.lo, b.lo, &all.lo) ||
		    __builtin_add_overflow(a.hi, b.lo, &all.hi))
			return (struct interval){LOWEST, HIGHEST, false, 0};
		return all;
	case IR_SUB:
		/* A count that is large enough does not go below 0. */
		if (b.lo > 0 && a.lo >= b.lo && a.hi == HIGHEST)
			return (struct interval){a.lo - b.lo, HIGHEST, false, 0};
		if (a.lo == LOWEST || a.hi == HIGHEST ||
		    __builtin_sub_overflow(a.lo, b.lo, &all.lo) ||
		    __builtin_sub_overflow(a.hi, b.lo, &all.hi))
			return (struct interval){LOWEST, HIGHEST, false, 0};
		return all;
	case IR_SHL:
		/* A power of two is not thought to be shifted out. */
		if (a.lo > 0)
			all.lo = a.lo;
		else if (a.lo == 0)
			all.lo = 0;
		return all;
	case IR_REM:
	case IR_DIV:
	case IR_SHR:
		if (a.lo >= 0)
			all.lo = 0;
		return all;
	default:
		return all;
	}
}

static struct interval of_kind(const struct nodes *n, const struct world *w, const struct node *nd,
			       unsigned int depth)
{
	struct interval all = {LOWEST, HIGHEST, false, 0}, a;

	switch (nd->kind) {
	case NODE_INT:
		return exactly(nd->imm);
	case NODE_FUNC:
	case NODE_STRING:
	case NODE_ADDR:
		return (struct interval){1, HIGHEST, true, 0};
	case NODE_VIEW:
	case NODE_BASE:
		/* The object next to a valid pointer; next to NULL it is no NULL either, but nobody
		 * may use it. */
		return interval_within(n, w, nd->a, depth);
	case NODE_UNARY:
		a = interval_within(n, w, nd->a, depth);
		if (nd->sub == IR_LNOT)
			return a.nonzero || a.lo > 0 || a.hi < 0 ? exactly(0)
			       : a.lo == 0 && a.hi == 0 ? exactly(1)
							: (struct interval){0, 1, false, 0};
		if (nd->sub == IR_NEG && a.lo > LOWEST)
			return (struct interval){-a.hi, -a.lo, a.nonzero, 0};
		return all;
	case NODE_BINARY:
		return depth ? arithmetic(n, w, nd, depth - 1) : all;
	default:
		if (nd->flags & NODE_NONNEG)
			all.lo = 0;
		return all;
	}
}

static struct interval interval_within(const struct nodes *n, const struct world *w, node_id v,
				       unsigned int depth)
{
	const struct fact *f = world_fact(w, v);
	struct interval i = of_kind(n, w, node_at(n, v), depth);

	return f ? meet(i, fact_as_interval(f)) : i;
}

struct interval fact_interval(const struct nodes *n, const struct world *w, node_id v)
{
	return interval_within(n, w, v, DEEPEST);
}

value_classes fact_classes(const struct nodes *n, const struct world *w, node_id v)
{
	struct interval i = fact_interval(n, w, v);
	value_classes c = 0;

	if (i.lo <= 0 && i.hi >= 0 && !i.nonzero)
		c |= CLASS_ZERO;
	if (i.lo < 0)
		c |= CLASS_NEGATIVE;
	if (i.hi > 0)
		c |= CLASS_POSITIVE;
	return c;
}

static bool narrow(struct arena *a, const struct nodes *n, struct world *w, node_id v,
		   struct interval to)
{
	struct interval old = fact_interval(n, w, v), i = meet(old, to);

	if (i.lo > i.hi || (i.lo == 0 && i.hi == 0 && i.nonzero))
		return false;
	if (i.lo != old.lo || i.hi != old.hi || i.nonzero != old.nonzero || i.holes != old.holes)
		world_set_fact(a, w, (struct fact){v, i.nonzero, i.holes, i.lo, i.hi});
	return true;
}

static bool assume_interval(struct arena *a, struct nodes *n, struct world *w, node_id v,
			    struct interval i)
{
	const struct node *nd = node_at(n, v);
	int64_t k;

	if (nd->kind == NODE_UNARY && nd->sub == IR_NEG && i.lo > LOWEST)
		return assume_interval(a, n, w, nd->a,
				       (struct interval){-i.hi, -i.lo, i.nonzero, 0});
	if (nd->kind == NODE_BINARY && nd->sub == IR_ADD && node_at(n, nd->b)->kind == NODE_INT &&
	    i.lo == i.hi) {
		k = node_at(n, nd->b)->imm;
		return assume_interval(a, n, w, nd->a,
				       exactly((int64_t)((uint64_t)i.lo - (uint64_t)k)));
	}
	return narrow(a, n, w, v, i);
}

bool fact_assume_range(struct arena *a, struct nodes *n, struct world *w, node_id v, int64_t lo,
		       int64_t hi, bool inside)
{
	struct interval old;

	if (inside)
		return assume_interval(a, n, w, v, (struct interval){lo, hi, false, 0});
	if (lo == 0 && hi == 0)
		return fact_assume(a, n, w, v, true);
	old = fact_interval(n, w, v);
	if (old.lo >= lo && old.hi <= hi)
		return false;
	if (old.lo >= lo && old.lo <= hi)
		return assume_interval(a, n, w, v, (struct interval){hi + 1, HIGHEST, false, 0});
	if (old.hi <= hi && old.hi >= lo)
		return assume_interval(a, n, w, v, (struct interval){LOWEST, lo - 1, false, 0});
	if (lo == hi && lo > 0 && lo < NHOLES)
		return fact_assume_holes(a, n, w, v, UINT32_C(1) << lo);
	return true;
}

bool fact_assume_holes(struct arena *a, struct nodes *n, struct world *w, node_id v, uint32_t holes)
{
	return !holes || narrow(a, n, w, v, (struct interval){LOWEST, HIGHEST, false, holes});
}

static bool assume_less(struct arena *a, struct nodes *n, struct world *w, struct node nd,
			bool truth)
{
	struct interval x = fact_interval(n, w, nd.a), y = fact_interval(n, w, nd.b);
	int64_t strict = nd.sub == IR_LT;
	struct interval ix = {LOWEST, HIGHEST, false, 0}, iy = ix;

	if (nd.flags & NODE_UNSIGNED) {
		/* x <u -4095 for IS_ERR_VALUE(): the other side of it is the range of error codes.
		 */
		if (y.lo == y.hi && y.lo < 0) {
			int64_t last = y.lo - strict;

			return truth ? fact_assume_range(a, n, w, nd.a, last + 1, -1, false)
				     : assume_interval(a, n, w, nd.a,
						       (struct interval){last + 1, -1, false, 0});
		}
		if (x.lo == x.hi && x.lo < 0)
			return fact_assume_range(a, n, w, nd.b, x.lo + strict, -1, truth);
		if (y.lo == y.hi && truth)
			return assume_interval(a, n, w, nd.a,
					       (struct interval){0, y.lo - strict, false, 0});
		if (!(x.lo >= 0 && y.lo >= 0))
			return true;
	}
	if (truth) {
		if (y.hi > LOWEST)
			ix.hi = y.hi - strict;
		if (x.lo < HIGHEST)
			iy.lo = x.lo + strict;
	} else {
		if (y.lo > LOWEST)
			ix.lo = strict ? y.lo : y.lo + (y.lo < HIGHEST);
		if (x.hi < HIGHEST)
			iy.hi = strict ? x.hi : x.hi - 1;
	}
	return assume_interval(a, n, w, nd.a, ix) && assume_interval(a, n, w, nd.b, iy);
}

static bool assume_equal(struct arena *a, struct nodes *n, struct world *w, struct node nd,
			 bool truth)
{
	struct interval x = fact_interval(n, w, nd.a), y = fact_interval(n, w, nd.b);

	if (truth)
		return assume_interval(a, n, w, nd.a, y) && assume_interval(a, n, w, nd.b, x);
	if (y.lo == y.hi)
		return fact_assume_range(a, n, w, nd.a, y.lo, y.lo, false);
	if (x.lo == x.hi)
		return fact_assume_range(a, n, w, nd.b, x.lo, x.lo, false);
	return true;
}

bool fact_assume(struct arena *a, struct nodes *n, struct world *w, node_id v, bool truth)
{
	struct node nd = *node_at(n, v);
	struct interval i = truth ? (struct interval){LOWEST, HIGHEST, true, 0} : exactly(0);

	if (nd.kind == NODE_UNARY && nd.sub == IR_LNOT)
		return fact_assume(a, n, w, nd.a, !truth);
	if (!narrow(a, n, w, v, i))
		return false;
	if (nd.kind == NODE_UNARY && nd.sub == IR_NEG)
		return fact_assume(a, n, w, nd.a, truth);
	if (nd.kind != NODE_BINARY)
		return true;
	switch (nd.sub) {
	case IR_EQ:
		return assume_equal(a, n, w, nd, truth);
	case IR_LT:
	case IR_LE:
		return assume_less(a, n, w, nd, truth);
	case IR_OR:
		return truth ||
		       (fact_assume(a, n, w, nd.a, false) && fact_assume(a, n, w, nd.b, false));
	case IR_AND:
		return !truth ||
		       (fact_assume(a, n, w, nd.a, true) && fact_assume(a, n, w, nd.b, true));
	case IR_ADD:
	case IR_SUB:
		if (!truth && node_at(n, nd.b)->kind == NODE_INT)
			return assume_interval(a, n, w, v, exactly(0));
		return true;
	default:
		return true;
	}
}

bool fact_assume_classes(struct arena *a, struct nodes *n, struct world *w, node_id v,
			 value_classes classes)
{
	value_classes c = fact_classes(n, w, v) & classes;

	if (!c)
		return false;
	switch (c) {
	case CLASS_ZERO:
		return fact_assume(a, n, w, v, false);
	case CLASS_NEGATIVE:
		return assume_interval(a, n, w, v, (struct interval){-MAX_ERRNO, -1, true, 0});
	case CLASS_POSITIVE:
		return assume_interval(a, n, w, v, (struct interval){1, HIGHEST, true, 0});
	case CLASS_NONZERO:
		return fact_assume(a, n, w, v, true);
	case CLASS_ZERO | CLASS_POSITIVE:
		return assume_interval(a, n, w, v, (struct interval){0, HIGHEST, false, 0});
	case CLASS_ZERO | CLASS_NEGATIVE:
		return assume_interval(a, n, w, v, (struct interval){-MAX_ERRNO, 0, false, 0});
	default:
		return true;
	}
}
