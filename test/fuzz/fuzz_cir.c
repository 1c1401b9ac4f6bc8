/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: any bytes given to the .cir reader are refused, or are a
 * module that can be printed, written, audited and drawn. The input's size and checksum are set
 * right first, so that what is behind them gets tested; `seed` of a corpus is
 * any .cir file. Build: clang -fsanitize=fuzzer,address,undefined.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "ir/cir.h"
#include "ir/cir_format.h"
#include "report/audit.h"
#include "report/graph.h"
#include "rules/rules.h"

static void fix_header(uint8_t *data, size_t size)
{
	uint64_t length = size - CIR_HEADER_SIZE;
	uint64_t hash = XXH3_64bits(data + CIR_HEADER_SIZE, length);
	int i;

	for (i = 0; i < 8; i++) {
		data[CIR_AT_SIZE + i] = (uint8_t)(length >> (8 * i));
		data[CIR_AT_HASH + i] = (uint8_t)(hash >> (8 * i));
	}
}

static void look_at(struct ir_module *m, FILE *out)
{
	static struct contracts *rules;
	struct audit *audit = audit_new();
	struct graph *g = graph_new();

	if (!rules)
		rules = rules_builtin();
	audit_module(audit, m);
	audit_sort(audit);
	audit_print(audit, out);
	graph_add(g, m, rules);
	graph_settle(g);
	graph_print_dot(g, true, out);
	graph_free(g);
	audit_free(audit);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint8_t *data = malloc(size + 1);
	struct ir_module *m;
	const char *error;
	FILE *out;

	memcpy(data, bytes, size);
	if (size >= CIR_HEADER_SIZE)
		fix_header(data, size);
	m = cir_read_memory(data, size, "input", &error);
	free(data);
	if (!m)
		return 0;
	out = fopen("/dev/null", "w");
	ir_print(m, out);
	look_at(m, out);
	fclose(out);
	error = cir_write(m, "/dev/null");
	if (error) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	ir_module_free(m);
	return 0;
}
