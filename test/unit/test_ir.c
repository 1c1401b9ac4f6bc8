/* SPDX-License-Identifier: MIT */
/* The IR: arena, strings, tables, ir_verify(), .cir files and the text form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

#include "ir/cir.h"
#include "ir/cir_format.h"

/*
 * Indices of the module that small_module() makes: numbered as cir_write() would, so that printing
 * it before and after a round trip gives the same text.
 */
enum { REC_REQUEST, REC_OPS, REC_INNER, REC_QUEUE, NUM_RECORDS };
enum { FN_QUEUE, FN_FREE, FN_START, NUM_FUNCTIONS };
enum {
	T_INT,
	T_UINT,
	T_QUEUE,
	T_QUEUE_PTR,
	T_INNER,
	T_REQUEST,
	T_REQUEST_PTR,
	T_OPS,
	T_FN,
	T_FN_PTR,
	T_VOID,
	T_ARRAY,
	T_BOOL,
	NUM_TYPES
};

static str_id intern(struct ir_module *m, const char *text)
{
	return str_intern(m->strings, text);
}

static ir_loc at(struct ir_module *m, const char *file, uint32_t line, const char *macro)
{
	return ir_add_place(m, (struct ir_place){intern(m, file), line, 9, intern(m, macro)});
}

static struct ir_attrs attribute(struct ir_module *m, const char *name, const char *arg)
{
	struct ir_attr *attr = arena_new_array(m->arena, struct ir_attr, 1);

	attr->name = intern(m, name);
	attr->args[0] = intern(m, arg);
	attr->nargs = arg ? 1 : 0;
	attr->loc = at(m, "linux/fake.h", 7, NULL);
	return (struct ir_attrs){attr, 1};
}

static void add_types(struct ir_module *m)
{
	static const struct ir_type types[NUM_TYPES] = {
		[T_INT] = {.kind = IR_TYPE_INT, .bits = 32, .flags = IR_TYPE_SIGNED},
		[T_UINT] = {.kind = IR_TYPE_INT, .bits = 8},
		[T_QUEUE] = {.kind = IR_TYPE_RECORD, .ref = REC_QUEUE},
		[T_QUEUE_PTR] = {.kind = IR_TYPE_POINTER, .ref = T_QUEUE},
		[T_INNER] = {.kind = IR_TYPE_RECORD, .ref = REC_INNER},
		[T_REQUEST] = {.kind = IR_TYPE_RECORD, .ref = REC_REQUEST},
		[T_REQUEST_PTR] = {.kind = IR_TYPE_POINTER, .ref = T_REQUEST},
		[T_OPS] = {.kind = IR_TYPE_RECORD, .ref = REC_OPS},
		[T_FN] = {.kind = IR_TYPE_FUNCTION, .ref = T_INT},
		[T_FN_PTR] = {.kind = IR_TYPE_POINTER, .flags = IR_TYPE_CONST, .ref = T_FN},
		[T_VOID] = {.kind = IR_TYPE_VOID},
		[T_ARRAY] = {.kind = IR_TYPE_ARRAY, .ref = T_OPS, .count = 4},
		[T_BOOL] = {.kind = IR_TYPE_BOOL, .bits = 8},
	};
	int i;

	for (i = 0; i < NUM_TYPES; i++)
		assert_int_equal(ir_add_type(m, types[i]), i);
}

static struct ir_field *new_fields(struct ir_module *m, uint32_t record, uint32_t n)
{
	m->records[record].complete = true;
	m->records[record].nfields = n;
	return m->records[record].fields = arena_new_array(m->arena, struct ir_field, n);
}

static void add_records(struct ir_module *m)
{
	struct ir_field *f;
	int i;

	for (i = 0; i < NUM_RECORDS; i++)
		ir_add_record(m);
	m->records[REC_REQUEST].name = intern(m, "request");
	m->records[REC_QUEUE].name = intern(m, "request_queue");
	m->records[REC_OPS].name = intern(m, "blk_mq_ops");
	f = new_fields(m, REC_INNER, 1);
	m->records[REC_INNER].is_union = true;
	f[0] = (struct ir_field){.name = intern(m, "id"), .type = T_INT};
	f = new_fields(m, REC_REQUEST, 3);
	f[0] = (struct ir_field){.name = intern(m, "q"),
				 .type = T_QUEUE_PTR,
				 .attrs = attribute(m, "borrowed_from", "q")};
	f[1] = (struct ir_field){
		.name = intern(m, "busy"), .type = T_UINT, .offset = 67, .width = 2};
	f[2] = (struct ir_field){.type = T_INNER, .offset = 96};
	f = new_fields(m, REC_OPS, 2);
	f[0] = (struct ir_field){.name = intern(m, "queue_rq"), .type = T_FN_PTR};
	f[1] = (struct ir_field){.name = intern(m, "name"), .type = T_QUEUE_PTR, .offset = 64};
	m->records[REC_OPS].size = 16;
	m->records[REC_OPS].in_main_file = true;
}

