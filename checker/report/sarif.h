/* SPDX-License-Identifier: MIT */
/* SARIF 2.1.0, the format that code scanning services and editors read. */
#ifndef CUSTODY_SARIF_H
#define CUSTODY_SARIF_H

#include <stdio.h>

struct report_options;
struct results;

/* root: absolute; names of files in r are relative to it. */
void sarif_print(const struct results *r, const struct report_options *o, const char *root,
		 FILE *out);

#endif
