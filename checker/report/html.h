/* SPDX-License-Identifier: MIT */
/* One page that holds everything: findings, source along their paths, rules, pictures. It needs no
 * network. */
#ifndef CUSTODY_HTML_H
#define CUSTODY_HTML_H

#include <stdio.h>

struct report_options;
struct results;
struct selection_counts;

/* root: absolute; names of files in r are relative to it, and their texts are read there. */
void html_print(const struct results *r, const struct selection_counts *counts,
		const struct report_options *o, const char *root, FILE *out);

#endif