static void add_globals(struct ir_module *m)
{
	struct ir_global *g;
	struct ir_init *init;

	ir_add_global(m);
	ir_add_global(m);
	g = &m->globals[0];
	g->name = intern(m, "ops");
	g->type = T_ARRAY;
	g->flags = IR_GLOBAL_STATIC | IR_GLOBAL_CONST | IR_GLOBAL_DEFINED | IR_GLOBAL_MAIN_FILE;
	g->loc = at(m, "nbd.c", 90, NULL);
	g->ninits = 5;
	g->inits = init = arena_new_array(m->arena, struct ir_init, g->ninits);
	init[0] = (struct ir_init){REC_OPS, 0, 1, IR_INIT_FUNC, {.ref = FN_QUEUE}, g->loc};
	init[1] = (struct ir_init){REC_OPS, 1, 1, IR_INIT_GLOBAL, {.ref = 1}, 0};
	init[2] = (struct ir_init){REC_OPS, 1, 2, IR_INIT_STRING, {.ref = intern(m, "a\"\n")}, 0};
	init[3] = (struct ir_init){IR_NONE, 0, IR_NONE, IR_INIT_INT, {.imm = INT64_MIN}, 0};
	init[4] = (struct ir_init){IR_NONE, 0, IR_NONE, IR_INIT_OTHER, {.imm = 0}, 0};
	m->globals[1].name = intern(m, "jiffies");
	m->globals[1].type = T_INT;
}

static struct ir_function *new_function(struct ir_module *m, const char *name, uint32_t flags,
					uint32_t nparams, uint32_t nlocals)
{
	uint32_t index = ir_add_function(m);
	struct ir_function *f = &m->functions[index];

	f->name = intern(m, name);
	f->flags = flags;
	f->nparams = nparams;
	f->nlocals = nlocals;
	f->locals = arena_new_array(m->arena, struct ir_local, nlocals);
	return f;
}

/* Instructions of queue_rq(); its blocks are cut behind each terminator. */
static const struct ir_insn queue_code[] = {
	/* b0 */
	{.op = IR_LOCAL, .a = 0, .type = T_REQUEST_PTR},
	{.op = IR_LOAD, .a = 0, .type = T_REQUEST_PTR},
	{.op = IR_FIELD, .a = 1, .b = REC_REQUEST, .c = 0, .type = IR_NONE},
	{.op = IR_CONTAINER, .a = 2, .b = REC_REQUEST, .c = 0, .type = T_REQUEST_PTR},
	{.op = IR_CONST, .imm = -3, .type = T_INT},
	{.op = IR_CONST, .imm = INT64_MAX, .type = T_INT},
	{.op = IR_BINARY, .sub = IR_LT, .flags = IR_UNSIGNED, .a = 4, .b = 5, .type = T_BOOL},
	{.op = IR_UNARY, .sub = IR_LNOT, .a = 6, .type = T_INT},
	{.op = IR_BRANCH, .a = 7, .b = 1, .c = 2, .type = IR_NONE},
	/* b1 */
	{.op = IR_FUNC, .a = FN_START, .type = T_FN_PTR},
	{.op = IR_CALL, .a = 9, .nargs = 2, .args = 0, .type = T_INT},
	{.op = IR_LOCAL, .a = 1, .flags = IR_DECAY, .type = IR_NONE},
	{.op = IR_STORE, .a = 11, .b = 10, .flags = IR_INIT, .type = IR_NONE},
	{.op = IR_SWITCH, .a = 10, .b = 3, .nargs = 6, .args = 2, .type = IR_NONE},
	/* b2 */
	{.op = IR_GLOBAL, .a = 1, .type = IR_NONE},
	{.op = IR_INDEX, .a = 14, .b = 4, .type = IR_NONE},
	{.op = IR_STRING, .a = 0, .type = IR_NONE},
	{.op = IR_UNKNOWN, .a = 0, .type = T_INT},
	{.op = IR_CAST, .a = 17, .flags = IR_DECAY, .type = T_REQUEST_PTR},
	{.op = IR_COPY, .a = 3, .b = 18, .type = IR_NONE},
	{.op = IR_ASM, .nargs = 1, .args = 8, .type = IR_NONE},
	{.op = IR_CHOOSE, .nargs = 2, .args = 9, .type = IR_NONE},
	/* b3 */
	{.op = IR_FUNC, .a = FN_FREE, .type = T_FN_PTR},
	{.op = IR_CALL, .a = 22, .flags = IR_CLEANUP, .nargs = 1, .args = 8, .type = T_VOID},
	{.op = IR_SCOPE_END, .a = 1, .type = IR_NONE},
	{.op = IR_RETURN, .a = IR_NONE, .type = IR_NONE},
	/* b4 */
	{.op = IR_JUMP, .b = 4, .type = IR_NONE},
	/* b5 */
	{.op = IR_UNREACHABLE, .type = IR_NONE},
};

