/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(FILE *in, size_t *size)
{
	size_t room = 1 << 16, got;
	char *text = malloc(room), *bigger;

	*size = 0;
	while (text && (got = fread(text + *size, 1, room - *size, in))) {
		*size += got;
		if (*size < room)
			continue;
		bigger = realloc(text, room *= 2);
		if (!bigger)
			free(text);
		text = bigger;
	}
	if (text && ferror(in)) {
		free(text);
		text = NULL;
	}
	return text;
}

char *input_read(const char *path, size_t *size)
{
	bool is_stdin = !strcmp(path, "-");
	FILE *in = is_stdin ? stdin : fopen(path, "re");
	char *text = in ? read_all(in, size) : NULL;

	if (in && !is_stdin)
		fclose(in);
	return text;
}

const char *input_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}
