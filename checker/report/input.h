/* SPDX-License-Identifier: MIT */
/* Input files, "-" being standard input. */
#ifndef CUSTODY_INPUT_H
#define CUSTODY_INPUT_H

#include <stddef.h>

/* All of path, to be freed by the caller; NULL: errno says why not. */
char *input_read(const char *path, size_t *size);
/* What messages call it. */
const char *input_name(const char *path);

#endif