static const uint32_t queue_pool[] = {1, 4,	      /* cases */ 4,  4, 2, 4, 5,
				      4, /* asm */ 3, /* blocks */ 0, 5};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void cut_blocks(struct ir_module *m, struct ir_function *f)
{
	uint32_t i, first = 0;

	f->blocks = arena_new_array(m->arena, struct ir_block, f->ninsns);
	for (i = 0; i < f->ninsns; i++) {
		if (!ir_is_terminator(f->insns[i].op))
			continue;
		f->blocks[f->nblocks++] = (struct ir_block){first, i + 1 - first};
		first = i + 1;
	}
}

static void set_body(struct ir_module *m, uint32_t fn, const struct ir_insn *code, uint32_t n)
{
	struct ir_function *f = &m->functions[fn];

	f->insns = arena_copy(m->arena, code, n * sizeof(*code));
	f->ninsns = n;
	f->pool = arena_copy(m->arena, queue_pool, sizeof(queue_pool));
	f->npool = COUNT(queue_pool);
	cut_blocks(m, f);
	f->flags |= IR_FN_DEFINED | IR_FN_LOWERED | IR_FN_SCANNED;
}

static void add_functions(struct ir_module *m)
{
	static const struct ir_insn only_return = {.op = IR_RETURN, .a = IR_NONE, .type = IR_NONE};
	static const uint32_t callees[] = {FN_START, FN_FREE};
	struct ir_function *f;

	f = new_function(m, "queue_rq", IR_FN_STATIC | IR_FN_MAIN_FILE, 1, 3);
	f->result = T_INT;
	f->callees = arena_copy(m->arena, callees, sizeof(callees));
	f->ncallees = 2;
	f->locals[0] = (struct ir_local){.name = intern(m, "rq"), .type = T_REQUEST_PTR};
	f->locals[1] =
		(struct ir_local){.name = intern(m, "ret"), .type = T_INT, .address_taken = true};
	f->locals[2] =
		(struct ir_local){.name = intern(m, "ret"), .type = T_INT, .is_static = true};
	f->unknowns = 1;
	f->loc = at(m, "nbd.c", 100, NULL);
	f->end = at(m, "nbd.c", 120, NULL);
	set_body(m, FN_QUEUE, queue_code, COUNT(queue_code));
	f->insns[16].a = intern(m, "text");
	f->insns[17].a = intern(m, "VAArgExpr");
	f->insns[0].loc = at(m, "nbd.c", 101, NULL);
	f->insns[5].loc = at(m, "linux/fake.h", 3, "BUG_ON");
	f = new_function(m, "kfree", IR_FN_VARIADIC | IR_FN_NORETURN, 1, 1);
	f->result = T_VOID;
	f->attrs = attribute(m, "owned_by", "alloc");
	f->locals[0] = (struct ir_local){
		.name = intern(m, "p"), .type = T_QUEUE_PTR, .attrs = attribute(m, "owned", NULL)};
	f = new_function(m, "start", IR_FN_STATIC | IR_FN_INLINE, 0, 0);
	f->result = T_INT;
	set_body(m, FN_START, &only_return, 1);
}

static struct ir_module *small_module(void)
{
	struct ir_module *m = ir_module_new(NULL, NULL);

