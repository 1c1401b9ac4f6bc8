/* SPDX-License-Identifier: MIT */
/* What a world knows of values, after branches and from how they are made; and how values are
 * named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/fact.h"
#include "ir/arena.h"

/* A world that knows nothing, and two numbers of a function. */
struct scene {
	struct arena *arena;
	struct nodes nodes;
	struct world *world;
	node_id x, y;
};

static int setup(void **state)
{
	static struct scene s;

	s.arena = arena_new();
	nodes_init(&s.nodes);
	s.world = world_new(s.arena);
	s.x = node_param(&s.nodes, 1, 0, 0);
	s.y = node_param(&s.nodes, 1, 1, 0);
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;

	nodes_free(&s->nodes);
	arena_free(s->arena);
	return 0;
}

static node_id binary(struct scene *s, enum ir_binary op, node_id a, node_id b)
{
	return node_binary(&s->nodes, op, false, a, b);
}

static node_id number(struct scene *s, int64_t imm)
{
	return node_int(&s->nodes, imm);
}

static bool assume(struct scene *s, node_id v, bool truth)
{
	return fact_assume(s->arena, &s->nodes, s->world, v, truth);
}

static void expect(struct scene *s, node_id v, int64_t lo, int64_t hi)
{
	struct interval i = fact_interval(&s->nodes, s->world, v);

	assert_true(i.lo == lo);
	assert_true(i.hi == hi);
}

static void test_one_name(void **state)
{
	struct scene *s = *state;
	node_id less = binary(s, IR_LT, s->x, s->y);

	assert_int_equal(less, binary(s, IR_LT, s->x, s->y));
	assert_int_not_equal(less, binary(s, IR_LT, s->y, s->x));
	assert_int_equal(binary(s, IR_EQ, s->x, s->y), binary(s, IR_EQ, s->y, s->x));
	assert_int_equal(binary(s, IR_GE, s->x, s->y), node_unary(&s->nodes, IR_LNOT, less));
	assert_int_equal(binary(s, IR_NE, less, number(s, 0)), less);
	assert_int_equal(binary(s, IR_ADD, number(s, 40), number(s, 2)), number(s, 42));
	assert_int_equal(binary(s, IR_SUB, binary(s, IR_ADD, s->x, s->y), s->y), s->x);
}

/* A flag that is set in a word is known there; the others keep their names. */
static void test_flags(void **state)
{
	struct scene *s = *state;
	node_id word = binary(s, IR_OR, s->x, number(s, 4));

	assert_int_equal(binary(s, IR_AND, word, number(s, 4)), number(s, 4));
	assert_int_equal(binary(s, IR_AND, word, number(s, 2)),
			 binary(s, IR_AND, s->x, number(s, 2)));
	word = binary(s, IR_AND, word, number(s, ~4));
	assert_int_equal(binary(s, IR_AND, word, number(s, 4)), number(s, 0));
}

static void test_containers(void **state)
{
	struct scene *s = *state;
	node_id object = region_deref(&s->nodes, s->x);
	node_id member = region_field(&s->nodes, object, 3, 1);
	node_id other = region_field(&s->nodes, object, 3, 2);

	assert_int_equal(region_container(&s->nodes, member, 3, 1), object);
	assert_int_not_equal(region_container(&s->nodes, other, 3, 1), object);
	assert_int_equal(region_deref(&s->nodes, node_addr(&s->nodes, member)), member);
	assert_int_equal(region_root(&s->nodes, member), object);
	assert_true(region_within(&s->nodes, member, object));
	assert_false(region_within(&s->nodes, member, other));
}

static void test_branches(void **state)
{
	struct scene *s = *state;

	assert_true(assume(s, binary(s, IR_LT, s->x, number(s, 10)), true));
	assert_true(assume(s, binary(s, IR_LT, s->x, number(s, 0)), false));
	expect(s, s->x, 0, 9);
	assert_true(assume(s, s->x, true));
	assert_int_equal(fact_classes(&s->nodes, s->world, s->x), CLASS_POSITIVE);
	assert_true(assume(s, binary(s, IR_EQ, s->y, s->x), true));
	assert_false(assume(s, binary(s, IR_GT, s->y, number(s, 9)), true));
}

