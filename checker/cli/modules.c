/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/cir.h"
#include "modules.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct ir_module **modules_read(struct args *files, const char *command)
{
	struct ir_module **list = arena_new_array(files->arena, struct ir_module *, files->count);
	const char *error;

	qsort(files->list, files->count, sizeof(*files->list), by_name);
	for (uint32_t n = 0; n < files->count; n++) {
		list[n] = cir_read(files->list[n], &error);
		if (list[n])
			continue;
		fprintf(stderr, "custody %s: %s\n", command, error);
		while (n--)
			ir_module_free(list[n]);
		return NULL;
	}
	return list;
}