	ir_add_place(m, (struct ir_place){0});
	m->main_file = intern(m, "nbd.c");
	add_types(m);
	add_records(m);
	add_globals(m);
	add_functions(m);
	ir_add_suppression(
		m, (struct ir_suppression){m->main_file, 9, 3, 10, intern(m, "leak"), intern(m, "why")});
	ir_add_trusted(m, (struct ir_trusted){m->main_file, 4, 5, intern(m, "reviewed"), 0});
	return m;
}

static char *printed(struct ir_module *m)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ir_print(m, out);
	fclose(out);
	return text;
}

static uint8_t *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20);

	assert_non_null(f);
	*size = fread(data, 1, 1 << 20, f);
	fclose(f);
	return data;
}

static char path[64];

static uint8_t *written(struct ir_module *m, size_t *size)
{
	const char *wrong = cir_write(m, path);

	assert_ptr_equal(wrong, NULL);
	return slurp(path, size);
}

static void test_arena(void **state)
{
	struct arena *a = arena_new();
	unsigned char *p, *large;
	size_t i, round;

	(void)state;
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 5000; i++) {
			p = arena_alloc(a, i % 67);
			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			if (i % 67)
				assert_true(p[0] == 0 && p[i % 67 - 1] == 0);
			memset(p, 0xee, i % 67);
		}
		large = arena_alloc(a, 3 << 20);
		assert_true(large[0] == 0 && large[(3 << 20) - 1] == 0);
		memset(large, 0xee, 3 << 20);
		assert_memory_equal(arena_copy(a, "custody", 8), "custody", 8);
		assert_true(arena_used(a) > 3 << 20);
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
	arena_free(NULL);
}

static void test_strings(void **state)
{
	struct strings *s = strings_new();
	char text[16];
	uint32_t i;

	(void)state;
	assert_int_equal(str_intern(s, ""), STR_EMPTY);
	assert_int_equal(str_intern(s, NULL), STR_EMPTY);
	for (i = 1; i < 5000; i++) {
		snprintf(text, sizeof(text), "name%u", i);
		assert_int_equal(str_intern(s, text), i);
	}
	assert_int_equal(strings_count(s), 5000);
	assert_int_equal(str_find(s, "name4711"), 4711);
	assert_int_equal(str_find(s, "name5000"), STR_EMPTY);
	assert_string_equal(str_text(s, 17), "name17");
	i = str_intern_n(s, "a\0b", 3);
	assert_int_not_equal(i, str_intern_n(s, "a\0c", 3));
	assert_int_equal(str_len(s, i), 3);
	strings_free(s);
	strings_free(NULL);
}

static void test_verify_accepts(void **state)
{
	struct ir_module *m = small_module();
	uint32_t i;

	(void)state;
	for (i = 0; i < m->nfunctions; i++)
		assert_ptr_equal(ir_verify(m, i), NULL);
	ir_module_free(m);
}

/* Each breaks one thing in queue_rq(). */
#define BREAK(name, statement)                                                                     \
	static void break_##name(struct ir_module *m)                                              \
	{                                                                                          \
		struct ir_function *f = &m->functions[FN_QUEUE];                                   \
		statement;                                                                         \
	}