/* What one way knows is not known on the other. */
static void test_ways(void **state)
{
	struct scene *s = *state;
	struct world *other = world_fork(s->arena, s->world);

	assert_true(assume(s, s->x, true));
	assert_true(fact_assume(s->arena, &s->nodes, other, s->x, false));
	assert_int_equal(fact_classes(&s->nodes, other, s->x), CLASS_ZERO);
	assert_int_equal(fact_classes(&s->nodes, s->world, s->x), CLASS_NONZERO);
}

/* x >=u -4095 is how error pointers are told. */
static void test_error_pointers(void **state)
{
	struct scene *s = *state;
	node_id is_err = node_unary(&s->nodes, IR_LNOT,
				    node_binary(&s->nodes, IR_LT, true, s->x, number(s, -4095)));

	assert_true(assume(s, is_err, true));
	expect(s, s->x, -4095, -1);
	assert_false(assume(s, binary(s, IR_EQ, s->x, number(s, 0)), true));
}

static void test_shifted(void **state)
{
	struct scene *s = *state;

	expect(s, binary(s, IR_SHL, number(s, 1), s->x), 1, INT64_MAX);
	assert_false(assume(s, binary(s, IR_SHL, number(s, 1), s->x), false));
}

static void test_either(void **state)
{
	struct scene *s = *state;
	struct fact f = fact_either(s->x, (struct interval){1, 3, false, 0},
				    (struct interval){-9, -2, false, 0});

	assert_true(f.lo == -9 && f.hi == 3);
	assert_true(f.nonzero);
	f = fact_either(s->x, (struct interval){1, 3, false, 0},
			(struct interval){-1, 1, false, 0});
	assert_false(f.nonzero);
	/* 0 or 2 is not 1, nor is what is not 2 between 1 and 3. */
	f = fact_either(s->x, (struct interval){0, 0, false, 0}, (struct interval){2, 2, true, 0});
	assert_true(f.lo == 0 && f.hi == 2 && f.holes == 1u << 1);
	f = fact_either(s->x, fact_as_interval(&f), (struct interval){1, 3, true, 1u << 2});
	assert_int_equal(f.holes, 0);
}

static void test_holes(void **state)
{
	struct scene *s = *state;

	assert_true(fact_assume_range(s->arena, &s->nodes, s->world, s->x, 0, 3, true));
	assert_true(fact_assume_range(s->arena, &s->nodes, s->world, s->x, 2, 2, false));
	assert_true(fact_interval(&s->nodes, s->world, s->x).holes == 1u << 2);
	/* A hole at a bound moves it. */
	assert_true(fact_assume_range(s->arena, &s->nodes, s->world, s->x, 3, 3, false));
	assert_true(fact_interval(&s->nodes, s->world, s->x).hi == 1);
	assert_false(fact_assume_range(s->arena, &s->nodes, s->world, s->x, 2, 2, true));
}

/*
 * The parity of a word: each step has the one before it as both operands, so that there are 2 to
 * the power of 60 ways down. Found by qat_hal.c of Linux, which took minutes.
 */
static void test_shared_operands(void **state)
{
	struct scene *s = *state;
	node_id v = binary(s, IR_AND, s->x, number(s, 0xffff)), all = v;

	for (int i = 0; i < 60; i++)
		v = binary(s, IR_OR, binary(s, IR_SHR, v, number(s, 1)),
			   binary(s, IR_ADD, v, number(s, 1)));
	assert_true(fact_interval(&s->nodes, s->world, v).hi >=
		    fact_interval(&s->nodes, s->world, all).hi);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_name, setup, teardown),
		cmocka_unit_test_setup_teardown(test_flags, setup, teardown),
		cmocka_unit_test_setup_teardown(test_containers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_branches, setup, teardown),
		cmocka_unit_test_setup_teardown(test_ways, setup, teardown),
		cmocka_unit_test_setup_teardown(test_error_pointers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shifted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_either, setup, teardown),
		cmocka_unit_test_setup_teardown(test_holes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shared_operands, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
