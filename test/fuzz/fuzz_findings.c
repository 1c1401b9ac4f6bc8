/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: any bytes given to the readers of findings files, baselines and diffs are refused, or
 * give what can be selected and printed. The first byte says which reader.
 */
#include <stdio.h>
#include <stdlib.h>

#include "report/baseline.h"
#include "report/diff.h"
#include "report/gate.h"
#include "report/jsonl.h"
#include "report/result.h"

static const char one[] =
	"{\"rule\":\"r\",\"summary\":\"\",\"level\":\"likely\",\"severity\":\"error\",\"message\":\"m\",\"file\":"
	"\"a.c\",\"line\":9,\"column\":2,\"function\":\"f\",\"first\":4,\"last\":12,\"fingerprint\":"
	"\"0123456789abcdef\",\"way\":\"fedcba9876543210\",\"steps\":[]}\n";

static void print(struct results *r, const struct selection *s)
{
	struct selection_counts counts = {0};
	FILE *out = fopen("/dev/null", "w");

	results_make_relative(r, "/src");
	gate_select(r, s, &counts);
	jsonl_print(r, out);
	fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct results *r = results_new();
	struct selection s = {0};
	const char *error = NULL, *text = (const char *)bytes + 1;
	bool good;

	if (!size)
		goto out;
	size--;
	if (bytes[0] % 3 == 0) {
		good = jsonl_read_memory(r, text, size, "input", &error);
	} else {
		jsonl_read_memory(r, one, sizeof(one) - 1, "one", &error);
		if (bytes[0] % 3 == 1)
			s.baseline = baseline_read_memory(text, size, "input", r->arena, &error);
		else
			s.diff = diff_read_memory(text, size, "input", r->arena, &error);
		good = s.baseline || s.diff;
	}
	if (good == (error != NULL))
		abort();
	if (good)
		print(r, &s);
	baseline_free(s.baseline);
out:
	results_free(r);
	return 0;
}