BREAK(use_before_def, f->insns[1].a = 2)
BREAK(own_operand, f->insns[1].a = 1)
BREAK(no_result, f->insns[19].b = 12)
BREAK(not_dominated, f->insns[15].b = 10)
BREAK(not_dominated_arg, f->pool[8] = 10)
BREAK(no_terminator, f->insns[8].op = IR_COPY)
BREAK(early_terminator, f->insns[2].op = IR_RETURN)
BREAK(empty_block, f->blocks[2].count = 0)
BREAK(shared, f->blocks[1].first--; f->blocks[1].count++)
BREAK(gap, f->insns[7] = f->insns[8]; f->blocks[0].count = 8)
BREAK(outside, f->blocks[5].count = 2)
BREAK(outside_wrap, f->blocks[5].count = UINT32_MAX)
BREAK(no_blocks, f->nblocks = 0)
BREAK(target, f->insns[8].c = 6)
BREAK(jump_nowhere, f->insns[26].b = IR_NONE)
BREAK(case_target, f->pool[4] = 6)
BREAK(case_nowhere, f->pool[4] = IR_NONE)
BREAK(case_not_const, f->pool[2] = 6)
BREAK(case_count, f->insns[13].nargs = 5)
BREAK(choice, f->pool[10] = 77)
BREAK(pool, f->insns[20].args = 11)
BREAK(pool_wrap, f->insns[20].args = UINT32_MAX)
BREAK(no_args, f->insns[26].nargs = 1)
BREAK(op, f->insns[3].op = IR_NUM_OPS)
BREAK(operator, f->insns[6].sub = IR_GE + 1)
BREAK(type, f->insns[6].type = NUM_TYPES)
BREAK(no_type, f->insns[6].type = IR_NONE)
BREAK(record, f->insns[2].b = NUM_RECORDS)
BREAK(field, f->insns[2].c = 3)
BREAK(incomplete, f->insns[2].b = REC_QUEUE)
BREAK(local, f->insns[0].a = 3)
BREAK(global, f->insns[14].a = 2)
BREAK(function, f->insns[9].a = NUM_FUNCTIONS)
BREAK(string, f->insns[16].a = strings_count(m->strings))
BREAK(result, f->result = IR_NONE)
BREAK(params, f->nparams = 4)
BREAK(local_type, f->locals[2].type = NUM_TYPES)
BREAK(callee, f->callees[1] = NUM_FUNCTIONS)

static void test_verify_refuses(void **state)
{
	static const struct {
		void (*how)(struct ir_module *m);
		const char *says;
	} cases[] = {
		{break_use_before_def, "not defined before"},
		{break_own_operand, "not defined before"},
		{break_no_result, "without a result"},
		{break_not_dominated, "not dominate"},
		{break_not_dominated_arg, "not dominate"},
		{break_no_terminator, "terminator"},
		{break_early_terminator, "terminator"},
		{break_empty_block, "block is empty"},
		{break_shared, "share"},
		{break_gap, "no block"},
		{break_outside, "outside the body"},
		{break_outside_wrap, "outside the body"},
		{break_no_blocks, "without blocks"},
		{break_target, "block is outside"},
		{break_jump_nowhere, "block is outside"},
		{break_case_target, "block is outside"},
		{break_case_nowhere, "block is outside"},
		{break_case_not_const, "not a constant"},
		{break_case_count, "triples"},
		{break_choice, "block is outside"},
		{break_pool, "outside the pool"},
		{break_pool_wrap, "outside the pool"},
		{break_no_args, "there can be none"},
		{break_op, "no such instruction"},
		{break_operator, "no such operator"},
		{break_type, "type"},
		{break_no_type, "type"},
		{break_record, "record is outside"},
		{break_field, "outside its record"},
		{break_incomplete, "incomplete record"},
		{break_local, "local is outside"},
		{break_global, "global is outside"},
		{break_function, "function is outside"},
		{break_string, "string is outside"},
		{break_result, "result type"},
		{break_params, "parameters"},
		{break_local_type, "local's type"},
		{break_callee, "callee"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct ir_module *m = small_module();
		const char *wrong;

		cases[i].how(m);
		wrong = ir_verify(m, FN_QUEUE);
		if (!wrong || !strstr(wrong, cases[i].says))
			fail_msg("case %zu: wanted \"%s\", got \"%s\"", i, cases[i].says,
				 wrong ? wrong : "");
		ir_module_free(m);
	}
}

/* A loop: b1 is reached from b0 and from its own tail b2. */
static void test_dominance_in_loops(void **state)
{
	struct ir_insn code[] = {
		{.op = IR_CONST, .type = T_INT},
		{.op = IR_JUMP, .b = 1, .type = IR_NONE},
		{.op = IR_CONST, .type = T_INT},
		{.op = IR_BRANCH, .a = 0, .b = 2, .c = 3, .type = IR_NONE},
		{.op = IR_CONST, .type = T_INT},
		{.op = IR_JUMP, .b = 1, .type = IR_NONE},
		{.op = IR_RETURN, .a = 2, .type = IR_NONE},
	};
	struct ir_module *m = small_module();
	struct ir_function *f = &m->functions[FN_START];

	(void)state;
	f->nblocks = 0;
	set_body(m, FN_START, code, COUNT(code));
	assert_ptr_equal(ir_verify(m, FN_START), NULL);
	f->insns[6].a = 4; /* b2 runs before b3 on some paths only */
	assert_non_null(ir_verify(m, FN_START));
	f->insns[1].b =
		3; /* no block of the loop is reached now: what stands there may use anything */
	f->insns[6].a = 0;
	assert_ptr_equal(ir_verify(m, FN_START), NULL);
	f->insns[6].a = 2; /* but nothing of it can be used */
	assert_non_null(ir_verify(m, FN_START));
	ir_module_free(m);
}

static void test_print(void **state)
{
	static const char *const lines[] = {
		"module nbd.c\n",
		"record request, 0 bytes\n",
		"record record.2 union, 0 bytes\n",
		"  0 q: *request_queue @0 __borrowed_from(q)\n",
		"  1 busy: u8 @8.3:2\n",
		"global ops: [4]blk_mq_ops static const main     ; 90:9\n",
		"  [1] blk_mq_ops.queue_rq = @queue_rq           ; 90:9\n",
		"  [2] blk_mq_ops.name = \"a\\\"\\x0a\"\n",
		"global jiffies: i32 extern\n",
		"function queue_rq(rq: *request) -> i32 static main ; 100:9\n",
		"  calls @start @kfree\n",
		"  local ret.2: i32 static\n",
		" b0:\n",
		"  %0 = local rq : *request                      ; 101:9\n",
		"  %2 = field %1 request.q\n",
		"  %4 = const -3 : i32\n",
		"  %5 = const 9223372036854775807 : i32          ; linux/fake.h:3:9 in BUG_ON\n",
		"  %6 = lt.unsigned %4, %5 : bool\n",
		"  branch %7 ? b1 : b2\n",
		"  %10 = call @start(%1, %4) : i32\n",
		"  %11 = local.temp ret.1\n",
		"  store.init %11, %10\n",
		"  switch %10 { -3: b2, -3..9223372036854775807: b4, default: b3 }\n",
		"  %15 = index %14, %4\n",
		"  %16 = string \"text\"\n",
		"  %17 = unknown \"VAArgExpr\" : i32\n",
		"  asm %3\n",
		"  choose b0 b5\n",
		"  %23 = call.cleanup @kfree(%3) : void\n",
		"  scope_end ret.1\n",
		"  return\n",
		"  jump b4\n",
		"  unreachable\n",
		" end                                            ; 120:9\n",
		"__owned, ...) -> void noreturn __owned_by(alloc)\n",
		"allow leak: why ; nbd.c:9:3..10\n",
		"trusted nbd.c:4..5: reviewed\n",
	};
	struct ir_module *m = small_module();
	char *text = printed(m);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(lines); i++) {
		if (!strstr(text, lines[i]))
			fail_msg("no line \"%s\" in\n%s", lines[i], text);
	}
	free(text);
	ir_module_free(m);
}

static void test_round_trip(void **state)
{
	struct ir_module *m = small_module(), *back;
	char *before = printed(m), *after;
	size_t size, size_again;
	uint8_t *data = written(m, &size), *again;
	const char *error = "";
	struct stat st;

	(void)state;
	back = cir_read(path, &error);
	if (!back)
		fail_msg("%s", error);
	assert_ptr_equal(error, NULL);
	after = printed(back);
	assert_string_equal(before, after);
	assert_int_equal(back->functions[FN_FREE].flags & IR_FN_LOWERED, 0);
	assert_true(back->functions[FN_FREE].flags & IR_FN_SCANNED);
	again = written(back, &size_again);
	assert_int_equal(size, size_again);
	assert_memory_equal(data, again, size);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0600, 0600);
	free(data);
	free(again);
	free(before);
	free(after);
	ir_module_free(m);
	ir_module_free(back);
}

/* A producer that has one main-file function, which calls one inline, whose body completes a
 * record. */
static void lazy_scan(struct ir_module *m, uint32_t fn)
{
	struct ir_function *f;
	uint32_t callee;

	assert_int_equal(fn, 0);
	callee = ir_add_function(m);
	f = &m->functions[callee];
	f->name = intern(m, "from_header");
	f->flags = IR_FN_DEFINED | IR_FN_INLINE | IR_FN_SCANNED;
	ir_add_function(m); /* nobody calls this one */
	m->functions[callee + 1].name = intern(m, "unused");
	m->functions[fn].callees = arena_copy(m->arena, &callee, sizeof(callee));
	m->functions[fn].ncallees = 1;
}

static bool lazy_lower(struct ir_module *m, uint32_t fn)
{
	static const struct ir_insn code[] = {
		{.op = IR_CONST, .type = 1, .loc = 70},
		{.op = IR_FIELD, .type = IR_NONE, .a = 0, .b = 0, .c = 0, .loc = 70},
		{.op = IR_RETURN, .a = IR_NONE, .type = IR_NONE},
	};

	if (fn == 0)
		return false;
	set_body(m, fn, code, COUNT(code));
	return true;
}

static void lazy_complete(struct ir_module *m, uint32_t record)
{
	if (m->records[record].name == STR_EMPTY) /* struct opaque; */
		return;
	new_fields(m, record, 1)->name = intern(m, "late");
}

static struct ir_place lazy_locate(struct ir_module *m, ir_loc loc)
{
	return (struct ir_place){intern(m, "a.h"), loc, 1, STR_EMPTY};
}

static struct ir_module *lazy_module(void)
{
	static const struct ir_module_ops ops = {lazy_scan, lazy_lower, lazy_complete, NULL, NULL, lazy_locate};
	struct ir_module *m = ir_module_new(&ops, NULL);

	m->main_file = intern(m, "a.c");
	ir_add_type(m, (struct ir_type){.kind = IR_TYPE_INT, .bits = 32});
	ir_add_type(m, (struct ir_type){.kind = IR_TYPE_POINTER, .ref = 2});
	ir_add_type(m, (struct ir_type){.kind = IR_TYPE_RECORD, .ref = 0});
	ir_add_record(m);
	m->records[0].name = intern(m, "lazy");
	new_function(m, "main", IR_FN_DEFINED | IR_FN_MAIN_FILE, 0, 0);
	return m;
}

static void test_lazy_producer(void **state)
{
	struct ir_module *m = lazy_module(), *back;
	const char *error = "";
	char *text;

	(void)state;
	assert_ptr_equal(cir_write(m, path), NULL);
	back = cir_read(path, &error);
	if (!back)
		fail_msg("%s", error);
	text = printed(back);
	assert_non_null(strstr(text, "0 late: u32 @0"));
	assert_non_null(strstr(text, "function main() -> u32 main too-odd"));
	assert_non_null(strstr(text, "function from_header() -> u32 inline"));
	assert_non_null(strstr(text, "%1 = field %0 lazy.late                       ; a.h:70:1"));
	assert_null(strstr(text, "unused"));
	assert_false(ir_need_body(back, 0));
	assert_true(ir_need_body(back, 1));
	free(text);
	ir_module_free(m);
	ir_module_free(back);
}

static void test_write_refuses(void **state)
{
	struct ir_module *m = small_module();
	const char *wrong;
	char file[80];

	(void)state;
	unlink(path);
	m->functions[FN_QUEUE].insns[2].c = 9;
	wrong = cir_write(m, path);
	assert_non_null(wrong);
	assert_non_null(strstr(wrong, "queue_rq: a field index is outside its record"));
	assert_int_equal(access(path, F_OK), -1);
	m->functions[FN_QUEUE].insns[2].c = 0;
	snprintf(file, sizeof(file), "%s.d/x.cir", path);
	wrong = cir_write(m, file);
	assert_non_null(wrong);
	assert_non_null(strstr(wrong, "No such file"));
	ir_module_free(m);
	m = lazy_module();
	m->records[0].name = STR_EMPTY; /* so that it stays incomplete */
	wrong = cir_write(m, path);
	assert_non_null(wrong);
	assert_non_null(strstr(wrong, "from_header: a field of a record that cannot be completed"));
	ir_module_free(m);
}

static void fix(uint8_t *data, size_t size)
{
	uint64_t length = size - CIR_HEADER_SIZE;
	uint64_t hash = XXH3_64bits(data + CIR_HEADER_SIZE, length);
	int i;

	for (i = 0; i < 8; i++) {
		data[CIR_AT_SIZE + i] = (uint8_t)(length >> (8 * i));
		data[CIR_AT_HASH + i] = (uint8_t)(hash >> (8 * i));
	}
}

/* A damaged file gives one line with its name, or a module that can be printed and written. */
static bool survives(const uint8_t *data, size_t size)
{
	uint8_t *exact =
		malloc(size ? size : 1); /* so that the sanitizer sees each byte read beyond it */
	struct ir_module *m;
	const char *error;

	memcpy(exact, data, size);
	m = cir_read_memory(exact, size, "x.cir", &error);
	free(exact);
	if (!m) {
		assert_non_null(strstr(error, "x.cir: "));
		assert_null(strchr(error, '\n'));
		return false;
	}
	free(printed(m));
	assert_ptr_equal(cir_write(m, "/dev/null"), NULL);
	ir_module_free(m);
	return true;
}

static void test_truncated(void **state)
{
	struct ir_module *m = small_module();
	size_t size, n;
	uint8_t *data = written(m, &size), *copy = malloc(size);

	(void)state;
	assert_true(survives(data, size));
	for (n = 0; n < size; n++) {
		assert_false(survives(data, n));
		memcpy(copy, data, n);
		if (n < CIR_HEADER_SIZE)
			continue;
		fix(copy, n);
		assert_false(survives(copy, n));
	}
	free(data);
	free(copy);
	ir_module_free(m);
}

static void test_flipped(void **state)
{
	struct ir_module *m = small_module();
	size_t size, i;
	uint8_t *data = written(m, &size);
	unsigned int bit, kept = 0;

	(void)state;
	for (i = 0; i < size; i++) {
		for (bit = 0; bit < 9; bit++) {
			uint8_t old = data[i];

			data[i] = bit < 8 ? old ^ (uint8_t)(1u << bit) : 0xff;
			if (survives(data, size))
				assert_true(data[i] == old ||
					    (i >= 12 && i < 16)); /* unused bytes */
			fix(data, size);
			kept += survives(data, size);
			data[i] = old;
			fix(data, size);
		}
	}
	assert_true(kept > 0); /* names, lines: changes that only the checksum can see */
	free(data);
	ir_module_free(m);
}

/* struct a { struct a x; } and a chain of records that is too long to recurse along. */
static void test_nesting(void **state)
{
	struct ir_module *m = lazy_module();
	const char *error;
	size_t size;
	uint32_t i;

	(void)state;
	ir_need_fields(m, 0);
	m->records[0].fields[0].type = 2;
	free(written(m, &size));
	assert_null(cir_read(path, &error));
	assert_non_null(strstr(error, "record 0 holds itself"));
	for (i = 1; i <= CIR_MAX_DEPTH + 1; i++) {
		ir_add_record(m);
		ir_add_type(m, (struct ir_type){.kind = IR_TYPE_RECORD, .ref = i});
		new_fields(m, i, 1)->type = 0;
		m->records[i - 1].fields[0].type = m->ntypes - 1;
	}
	free(written(m, &size));
	assert_null(cir_read(path, &error));
	assert_non_null(strstr(error, "nests deeper"));
	m->records[1].fields[0].type = 0;
	free(written(m, &size));
	ir_module_free(m);
	m = cir_read(path, &error);
	assert_non_null(m);
	ir_module_free(m);
}

static void test_read_errors(void **state)
{
	struct ir_module *m = small_module();
	const char *error;
	size_t size;
	uint8_t *data = written(m, &size);

	(void)state;
	assert_null(cir_read("/nonexistent/x.cir", &error));
	assert_string_equal(error, "/nonexistent/x.cir: cannot read: No such file or directory");
	assert_null(cir_read("/", &error));
	assert_non_null(strstr(error, "cannot read"));
	assert_null(cir_read_memory("int x;", 6, "x.cir", &error));
	assert_string_equal(error, "x.cir: not a .cir file");
	data[CIR_AT_VERSION] = 99;
	assert_null(cir_read_memory(data, size, "x.cir", &error));
	assert_non_null(strstr(error, "x.cir: .cir format 99, this custody reads "));
	data[CIR_AT_VERSION] = CIR_VERSION;
	memset(data + CIR_HEADER_SIZE + 8 * CIR_TYPES, 0xff, 4);
	fix(data, size);
	assert_null(cir_read_memory(data, size, "x.cir", &error));
	assert_non_null(
		strstr(error, "x.cir: damaged at byte 56: section 3 has 4294967295 entries in "));
	free(data);
	ir_module_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_verify_accepts),
		cmocka_unit_test(test_verify_refuses),
		cmocka_unit_test(test_dominance_in_loops),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_lazy_producer),
		cmocka_unit_test(test_write_refuses),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_read_errors),
	};
	int failures;

	snprintf(path, sizeof(path), "/tmp/test_ir.%ld.cir", (long)getpid());
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failures;
}
